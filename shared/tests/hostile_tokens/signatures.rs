//! Signatures that are not the message's own under our secret, and other spellings of the right one.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde_json::json;

use crate::forger::{Genuine, Kind, NEXT_SECRET, SECRET, encode, message, seal, sign, tag, with};
use crate::forgery::{Forgery, unsealed};

pub(crate) fn forgeries() -> Vec<Forgery> {
    [changed(), other_keys(), of_something_else(), spellings()].into_iter().flatten().collect()
}

fn own_tag(message: &str) -> Vec<u8> {
    tag(hmac::HMAC_SHA256, SECRET.as_bytes(), message).as_ref().to_vec()
}

/// The genuine message with a signature derived from its right one.
fn with_tag(name: &str, change: fn(Vec<u8>) -> Vec<u8>) -> Forgery {
    unsealed(format!("a signature {name}"), move |genuine| {
        let message = genuine.message();
        format!("{message}.{}", encode(change(own_tag(&message))))
    })
}

fn changed() -> Vec<Forgery> {
    let flipped = |position: usize, bit: u8| {
        unsealed(format!("a signature whose bit {bit} of byte {position} is flipped"), move |genuine| {
            let message = genuine.message();
            let mut tag = own_tag(&message);
            tag[position] ^= 1 << bit;
            format!("{message}.{}", encode(tag))
        })
    };
    vec![
        with_tag("that is empty", |_| Vec::new()),
        with_tag("of zeros", |tag| vec![0; tag.len()]),
        with_tag("of ones", |tag| vec![0xff; tag.len()]),
        with_tag("of one byte", |tag| tag[..1].to_vec()),
        with_tag("cut to a half", |tag| tag[..16].to_vec()),
        with_tag("without its last byte", |tag| tag[..31].to_vec()),
        with_tag("without its first byte", |tag| tag[1..].to_vec()),
        with_tag("with an extra zero", |tag| [tag, vec![0]].concat()),
        with_tag("after a zero", |tag| [vec![0], tag].concat()),
        with_tag("twice", |tag| [tag.clone(), tag].concat()),
        with_tag("padded to 64 bytes", |tag| [tag, vec![0; 32]].concat()),
        with_tag("backwards", |tag| tag.into_iter().rev().collect()),
        with_tag("inverted", |tag| tag.into_iter().map(|byte| !byte).collect()),
        with_tag("in DER", |tag| [vec![0x04, 32], tag].concat()),
        with_tag("of a megabyte", |tag| tag.repeat(1 << 15)),
        flipped(0, 7),
        flipped(0, 0),
        flipped(15, 4),
        flipped(16, 3),
        flipped(31, 7),
        flipped(31, 0),
    ]
}

fn other_keys() -> Vec<Forgery> {
    let trimmed = &SECRET[..32];
    let keys: [(&str, Vec<u8>); 10] = [
        ("the next secret", NEXT_SECRET.into()),
        ("no secret", Vec::new()),
        ("the word secret", b"secret".to_vec()),
        ("null", b"null".to_vec()),
        ("our secret cut to 32 bytes", trimmed.into()),
        ("our secret with a line break", format!("{SECRET}\n").into()),
        ("our secret in upper case", SECRET.to_uppercase().into()),
        ("our secret in base64", STANDARD.encode(SECRET).into()),
        ("the hash of our secret", digest(&SHA256, SECRET.as_bytes()).as_ref().to_vec()),
        ("our secret twice", SECRET.repeat(2).into()),
    ];
    let mut forgeries: Vec<_> = keys
        .into_iter()
        .map(|(name, key)| {
            unsealed(format!("signed with {name}"), move |genuine| {
                let message = genuine.message();
                format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, &key, &message)))
            })
        })
        .collect();
    forgeries.push(unsealed("signed with its kid as the secret", |genuine| {
        let message = genuine.message();
        let key = genuine.header["kid"].as_str().unwrap().as_bytes();
        format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, key, &message)))
    }));
    forgeries.push(unsealed("signed with a secret that does not match its kid", |genuine| {
        let message =
            message(with(&genuine.header, "kid", genuine.other_kid.clone()).to_string(), genuine.claims.to_string());
        format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, b"another secret", &message)))
    }));
    forgeries
}

