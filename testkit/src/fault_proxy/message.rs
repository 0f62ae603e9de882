//! An HTTP/1.1 request or response with a `Content-Length`, as the SDK and the embedded store send them.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The head of a message, including the empty line, and its body.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    head: String,
    body: Vec<u8>,
}

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

impl Message {
    /// The next message, or none if the sender closed the connection.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(END_OF_HEAD.len()).position(|window| window == END_OF_HEAD) {
                break at + END_OF_HEAD.len();
            }
            if from.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        };
        let body = bytes.split_off(end);
        let mut message = Self { head: String::from_utf8(bytes).map_err(io::Error::other)?, body };
        let length = message.header("content-length").parse().map_err(io::Error::other)?;
        while message.body.len() < length {
            if from.read_buf(&mut message.body).await? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(message))
    }

    /// The body of a request, or null if it is not JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }

    /// The whole head and half of the body.
    pub(super) fn first_half(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body[..self.body.len() / 2]].concat()
    }

    /// The DynamoDB operation of a request.
    pub(super) fn operation(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap_or_default()
    }

    /// The same message, with this header instead of any others of its name.
    pub(super) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut lines: Vec<_> = self.head.trim_end().split("\r\n").filter(|line| !is_named(line, name)).collect();
        let line = format!("{name}: {value}");
        lines.extend([line.as_str(), "", ""]);
        Self { head: lines.join("\r\n"), body: self.body.clone() }
    }

    fn header(&self, name: &str) -> &str {
        let line = self.head.split("\r\n").find(|line| is_named(line, name));
        line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    }
}

fn is_named(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name))
}
