//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Runs simulated users against servers that it starts.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// The development server
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) server: PathBuf,
    /// The program that starts an embedded store
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) store: PathBuf,
    /// The folder of the peer's app.py: also measures the peer, and this server with its store in another process
    #[arg(long, value_name = "FOLDER")]
    pub(crate) peer: Option<PathBuf>,
    /// The core on which measured servers run
    #[arg(long, value_name = "N")]
    pub(crate) core: Option<usize>,
    /// How long the mixed journey takes
    #[arg(long, default_value_t = 60, value_name = "N")]
    pub(crate) seconds: u64,
    /// How long the same journey takes for each server that is compared
    #[arg(long, default_value_t = 45, value_name = "N")]
    pub(crate) peer_seconds: u64,
    /// How long the quiet time, the storm and the faults take, each
    #[arg(long, default_value_t = 15, value_name = "N")]
    pub(crate) part_seconds: u64,
    /// Only these runs
    #[arg(long, value_delimiter = ',', default_value = "mixed,storm,faults", value_name = "NAMES")]
    pub(crate) runs: Vec<Run>,
    /// The document whose tables are replaced, and the plot
    #[arg(long, num_args = 2, value_names = ["MARKDOWN", "SVG"])]
    pub(crate) write: Vec<PathBuf>,
    /// What the servers were built with, one version a line
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) versions: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Run {
    Mixed,
    Storm,
    Faults,
}
