//! A request reads at most four megabytes of an account's tasks, some 1,000 read units, however many there are.

use serde_json::json;
use testkit::Answer;

use crate::{Test, start, user};

/// 8 MB of tasks, more than one request may read.
const MANY: u64 = 200;

impl Test {
    /// Stores tasks of 40 kB directly. One call reads a megabyte, which is 26 of them.
    async fn put_large(&self, ids: impl Iterator<Item = u64>, completed: bool) {
        let (owner, description) = (user(1).0, "🚀".repeat(10_000));
        let task = |id: u64| {
            json!({
                "owner_id": owner, "id": id, "title": id.to_string(), "description": description, "completed": completed,
                "creation_date": 0, "last_update": 0, "version": 1,
            })
        };
        self.dynamodb.put("tasks", ids.map(task)).await;
    }

    async fn report(&self) -> Answer {
        self.api.send(self.request("GET", "").to("/api/v1/reports/")).await
    }

    /// How many queries the last request needed.
    fn queries(&self) -> usize {
        self.dynamodb.calls.take().iter().filter(|call| *call == "Query").count()
    }
}

fn refers_to_the_cursor(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), answer.text("type").as_str()), (413, "/problems/answer-too-large"));
    assert!(answer.text("detail").starts_with("More than 4 MB of tasks would have to be read"), "{}", answer.body);
    assert!(answer.text("detail").contains("cursor"), "{}", answer.body);
}

#[tokio::test]
async fn a_report_of_more_than_four_megabytes_of_tasks_refers_to_the_cursor() {
    let test = start().await;
    test.put_large(1..=100, false).await;
    assert_eq!((test.report().await.status.as_u16(), test.queries()), (200, 4));
    test.put_large(101..=MANY, false).await;
    refers_to_the_cursor(&test.report().await);
    assert_eq!(test.queries(), 4);
}

#[tokio::test]
async fn a_page_is_complete_or_refused_and_its_total_may_be_a_lower_bound() {
    let test = start().await;
    test.put_large(1..=MANY, false).await;
    for (query, items) in [("?size=1", 1), ("?size=50&page=2", 50), ("?completed=false&size=1", 1)] {
        let page = test.get(query).await.body;
        assert!(test.queries() <= 5, "{query}");
        assert_eq!((page["items"].as_array().unwrap().len(), &page["total_is_lower_bound"]), (items, &true.into()));
        let total = page["total"].as_u64().unwrap();
        assert!((75..=110).contains(&total), "{query}: {total}");
    }
    for query in ["?size=50&page=4", "?completed=true&size=1"] {
        refers_to_the_cursor(&test.get(query).await);
        assert_eq!(test.queries(), 4, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_finds_the_few_matching_tasks_after_many_others() {
    let test = start().await;
    test.put_large(1..=MANY, false).await;
    test.put_large(MANY + 1..=MANY + 2, true).await;
    let (mut cursor, mut found) = (String::new(), Vec::new());
    loop {
        let page = test.get(&format!("?completed=true&limit=1&cursor={cursor}")).await.body;
        assert!(test.queries() <= 2);
        found.extend(page["items"].as_array().unwrap().iter().map(|task| task["title"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    assert_eq!(found, ["201", "202"]);
}
