//! The crash lab: does a store survive a crash at every single write?
//!
//! A [`Lab`] is an in-memory disk under SQLite that logs each write, sync, truncate, creation and
//! deletion, together with the marks "command started" and "command acknowledged" that a workload
//! sets. [`Lab::crash`] then makes the images a crash could have left after each of them and asks
//! a checker about each. The lab knows nothing of what is stored.
//!
//! ```ignore
//! let lab = Lab::record(|path, lab| { /* open with vfs lab.vfs(); lab.started(1); ...; lab.acked(1) */ });
//! lab.crash(&Plan::default(), |path, lab, acked, started| { /* reopen and check */ Ok(()) }).assert_clean();
//! ```
//!
//! Faults instead of crashes: [`Lab::fail_at`], [`every_failure`], [`Lab::set_capacity`].
#![allow(dead_code, reason = "each test target uses its own part of the lab")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test machinery: a broken lab must stop at once"
)]

mod blob;
mod fs;
mod image;
mod locks;
mod report;
mod rng;
mod selftest;
mod vfs;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

pub(crate) use fs::Fault;
pub(crate) use report::{Report, Violation};

use blob::Blob;
use fs::{Dir, Event, FileId};
use image::{Disk, Files};
use rng::Rng;
use vfs::VfsName;

const DB: &str = "moja.db";

/// One crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shot {
    /// The process is killed after I/O operation `op`.
    Kill { op: u64 },
    /// The power fails after I/O operation `op`; `seed` decides what survives.
    Power { op: u64, seed: u64 },
}

/// Which images to make of a log.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Decides everything that is random.
    pub(crate) seed: u64,
    /// Whether to try a process kill after each operation.
    pub(crate) kill: bool,
    /// How many power losses to try after each operation.
    pub(crate) power: u32,
    /// The first operation to crash after, to leave out a long set-up.
    pub(crate) from: u64,
    /// Try only every n-th operation.
    pub(crate) step: u64,
    /// Threads that check; 0 for one per core.
    pub(crate) threads: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { seed: 1, kill: true, power: 10, from: 0, step: 1, threads: 0 }
    }
}

/// What the lab was when its recording began.
type Base = Vec<(String, FileId, Blob)>;

/// A disk in memory, and what happened on it.
pub(crate) struct Lab {
    mount: String,
    path: String,
    vfs: VfsName,
    dir: Arc<Dir>,
    base: Arc<Base>,
    /// For a checker: the acknowledged commands at the moment of the crash.
    acked: Vec<u64>,
    /// For a checker: the crash.
    shot: Option<Shot>,
}

impl Drop for Lab {
    fn drop(&mut self) {
        fs::unmount(&self.mount);
    }
}

impl Lab {
    /// An empty disk.
    pub(crate) fn new() -> Self {
        Self::with_files(Vec::new())
    }

    /// Runs a workload on an empty disk.
    pub(crate) fn record(workload: impl FnOnce(&str, &Self)) -> Self {
        let lab = Self::new();
        workload(&lab.path, &lab);
        lab
    }

    fn with_files(files: Files) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mount = format!("/crash-lab/{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut lab = Self {
            path: format!("{mount}/{DB}"),
            mount,
            vfs: VfsName::take(),
            dir: Arc::default(),
            base: Arc::default(),
            acked: Vec::new(),
            shot: None,
        };
        lab.load(files);
        lab.base = Arc::new(lab.dir.start_recording());
        lab
    }

    /// Puts fresh files on this lab's disk; they are not recorded.
    fn load(&mut self, files: Files) {
        self.dir = Dir::with_files(files);
        fs::mount(&self.mount, Arc::clone(&self.dir));
    }

    /// The name of the VFS to open the path with.
    pub(crate) fn vfs(&self) -> &str {
        self.vfs.as_str()
    }

    /// The path of the database. It exists only in the lab's VFS; its directory does too.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// A plain connection to the database.
    pub(crate) fn connect(&self) -> rusqlite::Result<rusqlite::Connection> {
        let flags = rusqlite::OpenFlags::default();
        rusqlite::Connection::open_with_flags_and_vfs(&self.path, flags, self.vfs())
    }

    /// Marks that command `id` was handed to the store.
    pub(crate) fn started(&self, id: u64) {
        self.dir.mark(Event::Started(id));
    }

    /// Marks that the store reported command `id` as done.
    pub(crate) fn acked(&self, id: u64) {
        self.dir.mark(Event::Acked(id));
    }

    /// In a checker: the commands acknowledged before the crash, in order of their marks. For
    /// workloads with commands in flight side by side, where a count says too little.
    pub(crate) fn acked_ids(&self) -> &[u64] {
        &self.acked
    }

    /// In a checker: the crash that made the image.
    pub(crate) fn shot(&self) -> Option<Shot> {
        self.shot
    }

    fn acknowledge(&mut self, id: u64) {
        if !self.acked.contains(&id) {
            self.acked.push(id);
        }
    }

    /// How many I/O operations were recorded.
    pub(crate) fn ops(&self) -> u64 {
        self.dir.log().iter().filter(|event| event.is_io()).count() as u64
    }

    /// How many syncs succeeded.
    pub(crate) fn syncs(&self) -> u64 {
        self.dir.log().iter().filter(|event| matches!(event, Event::Sync { .. })).count() as u64
    }

    /// Lets the operation fail that comes after `n` more good ones of the fault's kind (writes,
    /// syncs or changes of size). Once.
    pub(crate) fn fail_at(&self, n: u64, fault: Fault) {
        self.dir.arm(fault, n, false);
    }

    /// Like [`Lab::fail_at`], and everything of that kind after it fails too, until [`Lab::heal`].
    pub(crate) fn fail_from(&self, n: u64, fault: Fault) {
        self.dir.arm(fault, n, true);
    }

    /// Takes back a fault that did not strike yet, or strikes on.
    pub(crate) fn heal(&self) {
        self.dir.disarm();
    }

    /// How many operations failed, for lack of room too.
    pub(crate) fn faults(&self) -> u64 {
        self.dir.faults()
    }

    /// Limits the size of all files together: growth beyond it fails with `SQLITE_FULL`. `None`
    /// is the return of space.
    pub(crate) fn set_capacity(&self, bytes: Option<u64>) {
        self.dir.set_capacity(bytes);
    }

    /// The size of all files together.
    pub(crate) fn used(&self) -> u64 {
        self.dir.used()
    }

    /// A disk that says it synced and did not. Only to prove that the lab notices.
    pub(crate) fn set_lying(&self, lying: bool) {
        self.dir.set_lying(lying);
    }

    /// Makes one image as a lab of its own, which records from there: to look at a violation, or to
    /// crash a recovery.
    pub(crate) fn shoot(&self, shot: Shot) -> Self {
        let (Shot::Kill { op } | Shot::Power { op, .. }) = shot;
        let log = self.dir.log();
        let mut disk = Disk::new(&self.base);
        let io = log.iter().filter(|event| event.is_io());
        io.take(op as usize + 1).for_each(|event| disk.apply(event));
        Self::with_files(develop(&disk, shot))
    }

    /// Crashes after every operation of the log and checks every image. The checker gets the path
    /// of the image, a lab to open it with, and how many commands were acknowledged and started.
    pub(crate) fn crash(
        &self,
        plan: &Plan,
        check: impl Fn(&str, &Self, u64, u64) -> Result<(), String> + Sync,
    ) -> Report {
        let begin = Instant::now();
        let log = self.dir.log();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if plan.threads == 0 { cores } else { plan.threads };
        let mut report = Report::default();
        std::thread::scope(|scope| {
            let work = |turn| worker(&log, &self.base, plan, (turn, threads), &check);
            let workers: Vec<_> =
                (0..threads).map(|turn| scope.spawn(move || work(turn))).collect();
            for handle in workers {
                report.add(handle.join().unwrap());
            }
        });
        report.finish(begin.elapsed());
        report
    }
}

