//! JSON bodies and forms that are wrong, and strange ones that are right.

use crate::case::{Case, case};

const TASKS: &str = "/api/v1/tasks/";
const TASK: &str = "/api/v1/tasks/{task}";

pub(crate) fn cases() -> Vec<Case> {
    [malformed(), tasks(), patches(), accepted(), accounts(), logins(), refresh_tokens()].concat()
}

fn malformed() -> Vec<Case> {
    let bodies: [(&str, Vec<u8>); 22] = [
        ("nothing", b"".to_vec()),
        ("a blank", b" \n".to_vec()),
        ("half an object", b"{".to_vec()),
        ("half a member", b"{\"title\":".to_vec()),
        ("a comma too many", b"{\"title\":\"a\",}".to_vec()),
        ("single quotes", b"{'title':'a'}".to_vec()),
        ("no quotes", b"{title:\"a\"}".to_vec()),
        ("a comment", b"{\"title\":\"a\"} // x".to_vec()),
        ("two objects", b"{\"title\":\"a\"}{\"title\":\"b\"}".to_vec()),
        ("a mark of byte order", b"\xef\xbb\xbf{\"title\":\"a\"}".to_vec()),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec()),
        ("bytes that are no UTF-8", b"{\"title\":\"\xff\"}".to_vec()),
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
            case(format!("the type {content_type}"), "POST", TASKS)
                .body(content_type, "{\"title\":\"a\"}")
                .unsupported(),
        );
    }
    let mut untyped = case("no type", "POST", TASKS).json("{\"title\":\"a\"}").unsupported();
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

fn tasks() -> Vec<Case> {
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

/// Not to be refused: strange, and within the rules. What is stored is answered as it was sent.
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
        // Blanks and line breaks around an address are trimmed.
        let request = case(format!("the e-mail {:?}", &email[..email.len().min(40)]), "POST", "/api/v1/users/")
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
            case(format!("the taken e-mail {email:?}"), "POST", "/api/v1/users/")
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
        form("an array's spelling", "username[]=a&password=b").invalid("body.username"),
        form("bytes that are no UTF-8", "username=%FF&password=b").malformed(),
        form("a wrong password", "username=ada%40example.com&password=b").problem(401, "wrong-credentials"),
        form("an unknown e-mail", "username=nobody%40example.com&password=b").problem(401, "wrong-credentials"),
        form("no e-mail", "username=%27+OR+1%3D1&password=b").problem(401, "wrong-credentials"),
        form("a NUL", "username=ada%40example.com%00&password=b").problem(401, "wrong-credentials"),
        form("a huge password", &format!("username=ada%40example.com&password={}", "b".repeat(60_000)))
            .problem(401, "wrong-credentials"),
        form("more than is asked", "grant_type=password&username=ada%40example.com&password=nine+quiet+herons&scope=")
            .is(200),
        form("broken percents", "username=ada%4&password=%zz").problem(401, "wrong-credentials"),
        login("JSON with a number").json(r#"{"username":1,"password":"b"}"#).invalid("body.username"),
        login("JSON with null").json(r#"{"username":null,"password":"b"}"#).invalid("body.username"),
        login("JSON with an object").json(r#"{"username":"a","password":{"$ne":null}}"#).invalid("body.password"),
        login("JSON with two usernames")
            .json(r#"{"username":"a","username":"b","password":"c"}"#)
            .invalid("body.username"),
        login("half of JSON").json("{").malformed(),
        login("another type").body("text/plain", "username=a&password=b").unsupported(),
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
