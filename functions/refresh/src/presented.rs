//! The body that carries a refresh token. It does not print.

use serde::Deserialize;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RefreshToken))]
pub(crate) struct Presented {
    pub(crate) refresh_token: String,
}
