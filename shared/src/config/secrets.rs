//! The secrets that sign tokens and identify the proxy. Each must be long enough and contain no unresolved reference,
//! and secrets with different purposes must differ.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret as _, SecretString};

use super::{ConfigError, Environment};

/// RFC 7518, section 3.2: an HS256 key must be at least as long as the hash.
const MIN_SECRET_BYTES: usize = 32;
const SECRET: &str = "a secret of at least 32 bytes, different from every other secret";

/// The keys of one kind of token. The primary key signs and verifies, the secondary key only verifies.
#[derive(Clone, Debug)]
pub struct TokenSecrets {
    /// `ACCESS_TOKEN_SECRET` or `REFRESH_TOKEN_SECRET`.
    pub primary: SecretString,
    /// The same name with `_SECONDARY`: the next secret before a switch, the previous one after it.
    pub secondary: Option<SecretString>,
}

/// The secrets of both kinds of token. Only login, refresh and users have those of refresh tokens.
#[derive(Clone, Debug)]
pub struct Secrets {
    pub access: TokenSecrets,
    pub refresh: TokenSecrets,
}

impl TokenSecrets {
    /// The secrets of access tokens, for functions that sign no refresh tokens.
    pub fn access(environment: &Environment) -> Result<Self, ConfigError> {
        Self::named(environment, "ACCESS_TOKEN_SECRET", "ACCESS_TOKEN_SECRET_SECONDARY")
    }

    fn named(environment: &Environment, primary: &'static str, secondary: &'static str) -> Result<Self, ConfigError> {
        let missing = ConfigError::Missing { name: primary, expected: SECRET };
        let secrets =
            Self { primary: secret(environment, primary)?.ok_or(missing)?, secondary: secret(environment, secondary)? };
        match &secrets.secondary {
            Some(secret) if same(secret, &secrets.primary) => {
                Err(ConfigError::Invalid { name: secondary, expected: SECRET })
            }
            _ => Ok(secrets),
        }
    }
}

/// `TRUSTED_PROXY_SECRET`. The operator of the proxy knows it, so it must differ from the secrets that sign tokens.
pub fn trusted_proxy_secret(environment: &Environment) -> Result<Option<SecretString>, ConfigError> {
    let name = "TRUSTED_PROXY_SECRET";
    let Some(proof) = secret(environment, name)? else { return Ok(None) };
    let TokenSecrets { primary, secondary } = TokenSecrets::access(environment)?;
    if [Some(primary), secondary].iter().flatten().any(|secret| same(secret, &proof)) {
        return Err(ConfigError::Invalid { name, expected: SECRET });
    }
    Ok(Some(proof))
}

impl Secrets {
    /// Reads the secrets of both kinds. A secret of one kind must never verify tokens of the other.
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

    /// Refuses a secret of another purpose that is also one of these.
    pub fn check_differs(&self, name: &'static str, other: &SecretString) -> Result<(), ConfigError> {
        let of_both = [&self.access, &self.refresh].into_iter();
        let mut all = of_both.flat_map(|secrets| [Some(&secrets.primary), secrets.secondary.as_ref()]).flatten();
        if all.any(|secret| same(secret, other)) {
            Err(ConfigError::Invalid { name, expected: SECRET })
        } else {
            Ok(())
        }
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    verify_slices_are_equal(one.expose_secret().as_bytes(), other.expose_secret().as_bytes()).is_ok()
}

pub(super) fn secret(environment: &Environment, name: &'static str) -> Result<Option<SecretString>, ConfigError> {
    let Some(secret) = environment.get(name) else { return Ok(None) };
    if secret.contains("{{resolve:") {
        return Err(ConfigError::Invalid { name, expected: "a secret, not an unresolved dynamic reference" });
    }
    if secret.len() < MIN_SECRET_BYTES {
        return Err(ConfigError::Invalid { name, expected: SECRET });
    }
    Ok(Some(secret.into()))
}
