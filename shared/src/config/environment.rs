//! The variables of a process and how they are read. An error names the variable, never its value.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;

/// From a millisecond to ten years, in seconds.
pub(super) const UP_TO_TEN_YEARS: (f64, f64) = (0.001, 10.0 * 365.25 * 86_400.0);

/// Why a process refuses to start.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{name} is not set; it must be {expected}")]
    Missing { name: &'static str, expected: &'static str },
    #[error("{name} is invalid; it must be {expected}")]
    Invalid { name: &'static str, expected: &'static str },
}

/// The variables of a process. An empty one counts as unset.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<String, String>,
    names_read: Arc<Mutex<BTreeSet<String>>>,
}

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    #[must_use]
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.names_read.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The names that this environment and its clones have read so far, which a deployment must be able to set.
    #[must_use]
    pub fn names_read(&self) -> BTreeSet<String> {
        self.names_read.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets a variable if it is unset or empty.
    pub fn set_default(&mut self, name: &str, value: impl Into<String>) {
        if self.get(name).is_none() {
            self.variables.insert(name.to_owned(), value.into());
        }
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.insert(name.to_owned(), value.into());
    }

    /// Reads a number or another value that is written as text.
    pub fn parsed<T: FromStr>(&self, name: &'static str, default: T, expected: &'static str) -> Result<T, ConfigError> {
        match self.get(name) {
            Some(text) => text.trim().parse().map_err(|_| ConfigError::Invalid { name, expected }),
            None => Ok(default),
        }
    }

    /// Reads a whole number between two bounds, both inclusive.
    pub(super) fn bounded(
        &self,
        name: &'static str,
        default: u32,
        (min, max): (u32, u32),
        expected: &'static str,
    ) -> Result<u32, ConfigError> {
        let value = self.parsed(name, default, expected)?;
        if (min..=max).contains(&value) { Ok(value) } else { Err(ConfigError::Invalid { name, expected }) }
    }

    /// Reads a duration in units of `unit_seconds`, between two bounds in seconds, both inclusive. Fractions are
    /// allowed. The result has whole milliseconds.
    pub(super) fn duration(
        &self,
        name: &'static str,
        default: f64,
        unit_seconds: f64,
        (min, max): (f64, f64),
        expected: &'static str,
    ) -> Result<SignedDuration, ConfigError> {
        let seconds = self.parsed(name, default, expected)? * unit_seconds;
        let invalid = ConfigError::Invalid { name, expected };
        if !(min..=max).contains(&seconds) {
            return Err(invalid);
        }
        SignedDuration::try_from_secs_f64(seconds).map(whole_milliseconds).map_err(|_| invalid)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, ..Self::default() }
    }
}

/// Shows the names only, because values may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.variables.keys()).finish()
    }
}

fn whole_milliseconds(duration: SignedDuration) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}
