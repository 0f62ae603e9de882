//! The examples in `docs/api.md`: each request is sent as written, and gets the response that is written.

use acceptance::{server_settings, start_server};
use reqwest::{Client, Method};
use serde_json::Value;
use shared::http::ProblemType;

const DOCUMENT: &str = include_str!("../../../docs/api.md");
/// The placeholders in the document, and the members of responses that give their values.
const GIVEN: [(&str, &str); 3] =
    [("ACCESS_TOKEN", "access_token"), ("REFRESH_TOKEN", "refresh_token"), ("TASK_ID", "id")];

/// A request or a response: its first line, its headers and its body.
#[derive(Debug)]
struct Message {
    first: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn messages() -> Vec<Message> {
    let blocks = DOCUMENT.split("```http\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks
        .map(|block| {
            let (head, body) = block.split_once("\n\n").unwrap_or((block, ""));
            let mut lines = head.lines();
            let first = lines.next().unwrap().to_owned();
            let header =
                |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
            Message { first, headers: lines.map(header).collect(), body: body.to_owned() }
        })
        .collect()
}

/// A value without what differs in each run: of ids, times and tokens only the kind is compared.
fn redacted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(redacted).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, redacted(value))).collect(),
        Value::Number(number) if number.as_u64() > Some(1 << 40) => "a task's id".into(),
        Value::String(text) if text.starts_with("eyJ") => "a token".into(),
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => "a user's id".into(),
        Value::String(text) if text.len() == 22 => "a session's id".into(),
        Value::String(text) if text.len() == 44 => "a mail request's id".into(),
        Value::String(text) if text.len() == 24 && text.ends_with('Z') => "a time".into(),
        Value::String(text) if text.contains("with id=") => without_digits(&text).into(),
        other => other,
    }
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|character| !character.is_ascii_digit()).collect()
}

#[tokio::test]
async fn every_example_gets_the_written_response() {
    let (server, _) = start_server(server_settings()).await;
    let mut given = GIVEN.map(|(placeholder, member)| (placeholder, member, String::new()));
    let messages = messages();
    assert!(messages.len() >= 60, "{} blocks", messages.len());
    for pair in messages.chunks(2) {
        let (request, expected) = (&pair[0], &pair[1]);
        let fill = |text: &str| {
            given.iter().fold(text.to_owned(), |text, (placeholder, _, value)| text.replace(placeholder, value))
        };
        let (method, path) = request.first.split_once(' ').unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut sent = Client::new().request(method, format!("http://{}{}", server.address(), fill(path)));
        for (name, value) in &request.headers {
            sent = sent.header(name, fill(value));
        }
        let answer = sent.body(fill(&request.body)).send().await.unwrap();
        assert_eq!(answer.status().to_string(), expected.first, "{}", request.first);
        for (name, value) in &expected.headers {
            let answered = answer.headers()[name].to_str().unwrap();
            assert_eq!(without_digits(answered), without_digits(value), "{}: {name}", request.first);
        }
        let text = answer.text().await.unwrap();
        match serde_json::from_str::<Value>(&text) {
            Ok(body) => {
                let written = serde_json::from_str(&expected.body).unwrap();
                assert_eq!(redacted(body.clone()), redacted(written), "{}", request.first);
                for (_, member, value) in &mut given {
                    let new = body[*member]
                        .as_str()
                        .map(str::to_owned)
                        .or_else(|| body[*member].as_u64().map(|id| id.to_string()));
                    // The id of a user is not one of a task.
                    *value = new.filter(|new| !new.contains('-') || *member != "id").unwrap_or(value.clone());
                }
            }
            Err(_) => assert_eq!(text.replace("\r\n", "\n").trim_end(), expected.body, "{}", request.first),
        }
    }
    server.stop().await.unwrap();
}

#[test]
fn every_problem_type_is_in_the_table() {
    for problem in ProblemType::ALL {
        let row = format!("| `{}` | {} | {} |", problem.uri(), problem.status().as_u16(), problem.explanation());
        assert!(DOCUMENT.contains(&row), "docs/api.md lacks the row\n{row}");
    }
}
