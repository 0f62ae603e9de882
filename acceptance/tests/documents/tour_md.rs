//! The session in `docs/tour.md`: each command runs as written, and prints what is written. Needs bash and curl.

use std::path::Path;
use std::process::Stdio;

use local::{Options, Server, Style};
use shared::config::Environment;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

const DOCUMENT: &str = include_str!("../../../docs/tour.md");
const ADDRESS: &str = "127.0.0.1:3000";
const END_OF_BLOCK: &str = "-- end of block --";

/// The commands of a block, and what they print.
struct Step {
    commands: &'static str,
    output: &'static str,
}

fn steps() -> Vec<Step> {
    let block = |text: &'static str| text.split_once("\n```").unwrap().0;
    DOCUMENT
        .split("```sh\n")
        .skip(1)
        .map(|rest| Step {
            commands: block(rest),
            output: rest.split_once("```text\n").map_or("", |(_, text)| block(text)),
        })
        .collect()
}

/// The second terminal: one shell for all blocks.
struct Shell {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Shell {
    fn start() -> Self {
        let mut shell = Command::new("bash");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = shell.spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { _process: process, input, output: BufReader::new(output).lines() }
    }

    /// Runs the commands and returns their standard output.
    async fn run(&mut self, commands: &str) -> String {
        let script = format!("{commands}\necho '{END_OF_BLOCK}'\n");
        self.input.write_all(script.as_bytes()).await.unwrap();
        let mut printed = Vec::new();
        loop {
            let line = self.output.next_line().await.unwrap().unwrap();
            if line == END_OF_BLOCK {
                return printed.join("\n");
            }
            printed.push(line);
        }
    }
}

/// The server in the first terminal. It keeps its data after a restart.
async fn start(data: &Path, command: &str) -> Server {
    let mut environment = acceptance::server_settings();
    for (name, value) in command.split(' ').filter_map(|word| word.split_once('=')) {
        environment.set(name, value);
    }
    let options = Options { data_dir: data.to_owned(), in_memory: false, ..Options::ephemeral() };
    Server::start(&options, environment).await.unwrap()
}

fn not_a_terminal() -> Style {
    Style::of(&tempfile::tempfile().unwrap(), &Environment::default())
}

/// Replaces ids, times and tokens, which are new in each run, with their kind.
fn redacted(text: &str) -> String {
    text.split('"').map(redacted_member).collect::<Vec<_>>().join("\"")
}

fn redacted_member(text: &str) -> String {
    let is_token = text.starts_with("eyJ") && text.ends_with("...");
    let is_id = text.len() == 36 && text.matches('-').count() == 4;
    let is_time = text.len() == 24 && text.ends_with('Z');
    let is_task_id =
        text.len() > 10 && text.trim_matches([':', ',']).chars().all(|character| character.is_ascii_digit());
    match (is_token, is_id, is_time, is_task_id) {
        (true, ..) => "a token".to_owned(),
        (_, true, ..) => "a user's id".to_owned(),
        (_, _, true, _) => "a time".to_owned(),
        (.., true) => ":a task's id,".to_owned(),
        _ => text.to_owned(),
    }
}

#[tokio::test]
async fn the_tour_prints_what_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let (mut server, mut shell): (Option<Server>, _) = (None, Shell::start());
    let steps = steps();
    assert!(steps.len() >= 10, "{} blocks", steps.len());
    for Step { commands, output } in steps {
        if commands.ends_with("cargo run") {
            if let Some(server) = server.take() {
                server.stop().await.unwrap();
            }
            let started = start(&directory.path().join(".data"), commands).await;
            let address = started.address().to_string();
            // In a test, each server gets a free port.
            shell.run(&format!("API=http://{address}/api/v1")).await;
            let ready = started.ready_lines(not_a_terminal()).replace(&address, ADDRESS);
            assert!(output.is_empty() || output.ends_with(ready.trim_end()), "{ready}");
            server = Some(started);
        } else {
            let address = server.as_ref().unwrap().address().to_string();
            let printed = shell.run(&commands.replace(ADDRESS, &address)).await;
            assert_eq!(redacted(&printed), redacted(output), "{commands}");
        }
    }
    server.unwrap().stop().await.unwrap();
}