fn of_something_else() -> Vec<Forgery> {
    let signature_of = |name: &'static str, other: fn(&Genuine) -> String| {
        unsealed(format!("the signature of {name}"), move |genuine| {
            format!("{}.{}", genuine.message(), encode(own_tag(&other(genuine))))
        })
    };
    vec![
        signature_of("nothing", |_| String::new()),
        signature_of("the header", |genuine| encode(genuine.header.to_string())),
        signature_of("the claims", |genuine| encode(genuine.claims.to_string())),
        signature_of("the message with its last dot", |genuine| format!("{}.", genuine.message())),
        signature_of("the message without its dot", |genuine| genuine.message().replace('.', "")),
        signature_of("the message before it was encoded", |genuine| format!("{}.{}", genuine.header, genuine.claims)),
        signature_of("the hash of the message", |genuine| {
            format!("{:?}", digest(&SHA256, genuine.message().as_bytes()).as_ref())
        }),
        signature_of("the message in lower case", |genuine| genuine.message().to_lowercase()),
        unsealed("the signature of a token of the other kind", |genuine| {
            let other = sign(if genuine.kind == Kind::Access { Kind::Refresh } else { Kind::Access }, SECRET);
            format!("{}.{}", genuine.message(), other.rsplit('.').next().unwrap())
        }),
        unsealed("the signature of a token of another user", |genuine| {
            let token = genuine.token();
            let sub = json!("01890a5d-ac96-774b-bcce-b302099a8057");
            let forged = message(genuine.header.to_string(), with(&genuine.claims, "sub", sub).to_string());
            format!("{forged}.{}", token.rsplit('.').next().unwrap())
        }),
        unsealed("a hash of secret and message instead of an HMAC", |genuine| {
            let message = genuine.message();
            format!("{message}.{}", encode(digest(&SHA256, format!("{SECRET}{message}").as_bytes())))
        }),
        unsealed("a hash of the message, which needs no secret", |genuine| {
            let message = genuine.message();
            format!("{message}.{}", encode(digest(&SHA256, message.as_bytes())))
        }),
    ]
}

/// A genuine message whose signature contains a `-` or `_`. Spaces after the claims change the message until it does.
fn special_message(genuine: &Genuine) -> String {
    let blanks = (0..).map(|count| format!("{}{}", genuine.claims, " ".repeat(count)));
    let mut messages = blanks.map(|claims| message(genuine.header.to_string(), claims));
    messages.find(|message| encode(own_tag(message)).contains(['-', '_'])).unwrap()
}

/// The right signature, spelled differently. A token with several spellings could bypass a list of revoked tokens.
fn spellings() -> Vec<Forgery> {
    let spelled = |name: &'static str, spell: fn(&[u8]) -> String| {
        unsealed(format!("the right signature {name}"), move |genuine| {
            let message = special_message(genuine);
            format!("{message}.{}", spell(&own_tag(&message)))
        })
        .with_control(|genuine| seal(&special_message(genuine)))
    };
    let swap_case = |letter: char| {
        if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
    };
    vec![
        spelled("in base64", |tag| STANDARD.encode(tag)),
        spelled("in base64 without padding", |tag| STANDARD_NO_PAD.encode(tag)),
        spelled("with padding", |tag| URL_SAFE.encode(tag)),
        spelled("with two paddings", |tag| format!("{}==", encode(tag))),
        spelled("with its unused bits set", |tag| {
            let text = encode(tag);
            let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let (rest, last) = text.split_at(text.len() - 1);
            let position = alphabet.find(last).unwrap();
            format!("{rest}{}", &alphabet[position + 1..position + 2])
        }),
        spelled("in hexadecimal", |tag| format!("{tag:02x?}").replace(['[', ']', ',', ' '], "")),
        unsealed("the right signature in the other case", move |genuine| {
            let message = special_message(genuine);
            let swapped: String = encode(own_tag(&message)).chars().map(swap_case).collect();
            format!("{message}.{swapped}")
        })
        .with_control(|genuine| seal(&special_message(genuine))),
        spelled("in lower case", |tag| encode(tag).to_lowercase()),
        spelled("with a line break at its end", |tag| format!("{}\n", encode(tag))),
        spelled("with a line break in its middle", |tag| {
            let text = encode(tag);
            format!("{}\n{}", &text[..20], &text[20..])
        }),
        spelled("with a space in its middle", |tag| {
            let text = encode(tag);
            format!("{} {}", &text[..20], &text[20..])
        }),
        spelled("with a zero-width space in its middle", |tag| {
            let text = encode(tag);
            format!("{}\u{200b}{}", &text[..20], &text[20..])
        }),
        spelled("in quotes", |tag| format!("\"{}\"", encode(tag))),
        spelled("with URL escapes", |tag| encode(tag).replace('-', "%2D").replace('_', "%5F")),
        spelled("with an extra letter", |tag| format!("{}A", encode(tag))),
        spelled("with four extra letters", |tag| format!("{}AAAA", encode(tag))),
        spelled("without its last letter", |tag| encode(tag)[..42].to_owned()),
    ]
}
