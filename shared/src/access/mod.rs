//! Who calls, and how often they may: users and their sessions, pages of other origins, client addresses, counted
//! password attempts and mails. Here, as in the handlers, `auth` and `store` meet.

pub mod client_address;
pub mod current_user;
pub mod mail_limits;
pub mod origin;
pub mod password_attempts;
