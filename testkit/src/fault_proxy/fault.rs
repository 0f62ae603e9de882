//! How a request to DynamoDB can fail, and what the client receives then.

use std::time::Duration;

use serde_json::{Value, json};

use super::message::Message;

/// A fault. With `..Before`, the request does not reach the store; with `..After`, the store has applied it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The response is complete, but late.
    Late,
    /// The response is complete, but its checksum is wrong. The SDK for Rust does not check it.
    WrongChecksum,
    /// The connection is refused.
    Refused,
    /// The connection closes before the store gets the request.
    CutBefore,
    /// The store has applied the request, and the connection closes without a response.
    CutAfter,
    /// The connection closes in the middle of the response's body.
    CutInBody,
    /// No response ever arrives.
    HangBefore,
    HangAfter,
    /// A 200 with bytes that are not JSON.
    GarbageBefore,
    GarbageAfter,
    /// A 200 without a body, which the SDK reads as a response without members.
    EmptyBefore,
    EmptyAfter,
    InternalServerError,
    ServiceUnavailable,
    /// The error page of a load balancer.
    HtmlBadGateway,
    Throttling,
    ThroughputExceeded,
    RequestLimitExceeded,
    /// The partition of one key is overloaded: one user sends too many requests.
    HotKey,
    /// Only for batches: a 200, but nothing was done.
    Unprocessed,
    /// Only for writes.
    TransactionConflict,
    /// Only for transactions.
    TransactionThrottled,
}

/// What the proxy does with a request.
pub(super) enum Reaction {
    Answer(Vec<u8>),
    AnswerLate(Vec<u8>, Duration),
    AnswerAndClose(Vec<u8>),
    Close,
    Hang,
}

/// Much longer than a call takes, much shorter than the time limit of an attempt.
const LATENCY: Duration = Duration::from_millis(200);
const JSON: &str = "application/x-amz-json-1.0";
const WRITES: [&str; 4] = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];

impl Fault {
    pub const ALL: [Self; 22] = [
        Self::HangBefore,
        Self::HangAfter,
        Self::Late,
        Self::WrongChecksum,
        Self::Refused,
        Self::CutBefore,
        Self::CutAfter,
        Self::CutInBody,
        Self::GarbageBefore,
        Self::GarbageAfter,
        Self::EmptyBefore,
        Self::EmptyAfter,
        Self::InternalServerError,
        Self::ServiceUnavailable,
        Self::HtmlBadGateway,
        Self::Throttling,
        Self::ThroughputExceeded,
        Self::RequestLimitExceeded,
        Self::HotKey,
        Self::Unprocessed,
        Self::TransactionConflict,
        Self::TransactionThrottled,
    ];

    /// Whether this fault can happen to this operation.
    #[must_use]
    pub fn applies_to(self, operation: &str) -> bool {
        match self {
            Self::TransactionConflict => WRITES.contains(&operation),
            Self::TransactionThrottled => operation == "TransactWriteItems",
            Self::Unprocessed => operation.starts_with("Batch"),
            _ => true,
        }
    }

    /// Whether one user's load causes it, and not the service.
    #[must_use]
    pub fn is_load_of_one_user(self) -> bool {
        matches!(self, Self::HotKey | Self::Unprocessed | Self::TransactionThrottled)
    }

    /// Whether the call succeeds nevertheless.
    #[must_use]
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::Late | Self::WrongChecksum)
    }

    pub(super) fn reaches_the_store(self) -> bool {
        let has_answer = self.is_harmless() || self == Self::CutInBody;
        has_answer || matches!(self, Self::CutAfter | Self::HangAfter | Self::GarbageAfter | Self::EmptyAfter)
    }

    /// What the client receives. `answer` is the store's response if the request has reached it.
    pub(super) fn react(self, request: &Message, answer: &Message) -> Reaction {
        let error = |status, name: &str| Reaction::Answer(http(status, JSON, &exception(name).to_string()));
        match self {
            Self::Late => Reaction::AnswerLate(answer.bytes(), LATENCY),
            Self::WrongChecksum => Reaction::Answer(answer.with_header("x-amz-crc32", "1").bytes()),
            Self::Refused | Self::CutBefore | Self::CutAfter => Reaction::Close,
            Self::CutInBody => Reaction::AnswerAndClose(answer.first_half()),
            Self::HangBefore | Self::HangAfter => Reaction::Hang,
            Self::GarbageBefore | Self::GarbageAfter => Reaction::Answer(http("200 OK", JSON, "\u{1}not JSON")),
            Self::EmptyBefore | Self::EmptyAfter => Reaction::Answer(http("200 OK", JSON, "")),
            Self::InternalServerError => error("500 Internal Server Error", "InternalServerError"),
            Self::ServiceUnavailable => error("503 Service Unavailable", "ServiceUnavailable"),
            Self::HtmlBadGateway => Reaction::Answer(http("502 Bad Gateway", "text/html", "<html>Bad Gateway</html>")),
            Self::Throttling => error("400 Bad Request", "ThrottlingException"),
            Self::ThroughputExceeded => error("400 Bad Request", "ProvisionedThroughputExceededException"),
            Self::RequestLimitExceeded => error("400 Bad Request", "RequestLimitExceeded"),
            Self::HotKey => Reaction::Answer(http("400 Bad Request", JSON, &hot_key().to_string())),
            Self::Unprocessed => Reaction::Answer(http("200 OK", JSON, &unprocessed(request).to_string())),
            Self::TransactionConflict => {
                Reaction::Answer(http("400 Bad Request", JSON, &conflict(request).to_string()))
            }
            Self::TransactionThrottled => {
                let cancelled = cancelled(request, "ThrottlingError");
                Reaction::Answer(http("400 Bad Request", JSON, &cancelled.to_string()))
            }
        }
    }
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
fn exception(name: &str) -> Value {
    json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "a test's fault"})
}

/// A different transaction uses the first item. A single write gets a different exception for that.
fn conflict(request: &Message) -> Value {
    if request.operation() != "TransactWriteItems" {
        return exception("TransactionConflictException");
    }
    cancelled(request, "TransactionConflict")
}

/// A transaction that was cancelled because of its first member.
fn cancelled(request: &Message, reason: &str) -> Value {
    let mut cancelled = exception("TransactionCanceledException");
    let items = request.json()["TransactItems"].as_array().map_or(1, Vec::len);
    let code = |index| json!({"Code": if index == 0 { reason } else { "None" }});
    cancelled["CancellationReasons"] = (0..items).map(code).collect();
    cancelled
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html>
fn hot_key() -> Value {
    let mut exception = exception("ThrottlingException");
    exception["throttlingReasons"] = json!([{"reason": "TableReadKeyRangeThroughputExceeded", "resource": "a table"}]);
    exception
}

/// A batch of which nothing was done.
fn unprocessed(request: &Message) -> Value {
    let items = request.json()["RequestItems"].take();
    if request.operation() == "BatchGetItem" {
        json!({"Responses": {}, "UnprocessedKeys": items})
    } else {
        json!({"UnprocessedItems": items})
    }
}

fn http(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}
