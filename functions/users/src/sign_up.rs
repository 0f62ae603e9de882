//! `POST /users/`: creates an account. Where users must verify their email before they log in, the response does not
//! tell whether the email has an account already.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::config::EmailVerification;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{MailPurpose, MailRequest};
use shared::domain::password::NewPassword;
use shared::domain::user::User;
use shared::http::json::Json;
use shared::http::{ApiError, InvalidInput};
use shared::random;
use shared::store::StoreError;
use shared::store::users::SignUpOutcome;

use crate::AppState;
use crate::mail::Mail;
use crate::mail_order::OrderedMail;
use crate::verified_sign_up::{VerifiedSignUp, record_sign_up};
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
) -> Result<Response, ApiError> {
    let (now, network) = (state.clock.now(), ClientNetwork::of(address));
    password.check_against(&email).map_err(|weak| InvalidInput::body("password", weak))?;
    let hasher = state.hasher.reserve()?;
    state.sign_up_limit.count(&network, now).await?;
    if let Some(mail) = state.mail.as_ref().filter(|mail| mail.verification == EmailVerification::Required) {
        let sign_up = VerifiedSignUp { state: &state, mail, hasher, email, password: password.into_password(), now };
        let request_id = sign_up.accept(&network).await?;
        return Ok((StatusCode::ACCEPTED, Json(OrderedMail { request_id })).into_response());
    }
    if let Some(mail) = &state.mail {
        count_mail(&state, mail, &email, &network, now).await?;
    }
    let password_hash = hasher.hash(password.into_password()).await?;
    let user = User::new(UserId::new(now, random::bytes()), email, password_hash, now);
    match create(&state, &user, now).await? {
        SignUpOutcome::Created => {
            record_sign_up(&user);
            Ok((StatusCode::CREATED, Json(UserView::from(user))).into_response())
        }
        SignUpOutcome::EmailTaken => Err(ApiError::EmailTaken),
    }
}

/// Counts the mail of a free email. A taken one gets none, so it must not get a 429 either.
async fn count_mail(
    state: &AppState,
    mail: &Mail,
    email: &Email,
    network: &ClientNetwork,
    now: Timestamp,
) -> Result<(), ApiError> {
    if state.users.find(email).await?.is_some() {
        return Err(ApiError::EmailTaken);
    }
    mail.limits.count_email(MailPurpose::VerifyEmail, network, (email, None), now).await
}

/// Stores the user, and orders the mail that asks to verify the email.
async fn create(state: &AppState, user: &User, now: Timestamp) -> Result<SignUpOutcome, StoreError> {
    let Some(mail) = &state.mail else { return state.users.create(user).await };
    let verification = MailRequest::new(mail.verification_id(&user.email), MailPurpose::VerifyEmail, user, now);
    state.sign_ups.create(user, &verification).await
}
