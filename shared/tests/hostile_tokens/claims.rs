//! Claims that we never write (RFC 7519, section 4; RFC 8725, sections 3.8 to 3.12), signed with our own secret.

use serde_json::{Value, json};

use crate::forger::{Genuine, Kind};
use crate::forgery::{Forgery, sealed};

pub(crate) fn forgeries() -> Vec<Forgery> {
    [missing(), parties(), ids(), emails(), positions()].into_iter().flatten().collect()
}

fn claim(name: &'static str, value: Value) -> Forgery {
    sealed(format!("{name} {value:.60}"), move |genuine| genuine.claims_with(name, value.clone()))
}

fn missing() -> Vec<Forgery> {
    let without = |name: &'static str| sealed(format!("no {name}"), move |genuine| genuine.claims_without(name));
    let mut forgeries: Vec<_> = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"].into_iter().map(without).collect();
    forgeries.push(without("email").of_access_tokens());
    forgeries.extend(["gen", "mode"].map(|name| without(name).of_refresh_tokens()));
    forgeries.push(sealed("the claims of the other kind", |genuine| {
        let other = if genuine.kind == Kind::Access { Kind::Refresh } else { Kind::Access };
        genuine.claims_text(Genuine::of(other).claims.to_string())
    }));
    forgeries
}

fn parties() -> Vec<Forgery> {
    let mut forgeries = Vec::new();
    for name in ["iss", "aud"] {
        forgeries.extend(
            [
                json!("somebody else"),
                json!(""),
                json!("TODO-LAMBDA"),
                json!("todo-lambda "),
                json!("todo-lambda\0"),
                json!("todo-lambda/"),
                json!("todo\u{2010}lambda"),
                json!("todo-l\u{430}mbda"),
                json!(["todo-lambda"]),
                json!(["todo-lambda", "somebody else"]),
                json!([]),
                json!({"todo-lambda": null}),
                json!(null),
                json!(1),
                json!(true),
            ]
            .map(|value| claim(name, value)),
        );
    }
    forgeries
}

fn ids() -> Vec<Forgery> {
    let strange = [json!(null), json!(7), json!(true), json!([]), json!({}), json!("")];
    let mut forgeries: Vec<_> =
        ["sub", "sid", "jti"].into_iter().flat_map(|name| strange.clone().map(|value| claim(name, value))).collect();
    forgeries.extend(strange.map(|value| claim("origin_jti", value).of_refresh_tokens()));
    forgeries.push(claim("origin_jti", json!("AQEBAQEBAQEBAQEBAQEBAQ==")).of_refresh_tokens());
    forgeries.extend(
        [
            "ada",
            "01890A5D-AC96-774B-BCCE-B302099A8057",
            "01890a5dac96774bbcceb302099a8057",
            "{01890a5d-ac96-774b-bcce-b302099a8057}",
            "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
            "01890a5d-ac96-474b-bcce-b302099a8057",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "01890a5d-ac96-774b-bcce-b302099a8057\0",
            "01890a5d-ac96-774b-bcce-b302099a8057\n",
            " 01890a5d-ac96-774b-bcce-b302099a8057",
            "01890a5d-ac96-774b-bcce-b302099a805\u{ff17}",
            "' OR ''='",
        ]
        .map(|text| claim("sub", json!(text))),
    );
    for name in ["sid", "jti"] {
        forgeries.extend(
            [
                "AQEBAQEBAQEBAQEBAQEB",
                "AQEBAQEBAQEBAQEBAQEBAQEB",
                "AQEBAQEBAQEBAQEBAQEBAR",
                "AQEBAQEBAQEBAQEBAQEBAQ==",
                "AQEBAQEBAQEBAQEBAQEB+/",
                "AQEBAQEBAQEBAQEBAQEBAQ\n",
                "AQEBAQEBAQEBAQEBAQEBAQ\0",
                "01010101010101010101010101010101",
                "01890a5d-ac96-774b-bcce-b302099a8057",
            ]
            .map(|text| claim(name, json!(text))),
        );
    }
    forgeries
}

fn emails() -> Vec<Forgery> {
    [
        json!(null),
        json!(1),
        json!(["Ada@example.com"]),
        json!(""),
        json!("no address"),
        json!("Ada"),
        json!("Ada@example.com\0"),
        json!("Ada@exam\nple.com"),
        json!("Ada@example.com, Eve@example.com"),
        json!("Ada <Ada@example.com>"),
        json!("Ada@[127.0.0.1]"),
        json!(format!("{}@example.com", "a".repeat(250))),
    ]
    .into_iter()
    .map(|value| claim("email", value).of_access_tokens())
    .collect()
}

/// The position of a refresh token in its session, and how the session rotates.
fn positions() -> Vec<Forgery> {
    let generations = [
        json!(-1),
        json!(1.5),
        json!(3.0),
        json!(1e300),
        json!(18_446_744_073_709_551_616.0),
        json!("3"),
        json!(null),
        json!(true),
        json!([3]),
        json!({}),
    ];
    let modes = [
        json!("lenient"),
        json!("Acknowledged"),
        json!("STRICT"),
        json!("strict "),
        json!("strict\0"),
        json!(""),
        json!(null),
        json!(0),
        json!(true),
        json!(["strict"]),
        json!({}),
        json!({"strict": null}),
    ];
    let mut forgeries: Vec<_> = generations.into_iter().map(|value| claim("gen", value)).collect();
    forgeries.extend(modes.map(|value| claim("mode", value)));
    forgeries.push(sealed("gen with a plus sign", |genuine| {
        genuine.claims_text(genuine.claims.to_string().replace("\"gen\":3", "\"gen\":+3"))
    }));
    forgeries.push(sealed("gen with a leading zero", |genuine| {
        genuine.claims_text(genuine.claims.to_string().replace("\"gen\":3", "\"gen\":03"))
    }));
    forgeries.into_iter().map(Forgery::of_refresh_tokens).collect()
}
