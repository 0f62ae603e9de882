//! Searches every order of actions up to a depth, or without a limit if nothing expires.
//!
//! Time passes in steps of one second, and the leeway is one or two seconds. It ends inclusively: one second after an
//! event, a leeway of one second is not over yet.

use shared::domain::session::Rotation;

use crate::model::{NEVER, Setup};
use crate::promises::{
    is_in_time, matches_the_verdict_table, overtakes_no_request_twice, page_stays_logged_in, thief_is_detected,
    valid_tokens_only,
};
use crate::search::{Counterexample, Explored, explore};
use crate::world::{Action, Tab, World};

const BOTH: [Rotation; 2] = [Rotation::Acknowledged, Rotation::Strict];

fn setup(rotation: Rotation) -> Setup {
    Setup { rotation, leeway: 1, lifetime: 4, access_lifetime: None, ends_at: 6, in_cookie: false }
}

/// A page like the client in the README. It refreshes only when its access token has expired, which takes longer than
/// two leeways.
fn expiring_access_tokens(rotation: Rotation) -> Setup {
    Setup { lifetime: 7, access_lifetime: Some(3), ends_at: 11, ..setup(rotation) }
}

/// Nothing expires, and the page refreshes at any time.
fn without_expiry(rotation: Rotation) -> Setup {
    Setup { leeway: 2, lifetime: NEVER, ends_at: NEVER, ..setup(rotation) }
}

/// The same with a cookie. A request and its response take up to one second each, half of the leeway.
fn with_cookie() -> Setup {
    Setup { in_cookie: true, ..without_expiry(Rotation::Acknowledged) }
}

/// The actions of two tabs. Each step of a request is separate, so anything may happen in between.
fn two_tabs() -> Vec<Action> {
    let of_tab = |tab| {
        use Action::{Drop, LoseStoreResponse, Receive, Respond, Send, Store};
        [Send(tab), Receive(tab), LoseStoreResponse(tab), Respond(tab), Store(tab), Drop(tab)]
    };
    [Action::Wait(1)].into_iter().chain((0..2).flat_map(of_tab)).collect()
}

/// The actions of two tabs that keep the time limits of `is_in_time`, and perhaps one more.
fn honest_tabs(setup: &Setup, world: &World, more: Option<Action>) -> Vec<Action> {
    two_tabs().into_iter().chain(more).filter(|action| is_in_time(setup, world, *action)).collect()
}

/// The same for two tabs that share a cookie and rotate it at any time.
fn tabs_with_cookie(setup: &Setup, world: &World) -> Vec<Action> {
    let rotations = (0..2).map(Action::SendRotate);
    two_tabs().into_iter().chain(rotations).filter(|action| is_in_time(setup, world, *action)).collect()
}

/// The actions of two tabs whose requests are served as soon as they are sent. Only responses take time.
fn two_quick_tabs(world: &World) -> Vec<Action> {
    if let Some(tab) = world.tabs.iter().position(|tab| matches!(tab, Tab::Sent { .. })) {
        return [false, true].map(|retried| Action::ReceiveAndRespond { tab, retried }).into();
    }
    let of_tab = |tab| [Action::Send(tab), Action::Store(tab), Action::Drop(tab)];
    [Action::Wait(1)].into_iter().chain((0..2).flat_map(of_tab)).collect()
}

/// The actions of a thief who copies the storage once.
fn thief_actions(world: &World) -> Vec<Action> {
    match world.thief.tokens.len() {
        0 => vec![Action::ThiefCopies],
        tokens => (0..tokens).map(Action::ThiefPresents).collect(),
    }
}

/// Two tabs, and a thief who acts only outside of the leeway.
fn patient_thief(setup: &Setup, world: &World) -> Vec<Action> {
    let mut actions = two_quick_tabs(world);
    let sent = world.tabs.iter().any(|tab| matches!(tab, Tab::Sent { .. }));
    if !sent && !setup.within_leeway(world.stored.acknowledged_at, world.now) {
        actions.extend(thief_actions(world));
    }
    actions
}

/// Prints how much was explored, and fails if it is less than before.
fn report(name: &str, setup: &Setup, explored: Result<Explored, Counterexample>, at_least: usize) -> Explored {
    let explored = explored.unwrap();
    let Explored { states, refreshes, thefts, complete } = explored;
    let end = if complete { "complete" } else { "limited by depth" };
    println!("{name}, {:?}: {states} states, {end}, {refreshes} refreshes, {thefts} of them theft", setup.rotation);
    assert!(states >= at_least, "only {states} states");
    explored
}

