//! Many tasks, tenants and processes.

use std::io::{BufRead as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use moja::Session;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::ledger::{Transfer, TransferMany};

use crate::common::{self, Random, median};
use crate::proxy::Proxy;
use crate::{ACCOUNTS, Bench, open};

const TASK: &str = "MOJA_BENCH_TASK";

/// Whether this process was started by another one that measures.
pub fn is_helper() -> bool {
    std::env::var_os(TASK).is_some()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("runtime")
}

/// The command of a task, from its random numbers.
type Choice = fn(&mut Random) -> Transfer;

fn any(random: &mut Random) -> Transfer {
    random.transfer()
}

/// Into one account, from any other.
fn into_one(random: &mut Random) -> Transfer {
    let from = 1 + random.next() % (ACCOUNTS - 1);
    let amount = Money::new(i128::from(1 + random.next() % 1_000), Currency::EUR);
    Transfer::new(common::code(from), common::code(0), amount)
}

/// Transfers per second of tasks that await each of theirs; each turns to another session by
/// chance.
fn rate(sessions: &[Session], tasks: u64, size: usize, span: Duration, choice: Choice) -> f64 {
    let start = Instant::now();
    runtime().block_on(async {
        let handles: Vec<_> = (0..tasks)
            .map(|task| {
                let sessions = sessions.to_vec();
                let seed = 1_000 + task + u64::from(std::process::id()) * 64;
                tokio::spawn(async move {
                    let mut random = Random::new(seed);
                    let mut done = 0;
                    while start.elapsed() < span {
                        let at = random.next() as usize % sessions.len();
                        if size == 1 {
                            let one = choice(&mut random);
                            let _ = sessions[at].run(one).await.expect("transfer");
                        } else {
                            let transfers = (0..size).map(|_| choice(&mut random)).collect();
                            let many = TransferMany { transfers };
                            let _ = sessions[at].run(many).await.expect("transfers");
                        }
                        done += size;
                    }
                    done
                })
            })
            .collect();
        let mut done = 0;
        for handle in handles {
            done += handle.await.expect("task");
        }
        done as f64 / start.elapsed().as_secs_f64()
    })
}

struct Helper {
    child: Child,
    lines: std::io::Lines<std::io::BufReader<std::process::ChildStdout>>,
}

impl Helper {
    fn start(url: &str, schema: &str, hot: bool, span: Duration) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("own program"))
            .env(TASK, format!("{schema};{hot};{}", span.as_secs_f64()))
            .env("MOJA_BENCH_URL", url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("helper");
        let mut lines = std::io::BufReader::new(child.stdout.take().expect("output")).lines();
        assert_eq!(lines.next().expect("ready").expect("ready"), "ready");
        Self { child, lines }
    }

    fn go(&mut self) {
        writeln!(self.child.stdin.as_mut().expect("input"), "go").expect("go");
    }

    fn rate(mut self) -> f64 {
        let rate = self.lines.next().expect("rate").expect("rate").parse().expect("rate");
        assert!(self.child.wait().expect("helper").success());
        rate
    }
}

/// What a helper does.
pub fn help() {
    let task = std::env::var(TASK).expect("task");
    let mut parts = task.split(';');
    let mut next = || parts.next().expect("part");
    let (schema, hot, seconds) = (next(), next() == "true", next());
    let url = std::env::var("MOJA_BENCH_URL").expect("url");
    let session = open(&url, schema).tenant("bench").acting_as("bench").asynchronous().clone();
    let choice = if hot { into_one } else { any };
    rate(std::slice::from_ref(&session), 8, 1, Duration::from_millis(200), choice);
    println!("ready");
    std::io::stdin().lines().next().expect("go").expect("go");
    let span = Duration::from_secs_f64(seconds.parse().expect("seconds"));
    println!("{}", rate(&[session], 8, 1, span, choice));
}

