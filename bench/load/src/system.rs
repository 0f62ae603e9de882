//! What is put under load: the development server or the peer, each with its store.

use std::path::Path;

use tempfile::TempDir;

use crate::options::Options;
use crate::process::Process;

/// A server that is ready, and the store that it uses if that is another process.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) server: Process,
    pub(crate) url: String,
    pub(crate) store: Option<Process>,
    _folder: TempDir,
}

/// All load comes from one address, and a user logs in more often than people do. The rest are the defaults.
const SETTINGS: [(&str, &str); 4] = [
    ("LOGIN_MAX_FAILURES", "1000000"),
    ("LOGIN_MAX_FAILURES_PER_NETWORK", "1000000"),
    ("SESSIONS_MAX_PER_USER", "10"),
    ("LOG_LEVEL", "warn"),
];

const PEER_SETTINGS: [(&str, &str); 7] = [
    ("AWS_REGION", "us-east-1"),
    ("AWS_DEFAULT_REGION", "us-east-1"),
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
    ("ACCESS_TOKEN_SECRET", "the-access-secret-of-at-least-thirty-two-bytes"),
    ("REFRESH_TOKEN_SECRET", "the-refresh-secret-of-at-least-thirty-two-bytes"),
    ("TABLE_NAME", PEER_TABLE),
];

/// The one table of the peer, which the store's process creates.
const PEER_TABLE: &str = "peers";

impl System {
    /// `cargo run`: the server with the embedded store in its own process, and its data on disk.
    pub(crate) fn with_store_inside(options: &Options) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let data = folder.path().join("data").display().to_string();
        let arguments = ["--listen", "127.0.0.1:0", "--dynamodb", "127.0.0.1:0", "--data-dir", &data];
        let log = folder.path().join("server.log");
        let mut server = Process::start(&options.server, &arguments, &SETTINGS, options.core, log)?;
        let url = origin(&mut server, "is ready")?;
        Ok(Self { server, url, store: None, _folder: folder })
    }

    /// The server with a store in another process, which breaks so many of 1000 calls.
    pub(crate) fn with_store_outside(
        options: &Options,
        broken_per_mille: u32,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let (store, endpoint) = start_store(options, folder.path(), broken_per_mille)?;
        let data = folder.path().join("data").display().to_string();
        let arguments = ["--listen", "127.0.0.1:0", "--endpoint-url", &endpoint, "--data-dir", &data];
        let log = folder.path().join("server.log");
        let mut server =
            Process::start(&options.server, &arguments, &[&SETTINGS, settings].concat(), options.core, log)?;
        let url = origin(&mut server, "is ready")?;
        Ok(Self { server, url, store: Some(store), _folder: folder })
    }

    /// The peer under uvicorn with one worker, over the same store.
    pub(crate) fn peer(options: &Options, app: &Path) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let (store, endpoint) = start_store(options, folder.path(), 0)?;
        let app = app.display().to_string();
        let arguments = ["--app-dir", &app, "--host", "127.0.0.1", "--port", "0", "--loop", "uvloop"];
        let arguments = [&arguments[..], &["--http", "httptools", "--no-access-log", "app:app"]].concat();
        let mut variables = PEER_SETTINGS.to_vec();
        variables.push(("AWS_ENDPOINT_URL_DYNAMODB", &endpoint));
        let log = folder.path().join("peer.log");
        let mut server = Process::start(Path::new("uvicorn"), &arguments, &variables, options.core, log)?;
        let url = origin(&mut server, "running on")?;
        Ok(Self { server, url, store: Some(store), _folder: folder })
    }
}

fn start_store(options: &Options, folder: &Path, broken_per_mille: u32) -> anyhow::Result<(Process, String)> {
    let log = folder.join("store.log");
    let mut store = Process::start(&options.store, &[&broken_per_mille.to_string()], &[], None, log)?;
    let url = origin(&mut store, "store")?;
    Ok((store, url))
}

/// The URL of a process once it is ready, without a path.
fn origin(process: &mut Process, mark: &str) -> anyhow::Result<String> {
    Ok(process.url_after(mark)?.trim_end_matches("/api/v1").to_owned())
}
