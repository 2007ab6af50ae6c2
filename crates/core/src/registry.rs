//! What an app consists of: its domains with their tables, commands, queries and events.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::batch::Batch;
use crate::command::{
    Command, Domain, Event, Failure, Finding, Query, QueryError, Recorded, Rejection, SqlView,
};
use crate::consequence::{self, Consequences};
use crate::engine::AnyCommand;
use crate::journal::{JournalRow, decode_events};
use crate::reader::Reader;
use crate::record::TableDef;
use crate::store::{BoxFuture, Schema, StoreError, StoreErrorKind};

/// Events by name, as JSON.
type NamedEvents = Vec<(&'static str, Json)>;

type Check = for<'r, 'a> fn(&'r mut Reader<'a>) -> BoxFuture<'r, Result<Vec<Finding>, QueryError>>;
type RunQuery = for<'r, 'a> fn(&'r mut Reader<'a>, Json) -> BoxFuture<'r, Result<Json, Failure>>;

/// A registered domain.
#[derive(Debug)]
pub struct DomainEntry {
    /// Its name.
    pub name: &'static str,
    /// Its tables.
    pub tables: Vec<&'static TableDef>,
    /// Its views.
    pub views: Vec<SqlView>,
    pub(crate) check: Check,
    project: fn(&JournalRow, &mut Batch) -> Result<(), StoreError>,
    events: fn(&[u8]) -> Result<NamedEvents, StoreError>,
    event_schema: fn() -> Json,
}

/// A registered command.
#[derive(Debug)]
pub struct CommandEntry {
    /// Its name.
    pub name: &'static str,
    /// The codes of its rejections in order of precedence.
    pub rejections: &'static [&'static str],
    decode: fn(Json) -> Result<AnyCommand, Failure>,
    request_schema: fn() -> Json,
    output_schema: fn() -> Json,
}

/// A registered query.
#[derive(Debug)]
pub struct QueryEntry {
    /// Its name.
    pub name: &'static str,
    /// Whether it reads only a bounded handful of rows.
    pub point: bool,
    pub(crate) run: RunQuery,
    request_schema: fn() -> Json,
    output_schema: fn() -> Json,
}

/// All that an app can do, by name.
#[derive(Debug, Default)]
pub struct Registry {
    domains: BTreeMap<&'static str, DomainEntry>,
    commands: BTreeMap<&'static str, CommandEntry>,
    queries: BTreeMap<&'static str, QueryEntry>,
    consequences: consequence::Table,
}

/// Hands a domain's commands and queries to the registry.
#[derive(Debug)]
pub struct Registrar<'a, D> {
    registry: &'a mut Registry,
    domain: PhantomData<D>,
}

impl<D: Domain> Registrar<'_, D> {
    /// Registers a command of this domain.
    pub fn command<C: Command<Domain = D>>(&mut self) -> &mut Self {
        self.registry.commands.insert(
            C::NAME,
            CommandEntry {
                name: C::NAME,
                rejections: C::Rejection::codes(),
                decode: |args| decode_args::<C>(C::NAME, args).map(AnyCommand::from),
                request_schema: schema_of::<C>,
                output_schema: schema_of::<C::Output>,
            },
        );
        self
    }

    /// Registers a query of this domain.
    pub fn query<Q: Query>(&mut self) -> &mut Self {
        self.registry.queries.insert(
            Q::NAME,
            QueryEntry {
                name: Q::NAME,
                point: Q::POINT,
                run: |reader, args| {
                    Box::pin(async move {
                        let query = decode_args::<Q>(Q::NAME, args)?;
                        let output = query.run(reader).await?;
                        to_json(&output)
                    })
                },
                request_schema: schema_of::<Q>,
                output_schema: schema_of::<Q::Output>,
            },
        );
        self
    }
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<Json, Failure> {
    serde_json::to_value(value)
        .map_err(|error| Failure::invalid("not_json", format!("the answer is not JSON: {error}")))
}

fn decode_args<T: DeserializeOwned>(name: &str, args: Json) -> Result<T, Failure> {
    let invalid = |why: &str| {
        let message = format!("the arguments of `{name}` are not valid: {why}");
        Failure::invalid("invalid_arguments", message).with("command", name)
    };
    match args {
        Json::Null => serde_json::from_value(Json::Object(serde_json::Map::new())),
        Json::Object(_) => serde_json::from_value(args),
        // An array would be taken as the fields in their order, which is no promise of ours.
        _ => return Err(invalid("they are not an object")),
    }
    .map_err(|error| invalid(&error.to_string()))
}

fn schema_of<T: JsonSchema>() -> Json {
    schema_for!(T).to_value()
}

fn project_row<D: Domain>(row: &JournalRow, batch: &mut Batch) -> Result<(), StoreError> {
    let actor = row.actor()?;
    for (ordinal, event) in (0_i64..).zip(decode_events::<D::Event>(&row.events)?) {
        let recorded = Recorded {
            pos: row.pos,
            ordinal,
            at: row.recorded_at,
            command_id: row.command_id,
            actor: &actor,
        };
        D::project(&event, &recorded, batch);
    }
    Ok(())
}

fn events_json<D: Domain>(bytes: &[u8]) -> Result<Vec<(&'static str, Json)>, StoreError> {
    decode_events::<D::Event>(bytes)?
        .into_iter()
        .map(|event| {
            let body = serde_json::to_value(&event)
                .map_err(|error| StoreError::new(StoreErrorKind::Invalid, error))?;
            Ok((event.name(), body))
        })
        .collect()
}

