//! Ends sessions: one by its id, or those of a user that match a filter.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{ACTIVE, Sessions, milliseconds};
use crate::domain::id::{SessionId, UserId, WriteId};
use crate::domain::session::RevocationReason;
use crate::random;
use crate::store::conditional_write::{Refused, conditional};
use crate::store::{StoreError, item};

/// How many sessions are ended at the same time.
const CONCURRENT_ENDS: usize = 16;
/// How long the item of an ended session is kept for retries. Without an item, its tokens are refused all the same.
pub(super) const KEPT_AFTER_END: SignedDuration = SignedDuration::from_mins(1);

#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndOutcome {
    Ended,
    /// There is no such session, or it had already ended.
    NotFound,
}

/// Selects active sessions of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionFilter {
    pub user_id: UserId,
    /// This session is left out.
    pub except: Option<SessionId>,
    /// Selects only sessions of a lower version of the credentials.
    pub below_version: Option<u64>,
}

/// How much one call of [`Sessions::end_matching`] does at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndLimits {
    pub sessions: usize,
    /// Each reads up to a megabyte of sessions, including ended ones.
    pub queries: usize,
}

/// The update that ends a session. `#ttl` stands for `ttl`, a reserved word.
pub(in crate::store) const END: &str = "SET revoked_at = :now, revoked_reason = :reason, #ttl = :ttl";

/// The values of [`END`].
pub(in crate::store) fn end_values(
    reason: RevocationReason,
    now: Timestamp,
) -> Result<[(&'static str, AttributeValue); 3], StoreError> {
    let gone_at = now.checked_add(KEPT_AFTER_END).unwrap_or(Timestamp::MAX).as_second();
    let reason = serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(reason)?;
    Ok([(":now", milliseconds(now)), (":reason", reason), (":ttl", item::number(gone_at))])
}

#[derive(Deserialize)]
struct Key {
    session_id: SessionId,
}

impl Sessions {
    /// Ends an active session. A retry finds its own `write_id` and succeeds.
    pub async fn end(
        &self,
        (user_id, session_id): (UserId, SessionId),
        reason: RevocationReason,
        now: Timestamp,
    ) -> Result<EndOutcome, StoreError> {
        let write_id = item::text(WriteId::new(random::bytes()));
        let request = self
            .update(user_id, session_id)
            .update_expression(format!("{END}, write_id = :write_id"))
            .condition_expression(ACTIVE)
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":write_id", write_id.clone())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let request = end_values(reason, now)?
            .into_iter()
            .fold(request, |request, (name, value)| request.expression_attribute_values(name, value));
        Ok(match conditional(request.send().await)? {
            Ok(_) => EndOutcome::Ended,
            Err(Refused(Some(stored))) if item::is_written_by(&stored, &write_id) => EndOutcome::Ended,
            Err(Refused(_)) => EndOutcome::NotFound,
        })
    }

    /// Ends the matching sessions, up to the limits. Returns whether none is left.
    pub async fn end_matching(
        &self,
        filter: SessionFilter,
        limits: EndLimits,
        reason: RevocationReason,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (mut left, mut start) = (limits.sessions, None);
        for _ in 0..limits.queries {
            let output = self.query_matching(&filter, now).set_exclusive_start_key(start.take()).send().await?;
            let keys = output.items.unwrap_or_default().into_iter().map(item::decode);
            let mut keys: Vec<Key> = keys.collect::<Result<_, _>>()?;
            keys.retain(|key| Some(key.session_id) != filter.except);
            let limit_reached = keys.len() > left;
            keys.truncate(left);
            left -= keys.len();
            self.end_all(filter.user_id, keys.into_iter().map(|key| key.session_id).collect(), reason, now).await?;
            start = output.last_evaluated_key;
            if limit_reached || start.is_none() {
                return Ok(!limit_reached);
            }
        }
        Ok(false)
    }

    /// Ends several sessions of a user, some at the same time.
    pub(super) async fn end_all(
        &self,
        user_id: UserId,
        ids: Vec<SessionId>,
        reason: RevocationReason,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let ends = ids.into_iter().map(async |id| self.end((user_id, id), reason, now).await.map(drop));
        Box::pin(stream::iter(ends).buffer_unordered(CONCURRENT_ENDS).try_collect::<()>()).await
    }

    /// The keys of the matching sessions and of the excluded one (a consistent read of up to a megabyte).
    fn query_matching(&self, filter: &SessionFilter, now: Timestamp) -> QueryFluentBuilder {
        let request = self.query(filter.user_id, now).projection_expression("session_id");
        match filter.below_version {
            None => request,
            Some(version) => request
                .filter_expression(format!("{ACTIVE} AND credential_version < :version"))
                .expression_attribute_values(":version", item::number(version)),
        }
    }
}
