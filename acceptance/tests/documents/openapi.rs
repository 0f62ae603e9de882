//! `docs/openapi.json` is what the functions describe.

use serde_json::Value;

#[test]
fn the_committed_openapi_document_is_up_to_date() {
    let committed: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    let current: Value = serde_json::from_str(&local::openapi::document().to_json().unwrap()).unwrap();
    assert_eq!(committed, current, "run: cargo run -p local --example openapi > docs/openapi.json");
}
