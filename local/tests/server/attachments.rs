//! Files of mails in the mailbox.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use testkit::person::Person;
use tokio::time::timeout;

use crate::{environment, start};

/// The mail with this subject, as soon as it arrives.
async fn arrived(origin: &str, subject: &str) -> Value {
    let arrived = async {
        loop {
            let mails: Value = reqwest::get(format!("{origin}/mailbox.json")).await.unwrap().json().await.unwrap();
            if let Some(mail) = mails.as_array().unwrap().iter().find(|mail| mail["subject"] == subject) {
                return mail.clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), arrived).await.unwrap()
}

/// Verifies the email with the link in the mail of the sign-up.
async fn verify(person: &Person, origin: &str) {
    let mail = arrived(origin, "Verify your email for todo-lambda").await;
    let text = mail["text"].as_str().unwrap();
    let proof = text.split_whitespace().find_map(|word| word.split_once("#request_id=")).unwrap().1;
    let (request_id, token) = proof.split_once("&token=").unwrap();
    let body = json!({"request_id": request_id, "token": token});
    assert_eq!(person.send("POST", "/users/email-verification/confirm", body).await.status, 204);
}

/// Sends a mail with this file to the mailbox.
async fn send(origin: &str, name: &str, content: &[u8]) -> Response {
    let part = |text: &str| json!({"Data": text});
    let file = json!({"FileName": name, "ContentType": "text/html", "RawContent": STANDARD.encode(content)});
    let mail = json!({
        "FromEmailAddress": "todo@example.com",
        "Destination": {"ToAddresses": ["ada@example.com"]},
        "Content": {"Simple": {
            "Subject": part("A file"),
            "Body": {"Text": part("Hello"), "Html": part("Hello")},
            "Attachments": [file],
        }},
    });
    Client::new().post(format!("{origin}/v2/email/outbound-emails")).json(&mail).send().await.unwrap()
}

#[tokio::test]
async fn a_report_by_mail_arrives_with_a_file_that_can_be_downloaded() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let mut person = Person::at(&url);
    person.join().await;
    assert_eq!(person.send("POST", "/tasks/", json!({"title": "Water the plants"})).await.status, 201);
    assert_eq!(person.send("POST", "/reports/", json!({})).await.status, 403, "the email is not verified");
    verify(&person, origin).await;
    assert_eq!(person.send("POST", "/reports/", json!({})).await.status, 202);
    let mail = arrived(origin, "Your tasks in todo-lambda").await;
    assert_eq!(mail["to"], json!([person.email]));
    let file = &mail["attachments"][0];
    let downloaded = reqwest::get(format!("{origin}{}", file["url"].as_str().unwrap())).await.unwrap();
    assert_eq!(downloaded.headers()["content-disposition"], "attachment; filename=\"tasks.csv\"");
    let csv = downloaded.text().await.unwrap();
    assert_eq!(csv, person.get("/reports/").await.body.as_str().unwrap());
    assert!(csv.contains("\r\nWater the plants,N/A,False,N/A\r\n"), "{csv}");
    let described = (&file["name"], &file["type"], &file["size"]);
    assert_eq!(described, (&json!("tasks.csv"), &json!("text/csv; charset=utf-8"), &json!(csv.len())));
    let shown = reqwest::get(format!("{origin}/mailbox")).await.unwrap().text().await.unwrap();
    assert!(
        shown.contains(&format!("<a href=\"{}\" download>tasks.csv</a>", file["url"].as_str().unwrap())),
        "{shown}"
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_browser_never_shows_a_file_and_its_name_stays_in_its_header() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let name = "<script>\"; filename=\"x.html\r\nSet-Cookie: a=b";
    assert_eq!(send(origin, name, b"<script>alert(1)</script>").await.status(), 200);
    let mail = arrived(origin, "A file").await;
    let path = mail["attachments"][0]["url"].as_str().unwrap().to_owned();
    let file = reqwest::get(format!("{origin}{path}")).await.unwrap();
    let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(header("content-disposition"), "attachment; filename=\"_script___ filename__x.html__Set-Cookie_ a_b\"");
    assert!(!file.headers().contains_key("set-cookie"));
    let shown = reqwest::get(format!("{origin}/mailbox")).await.unwrap().text().await.unwrap();
    assert!(!shown.contains("<script>"), "{shown}");
    for unknown in [format!("{path}1"), "/mailbox/unknown/0".to_owned()] {
        assert_eq!(reqwest::get(format!("{origin}{unknown}")).await.unwrap().status(), 404, "{unknown}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_file_of_four_megabytes_fits_into_the_mailbox() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let content = vec![b'x'; 4 * 1024 * 1024];
    assert_eq!(send(origin, "large.csv", &content).await.status(), 200);
    assert_eq!(arrived(origin, "A file").await["attachments"][0]["size"], content.len());
    server.stop().await.unwrap();
}
