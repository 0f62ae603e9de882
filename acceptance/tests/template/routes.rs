//! Every route, with and without a slash at its end, leads to its function: in API Gateway and in `cargo lambda watch`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::functions::{Describe, FUNCTIONS, WORKERS};
use acceptance::template::Template;

/// Every method and path of a function, with and without a slash at the end, and with an id instead of `{id}`.
fn described(describe: Describe) -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(&describe().into_document().to_json().unwrap()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = format!("/api/v1{}", path.trim_end_matches('/').replace("{id}", "42"));
        for method in operations.as_object().unwrap().keys() {
            routes.insert((method.to_uppercase(), path.clone()));
            routes.insert((method.to_uppercase(), format!("{path}/")));
        }
    }
    routes
}

/// How well a route key matches: a full path is better than a greedy one, a method is better than `ANY`
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>).
fn fit(key: &str, method: &str, path: &str) -> Option<(usize, bool)> {
    let (of_method, of_path) = key.split_once(' ').unwrap();
    let exact_method = of_method == method;
    if !exact_method && of_method != "ANY" {
        return None;
    }
    match of_path.strip_suffix("{proxy+}") {
        Some(prefix) if path.starts_with(prefix) => Some((prefix.len(), exact_method)),
        Some(_) => None,
        None => (of_path == path).then_some((usize::MAX, exact_method)),
    }
}

#[test]
fn the_gateway_sends_every_route_to_its_function() {
    let template = Template::read();
    let keys: BTreeMap<String, &str> = FUNCTIONS
        .iter()
        .flat_map(|(function, _)| template.route_keys(function).into_iter().map(move |key| (key, *function)))
        .collect();
    let mut used = BTreeSet::new();
    for (function, describe) in FUNCTIONS {
        for (method, path) in described(describe) {
            let best = keys.keys().filter_map(|key| fit(key, &method, &path).map(|fit| (fit, key))).max();
            let (_, key) = best.unwrap_or_else(|| panic!("no route key of template.yaml matches {method} {path}"));
            assert_eq!(keys[key], function, "{method} {path} by {key:?}");
            used.insert(key.clone());
        }
        for key in template.route_keys(function).iter().filter(|key| key.starts_with("ANY ")) {
            // The function itself refuses other methods with a 405 and `Allow`, and answers OPTIONS.
            let prefix = key.trim_start_matches("ANY ").trim_end_matches("/{proxy+}");
            assert!(described(describe).iter().any(|(_, path)| path.starts_with(prefix)), "{key:?} matches no route");
        }
    }
    let methods: BTreeSet<_> = keys.keys().filter(|key| !key.starts_with("ANY ")).collect();
    assert!(methods.iter().all(|key| used.contains(*key)), "a key matches no route: {methods:?} {used:?}");
    assert!(keys.keys().all(|key| !key.ends_with('/')), "an HTTP API refuses a route key that ends in a slash");
    assert_eq!(template.resources("AWS::Serverless::Function").len(), FUNCTIONS.len() + WORKERS.len());
}

#[test]
fn the_smoke_test_calls_every_route() {
    let script = fs::read_to_string("../scripts/smoke.sh").unwrap().replace("/1", "/42");
    let described = FUNCTIONS.iter().flat_map(|(_, describe)| described(*describe));
    for (method, path) in described.filter(|(_, path)| !path.ends_with('/')) {
        let asked = format!("{method} {}", path.trim_start_matches("/api/v1"));
        let ends = ["\"", " ", "\n"].map(|end| format!("{asked}{end}"));
        assert!(ends.iter().any(|end| script.contains(end)), "scripts/smoke.sh does not request {asked}");
    }
}

#[test]
fn every_throttled_route_exists() {
    let template = Template::read();
    let keys: BTreeSet<_> = FUNCTIONS.iter().flat_map(|(function, _)| template.route_keys(function)).collect();
    for key in template.at(&["Resources", "Api", "Properties", "RouteSettings"]).as_mapping().unwrap().keys() {
        assert!(keys.contains(key.as_str().unwrap()), "{key:?} is throttled but is not a route");
    }
}

#[test]
fn cargo_lambda_sends_every_route_to_its_function() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let router = metadata["metadata"]["lambda"]["watch"]["router"].as_object().unwrap().clone();
    let mut used = BTreeSet::new();
    for (function, describe) in FUNCTIONS {
        for (method, path) in described(describe) {
            let takes = |pattern: &&String| match pattern.strip_suffix("{*proxy}") {
                Some(prefix) => path.len() > prefix.len() && path.starts_with(prefix),
                None => **pattern == path,
            };
            let mut found: Vec<_> = router.keys().filter(takes).collect();
            found.sort_by_key(|pattern| pattern.contains("{*"));
            let pattern =
                found.first().unwrap_or_else(|| panic!("no path of cargo lambda's router matches {method} {path}"));
            let binary = format!("{}Function", capitalized(router[*pattern].as_str().unwrap()));
            assert_eq!(binary, function, "{method} {path} by {pattern:?}");
            used.insert((*pattern).clone());
        }
    }
    assert_eq!(used, router.keys().cloned().collect(), "a path of the router matches no route");
}

fn capitalized(name: &str) -> String {
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}
