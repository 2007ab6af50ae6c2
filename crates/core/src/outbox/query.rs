//! How far each sink has got.

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CursorRow, LeaseRow, ParkedRow, RetryRow};
use crate::command::{Query, QueryError};
use crate::reader::Reader;
use crate::scan::{Compare, Scan};
use crate::time::Timestamp;

/// The sinks and how far each has got.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cursors {}

/// One sink.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CursorView {
    /// The sink's name.
    pub sink: String,
    /// Everything up to here was delivered or parked.
    pub pos: i64,
    /// The journal's end.
    pub head: i64,
    /// What is parked.
    pub parked: Vec<ParkedView>,
    /// Who delivers to it, if somebody holds a lease.
    pub holder: Option<String>,
}

/// One parked event.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ParkedView {
    /// The journal position.
    pub pos: i64,
    /// What the sink said.
    pub cause: String,
    /// When it was parked.
    pub parked_at: Timestamp,
    /// Whether it is to be delivered once more.
    pub retried: bool,
}

#[async_trait]
impl Query for Cursors {
    const NAME: &'static str = "outbox.cursors";
    type Output = Vec<CursorView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let head = reader.head().await?.pos;
        let mut views = Vec::new();
        for row in reader.scan_all::<CursorRow>(Scan::of::<CursorRow>()).await? {
            let scan = Scan::of::<ParkedRow>().filter(
                ParkedRow::COL_SINK,
                Compare::Equal,
                row.sink.as_str(),
            );
            let mut parked = Vec::new();
            for row in reader.scan_all::<ParkedRow>(scan).await? {
                let retry = reader.get(RetryRow::key(&row.sink, row.pos)).await?;
                parked.push(ParkedView {
                    pos: row.pos,
                    cause: row.cause,
                    parked_at: row.parked_at,
                    retried: retry.is_some(),
                });
            }
            let lease = reader.get(LeaseRow::key(&row.sink)).await?;
            let now = reader.now();
            let holder = lease.filter(|lease| lease.until > now).map(|lease| lease.holder);
            views.push(CursorView { sink: row.sink, pos: row.pos, head, parked, holder });
        }
        Ok(views)
    }
}
