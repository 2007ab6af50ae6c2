//! The surface as a binding uses it.
#![allow(missing_docs, clippy::result_large_err, clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};

use moja_api::core::currency::Currency;
use moja_api::core::time::Timestamp;
use moja_api::ledger::{GetBalance, OpenAccount, Transfer};
use moja_api::{
    Answer, Command, ForeignError, HostClock, JsonText, LedgerCommand, LogLevel, LogSink, Moja,
    OpenOptions, Session,
};
use pollster::block_on;

const EUR: Currency = Currency::EUR;

fn transfer(debit: &str, credit: &str, amount: &str) -> Transfer {
    Transfer::new(debit, credit, amount.parse().unwrap())
}

fn value(command: Transfer) -> Command {
    Command::Ledger { command: LedgerCommand::Transfer { command } }
}

fn till(moja: &Moja) -> Arc<Session> {
    let session = moja.session("acme".into(), "till-1".into()).unwrap();
    let ledger = session.clone().ledger().unwrap();
    for account in [
        OpenAccount::asset("cash", EUR),
        OpenAccount::income("sales", EUR),
        OpenAccount::liability("wallet", EUR).no_overdraft(),
    ] {
        block_on(ledger.open_account(account, None)).unwrap();
    }
    session
}

fn memory() -> Arc<Moja> {
    block_on(Moja::open_memory(None)).unwrap()
}

fn code<T: std::fmt::Debug>(done: Result<T, ForeignError>) -> String {
    done.unwrap_err().code().to_owned()
}

#[test]
fn a_blocking_session_is_ready_when_it_is_first_polled() {
    let moja = memory();
    let blocking = till(&moja).blocking().ledger().unwrap();
    let mut work = Box::pin(blocking.transfer(transfer("cash", "sales", "2.50 EUR"), None));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outcome) = work.as_mut().poll(&mut context) else {
        panic!("it waits");
    };
    assert_eq!(outcome.unwrap().position, 4);
    let balance = block_on(blocking.get_balance(GetBalance::now("cash", EUR))).unwrap();
    assert_eq!(balance.balance.to_string(), "2.50 EUR");
}

#[test]
fn a_refusal_names_its_domain_code_and_fields() {
    let moja = memory();
    let ledger = till(&moja).ledger().unwrap();
    let refused = block_on(ledger.transfer(transfer("wallet", "sales", "1.00 EUR"), None));
    let ForeignError::Rejected { domain, code, fields, retryable, .. } = refused.unwrap_err()
    else {
        panic!("another kind");
    };
    assert_eq!((domain.as_str(), code.as_str(), retryable), ("ledger", "insufficient_funds", true));
    assert_eq!(fields["account"], JsonText("\"wallet\"".into()));
}

#[test]
fn a_unit_is_executed_in_full_or_not_at_all() {
    let moja = memory();
    let session = till(&moja);
    let good = vec![
        value(transfer("cash", "wallet", "5.00 EUR")),
        value(transfer("wallet", "sales", "2.00 EUR")),
    ];
    let outcomes = block_on(session.all_or_nothing(good, None)).unwrap();
    assert!(matches!(outcomes[1].value, Answer::Posted { .. }));
    let head = block_on(session.head()).unwrap();
    let bad = vec![
        value(transfer("cash", "wallet", "1.00 EUR")),
        value(transfer("wallet", "sales", "9.00 EUR")),
    ];
    let refused = block_on(session.all_or_nothing(bad, None)).unwrap_err();
    let ForeignError::Rejected { fields, .. } = refused else { panic!("another kind") };
    assert_eq!(fields["member"], JsonText("1".into()));
    assert_eq!(block_on(session.head()).unwrap(), head);
}

#[test]
fn a_pipeline_is_acknowledged_by_its_watermark() {
    let moja = memory();
    let session = till(&moja);
    let pipeline = session.pipeline().unwrap();
    let commands = |debit| (0..600).map(|_| value(transfer(debit, "sales", "0.01 EUR"))).collect();
    assert_eq!(block_on(pipeline.push(commands("cash"), None)), Ok(0));
    assert_eq!(block_on(pipeline.push(commands("wallet"), None)), Ok(600));
    let report = block_on(pipeline.flush()).unwrap();
    assert_eq!((report.watermark, pipeline.watermark()), (1200, Ok(1200)));
    assert_eq!((report.refused.len(), report.refused[0].number), (600, 600));
    assert_eq!(report.refused[0].code, "insufficient_funds");
}

