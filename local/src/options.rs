//! The command-line options. Everything else is set by the same environment variables as in the functions.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;

/// Runs the whole API with an embedded DynamoDB, for development.
#[derive(Clone, Debug, Parser)]
#[command(name = "local")]
pub struct Options {
    /// Address of the API; port 0 picks a free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Address of the embedded DynamoDB; port 0 picks a free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8000")]
    pub dynamodb: SocketAddr,
    /// Directory for the database and the development secrets
    #[arg(long, value_name = "DIR", default_value = ".data")]
    pub data_dir: PathBuf,
    /// Keep all data in memory and write no files
    #[arg(long, conflicts_with = "data_dir")]
    pub in_memory: bool,
    /// Use the DynamoDB at this URL instead of starting one, and create missing tables
    #[arg(long, value_name = "URL", value_parser = http_url, conflicts_with_all = ["dynamodb", "in_memory"])]
    pub endpoint_url: Option<String>,
    /// Create a demo user with 50 tasks
    #[arg(long)]
    pub seed: bool,
    /// Log full JSON lines, as the functions do on AWS
    #[arg(long)]
    pub json_log: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 3000).into(),
            dynamodb: (Ipv4Addr::LOCALHOST, 8000).into(),
            data_dir: PathBuf::from(".data"),
            in_memory: false,
            endpoint_url: None,
            seed: false,
            json_log: false,
        }
    }
}

impl Options {
    /// For tests: free ports on the loopback interface, and no files.
    #[must_use]
    pub fn ephemeral() -> Self {
        let free_port = (Ipv4Addr::LOCALHOST, 0).into();
        Self { listen: free_port, dynamodb: free_port, in_memory: true, ..Self::default() }
    }
}

fn http_url(text: &str) -> Result<String, String> {
    let has_host = |uri: &http::Uri| uri.host().is_some() && matches!(uri.scheme_str(), Some("http" | "https"));
    match text.parse() {
        Ok(uri) if has_host(&uri) => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err("must be a URL such as http://127.0.0.1:8000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_flags_the_options_are_the_defaults() {
        let parsed = Options::try_parse_from(["local"]).unwrap();
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Options::default()));
    }

    #[test]
    fn an_endpoint_is_an_http_url() {
        let parsed = Options::try_parse_from(["local", "--endpoint-url", "http://127.0.0.1:8001/"]).unwrap();
        assert_eq!(parsed.endpoint_url.as_deref(), Some("http://127.0.0.1:8001"));
        assert!(Options::try_parse_from(["local", "--endpoint-url", "127.0.0.1:8001"]).is_err());
    }

    #[test]
    fn an_endpoint_excludes_the_flags_of_the_embedded_dynamodb() {
        let endpoint = ["local", "--endpoint-url", "http://127.0.0.1:8001"];
        assert!(Options::try_parse_from(endpoint.iter().chain(&["--in-memory"])).is_err());
        assert!(Options::try_parse_from(endpoint.iter().chain(&["--dynamodb", "127.0.0.1:8002"])).is_err());
    }
}
