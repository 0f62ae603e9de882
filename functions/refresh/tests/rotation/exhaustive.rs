//! Every order of actions, up to a depth, or without a limit where nothing expires. Time passes in steps of one leeway: after one it
//! is just not over, after two it is.

use shared::domain::session::Rotation;

use crate::model::{NEVER, Terms};
use crate::promises::{
    dead_is_dead, in_time, overtakes_no_one_twice, the_page_goes_on, the_table_holds, the_thief_is_found,
};
use crate::search::{Counterexample, Explored, explore};
use crate::world::{Action, Tab, World};

const BOTH: [Rotation; 2] = [Rotation::Acknowledged, Rotation::Strict];

fn terms(rotation: Rotation) -> Terms {
    Terms { rotation, leeway: 1, lifetime: 4, access_lifetime: None, ends_at: 6, in_cookie: false }
}

/// A page as the README's: it refreshes only what has expired, and an access token outlives the two leeways of a request.
fn terms_of_expiry(rotation: Rotation) -> Terms {
    Terms { lifetime: 7, access_lifetime: Some(3), ends_at: 11, ..terms(rotation) }
}

/// Nothing expires, and the page refreshes whenever it likes.
fn endless(rotation: Rotation) -> Terms {
    Terms { leeway: 2, lifetime: NEVER, ends_at: NEVER, ..terms(rotation) }
}

/// The same with the refresh token in a cookie. A request and its answer take up to a step each, which is half of the leeway.
fn cookies() -> Terms {
    Terms { in_cookie: true, ..endless(Rotation::Acknowledged) }
}

/// What two tabs can do. A request takes its time at every station.
fn two_tabs() -> Vec<Action> {
    let of_tab = |tab| {
        use Action::{Ask, Drop, LoseWrite, Receive, Serve, Store};
        [Ask(tab), Receive(tab), LoseWrite(tab), Serve(tab), Store(tab), Drop(tab)]
    };
    [Action::Wait(1)].into_iter().chain((0..2).flat_map(of_tab)).collect()
}

/// What two tabs of an honest page can do now, and perhaps one thing more.
fn honest(terms: &Terms, world: &World, more: Option<Action>) -> Vec<Action> {
    two_tabs().into_iter().chain(more).filter(|action| in_time(terms, world, *action)).collect()
}

/// What two tabs can do that share a cookie and rotate it when they like.
fn sharing_a_cookie(terms: &Terms, world: &World) -> Vec<Action> {
    let rotations = (0..2).map(Action::AskToRotate);
    two_tabs().into_iter().chain(rotations).filter(|action| in_time(terms, world, *action)).collect()
}

/// What two tabs can do when a request is served as soon as it is sent, and only answers take their time.
fn two_quick_tabs(world: &World) -> Vec<Action> {
    if let Some(tab) = world.tabs.iter().position(|tab| matches!(tab, Tab::Asking { .. })) {
        return [false, true].map(|repeated| Action::ServeAtOnce { tab, repeated }).into();
    }
    let of_tab = |tab| [Action::Ask(tab), Action::Store(tab), Action::Drop(tab)];
    [Action::Wait(1)].into_iter().chain((0..2).flat_map(of_tab)).collect()
}

/// What a thief can do who has copied the storage once.
fn thief(world: &World) -> Vec<Action> {
    match world.thief.tokens.len() {
        0 => vec![Action::Copy],
        tokens => (0..tokens).map(Action::Steal).collect(),
    }
}

/// Two tabs, and a thief who keeps clear of the leeway.
fn patient_thief(terms: &Terms, world: &World) -> Vec<Action> {
    let mut actions = two_quick_tabs(world);
    let asking = world.tabs.iter().any(|tab| matches!(tab, Tab::Asking { .. }));
    if !asking && !terms.within_leeway(world.stored.acknowledged_at, world.now) {
        actions.extend(thief(world));
    }
    actions
}

/// Prints what was explored; it may not shrink unseen.
fn explored(name: &str, terms: &Terms, explored: Result<Explored, Counterexample>, at_least: usize) -> Explored {
    let explored = explored.unwrap();
    let Explored { states, refreshes, thefts, whole } = explored;
    let end = if whole { "all there are" } else { "up to a depth" };
    println!("{name}, {:?}: {states} states, {end}, {refreshes} refreshes, {thefts} of them theft", terms.rotation);
    assert!(states >= at_least, "only {states} states");
    explored
}

