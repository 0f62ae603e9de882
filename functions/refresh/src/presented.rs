//! The body that carries a refresh token. It does not print.

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Presented {
    pub(crate) refresh_token: String,
}
