//! Long random runs of three tabs over the ninety days of a session. The same seed in every run of the tests.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use shared::domain::session::Rotation;

use crate::model::{Answer, Terms};
use crate::promises::{dead_is_dead, in_time, overtakes_no_one_twice, the_page_goes_on, the_thief_is_found};
use crate::world::{Action, Event, TABS, Tab, World};

const HOUR: i32 = 3_600;
const DAY: i32 = 24 * HOUR;

/// The defaults of the settings.
pub(crate) fn terms(rotation: Rotation) -> Terms {
    Terms { rotation, leeway: 10, lifetime: 14 * DAY, access_lifetime: None, ends_at: 90 * DAY, in_cookie: false }
}

/// Draws the same cases in every run, and keeps none in a file.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Numbers that choose the actions of a run, each when its turn comes.
pub(crate) fn draws(length: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), length)
}

/// Waits, or takes a tab one step further: served in one piece, or interrupted between any two of its steps.
pub(crate) fn of_tabs(world: &World, draw: u32, in_one_piece: bool) -> Action {
    const WAITS: [i32; 10] = [1, 4, 9, 10, 11, 21, HOUR / 4, HOUR, DAY, 6 * DAY];
    let (kind, choice) = (draw % 4, (draw / 4) as usize);
    if kind == 0 {
        return Action::Wait(WAITS[choice % WAITS.len()]);
    }
    let (tab, rarely) = (choice % TABS, (choice / TABS).is_multiple_of(5));
    match world.tabs[tab] {
        Tab::Idle if rarely => Action::AskToRotate(tab),
        Tab::Idle => Action::Ask(tab),
        Tab::Asking { .. } if in_one_piece => Action::ServeAtOnce { tab, repeated: rarely },
        Tab::Asking { .. } => Action::Receive(tab),
        Tab::Received { .. } if rarely => Action::LoseWrite(tab),
        Tab::Received { .. } => Action::Serve(tab),
        Tab::Answered { .. } if rarely => Action::Drop(tab),
        Tab::Answered { .. } => Action::Store(tab),
    }
}

/// The tabs, and every fifth time a thief with one of his tokens.
pub(crate) fn of_all(world: &World, draw: u32) -> Action {
    let (thief, choice) = (draw.is_multiple_of(5), draw / 5);
    match world.thief.tokens.len() {
        _ if !thief => of_tabs(world, choice, true),
        0 => Action::Copy,
        tokens => Action::Steal(choice as usize % tokens),
    }
}

/// Does a run, with those of the actions that are `possible` when their turn comes: how many refreshes were answered.
fn run(
    terms: &Terms,
    draws: Vec<u32>,
    choose: impl Fn(&World, u32) -> Action,
    possible: impl Fn(&World, Action) -> bool,
    judge: impl Fn(&World, &World, &Event) -> Result<(), &'static str>,
) -> Result<usize, TestCaseError> {
    let (mut world, mut answered) = (World::at_login(terms), 0);
    for draw in draws {
        let action = choose(&world, draw);
        if possible(&world, action) {
            let before = world.clone();
            if let Some(event) = world.act(terms, action) {
                judge(&before, &world, &event).map_err(TestCaseError::fail)?;
                answered += usize::from(matches!(event, Event::Refresh { answer: Answer::Granted(_), .. }));
            }
        }
    }
    Ok(answered)
}

#[test]
fn in_no_long_run_is_an_honest_page_logged_out() {
    let (of_expiry, at_will) = ((Some(HOUR / 4), 50_000), (None, 150_000));
    for (rotation, in_cookie, (access_lifetime, at_least)) in [
        (Rotation::Acknowledged, false, at_will),
        (Rotation::Acknowledged, true, at_will),
        (Rotation::Strict, false, of_expiry),
        (Rotation::Strict, false, at_will),
    ] {
        let (terms, answered) = (Terms { access_lifetime, in_cookie, ..terms(rotation) }, std::cell::Cell::new(0));
        let spared = |world: &World, action| {
            rotation == Rotation::Acknowledged || access_lifetime.is_some() || overtakes_no_one_twice(world, action)
        };
        let possible = |world: &World, action| in_time(&terms, world, action) && spared(world, action);
        let judge = |before: &World, after: &World, event: &Event| {
            dead_is_dead(&terms, before, after, event).and(the_page_goes_on(&terms, before, event))
        };
        let outcome = runner(3_000).run(&draws(300), |draws| {
            let choose = |world: &World, draw| of_tabs(world, draw, false);
            answered.set(answered.get() + run(&terms, draws, choose, possible, judge)?);
            Ok(())
        });
        println!("3000 runs of an honest page, {terms:?}: {} refreshes", answered.get());
        outcome.unwrap();
        assert!(answered.get() >= at_least, "only {} refreshes", answered.get());
    }
}

#[test]
fn in_no_long_run_is_a_thief_outside_of_the_leeway_missed() {
    for (rotation, within) in [(Rotation::Acknowledged, 2), (Rotation::Strict, 1)] {
        let (terms, answered) = (terms(rotation), std::cell::Cell::new(0));
        let possible = |world: &World, action| match action {
            Action::Copy => world.thief.tokens.is_empty(),
            Action::Steal(_) => !terms.within_leeway(world.stored.acknowledged_at, world.now),
            _ => true,
        };
        let judge = |before: &World, after: &World, event: &Event| {
            dead_is_dead(&terms, before, after, event).and(the_thief_is_found(&terms, within, before, event))
        };
        let outcome = runner(5_000).run(&draws(100), |draws| {
            answered.set(answered.get() + run(&terms, draws, of_all, possible, judge)?);
            Ok(())
        });
        println!("5000 runs of a thief, {rotation:?}: {} refreshes", answered.get());
        outcome.unwrap();
        assert!(answered.get() >= 16_000, "only {} refreshes", answered.get());
    }
}