#[test]
fn no_order_of_events_logs_out_a_page_that_refreshes_at_will() {
    let setup = without_expiry(Rotation::Acknowledged);
    let choices = |world: &World| honest_tabs(&setup, world, Some(Action::LogOut));
    let found = explore(&setup, usize::MAX, choices, |before, after, event| {
        valid_tokens_only(&setup, before, after, event).and(page_stays_logged_in(&setup, before, event))
    });
    let explored = report("a page that refreshes at will", &setup, found, 250_000);
    assert!(explored.complete && explored.thefts == 0);
}

#[test]
fn no_order_of_events_logs_out_pages_that_share_a_cookie() {
    let setup = with_cookie();
    let choices = |world: &World| tabs_with_cookie(&setup, world);
    let found = explore(&setup, usize::MAX, choices, |before, after, event| {
        valid_tokens_only(&setup, before, after, event).and(page_stays_logged_in(&setup, before, event))
    });
    let explored = report("pages that share a cookie", &setup, found, 540_000);
    assert!(explored.complete && explored.thefts == 0);
}

#[test]
fn in_strict_mode_no_order_of_events_logs_out_a_page_that_waits_for_expiry() {
    let setup = expiring_access_tokens(Rotation::Strict);
    let choices = |world: &World| honest_tabs(&setup, world, Some(Action::LogOut));
    let found = explore(&setup, 32, choices, |before, after, event| {
        valid_tokens_only(&setup, before, after, event).and(page_stays_logged_in(&setup, before, event))
    });
    assert_eq!(report("a page that refreshes what has expired", &setup, found, 40_000).thefts, 0);
}

#[test]
fn in_strict_mode_no_order_of_events_logs_out_a_page_that_overtakes_no_request_twice() {
    let setup = setup(Rotation::Strict);
    let choices = |world: &World| {
        let mut actions = honest_tabs(&setup, world, Some(Action::LogOut));
        actions.retain(|action| overtakes_no_request_twice(world, *action));
        actions
    };
    let found = explore(&setup, 18, choices, |before, after, event| {
        valid_tokens_only(&setup, before, after, event).and(page_stays_logged_in(&setup, before, event))
    });
    assert_eq!(report("a page that overtakes no request twice", &setup, found, 20_000).thefts, 0);
}

#[test]
fn a_client_that_never_stores_a_successor_works_until_its_token_expires() {
    let setup = setup(Rotation::Acknowledged);
    for (kept, at_least) in [(0, 700), (1, 9_000)] {
        let choices = |world: &World| {
            let mut actions = two_quick_tabs(world);
            actions.retain(|action| !matches!(action, Action::Store(_)) || world.storage.generation < kept);
            actions
        };
        let found = explore(&setup, 24, choices, |before, _, event| page_stays_logged_in(&setup, before, event));
        assert_eq!(report("a client that stores little", &setup, found, at_least).thefts, 0);
    }
}

#[test]
fn a_thief_who_acts_outside_of_the_leeway_is_detected() {
    for (rotation, refreshes, depth, at_least) in
        [(Rotation::Acknowledged, 2, 13, 270_000), (Rotation::Strict, 1, 17, 78_000)]
    {
        let setup = setup(rotation);
        let found = explore(
            &setup,
            depth,
            |world| patient_thief(&setup, world),
            |before, after, event| {
                valid_tokens_only(&setup, before, after, event).and(thief_is_detected(&setup, refreshes, before, event))
            },
        );
        assert!(report("a thief outside of the leeway", &setup, found, at_least).thefts > 0);
    }
}

/// Both have the same token at first, so the page must refresh twice: to get a successor, and to present it.
#[test]
fn one_refresh_of_the_page_does_not_always_detect_a_thief() {
    let setup = setup(Rotation::Acknowledged);
    let choices = |world: &World| patient_thief(&setup, world);
    let found = explore(&setup, 14, choices, |before, _, event| thief_is_detected(&setup, 1, before, event));
    let (wait, serve) = (Action::Wait(1), Action::ReceiveAndRespond { tab: 0, retried: false });
    let undetected = [
        Action::ThiefCopies,
        Action::ThiefPresents(0),
        wait,
        wait,
        Action::Send(0),
        serve,
        Action::Store(0),
        Action::ThiefPresents(0),
    ];
    assert_eq!(
        found.unwrap_err(),
        Counterexample { violation: "a thief was not detected", actions: undetected.into() }
    );
}

