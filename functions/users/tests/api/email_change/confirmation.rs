//! What a confirmed change of email does.

use serde_json::Value;
use shared::domain::mail::MailPurpose;
use testkit::Request;

use super::{NEW, OLD, outcome, refused, taken};
use crate::{PASSWORD, with_ada};

#[tokio::test]
async fn a_change_by_link_moves_the_account_to_the_new_email_and_ends_every_session() {
    let (test, token) = with_ada().await;
    let (before, other) = (test.ada().await, test.session().await);
    let mail = test.change_mail(&token, NEW).await;
    test.dynamodb.calls.clear();
    let confirmed = test.api.send(mail.by_link()).await;
    assert_eq!((confirmed.status.as_u16(), confirmed.body), (204, Value::Null), "it does not log in");
    let calls = ["GetItem", "GetItem", "TransactWriteItems", "Query", "UpdateItem", "UpdateItem"];
    assert_eq!(test.dynamodb.calls.take(), calls, "two sessions ended");
    for ended in [&token, &other] {
        assert_eq!(test.get("", ended).await.status, 401);
    }
    let after = test.user(NEW).await.unwrap();
    assert_eq!((after.id, after.created_at), (before.id, before.created_at));
    assert_eq!((after.email.typed(), after.email_verified, after.credential_version), (NEW, true, 2));
    assert_eq!(format!("{:?}", after.known_networks), format!("{:?}", before.known_networks));
    assert!(after.password_hash == before.password_hash && test.user(OLD).await.is_none());
    assert_eq!(test.log_in_as(OLD, PASSWORD).await.status, 401);
    let token = test.log_in_as(NEW, PASSWORD).await.text("access_token");
    let me = test.get("", &token).await.body;
    assert_eq!((&me["email"], &me["email_verified"]), (&NEW.into(), &true.into()));
    let orders = test.dynamodb.client.scan().table_name("cleanups").send().await.unwrap().items.unwrap();
    assert_eq!((orders.len(), orders[0]["everything"].as_bool()), (1, Ok(&false)), "the worker ends what is left");
}

#[tokio::test]
async fn a_change_by_code_counts_the_code_before_it_compares() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    test.dynamodb.calls.clear();
    assert_eq!(test.api.send(mail.by_code()).await.status, 204);
    assert_eq!(test.dynamodb.calls.take()[..4], ["UpdateItem", "UpdateItem", "GetItem", "TransactWriteItems"]);
    assert_eq!(test.log_in_as(NEW, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_change_orders_a_notice_to_the_old_email_that_does_not_name_the_new_one() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    let [notice] = &test.ordered(MailPurpose::EmailChanged).await[..] else { panic!("one notice is ordered") };
    assert_eq!(notice["email"].as_s().unwrap(), "Ada@example.com", "as typed at sign-up");
    assert_eq!(notice["delivery"].as_s().unwrap(), "waiting");
    assert!(!notice.contains_key("new_email"));
}

#[tokio::test]
async fn the_old_email_is_free_for_a_new_account() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    assert_eq!(test.sign_up("ADA@example.com", "battery staple").await.status, 201);
    assert_ne!(test.user(OLD).await.unwrap().id, test.user(NEW).await.unwrap().id);
    assert_eq!(test.log_in_as(NEW, PASSWORD).await.status, 200);
    assert_eq!(test.get("", &token).await.status, 401);
}

#[tokio::test]
async fn an_email_that_was_taken_meanwhile_is_a_409_that_changes_nothing_and_can_be_repeated() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.sign_up("ada@EXAMPLE.net", "battery staple").await.status, 201);
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), taken());
    }
    assert_eq!(test.get("", &token).await.body["email"], "Ada@example.com");
    assert_eq!(test.log_in_as(NEW, "battery staple").await.status, 200);
    assert!(test.ordered(MailPurpose::EmailChanged).await.is_empty());
    let other = test.log_in_as(NEW, "battery staple").await.text("access_token");
    assert_eq!(test.send("DELETE", "", &other, serde_json::json!({"password": "battery staple"})).await.status, 204);
    assert_eq!(test.api.send(mail.by_link()).await.status, 204, "the address is free again");
}

#[tokio::test]
async fn a_used_request_does_not_tell_whether_its_email_is_taken() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    for request in [mail.by_link(), mail.by_code()] {
        assert_eq!(outcome(&test.api.send(request).await), refused());
    }
}

#[tokio::test]
async fn a_confirmation_with_a_lost_store_response_is_applied_once() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    test.dynamodb.answers.lose_next_of("TransactWriteItems");
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
    assert_eq!(test.user(NEW).await.unwrap().credential_version, 2);
    assert_eq!(test.ordered(MailPurpose::EmailChanged).await.len(), 1);
    assert_eq!(outcome(&test.api.send(mail.by_link()).await), refused(), "a client that repeats it");
}

/// The link has its token in the fragment, which never reaches a server. This is the nearest that a mail scanner gets.
#[tokio::test]
async fn opening_an_address_changes_nothing() {
    let (test, token) = with_ada().await;
    let mail = test.change_mail(&token, NEW).await;
    test.dynamodb.calls.clear();
    for path in ["/users/email-change/confirm", "/users/me/email-change"] {
        let query = format!("request_id={}&token={}", mail.request_id, mail.token);
        for method in ["GET", "HEAD"] {
            let answer = test.api.send(Request::new(method, &format!("/api/v1{path}?{query}"))).await;
            assert_eq!(answer.status, 405);
        }
    }
    assert!(test.dynamodb.calls.take().is_empty());
    assert_eq!(test.api.send(mail.by_link()).await.status, 204);
}
