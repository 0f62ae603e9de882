//! Responses to the preflight requests of browsers.

use reqwest::{Client, Method, Response};

use crate::{environment, start};

const PAGE: &str = "http://localhost:5173";

async fn preflight(url: &str, origin: &str) -> Response {
    let request = Client::new().request(Method::OPTIONS, url).header("origin", origin);
    let request = request.header("access-control-request-method", "PATCH");
    request.header("access-control-request-headers", "authorization,content-type").send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn an_allowed_page_gets_the_methods_of_the_path_and_the_cors_headers() {
    let (server, url) = start(environment()).await;
    for path in ["/tasks/1", "/tasks/1/"] {
        let answer = preflight(&format!("{url}{path}"), PAGE).await;
        assert_eq!(answer.status(), 204);
        assert_eq!(header(&answer, "allow"), Some("GET,HEAD,PUT,PATCH,DELETE,OPTIONS"));
        assert_eq!(header(&answer, "access-control-allow-origin"), Some(PAGE));
        assert_eq!(header(&answer, "access-control-allow-methods"), Some("GET,POST,PUT,PATCH,DELETE"));
        assert_eq!(header(&answer, "access-control-max-age"), Some("3600"));
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_page_that_is_not_allowed_gets_no_permission() {
    let (server, url) = start(environment()).await;
    let answer = preflight(&format!("{url}/tasks/1"), "https://evil.example").await;
    assert_eq!((answer.status().as_u16(), header(&answer, "access-control-allow-origin")), (204, None));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_page_may_read_the_404_of_an_unknown_path() {
    let (server, url) = start(environment()).await;
    let answer = preflight(&format!("{url}/else"), PAGE).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (204, None));
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(PAGE));
    server.stop().await.unwrap();
}
