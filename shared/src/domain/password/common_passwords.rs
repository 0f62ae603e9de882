//! The most used passwords that are long enough: the ones that an attacker tries first. `README.md` says where
//! `common_passwords.txt` comes from.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::email;

const LIST: &str = include_str!("common_passwords.txt");

/// Built in less than a millisecond, when a process checks its first new password.
static PASSWORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| LIST.lines().collect());

/// Whether a password in NFC is one of the most used ones. Case and surrounding white space make no difference.
pub(super) fn is_common(password: &str) -> bool {
    PASSWORDS.contains(email::fold(password.trim()).as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::password::{MIN_CHARACTERS, NewPassword, WeakPassword};

    #[test]
    fn the_list_is_sorted_and_in_the_form_that_is_compared() {
        let sorted: BTreeSet<_> = LIST.lines().collect();
        assert!(LIST.lines().eq(sorted.iter().copied()));
        assert_eq!(sorted.len(), 10_000);
        for entry in sorted {
            assert_eq!(entry, email::fold(entry.trim()));
            assert!(entry.chars().count() >= MIN_CHARACTERS, "{entry} would be refused without a list");
        }
    }

    #[test]
    fn every_entry_is_refused_in_any_case_and_with_surrounding_space() {
        for entry in LIST.lines() {
            for text in [entry.to_owned(), entry.to_uppercase(), format!(" {entry} ")] {
                assert_eq!(NewPassword::parse(&text).map(drop), Err(WeakPassword::TooCommon), "{text}");
            }
        }
    }

    #[test]
    fn well_known_passwords_are_common_and_others_are_not() {
        for text in ["password1", "Password1", "qwertyuiop", "iloveyou", "1234567890", "PA\u{17f}\u{17f}WORD"] {
            assert!(is_common(text), "{text}");
        }
        for text in ["correct horse", "nine quiet herons", "fifty small tasks", "", "\n", "password1\nqwertyuiop"] {
            assert!(!is_common(text), "{text}");
        }
    }
}
