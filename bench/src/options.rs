//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures the functions next to the floors.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// The folder with the built functions and floors, each as NAME/bootstrap and NAME.zip
    pub(crate) binaries: PathBuf,
    /// How often each program is started
    #[arg(long, default_value_t = 40, value_name = "N")]
    pub(crate) rounds: usize,
    /// How many blocks of events each route gets
    #[arg(long, default_value_t = 12, value_name = "N")]
    pub(crate) blocks: usize,
    /// The folder that bench/peers/build.sh made: measures the peers too
    #[arg(long, value_name = "FOLDER")]
    pub(crate) peers: Option<PathBuf>,
    /// Compares only the times of requests for known and unknown emails, with this many pairs of each
    #[arg(long, value_name = "PAIRS")]
    pub(crate) secrecy: Option<usize>,
    /// Measures only accounts with many tasks or tables with many users, one part of docs/scale.md
    #[arg(long, value_name = "PART")]
    pub(crate) scale: Option<Part>,
    /// The document whose tables are replaced, and the plot
    #[arg(long, num_args = 2, value_names = ["MARKDOWN", "SVG"])]
    pub(crate) write: Vec<PathBuf>,
    /// What the binaries were built with, one version a line
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) versions: String,
}

/// What a run of docs/scale.md measures.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Part {
    /// Requests for the tasks of small and large accounts
    Tasks,
    /// From how many tasks on a request is incomplete or refused
    Limits,
    /// The deletion of small and large accounts
    Deletion,
    /// Sessions and sign-ups with few and many users
    Users,
}
