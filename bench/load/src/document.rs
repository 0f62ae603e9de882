//! The document with the tables, and its plot: docs/load.md.

#[path = "../../src/document.rs"]
mod part;

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::options::Options;

/// The tables so far. They are printed as they come, and written at the end.
#[derive(Debug)]
pub(crate) struct Document {
    /// The document and the plot, if they are to be written.
    paths: Vec<PathBuf>,
    parts: Vec<(&'static str, String)>,
}

impl Document {
    pub(crate) fn new(options: &Options) -> Self {
        Self { paths: options.write.clone(), parts: Vec::new() }
    }

    #[expect(clippy::print_stdout, reason = "this is the output of the command")]
    pub(crate) fn publish(&mut self, name: &'static str, text: &str) {
        println!("{name}\n\n{text}");
        self.parts.push((name, text.to_owned()));
    }

    pub(crate) fn plot(&self, svg: &str) -> anyhow::Result<()> {
        let Some(path) = self.paths.get(1) else { return Ok(()) };
        fs::write(path, svg).with_context(|| format!("cannot write {}", path.display()))
    }

    pub(crate) fn write(self) -> anyhow::Result<()> {
        let Some(path) = self.paths.first() else { return Ok(()) };
        let mut text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (name, part) in &self.parts {
            text = part::replace(&text, name, part)?;
        }
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}
