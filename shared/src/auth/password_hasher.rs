//! argon2id (RFC 9106) on separate threads with a bounded queue.
//!
//! A hash takes tens of milliseconds of CPU time, which would block all other requests on the async thread. Each thread
//! reuses its memory, because the page faults of fresh memory would double that time.

mod argon2id;
mod queue;

use queue::{Place, Queue};

use crate::config::Argon2Cost;
use crate::domain::password::Password;
use crate::domain::user::PasswordHash;

/// Hashes and verifies passwords. Clones share the threads, which end with the last clone.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    queue: Queue,
    cost: Argon2Cost,
    /// Verified when the user does not exist. No password matches it, and verifying it takes as long as a real hash.
    decoy: PasswordHash,
}

/// A hasher with a place in its queue, which nobody else can take.
#[derive(Debug)]
pub struct ReservedHasher<'a> {
    hasher: &'a PasswordHasher,
    place: Place,
}

/// The result of verifying a password.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    Matches,
    /// The password is right, but its hash costs less to attack than the settings require. Store a new hash.
    MatchesWeakHash,
    Mismatch,
}

/// Why the hasher does not start.
#[derive(Debug, thiserror::Error)]
pub enum HasherStartError {
    #[error("cannot start the threads for password hashing")]
    Threads(#[from] std::io::Error),
    #[error("argon2id rejected ARGON2_MEMORY_KIB, ARGON2_ITERATIONS or ARGON2_PARALLELISM")]
    Cost(#[from] HasherError),
}

/// Why a password was not hashed or verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HasherError {
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    #[error("the stored password hash is not an argon2id hash")]
    DamagedHash,
    #[error("argon2id failed to hash the password")]
    Refused,
}

impl PasswordHasher {
    /// Starts `threads` threads. Each allocates its memory at its first hash.
    pub fn start(cost: Argon2Cost, threads: usize) -> Result<Self, HasherStartError> {
        Ok(Self { queue: Queue::start(threads)?, cost, decoy: argon2id::decoy(cost)? })
    }

    /// Takes a place in the queue. Reserve it before an attempt is counted: a full queue then refuses the request
    /// without any other work, and the client may repeat it as often as it likes.
    pub fn reserve(&self) -> Result<ReservedHasher<'_>, HasherError> {
        Ok(ReservedHasher { hasher: self, place: self.queue.reserve()? })
    }
}

impl ReservedHasher<'_> {
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HasherError> {
        let cost = self.hasher.cost;
        self.hasher.queue.run(&self.place, move |memory| argon2id::hash(&password, cost, memory)).await
    }

    /// Verifies a password against the user's hash, or against the decoy if there is no such user.
    pub async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verification, HasherError> {
        let hash = hash.unwrap_or_else(|| self.hasher.decoy.clone());
        let cost = self.hasher.cost;
        self.hasher.queue.run(&self.place, move |memory| argon2id::verify(&password, &hash, cost, memory)).await
    }
}

#[cfg(test)]
mod tests;
