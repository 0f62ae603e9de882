//! The routes under test.

use serde_json::{Value, json};
use testkit::Request;

use crate::person::{NEW_PASSWORD, PASSWORD, Person, Seen, seen};

pub(crate) struct Route {
    pub(crate) name: &'static str,
    /// The status without a fault.
    pub(crate) good: u16,
    pub(crate) effect: Effect,
    pub(crate) request: fn(&Person) -> Request,
}

/// What the request changes for later ones.
#[derive(Clone, Copy)]
pub(crate) enum Effect {
    Nothing,
    SignsUp,
    LogsIn,
    /// The presented refresh token becomes the session's current one, and its predecessor stops working.
    Acknowledges,
    LogsOut,
    ChangesPassword,
    /// With a link, or with a code, whose counts come first.
    ResetsPassword {
        by_code: bool,
    },
    DeletesAccount,
    /// Checks the password, and changes nothing yet.
    AsksForEmail,
    /// With a link, or with a code, whose counts come first.
    ChangesEmail {
        by_code: bool,
    },
    /// How the tasks change. At first there is only "Milk".
    Tasks(fn(&mut Vec<Seen>)),
}

use Effect::{
    Acknowledges, AsksForEmail, ChangesEmail, ChangesPassword, DeletesAccount, LogsIn, LogsOut, Nothing,
    ResetsPassword, SignsUp, Tasks,
};

pub(crate) const ROUTES: [Route; 32] = [
    route("sign-up", 201, SignsUp, |person| post("/users/", &account(&person.newcomer(), "email"))),
    route("login", 200, LogsIn, |person| post("/login", &account(&person.email, "username"))),
    route("refresh", 200, Nothing, |person| post("/refresh", &person.first())),
    route("refresh with a successor", 200, Acknowledges, |person| post("/refresh", &person.successor())),
    route("logout", 204, LogsOut, |person| post("/logout", &person.first())),
    route("me", 200, Nothing, |person| person.get("/users/me")),
    route("create", 201, Tasks(|tasks| tasks.push(seen("Bread", false, 1))), |person| {
        person.request("POST", "/tasks/").json(&json!({"title": "Bread"}))
    }),
    route("read", 200, Nothing, |person| person.get(&person.task)),
    route("list", 200, Nothing, |person| person.get("/tasks/")),
    route("list by cursor", 200, Nothing, |person| person.get("/tasks/?cursor=&limit=1")),
    route("patch", 200, Tasks(|tasks| tasks[0] = seen("Bread", false, 2)), |person| {
        person.request("PATCH", &person.task).json(&json!({"title": "Bread"}))
    }),
    route("patch of a version", 200, Tasks(|tasks| tasks[0] = seen("Bread", false, 2)), |person| {
        person.request("PATCH", &person.task).json(&json!({"title": "Bread"})).header("if-match", "\"1\"")
    }),
    route("empty patch", 200, Tasks(|_| ()), |person| person.request("PATCH", &person.task).json(&json!({}))),
    route("complete", 200, Tasks(|tasks| tasks[0] = seen("Milk", true, 2)), |person| {
        let path = person.task.replace("/tasks/", "/tasks/complete/");
        person.request("PUT", &path).json(&json!({"completed": true}))
    }),
    route("replace", 200, Tasks(|tasks| tasks[0] = seen("Tea", false, 2)), |person| {
        person.request("PUT", &person.task).json(&json!({"title": "Tea"}))
    }),
    route("replace of a version", 200, Tasks(|tasks| tasks[0] = seen("Tea", false, 2)), |person| {
        person.request("PUT", &person.task).json(&json!({"title": "Tea"})).header("if-match", "\"1\"")
    }),
    route("delete", 204, Tasks(Vec::clear), |person| person.request("DELETE", &person.task)),
    route("delete of a version", 204, Tasks(Vec::clear), |person| {
        person.request("DELETE", &person.task).header("if-match", "\"1\"")
    }),
    route("create once", 201, Tasks(|tasks| tasks.push(seen("Bread", false, 1))), |person| {
        let request = person.request("POST", "/tasks/").json(&json!({"title": "Bread"}));
        request.header("idempotency-key", "one")
    }),
    route("list sessions", 200, Nothing, |person| person.get("/users/me/sessions")),
    route("end other sessions", 204, Nothing, |person| person.request("DELETE", "/users/me/sessions")),
    route("change the password", 200, ChangesPassword, |person| {
        let body = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
        person.request("PUT", "/users/me/password").json(&body)
    }),
    route("delete the account", 204, DeletesAccount, |person| {
        person.request("DELETE", "/users/me").json(&json!({"password": PASSWORD}))
    }),
    route("ask for a reset", 202, Nothing, |person| {
        post("/users/password-reset", &json!({"email": person.email.to_uppercase()}))
    }),
    route("ask for a reset without an account", 202, Nothing, |person| {
        post("/users/password-reset", &json!({"email": person.newcomer()}))
    }),
    route("reset by link", 204, ResetsPassword { by_code: false }, |person| person.reset("token")),
    route("reset by code", 204, ResetsPassword { by_code: true }, |person| person.reset("code")),
    route("ask for a new email", 202, AsksForEmail, |person| person.ask_for_email(&person.newcomer())),
    route("change the email by link", 204, ChangesEmail { by_code: false }, |person| person.change_email("token")),
    route("change the email by code", 204, ChangesEmail { by_code: true }, |person| person.change_email("code")),
    route("report", 200, Nothing, |person| person.get("/reports/")),
    route("report by mail", 202, Nothing, |person| person.request("POST", "/reports/")),
];

const fn route(name: &'static str, good: u16, effect: Effect, request: fn(&Person) -> Request) -> Route {
    Route { name, good, effect, request }
}

pub(crate) fn post(path: &str, body: &Value) -> Request {
    Request::new("POST", &format!("/api/v1{path}")).json(body)
}

/// The address is called `email` in a sign-up and `username` in a login.
pub(crate) fn account(email: &str, member: &str) -> Value {
    json!({member: email, "password": PASSWORD})
}
