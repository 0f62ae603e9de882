//! `GET /reports/`: every task in one CSV file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use shared::access::current_user::{CurrentUser, UncheckedUser};
use shared::domain::time;
use shared::http::ApiError;
use shared::store::tasks::ReadBudget;

use crate::AppState;
use crate::csv_file::CsvFile;

const TOO_LARGE: ApiError =
    ApiError::AnswerTooLarge("The report would be larger than 4 MB; list the tasks with the cursor parameter instead");
const TOO_MUCH_TO_READ: ApiError = ApiError::AnswerTooLarge(
    "More than 4 MB of tasks would have to be read; list the tasks with the cursor parameter instead",
);

pub(crate) async fn report(State(state): State<AppState>, user: UncheckedUser) -> Result<Response, ApiError> {
    user.with(async |user| file(&state, &user).await).await
}

async fn file(state: &AppState, current_user: &CurrentUser) -> Result<Response, ApiError> {
    let today = time::utc_date(state.clock.now());
    let (mut file, mut after, mut budget) = (CsvFile::start()?, None, ReadBudget::default());
    while let Some(page) = state.tasks.report_page(current_user.id(), after, &mut budget).await? {
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
    Err(TOO_MUCH_TO_READ)
}
