//! `POST /users/`: creates an account.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::audit::AuditEvent;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::password::NewPassword;
use shared::domain::user::User;
use shared::http::json::Json;
use shared::http::request_span;
use shared::http::{ApiError, InvalidInput};
use shared::random;
use shared::store::users::SignUpOutcome;

use crate::AppState;
use crate::view::UserView;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignUp {
    email: Email,
    password: NewPassword,
}

pub(crate) async fn sign_up(
    State(state): State<AppState>,
    address: Option<ClientAddress>,
    Json(SignUp { email, password }): Json<SignUp>,
) -> Result<(StatusCode, Json<UserView>), ApiError> {
    let now = state.clock.now();
    password.check_against(&email).map_err(|weak| InvalidInput::body("password", weak))?;
    state.sign_up_limit.count(&ClientNetwork::of(address), now).await?;
    let password_hash = state.hasher.hash(password.into_password()).await?;
    let user = User::new(UserId::new(now, random::bytes()), email, password_hash, now);
    match state.users.create(&user).await? {
        SignUpOutcome::Created => {
            request_span::record_user(user.id);
            AuditEvent::SignedUp.record();
            Ok((StatusCode::CREATED, Json(UserView::from(user))))
        }
        SignUpOutcome::EmailTaken => Err(ApiError::EmailTaken),
    }
}
