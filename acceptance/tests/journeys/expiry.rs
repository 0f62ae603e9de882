//! Tokens expire.

use acceptance::{server_settings, start_server};
use serde_json::json;
use testkit::person::Person;

#[tokio::test]
async fn an_access_token_expires_and_a_refresh_returns_a_new_one() {
    let mut environment = server_settings();
    environment.set("ACCESS_TOKEN_EXPIRE_MINUTES", "0.02");
    let (server, url) = start_server(environment).await;
    let mut person = Person::at(&url);
    person.join().await;
    let expired = loop {
        let answer = person.get("/users/me").await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((expired.status, &expired.body["detail"]), (401, &json!("Expired Access Token")));
    person.refresh().await;
    assert_eq!(person.get("/users/me").await.status, 200);
    server.stop().await.unwrap();
}
