//! Unknown paths, wrong methods and invalid ids.

use crate::case::{Case, case};

const ROUTES: [(&str, &[&str]); 14] = [
    ("/login", &["POST"]),
    ("/refresh", &["POST"]),
    ("/logout", &["POST"]),
    ("/health", &["GET"]),
    ("/users/", &["POST"]),
    ("/users/me", &["GET", "DELETE"]),
    ("/users/me/password", &["PUT"]),
    ("/users/me/sessions", &["GET", "DELETE"]),
    ("/users/me/sessions/x", &["DELETE"]),
    ("/users/get_user_data", &["GET"]),
    ("/tasks/", &["GET", "POST"]),
    ("/tasks/{task}", &["GET", "PUT", "PATCH", "DELETE"]),
    ("/tasks/complete/{task}", &["PUT"]),
    ("/reports/", &["GET", "POST"]),
];

pub(crate) fn cases() -> Vec<Case> {
    // Not `/`: the development server has a page there.
    let unknown = [
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/tasks/",
        "/api/v1/task",
        "/API/V1/tasks/",
        "/api/v1/Tasks/",
        "//api/v1/tasks/",
        "/api/v1//tasks/",
        "/api/v1/tasks/1/2",
        "/api/v1/tasks/complete/1/2",
        "/api/v1/users/me/",
        "/api/v1/users/1",
        "/api/v1/users/me/me",
        "/api/v1/tasks%2f",
        "/api/v1/%74asks",
        "/api/v1/tasks;x=1",
        "/api/v1/login/x",
        "/.env",
        "/api/v1/.git/config",
        "/etc/passwd",
        "/api/v1/%3Cscript%3E",
        "/api/v1/%00",
        "/api/v1/tasks%00",
        "/api/v1/tasks/%E2%80%AE/x",
        "/api/v1/wp-login.php",
    ];
    let mut cases: Vec<_> = unknown
        .into_iter()
        // A slash at the end is optional, so this path exists.
        .filter(|path| *path != "/api/v1/users/me/")
        .map(|path| case(format!("unknown path {path}"), "GET", path).not_found())
        .collect();
    for path in ["/api", "/api/v1", "/api/v1/else", "/api/v1/users/1"] {
        cases.push(case(format!("OPTIONS of the unknown path {path}"), "OPTIONS", path).not_found());
    }
    cases.push(case("a slash at the end", "GET", "/api/v1/users/me/").is(200));
    for id in [
        "0",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "007",
        "null",
        "undefined",
        "NaN",
        "true",
        "9007199254740992",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "%31",
        "1%00",
        "%20",
        "%0a",
        "1%202",
        "%D9%A1",
        "%EF%BC%91",
        "%FF",
        "%C0%80",
        "%F0%9F%9A%80",
        "..%2f..%2f",
        "%252e",
        "'%20OR%201=1--",
        "%7B%22S%22%3A%22x%22%7D",
        "1,2",
        "complete",
    ] {
        let path = format!("/api/v1/tasks/{id}");
        // An encoded digit is a digit (RFC 3986, section 2.3). There is no task 1 either.
        cases.push(case(format!("a task's id {id}"), "GET", path).no_task());
        cases.push(
            case(format!("completing the task {id}"), "PUT", format!("/api/v1/tasks/complete/{id}"))
                .json(r#"{"completed":true}"#)
                .no_task(),
        );
    }
    cases.push(case("a task without an id", "GET", "/api/v1/tasks//").no_task());
    let long = "9".repeat(4_000);
    cases.push(case("an id of 4,000 digits", "DELETE", format!("/api/v1/tasks/{long}")).no_task());
    for (path, methods) in ROUTES {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            if !methods.contains(&method) {
                cases.push(case(format!("{method} {path}"), method, format!("/api/v1{path}")).not_allowed());
            }
        }
        for path in [path.to_owned(), with_other_end(path)] {
            cases.push(case(format!("OPTIONS {path}"), "OPTIONS", format!("/api/v1{path}")).is(204));
        }
        if methods.contains(&"GET") {
            cases.push(case(format!("HEAD {path}"), "HEAD", format!("/api/v1{path}")).is(200));
        }
    }
    cases.push(case("POST to a task", "POST", "/api/v1/tasks/{task}").json("{}").not_allowed());
    cases.push(
        case("a method override in a header", "POST", "/api/v1/tasks/{task}")
            .header("x-http-method-override", "DELETE")
            .not_allowed(),
    );
    cases
}

/// Adds a slash at the end, or removes it.
fn with_other_end(path: &str) -> String {
    path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned)
}
