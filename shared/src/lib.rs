//! What the functions have in common: the domain, authentication, the store and the HTTP edge.
//!
//! Imports go one way: `domain` <- `clock`, `config` <- `auth` <- `http` <- functions, and `domain` <- `store` <- `http`'s
//! mapping of errors. `lambda` is the host of a function and the only place that knows the Lambda runtime.

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
