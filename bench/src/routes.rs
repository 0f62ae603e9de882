//! The measured routes: the recorded event of each, and the function that answers it.

/// A route under measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) function: &'static str,
    pub(crate) event: &'static str,
    pub(crate) status: u16,
    pub(crate) kind: Kind,
    /// Whether the peers have it.
    pub(crate) in_peers: bool,
}

/// Who sends the event, and under which settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A user whose tasks stay as they are.
    Reads,
    /// The same, with `SESSION_CHECK=off`.
    ReadsUnchecked,
    /// A user who has many tasks, which stay as they are.
    ReadsMany,
    /// A user whose tasks change.
    Writes,
    /// The same, with `SESSION_CHECK=off`.
    WritesUnchecked,
    /// A new user for each block, because each login adds a session.
    LogsIn,
}

use Kind::{LogsIn, Reads, ReadsMany, ReadsUnchecked, Writes, WritesUnchecked};

pub(crate) const ROUTES: [Route; 14] = [
    route("`GET /tasks/`, a page of 10", "tasks", "tasks-list-page", Reads).in_peers(),
    route("`GET /tasks/`, a page of 10, `SESSION_CHECK=off`", "tasks", "tasks-list-page", ReadsUnchecked),
    route("`GET /tasks/`, a page of 50", "tasks", "tasks-list-page", ReadsMany),
    route("`GET /tasks/`, 10 by cursor", "tasks", "tasks-list-cursor", Reads),
    route("`GET /tasks/{id}`", "tasks", "tasks-read", Reads),
    route("`GET /reports/`, 10 tasks", "tasks", "tasks-report", Reads),
    route("`GET /reports/`, 50 tasks", "tasks", "tasks-report", ReadsMany),
    route("`POST /tasks/`", "tasks", "tasks-create", Writes).with_status(201).in_peers(),
    route("`POST /tasks/`, `SESSION_CHECK=off`", "tasks", "tasks-create", WritesUnchecked).with_status(201),
    route("`PATCH /tasks/{id}`", "tasks", "tasks-patch", Writes),
    route("`POST /refresh`", "refresh", "refresh-refresh", Reads).in_peers(),
    route("`GET /health`", "refresh", "refresh-health", Reads),
    route("`GET /users/me`", "users", "users-me", Reads),
    route("`POST /login`", "login", "login-json", LogsIn).in_peers(),
];

const fn route(name: &'static str, function: &'static str, event: &'static str, kind: Kind) -> Route {
    Route { name, function, event, status: 200, kind, in_peers: false }
}

impl Route {
    const fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    const fn in_peers(self) -> Self {
        Self { in_peers: true, ..self }
    }

    pub(crate) fn is_unchecked(self) -> bool {
        matches!(self.kind, ReadsUnchecked | WritesUnchecked)
    }

    /// The events of a block. A login takes as long as forty other requests.
    pub(crate) fn block(self) -> u32 {
        if self.kind == LogsIn { 10 } else { 100 }
    }
}
