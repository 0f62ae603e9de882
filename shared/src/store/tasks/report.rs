//! Reads all of an owner's tasks for the report, one megabyte per call.

use super::list::{last_key_id, start_after};
use super::{ReadBudget, Selection, Tasks};
use crate::domain::id::{TaskId, UserId};
use crate::domain::report::ReportedTask;
use crate::store::{StoreError, item};

/// The tasks that one call returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPage {
    pub tasks: Vec<ReportedTask>,
    /// The task after which to continue, if there may be more.
    pub next: Option<TaskId>,
}

impl Tasks {
    /// The tasks after the task `after`, as many as one call returns. `None` if the budget is spent.
    pub async fn report_page(
        &self,
        owner: UserId,
        after: Option<TaskId>,
        budget: &mut ReadBudget,
    ) -> Result<Option<ReportPage>, StoreError> {
        if budget.is_spent() {
            return Ok(None);
        }
        let start = after.map(|id| start_after(owner, id));
        let request = self.query(owner, Selection::default(), start, None);
        let output = request.projection_expression("title, deadline, completed").send().await?;
        budget.spend(&output);
        let tasks = output.items.unwrap_or_default().into_iter().map(item::decode).collect::<Result<_, _>>()?;
        Ok(Some(ReportPage { tasks, next: last_key_id(output.last_evaluated_key)? }))
    }
}
