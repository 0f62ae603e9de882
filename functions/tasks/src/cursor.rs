//! Where a list continues: base64url of a version, the last id, the order and the filter. The owner is not part of it:
//! it comes from the access token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::domain::id::TaskId;
use shared::store::tasks::{Selection, SortOrder};

const VERSION: &str = "1";

pub(crate) fn encode(last: TaskId, selection: Selection) -> String {
    URL_SAFE_NO_PAD.encode(format!("{VERSION}.{last}.{}", parameters(selection)))
}

/// The task after which the list continues. `None` if the text is not a cursor of this selection.
pub(crate) fn decode(cursor: &str, selection: Selection) -> Option<TaskId> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    let (version, id) = (parts.next()?, TaskId::parse(parts.next()?).ok()?);
    (version == VERSION && parts.next()? == parameters(selection)).then_some(id)
}

fn parameters(selection: Selection) -> &'static str {
    match (selection.order, selection.completed) {
        (SortOrder::Ascending, None) => "asc",
        (SortOrder::Ascending, Some(false)) => "asc.open",
        (SortOrder::Ascending, Some(true)) => "asc.completed",
        (SortOrder::Descending, None) => "desc",
        (SortOrder::Descending, Some(false)) => "desc.open",
        (SortOrder::Descending, Some(true)) => "desc.completed",
    }
}
