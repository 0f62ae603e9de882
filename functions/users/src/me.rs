//! `GET /users/me`.

use axum::extract::State;
use shared::http::ApiError;
use shared::http::current_user::CurrentUser;
use shared::http::json::Json;

use crate::AppState;
use crate::view::UserView;

pub(crate) async fn me(State(state): State<AppState>, current_user: CurrentUser) -> Result<Json<UserView>, ApiError> {
    match state.users.find(current_user.email()).await? {
        // The e-mail of an account that is gone may be somebody else's by now.
        Some(user) if user.id == current_user.id() => Ok(Json(UserView::from(user))),
        Some(_) | None => Err(ApiError::InvalidToken),
    }
}
