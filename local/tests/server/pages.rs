//! The pages of the server.

use serde_json::Value;
use shared::http::ProblemType;

use crate::{environment, start};

#[tokio::test]
async fn the_server_serves_the_document_and_explains_every_problem() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let get = async |path: &str| {
        let response = reqwest::get(format!("{origin}{path}")).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let document: Value = serde_json::from_str(&get("/openapi.json").await.1).unwrap();
    assert_eq!(document["paths"]["/tasks/"]["get"]["operationId"], "listTasks");
    assert_eq!(get("/docs/").await.0, 200);
    // By default, the page would send the document's address to an external service.
    assert!(get("/docs/swagger-initializer.js").await.1.contains("\"validatorUrl\": \"none\""));
    for problem in ProblemType::ALL {
        let (status, page) = get(problem.uri()).await;
        assert_eq!((status, page.contains(problem.title())), (200, true), "{}", problem.uri());
        assert!(get("/problems").await.1.contains(problem.explanation()));
    }
    assert_eq!(get("/problems/else").await.0, 404);
    server.stop().await.unwrap();
}
