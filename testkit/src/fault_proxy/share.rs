//! A share of all requests, to be broken at random.

use super::Fault;

#[derive(Debug, Default)]
pub(super) struct Share {
    per_mille: u64,
    /// Each fault, and how many requests it has broken.
    faults: Vec<(Fault, usize)>,
    seen: u64,
}

impl Share {
    pub(super) fn new(per_mille: u64, faults: &[Fault]) -> Self {
        Self { per_mille, faults: faults.iter().map(|&fault| (fault, 0)).collect(), seen: 0 }
    }

    pub(super) fn broken(&self) -> &[(Fault, usize)] {
        &self.faults
    }

    /// The fault of the next request, if it is one of the share.
    pub(super) fn draw(&mut self, operation: &str) -> Option<Fault> {
        self.seen += 1;
        let random = scrambled(self.seen);
        if random % 1000 >= self.per_mille {
            return None;
        }
        let drawn = usize::try_from(random / 1000 % self.faults.len() as u64).ok()?;
        let (fault, broken) = &mut self.faults[drawn];
        let applies = fault.applies_to(operation);
        *broken += usize::from(applies);
        applies.then_some(*fault)
    }
}

/// Pseudorandom and the same in every run: the finalizer of `SplitMix64`.
fn scrambled(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_breaks_about_as_many_requests_as_it_says_in_each_way() {
        let mut share = Share::new(10, &[Fault::Late, Fault::CutAfter]);
        let broken = (0..100_000).filter(|_| share.draw("GetItem").is_some()).count();
        assert!((900..1100).contains(&broken), "{broken}");
        assert!(share.broken().iter().all(|(_, times)| (400..600).contains(times)), "{:?}", share.broken());
    }

    #[test]
    fn an_empty_share_breaks_nothing() {
        assert_eq!((0..1000).find_map(|_| Share::default().draw("GetItem")), None);
    }
}
