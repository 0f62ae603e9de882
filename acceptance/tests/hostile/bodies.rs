//! Invalid bodies, and unusual valid ones.

mod people;
mod tasks;

use crate::case::{Case, case};

const TASKS: &str = "/api/v1/tasks/";
const TASK: &str = "/api/v1/tasks/{task}";

pub(crate) fn cases() -> Vec<Case> {
    [malformed(), tasks::cases(), people::cases()].concat()
}

fn malformed() -> Vec<Case> {
    let bodies: [(&str, Vec<u8>); 22] = [
        ("nothing", b"".to_vec()),
        ("a blank", b" \n".to_vec()),
        ("half an object", b"{".to_vec()),
        ("half a member", b"{\"title\":".to_vec()),
        ("an extra comma", b"{\"title\":\"a\",}".to_vec()),
        ("single quotes", b"{'title':'a'}".to_vec()),
        ("no quotes", b"{title:\"a\"}".to_vec()),
        ("a comment", b"{\"title\":\"a\"} // x".to_vec()),
        ("two objects", b"{\"title\":\"a\"}{\"title\":\"b\"}".to_vec()),
        ("a byte order mark", b"\xef\xbb\xbf{\"title\":\"a\"}".to_vec()),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec()),
        ("invalid UTF-8", b"{\"title\":\"\xff\"}".to_vec()),
        ("an overlong slash", b"{\"title\":\"\xc0\xaf\"}".to_vec()),
        ("half a surrogate pair, encoded", b"{\"title\":\"\xed\xa0\x80\"}".to_vec()),
        ("half a surrogate pair, escaped", br#"{"title":"\ud800"}"#.to_vec()),
        ("an unknown escape", br#"{"title":"\x41"}"#.to_vec()),
        ("a raw line break", b"{\"title\":\"a\nb\"}".to_vec()),
        ("NaN", b"{\"title\":NaN}".to_vec()),
        ("a number beyond floats", b"{\"title\":1e999}".to_vec()),
        ("a plus sign", b"{\"title\":+1}".to_vec()),
        ("arrays in arrays in arrays", [vec![b'['; 60_000], vec![]].concat()),
        ("objects in objects", [b"{\"title\":".repeat(5_000), b"1".to_vec(), b"}".repeat(5_000)].concat()),
    ];
    let mut cases = Vec::new();
    for (name, body) in bodies {
        cases.push(case(format!("{name} as a new task"), "POST", TASKS).json(body.clone()).malformed());
        cases.push(
            case(format!("{name} as a patch"), "PATCH", TASK).body("application/merge-patch+json", body).malformed(),
        );
    }
    for content_type in [
        "text/plain",
        "application/xml",
        "application/json-seq",
        "application/x-www-form-urlencoded",
        "json",
        "application",
        "*/*",
        "application/jsonp",
        "application/merge-patch+json",
    ] {
        cases.push(
            case(format!("the content type {content_type}"), "POST", TASKS)
                .body(content_type, "{\"title\":\"a\"}")
                .unsupported(),
        );
    }
    let mut untyped = case("no content type", "POST", TASKS).json("{\"title\":\"a\"}").unsupported();
    untyped.headers.retain(|(name, _)| name != "content-type");
    cases.push(untyped);
    let long = format!("{{\"title\":\"a\",\"x\":\"{}\"}}", "x".repeat(65_536));
    for (method, target) in [
        ("POST", TASKS),
        ("PATCH", TASK),
        ("POST", "/api/v1/login"),
        ("POST", "/api/v1/refresh"),
        ("POST", "/api/v1/users/"),
    ] {
        cases.push(
            case(format!("a body too long for {method} {target}"), method, target)
                .json(long.clone())
                .problem(413, "body-too-large"),
        );
    }
    cases
}
