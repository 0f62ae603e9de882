//! `GET /reports/`: every task in one CSV file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use shared::domain::time;
use shared::http::ApiError;
use shared::http::current_user::{CurrentUser, UncheckedUser};

use crate::AppState;
use crate::csv_file::CsvFile;

/// A call reads at most 1 MB of tasks in some 30 ms: a hundred of them end before the function's 10 seconds.
const MAX_CALLS: usize = 100;
const TOO_LARGE: ApiError = ApiError::AnswerTooLarge("list the tasks with the cursor parameter instead");

pub(crate) async fn report(State(state): State<AppState>, user: UncheckedUser) -> Result<Response, ApiError> {
    user.with(async |user| file(&state, &user).await).await
}

async fn file(state: &AppState, current_user: &CurrentUser) -> Result<Response, ApiError> {
    let today = time::utc_date(state.clock.now());
    let (mut file, mut after) = (CsvFile::start()?, None);
    for _ in 0..MAX_CALLS {
        let page = state.tasks.reported(current_user.id(), after).await?;
        for task in &page.tasks {
            file.add(task, today)?;
        }
        if !file.fits() {
            return Err(TOO_LARGE);
        }
        after = page.next;
        if after.is_none() {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"tasks.csv\""),
            ];
            return Ok((headers, file.finish()?).into_response());
        }
    }
    Err(TOO_LARGE)
}
