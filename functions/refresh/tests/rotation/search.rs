//! A search through every order of actions, breadth first: the first counterexample is a shortest one.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use crate::model::{Answer, NEVER, Terms, Token};
use crate::world::{Action, Event, Tab, World};

#[derive(Debug)]
pub(crate) struct Explored {
    pub(crate) states: usize,
    pub(crate) refreshes: usize,
    pub(crate) thefts: usize,
    /// Whether there is no state beyond those that were met.
    pub(crate) whole: bool,
}

/// What breaks a promise, and how one gets there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counterexample {
    pub(crate) complaint: &'static str,
    pub(crate) actions: Vec<Action>,
}

/// Does every action that is offered, in every order, up to a depth; judges each refresh and logout. Where nothing ever expires, worlds
/// that differ only in how long ago something was, beyond what anybody looks at, are one: then a search may reach its end.
pub(crate) fn explore(
    terms: &Terms,
    depth: usize,
    offered: impl Fn(&World) -> Vec<Action>,
    judge: impl Fn(&World, &World, &Event) -> Result<(), &'static str>,
) -> Result<Explored, Counterexample> {
    let start = World::at_login(terms);
    // 64 bits of hash for each state: among a million of them, two are taken for one once in 37 million searches.
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut seen = HashSet::from([hasher.hash_one(&start)]);
    // Each state that was met, by the one before it and the action that led to it.
    let mut path = vec![(0, Action::Wait(0))];
    let (mut frontier, mut refreshes, mut thefts) = (vec![(start, 0)], 0, 0);
    for _ in 0..depth {
        if frontier.is_empty() {
            break;
        }
        let mut met = Vec::new();
        for (world, index) in frontier {
            for action in offered(&world) {
                let mut next = world.clone();
                if let Some(event) = next.act(terms, action) {
                    refreshes += usize::from(matches!(event, Event::Refresh { .. }));
                    thefts += usize::from(matches!(event, Event::Refresh { answer: Answer::Theft, .. }));
                    judge(&world, &next, &event).map_err(|complaint| {
                        let actions = way_to(&path, index).chain([action]).collect();
                        Counterexample { complaint, actions }
                    })?;
                }
                if terms.ends_at == NEVER {
                    next.forget_times(terms);
                }
                next.rename_tokens();
                if seen.insert(hasher.hash_one(&next)) {
                    met.push((next, path.len()));
                    path.push((index, action));
                }
            }
        }
        frontier = met;
    }
    Ok(Explored { states: seen.len(), refreshes, thefts, whole: frontier.is_empty() })
}

fn way_to(path: &[(usize, Action)], mut index: usize) -> impl Iterator<Item = Action> {
    let mut actions = Vec::new();
    while index > 0 {
        actions.push(path[index].1);
        index = path[index].0;
    }
    actions.into_iter().rev()
}

impl World {
    /// Counts time from now, and generations from a small number. Nobody looks at anything that is three generations behind, or whose
    /// leeway is over; only for a token out of a cookie three leeways matter.
    fn forget_times(&mut self, terms: &Terms) {
        let now = self.now;
        let fewer = self.stored.generation.saturating_sub(3);
        let forget = |time: &mut i32| *time = (*time - now).max(-terms.leeway - 1);
        let renew = |token: &mut Token| {
            let age = if terms.in_cookie { (now - token.issued_at).min(3 * terms.leeway + 1) } else { 0 };
            token.issued_at = -age;
            token.generation = token.generation.saturating_sub(fewer);
        };
        self.stored.generation -= fewer;
        self.stored.acknowledged_at.iter_mut().for_each(forget);
        renew(&mut self.storage);
        for tab in &mut self.tabs {
            match tab {
                Tab::Idle => {}
                Tab::Asking { token, since, .. } => {
                    renew(token);
                    forget(since);
                }
                Tab::Received { token, since, at, .. } => {
                    renew(token);
                    forget(since);
                    forget(at);
                }
                Tab::Answered { token, answer, since, .. } => {
                    renew(token);
                    answer.iter_mut().for_each(renew);
                    // How late an answer to a program is does not matter.
                    if terms.in_cookie { forget(since) } else { *since = 0 }
                }
            }
        }
        self.thief.tokens.iter_mut().for_each(renew);
        self.thief.last_success.iter_mut().for_each(forget);
        self.now = 0;
    }

    /// Gives the ids that are still held the first numbers, so that worlds that differ in ids only are one.
    fn rename_tokens(&mut self) {
        let mut names: Vec<u16> = Vec::with_capacity(16);
        let mut rename = |id: &mut u16| {
            let name = names.iter().position(|name| name == id).unwrap_or_else(|| {
                names.push(*id);
                names.len() - 1
            });
            *id = u16::try_from(name).unwrap();
        };
        rename(&mut self.stored.token);
        self.stored.previous.iter_mut().for_each(&mut rename);
        rename(&mut self.storage.id);
        for tab in &mut self.tabs {
            match tab {
                Tab::Idle => {}
                Tab::Asking { token, .. } | Tab::Received { token, .. } => rename(&mut token.id),
                Tab::Answered { token, answer, .. } => {
                    rename(&mut token.id);
                    if let Some(answer) = answer {
                        rename(&mut answer.id);
                    }
                }
            }
        }
        self.thief.tokens.iter_mut().for_each(|token| rename(&mut token.id));
        self.next = u16::try_from(names.len()).unwrap();
    }
}
