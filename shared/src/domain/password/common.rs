//! The most used passwords: which of those that are long enough anybody would try first.
//!
//! The list is `common_passwords.txt`; where it comes from stands beside it. What is compiled in is made of it by the compiler: 34
//! bits of a hash of each of the 10,000 entries, 32 kB instead of 96, ready without a step at the start. Every entry is found.
//! Of other texts less than one in a million is taken for an entry.

#![expect(clippy::large_stack_arrays, reason = "they are on the compiler's stack only")]

use crate::domain::email;

const LIST: &[u8] = include_bytes!("common_passwords.txt");
const ENTRIES: usize = 10_000;

/// The first bits of a hash choose its bucket, the next ones are kept there: 10,000 / 2^34 is 0.6 in a million.
const BUCKET_BITS: u32 = 10;
const KEPT_BITS: u32 = 24;
const KEPT_BYTES: usize = KEPT_BITS as usize / 8;
const BUCKETS: usize = 1 << BUCKET_BITS;

struct Hashes {
    /// Where each bucket begins, and at last where all end.
    begins: [u16; BUCKETS + 1],
    kept: [[u8; KEPT_BYTES]; ENTRIES],
}

static HASHES: Hashes = Hashes::of_list();

/// Whether a password in NFC is one of the most used ones, in any case and with any space around it.
pub(super) fn is_common(password: &str) -> bool {
    let (bucket, kept) = place(hash_of(email::fold(password.trim()).as_bytes()));
    let bucket = usize::from(HASHES.begins[bucket])..usize::from(HASHES.begins[bucket + 1]);
    HASHES.kept[bucket].contains(&kept)
}

impl Hashes {
    const fn of_list() -> Self {
        let hashes = hashes_of_list();
        let mut begins = [0; BUCKETS + 1];
        let mut index = 0;
        while index < ENTRIES {
            begins[place(hashes[index]).0 + 1] += 1;
            index += 1;
        }
        index = 0;
        while index < BUCKETS {
            begins[index + 1] += begins[index];
            index += 1;
        }
        let (mut free, mut kept) = (begins, [[0; KEPT_BYTES]; ENTRIES]);
        index = 0;
        while index < ENTRIES {
            let (bucket, entry) = place(hashes[index]);
            kept[free[bucket] as usize] = entry;
            free[bucket] += 1;
            index += 1;
        }
        Self { begins, kept }
    }
}

/// One for each line.
const fn hashes_of_list() -> [u64; ENTRIES] {
    let mut hashes = [0; ENTRIES];
    let (mut index, mut entry, mut hash) = (0, 0, OFFSET);
    while index < LIST.len() {
        if LIST[index] == b'\n' {
            hashes[entry] = hash;
            entry += 1;
            hash = OFFSET;
        } else {
            hash = hash_byte(hash, LIST[index]);
        }
        index += 1;
    }
    assert!(entry == ENTRIES, "the list has another number of lines");
    hashes
}

/// FNV-1a (<https://datatracker.ietf.org/doc/html/rfc9923>). It must be constant, not secret: accidents are as rare as the bits say
/// (465 among 766 million neighbours of the entries, where 446 are expected), and who looks for one only finds a password
/// that is refused.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

const fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}

fn hash_of(text: &[u8]) -> u64 {
    text.iter().fold(OFFSET, |hash, byte| hash_byte(hash, *byte))
}

/// A hash's bucket, and what is kept of it there: its upper bits, which a change of any byte reaches.
const fn place(hash: u64) -> (usize, [u8; KEPT_BYTES]) {
    let upper = hash >> (u64::BITS - BUCKET_BITS - KEPT_BITS);
    let [.., first, second, third] = upper.to_be_bytes();
    ((upper >> KEPT_BITS) as usize, [first, second, third])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::password::{MIN_CHARACTERS, NewPassword, WeakPassword};

    fn entries() -> impl Iterator<Item = &'static str> {
        std::str::from_utf8(LIST).unwrap().lines()
    }

    #[test]
    fn the_list_is_in_order_and_as_passwords_are_compared() {
        let sorted: BTreeSet<_> = entries().collect();
        assert!(entries().eq(sorted.iter().copied()));
        assert!(sorted.len() >= 3_000);
        for entry in sorted {
            assert_eq!(entry, email::fold(entry.trim()));
            assert!(entry.chars().count() >= MIN_CHARACTERS, "{entry} would be refused without a list");
        }
    }

    #[test]
    fn every_entry_is_refused_in_any_case_and_with_space_around_it() {
        for entry in entries() {
            for text in [entry.to_owned(), entry.to_uppercase(), format!(" {entry} ")] {
                assert_eq!(NewPassword::parse(&text).map(drop), Err(WeakPassword::TooCommon), "{text}");
            }
        }
    }

    #[test]
    fn what_everybody_knows_is_common_and_what_nobody_uses_is_not() {
        for text in ["password1", "Password1", "qwertyuiop", "iloveyou", "1234567890", "PA\u{17f}\u{17f}WORD"] {
            assert!(is_common(text), "{text}");
        }
        for text in ["correct horse", "nine quiet herons", "fifty small tasks", "", "\n", "password1\nqwertyuiop"] {
            assert!(!is_common(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_listed_is_hardly_ever_refused() {
        let (mut refused, mut kept) = (0, BTreeSet::new());
        for number in 0..200_000_u32 {
            refused += usize::from(is_common(&format!("{number} quiet herons")));
            kept.insert(place(hash_of(format!("herons-{number}").as_bytes())));
        }
        assert_eq!(refused, 0, "0.1 are expected");
        assert!(kept.len() > 199_990, "texts that differ in their last bytes meet: {}", kept.len());
    }

    #[test]
    fn a_function_carries_a_third_of_the_list() {
        assert!(size_of::<Hashes>() < 33 * 1024 && size_of::<Hashes>() * 3 < LIST.len() + 3 * 1024);
    }
}
