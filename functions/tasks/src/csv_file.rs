//! The report as CSV (RFC 4180). Knows nothing of the store.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};
use jiff::civil::Date;
use shared::domain::report::{DeadlinePassed, ReportedTask, Totals};
use shared::domain::task::Deadline;
use shared::http::ApiError;
use shared::http::answer_size::AnswerSize;

const HEADER: [&str; 4] = ["title", "deadline", "task_completed", "task_deadline_passed"];
const NOT_APPLICABLE: &str = "N/A";
/// What a spreadsheet takes for the start of a formula (<https://owasp.org/www-community/attacks/CSV_Injection>).
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A file in the making: the header, a row for each task, the totals at the end.
pub(crate) struct CsvFile {
    writer: Writer<Vec<u8>>,
    totals: Totals,
}

impl CsvFile {
    pub(crate) fn start() -> Result<Self, ApiError> {
        let writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        let mut file = Self { writer, totals: Totals::default() };
        file.row(HEADER)?;
        Ok(file)
    }

    pub(crate) fn add(&mut self, task: &ReportedTask, today: Date) -> Result<(), ApiError> {
        let passed = task.deadline_passed(today);
        self.totals.add(task, passed);
        let deadline = task.deadline.map_or_else(|| NOT_APPLICABLE.to_owned(), Deadline::day_first);
        let completed = if task.completed { "True" } else { "False" };
        let passed = match passed {
            DeadlinePassed::Yes => "YES",
            DeadlinePassed::No => "NO",
            DeadlinePassed::NotApplicable => NOT_APPLICABLE,
        };
        self.row([&neutral(task.title.as_str()), deadline.as_str(), completed, passed])
    }

    /// Whether an answer may hold it. A few kilobytes of the writer's own buffer are not counted yet.
    pub(crate) fn fits(&self) -> bool {
        AnswerSize::of(self.writer.get_ref()).fits()
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, ApiError> {
        let Totals { tasks, completed, deadline_passed } = self.totals;
        for (name, total) in
            [("Total Tasks", tasks), ("Tasks Completed", completed), ("Tasks Deadline Passed", deadline_passed)]
        {
            self.row([name, &total.to_string(), "", ""])?;
        }
        self.writer.into_inner().map_err(|error| ApiError::Internal(error.into_error().into()))
    }

    fn row(&mut self, cells: [&str; 4]) -> Result<(), ApiError> {
        self.writer.write_record(cells).map_err(|error| ApiError::Internal(error.into()))
    }
}

/// A text that a spreadsheet shows and does not run.
fn neutral(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
        for text in ["Milk", "1=1", "'=1", " -", "é"] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_in_their_cell() {
        let mut file = CsvFile::start().unwrap();
        file.row(["a,b", "\"q\"", "x\r\ny", "é"]).unwrap();
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        let rows = text.strip_prefix("title,deadline,task_completed,task_deadline_passed\r\n").unwrap();
        let totals = "Total Tasks,0,,\r\nTasks Completed,0,,\r\nTasks Deadline Passed,0,,\r\n";
        assert_eq!(rows, format!("\"a,b\",\"\"\"q\"\"\",\"x\r\ny\",é\r\n{totals}"));
    }
}
