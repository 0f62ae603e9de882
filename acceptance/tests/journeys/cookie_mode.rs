//! Cookie mode: the refresh token is in a cookie and nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::clock::Clock;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

const PAGE: &str = "https://app.example.com";

struct Test {
    api: Api,
    clock: Clock,
}

/// With an allowed page. Ada has signed up.
async fn start() -> Test {
    let (dynamodb, clock, mut environment) = (Dynamodb::start().await, clock(), environment());
    environment.set("ALLOWED_ORIGINS", PAGE);
    let api = acceptance::api(&environment, &dynamodb, &clock);
    let ada = json!({"email": "ada@example.com", "password": "nine quiet herons"});
    assert_eq!(api.send(Request::new("POST", "/api/v1/users/").json(&ada)).await.status, 201);
    Test { api, clock }
}

fn post(path: &str) -> Request {
    Request::new("POST", &format!("/api/v1{path}")).header("sec-fetch-site", "same-origin")
}

/// The value of the only cookie that a response sets.
fn cookie(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    let (Some(cookie), None) = (cookies.next(), cookies.next()) else { panic!("{:?}", answer.headers) };
    let (pair, attributes) = cookie.to_str().unwrap().split_once("; ").unwrap();
    let max_age = if pair.ends_with('=') { "0" } else { "1209600" };
    assert_eq!(attributes, format!("Max-Age={max_age}; HttpOnly; Secure; SameSite=Strict; Path=/"));
    pair.strip_prefix("__Host-refresh_token=").unwrap().to_owned()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// What stays the same in a token that is issued again with a later expiry.
fn identity(token: &str) -> Value {
    let claims = claims(token);
    claims.get("origin_jti").unwrap_or(&claims["jti"]).clone()
}

impl Test {
    async fn login(&self) -> String {
        let body = "username=ada%40example.com&password=nine+quiet+herons&session=cookie";
        let answer = self.api.send(post("/login").body("application/x-www-form-urlencoded", body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.body.get("refresh_token").is_none() && !answer.text("access_token").is_empty());
        cookie(&answer)
    }

    async fn rotate(&self, token: &str) -> String {
        let answer = self.send(post("/refresh").json(&json!({"rotate": true})), token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        cookie(&answer)
    }

    async fn send(&self, request: Request, cookie: &str) -> Answer {
        self.api.send(request.header("cookie", &format!("theme=dark; __Host-refresh_token={cookie}; a=b"))).await
    }
}

#[tokio::test]
async fn every_form_of_login_puts_the_refresh_token_only_into_a_cookie() {
    let test = start().await;
    let multipart =
        ["username\"\r\n\r\nada@example.com", "password\"\r\n\r\nnine quiet herons", "session\"\r\n\r\ncookie"];
    let multipart = multipart.map(|part| format!("--x\r\nContent-Disposition: form-data; name=\"{part}\r\n")).concat();
    let json = json!({"username": "ada@example.com", "password": "nine quiet herons", "session": "cookie"});
    for request in [
        post("/login").body("multipart/form-data; boundary=x", &format!("{multipart}--x--\r\n")),
        post("/login").json(&json),
        Request::new("POST", "/api/v1/login").json(&json),
    ] {
        let answer = test.api.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.body.get("refresh_token").is_none() && !cookie(&answer).is_empty());
    }
    for wrong in [json!("body"), json!(""), json!("Cookie"), json!(true)] {
        let body = json!({"username": "ada@example.com", "password": "nine quiet herons", "session": wrong});
        let answer = test.api.send(post("/login").json(&body)).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["loc"]), (422, &json!(["body", "session"])));
    }
}

#[tokio::test]
async fn a_refresh_without_a_body_reads_the_cookie_and_extends_its_token() {
    let test = start().await;
    let mut token = test.login().await;
    for request in [post("/refresh"), post("/refresh").json(&json!({})), post("/refresh/").body("text/plain", "")] {
        test.clock.advance(SignedDuration::from_secs(60));
        let answer = test.send(request, &token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.body.get("refresh_token").is_none() && !answer.text("access_token").is_empty());
        let next = cookie(&answer);
        assert_ne!(next, token, "it expires later");
        assert_eq!(identity(&next), identity(&token));
        token = next;
    }
}

