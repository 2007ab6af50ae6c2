//! Running statements in few journeys.
//!
//! The driver sends one statement with parameters and waits for its answer. Statements that write
//! little are therefore sent as one text, in the simple protocol: `EXECUTE` of what was prepared
//! on the connection, with literals, so that nothing is parsed or planned again. What each of them
//! changed is in the answer, and checked before anything is committed. Behind a pooler nothing
//! stays prepared, and the statements themselves are sent.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use moja_core::store::StoreError;
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnection, PgRow};

use crate::error::{driver, sqlstate};
use crate::session::{Expect, Statement};

/// Statements kept prepared on a connection in this way; others are sent with parameters.
const KEPT_MAX: usize = 256;

/// The numbers of the statements that are prepared on a connection.
#[derive(Default)]
pub(crate) struct Kept(HashMap<Arc<str>, usize>);

/// Why statements did not all run.
pub(crate) enum Broken {
    /// The server or the way to it.
    Server(sqlx::Error),
    /// It did something else than it was to do.
    Expectation(StoreError),
}

impl Broken {
    pub(crate) fn into_error(self, doing: &str) -> StoreError {
        match self {
            Self::Server(failed) => driver(&failed, doing),
            Self::Expectation(error) => error,
        }
    }
}

/// Runs statements one after the other, up to the first that fails; gives the rows of each that
/// is asked for rows. Without `kept`, nothing stays prepared.
pub(crate) async fn run(
    connection: &mut PgConnection,
    statements: Vec<Statement>,
    kept: &mut Option<Kept>,
) -> Result<Vec<Vec<PgRow>>, Broken> {
    let mut found = Vec::new();
    let mut text = Text::default();
    for statement in statements {
        #[cfg(test)]
        let statement = Statement { sql: crate::unscoped::sent(statement.sql), ..statement };
        let Some(statement) = text.add(statement, kept) else { continue };
        text.run(connection, kept).await?;
        let Statement { sql, parameters, expect } = statement;
        let query = sqlx::query_with(AssertSqlSafe(sql), parameters.into_arguments());
        let query = query.persistent(kept.is_some());
        if matches!(expect, Expect::Rows) {
            found.push(query.fetch_all(&mut *connection).await.map_err(Broken::Server)?);
            continue;
        }
        match query.execute(&mut *connection).await {
            Ok(done) => expect.met(done.rows_affected()).map_err(Broken::Expectation)?,
            Err(error) => return Err(expect.failed(error)),
        }
    }
    text.run(connection, kept).await?;
    Ok(found)
}

impl Expect {
    fn met(self, changed: u64) -> Result<(), StoreError> {
        match self {
            Self::Changed(wanted, other) | Self::Summed(wanted, other, _) if wanted != changed => {
                Err(other)
            }
            _ => Ok(()),
        }
    }

    fn failed(self, error: sqlx::Error) -> Broken {
        match self {
            Self::Summed(.., beyond) if sqlstate(&error).as_deref() == Some("22003") => {
                Broken::Expectation(beyond)
            }
            _ => Broken::Server(error),
        }
    }
}

/// Statements that wait to be sent together, each with what it must answer.
#[derive(Default)]
struct Text {
    sql: String,
    steps: Vec<Step>,
}

enum Step {
    Prepare(Arc<str>, usize),
    Execute(Expect),
}

impl Text {
    /// Adds a statement; gives back one that has to go alone.
    fn add(&mut self, statement: Statement, kept: &Option<Kept>) -> Option<Statement> {
        let Statement { sql, parameters, expect } = &statement;
        let literals = match (expect, parameters.literals()) {
            (Expect::Changed(..) | Expect::Summed(..), Some(literals)) => literals,
            _ => return Some(statement),
        };
        if let Some(kept) = kept {
            let waiting = self.steps.iter().find_map(|step| match step {
                Step::Prepare(known, number) if known == sql => Some(*number),
                _ => None,
            });
            let number = match waiting.or_else(|| kept.0.get(sql).copied()) {
                Some(number) => number,
                None => {
                    let waiting = self.steps.iter().filter(|step| step.prepares()).count();
                    let number = kept.0.len().saturating_add(waiting);
                    if number >= KEPT_MAX {
                        return Some(statement);
                    }
                    // What a text that failed did not get to is prepared by the next.
                    let _ = write!(self.sql, "PREPARE moja_{number} AS {sql};");
                    self.steps.push(Step::Prepare(Arc::clone(sql), number));
                    number
                }
            };
            let _ = write!(self.sql, "EXECUTE moja_{number} ({});", literals.join(", "));
        } else {
            inline(sql, literals, &mut self.sql);
            self.sql.push(';');
        }
        self.steps.push(Step::Execute(statement.expect));
        None
    }

    /// Sends what waits.
    async fn run(
        &mut self,
        connection: &mut PgConnection,
        kept: &mut Option<Kept>,
    ) -> Result<(), Broken> {
        let Self { sql, steps } = std::mem::take(self);
        if steps.is_empty() {
            return Ok(());
        }
        let mut answers = sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(connection);
        let mut wrong = None;
        for step in steps {
            let answer = answers.try_next().await;
            match step {
                Step::Prepare(sql, number) => match answer {
                    Ok(_) => {
                        if let Some(kept) = kept {
                            kept.0.insert(sql, number);
                        }
                    }
                    Err(error) => return Err(wrong.unwrap_or(Broken::Server(error))),
                },
                Step::Execute(expect) => match answer {
                    Ok(done) => {
                        let changed = done.map_or(0, |done| done.rows_affected());
                        if let Err(error) = expect.met(changed) {
                            wrong.get_or_insert(Broken::Expectation(error));
                        }
                    }
                    Err(error) => return Err(wrong.unwrap_or_else(|| expect.failed(error))),
                },
            }
        }
        // To the end of the answer.
        while answers.try_next().await.map_err(Broken::Server)?.is_some() {}
        wrong.map_or(Ok(()), Err)
    }
}

/// Writes a statement with its values in place of `$1`, `$2` and so on. No other `$` is in one.
fn inline(sql: &str, literals: &[String], to: &mut String) {
    let mut parts = sql.split('$');
    to.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at_checked(end).unwrap_or((part, ""));
        let nth = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        to.push_str(nth.and_then(|nth| literals.get(nth)).map_or("NULL", String::as_str));
        to.push_str(rest);
    }
}

impl Step {
    fn prepares(&self) -> bool {
        matches!(self, Self::Prepare(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_place_of_their_numbers() {
        let literals: Vec<String> = (1..=11).map(|nth| format!("E'${nth}'")).collect();
        let mut text = String::new();
        inline("f($1, $11::bigint[]) = $2", &literals, &mut text);
        assert_eq!(text, "f(E'$1', E'$11'::bigint[]) = E'$2'");
    }
}
