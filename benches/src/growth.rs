//! A store that grows to millions of transfers: does the rate hold, does any commit wait long,
//! how large is the file, how do balance and history reads grow, and what does opening cost.
//!
//! ```text
//! cargo run --release -p moja-benches --bin growth [-- TRANSFERS]
//! cargo run --release -p moja-benches --bin growth -- open PATH
//! ```
//!
//! Reads are measured twice at each size: when the tail of entries that are not packed into a
//! run yet is as long as it gets, and when it is empty. At the end a process of its own does
//! what the second line does: it opens the store, whose tail is full, and tells its memory.

mod common;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{ACCOUNTS, Random, Setup, code, median};
use moja::blocking::Session;
use moja::core::currency::Currency;
use moja::core::engine::Options;
use moja::core::time::Timestamp;
use moja::ledger::{AsOf, Entries, GetBalance, TransferMany};

const GROUP: u64 = 8_190;

fn main() {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("open"), Some(path)) => open(Path::new(&path)),
        (transfers, _) => grow(transfers.and_then(|it| it.parse().ok()).unwrap_or(5_000_000)),
    }
}

/// Writes transfers, and knows how many of their entries are not packed yet.
struct Writer {
    session: Session,
    random: Random,
    /// Transfers written.
    done: u64,
    /// Entries in the tail.
    tail: u64,
    /// Entries at which a commit packs the tail.
    tail_max: u64,
}

impl Writer {
    fn new(session: Session) -> Self {
        let tail_max = Options::default().history_run_items as u64;
        Self { session, random: Random::new(3), done: 0, tail: 0, tail_max }
    }

    /// Writes transfers in one commit; returns how long that took.
    fn write(&mut self, count: u64) -> Duration {
        // Half of the effective times lie in the past, so that nothing comes in order.
        let transfers: Vec<_> = (0..count)
            .map(|n| {
                let transfer = self.random.transfer();
                if n % 2 == 0 { transfer } else { transfer.effective_at(past(self.random.next())) }
            })
            .collect();
        let begun = Instant::now();
        self.session.run(TransferMany { transfers }).expect("transfers");
        let took = begun.elapsed();
        self.done += count;
        self.tail += 2 * count;
        if self.tail >= self.tail_max {
            self.tail = 0;
        }
        took
    }

    /// Writes until one more transfer would have the tail packed.
    fn fill_tail(&mut self) {
        loop {
            let room = (self.tail_max - 1 - self.tail) / 2;
            if room == 0 {
                return;
            }
            self.write(room.min(GROUP));
        }
    }
}

fn grow(total: u64) {
    let setup = Setup::new();
    let mut writer = Writer::new(setup.moja());
    let mut rates: Vec<(u64, f64)> = Vec::new();
    let mut longest = Duration::ZERO;
    let sizes = [5_000_u64, 50_000, 500_000, 5_000_000].into_iter().filter(|size| *size < total);
    println!(
        "{:>10} {:>8} | {:>16} {:>16} {:>16} {:>16}",
        "entries", "in tail", "balance now us", "as of us", "both axes us", "page of 20 us"
    );
    let mut typical = Vec::new();
    for size in sizes.chain([total]) {
        let mut window = (Instant::now(), writer.done);
        while writer.done < size {
            let took = writer.write((size - writer.done).min(GROUP));
            longest = longest.max(took);
            typical.push(took.as_secs_f64());
            let written = writer.done - window.1;
            if written >= 250_000 {
                rates.push((writer.done, written as f64 / window.0.elapsed().as_secs_f64()));
                window = (Instant::now(), writer.done);
            }
        }
        writer.fill_tail();
        reads(&writer);
        writer.write(1);
        reads(&writer);
    }
    let near = |at: u64| rates.iter().min_by_key(|(done, _)| done.abs_diff(at)).map(|it| it.1);
    if let (Some(early), Some(late)) = (near(500_000), near(total)) {
        println!(
            "rate at 0.5 M transfers {early:.0}/s, at {total} {late:.0}/s: {:.2} (bar 0.7)",
            late / early
        );
    }
    let usual = median(&mut typical);
    println!(
        "longest commit of {GROUP} transfers {:.1} ms, median {:.1} ms: at most {:.1} ms for merging (bar 50 ms)",
        longest.as_secs_f64() * 1e3,
        usual * 1e3,
        (longest.as_secs_f64() - usual) * 1e3
    );
    println!(
        "peak memory of the writing process, readers included: {} MB",
        status_kb("VmHWM") >> 10
    );
    writer.fill_tail();
    let done = writer.done;
    // The last handle closes the file.
    drop(writer);
    let bytes = std::fs::metadata(setup.path()).map_or(0, |it| it.len());
    println!(
        "file {} MB: {:.0} bytes a transfer (bar 400)",
        bytes >> 20,
        bytes as f64 / done as f64
    );
    let program = std::env::current_exe().expect("this program");
    let opened = Command::new(program).arg("open").arg(setup.path()).status();
    assert!(opened.expect("a process").success(), "the store did not open");
}

