//! The pages that document the API: the OpenAPI document, Swagger UI and the problem types. None of them loads anything
//! from another server.

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use shared::http::{ApiError, ProblemType};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::openapi;

pub(crate) fn routes() -> Router {
    let docs = SwaggerUi::new("/docs").url("/openapi.json", openapi::document());
    let docs =
        docs.config(Config::default().validator_url("none").try_it_out_enabled(true).display_request_duration(true));
    let problems = get(async || Html(page(ProblemType::ALL)));
    Router::new()
        .merge(docs)
        .route("/problems", problems.clone())
        .route("/problems/", problems)
        .route("/problems/{name}", get(problem))
        .route("/problems/{name}/", get(problem))
}

async fn problem(Path(name): Path<String>) -> Response {
    let uri = format!("/problems/{name}");
    match ProblemType::ALL.iter().find(|problem| problem.uri() == uri) {
        Some(problem) => Html(page(&[*problem])).into_response(),
        None => ApiError::NotFound.into_response(),
    }
}

fn page(problems: &[ProblemType]) -> String {
    let sections = problems.iter().map(|problem| {
        let (uri, title, status) = (problem.uri(), problem.title(), problem.status());
        format!(
            "<h2><a href=\"{uri}\">{title}</a></h2>\n<p><code>{uri}</code>, status {status}</p>\n<p>{}</p>\n",
            problem.explanation()
        )
    });
    let sections: String = sections.collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>todo-lambda: problem types</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}</style>\n\
         <h1>Problem types</h1>\n<p>Error responses are problem documents (RFC 9457), whose <code>type</code> names the problem. \
         See <a href=\"/problems\">all problem types</a> and the <a href=\"/docs/\">API documentation</a>.</p>\n{sections}</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_need_no_escaping() {
        for problem in ProblemType::ALL {
            let text = problem.explanation();
            assert!(!text.contains(['<', '>', '&']) && text.ends_with('.'), "{text}");
        }
    }
}
