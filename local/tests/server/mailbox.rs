//! The mailbox in place of SES, and the mailer on the embedded store's stream.

use std::time::Duration;

use local::{Options, Server};
use reqwest::Client;
use serde_json::{Value, json};
use testkit::person::Person;
use tokio::time::timeout;

use crate::{environment, start};

/// The mail with this subject, as soon as it is there.
async fn mail_about(origin: &str, subject: &str) -> Value {
    let arrived = async {
        loop {
            let mails: Value = reqwest::get(format!("{origin}/mailbox.json")).await.unwrap().json().await.unwrap();
            let mut all = mails.as_array().unwrap().iter();
            if let Some(mail) = all.find(|mail| mail["subject"] == subject) {
                return mail.clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), arrived).await.unwrap()
}

/// The link in a mail's text.
fn link(mail: &Value) -> &str {
    let mut words = mail["text"].as_str().unwrap().split_whitespace();
    words.find(|word| word.starts_with("http://")).unwrap()
}

#[tokio::test]
async fn a_reset_arrives_in_the_mailbox_with_a_link_to_the_page_and_its_token_sets_a_password() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let mut person = Person::at(&url);
    person.join().await;
    let asked = json!({"email": person.email});
    let answer = Client::new().post(format!("{url}/users/password-reset")).json(&asked).send().await.unwrap();
    assert_eq!(answer.status(), 202);
    let mail = mail_about(origin, "Reset your todo-lambda password").await;
    assert_eq!(mail["to"], json!([person.email]));
    let (page, proof) = link(&mail).split_once('#').unwrap();
    assert_eq!(page, format!("{origin}/reset-password"));
    let (request_id, token) = proof.strip_prefix("request_id=").unwrap().split_once("&token=").unwrap();

    let shown = reqwest::get(format!("{origin}/mailbox")).await.unwrap();
    assert!(shown.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""), "{shown}");
    assert!(shown.contains(&format!("<a href=\"{page}#request_id={request_id}&#38;token={token}\"")), "{shown}");

    let confirmed = json!({"request_id": request_id, "token": token, "new_password": "ten loud ospreys"});
    let confirmed = Client::new().post(format!("{url}/users/password-reset/confirm")).json(&confirmed).send().await;
    assert_eq!(confirmed.unwrap().status(), 204);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_mailbox_is_empty_at_first_and_refuses_what_ses_refuses() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let page = reqwest::get(format!("{origin}/mailbox/")).await.unwrap().text().await.unwrap();
    assert!(page.contains("No mail yet"), "{page}");
    let part = |text: &str| json!({"Data": text});
    let mail = json!({
        "FromEmailAddress": "todo@example.com",
        "Destination": {"ToAddresses": ["zoë@example.com"]},
        "Content": {"Simple": {"Subject": part("Hello"), "Body": {"Text": part("Hello"), "Html": part("Hello")}}},
    });
    let refused = Client::new().post(format!("{origin}/v2/email/outbound-emails")).json(&mail).send().await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["x-amzn-errortype"]),
        (400, &"BadRequestException".parse().unwrap())
    );
    let mails: Value = reqwest::get(format!("{origin}/mailbox.json")).await.unwrap().json().await.unwrap();
    assert_eq!(mails, json!([]));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn mail_is_off_over_a_dynamodb_whose_stream_this_server_does_not_read() {
    let ((other, _), directory) = (start(environment()).await, tempfile::tempdir().unwrap());
    let endpoint_url = Some(other.dynamodb_endpoint().to_owned());
    let options =
        Options { endpoint_url, in_memory: false, data_dir: directory.path().join("data"), ..Options::ephemeral() };
    let server = Server::start(&options, environment()).await.unwrap();
    let asked = json!({"email": "ada@example.com"});
    let url = format!("{}/users/password-reset", crate::url(&server));
    let answer = Client::new().post(url).json(&asked).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.json::<Value>().await.unwrap()["type"], "/problems/mail-not-configured");
    let mut person = Person::at(&crate::url(&server));
    person.join().await;
    let report = person.send("POST", "/reports/", json!({})).await;
    assert_eq!((report.status, &report.body["type"]), (503, &json!("/problems/mail-not-configured")));
    server.stop().await.unwrap();
    other.stop().await.unwrap();
}
