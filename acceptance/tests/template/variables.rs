//! A function gets only variables that it reads, and all of these that have no default.

use std::collections::BTreeSet;

use shared::config::Environment;
use shared::store::schema;
use testkit::{Dynamodb, environment};

use crate::functions::{every_function, names_read};
use acceptance::template::{Template, differences};

/// Lambda sets these itself.
const GIVEN_BY_LAMBDA: [&str; 4] = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// What differs from the default in every deployment: secrets, the table names that `CloudFormation` generates, what
/// mails say of the deployment, and the endpoints, which `sam local --env-vars` only sets if the template declares them.
const DIFFERS: [&str; 9] = [
    "ACCESS_TOKEN_SECRET",
    "REFRESH_TOKEN_SECRET",
    "MAIL_TOKEN_SECRET",
    "MAIL_FROM",
    "APP_URL",
    "APP_NAME",
    "SES_CONFIGURATION_SET",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_SESV2",
];

fn must_be_declared(name: &str) -> bool {
    DIFFERS.contains(&name) || schema::TABLES.iter().any(|table| table.variable == name)
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
        let mut names_read = names_read(function, &dynamodb, &behind_a_proxy());
        for name in GIVEN_BY_LAMBDA {
            names_read.remove(name);
        }
        let declared: BTreeSet<_> = template.variables(function).into_keys().collect();
        names_read.retain(|name| declared.contains(name) || must_be_declared(name));
        assert_eq!(differences(&declared, &names_read), Vec::<String>::new(), "{function}");
    }
}

#[test]
fn secrets_are_references_and_only_functions_that_need_them_get_them() {
    let template = Template::read();
    for function in every_function() {
        for (name, value) in template.variables(function) {
            let is_optional = ["TRUSTED_PROXY_SECRET", "MAIL_TOKEN_SECRET"].contains(&name.as_str());
            if name.ends_with("_SECRET") && !(is_optional && value.is_empty()) {
                assert!(value.starts_with("{{resolve:secretsmanager:${"), "{function}: {name} is {value:?}");
            }
            let readers: &[_] = match name.as_str() {
                "REFRESH_TOKEN_SECRET" => &["LoginFunction", "RefreshFunction", "UsersFunction"],
                "MAIL_TOKEN_SECRET" => &["UsersFunction", "MailerFunction"],
                _ => continue,
            };
            assert!(readers.contains(&function), "{function} gets {name}");
        }
    }
}
