//! Passwords that are tried, counted before they are hashed: guesses that come all at once cannot pass together.
//!
//! Three counters per attempt: of the e-mail and the client's network, of the network alone, and of the e-mail alone.

use futures_util::future::{join, join3, try_join3};
use jiff::Timestamp;

use super::client_address::ClientNetwork;
use crate::auth::keyed_hash::{KeyedHash, KeyedHasher};
use crate::config::{self, ConfigError, Environment};
use crate::domain::attempt::AttemptLimit;
use crate::domain::email;
use crate::domain::password_limits::{AttemptCounts, AttemptScope, PasswordLimits, RefusedAttempt};
use crate::domain::user::User;
use crate::http::ApiError;
use crate::store::attempt_counters::AttemptCounters;
use crate::store::{Client, StoreError};

/// From many networks together, an e-mail may be tried this many times as often as from one.
const ALL_NETWORKS_FACTOR: u64 = 10;

/// Counts attempts and says which are too many.
#[derive(Clone, Debug)]
pub struct PasswordAttempts {
    counters: AttemptCounters,
    hasher: KeyedHasher,
    limits: PasswordLimits,
}

/// An attempt that was counted.
#[derive(Clone, Debug)]
pub struct CountedAttempt {
    /// Stands for the e-mail wherever it must not be seen.
    pub email: KeyedHash,
    /// Stands for the network on the user's item.
    pub network: KeyedHash,
    keys: CounterKeys,
    counts: AttemptCounts,
    now: Timestamp,
}

#[derive(Clone, Debug)]
struct CounterKeys {
    pair: String,
    network: String,
    email: String,
}

impl CounterKeys {
    fn of(&self, scope: AttemptScope) -> &str {
        match scope {
            AttemptScope::Pair => &self.pair,
            AttemptScope::Network => &self.network,
            AttemptScope::Email => &self.email,
        }
    }
}

impl PasswordAttempts {
    pub fn new(environment: &Environment, dynamodb: Client) -> Result<Self, ConfigError> {
        let window = config::login_failure_window(environment)?;
        let limit = |max| AttemptLimit { max, window };
        let max = config::login_max_failures(environment)?;
        let limits = PasswordLimits {
            pair: limit(max),
            network: limit(config::login_max_failures_per_network(environment)?),
            email: limit(max.saturating_mul(ALL_NETWORKS_FACTOR)),
        };
        let hasher = KeyedHasher::from_environment(environment)?;
        Ok(Self { counters: AttemptCounters::new(dynamodb, environment), hasher, limits })
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
        let pair = self.hasher.hash(&["pair", &folded, network.as_str()]);
        let network = self.hasher.hash(&["network", network.as_str()]);
        let (window, end) = (self.limits.pair.window_number(now), self.limits.pair.window_end(now));
        let key = |kind: &str, hash: &KeyedHash| format!("{kind}#{window}#{hash}");
        let keys =
            CounterKeys { pair: key("pair", &pair), network: key("network", &network), email: key("email", &email) };
        let count = |key| self.counters.increment(key, end);
        let counted = Box::pin(try_join3(count(&keys.pair), count(&keys.network), count(&keys.email)));
        let (pair, of_network, of_email) = counted.await?;
        let counts = AttemptCounts { pair, network: of_network, email: of_email };
        Ok(CountedAttempt { email, network, keys, counts, now })
    }

    /// Lets the attempt go on, or refuses it. A refused one counts where it was refused: it is given back to the other counters that are shared, so
    /// that one network locks no e-mail out of the others, nor one e-mail a network.
    pub async fn admit(&self, attempt: &CountedAttempt, user: Option<&User>) -> Result<(), ApiError> {
        let known = user.is_some_and(|user| user.known_networks.contains(attempt.network.as_str()));
        let judged = self.limits.judge(attempt.counts, known, attempt.now);
        let Err(RefusedAttempt { by, throttled }) = judged else { return Ok(()) };
        match by {
            AttemptScope::Pair => {
                let network = self.decrement(attempt, AttemptScope::Network);
                Box::pin(join(network, self.decrement(attempt, AttemptScope::Email))).await;
            }
            AttemptScope::Network => self.decrement(attempt, AttemptScope::Email).await,
            AttemptScope::Email => self.decrement(attempt, AttemptScope::Network).await,
        }
        Err(throttled.into())
    }

    /// The password was right: the e-mail starts over from this network, and both have this attempt back. If that fails the user is in all the
    /// same.
    pub async fn record_success(&self, attempt: &CountedAttempt) {
        let forgotten = async {
            if let Err(error) = self.counters.reset(&attempt.keys.pair).await {
                tracing::warn!(%error, "the attempts before a right password stay counted");
            }
        };
        let network = self.decrement(attempt, AttemptScope::Network);
        Box::pin(join3(forgotten, network, self.decrement(attempt, AttemptScope::Email))).await;
    }

    async fn decrement(&self, attempt: &CountedAttempt, scope: AttemptScope) {
        if let Err(error) = self.counters.decrement(attempt.keys.of(scope)).await {
            tracing::warn!(%error, "an attempt stays counted");
        }
    }
}
