//! The OpenAPI document of the whole API, merged from the functions' descriptions of their routes.

use shared::http::route::BASE_PATH;
use shared::openapi::OpenApi;
use utoipa::openapi::security::{Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApiBuilder, ServerBuilder};

const DESCRIPTION: &str = "Accounts, logins with rotating refresh tokens, and a to-do list for each user.\n\n\
    Errors are problem documents (RFC 9457): use `type` in code, and show `detail` to the user. Only a 401 means that the client \
    must refresh its tokens or that the user must log in again. After a 503, retry the same request once the number of seconds in \
    `Retry-After` has passed.\n\n\
    A slash at the end of a path is optional. Responses may gain members: ignore those that you do not know.";

/// The document in `docs/openapi.json` and at `GET /openapi.json`.
#[must_use]
pub fn document() -> OpenApi {
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info =
        InfoBuilder::new().title("todo-lambda").version("1").description(Some(DESCRIPTION)).license(Some(license));
    let tag = |name, description| TagBuilder::new().name(name).description(Some(description)).build();
    let whole = OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(BASE_PATH).build()]))
        .tags(Some([
            tag("session", "Log in, refresh the tokens, log out."),
            tag("users", "Accounts, passwords and active sessions."),
            tag("tasks", "The to-do list of the logged-in user."),
            tag("service", "The health of the service."),
        ]))
        .build();
    let parts = [
        login::openapi::describe(),
        refresh::openapi::describe(),
        users::openapi::describe(),
        tasks::openapi::describe(),
    ];
    let mut document = parts.into_iter().fold(whole, |whole, part| whole.merge_from(part.into_document()));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", bearer());
    components.add_security_scheme("password", password());
    document
}

fn bearer() -> SecurityScheme {
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    SecurityScheme::Http(scheme.description(Some("The `access_token` from a login or a refresh.")).build())
}

/// For tools that can log in: a login with a form follows RFC 6749, section 4.3.
fn password() -> SecurityScheme {
    let flow = Password::with_refresh_url(format!("{BASE_PATH}/login"), Scopes::new(), format!("{BASE_PATH}/refresh"));
    SecurityScheme::OAuth2(OAuth2::with_description([Flow::Password(flow)], "Email and password."))
}
