//! `GET /reports/`: every task in one CSV file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderName;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use reports::{Report, ReportError};
use shared::access::current_user::{CurrentUser, UncheckedUser};
use shared::http::ApiError;
use shared::http::response_size;

use crate::AppState;

const TOO_LARGE: ApiError =
    ApiError::AnswerTooLarge("The report would be larger than 4 MB; list the tasks with the cursor parameter instead");
const TOO_MUCH_TO_READ: ApiError = ApiError::AnswerTooLarge(
    "More than 4 MB of tasks would have to be read; list the tasks with the cursor parameter instead",
);

pub(crate) async fn report(State(state): State<AppState>, user: UncheckedUser) -> Result<Response, ApiError> {
    user.with(async |user| file(&state, &user).await).await
}

async fn file(state: &AppState, current_user: &CurrentUser) -> Result<Response, ApiError> {
    match reports::of_tasks(&state.tasks, current_user.id(), state.clock.now(), response_size::fits).await {
        Ok(Report::Complete { csv, .. }) => Ok((headers(), csv).into_response()),
        Ok(Report::TooLarge) => Err(TOO_LARGE),
        Ok(Report::TooMuchToRead) => Err(TOO_MUCH_TO_READ),
        Err(ReportError::Store(error)) => Err(error.into()),
        Err(error @ ReportError::Csv(_)) => Err(ApiError::Internal(error.into())),
    }
}

fn headers() -> [(HeaderName, String); 2] {
    let disposition = format!("attachment; filename=\"{}\"", reports::FILE_NAME);
    [(CONTENT_TYPE, reports::MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, disposition)]
}
