//! How often a password reset may be asked for, and how many codes may be tried in a day.

use jiff::{SignedDuration, Timestamp};
use shared::access::client_address::ClientNetwork;
use shared::audit::AuditEvent;
use shared::auth::keyed_hash::{KeyedHash, KeyedHasher};
use shared::config::{self, ConfigError, Environment};
use shared::domain::attempt::AttemptLimit;
use shared::domain::email::Email;
use shared::domain::mail::MailSlot;
use shared::domain::user::User;
use shared::http::ApiError;
use shared::store::attempt_counters::AttemptCounters;
use shared::store::{Client, StoreError};

/// Codes for one email in a day, over all its requests. Whoever asks for resets all year guesses a code with a
/// probability below one percent. The link in the mail works above this limit too.
const CODES_PER_DAY: AttemptLimit = AttemptLimit { max: 20, window: SignedDuration::from_hours(24) };

#[derive(Clone, Debug)]
pub(crate) struct PasswordResetLimits {
    counters: AttemptCounters,
    hasher: KeyedHasher,
    email: AttemptLimit,
    network: AttemptLimit,
}

impl PasswordResetLimits {
    pub(crate) fn new(environment: &Environment, dynamodb: Client) -> Result<Self, ConfigError> {
        let window = config::password_reset_window(environment)?;
        let limit = |max| AttemptLimit { max, window };
        Ok(Self {
            counters: AttemptCounters::new(dynamodb, environment),
            hasher: KeyedHasher::from_environment(environment)?,
            email: limit(config::password_reset_max_per_email(environment)?),
            network: limit(config::password_reset_max_per_network(environment)?),
        })
    }

    /// The hash that stands for an email in audit events.
    pub(crate) fn email_hash(&self, email: &Email) -> KeyedHash {
        self.hasher.hash(&["email", email.folded()])
    }

    /// Counts a request from a network. Not yet a refusal, so that it can run beside a read.
    pub(crate) async fn count_network(&self, network: &ClientNetwork, now: Timestamp) -> Result<u64, StoreError> {
        let hash = self.hasher.hash(&["reset network", network.as_str()]);
        self.increment("reset-network", self.network, hash, now).await
    }

    /// Refuses a request that is over the network's limit, and counts it for its email otherwise. A network where the
    /// user has logged in has its own count for that email, so requests from elsewhere cannot use it up.
    pub(crate) async fn admit(
        &self,
        (email, user): (&Email, Option<&User>),
        (network, count): (&ClientNetwork, u64),
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let throttled = |_: &_| AuditEvent::PasswordResetThrottled.record_of(&self.email_hash(email));
        self.network.judge(count, now).inspect_err(throttled)?;
        let known = self.hasher.hash(&["network", network.as_str()]);
        let is_known = user.is_some_and(|user| user.known_networks.contains(known.as_str()));
        let from = if is_known { known.as_str() } else { "any" };
        let hash = self.hasher.hash(&["reset email", email.folded(), from]);
        let count = self.increment("reset-email", self.email, hash, now).await?;
        Ok(self.email.judge(count, now).inspect_err(throttled)?)
    }

    /// Counts a code. False if it must not be compared.
    pub(crate) async fn count_code(&self, slot: MailSlot, now: Timestamp) -> Result<bool, StoreError> {
        let count = self.increment("reset-code", CODES_PER_DAY, slot, now).await?;
        Ok(CODES_PER_DAY.judge(count, now).is_ok())
    }

    async fn increment(
        &self,
        kind: &str,
        limit: AttemptLimit,
        what: impl std::fmt::Display,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let key = format!("{kind}#{}#{what}", limit.window_number(now));
        self.counters.increment(&key, limit.window_end(now)).await
    }
}
