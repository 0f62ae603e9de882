//! Env files: lines of `NAME=value` that hold secrets. A file is replaced as a whole, and only its owner can read it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};

/// A file's variables, or none if there is no file.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).with_context(|| format!("{} is invalid", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Replaces a file with these variables.
pub(crate) fn write<'a>(path: &Path, variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> anyhow::Result<()> {
    let text = render(variables)?;
    write_private(path, &text).with_context(|| format!("cannot write {}", path.display()))
}

/// Errors give the number of a line and never its text, which may hold a secret.
fn parse(text: &str) -> anyhow::Result<Vec<(String, String)>> {
    let lines = text.lines().map(str::trim).enumerate();
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(variable).collect()
}

fn variable((index, line): (usize, &str)) -> anyhow::Result<(String, String)> {
    match line.split_once('=') {
        Some((name, value)) if is_name(name) => Ok((name.to_owned(), unquoted(value).to_owned())),
        _ => bail!("line {} is not NAME=value", index + 1),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn unquoted(value: &str) -> &str {
    let between = |quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    between('\'').or_else(|| between('"')).unwrap_or(value)
}

fn render<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> anyhow::Result<String> {
    variables.into_iter().map(|(name, value)| Ok(format!("{name}={}\n", quoted(name, value)?))).collect()
}

/// Single quotes are the only quoting that all readers of env files agree on. `cargo lambda` rejects an unquoted `=`,
/// and turns `\n` into a line break even in single quotes.
fn quoted(name: &str, value: &str) -> anyhow::Result<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:,@%+".contains(&byte);
    if !value.is_empty() && value.bytes().all(is_plain) {
        Ok(value.to_owned())
    } else if value.contains(['\'', '\n', '\r']) || value.contains("\\n") {
        bail!("{name} contains a single quote, a line break or \\n, which an env file cannot hold")
    } else {
        Ok(format!("'{value}'"))
    }
}

/// Writes a new file and renames it, so that nobody sees a half-written file or one with wider permissions.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create_private(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(variables: &[(String, String)]) -> Vec<(&str, &str)> {
        variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn written_variables_are_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("some.env");
        let written = [("PLAIN", "a-b_c=="), ("SPACED", "a # b $c \\ \""), ("EMPTY", "")];
        write(&path, [("OLD", "old")]).unwrap();
        write(&path, written).unwrap();
        assert_eq!(pairs(&read(&path).unwrap()), written);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("some.env");
        write(&path, [("A", "b")]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn comments_and_empty_lines_are_skipped() {
        assert_eq!(pairs(&parse("# a comment\n\n A=1 \r\nB=\"2\"").unwrap()), [("A", "1"), ("B", "2")]);
    }

    #[test]
    fn the_error_for_an_invalid_line_gives_its_number_and_not_its_text() {
        let error = parse("A=1\nsecret").unwrap_err().to_string();
        assert_eq!(error, "line 2 is not NAME=value");
    }

    #[test]
    fn the_error_for_a_value_that_no_line_can_hold_names_the_variable() {
        assert!(render([("A", "x\ny")]).unwrap_err().to_string().starts_with('A'));
        assert!(render([("A", "it's")]).is_err());
        assert!(render([("A", r"x\ny")]).is_err());
    }

    #[test]
    fn a_missing_file_has_no_variables() {
        assert_eq!(read(Path::new("no-such-directory/some.env")).unwrap(), []);
    }
}
