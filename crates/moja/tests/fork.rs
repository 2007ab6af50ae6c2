//! A store that is open when its process forks: the child is refused, the parent goes on (R8).
//!
//! A program of its own, so that the thread that forks is the main one. A child may find any
//! lock held by a thread that it does not have, so it does little, and ends by `exec`, which
//! runs nothing of ours.

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() {
    unix::a_child_is_refused_and_the_parent_goes_on();
    unix::a_busy_parent_can_fork();
    unix::a_file_that_was_closed_before_the_fork_is_the_childs_to_open();
    println!("a store and its process's children: ok");
}

#[cfg(unix)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
mod unix {
    use std::os::unix::process::CommandExt as _;
    use std::path::PathBuf;
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use fork::{Fork, WEXITSTATUS, WIFEXITED};
    use moja::Failure;
    use moja::blocking::{self, Moja, Session};
    use moja::core::store::StoreErrorKind;
    use moja::prelude::*;
    use moja::sqlite::{SqliteOptions, SqliteStore};
    use pollster::block_on;

    struct Shop {
        folder: tempfile::TempDir,
        moja: Moja,
        till: Session,
    }

    impl Shop {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let moja = blocking::open(folder.path().join("shop.db")).unwrap();
            let till = moja.tenant("acme").acting_as("till-1");
            for account in ["cash", "sales"] {
                let _ = till.run(OpenAccount::asset(account, Currency::EUR)).unwrap();
            }
            Self { folder, moja, till }
        }

        fn path(&self) -> PathBuf {
            self.folder.path().join("shop.db")
        }

