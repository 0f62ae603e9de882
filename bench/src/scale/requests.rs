//! The requests whose cost may depend on how many tasks an account has.

use serde_json::{Map, Value};

use crate::people::Person;

/// The largest page that a list may have.
pub(crate) const LARGEST_PAGE: u64 = 100;
/// How far page mode reads (docs/api.md).
const PAGED_TASKS: u64 = 10_000;

/// A request. They are sent in this order, and the creation is the last because it changes the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    FirstByCursor,
    DeepByCursor,
    NoneMatches,
    FirstPage,
    FirstOpenPage,
    DeepestPage,
    BeyondTheLastPage,
    Read,
    Report,
    Create,
}

use Request::{
    BeyondTheLastPage, Create, DeepByCursor, DeepestPage, FirstByCursor, FirstOpenPage, FirstPage, NoneMatches, Read,
    Report,
};

pub(crate) const REQUESTS: [Request; 10] = [
    FirstByCursor,
    DeepByCursor,
    NoneMatches,
    FirstPage,
    FirstOpenPage,
    DeepestPage,
    BeyondTheLastPage,
    Read,
    Report,
    Create,
];

impl Request {
    pub(crate) fn name(self) -> &'static str {
        match self {
            FirstByCursor => "by cursor: the first 50",
            DeepByCursor => "by cursor: 50 after 90 % of the tasks",
            NoneMatches => "by cursor: `completed=true`, which none is",
            FirstPage => "by page: the first 50",
            FirstOpenPage => "by page: the first 50 with `completed=false`",
            DeepestPage => "by page: the last 100 that page mode reaches",
            BeyondTheLastPage => "by page: `page=101&size=100`",
            Read => "`GET /tasks/{id}`",
            Report => "`GET /reports/`",
            Create => "`POST /tasks/`",
        }
    }

    /// The event of an account with this many tasks. `None` where there is no such page.
    pub(crate) fn event(
        self,
        person: &Person,
        tasks: u64,
        deep_cursor: Option<&str>,
    ) -> anyhow::Result<Option<String>> {
        let deepest = tasks.min(PAGED_TASKS) / LARGEST_PAGE;
        Ok(Some(match self {
            FirstByCursor => by_cursor(person, "cursor=&limit=50")?,
            DeepByCursor => match deep_cursor {
                Some(cursor) => by_cursor(person, &format!("cursor={cursor}&limit=50"))?,
                None => return Ok(None),
            },
            NoneMatches => by_cursor(person, "cursor=&limit=50&completed=true")?,
            FirstPage => by_page(person, "page=1&size=50")?,
            FirstOpenPage => by_page(person, "page=1&size=50&completed=false")?,
            DeepestPage if deepest > 1 => by_page(person, &format!("page={deepest}&size={LARGEST_PAGE}"))?,
            DeepestPage => return Ok(None),
            BeyondTheLastPage => by_page(person, "page=101&size=100")?,
            Read => person.event("tasks-read")?,
            Report => person.event("tasks-report")?,
            Create => person.event("tasks-create")?,
        }))
    }
}

pub(crate) fn by_cursor(person: &Person, query: &str) -> anyhow::Result<String> {
    with_query(&person.event("tasks-list-cursor")?, query)
}

pub(crate) fn by_page(person: &Person, query: &str) -> anyhow::Result<String> {
    with_query(&person.event("tasks-list-page")?, query)
}

/// A recorded event with a different query, in both members that have it.
fn with_query(event: &str, query: &str) -> anyhow::Result<String> {
    let mut event: Value = serde_json::from_str(event)?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let parameters: Map<String, Value> = pairs.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    event["queryStringParameters"] = parameters.into();
    event["rawQueryString"] = query.into();
    Ok(event.to_string())
}
