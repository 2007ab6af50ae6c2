//! A store that grows to millions of transfers: does the rate hold, does any commit wait long,
//! how large is the file, how do balance and history reads grow, and what does opening cost.
//!
//! ```text
//! cargo run --release -p moja-benches --bin growth [-- TRANSFERS]
//! ```

mod common;

use std::time::{Duration, Instant};

use common::{ACCOUNTS, Random, Setup, code, median};
use moja::blocking::Session;
use moja::core::currency::Currency;
use moja::core::time::Timestamp;
use moja::ledger::{AsOf, Entries, GetBalance, TransferMany};

const GROUP: usize = 8_190;

fn main() {
    let total: u64 = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(5_000_000);
    let setup = Setup::new();
    let session = setup.moja();
    let mut random = Random::new(3);
    let mut done = 0_u64;
    let mut rates: Vec<(u64, f64)> = Vec::new();
    let mut longest = Duration::ZERO;
    let mut checkpoints = [5_000_u64, 50_000, 500_000, 5_000_000].into_iter().peekable();
    println!(
        "{:>10} | {:>16} {:>16} {:>16} {:>16}",
        "entries", "balance now us", "as of us", "both axes us", "page of 20 us"
    );
    let mut window = (Instant::now(), 0_u64);
    let mut typical = Vec::new();
    while done < total {
        let size = checkpoints
            .peek()
            .map_or(GROUP as u64, |next| (next - done).min(GROUP as u64))
            .min(total - done);
        // Half of the effective times lie in the past, so that nothing comes in order.
        let transfers: Vec<_> = (0..size)
            .map(|n| {
                let transfer = random.transfer();
                if n % 2 == 0 { transfer } else { transfer.effective_at(past(random.next())) }
            })
            .collect();
        let begun = Instant::now();
        session.run(TransferMany { transfers }).expect("transfers");
        let took = begun.elapsed();
        longest = longest.max(took);
        typical.push(took.as_secs_f64());
        done += size;
        if done - window.1 >= 250_000 {
            rates.push((done, (done - window.1) as f64 / window.0.elapsed().as_secs_f64()));
            window = (Instant::now(), done);
        }
        if checkpoints.peek() == Some(&done) {
            checkpoints.next();
            reads(&session, done * 2);
            window = (Instant::now(), done);
        }
    }
    let near =
        |at: u64| rates.iter().min_by_key(|(done, _)| done.abs_diff(at)).map_or(0.0, |it| it.1);
    let (early, late) = (near(500_000), near(total));
    println!(
        "rate at 0.5 M transfers {early:.0}/s, at {total} {late:.0}/s: {:.2} (bar 0.7)",
        late / early
    );
    let usual = median(&mut typical);
    println!(
        "longest commit of {GROUP} transfers {:.1} ms, median {:.1} ms: at most {:.1} ms for merging (bar 50 ms)",
        longest.as_secs_f64() * 1e3,
        usual * 1e3,
        (longest.as_secs_f64() - usual) * 1e3
    );
    drop(session);
    std::thread::sleep(Duration::from_millis(300));
    let file = |suffix: &str| {
        let mut path = setup.path().into_os_string();
        path.push(suffix);
        std::fs::metadata(path).map_or(0, |it| it.len())
    };
    let bytes = file("");
    println!(
        "file {} MB, log {} MB: {:.0} bytes a transfer in the file (bar 400)",
        bytes >> 20,
        file("-wal") >> 20,
        bytes as f64 / total as f64
    );
    let begun = Instant::now();
    let moja = setup.open();
    let opened = begun.elapsed();
    let session = moja.tenant("bench").acting_as("bench");
    let balance = session.query(GetBalance::now(code(1), Currency::EUR)).expect("balance");
    let first = begun.elapsed();
    let _ = session.run(random.transfer()).expect("transfer");
    let tail = begun.elapsed();
    println!(
        "open {:.1} ms, first balance after {:.1} ms, first transfer (with the tail) after {:.1} ms; version {:?}",
        opened.as_secs_f64() * 1e3,
        first.as_secs_f64() * 1e3,
        tail.as_secs_f64() * 1e3,
        balance.version
    );
    println!("peak memory of the whole run, readers included: {} MB", peak_rss_kb() >> 10);
}

fn past(random: u64) -> Timestamp {
    Timestamp::from_micros(1_600_000_000_000_000 + (random % 150_000_000_000_000) as i64)
}

fn reads(session: &Session, entries: u64) {
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
    println!("{entries:>10} | {now:>16.1} {as_of:>16.1} {both:>16.1} {page:>16.1}");
}

fn peak_rss_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().split(' ').next()?.parse().ok())
        .unwrap_or(0)
}