        /// Everything that was sold is there, and the file is closed as usual.
        fn finish(self, sales: i64) {
            assert_eq!(self.till.head().unwrap().pos, 2 + sales);
            assert!(self.moja.verify().unwrap().is_ok());
            self.moja.close().unwrap();
            assert_eq!(std::fs::read_dir(self.folder.path()).unwrap().count(), 1);
        }
    }

    fn sale() -> Transfer {
        Transfer::new("cash", "sales", "0.01 EUR".parse().unwrap())
    }

    /// Runs `work` in a child. It names what is wrong; nothing may be.
    fn in_child(work: impl FnOnce() -> Vec<&'static str>) {
        match fork::fork().unwrap() {
            Fork::Child => {
                let wrong = work();
                let says = if wrong.is_empty() { "exit 0" } else { "echo \"$0\" >&2; exit 1" };
                let error = Command::new("/bin/sh").args(["-c", says, &wrong.join(", ")]).exec();
                panic!("the child cannot end: {error}");
            }
            Fork::Parent(child) => {
                let begun = Instant::now();
                let status = loop {
                    if let Some(status) = fork::waitpid_nohang(child).unwrap() {
                        break status;
                    }
                    if begun.elapsed() > Duration::from_secs(30) {
                        let _ = Command::new("kill").args(["-9", &child.to_string()]).status();
                        panic!("the child hangs");
                    }
                    std::thread::sleep(Duration::from_millis(1));
                };
                assert!(WIFEXITED(status), "the child was killed: {status}");
                assert_eq!(WEXITSTATUS(status), 0, "the child was not refused everywhere");
            }
        }
    }

    /// Collects the names of what was not refused.
    #[derive(Default)]
    struct Refused(Vec<&'static str>);

    impl Refused {
        fn ask<T, E: Into<Failure>>(&mut self, name: &'static str, result: Result<T, E>) {
            let failure: Option<Failure> = result.err().map(Into::into);
            if failure.is_none_or(|failure| failure.code != StoreErrorKind::Forked.code()) {
                self.0.push(name);
            }
        }
    }

    pub(super) fn a_child_is_refused_and_the_parent_goes_on() {
        let shop = Shop::new();
        let till = &shop.till;
        let mut pipeline = till.asynchronous().pipeline::<Transfer>().unwrap();
        let id = till.new_command_id();
        block_on(pipeline.push(id, sale())).unwrap();
        in_child(|| {
            let mut refused = Refused::default();
            refused.ask("run", till.run(sale()));
            refused.ask("run as", till.run_as(id, sale()));
            refused.ask("dry run", till.dry_run(sale()));
            refused.ask("run each", till.run_each([sale(), sale()]));
            let unit = till.all_or_nothing([sale()]);
            refused.ask("all or nothing", unit.map_err(|(_, failure)| failure));
            let args = serde_json::json!({ "code": "a", "currency": "EUR", "kind": "asset" });
            refused.ask("run named", till.run_named(id, "ledger.open_account", args));
            refused.ask("flush", block_on(pipeline.flush()));
            refused.ask("query", till.query(GetBalance::now("cash", Currency::EUR)));
            refused.ask("long query", till.query(TrialBalance::default()));
            refused.ask("head", till.head());
            refused.ask("as of", till.as_of(1));
            refused.ask("follow", till.follow("sink", 1));
            refused.ask("verify", shop.moja.verify());
            refused.ask("close", shop.moja.clone().close());
            // Not even anew: SQLite in this process takes the parent's locks for its own.
            refused.ask("open", blocking::open(shop.path()));
            refused.ask(
                "open through a link",
                std::fs::hard_link(shop.path(), shop.folder.path().join("link"))
                    .map_err(|_| Failure::invalid("link", "link"))
                    .and_then(|()| Ok(blocking::open(shop.folder.path().join("link"))?)),
            );
            let _ = std::fs::remove_file(shop.folder.path().join("link"));
            // Another file is nobody's.
            let other = SqliteStore::open(shop.folder.path().join("b"), SqliteOptions::default());
            if other.and_then(|store| store.close()).is_err() {
                refused.0.push("another file was refused");
            }
            let _ = std::fs::remove_file(shop.folder.path().join("b"));
            // Waits neither for a worker that is not there nor for anything else.
            let (moja, session) = (shop.moja.clone(), till.clone());
            drop((moja, session));
            refused.0
        });
        let report = block_on(pipeline.flush()).unwrap();
        assert_eq!((report.watermark, report.rejected.len()), (1, 0));
        drop(pipeline);
        let _ = till.run(sale()).unwrap();
        shop.finish(2);
    }

    pub(super) fn a_busy_parent_can_fork() {
        let shop = Shop::new();
        let stop = AtomicBool::new(false);
        let sales: i64 = std::thread::scope(|scope| {
            let sellers: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let mut sales = 0;
                        while !stop.load(Ordering::Relaxed) {
                            let _ = shop.till.run(sale()).unwrap();
                            let _ = shop.till.query(TrialBalance::default()).unwrap();
                            sales += 1;
                        }
                        sales
                    })
                })
                .collect();
            for _ in 0..20 {
                in_child(|| {
                    let mut refused = Refused::default();
                    refused.ask("run", shop.till.run(sale()));
                    refused.ask("query", shop.till.query(GetBalance::now("cash", Currency::EUR)));
                    refused.ask("long query", shop.till.query(TrialBalance::default()));
                    refused.ask("close", shop.moja.clone().close());
                    refused.0
                });
            }
            stop.store(true, Ordering::Relaxed);
            sellers.into_iter().map(|seller| seller.join().unwrap()).sum()
        });
        assert!(sales > 0);
        shop.finish(sales);
    }

    pub(super) fn a_file_that_was_closed_before_the_fork_is_the_childs_to_open() {
        let shop = Shop::new();
        let path = shop.path();
        let Shop { folder, moja, till } = shop;
        moja.close().unwrap();
        in_child(|| {
            let sold = blocking::open(&path).and_then(|moja| {
                let till = moja.tenant("acme").acting_as("till-2");
                let sold = till.run(sale()).is_ok();
                moja.close().map(|()| sold)
            });
            if sold.is_ok_and(|sold| sold) { Vec::new() } else { vec!["no sale in the child"] }
        });
        drop(till);
        let moja = blocking::open(&path).unwrap();
        let till = moja.tenant("acme").acting_as("till-1");
        Shop { folder, moja, till }.finish(1);
    }
}