#[test]
fn what_was_sent_before_the_store_closed_is_settled() {
    let moja = memory();
    let session = till(&moja);
    let pipeline = session.clone().pipeline().unwrap();
    let commands = vec![value(transfer("cash", "sales", "0.01 EUR"))];
    block_on(pipeline.push(commands.clone(), None)).unwrap();
    block_on(moja.close()).unwrap();
    assert_eq!(block_on(pipeline.flush()).unwrap().watermark, 1);
    assert_eq!(code(block_on(pipeline.push(commands, None))), "store_closed");
    assert_eq!(code(block_on(session.head())), "store_closed");
    assert_eq!(block_on(moja.close()), Ok(()));
    assert_eq!(code(block_on(moja.resume())), "store_closed");
}

#[test]
fn a_suspended_store_leaves_nothing_beside_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let moja = block_on(Moja::open(path.display().to_string(), None)).unwrap();
    let session = till(&moja);
    let blocking = session.blocking();
    block_on(blocking.head()).unwrap();
    block_on(moja.suspend()).unwrap();
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "the log is still there");
    for session in [&session, &blocking] {
        assert_eq!(code(block_on(session.head())), "store_suspended");
    }
    assert_eq!(moja.is_open(), Ok(false));
    block_on(moja.resume()).unwrap();
    for session in [&session, &blocking] {
        assert_eq!(block_on(session.head()).unwrap().position, 3);
    }
}

#[test]
fn a_script_says_commands_in_json() {
    let moja = memory();
    let session = till(&moja);
    let run = |text: &str| block_on(session.execute(JsonText(text.into())));
    let done = run(r#"{"command": "ledger.transfer", "args":
        {"debit": "cash", "credit": "sales", "amount": {"amount": "1.00", "currency": "EUR"}}}"#);
    assert!(done.unwrap().0.contains("\"position\":4"));
    assert_eq!(code(run("{")), "invalid_json");
    assert_eq!(code(run(r#"{"command": "ledger.fly"}"#)), "unknown_command");
    assert_eq!(code(run(r#"{"command": "ledger.transfer", "at": 1}"#)), "invalid_arguments");
    // Fields have names: their order says nothing.
    let amount = r#"{"amount": "1.00", "currency": "EUR"}"#;
    let listed = format!(r#"[null, "cash", "sales", {amount}, null, null, null]"#);
    let listed = format!(r#"{{"command": "ledger.transfer", "args": {listed}}}"#);
    assert_eq!(code(run(&listed)), "invalid_arguments");
    let args = JsonText(r#"{"account": "cash", "currency": "EUR"}"#.into());
    let balance = block_on(session.query("ledger.balance".into(), args)).unwrap();
    assert!(balance.0.contains("\"1.00\""));
}

/// An app that has a clock and a logger of its own.
struct App {
    time: Mutex<Result<Timestamp, ForeignError>>,
    said: Mutex<Vec<String>>,
}

impl HostClock for App {
    fn now(&self) -> Result<Timestamp, ForeignError> {
        self.time.lock().unwrap().clone()
    }
}

impl LogSink for App {
    fn log(&self, _: LogLevel, event: String, _: String) -> Result<(), ForeignError> {
        self.said.lock().unwrap().push(event);
        Err(ForeignError::internal("the logger is broken"))
    }
}

#[test]
fn a_callback_that_fails_does_no_harm() {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let app = Arc::new(App { time: Mutex::new(Ok(noon)), said: Mutex::default() });
    let options =
        OpenOptions { clock: Some(app.clone()), log: Some(app.clone()), ..OpenOptions::default() };
    let moja = block_on(Moja::open_memory(Some(options))).unwrap();
    let session = till(&moja);
    *app.time.lock().unwrap() = Err(ForeignError::internal("no battery"));
    let ledger = session.clone().ledger().unwrap();
    block_on(ledger.transfer(transfer("cash", "sales", "1.00 EUR"), None)).unwrap();
    assert_eq!(block_on(session.head()).unwrap().recorded_at, noon);
    block_on(moja.close()).unwrap();
    assert_eq!(code(block_on(session.head())), "store_closed");
    assert_eq!(*app.said.lock().unwrap(), ["store_opened", "store_closed"]);
}
