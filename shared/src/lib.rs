//! What the functions share: the domain, authentication, the store and the HTTP edge.
//!
//! Imports go one way, as `scripts/import_check.py` checks: `domain` <- `config` <- `auth` <- `http` <- `access` <-
//! `layers` <- functions, with `store` next to `auth`. Only `lambda`, the host of a function, knows the Lambda runtime.

pub mod access;
pub mod audit;
pub mod auth;
pub mod clock;
pub mod config;
pub mod domain;
pub mod http;
pub mod lambda;
pub mod layers;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod random;
pub mod store;
pub mod telemetry;
