//! A function gets only variables that it reads, and all of these that have no default.

use std::collections::BTreeSet;

use shared::config::Environment;
use shared::store::schema;
use testkit::{Dynamodb, environment};

use crate::functions::{WORKER, every_function, start, start_worker};
use acceptance::template::{Template, differences};

/// Lambda sets these itself.
const GIVEN_BY_LAMBDA: [&str; 4] = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// What differs from the default in every deployment: secrets, the table names that `CloudFormation` generates, and the
/// endpoint, which `sam local --env-vars` only sets if the template declares it.
fn must_be_declared(name: &str) -> bool {
    ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET", "AWS_ENDPOINT_URL_DYNAMODB"].contains(&name)
        || schema::TABLES.iter().any(|table| table.variable == name)
}

/// Some functions read the proxy's secret only if the proxy is required.
fn behind_a_proxy() -> Environment {
    let mut environment = environment();
    environment.set("TRUSTED_PROXY_SECRET", "the-proxys-secret-of-at-least-thirty-two-bytes");
    environment.set("REQUIRE_TRUSTED_PROXY", "on");
    environment
}

#[tokio::test]
async fn each_function_gets_only_variables_that_it_reads_and_all_that_have_no_default() {
    let (template, dynamodb) = (Template::read(), Dynamodb::start().await);
    for function in every_function() {
        let mut names_read = match function {
            WORKER => start_worker(&dynamodb, &behind_a_proxy()).1,
            function => start(function, &dynamodb, &behind_a_proxy()).names_read,
        };
        for name in GIVEN_BY_LAMBDA {
            names_read.remove(name);
        }
        let declared: BTreeSet<_> = template.variables(function).into_keys().collect();
        names_read.retain(|name| declared.contains(name) || must_be_declared(name));
        assert_eq!(differences(&declared, &names_read), Vec::<String>::new(), "{function}");
    }
}

#[test]
fn secrets_are_references_and_only_functions_that_start_sessions_get_those_of_refresh_tokens() {
    let template = Template::read();
    for function in every_function() {
        for (name, value) in template.variables(function) {
            let none = name == "TRUSTED_PROXY_SECRET" && value.is_empty();
            if name.ends_with("_SECRET") && !none {
                assert!(value.starts_with("{{resolve:secretsmanager:${"), "{function}: {name} is {value:?}");
            }
            if name.starts_with("REFRESH_TOKEN_SECRET") {
                assert!(
                    ["LoginFunction", "RefreshFunction", "UsersFunction"].contains(&function),
                    "{function} gets {name}"
                );
            }
        }
    }
}