#[test]
fn whatever_a_thief_does_only_valid_tokens_work_and_the_verdict_table_holds() {
    for (setup, at_least) in BOTH.map(setup).into_iter().zip([61_000, 59_000]) {
        let choices = |world: &World| [two_tabs(), thief_actions(world), vec![Action::LogOut]].concat();
        let found = explore(&setup, 9, choices, |before, after, event| {
            valid_tokens_only(&setup, before, after, event).and(matches_the_verdict_table(&setup, before, event))
        });
        assert!(report("a thief at any time", &setup, found, at_least).thefts > 0);
    }
}

/// A limit of strict mode.
#[test]
fn in_strict_mode_a_lost_response_that_is_noticed_after_the_leeway_is_treated_as_theft() {
    let setup = setup(Rotation::Strict);
    let found = explore(&setup, 14, two_quick_tabs, |before, _, event| page_stays_logged_in(&setup, before, event));
    let (wait, serve) = (Action::Wait(1), |tab| Action::ReceiveAndRespond { tab, retried: false });
    let late = [Action::Send(0), serve(0), wait, wait, Action::Send(1), serve(1)];
    assert_eq!(found.unwrap_err(), Counterexample { violation: "an honest page was logged out", actions: late.into() });
}

/// A limit of strict mode. It acknowledges every successor immediately, and of the older tokens it accepts only the
/// direct predecessor.
#[test]
fn in_strict_mode_a_request_that_two_acknowledgements_overtake_is_treated_as_theft() {
    use Action::{LoseStoreResponse, Receive, Respond, Send, Store};
    let setup = setup(Rotation::Strict);
    let choices = |world: &World| honest_tabs(&setup, world, None);
    let found = explore(&setup, 14, choices, |before, _, event| page_stays_logged_in(&setup, before, event));
    let first = [Send(0), Receive(0), Respond(0), Send(1), Store(0)];
    let second = [Send(0), Receive(0), Respond(0), Store(0)];
    let third = [Send(0), Receive(0), LoseStoreResponse(0)];
    let actions = [&first[..], &second, &third, &[Receive(1), Respond(1)]].concat();
    assert_eq!(found.unwrap_err(), Counterexample { violation: "an honest page was logged out", actions });
}

/// A limit of cookie mode: here requests and responses take up to three times as long as assumed. No loss is needed.
#[test]
fn responses_that_are_much_later_than_assumed_can_log_out_pages_that_share_a_cookie() {
    let (setup, slow) = (with_cookie(), Setup { leeway: 6, ..with_cookie() });
    let choices = |world: &World| {
        let mut actions = tabs_with_cookie(&slow, world);
        actions
            .retain(|action| !matches!(action, Action::LoseStoreResponse(_) | Action::Drop(_) | Action::SendRotate(1)));
        actions
    };
    let found = explore(&setup, usize::MAX, choices, |before, _, event| page_stays_logged_in(&setup, before, event));
    assert_eq!(found.unwrap_err().violation, "an honest page was logged out");
}

/// Two quick tabs that share a cookie, and a thief who acts only outside of the leeway and presents tokens in a cookie
/// or in a body.
fn patient_cookie_thief(setup: &Setup, world: &World) -> Vec<Action> {
    let mut actions = two_quick_tabs(world);
    if world.tabs.iter().any(|tab| matches!(tab, Tab::Sent { .. })) {
        return actions;
    }
    actions.extend((0..2).map(Action::SendRotate));
    actions.retain(|action| is_in_time(setup, world, *action));
    if !setup.within_leeway(world.stored.acknowledged_at, world.now) {
        actions.extend(thief_actions(world));
        actions.extend((0..world.thief.tokens.len()).map(Action::ThiefPresentsCookie));
    }
    actions
}

#[test]
fn a_thief_of_a_cookie_is_detected_once_the_page_has_rotated_it() {
    let setup = with_cookie();
    let choices = |world: &World| patient_cookie_thief(&setup, world);
    let found = explore(&setup, 12, choices, |before, after, event| {
        valid_tokens_only(&setup, before, after, event).and(thief_is_detected(&setup, 2, before, event))
    });
    assert!(report("a thief of a cookie", &setup, found, 3_000_000).thefts > 0);
}
