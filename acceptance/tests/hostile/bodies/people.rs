//! Sign-ups, logins in their three forms, and refresh tokens.

use crate::case::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    [accounts(), logins(), refresh_tokens(), password_resets()].concat()
}

fn password_resets() -> Vec<Case> {
    let ask = |body: &str| case(format!("the reset {body}"), "POST", "/api/v1/users/password-reset").anonymous();
    let confirm = |body: &str| {
        case(format!("the confirmation {body}"), "POST", "/api/v1/users/password-reset/confirm").anonymous()
    };
    let mut cases = Vec::new();
    for body in [
        "{}",
        r#"{"email":null}"#,
        r#"{"email":["a@example.com"]}"#,
        r#"{"email":"a@example.com,b@example.com"}"#,
        r#"{"email":"a@example.com\r\nBcc: b@example.com"}"#,
        r#"{"email":"a@example.com","email":"b@example.com"}"#,
    ] {
        cases.push(ask(body).json(body).invalid("body.email"));
    }
    for (body, loc) in [
        ("{}", "body.request_id"),
        (r#"{"request_id":1,"token":"a","new_password":"ten loud ospreys"}"#, "body.request_id"),
        (r#"{"request_id":"a","token":"a"}"#, "body.new_password"),
        (r#"{"request_id":"a","token":"a","new_password":"short"}"#, "body.new_password"),
        (r#"{"request_id":"a","new_password":"ten loud ospreys"}"#, "body.token"),
        (r#"{"request_id":"a","token":null,"code":null,"new_password":"ten loud ospreys"}"#, "body.token"),
        (r#"{"request_id":"a","token":"a","code":"1","new_password":"ten loud ospreys"}"#, "body.token"),
        (r#"{"request_id":"a","code":123456,"new_password":"ten loud ospreys"}"#, "body.code"),
        (r#"{"request_id":"a","token":{"$ne":""},"new_password":"ten loud ospreys"}"#, "body.token"),
    ] {
        cases.push(confirm(body).json(body).invalid(loc));
    }
    for (id, proof) in [
        ("", r#""code":"""#),
        ("parked#1", r#""code":"000000""#),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", r#""code":"000000""#),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", r#""code":"' OR 1=1 --""#),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", r#""token":"\u0000""#),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", r#""token":"{token}""#),
    ] {
        let body = format!(r#"{{"request_id":"{id}",{proof},"new_password":"ten loud ospreys"}}"#);
        cases.push(confirm(&body).json(body.clone()).problem(400, "invalid-mail-token"));
    }
    cases
}

fn accounts() -> Vec<Case> {
    let mut cases = Vec::new();
    let long = format!("{}@example.com", "a".repeat(250));
    for email in [
        "",
        " ",
        "a",
        "@",
        "a@",
        "@b.c",
        "a b@example.com",
        "a@b@example.com",
        "a@example.com,b@example.com",
        "a@example.com\n",
        "a@example.com\u{0}",
        "a@-.com",
        "<a@example.com>",
        "a@example..com",
        ".a@example.com",
        "javascript:alert(1)",
        long.as_str(),
    ] {
        let body = serde_json::json!({"email": email, "password": "nine quiet herons"}).to_string();
        // Spaces and line breaks around an address are removed.
        let request = case(format!("the email {:?}", &email[..email.len().min(40)]), "POST", "/api/v1/users/")
            .anonymous()
            .json(body);
        cases.push(if email.ends_with('\n') { request.is(201) } else { request.invalid("body.email") });
    }
    let (short, long) = ("é".repeat(7), "x".repeat(257));
    for password in ["", "1234567", short.as_str(), long.as_str(), "ada2@example.com", "ADA2@example.com"] {
        let body = serde_json::json!({"email": "ada2@example.com", "password": password}).to_string();
        let name = format!("the password {:?}", &password[..password.len().min(20)]);
        cases.push(case(name, "POST", "/api/v1/users/").anonymous().json(body).invalid("body.password"));
    }
    for (body, loc) in [
        ("{}", "body.email"),
        (r#"{"email":"b@example.com"}"#, "body.password"),
        (r#"{"password":"nine quiet herons"}"#, "body.email"),
        (r#"{"email":null,"password":"nine quiet herons"}"#, "body.email"),
        (r#"{"email":["b@example.com"],"password":"nine quiet herons"}"#, "body.email"),
        (r#"{"email":"b@example.com","password":12345678}"#, "body.password"),
        (r#"{"email":"b@example.com","password":null}"#, "body.password"),
        (r#"{"email":"b@example.com","password":{"$gt":""}}"#, "body.password"),
        ("[]", "body"),
    ] {
        cases.push(case(format!("the sign-up {body}"), "POST", "/api/v1/users/").anonymous().json(body).invalid(loc));
    }
    for email in ["ada@example.com", "ADA@EXAMPLE.COM", " ada@example.com "] {
        let body = serde_json::json!({"email": email, "password": "nine quiet herons"}).to_string();
        cases.push(
            case(format!("the taken email {email:?}"), "POST", "/api/v1/users/")
                .anonymous()
                .json(body)
                .problem(409, "email-taken"),
        );
    }
    cases
}

fn logins() -> Vec<Case> {
    let login = |name: &str| case(format!("login: {name}"), "POST", "/api/v1/login").anonymous();
    let form = |name: &str, body: &str| login(name).body("application/x-www-form-urlencoded", body);
    let multipart = |name: &str, body: &str| login(name).body("multipart/form-data; boundary=X", body);
    let part =
        |name: &str, value: &str| format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    vec![
        form("nothing", "").invalid("body.username"),
        form("no password", "username=ada%40example.com").invalid("body.password"),
        form("an empty password", "username=ada%40example.com&password=").invalid("body.password"),
        form("two passwords", "username=a&password=b&password=c").invalid("body.password"),
        form("two usernames", "username=a&username=b&password=c").invalid("body.username"),
        form("an array", "username[]=a&password=b").invalid("body.username"),
        form("invalid UTF-8", "username=%FF&password=b").malformed(),
        form("a wrong password", "username=ada%40example.com&password=b").problem(401, "wrong-credentials"),
        form("an unknown email", "username=nobody%40example.com&password=b").problem(401, "wrong-credentials"),
        form("no email", "username=%27+OR+1%3D1&password=b").problem(401, "wrong-credentials"),
        form("a NUL", "username=ada%40example.com%00&password=b").problem(401, "wrong-credentials"),
        form("a huge password", &format!("username=ada%40example.com&password={}", "b".repeat(60_000)))
            .problem(401, "wrong-credentials"),
        form("extra members", "grant_type=password&username=ada%40example.com&password=nine+quiet+herons&scope=")
            .is(200),
        form("broken percents", "username=ada%4&password=%zz").problem(401, "wrong-credentials"),
        login("JSON with a number").json(r#"{"username":1,"password":"b"}"#).invalid("body.username"),
        login("JSON with null").json(r#"{"username":null,"password":"b"}"#).invalid("body.username"),
        login("JSON with an object").json(r#"{"username":"a","password":{"$ne":null}}"#).invalid("body.password"),
        login("JSON with two usernames")
            .json(r#"{"username":"a","username":"b","password":"c"}"#)
            .invalid("body.username"),
        login("half of a JSON object").json("{").malformed(),
        login("a different content type").body("text/plain", "username=a&password=b").unsupported(),
        login("multipart without a boundary").body("multipart/form-data", "--X--").malformed(),
        multipart("multipart without parts", "--X--\r\n").invalid("body.username"),
        multipart("multipart without an end", &part("username", "a")).malformed(),
        multipart("multipart of nonsense", "nonsense").malformed(),
        multipart(
            "multipart with two usernames",
            &format!("{}{}--X--\r\n", part("username", "a"), part("username", "b")),
        )
        .invalid("body.username"),
        multipart(
            "multipart with a file",
            &format!(
                "--X\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../x\"\r\n\r\nx\r\n{}--X--\r\n",
                part("username", "a")
            ),
        )
        .invalid("body.password"),
        multipart("a part without a name", "--X\r\ncontent-type: text/plain\r\n\r\nx\r\n--X--\r\n")
            .invalid("body.username"),
        login("multipart with a long boundary")
            .body(&format!("multipart/form-data; boundary={}", "x".repeat(2_000)), "--x--")
            .malformed(),
    ]
}

fn refresh_tokens() -> Vec<Case> {
    let mut cases = Vec::new();
    for path in ["/api/v1/refresh", "/api/v1/logout"] {
        for body in [
            r#"{"refresh_token":null}"#,
            "{}",
            r#"{"refresh_token":1}"#,
            r#"{"refresh_token":[]}"#,
            r#"{"refresh_token":"a","refresh_token":"b"}"#,
        ] {
            cases.push(
                case(format!("{path} of {body}"), "POST", path).anonymous().json(body).invalid("body.refresh_token"),
            );
        }
        cases.push(case(format!("{path} of nothing"), "POST", path).anonymous().json("").malformed());
        cases.push(
            case(format!("{path} of a form"), "POST", path)
                .anonymous()
                .body("application/x-www-form-urlencoded", "refresh_token={refresh}")
                .unsupported(),
        );
    }
    for token in [
        "",
        "null",
        "undefined",
        "a",
        "a.b.c",
        "..",
        "{token}",
        "{refresh}.",
        "{refresh}=",
        " {refresh}",
        "\u{1f680}",
        "{refresh}\u{0}",
    ] {
        let body = serde_json::json!({"refresh_token": token}).to_string();
        cases.push(
            case(format!("the refresh token {token:?}"), "POST", "/api/v1/refresh")
                .anonymous()
                .json(body.clone())
                .unauthorized(),
        );
        cases.push(case(format!("logging out {token:?}"), "POST", "/api/v1/logout").anonymous().json(body).is(204));
    }
    cases
}
