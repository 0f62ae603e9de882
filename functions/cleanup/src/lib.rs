//! What is left to do after a password was changed or an account was deleted. A worker on the stream of the cleanups table: it
//! knows no HTTP, no tokens and no passwords.
//!
//! Every step may be done twice. A worker that runs out of time starts itself again by a change of the item; one that is killed gets
//! the same events again. What fails for now is asked for again while the rest of the batch is done; what will always fail is parked.

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

pub use event::{BatchResponse, StreamEvent, StreamRecord};

use event::CleanupOrder;

/// What is done between two looks at the clock.
const END_LIMITS: EndLimits = EndLimits { sessions: 500, queries: usize::MAX };

/// Carries out the orders on the stream.
#[derive(Clone, Debug)]
pub struct Worker {
    cleanups: Cleanups,
    sessions: Sessions,
    /// What a deleted account leaves behind.
    items: [UserItems; 2],
    clock: Clock,
}

/// Why an order is not done.
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

    /// Does the orders of a batch one after the other, until `until`; the sequence number of the first one that is not done. The
    /// stream brings that one and all behind it again, those that are done too.
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

    /// Does what a record asks for, or parks it; whether it need not come again.
    async fn process(&self, record: &StreamRecord, until: Timestamp) -> bool {
        let sequence_number = record.sequence_number();
        let order = match record.order() {
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

    /// Puts a record aside that fails however often it comes. The log names it; what it holds is in the table alone.
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
                tracing::info!(%user_id, pass = cleanup.pass, "a cleanup goes on in another run");
            }
            (false, false) => return Err(CleanupError::Unfinished),
        }
        Ok(())
    }

    /// Whether nothing is left.
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
        let reason = RevocationReason::PasswordChanged;
        while !self.sessions.end_matching(filter, END_LIMITS, reason, self.clock.now()).await? {
            if self.clock.now() >= until {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
