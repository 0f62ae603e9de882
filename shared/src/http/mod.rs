//! The protocol: problems, bodies, headers, cookies and the paths of routes. It knows no AWS types. Errors become
//! responses only here.

pub mod body;
mod error;
pub mod etag;
pub mod idempotency_key;
mod invalid_input;
pub mod json;
mod problem_type;
pub mod refresh_cookie;
pub mod request_id;
pub mod request_span;
pub mod response_size;
pub mod route;
pub mod token_response;

pub use error::ApiError;
pub use invalid_input::InvalidInput;
pub use problem_type::ProblemType;
