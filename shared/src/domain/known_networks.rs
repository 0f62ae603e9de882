//! The networks where a user recently logged in. Each login writes only its own entry, so concurrent logins keep both.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many networks are kept: those of the latest logins.
const KEPT: usize = 5;

/// A login from the same network within this time changes nothing.
const SEEN_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Keyed hashes of networks, each with the time of the last login from there, in epoch seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnownNetworks(BTreeMap<String, i64>);

/// What a login changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkSeen {
    pub network: String,
    pub at_seconds: i64,
    /// The entries to remove. Concurrent logins may remove the same ones, which leaves a few too many until the next.
    pub forgotten: Vec<String>,
}

impl KnownNetworks {
    #[must_use]
    pub fn contains(&self, network: &str) -> bool {
        self.0.contains_key(network)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a login from this network changes. `None` if it was seen recently and there are not too many entries.
    #[must_use]
    pub fn after_login(&self, network: &str, now: Timestamp) -> Option<NetworkSeen> {
        let at_seconds = now.as_second();
        let mut others: Vec<_> = self.0.iter().filter(|(known, _)| *known != network).collect();
        others.sort_by_key(|(_, seen)| std::cmp::Reverse(**seen));
        let forgotten: Vec<_> = others.into_iter().skip(KEPT - 1).map(|(known, _)| known.clone()).collect();
        let seen_lately = self.0.get(network).is_some_and(|seen| at_seconds - seen < SEEN_AGAIN_AFTER.as_secs());
        let changes = !seen_lately || !forgotten.is_empty();
        changes.then(|| NetworkSeen { network: network.to_owned(), at_seconds, forgotten })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl KnownNetworks {
        fn apply(&mut self, seen: NetworkSeen) {
            self.0.insert(seen.network, seen.at_seconds);
            for network in seen.forgotten {
                self.0.remove(&network);
            }
        }
    }

    fn at(seconds: u32) -> Timestamp {
        Timestamp::from_second(seconds.into()).unwrap()
    }

    #[test]
    fn the_network_of_the_oldest_login_is_removed() {
        let mut known = KnownNetworks::default();
        for (day, network) in ["home", "a", "b", "c", "d", "home", "e"].into_iter().enumerate() {
            known.apply(known.after_login(network, at(u32::try_from(day).unwrap() * 86_400)).unwrap());
        }
        assert!(known.contains("home") && known.contains("e") && !known.contains("a"), "{known:?}");
        assert_eq!((known.len(), known.after_login("e", at(6 * 86_400 + 1))), (5, None));
    }

    proptest! {
        #[test]
        fn concurrent_logins_all_add_their_networks_and_the_next_login_removes_old_ones(
            before in proptest::collection::vec(0_u8..20, 0..8),
            at_once in proptest::collection::vec(20_u8..40, 1..8),
        ) {
            let mut known = KnownNetworks::default();
            for (second, network) in before.iter().enumerate() {
                if let Some(seen) = known.after_login(&network.to_string(), at(u32::try_from(second).unwrap())) {
                    known.apply(seen);
                }
            }
            let read = known.clone();
            for network in &at_once {
                known.apply(read.after_login(&network.to_string(), at(100)).unwrap());
            }
            prop_assert!(at_once.iter().all(|network| known.contains(&network.to_string())));
            known.apply(known.after_login("next", at(101)).unwrap());
            prop_assert!(known.contains("next") && known.len() <= KEPT);
        }
    }
}
