//! The HTTP edge: extractors, problems and layers. Knows no AWS types but the store's `Client`; the only place that makes an error into an answer.

pub mod answer_size;
pub mod body;
pub mod client_address;
pub mod current_user;
mod error;
pub mod etag;
pub mod idempotency_key;
mod invalid_input;
pub mod json;
pub mod layers;
pub mod origin;
pub mod password_attempts;
mod problem_type;
pub mod refresh_cookie;
pub mod request_id;
pub mod token_answer;
pub mod trusted_proxy;

pub use error::ApiError;
pub use invalid_input::InvalidInput;
pub use problem_type::ProblemType;
