//! The report as a file.

use serde_json::json;

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
    test.dynamodb.calls.clear();
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports/")).await;
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "Query"]);
    assert_eq!(report.status, 200);
    assert_eq!(report.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(report.headers["content-disposition"], "attachment; filename=\"tasks.csv\"");
    assert_eq!(
        report.body_text(),
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
    test.dynamodb.calls.clear();
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports")).await;
    assert_eq!(test.dynamodb.calls.take()[1..], ["Query"; 3]);
    let file = report.body_text();
    assert_eq!(file.lines().count(), 64);
    assert!(file.contains("\r\nTotal Tasks,60,,\r\n"));
}

#[tokio::test]
async fn a_report_larger_than_four_megabytes_refers_to_the_cursor() {
    let test = start().await;
    let created = test.send("POST", "/", json!({"title": "Milk"})).await.body;
    // The 500 bytes of this title become 3,000 in Lambda's JSON: 2,100 of them are 1 MB here, but more than 6 MB there.
    let title = "\u{1}".repeat(500);
    let task = |id| json!({"owner_id": created["owner_id"], "id": id, "title": title, "completed": false});
    test.dynamodb.put("tasks", (1..=2_100).map(task)).await;
    let report = test.api.send(test.request("GET", "").to("/api/v1/reports/")).await;
    assert_eq!((report.status.as_u16(), report.text("type").as_str()), (413, "/problems/answer-too-large"));
    assert!(report.text("detail").contains("cursor"), "{}", report.body);
}

#[tokio::test]
async fn a_report_needs_a_caller_and_a_store() {
    let mut test = without_store().await;
    assert_eq!(test.api.send(test.request("GET", "").to("/api/v1/reports/")).await.status, 503);
    test.token = "null".to_owned();
    assert_eq!(test.api.send(test.request("GET", "").to("/api/v1/reports/")).await.status, 401);
}
