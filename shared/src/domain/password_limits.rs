//! Which password attempts are allowed. Three counters judge each attempt: for the email on its network (the pair), for
//! the network over all emails, and for the email over all networks.

use jiff::Timestamp;

use super::attempt::{AttemptLimit, Throttled};

/// The limits of the three counters. All use the same windows.
#[derive(Clone, Copy, Debug)]
pub struct PasswordLimits {
    pub pair: AttemptLimit,
    pub network: AttemptLimit,
    pub email: AttemptLimit,
}

/// The values of the counters, including this attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptCounts {
    pub pair: u64,
    pub network: u64,
    pub email: u64,
}

/// What a counter covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptScope {
    Pair,
    Network,
    Email,
}

/// Which counters a right password lowers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lowered {
    pub pair: bool,
    pub network: bool,
    pub email: bool,
}

/// An attempt above a limit, and the counter that refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedAttempt {
    pub by: AttemptScope,
    pub throttled: Throttled,
}

impl PasswordLimits {
    /// Judges an attempt. On a network where the user recently logged in, only attempts for this email from that
    /// network count, so neither neighbours nor strangers can lock the user out.
    pub fn judge(&self, counts: AttemptCounts, network_is_known: bool, now: Timestamp) -> Result<(), RefusedAttempt> {
        let judge = |limit: AttemptLimit, count, by| {
            limit.judge(count, now).map_err(|throttled| RefusedAttempt { by, throttled })
        };
        judge(self.pair, counts.pair, AttemptScope::Pair)?;
        if network_is_known {
            return Ok(());
        }
        judge(self.network, counts.network, AttemptScope::Network)?;
        judge(self.email, counts.email, AttemptScope::Email)
    }

    /// Which counters a right password lowers. While a counter is low, the write is saved: a counter that is too high
    /// admits no guess more. The email's is always exact, so that nobody elsewhere can find out by guessing whether its
    /// owner has just logged in.
    #[must_use]
    pub fn lowered_by_success(&self, counts: AttemptCounts) -> Lowered {
        let pair = !self.pair.spares(counts.pair);
        Lowered { pair, network: !self.network.spares(counts.network), email: true }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn limits() -> PasswordLimits {
        let limit = |max| AttemptLimit { max, window: SignedDuration::from_secs(300) };
        PasswordLimits { pair: limit(10), network: limit(200), email: limit(100) }
    }

    fn refused_by(pair: u64, network: u64, email: u64, network_is_known: bool) -> Option<AttemptScope> {
        let counts = AttemptCounts { pair, network, email };
        limits().judge(counts, network_is_known, Timestamp::UNIX_EPOCH).err().map(|refused| refused.by)
    }

    #[test]
    fn each_counter_refuses_beyond_its_own_limit() {
        assert_eq!(refused_by(10, 200, 100, false), None);
        assert_eq!(refused_by(11, 200, 100, false), Some(AttemptScope::Pair));
        assert_eq!(refused_by(10, 201, 100, false), Some(AttemptScope::Network));
        assert_eq!(refused_by(10, 200, 101, false), Some(AttemptScope::Email));
    }

    #[test]
    fn a_right_password_lowers_a_counter_beyond_a_quarter_of_its_limit_and_always_the_emails() {
        let lowered = |pair, network| {
            let Lowered { pair, network, email } =
                limits().lowered_by_success(AttemptCounts { pair, network, email: 1 });
            (pair, network, email)
        };
        assert_eq!(lowered(2, 50), (false, false, true));
        assert_eq!(lowered(3, 51), (true, true, true));
    }

    proptest! {
        #[test]
        fn on_a_known_network_only_attempts_for_the_email_from_there_count(pair in 0_u64..20, network in 0_u64..400, email in 0_u64..200) {
            prop_assert_eq!(refused_by(pair, network, email, true), refused_by(pair, 0, 0, false));
        }

        #[test]
        fn one_more_attempt_never_lifts_a_refusal(pair in 0_u64..20, network in 0_u64..400, email in 0_u64..200, known: bool) {
            if refused_by(pair, network, email, known).is_some() {
                prop_assert!(refused_by(pair + 1, network + 1, email + 1, known).is_some());
            }
        }
    }
}
