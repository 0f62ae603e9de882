//! The report of a user's tasks as CSV, for the functions that download or mail it. It knows neither HTTP nor mail. It
//! is not a part of `shared`, so that the other functions do not contain the CSV writer.

mod csv_file;

use jiff::Timestamp;
use shared::domain::id::UserId;
use shared::domain::time;
use shared::store::StoreError;
use shared::store::tasks::{ReadBudget, Tasks};

use csv_file::CsvFile;

/// The name of the file.
pub const FILE_NAME: &str = "tasks.csv";
/// Its media type (RFC 4180, section 3; RFC 7111).
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// All tasks of one user, or why there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    Complete {
        csv: Vec<u8>,
        /// How many tasks the file has.
        tasks: u64,
    },
    /// The file would be larger than the caller accepts.
    TooLarge,
    /// More than 4 MB of tasks would have to be read.
    TooMuchToRead,
}

/// Why a report fails.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the CSV file cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Reads all tasks of a user, at most 4 MB, and writes them into a file that `fits`. Deadlines before the day of `now`
/// (in UTC) have passed.
pub async fn of_tasks(
    tasks: &Tasks,
    owner: UserId,
    now: Timestamp,
    fits: impl Fn(&[u8]) -> bool,
) -> Result<Report, ReportError> {
    let today = time::utc_date(now);
    let (mut file, mut after, mut budget) = (CsvFile::start()?, None, ReadBudget::default());
    while let Some(page) = tasks.report_page(owner, after, &mut budget).await? {
        for task in &page.tasks {
            file.add(task, today)?;
        }
        if !fits(file.bytes()) {
            return Ok(Report::TooLarge);
        }
        after = page.next;
        if after.is_none() {
            let tasks = file.tasks();
            return Ok(Report::Complete { csv: file.finish()?, tasks });
        }
    }
    Ok(Report::TooMuchToRead)
}
