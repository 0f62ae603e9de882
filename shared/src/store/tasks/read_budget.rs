//! How much of its owner's tasks a request may read, so that no account makes a request expensive or slow.

use aws_sdk_dynamodb::operation::query::QueryOutput;

/// The most that one call reads, in read units: 1 MB at one unit per 4 KB (a consistent read).
const CALL_UNITS: f64 = 257.0;
/// No call is made after this many read units. With the last one they are at most 1,057: four calls of a full megabyte.
const MAX_UNITS_BEFORE_CALL: f64 = 800.0;

/// How much a request has read so far.
#[derive(Debug, Default)]
pub struct ReadBudget {
    spent: f64,
}

impl ReadBudget {
    pub(super) fn is_spent(&self) -> bool {
        self.spent >= MAX_UNITS_BEFORE_CALL
    }

    /// Adds the cost of a call. If the store does not report it, a full megabyte is assumed.
    pub(super) fn spend(&mut self, output: &QueryOutput) {
        self.spent += output.consumed_capacity.as_ref().and_then(|charge| charge.capacity_units).unwrap_or(CALL_UNITS);
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
    fn four_full_megabytes_may_be_read_whether_or_not_the_store_reports_the_cost() {
        for units in [Some(256.0), Some(257.0), None] {
            let (mut budget, mut calls) = (ReadBudget::default(), 0);
            while !budget.is_spent() {
                budget.spend(&costing(units));
                calls += 1;
            }
            assert_eq!(calls, 4, "{units:?}");
            assert!(budget.spent <= MAX_UNITS_BEFORE_CALL + CALL_UNITS);
        }
    }
}
