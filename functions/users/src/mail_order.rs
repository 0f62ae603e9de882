//! Orders a mail for whoever has an email, from a caller who is not logged in. The response, the store's calls and the
//! time do not tell whether there is an account.

use std::time::Duration;

use futures_util::future::try_join;
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::access::client_address::{ClientAddress, ClientNetwork};
use shared::auth::keyed_hash::KeyedHash;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::mail::{Decoy, MailPurpose, MailRequest, MailRequestId};
use shared::domain::user::User;
use shared::http::ApiError;
use shared::http::json::Json;
use shared::layers;
use shared::random;
use shared::store::StoreError;

use crate::AppState;
use crate::mail::Mail;

#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct MailOrder {
    email: Email,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OrderedMail {
    /// Belongs to the code in the mail. Keep it until the user enters the code.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub(crate) request_id: MailRequestId,
}

/// Longer than the work takes. Without it, an email with an account would take some 30 microseconds more.
const LEAST_TIME: Duration = Duration::from_millis(100);

impl MailOrder {
    /// Orders the mail if there is a user who needs it. Returns the hash that stands for the email in audit events.
    pub(crate) async fn place(
        self,
        state: &AppState,
        address: Option<ClientAddress>,
        purpose: MailPurpose,
        is_needed: impl Fn(&User) -> bool,
    ) -> Result<(KeyedHash, (StatusCode, Json<OrderedMail>)), ApiError> {
        layers::no_sooner_than(LEAST_TIME, self.count_and_write(state, address, purpose, is_needed)).await
    }

    async fn count_and_write(
        self,
        state: &AppState,
        address: Option<ClientAddress>,
        purpose: MailPurpose,
        is_needed: impl Fn(&User) -> bool,
    ) -> Result<(KeyedHash, (StatusCode, Json<OrderedMail>)), ApiError> {
        let (mail, now, network) = (state.mail()?, state.clock.now(), ClientNetwork::of(address));
        let Self { email } = self;
        let counted = mail.limits.count(purpose, &network, now);
        let (user, counted) = Box::pin(try_join(state.users.find(&email), counted)).await?;
        mail.limits.admit(counted, (&email, user.as_ref()), now).await?;
        let request_id = MailRequestId::new(mail.slots.of_email(purpose, &email), random::bytes());
        write(mail, request_id, purpose, user.filter(is_needed).as_ref(), now).await?;
        Ok((mail.limits.email_hash(&email), (StatusCode::ACCEPTED, Json(OrderedMail { request_id }))))
    }
}

/// One write in both cases. It ends an older request for the same email.
async fn write(
    mail: &Mail,
    id: MailRequestId,
    purpose: MailPurpose,
    user: Option<&User>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(user) = user {
        return mail.requests.replace(&MailRequest::new(id, purpose, user, now)).await;
    }
    let nobody = UserId::new(now, random::bytes());
    mail.requests.replace_with_decoy(&Decoy::new(id, purpose, nobody, now)).await
}
