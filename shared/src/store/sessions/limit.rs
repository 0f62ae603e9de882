//! The limit of a user's active sessions. A new one ends the least recently used ones. Old ended sessions are deleted.

use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use jiff::Timestamp;
use serde::Deserialize;

use super::ending::KEPT_AFTER_END;
use super::{Sessions, milliseconds};
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::RevocationReason;
use crate::domain::time;
use crate::store::{StoreError, item};

/// The most that one `BatchWriteItem` accepts. A login adds only one item, so those of ended sessions do not pile up.
const MAX_DELETED: usize = 25;

/// The part of a stored session that decides whether it ends or its item is deleted.
#[derive(Debug, Deserialize)]
struct Candidate {
    session_id: SessionId,
    #[serde(with = "time::milliseconds")]
    last_used_at: Timestamp,
    #[serde(with = "time::milliseconds")]
    ends_at: Timestamp,
    #[serde(default, with = "time::optional_milliseconds")]
    revoked_at: Option<Timestamp>,
}

impl Candidate {
    fn ended_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.revoked_at.or_else(|| (self.ends_at <= now).then_some(self.ends_at))
    }

    fn is_deletable(&self, now: Timestamp) -> bool {
        self.ended_at(now).is_some_and(|ended_at| now.duration_since(ended_at) > KEPT_AFTER_END)
    }
}

/// A user's sessions as a login found them.
#[derive(Debug)]
pub struct OlderSessions {
    user_id: UserId,
    sessions: Vec<Candidate>,
}

impl OlderSessions {
    fn deletable(&self, now: Timestamp) -> impl Iterator<Item = SessionId> {
        self.sessions.iter().filter(move |session| session.is_deletable(now)).map(|session| session.session_id)
    }

    /// The least recently used sessions beyond the limit.
    fn excess(&self, newest: SessionId, max: usize, now: Timestamp) -> Vec<SessionId> {
        let is_older = |session: &&Candidate| session.ended_at(now).is_none() && session.session_id != newest;
        let mut active: Vec<_> = self.sessions.iter().filter(is_older).collect();
        active.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        active.into_iter().skip(max.saturating_sub(1)).map(|session| session.session_id).collect()
    }
}

impl Sessions {
    /// Ends the least recently used of the older sessions, so that at most `max` are active, including the one that
    /// just began. Returns how many ended. Concurrent logins may each leave one too many, which the next login ends.
    pub async fn enforce_limit(
        &self,
        older: &OlderSessions,
        newest: SessionId,
        max: usize,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        self.delete(older.user_id, older.deletable(now).take(MAX_DELETED)).await?;
        let excess = older.excess(newest, max, now);
        let count = excess.len();
        self.end_all(older.user_id, excess, RevocationReason::TooMany, now).await?;
        Ok(count)
    }

    /// A user's sessions, except those that ended a moment ago: a user who keeps logging in and out has many of these.
    /// Reads up to a megabyte, some 2,000 sessions.
    pub async fn older(&self, user_id: UserId, now: Timestamp) -> Result<OlderSessions, StoreError> {
        let request = self.client.query().table_name(&self.table).key_condition_expression("user_id = :user");
        let request = request.expression_attribute_values(":user", item::text(user_id));
        let long_ago = now.checked_sub(KEPT_AFTER_END).unwrap_or(Timestamp::MIN);
        let request = request
            .filter_expression("attribute_not_exists(revoked_at) OR revoked_at < :long_ago")
            .expression_attribute_values(":long_ago", milliseconds(long_ago));
        let request = request.projection_expression("session_id, last_used_at, ends_at, revoked_at");
        let items = request.send().await?.items.unwrap_or_default();
        let sessions = items.into_iter().map(item::decode).collect::<Result<_, _>>()?;
        Ok(OlderSessions { user_id, sessions })
    }

    /// Needs no condition, because an ended session never becomes active again.
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
