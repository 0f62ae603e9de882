//! Tasks, through the router with gateway events over the embedded DynamoDB.

#![allow(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

use serde_json::{Value, json};
use shared::auth::access_token::AccessTokens;
use shared::domain::email::Email;
use shared::domain::id::UserId;
use testkit::{Answer, Api, Dynamodb, Request, clock, environment};

struct Test {
    dynamodb: Dynamodb,
    api: Api,
    token: String,
}

fn token_of(user: u8) -> String {
    let tokens = AccessTokens::from_environment(&environment()).unwrap();
    testkit::access_token(&tokens, UserId::new(clock().now(), [user; 10]), &Email::parse("ada@example.com").unwrap())
}

fn over(dynamodb: Dynamodb) -> Test {
    let state = tasks::AppState::new(&environment(), dynamodb.client.clone(), clock()).unwrap();
    Test { api: Api::new(tasks::router(state)), dynamodb, token: token_of(1) }
}

async fn start() -> Test {
    over(Dynamodb::start().await)
}

impl Test {
    fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("/api/v1/tasks{path}")).bearer(&self.token)
    }

    async fn get(&self, path: &str) -> Answer {
        self.api.send(self.request("GET", path)).await
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        self.api.send(self.request(method, path).json(&body)).await
    }

    /// The path of a new task.
    async fn create(&self, title: &str) -> String {
        let answer = self.send("POST", "/", json!({"title": title})).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        format!("/{}", answer.body["id"])
    }
}

#[tokio::test]
async fn a_task_is_created_with_one_call_and_comes_back_exactly_as_it_was_sent() {
    let test = start().await;
    let title = "=1+1 \u{202e}\u{0}é 🚀 <b>";
    let sent = json!({"title": title, "description": "a\nb", "deadline": "2026-12-31", "id": 7, "owner_id": "x", "completed": true});
    let created = test.send("POST", "/", sent).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["PutItem"]);
    assert_eq!((&created.body["title"], &created.body["deadline"]), (&json!(title), &json!("2026-12-31")));
    assert_eq!((&created.body["completed"], &created.headers["etag"]), (&json!(false), &"\"1\"".parse().unwrap()));
    assert_ne!(created.body["id"], 7);
    assert_ne!(created.body["owner_id"], "x");
    let location = created.headers["location"].to_str().unwrap().to_owned();
    let read = test.api.send(Request::new("GET", &location).bearer(&test.token)).await;
    assert_eq!((read.status.as_u16(), read.body), (200, created.body));
    assert_eq!(test.dynamodb.calls.take(), ["GetItem"]);
}

#[tokio::test]
async fn every_change_is_one_call_and_a_new_version() {
    let test = start().await;
    let path = test.create("Milk").await;
    let _ = test.dynamodb.calls.take();
    let patched = test.send("PATCH", &path, json!({"deadline": "2027-01-01", "description": "two"})).await;
    assert_eq!((&patched.body["title"], &patched.body["description"]), (&json!("Milk"), &json!("two")));
    let completed = test.send("PUT", &format!("/complete{path}"), json!({"completed": true})).await;
    assert_eq!((&completed.body["completed"], &completed.headers["etag"]), (&json!(true), &"\"3\"".parse().unwrap()));
    let replaced = test.send("PUT", &path, json!({"title": "Bread"})).await;
    assert_eq!((&replaced.body["description"], &replaced.body["deadline"]), (&json!(""), &Value::Null));
    assert_eq!(replaced.body["completed"], true);
    assert_eq!(test.dynamodb.calls.take(), ["UpdateItem"; 3]);
    assert_eq!(test.api.send(test.request("DELETE", &path)).await.status, 204);
    assert_eq!(test.dynamodb.calls.take(), ["DeleteItem"]);
    assert_eq!(test.get(&path).await.status, 404);
    assert_eq!(test.api.send(test.request("DELETE", &path)).await.status, 404);
}

#[tokio::test]
async fn a_patch_of_nothing_reads() {
    let test = start().await;
    let path = test.create("Milk").await;
    let request = |tag| test.request("PATCH", &path).header("if-match", tag).body("application/merge-patch+json", "{}");
    assert_eq!(test.api.send(request("\"1\"")).await.headers["etag"], "\"1\"");
    assert_eq!(test.api.send(request("\"2\"")).await.status, 412);
}

