//! What a test logs.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use shared::config::Environment;
use shared::telemetry;
use tracing::dispatcher::{DefaultGuard, set_default};
use tracing_subscriber::fmt::MakeWriter;

/// Only one test listens at a time: tracing caches for the whole process who listens to which event.
static LISTENING: Mutex<()> = Mutex::new(());

/// Collects the log of this thread, in the format of a function on Lambda.
#[derive(Debug)]
pub struct Log {
    written: Written,
    _default: DefaultGuard,
    _listening: MutexGuard<'static, ()>,
}

#[derive(Clone, Debug, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Log {
    #[must_use]
    pub fn catch(environment: &Environment) -> Self {
        let listening = LISTENING.lock().unwrap_or_else(PoisonError::into_inner);
        let written = Written::default();
        let dispatch = telemetry::for_lambda(environment, written.clone()).expect("the log level is valid");
        Self { written, _default: set_default(&dispatch), _listening: listening }
    }

    /// The lines since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<Value> {
        let bytes = std::mem::take(&mut *self.written.0.lock().unwrap_or_else(PoisonError::into_inner));
        bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("each line is JSON"))
            .collect()
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
