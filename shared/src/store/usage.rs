//! What a request asked of the store: counted by the store's client, read for the request's log line.

use std::cell::Cell;

tokio::task_local! {
    static CURRENT: Cell<Usage>;
}

/// Calls (repeats included), and the capacity that DynamoDB says it charged. It says so for what succeeds: a refused condition is
/// charged too, and not told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    pub calls: u32,
    /// Read request units: half of one per 4 KB, or one for a consistent read.
    pub read_units: f64,
    /// Write request units: one per 1 KB, two inside of a transaction.
    pub write_units: f64,
}

/// Runs a request, and tells what it asked of the store.
pub async fn counted<F: Future>(request: F) -> (F::Output, Usage) {
    let counting = async {
        let output = request.await;
        (output, CURRENT.with(Cell::get))
    };
    CURRENT.scope(Cell::default(), counting).await
}

/// Counts towards the request that runs; outside of one there is nobody to tell.
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
    async fn each_request_is_counted_by_itself() {
        let request = |calls| async move { (0..calls).for_each(|_| count(|sum| sum.calls += 1)) };
        let (((), one), ((), two)) = tokio::join!(counted(request(1)), counted(request(2)));
        count(|sum| sum.calls += 1);
        assert_eq!((one.calls, two.calls), (1, 2));
    }
}
