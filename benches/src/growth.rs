//! A store that grows to millions of transfers: does the rate hold, does any commit wait long,
//! how large is the file, how do balance and history reads grow, and what does opening cost.
//!
//! ```text
//! cargo run --release -p moja-benches --bin growth [-- TRANSFERS]
//! cargo run --release -p moja-benches --bin growth -- open PATH
//! ```
//!
//! Reads are measured twice at each size: when the tail of entries that are not packed into a
//! run yet is as long as it gets, and when it was just packed. At the end a process of its own does
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
use moja::ledger::{AsOf, Entries, GetBalance, Transfer, TransferMany};

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
    /// Entries at which a commit begins to pack the tail.
    tail_max: u64,
    /// While the tail is packed, slice by slice: how many of its entries came in since.
    behind: Option<u64>,
    /// Looks at how far packing has come.
    state: rusqlite::Connection,
    packed_pos: i64,
}

impl Writer {
    fn new(setup: &Setup) -> Self {
        let session = setup.moja();
        Self {
            session,
            random: Random::new(3),
            done: 0,
            tail: 0,
            tail_max: Options::default().history_run_items as u64,
            behind: None,
            state: rusqlite::Connection::open(setup.path()).expect("open"),
            packed_pos: 0,
        }
    }

    /// Writes transfers in one commit; returns how long that took.
    fn write(&mut self, count: u64) -> Duration {
        let transfers = past_transfers(&mut self.random, count);
        let begun = Instant::now();
        self.session.run(TransferMany { transfers }).expect("transfers");
        let took = begun.elapsed();
        self.done += count;
        self.tail += 2 * count;
        match &mut self.behind {
            Some(behind) => *behind += 2 * count,
            None if self.tail >= self.tail_max => self.behind = Some(0),
            None => return took,
        }
        let state = "SELECT packed_pos FROM history_state";
        let packed_pos = self.state.query_row(state, [], |row| row.get(0)).unwrap_or(0);
        if packed_pos > self.packed_pos {
            self.packed_pos = packed_pos;
            self.tail = self.behind.take().unwrap_or(0);
        }
        took
    }

    /// Writes until one more transfer would begin to pack the tail.
    fn fill_tail(&mut self) {
        while self.behind.is_some() {
            self.write(GROUP);
        }
        loop {
            let room = (self.tail_max - 1).saturating_sub(self.tail) / 2;
            if room == 0 {
                return;
            }
            self.write(room.min(GROUP));
        }
    }

    /// Writes single transfers until the tail is packed.
    fn empty_tail(&mut self) {
        while self.write(1) > Duration::ZERO {
            if self.behind.is_none() && self.tail < self.tail_max / 2 {
                return;
            }
        }
    }
}

/// Half of the effective times lie in the past, so that nothing comes in order.
fn past_transfers(random: &mut Random, count: u64) -> Vec<Transfer> {
    let one = |n| {
        let transfer = random.transfer();
        if n % 2 == 0 { transfer } else { transfer.effective_at(past(random.next())) }
    };
    (0..count).map(one).collect()
}

/// The median and the longest commit of a store that packs nothing, milliseconds: what commits
/// and copying the log into the file take alone.
fn without_packing(transfers: u64) -> (f64, f64) {
    let setup = Setup::new();
    let builder = moja::Builder::new().history_run_items(usize::MAX);
    let moja = moja::blocking::open_with(builder, setup.path()).expect("open");
    let session = moja.tenant("bench").acting_as("bench");
    common::open_accounts(&session, ACCOUNTS);
    let mut random = Random::new(3);
    let mut times: Vec<f64> = (0..transfers / GROUP)
        .map(|_| {
            let transfers = past_transfers(&mut random, GROUP);
            let begun = Instant::now();
            session.run(TransferMany { transfers }).expect("transfers");
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let usual = median(&mut times);
    (usual, times.last().copied().unwrap_or(0.0))
}

fn grow(total: u64) {
    let setup = Setup::new();
    let mut writer = Writer::new(&setup);
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
        writer.empty_tail();
        reads(&writer);
    }
    let near = |at: u64| rates.iter().min_by_key(|(done, _)| done.abs_diff(at)).map(|it| it.1);
    if let (Some(early), Some(late)) = (near(500_000), near(total)) {
        println!(
            "rate at 0.5 M transfers {early:.0}/s, at {total} {late:.0}/s: {:.2} (bar 0.7)",
            late / early
        );
    }
    println!(
        "peak memory of the writing process, readers included: {} MB",
        status_kb("VmHWM") >> 10
    );
    let (usual, longest) = (median(&mut typical) * 1e3, longest.as_secs_f64() * 1e3);
    let (plain, plain_longest) = without_packing(500_000.min(total));
    println!(
        "longest commit of {GROUP} transfers {longest:.1} ms, median {usual:.1} ms; packing nothing {plain_longest:.1} ms, median {plain:.1} ms: {:.1} ms more for packing and merging (bar 50 ms)",
        longest - plain_longest,
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
