//! `POST /reports/`: orders a mail to the caller with every task in one CSV file. The mailer reads the tasks.

use axum::extract::State;
use futures_util::future::try_join;
use http::StatusCode;
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::access::current_user::CurrentUser;
use shared::audit::AuditEvent;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId};
use shared::http::ApiError;
use shared::random;

use crate::AppState;

const PURPOSE: MailPurpose = MailPurpose::Report;

pub(crate) async fn mail_report(
    State(state): State<AppState>,
    current_user: CurrentUser,
    address: Option<ClientAddress>,
) -> Result<StatusCode, ApiError> {
    let (mail, now, network) = (state.mail()?, state.clock.now(), ClientNetwork::of(address));
    let counted = mail.limits.count(PURPOSE, &network, now);
    let (user, counted) = Box::pin(try_join(mail.users.find(current_user.email()), counted)).await?;
    // After an account is deleted, its email may belong to a new one.
    let user = user.filter(|user| user.id == current_user.id()).ok_or(ApiError::InvalidToken)?;
    // Otherwise anybody could sign up with somebody else's email and have their own text sent there.
    if !user.email_verified {
        return Err(ApiError::EmailNotVerified);
    }
    mail.limits.admit(counted, (&user.email, Some(&user)), now).await?;
    // A newer request replaces an older one that is not sent yet.
    let request_id = MailRequestId::new(mail.slots.of_user(PURPOSE, user.id), random::bytes());
    mail.requests.replace(&MailRequest::new(request_id, PURPOSE, &user, now)).await?;
    AuditEvent::ReportRequested.record();
    Ok(StatusCode::ACCEPTED)
}
