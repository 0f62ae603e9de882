//! Reads a whole body within the size limit, and its content type.

use axum::extract::Request;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::ApiError;

/// The largest request body, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The content type of a request in lower case, without its parameters. `None` if there are two.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let mut given = headers.get_all(CONTENT_TYPE).iter();
    let (Some(content_type), None) = (given.next(), given.next()) else { return None };
    let content_type = content_type.to_str().ok()?;
    Some(content_type.split(';').next()?.trim().to_ascii_lowercase())
}

/// The body's bytes. A body whose `Content-Length` is too large is not read at all.
pub async fn read(request: Request) -> Result<Vec<u8>, ApiError> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::BodyTooLarge);
    }
    match Limited::new(request.into_body(), MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::BodyTooLarge),
        Err(_) => Err(ApiError::MalformedBody("valid HTTP")),
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::{Body, Bytes, HttpBody};
    use http_body::Frame;
    use http_body_util::Full;

    use super::*;

    /// A body of unknown length, like a chunked one.
    struct Chunked(Full<Bytes>);

    impl HttpBody for Chunked {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Pin::new(&mut self.0).poll_frame(context)
        }
    }

    async fn read_chunked(bytes: usize) -> Result<usize, ApiError> {
        let body = Body::new(Chunked(Full::new(vec![b'x'; bytes].into())));
        read(Request::new(body)).await.map(|bytes| bytes.len())
    }

    #[tokio::test]
    async fn a_body_of_unknown_length_is_read_up_to_the_limit_and_no_further() {
        assert_eq!(read_chunked(MAX_BODY_BYTES).await.unwrap(), MAX_BODY_BYTES);
        assert!(matches!(read_chunked(MAX_BODY_BYTES + 1).await, Err(ApiError::BodyTooLarge)));
    }
}
