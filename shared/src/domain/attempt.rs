//! How many attempts are allowed in a fixed window of time.

use jiff::{SignedDuration, Timestamp};

/// The first wait is the window divided by this. Each refused attempt doubles it.
const FIRST_WAIT_PART: u64 = 16;

/// Right passwords may use up the limit divided by this.
const SPARED_PART: u64 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptLimit {
    pub max: u64,
    pub window: SignedDuration,
}

/// An attempt above the limit, and when to retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// Grows with each refused attempt, up to the end of the window.
    pub retry_after_seconds: u64,
}

impl AttemptLimit {
    /// The number of the window that contains `now`. It is part of the counters' keys.
    #[must_use]
    pub fn window_number(&self, now: Timestamp) -> u64 {
        milliseconds(now) / self.window_milliseconds()
    }

    /// When the window ends and its counters may expire.
    #[must_use]
    pub fn window_end(&self, now: Timestamp) -> Timestamp {
        let end = (self.window_number(now) + 1).saturating_mul(self.window_milliseconds());
        i64::try_from(end).ok().and_then(|end| Timestamp::from_millisecond(end).ok()).unwrap_or(Timestamp::MAX)
    }

    /// Judges the attempt that raised the window's counter to `count`.
    pub fn judge(&self, count: u64, now: Timestamp) -> Result<(), Throttled> {
        let Some(excess) = count.checked_sub(self.max).filter(|excess| *excess > 0) else { return Ok(()) };
        let doublings = u32::try_from(excess - 1).unwrap_or(u32::MAX);
        let first = (self.window_milliseconds() / FIRST_WAIT_PART).max(1);
        let wait = first.saturating_mul(2_u64.saturating_pow(doublings));
        let rest = milliseconds(self.window_end(now)).saturating_sub(milliseconds(now));
        Err(Throttled { retry_after_seconds: wait.min(rest).div_ceil(1000).max(1) })
    }

    /// Whether the counter is so low that nobody misses an attempt that stays counted although its password was right.
    #[must_use]
    pub fn spares(&self, count: u64) -> bool {
        count <= self.max / SPARED_PART
    }

    fn window_milliseconds(&self) -> u64 {
        u64::try_from(self.window.as_millis()).unwrap_or(1).max(1)
    }
}

fn milliseconds(time: Timestamp) -> u64 {
    u64::try_from(time.as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: AttemptLimit = AttemptLimit { max: 10, window: SignedDuration::from_secs(300) };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_512_600 + seconds).unwrap()
    }

    fn wait(count: u64, now: Timestamp) -> u64 {
        LIMIT.judge(count, now).unwrap_err().retry_after_seconds
    }

    #[test]
    fn attempts_up_to_the_limit_pass() {
        assert_eq!((LIMIT.judge(0, at(0)), LIMIT.judge(10, at(0))), (Ok(()), Ok(())));
        assert!(LIMIT.judge(11, at(0)).is_err());
    }

    #[test]
    fn the_wait_grows_up_to_the_windows_end() {
        assert_eq!((11..=17).map(|count| wait(count, at(0))).collect::<Vec<_>>(), [19, 38, 75, 150, 300, 300, 300]);
        assert_eq!(wait(14, at(200)), 100);
        assert_eq!(wait(11, at(299)), 1);
        assert_eq!(wait(u64::MAX, at(0)), 300);
    }

    #[test]
    fn right_passwords_use_up_a_quarter_of_a_limit_at_most() {
        assert!(LIMIT.spares(2) && !LIMIT.spares(3));
        assert!(!AttemptLimit { max: 3, ..LIMIT }.spares(1), "every attempt of a small limit matters");
    }

    proptest! {
        #[test]
        fn a_wait_never_exceeds_the_rest_of_the_window(count in 0_u64..1_000, max in 1_u64..100, window in 1_i64..10_000, now in 0_i64..1_000_000) {
            let limit = AttemptLimit { max, window: SignedDuration::from_secs(window) };
            let refused = limit.judge(count, at(now));
            prop_assert_eq!(refused.is_err(), count > max);
            if let Err(Throttled { retry_after_seconds }) = refused {
                let until_end = limit.window_end(at(now)).duration_since(at(now)).as_secs();
                let wait = i64::try_from(retry_after_seconds).unwrap();
                prop_assert!((1..=window).contains(&wait) && wait <= until_end);
                prop_assert!(limit.judge(count + 1, at(now)).unwrap_err().retry_after_seconds >= retry_after_seconds);
            }
            prop_assert_eq!(limit.window_number(limit.window_end(at(now))), limit.window_number(at(now)) + 1);
        }
    }
}
