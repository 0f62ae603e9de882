//! What is measured: the product, the floors and, on request, the same API in other languages.

use std::path::{Path, PathBuf};

use crate::process::Program;
use crate::store::PEERS_TABLE;

/// An implementation of the API.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) name: &'static str,
    folder: PathBuf,
    /// Of a peer: the command of its one function, which answers all routes.
    command: Option<Vec<String>>,
    store: String,
}

pub(crate) const PRODUCT: &str = "todo-lambda";

/// The same API in another language.
#[derive(Debug)]
pub(crate) struct Peer {
    name: &'static str,
    folder: &'static str,
    command: &'static [&'static str],
}

pub(crate) const PEERS: [Peer; 2] = [
    Peer { name: "FastAPI with Mangum", folder: "fastapi", command: &["python3", "-m", "awslambdaric", "app.handler"] },
    Peer { name: "Node.js with Hono", folder: "hono", command: &["node", "index.mjs"] },
];

impl Stack {
    pub(crate) fn product(folder: &Path, store: &str) -> Self {
        Self { name: PRODUCT, folder: folder.to_owned(), command: None, store: store.to_owned() }
    }

    /// A peer in a folder that `bench/peers/build.sh` made. Each needs a store of its own.
    pub(crate) fn peer(peer: &Peer, folder: &Path, store: &str) -> Self {
        let command = peer.command.iter().map(|&part| part.to_owned()).collect();
        Self { name: peer.name, folder: folder.join(peer.folder), command: Some(command), store: store.to_owned() }
    }

    /// The program that answers the routes of a function.
    pub(crate) fn program(&self, function: &str) -> Program {
        let Some(command) = &self.command else { return binary(&self.folder, function, &self.store) };
        let variables = [("TABLE_NAME", PEERS_TABLE), ("PATH", &path()), ("HOME", "/tmp")];
        let folder = self.folder.clone();
        Program { command: command.clone(), ..program(self.name, folder, &variables, &self.store) }
    }

    /// The product with settings that it has only here.
    pub(crate) fn with_setting(&self, function: &str, name: &str, value: &str) -> Program {
        let mut program = self.program(function);
        program.variables.push((name.to_owned(), value.to_owned()));
        program
    }

    pub(crate) fn is_peer(&self) -> bool {
        self.command.is_some()
    }
}

/// A floor, which answers every event with one user's tasks or with the same text.
pub(crate) fn floor(folder: &Path, name: &str, owner: &str, store: &str) -> Program {
    let mut program = binary(folder, name, store);
    program.variables.push(("OWNER_ID".to_owned(), owner.to_owned()));
    program
}

fn binary(folder: &Path, name: &str, store: &str) -> Program {
    let folder = folder.join(name);
    let command = vec![folder.join("bootstrap").display().to_string()];
    Program { command, ..program(name, folder, &[], store) }
}

fn program(name: &str, folder: PathBuf, variables: &[(&str, &str)], store: &str) -> Program {
    let endpoint = [("AWS_ENDPOINT_URL_DYNAMODB", store)];
    let variables = variables.iter().chain(&endpoint);
    let variables = variables.map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Program { name: name.to_owned(), command: Vec::new(), folder, variables, limit: None }
}

#[expect(clippy::disallowed_methods, reason = "the peers' interpreters are wherever the caller has them")]
fn path() -> String {
    std::env::var("PATH").unwrap_or_default()
}
