//! Header and claims as JSON that two parsers may read differently (RFC 7515 and RFC 7519, section 4: names are unique)
//! or that is not a JSON object at all, signed with our own secret.

use serde_json::{Value, json};

use crate::forger::{Genuine, around};
use crate::forgery::{Forgery, sealed};

#[derive(Clone, Copy, Debug)]
enum Part {
    Header,
    Claims,
}

impl Part {
    fn of(self, genuine: &Genuine) -> &Value {
        match self {
            Self::Header => &genuine.header,
            Self::Claims => &genuine.claims,
        }
    }

    fn forged(self, genuine: &Genuine, text: impl AsRef<[u8]>) -> String {
        match self {
            Self::Header => genuine.header_text(text),
            Self::Claims => genuine.claims_text(text),
        }
    }
}

pub(crate) fn forgeries() -> Vec<Forgery> {
    let parts = [Part::Header, Part::Claims];
    parts.into_iter().flat_map(texts).chain(repeated()).chain(contradictions()).collect()
}

/// Each member twice, with the same value.
fn repeated() -> Vec<Forgery> {
    let twice = |part: Part, name: &'static str| {
        sealed(format!("{name} twice in the {part:?}"), move |genuine: &Genuine| {
            let object = part.of(genuine);
            part.forged(genuine, around(&format!("\"{name}\":{},", object[name]), object, ""))
        })
    };
    let mut forgeries = Vec::new();
    forgeries.extend(["alg", "typ", "kid"].map(|name| twice(Part::Header, name)));
    forgeries.extend(["iss", "aud", "sub", "sid", "iat", "exp", "jti"].map(|name| twice(Part::Claims, name)));
    forgeries.push(twice(Part::Claims, "email").of_access_tokens());
    forgeries.extend(["gen", "mode"].map(|name| twice(Part::Claims, name).of_refresh_tokens()));
    forgeries
}

/// A member with two values. A parser may take the first or the last one.
fn contradictions() -> Vec<Forgery> {
    let mut forgeries = Vec::new();
    for (part, extra) in [
        (Part::Header, r#""alg":"none""#),
        (Part::Header, r#""\u0061lg":"none""#),
        (Part::Header, r#""typ":"JWT""#),
        (Part::Header, r#""kid":"0""#),
        (Part::Header, r#""kid":null"#),
        (Part::Claims, r#""exp":9999999999"#),
        (Part::Claims, r#""\u0065xp":9999999999"#),
        (Part::Claims, r#""exp":null"#),
        (Part::Claims, r#""sub":"01890a5d-ac96-774b-bcce-b302099a8057""#),
        (Part::Claims, r#""aud":"somebody else""#),
        (Part::Claims, r#""iss":"somebody else""#),
        (Part::Claims, r#""nbf":1,"nbf":1"#),
    ] {
        forgeries.push(sealed(format!("{extra} before the members of the {part:?}"), move |genuine| {
            part.forged(genuine, around(&format!("{extra},"), part.of(genuine), ""))
        }));
        forgeries.push(sealed(format!("{extra} after the members of the {part:?}"), move |genuine| {
            part.forged(genuine, around("", part.of(genuine), &format!(",{extra}")))
        }));
    }
    forgeries
}

fn texts(part: Part) -> Vec<Forgery> {
    let text = |name: &'static str, change: fn(&Value) -> Vec<u8>| {
        sealed(format!("{part:?}: {name}"), move |genuine| part.forged(genuine, change(part.of(genuine))))
    };
    vec![
        text("nothing", |_| Vec::new()),
        text("an empty object", |_| b"{}".to_vec()),
        text("null", |_| b"null".to_vec()),
        text("a number", |_| b"1".to_vec()),
        text("a word", |_| b"admin".to_vec()),
        text("its own text as a string", |object| json!(object.to_string()).to_string().into()),
        text("itself in an array", |object| json!([object]).to_string().into()),
        text("itself in an object", |object| json!({"x": object}).to_string().into()),
        text("an array of its values", |object| {
            json!(object.as_object().unwrap().values().collect::<Vec<_>>()).to_string().into()
        }),
        text("an array of alg, typ and kid", |object| {
            json!([object["alg"], object["typ"], object["kid"]]).to_string().into()
        }),
        text("itself twice", |object| format!("{object}{object}").into()),
        text("itself followed by a letter", |object| format!("{object}x").into()),
        text("itself followed by a NUL", |object| format!("{object}\0").into()),
        text("itself followed by a comment", |object| format!("{object}/**/").into()),
        text("itself after a byte order mark", |object| format!("\u{feff}{object}").into()),
        text("itself without its end", |object| object.to_string().trim_end_matches('}').into()),
        text("a trailing comma", |object| around("", object, ",").into()),
        text("NaN", |object| around("\"x\":NaN,", object, "").into()),
        text("a number beyond floats", |object| around("\"x\":1e999,", object, "").into()),
        text("a raw line break", |object| around("\"x\":\"\n\",", object, "").into()),
        text("half a surrogate pair", |object| around(r#""x":"\ud800","#, object, "").into()),
        text("single quotes", |object| object.to_string().replace('"', "'").into()),
        text("UTF-16", |object| object.to_string().encode_utf16().flat_map(u16::to_le_bytes).collect()),
        text("bytes that are not UTF-8", |object| {
            let mut text = around("\"x\":\"?\",", object, "").into_bytes();
            text[6] = 0xff;
            text
        }),
        text("an overlong slash", |object| {
            [br#"{"x":""#, &b"\xc0\xaf\","[..], &object.to_string().as_bytes()[1..]].concat()
        }),
        text("arrays in arrays", |object| {
            around(&format!("\"x\":{}{},", "[".repeat(500), "]".repeat(500)), object, "").into()
        }),
    ]
}