#[test]
fn no_order_of_a_page_that_refreshes_at_will_logs_it_out() {
    let terms = endless(Rotation::Acknowledged);
    let offered = |world: &World| honest(&terms, world, Some(Action::LogOut));
    let found = explore(&terms, usize::MAX, offered, |before, after, event| {
        dead_is_dead(&terms, before, after, event).and(the_page_goes_on(&terms, before, event))
    });
    let explored = explored("a page that refreshes at will", &terms, found, 250_000);
    assert!(explored.whole && explored.thefts == 0);
}

#[test]
fn no_order_of_pages_that_share_a_cookie_logs_them_out() {
    let terms = cookies();
    let offered = |world: &World| sharing_a_cookie(&terms, world);
    let found = explore(&terms, usize::MAX, offered, |before, after, event| {
        dead_is_dead(&terms, before, after, event).and(the_page_goes_on(&terms, before, event))
    });
    let explored = explored("pages that share a cookie", &terms, found, 540_000);
    assert!(explored.whole && explored.thefts == 0);
}

#[test]
fn in_strict_mode_no_order_of_a_page_that_refreshes_what_has_expired_logs_it_out() {
    let terms = terms_of_expiry(Rotation::Strict);
    let offered = |world: &World| honest(&terms, world, Some(Action::LogOut));
    let found = explore(&terms, 32, offered, |before, after, event| {
        dead_is_dead(&terms, before, after, event).and(the_page_goes_on(&terms, before, event))
    });
    assert_eq!(explored("a page that refreshes what has expired", &terms, found, 40_000).thefts, 0);
}

#[test]
fn in_strict_mode_no_order_of_a_page_that_overtakes_no_request_twice_logs_it_out() {
    let terms = terms(Rotation::Strict);
    let offered = |world: &World| {
        let mut actions = honest(&terms, world, Some(Action::LogOut));
        actions.retain(|action| overtakes_no_one_twice(world, *action));
        actions
    };
    let found = explore(&terms, 18, offered, |before, after, event| {
        dead_is_dead(&terms, before, after, event).and(the_page_goes_on(&terms, before, event))
    });
    assert_eq!(explored("a page that overtakes no request twice", &terms, found, 20_000).thefts, 0);
}

#[test]
fn a_client_that_never_stores_a_successor_works_until_its_token_expires() {
    let terms = terms(Rotation::Acknowledged);
    for (kept, at_least) in [(0, 700), (1, 9_000)] {
        let offered = |world: &World| {
            let mut actions = two_quick_tabs(world);
            actions.retain(|action| !matches!(action, Action::Store(_)) || world.storage.generation < kept);
            actions
        };
        let found = explore(&terms, 24, offered, |before, _, event| the_page_goes_on(&terms, before, event));
        assert_eq!(explored("a client that stores little", &terms, found, at_least).thefts, 0);
    }
}

#[test]
fn a_thief_who_acts_outside_of_the_leeway_is_found() {
    for (rotation, within, depth, at_least) in
        [(Rotation::Acknowledged, 2, 13, 270_000), (Rotation::Strict, 1, 17, 78_000)]
    {
        let terms = terms(rotation);
        let found = explore(
            &terms,
            depth,
            |world| patient_thief(&terms, world),
            |before, after, event| {
                dead_is_dead(&terms, before, after, event).and(the_thief_is_found(&terms, within, before, event))
            },
        );
        assert!(explored("a thief outside of the leeway", &terms, found, at_least).thefts > 0);
    }
}

/// Both hold the same token at first, so the page must come twice: to get a successor, and to present it.
#[test]
fn one_refresh_of_the_page_does_not_always_find_a_thief() {
    let terms = terms(Rotation::Acknowledged);
    let offered = |world: &World| patient_thief(&terms, world);
    let found = explore(&terms, 14, offered, |before, _, event| the_thief_is_found(&terms, 1, before, event));
    let (wait, serve) = (Action::Wait(1), Action::ServeAtOnce { tab: 0, repeated: false });
    let unfound =
        [Action::Copy, Action::Steal(0), wait, wait, Action::Ask(0), serve, Action::Store(0), Action::Steal(0)];
    assert_eq!(found.unwrap_err(), Counterexample { complaint: "a thief was not found", actions: unfound.into() });
}

