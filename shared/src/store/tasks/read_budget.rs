//! How much one request may read of its owner's tasks, so that no account makes a request expensive or slow.

use aws_sdk_dynamodb::operation::query::QueryOutput;

/// What a call reads at the most, in read units: 1 MB, at one unit for 4 KB (a consistent read).
const CALL: f64 = 257.0;
/// Read units after which no further call is made. With the last call they are at most 1,057: four calls of a whole megabyte.
const ENOUGH: f64 = 800.0;

/// What a request has read so far.
#[derive(Debug, Default)]
pub struct ReadBudget {
    spent: f64,
}

impl ReadBudget {
    pub(super) fn is_spent(&self) -> bool {
        self.spent >= ENOUGH
    }

    /// Counts what a call has cost. Where the store does not say so, a whole megabyte.
    pub(super) fn spend(&mut self, output: &QueryOutput) {
        self.spent += output.consumed_capacity.as_ref().and_then(|charge| charge.capacity_units).unwrap_or(CALL);
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::ConsumedCapacity;

    use super::*;

    fn costing(units: Option<f64>) -> QueryOutput {
        let capacity = units.map(|units| ConsumedCapacity::builder().capacity_units(units).build());
        QueryOutput::builder().set_consumed_capacity(capacity).build()
    }

    #[test]
    fn four_whole_megabytes_may_be_read_whether_the_store_says_so_or_not() {
        for units in [Some(256.0), Some(257.0), None] {
            let (mut budget, mut calls) = (ReadBudget::default(), 0);
            while !budget.is_spent() {
                budget.spend(&costing(units));
                calls += 1;
            }
            assert_eq!(calls, 4, "{units:?}");
            assert!(budget.spent <= ENOUGH + CALL);
        }
    }
}
