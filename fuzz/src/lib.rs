//! What the targets hold an accepted input against.

pub mod tasks;
pub mod tokens;