#[test]
fn whatever_a_thief_does_dead_is_dead_and_the_table_holds() {
    for (terms, at_least) in BOTH.map(terms).into_iter().zip([61_000, 59_000]) {
        let offered = |world: &World| [two_tabs(), thief(world), vec![Action::LogOut]].concat();
        let found = explore(&terms, 9, offered, |before, after, event| {
            dead_is_dead(&terms, before, after, event).and(the_table_holds(&terms, before, event))
        });
        assert!(explored("a thief at will", &terms, found, at_least).thefts > 0);
    }
}

/// What strict mode does not promise.
#[test]
fn in_strict_mode_a_lost_answer_that_is_noticed_after_the_leeway_is_treated_as_theft() {
    let terms = terms(Rotation::Strict);
    let found = explore(&terms, 14, two_quick_tabs, |before, _, event| the_page_goes_on(&terms, before, event));
    let (wait, serve) = (Action::Wait(1), |tab| Action::ServeAtOnce { tab, repeated: false });
    let late = [Action::Ask(0), serve(0), wait, wait, Action::Ask(1), serve(1)];
    assert_eq!(found.unwrap_err(), Counterexample { complaint: "an honest page was logged out", actions: late.into() });
}

/// What strict mode does not promise either: it acknowledges at once, and of the older tokens only the direct predecessor is forgiven, so a
/// request that two later tokens overtake on the way is treated as a thief's.
#[test]
fn in_strict_mode_a_request_that_two_acknowledgements_overtake_is_treated_as_theft() {
    use Action::{Ask, LoseWrite, Receive, Serve, Store};
    let terms = terms(Rotation::Strict);
    let offered = |world: &World| honest(&terms, world, None);
    let found = explore(&terms, 14, offered, |before, _, event| the_page_goes_on(&terms, before, event));
    let first = [Ask(0), Receive(0), Serve(0), Ask(1), Store(0)];
    let second = [Ask(0), Receive(0), Serve(0), Store(0)];
    let third = [Ask(0), Receive(0), LoseWrite(0)];
    let actions = [&first[..], &second, &third, &[Receive(1), Serve(1)]].concat();
    assert_eq!(found.unwrap_err(), Counterexample { complaint: "an honest page was logged out", actions });
}

/// What cookie mode does not promise: answers that take three times as long as half of the leeway. No loss is needed for it.
#[test]
fn answers_that_are_much_later_than_promised_can_log_out_pages_that_share_a_cookie() {
    let (terms, slow) = (cookies(), Terms { leeway: 6, ..cookies() });
    let offered = |world: &World| {
        let mut actions = sharing_a_cookie(&slow, world);
        actions.retain(|action| !matches!(action, Action::LoseWrite(_) | Action::Drop(_) | Action::AskToRotate(1)));
        actions
    };
    let found = explore(&terms, usize::MAX, offered, |before, _, event| the_page_goes_on(&terms, before, event));
    assert_eq!(found.unwrap_err().complaint, "an honest page was logged out");
}

/// What two tabs that share a cookie can do when a request is served as soon as it is sent, and a thief who keeps clear of the leeway
/// and uses the token in a cookie or not.
fn patient_thief_of_a_cookie(terms: &Terms, world: &World) -> Vec<Action> {
    let mut actions = two_quick_tabs(world);
    if world.tabs.iter().any(|tab| matches!(tab, Tab::Asking { .. })) {
        return actions;
    }
    actions.extend((0..2).map(Action::AskToRotate));
    actions.retain(|action| in_time(terms, world, *action));
    if !terms.within_leeway(world.stored.acknowledged_at, world.now) {
        actions.extend(thief(world));
        actions.extend((0..world.thief.tokens.len()).map(Action::StealAsCookie));
    }
    actions
}

#[test]
fn a_thief_of_a_cookie_is_found_when_the_page_has_rotated_it() {
    let terms = cookies();
    let offered = |world: &World| patient_thief_of_a_cookie(&terms, world);
    let found = explore(&terms, 12, offered, |before, after, event| {
        dead_is_dead(&terms, before, after, event).and(the_thief_is_found(&terms, 2, before, event))
    });
    assert!(explored("a thief of a cookie", &terms, found, 3_000_000).thefts > 0);
}
