//! How often a mail may be asked for, and how many codes may be tried in a day. Each purpose is counted by itself.

use jiff::{SignedDuration, Timestamp};

use super::client_address::ClientNetwork;
use crate::audit::AuditEvent;
use crate::auth::keyed_hash::{KeyedHash, KeyedHasher};
use crate::config::{self, ConfigError, Environment};
use crate::domain::attempt::AttemptLimit;
use crate::domain::email::Email;
use crate::domain::mail::{MailPurpose, MailSlot};
use crate::domain::user::User;
use crate::http::ApiError;
use crate::store::attempt_counters::AttemptCounters;
use crate::store::{Client, StoreError};

/// Codes for one email in a day, over all its requests. Whoever asks for mails all year guesses a code with a
/// probability below one percent. The link in the mail works above this limit too.
const CODES_PER_DAY: AttemptLimit = AttemptLimit { max: 20, window: SignedDuration::from_hours(24) };

/// Counts requests for mails and refuses those over a limit.
#[derive(Clone, Debug)]
pub struct MailLimits {
    counters: AttemptCounters,
    hasher: KeyedHasher,
    email: AttemptLimit,
    network: AttemptLimit,
}

/// A request of one network that was counted.
#[derive(Clone, Copy, Debug)]
pub struct CountedMail<'a> {
    purpose: MailPurpose,
    network: &'a ClientNetwork,
    count: u64,
}

impl MailLimits {
    pub fn new(environment: &Environment, dynamodb: Client) -> Result<Self, ConfigError> {
        let window = config::mail_window(environment)?;
        let limit = |max| AttemptLimit { max, window };
        Ok(Self {
            counters: AttemptCounters::new(dynamodb, environment),
            hasher: KeyedHasher::from_environment(environment)?,
            email: limit(config::mail_max_per_email(environment)?),
            network: limit(config::mail_max_per_network(environment)?),
        })
    }

    /// The hash that stands for an email in audit events.
    #[must_use]
    pub fn email_hash(&self, email: &Email) -> KeyedHash {
        self.hasher.hash(&["email", email.folded()])
    }

    /// Counts a request from a network. Not yet a refusal, so that it can run beside a read.
    pub async fn count<'a>(
        &self,
        purpose: MailPurpose,
        network: &'a ClientNetwork,
        now: Timestamp,
    ) -> Result<CountedMail<'a>, StoreError> {
        let hash = self.hasher.hash(&["mail network", purpose.name(), network.as_str()]);
        let count = self.increment("mail-network", self.network, hash, now).await?;
        Ok(CountedMail { purpose, network, count })
    }

    /// Refuses a request that is over the network's limit, and counts it for its email otherwise.
    pub async fn admit(
        &self,
        CountedMail { purpose, network, count }: CountedMail<'_>,
        (email, user): (&Email, Option<&User>),
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let throttled = |_: &_| AuditEvent::MailThrottled.record_of(&self.email_hash(email));
        self.network.judge(count, now).inspect_err(throttled)?;
        self.count_email(purpose, network, (email, user), now).await
    }

    /// Counts a mail for its email and refuses it if it is over the limit. A network where the user has logged in has
    /// its own count for that email, so requests from elsewhere cannot use it up.
    pub async fn count_email(
        &self,
        purpose: MailPurpose,
        network: &ClientNetwork,
        (email, user): (&Email, Option<&User>),
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let known = self.hasher.hash(&["network", network.as_str()]);
        let is_known = user.is_some_and(|user| user.known_networks.contains(known.as_str()));
        let from = if is_known { known.as_str() } else { "any" };
        let hash = self.hasher.hash(&["mail email", purpose.name(), email.folded(), from]);
        let count = self.increment("mail-email", self.email, hash, now).await?;
        let throttled = |_: &_| AuditEvent::MailThrottled.record_of(&self.email_hash(email));
        Ok(self.email.judge(count, now).inspect_err(throttled)?)
    }

    /// Counts a code. False if it must not be compared.
    pub async fn count_code(&self, slot: MailSlot, now: Timestamp) -> Result<bool, StoreError> {
        let count = self.increment("mail-code", CODES_PER_DAY, slot, now).await?;
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
