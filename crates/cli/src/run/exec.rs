//! Commands from JSON lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use moja::core::command::Outcome;
use moja::core::tenant::{Actor, Tenant};
use moja::core::time::{ManualClock, Timestamp};
use moja::{AnyCommand, CommandId, Failure, FailureKind};
use pollster::block_on;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::args::{self, Globals};
use crate::fail::{REFUSED, STORE, Stop, error_json};
use crate::out::Out;
use crate::store::{Missing, Opened, open, open_with, scope};

/// Lines that one transaction takes at most.
const CHUNK: usize = 1_024;

/// Lines that are read ahead.
const AHEAD: usize = 4_096;

/// The longest text that an id is derived from, in characters.
const ID_LEN_MAX: usize = 200;

type Line = io::Result<Vec<u8>>;
type Answer = Result<Outcome<Json>, Failure>;

/// One line of input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default)]
    id: Option<String>,
    command: String,
    #[serde(default)]
    args: Json,
    #[serde(default)]
    at: Option<Timestamp>,
}

struct Runner<'a> {
    moja: Opened,
    tenant: Tenant,
    actor: Actor,
    clock: Option<ManualClock>,
    is_dry: bool,
    /// The exit code so far.
    exit: u8,
    out: &'a mut Out,
}

pub(super) fn run(globals: &Globals, args: &args::Exec, out: &mut Out) -> Result<(), Stop> {
    let (tenant, actor) = scope(globals)?;
    let lines = lines(args.file.as_deref())?;
    let clock = args.manual_clock.then(ManualClock::default);
    let moja = match &clock {
        Some(clock) => open_with(globals, Missing::Create, Some(clock.clone()))?,
        None => open(globals, Missing::Create)?,
    };
    let is_dry = args.dry_run;
    let mut runner = Runner { moja, tenant, actor, clock, is_dry, exit: 0, out };
    // A dry run is decided on what is stored, and a manual clock moves between lines; otherwise
    // what is waiting shares a transaction. A line that comes alone is not kept waiting.
    let chunk = if is_dry || args.manual_clock { 1 } else { CHUNK };
    while let Ok(first) = lines.recv() {
        let mut batch = vec![first];
        while batch.len() < chunk
            && let Ok(line) = lines.try_recv()
        {
            batch.push(line);
        }
        runner.batch(batch)?;
    }
    if runner.exit == 0 { Ok(()) } else { Err(Stop::Exit(runner.exit)) }
}

/// Reads lines on a thread of its own, so that it is known whether more are waiting.
fn lines(path: Option<&Path>) -> Result<Receiver<Line>, Failure> {
    let mut reader: Box<dyn BufRead + Send> = match path.filter(|path| *path != Path::new("-")) {
        None => Box::new(BufReader::new(io::stdin())),
        Some(path) => Box::new(BufReader::new(File::open(path).map_err(|error| {
            let message = format!("`{}` cannot be read: {error}", path.display());
            Failure::invalid("file_unreadable", message)
        })?)),
    };
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        loop {
            let mut line = Vec::new();
            let read = reader.read_until(b'\n', &mut line);
            let is_over = !matches!(read, Ok(1..));
            let line = read.map(|_| line);
            if matches!(&line, Ok(line) if line.is_empty()) || sender.send(line).is_err() || is_over
            {
                return;
            }
        }
    });
    Ok(receiver)
}

impl Runner<'_> {
    fn batch(&mut self, lines: Vec<Line>) -> Result<(), Stop> {
        let mut answers: Vec<Option<Answer>> = Vec::with_capacity(lines.len());
        let mut commands = Vec::with_capacity(lines.len());
        for line in lines {
            let line = line.map_err(|error| {
                let message = format!("the input cannot be read: {error}");
                Failure { kind: FailureKind::Store, ..Failure::invalid("input_failed", message) }
            })?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            match self.decode(&line) {
                Ok(command) => {
                    commands.push(command);
                    answers.push(None);
                }
                Err(failure) => answers.push(Some(Err(failure))),
            }
        }
        let mut results = self.execute(commands).into_iter();
        for answer in answers {
            let answer = match answer {
                Some(answer) => answer,
                None => results.next().unwrap_or_else(|| {
                    Err(Failure::invalid("no_answer", "the command was not answered"))
                }),
            };
            self.answer(answer)?;
        }
        // Whoever waits for the answer must get it before the next line is waited for.
        self.out.flush()
    }

    fn decode(&self, line: &[u8]) -> Result<(CommandId, AnyCommand), Failure> {
        let request: Request = serde_json::from_slice(line).map_err(|error| {
            Failure::invalid("invalid_line", format!("the line is not a command: {error}"))
        })?;
        let id = match &request.id {
            None => self.moja.engine().new_command_id(),
            Some(text) => command_id(text)?,
        };
        match (&self.clock, request.at) {
            (Some(clock), Some(at)) => clock.set(at),
            (None, Some(_)) => {
                let message = "`at` needs `--manual-clock`: the system's clock is not set";
                return Err(Failure::invalid("at_without_manual_clock", message));
            }
            (_, None) => {}
        }
        let command = self.moja.engine().registry().decode(&request.command, request.args)?;
        Ok((id, command))
    }

    fn execute(&self, commands: Vec<(CommandId, AnyCommand)>) -> Vec<Answer> {
        let count = commands.len();
        if count == 0 {
            return Vec::new();
        }
        let engine = self.moja.engine();
        let results = block_on(async {
            if self.is_dry {
                engine.dry_run_any(&self.tenant, &self.actor, commands).await
            } else {
                engine.run_any(&self.tenant, &self.actor, commands).await
            }
        });
        match results {
            Ok(answers) => answers,
            Err(error) => {
                let failure = Failure::from(error);
                std::iter::repeat_with(|| Err(failure.clone())).take(count).collect()
            }
        }
    }

    fn answer(&mut self, answer: Answer) -> Result<(), Stop> {
        match answer {
            Ok(outcome) => self.out.object(&json!({
                "ok": true,
                "replayed": outcome.replayed,
                "pos": outcome.pos,
                "value": outcome.value,
            })),
            Err(failure) => {
                let code = if failure.kind == FailureKind::Store { STORE } else { REFUSED };
                self.exit = self.exit.max(code);
                self.out.object(&error_json(&failure))
            }
        }
    }
}

/// A UUID as it is, and any other text as the seed of one.
fn command_id(text: &str) -> Result<CommandId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    if text.is_empty() || text.chars().nth(ID_LEN_MAX).is_some() {
        let message = format!("an id has 1 to {ID_LEN_MAX} characters");
        return Err(Failure::invalid("invalid_id", message));
    }
    Ok(CommandId::derived(format!("moja exec 1\n{text}").as_bytes()))
}