/// Two responses reach the browser in the wrong order, so the older cookie stays.
#[tokio::test]
async fn a_late_response_that_overwrites_a_newer_cookie_logs_nobody_out() {
    let test = start().await;
    let token = test.login().await;
    let late = cookie(&test.send(post("/refresh"), &token).await);
    let newer = cookie(&test.send(post("/refresh"), &token).await);
    for cookie in [&newer, &late, &newer, &late] {
        test.clock.advance(SignedDuration::from_secs(11));
        assert_eq!(test.send(post("/refresh"), cookie).await.status, 200);
    }
}

#[tokio::test]
async fn a_cookie_rotates_on_request_and_its_old_token_is_theft_once_the_new_one_is_used() {
    let test = start().await;
    let token = test.login().await;
    let next = test.rotate(&token).await;
    assert_eq!((claims(&token)["gen"].clone(), claims(&next)["gen"].clone()), (json!(0), json!(1)));
    let early = test.send(post("/refresh"), &next).await;
    assert_eq!(
        (early.status.as_u16(), early.headers.contains_key("set-cookie")),
        (200, false),
        "a late response may still overwrite it"
    );
    assert_eq!(test.send(post("/refresh"), &token).await.status, 200, "so the old token still works");
    test.clock.advance(SignedDuration::from_secs(31));
    let kept = cookie(&test.send(post("/refresh"), &next).await);
    assert_eq!(identity(&kept), identity(&next));
    let overtaken = test.send(post("/refresh"), &token).await;
    assert_eq!((overtaken.status.as_u16(), overtaken.headers.contains_key("set-cookie")), (200, false));
    test.clock.advance(SignedDuration::from_secs(11));
    assert_eq!(test.send(post("/refresh"), &kept).await.status, 200);
    assert_eq!(test.send(post("/refresh"), &token).await.status, 401);
    assert_eq!(test.send(post("/refresh"), &kept).await.status, 401, "the session has ended for both");
}

#[tokio::test]
async fn a_token_in_the_body_is_preferred_and_returned_in_the_body() {
    let test = start().await;
    let token = test.login().await;
    let answer = test.send(post("/refresh").json(&json!({"refresh_token": token})), "garbage").await;
    assert_eq!((answer.status.as_u16(), answer.headers.contains_key("set-cookie")), (200, false));
    assert!(!answer.text("refresh_token").is_empty());
    let wrong = test.send(post("/refresh").json(&json!({"refresh_token": "garbage"})), &token).await;
    assert_eq!((wrong.status.as_u16(), wrong.headers.contains_key("set-cookie")), (401, false));
    let null = test.send(post("/refresh").json(&json!({"refresh_token": null})), &token).await;
    assert_eq!(null.status, 422);
}

