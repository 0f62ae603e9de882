//! `GET /users/get_user_data`: the access token says it all; only its session is looked at.

use serde::Serialize;
use shared::access::current_user::CurrentUser;
use shared::domain::email::Email;
use shared::http::json::Json;

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct UserData {
    email: Email,
}

pub(crate) async fn get_user_data(current_user: CurrentUser) -> Json<UserData> {
    Json(UserData { email: current_user.email().clone() })
}
