//! Who calls, and how often they may: users and their sessions, pages of other origins, client addresses, counted
//! passwords. This is where `auth` and `store` meet outside of a handler.

pub mod client_address;
pub mod current_user;
pub mod origin;
pub mod password_attempts;
