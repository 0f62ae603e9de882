//! What the proofs of the whole product share. The proofs themselves are in `tests`: few binaries, because each of them links
//! the embedded store.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may panic in its set-up too")]

pub mod template;
