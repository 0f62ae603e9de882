//! The email and the password of a sign-up, each on its own line.
#![no_main]

use serde_json::json;
use shared::domain::email::Email;
use shared::domain::password::{NewPassword, Password, WeakPassword};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (email, password) = text.split_once('\n').unwrap_or((text, text));
    let email = Email::parse(email).ok();
    email.iter().for_each(check_email);
    let attempt = Password::new(password);
    let length = attempt.expose().chars().count();
    match NewPassword::parse(password) {
        Ok(chosen) => {
            assert!((8..=256).contains(&length));
            if let Some(email) = &email {
                let is_the_email = Email::parse(attempt.expose()).as_ref() == Ok(email);
                assert!(!is_the_email || chosen.check_against(email) == Err(WeakPassword::EqualsEmail));
            }
            assert_eq!(chosen.into_password().expose(), attempt.expose());
        }
        Err(WeakPassword::TooShort) => assert!(length < 8),
        Err(WeakPassword::TooLong) => assert!(length > 256),
        Err(WeakPassword::TooCommon | WeakPassword::ContainsService) => assert!((8..=256).contains(&length)),
        Err(WeakPassword::EqualsEmail | WeakPassword::ContainsLocalPart) => unreachable!("no email was given"),
    }
    assert_eq!(Password::new(attempt.expose()).expose(), attempt.expose());
});

fn check_email(email: &Email) {
    let typed = email.typed();
    assert!(typed.len() <= 254 && email.folded().len() <= 254);
    assert!(!typed.chars().any(|character| character.is_control() || character.is_whitespace()), "{typed:?}");
    let (local, domain) = typed.rsplit_once('@').unwrap();
    assert!(!local.is_empty() && domain.contains('.'), "{typed:?}");
    // It still belongs to the same user after a round trip through the store, and in any case and composition.
    let stored: Email = serde_json::from_value(json!(email)).unwrap();
    assert_eq!((stored.typed(), stored.folded()), (typed, email.folded()));
    let case = |other: String| if typed.is_ascii() { other } else { typed.to_owned() };
    for other in [case(typed.to_lowercase()), case(typed.to_uppercase()), email.folded().to_owned()] {
        if let Ok(other) = Email::parse(&other) {
            assert_eq!(other.folded(), email.folded());
        }
    }
}
