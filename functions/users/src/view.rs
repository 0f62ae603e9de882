//! A user as a client sees it.

use serde::Serialize;
use shared::domain::time::rfc3339;
use shared::domain::user::User;

#[derive(Serialize)]
pub(crate) struct UserView {
    id: String,
    email: String,
    created_at: String,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self { id: user.id.to_string(), email: user.email.typed().to_owned(), created_at: rfc3339(user.created_at) }
    }
}
