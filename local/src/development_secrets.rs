//! The secrets on a developer's machine: from the environment, else from an earlier run, else new.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::config::Environment;

use crate::data_directory::DataDirectory;
use crate::env_file;

pub(crate) const OF_TOKENS: [&str; 2] = ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"];
/// Mail is on where this is set.
pub(crate) const OF_MAIL: [&str; 1] = ["MAIL_TOKEN_SECRET"];
const SECRET_BYTES: usize = 48;

/// Adds the secrets of these names that the environment lacks. Without a directory they last as long as the process.
pub(crate) fn provide(
    environment: &mut Environment,
    directory: Option<&DataDirectory>,
    names: &[&str],
) -> anyhow::Result<()> {
    if names.iter().all(|name| environment.get(name).is_some()) {
        return Ok(());
    }
    let secrets = match directory {
        Some(directory) => stored(directory, names)?,
        None => complete(Vec::new(), names),
    };
    for (name, secret) in secrets.into_iter().filter(|(name, _)| names.contains(&name.as_str())) {
        environment.set_default(&name, secret);
    }
    Ok(())
}

/// The directory's secrets, created on the first run.
fn stored(directory: &DataDirectory, names: &[&str]) -> anyhow::Result<Vec<(String, String)>> {
    let found = env_file::read(&directory.secrets())?;
    let all = complete(found.clone(), names);
    if all != found {
        let variables = all.iter().map(|(name, secret)| (name.as_str(), secret.as_str()));
        env_file::write(&directory.secrets(), variables)?;
    }
    Ok(all)
}

fn complete(mut secrets: Vec<(String, String)>, names: &[&str]) -> Vec<(String, String)> {
    for name in names {
        if !secrets.iter().any(|(found, _)| found == name) {
            let secret = URL_SAFE_NO_PAD.encode(shared::random::bytes::<SECRET_BYTES>());
            secrets.push(((*name).to_owned(), secret));
        }
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = [OF_TOKENS[0], OF_TOKENS[1], OF_MAIL[0]];

    fn provided(directory: Option<&DataDirectory>) -> Environment {
        let mut environment = Environment::from_iter([("LOG_LEVEL", "info")]);
        provide(&mut environment, directory, &NAMES).unwrap();
        environment
    }

    #[test]
    fn secrets_are_long_and_different() {
        let environment = provided(None);
        let secrets = NAMES.map(|name| environment.get(name).unwrap());
        assert!(secrets.iter().all(|secret| secret.len() == 64));
        assert!(secrets[0] != secrets[1] && secrets[1] != secrets[2] && secrets[2] != secrets[0]);
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
        provide(&mut environment, Some(&directory), &NAMES).unwrap();
        assert_eq!(environment.get(NAMES[0]), Some("given"));
        assert!(!directory.secrets().exists());
    }
}
