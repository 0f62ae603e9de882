//! The signed examples of RFC 7515 (JWS), RFC 7520 (its cookbook) and RFC 7797 (unencoded payloads). Their signatures
//! are valid, but none of them is a token of ours.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P521_SHA512_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, crypto};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::auth::TokenRejected;

use crate::forger::{Kind, SECRET, seal, sign};
use crate::{Verifiers, deployments};

#[derive(Deserialize)]
struct Example {
    name: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    alg: String,
    jwk: Value,
    protected: String,
    #[serde(default)]
    header: Option<Value>,
    #[serde(rename = "signature")]
    encoded: String,
}

impl Signature {
    fn is_valid_for(&self, payload: &str) -> bool {
        let message = format!("{}.{payload}", self.protected);
        let (message, signature) = (message.as_bytes(), decode(&self.encoded));
        let member = |name: &str| decode(self.jwk[name].as_str().unwrap());
        let point = || [vec![4], member("x"), member("y")].concat();
        let rsa = || RsaPublicKeyComponents { n: member("n"), e: member("e") };
        let verified = match self.alg.as_str() {
            "none" => return self.encoded.is_empty(),
            "HS256" => hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &member("k")), message, &signature),
            "RS256" => rsa().verify(&RSA_PKCS1_2048_8192_SHA256, message, &signature),
            "PS384" => rsa().verify(&RSA_PSS_2048_8192_SHA384, message, &signature),
            "ES256" => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point()).verify(message, &signature),
            "ES512" => UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point()).verify(message, &signature),
            other => panic!("{other} has no verifier here"),
        };
        verified.is_ok()
    }

    fn json(&self) -> Value {
        let mut signature = json!({"protected": self.protected, "header": self.header, "signature": self.encoded});
        signature.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != "");
        signature
    }
}

impl Example {
    /// The example in every serialisation, and signed with our own secret.
    fn tokens(&self) -> Vec<String> {
        let Self { payload, signatures, .. } = self;
        let all: Vec<_> = signatures.iter().map(Signature::json).collect();
        let mut tokens =
            vec![json!({"payload": payload, "signatures": all}).to_string(), json!({"signatures": all}).to_string()];
        for signature in signatures {
            let mut flattened = signature.json();
            tokens.push(flattened.to_string());
            flattened["payload"] = json!(payload);
            tokens.push(flattened.to_string());
            tokens.push(format!("{}.{payload}.{}", signature.protected, signature.encoded));
            tokens.push(format!("{}..{}", signature.protected, signature.encoded));
            tokens.push(seal(&format!("{}.{payload}", signature.protected)));
        }
        tokens
    }
}

fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("rfc_examples.json")).unwrap()
}

#[test]
fn the_examples_have_the_signatures_of_the_rfcs() {
    let mut hs256 = 0;
    for example in examples() {
        for signature in &example.signatures {
            assert!(signature.is_valid_for(&example.payload), "{}: {}", example.name, signature.alg);
            assert_eq!(
                signature.is_valid_for(&format!("{}A", example.payload)),
                signature.alg == "none",
                "{}",
                example.name
            );
            hs256 += usize::from(signature.alg == "HS256");
        }
    }
    assert_eq!(hs256, 7);
}

#[test]
fn no_example_is_accepted_even_when_signed_with_our_secret() {
    for deployment in deployments() {
        assert_eq!(deployment.judge(Kind::Access, &sign(Kind::Access, SECRET)), Ok(()));
        for example in examples() {
            for token in example.tokens() {
                let complaint = deployment.complaint(&token, Kind::Access, TokenRejected::Invalid);
                assert_eq!(complaint, None, "{}: {token}", example.name);
            }
        }
    }
}

/// A secret is a text, and only the text in an example's JWK can be one. The deployment uses it as its secret, and the
/// example is also signed anew with it.
#[test]
fn no_example_is_accepted_by_a_deployment_that_has_its_key_as_the_secret() {
    let mut keys = 0;
    for example in examples() {
        for signature in &example.signatures {
            let Some(secret) = signature.jwk["k"].as_str() else { continue };
            keys += 1;
            let deployment = Verifiers::new(secret, None);
            for kind in [Kind::Access, Kind::Refresh] {
                assert_eq!(deployment.judge(kind, &sign(kind, secret)), Ok(()));
            }
            let key = jsonwebtoken::EncodingKey::from_secret(secret.as_bytes());
            let message = format!("{}.{}", signature.protected, example.payload);
            let tag = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
            for token in [format!("{message}.{tag}"), format!("{message}.{}", signature.encoded)] {
                let complaint = deployment.complaint(&token, Kind::Refresh, TokenRejected::Invalid);
                assert_eq!(complaint, None, "{}: {token}", example.name);
            }
        }
    }
    assert_eq!(keys, 7);
}
