//! Who calls, and how often they may: users and their sessions, pages of other origins, client addresses and counted
//! password attempts. Here, as in the handlers, `auth` and `store` meet.

pub mod client_address;
pub mod current_user;
pub mod origin;
pub mod password_attempts;
