//! The sessions table. A refresh is one conditional write, as "Acknowledged rotation" in ARCHITECTURE.md explains.

mod ending;
mod limit;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use jiff::{SignedDuration, Timestamp};

pub(super) use ending::{END, end_values};
pub use ending::{EndLimits, EndOutcome, SessionFilter};
pub use limit::OlderSessions;

use super::conditional_write::{Refused, conditional};
use super::item::Item;
use super::{StoreError, item, schema};
use crate::config::Environment;
use crate::domain::id::{SessionId, UserId};
use crate::domain::session::{PresentedToken, Session, SessionStatus, SessionUpdate};

#[derive(Clone, Debug)]
pub struct Sessions {
    client: Client,
    table: String,
}

/// The outcome of the write for a presented refresh token.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The write was applied. Holds the session as it is now.
    Updated(Session),
    /// The condition was refused. Holds the stored session to judge the token by, or `None` if it is unknown.
    Refused(Option<Session>),
}

/// True for an active session, false if there is no item. Compares the end, because TTL deletes items days late.
const ACTIVE: &str = "attribute_not_exists(revoked_at) AND ends_at > :now";
/// An expired session is kept for one more day, so that a late refresh can be judged from the item.
const KEPT_AFTER_EXPIRY: SignedDuration = SignedDuration::from_hours(24);
/// A list reads at most this many megabytes, some 20,000 sessions.
const MAX_LIST_CALLS: usize = 10;

impl Sessions {
    #[must_use]
    pub fn new(client: Client, environment: &Environment) -> Self {
        Self { client, table: schema::SESSIONS.name(environment).to_owned() }
    }

    /// Applies the write of a refresh. A retry of an acknowledgement is refused by its own result and then judged like
    /// a lost response.
    pub async fn apply(
        &self,
        (user_id, session_id): (UserId, SessionId),
        presented: &PresentedToken,
        update: SessionUpdate,
    ) -> Result<Applied, StoreError> {
        let request = self.update(user_id, session_id);
        let request = update_request(request, presented, update)
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match conditional(request.send().await)? {
            Ok(output) => Ok(Applied::Updated(item::decode(output.attributes.unwrap_or_default())?)),
            Err(Refused(stored)) => Ok(Applied::Refused(item::decode_optional(stored)?)),
        }
    }

    /// Whether a session is active now (a consistent read). `None` if the session is unknown.
    pub async fn status(&self, user_id: UserId, session_id: SessionId) -> Result<Option<SessionStatus>, StoreError> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let request = request.key("user_id", item::text(user_id)).key("session_id", item::text(session_id));
        let output = request.projection_expression("ends_at, revoked_at").send().await?;
        item::decode_optional(output.item)
    }

    /// A user's active sessions, the most recently used first.
    pub async fn list(&self, user_id: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let (mut sessions, mut start): (Vec<Session>, _) = (Vec::new(), None);
        for _ in 0..MAX_LIST_CALLS {
            let output = self.query(user_id, now).set_exclusive_start_key(start.take()).send().await?;
            for found in output.items.unwrap_or_default() {
                sessions.push(item::decode(found)?);
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
        Ok(sessions)
    }

    fn query(&self, user_id: UserId, now: Timestamp) -> QueryFluentBuilder {
        let request = self.client.query().table_name(&self.table).consistent_read(true);
        request
            .key_condition_expression("user_id = :user")
            .filter_expression(ACTIVE)
            .expression_attribute_values(":user", item::text(user_id))
            .expression_attribute_values(":now", milliseconds(now))
    }

    fn update(&self, user_id: UserId, session_id: SessionId) -> UpdateItemFluentBuilder {
        let request = self.client.update_item().table_name(&self.table);
        request.key("user_id", item::text(user_id)).key("session_id", item::text(session_id))
    }
}

fn update_request(
    request: UpdateItemFluentBuilder,
    presented: &PresentedToken,
    update: SessionUpdate,
) -> UpdateItemFluentBuilder {
    let position = presented.position;
    let request = request
        .expression_attribute_values(":jti", item::text(position.token_id))
        .expression_attribute_values(":generation", item::number(position.generation))
        .expression_attribute_values(":now", milliseconds(presented.now));
    match update {
        SessionUpdate::Acknowledge { from_generation, after } => {
            let request = request
                .update_expression(
                    "SET previous_token_id = token_id, token_id = :jti, generation = :generation, \
                     acknowledged_at = :now, last_used_at = :now",
                )
                .expression_attribute_values(":from", item::number(from_generation));
            match after {
                None => request.condition_expression(format!("generation = :from AND {ACTIVE}")),
                Some(after) => request
                    .condition_expression(format!(
                        "generation = :from AND {ACTIVE} AND \
                         (attribute_not_exists(acknowledged_at) OR acknowledged_at < :after)"
                    ))
                    .expression_attribute_values(":after", milliseconds(after)),
            }
        }
        SessionUpdate::RecordUse => request
            .update_expression("SET last_used_at = :now")
            .condition_expression(format!("generation = :generation AND token_id = :jti AND {ACTIVE}")),
        SessionUpdate::RecordStrictUse => {
            let earliest = presented.now.checked_sub(presented.leeway).unwrap_or(Timestamp::MIN);
            request
                .update_expression("SET last_used_at = :now, acknowledged_at = if_not_exists(acknowledged_at, :now)")
                .condition_expression(format!(
                    "generation = :generation AND token_id = :jti AND {ACTIVE} AND \
                     (attribute_not_exists(acknowledged_at) OR acknowledged_at >= :earliest)"
                ))
                .expression_attribute_values(":earliest", milliseconds(earliest))
        }
    }
}

/// The item of a new session.
pub(super) fn item_of(session: &Session) -> Result<Item, StoreError> {
    let mut new = item::encode(session)?;
    let ends = session.ends_at.checked_add(KEPT_AFTER_EXPIRY).unwrap_or(session.ends_at);
    new.insert("ttl".to_owned(), item::number(ends.as_second()));
    Ok(new)
}

fn milliseconds(time: Timestamp) -> aws_sdk_dynamodb::types::AttributeValue {
    item::number(time.as_millisecond())
}
