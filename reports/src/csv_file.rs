//! The report as CSV (RFC 4180). It does not know the store.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::civil::Date;
use shared::domain::report::{DeadlinePassed, ReportedTask, Totals};
use shared::domain::task::Deadline;

const HEADER: [&str; 4] = ["title", "deadline", "task_completed", "task_deadline_passed"];
const NOT_APPLICABLE: &str = "N/A";
/// Characters that start a formula in a spreadsheet (<https://owasp.org/www-community/attacks/CSV_Injection>), or that
/// a spreadsheet skips in front of one (the null character of OWASP ASVS 5.0, 1.2.10).
const FORMULA_STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// A spreadsheet that separates cells by one of these would split an unquoted cell and might run the second part.
const SEPARATORS_OF_OTHER_READERS: [char; 3] = [';', '\t', '|'];
/// Large enough for most rows.
const ROW_BYTES: usize = 1024;

/// The file as it is built: the header, one row per task, and the totals at the end.
pub(crate) struct CsvFile {
    bytes: Vec<u8>,
    totals: Totals,
}

impl CsvFile {
    pub(crate) fn start() -> Result<Self, csv::Error> {
        let mut file = Self { bytes: Vec::new(), totals: Totals::default() };
        file.row(QuoteStyle::Necessary, HEADER)?;
        Ok(file)
    }

    pub(crate) fn add(&mut self, task: &ReportedTask, today: Date) -> Result<(), csv::Error> {
        let passed = task.deadline_passed(today);
        self.totals.add(task, passed);
        let deadline = task.deadline.map_or_else(|| NOT_APPLICABLE.to_owned(), Deadline::day_first);
        let completed = if task.completed { "True" } else { "False" };
        let passed = match passed {
            DeadlinePassed::Yes => "YES",
            DeadlinePassed::No => "NO",
            DeadlinePassed::NotApplicable => NOT_APPLICABLE,
        };
        let title = escaped(task.title.as_str());
        let style =
            if title.contains(SEPARATORS_OF_OTHER_READERS) { QuoteStyle::Always } else { QuoteStyle::Necessary };
        self.row(style, [&title, deadline.as_str(), completed, passed])
    }

    /// The file so far, without the totals.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many tasks were added.
    pub(crate) fn tasks(&self) -> u64 {
        self.totals.tasks
    }

    /// Adds the totals and returns the whole file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, csv::Error> {
        let Totals { tasks, completed, deadline_passed } = self.totals;
        for (name, total) in
            [("Total Tasks", tasks), ("Tasks Completed", completed), ("Tasks Deadline Passed", deadline_passed)]
        {
            self.row(QuoteStyle::Necessary, [name, &total.to_string(), "", ""])?;
        }
        Ok(self.bytes)
    }

    fn row(&mut self, style: QuoteStyle, cells: [&str; 4]) -> Result<(), csv::Error> {
        let mut settings = WriterBuilder::new();
        settings.terminator(Terminator::CRLF).quote_style(style).buffer_capacity(ROW_BYTES);
        let mut writer = settings.from_writer(&mut self.bytes);
        writer.write_record(cells)?;
        Ok(writer.flush()?)
    }
}

/// Makes a spreadsheet show the text instead of running it as a formula.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1"] {
            assert_eq!(escaped(formula), format!("'{formula}"));
        }
        for text in ["Milk", "1=1", "'=1", " -", "é"] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn commas_quotes_and_line_breaks_stay_in_their_cell() {
        let mut file = CsvFile::start().unwrap();
        file.row(QuoteStyle::Necessary, ["a,b", "\"q\"", "x\r\ny", "é"]).unwrap();
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        let rows = text.strip_prefix("title,deadline,task_completed,task_deadline_passed\r\n").unwrap();
        let totals = "Total Tasks,0,,\r\nTasks Completed,0,,\r\nTasks Deadline Passed,0,,\r\n";
        assert_eq!(rows, format!("\"a,b\",\"\"\"q\"\"\",\"x\r\ny\",é\r\n{totals}"));
    }

    #[test]
    fn a_title_with_a_different_separator_stays_in_its_cell() {
        let mut file = CsvFile::start().unwrap();
        let title = shared::domain::task::Title::try_from("a;=1+1".to_owned()).unwrap();
        file.add(&ReportedTask { title, deadline: None, completed: true }, jiff::civil::date(2026, 11, 24)).unwrap();
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        assert!(text.contains("\r\n\"a;=1+1\",\"N/A\",\"True\",\"N/A\"\r\n"), "{text}");
    }
}
