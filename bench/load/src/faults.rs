//! The mixed journey over a store of which one call in a hundred is late, cut or throttled. Every user repeats what gets
//! a 429 or 503, as a client does. In the end each list must be what the successful writes say, and nobody may be
//! logged out.

use std::sync::Arc;

use anyhow::{Context as _, ensure};

use crate::attack;
use crate::call::Rules;
use crate::journey;
use crate::system::System;
use crate::tally::Tally;

const USERS: usize = 16;
pub(crate) const BROKEN_PER_MILLE: u32 = 10;
/// So often in a row that a request fails only if the service does not recover.
const REPEATS: u32 = 10;

#[derive(Debug)]
pub(crate) struct Faults {
    pub(crate) requests: u64,
    /// Requests that were repeated after a 429 or 503.
    pub(crate) repeats: u64,
    /// How many calls were broken in which way, as the store's process says.
    pub(crate) broken: String,
    pub(crate) users: u64,
}

/// Fails if any list or response is wrong.
pub(crate) async fn measure(mut system: System, seconds: u64) -> anyhow::Result<Faults> {
    let tally = Arc::new(Tally::default());
    let rules = Arc::new(Rules { tally: tally.clone(), label: "faults", repeats: REPEATS });
    attack::run(&system.url, USERS, seconds, vec![journey::mixed(&rules)?]).await?;
    let (failures, users) = (tally.failures(), tally.compared());
    ensure!(failures == 0, "faults: {failures} failures, such as\n{}", tally.described());
    ensure!(users == USERS as u64, "faults: the lists of {users} users were compared, not of {USERS}");
    let log = system.store.take().context("the store is another process")?.stop()?;
    let broken = log.lines().find_map(|line| line.strip_prefix("broken: ")).context("the store says what it broke")?;
    ensure!(broken != "nothing", "no call was broken, so this proves nothing");
    Ok(Faults { requests: tally.requests(), repeats: tally.repeats(), broken: broken.to_owned(), users })
}
