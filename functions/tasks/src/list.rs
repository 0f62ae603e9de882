//! `GET /tasks/`: a page of the caller's tasks, by page number or by cursor.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use shared::access::current_user::{CurrentUser, UncheckedUser};
use shared::http::ApiError;
use shared::http::response_size::{self, ResponseSize};
use shared::store::tasks::{CountedPage, CursorPage, Selection};

use crate::query::{ListMode, ListQuery};
use crate::view::TaskView;
use crate::{AppState, cursor};

const TOO_MUCH_TO_READ: ApiError = ApiError::AnswerTooLarge(
    "More than 4 MB of tasks would have to be read to fill this page; use the cursor parameter instead",
);
const TOO_LARGE: ApiError =
    ApiError::AnswerTooLarge("The page would be larger than 4 MB; request fewer tasks or use the cursor parameter");

/// Larger than everything around the items of a cursor page, including the cursor and 99 commas.
const ENVELOPE: &[u8] = &[b'"'; 512];

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TaskPage))]
pub(crate) struct PageView<'a> {
    items: Vec<TaskView<'a>>,
    total: usize,
    page: usize,
    size: usize,
    pages: usize,
    /// True if there were too many tasks to count: `total` and `pages` are then lower bounds. Otherwise missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    total_is_lower_bound: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TaskCursorPage))]
pub(crate) struct CursorView<'a> {
    items: Vec<TaskView<'a>>,
    /// The `cursor` of the next page, or null at the end of the list.
    #[cfg_attr(feature = "openapi", schema(required))]
    next_cursor: Option<String>,
}

pub(crate) async fn list(
    State(state): State<AppState>,
    user: UncheckedUser,
    query: Result<ListQuery, ApiError>,
) -> Result<Response, ApiError> {
    user.with(async |user| answer(&state, &user, query?).await).await
}

async fn answer(
    state: &AppState,
    current_user: &CurrentUser,
    ListQuery { selection, mode }: ListQuery,
) -> Result<Response, ApiError> {
    match mode {
        ListMode::Page { page, size } => {
            let found = state.tasks.counted_page(current_user.id(), selection, (page - 1) * size, size).await?;
            let body = encode(&page_view(&found.ok_or(TOO_MUCH_TO_READ)?, page, size))?;
            if response_size::fits(&body) { Ok(response(body)) } else { Err(TOO_LARGE) }
        }
        ListMode::Cursor { after, limit } => {
            let mut found = state.tasks.cursor_page(current_user.id(), selection, after, limit).await?;
            let mut body = encode(&cursor_view(&found, selection))?;
            if !response_size::fits(&body) {
                truncate_to_fit(&mut found)?;
                body = encode(&cursor_view(&found, selection))?;
            }
            Ok(response(body))
        }
    }
}

fn page_view(found: &CountedPage, page: usize, size: usize) -> PageView<'_> {
    let CountedPage { tasks, total, total_is_lower_bound } = found;
    let (items, pages) = (tasks.iter().map(TaskView::from).collect(), total.div_ceil(size));
    PageView { items, total: *total, page, size, pages, total_is_lower_bound: *total_is_lower_bound }
}

fn cursor_view(found: &CursorPage, selection: Selection) -> CursorView<'_> {
    let items = found.tasks.iter().map(TaskView::from).collect();
    CursorView { items, next_cursor: found.next.map(|last| cursor::encode(last, selection)) }
}

fn encode(view: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(view).map_err(|error| ApiError::Internal(error.into()))
}

fn response(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Drops the tasks that do not fit into a response, except the first one. The cursor then continues with them.
fn truncate_to_fit(found: &mut CursorPage) -> Result<(), ApiError> {
    let mut size = ResponseSize::of(ENVELOPE);
    for index in 0..found.tasks.len() {
        size += ResponseSize::of(&encode(&TaskView::from(&found.tasks[index]))?);
        if index > 0 && !size.fits() {
            found.tasks.truncate(index);
            found.next = found.tasks.last().map(|task| task.id);
            break;
        }
    }
    Ok(())
}