#[tokio::test]
async fn a_lost_race_is_412_and_changes_nothing() {
    let test = start().await;
    let path = test.create("Milk").await;
    let body = json!({"title": "Bread"});
    for (tag, status) in
        [("\"1\"", 200), ("\"1\"", 412), ("W/\"2\"", 412), ("\"1\", \"2\"", 200), ("*", 200), ("3", 422)]
    {
        let answer = test.api.send(test.request("PUT", &path).header("if-match", tag).json(&body)).await;
        assert_eq!(answer.status, status, "{tag}");
    }
    let delete = |tag| test.request("DELETE", &path).header("if-match", tag);
    assert_eq!(test.api.send(delete("\"1\"")).await.status, 412);
    assert_eq!(test.api.send(delete("\"4\"")).await.status, 204);
}

#[tokio::test]
async fn somebody_elses_task_is_as_good_as_none() {
    let mut test = start().await;
    let path = test.create("Milk").await;
    test.token = token_of(2);
    let id = path.trim_start_matches('/');
    for answer in [
        test.get(&path).await,
        test.send("PUT", &path, json!({"title": "x"})).await,
        test.send("PATCH", &path, json!({"title": "x"})).await,
        test.send("PUT", &format!("/complete{path}"), json!({"completed": true})).await,
        test.api.send(test.request("DELETE", &path)).await,
    ] {
        assert_eq!((answer.status.as_u16(), answer.text("detail")), (404, format!("Task not found with id={id}")));
    }
    assert_eq!(test.get("/").await.body["total"], 0);
    test.token = token_of(1);
    assert_eq!(test.get(&path).await.body["title"], "Milk");
}

#[tokio::test]
async fn a_list_is_paged_counted_ordered_and_filtered() {
    let test = start().await;
    for number in 0..7 {
        let path = test.create(&number.to_string()).await;
        test.send("PUT", &format!("/complete{path}"), json!({"completed": number % 3 == 0})).await;
    }
    let _ = test.dynamodb.calls.take();
    let all = test.get("/").await.body;
    assert_eq!(test.dynamodb.calls.take(), ["Query"]);
    assert_eq!(
        (&all["total"], &all["page"], &all["size"], &all["pages"]),
        (&json!(7), &json!(1), &json!(50), &json!(1))
    );
    assert!(all.get("total_is_lower_bound").is_none());
    let page = test.get("?page=2&size=3").await.body;
    assert_eq!(test.dynamodb.calls.take(), ["Query"; 2]);
    assert_eq!((&page["total"], &page["pages"]), (&json!(7), &json!(3)));
    assert_eq!(page["items"].as_array().unwrap()[..], all["items"].as_array().unwrap()[3..6]);
    let last = test.get("?page=3&size=3").await.body;
    assert_eq!((last["items"].as_array().unwrap().len(), &last["total"]), (1, &json!(7)));
    assert_eq!(test.get("?page=9&size=3").await.body["items"], json!([]));
    let completed = test.get("?completed=true&order=desc").await.body;
    assert_eq!(completed["total"], 3);
    let mut ids: Vec<_> =
        completed["items"].as_array().unwrap().iter().map(|task| task["id"].as_u64().unwrap()).collect();
    ids.reverse();
    assert!(ids.is_sorted());
}

