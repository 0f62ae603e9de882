use super::*;

const CHEAP: Argon2Cost = Argon2Cost { memory_kib: 64, iterations: 1, parallelism: 1 };

fn hasher(cost: Argon2Cost) -> PasswordHasher {
    PasswordHasher::start(cost, 1).unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text)
}

#[tokio::test]
async fn the_right_password_matches_and_another_does_not() {
    let hasher = hasher(CHEAP);
    let hash = hasher.reserve().unwrap().hash(password("correct horse")).await.unwrap();
    assert!(hash.as_phc().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert_eq!(
        hasher.reserve().unwrap().verify(password("correct horse"), Some(hash.clone())).await,
        Ok(Verification::Matches)
    );
    assert_eq!(
        hasher.reserve().unwrap().verify(password("battery staple"), Some(hash)).await,
        Ok(Verification::Mismatch)
    );
}

#[tokio::test]
async fn no_password_matches_the_decoy() {
    let hasher = hasher(CHEAP);
    for text in ["", "correct horse"] {
        assert_eq!(hasher.reserve().unwrap().verify(password(text), None).await, Ok(Verification::Mismatch));
    }
}

#[tokio::test]
async fn a_hash_of_lower_cost_is_reported_as_weak_only_for_the_right_password() {
    let hash = hasher(CHEAP).reserve().unwrap().hash(password("correct horse")).await.unwrap();
    let costly = hasher(Argon2Cost { memory_kib: 128, ..CHEAP });
    let slow = hasher(Argon2Cost { iterations: 2, ..CHEAP });
    for hasher in [costly, slow] {
        assert_eq!(
            hasher.reserve().unwrap().verify(password("correct horse"), Some(hash.clone())).await,
            Ok(Verification::MatchesWeakHash)
        );
        assert_eq!(
            hasher.reserve().unwrap().verify(password("wrong horse"), Some(hash.clone())).await,
            Ok(Verification::Mismatch)
        );
    }
}

#[tokio::test]
async fn a_hash_of_another_algorithm_is_reported_as_damaged_not_as_a_mismatch() {
    let hasher = hasher(CHEAP);
    for text in [
        "",
        "plain text",
        "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAA",
        "$2b$12$abcdefghijklmnopqrstuv",
    ] {
        let hash = PasswordHash::from_phc(text.to_owned());
        assert_eq!(
            hasher.reserve().unwrap().verify(password("correct horse"), Some(hash)).await,
            Err(HasherError::DamagedHash),
            "{text}"
        );
    }
}

/// RFC 9106 has no vector without a secret. The first of these is from `test.c` of the reference implementation
/// (phc-winner-argon2), and libargon2 20171227 made the others. The second has the default cost.
const REFERENCE_HASHES: [(&str, &str); 5] = [
    ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
    (
        "correct horse",
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk",
    ),
    ("", "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$YdvKnHDNdnx3UXOE4OXsgVckBvuq3gpvrMbEV3UYnbY"),
    ("grüne Wiese", "$argon2id$v=19$m=100,t=3,p=4$ZmVkY2JhOTg3NjU0MzIxMA$4Jtdwy7x6fFct/g/SaBj068avusE89Iez2Puo7po4go"),
    ("\u{2126}", "$argon2id$v=19$m=256,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$qkH3hvGwOqsJ1tKAkieiXeMAaJ/ERbwCj/wufvKJGrA"),
];

/// One after the other in the same memory, which holds more than most of them need.
#[tokio::test]
async fn hashes_of_the_reference_implementation_are_verified() {
    let hasher = hasher(Argon2Cost { memory_kib: 19_457, ..CHEAP });
    for (text, phc) in REFERENCE_HASHES {
        let hash = || Some(PasswordHash::from_phc(phc.to_owned()));
        assert_eq!(
            hasher.reserve().unwrap().verify(password(text), hash()).await,
            Ok(Verification::MatchesWeakHash),
            "{text}"
        );
        assert_eq!(
            hasher.reserve().unwrap().verify(password("battery staple"), hash()).await,
            Ok(Verification::Mismatch),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_full_queue_refuses_new_jobs_and_finishes_the_waiting_ones() {
    let hasher = hasher(Argon2Cost { memory_kib: 8192, iterations: 2, parallelism: 1 });
    let attempts: Vec<_> = (0..400)
        .map(|_| {
            let hasher = hasher.clone();
            tokio::spawn(async move { hasher.reserve()?.verify(password("correct horse"), None).await })
        })
        .collect();
    let mut answers = Vec::new();
    for attempt in attempts {
        answers.push(attempt.await.unwrap());
    }
    let busy = answers.iter().filter(|answer| **answer == Err(HasherError::Busy)).count();
    let answered = answers.iter().filter(|answer| **answer == Ok(Verification::Mismatch)).count();
    assert!(busy > 0 && answered > 0, "{busy} busy, {answered} answered");
    assert_eq!(busy + answered, 400);
}
