use super::*;

const ONE: &str = "one-secret-of-at-least-thirty-two-bytes";
const OTHER: &str = "other-secret-of-at-least-thirty-two-bytes";

fn environment<const N: usize>(variables: [(&str, &str); N]) -> Environment {
    variables.into_iter().collect()
}

fn refused(result: Result<impl Sized, ConfigError>) -> String {
    result.err().expect("the setting is refused").to_string()
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let environment = environment([("ACCESS_TOKEN_EXPIRE_MINUTES", ""), ("TOKEN_ISSUER", "")]);
    assert_eq!(access_token_lifetime(&environment).unwrap(), SignedDuration::from_mins(15));
    assert_eq!(TokenParties::from_environment(&environment).issuer, "todo-lambda");
}

#[test]
fn the_defaults_match_the_documentation() {
    let environment = environment([]);
    assert_eq!(refresh_token_lifetime(&environment), Ok(SignedDuration::from_hours(14 * 24)));
    assert_eq!(session_lifetime(&environment), Ok(SignedDuration::from_hours(90 * 24)));
    assert_eq!(refresh_reuse_leeway(&environment), Ok(SignedDuration::from_secs(10)));
    assert_eq!(refresh_rotation(&environment), Ok(Rotation::Acknowledged));
    let cost = Argon2Cost { memory_kib: 19_456, iterations: 2, parallelism: 1 };
    assert_eq!(Argon2Cost::from_environment(&environment), Ok(cost));
}

#[test]
fn a_lifetime_may_be_a_fraction_of_a_minute() {
    let environment = environment([("ACCESS_TOKEN_EXPIRE_MINUTES", "0.05")]);
    assert_eq!(access_token_lifetime(&environment).unwrap(), SignedDuration::from_secs(3));
}

#[test]
fn a_wrong_number_is_reported_with_the_name_of_its_variable() {
    for value in ["soon", "0", "-1", "NaN", "inf", "1e300", "15 minutes"] {
        let message = refused(access_token_lifetime(&environment([("ACCESS_TOKEN_EXPIRE_MINUTES", value)])));
        assert!(
            message.starts_with("ACCESS_TOKEN_EXPIRE_MINUTES is invalid; it must be a number of minutes"),
            "{value}: {message}"
        );
    }
    for (name, value) in [("ARGON2_MEMORY_KIB", "7"), ("ARGON2_ITERATIONS", "0"), ("ARGON2_PARALLELISM", "65")] {
        assert!(refused(Argon2Cost::from_environment(&environment([(name, value)]))).starts_with(name));
    }
    for value in ["-1", "3601", "NaN"] {
        let message = refused(refresh_reuse_leeway(&environment([("REFRESH_REUSE_LEEWAY_SECONDS", value)])));
        assert!(message.starts_with("REFRESH_REUSE_LEEWAY_SECONDS is invalid"), "{message}");
    }
    assert!(
        refused(refresh_rotation(&environment([("REFRESH_ROTATION", "Strict")]))).contains("acknowledged or strict")
    );
}

#[test]
fn a_missing_short_unresolved_or_reused_secret_is_reported_with_its_name() {
    let unresolved = "{{resolve:secretsmanager:access-token-secret:SecretString}}";
    for (access, access_secondary, refresh, refresh_secondary, name) in [
        ("", "", ONE, "", "ACCESS_TOKEN_SECRET is not set"),
        ("short", "", ONE, "", "ACCESS_TOKEN_SECRET is invalid"),
        (
            unresolved,
            "",
            ONE,
            "",
            "ACCESS_TOKEN_SECRET is invalid; it must be a secret, not an unresolved dynamic reference",
        ),
        (ONE, "", "", "", "REFRESH_TOKEN_SECRET is not set"),
        (ONE, "", ONE, "", "REFRESH_TOKEN_SECRET is invalid"),
        (ONE, ONE, OTHER, "", "ACCESS_TOKEN_SECRET_SECONDARY is invalid"),
        (ONE, "", OTHER, ONE, "REFRESH_TOKEN_SECRET_SECONDARY is invalid"),
        (ONE, "short", OTHER, "", "ACCESS_TOKEN_SECRET_SECONDARY is invalid"),
    ] {
        let message = refused(Secrets::both(&environment([
            ("ACCESS_TOKEN_SECRET", access),
            ("ACCESS_TOKEN_SECRET_SECONDARY", access_secondary),
            ("REFRESH_TOKEN_SECRET", refresh),
            ("REFRESH_TOKEN_SECRET_SECONDARY", refresh_secondary),
        ])));
        assert!(message.starts_with(name), "{message}");
        assert!(!message.contains(ONE), "the message contains a secret");
    }
}

#[test]
fn debug_output_shows_neither_secrets_nor_the_environment() {
    let environment = environment([("ACCESS_TOKEN_SECRET", ONE), ("REFRESH_TOKEN_SECRET", OTHER)]);
    let secrets = Secrets::both(&environment).unwrap();
    assert!(!format!("{environment:?} {secrets:?}").contains("thirty-two"));
}

#[test]
fn the_secret_of_the_proxy_differs_from_those_of_tokens() {
    let with = |secret: &'static str| environment([("ACCESS_TOKEN_SECRET", ONE), ("TRUSTED_PROXY_SECRET", secret)]);
    assert!(trusted_proxy_secret(&with(OTHER)).unwrap().is_some());
    assert!(trusted_proxy_secret(&with("")).unwrap().is_none());
    for wrong in [ONE, "too short", "{{resolve:secretsmanager:proxy:SecretString}}"] {
        assert!(refused(trusted_proxy_secret(&with(wrong))).starts_with("TRUSTED_PROXY_SECRET"), "{wrong}");
    }
}
