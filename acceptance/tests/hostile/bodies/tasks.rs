//! Tasks and patches.

use super::{TASK, TASKS};
use crate::case::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    [contents(), patches(), accepted()].concat()
}

fn contents() -> Vec<Case> {
    let mut cases = Vec::new();
    for (body, loc) in [
        ("{}", "body.title"),
        (r#"{"Title":"a"}"#, "body.title"),
        (r#"{"title":null}"#, "body.title"),
        (r#"{"title":0}"#, "body.title"),
        (r#"{"title":-0.0}"#, "body.title"),
        (r#"{"title":99999999999999999999999999}"#, "body.title"),
        (r#"{"title":true}"#, "body.title"),
        (r#"{"title":[]}"#, "body.title"),
        (r#"{"title":["a"]}"#, "body.title"),
        (r#"{"title":{"$ne":""}}"#, "body.title"),
        (r#"{"title":""}"#, "body.title"),
        (r#"{"title":"a","title":"b"}"#, "body.title"),
        (r#"{"title":"a","\u0074itle":"b"}"#, "body.title"),
        (r#"{"title":"a","description":null}"#, "body.description"),
        (r#"{"title":"a","description":5}"#, "body.description"),
        (r#"{"title":"a","description":{}}"#, "body.description"),
        (r#"{"title":"a","description":"","description":""}"#, "body.description"),
        (r#"{"title":"a","deadline":""}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"tomorrow"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-02-30"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-02-29"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-13-01"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-00-10"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-1-1"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"20230101"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-W01-1"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"2023-01-01T00:00:00Z"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":" 2023-01-01"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"10000-01-01"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"-2023-01-01"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":"\u0662\u0660\u0662\u0663-01-01"}"#, "body.deadline"),
        (r#"{"title":"a","deadline":1700000000}"#, "body.deadline"),
        (r#"{"title":"a","deadline":["2023-01-01"]}"#, "body.deadline"),
    ] {
        cases.push(case(format!("the new task {body}"), "POST", TASKS).json(body).invalid(loc));
        cases.push(case(format!("the replacement {body}"), "PUT", TASK).json(body).invalid(loc));
    }
    for (name, body) in [
        ("a title of 501 characters", format!("{{\"title\":\"{}\"}}", "é".repeat(501))),
        ("a title of 501 emoji", format!("{{\"title\":\"{}\"}}", "🚀".repeat(501))),
    ] {
        cases.push(case(name, "POST", TASKS).json(body).invalid("body.title"));
    }
    let body = format!("{{\"title\":\"a\",\"description\":\"{}\"}}", "x".repeat(10_001));
    cases.push(case("a description of 10,001 characters", "POST", TASKS).json(body).invalid("body.description"));
    for body in ["[]", "null", "true", "5", "\"title\"", "[{\"title\":\"a\"}]"] {
        cases.push(case(format!("the body {body}"), "POST", TASKS).json(body).invalid("body"));
    }
    for (body, loc) in [
        ("{}", "body.completed"),
        (r#"{"completed":null}"#, "body.completed"),
        (r#"{"completed":"true"}"#, "body.completed"),
        (r#"{"completed":1}"#, "body.completed"),
        (r#"{"completed":[true]}"#, "body.completed"),
        ("[]", "body"),
    ] {
        cases.push(
            case(format!("the completion {body}"), "PUT", "/api/v1/tasks/complete/{task}").json(body).invalid(loc),
        );
    }
    cases
}

fn patches() -> Vec<Case> {
    let mut cases = Vec::new();
    for (body, loc) in [
        (r#"{"title":null}"#, "body.title"),
        (r#"{"title":""}"#, "body.title"),
        (r#"{"completed":null}"#, "body.completed"),
        (r#"{"completed":"yes"}"#, "body.completed"),
        (r#"{"deadline":"never"}"#, "body.deadline"),
        (r#"{"title":"a","title":"b"}"#, "body.title"),
        ("null", "body"),
        ("[]", "body"),
        (r#"[{"op":"replace","path":"/title","value":"x"}]"#, "body"),
    ] {
        cases.push(case(format!("the patch {body}"), "PATCH", TASK).json(body).invalid(loc));
    }
    cases.push(case("a JSON patch", "PATCH", TASK).body("application/json-patch+json", "[]").unsupported());
    cases
}

/// Unusual, but valid. The response must have what was sent.
fn accepted() -> Vec<Case> {
    let title = |text: &str| serde_json::json!({"title": text}).to_string();
    let mut cases = Vec::new();
    for text in [
        " ",
        "\u{0}",
        "a\u{0}b",
        "\u{202e}txt.exe",
        "\u{feff}",
        "\u{200b}",
        "\u{fffd}\u{ffff}",
        "👨‍👩‍👧‍👦",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
        "'; DROP TABLE tasks;--",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "../../etc/passwd",
        "\r\nSet-Cookie: a=b",
        "\\u0041",
        "=cmd|' /C calc'!A0",
        "ﷺ",
        "\u{1f}\u{7f}\u{85}\u{2028}",
    ] {
        cases.push(case(format!("the title {text:?}"), "POST", TASKS).json(title(text)).is(201));
    }
    cases.push(case("500 emoji", "POST", TASKS).json(title(&"🚀".repeat(500))).is(201));
    cases.push(
        case("the type with a charset in capitals", "POST", TASKS)
            .body("Application/JSON; charset=UTF-8", title("a"))
            .is(201),
    );
    for body in [
        r#"{"title":"a","id":1,"owner_id":"x","completed":true,"version":9,"creation_date":null}"#,
        r#"{"title":"a","__proto__":{"completed":true},"constructor":[]}"#,
        r#"{"title":"a","x":1e400}"#,
        r#"{"title":"a","x":{"x":{"x":[[[[]]]]}}}"#,
        r#"{"title":"a","deadline":"0000-01-01"}"#,
        r#"{"title":"a","deadline":"9999-12-31"}"#,
    ] {
        cases.push(case(format!("the new task {body}"), "POST", TASKS).json(body).is(201));
    }
    cases
}
