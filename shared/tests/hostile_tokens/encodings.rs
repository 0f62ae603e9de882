//! Other encodings of header and claims (RFC 4648, sections 3.2 to 3.5), each with a matching signature, and text
//! around a token.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

use crate::forger::{Genuine, around, encode, message, seal};
use crate::forgery::{Forgery, sealed, unsealed};

type Spell = fn(&str) -> String;

pub(crate) fn forgeries() -> Vec<Forgery> {
    [parts(), surroundings(), wrappings()].into_iter().flatten().collect()
}

/// A genuine text with trailing spaces, so that its encoding would need padding and has unused bits in its last letter.
fn text(text: &impl ToString) -> String {
    let mut text = text.to_string();
    while text.len() % 3 != 1 {
        text.push(' ');
    }
    text
}

/// Adds an unused member whose letters differ between base64 and base64url.
fn special_claims(genuine: &Genuine) -> String {
    text(&around("\"x\":\"~~~???>>>\",", &genuine.claims, ""))
}

fn control(genuine: &Genuine) -> String {
    genuine.of_texts(text(&genuine.header), special_claims(genuine))
}

fn parts() -> Vec<Forgery> {
    let spellings: [(&str, Spell); 12] = [
        ("with padding", |text| URL_SAFE.encode(text)),
        ("with too little padding", |text| format!("{}=", encode(text))),
        ("with padding in its middle", |text| format!("{}=={}", encode(&text[..1]), encode(&text[1..]))),
        ("with its unused bits set", |text| {
            let encoded = encode(text);
            let (rest, last) = encoded.split_at(encoded.len() - 1);
            let next = char::from(last.as_bytes()[0] + 1);
            format!("{rest}{next}")
        }),
        ("with a line break at its end", |text| format!("{}\n", encode(text))),
        ("with many line breaks", |text| {
            encode(text).chars().collect::<Vec<_>>().chunks(32).map(String::from_iter).collect::<Vec<_>>().join("\r\n")
        }),
        ("with a leading space", |text| format!(" {}", encode(text))),
        ("with a tab in its middle", |text| format!("{}\t{}", &encode(text)[..12], &encode(text)[12..])),
        ("with a NUL at its end", |text| format!("{}\0", encode(text))),
        ("with an extra letter", |text| format!("{}A", encode(text))),
        ("in lower case", |text| encode(text).to_lowercase()),
        ("not encoded at all", |text| text.replace('.', "\\u002e")),
    ];
    let mut forgeries = Vec::new();
    for (name, spell) in spellings {
        let header = move |genuine: &Genuine| {
            seal(&format!("{}.{}", spell(&text(&genuine.header)), encode(special_claims(genuine))))
        };
        let claims = move |genuine: &Genuine| {
            seal(&format!("{}.{}", encode(text(&genuine.header)), spell(&special_claims(genuine))))
        };
        forgeries.push(sealed(format!("a header {name}"), header).with_control(control));
        forgeries.push(sealed(format!("claims {name}"), claims).with_control(control));
    }
    for (name, spell) in [
        ("claims in base64", (|text| STANDARD_NO_PAD.encode(text)) as Spell),
        ("claims in base64 with padding", |text| STANDARD.encode(text)),
        ("claims with URL escapes", |text| encode(text).replace('-', "%2D").replace('_', "%5F")),
    ] {
        let claims = move |genuine: &Genuine| {
            seal(&format!("{}.{}", encode(text(&genuine.header)), spell(&special_claims(genuine))))
        };
        forgeries.push(sealed(name, claims).with_control(control));
    }
    forgeries
}

fn surroundings() -> Vec<Forgery> {
    let surroundings = [
        ("a space", " "),
        ("a tab", "\t"),
        ("a line break", "\n"),
        ("a carriage return", "\r\n"),
        ("a NUL", "\0"),
        ("a no-break space", "\u{a0}"),
        ("a zero-width space", "\u{200b}"),
        ("a byte order mark", "\u{feff}"),
        ("a right-to-left mark", "\u{200f}"),
        ("a quote", "\""),
        ("a comma", ","),
        ("an equals sign", "="),
    ];
    let mut forgeries = Vec::new();
    for (name, text) in surroundings {
        forgeries
            .push(unsealed(format!("{name} before the token"), move |genuine| format!("{text}{}", genuine.token())));
        forgeries
            .push(unsealed(format!("{name} after the token"), move |genuine| format!("{}{text}", genuine.token())));
        forgeries.push(unsealed(format!("{name} before each dot"), move |genuine| {
            genuine.token().replace('.', &format!("{text}."))
        }));
    }
    forgeries
}

fn wrappings() -> Vec<Forgery> {
    vec![
        unsealed("the token after its scheme", |genuine| format!("Bearer {}", genuine.token())),
        unsealed("the token in JSON", |genuine| format!("\"{}\"", genuine.token())),
        unsealed("the token, encoded", |genuine| encode(genuine.token())),
        unsealed("the token with URL escapes", |genuine| genuine.token().replace('.', "%2E")),
        unsealed("the token with other dots", |genuine| genuine.token().replace('.', "\u{2024}")),
        unsealed("the token with full-width dots", |genuine| genuine.token().replace('.', "\u{ff0e}")),
        unsealed("the token with letters of another script", |genuine| genuine.token().replacen('e', "\u{435}", 1)),
        unsealed("the token in upper case", |genuine| genuine.token().to_uppercase()),
        unsealed("two tokens and a comma", |genuine| format!("{0},{0}", genuine.token())),
        unsealed("two tokens and a space", |genuine| format!("{0} {0}", genuine.token())),
        unsealed("the token twice", |genuine| genuine.token().repeat(2)),
        unsealed("the claims before the header", |genuine| {
            message(genuine.claims.to_string(), genuine.header.to_string())
        }),
    ]
}
