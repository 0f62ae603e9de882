//! Batch operations leave throttled items unprocessed. Those are retried a few times, with growing waits.

use std::time::Duration;

use super::StoreError;

const FIRST_WAIT: Duration = Duration::from_millis(50);

/// The remaining retries. Each waits twice as long as the one before.
#[derive(Debug)]
pub(super) struct Backoff {
    left: u32,
    wait: Duration,
}

impl Backoff {
    /// Allows this many retries after the first attempt.
    pub(super) fn new(retries: u32) -> Self {
        Self { left: retries, wait: FIRST_WAIT }
    }

    /// Waits until the next attempt. Fails without waiting when no retry is left.
    pub(super) async fn wait(&mut self) -> Result<(), StoreError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| StoreError::HotKey("a part is never processed".into()))?;
        tokio::time::sleep(self.wait).await;
        self.wait *= 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_wait_is_twice_as_long_and_there_is_none_after_the_last_attempt() {
        let (start, mut backoff) = (Instant::now(), Backoff::new(3));
        for milliseconds in [50, 150, 350] {
            backoff.wait().await.unwrap();
            assert_eq!(start.elapsed().as_millis(), milliseconds);
        }
        assert!(matches!(backoff.wait().await, Err(StoreError::HotKey(_))));
        assert_eq!(start.elapsed().as_millis(), 350);
    }
}
