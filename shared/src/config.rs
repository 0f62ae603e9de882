//! Settings from environment variables. Each setting names its variable, and a wrong one is refused at start by that name.
//!
//! The only place that reads the environment. No secret is ever in an error of this module.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};

use crate::domain::session::Rotation;

/// RFC 7518, section 3.2: an HS256 key has at least the size of the hash's output.
const MIN_SECRET_BYTES: usize = 32;

/// Why a process refuses to start.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{name} is not set: {expected}")]
    Missing { name: &'static str, expected: &'static str },
    #[error("{name} is wrong: {expected}")]
    Invalid { name: &'static str, expected: &'static str },
}

/// The variables that a process was given. An empty one counts as unset.
#[derive(Clone)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The variables of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Sets a variable unless it has a value.
    pub fn set_default(&mut self, name: &str, value: impl Into<String>) {
        if self.get(name).is_none() {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// A number or another value with a text form.
    pub fn parsed<T: FromStr>(&self, name: &'static str, default: T, expected: &'static str) -> Result<T, ConfigError> {
        match self.get(name) {
            Some(text) => text.trim().parse().map_err(|_| ConfigError::Invalid { name, expected }),
            None => Ok(default),
        }
    }

    /// A whole number between two bounds, both included.
    fn bounded(
        &self,
        name: &'static str,
        default: u32,
        (min, max): (u32, u32),
        expected: &'static str,
    ) -> Result<u32, ConfigError> {
        let value = self.parsed(name, default, expected)?;
        if (min..=max).contains(&value) { Ok(value) } else { Err(ConfigError::Invalid { name, expected }) }
    }

    /// A length of time above zero, given in `unit_seconds`, fractions allowed; whole milliseconds, at most ten years.
    fn duration(
        &self,
        name: &'static str,
        default: f64,
        unit_seconds: f64,
        expected: &'static str,
    ) -> Result<SignedDuration, ConfigError> {
        let seconds = self.parsed(name, default, expected)? * unit_seconds;
        let invalid = ConfigError::Invalid { name, expected };
        if !(0.001..=TEN_YEARS_SECONDS).contains(&seconds) {
            return Err(invalid);
        }
        SignedDuration::try_from_secs_f64(seconds).map(whole_milliseconds).map_err(|_| invalid)
    }

    fn secret(&self, name: &'static str) -> Result<Option<SecretString>, ConfigError> {
        let Some(secret) = self.get(name) else { return Ok(None) };
        if secret.contains("{{resolve:") {
            return Err(ConfigError::Invalid {
                name,
                expected: "the dynamic reference of the deployment was not resolved",
            });
        }
        if secret.len() < MIN_SECRET_BYTES {
            return Err(ConfigError::Invalid { name, expected: SECRET });
        }
        Ok(Some(secret.into()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

const TEN_YEARS_SECONDS: f64 = 10.0 * 365.25 * 86_400.0;
const SECRET: &str = "a secret of at least 32 bytes, different from every other secret";
const MINUTES: &str = "a number of minutes above 0 and below ten years, for instance 15 or 0.5";
const SECONDS: &str = "a number of seconds, 0 to 3600";
const DAYS: &str = "a number of days above 0 and below ten years";

fn whole_milliseconds(duration: SignedDuration) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

/// The keys of one kind of token: the first signs and verifies, the second only verifies.
#[derive(Clone, Debug)]
pub struct TokenSecrets {
    /// `ACCESS_TOKEN_SECRET` or `REFRESH_TOKEN_SECRET`.
    pub primary: SecretString,
    /// The same name with `_SECONDARY`: the next secret before a switch, the old one after it.
    pub secondary: Option<SecretString>,
}

/// The secrets that a function was given. Only login and refresh have those of refresh tokens.
#[derive(Clone, Debug)]
pub struct Secrets {
    pub access: TokenSecrets,
    pub refresh: TokenSecrets,
}

impl TokenSecrets {
    /// The secrets of access tokens alone, for functions that sign none of the other kind.
    pub fn access(environment: &Environment) -> Result<Self, ConfigError> {
        Self::named(environment, "ACCESS_TOKEN_SECRET", "ACCESS_TOKEN_SECRET_SECONDARY")
    }

    fn named(environment: &Environment, primary: &'static str, secondary: &'static str) -> Result<Self, ConfigError> {
        let missing = ConfigError::Missing { name: primary, expected: SECRET };
        let secrets =
            Self { primary: environment.secret(primary)?.ok_or(missing)?, secondary: environment.secret(secondary)? };
        match &secrets.secondary {
            Some(secret) if same(secret, &secrets.primary) => {
                Err(ConfigError::Invalid { name: secondary, expected: SECRET })
            }
            _ => Ok(secrets),
        }
    }
}

impl Secrets {
    /// The secrets of both kinds. One kind's secret must never verify the other kind's tokens.
    pub fn both(environment: &Environment) -> Result<Self, ConfigError> {
        let access = TokenSecrets::access(environment)?;
        let refresh = TokenSecrets::named(environment, "REFRESH_TOKEN_SECRET", "REFRESH_TOKEN_SECRET_SECONDARY")?;
        let of_access = |secret: &SecretString| {
            same(secret, &access.primary) || access.secondary.as_ref().is_some_and(|secondary| same(secret, secondary))
        };
        if of_access(&refresh.primary) {
            return Err(ConfigError::Invalid { name: "REFRESH_TOKEN_SECRET", expected: SECRET });
        }
        if refresh.secondary.as_ref().is_some_and(of_access) {
            return Err(ConfigError::Invalid { name: "REFRESH_TOKEN_SECRET_SECONDARY", expected: SECRET });
        }
        Ok(Self { access, refresh })
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    verify_slices_are_equal(one.expose_secret().as_bytes(), other.expose_secret().as_bytes()).is_ok()
}

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

/// How long things live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// `ACCESS_TOKEN_EXPIRE_MINUTES`.
    pub access_token: SignedDuration,
    /// `REFRESH_TOKEN_EXPIRE_MINUTES`: how long a session may lie idle.
    pub refresh_token: SignedDuration,
    /// `SESSION_MAX_DAYS`: the absolute end of a session, used or not.
    pub session: SignedDuration,
}

impl Lifetimes {
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            access_token: environment.duration("ACCESS_TOKEN_EXPIRE_MINUTES", 15.0, 60.0, MINUTES)?,
            refresh_token: environment.duration("REFRESH_TOKEN_EXPIRE_MINUTES", 20_160.0, 60.0, MINUTES)?,
            session: environment.duration("SESSION_MAX_DAYS", 90.0, 86_400.0, DAYS)?,
        })
    }
}

/// `REFRESH_REUSE_LEEWAY_SECONDS`: how long a used refresh token is taken for an honest client's.
pub fn refresh_reuse_leeway(environment: &Environment) -> Result<SignedDuration, ConfigError> {
    let name = "REFRESH_REUSE_LEEWAY_SECONDS";
    let seconds = environment.parsed(name, 10.0, SECONDS)?;
    let invalid = ConfigError::Invalid { name, expected: SECONDS };
    if !(0.0..=3600.0).contains(&seconds) {
        return Err(invalid);
    }
    SignedDuration::try_from_secs_f64(seconds).map(whole_milliseconds).map_err(|_| invalid)
}

/// `REFRESH_ROTATION`: `acknowledged` or `strict`.
pub fn refresh_rotation(environment: &Environment) -> Result<Rotation, ConfigError> {
    match environment.get("REFRESH_ROTATION") {
        None | Some("acknowledged") => Ok(Rotation::Acknowledged),
        Some("strict") => Ok(Rotation::Strict),
        Some(_) => Err(ConfigError::Invalid { name: "REFRESH_ROTATION", expected: "acknowledged or strict" }),
    }
}

/// The cost of one password hash. The defaults are the floor of OWASP's Password Storage Cheat Sheet for argon2id.
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
        const MEMORY: &str = "a number of KiB, at least 8 for each lane of ARGON2_PARALLELISM and at most 4194304";
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
