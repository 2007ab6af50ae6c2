//! The point on both time axes at which a question is asked: [`AsOf`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::QueryError;
use crate::reader::Reader;
use crate::time::Timestamp;

/// The point on both time axes at which a question is asked.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// Only what counts at or before this effective time; everything if missing.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Only what was recorded at or before this time; everything if missing.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// Only what was recorded up to this journal position; everything if missing.
    #[serde(default)]
    pub known_pos: Option<i64>,
}

impl AsOf {
    /// Everything, now.
    pub const NOW: Self = Self { at: None, known_at: None, known_pos: None };

    /// As of an effective time.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self { at: Some(at), ..Self::NOW }
    }

    /// Whether this is the present.
    #[must_use]
    pub fn is_now(&self) -> bool {
        *self == Self::NOW
    }

    /// The last effective microsecond and the last journal position.
    ///
    /// # Errors
    ///
    /// [`QueryError::Store`] when the store fails.
    pub async fn resolve(&self, reader: &mut Reader<'_>) -> Result<(i64, i64), QueryError> {
        let mut pos = self.known_pos.unwrap_or(i64::MAX);
        if let Some(known_at) = self.known_at {
            pos = pos.min(reader.pos_at(known_at).await?);
        }
        Ok((self.at.map_or(i64::MAX, Timestamp::as_micros), pos))
    }
}
