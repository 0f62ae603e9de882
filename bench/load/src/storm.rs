//! A storm of logins: what it does to people who only read their lists, and whether the queue of password hashes refuses
//! what it cannot hold.

use std::sync::Arc;

use anyhow::{Context as _, ensure};

use crate::attack::{self, Times};
use crate::call::Rules;
use crate::journey;
use crate::system::System;
use crate::tally::Tally;

const READERS: usize = 8;
/// Clients that log in, for each reader: together six times as many as the queue holds.
const CLIENTS_PER_READER: usize = 50;

#[derive(Debug)]
pub(crate) struct Storm {
    pub(crate) quiet: Times,
    pub(crate) stormy: Times,
    pub(crate) logins: Times,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) seconds: u64,
}

impl Storm {
    /// How many times as long a list takes in a storm, by the 99th percentiles.
    pub(crate) fn ratio(&self) -> f64 {
        self.stormy.p99_ms / self.quiet.p99_ms
    }
}

/// Fails if a response is wrong, if no login was refused, or if none succeeded.
pub(crate) async fn measure(system: System, seconds: u64) -> anyhow::Result<Storm> {
    let tally = Arc::new(Tally::default());
    let rules = Arc::new(Rules { tally: tally.clone(), label: "reader", repeats: 0 });
    let people = Arc::default();
    let quiet = attack::run(&system.url, READERS, seconds, vec![journey::new_readers(&rules, &people)?]).await?;
    let storm = journey::storm(&rules, READERS, CLIENTS_PER_READER)?;
    let users = READERS * (1 + CLIENTS_PER_READER);
    let stormy = attack::run(&system.url, users, seconds, vec![journey::known_readers(&people)?, storm]).await?;
    ensure!(tally.failures() == 0, "storm: {} failures, such as\n{}", tally.failures(), tally.described());
    let refused = tally.refused_logins();
    ensure!(refused > 0, "no login was refused, so this was no storm");
    let (quiet, logins) = (of(quiet, "GET /tasks/")?, of(stormy.clone(), "POST /login")?);
    let accepted = tally.accepted_logins();
    ensure!(accepted > 0, "no login succeeded");
    Ok(Storm { quiet, stormy: of(stormy, "GET /tasks/")?, logins, accepted, refused, seconds })
}

fn of(times: Vec<Times>, name: &str) -> anyhow::Result<Times> {
    times.into_iter().find(|times| times.name == name).with_context(|| format!("there was no {name}"))
}
