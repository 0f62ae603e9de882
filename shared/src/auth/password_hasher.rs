//! argon2id (RFC 9106) on threads of its own, behind a bounded queue, in memory that is kept from one hash to the next.
//!
//! A hash takes tens of milliseconds of a core: on the async thread it would stop every other request. Fresh memory for each
//! hash would cost as much again in page faults.

mod argon2id;
mod queue;

use queue::Queue;

use crate::config::Argon2Cost;
use crate::domain::password::Password;
use crate::domain::user::PasswordHash;

/// Hashes and verifies passwords. Clones share the threads, which end with the last clone.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    queue: Queue,
    cost: Argon2Cost,
    /// Stands for the hash of a user that does not exist: no password matches it, and verifying it takes as long.
    decoy: PasswordHash,
}

/// The outcome of verifying a password.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    Matches,
    /// The password is right, and its hash is cheaper to attack than the settings ask for: store a new one.
    MatchesWeakHash,
    Mismatch,
}

/// Why there is no hasher.
#[derive(Debug, thiserror::Error)]
pub enum HasherStartError {
    #[error("the threads for password hashing do not start")]
    Threads(#[from] std::io::Error),
    #[error("argon2id refuses ARGON2_MEMORY_KIB, ARGON2_ITERATIONS or ARGON2_PARALLELISM")]
    Cost(#[from] HasherError),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HasherError {
    #[error("too many passwords wait to be hashed")]
    Busy,
    #[error("the stored password hash is no argon2id hash")]
    DamagedHash,
    #[error("argon2id refuses the password or its memory")]
    Refused,
}

impl PasswordHasher {
    /// Starts `threads` threads; each makes its memory at its first hash.
    pub fn start(cost: Argon2Cost, threads: usize) -> Result<Self, HasherStartError> {
        Ok(Self { queue: Queue::start(threads)?, cost, decoy: argon2id::decoy(cost)? })
    }

    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HasherError> {
        let cost = self.cost;
        self.queue.run(move |memory| argon2id::hash(&password, cost, memory)).await
    }

    /// Verifies a password against a user's hash, or against the decoy where there is no such user.
    pub async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verification, HasherError> {
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let cost = self.cost;
        self.queue.run(move |memory| argon2id::verify(&password, &hash, cost, memory)).await
    }
}

#[cfg(test)]
mod tests;
