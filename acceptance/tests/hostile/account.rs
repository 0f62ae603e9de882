//! Invalid requests for the caller's account, sessions, cookie and idempotency keys. None of them tries a password.

use crate::case::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    [passwords(), emails(), sessions(), cookies(), keys()].concat()
}

fn passwords() -> Vec<Case> {
    let change = |body: &str| case(format!("the new password of {body}"), "PUT", "/api/v1/users/me/password");
    let delete = |body: &str| case(format!("the deletion by {body}"), "DELETE", "/api/v1/users/me");
    let mut cases = Vec::new();
    for (body, loc) in [
        ("{}", "body.current_password"),
        (r#"{"new_password":"ten loud ospreys"}"#, "body.current_password"),
        (r#"{"current_password":"nine quiet herons"}"#, "body.new_password"),
        (r#"{"current_password":null,"new_password":"ten loud ospreys"}"#, "body.current_password"),
        (r#"{"current_password":{"$ne":""},"new_password":"ten loud ospreys"}"#, "body.current_password"),
        (r#"{"current_password":"a","new_password":["ten loud ospreys"]}"#, "body.new_password"),
        (r#"{"current_password":"a","new_password":"short"}"#, "body.new_password"),
        (r#"{"current_password":"a","new_password":"Ada@Example.com"}"#, "body.new_password"),
        (r#"{"current_password":"a","new_password":"Password123"}"#, "body.new_password"),
        (
            r#"{"current_password":"a","current_password":"b","new_password":"ten loud ospreys"}"#,
            "body.current_password",
        ),
        ("[]", "body"),
    ] {
        cases.push(change(body).json(body).invalid(loc));
    }
    for (body, loc) in [
        ("{}", "body.password"),
        (r#"{"password":null}"#, "body.password"),
        (r#"{"password":1}"#, "body.password"),
        ("null", "body"),
    ] {
        cases.push(delete(body).json(body).invalid(loc));
    }
    for request in [change, delete] {
        cases.push(request("half of a JSON object").json("{").malformed());
        cases.push(request("a form").body("application/x-www-form-urlencoded", "password=x").unsupported());
        cases.push(
            request("too much").json(format!("{{\"x\":\"{}\"}}", "x".repeat(65_536))).problem(413, "body-too-large"),
        );
    }
    cases
}

fn emails() -> Vec<Case> {
    let ask = |body: &str| case(format!("the new email of {body}"), "POST", "/api/v1/users/me/email-change");
    let confirm = |body: &str| {
        case(format!("the confirmed email of {body}"), "POST", "/api/v1/users/email-change/confirm").anonymous()
    };
    let mut cases = Vec::new();
    for (body, loc) in [
        ("{}", "body.current_password"),
        (r#"{"current_password":"a"}"#, "body.new_email"),
        (r#"{"current_password":null,"new_email":"b@example.com"}"#, "body.current_password"),
        (r#"{"current_password":"a","new_email":["b@example.com"]}"#, "body.new_email"),
        (r#"{"current_password":"a","new_email":"b@example.com,c@example.com"}"#, "body.new_email"),
        (r#"{"current_password":"a","new_email":"b@example.com\r\nBcc: c@example.com"}"#, "body.new_email"),
        (r#"{"current_password":"a","new_email":"b@example.com","new_email":"c@example.com"}"#, "body.new_email"),
        (r#"{"current_password":"a","new_email":" ADA@Example.com "}"#, "body.new_email"),
    ] {
        cases.push(ask(body).json(body).invalid(loc));
    }
    cases
        .push(ask("nobody").json(r#"{"current_password":"a","new_email":"b@example.com"}"#).anonymous().unauthorized());
    for (body, loc) in [
        ("{}", "body.request_id"),
        (r#"{"request_id":"a"}"#, "body.token"),
        (r#"{"request_id":"a","token":"a","code":"1"}"#, "body.token"),
        (r#"{"request_id":"a","token":["a"]}"#, "body.token"),
        (r#"{"request_id":"a","code":123456}"#, "body.code"),
    ] {
        cases.push(confirm(body).json(body).invalid(loc));
    }
    for id in ["", "parked#1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        for proof in [r#""code":"000000""#, r#""token":"{token}""#] {
            let body = format!(r#"{{"request_id":"{id}",{proof}}}"#);
            cases.push(confirm(&body).json(body.clone()).problem(400, "invalid-mail-token"));
        }
    }
    cases
}

fn sessions() -> Vec<Case> {
    let ids = [
        "x",
        "0",
        "%00",
        "%ff",
        "..%2f..",
        "AAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAAA%3D%3D",
        "{task}",
    ];
    ids.into_iter()
        .map(|id| {
            let request = case(format!("the session {id}"), "DELETE", format!("/api/v1/users/me/sessions/{id}"));
            request.problem(404, "session-not-found")
        })
        .collect()
}

fn cookies() -> Vec<Case> {
    let own = |path: &str, name: &str| {
        let request = case(format!("{path} with {name}"), "POST", format!("/api/v1{path}"));
        request.anonymous().header("sec-fetch-site", "same-origin")
    };
    let mut cases = Vec::new();
    for path in ["/refresh", "/logout"] {
        let other = own(path, "a cookie with a different name").header("cookie", "refresh_token={refresh}");
        cases.push(if path == "/logout" { other.is(204) } else { other.unauthorized() });
        let foreign = case(format!("{path} from another site"), "POST", format!("/api/v1{path}")).anonymous();
        let foreign = foreign.header("cookie", "__Host-refresh_token={refresh}");
        cases.push(foreign.clone().problem(403, "foreign-origin"));
        cases.push(foreign.clone().header("origin", "https://evil.example").problem(403, "foreign-origin"));
        cases.push(foreign.header("sec-fetch-site", "cross-site").problem(403, "foreign-origin"));
    }
    let twice = "__Host-refresh_token={refresh}; __Host-refresh_token={refresh}";
    cases.push(own("/refresh", "two cookies").header("cookie", twice).unauthorized());
    let twice = "__Host-refresh_token=a; __Host-refresh_token=b";
    cases.push(own("/logout", "two cookies").header("cookie", twice).is(204));
    cases.push(own("/refresh", "garbage").header("cookie", "__Host-refresh_token=x").unauthorized());
    cases.push(own("/refresh", "nothing in it").header("cookie", "__Host-refresh_token=").unauthorized());
    cases.push(own("/refresh", "the access token").header("cookie", "__Host-refresh_token={token}").unauthorized());
    cases.push(own("/logout", "garbage").header("cookie", "__Host-refresh_token=x").is(204));
    for (name, body) in
        [("a text", r#"{"rotate":"true"}"#), ("a number", r#"{"rotate":1}"#), ("null", r#"{"rotate":null}"#)]
    {
        let rotated = own("/refresh", &format!("{name} in rotate")).header("cookie", "__Host-refresh_token={refresh}");
        cases.push(rotated.json(body).invalid("body.rotate"));
    }
    for (name, mode) in [("an unknown mode", "\"body\""), ("no mode", "\"\""), ("a boolean", "true")] {
        let body = format!(r#"{{"username":"ada@example.com","password":"nine quiet herons","session":{mode}}}"#);
        cases.push(
            case(format!("a login with {name}"), "POST", "/api/v1/login")
                .anonymous()
                .json(body)
                .invalid("body.session"),
        );
    }
    cases
}

fn keys() -> Vec<Case> {
    let create = |key: &str| {
        let request = case(format!("the key {:?}", &key[..key.len().min(40)]), "POST", "/api/v1/tasks/");
        request.json(r#"{"title":"a"}"#).header("idempotency-key", key)
    };
    vec![
        create("").invalid("header.idempotency-key"),
        create(&"x".repeat(256)).invalid("header.idempotency-key"),
        create(&"x".repeat(255)).is(201),
        create("\"a\", \"b\"").is(201),
        create("' OR 1=1 --").is(201),
    ]
}
