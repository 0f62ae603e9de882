//! A user's journey through the whole API, over HTTP.

use serde_json::json;

use crate::person::{Answer, PASSWORD, Person, send};

/// All steps, with the API at this URL.
pub async fn travel(url: &str) {
    let mut person = Person::at(url);
    assert_eq!(person.get("/health").await.body, json!({"status": "ok"}));
    assert_eq!(person.get("/users/get_user_data").await.status, 401);
    sign_up_and_log_in(&mut person).await;
    keep_tasks(&person).await;
    list_and_report(&person).await;
    refresh_and_log_out(&mut person).await;
    stay_in_a_cookie(&person).await;
    manage_the_account(&mut person).await;
}

/// The steps that a DynamoDB from before May 2020 supports: it refuses empty texts.
pub async fn describe_every_task(url: &str) {
    let mut person = Person::at(url);
    sign_up_and_log_in(&mut person).await;
    describe_a_task(&person).await;
    refresh_and_log_out(&mut person).await;
    stay_in_a_cookie(&person).await;
}

async fn sign_up_and_log_in(person: &mut Person) {
    let created = person.sign_up().await;
    assert_eq!((created.status, &created.body["email"]), (201, &json!(person.email)));
    assert_eq!(person.sign_up().await.status, 409);
    let form = |password| [("username", person.email.to_uppercase()), ("password", password)];
    let login = |password: &str| send(person.request("POST", "/login").form(&form(password.to_owned())));
    let refused = login("nine quiet hens").await;
    assert_eq!((refused.status, &refused.body["detail"]), (401, &json!("Incorrect email or password")));
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
    assert_eq!(login(PASSWORD).await.status, 200);
    let json = person.send("POST", "/login", json!({"username": person.email, "password": PASSWORD})).await;
    assert_eq!((&json.body["token_type"], json.body["expires_in"].is_u64()), (&json!("bearer"), true));
    person.log_in().await;
    assert_eq!(person.get("/users/me").await.body, created.body);
    assert_eq!(person.get("/users/get_user_data").await.body, json!({"email": person.email}));
}

async fn keep_tasks(person: &Person) {
    let created = person.send("POST", "/tasks/", json!({"title": "=Água 🚀", "deadline": "2030-06-01"})).await;
    assert_eq!((created.status, &created.headers["etag"]), (201, &"\"1\"".parse().unwrap()));
    let path = format!("/tasks/{}", created.body["id"]);
    assert_eq!(created.headers["location"], format!("/api/v1{path}"));
    assert_eq!(person.get(&path).await.body, created.body);
    let patched = person.send("PATCH", &format!("{path}/"), json!({"description": "two cans"})).await;
    assert_eq!((&patched.body["title"], &patched.body["description"]), (&created.body["title"], &json!("two cans")));
    let late = person.request("PUT", &path).header("if-match", "\"1\"").json(&json!({"title": "Milk"}));
    assert_eq!(send(late).await.status, 412);
    let replaced = person.send("PUT", &path, json!({"title": "Milk"})).await;
    assert_eq!((&replaced.body["description"], &replaced.body["deadline"]), (&json!(""), &json!(null)));
    let completed = person.send("PUT", &format!("/tasks/complete{}", &path[6..]), json!({"completed": true})).await;
    assert_eq!(completed.body["completed"], true);
    assert_eq!(send(person.request("DELETE", &path)).await.status, 204);
    assert_eq!(person.get(&path).await.status, 404);
    assert_eq!(
        person.send("POST", "/tasks", json!({"title": ""})).await.body["errors"][0]["loc"],
        json!(["body", "title"])
    );
}

async fn describe_a_task(person: &Person) {
    let bread = json!({"title": "Bread", "description": "rye", "deadline": "2030-06-01"});
    let created = person.send("POST", "/tasks/", bread).await;
    let path = format!("/tasks/{}", created.body["id"]);
    assert_eq!((created.status, &person.get(&path).await.body), (201, &created.body));
    let replaced = person.send("PUT", &path, json!({"title": "Milk", "description": "two cans"})).await;
    assert_eq!((replaced.status, &replaced.headers["etag"]), (200, &"\"2\"".parse().unwrap()));
    let completed = person.send("PUT", &format!("/tasks/complete{}", &path[6..]), json!({"completed": true})).await;
    assert_eq!(person.get("/tasks/").await.body["items"], json!([completed.body]));
    assert!(person.get("/reports/").await.body.as_str().unwrap().contains("Tasks Completed,1,,"));
    assert_eq!(send(person.request("DELETE", &path)).await.status, 204);
    assert_eq!(person.get(&path).await.status, 404);
}

