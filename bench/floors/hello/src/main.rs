//! A floor: a function that answers every event with the same text.

use lambda_http::{Error, Request, service_fn};

fn main() -> Result<(), Error> {
    let hello = service_fn(async |_: Request| Ok::<_, Error>(r#"{"hello":"world"}"#));
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(lambda_http::run(hello))
}
