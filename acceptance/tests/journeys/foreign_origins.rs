//! Requests that the page of another site makes a browser send. The routes that need no access token refuse them,
//! before they cost or change anything.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

const PASSWORD: &str = "nine quiet herons";

struct Test {
    dynamodb: Dynamodb,
    api: Api,
}

/// Ada has signed up.
async fn start() -> Test {
    let (dynamodb, clock, mut environment) = (Dynamodb::start().await, clock(), environment());
    environment.set("ALLOWED_ORIGINS", "https://app.example.com,capacitor://localhost");
    let test = Test { api: acceptance::api(&environment, &dynamodb, &clock), dynamodb };
    let ada = json!({"email": "ada@example.com", "password": PASSWORD});
    assert_eq!(test.api.send(Request::new("POST", "/api/v1/users/").json(&ada)).await.status, 201);
    test.dynamodb.calls.clear();
    test
}

fn login(password: &str) -> Request {
    let form = format!("username=ada%40example.com&password={}", password.replace(' ', "+"));
    Request::new("POST", "/api/v1/login").body("application/x-www-form-urlencoded", &form)
}

fn is_refused(answer: &Answer) -> bool {
    (answer.status.as_u16(), answer.text("type").as_str()) == (403, "/problems/foreign-origin")
}

#[tokio::test]
async fn a_page_of_another_site_does_not_lock_an_owner_out() {
    let test = start().await;
    for _ in 0..12 {
        let form = login("wrong").header("origin", "https://evil.example.net").header("sec-fetch-site", "cross-site");
        assert!(is_refused(&test.api.send(form).await));
    }
    assert_eq!(test.dynamodb.calls.take(), Vec::<String>::new(), "nothing is counted or read");
    assert_eq!(test.api.send(login(PASSWORD)).await.status, 200);
}

/// Sends every operation of the document without headers and body.
#[tokio::test]
async fn only_the_routes_without_an_access_token_refuse_foreign_pages() {
    let (test, mut refused) = (start().await, BTreeSet::new());
    let document: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys().filter(|name| *name != "parameters") {
            for path in [path.trim_end_matches('/').to_owned(), format!("{}/", path.trim_end_matches('/'))] {
                let request = Request::new(&method.to_uppercase(), &format!("/api/v1{path}").replace("{id}", "1"));
                let answer = test.api.send(request.header("sec-fetch-site", "cross-site")).await;
                if is_refused(&answer) {
                    refused.insert(format!("{method} {}", path.trim_end_matches('/')));
                } else {
                    assert!(method == "get" || answer.status == 401, "{method} {path} is {}", answer.status);
                }
            }
        }
    }
    let expected = [
        "post /login",
        "post /logout",
        "post /refresh",
        "post /users",
        "post /users/email-change/confirm",
        "post /users/email-verification",
        "post /users/email-verification/confirm",
        "post /users/password-reset",
        "post /users/password-reset/confirm",
    ];
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(test.dynamodb.calls.take(), Vec::<String>::new());
}

#[tokio::test]
async fn own_and_allowed_pages_and_other_programs_may_log_in() {
    let test = start().await;
    for sent in [
        &[][..],
        &[("origin", "https://app.example.com"), ("sec-fetch-site", "same-site")],
        &[("origin", "https://app.example.com"), ("sec-fetch-site", "cross-site")],
        &[("origin", "capacitor://localhost")],
        &[("origin", "https://api.example.com"), ("sec-fetch-site", "same-origin")],
        &[("origin", "https://api.example.com"), ("host", "api.example.com"), ("x-forwarded-proto", "https")],
    ] {
        let request = sent.iter().fold(login(PASSWORD), |request, (name, value)| request.header(name, value));
        assert_eq!(test.api.send(request).await.status, 200, "{sent:?}");
    }
    for sent in [
        &[("origin", "null")][..],
        &[("origin", "https://evil.example.com"), ("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://api.example.com"), ("host", "api.example.com"), ("x-forwarded-proto", "https")],
        &[("sec-fetch-site", "none")],
    ] {
        let request = sent.iter().fold(login(PASSWORD), |request, (name, value)| request.header(name, value));
        assert!(is_refused(&test.api.send(request).await), "{sent:?}");
    }
}
