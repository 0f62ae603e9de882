//! The threads that hash passwords. They make way for requests, each of which takes a small part of the time of a hash. If
//! they did not, a storm of logins would delay everything else.

use std::thread;

use anyhow::Context as _;
use shared::auth::password_hasher::PasswordHasher;
use shared::config::Argon2Cost;

/// From 0, the usual, to 19. Of a core that is never idle, hashes still get a seventh. With less, logins wait for seconds
/// where requests fill a core; with more, a storm of logins slows down everybody else (docs/load.md has both).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 8;

/// Starts one thread for each core.
pub(crate) fn start(cost: Argon2Cost) -> anyhow::Result<PasswordHasher> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    // On Linux each thread has its own niceness, and threads that it starts inherit it.
    let starting = thread::spawn(move || {
        #[cfg(target_os = "linux")]
        if let Err(error) = rustix::process::nice(NICENESS) {
            tracing::warn!(%error, "cannot lower the priority of the hashing threads");
        }
        PasswordHasher::start(cost, threads)
    });
    let hasher = starting.join().ok().context("the thread that starts the hashing threads panicked")?;
    Ok(hasher?)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use shared::domain::password::Password;

    use super::*;

    /// Field 19 of proc(5)'s `stat`. The thread's name is field 2, and the last parenthesis ends it.
    fn niceness(stat: &str) -> Option<i32> {
        let (_, after_name) = stat.rsplit_once(')')?;
        after_name.split_whitespace().nth(16)?.parse().ok()
    }

    #[tokio::test]
    async fn only_hashing_threads_make_way() {
        let own = || niceness(&fs::read_to_string("/proc/thread-self/stat").unwrap());
        let usual = own();
        let hasher = start(Argon2Cost { memory_kib: 64, iterations: 1, parallelism: 1 }).unwrap();
        hasher.reserve().unwrap().hash(Password::new("correct horse")).await.unwrap();
        let stats = fs::read_dir("/proc/self/task").unwrap();
        let stats = stats.filter_map(|task| fs::read_to_string(task.ok()?.path().join("stat")).ok());
        let hashing: Vec<_> = stats.filter(|stat| stat.contains("(argon2id)")).map(|stat| niceness(&stat)).collect();
        assert!(!hashing.is_empty());
        let lower = usual.map(|usual| (usual + NICENESS).min(19));
        assert!(hashing.iter().all(|niceness| *niceness == lower), "{hashing:?}, and usually {usual:?}");
        assert_eq!(own(), usual);
    }
}
