//! The order of a measurement: first the cold starts of all programs, then the routes of each stack.

use anyhow::Context as _;

use crate::cold::{self, ColdSamples, Start};
use crate::options::Options;
use crate::people::{MANY_TASKS, Person, TASKS, event_of};
use crate::process::Process;
use crate::routes::{ROUTES, Route};
use crate::stack::{PEERS, PRODUCT, Stack, floor};
use crate::store;
use crate::warm::{self, Floor, People, WarmSamples};

/// The stack of the floors.
pub(crate) const FLOOR: &str = "floor";
pub(crate) const HELLO: &str = "floor-hello";
pub(crate) const DYNAMO: &str = "floor-dynamo";
/// `tasks` without the session check, which the floor has not either.
pub(crate) const UNCHECKED: &str = "tasks, `SESSION_CHECK=off`";

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) starts: Vec<(Start, ColdSamples)>,
    pub(crate) routes: Vec<(&'static str, Route, WarmSamples)>,
    pub(crate) stacks: Vec<&'static str>,
    /// In MiB.
    pub(crate) floor_memory: f64,
}

pub(crate) async fn measure(options: &Options) -> anyhow::Result<Measured> {
    let url = store::start().await?;
    let stacks = stacks(options, &url).await?;
    let owner = stacks[0].1.reader.id();
    let list = stacks[0].1.reader.event("tasks-list-page")?;
    let floor = |name| floor(&options.binaries, name, owner, &url);
    let mut starts: Vec<_> =
        [HELLO, DYNAMO].map(|name| Start { stack: FLOOR, name, program: floor(name), event: list.clone() }).into();
    for (stack, people) in &stacks {
        starts.extend(starts_of(stack, &people.reader)?);
    }
    let samples = cold::measure(&starts, options.rounds).await?;
    let mut floor = Floor { process: Process::start(&floor(DYNAMO)).await?, event: list };
    floor.process.ready().await?;
    let routes = routes(&stacks, &mut floor, options.blocks).await?;
    let floor_memory = floor.process.peak_memory()?;
    let stacks = stacks.iter().map(|(stack, _)| stack.name).collect();
    Ok(Measured { starts: starts.into_iter().zip(samples).collect(), routes, stacks, floor_memory })
}

/// The product and, on request, the peers, with their users.
async fn stacks(options: &Options, url: &str) -> anyhow::Result<Vec<(Stack, People)>> {
    let mut stacks = vec![Stack::product(&options.binaries, url)];
    if let Some(folder) = &options.peers {
        for peer in &PEERS {
            stacks.push(Stack::peer(peer, folder, &store::start().await?));
        }
    }
    let mut with_people = Vec::new();
    for stack in stacks {
        let reader = Person::join(&stack, "ada", TASKS).await?;
        let writer = Person::join(&stack, "bob", TASKS).await?;
        let collector = Person::join(&stack, "eve", MANY_TASKS).await?;
        with_people.push((stack, People { reader, writer, collector }));
    }
    Ok(with_people)
}

async fn routes(
    stacks: &[(Stack, People)],
    floor: &mut Floor,
    blocks: usize,
) -> anyhow::Result<Vec<(&'static str, Route, WarmSamples)>> {
    let mut routes = Vec::new();
    for (stack, people) in stacks {
        for route in ROUTES.into_iter().filter(|route| route.in_peers || !stack.is_peer()) {
            let samples = warm::measure(stack, people, floor, route, blocks).await;
            routes.push((stack.name, route, samples.with_context(|| format!("{}: {}", stack.name, route.name))?));
        }
    }
    Ok(routes)
}

/// The cold starts of a stack, each with the event that its function gets most often.
fn starts_of(stack: &Stack, person: &Person) -> anyhow::Result<Vec<Start>> {
    let start = |name, function, event| Start { stack: stack.name, name, program: stack.program(function), event };
    let list = person.event("tasks-list-page")?;
    let mut starts = vec![start("tasks", "tasks", list.clone())];
    if stack.is_peer() {
        return Ok(starts);
    }
    let program = stack.with_setting("tasks", "SESSION_CHECK", "off");
    starts.push(Start { stack: stack.name, name: UNCHECKED, program, event: list });
    starts.push(start("refresh", "refresh", person.event("refresh-refresh")?));
    starts.push(start("users", "users", person.event("users-me")?));
    starts.push(start("login", "login", event_of("login-json", "ada")?));
    Ok(starts)
}

impl Measured {
    pub(crate) fn start(&self, stack: &str, name: &str) -> anyhow::Result<&(Start, ColdSamples)> {
        let found = self.starts.iter().find(|(start, _)| start.stack == stack && start.name == name);
        found.with_context(|| format!("{name} of {stack} was not started"))
    }

    pub(crate) fn route(&self, stack: &str, name: &str) -> anyhow::Result<&WarmSamples> {
        let found = self.routes.iter().find(|(of, route, _)| *of == stack && route.name == name);
        found.map(|(_, _, samples)| samples).with_context(|| format!("{name} of {stack} was not measured"))
    }

    /// The largest memory of a function, after whichever of its routes needs most.
    pub(crate) fn peak_memory(&self, stack: &str, function: &str) -> f64 {
        let of_function = self.routes.iter().filter(|(of, route, _)| *of == stack && route.function == function);
        of_function.map(|(_, _, samples)| samples.peak_memory).fold(0.0, f64::max)
    }

    pub(crate) fn product(&self, route: &str) -> anyhow::Result<&WarmSamples> {
        self.route(PRODUCT, route)
    }
}