/// What a process pays that opens a store and reads one balance; then what the tail adds.
fn open(path: &Path) {
    let begun = Instant::now();
    let moja = moja::blocking::open(path).expect("open");
    let opened = begun.elapsed();
    let session = moja.tenant("bench").acting_as("bench");
    session.query(GetBalance::now(code(1), Currency::EUR)).expect("balance");
    tell("opened, and read a balance (bar 50 ms, 100 MB)", begun);
    println!("  of it opening {:.1} ms", opened.as_secs_f64() * 1e3);
    let as_of = AsOf::at(past(0));
    session.query(GetBalance { account: code(1), currency: Currency::EUR, as_of }).expect("as of");
    tell("read a past balance, and the tail for it", begun);
    let _ = session.run(Random::new(5).transfer()).expect("transfer");
    tell("ran a transfer", begun);
}

fn tell(what: &str, begun: Instant) {
    println!(
        "{what}: {:.1} ms since the start, {} MB resident, {} MB at the peak",
        begun.elapsed().as_secs_f64() * 1e3,
        status_kb("VmRSS") >> 10,
        status_kb("VmHWM") >> 10
    );
}

fn past(random: u64) -> Timestamp {
    Timestamp::from_micros(1_600_000_000_000_000 + (random % 150_000_000_000_000) as i64)
}

fn reads(writer: &Writer) {
    let session = &writer.session;
    let mut random = Random::new(11);
    let mut measure = |work: &mut dyn FnMut(u64, u64)| {
        let mut times = Vec::new();
        for _ in 0..300 {
            let (account, salt) = (random.next() % ACCOUNTS, random.next());
            let begun = Instant::now();
            work(account, salt);
            times.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        median(&mut times)
    };
    let now = measure(&mut |account, _| {
        session.query(GetBalance::now(code(account), Currency::EUR)).expect("balance");
    });
    let as_of = measure(&mut |account, salt| {
        let as_of = AsOf::at(past(salt));
        let query = GetBalance { account: code(account), currency: Currency::EUR, as_of };
        session.query(query).expect("balance");
    });
    let head = session.head().expect("head").pos as u64;
    let both = measure(&mut |account, salt| {
        let known_pos = Some((salt % head) as i64);
        let as_of = AsOf { known_pos, ..AsOf::at(past(salt)) };
        let query = GetBalance { account: code(account), currency: Currency::EUR, as_of };
        session.query(query).expect("balance");
    });
    let page = measure(&mut |account, salt| {
        let entries = Entries {
            account: code(account),
            from: Some(past(salt)),
            limit: Some(20),
            ..Entries::default()
        };
        session.query(entries).expect("entries");
    });
    let (entries, tail) = (writer.done * 2, writer.tail);
    println!("{entries:>10} {tail:>8} | {now:>16.1} {as_of:>16.1} {both:>16.1} {page:>16.1}");
}

/// A number of `/proc/self/status`.
fn status_kb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .and_then(|line| line.trim().split(' ').next()?.parse().ok())
        .unwrap_or(0)
}
