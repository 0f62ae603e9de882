//! Which attempts at passwords pass. Three counters judge each: of the e-mail from one network, of the network over all e-mails, and of the
//! e-mail over all networks.

use jiff::Timestamp;

use super::attempt::{AttemptLimit, Throttled};

/// The limits of the three counters, over the same windows.
#[derive(Clone, Copy, Debug)]
pub struct PasswordLimits {
    pub pair: AttemptLimit,
    pub network: AttemptLimit,
    pub email: AttemptLimit,
}

/// What the counters hold, this attempt included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptCounts {
    pub pair: u64,
    pub network: u64,
    pub email: u64,
}

/// What one of the counters covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptScope {
    Pair,
    Network,
    Email,
}

/// An attempt too many, and which counter says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedAttempt {
    pub by: AttemptScope,
    pub throttled: Throttled,
}

impl PasswordLimits {
    /// Judges an attempt. On a network where the user logged in lately, only the attempts there at this e-mail count: neither a neighbour nor
    /// strangers lock the user out.
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

    proptest! {
        #[test]
        fn on_a_known_network_only_the_attempts_there_count(pair in 0_u64..20, network in 0_u64..400, email in 0_u64..200) {
            prop_assert_eq!(refused_by(pair, network, email, true), refused_by(pair, 0, 0, false));
        }

        #[test]
        fn one_more_attempt_is_never_more_welcome(pair in 0_u64..20, network in 0_u64..400, email in 0_u64..200, known: bool) {
            if refused_by(pair, network, email, known).is_some() {
                prop_assert!(refused_by(pair + 1, network + 1, email + 1, known).is_some());
            }
        }
    }
}
