//! Lists in page mode and in cursor mode.

use serde_json::json;

use crate::start;

#[tokio::test]
async fn a_list_is_paged_counted_ordered_and_filtered() {
    let test = start().await;
    for number in 0..7 {
        let path = test.create(&number.to_string()).await;
        test.send("PUT", &format!("/complete{path}"), json!({"completed": number % 3 == 0})).await;
    }
    test.dynamodb.calls.clear();
    let all = test.get("/").await.body;
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "Query"]);
    assert_eq!(
        (&all["total"], &all["page"], &all["size"], &all["pages"]),
        (&json!(7), &json!(1), &json!(50), &json!(1))
    );
    assert!(all.get("total_is_lower_bound").is_none());
    let page = test.get("?page=2&size=3").await.body;
    assert_eq!(test.dynamodb.calls.take(), ["GetItem", "Query", "Query"]);
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
async fn cursors_read_every_task_once_in_both_orders_and_with_a_filter() {
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
async fn a_response_has_at_most_four_megabytes() {
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