#[tokio::test]
async fn a_logout_ends_the_session_and_removes_the_cookie() {
    let test = start().await;
    let token = test.login().await;
    let answer = test.send(post("/logout"), &token).await;
    assert_eq!((answer.status.as_u16(), cookie(&answer).as_str()), (204, ""));
    let refused = test.send(post("/refresh"), &token).await;
    assert_eq!((refused.status.as_u16(), refused.headers.contains_key("set-cookie")), (401, false));
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn a_request_from_another_site_is_refused_and_changes_nothing() {
    let test = start().await;
    let token = test.login().await;
    for (site, origin) in [
        (Some("cross-site"), Some("https://evil.example.net")),
        (Some("cross-site"), Some(PAGE)),
        (Some("same-site"), Some("https://evil.example.com")),
        (Some("none"), None),
        (None, Some("https://evil.example.net")),
        (None, Some("null")),
        (None, None),
    ] {
        for path in ["/refresh", "/logout"] {
            let mut request = Request::new("POST", &format!("/api/v1{path}"));
            request = site.into_iter().fold(request, |request, site| request.header("sec-fetch-site", site));
            request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            let answer = test.send(request, &token).await;
            assert_eq!(
                (answer.status.as_u16(), answer.text("type").as_str()),
                (403, "/problems/foreign-origin"),
                "{site:?}"
            );
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
    let allowed = Request::new("POST", "/api/v1/refresh").header("origin", PAGE);
    assert_eq!(test.send(allowed.header("sec-fetch-site", "same-site"), &token).await.status, 200);
    let body = json!({"username": "ada@example.com", "password": "nine quiet herons", "session": "cookie"});
    let login = Request::new("POST", "/api/v1/login").header("sec-fetch-site", "cross-site").json(&body);
    assert_eq!(test.api.send(login).await.status, 403, "nor can another site log a user in");
}

/// In a browser that does not know `__Host-`, a sibling host can add its own cookie with our name.
#[tokio::test]
async fn two_cookies_of_the_same_name_are_not_trusted_and_a_logout_ends_both_sessions() {
    let test = start().await;
    let (own, tossed) = (test.login().await, test.login().await);
    for pair in [(&own, &tossed), (&tossed, &own)] {
        let both = format!("__Host-refresh_token={}; __Host-refresh_token={}", pair.0, pair.1);
        assert_eq!(test.api.send(post("/refresh").header("cookie", &both)).await.status, 401);
    }
    let both = format!("__Host-refresh_token=garbage; __Host-refresh_token={tossed}; __Host-refresh_token={own}");
    assert_eq!(test.api.send(post("/logout").header("cookie", &both)).await.status, 204);
    for token in [own, tossed] {
        assert_eq!(test.send(post("/refresh"), &token).await.status, 401);
    }
}

#[tokio::test]
async fn a_cookie_of_another_name_is_ignored() {
    let test = start().await;
    let nobody = test.api.send(post("/refresh").header("cookie", "__Secure-refresh_token=x")).await;
    assert_eq!((nobody.status.as_u16(), nobody.text("type").as_str()), (401, "/problems/invalid-token"));
    assert_eq!(test.api.send(post("/logout")).await.status, 204, "a logout without a cookie has nothing to do");
}

/// Browsers print every 401 to their console.
#[tokio::test]
async fn a_page_can_ask_whether_anybody_is_logged_in_without_a_401() {
    let test = start().await;
    let ask = || post("/refresh").json(&json!({"optional": true}));
    let nobody = test.api.send(ask()).await;
    assert_eq!(
        (nobody.status.as_u16(), nobody.body, nobody.headers.contains_key("set-cookie")),
        (204, json!(null), false)
    );
    let token = test.login().await;
    assert_eq!(identity(&cookie(&test.send(ask(), &token).await)), identity(&token));
    assert_eq!(test.send(ask(), "garbage").await.status, 401, "only a missing cookie is no error");
    let both = format!("__Host-refresh_token={token}; __Host-refresh_token=garbage");
    assert_eq!(test.api.send(ask().header("cookie", &both)).await.status, 401);
    let in_body = post("/refresh").json(&json!({"optional": true, "refresh_token": "garbage"}));
    assert_eq!(test.send(in_body, &token).await.status, 401);
    let without = post("/refresh").json(&json!({"optional": false}));
    assert_eq!(test.api.send(without).await.status, 422);
}

#[tokio::test]
async fn a_login_ends_the_session_of_the_cookie_that_it_replaces() {
    let test = start().await;
    let (replaced, other) = (test.login().await, test.login().await);
    let body = "username=ada%40example.com&password=nine+quiet+herons&session=cookie";
    let login = post("/login").body("application/x-www-form-urlencoded", body);
    let answer = test.send(login, &replaced).await;
    assert_eq!(test.send(post("/refresh"), &replaced).await.status, 401);
    assert_eq!(test.send(post("/refresh"), &other).await.status, 200);
    assert_eq!(test.send(post("/refresh"), &cookie(&answer)).await.status, 200);
}

#[tokio::test]
async fn a_new_password_replaces_the_cookie_of_its_session() {
    let test = start().await;
    let own = test.login().await;
    let access = test.send(post("/refresh"), &own).await.text("access_token");
    let body = json!({"current_password": "nine quiet herons", "new_password": "ten loud ospreys"});
    let change = Request::new("PUT", "/api/v1/users/me/password").bearer(&access).json(&body);
    let answer = test.send(change.header("sec-fetch-site", "same-origin"), &own).await;
    assert_eq!((answer.status.as_u16(), answer.body.get("refresh_token")), (200, None), "{}", answer.body);
    assert_eq!(test.send(post("/refresh"), &own).await.status, 401);
    assert_eq!(test.send(post("/refresh"), &cookie(&answer)).await.status, 200);
}
