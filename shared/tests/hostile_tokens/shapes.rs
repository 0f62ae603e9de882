//! Texts without the three parts of the compact serialisation (RFC 7515, section 7.1), and tokens that are too long.

use serde_json::json;

use crate::forger::{Genuine, around, encode, seal};
use crate::forgery::{Forgery, sealed, unsealed};

/// The length of the longest token that is decoded, in bytes.
const LIMIT: usize = 4096;

pub(crate) fn forgeries() -> Vec<Forgery> {
    [parts(), serialisations(), sizes()].into_iter().flatten().collect()
}

/// Builds a text from the three parts of a genuine token.
fn of_parts(name: &str, make: fn(&str, &str, &str) -> String) -> Forgery {
    unsealed(name, move |genuine| {
        let token = genuine.token();
        let parts: Vec<_> = token.split('.').collect();
        make(parts[0], parts[1], parts[2])
    })
}

fn parts() -> Vec<Forgery> {
    vec![
        of_parts("nothing", |_, _, _| String::new()),
        of_parts("one part, the header", |header, _, _| header.to_owned()),
        of_parts("one part, the claims", |_, claims, _| claims.to_owned()),
        of_parts("two parts without a signature", |header, claims, _| format!("{header}.{claims}")),
        of_parts("two parts without claims", |header, _, signature| format!("{header}.{signature}")),
        of_parts("two parts without a header", |_, claims, signature| format!("{claims}.{signature}")),
        of_parts("four parts, the last empty", |header, claims, signature| format!("{header}.{claims}.{signature}.")),
        of_parts("four parts, the last a word", |header, claims, signature| {
            format!("{header}.{claims}.{signature}.foo")
        }),
        of_parts("four parts, the first empty", |header, claims, signature| format!(".{header}.{claims}.{signature}")),
        of_parts("four parts, two signatures", |header, claims, signature| {
            format!("{header}.{claims}.{signature}.{signature}")
        }),
        of_parts("four parts, two headers", |header, claims, signature| {
            format!("{header}.{header}.{claims}.{signature}")
        }),
        of_parts("four parts, one empty in the middle", |header, claims, signature| {
            format!("{header}..{claims}.{signature}")
        }),
        of_parts("five parts as in JWE", |header, claims, signature| {
            format!("{header}.{claims}..{claims}.{signature}")
        }),
        of_parts("five parts, the last empty", |header, claims, signature| format!("{header}.{claims}.{signature}..")),
        of_parts("six parts, the token twice", |header, claims, signature| {
            format!("{header}.{claims}.{signature}.{header}.{claims}.{signature}")
        }),
        of_parts("one dot", |_, _, _| ".".to_owned()),
        of_parts("two dots", |_, _, _| "..".to_owned()),
        of_parts("three dots", |_, _, _| "...".to_owned()),
        of_parts("an empty header under the genuine signature", |_, claims, signature| {
            format!(".{claims}.{signature}")
        }),
        of_parts("empty claims under the genuine signature", |header, _, signature| format!("{header}..{signature}")),
        of_parts("only claims, between two dots", |_, claims, _| format!(".{claims}.")),
        of_parts("a signature after two dots", |_, _, signature| format!("..{signature}")),
        of_parts("the signature first", |header, claims, signature| format!("{signature}.{header}.{claims}")),
        of_parts("the word null", |_, _, _| "null".to_owned()),
        of_parts("the word undefined", |_, _, _| "undefined".to_owned()),
        of_parts("letters as parts", |_, _, _| "a.b.c".to_owned()),
        sealed("an empty header, signed", |genuine| seal(&format!(".{}", encode(genuine.claims.to_string())))),
        sealed("empty claims, signed", |genuine| seal(&format!("{}.", encode(genuine.header.to_string())))),
        sealed("only a dot, signed", |_| seal(".")),
        sealed("nothing, signed", |_| seal("")),
        sealed("only a header, signed", |genuine| seal(&encode(genuine.header.to_string()))),
        sealed("four parts, signed as a whole", |genuine| seal(&format!("{}.x", genuine.message()))),
        sealed("a signature of header, claims and signature", |genuine| seal(&genuine.token())),
    ]
}

/// RFC 7515, section 7.2.
fn serialisations() -> Vec<Forgery> {
    vec![
        of_parts("the flattened JSON serialisation", |header, claims, signature| {
            json!({"payload": claims, "protected": header, "signature": signature}).to_string()
        }),
        of_parts("the general JSON serialisation", |header, claims, signature| {
            json!({"payload": claims, "signatures": [{"protected": header, "signature": signature}]}).to_string()
        }),
        of_parts("the general JSON serialisation with a second signature", |header, claims, signature| {
            let signatures = json!([
                {"protected": header, "signature": signature},
                {"protected": encode(r#"{"alg":"none"}"#), "signature": ""},
            ]);
            json!({"payload": claims, "signatures": signatures}).to_string()
        }),
        of_parts("the flattened JSON serialisation with an open header", |header, claims, signature| {
            json!({"payload": claims, "protected": header, "header": {"alg": "none"}, "signature": signature})
                .to_string()
        }),
        of_parts("an array of the parts", |header, claims, signature| json!([header, claims, signature]).to_string()),
    ]
}

/// A genuine token with an unused claim that brings its length to this many bytes.
fn of_length(genuine: &Genuine, bytes: usize) -> String {
    let longer =
        |letters| genuine.claims_text(around(&format!("\"x\":\"{}\",", "x".repeat(letters)), &genuine.claims, ""));
    // Three more letters are four more bytes of base64url.
    (0..=bytes).map(longer).find(|token| token.len() >= bytes).unwrap()
}

fn sizes() -> Vec<Forgery> {
    let longest = |genuine: &Genuine| of_length(genuine, LIMIT - 1);
    vec![
        sealed("a token longer than any of ours", |genuine| of_length(genuine, LIMIT + 1)).with_control(longest),
        sealed("a token of a megabyte", |genuine| {
            genuine.claims_text(around(&format!("\"x\":\"{}\",", "x".repeat(1 << 20)), &genuine.claims, ""))
        })
        .with_control(longest),
        unsealed("a token followed by a megabyte", |genuine| format!("{}{}", genuine.token(), "A".repeat(1 << 20))),
        unsealed("a megabyte of dots", |_| ".".repeat(1 << 20)),
        unsealed("a megabyte of opening brackets", |_| "[".repeat(1 << 20)),
    ]
}
