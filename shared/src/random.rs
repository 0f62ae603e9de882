//! The only source of randomness: the operating system's generator.

/// `N` unpredictable bytes.
///
/// # Panics
///
/// If the operating system provides no randomness. Nothing in this product is secure then.
#[expect(clippy::expect_used, reason = "no id, salt or token may be created without randomness")]
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system provides random bytes");
    bytes
}
