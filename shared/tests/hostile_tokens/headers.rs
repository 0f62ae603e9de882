//! Headers that we never write (RFC 7515, section 4; RFC 8725, sections 3.10 and 3.11), signed with our own secret.

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::forger::{Genuine, Kind, encode, message, seal, tag, with};
use crate::forgery::{Forgery, sealed, unsealed};

pub(crate) fn forgeries() -> Vec<Forgery> {
    [types(), key_ids(), members(), critical()].into_iter().flatten().collect()
}

fn member(name: &'static str, value: Value) -> Forgery {
    sealed(format!("{name} {value:.60}"), move |genuine| genuine.header_with(name, value.clone()))
}

fn types() -> Vec<Forgery> {
    let of_the_kind = |name: &'static str, change: fn(&str) -> String| {
        sealed(name, move |genuine: &Genuine| {
            let own = genuine.header["typ"].as_str().unwrap();
            genuine.header_with("typ", json!(change(own)))
        })
    };
    let values = [json!("JWT"), json!("jwt"), json!("jws"), json!("logout+jwt"), json!(""), json!(null), json!(1)];
    let mut forgeries: Vec<_> = values.into_iter().map(|value| member("typ", value)).collect();
    forgeries.extend([
        of_the_kind("typ in upper case", str::to_uppercase),
        of_the_kind("typ with upper-case JWT", |own| own.replace("jwt", "JWT")),
        of_the_kind("typ as a media type", |own| format!("application/{own}")),
        of_the_kind("typ with a parameter", |own| format!("{own};v=1")),
        of_the_kind("typ after a space", |own| format!(" {own}")),
        of_the_kind("typ before a NUL", |own| format!("{own}\0")),
        sealed("no typ", |genuine| genuine.header_without("typ")),
        sealed("typ in an array", |genuine| genuine.header_with("typ", json!([genuine.header["typ"]]))),
        sealed("typ of the other kind", |genuine| {
            let other = if genuine.kind == Kind::Access { "rt+jwt" } else { "at+jwt" };
            assert_eq!(
                Genuine::of(if genuine.kind == Kind::Access { Kind::Refresh } else { Kind::Access }).header["typ"],
                other
            );
            genuine.header_with("typ", json!(other))
        }),
    ]);
    forgeries
}

fn key_ids() -> Vec<Forgery> {
    let values = [
        json!(null),
        json!(0),
        json!(true),
        json!([]),
        json!({}),
        json!(""),
        json!("0"),
        json!("../../../../dev/null"),
        json!("/proc/sys/kernel/randomize_va_space"),
        json!("x' UNION SELECT 'c2VjcmV0';--"),
        json!("| echo secret"),
        json!("https://example.com/key"),
        json!("AAAAAAAAAAA"),
        json!("*"),
    ];
    let changed = |name: &'static str, change: fn(&str) -> String| {
        sealed(name, move |genuine: &Genuine| {
            let own = genuine.header["kid"].as_str().unwrap();
            genuine.header_with("kid", json!(change(own)))
        })
    };
    let mut forgeries: Vec<_> = values.into_iter().map(|value| member("kid", value)).collect();
    forgeries.extend([
        sealed("no kid", |genuine| genuine.header_without("kid")),
        sealed("kid of another secret", |genuine| genuine.header_with("kid", genuine.other_kid.clone())),
        sealed("kid in an array", |genuine| genuine.header_with("kid", json!([genuine.header["kid"]]))),
        changed("kid with padding", |own| format!("{own}=")),
        changed("kid before a NUL", |own| format!("{own}\0")),
        changed("kid cut", |own| own[..own.len() - 1].to_owned()),
        changed("kid backwards", |own| own.chars().rev().collect()),
    ]);
    forgeries
}

/// Members that name or contain a key, describe the payload or are unknown. We write none of them, not even as null.
fn members() -> Vec<Forgery> {
    let key = json!({"kty": "oct", "k": encode("a secret that the token brings itself")});
    let mut forgeries: Vec<_> = [
        ("jku", json!("https://example.com/keys")),
        ("jku", json!(null)),
        ("jwk", key.clone()),
        ("jwk", json!({})),
        ("jwk", json!(null)),
        ("x5u", json!("https://example.com/certificate")),
        ("x5u", json!("file:///etc/passwd")),
        ("x5u", json!(null)),
        ("x5c", json!(["MIIB"])),
        ("x5c", json!([])),
        ("x5c", json!(null)),
        ("x5t", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("x5t#S256", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("cty", json!("JWT")),
        ("cty", json!("")),
        ("cty", json!(null)),
        ("zip", json!("DEF")),
        ("zip", json!("GZ")),
        ("zip", json!(null)),
        ("enc", json!("A128CBC-HS256")),
        ("enc", json!(null)),
        ("epk", json!({"kty": "EC"})),
        ("p2c", json!(2_147_483_647)),
        ("url", json!("https://example.com/")),
        ("nonce", json!("AAAA")),
        ("ppt", json!("shaken")),
        ("exp", json!(9_999_999_999_i64)),
        ("iss", json!("todo-lambda")),
        ("Alg", json!("none")),
        ("", json!("")),
        ("__proto__", json!({"alg": "none"})),
        ("x", json!("x".repeat(1000))),
    ]
    .into_iter()
    .map(|(name, value)| member(name, value))
    .collect();
    forgeries.push(unsealed("a secret inside the token", move |genuine| {
        let header = with(&genuine.header, "jwk", key.clone()).to_string();
        let message = message(header, genuine.claims.to_string());
        format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, b"a secret that the token brings itself", &message)))
    }));
    forgeries.push(sealed("a genuine token inside a token", |genuine| {
        let header = with(&genuine.header, "cty", json!("JWT"));
        genuine.of_texts(header.to_string(), genuine.token())
    }));
    forgeries.push(sealed("a genuine token as the claims", |genuine| genuine.claims_text(genuine.token())));
    forgeries
}

/// RFC 7515, section 4.1.11, and RFC 7797: a token with an unknown critical member is refused.
fn critical() -> Vec<Forgery> {
    let mut forgeries: Vec<_> = [
        json!(["exp"]),
        json!(["b64"]),
        json!(["http://example.com/UNDEFINED"]),
        json!(["alg"]),
        json!([]),
        json!([1]),
        json!("exp"),
        json!({}),
        json!(null),
    ]
    .into_iter()
    .map(|value| member("crit", value))
    .collect();
    forgeries.extend([member("b64", json!(false)), member("b64", json!(true)), member("b64", json!(null))]);
    let unencoded = |genuine: &Genuine| with(&with(&genuine.header, "b64", json!(false)), "crit", json!(["b64"]));
    forgeries.push(sealed("b64 and crit", move |genuine| genuine.header_text(unencoded(genuine).to_string())));
    forgeries.push(sealed("b64 and crit, and claims that are not encoded", move |genuine| {
        seal(&format!("{}.{}", encode(unencoded(genuine).to_string()), genuine.claims))
    }));
    forgeries
}
