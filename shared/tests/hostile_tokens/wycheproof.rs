//! The HMAC vectors of Project Wycheproof against the primitive that verifies our tokens: our HS256 for `jsonwebtoken`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

use crate::deployments;

/// HS256 accepts only the whole tag (RFC 7518, section 3.2).
const TAG_BITS: usize = 256;

/// Returns how many vectors were verified and how many refused. Fails on the first vector with an unexpected result.
fn judged(name: TestName, is_valid: impl Fn(usize, TestResult) -> bool) -> (usize, usize) {
    let _installed = deployments();
    let (mut verified, mut refused) = (0, 0);
    for group in TestSet::load(name).unwrap().test_groups {
        for test in group.tests {
            let key = DecodingKey::from_secret(&test.key);
            let tag = URL_SAFE_NO_PAD.encode(&test.tag);
            let verdict = crypto::verify(&tag, &test.msg, &key, Algorithm::HS256).unwrap();
            assert_eq!(verdict, is_valid(group.tag_size, test.result), "vector {}: {}", test.tc_id, test.comment);
            if verdict { verified += 1 } else { refused += 1 }
        }
    }
    (verified, refused)
}

#[test]
fn whole_tags_are_judged_as_the_vectors_say_and_shorter_tags_are_refused() {
    let is_valid = |tag_bits, result| tag_bits == TAG_BITS && result == TestResult::Valid;
    assert_eq!(judged(TestName::HmacSha256, is_valid), (33, 141));
}

#[test]
fn a_tag_of_a_different_hash_is_refused_even_if_it_has_the_right_length() {
    for (name, vectors) in [(TestName::HmacSha384, 174), (TestName::HmacSha512, 174), (TestName::HmacSha512_256, 175)] {
        assert_eq!(judged(name, |_, _| false), (0, vectors));
    }
}
