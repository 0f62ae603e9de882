//! Invalid `Authorization` headers. `shared/tests/hostile_tokens` tests forged tokens.

use crate::case::{Case, case};

const BEARER_ROUTES: [(&str, &str); 16] = [
    ("GET", "/tasks/"),
    ("POST", "/tasks/"),
    ("GET", "/tasks/{task}"),
    ("PUT", "/tasks/{task}"),
    ("PATCH", "/tasks/{task}"),
    ("DELETE", "/tasks/{task}"),
    ("PUT", "/tasks/complete/{task}"),
    ("GET", "/reports/"),
    ("POST", "/reports/"),
    ("GET", "/users/me"),
    ("GET", "/users/get_user_data"),
    ("DELETE", "/users/me"),
    ("PUT", "/users/me/password"),
    ("GET", "/users/me/sessions"),
    ("DELETE", "/users/me/sessions"),
    ("DELETE", "/users/me/sessions/AAAAAAAAAAAAAAAAAAAAAA"),
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (method, path) in BEARER_ROUTES {
        let request = |name: &str| case(format!("{name} at {method} {path}"), method, format!("/api/v1{path}"));
        cases.push(request("no token").anonymous().unauthorized());
        cases.push(request("Bearer null").authorization("Bearer null").unauthorized());
        cases.push(request("a refresh token").authorization("Bearer {refresh}").unauthorized());
        // The caller is checked before the body and its content type.
        cases.push(request("an invalid body without a token").anonymous().body("text/plain", "{").unauthorized());
    }
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "bearer",
        "Bearer undefined",
        "Bearer {token}x",
        "Bearer {token}.",
        "Bearer .{token}",
        "Bearer a.b.c",
        "Bearer ..",
        "Bearer {token}, Bearer {token}",
        "Bearer {token} {token}",
        "Basic {token}",
        "Basic YWRhOnB3",
        "Token {token}",
        "{token}",
        "Bearer\t{token}",
        "Bearer \"{token}\"",
        "Bearer <{token}>",
        "Bearer \u{e9}",
        "JWT {token}",
        "Negotiate x",
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        "BearerX {token}",
        "Bearer={token}",
        "Bearer: {token}",
    ] {
        cases
            .push(case(format!("the header {value:?}"), "GET", "/api/v1/users/me").authorization(value).unauthorized());
    }
    cases.push(case("the scheme in capitals", "GET", "/api/v1/users/me").authorization("BEARER {token}").is(200));
    cases.push(case("two headers", "GET", "/api/v1/users/me").header("authorization", "Bearer {token}").unauthorized());
    cases.push(case("a token in the query", "GET", "/api/v1/users/me?access_token={token}").anonymous().unauthorized());
    cases.push(
        case("a token in a cookie", "GET", "/api/v1/users/me")
            .anonymous()
            .header("cookie", "access_token={token}")
            .unauthorized(),
    );
    cases.push(
        case("300 kB of a token", "GET", "/api/v1/users/me")
            .authorization(&format!("Bearer {}", "a".repeat(300_000)))
            .unauthorized(),
    );
    cases.push(
        case("headers that name a user", "GET", "/api/v1/users/me")
            .anonymous()
            .header("x-user-id", "1")
            .header("x-forwarded-user", "ada")
            .unauthorized(),
    );
    cases
}