/// 16 tasks in two processes, one account in all transfers or in none.
pub fn hot(bench: &Bench, rounds: usize, span: Duration) {
    let (schema, session) = bench.moja();
    drop(session);
    let mut rates: [Vec<f64>; 2] = Default::default();
    for _ in 0..rounds {
        for (hot, rates) in [false, true].into_iter().zip(&mut rates) {
            let mut helpers = [(); 2].map(|()| Helper::start(&bench.url, &schema, hot, span));
            helpers.iter_mut().for_each(Helper::go);
            rates.push(helpers.map(Helper::rate).iter().sum());
        }
    }
    bench.drop_schema(&schema);
    let [without, with] = rates.map(|mut rates| median(&mut rates));
    println!(
        "16 tasks in 2 processes: any accounts {without:.0}/s, one in all {with:.0}/s = {:.2} of it  (bar 0.5)",
        with / without
    );
}

/// 16 tasks, 64 tenants or one.
pub fn tenants(bench: &Bench, rounds: usize, span: Duration) {
    let schema = bench.fresh_schema();
    let store = open(&bench.url, &schema);
    let sessions: Vec<Session> = (0..64)
        .map(|nth| {
            let session = store.tenant(&format!("tenant-{nth}")).acting_as("bench");
            common::open_accounts(&session, ACCOUNTS);
            session.asynchronous().clone()
        })
        .collect();
    bench.sql(&format!("ANALYZE {schema}.ledger_balance"));
    for size in [1, 100] {
        let mut rates: [Vec<f64>; 2] = Default::default();
        for _ in 0..rounds {
            for (some, rates) in [1, 64].into_iter().zip(&mut rates) {
                rates.push(rate(&sessions[..some], 16, size, span, any));
            }
        }
        let [one, many] = rates.map(|mut rates| median(&mut rates));
        println!(
            "16 tasks, {size} a command: one tenant {one:.0}/s, 64 tenants {many:.0}/s = {:.2} of it  (bar 2)",
            many / one
        );
    }
    drop((sessions, store));
    bench.drop_schema(&schema);
}

/// Half a millisecond more for whatever is sent: with the tenant's rows in memory, and when another
/// process has written the tenant before each round, so that they have to be read again.
pub fn latency(bench: &Bench, rounds: usize, span: Duration) {
    let Some(socket) = bench.socket() else {
        println!("latency: only with a server of our own");
        return;
    };
    let (schema, session) = bench.moja();
    drop(session);
    let delays = [Duration::ZERO, Duration::from_micros(500)];
    let proxies = delays.map(|delay| Proxy::start(socket.clone(), delay));
    let stores = proxies.each_ref().map(|proxy| open(&proxy.url(), &schema));
    let names = ["near", "far"];
    let own: Vec<Session> = stores
        .iter()
        .zip(names)
        .map(|(store, name)| {
            let session = store.tenant(name).acting_as("bench");
            common::open_accounts(&session, ACCOUNTS);
            session.asynchronous().clone()
        })
        .collect();
    let shared: Vec<Session> = stores
        .iter()
        .map(|store| store.tenant("bench").acting_as("bench").asynchronous().clone())
        .collect();
    for (sessions, rows) in [(own, "in memory"), (shared, "written by another")] {
        for (tasks, size) in [(1, 1), (16, 1), (64, 1), (256, 1), (16, 100)] {
            let mut rates: [Vec<f64>; 2] = Default::default();
            for _ in 0..rounds {
                for (session, rates) in sessions.iter().zip(&mut rates) {
                    rate(std::slice::from_ref(session), 1, 1, span / 10, any);
                    rates.push(rate(std::slice::from_ref(session), tasks, size, span, any));
                }
            }
            let [near, far] = rates.map(|mut rates| median(&mut rates));
            println!(
                "rows {rows}: {tasks} tasks, {size} a command: {near:.0}/s, half a millisecond away {far:.0}/s: {:.2} times slower  (bar 2)",
                near / far
            );
        }
    }
    drop(stores);
    bench.drop_schema(&schema);
}
