//! What the report shows of each task, and its totals. Knows no CSV.

use jiff::civil::Date;
use serde::Deserialize;

use super::task::{Deadline, Title};

/// The part of a stored task that the report shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReportedTask {
    pub title: Title,
    #[serde(default)]
    pub deadline: Option<Deadline>,
    pub completed: bool,
}

/// Whether a task is overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlinePassed {
    Yes,
    No,
    /// The task has no deadline or is completed.
    NotApplicable,
}

impl ReportedTask {
    /// A deadline is the last day on which a task is still on time.
    #[must_use]
    pub fn deadline_passed(&self, today: Date) -> DeadlinePassed {
        match self.deadline {
            Some(deadline) if !self.completed && deadline.date() < today => DeadlinePassed::Yes,
            Some(_) if !self.completed => DeadlinePassed::No,
            Some(_) | None => DeadlinePassed::NotApplicable,
        }
    }
}

/// The totals at the end of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub tasks: u64,
    pub completed: u64,
    pub deadline_passed: u64,
}

impl Totals {
    pub fn add(&mut self, task: &ReportedTask, passed: DeadlinePassed) {
        self.tasks += 1;
        self.completed += u64::from(task.completed);
        self.deadline_passed += u64::from(passed == DeadlinePassed::Yes);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn task(deadline: Option<&str>, completed: bool) -> ReportedTask {
        let deadline = deadline.map(|text| Deadline::try_from(text.to_owned()).unwrap());
        ReportedTask { title: Title::try_from("Milk".to_owned()).unwrap(), deadline, completed }
    }

    #[test]
    fn a_task_is_overdue_from_the_day_after_its_deadline_until_it_is_completed() {
        let passed = |deadline, completed| task(deadline, completed).deadline_passed(date(2026, 11, 24));
        assert_eq!(passed(Some("2026-11-23"), false), DeadlinePassed::Yes);
        assert_eq!(passed(Some("2026-11-24"), false), DeadlinePassed::No);
        assert_eq!(passed(Some("2026-11-23"), true), DeadlinePassed::NotApplicable);
        assert_eq!(passed(Some("2026-11-25"), true), DeadlinePassed::NotApplicable);
        assert_eq!(passed(None, false), DeadlinePassed::NotApplicable);
    }

    #[test]
    fn totals_count_completed_and_overdue_tasks() {
        let mut totals = Totals::default();
        for task in [task(Some("2026-11-23"), false), task(Some("2026-11-23"), true), task(None, false)] {
            totals.add(&task, task.deadline_passed(date(2026, 11, 24)));
        }
        assert_eq!(totals, Totals { tasks: 3, completed: 1, deadline_passed: 1 });
    }
}
