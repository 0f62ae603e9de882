//! One connection of the SDK: forwards each request to the store and its response back, unless the plan breaks it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::fault::{Fault, Reaction};
use super::message::Message;
use super::plan::Plan;

pub(super) async fn serve(mut client: TcpStream, store: SocketAddr, plan: Arc<Plan>) -> io::Result<()> {
    let mut store = TcpStream::connect(store).await?;
    while let Some(request) = Message::read(&mut client).await? {
        let fault = plan.takes(request.operation());
        let answer = if fault.is_none_or(Fault::reaches_the_store) {
            store.write_all(&request.bytes()).await?;
            Message::read(&mut store).await?.ok_or(io::ErrorKind::UnexpectedEof)?
        } else {
            Message::default()
        };
        let reaction = fault.map_or_else(|| Reaction::Answer(answer.bytes()), |fault| fault.react(&request, &answer));
        match reaction {
            Reaction::Answer(bytes) => client.write_all(&bytes).await?,
            Reaction::AnswerLate(bytes, by) => {
                sleep(by).await;
                client.write_all(&bytes).await?;
            }
            Reaction::AnswerAndClose(bytes) => return client.write_all(&bytes).await,
            Reaction::Close => return Ok(()),
            Reaction::Hang => return client.read(&mut [0]).await.map(drop), // until the client gives up
        }
    }
    Ok(())
}
