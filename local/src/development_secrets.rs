//! The token secrets on a developer's machine: from the environment, else from an earlier run, else new.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::config::Environment;

use crate::data_directory::DataDirectory;
use crate::env_file;

const NAMES: [&str; 2] = ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"];
const SECRET_BYTES: usize = 48;

/// Adds the secrets that the environment lacks. Without a directory they last as long as the process.
pub(crate) fn provide(environment: &mut Environment, directory: Option<&DataDirectory>) -> anyhow::Result<()> {
    if NAMES.iter().all(|name| environment.get(name).is_some()) {
        return Ok(());
    }
    let secrets = match directory {
        Some(directory) => stored(directory)?,
        None => complete(Vec::new()),
    };
    for (name, secret) in secrets {
        environment.set_default(&name, secret);
    }
    Ok(())
}

/// The directory's secrets, created on the first run.
fn stored(directory: &DataDirectory) -> anyhow::Result<Vec<(String, String)>> {
    let found = env_file::read(&directory.secrets())?;
    let all = complete(found.clone());
    if all != found {
        let variables = all.iter().map(|(name, secret)| (name.as_str(), secret.as_str()));
        env_file::write(&directory.secrets(), variables)?;
    }
    Ok(all)
}

fn complete(mut secrets: Vec<(String, String)>) -> Vec<(String, String)> {
    for name in NAMES {
        if !secrets.iter().any(|(found, _)| found == name) {
            let secret = URL_SAFE_NO_PAD.encode(shared::random::bytes::<SECRET_BYTES>());
            secrets.push((name.to_owned(), secret));
        }
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provided(directory: Option<&DataDirectory>) -> Environment {
        let mut environment = Environment::from_iter([("LOG_LEVEL", "info")]);
        provide(&mut environment, directory).unwrap();
        environment
    }

    #[test]
    fn secrets_are_long_and_different() {
        let environment = provided(None);
        let [access, refresh] = NAMES.map(|name| environment.get(name).unwrap());
        assert_eq!((access.len(), refresh.len()), (64, 64));
        assert_ne!(access, refresh);
    }

    #[test]
    fn secrets_of_a_directory_stay_the_same() {
        let parent = tempfile::tempdir().unwrap();
        let directory = DataDirectory::open(parent.path()).unwrap();
        let [first, second] = [provided(Some(&directory)), provided(Some(&directory))];
        assert_eq!(NAMES.map(|name| first.get(name)), NAMES.map(|name| second.get(name)));
    }

    #[test]
    fn secrets_from_the_environment_are_used_and_not_stored_in_the_directory() {
        let parent = tempfile::tempdir().unwrap();
        let directory = DataDirectory::open(parent.path()).unwrap();
        let mut environment = NAMES.into_iter().map(|name| (name, "given")).collect();
        provide(&mut environment, Some(&directory)).unwrap();
        assert_eq!(environment.get(NAMES[0]), Some("given"));
        assert!(!directory.secrets().exists());
    }
}
