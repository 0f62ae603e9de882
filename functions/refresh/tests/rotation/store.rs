//! Runs every action in the model and in the real function. Each response and the final item must be the same.

use std::cell::Cell;

use jiff::SignedDuration;
use proptest::prelude::*;
use shared::domain::session::Rotation;

use crate::function::Function;
use crate::model::{Outcome, Setup};
use crate::promises::is_in_time;
use crate::runs::{any_action, draws, runner, setup, tab_action};
use crate::world::{Action, Event, World};

/// There are three kinds of runs: with a thief, with tabs only, and with tabs that keep the time limits. In each of
/// them, somebody sometimes logs out or presents a damaged token.
fn action_of_kind(kind: u32, setup: &Setup, world: &World, draw: u32) -> Action {
    let action = match draw % 60 {
        0 => Action::LogOut,
        1..4 => Action::PresentGarbled,
        _ if kind == 0 => any_action(world, draw / 60),
        _ => tab_action(world, draw / 60, true),
    };
    if kind == 2 && !is_in_time(setup, world, action) { Action::Wait(0) } else { action }
}

/// Performs a run, whose kind the first draw chooses. Returns how many refreshes were granted and how many refused.
async fn run(function: &Function, setup: &Setup, number: u16, draws: Vec<u32>) -> Result<(u32, u32), TestCaseError> {
    const EVENTS_AFTER_THE_END: u32 = 4;
    let (mut real, mut world) = (function.begin(setup, number).await, World::at_login(setup));
    let (mut granted, mut refused, mut after_the_end) = (0, 0, 0);
    for draw in &draws[1..] {
        let action = action_of_kind(draws[0] % 3, setup, &world, *draw);
        if let Action::Wait(seconds) = action {
            function.clock.advance(SignedDuration::from_secs(seconds.into()));
        }
        let Some(event) = world.act(setup, action) else { continue };
        function.replay(&mut real, event).await?;
        match event {
            Event::Refresh { outcome: Outcome::Granted(_), .. } => granted += 1,
            Event::Refresh { .. } => refused += 1,
            Event::LogOut { .. } | Event::Garbled { .. } => {}
        }
        after_the_end += u32::from(world.stored.revoked || world.now >= setup.ends_at);
        if after_the_end > EVENTS_AFTER_THE_END {
            break;
        }
    }
    function.compare(&real, &world).await?;
    Ok((granted, refused))
}

#[test]
fn the_function_does_what_the_model_does_at_every_step() {
    const CASES: u32 = 20;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let function = runtime.block_on(Function::start());
    let (sessions, counts) = (Cell::new(0), Cell::new((0, 0)));
    for (rotation, in_cookie) in [
        (Rotation::Acknowledged, false),
        (Rotation::Acknowledged, true),
        (Rotation::Strict, false),
        (Rotation::Strict, true),
    ] {
        let setup = Setup { in_cookie, ..setup(rotation) };
        let outcome = runner(CASES).run(&draws(80), |draws| {
            sessions.set(sessions.get() + 1);
            let (granted, refused) = runtime.block_on(run(&function, &setup, sessions.get(), draws))?;
            counts.set((counts.get().0 + granted, counts.get().1 + refused));
            Ok(())
        });
        outcome.unwrap();
    }
    let (granted, refused) = counts.get();
    println!("{} sessions in the store: {granted} refreshes granted, {refused} refused", sessions.get());
    assert!(granted >= 450 && refused >= 180, "too few refreshes");
}

#[tokio::test]
async fn a_token_that_was_never_signed_is_refused_and_changes_nothing() {
    let function = Function::start().await;
    for (number, rotation) in [(1, Rotation::Acknowledged), (2, Rotation::Strict)] {
        let (setup, world) = (setup(rotation), World::at_login(&setup(rotation)));
        let real = function.begin(&setup, number).await;
        for (generation, id) in [(0, 1), (2, 0), (2, 1), (u16::MAX, 1)] {
            let forged = function.sign(&real, setup.position(setup.token(generation, id, 0)));
            assert_eq!(function.refresh(&forged).await, 401, "{generation}");
            function.compare(&real, &world).await.unwrap();
        }
        assert_eq!(function.refresh(&real.tokens[&setup.token(0, 0, 0)]).await, 200);
    }
}

#[tokio::test]
async fn a_token_that_outlives_its_session_is_refused_and_changes_nothing() {
    let function = Function::start().await;
    for (number, rotation) in [(1, Rotation::Acknowledged), (2, Rotation::Strict)] {
        let setup = Setup { ends_at: 60, ..setup(rotation) };
        let real = function.begin(&setup, number).await;
        function.clock.advance(SignedDuration::from_secs(60));
        for (generation, id) in [(0, 0), (1, 1)] {
            let token = function.sign(&real, setup.position(setup.token(generation, id, 0)));
            assert_eq!(function.refresh(&token).await, 401, "{generation}");
        }
        function.compare(&real, &World::at_login(&setup)).await.unwrap();
    }
}
