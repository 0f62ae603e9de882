//! `GET /tasks/`: a page of the caller's tasks, by page number or by cursor.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shared::access::current_user::{CurrentUser, UncheckedUser};
use shared::http::ApiError;
use shared::http::json::Json;
use shared::http::response_size::ResponseSize;
use shared::store::tasks::{CountedPage, CursorPage};

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
            page_response(&page_view(&found.ok_or(TOO_MUCH_TO_READ)?, page, size))
        }
        ListMode::Cursor { after, limit } => {
            let mut found = state.tasks.cursor_page(current_user.id(), selection, after, limit).await?;
            truncate_to_fit(&mut found)?;
            let items = found.tasks.iter().map(TaskView::from).collect();
            Ok(Json(CursorView { items, next_cursor: found.next.map(|last| cursor::encode(last, selection)) })
                .into_response())
        }
    }
}

fn page_view(found: &CountedPage, page: usize, size: usize) -> PageView<'_> {
    let CountedPage { tasks, total, total_is_lower_bound } = found;
    let (items, pages) = (tasks.iter().map(TaskView::from).collect(), total.div_ceil(size));
    PageView { items, total: *total, page, size, pages, total_is_lower_bound: *total_is_lower_bound }
}

fn page_response(page: &PageView<'_>) -> Result<Response, ApiError> {
    let bytes = serde_json::to_vec(page).map_err(|error| ApiError::Internal(error.into()))?;
    if !ResponseSize::of(&bytes).fits() {
        return Err(TOO_LARGE);
    }
    let json = [(http::header::CONTENT_TYPE, "application/json")];
    Ok((json, Body::from(bytes)).into_response())
}

/// Drops the tasks that do not fit into a response, except the first one. The cursor then continues with them.
fn truncate_to_fit(found: &mut CursorPage) -> Result<(), ApiError> {
    let mut size = ResponseSize::of(ENVELOPE);
    for index in 0..found.tasks.len() {
        let item = serde_json::to_vec(&TaskView::from(&found.tasks[index]))
            .map_err(|error| ApiError::Internal(error.into()))?;
        size += ResponseSize::of(&item);
        if index > 0 && !size.fits() {
            found.tasks.truncate(index);
            found.next = found.tasks.last().map(|task| task.id);
            break;
        }
    }
    Ok(())
}
