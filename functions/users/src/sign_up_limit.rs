//! How many accounts one network may create.

use jiff::Timestamp;
use shared::access::client_address::ClientNetwork;
use shared::audit::AuditEvent;
use shared::auth::keyed_hash::KeyedHasher;
use shared::config::{self, ConfigError, Environment};
use shared::domain::attempt::AttemptLimit;
use shared::http::ApiError;
use shared::store::Client;
use shared::store::attempt_counters::AttemptCounters;

/// Counts sign-ups, even if the email is taken, so that nobody can test many emails for accounts.
#[derive(Clone, Debug)]
pub(crate) struct SignUpLimit {
    counters: AttemptCounters,
    hasher: KeyedHasher,
    limit: AttemptLimit,
}

impl SignUpLimit {
    pub(crate) fn new(environment: &Environment, dynamodb: Client) -> Result<Self, ConfigError> {
        let limit =
            AttemptLimit { max: config::sign_up_max(environment)?, window: config::login_failure_window(environment)? };
        let hasher = KeyedHasher::from_environment(environment)?;
        Ok(Self { counters: AttemptCounters::new(dynamodb, environment), hasher, limit })
    }

    /// Counts one more sign-up and refuses it if it is over the limit.
    pub(crate) async fn count(&self, network: &ClientNetwork, now: Timestamp) -> Result<(), ApiError> {
        let network = self.hasher.hash(&["sign-up", network.as_str()]);
        let key = format!("sign-up#{}#{network}", self.limit.window_number(now));
        let count = self.counters.increment(&key, self.limit.window_end(now)).await?;
        Ok(self.limit.judge(count, now).inspect_err(|_| AuditEvent::SignUpThrottled.record())?)
    }
}