#[tokio::test]
async fn a_cursor_reads_everything_once_in_either_order_and_with_a_filter() {
    let test = start().await;
    for number in 0..9 {
        let path = test.create(&number.to_string()).await;
        test.send("PUT", &format!("/complete{path}"), json!({"completed": number > 5})).await;
    }
    for (parameters, expected) in
        [("order=asc", 9), ("order=desc", 9), ("completed=true", 3), ("completed=false&order=desc", 6)]
    {
        let (mut cursor, mut ids) = (String::new(), Vec::new());
        loop {
            let page = test.get(&format!("?{parameters}&limit=2&cursor={cursor}")).await.body;
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            ids.extend(items.iter().map(|task| task["id"].as_u64().unwrap()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = next.to_owned();
        }
        assert_eq!(ids.len(), expected, "{parameters}");
        assert!(ids.is_sorted_by(|a, b| if parameters.contains("desc") { a > b } else { a < b }));
    }
    let cursor = test.get("?limit=2").await.text("next_cursor");
    let other = test.get(&format!("?limit=2&order=desc&cursor={cursor}")).await;
    assert_eq!((other.status.as_u16(), &other.body["errors"][0]["loc"]), (422, &json!(["query", "cursor"])));
}

#[tokio::test]
async fn an_answer_stops_at_four_megabytes() {
    let test = start().await;
    let description = "\u{1}".repeat(10_000);
    for _ in 0..100 {
        test.send("POST", "/", json!({"title": "x", "description": description})).await;
    }
    let page = test.get("?size=100").await;
    assert_eq!((page.status.as_u16(), page.text("type").as_str()), (413, "/problems/answer-too-large"));
    let (mut cursor, mut found) = (String::new(), 0);
    loop {
        let page = test.get(&format!("?limit=100&cursor={cursor}")).await.body;
        found += page["items"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(found, 100);
}

#[tokio::test]
async fn who_calls_is_asked_before_anything_else() {
    let test = start().await;
    for (method, path) in [("POST", "/api/v1/tasks"), ("GET", "/api/v1/tasks/?size=0"), ("PATCH", "/api/v1/tasks/abc")]
    {
        let answer = test.api.send(Request::new(method, path).body("text/plain", "{")).await;
        assert_eq!((answer.status.as_u16(), answer.text("detail").as_str()), (401, "Could not validate credentials"));
    }
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn what_is_no_id_is_the_id_of_no_task() {
    let test = start().await;
    for path in ["/0", "/abc", "/007", "/-1", "/1.5", "/9007199254740992", "/%00", "/%ff", "/..%2f..", "/1e3"] {
        let answer = test.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (404, "/problems/task-not-found"), "{path}");
    }
    assert!(test.dynamodb.calls.take().is_empty());
}

#[tokio::test]
async fn an_outage_is_503_and_never_401() {
    let test = over(Dynamodb::unreachable().await);
    assert_eq!(test.get("/").await.status, 503);
    assert_eq!(test.send("POST", "/", json!({"title": "x"})).await.status, 503);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_makes_one_task() {
    let test = start().await;
    test.dynamodb.answers.lose_next();
    let created = test.send("POST", "/", json!({"title": "Milk"})).await;
    assert_eq!(created.status, 201);
    assert_eq!(test.dynamodb.calls.take(), ["PutItem", "PutItem"]);
    assert_eq!(test.get("/").await.body["items"], json!([created.body]));
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_made_once_with_and_without_if_match() {
    let test = start().await;
    let path = test.create("Milk").await;
    for (tag, version) in [(None, "\"2\""), (Some("\"2\""), "\"3\""), (Some("*"), "\"4\"")] {
        let request = test.request("PATCH", &path).json(&json!({"title": "Bread"}));
        let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
        let _ = test.dynamodb.calls.take();
        test.dynamodb.answers.lose_next();
        let answer = test.api.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.headers["etag"].to_str().unwrap()), (200, version), "{tag:?}");
        assert_eq!(test.dynamodb.calls.take(), ["UpdateItem", "UpdateItem"]);
    }
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_no_404_and_no_412() {
    let test = start().await;
    for tag in ["*", "\"1\""] {
        let path = test.create("Milk").await;
        test.dynamodb.answers.lose_next();
        assert_eq!(test.api.send(test.request("DELETE", &path).header("if-match", tag)).await.status, 204, "{tag}");
        assert_eq!(test.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn a_total_is_counted_in_ten_calls_at_most_and_says_when_that_was_not_all() {
    const TASKS: u64 = 300;
    let test = start().await;
    let description = "🚀".repeat(10_000); // 40 kB, so that a call's megabyte holds about 25 tasks
    for _ in 0..TASKS {
        test.send("POST", "/", json!({"title": "x", "description": description})).await;
    }
    let _ = test.dynamodb.calls.take();
    let page = test.get("?size=1").await.body;
    assert_eq!(test.dynamodb.calls.take(), ["Query"; 11]);
    assert_eq!(page["total_is_lower_bound"], true);
    let total = page["total"].as_u64().unwrap();
    assert!((200..TASKS).contains(&total), "{total}");
}
