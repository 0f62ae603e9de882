//! A user as clients see it.

use serde::Serialize;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use shared::domain::time::UtcTime;
use shared::domain::user::User;

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = User))]
pub(crate) struct UserView {
    id: UserId,
    email: Email,
    /// Whether the user has confirmed the email by a mail. Always false while this deployment sends no mail.
    email_verified: bool,
    created_at: UtcTime,
}

impl From<User> for UserView {
    fn from(User { id, email, email_verified, created_at, .. }: User) -> Self {
        Self { id, email, email_verified, created_at: UtcTime(created_at) }
    }
}
