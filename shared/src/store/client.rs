//! The DynamoDB client of the functions: credentials from the environment, pinned root certificates and time limits.
//!
//! Loading the operating system's roots takes more than half of a default client's cold start. So the five roots that
//! AWS services use (<https://www.amazontrust.com/repository/>) are compiled in.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Region, SharedHttpClient};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

use super::broken_answers::{RefuseEmptyAnswers, RetryUnreadableAnswers};
use super::metering::Metering;
use super::retry::RetryTransactionConflicts;
use crate::config::{ConfigError, Environment};

const AMAZON_ROOTS: &[u8] = include_bytes!("amazon_roots.pem");

/// Connecting within a region takes a few milliseconds.
const CONNECT_LIMIT: Duration = Duration::from_millis(300);
/// A pooled connection may be dead after the function was frozen, so an attempt fails fast.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 3;
/// Below the time limit of the functions, so that an outage still gets a response.
const OPERATION_LIMIT: Duration = Duration::from_millis(3500);

/// The settings of a function's client: `AWS_REGION`, the credentials that Lambda provides, and
/// `AWS_ENDPOINT_URL_DYNAMODB` for an emulator.
pub fn configuration(environment: &Environment) -> Result<Builder, ConfigError> {
    let mut builder = limits(Builder::new())
        .region(region(environment)?)
        .credentials_provider(credentials(environment)?)
        .http_client(https_client()?);
    builder.set_endpoint_url(environment.get("AWS_ENDPOINT_URL_DYNAMODB").map(str::to_owned));
    Ok(builder)
}

/// The credentials of the function's role, which Lambda sets.
pub fn credentials(environment: &Environment) -> Result<Credentials, ConfigError> {
    const ROLE: &str = "the credentials of the function's role";
    let required = |name| environment.get(name).ok_or(ConfigError::Missing { name, expected: ROLE });
    let (key, secret) = (required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
    Ok(Credentials::new(key, secret, environment.get("AWS_SESSION_TOKEN").map(str::to_owned), None, "environment"))
}

/// The region of the function and its tables.
pub fn region(environment: &Environment) -> Result<Region, ConfigError> {
    let missing = ConfigError::Missing { name: "AWS_REGION", expected: "the region of the tables" };
    Ok(Region::new(environment.get("AWS_REGION").ok_or(missing)?.to_owned()))
}

/// Time limits, retries and metering of every call. Limits and retries require the sleep implementation.
#[must_use]
pub fn limits(builder: Builder) -> Builder {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .operation_timeout(OPERATION_LIMIT)
        .build();
    builder
        .behavior_version(BehaviorVersion::latest())
        .sleep_impl(TokioSleep::new())
        .timeout_config(timeouts)
        .retry_config(
            RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(50)),
        )
        .retry_classifier(RetryTransactionConflicts)
        .retry_classifier(RetryUnreadableAnswers)
        .interceptor(RefuseEmptyAnswers)
        .interceptor(Metering)
}

fn https_client() -> Result<SharedHttpClient, ConfigError> {
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let context = TlsContext::builder().with_trust_store(roots).build().map_err(|_| ConfigError::Invalid {
        name: "amazon_roots.pem",
        expected: "the Amazon Trust Services root certificates in PEM format",
    })?;
    let provider = Provider::rustls(CryptoMode::AwsLc);
    Ok(aws_smithy_http_client::Builder::new().tls_provider(provider).tls_context(context).build_https())
}
