//! Running statements in few journeys.
//!
//! The driver sends one statement with parameters and waits for its answer. Statements that write
//! little are therefore sent as one text, in the simple protocol: `EXECUTE` of what was prepared
//! on the connection, with literals, so that nothing is parsed or planned again. What each of them
//! changed is in the answer, and checked before anything is committed. Behind a pooler nothing
//! stays prepared, and the statements themselves are sent.
//!
//! A whole transaction can be one such text, with its beginning and its `COMMIT`. Then the server
//! itself has to stop at a statement that did something else than it was to do: each is wrapped
//! so that it divides by zero in that case.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use moja_core::store::StoreError;
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnection, PgRow};

use crate::error::{commit, driver, sqlstate};
use crate::session::{Expect, Statement};
use crate::value::quoted;

/// Statements kept prepared on a connection in this way; others are sent with parameters.
const KEPT_MAX: usize = 256;

/// The numbers of the statements that are prepared on a connection.
#[derive(Default)]
pub(crate) struct Kept(HashMap<Arc<str>, usize>);

/// Why statements did not all run.
pub(crate) enum Broken {
    /// The server or the way to it.
    Server(sqlx::Error),
    /// The same, and `COMMIT` may have been executed.
    Commit(sqlx::Error),
    /// It did something else than it was to do.
    Expectation(StoreError),
}

impl Broken {
    pub(crate) fn into_error(self, doing: &str) -> StoreError {
        match self {
            Self::Server(failed) => driver(&failed, doing),
            Self::Commit(failed) => commit(&failed),
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
    Text::default().run_all(connection, statements, kept).await
}

/// Runs a transaction from its opening text, which are two statements, to its `COMMIT`: in one
/// journey, but for statements that have to go alone.
pub(crate) async fn run_whole(
    connection: &mut PgConnection,
    opening: &str,
    statements: Vec<Statement>,
    kept: &mut Option<Kept>,
) -> Result<(), Broken> {
    let mut text = Text { sql: format!("{opening};"), whole: true, ..Text::default() };
    text.steps.extend([Step::Open, Step::Open]);
    text.run_all(connection, statements, kept).await.map(drop)
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
            Self::Changed(_, other) | Self::Summed(_, other, _) if is_division(&error) => {
                Broken::Expectation(other)
            }
            _ => Broken::Server(error),
        }
    }
}

/// Whether a wrapped statement, or the check of a session's mark, stopped the transaction: no
/// other divides.
pub(crate) fn is_division(error: &sqlx::Error) -> bool {
    sqlstate(error).as_deref() == Some("22012")
}

/// A statement that stops its transaction unless it changes as many rows as the parameter behind
/// its own says.
pub(crate) fn wrapped(sql: &str, parameters: usize) -> String {
    let wanted = parameters.saturating_add(1);
    format!("WITH w AS ({sql} RETURNING 1) SELECT 1 / (count(*) = ${wanted})::int FROM w")
}

/// Statements that wait to be sent together, each with what it must answer.
#[derive(Default)]
struct Text {
    sql: String,
    steps: Vec<Step>,
    /// It is a part of a whole transaction, of which nobody looks at answers before its end.
    whole: bool,
}

enum Step {
    Open,
    Prepare(Arc<str>, usize),
    Execute(Expect),
    /// The same, wrapped.
    Wrapped(Expect),
    Commit,
}

impl Text {
    async fn run_all(
        mut self,
        connection: &mut PgConnection,
        statements: Vec<Statement>,
        kept: &mut Option<Kept>,
    ) -> Result<Vec<Vec<PgRow>>, Broken> {
        let mut found = Vec::new();
        for statement in statements {
            #[cfg(test)]
            let statement = Statement { sql: crate::unscoped::sent(statement.sql), ..statement };
            let Some(statement) = self.add(statement, kept) else { continue };
            self.run(connection, kept).await?;
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
        if self.whole {
            self.sql.push_str("COMMIT");
            self.steps.push(Step::Commit);
        }
        self.run(connection, kept).await?;
        Ok(found)
    }

    /// Adds a statement; gives back one that has to go alone.
    fn add(&mut self, statement: Statement, kept: &Option<Kept>) -> Option<Statement> {
        let Statement { sql, parameters, expect } = &statement;
        let (count, literals) = match (expect, parameters.literals()) {
            (Expect::Changed(count, _) | Expect::Summed(count, ..), Some(literals)) => {
                (count, literals)
            }
            _ => return Some(statement),
        };
        // What is inserted is inserted, or an error.
        let wraps = self.whole && !sql.starts_with("INSERT");
        let (sql, literals) = if wraps {
            let mut literals = literals.to_vec();
            literals.push(quoted(&count.to_string()));
            (&wrapped(sql, parameters.count()).into(), Cow::Owned(literals))
        } else {
            (sql, Cow::Borrowed(literals))
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
            inline(sql, &literals, &mut self.sql);
            self.sql.push(';');
        }
        let execute = if wraps { Step::Wrapped } else { Step::Execute };
        self.steps.push(execute(statement.expect));
        None
    }

    /// Sends what waits.
    async fn run(
        &mut self,
        connection: &mut PgConnection,
        kept: &mut Option<Kept>,
    ) -> Result<(), Broken> {
        let (sql, steps) = (std::mem::take(&mut self.sql), std::mem::take(&mut self.steps));
        if steps.is_empty() {
            return Ok(());
        }
        let commits = matches!(steps.last(), Some(Step::Commit));
        // The server executes one after the other: before it said that of another, `COMMIT` was
        // not executed; when it says nothing any more, that is not known.
        let lost = |error: sqlx::Error| {
            let told = error.as_database_error().is_some();
            if commits && !told { Broken::Commit(error) } else { Broken::Server(error) }
        };
        let mut answers = sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(connection);
        let mut wrong = None;
        for step in steps {
            let answer = answers.try_next().await;
            match (step, answer) {
                (Step::Open | Step::Wrapped(_) | Step::Commit, Ok(_)) => {}
                (Step::Prepare(sql, number), Ok(_)) => {
                    if let Some(kept) = kept {
                        kept.0.insert(sql, number);
                    }
                }
                (Step::Execute(expect), Ok(done)) => {
                    let changed = done.map_or(0, |done| done.rows_affected());
                    if let Err(error) = expect.met(changed) {
                        wrong.get_or_insert(Broken::Expectation(error));
                    }
                }
                (Step::Commit, Err(error)) => return Err(Broken::Commit(error)),
                (Step::Open | Step::Prepare(..), Err(error)) => {
                    return Err(wrong.unwrap_or_else(|| lost(error)));
                }
                (Step::Execute(expect) | Step::Wrapped(expect), Err(error)) => {
                    return Err(wrong.unwrap_or_else(|| match lost(error) {
                        Broken::Server(error) => expect.failed(error),
                        broken => broken,
                    }));
                }
            }
        }
        // To the end of the answer.
        let end = if commits { Broken::Commit } else { Broken::Server };
        while answers.try_next().await.map_err(end)?.is_some() {}
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
