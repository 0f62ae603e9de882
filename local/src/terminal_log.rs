//! The log for terminals: one short line per request. With `--json-log`, everything that functions log on AWS instead.

use std::fmt::Debug;
use std::io;

use jiff::tz::TimeZone;
use shared::clock::Clock;
use shared::config::{ConfigError, Environment};
use shared::telemetry;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::options::Options;
use crate::style::{Colour, Style, one_line};

/// The log on standard error. Standard output is for the ready lines.
pub fn dispatch(options: &Options, environment: &Environment) -> Result<Dispatch, ConfigError> {
    if options.json_log {
        return telemetry::for_lambda(environment, io::stderr);
    }
    let log = TerminalLog {
        writer: io::stderr,
        style: Style::of(&io::stderr(), environment),
        clock: Clock::system(),
        zone: TimeZone::system(),
        shows_ids: telemetry::level(environment)? >= LevelFilter::DEBUG,
    };
    log.dispatch(environment)
}

struct TerminalLog<W> {
    writer: W,
    style: Style,
    clock: Clock,
    zone: TimeZone,
    shows_ids: bool,
}

/// A request's fields, and the audit events and causes that its line shows.
#[derive(Default)]
struct RequestSpan {
    fields: Fields,
    audit: Vec<String>,
    causes: Vec<String>,
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl<W: for<'w> MakeWriter<'w> + Send + Sync + 'static> TerminalLog<W> {
    fn dispatch(self, environment: &Environment) -> Result<Dispatch, ConfigError> {
        let filter = telemetry::filter(environment)?;
        Ok(tracing_subscriber::registry().with(self.with_filter(filter)).into())
    }
}

impl<W: for<'w> MakeWriter<'w>> TerminalLog<W> {
    /// One write per line, so that lines of concurrent requests do not mix. A log that cannot be written stops nothing.
    fn print(&self, text: &str) {
        let time = self.zone.to_datetime(self.clock.now()).strftime("%H:%M:%S%.3f").to_string();
        let line = format!("{} {text}\n", self.style.paint(Colour::Dim, time));
        let _ = io::Write::write_all(&mut self.writer.make_writer(), line.as_bytes());
    }

    /// Method, path pattern, status, duration and audit events; each cause of a server error is on its own line.
    fn print_request(&self, request: &mut RequestSpan, answer: &Fields) {
        let method = request.fields.get("method").unwrap_or("(other)");
        // The pattern and never the path, which may hold a secret. A pattern has no slash at its end.
        let route = match request.fields.get("route") {
            Some("") => "/",
            Some(route) => route,
            None => "(unknown path)",
        };
        let mut line = format!("{method:<7} {route:<30}");
        if let (Some(status), Some(took)) = (answer.get("status"), answer.get("duration_ms")) {
            line = format!("{line} {} {took:>8} ms", self.style.paint(colour_of(status), status));
        }
        let id = request.fields.get("request_id").filter(|_| self.shows_ids);
        for note in request.audit.iter().map(String::as_str).chain(id) {
            line = format!("{line}  {}", self.style.paint(Colour::Dim, note));
        }
        for cause in &request.causes {
            line = format!("{line}\n             {}", self.style.paint(Colour::Red, cause));
        }
        (request.audit, request.causes) = Default::default();
        self.print(&line);
    }

    fn print_event(&self, level: Level, fields: &Fields) {
        let colour = match level {
            Level::ERROR => Colour::Red,
            Level::WARN => Colour::Yellow,
            _ => Colour::Dim,
        };
        let mut line = self.style.paint(colour, format!("{:<7}", level.as_str()));
        for (name, value) in &fields.0 {
            let text = if *name == "message" { value.clone() } else { format!("{name}={value}") };
            line = format!("{line} {text}");
        }
        self.print(&line);
    }
}

fn colour_of(status: &str) -> Colour {
    match status.as_bytes() {
        [b'5', ..] => Colour::Red,
        [b'4', ..] => Colour::Yellow,
        _ => Colour::Green,
    }
}

impl<S, W> Layer<S> for TerminalLog<W>
where
    S: Subscriber + for<'l> LookupSpan<'l>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut request = RequestSpan::default();
        attributes.record(&mut request.fields);
        span.extensions_mut().insert(request);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(request) = span.extensions_mut().get_mut::<RequestSpan>() {
            values.record(&mut request.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let level = *event.metadata().level();
        let Some(span) = context.event_span(event) else { return self.print_event(level, &fields) };
        let mut extensions = span.extensions_mut();
        let Some(request) = extensions.get_mut::<RequestSpan>() else { return self.print_event(level, &fields) };
        match (fields.get("message"), fields.get("event"), fields.get("causes")) {
            (Some("request"), ..) => self.print_request(request, &fields),
            (Some("audit"), Some(name), _) => request.audit.push(name.to_owned()),
            (_, _, Some(causes)) => request.causes.push(causes.to_owned()),
            _ => self.print_event(level, &fields),
        }
    }

    /// Shows audit events and causes even if the log level leaves out the request's own event.
    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let mut extensions = span.extensions_mut();
        if let Some(request) = extensions.get_mut::<RequestSpan>()
            && !(request.audit.is_empty() && request.causes.is_empty())
        {
            self.print_request(request, &Fields::default());
        }
    }
}

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }

    fn push(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), one_line(value)));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.push(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field, &format!("{value:.1}"));
    }
}

#[cfg(test)]
mod tests;
