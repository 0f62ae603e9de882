//! What acknowledged rotation promises, of one step at a time.

use shared::domain::session::Rotation;

use crate::model::{Answer, Rejected, Terms, Token};
use crate::world::{Action, Event, Party, Tab, World};

/// Nobody is served by a session that was revoked or has ended, and outside of the leeway one token of a generation is.
pub(crate) fn dead_is_dead(terms: &Terms, before: &World, after: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { token, at, answer, .. } = *event else { return Ok(()) };
    if token.expires_at <= at && before.stored != after.stored {
        return Err("an expired token changed the session");
    }
    let Answer::Granted(_) = answer else { return Ok(()) };
    if before.stored.revoked || at >= terms.ends_at || token.expires_at <= at {
        return Err("a dead session or token was answered");
    }
    let (stored, generation) = (before.stored, token.generation);
    let only = generation == stored.generation + 1 || (generation, token.id) == (stored.generation, stored.token);
    if only || terms.within_leeway(stored.acknowledged_at, at) {
        Ok(())
    } else {
        Err("outside of the leeway a second token of a generation was answered")
    }
}

/// The architecture's table in other words: who is answered, and that everybody else's token is theft while the session lives.
pub(crate) fn the_table_holds(terms: &Terms, before: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { token, at, answer, .. } = *event else { return Ok(()) };
    let stored = before.stored;
    let alive = !stored.revoked && at < terms.ends_at && token.expires_at > at;
    let (own, within) = (token.id == stored.token, terms.within_leeway(stored.acknowledged_at, at));
    let due = match i32::from(stored.generation) - i32::from(token.generation) {
        -1 => true,
        0 if own => terms.rotation == Rotation::Acknowledged || stored.acknowledged_at.is_none() || within,
        0 => within,
        1 => within && stored.previous == Some(token.id),
        _ => false,
    };
    let holds = match answer {
        Answer::Granted(_) => alive && due,
        Answer::Theft => alive && !due,
        Answer::Expired | Answer::Rejected(_) => !alive,
    };
    if holds { Ok(()) } else { Err("the table says otherwise") }
}

/// The page is refused only when it has logged out, or its token or session has come to its end.
pub(crate) fn the_page_goes_on(terms: &Terms, before: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { by: Party::Page, token, at, answer, .. } = *event else { return Ok(()) };
    let fair = match answer {
        Answer::Granted(_) => true,
        Answer::Expired => token.expires_at <= at,
        Answer::Rejected(Rejected::Ended) => terms.ends_at <= at,
        Answer::Rejected(Rejected::Revoked) => before.logged_out,
        Answer::Rejected(Rejected::NeverSigned) | Answer::Theft => false,
    };
    if fair { Ok(()) } else { Err("an honest page was logged out") }
}

/// After so many refreshes that the page completes outside of the leeway, the thief's next token ends the session. In strict mode the
/// page itself ends it when it presents outside of the leeway what the thief presented first.
pub(crate) fn the_thief_is_found(terms: &Terms, within: u8, before: &World, event: &Event) -> Result<(), &'static str> {
    let Event::Refresh { by, token, at, answer, .. } = *event else { return Ok(()) };
    let dead = before.stored.revoked || at >= terms.ends_at || token.expires_at <= at;
    if dead || terms.within_leeway(before.stored.acknowledged_at, at) || answer == Answer::Theft {
        return Ok(());
    }
    let strict = terms.rotation == Rotation::Strict;
    let succeeded = before.thief.last_success.is_some();
    match by {
        Party::Thief if before.thief.completed_since >= within => Err("a thief was not found"),
        Party::Page if strict && succeeded && before.thief.tokens.first() == Some(&token) => {
            Err("a page used what the thief had used before")
        }
        Party::Thief | Party::Page => Ok(()),
    }
}

/// Whether an action is one that an honest page may suffer:
///
/// - a request, from its look into the storage to its write, takes no longer than the leeway;
/// - with a cookie it takes no longer than half of it, and so does its answer, which nobody compares with the cookie that it overwrites;
/// - in strict mode a lost answer is noticed, and its token presented again, within the leeway of the token's first use.
pub(crate) fn in_time(terms: &Terms, world: &World, action: Action) -> bool {
    let used_at = used_at(terms, world, world.storage);
    let late = |now: i32| used_at.is_some_and(|used_at| now > used_at + terms.leeway);
    let answers = |tab: &Tab| matches!(*tab, Tab::Answered { token, answer: Some(_), .. } if token == world.storage);
    match action {
        Action::Wait(seconds) => {
            let now = world.now + seconds;
            let on_its_way = under_way(world).any(|(token, since)| {
                let used_at = self::used_at(terms, world, token).unwrap_or(since);
                now > since.min(used_at) + terms.request_time()
            });
            let answer_late = world.tabs.iter().any(|tab| {
                matches!(*tab, Tab::Answered { since, .. } if terms.in_cookie && now > since + terms.request_time())
            });
            !on_its_way && !answer_late && (!late(now) || world.tabs.iter().any(answers))
        }
        Action::Ask(_) | Action::AskToRotate(_) => !late(world.now),
        Action::Drop(tab) => !late(world.now) || !answers(&world.tabs[tab]),
        _ => true,
    }
}

/// When a token was used first, where that matters.
fn used_at(terms: &Terms, world: &World, token: Token) -> Option<i32> {
    let used = terms.rotation == Rotation::Strict && world.stored.token == token.id;
    if used { world.stored.acknowledged_at } else { None }
}

fn under_way(world: &World) -> impl Iterator<Item = (Token, i32)> {
    world.tabs.iter().filter_map(Tab::under_way)
}

/// Serving this tab leaves no other request two generations behind: what a page that refreshes at will must be spared.
pub(crate) fn overtakes_no_one_twice(world: &World, action: Action) -> bool {
    let (Action::LoseWrite(tab) | Action::Serve(tab) | Action::ServeAtOnce { tab, .. }) = action else { return true };
    let Some((served, _)) = world.tabs[tab].under_way() else { return true };
    under_way(world).all(|(other, _)| served.generation < other.generation + 2)
}
