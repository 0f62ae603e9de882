//! Each metric filter of `template.yaml` counts the right log lines.

use acceptance::template::{Template, text};
use cleanup::Worker;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::domain::cleanup::Cleanup;
use shared::domain::id::UserId;
use testkit::{Api, Dynamodb, Log, Request, clock, environment};

/// Supports what we use of the syntax of `CloudWatch`, such as `{ $.a.b = "x" && $.c >= 1 }`.
fn matches(pattern: &str, line: &Value) -> bool {
    let conditions = pattern.trim_start_matches('{').trim_end_matches('}').split(" && ");
    conditions.map(str::trim).all(|condition| {
        let mut words = condition.splitn(3, ' ');
        let (selector, operator, literal) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let found = selector.strip_prefix("$.").unwrap().split('.').fold(line, |value, member| &value[member]);
        let literal: Value = serde_json::from_str(literal).unwrap();
        match operator {
            "=" => *found == literal,
            ">=" => found.as_u64().is_some_and(|found| Some(found) >= literal.as_u64()),
            other => panic!("{pattern} has the operator {other}"),
        }
    })
}

/// How many lines each metric of a log group counts, in the order of the template.
fn counted(template: &Template, logs: &str, lines: &[Value]) -> Vec<(String, usize)> {
    let filters = template.resources("AWS::Logs::MetricFilter").into_iter();
    filters
        .filter_map(|id| {
            let properties = template.at(&["Resources", &id, "Properties"]);
            let pattern = properties["FilterPattern"].as_str().unwrap();
            let metric = properties["MetricTransformations"][0]["MetricName"].as_str().unwrap();
            let count = lines.iter().filter(|line| matches(pattern, line)).count();
            (text(&properties["LogGroupName"]) == logs).then(|| (metric.to_owned(), count))
        })
        .collect()
}

fn post(path: &str, body: &Value) -> Request {
    Request::new("POST", path).json(body)
}

/// One test, because there is only one log.
#[tokio::test]
async fn each_filter_counts_only_its_lines() {
    let (template, log) = (Template::read(), Log::catch(&environment()));
    requests(&template, &log).await;
    orders(&template, &log).await;
}

async fn requests(template: &Template, log: &Log) {
    let (clock, environment) = (clock(), environment());
    let dynamodb = Dynamodb::start().await;
    let functions =
        |dynamodb: &Dynamodb| acceptance::functions(&environment, dynamodb, &clock).separate().map(Api::new);
    let [login, refresh, users, _] = functions(&dynamodb);
    let user = json!({"email": "ada@example.com", "username": "ada@example.com", "password": "nine quiet herons"});
    users.send(post("/api/v1/users/", &user)).await;
    let _ = log.take();

    let tokens = login.send(post("/api/v1/login", &user)).await;
    login.send(post("/api/v1/login", &json!({"username": "ada@example.com", "password": "wrong"}))).await;
    login.send(post("/api/v1/login", &json!({}))).await;
    let expected = [("LoginFaults", 0), ("Logins", 1), ("LoginsRefused", 1)];
    assert_eq!(counted(template, "LoginLogs", &log.take()), expected.map(|(name, count)| (name.to_owned(), count)));

    let first = json!({"refresh_token": tokens.text("refresh_token")});
    let second = json!({"refresh_token": refresh.send(post("/api/v1/refresh", &first)).await.text("refresh_token")});
    refresh.send(post("/api/v1/refresh", &second)).await;
    clock.advance(SignedDuration::from_mins(1));
    refresh.send(post("/api/v1/refresh", &first)).await;
    refresh.send(post("/api/v1/logout", &second)).await;
    refresh.send(Request::new("GET", "/api/v1/health")).await;
    let expected = [("RefreshFaults", 0), ("Refreshes", 2), ("RefreshThefts", 1)];
    assert_eq!(counted(template, "RefreshLogs", &log.take()), expected.map(|(name, count)| (name.to_owned(), count)));

    let [login, refresh, users, tasks] = functions(&Dynamodb::unreachable().await);
    let bearer = |path| Request::new("GET", path).bearer(&tokens.text("access_token"));
    for (logs, metric, api, request) in [
        ("LoginLogs", "LoginFaults", login, post("/api/v1/login", &user)),
        ("RefreshLogs", "RefreshFaults", refresh, post("/api/v1/refresh", &first)),
        ("UsersLogs", "UsersFaults", users, bearer("/api/v1/users/me")),
        ("TasksLogs", "TasksFaults", tasks, bearer("/api/v1/tasks/")),
    ] {
        assert_eq!(api.send(request).await.status, 503);
        let counted = counted(template, logs, &log.take());
        assert_eq!(counted.into_iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>(), [(metric.to_owned(), 1)]);
    }
}

/// A failed order is counted, a completed one is not.
async fn orders(template: &Template, log: &Log) {
    let dynamodb = Dynamodb::start().await;
    let (now, user_id) = (clock().now(), UserId::new(clock().now(), [9; 10]));
    let order = Cleanup::of_everything(user_id, now, SignedDuration::from_mins(15));
    dynamodb.put("cleanups", [order]).await;
    let event = json!({"Records": dynamodb.stream("cleanups")});
    for (dynamodb, failures) in [(dynamodb, 0), (Dynamodb::unreachable().await, 1)] {
        let worker = Worker::new(&environment(), &dynamodb.client, clock());
        let _ = worker.handle(serde_json::from_value(event.clone()).unwrap(), now).await;
        assert_eq!(counted(template, "CleanupLogs", &log.take()), [("CleanupFaults".to_owned(), failures)]);
    }
}
