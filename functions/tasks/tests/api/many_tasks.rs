//! What does not depend on how many tasks an account has: pages by cursor, one task and a creation.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{Test, start, user};

/// An account that a page could not read in one call.
const MANY: u64 = 3_000;

/// Calls, read units and write units.
type Cost = (usize, [f64; 2]);

impl Test {
    /// Stores tasks of the same size directly.
    async fn put_many(&self, ids: impl Iterator<Item = u64>) {
        let task = |id: u64| {
            json!({
                "owner_id": user(1).0, "id": 1_000_000 + id, "title": "Water the plants", "description": "x".repeat(400),
                "completed": false, "creation_date": 1_000_000_000_000_u64, "last_update": 1_000_000_000_000_u64,
                "version": 1,
            })
        };
        self.dynamodb.put("tasks", ids.map(task)).await;
    }

    /// What was used since the last call.
    fn cost(&self) -> Cost {
        (self.dynamodb.calls.take().len(), self.dynamodb.calls.take_units())
    }

    /// The costs of all pages of ten that have a next one, and how many there are.
    async fn walk(&self, order: &str) -> (HashSet<String>, usize) {
        let (mut cursor, mut costs, mut pages) = (String::new(), HashSet::new(), 0);
        loop {
            self.cost();
            let page = self.get(&format!("?limit=10&order={order}&cursor={cursor}")).await.body;
            let cost = self.cost();
            let Value::String(next) = &page["next_cursor"] else { return (costs, pages) };
            costs.insert(format!("{cost:?}"));
            (cursor, pages) = (next.clone(), pages + 1);
        }
    }

    /// Reads a task, and creates one.
    async fn read_and_create(&self) -> [Cost; 2] {
        self.cost();
        assert_eq!(self.get("/1000001").await.status, 200);
        let read = self.cost();
        self.create("Milk").await;
        [read, self.cost()]
    }
}

#[tokio::test]
async fn a_page_by_cursor_costs_the_same_with_twenty_as_with_three_thousand_tasks() {
    let test = start().await;
    test.put_many(1..=20).await;
    let few = test.walk("asc").await;
    assert_eq!(few, (HashSet::from(["(2, [3.0, 0.0])".to_owned()]), 1));
    test.put_many(21..=MANY).await;
    for order in ["asc", "desc"] {
        assert_eq!(test.walk(order).await, (few.0.clone(), 299), "{order}");
    }
}

#[tokio::test]
async fn one_task_and_a_creation_cost_the_same_with_one_as_with_three_thousand_tasks() {
    let test = start().await;
    test.put_many(1..=1).await;
    let few = test.read_and_create().await;
    test.put_many(2..=MANY).await;
    assert_eq!(test.read_and_create().await, few);
}
