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
    /// Time of the last refresh, or of the login before the first refresh.
    last_used_at: UtcTime,
    /// The `User-Agent` of the request that started the session.
    #[cfg_attr(feature = "openapi", schema(required))]
    user_agent: Option<String>,
    /// The IP address of the request that started the session.
    #[cfg_attr(feature = "openapi", schema(required))]
    ip: Option<String>,
    /// Whether this is the session of the request.
    current: bool,
    /// Whether the client stores the new refresh tokens that it gets. Only then can the theft of a token be detected.
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
