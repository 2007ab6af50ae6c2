//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use moja::core::currency::Currency;
use moja::core::time::Timestamp;

use crate::time;

/// Money and stock in one embedded store: import books, report, verify, run commands.
///
/// Amounts are signed, debit positive. A date means its whole day in UTC. Exit codes: 0 done,
/// 1 refused, 2 wrong usage, 3 the store failed, 4 `verify` found damage.
#[derive(Debug, Parser)]
#[command(name = "moja", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Globals {
    /// The store: a file, or the URL of a PostgreSQL database
    #[arg(long, global = true, value_name = "PATH", env = "MOJA_STORE", default_value = "moja.db")]
    pub(crate) store: PathBuf,
    /// The tenant in the store; `main` if missing
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
    /// Who acts, for the journal
    #[arg(long, global = true, value_name = "NAME", default_value = "cli")]
    pub(crate) actor: String,
    /// One JSON object a line instead of tables, also for errors
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Globals {
    /// The tenant's name.
    pub(crate) fn tenant(&self) -> &str {
        self.tenant.as_deref().unwrap_or("main")
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import books, all or nothing; the same file twice is imported once
    ///
    /// Products and stock come from CSV files too: their columns are named as the fields are, or
    /// mapped by `--column`. Products: item, name, group, unit, decimals, tracking, costing,
    /// barcode, pack (`case=12`, with the case's own barcode `case=12:19520123456785`). Stock: item, quantity, unit, lot, expires, cost, from, to, date, reference.
    Import(Box<Import>),
    /// Balances of accounts
    Balances(Balances),
    /// One account with its opening balance, lines and closing balance
    Statement(Statement),
    /// All balances in a debit and a credit column
    TrialBalance(AsOf),
    /// Assets, liabilities, equity
    BalanceSheet(AsOf),
    /// Income and expenses of a stretch of time
    IncomeStatement(IncomeStatement),
    /// Entries of an account and those below it, in order of time
    Entries(Entries),
    /// How much is where, by lot and status
    Stock(Stock),
    /// What stock is worth, and whether the ledger says the same
    Value(Value),
    /// Where a lot went: what was made of it, who has it, what is still here
    Trace(Trace),
    /// Stock that expires, first to expire first; what has expired too
    Expiring(Expiring),
    /// What to order, by the rules of items at locations
    Reorder(Reorder),
    /// What a barcode means, and what is in stock of it
    Scan {
        /// A GTIN, a GS1 element string or Digital Link, or any other barcode of an item
        barcode: String,
    },
    /// Write everything as books
    Export(Export),
    /// Run commands from JSON lines
    ///
    /// Each line is {"id"?, "command", "args", "at"?}, executed in order, and answered by one
    /// line: {"ok":true,"replayed","pos","value"} or {"ok":false,"error":{..}}. A line that
    /// cannot be understood is answered too, and the next one is read. The id is a UUID, or any
    /// other text, from which one is derived: the same id again is the same command, executed
    /// once. The exit code is 1 if any line was refused.
    Exec(Exec),
    /// Ask a query by name
    Query(Query),
    /// JSON Schema of every command, query and event; needs no store
    Schema,
    /// Check the hash chain, replay the journal, compare every row
    ///
    /// Keep the printed heads elsewhere: only an outside copy shows that a journal lost its end.
    Verify,
    /// Whether the store answers and can be written, its size, and how far behind its sinks are
    ///
    /// Of --tenant, or of the first 100 tenants. Cheap enough to be asked every minute. Exit code
    /// 3 when the store does not answer, or cannot be written.
    Health,
    /// Copy the store to a new file while others use it
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Put a backup in place as a new store at --store, and verify it
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Copy --tenant, or all tenants, to another store: a file or a PostgreSQL database
    ///
    /// The journal, every table, cursors and leases come along, and the journal ends at the same
    /// hash. Until a tenant is whole, the target refuses to use it. A copy that was interrupted
    /// goes on when it is started again. Stop what writes to the source first: what it does
    /// meanwhile is copied too, as long as it ends.
    Copy(Copy),
    /// Deliver the journals of all tenants, until it is told to stop
    ///
    /// At least once and in order per tenant, as CloudEvents 1.0. Relays of one name share the
    /// work. A webhook is signed with the secret in MOJA_WEBHOOK_SECRET (`whsec_` and base64), as
    /// Standard Webhooks say.
    #[cfg(feature = "relay")]
    Relay(Relay),
    /// Cursors over the journal, and what they parked
    #[command(subcommand)]
    Outbox(Outbox),
}

/// A format that can be read: books, products, or stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    Beancount,
    Hledger,
    Csv,
    Products,
    StockCsv,
}

