//! Verifies a password as often as a line of the standard input says, and prints the CPU nanoseconds that this took.
//! `bench/hash/compare.py` runs it next to other implementations.

use std::io::{Write as _, stdin, stdout};

use anyhow::ensure;
use nix::time::{ClockId, clock_gettime};
use shared::auth::password_hasher::{PasswordHasher, Verification};
use shared::config::Argon2Cost;
use shared::domain::password::Password;
use shared::domain::user::PasswordHash;

const COST: Argon2Cost = Argon2Cost { memory_kib: 19_456, iterations: 2, parallelism: 1 };
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let hasher = PasswordHasher::start(COST, 1)?;
    let hash = PasswordHash::from_phc(HASH.to_owned());
    for line in stdin().lines() {
        let count: u32 = line?.parse()?;
        let start = cpu_nanoseconds()?;
        for _ in 0..count {
            let verified = hasher.reserve()?.verify(Password::new("correct horse"), Some(hash.clone())).await?;
            ensure!(verified == Verification::Matches, "the hash does not match");
        }
        writeln!(stdout(), "{}", cpu_nanoseconds()? - start)?;
    }
    Ok(())
}

/// Of all threads of this process.
fn cpu_nanoseconds() -> nix::Result<i64> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(time.tv_sec() * 1_000_000_000 + time.tv_nsec())
}
