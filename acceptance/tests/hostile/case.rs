//! One hostile request and the response that it must get.

/// A request. `{token}`, `{refresh}` and `{task}` stand for those of the test's user.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    /// The last part of the problem's type. Empty for other responses.
    pub(crate) problem: &'static str,
    /// The invalid member, such as `body.title`.
    pub(crate) loc: Option<&'static str>,
}

/// A request of the logged-in user.
pub(crate) fn case(name: impl Into<String>, method: &str, target: impl Into<String>) -> Case {
    Case {
        name: name.into(),
        method: method.to_owned(),
        target: target.into(),
        headers: vec![("authorization".to_owned(), "Bearer {token}".to_owned())],
        body: Vec::new(),
        status: 0,
        problem: "",
        loc: None,
    }
}

impl Case {
    pub(crate) fn json(self, body: impl Into<Vec<u8>>) -> Self {
        self.body("application/json", body)
    }

    pub(crate) fn body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self.header("content-type", content_type) }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn anonymous(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "authorization");
        self
    }

    /// With this `Authorization` header instead of the user's.
    pub(crate) fn authorization(self, value: &str) -> Self {
        self.anonymous().header("authorization", value)
    }

    pub(crate) fn is(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn problem(self, status: u16, problem: &'static str) -> Self {
        Self { status, problem, ..self }
    }

    /// 422 for the member at `loc`.
    pub(crate) fn invalid(self, loc: &'static str) -> Self {
        Self { loc: Some(loc), ..self.problem(422, "invalid-input") }
    }

    pub(crate) fn malformed(self) -> Self {
        self.problem(400, "malformed-body")
    }

    pub(crate) fn unauthorized(self) -> Self {
        self.problem(401, "invalid-token")
    }

    pub(crate) fn not_found(self) -> Self {
        self.problem(404, "not-found")
    }

    pub(crate) fn no_task(self) -> Self {
        self.problem(404, "task-not-found")
    }

    pub(crate) fn not_allowed(self) -> Self {
        self.problem(405, "method-not-allowed")
    }

    pub(crate) fn unsupported(self) -> Self {
        self.problem(415, "unsupported-media-type")
    }
}
