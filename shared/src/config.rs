//! Settings from environment variables. An invalid one stops the process at start with an error that names it. Only
//! this module reads the environment, and its errors never contain a secret.

mod environment;
mod mail;
mod secrets;

use environment::UP_TO_TEN_YEARS;
use jiff::SignedDuration;

pub use environment::{ConfigError, Environment};
pub use mail::{AppUrl, EmailVerification, MailSettings, mail_from, mail_token_secret};
pub use secrets::{Secrets, TokenSecrets, trusted_proxy_secret};

use crate::domain::session::Rotation;

const MINUTES: &str = "a number of minutes greater than 0 and at most ten years, such as 15 or 0.5";
const SECONDS: &str = "a number of seconds from 0 to 3600";
const ATTEMPTS: &str = "a whole number from 1 to 1000000";
const WINDOW: &str = "a number of seconds greater than 0 and at most ten years";
const DAYS: &str = "a number of days greater than 0 and at most ten years";

/// Who signs tokens and for whom (RFC 7519, sections 4.1.1 and 4.1.3).
#[derive(Clone, Debug)]
pub struct TokenParties {
    /// `TOKEN_ISSUER`.
    pub issuer: String,
    /// `TOKEN_AUDIENCE`.
    pub audience: String,
}

impl TokenParties {
    #[must_use]
    pub fn from_environment(environment: &Environment) -> Self {
        let party = |name| environment.get(name).unwrap_or("todo-lambda").to_owned();
        Self { issuer: party("TOKEN_ISSUER"), audience: party("TOKEN_AUDIENCE") }
    }
}

/// `ACCESS_TOKEN_EXPIRE_MINUTES`.
pub fn access_token_lifetime(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("ACCESS_TOKEN_EXPIRE_MINUTES", 15.0, 60.0, UP_TO_TEN_YEARS, MINUTES)
}

/// `REFRESH_TOKEN_EXPIRE_MINUTES`: how long a session may be idle.
pub fn refresh_token_lifetime(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("REFRESH_TOKEN_EXPIRE_MINUTES", 20_160.0, 60.0, UP_TO_TEN_YEARS, MINUTES)
}

/// `SESSION_MAX_DAYS`: when a session ends at the latest, used or not.
pub fn session_lifetime(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("SESSION_MAX_DAYS", 90.0, 86_400.0, UP_TO_TEN_YEARS, DAYS)
}

/// `REFRESH_REUSE_LEEWAY_SECONDS`: how long a replaced refresh token is still accepted.
pub fn refresh_reuse_leeway(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("REFRESH_REUSE_LEEWAY_SECONDS", 10.0, 1.0, (0.0, 3600.0), SECONDS)
}

/// `REFRESH_ROTATION`: `acknowledged` or `strict`.
pub fn refresh_rotation(environment: &Environment) -> Result<Rotation, ConfigError> {
    match environment.get("REFRESH_ROTATION") {
        None | Some("acknowledged") => Ok(Rotation::Acknowledged),
        Some("strict") => Ok(Rotation::Strict),
        Some(_) => Err(ConfigError::Invalid { name: "REFRESH_ROTATION", expected: "acknowledged or strict" }),
    }
}

/// `LOGIN_MAX_FAILURES`: wrong passwords for one email from one network in a window.
pub fn login_max_failures(environment: &Environment) -> Result<u64, ConfigError> {
    environment.bounded("LOGIN_MAX_FAILURES", 10, (1, 1_000_000), ATTEMPTS).map(u64::from)
}

/// `LOGIN_MAX_FAILURES_PER_NETWORK`: wrong passwords for all emails from one network in a window.
pub fn login_max_failures_per_network(environment: &Environment) -> Result<u64, ConfigError> {
    environment.bounded("LOGIN_MAX_FAILURES_PER_NETWORK", 200, (1, 1_000_000), ATTEMPTS).map(u64::from)
}