/// Replays the log and checks every n-th operation of it.
fn worker(
    log: &[Event],
    base: &Base,
    plan: &Plan,
    (turn, turns): (usize, usize),
    check: &(impl Fn(&str, &Lab, u64, u64) -> Result<(), String> + Sync),
) -> Report {
    let mut report = Report::default();
    let mut disk = Disk::new(base);
    let mut lab = Lab::new();
    // A set, because a command that is tried again is still one command.
    let mut started = HashSet::new();
    let mut op = 0;
    let mut events = log.iter().peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Started(id) => drop(started.insert(*id)),
            Event::Acked(id) => lab.acknowledge(*id),
            io => disk.apply(io),
        }
        if !event.is_io() {
            continue;
        }
        let before = started.len() as u64;
        // The crash comes just before the next operation, so these acknowledgements were given;
        // a command that only started meanwhile cannot have left anything.
        while let Some(mark) = events.next_if(|next| !next.is_io()) {
            match mark {
                Event::Started(id) => drop(started.insert(*id)),
                Event::Acked(id) => lab.acknowledge(*id),
                _ => {}
            }
        }
        if op >= plan.from && op % plan.step == 0 && (op / plan.step) as usize % turns == turn {
            for shot in shots(plan, op) {
                check_image(&mut lab, &disk, shot, before, check, &mut report);
            }
        }
        op += 1;
    }
    report
}

fn shots(plan: &Plan, op: u64) -> impl Iterator<Item = Shot> {
    let kill = plan.kill.then_some(Shot::Kill { op });
    let mut seeds = Rng::new(plan.seed ^ op.wrapping_mul(0xd134_2543_de82_ef95));
    let power = (0..plan.power).map(move |_| Shot::Power { op, seed: seeds.next() });
    kill.into_iter().chain(power)
}

fn check_image(
    lab: &mut Lab,
    disk: &Disk,
    shot: Shot,
    started: u64,
    check: &impl Fn(&str, &Lab, u64, u64) -> Result<(), String>,
    report: &mut Report,
) {
    lab.load(develop(disk, shot));
    lab.shot = Some(shot);
    let acked = lab.acked.len() as u64;
    // A command that needed no I/O was started and acknowledged since the last operation.
    let started = started.max(acked);
    let verdict = catch_unwind(AssertUnwindSafe(|| check(&lab.path, lab, acked, started)));
    let verdict = verdict.unwrap_or_else(|_| Err("the checker panicked".to_owned()));
    report.count(shot);
    if let Err(message) = verdict {
        report.violation(Violation { shot, acked, started, message });
    }
}

fn develop(disk: &Disk, shot: Shot) -> Files {
    match shot {
        Shot::Kill { .. } => disk.kill(),
        Shot::Power { seed, .. } => disk.power_loss(seed),
    }
}

/// Runs a test once for each operation of the fault's kind, with a fresh lab in which just that
/// operation fails, until a run has no such operation any more. Says how many runs were struck.
pub(crate) fn every_failure(fault: Fault, mut run: impl FnMut(&Lab, u64)) -> u64 {
    for n in 0.. {
        let lab = Lab::new();
        lab.fail_at(n, fault);
        run(&lab, n);
        if lab.faults() == 0 {
            return n;
        }
    }
    0
}
