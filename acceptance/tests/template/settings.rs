//! `docs/settings.md` names every variable that a function reads, and its default.

use std::collections::{BTreeMap, BTreeSet};

use shared::config::{self, Argon2Cost, EmailVerification, Environment, MailSettings, TokenParties};
use shared::store::schema;
use shared::telemetry;
use testkit::{Dynamodb, environment};

use crate::functions::{every_function, names_read};

const DOCUMENT: &str = include_str!("../../../docs/settings.md");

/// Reads a setting as text, to compare the default in the table with the one in the code.
type Read = fn(&Environment) -> String;
const DEFAULTS: [(&str, Read); 23] = [
    ("ACCESS_TOKEN_EXPIRE_MINUTES", |env| format!("{:?}", config::access_token_lifetime(env))),
    ("REFRESH_TOKEN_EXPIRE_MINUTES", |env| format!("{:?}", config::refresh_token_lifetime(env))),
    ("TOKEN_ISSUER", |env| TokenParties::from_environment(env).issuer),
    ("TOKEN_AUDIENCE", |env| TokenParties::from_environment(env).audience),
    ("SESSION_MAX_DAYS", |env| format!("{:?}", config::session_lifetime(env))),
    ("SESSIONS_MAX_PER_USER", |env| format!("{:?}", config::sessions_max_per_user(env))),
    ("SESSION_CHECK", |env| format!("{:?}", config::session_check(env))),
    ("REFRESH_ROTATION", |env| format!("{:?}", config::refresh_rotation(env))),
    ("REFRESH_REUSE_LEEWAY_SECONDS", |env| format!("{:?}", config::refresh_reuse_leeway(env))),
    ("ARGON2_MEMORY_KIB", |env| format!("{:?}", Argon2Cost::from_environment(env))),
    ("ARGON2_ITERATIONS", |env| format!("{:?}", Argon2Cost::from_environment(env))),
    ("ARGON2_PARALLELISM", |env| format!("{:?}", Argon2Cost::from_environment(env))),
    ("LOGIN_MAX_FAILURES", |env| format!("{:?}", config::login_max_failures(env))),
    ("LOGIN_MAX_FAILURES_PER_NETWORK", |env| format!("{:?}", config::login_max_failures_per_network(env))),
    ("LOGIN_FAILURE_WINDOW_SECONDS", |env| format!("{:?}", config::login_failure_window(env))),
    ("SIGNUP_MAX_PER_WINDOW", |env| format!("{:?}", config::sign_up_max(env))),
    ("EMAIL_VERIFICATION", |env| format!("{:?}", EmailVerification::from_environment(env))),
    ("MAIL_MAX_PER_EMAIL", |env| format!("{:?}", config::mail_max_per_email(env))),
    ("MAIL_MAX_PER_NETWORK", |env| format!("{:?}", config::mail_max_per_network(env))),
    ("MAIL_WINDOW_SECONDS", |env| format!("{:?}", config::mail_window(env))),
    ("APP_NAME", |env| {
        let mut with_mail = environment();
        with_mail.set("APP_NAME", env.get("APP_NAME").unwrap_or_default());
        MailSettings::from_environment(&with_mail).unwrap().unwrap().app_name
    }),
    ("REQUIRE_TRUSTED_PROXY", |env| format!("{:?}", config::require_trusted_proxy(env))),
    ("LOG_LEVEL", |env| format!("{:?}", telemetry::level(env))),
];

/// The settings in the table, each with its default if it has one.
fn documented() -> BTreeMap<&'static str, Option<&'static str>> {
    let rows = DOCUMENT.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| {
        let cells: Vec<_> = row.split(" | ").collect();
        let names = cells[0].trim_start_matches("| ").split(", ").map(|name| name.trim_matches('`'));
        let no_default = cells[1].starts_with("none");
        let mut defaults = cells[1].split(", ").map(|default| default.trim_matches('`'));
        names.map(|name| (name, if no_default { None } else { defaults.next() })).collect::<Vec<_>>()
    })
    .collect()
}

#[tokio::test]
async fn the_table_names_every_variable_that_a_function_reads_and_no_other() {
    let dynamodb = Dynamodb::start().await;
    let mut read = BTreeSet::new();
    for function in every_function() {
        read.extend(names_read(function, &dynamodb, &environment()));
    }
    // Lambda sets the region and the credentials.
    let provided = |name: &str| name.starts_with("AWS_") && !name.starts_with("AWS_ENDPOINT_URL_");
    read.retain(|name| !provided(name));
    let documented: BTreeSet<_> = documented().into_keys().map(str::to_owned).collect();
    assert_eq!(documented, read);
}

#[test]
fn each_default_is_the_one_that_the_code_uses() {
    let documented = documented();
    for (name, read) in DEFAULTS {
        let default = documented[name].unwrap_or_else(|| panic!("{name} has no default"));
        let explicit: Environment = [(name, default)].into_iter().collect();
        assert_eq!(read(&Environment::default()), read(&explicit), "{name}");
    }
    for table in schema::TABLES {
        assert_eq!(documented[table.variable], Some(table.default_name));
    }
    let checked = DEFAULTS.iter().map(|(name, _)| *name).chain(schema::TABLES.iter().map(|table| table.variable));
    let with_default = documented.iter().filter(|(_, default)| default.is_some()).map(|(name, _)| *name);
    assert_eq!(with_default.collect::<BTreeSet<_>>(), checked.collect());
}
