//! Checks that a client has read a mail: it sends the token of the link or the code.

use std::time::Duration;

use futures_util::future::try_join;
use jiff::Timestamp;
use shared::audit::AuditEvent;
use shared::domain::mail::{MailPurpose, MailRequest, MailRequestId};
use shared::http::{ApiError, InvalidInput, request_span};
use shared::layers;
use shared::store::StoreError;

use crate::mail::Mail;

/// Longer than it takes to count a code. Without it, a code for an email with an account would take some 20
/// microseconds more.
const LEAST_TIME: Duration = Duration::from_millis(50);

/// What the client took from the mail, and the request that it belongs to.
pub(crate) struct MailProof {
    request_id: String,
    kind: ProofKind,
}

enum ProofKind {
    Token(String),
    Code(String),
}

impl MailProof {
    /// From the members of a body, of which exactly one of `token` and `code` must be there.
    pub(crate) fn new(request_id: String, token: Option<String>, code: Option<String>) -> Result<Self, InvalidInput> {
        let kind = match (token, code) {
            (Some(token), None) => ProofKind::Token(token),
            (None, Some(code)) => ProofKind::Code(code),
            (Some(_), Some(_)) | (None, None) => {
                return Err(InvalidInput::body("token", "send either token or code"));
            }
        };
        Ok(Self { request_id, kind })
    }

    /// The open request for this purpose whose mail the client has read. Otherwise the same error for whatever is
    /// wrong.
    pub(crate) async fn check(
        self,
        mail: &Mail,
        purpose: MailPurpose,
        now: Timestamp,
    ) -> Result<MailRequest, ApiError> {
        // An invalid id is one that was never given out.
        let id = MailRequestId::parse(&self.request_id).map_err(|_| refused())?;
        let request = find(mail, purpose, id, self.kind, now).await?;
        let open = request.filter(|request| request.purpose == purpose && request.is_open(now)).ok_or_else(refused)?;
        request_span::record_user(open.user_id);
        Ok(open)
    }
}

async fn find(
    mail: &Mail,
    purpose: MailPurpose,
    id: MailRequestId,
    proof: ProofKind,
    now: Timestamp,
) -> Result<Option<MailRequest>, StoreError> {
    match proof {
        // Only the mailer could have told it, so a wrong one needs no look at the store.
        ProofKind::Token(token) if !mail.tokens.token(purpose, id).matches(&token) => Ok(None),
        ProofKind::Token(_) => mail.requests.find(id).await,
        // Both counts come before the comparison, so concurrent guesses cannot pass together.
        ProofKind::Code(code) => {
            let counted = count_code(mail, purpose, id, now);
            let (admitted, request) = layers::no_sooner_than(LEAST_TIME, counted).await?;
            Ok(request.filter(|_| mail.tokens.code(purpose, id).matches(&code) && admitted))
        }
    }
}

/// Counts a code for its request and, over a day, for the email that it would prove. Both have one slot, except for a
/// change: its slot is the user's, and many users together could guess a code for one new email.
async fn count_code(
    mail: &Mail,
    purpose: MailPurpose,
    id: MailRequestId,
    now: Timestamp,
) -> Result<(bool, Option<MailRequest>), StoreError> {
    if purpose != MailPurpose::ChangeEmail {
        return Box::pin(try_join(mail.limits.count_code(id.slot(), now), mail.requests.count_try(id, now))).await;
    }
    let Some(request) = mail.requests.count_try(id, now).await? else { return Ok((false, None)) };
    let slot = mail.slots.of_email(purpose, request.recipient());
    Ok((mail.limits.count_code(slot, now).await?, Some(request)))
}

/// The error for whatever is wrong with the id, the token or the code. Records an audit event.
pub(crate) fn refused() -> ApiError {
    AuditEvent::MailTokenRefused.record();
    ApiError::InvalidMailToken
}
