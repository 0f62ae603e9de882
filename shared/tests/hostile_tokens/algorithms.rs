//! The verifier chooses the algorithm, not the token (RFC 8725, sections 2.1, 3.1 and 3.2): `none`, other hashes,
//! public keys, and keys inside the token.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::forger::{Genuine, SECRET, encode, message, tag, with};
use crate::forgery::{Forgery, sealed, unsealed};

pub(crate) fn forgeries() -> Vec<Forgery> {
    [none(), other_names(), other_hashes(), public_keys()].into_iter().flatten().collect()
}

/// Header and claims of a token that claims a different algorithm, without a signature.
fn claiming(genuine: &Genuine, algorithm: &str) -> String {
    message(with(&genuine.header, "alg", json!(algorithm)).to_string(), genuine.claims.to_string())
}

fn none() -> Vec<Forgery> {
    let spellings = ["none", "None", "NONE", "nOnE", "NoNe", "none ", " none", "none\0", "ｎｏｎｅ", ""];
    let mut forgeries = Vec::new();
    for spelling in spellings {
        let name = format!("alg {spelling:?}");
        forgeries
            .push(unsealed(format!("{name}, unsigned"), move |genuine| format!("{}.", claiming(genuine, spelling))));
        forgeries.push(sealed(format!("{name}, signed as HS256"), move |genuine| {
            genuine.header_with("alg", json!(spelling))
        }));
    }
    forgeries.push(unsealed("alg none with the genuine signature", |genuine| {
        let token = genuine.token();
        format!("{}.{}", claiming(genuine, "none"), token.rsplit('.').next().unwrap())
    }));
    forgeries
}

fn other_names() -> Vec<Forgery> {
    let names = [
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES256K",
        "ES384",
        "ES512",
        "EdDSA",
        "dir",
        "A256KW",
        "RSA-OAEP",
        "PBES2-HS256+A128KW",
        "hs256",
        "Hs256",
        "HS256 ",
        " HS256",
        "HS-256",
        "HS256\0",
        "ＨＳ256",
        "HMAC",
        "HS256,none",
    ];
    let texts = names.map(|name| {
        sealed(format!("alg {name:?}, signed as HS256"), move |genuine| genuine.header_with("alg", json!(name)))
    });
    let values = [json!(null), json!(256), json!(true), json!(["HS256"]), json!({"HS256": null}), json!({})];
    let others =
        values.map(|value| sealed(format!("alg {value}"), move |genuine| genuine.header_with("alg", value.clone())));
    let missing = sealed("no alg", |genuine| genuine.header_without("alg"));
    texts.into_iter().chain(others).chain([missing]).collect()
}

fn other_hashes() -> Vec<Forgery> {
    let mut forgeries = Vec::new();
    for (name, algorithm) in
        [("HS1", hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)]
    {
        forgeries.push(unsealed(format!("{name} under our secret"), move |genuine| {
            let message = claiming(genuine, name);
            format!("{message}.{}", encode(tag(algorithm, SECRET.as_bytes(), &message)))
        }));
        forgeries.push(unsealed(format!("{name} under our secret, labelled HS256"), move |genuine| {
            let message = genuine.message();
            format!("{message}.{}", encode(tag(algorithm, SECRET.as_bytes(), &message)))
        }));
        forgeries.push(unsealed(format!("{name} under our secret, cut to the length of HS256"), move |genuine| {
            let message = genuine.message();
            let tag = tag(algorithm, SECRET.as_bytes(), &message);
            format!("{message}.{}", encode(&tag.as_ref()[..tag.as_ref().len().min(32)]))
        }));
    }
    forgeries
}

/// Valid signatures with the forger's own keys. A verifier that follows `jwk` would accept them.
fn public_keys() -> Vec<Forgery> {
    let random = SystemRandom::new();
    let elliptic = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = elliptic.public_key().as_ref().to_vec();
    let elliptic_key = json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])});
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let rsa_public = rsa.public_key().as_ref().to_vec();
    let modulus = rsa.public_key().modulus().big_endian_without_leading_zero().to_vec();
    let rsa_key = json!({"kty": "RSA", "n": encode(modulus), "e": "AQAB"});
    let edwards = Ed25519KeyPair::generate().unwrap();
    let edwards_key = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(edwards.public_key())});
    let rsa_random = SystemRandom::new();
    let mut forgeries = vec![
        signed_with("ES256", elliptic_key.clone(), move |message| {
            elliptic.sign(&random, message).unwrap().as_ref().to_vec()
        }),
        signed_with("RS256", rsa_key, move |message| {
            let mut signature = vec![0; rsa.public_modulus_len()];
            rsa.sign(&RSA_PKCS1_SHA256, &rsa_random, message, &mut signature).unwrap();
            signature
        }),
        signed_with("EdDSA", edwards_key, move |message| edwards.sign(message).as_ref().to_vec()),
        signed_with("ES256", json!(null), |_| vec![0; 64]),
        signed_with("ES256", json!("none"), |_| Vec::new()),
    ];
    for (name, key) in
        [("an elliptic point", point), ("an RSA key", rsa_public), ("a JWK", elliptic_key.to_string().into())]
    {
        forgeries.push(unsealed(format!("HS256 whose secret is {name}"), move |genuine| {
            let message = genuine.message();
            format!("{message}.{}", encode(tag(hmac::HMAC_SHA256, &key, &message)))
        }));
    }
    forgeries
}

fn signed_with(algorithm: &'static str, jwk: Value, sign: impl Fn(&[u8]) -> Vec<u8> + 'static) -> Forgery {
    let key = jwk["kty"].as_str().map_or_else(|| format!("no key ({jwk})"), |_| "the forger's key".to_owned());
    unsealed(format!("{algorithm} with {key}"), move |genuine| {
        let header = with(&with(&genuine.header, "alg", json!(algorithm)), "jwk", jwk.clone());
        let message = message(header.to_string(), genuine.claims.to_string());
        format!("{message}.{}", encode(sign(message.as_bytes())))
    })
}
