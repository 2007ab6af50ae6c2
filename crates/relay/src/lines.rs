//! JSON lines on a stream of bytes.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::event::CloudEvent;
use crate::sink::{Failure, Sink, Undelivered};

/// One JSON object a line on standard output, or on anything that takes bytes.
///
/// A line is delivered once it was written and flushed.
#[derive(Debug)]
pub struct Lines<W>(Mutex<W>);

impl Lines<io::Stdout> {
    /// On standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self::new(io::stdout())
    }
}

impl<W: Write + Send> Lines<W> {
    /// On `writer`.
    pub fn new(writer: W) -> Self {
        Self(Mutex::new(writer))
    }
}

impl Lines<Vec<u8>> {
    /// What was written so far.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl<W: Write + Send> Sink for Lines<W> {
    fn batch_max(&self) -> usize {
        256
    }

    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered> {
        let unavailable = |error: io::Error| Failure::Unavailable(error.to_string()).after(0);
        let mut lines = Vec::new();
        for (delivered, event) in events.iter().enumerate() {
            let bytes = event.to_bytes();
            lines.extend(
                bytes.map_err(|error| Failure::Poison(error.to_string()).after(delivered))?,
            );
            lines.push(b'\n');
        }
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(&lines).and_then(|()| writer.flush()).map_err(unavailable)
    }
}
