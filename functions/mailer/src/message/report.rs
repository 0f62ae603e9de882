//! What the mails about a report say. They show no task: only the attached file does.

use askama::Template;
use jiff::Timestamp;

use super::{Attachment, Message, Texts, in_words};

#[derive(Template)]
#[template(path = "report.txt")]
struct ReportText<'a> {
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    file: &'a str,
    tasks: &'a str,
    written_at: &'a str,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    file: &'a str,
    tasks: &'a str,
    written_at: &'a str,
}

#[derive(Template)]
#[template(path = "report_too_large.txt")]
struct TooLargeText<'a> {
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    asked_at: &'a str,
}

#[derive(Template)]
#[template(path = "report_too_large.html")]
struct TooLargeHtml<'a> {
    subject: &'a str,
    app_name: &'a str,
    app_url: &'a str,
    email: &'a str,
    asked_at: &'a str,
}

/// What a report covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coverage {
    /// How many tasks the file has.
    pub(crate) tasks: u64,
    pub(crate) written_at: Timestamp,
}

impl Texts<'_> {
    /// The report, as a file beside the text.
    pub(crate) fn report(
        self,
        email: &str,
        covers: Coverage,
        attachment: Attachment,
    ) -> Result<Message, askama::Error> {
        let Self { app_name, app_url } = self;
        let (tasks, written_at, file) = (&counted(covers.tasks), &in_words(covers.written_at), attachment.name);
        let subject = format!("Your tasks in {app_name}");
        let text = ReportText { app_name, app_url, email, file, tasks, written_at }.render()?;
        let html = ReportHtml { subject: &subject, app_name, app_url, email, file, tasks, written_at }.render()?;
        Ok(Message { subject, text, html, attachment: Some(attachment) })
    }

    /// Tells the user why there is no report.
    pub(crate) fn report_too_large(self, email: &str, asked_at: Timestamp) -> Result<Message, askama::Error> {
        let Self { app_name, app_url } = self;
        let subject = format!("Your {app_name} report is too large");
        let asked_at = &in_words(asked_at);
        let text = TooLargeText { app_name, app_url, email, asked_at }.render()?;
        let html = TooLargeHtml { subject: &subject, app_name, app_url, email, asked_at }.render()?;
        Ok(Message { subject, text, html, attachment: None })
    }
}

fn counted(tasks: u64) -> String {
    match tasks {
        0 => "no tasks".to_owned(),
        1 => "the one task".to_owned(),
        more => format!("all {more} tasks"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: Texts<'_> = Texts { app_name: "Ada & Söhne", app_url: "https://app.example.com" };

    fn report(texts: Texts<'_>, email: &str, tasks: u64) -> Message {
        let file = Attachment { name: "tasks.csv", media_type: "text/csv", content: b"title\r\n".to_vec() };
        let written_at = Timestamp::from_second(1_795_512_600).unwrap();
        texts.report(email, Coverage { tasks, written_at }, file).unwrap()
    }

    #[test]
    fn both_parts_of_a_report_say_how_many_tasks_there_are_and_when() {
        for (tasks, expected) in [(0, "has no tasks"), (1, "has the one task"), (2, "has all 2 tasks")] {
            let Message { subject, text, html, attachment } = report(TEXTS, "ada@example.com", tasks);
            assert_eq!(subject, "Your tasks in Ada & Söhne");
            assert_eq!(attachment.unwrap().content, b"title\r\n");
            for part in [text, html] {
                let has_all =
                    [expected, "tasks.csv", "ada@example.com", "24 November 2026 at 09:30 UTC", TEXTS.app_url];
                assert!(has_all.iter().all(|expected| part.contains(expected)), "{part}");
            }
        }
    }

    #[test]
    fn a_report_that_is_too_large_is_explained_and_has_no_file() {
        let asked_at = Timestamp::from_second(1_795_512_600).unwrap();
        let message = TEXTS.report_too_large("ada@example.com", asked_at).unwrap();
        assert_eq!(message.attachment, None);
        for part in [message.text, message.html] {
            assert!(part.contains("4 MB") && part.contains("24 November 2026 at 09:30 UTC"), "{part}");
        }
    }

    #[test]
    fn html_shows_what_somebody_typed_as_text_loads_nothing_and_lines_of_text_are_short() {
        let (texts, email) = (Texts { app_name: "<b>App</b>", ..TEXTS }, "\"<img/src=x>\"@example.com");
        let too_large = texts.report_too_large(email, Timestamp::UNIX_EPOCH).unwrap();
        for Message { text, html, .. } in [report(texts, email, 2), too_large] {
            let hostile = ["<img", "<b>", " src=", "url(", "<link"];
            assert!(hostile.iter().all(|hostile| !html.contains(hostile)), "{html}");
            assert!(text.lines().all(|line| line.len() <= 78), "{text}");
        }
    }
}
