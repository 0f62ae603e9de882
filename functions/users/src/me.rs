//! `GET /users/me`: the caller's account.

use axum::extract::State;
use shared::access::current_user::UncheckedUser;
use shared::http::ApiError;
use shared::http::json::Json;

use crate::AppState;
use crate::view::UserView;

pub(crate) async fn me(State(state): State<AppState>, user: UncheckedUser) -> Result<Json<UserView>, ApiError> {
    user.with(async |user| match state.users.find(user.email()).await? {
        // After an account is deleted, its email may belong to a new one.
        Some(found) if found.id == user.id() => Ok(Json(UserView::from(found))),
        Some(_) | None => Err(ApiError::InvalidToken),
    })
    .await
}
