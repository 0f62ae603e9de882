//! The documents are true: OpenAPI, the examples of `docs/api.md` and `docs/tour.md`, the recorded events.

#![expect(clippy::unwrap_used, reason = "a failed set-up fails the test")]

mod api_md;
mod costs;
mod events;
mod openapi;
mod stream_events;
mod tour_md;
