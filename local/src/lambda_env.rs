//! `lambda.env`: the variables with which `cargo lambda watch --env-file` runs the functions over this server's data.

use shared::config::Environment;
use shared::store::schema;

use crate::data_directory::DataDirectory;
use crate::env_file;

/// The settings that are passed on if they are set.
const SETTINGS: [&str; 32] = [
    "ACCESS_TOKEN_SECRET",
    "ACCESS_TOKEN_SECRET_SECONDARY",
    "REFRESH_TOKEN_SECRET",
    "REFRESH_TOKEN_SECRET_SECONDARY",
    "ACCESS_TOKEN_EXPIRE_MINUTES",
    "REFRESH_TOKEN_EXPIRE_MINUTES",
    "SESSION_MAX_DAYS",
    "REFRESH_ROTATION",
    "REFRESH_REUSE_LEEWAY_SECONDS",
    "SESSION_CHECK",
    "TOKEN_ISSUER",
    "TOKEN_AUDIENCE",
    "ARGON2_MEMORY_KIB",
    "ARGON2_ITERATIONS",
    "ARGON2_PARALLELISM",
    "LOGIN_MAX_FAILURES",
    "LOGIN_MAX_FAILURES_PER_NETWORK",
    "LOGIN_FAILURE_WINDOW_SECONDS",
    "SESSIONS_MAX_PER_USER",
    "SIGNUP_MAX_PER_WINDOW",
    "EMAIL_VERIFICATION",
    "MAIL_MAX_PER_EMAIL",
    "MAIL_MAX_PER_NETWORK",
    "MAIL_WINDOW_SECONDS",
    "MAIL_TOKEN_SECRET",
    "MAIL_FROM",
    "APP_URL",
    "APP_NAME",
    "TRUSTED_PROXY_SECRET",
    "REQUIRE_TRUSTED_PROXY",
    "ALLOWED_ORIGINS",
    "LOG_LEVEL",
];

/// Where the SDK finds the store and the mailbox.
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SESV2", "AWS_REGION"];

/// Passed on only if they are placeholders. Real ones reach the functions by the environment, never by a file.
const CREDENTIALS: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// Keeps the name of a stage out of the path that the functions see.
const IGNORE_STAGE: (&str, &str) = ("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true");

pub(crate) fn write(
    directory: &DataDirectory,
    environment: &Environment,
    has_placeholders: bool,
) -> anyhow::Result<()> {
    env_file::write(&directory.lambda_env(), variables(environment, has_placeholders))
}

fn variables(environment: &Environment, has_placeholders: bool) -> Vec<(&str, &str)> {
    let credentials: &[&str] = if has_placeholders { &CREDENTIALS } else { &[] };
    let tables = schema::TABLES.iter().map(|table| (table.variable, table.name(environment)));
    let names = SETTINGS.iter().chain(&ENDPOINTS).chain(credentials);
    let set = names.filter_map(|name| Some((*name, environment.get(name)?)));
    tables.chain(set).chain([IGNORE_STAGE]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment::from_iter([("USERS_TABLE", "people"), ("SESSION_CHECK", "off"), ("AWS_SECRET_ACCESS_KEY", "key")])
    }

    #[test]
    fn tables_and_set_variables_are_passed_on() {
        let environment = environment();
        let variables = variables(&environment, true);
        for expected in [("USERS_TABLE", "people"), ("SESSION_CHECK", "off"), ("AWS_SECRET_ACCESS_KEY", "key")] {
            assert!(variables.contains(&expected), "{expected:?}");
        }
        assert!(!variables.iter().any(|(name, _)| *name == "TOKEN_ISSUER"));
    }

    #[test]
    fn real_credentials_stay_out_of_the_file() {
        let environment = environment();
        assert!(!variables(&environment, false).iter().any(|(name, _)| CREDENTIALS.contains(name)));
    }
}
