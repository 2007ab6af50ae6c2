//! Checks and chores of the workspace: `cargo xtask TASK`.

mod beside;
mod bindings;
mod brokers;
mod deny;
mod graph;
mod gs1;
mod judges;
mod kotlin;
mod languages;
mod node;
mod packages;
mod python;
mod run;
mod source;
mod steps;
mod swift;

use std::process::ExitCode;

/// What a task can fail with: text for the person who ran it.
type Failure = Box<dyn std::error::Error>;

const USAGE: &str = "\
usage: cargo xtask TASK

  check-layers      no dependency that ARCHITECTURE.md does not draw; no clock, randomness or driver in a domain
  schema [--check]  render schema/sqlite.sql and schema/api.json, or fail if they are not up to date
  gs1 [--check] [DICTIONARY]
                    render the table of GS1 application identifiers, or fail if it is not up to date
  deny              licences, sources and duplicate versions, as deny.toml says
  fmt               formatting
  clippy            lints of all targets; a warning fails
  docs              documentation; a warning fails
  test              the tests of the workspace
  bindgen [--check] write the generated files of the bindings, or fail if they are not up to date
  languages [--check]
                    put the examples into docs/languages.md, or fail if it has others
  python            moja for Python: its wheel in an empty environment, its tests and examples
  kotlin            moja for Kotlin: its jar in an empty project, its tests and examples
  swift             moja for Swift: its package, its tests and examples
  node              moja for Node: its package in an empty folder, its tests, types and examples
  beside            moja on PostgreSQL in an app that has other SQLite drivers
  observe           what is told of a running store, and the example that takes it to OpenTelemetry and Prometheus
  judges            import and export against beancount and hledger
  brokers           the relay against real NATS and Kafka servers that die and come back
  fuzz-smoke        every fuzz target for some seconds
  demo              the main job on the committed books
  ci                all of the above but swift, in order of cost";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["check-layers" | "layers"] => steps::check_layers(),
        ["schema"] => steps::schema(false),
        ["schema", "--check"] => steps::schema(true),
        ["gs1"] => gs1::write(None),
        ["gs1", "--check"] => gs1::check(None),
        ["gs1", "--check", dictionary] => gs1::check(Some(dictionary)),
        ["gs1", dictionary] => gs1::write(Some(dictionary)),
        ["deny"] => steps::deny(),
        ["fmt"] => steps::fmt(),
        ["clippy"] => steps::clippy(),
        ["docs"] => steps::docs(),
        ["test"] => steps::test(),
        ["bindgen"] => bindings::bindgen(false),
        ["bindgen", "--check"] => bindings::bindgen(true),
        ["languages"] => languages::languages(false),
        ["languages", "--check"] => languages::languages(true),
        ["python"] => bindings::python(),
        ["kotlin"] => kotlin::kotlin(),
        ["swift"] => swift::swift(),
        ["node"] => node::node(),
        ["beside"] => beside::run(),
        ["observe"] => steps::observe(),
        ["judges"] => judges::run(),
        ["brokers"] => brokers::run(),
        ["fuzz-smoke"] => steps::fuzz_smoke(),
        ["demo"] => steps::demo(),
        ["ci"] => steps::ci(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
