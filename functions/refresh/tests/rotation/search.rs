//! Searches every order of actions, breadth first, so the first counterexample is a shortest one.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use crate::model::{NEVER, Outcome, Setup, Token};
use crate::world::{Action, Event, Tab, World};

#[derive(Debug)]
pub(crate) struct Explored {
    pub(crate) states: usize,
    pub(crate) refreshes: usize,
    pub(crate) thefts: usize,
    /// Whether all reachable states were explored.
    pub(crate) complete: bool,
}

/// A broken promise, and the actions that lead to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counterexample {
    pub(crate) violation: &'static str,
    pub(crate) actions: Vec<Action>,
}

/// Performs the actions of `choices` in every order, up to a depth, and checks each event. If nothing expires, worlds
/// that differ only in times that no longer matter count as one state, so that the search can be complete.
pub(crate) fn explore(
    setup: &Setup,
    depth: usize,
    choices: impl Fn(&World) -> Vec<Action>,
    check: impl Fn(&World, &World, &Event) -> Result<(), &'static str>,
) -> Result<Explored, Counterexample> {
    let start = World::at_login(setup);
    // A 64-bit hash stands for each state. In a search of a million states, two have the same hash with a probability
    // of 1 in 37 million.
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut seen = HashSet::from([hasher.hash_one(&start)]);
    // For each state, the index of the state before it and the action between them.
    let mut path = vec![(0, Action::Wait(0))];
    let (mut frontier, mut refreshes, mut thefts) = (vec![(start, 0)], 0, 0);
    for _ in 0..depth {
        if frontier.is_empty() {
            break;
        }
        let mut found = Vec::new();
        for (world, index) in frontier {
            for action in choices(&world) {
                let mut next = world.clone();
                if let Some(event) = next.act(setup, action) {
                    refreshes += usize::from(matches!(event, Event::Refresh { .. }));
                    thefts += usize::from(matches!(event, Event::Refresh { outcome: Outcome::Theft, .. }));
                    check(&world, &next, &event).map_err(|violation| {
                        let actions = path_to(&path, index).chain([action]).collect();
                        Counterexample { violation, actions }
                    })?;
                }
                if setup.ends_at == NEVER {
                    next.forget_absolute_times(setup);
                }
                next.renumber_tokens();
                if seen.insert(hasher.hash_one(&next)) {
                    found.push((next, path.len()));
                    path.push((index, action));
                }
            }
        }
        frontier = found;
    }
    Ok(Explored { states: seen.len(), refreshes, thefts, complete: frontier.is_empty() })
}

fn path_to(path: &[(usize, Action)], mut index: usize) -> impl Iterator<Item = Action> {
    let mut actions = Vec::new();
    while index > 0 {
        actions.push(path[index].1);
        index = path[index].0;
    }
    actions.into_iter().rev()
}

impl World {
    /// Makes times relative to now and generations relative to the session's. A token three generations behind is like
    /// an older one, and so is a time more than a leeway ago. A cookie's token ages up to three leeways.
    fn forget_absolute_times(&mut self, setup: &Setup) {
        let now = self.now;
        let offset = self.stored.generation.saturating_sub(3);
        let shift_time = |time: &mut i32| *time = (*time - now).max(-setup.leeway - 1);
        let shift_token = |token: &mut Token| {
            let age = if setup.in_cookie { (now - token.issued_at).min(3 * setup.leeway + 1) } else { 0 };
            token.issued_at = -age;
            token.generation = token.generation.saturating_sub(offset);
        };
        self.stored.generation -= offset;
        self.stored.acknowledged_at.iter_mut().for_each(shift_time);
        shift_token(&mut self.storage);
        for tab in &mut self.tabs {
            match tab {
                Tab::Idle => {}
                Tab::Sent { token, read_at, .. } => {
                    shift_token(token);
                    shift_time(read_at);
                }
                Tab::Received { token, read_at, received_at, .. } => {
                    shift_token(token);
                    shift_time(read_at);
                    shift_time(received_at);
                }
                Tab::Responded { token, returned, at, .. } => {
                    shift_token(token);
                    returned.iter_mut().for_each(shift_token);
                    // Without a cookie it does not matter how late a response is.
                    if setup.in_cookie { shift_time(at) } else { *at = 0 }
                }
            }
        }
        self.thief.tokens.iter_mut().for_each(shift_token);
        self.thief.last_success.iter_mut().for_each(shift_time);
        self.now = 0;
    }

    /// Numbers the ids that are still in use from zero, so that worlds that differ only in ids become equal.
    fn renumber_tokens(&mut self) {
        let mut numbers: Vec<u16> = Vec::with_capacity(16);
        let mut renumber = |id: &mut u16| {
            let number = numbers.iter().position(|number| number == id).unwrap_or_else(|| {
                numbers.push(*id);
                numbers.len() - 1
            });
            *id = u16::try_from(number).unwrap();
        };
        renumber(&mut self.stored.token);
        self.stored.previous.iter_mut().for_each(&mut renumber);
        renumber(&mut self.storage.id);
        for tab in &mut self.tabs {
            match tab {
                Tab::Idle => {}
                Tab::Sent { token, .. } | Tab::Received { token, .. } => renumber(&mut token.id),
                Tab::Responded { token, returned, .. } => {
                    renumber(&mut token.id);
                    if let Some(returned) = returned {
                        renumber(&mut returned.id);
                    }
                }
            }
        }
        self.thief.tokens.iter_mut().for_each(|token| renumber(&mut token.id));
        self.next_id = u16::try_from(numbers.len()).unwrap();
    }
}
