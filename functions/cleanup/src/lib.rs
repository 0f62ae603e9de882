//! A worker on the stream of the cleanups table. It finishes what a password change or the deletion of an account left
//! to do. It knows no HTTP, no tokens and no passwords.
//!
//! Every step is safe to do twice. A worker that runs out of time starts itself again by changing the item, and one
//! that is killed gets the same events again. A record that fails for now is delivered again, while the rest of the
//! batch is done. A record that can never succeed is parked.

mod event;

use jiff::Timestamp;
use shared::clock::Clock;
use shared::config::Environment;
use shared::domain::cleanup::Cleanup;
use shared::domain::session::RevocationReason;
use shared::store::cleanups::Cleanups;
use shared::store::sessions::{EndLimits, SessionFilter, Sessions};
use shared::store::user_items::UserItems;
use shared::store::{Client, StoreError, schema};

pub use shared::lambda::stream::{BatchResponse, StreamEvent, StreamRecord};

use event::CleanupOrder;

/// How many sessions are ended between two checks of the time that is left.
const END_LIMITS: EndLimits = EndLimits { sessions: 500, queries: usize::MAX };

/// Carries out the orders.
#[derive(Clone, Debug)]
pub struct Worker {
    cleanups: Cleanups,
    sessions: Sessions,
    /// The items that a deleted account leaves behind.
    items: [UserItems; 2],
    clock: Clock,
}

/// Why an order could not be finished.
#[derive(Debug, thiserror::Error)]
enum CleanupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there was not enough time for the last sweep")]
    Unfinished,
}

impl Worker {
    #[must_use]
    pub fn new(environment: &Environment, dynamodb: &Client, clock: Clock) -> Self {
        Self {
            cleanups: Cleanups::new(dynamodb.clone(), environment),
            sessions: Sessions::new(dynamodb.clone(), environment),
            items: [schema::SESSIONS, schema::TASKS].map(|table| UserItems::new(dynamodb.clone(), table, environment)),
            clock,
        }
    }

    /// Carries out the orders of a batch one after the other, until `until`. Returns the sequence number of the first
    /// record that is not done. The stream delivers that record and all after it again, even those that are done.
    pub async fn handle(&self, event: StreamEvent, until: Timestamp) -> Option<String> {
        let mut first_failed = None;
        for (index, record) in event.records.iter().enumerate() {
            let out_of_time = index > 0 && self.clock.now() >= until;
            if out_of_time || !self.process(record, until).await {
                first_failed.get_or_insert_with(|| record.sequence_number().to_owned());
            }
            if out_of_time {
                break;
            }
        }
        first_failed
    }

    /// Carries out a record's order or parks the record. False if the record must be delivered again.
    async fn process(&self, record: &StreamRecord, until: Timestamp) -> bool {
        let sequence_number = record.sequence_number();
        let order = match event::order(record) {
            Ok(Some(order)) => order,
            Ok(None) => return true,
            Err(unreadable) => return self.park(record, unreadable.to_string()).await,
        };
        match self.run(&order, until).await {
            Ok(()) => true,
            Err(CleanupError::Store(StoreError::Damaged(error))) => {
                self.park(record, format!("a stored item: {error}")).await
            }
            Err(error) => {
                let Cleanup { user_id, everything, pass, .. } = order.cleanup;
                tracing::error!(%sequence_number, %user_id, everything, pass, %error, "a cleanup failed");
                false
            }
        }
    }

    /// Parks a record that fails however often it is delivered. The log has its key, only the table has its content.
    async fn park(&self, record: &StreamRecord, reason: String) -> bool {
        let (sequence_number, parked) = (record.sequence_number(), record.parked(reason));
        match self.cleanups.park(&parked).await {
            Ok(()) => {
                tracing::error!(%sequence_number, parked_as = parked.key(), "an order is parked");
                true
            }
            Err(error) => {
                tracing::error!(%sequence_number, %error, "an order cannot be parked");
                false
            }
        }
    }

    async fn run(&self, CleanupOrder { cleanup, stored }: &CleanupOrder, until: Timestamp) -> Result<(), CleanupError> {
        let user_id = cleanup.user_id;
        match (self.sweep(cleanup, until).await?, *stored) {
            (true, _) => tracing::info!(%user_id, everything = cleanup.everything, "a cleanup is done"),
            (false, true) => {
                self.cleanups.reschedule(cleanup).await?;
                tracing::info!(%user_id, pass = cleanup.pass, "a cleanup continues in another run");
            }
            (false, false) => return Err(CleanupError::Unfinished),
        }
        Ok(())
    }

    /// True if nothing is left to do.
    async fn sweep(&self, cleanup: &Cleanup, until: Timestamp) -> Result<bool, StoreError> {
        if !cleanup.everything {
            return self.end_sessions(cleanup, until).await;
        }
        for items in &self.items {
            while items.delete_some(cleanup.user_id).await? {
                if self.clock.now() >= until {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    async fn end_sessions(&self, cleanup: &Cleanup, until: Timestamp) -> Result<bool, StoreError> {
        let below_version = Some(cleanup.credential_version);
        let filter = SessionFilter { user_id: cleanup.user_id, except: None, below_version };
        let reason = RevocationReason::CredentialsChanged;
        while !self.sessions.end_matching(filter, END_LIMITS, reason, self.clock.now()).await? {
            if self.clock.now() >= until {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
