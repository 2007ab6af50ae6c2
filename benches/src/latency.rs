//! Single transfers, each awaited by its own task: throughput and latency; and balance reads
//! while writing.
//!
//! ```text
//! cargo run --release -p moja-benches --bin latency [-- ROUNDS [SECONDS]]
//! ```

mod common;

use std::io::Write as _;
use std::time::{Duration, Instant};

use common::{Random, Setup, median};
use moja::Session;
use moja::core::currency::Currency;
use moja::ledger::GetBalance;

fn main() {
    let rounds: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(3);
    let seconds: f64 = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(2.0);
    let span = Duration::from_secs_f64(seconds);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("runtime");
    let mut rows: [Vec<f64>; 7] = Default::default();
    for _ in 0..rounds {
        let flush = device_flush(span / 4);
        rows[0].push(percentile(flush.clone(), 0.5));
        rows[1].push(percentile(flush, 0.99));
        let setup = Setup::new();
        let session = setup.moja().asynchronous().clone();
        let (rate, _) = runtime.block_on(run(session.clone(), 1, span));
        rows[2].push(rate);
        let (rate, latencies) = runtime.block_on(run(session.clone(), 64, span));
        rows[3].push(rate);
        rows[4].push(percentile(latencies, 0.99));
        let reads = read(&session, span / 4);
        rows[5].push(percentile(reads.clone(), 0.5));
        rows[6].push(percentile(reads, 0.99));
    }
    let m: Vec<f64> = rows.iter_mut().map(|row| median(row)).collect();
    println!("medians of {rounds} rounds of {seconds} s, durable (FULL)");
    println!(
        "device flush (4 KiB append + fdatasync)   p50 {:.3} ms  p99 {:.3} ms",
        m[0] * 1e3,
        m[1] * 1e3
    );
    println!("one task awaiting each                    {:.0} transfers/s", m[2]);
    println!(
        "64 tasks awaiting each                    {:.0} transfers/s  = {:.1}x  (bar 6x)",
        m[3],
        m[3] / m[2]
    );
    println!(
        "   p99 {:.2} ms, that is {:.2} ms more than the flush's p99 (bar 5 ms)",
        m[4] * 1e3,
        (m[4] - m[1]) * 1e3
    );
    println!(
        "balance read, warm                        p50 {:.1} us  p99 {:.1} us  (bar 50 us)",
        m[5] * 1e6,
        m[6] * 1e6
    );
}

async fn run(session: Session, tasks: u64, span: Duration) -> (f64, Vec<f64>) {
    let start = Instant::now();
    let handles: Vec<_> = (0..tasks)
        .map(|task| {
            let session = session.clone();
            tokio::spawn(async move {
                let mut random = Random::new(1_000 + task);
                let mut latencies = Vec::new();
                while start.elapsed() < span {
                    let begun = Instant::now();
                    let _ = session.run(random.transfer()).await.expect("transfer");
                    latencies.push(begun.elapsed().as_secs_f64());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for handle in handles {
        latencies.extend(handle.await.expect("task"));
    }
    (latencies.len() as f64 / start.elapsed().as_secs_f64(), latencies)
}

fn read(session: &Session, span: Duration) -> Vec<f64> {
    let mut random = Random::new(9);
    let mut latencies = Vec::new();
    let start = Instant::now();
    while start.elapsed() < span {
        let (account, _) = random.pair();
        let query = GetBalance::now(common::code(account), Currency::EUR);
        let begun = Instant::now();
        pollster::block_on(session.query(query)).expect("balance");
        latencies.push(begun.elapsed().as_secs_f64());
    }
    // The first reads open the connection and fill its cache.
    latencies.split_off(latencies.len() / 10)
}

fn device_flush(span: Duration) -> Vec<f64> {
    let setup = Setup::new();
    let mut file = std::fs::File::create(setup.path()).expect("file");
    let page = [7_u8; 4096];
    let start = Instant::now();
    let mut latencies = Vec::new();
    while start.elapsed() < span {
        let begun = Instant::now();
        file.write_all(&page).expect("write");
        file.sync_data().expect("sync");
        latencies.push(begun.elapsed().as_secs_f64());
    }
    latencies
}

fn percentile(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * part) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
