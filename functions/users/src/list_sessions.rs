//! `GET /users/me/sessions`: the caller's active sessions.

use axum::extract::State;
use serde::Serialize;
use shared::access::current_user::UncheckedUser;
use shared::domain::id::SessionId;
use shared::domain::session::Session;
use shared::domain::time::UtcTime;
use shared::http::ApiError;
use shared::http::json::Json;

use crate::AppState;

/// More than anybody has browsers and phones.
const MAX_SESSIONS: usize = 1_000;

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SessionList {
    items: Vec<SessionView>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Session))]
struct SessionView {
    id: SessionId,
    created_at: UtcTime,
    /// The last refresh, or the login.
    last_used_at: UtcTime,
    #[cfg_attr(feature = "openapi", schema(required))]
    user_agent: Option<String>,
    #[cfg_attr(feature = "openapi", schema(required))]
    ip: Option<String>,
    /// Whether it is the session of this request.
    current: bool,
    /// Whether its client stores successors, without which no theft is found.
    rotating: bool,
}

pub(crate) async fn list_sessions(
    State(state): State<AppState>,
    user: UncheckedUser,
) -> Result<Json<SessionList>, ApiError> {
    let now = state.clock.now();
    user.with(async |user| {
        let sessions = state.sessions.list(user.id(), now).await?;
        let view = |session: Session| view(session, user.session_id());
        Ok(Json(SessionList { items: sessions.into_iter().take(MAX_SESSIONS).map(view).collect() }))
    })
    .await
}

fn view(session: Session, current: SessionId) -> SessionView {
    SessionView {
        id: session.id,
        created_at: UtcTime(session.created_at),
        last_used_at: UtcTime(session.last_used_at),
        user_agent: session.user_agent,
        ip: session.ip,
        current: session.id == current,
        rotating: session.generation > 0,
    }
}
