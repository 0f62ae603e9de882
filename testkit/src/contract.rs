//! Checks responses against the OpenAPI document: a response that is not described there is an error.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use http::{HeaderMap, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use shared::http::ProblemType;
use shared::http::route::BASE_PATH;

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Checks status, content type, headers and body of a response. The body must not have undescribed members.
pub fn check(method: &str, path: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    if let Err(error) = CONTRACT.judge(method, path, status, headers, body) {
        let body = String::from_utf8_lossy(&body[..body.len().min(2_000)]);
        panic!("{method} {path}: {status} {error}\n{headers:?}\n{body}");
    }
}

impl Contract {
    fn read() -> Self {
        let mut document: Value = serde_json::from_str(include_str!("../../docs/openapi.json")).expect("it is JSON");
        // A client ignores unknown members, a test does not.
        let schemas = document["components"]["schemas"].as_object_mut().expect("there are schemas");
        for (name, schema) in schemas {
            if schema.get("properties").is_some() && name != "Problem" {
                schema["additionalProperties"] = json!(false);
            }
        }
        Self { document, validators: Mutex::default() }
    }

    fn judge(
        &self,
        method: &str,
        path: &str,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), String> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if header("cache-control") != Some("no-store") || header("x-content-type-options") != Some("nosniff") {
            return Err("lacks no-store or nosniff".to_owned());
        }
        // A deployment that requires its proxy refuses a request before it looks at path and method.
        let problem: Value = serde_json::from_slice(body).unwrap_or_default();
        if problem["type"] == ProblemType::ProxyRequired.uri() {
            return expect(status, ProblemType::ProxyRequired.status());
        }
        let Some(template) = self.template(path) else { return expect(status, StatusCode::NOT_FOUND) };
        // RFC 9110, section 9.3.2: the response to a GET without the body.
        let described = if method == "HEAD" { "get".to_owned() } else { method.to_ascii_lowercase() };
        let at = format!("/paths/{}/{described}", template.replace('/', "~1"));
        if self.document.pointer(&at).is_none() {
            let expected = if method == "OPTIONS" { StatusCode::NO_CONTENT } else { StatusCode::METHOD_NOT_ALLOWED };
            return expect(status, expected).and(self.expect_methods(template, header("allow")));
        }
        let at = format!("{at}/responses/{}", status.as_u16());
        let response = self.document.pointer(&at).ok_or("is not described")?;
        for name in response["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            header(name).ok_or_else(|| format!("lacks the header {name}"))?;
        }
        let Some(content) = response.get("content") else {
            return if body.is_empty() { Ok(()) } else { Err("has a body".to_owned()) };
        };
        let media_type = header("content-type").and_then(|given| given.split(';').next()).unwrap_or_default();
        content.get(media_type).ok_or_else(|| format!("has the content type {media_type:?}"))?;
        if method == "HEAD" || !media_type.ends_with("json") {
            return Ok(());
        }
        self.validate(&format!("{at}/content/{}/schema", media_type.replace('/', "~1")), body)
    }

    /// `Allow` names the described methods of a path, OPTIONS, and HEAD if there is a GET (RFC 9110, section 10.2.1).
    fn expect_methods(&self, template: &str, allow: Option<&str>) -> Result<(), String> {
        let described = self.document["paths"][template].as_object().into_iter().flat_map(serde_json::Map::keys);
        let mut expected: BTreeSet<_> = described.map(|method| method.to_ascii_uppercase()).collect();
        if expected.contains("GET") {
            expected.insert("HEAD".to_owned());
        }
        expected.insert("OPTIONS".to_owned());
        let given: BTreeSet<_> = allow.unwrap_or_default().split(',').map(|method| method.trim().to_owned()).collect();
        if given == expected { Ok(()) } else { Err(format!("allows {given:?} instead of {expected:?}")) }
    }

    /// The described path that matches this one, with or without a slash at its end.
    fn template(&self, path: &str) -> Option<&str> {
        let path = path.split('?').next()?.strip_prefix(BASE_PATH)?;
        let segments =
            |path: &'_ str| path.strip_suffix('/').unwrap_or(path).split('/').map(str::to_owned).collect::<Vec<_>>();
        let given = segments(path);
        let is = |template: &&String| {
            let described = segments(template);
            let same = |(described, given): (&String, &String)| {
                described == given || (described == "{id}" && !given.is_empty())
            };
            described.len() == given.len() && described.iter().zip(&given).all(same)
        };
        // A literal path is preferred to one with a parameter.
        let mut found: Vec<_> = self.document["paths"].as_object()?.keys().filter(is).collect();
        found.sort_by_key(|template| template.contains('{'));
        found.first().map(|template| template.as_str())
    }

    fn validate(&self, pointer: &str, body: &[u8]) -> Result<(), String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| format!("is not JSON: {error}"))?;
        let validator = self.validator(pointer)?;
        let errors: Vec<_> =
            validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
    }

    fn validator(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators.get(pointer) {
            return Ok(validator.clone());
        }
        let mut schema = self.document.clone();
        schema["$ref"] = json!(format!("#{}", pointer.replace('{', "%7B").replace('}', "%7D")));
        schema["unevaluatedProperties"] = json!(false);
        let built = jsonschema::options().should_validate_formats(true).build(&schema);
        let validator = Arc::new(built.map_err(|error| error.to_string())?);
        validators.insert(pointer.to_owned(), validator.clone());
        Ok(validator)
    }
}

fn expect(status: StatusCode, expected: StatusCode) -> Result<(), String> {
    if status == expected { Ok(()) } else { Err(format!("instead of {expected}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(path: &str, status: u16, content_type: &'static str, body: &Value) -> Result<(), String> {
        let headers =
            [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("content-type", content_type)];
        let headers =
            headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).into_iter().collect();
        CONTRACT.judge("GET", path, status.try_into().unwrap(), &headers, body.to_string().as_bytes())
    }

    #[test]
    fn only_described_responses_pass() {
        let health = |body| judge("/api/v1/health/", 200, "application/json", &body);
        assert_eq!(health(json!({"status": "ok"})), Ok(()));
        assert!(health(json!({})).is_err(), "missing member");
        assert!(health(json!({"status": "ok", "more": 1})).is_err(), "extra member");
        assert!(judge("/api/v1/health", 200, "text/plain", &json!({"status": "ok"})).is_err(), "wrong content type");
        assert!(judge("/api/v1/health", 201, "application/json", &json!({"status": "ok"})).is_err(), "wrong status");
        assert!(judge("/api/v1/else", 200, "application/json", &json!({})).is_err(), "unknown path");
        assert!(judge("/api/v1/login", 200, "application/json", &json!({})).is_err(), "unknown method");
        assert_eq!(judge("/api/v1/else", 404, "application/json", &json!({})), Ok(()));
        let problem = |kind: &str| json!({"type": kind, "title": "", "status": 500, "detail": ""});
        assert_eq!(judge("/api/v1/health", 500, "application/problem+json", &problem("/problems/internal")), Ok(()));
        assert!(judge("/api/v1/health", 500, "application/problem+json", &problem("/problems/not-found")).is_err());
        let leaky = json!({"type": "/problems/internal", "title": "", "status": 500, "detail": "", "stack": "..."});
        assert!(judge("/api/v1/health", 500, "application/problem+json", &leaky).is_err(), "extra member of a problem");
    }
}
