//! Room for another session: of a user's sessions the oldest end, and the items of ended ones go, so that their number stays bounded.

use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use jiff::Timestamp;
use serde::Deserialize;

use super::ending::KEPT_AFTER_END;
use super::{Sessions, milliseconds};
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::RevocationReason;
use crate::domain::time;
use crate::store::{StoreError, item};

/// A `BatchWriteItem` takes as many. A login adds one, so the items of ended sessions cannot pile up.
const DELETED_AT_ONCE: usize = 25;

/// As much of a stored session as says whether it must go.
#[derive(Debug, Deserialize)]
struct Found {
    session_id: SessionId,
    #[serde(with = "time::milliseconds")]
    last_used_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    ends_at: Timestamp,
    #[serde(default, with = "time::optional_milliseconds")]
    revoked_at: Option<Timestamp>,
}

impl Found {
    fn ended_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.revoked_at.or_else(|| (self.ends_at <= now).then_some(self.ends_at))
    }

    fn may_go(&self, now: Timestamp) -> bool {
        self.ended_at(now).is_some_and(|ended_at| now.duration_since(ended_at) > KEPT_AFTER_END)
    }
}

impl Sessions {
    /// Makes room for a session that begins now: at most `most` of the user's are active afterwards, the ones that were used last. Reads a
    /// megabyte of sessions at the most, some 2,000, and returns how many ended. Logins at the same time may each leave one more: the
    /// next one ends them.
    pub async fn make_room(
        &self,
        user_id: UserId,
        newest: SessionId,
        most: usize,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let found = self.found(user_id, now).await?;
        let gone = found.iter().filter(|found| found.may_go(now)).map(|found| found.session_id);
        self.delete(user_id, gone.take(DELETED_AT_ONCE)).await?;
        let mut active: Vec<_> =
            found.iter().filter(|found| found.ended_at(now).is_none() && found.session_id != newest).collect();
        active.sort_by_key(|found| std::cmp::Reverse(found.last_used_at));
        let oldest: Vec<_> = active.into_iter().skip(most.saturating_sub(1)).map(|found| found.session_id).collect();
        let count = oldest.len();
        self.end_all(user_id, oldest, RevocationReason::TooMany, now).await?;
        Ok(count)
    }

    /// A user's sessions, but for those that ended a moment ago: somebody who logs in and out all the time has many of them.
    async fn found(&self, user_id: UserId, now: Timestamp) -> Result<Vec<Found>, StoreError> {
        let request = self.client.query().table_name(&self.table).key_condition_expression("user_id = :user");
        let request = request.expression_attribute_values(":user", item::text(user_id));
        let long_ago = now.checked_sub(KEPT_AFTER_END).unwrap_or(Timestamp::MIN);
        let request = request
            .filter_expression("attribute_not_exists(revoked_at) OR revoked_at < :long_ago")
            .expression_attribute_values(":long_ago", milliseconds(long_ago));
        let request = request.projection_expression("session_id, last_used_at, ends_at, revoked_at");
        request.send().await?.items.unwrap_or_default().into_iter().map(item::decode).collect()
    }

    /// An ended session never becomes active again, so its item may go without a condition.
    async fn delete(&self, user_id: UserId, ids: impl Iterator<Item = SessionId>) -> Result<(), StoreError> {
        let deletion = |id: SessionId| {
            let key = DeleteRequest::builder().key("user_id", item::text(user_id)).key("session_id", item::text(id));
            Ok(WriteRequest::builder().delete_request(key.build()?).build())
        };
        let deletions = ids.map(deletion).collect::<Result<Vec<_>, StoreError>>()?;
        if !deletions.is_empty() {
            self.client.batch_write_item().request_items(&self.table, deletions).send().await?;
        }
        Ok(())
    }
}
