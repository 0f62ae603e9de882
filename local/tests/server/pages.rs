//! The pages of the server.

use serde_json::Value;
use shared::http::ProblemType;

use crate::{environment, start};

#[tokio::test]
async fn the_start_page_links_to_everything_and_loads_nothing() {
    let (server, url) = start(environment()).await;
    let origin = url.trim_end_matches("/api/v1");
    let response = reqwest::get(origin).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    let page = response.text().await.unwrap();
    assert!(page.contains(&url) && !page.contains("<script"), "{page}");
    let links: Vec<_> = page.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links, ["/docs/", "/openapi.json", "/problems", "/api/v1/health"]);
    for link in links {
        assert_eq!(reqwest::get(format!("{origin}{link}")).await.unwrap().status(), 200, "{link}");
    }
    server.stop().await.unwrap();
}

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
