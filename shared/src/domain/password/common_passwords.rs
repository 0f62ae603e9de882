//! The most used passwords that are long enough: the ones that an attacker tries first. `README.md` says where
//! `common_passwords.txt` comes from.
//!
//! The compiler turns the list into 34 bits of a hash of each of the 10,000 entries: 32 kB instead of 96, and no work
//! at start. Every entry is found. Fewer than one in a million other texts are treated as an entry.

#![expect(clippy::large_stack_arrays, reason = "only the compiler has them on its stack")]

use crate::domain::email;

const LIST: &[u8] = include_bytes!("common_passwords.txt");
const ENTRIES: usize = 10_000;

/// The first bits of a hash select its bucket, which stores the next ones. Together 10,000 / 2^34 is 0.6 in a million.
const BUCKET_BITS: u32 = 10;
const KEPT_BITS: u32 = 24;
const KEPT_BYTES: usize = KEPT_BITS as usize / 8;
const BUCKETS: usize = 1 << BUCKET_BITS;

struct Hashes {
    /// Where each bucket begins, and finally where the last one ends.
    begins: [u16; BUCKETS + 1],
    kept: [[u8; KEPT_BYTES]; ENTRIES],
}

static HASHES: Hashes = Hashes::of_list();

/// Whether a password in NFC is one of the most used ones, ignoring case and surrounding white space.
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

/// One hash for each line.
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
    assert!(entry == ENTRIES, "the list has a different number of lines");
    hashes
}

/// FNV-1a (<https://datatracker.ietf.org/doc/html/rfc9923>). The compiler can compute it, and it need not be secret:
/// whoever finds a collision only finds a password that is refused. Collisions are as rare as the bits suggest (465
/// among 766 million neighbours of the entries, where 446 are expected).
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

const fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(PRIME)
}

fn hash_of(text: &[u8]) -> u64 {
    text.iter().fold(OFFSET, |hash, byte| hash_byte(hash, *byte))
}

/// The bucket of a hash and the bits to store there. Both are from its upper bits, which every byte affects.
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
    fn the_list_is_sorted_and_in_the_form_that_is_compared() {
        let sorted: BTreeSet<_> = entries().collect();
        assert!(entries().eq(sorted.iter().copied()));
        assert!(sorted.len() >= 3_000);
        for entry in sorted {
            assert_eq!(entry, email::fold(entry.trim()));
            assert!(entry.chars().count() >= MIN_CHARACTERS, "{entry} would be refused without the list");
        }
    }

    #[test]
    fn every_entry_is_refused_in_any_case_and_with_surrounding_space() {
        for entry in entries() {
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

    #[test]
    fn unlisted_passwords_are_hardly_ever_refused() {
        let (mut refused, mut kept) = (0, BTreeSet::new());
        for number in 0..200_000_u32 {
            refused += usize::from(is_common(&format!("{number} quiet herons")));
            kept.insert(place(hash_of(format!("herons-{number}").as_bytes())));
        }
        assert_eq!(refused, 0, "0.1 are expected");
        assert!(kept.len() > 199_990, "texts that differ only in their last bytes collide: {}", kept.len());
    }

    #[test]
    fn the_hashes_take_a_third_of_the_list() {
        assert!(size_of::<Hashes>() < 33 * 1024 && size_of::<Hashes>() * 3 < LIST.len() + 3 * 1024);
    }
}
