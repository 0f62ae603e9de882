//! The schemas of the domain's types. They are here so that `domain` knows nothing of OpenAPI.

use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, SchemaType};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::email::Email;
use crate::domain::id::{SessionId, TaskId, UserId};
use crate::domain::password::{NewPassword, Password};
use crate::domain::task::{Deadline, Description, Title};
use crate::domain::time::UtcTime;

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

/// A string with a format of JSON Schema or of OpenAPI's registry.
fn formatted(format: &str) -> ObjectBuilder {
    string().format(Some(SchemaFormat::Custom(format.to_owned())))
}

impl PartialSchema for Title {
    fn schema() -> RefOr<Schema> {
        string().min_length(Some(1)).max_length(Some(500)).examples([json!("Water the plants")]).into()
    }
}

impl PartialSchema for Description {
    fn schema() -> RefOr<Schema> {
        string().max_length(Some(10_000)).into()
    }
}

impl PartialSchema for Deadline {
    fn schema() -> RefOr<Schema> {
        formatted("date").examples([json!("2030-06-01")]).into()
    }
}

impl PartialSchema for TaskId {
    fn schema() -> RefOr<Schema> {
        let id = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
        let id = id.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))).minimum(Some(1_i64));
        id.maximum(Some((1_i64 << 53) - 1))
            .description(Some("Ids increase in the order of creation, and are exact as JavaScript numbers."))
            .into()
    }
}

impl PartialSchema for UserId {
    fn schema() -> RefOr<Schema> {
        formatted("uuid").description(Some("A UUID, version 7.")).into()
    }
}

impl PartialSchema for UtcTime {
    fn schema() -> RefOr<Schema> {
        formatted("date-time")
            .description(Some("RFC 3339, in UTC, with milliseconds."))
            .examples([json!("2026-11-24T09:30:00.000Z")])
            .into()
    }
}

impl PartialSchema for Email {
    fn schema() -> RefOr<Schema> {
        formatted("email").max_length(Some(254)).examples([json!("ada@example.com")]).into()
    }
}

impl PartialSchema for NewPassword {
    fn schema() -> RefOr<Schema> {
        let rules = "The length is counted in characters after NFC normalization. Must not be a commonly used password or the email, and \
                     must not contain the name of this service or the part of the email before the `@`.";
        let password = formatted("password").min_length(Some(8)).max_length(Some(256)).write_only(true);
        password.description(Some(rules)).into()
    }
}

impl PartialSchema for Password {
    fn schema() -> RefOr<Schema> {
        formatted("password").write_only(true).into()
    }
}

impl PartialSchema for SessionId {
    fn schema() -> RefOr<Schema> {
        string().min_length(Some(22)).max_length(Some(22)).description(Some("128 random bits in base64url.")).into()
    }
}

impl ToSchema for Password {}
impl ToSchema for SessionId {}
impl ToSchema for Title {}
impl ToSchema for Description {}
impl ToSchema for Deadline {}
impl ToSchema for TaskId {}
impl ToSchema for UserId {}
impl ToSchema for UtcTime {}
impl ToSchema for Email {}
impl ToSchema for NewPassword {}

/// RFC 9457.
pub(super) fn problem() -> (String, RefOr<Schema>) {
    let loc = ArrayBuilder::new().items(string()).min_items(Some(1));
    let loc = loc.description(Some("What is invalid, such as `[\"body\", \"title\"]`."));
    let msg = string().description(Some("What is wrong with it."));
    let error = ObjectBuilder::new().property("loc", loc).required("loc").property("msg", msg).required("msg");
    let errors = ArrayBuilder::new().items(error.build()).min_items(Some(1)).description(Some("Only in a 422."));
    let kind = formatted("uri-reference").description(Some("Identifies the kind of problem. Use it in code."));
    let status =
        ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)).minimum(Some(400)).maximum(Some(599));
    let document = ObjectBuilder::new()
        .property("type", kind)
        .property("title", string())
        .property("status", status)
        .property("detail", string().description(Some("Explains this problem to a person.")))
        .property("errors", errors);
    let document = ["type", "title", "status", "detail"].into_iter().fold(document, ObjectBuilder::required);
    ("Problem".to_owned(), document.into())
}