impl ReadFormat {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Beancount => "beancount",
            Self::Hledger => "hledger",
            Self::Csv => "csv",
            Self::Products => "products",
            Self::StockCsv => "stock-csv",
        }
    }
}

/// A format of books that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WriteFormat {
    Beancount,
    Hledger,
    Csv,
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file; what it includes is seen from its folder
    pub(crate) file: PathBuf,
    /// What it is written in
    #[arg(long, value_enum)]
    pub(crate) format: ReadFormat,
    /// Import what is good and list the rest, instead of nothing at all
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// The account for what transactions are off in units: purchases of shares, exchanges
    #[arg(long, value_name = "NAME", default_value = moja::ledger::import::CONVERSION_ACCOUNT)]
    pub(crate) conversion_account: String,
    /// The currency code of a symbol that is none: `--commodity '$=USD'`
    #[arg(long, value_name = "SYMBOL=CODE", value_parser = pair)]
    pub(crate) commodity: Vec<(String, String)>,
    /// Decimals of a currency, if later books need more than this one
    #[arg(long, value_name = "CODE=N", value_parser = scale)]
    pub(crate) scale: Vec<(String, u8)>,
    /// Products and stock: the column of a field, `--column item=SKU`
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = named)]
    pub(crate) column: Vec<(String, String)>,
    /// Products and stock: a field where a row has none, `--set group=tea`
    #[arg(long, value_name = "FIELD=VALUE", value_parser = named)]
    pub(crate) set: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) csv: CsvColumns,
}

