//! Long random runs of three tabs over the ninety days of a session. The random seed is fixed.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use shared::domain::session::Rotation;

use crate::model::{Outcome, Setup};
use crate::promises::{
    is_in_time, overtakes_no_request_twice, page_stays_logged_in, thief_is_detected, valid_tokens_only,
};
use crate::world::{Action, Event, TABS, Tab, World};

const HOUR: i32 = 3_600;
const DAY: i32 = 24 * HOUR;

/// The default settings.
pub(crate) fn setup(rotation: Rotation) -> Setup {
    Setup { rotation, leeway: 10, lifetime: 14 * DAY, access_lifetime: None, ends_at: 90 * DAY, in_cookie: false }
}

/// Draws the same cases every time, and stores no failures in a file.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Random numbers, each of which chooses the next action of a run.
pub(crate) fn draws(length: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), length)
}

/// Waits, or moves a tab one step on. `uninterrupted` serves a request in one step.
pub(crate) fn tab_action(world: &World, draw: u32, uninterrupted: bool) -> Action {
    const WAITS: [i32; 10] = [1, 4, 9, 10, 11, 21, HOUR / 4, HOUR, DAY, 6 * DAY];
    let (kind, choice) = (draw % 4, (draw / 4) as usize);
    if kind == 0 {
        return Action::Wait(WAITS[choice % WAITS.len()]);
    }
    let (tab, rarely) = (choice % TABS, (choice / TABS).is_multiple_of(5));
    match world.tabs[tab] {
        Tab::Idle if rarely => Action::SendRotate(tab),
        Tab::Idle => Action::Send(tab),
        Tab::Sent { .. } if uninterrupted => Action::ReceiveAndRespond { tab, retried: rarely },
        Tab::Sent { .. } => Action::Receive(tab),
        Tab::Received { .. } if rarely => Action::LoseStoreResponse(tab),
        Tab::Received { .. } => Action::Respond(tab),
        Tab::Responded { .. } if rarely => Action::Drop(tab),
        Tab::Responded { .. } => Action::Store(tab),
    }
}

/// An action of a tab or, one time in five, of the thief.
pub(crate) fn any_action(world: &World, draw: u32) -> Action {
    let (thief, choice) = (draw.is_multiple_of(5), draw / 5);
    match world.thief.tokens.len() {
        _ if !thief => tab_action(world, choice, true),
        0 => Action::ThiefCopies,
        tokens => Action::ThiefPresents(choice as usize % tokens),
    }
}

/// Performs a run, skipping actions that are not `allowed`. Returns how many refreshes were granted.
fn run(
    setup: &Setup,
    draws: Vec<u32>,
    choose: impl Fn(&World, u32) -> Action,
    allowed: impl Fn(&World, Action) -> bool,
    check: impl Fn(&World, &World, &Event) -> Result<(), &'static str>,
) -> Result<usize, TestCaseError> {
    let (mut world, mut granted) = (World::at_login(setup), 0);
    for draw in draws {
        let action = choose(&world, draw);
        if allowed(&world, action) {
            let before = world.clone();
            if let Some(event) = world.act(setup, action) {
                check(&before, &world, &event).map_err(TestCaseError::fail)?;
                granted += usize::from(matches!(event, Event::Refresh { outcome: Outcome::Granted(_), .. }));
            }
        }
    }
    Ok(granted)
}

#[test]
fn no_long_run_logs_out_an_honest_page() {
    let (on_expiry, at_will) = ((Some(HOUR / 4), 50_000), (None, 150_000));
    for (rotation, in_cookie, (access_lifetime, min_granted)) in [
        (Rotation::Acknowledged, false, at_will),
        (Rotation::Acknowledged, true, at_will),
        (Rotation::Strict, false, on_expiry),
        (Rotation::Strict, false, at_will),
    ] {
        let (setup, granted) = (Setup { access_lifetime, in_cookie, ..setup(rotation) }, std::cell::Cell::new(0));
        let not_overtaken = |world: &World, action| {
            rotation == Rotation::Acknowledged || access_lifetime.is_some() || overtakes_no_request_twice(world, action)
        };
        let allowed = |world: &World, action| is_in_time(&setup, world, action) && not_overtaken(world, action);
        let check = |before: &World, after: &World, event: &Event| {
            valid_tokens_only(&setup, before, after, event).and(page_stays_logged_in(&setup, before, event))
        };
        let outcome = runner(3_000).run(&draws(300), |draws| {
            let choose = |world: &World, draw| tab_action(world, draw, false);
            granted.set(granted.get() + run(&setup, draws, choose, allowed, check)?);
            Ok(())
        });
        println!("3000 runs of an honest page, {setup:?}: {} refreshes", granted.get());
        outcome.unwrap();
        assert!(granted.get() >= min_granted, "only {} refreshes", granted.get());
    }
}

#[test]
fn every_long_run_detects_a_thief_outside_of_the_leeway() {
    for (rotation, refreshes) in [(Rotation::Acknowledged, 2), (Rotation::Strict, 1)] {
        let (setup, granted) = (setup(rotation), std::cell::Cell::new(0));
        let allowed = |world: &World, action| match action {
            Action::ThiefCopies => world.thief.tokens.is_empty(),
            Action::ThiefPresents(_) => !setup.within_leeway(world.stored.acknowledged_at, world.now),
            _ => true,
        };
        let check = |before: &World, after: &World, event: &Event| {
            valid_tokens_only(&setup, before, after, event).and(thief_is_detected(&setup, refreshes, before, event))
        };
        let outcome = runner(5_000).run(&draws(100), |draws| {
            granted.set(granted.get() + run(&setup, draws, any_action, allowed, check)?);
            Ok(())
        });
        println!("5000 runs of a thief, {rotation:?}: {} refreshes", granted.get());
        outcome.unwrap();
        assert!(granted.get() >= 16_000, "only {} refreshes", granted.get());
    }
}
