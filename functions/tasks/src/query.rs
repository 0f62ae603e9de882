//! The query parameters of a list, in page mode or in cursor mode.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use shared::domain::id::TaskId;
use shared::http::{ApiError, InvalidInput};
use shared::store::tasks::{Selection, SortOrder};

use crate::cursor;

const DEFAULT_SIZE: usize = 50;
const MAX_SIZE: usize = 100;
/// How far page mode reads. A page reads all tasks before it, so a later one would cost too much. Cursor mode costs the
/// same everywhere.
const MAX_PAGED_TASKS: usize = 10_000;
const PARAMETERS: [&str; 6] = ["page", "size", "cursor", "limit", "completed", "order"];

/// What a client requests from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListQuery {
    pub(crate) selection: Selection,
    pub(crate) mode: ListMode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListMode {
    Page { page: usize, size: usize },
    Cursor { after: Option<TaskId>, limit: usize },
}

impl<S: Send + Sync> FromRequestParts<S> for ListQuery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let unreadable =
            |_| InvalidInput { loc: vec!["query".into()], msg: "must consist of name=value pairs".to_owned() };
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(unreadable)?;
        Ok(Self::parse(&pairs)?)
    }
}

impl ListQuery {
    /// Ignores unknown parameters. A duplicate of a known one is an error.
    fn parse(pairs: &[(String, String)]) -> Result<Self, InvalidInput> {
        let mut given = HashMap::new();
        for name in PARAMETERS {
            let mut values = pairs.iter().filter(|(given, _)| given == name);
            let Some((_, value)) = values.next() else { continue };
            if values.next().is_some() {
                return Err(InvalidInput::query(name, "must be given only once"));
            }
            given.insert(name, value.as_str());
        }
        let selection = Selection { completed: completed(&given)?, order: order(&given)? };
        Ok(Self { selection, mode: mode(&given, selection)? })
    }
}

fn completed(given: &HashMap<&str, &str>) -> Result<Option<bool>, InvalidInput> {
    match given.get("completed") {
        None => Ok(None),
        Some(&"true") => Ok(Some(true)),
        Some(&"false") => Ok(Some(false)),
        Some(_) => Err(InvalidInput::query("completed", "must be true or false")),
    }
}

fn order(given: &HashMap<&str, &str>) -> Result<SortOrder, InvalidInput> {
    match given.get("order") {
        None | Some(&"asc") => Ok(SortOrder::Ascending),
        Some(&"desc") => Ok(SortOrder::Descending),
        Some(_) => Err(InvalidInput::query("order", "must be asc or desc")),
    }
}

fn mode(given: &HashMap<&str, &str>, selection: Selection) -> Result<ListMode, InvalidInput> {
    if given.contains_key("cursor") || given.contains_key("limit") {
        if let Some(name) = ["page", "size"].into_iter().find(|name| given.contains_key(name)) {
            return Err(InvalidInput::query(name, "cannot be combined with cursor or limit"));
        }
        let limit = number(given, "limit", DEFAULT_SIZE, MAX_SIZE)?;
        let after = match given.get("cursor") {
            None | Some(&"") => None,
            Some(text) => Some(cursor::decode(text, selection).ok_or_else(|| {
                InvalidInput::query("cursor", "must be a next_cursor from a list with the same completed and order")
            })?),
        };
        return Ok(ListMode::Cursor { after, limit });
    }
    let (page, size) = (number(given, "page", 1, usize::MAX)?, number(given, "size", DEFAULT_SIZE, MAX_SIZE)?);
    if page.saturating_mul(size) > MAX_PAGED_TASKS {
        return Err(InvalidInput::query(
            "page",
            "must be at most 10,000 when multiplied by size; use cursor to read further",
        ));
    }
    Ok(ListMode::Page { page, size })
}

fn number(given: &HashMap<&str, &str>, name: &'static str, default: usize, max: usize) -> Result<usize, InvalidInput> {
    let Some(text) = given.get(name) else { return Ok(default) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    let range = if max == usize::MAX { "of at least 1".to_owned() } else { format!("from 1 to {max}") };
    let message = || InvalidInput::query(name, format!("must be a whole number {range}"));
    value.filter(|value| (1..=max).contains(value)).ok_or_else(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pairs: &[(&str, &str)]) -> Result<ListMode, String> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ListQuery::parse(&pairs).map(|query| query.mode).map_err(|invalid| invalid.loc.join("."))
    }

    #[test]
    fn the_default_is_the_first_page_with_fifty_tasks() {
        assert_eq!(parse(&[]), Ok(ListMode::Page { page: 1, size: 50 }));
    }

    #[test]
    fn an_empty_cursor_starts_at_the_beginning() {
        assert_eq!(parse(&[("cursor", "")]), Ok(ListMode::Cursor { after: None, limit: 50 }));
    }

    #[test]
    fn the_error_names_the_invalid_parameter() {
        for (pairs, name) in [
            (&[("size", "0")][..], "query.size"),
            (&[("size", "101")], "query.size"),
            (&[("page", "0")], "query.page"),
            (&[("page", "-1")], "query.page"),
            (&[("page", "+1")], "query.page"),
            (&[("page", "٣")], "query.page"),
            (&[("page", "99999999999999999999999")], "query.page"),
            (&[("page", "101"), ("size", "100")], "query.page"),
            (&[("page", "1"), ("page", "2")], "query.page"),
            (&[("page", "1"), ("cursor", "")], "query.page"),
            (&[("size", "1"), ("limit", "1")], "query.size"),
            (&[("limit", "0")], "query.limit"),
            (&[("cursor", "x")], "query.cursor"),
            (&[("completed", "True")], "query.completed"),
            (&[("order", "up")], "query.order"),
        ] {
            assert_eq!(parse(pairs), Err(name.to_owned()), "{pairs:?}");
        }
    }
}
