//! `GET /users/me`.

use axum::extract::State;
use shared::access::current_user::UncheckedUser;
use shared::http::ApiError;
use shared::http::json::Json;

use crate::AppState;
use crate::view::UserView;

pub(crate) async fn me(State(state): State<AppState>, user: UncheckedUser) -> Result<Json<UserView>, ApiError> {
    user.with(async |user| match state.users.find(user.email()).await? {
        // The e-mail of an account that is gone may be somebody else's by now.
        Some(found) if found.id == user.id() => Ok(Json(UserView::from(found))),
        Some(_) | None => Err(ApiError::InvalidToken),
    })
    .await
}