async fn list_and_report(person: &Person) {
    for title in ["Milk", "Bread", "=1+1"] {
        assert_eq!(person.send("POST", "/tasks/", json!({"title": title, "deadline": "2020-02-29"})).await.status, 201);
    }
    let list = person.get("/tasks/?page=2&size=2").await.body;
    assert_eq!((&list["total"], &list["pages"], list["items"].as_array().unwrap().len()), (&json!(3), &json!(2), 1));
    let first = person.get("/tasks?cursor=&limit=2").await.body;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = person.get(&format!("/tasks/?cursor={cursor}&limit=2")).await.body;
    assert_eq!((&second["items"], &second["next_cursor"]), (&list["items"], &json!(null)));
    assert_eq!(person.get("/tasks/?size=0").await.status, 422);
    let report = person.get("/reports/").await;
    assert_eq!(report.headers["content-type"], "text/csv; charset=utf-8");
    let rows: Vec<_> = report.body.as_str().unwrap().split("\r\n").collect();
    assert_eq!(rows[0], "title,deadline,task_completed,task_deadline_passed");
    assert!(rows.contains(&"'=1+1,29/02/2020,False,YES"), "{rows:?}");
    assert_eq!(rows[4..], ["Total Tasks,3,,", "Tasks Completed,0,,", "Tasks Deadline Passed,3,,", ""]);
}

async fn refresh_and_log_out(person: &mut Person) {
    let first = json!({"refresh_token": person.refresh_token});
    person.refresh().await;
    // The response may have been lost, so the first token works until its successor is presented.
    assert_eq!(person.send("POST", "/refresh", first).await.status, 200);
    person.refresh().await;
    assert_eq!(person.get("/tasks/").await.status, 200);
    let last = json!({"refresh_token": person.refresh_token});
    assert_eq!(person.send("POST", "/logout", last.clone()).await.status, 204);
    let refused = person.send("POST", "/refresh", last).await;
    assert_eq!((refused.status, &refused.body["detail"]), (401, &json!("Could not validate credentials")));
    let anonymous = person.send("POST", "/refresh", json!({"refresh_token": null})).await;
    assert_eq!(anonymous.status, 422);
}

/// The only cookie that a response sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    let (Some(cookie), None) = (cookies.next(), cookies.next()) else { panic!("{:?}", answer.headers) };
    cookie.to_str().unwrap().split("; ").next().unwrap().to_owned()
}

async fn stay_in_a_cookie(person: &Person) {
    let form = [("username", person.email.as_str()), ("password", PASSWORD), ("session", "cookie")];
    let tokens = send(person.request("POST", "/login").form(&form)).await;
    assert_eq!((tokens.status, tokens.body.get("refresh_token")), (200, None));
    let ask = |path: &str, cookie: &str| {
        let request = person.request("POST", path).header("cookie", format!("theme=dark; {cookie}"));
        request.header("sec-fetch-site", "same-origin")
    };
    let first = cookie(&tokens);
    assert!(first.starts_with("__Host-refresh_token=ey"), "{first}");
    let fresh = send(ask("/refresh", &first)).await;
    assert_eq!((fresh.status, fresh.body.get("refresh_token")), (200, None));
    let foreign = person.request("POST", "/refresh").header("cookie", &first).header("sec-fetch-site", "cross-site");
    assert_eq!(send(foreign).await.status, 403);
    let ended = send(ask("/logout", &cookie(&fresh))).await;
    assert_eq!((ended.status, cookie(&ended).as_str()), (204, "__Host-refresh_token="));
    assert_eq!(send(ask("/refresh", &first)).await.status, 401);
}

async fn manage_the_account(person: &mut Person) {
    assert_eq!(person.get("/users/me").await.status, 401, "its session was logged out");
    person.log_in().await;
    let other = person.access_token.clone();
    person.log_in().await;
    let sessions = person.get("/users/me/sessions/").await.body;
    assert_eq!(sessions["items"][0]["current"], true);
    let task = || person.request("POST", "/tasks/").header("idempotency-key", "one").json(&json!({"title": "Milk"}));
    assert_eq!(send(task()).await.body, send(task()).await.body);
    let change = json!({"current_password": "nine quiet hens", "new_password": "ten loud ospreys"});
    assert_eq!(person.send("PUT", "/users/me/password", change).await.status, 403);
    let change = json!({"current_password": PASSWORD, "new_password": "ten loud ospreys"});
    let tokens = person.send("PUT", "/users/me/password", change).await;
    for ended in [other, person.access_token.clone()] {
        person.access_token = ended;
        assert_eq!(person.get("/users/me").await.status, 401, "sessions from before the new password have ended");
    }
    person.keep(&tokens);
    assert_eq!(person.get("/users/me").await.status, 200);
    let password = json!({"password": "ten loud ospreys"});
    assert_eq!(person.send("DELETE", "/users/me", password).await.status, 204);
    assert_eq!(person.get("/tasks/").await.status, 401);
    assert_eq!(person.sign_up().await.status, 201, "the email can sign up again");
}
