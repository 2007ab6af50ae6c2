//! The program `moja`: import books, report, verify, and run commands on a store.
//!
//! Exit codes: 0 done, 1 refused, 2 usage, 3 the store failed, 4 `verify` found damage.

mod args;
mod fail;
mod out;
mod progress;
mod run;
mod store;
mod time;

use std::process::ExitCode;

use clap::Parser as _;

use crate::fail::Stop;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return fail::usage(&error),
    };
    let json = cli.globals.json;
    match run::run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Exit(code)) => ExitCode::from(code),
        // Whoever reads our output has seen enough.
        Err(Stop::Pipe) => ExitCode::SUCCESS,
        Err(Stop::Failed(failure)) => fail::report(&failure, json),
    }
}
