//! The HMAC vectors of Project Wycheproof through the primitive that verifies our tokens: HS256 of `jsonwebtoken` with a secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

/// HS256 takes the whole tag and no less (RFC 7518, section 3.2).
const TAG_BITS: usize = 256;

/// How many vectors were verified, how many refused. A vector that is judged otherwise than it should be fails the test.
fn judged(name: TestName, is_valid: impl Fn(usize, TestResult) -> bool) -> (usize, usize) {
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
fn every_whole_tag_is_judged_as_its_vector_says_and_every_shorter_one_is_refused() {
    let is_valid = |tag_bits, result| tag_bits == TAG_BITS && result == TestResult::Valid;
    assert_eq!(judged(TestName::HmacSha256, is_valid), (33, 141));
}

#[test]
fn a_tag_of_another_hash_is_refused_even_where_it_has_the_length_of_ours() {
    for (name, vectors) in [(TestName::HmacSha384, 174), (TestName::HmacSha512, 174), (TestName::HmacSha512_256, 175)] {
        assert_eq!(judged(name, |_, _| false), (0, vectors));
    }
}
