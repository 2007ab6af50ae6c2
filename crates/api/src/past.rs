//! A tenant's state as it was.

use moja::core::foreign::{ForeignError, JsonText};
use moja::core::time::Timestamp;

use crate::session::domain_of;

/// A tenant's whole state as it was after a journal position.
#[derive(Debug, uniffi::Object)]
pub struct Past {
    past: moja::Past,
}

impl Past {
    pub(crate) fn new(past: moja::Past) -> Self {
        Self { past }
    }
}

#[uniffi::export]
impl Past {
    /// The position.
    ///
    /// # Errors
    ///
    /// None.
    pub fn position(&self) -> Result<i64, ForeignError> {
        Ok(self.past.pos())
    }

    /// When it was recorded.
    ///
    /// # Errors
    ///
    /// None.
    pub fn recorded_at(&self) -> Result<Timestamp, ForeignError> {
        Ok(self.past.recorded_at())
    }

    /// Asks a query by name with arguments in JSON.
    ///
    /// # Errors
    ///
    /// `Invalid` when it is not understood; else as the query's own method.
    pub async fn query(&self, name: String, args: JsonText) -> Result<JsonText, ForeignError> {
        let args = serde_json::from_str(&args.0).map_err(|error| {
            ForeignError::invalid("invalid_json", format!("the query is not JSON: {error}"))
        })?;
        match self.past.query_any(&name, args).await {
            Ok(answer) => Ok(JsonText(answer.to_string())),
            Err(failure) => Err(ForeignError::of(domain_of(&name), failure)),
        }
    }
}
