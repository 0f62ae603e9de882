//! The to-do page that the server embeds.

use local::page::{ASSET_CACHING, FILE_CACHING, HEADERS};
use reqwest::{Client, Response, StatusCode};

use crate::{environment, start};

/// A running server's page.
struct Page {
    origin: String,
    client: Client,
}

impl Page {
    fn of(url: &str) -> Self {
        Self { origin: url.trim_end_matches("/api/v1").to_owned(), client: Client::new() }
    }

    /// Opens a page, as a browser does.
    async fn open(&self, path: &str) -> Response {
        self.get(path, &[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]).await
    }

    async fn get(&self, path: &str, headers: &[(&'static str, &str)]) -> Response {
        let request = self.client.get(format!("{}{path}", self.origin));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap()
    }

    /// The paths of the scripts and styles that the page loads first.
    async fn assets(&self) -> Vec<String> {
        let index = self.get("/", &[]).await.text().await.unwrap();
        let paths = index.split('"').filter(|text| text.starts_with("/assets/"));
        paths.map(str::to_owned).collect()
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_pages_own_routes_get_its_index_which_is_never_cached() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    let index = page.get("/", &[]).await.text().await.unwrap();
    assert!(index.contains("<div id=\"root\">"), "{index}");
    for path in ["/", "/log-in", "/account", "/else/where", "/index.html"] {
        let response = page.open(path).await;
        assert_eq!((response.status(), header(&response, "cache-control")), (StatusCode::OK, FILE_CACHING), "{path}");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(response.text().await.unwrap(), index, "{path}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn every_file_has_the_security_headers_and_the_policy_allows_no_inline_code() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    for path in page.assets().await.iter().map(String::as_str).chain(["/"]) {
        let response = page.get(path, &[]).await;
        for (name, value) in HEADERS {
            assert_eq!(header(&response, name), value, "{path} {name}");
        }
    }
    assert!(!HEADERS.iter().any(|(_, value)| value.contains("unsafe") || value.contains('*')));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn assets_are_compressed_and_cached_for_a_year() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    let assets = page.assets().await;
    for kind in [".js", ".css"] {
        let path = assets.iter().find(|path| path.ends_with(kind)).unwrap();
        let response = page.get(path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(header(&response, "cache-control"), ASSET_CACHING, "{path}");
        assert_eq!((header(&response, "content-encoding"), header(&response, "vary")), ("gzip", "accept-encoding"));
        let compressed = response.bytes().await.unwrap().len();
        let whole = page.get(path, &[]).await.bytes().await.unwrap().len();
        assert!(compressed < whole, "{path}: {compressed} of {whole}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_browser_that_has_the_current_file_does_not_get_it_again() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    let etag = header(&page.get("/", &[]).await, "etag").to_owned();
    let again = page.get("/log-in", &[("accept", "text/html"), ("if-none-match", &etag)]).await;
    assert_eq!((again.status(), header(&again, "etag")), (StatusCode::NOT_MODIFIED, etag.as_str()));
    assert_eq!(page.get("/", &[("if-none-match", "W/\"else\"")]).await.status(), StatusCode::OK);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn missing_assets_and_api_paths_are_problems_and_not_the_page() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    for path in ["/assets/missing.js", "/favicon.ico", "/api/v1/else", "/api"] {
        let response = page.open(path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header(&response, "content-type"), "application/problem+json", "{path}");
    }
    let posted = page.client.post(format!("{}/log-in", page.origin)).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::NOT_FOUND);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn every_response_of_the_api_names_its_request_as_the_gateway_does() {
    let (server, url) = start(environment()).await;
    let page = Page::of(&url);
    let allowed = [("origin", "http://localhost:5173")];
    let (one, other) = (page.get("/api/v1/health", &allowed).await, page.get("/api/v1/else", &allowed).await);
    assert_eq!(header(&one, "apigw-requestid").len(), 16);
    assert_ne!(header(&one, "apigw-requestid"), header(&other, "apigw-requestid"));
    assert!(header(&one, "access-control-expose-headers").contains("apigw-requestid"));
    server.stop().await.unwrap();
}