/// What the columns of a CSV file mean. A column is a name in the header, or a number from 0.
#[derive(Debug, Args)]
#[command(next_help_heading = "CSV columns (a name in the header, or a number from 0)")]
pub(crate) struct CsvColumns {
    /// The whole map as a JSON file instead of the options below
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// The date
    #[arg(long, value_name = "COLUMN")]
    pub(crate) date_column: Option<String>,
    /// How dates are written
    #[arg(long, value_name = "FORMAT", default_value = "%Y-%m-%d")]
    pub(crate) date_format: String,
    /// The amount: what the account gains
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["debit_column", "credit_column"])]
    pub(crate) amount_column: Option<String>,
    /// What leaves the account
    #[arg(long, value_name = "COLUMN", requires = "credit_column")]
    pub(crate) debit_column: Option<String>,
    /// What the account gains
    #[arg(long, value_name = "COLUMN", requires = "debit_column")]
    pub(crate) credit_column: Option<String>,
    /// The payee
    #[arg(long, value_name = "COLUMN")]
    pub(crate) payee_column: Option<String>,
    /// What for; several are joined
    #[arg(long, value_name = "COLUMN")]
    pub(crate) narration_column: Vec<String>,
    /// The bank's reference
    #[arg(long, value_name = "COLUMN")]
    pub(crate) reference_column: Option<String>,
    /// The currency of all rows, or of those where its column is empty
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// The currency
    #[arg(long, value_name = "COLUMN")]
    pub(crate) currency_column: Option<String>,
    /// The account of all rows, or of those where its column is empty
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// The account
    #[arg(long, value_name = "COLUMN")]
    pub(crate) account_column: Option<String>,
    /// The account on the other side, or for rows where its column is empty
    #[arg(long, value_name = "NAME")]
    pub(crate) counter_account: Option<String>,
    /// The account on the other side
    #[arg(long, value_name = "COLUMN")]
    pub(crate) counter_account_column: Option<String>,
    /// What stands between columns
    #[arg(long, value_name = "CHAR", default_value_t = ',')]
    pub(crate) delimiter: char,
    /// The first row is data
    #[arg(long)]
    pub(crate) no_header: bool,
    /// What stands before the decimals
    #[arg(long, value_name = "CHAR", default_value_t = '.')]
    pub(crate) decimal_mark: char,
    /// A positive amount leaves the account, as on some card statements
    #[arg(long)]
    pub(crate) inverted: bool,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AsOf {
    /// What counts at this time; for a date, at its end
    #[arg(long, value_name = "DATE", value_parser = time::at)]
    pub(crate) at: Option<Timestamp>,
    /// Only what was recorded by then; for a date, by its end
    #[arg(long, value_name = "TIME", value_parser = time::at)]
    pub(crate) known_at: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct Balances {
    #[command(flatten)]
    pub(crate) as_of: AsOf,
    /// Only this account and those below it
    #[arg(long, value_name = "ACCOUNT", default_value = "")]
    pub(crate) tree: String,
    /// Accounts without a balance too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Span {
    /// The first day or moment
    #[arg(long, value_name = "DATE", value_parser = time::from)]
    pub(crate) from: Option<Timestamp>,
    /// The last day, or the moment before which it ends
    #[arg(long, value_name = "DATE", value_parser = time::to)]
    pub(crate) to: Option<Timestamp>,
    /// Only what was recorded by then; for a date, by its end
    #[arg(long, value_name = "TIME", value_parser = time::at)]
    pub(crate) known_at: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct Statement {
    /// The account
    pub(crate) account: String,
    /// Only this currency (its code); all of the account's if missing
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    #[command(flatten)]
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct IncomeStatement {
    /// The first day or moment
    #[arg(long, value_name = "DATE", value_parser = time::from)]
    pub(crate) from: Timestamp,
    /// The last day, or the moment before which it ends
    #[arg(long, value_name = "DATE", value_parser = time::to)]
    pub(crate) to: Timestamp,
    /// Only what was recorded by then; for a date, by its end
    #[arg(long, value_name = "TIME", value_parser = time::at)]
    pub(crate) known_at: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct Entries {
    /// Only this account and those below it
    #[arg(long, value_name = "ACCOUNT", default_value = "")]
    pub(crate) account: String,
    /// Only this currency (its code)
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    #[command(flatten)]
    pub(crate) span: Span,
    /// Only of transactions with this tag
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// Only of transactions with this link
    #[arg(long)]
    pub(crate) link: Option<String>,
    /// Only of transactions with this metadata key, and value if given
    #[arg(long, value_name = "KEY[=VALUE]")]
    pub(crate) meta: Option<String>,
    /// Only amounts of at least this size, debit or credit
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) min: Option<String>,
    /// Only amounts of at most this size, debit or credit
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) max: Option<String>,
    /// The largest number of entries
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
    /// Newest first
    #[arg(long)]
    pub(crate) newest_first: bool,
    /// Continue after the page that ended with this cursor
    #[arg(long, value_name = "CURSOR", value_parser = cursor)]
    pub(crate) after: Option<Cursor>,
}

#[derive(Debug, Args)]
pub(crate) struct Stock {
    /// Only of this item
    #[arg(long, value_name = "CODE")]
    pub(crate) item: Option<String>,
    /// Only of this lot of the item
    #[arg(long, value_name = "CODE", requires = "item")]
    pub(crate) lot: Option<String>,
    /// Only here and below; otherwise in all places of our own
    #[arg(long, value_name = "CODE")]
    pub(crate) location: Option<String>,
    #[command(flatten)]
    pub(crate) as_of: AsOf,
}

#[derive(Debug, Args)]
pub(crate) struct Value {
    /// Only of this group
    #[arg(long, value_name = "CODE")]
    pub(crate) group: Option<String>,
    /// Only of this item
    #[arg(long, value_name = "CODE")]
    pub(crate) item: Option<String>,
    #[command(flatten)]
    pub(crate) as_of: AsOf,
}

#[derive(Debug, Args)]
pub(crate) struct Trace {
    /// The item
    pub(crate) item: String,
    /// The lot
    pub(crate) lot: String,
    /// What it was made of, instead of where it went
    #[arg(long)]
    pub(crate) backward: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Expiring {
    /// What expires by the end of this day, or before this moment
    #[arg(long, value_name = "DATE", value_parser = time::through)]
    pub(crate) before: Timestamp,
    /// Only here and below
    #[arg(long, value_name = "CODE")]
    pub(crate) location: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Reorder {
    /// Only here and below
    #[arg(long, value_name = "CODE")]
    pub(crate) location: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write
    #[arg(long, value_enum)]
    pub(crate) format: WriteFormat,
    /// A new file instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Exec {
    /// JSON lines; the standard input if missing or `-`
    pub(crate) file: Option<PathBuf>,
    /// Take the time from `at` of each line; it stands still where there is none
    #[arg(long)]
    pub(crate) manual_clock: bool,
    /// Answer what would happen now, line by line, and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The store to copy from
    pub(crate) from: PathBuf,
    /// The store to copy to, which is made if there is none
    pub(crate) to: PathBuf,
    /// Do not verify the target afterwards
    #[arg(long)]
    pub(crate) no_verify: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Query {
    /// Its name, as in `ledger.balance`; `moja schema` lists them
    pub(crate) name: String,
    /// Its arguments, a JSON object
    #[arg(value_name = "JSON")]
    pub(crate) args: Option<String>,
    /// Ask the whole state as it was after this journal position
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) known_pos: Option<i64>,
}

#[cfg(feature = "relay")]
#[derive(Debug, Args)]
pub(crate) struct Relay {
    /// Where to: `-`, `https://HOST/PATH`, `nats://HOST:PORT/STREAM`, `kafka://HOST:PORT,../TOPIC`
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: String,
    /// The name of the cursors, under which several relays share the work
    #[arg(long, value_name = "NAME", default_value = "relay")]
    pub(crate) sink: String,
    /// Deliver what there is, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// Go on past a parked position instead of stopping its tenant's stream there
    #[arg(long)]
    pub(crate) past_parked: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Outbox {
    /// The next journal entries for a sink, as JSON lines
    Follow {
        /// The sink's name
        sink: String,
        /// The largest number of entries
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
    },
    /// Everything up to a position was delivered
    Ack {
        /// The sink's name
        sink: String,
        /// The position
        pos: i64,
    },
    /// The next position cannot be delivered: set it aside
    Park {
        /// The sink's name
        sink: String,
        /// The position
        pos: i64,
        /// What the sink said
        #[arg(long)]
        cause: String,
    },
    /// Have a parked position delivered once more
    Retry {
        /// The sink's name
        sink: String,
        /// The position
        pos: i64,
    },
    /// Give a parked position up
    Skip {
        /// The sink's name
        sink: String,
        /// The position
        pos: i64,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// The sinks and how far each has got
    Cursors,
}

/// Where a page of entries ended.
pub(crate) type Cursor = [i64; 5];

fn cursor(text: &str) -> Result<Cursor, String> {
    let numbers: Result<Vec<i64>, _> = text.split(',').map(str::parse).collect();
    numbers
        .ok()
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| "a cursor is five numbers separated by commas".to_owned())
}

fn named(text: &str) -> Result<(String, String), String> {
    let (field, value) =
        text.split_once('=').ok_or_else(|| "it is written FIELD=...".to_owned())?;
    Ok((field.to_owned(), value.to_owned()))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (symbol, code) =
        text.rsplit_once('=').ok_or_else(|| "it is written SYMBOL=CODE".to_owned())?;
    // The scale does not matter here, only whether the code is one.
    Currency::custom(code, 0).map_err(|error| error.to_string())?;
    Ok((symbol.to_owned(), code.to_owned()))
}

fn scale(text: &str) -> Result<(String, u8), String> {
    let (code, scale) = text.rsplit_once('=').ok_or_else(|| "it is written CODE=N".to_owned())?;
    let exponent = scale.parse().map_err(|_| "the scale is a number from 0 to 18".to_owned())?;
    let currency = Currency::custom(code, exponent).map_err(|error| error.to_string())?;
    Ok((code.to_owned(), currency.exponent()))
}
