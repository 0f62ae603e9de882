//! Passwords that are tried, counted before they are hashed: guesses that come all at once cannot pass together.
//!
//! Two counters per attempt: of the e-mail and the client's network, and of the e-mail alone. With `current_user` the only place
//! where `auth` and `store` meet outside of a handler.

use futures_util::future::{join, try_join};
use jiff::Timestamp;

use super::ApiError;
use super::client_address::ClientNetwork;
use crate::auth::keyed_hash::{KeyedHash, KeyedHasher};
use crate::config::{self, ConfigError, Environment};
use crate::domain::attempt::AttemptLimit;
use crate::domain::email;
use crate::domain::user::User;
use crate::store::login_attempts::LoginAttempts;
use crate::store::{Client, StoreError};

/// From many networks together, an e-mail may be tried this many times as often as from one.
const ALL_NETWORKS: u64 = 10;

/// Counts attempts and says which are too many.
#[derive(Clone, Debug)]
pub struct PasswordAttempts {
    counters: LoginAttempts,
    hasher: KeyedHasher,
    limit: AttemptLimit,
}

/// An attempt that was counted.
#[derive(Clone, Debug)]
pub struct CountedAttempt {
    /// Stands for the e-mail wherever it must not be seen.
    pub email: KeyedHash,
    /// Stands for the network on the user's item.
    pub network: KeyedHash,
    pair: Counter,
    all: Counter,
    now: Timestamp,
}

#[derive(Clone, Debug)]
struct Counter {
    key: String,
    count: u64,
}

impl PasswordAttempts {
    pub fn new(environment: &Environment, dynamodb: Client) -> Result<Self, ConfigError> {
        let limit = AttemptLimit {
            max: config::login_max_failures(environment)?,
            window: config::login_failure_window(environment)?,
        };
        let hasher = KeyedHasher::from_environment(environment)?;
        Ok(Self { counters: LoginAttempts::new(dynamodb, environment), hasher, limit })
    }

    /// Counts an attempt at the password of `username`, which may be any text.
    pub async fn count(
        &self,
        username: &str,
        network: &ClientNetwork,
        now: Timestamp,
    ) -> Result<CountedAttempt, StoreError> {
        let folded = email::fold(username.trim());
        let email = self.hasher.hash(&["email", &folded]);
        let of_pair = self.hasher.hash(&["pair", &folded, network.as_str()]);
        let network = self.hasher.hash(&["network", network.as_str()]);
        let (window, end) = (self.limit.window_number(now), self.limit.window_end(now));
        let (pair, all) = (format!("pair#{window}#{of_pair}"), format!("email#{window}#{email}"));
        let counted = try_join(self.counters.count(&pair, end), self.counters.count(&all, end));
        let (of_pair, of_all) = Box::pin(counted).await?;
        let (pair, all) = (Counter { key: pair, count: of_pair }, Counter { key: all, count: of_all });
        Ok(CountedAttempt { email, network, pair, all, now })
    }

    /// Lets the attempt go on, or refuses it. From a network where the user logged in lately, others' attempts do not count.
    pub async fn admit(&self, attempt: &CountedAttempt, user: Option<&User>) -> Result<(), ApiError> {
        let all = AttemptLimit { max: self.limit.max.saturating_mul(ALL_NETWORKS), ..self.limit };
        if let Err(throttled) = self.limit.judge(attempt.pair.count, attempt.now) {
            // What one network may not try does not count against the others.
            if let Err(error) = self.counters.give_back(&attempt.all.key).await {
                tracing::warn!(%error, "a refused attempt stays counted");
            }
            return Err(throttled.into());
        }
        if user.is_some_and(|user| user.known_networks.contains(attempt.network.as_str())) {
            return Ok(());
        }
        Ok(all.judge(attempt.all.count, attempt.now)?)
    }

    /// The password was right: the network starts over, and the e-mail has its attempt back. If that fails the user is in all the
    /// same.
    pub async fn forgive(&self, attempt: &CountedAttempt) {
        let forgiven = join(self.counters.forget(&attempt.pair.key), self.counters.give_back(&attempt.all.key));
        if let (Err(error), _) | (_, Err(error)) = Box::pin(forgiven).await {
            tracing::warn!(%error, "a login's attempts stay counted");
        }
    }
}
