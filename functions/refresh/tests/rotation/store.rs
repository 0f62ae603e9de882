//! The model beside the real function: every action is done by both, and each answer and the item in the end are the same.

use std::cell::Cell;

use jiff::SignedDuration;
use proptest::prelude::*;
use shared::domain::session::Rotation;

use crate::function::Function;
use crate::model::{Answer, Terms};
use crate::promises::in_time;
use crate::runs::{draws, of_all, of_tabs, runner, terms};
use crate::world::{Action, Event, World};

/// A run with a thief, of tabs alone, or of a page in time; now and then somebody logs out, or presents what is no token.
fn of_kind(kind: u32, terms: &Terms, world: &World, draw: u32) -> Action {
    let action = match draw % 60 {
        0 => Action::LogOut,
        1..4 => Action::Garble,
        _ if kind == 0 => of_all(world, draw / 60),
        _ => of_tabs(world, draw / 60, true),
    };
    if kind == 2 && !in_time(terms, world, action) { Action::Wait(0) } else { action }
}

/// Does a run; the first draw chooses its kind. How many refreshes were answered, and how many refused.
async fn run(function: &Function, terms: &Terms, number: u16, draws: Vec<u32>) -> Result<(u32, u32), TestCaseError> {
    const LOOKS_AT_THE_DEAD: u32 = 4;
    let (mut begun, mut world) = (function.begin(terms, number).await, World::at_login(terms));
    let (mut answered, mut refused, mut after_the_end) = (0, 0, 0);
    for draw in &draws[1..] {
        let action = of_kind(draws[0] % 3, terms, &world, *draw);
        if let Action::Wait(seconds) = action {
            function.clock.advance(SignedDuration::from_secs(seconds.into()));
        }
        let Some(event) = world.act(terms, action) else { continue };
        function.follow(&mut begun, event).await?;
        match event {
            Event::Refresh { answer: Answer::Granted(_), .. } => answered += 1,
            Event::Refresh { .. } => refused += 1,
            Event::LogOut { .. } | Event::Garbled { .. } => {}
        }
        after_the_end += u32::from(world.stored.revoked || world.now >= terms.ends_at);
        if after_the_end > LOOKS_AT_THE_DEAD {
            break;
        }
    }
    function.compare(&begun, &world).await?;
    Ok((answered, refused))
}

#[test]
fn model_and_store_answer_alike_at_every_step() {
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
        let terms = Terms { in_cookie, ..terms(rotation) };
        let outcome = runner(CASES).run(&draws(80), |draws| {
            sessions.set(sessions.get() + 1);
            let (answered, refused) = runtime.block_on(run(&function, &terms, sessions.get(), draws))?;
            counts.set((counts.get().0 + answered, counts.get().1 + refused));
            Ok(())
        });
        outcome.unwrap();
    }
    let (answered, refused) = counts.get();
    println!("{} sessions in the store: {answered} refreshes answered, {refused} refused", sessions.get());
    assert!(answered >= 450 && refused >= 180, "too few");
}

#[tokio::test]
async fn a_token_that_was_never_signed_is_refused_and_harms_nobody() {
    let function = Function::start().await;
    for (number, rotation) in [(1, Rotation::Acknowledged), (2, Rotation::Strict)] {
        let (terms, world) = (terms(rotation), World::at_login(&terms(rotation)));
        let begun = function.begin(&terms, number).await;
        for (generation, id) in [(0, 1), (2, 0), (2, 1), (u16::MAX, 1)] {
            let forged = function.sign(&begun, terms.position(terms.token(generation, id, 0)));
            assert_eq!(function.refresh(&forged).await, 401, "{generation}");
            function.compare(&begun, &world).await.unwrap();
        }
        assert_eq!(function.refresh(&begun.tokens[&terms.token(0, 0, 0)]).await, 200);
    }
}

#[tokio::test]
async fn a_token_that_outlives_its_session_is_refused_and_revokes_nothing() {
    let function = Function::start().await;
    for (number, rotation) in [(1, Rotation::Acknowledged), (2, Rotation::Strict)] {
        let terms = Terms { ends_at: 60, ..terms(rotation) };
        let begun = function.begin(&terms, number).await;
        function.clock.advance(SignedDuration::from_secs(60));
        for (generation, id) in [(0, 0), (1, 1)] {
            let token = function.sign(&begun, terms.position(terms.token(generation, id, 0)));
            assert_eq!(function.refresh(&token).await, 401, "{generation}");
        }
        function.compare(&begun, &World::at_login(&terms)).await.unwrap();
    }
}
