//! The error for a well-formed request with an invalid member.

use std::borrow::Cow;

use serde::Serialize;

/// Which member of a request is wrong, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidInput {
    pub loc: Vec<Cow<'static, str>>,
    pub msg: String,
}

impl InvalidInput {
    pub fn body(member: impl Into<Cow<'static, str>>, message: impl ToString) -> Self {
        Self { loc: vec!["body".into(), member.into()], msg: message.to_string() }
    }

    pub fn query(parameter: &'static str, message: impl ToString) -> Self {
        Self { loc: vec!["query".into(), parameter.into()], msg: message.to_string() }
    }

    pub fn header(name: &'static str, message: impl ToString) -> Self {
        Self { loc: vec!["header".into(), name.into()], msg: message.to_string() }
    }
}
