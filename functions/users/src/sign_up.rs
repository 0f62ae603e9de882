//! `POST /users/`.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::password::NewPassword;
use shared::domain::user::User;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::random;
use shared::store::users::Creation;

use crate::AppState;
use crate::view::UserView;

/// The first password is version 1; each change of it will be the next.
const FIRST_CREDENTIAL_VERSION: u64 = 1;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignUp {
    email: Email,
    password: NewPassword,
}

pub(crate) async fn sign_up(
    State(state): State<AppState>,
    Json(SignUp { email, password }): Json<SignUp>,
) -> Result<(StatusCode, Json<UserView>), ApiError> {
    let now = state.clock.now();
    password.check_against(&email).map_err(|weak| InvalidInput::body("password", weak))?;
    let password_hash = state.hasher.hash(password.into_password()).await?;
    let id = UserId::new(now, random::bytes());
    let user = User { id, email, password_hash, credential_version: FIRST_CREDENTIAL_VERSION, created_at: now };
    match state.users.create(&user).await? {
        Creation::Created => Ok((StatusCode::CREATED, Json(UserView::from(user)))),
        Creation::EmailTaken => Err(ApiError::EmailTaken),
    }
}
