//! The promises of acknowledged rotation, as checks of a single action.

use shared::domain::session::Rotation;

use crate::model::{Outcome, Rejected, Setup, Token};
use crate::world::{Action, Event, Party, Tab, World};

/// No token works after its expiry, or after its session was revoked or has ended. Outside of the leeway, only the
/// session's token and its successors work.
pub(crate) fn valid_tokens_only(
    setup: &Setup,
    before: &World,
    after: &World,
    event: &Event,
) -> Result<(), &'static str> {
    let Event::Refresh { token, at, outcome, .. } = *event else { return Ok(()) };
    if token.expires_at <= at && before.stored != after.stored {
        return Err("an expired token changed the session");
    }
    let Outcome::Granted(_) = outcome else { return Ok(()) };
    if before.stored.revoked || at >= setup.ends_at || token.expires_at <= at {
        return Err("a token worked that has expired, or whose session has ended");
    }
    let (stored, generation) = (before.stored, token.generation);
    let only = generation == stored.generation + 1 || (generation, token.id) == (stored.generation, stored.token);
    if only || setup.within_leeway(stored.acknowledged_at, at) {
        Ok(())
    } else {
        Err("a replaced token worked outside of the leeway")
    }
}

/// The verdict table of ARCHITECTURE.md in different words: which tokens work, and that any other valid token is theft
/// while the session is active.
pub(crate) fn matches_the_verdict_table(setup: &Setup, before: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { token, at, outcome, .. } = *event else { return Ok(()) };
    let stored = before.stored;
    let valid = !stored.revoked && at < setup.ends_at && token.expires_at > at;
    let (own, within) = (token.id == stored.token, setup.within_leeway(stored.acknowledged_at, at));
    let should_work = match i32::from(stored.generation) - i32::from(token.generation) {
        -1 => true,
        0 if own => setup.rotation == Rotation::Acknowledged || stored.acknowledged_at.is_none() || within,
        0 => within,
        1 => within && stored.previous == Some(token.id),
        _ => false,
    };
    let holds = match outcome {
        Outcome::Granted(_) => valid && should_work,
        Outcome::Theft => valid && !should_work,
        Outcome::Expired | Outcome::Rejected(_) => !valid,
    };
    if holds { Ok(()) } else { Err("the verdict table says otherwise") }
}

/// The page is refused only after it has logged out, or after its token or session has expired.
pub(crate) fn page_stays_logged_in(setup: &Setup, before: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { by: Party::Page, token, at, outcome, .. } = *event else { return Ok(()) };
    let legitimate = match outcome {
        Outcome::Granted(_) => true,
        Outcome::Expired => token.expires_at <= at,
        Outcome::Rejected(Rejected::Ended) => setup.ends_at <= at,
        Outcome::Rejected(Rejected::Revoked) => before.logged_out,
        Outcome::Rejected(Rejected::NeverSigned) | Outcome::Theft => false,
    };
    if legitimate { Ok(()) } else { Err("an honest page was logged out") }
}

/// After the page has completed `refreshes` outside of the leeway, the thief's next refresh is detected as theft.
/// In strict mode so is the page's, if it presents the token that the thief has used first.
pub(crate) fn thief_is_detected(
    setup: &Setup,
    refreshes: u8,
    before: &World,
    event: &Event,
) -> Result<(), &'static str> {
    let Event::Refresh { by, token, at, outcome, .. } = *event else { return Ok(()) };
    let invalid = before.stored.revoked || at >= setup.ends_at || token.expires_at <= at;
    if invalid || setup.within_leeway(before.stored.acknowledged_at, at) || outcome == Outcome::Theft {
        return Ok(());
    }
    let strict = setup.rotation == Rotation::Strict;
    let succeeded = before.thief.last_success.is_some();
    match by {
        Party::Thief if before.thief.page_refreshes_since >= refreshes => Err("a thief was not detected"),
        Party::Page if strict && succeeded && before.thief.tokens.first() == Some(&token) => {
            Err("the page used a token that the thief had used before")
        }
        Party::Thief | Party::Page => Ok(()),
    }
}

/// Whether an action keeps the time limits within which an honest page is never logged out:
///
/// - A request, from reading the storage to the write, takes no longer than the leeway.
/// - With a cookie, the request takes no longer than half of the leeway, and so does its response.
/// - In strict mode, the page notices a lost response and presents the token again within the leeway of its first use.
pub(crate) fn is_in_time(setup: &Setup, world: &World, action: Action) -> bool {
    let first_used_at = first_used_at(setup, world, world.storage);
    let late = |now: i32| first_used_at.is_some_and(|first_used_at| now > first_used_at + setup.leeway);
    let has_response =
        |tab: &Tab| matches!(*tab, Tab::Responded { token, returned: Some(_), .. } if token == world.storage);
    match action {
        Action::Wait(seconds) => {
            let now = world.now + seconds;
            let request_late = pending(world).any(|(token, read_at)| {
                let first_used_at = self::first_used_at(setup, world, token).unwrap_or(read_at);
                now > read_at.min(first_used_at) + setup.max_request_time()
            });
            let response_late = world.tabs.iter().any(|tab| {
                matches!(*tab, Tab::Responded { at, .. } if setup.in_cookie && now > at + setup.max_request_time())
            });
            !request_late && !response_late && (!late(now) || world.tabs.iter().any(has_response))
        }
        Action::Send(_) | Action::SendRotate(_) => !late(world.now),
        Action::Drop(tab) => !late(world.now) || !has_response(&world.tabs[tab]),
        _ => true,
    }
}

/// When a token was used first, if its leeway counts from then (in strict mode).
fn first_used_at(setup: &Setup, world: &World, token: Token) -> Option<i32> {
    let used = setup.rotation == Rotation::Strict && world.stored.token == token.id;
    if used { world.stored.acknowledged_at } else { None }
}

fn pending(world: &World) -> impl Iterator<Item = (Token, i32)> {
    world.tabs.iter().filter_map(Tab::pending)
}

/// Whether serving this tab leaves no other request two generations behind. In strict mode that would be theft, and a
/// page that refreshes at any time can cause it.
pub(crate) fn overtakes_no_request_twice(world: &World, action: Action) -> bool {
    let (Action::LoseStoreResponse(tab) | Action::Respond(tab) | Action::ReceiveAndRespond { tab, .. }) = action else {
        return true;
    };
    let Some((served, _)) = world.tabs[tab].pending() else { return true };
    pending(world).all(|(other, _)| served.generation < other.generation + 2)
}
