//! A client that still sends its body when it is refused gets the response, and may send more on the same connection.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{environment, start};

/// The statuses of requests that are sent one after the other over one connection, with bodies of so many spaces.
async fn statuses(requests: &[(&str, usize)]) -> Vec<String> {
    let (server, _) = start(environment()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let mut statuses = Vec::new();
    for (path, length) in requests {
        let head = format!(
            "POST /api/v1{path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let body = vec![b' '; *length];
        for part in body.chunks(16 * 1024) {
            stream.write_all(part).await.unwrap();
            tokio::task::yield_now().await;
        }
        statuses.push(answer(&mut stream).await);
    }
    server.stop().await.unwrap();
    statuses
}

/// Reads one response to its end, and returns its status.
async fn answer(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    stream.read_exact(&mut vec![0; length.parse().unwrap()]).await.unwrap();
    head.split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_connection_is_usable_after_a_refused_request() {
    let (anonymous, too_large) = (("/tasks/", 60 * 1024), ("/login", 5 * 1024 * 1024));
    let requests = [[anonymous; 10], [too_large; 10], [anonymous; 10]].concat();
    let expected = [["401"; 10], ["413"; 10], ["401"; 10]].concat();
    assert_eq!(statuses(&requests).await, expected);
}