/// `SIGNUP_MAX_PER_WINDOW`: sign-ups from one network in a window.
pub fn sign_up_max(environment: &Environment) -> Result<u64, ConfigError> {
    environment.bounded("SIGNUP_MAX_PER_WINDOW", 20, (1, 1_000_000), ATTEMPTS).map(u64::from)
}

/// `MAIL_MAX_PER_EMAIL`: mails of one purpose to one email in a window.
pub fn mail_max_per_email(environment: &Environment) -> Result<u64, ConfigError> {
    environment.bounded("MAIL_MAX_PER_EMAIL", 3, (1, 1_000_000), ATTEMPTS).map(u64::from)
}

/// `MAIL_MAX_PER_NETWORK`: mails of one purpose that one network may ask for in a window.
pub fn mail_max_per_network(environment: &Environment) -> Result<u64, ConfigError> {
    environment.bounded("MAIL_MAX_PER_NETWORK", 20, (1, 1_000_000), ATTEMPTS).map(u64::from)
}

/// `MAIL_WINDOW_SECONDS`: the length of a window of requests for mails.
pub fn mail_window(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("MAIL_WINDOW_SECONDS", 3600.0, 1.0, UP_TO_TEN_YEARS, WINDOW)
}

/// `SESSIONS_MAX_PER_USER`: active sessions of one user. A login above it ends the least recently used session.
pub fn sessions_max_per_user(environment: &Environment) -> Result<usize, ConfigError> {
    let max = environment.bounded("SESSIONS_MAX_PER_USER", 100, (1, 1000), "a whole number from 1 to 1000")?;
    Ok(usize::try_from(max).unwrap_or(usize::MAX))
}

/// `LOGIN_FAILURE_WINDOW_SECONDS`: the length of a window of attempts.
pub fn login_failure_window(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    environment.duration("LOGIN_FAILURE_WINDOW_SECONDS", 300.0, 1.0, UP_TO_TEN_YEARS, WINDOW)
}

/// `ALLOWED_ORIGINS`: the other origins whose pages may use the API.
pub fn allowed_origins(environment: &Environment) -> impl Iterator<Item = &str> {
    let list = environment.get("ALLOWED_ORIGINS").unwrap_or_default();
    list.split(',').map(str::trim).filter(|origin| !origin.is_empty())
}

/// `SESSION_CHECK`: whether access tokens stop working when their session ends.
pub fn session_check(environment: &Environment) -> Result<bool, ConfigError> {
    on_or_off(environment, "SESSION_CHECK", true)
}

/// `REQUIRE_TRUSTED_PROXY`: whether requests that bypass the trusted proxy are refused.
pub fn require_trusted_proxy(environment: &Environment) -> Result<bool, ConfigError> {
    on_or_off(environment, "REQUIRE_TRUSTED_PROXY", false)
}

fn on_or_off(environment: &Environment, name: &'static str, default: bool) -> Result<bool, ConfigError> {
    match environment.get(name) {
        None => Ok(default),
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(_) => Err(ConfigError::Invalid { name, expected: "on or off" }),
    }
}

/// The cost of a password hash. The defaults are the minimum of OWASP's Password Storage Cheat Sheet for argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// `ARGON2_MEMORY_KIB`.
    pub memory_kib: u32,
    /// `ARGON2_ITERATIONS`.
    pub iterations: u32,
    /// `ARGON2_PARALLELISM`.
    pub parallelism: u32,
}

impl Argon2Cost {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        const MEMORY: &str = "a whole number of KiB, at least 8 times ARGON2_PARALLELISM and at most 4194304";
        let parallelism = environment.bounded("ARGON2_PARALLELISM", 1, (1, 64), "a whole number from 1 to 64")?;
        Ok(Self {
            memory_kib: environment.bounded("ARGON2_MEMORY_KIB", 19_456, (8 * parallelism, 4_194_304), MEMORY)?,
            iterations: environment.bounded("ARGON2_ITERATIONS", 2, (1, 1000), "a whole number from 1 to 1000")?,
            parallelism,
        })
    }
}

#[cfg(test)]
mod tests;
