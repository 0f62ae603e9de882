//! Whether a server's resident memory stays flat.

use crate::usage::Sample;

/// Resident memory after the warm-up, which is the first third of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    /// The mean of the second third.
    pub(crate) before_mib: f64,
    /// The mean of the last third.
    pub(crate) after_mib: f64,
    pub(crate) peak_mib: f64,
    /// What the growth between them is for each request, in bytes.
    pub(crate) bytes_per_request: f64,
}

/// The last third may be this much above the second.
const FACTOR: f64 = 1.05;
const MARGIN_MIB: f64 = 4.0;
/// Or the growth may be this much. The embedded store keeps what a transaction contained for ten minutes.
const KEPT_BYTES_PER_REQUEST: f64 = 256.0;
const BYTES_PER_MIB: f64 = 1_048_576.0;

impl Memory {
    pub(crate) fn of(samples: &[Sample]) -> Self {
        let third = samples.len() / 3;
        let (second, last) = (&samples[third..2 * third], &samples[2 * third..]);
        let (before_mib, after_mib) = (mean(second, |it| it.resident_mib), mean(last, |it| it.resident_mib));
        let peak_mib = samples.iter().map(|sample| sample.resident_mib).fold(0.0, f64::max);
        let requests = mean(last, requests) - mean(second, requests);
        let bytes_per_request = (after_mib - before_mib) * BYTES_PER_MIB / requests.max(1.0);
        Self { before_mib, after_mib, peak_mib, bytes_per_request }
    }

    pub(crate) fn is_flat(self) -> bool {
        self.after_mib <= self.before_mib * FACTOR + MARGIN_MIB || self.bytes_per_request <= KEPT_BYTES_PER_REQUEST
    }
}

#[expect(clippy::cast_precision_loss, reason = "a run has far less than 2^52 requests")]
fn requests(sample: &Sample) -> f64 {
    sample.requests as f64
}

#[expect(clippy::cast_precision_loss, reason = "there is one sample a second")]
fn mean(samples: &[Sample], value: impl Fn(&Sample) -> f64) -> f64 {
    samples.iter().map(value).sum::<f64>() / samples.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn samples(resident_mib: impl Fn(u32) -> f64) -> Vec<Sample> {
        let sample = |second: u32| Sample {
            at: Duration::from_secs(second.into()),
            cpu: Duration::ZERO,
            resident_mib: resident_mib(second),
            requests: 1000 * u64::from(second),
        };
        (0..60).map(sample).collect()
    }

    #[test]
    fn a_warm_up_is_no_growth() {
        let memory = Memory::of(&samples(|second| if second < 20 { 20.0 + f64::from(second) } else { 40.0 }));
        assert_eq!((memory.before_mib, memory.after_mib, memory.bytes_per_request), (40.0, 40.0, 0.0));
        assert!(memory.is_flat());
    }

    #[test]
    fn a_leak_of_a_kibibyte_per_request_is_not_flat() {
        let memory = Memory::of(&samples(|second| 40.0 + f64::from(second) * 1000.0 / 1024.0));
        assert!((memory.bytes_per_request - 1024.0).abs() < 1e-6, "{memory:?}");
        assert!(!memory.is_flat());
    }
}
