//! The one source of randomness: the operating system's generator.

/// `N` unpredictable bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing that this product does is safe then.
#[expect(clippy::expect_used, reason = "without randomness no id, salt or token may be made")]
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
