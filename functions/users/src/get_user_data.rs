//! `GET /users/get_user_data`: responds from the access token alone, after the check of its session.

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
