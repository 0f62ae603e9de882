//! What is written for readers is true: the OpenAPI document, the examples of `docs/api.md`, the tour, the recorded events.

#![expect(clippy::unwrap_used, reason = "a test may panic in its set-up too")]

mod api_md;
mod events;
mod openapi;
mod tour_md;
