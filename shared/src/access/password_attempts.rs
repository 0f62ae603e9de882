//! Counts password attempts before they are hashed, so that concurrent guesses cannot pass together.
//!
//! Each attempt has three counters: for the email on the client's network (the pair), for the network over all emails,
//! and for the email over all networks.

use futures_util::future::{join, join3, try_join3};
use jiff::Timestamp;

use super::client_address::ClientNetwork;
use crate::auth::keyed_hash::{KeyedHash, KeyedHasher};
use crate::config::{self, ConfigError, Environment};
use crate::domain::attempt::AttemptLimit;
use crate::domain::email;
use crate::domain::password_limits::{AttemptCounts, AttemptScope, Lowered, PasswordLimits, RefusedAttempt};
use crate::domain::user::User;
use crate::http::ApiError;
use crate::store::attempt_counters::AttemptCounters;
use crate::store::{Client, StoreError};

/// An email may be tried this many times as often from all networks together as from one.
const ALL_NETWORKS_FACTOR: u64 = 10;

/// Counts attempts and refuses those over a limit.
#[derive(Clone, Debug)]
pub struct PasswordAttempts {
    counters: AttemptCounters,
    hasher: KeyedHasher,
    limits: PasswordLimits,
}

/// An attempt that was counted.
#[derive(Clone, Debug)]
pub struct CountedAttempt {
    /// Replaces the email in audit events.
    pub email: KeyedHash,
    /// Replaces the network in the user's item.
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

    /// Admits the attempt or refuses it. A refused attempt stays counted only by the counter that refused it, and by
    /// the pair's. The other counters get it back, so that one network cannot lock an email out of other networks, and
    /// one email cannot use up a network.
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

    /// After the right password: resets the pair's counter, and takes this attempt off the other two. A counter that is
    /// low stays as it is, except the email's. The request succeeds even if that fails.
    pub async fn record_success(&self, attempt: &CountedAttempt) {
        let Lowered { pair, network, email } = self.limits.lowered_by_success(attempt.counts);
        let reset = only_if(pair, self.reset(attempt));
        let network = only_if(network, self.decrement(attempt, AttemptScope::Network));
        let email = only_if(email, self.decrement(attempt, AttemptScope::Email));
        Box::pin(join3(reset, network, email)).await;
    }

    async fn reset(&self, attempt: &CountedAttempt) {
        if let Err(error) = self.counters.reset(&attempt.keys.pair).await {
            tracing::warn!(%error, "cannot reset the count of failed attempts after a correct password");
        }
    }

    async fn decrement(&self, attempt: &CountedAttempt, scope: AttemptScope) {
        if let Err(error) = self.counters.decrement(attempt.keys.of(scope)).await {
            tracing::warn!(%error, "cannot take back a counted attempt");
        }
    }
}

async fn only_if(needed: bool, write: impl Future<Output = ()>) {
    if needed {
        write.await;
    }
}
