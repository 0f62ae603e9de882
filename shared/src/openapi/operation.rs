//! Builds one operation: its request and all its responses.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{
    AllOfBuilder, ContentBuilder, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema, SecurityRequirement,
    Type,
};

use super::schemas;
use crate::http::ProblemType;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// Describes one operation. Every operation may respond with a server error, or refuse a request that did not come
/// through the required proxy.
pub struct Operation {
    builder: OperationBuilder,
    body: RequestBodyBuilder,
    has_body: bool,
    problems: BTreeMap<u16, Vec<ProblemType>>,
    schemas: Schemas,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Operation").field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl Operation {
    /// `id` names the operation in generated clients, `tag` the group that documentation shows it in.
    #[must_use]
    pub fn new(tag: &str, id: &str, summary: &str) -> Self {
        let builder = OperationBuilder::new().tag(tag).operation_id(Some(id)).summary(Some(summary));
        let body = RequestBodyBuilder::new().required(Some(Required::True));
        let operation =
            Self { builder, body, has_body: false, problems: BTreeMap::new(), schemas: vec![schemas::problem()] };
        operation.problems(&[ProblemType::ProxyRequired, ProblemType::Internal])
    }

    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.builder = self.builder.description(Some(text));
        self
    }

    /// The operation needs an access token.
    #[must_use]
    pub fn bearer(mut self) -> Self {
        for scheme in ["bearer", "password"] {
            self.builder = self.builder.security(SecurityRequirement::new(scheme, [""; 0]));
        }
        self.problems(&[ProblemType::InvalidToken, ProblemType::ExpiredAccessToken])
    }

    /// Adds the problems that the operation may respond with. An operation that may find the store unavailable may also
    /// be throttled by it.
    #[must_use]
    pub fn problems(self, problems: &[ProblemType]) -> Self {
        let throttled = problems.contains(&ProblemType::Unavailable).then_some(ProblemType::TooManyRequests);
        problems.iter().copied().chain(throttled).fold(self, Self::problems_once)
    }

    #[must_use]
    pub fn path_id(self, description: &str) -> Self {
        let id = integer(1, (1 << 53) - 1);
        self.parameter(ParameterIn::Path, "id", description, id)
    }

    #[must_use]
    pub fn path_text(self, name: &str, description: &str) -> Self {
        self.parameter(ParameterIn::Path, name, description, text())
    }

    #[must_use]
    pub fn query(self, name: &str, description: &str, schema: Schema) -> Self {
        self.parameter(ParameterIn::Query, name, description, schema).problems_once(ProblemType::InvalidInput)
    }

    #[must_use]
    pub fn header(self, name: &str, description: &str, pattern: &str, example: &str) -> Self {
        let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).pattern(Some(pattern));
        let schema = schema.examples([json!(example)]);
        self.parameter(ParameterIn::Header, name, description, schema.build().into())
            .problems_once(ProblemType::InvalidInput)
    }

    fn parameter(mut self, location: ParameterIn, name: &str, description: &str, schema: Schema) -> Self {
        let required = if location == ParameterIn::Path { Required::True } else { Required::False };
        let parameter = ParameterBuilder::new().name(name).parameter_in(location).required(required);
        self.builder = self.builder.parameter(parameter.description(Some(description)).schema(Some(schema)));
        self
    }

    /// Adds a body of this content type. There may be several.
    #[must_use]
    pub fn body<T: ToSchema>(mut self, content_type: &str, example: Value) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<T>())).example(Some(example));
        self.body = self.body.content(content_type, content.build());
        self.has_body = true;
        let problems = [
            ProblemType::MalformedBody,
            ProblemType::BodyTooLarge,
            ProblemType::UnsupportedMediaType,
            ProblemType::InvalidInput,
        ];
        problems.into_iter().fold(self, Self::problems_once)
    }

    /// Adds a body that may be omitted.
    #[must_use]
    pub fn optional_body<T: ToSchema>(self, content_type: &str, example: Value) -> Self {
        let mut operation = self.body::<T>(content_type, example);
        operation.body = operation.body.required(Some(Required::False));
        operation
    }

    fn problems_once(mut self, problem: ProblemType) -> Self {
        let of_status = self.problems.entry(problem.status().as_u16()).or_default();
        if !of_status.contains(&problem) {
            of_status.push(problem);
        }
        self
    }

    /// Adds a response with a JSON body.
    #[must_use]
    pub fn response<T: ToSchema>(mut self, status: u16, description: &str, headers: &[(&str, &str)]) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<T>())).build();
        self.respond(
            status,
            ResponseBuilder::new().description(description).content("application/json", content),
            headers,
        )
    }

    /// Adds a response without a body, or with text of a different content type.
    #[must_use]
    pub fn other_response(
        self,
        status: u16,
        description: &str,
        content_type: Option<&str>,
        headers: &[(&str, &str)],
    ) -> Self {
        let mut response = ResponseBuilder::new().description(description);
        if let Some(content_type) = content_type {
            response = response.content(content_type, ContentBuilder::new().schema(Some(text())).build());
        }
        self.respond(status, response, headers)
    }

    fn respond(mut self, status: u16, mut response: ResponseBuilder, headers: &[(&str, &str)]) -> Self {
        for (name, description) in headers {
            let header = HeaderBuilder::new().schema(Some(text())).description(Some(*description));
            response = response.header(*name, header.build());
        }
        self.builder = self.builder.response(status.to_string(), response);
        self
    }

    fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = T::name();
        self.schemas.push((name.to_string(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(name).into()
    }

    pub(super) fn into_parts(mut self) -> (utoipa::openapi::path::Operation, Schemas) {
        let problems = std::mem::take(&mut self.problems);
        let described = problems.into_iter().fold(self, |operation, (status, problems)| {
            let headers: &[_] = match status {
                401 => &[("WWW-Authenticate", "`Bearer`")],
                _ if problems.iter().any(|problem| problem.has_retry_after()) => {
                    &[("Retry-After", "Number of seconds to wait before a retry.")]
                }
                _ => &[],
            };
            let content = ContentBuilder::new().schema(Some(problem_of(&problems))).build();
            let titles = problems.iter().map(|problem| problem.title()).collect::<Vec<_>>().join(" or ");
            let response = ResponseBuilder::new().description(titles).content("application/problem+json", content);
            operation.respond(status, response, headers)
        });
        let body = described.has_body.then(|| described.body.build());
        (described.builder.request_body(body).build(), described.schemas)
    }
}

/// The schema of a problem with one of these types.
fn problem_of(problems: &[ProblemType]) -> Schema {
    let uris = problems.iter().map(|problem| json!(problem.uri()));
    let kind = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(uris));
    let narrowed = ObjectBuilder::new().property("type", kind);
    AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(narrowed).build().into()
}

/// Any text.
#[must_use]
pub fn text() -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build().into()
}

/// A whole number in a range.
#[must_use]
pub fn integer(minimum: i64, maximum: i64) -> Schema {
    let integer = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
    integer.minimum(Some(minimum)).maximum(Some(maximum)).build().into()
}

/// One of some texts.
#[must_use]
pub fn one_of(values: &[&str], default: Option<&str>) -> Schema {
    let values = values.iter().map(|value| json!(value));
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(values));
    schema.default(default.map(|value| json!(value))).build().into()
}
