//! The directory that keeps data between runs: the database, the version of its tables, and env files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use shared::store::schema;

use crate::env_file;

#[derive(Debug)]
pub(crate) struct DataDirectory(PathBuf);

impl DataDirectory {
    /// Creates the directory if there is none.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        create_private(path).with_context(|| format!("cannot create the data directory {}", path.display()))?;
        Ok(Self(path.to_owned()))
    }

    /// The database's file. Fails if the version of its tables is not this program's.
    pub(crate) fn database(&self) -> anyhow::Result<PathBuf> {
        let database = self.0.join("dynamodb.sqlite");
        let marker = self.0.join("schema-version");
        let found = fs::read_to_string(&marker).ok().and_then(|text| text.trim().parse::<u32>().ok());
        match found {
            Some(schema::VERSION) => {}
            None if !database.exists() => env_file::write_private(&marker, &format!("{}\n", schema::VERSION))
                .with_context(|| format!("cannot write {}", marker.display()))?,
            _ => self.refuse(found)?,
        }
        Ok(database)
    }

    pub(crate) fn secrets(&self) -> PathBuf {
        self.0.join("secrets.env")
    }

    pub(crate) fn lambda_env(&self) -> PathBuf {
        self.0.join("lambda.env")
    }

    fn refuse(&self, found: Option<u32>) -> anyhow::Result<()> {
        let found = found.map_or_else(|| "an unknown version".to_owned(), |version| format!("version {version}"));
        bail!(
            "the tables in {} have {found}, but this program needs version {}; \
             move the directory away or choose a different one with --data-dir",
            self.0.display(),
            schema::VERSION,
        )
    }
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> (tempfile::TempDir, DataDirectory) {
        let parent = tempfile::tempdir().unwrap();
        let directory = DataDirectory::open(&parent.path().join("data")).unwrap();
        (parent, directory)
    }

    #[test]
    fn a_new_directory_gets_a_version_and_can_be_opened_again() {
        let (_parent, directory) = opened();
        let database = directory.database().unwrap();
        fs::write(&database, "").unwrap();
        assert_eq!(DataDirectory::open(&directory.0).unwrap().database().unwrap(), database);
    }

    #[test]
    fn a_different_version_is_refused_and_the_error_says_what_to_do() {
        let (_parent, directory) = opened();
        fs::write(directory.0.join("schema-version"), (schema::VERSION + 1).to_string()).unwrap();
        let error = directory.database().unwrap_err().to_string();
        assert!(error.contains("move the directory away") && error.contains("--data-dir"), "{error}");
    }

    #[test]
    fn a_database_without_a_readable_version_is_refused() {
        let (_parent, directory) = opened();
        let database = directory.database().unwrap();
        fs::write(database, "").unwrap();
        fs::write(directory.0.join("schema-version"), "one").unwrap();
        assert!(directory.database().is_err());
        fs::remove_file(directory.0.join("schema-version")).unwrap();
        assert!(directory.database().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_enter_the_directory() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_parent, directory) = opened();
        assert_eq!(fs::metadata(&directory.0).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