impl Registry {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Self::default();
        registry.add::<crate::outbox::Outbox>();
        registry
    }

    /// Adds a domain.
    pub fn add<D: Domain>(&mut self) -> &mut Self {
        self.domains.insert(
            D::NAME,
            DomainEntry {
                name: D::NAME,
                tables: D::tables(),
                views: D::views(),
                check: |reader| D::check(reader),
                project: project_row::<D>,
                events: events_json::<D>,
                event_schema: schema_of::<D::Event>,
            },
        );
        D::register(&mut Registrar { registry: self, domain: PhantomData });
        self
    }

    /// Has every accepted command of the domain `D` bring about further commands, of whatever
    /// domain: `consequences` says which.
    ///
    /// Whichever way the command arrives, its consequences are decided right after it, on what
    /// it left, and are part of the same commit. Each is an ordinary command with a journal row
    /// of its own, the cause's actor and recorded time, and the id
    /// [`CommandId::consequence`](crate::id::CommandId::consequence) of the cause's: of the
    /// first 0, of the next 1. If one of them is refused, the cause is refused with
    /// [`CommandError::Consequence`](crate::command::CommandError::Consequence), and nothing of
    /// it or of them is kept. A cause that was executed before is answered from the journal, so
    /// they never happen twice.
    ///
    /// Consequences may have consequences, at most four deep. Several functions for one domain
    /// are called in the order in which they were given. Commands that are not journaled have no
    /// consequences.
    pub fn consequences<D: Domain>(&mut self, consequences: Consequences<D>) -> &mut Self {
        self.consequences.add::<D>(consequences);
        self
    }

    pub(crate) fn consequences_of<D: Domain>(&self) -> impl Iterator<Item = Consequences<D>> {
        self.consequences.of::<D>()
    }

    /// All declared tables, the engine's own first.
    #[must_use]
    pub fn schema(&self) -> Schema {
        let mut tables = crate::engine::system_tables();
        tables.extend(self.domains.values().flat_map(|domain| domain.tables.iter().copied()));
        Schema::new(tables)
    }

    /// All documented views.
    #[must_use]
    pub fn views(&self) -> Vec<SqlView> {
        self.domains.values().flat_map(|domain| domain.views.iter().copied()).collect()
    }

    /// The domains, by name.
    pub fn domains(&self) -> impl Iterator<Item = &DomainEntry> {
        self.domains.values()
    }

    /// The commands, by name.
    pub fn commands(&self) -> impl Iterator<Item = &CommandEntry> {
        self.commands.values()
    }

    /// The queries, by name.
    pub fn queries(&self) -> impl Iterator<Item = &QueryEntry> {
        self.queries.values()
    }

    /// A command from its name and JSON arguments.
    ///
    /// # Errors
    ///
    /// [`Failure`] with code `unknown_command` or `invalid_arguments`.
    pub fn decode(&self, name: &str, args: Json) -> Result<AnyCommand, Failure> {
        match self.commands.get(name) {
            Some(entry) => (entry.decode)(args),
            None => {
                Err(Failure::invalid("unknown_command", format!("there is no command `{name}`"))
                    .with("command", name))
            }
        }
    }

    pub(crate) fn query_entry(&self, name: &str) -> Result<&QueryEntry, Failure> {
        self.queries.get(name).ok_or_else(|| {
            Failure::invalid("unknown_query", format!("there is no query `{name}`"))
                .with("query", name)
        })
    }

    fn domain_of(&self, command: &str) -> Result<&DomainEntry, StoreError> {
        let name = command.split('.').next().unwrap_or_default();
        self.domains.get(name).ok_or_else(|| {
            StoreError::new(
                StoreErrorKind::Incompatible,
                format!("the journal holds commands of the domain `{name}`, which this app does not have"),
            )
        })
    }

    /// Projects the events of a journal row.
    pub(crate) fn project(&self, row: &JournalRow, batch: &mut Batch) -> Result<(), StoreError> {
        (self.domain_of(&row.command)?.project)(row, batch)
    }

    /// The events of a journal row as (name, JSON).
    pub(crate) fn events(&self, row: &JournalRow) -> Result<Vec<(&'static str, Json)>, StoreError> {
        (self.domain_of(&row.command)?.events)(&row.events)
    }

    /// JSON Schema of every command, query and event.
    #[must_use]
    pub fn describe(&self) -> Json {
        let commands: serde_json::Map<String, Json> = self
            .commands
            .values()
            .map(|entry| {
                let body = serde_json::json!({
                    "request": (entry.request_schema)(),
                    "output": (entry.output_schema)(),
                    "rejections": entry.rejections,
                });
                (entry.name.to_owned(), body)
            })
            .collect();
        let queries: serde_json::Map<String, Json> = self
            .queries
            .values()
            .map(|entry| {
                let body = serde_json::json!({
                    "request": (entry.request_schema)(),
                    "output": (entry.output_schema)(),
                });
                (entry.name.to_owned(), body)
            })
            .collect();
        let events: serde_json::Map<String, Json> = self
            .domains
            .values()
            .map(|domain| (domain.name.to_owned(), (domain.event_schema)()))
            .collect();
        serde_json::json!({ "commands": commands, "queries": queries, "events": events })
    }
}
