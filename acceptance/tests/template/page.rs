//! The page on `CloudFront` is the page of the development server: it has the same headers and caching, and the API behind
//! it knows its client.

use std::collections::BTreeMap;
use std::fs;

use acceptance::template::Template;
use local::page::{ASSET_CACHING, FILE_CACHING, HEADERS};
use serde_json::json;
use testkit::{Dynamodb, Request, clock, environment};
use yaml_serde::Value;

const SECRET: &str = "a secret of the proxy that is long enough";

/// The headers that `CloudFront` adds to the page's files, by their names in lower case.
fn added_headers(template: &Template) -> BTreeMap<String, String> {
    let policy = template.at(&["Resources", "PageHeaders", "Properties", "ResponseHeadersPolicyConfig"]);
    let (security, custom) = (&policy["SecurityHeadersConfig"], &policy["CustomHeadersConfig"]["Items"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut headers: BTreeMap<_, _> = custom
        .as_sequence()
        .unwrap()
        .iter()
        .map(|item| (text(&item["Header"]).to_lowercase(), text(&item["Value"])))
        .collect();
    for (name, member) in security.as_mapping().unwrap() {
        let (name, value) = match name.as_str().unwrap() {
            "ContentSecurityPolicy" => ("content-security-policy", text(&member["ContentSecurityPolicy"])),
            "ContentTypeOptions" => ("x-content-type-options", "nosniff".to_owned()),
            "ReferrerPolicy" => ("referrer-policy", text(&member["ReferrerPolicy"])),
            "StrictTransportSecurity" => ("strict-transport-security", transport_security(member)),
            other => panic!("this test does not know the member {other} of PageHeaders"),
        };
        headers.insert(name.to_owned(), value);
    }
    headers
}

fn transport_security(member: &Value) -> String {
    let subdomains = if member["IncludeSubdomains"].as_bool().unwrap() { "; includeSubDomains" } else { "" };
    format!("max-age={}{subdomains}", member["AccessControlMaxAgeSec"].as_u64().unwrap())
}

#[tokio::test]
async fn cloudfront_adds_the_headers_of_the_development_server_and_demands_https_as_the_api_does() {
    let api = acceptance::api(&environment(), &Dynamodb::start().await, &clock());
    let health = api.send(Request::new("GET", "/api/v1/health")).await;
    let mut expected: BTreeMap<_, _> =
        HEADERS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let name = "strict-transport-security";
    expected.insert(name.to_owned(), health.headers[name].to_str().unwrap().to_owned());
    assert_eq!(added_headers(&Template::read()), expected);
}

#[test]
fn the_pages_files_have_the_caching_of_the_development_server() {
    let script = fs::read_to_string("../scripts/deploy-web.sh").unwrap();
    for caching in [ASSET_CACHING, FILE_CACHING] {
        assert!(script.contains(&format!("\"{caching}\"")), "scripts/deploy-web.sh does not set {caching:?}");
    }
}

/// A header of the function `ApiClientAddress` carries the client's address, and one of the origin the secret.
fn headers_of_the_api_origin(template: &Template) -> (String, String) {
    let code = template.at(&["Resources", "ApiClientAddress", "Properties", "FunctionCode"]).as_str().unwrap();
    let (_, rest) = code.split_once("headers['").unwrap();
    let (address, rest) = rest.split_once("']").unwrap();
    assert!(rest.starts_with(" = { value: event.viewer.ip };"), "{code}");
    let origins = template.at(&["Resources", "PageDistribution", "Properties", "DistributionConfig", "Origins"]);
    let api = origins.as_sequence().unwrap().iter().find(|origin| origin["Id"] == "api").unwrap();
    (address.to_owned(), api["OriginCustomHeaders"][0]["HeaderName"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_api_behind_cloudfront_knows_its_client() {
    let mut environment = environment();
    environment.set("TRUSTED_PROXY_SECRET", SECRET);
    let api = acceptance::api(&environment, &Dynamodb::start().await, &clock());
    let (address, secret) = headers_of_the_api_origin(&Template::read());
    let through_cloudfront =
        |request: Request| request.from("192.0.2.7").header(&address, "198.51.100.1").header(&secret, SECRET);
    let user = json!({"email": "ada@example.com", "password": "nine quiet herons"});
    let login = json!({"username": "ada@example.com", "password": "nine quiet herons"});
    assert_eq!(api.send(through_cloudfront(Request::new("POST", "/api/v1/users").json(&user))).await.status, 201);
    let tokens = api.send(through_cloudfront(Request::new("POST", "/api/v1/login").json(&login))).await;
    let sessions = Request::new("GET", "/api/v1/users/me/sessions").bearer(&tokens.text("access_token"));
    assert_eq!(api.send(sessions).await.body["items"][0]["ip"], "198.51.100.1");
}
