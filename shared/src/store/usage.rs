//! What a request used of the store: counted by the store's client, read for the request's log line.

use std::cell::Cell;

tokio::task_local! {
    static CURRENT: Cell<Usage>;
}

/// Calls, including retries, and the consumed capacity that DynamoDB reports. It reports none for a refused condition,
/// although it charges for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    pub calls: u32,
    /// Read request units: half of one per 4 KB, or one for a consistent read.
    pub read_units: f64,
    /// Write request units: one per 1 KB, two in a transaction.
    pub write_units: f64,
}

/// Runs a request and returns what it used of the store.
pub async fn counted<F: Future>(request: F) -> (F::Output, Usage) {
    let counting = async {
        let output = request.await;
        (output, CURRENT.with(Cell::get))
    };
    CURRENT.scope(Cell::default(), counting).await
}

/// Adds to the usage of the current request. Does nothing outside of a request.
pub(crate) fn count(change: impl FnOnce(&mut Usage)) {
    let _ = CURRENT.try_with(|current| {
        let mut sum = current.get();
        change(&mut sum);
        current.set(sum);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_request_is_counted_separately() {
        let request = |calls| async move { (0..calls).for_each(|_| count(|sum| sum.calls += 1)) };
        let (((), one), ((), two)) = tokio::join!(counted(request(1)), counted(request(2)));
        count(|sum| sum.calls += 1);
        assert_eq!((one.calls, two.calls), (1, 2));
    }
}
