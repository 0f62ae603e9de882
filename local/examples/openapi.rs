//! Prints the OpenAPI document: `cargo run -p local --example openapi > docs/openapi.json`.

use std::io::Write as _;

fn main() -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{}", local::openapi::document().to_pretty_json()?)?;
    Ok(())
}
