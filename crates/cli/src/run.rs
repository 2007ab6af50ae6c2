//! One command of the program a file.

mod books;
mod copy;
mod entries;
mod exec;
mod export;
mod goods;
mod health;
mod import;
mod query;
#[cfg(feature = "relay")]
mod relay;
mod report;
mod stock;
mod upkeep;

use crate::args::{Cli, Command};
use crate::fail::Stop;
use crate::out::Out;

/// Runs the command of the arguments.
pub(crate) fn run(cli: &Cli) -> Result<(), Stop> {
    let globals = &cli.globals;
    let mut out = Out::new(globals.json);
    match &cli.command {
        Command::Import(args) => import::run(globals, args, &mut out),
        Command::Balances(args) => report::balances(globals, args, &mut out),
        Command::Statement(args) => entries::statement(globals, args, &mut out),
        Command::TrialBalance(args) => report::trial_balance(globals, *args, &mut out),
        Command::BalanceSheet(args) => report::balance_sheet(globals, *args, &mut out),
        Command::IncomeStatement(args) => report::income_statement(globals, *args, &mut out),
        Command::Entries(args) => entries::entries(globals, args, &mut out),
        Command::Stock(args) => stock::stock(globals, args, &mut out),
        Command::Value(args) => stock::value(globals, args, &mut out),
        Command::Trace(args) => stock::trace(globals, args, &mut out),
        Command::Expiring(args) => stock::expiring(globals, args, &mut out),
        Command::Reorder(args) => stock::reorder(globals, args, &mut out),
        Command::Scan { barcode } => stock::scan(globals, barcode, &mut out),
        Command::Export(args) => export::run(globals, args, &mut out),
        Command::Exec(args) => exec::run(globals, args, &mut out),
        Command::Query(args) => query::run(globals, args, &mut out),
        Command::Schema => query::schema(&mut out),
        Command::Verify => upkeep::verify(globals, &mut out),
        Command::Health => health::run(globals, &mut out),
        Command::Backup { file } => upkeep::backup(globals, file, &mut out),
        Command::Restore { file } => upkeep::restore(globals, file, &mut out),
        Command::Copy(args) => copy::run(globals, args, &mut out),
        #[cfg(feature = "relay")]
        Command::Relay(args) => relay::run(globals, args, &mut out),
        Command::Outbox(command) => query::outbox(globals, command, &mut out),
    }?;
    out.flush()
}
