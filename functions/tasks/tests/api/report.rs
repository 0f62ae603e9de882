//! The report as a file.

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use serde_json::{Value, json};

use crate::{start, without_store};

#[tokio::test]
async fn every_task_is_a_row_and_the_totals_are_last() {
    let test = start().await; // The date is 2026-11-24.
    for (title, deadline, completed) in [
        ("Late, \"very\"", json!("2026-11-23"), false),
        ("Today", json!("2026-11-24"), false),
        ("Done late", json!("2026-11-01"), true),
        ("=HYPERLINK(\"http://evil\")", json!(null), false),
    ] {
        let created = test.send("POST", "/", json!({"title": title, "deadline": deadline})).await;
        test.send("PUT", &format!("/complete/{}", created.body["id"]), json!({"completed": completed})).await;
    }
    let _ = test.dynamodb.calls.take();
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports/")).await;
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "Query"]);
    assert_eq!(report.status, 200);
    assert_eq!(report.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(report.headers["content-disposition"], "attachment; filename=\"tasks.csv\"");
    assert_eq!(
        String::from_utf8(report.bytes).unwrap(),
        "title,deadline,task_completed,task_deadline_passed\r\n\
         \"Late, \"\"very\"\"\",23/11/2026,False,YES\r\n\
         Today,24/11/2026,False,NO\r\n\
         Done late,01/11/2026,True,N/A\r\n\
         \"'=HYPERLINK(\"\"http://evil\"\")\",N/A,False,N/A\r\n\
         Total Tasks,4,,\r\nTasks Completed,1,,\r\nTasks Deadline Passed,1,,\r\n"
    );
}

#[tokio::test]
async fn a_report_reads_several_megabytes_of_tasks_completely() {
    let test = start().await;
    let description = "🚀".repeat(10_000); // 40 kB: one call reads 25 of them
    for number in 0..60 {
        test.send("POST", "/", json!({"title": number.to_string(), "description": description})).await;
    }
    let _ = test.dynamodb.calls.take();
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports")).await;
    assert_eq!(test.dynamodb.calls.take()[1..], ["Query"; 3]);
    let file = String::from_utf8(report.bytes).unwrap();
    assert_eq!(file.lines().count(), 64);
    assert!(file.contains("\r\nTotal Tasks,60,,\r\n"));
}

#[tokio::test]
async fn a_report_larger_than_four_megabytes_refers_to_the_cursor() {
    let test = start().await;
    let created = test.send("POST", "/", json!({"title": "Milk"})).await.body;
    // The 500 bytes of this title become 3,000 in Lambda's JSON: 2,100 of them are 1 MB here, but more than 6 MB there.
    let title = "\u{1}".repeat(500);
    for batch in 0..84_u64 {
        let puts = (1..=25).map(|index| put(&created["owner_id"], batch * 25 + index, &title));
        let written = test.dynamodb.client.batch_write_item().request_items("tasks", puts.collect()).send().await;
        assert!(written.unwrap().unprocessed_items.unwrap_or_default().is_empty());
    }
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports/")).await;
    assert_eq!((report.status.as_u16(), report.text("type").as_str()), (413, "/problems/answer-too-large"));
    assert!(report.text("detail").contains("cursor"), "{}", report.body);
}

/// The write that stores a task directly.
fn put(owner: &Value, id: u64, title: &str) -> WriteRequest {
    let put = PutRequest::builder()
        .item("owner_id", AttributeValue::S(owner.as_str().unwrap().to_owned()))
        .item("id", AttributeValue::N(id.to_string()))
        .item("title", AttributeValue::S(title.to_owned()))
        .item("completed", AttributeValue::Bool(false));
    WriteRequest::builder().put_request(put.build().unwrap()).build()
}

#[tokio::test]
async fn a_report_needs_a_caller_and_a_store() {
    let mut test = without_store().await;
    assert_eq!(test.api.send(test.request("GET", "").to("/api/v1/reports/")).await.status, 503);
    test.token = "null".to_owned();
    assert_eq!(test.api.send(test.request("GET", "").to("/api/v1/reports/")).await.status, 401);
}
