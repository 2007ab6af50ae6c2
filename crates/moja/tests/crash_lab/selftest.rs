//! Proof that the lab passes what is right and catches what is wrong, on a toy bank over plain
//! rusqlite. A lab that never fails proves nothing.

use rusqlite::{Connection, ErrorCode, Result as Sql};

use super::rng::Rng;
use super::{Fault, Lab, Plan, Report, Shot, every_failure};

const ACCOUNTS: usize = 40;
const COMMANDS: u64 = 60;

/// The n-th command: who gives how much to whom.
fn transfer(n: u64) -> (usize, usize, i64) {
    let mut rng = Rng::new(n);
    (rng.below(ACCOUNTS), rng.below(ACCOUNTS), rng.below(100) as i64)
}

/// The balances after the first `m` commands.
fn model(m: u64) -> Vec<i64> {
    let mut balances = vec![0; ACCOUNTS];
    for n in 1..=m {
        let (from, to, amount) = transfer(n);
        balances[from] -= amount;
        balances[to] += amount;
    }
    balances
}

fn open(lab: &Lab, pragmas: &str) -> Sql<Connection> {
    let db = lab.connect()?;
    run_to_end(&db, pragmas)?;
    Ok(db)
}

/// Runs each statement to its very end.
///
/// It matters for `PRAGMA journal_mode=WAL`: SQLite gives the row "wal" first and commits the change
/// after it, and rusqlite's `query_row`, `execute_batch` and `pragma_update` all stop at the row and
/// drop the error of that commit. The connection then says "wal" to every question, but works with
/// a rollback journal, where a power loss takes back the last acknowledged commit, as SQLite does
/// not sync the deletion of its journal. This lab found it: `every_failing_sync_is_survived`.
fn run_to_end(db: &Connection, sql: &str) -> Sql<()> {
    for statement in sql.split(';') {
        let mut statement = db.prepare(statement)?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}

fn create(db: &Connection) -> Sql<()> {
    db.execute_batch(
        "BEGIN IMMEDIATE;
         CREATE TABLE IF NOT EXISTS account(id INTEGER PRIMARY KEY, balance INTEGER, fill BLOB);
         CREATE TABLE IF NOT EXISTS command(id INTEGER PRIMARY KEY, fill BLOB);",
    )?;
    for id in 0..ACCOUNTS as i64 {
        // Several accounts to a page, several pages: transfers touch more than one page.
        let sql = "INSERT OR IGNORE INTO account VALUES (?1, 0, zeroblob(500))";
        db.execute(sql, [id])?;
    }
    db.execute_batch("COMMIT")
}

fn command(db: &Connection, n: u64) -> Sql<()> {
    let (from, to, amount) = transfer(n);
    let tx = db.unchecked_transaction()?;
    let add = "UPDATE account SET balance = balance + ?2 WHERE id = ?1";
    tx.execute(add, (from as i64, -amount))?;
    tx.execute(add, (to as i64, amount))?;
    tx.execute("INSERT INTO command VALUES (?1, randomblob(300))", [n as i64])?;
    tx.commit()
}

fn bank(lab: &Lab, pragmas: &str) {
    let db = open(lab, pragmas).unwrap();
    create(&db).unwrap();
    for n in 1..=COMMANDS {
        lab.started(n);
        command(&db, n).unwrap();
        lab.acked(n);
    }
}

/// Reopens the image and compares it with the model.
fn check(_path: &str, lab: &Lab, acked: u64, started: u64) -> Result<(), String> {
    let m = state(lab).map_err(|error| format!("damaged: {error}"))??;
    if m < acked {
        return Err(format!("lost: {m} commands are there"));
    }
    if m > started { Err(format!("invented: {m} commands are there")) } else { Ok(()) }
}

/// Which prefix of the commands the image holds; an inner error if it holds none.
fn state(lab: &Lab) -> Sql<Result<u64, String>> {
    let db = lab.connect()?;
    let ok: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if ok != "ok" {
        return Ok(Err(format!("damaged: {ok}")));
    }
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'account'";
    if db.query_row(tables, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(Ok(0));
    }
    let m = "SELECT count(*), coalesce(max(id), 0) FROM command";
    let (m, max) = db.query_row(m, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
    let mut balances = db.prepare("SELECT balance FROM account ORDER BY id")?;
    let balances: Vec<i64> = balances.query_map([], |row| row.get(0))?.collect::<Sql<_>>()?;
    let expected = model(m as u64);
    Ok(if m != max || balances != expected {
        Err(format!("damaged: {m} commands, last {max}, sum {}", balances.iter().sum::<i64>()))
    } else {
        Ok(m as u64)
    })
}

/// A small checkpoint interval, so that the log holds many checkpoints and WAL restarts.
const WAL_FULL: &str =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=30";
const WAL_NORMAL: &str =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=30";
const EXCLUSIVE: &str = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;
     PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=30";
const JOURNAL_OFF: &str = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF";

fn run(pragmas: &str, power: u32) -> Report {
    let lab = Lab::record(|_, lab| bank(lab, pragmas));
    let report = lab.crash(&Plan { power, ..Plan::default() }, check);
    let first_line = report.to_string().lines().next().unwrap().to_owned();
    println!("{} operations, {} syncs: {first_line}", lab.ops(), lab.syncs());
    report
}

fn has(report: &Report, what: &str) -> bool {
    report.kinds.contains_key(what)
}

#[test]
fn full_sync_loses_nothing() {
    let report = run(WAL_FULL, 20);
    report.assert_clean();
    assert!(report.images() >= 10_000, "{report}");
}

#[test]
fn full_sync_loses_nothing_with_exclusive_locking() {
    run(EXCLUSIVE, 10).assert_clean();
}

/// Positive control: NORMAL keeps a prefix, but not what was acknowledged.
#[test]
fn normal_sync_is_caught_losing_commits() {
    let report = run(WAL_NORMAL, 10);
    assert!(has(&report, "lost"), "{report}");
    assert!(!has(&report, "damaged"), "{report}");
    // A killed process loses nothing even so.
    run_kills(WAL_NORMAL).assert_clean();
}

fn run_kills(pragmas: &str) -> Report {
    Lab::record(|_, lab| bank(lab, pragmas)).crash(&Plan { power: 0, ..Plan::default() }, check)
}

/// Positive control: without syncs a rollback journal does not save the database.
#[test]
fn unsynced_journal_is_caught_damaging_the_database() {
    let report = run(JOURNAL_OFF, 10);
    assert!(has(&report, "damaged"), "{report}");
}

/// Positive control: a disk that only pretends to sync.
#[test]
fn lying_disk_is_caught() {
    let lab = Lab::record(|_, lab| {
        lab.set_lying(true);
        bank(lab, WAL_FULL);
    });
    let report = lab.crash(&Plan::default(), check);
    assert!(report.violations > 0, "{report}");
}

/// Positive control: a workload that acknowledges before it commits.
#[test]
fn early_acknowledgement_is_caught_by_a_kill() {
    let lab = Lab::record(|_, lab| {
        let db = open(lab, WAL_FULL).unwrap();
        create(&db).unwrap();
        for n in 1..=5 {
            lab.started(n);
            lab.acked(n);
            command(&db, n).unwrap();
        }
    });
    let report = lab.crash(&Plan { power: 0, ..Plan::default() }, check);
    assert!(has(&report, "lost"), "{report}");
}

/// The same log and seed give the same verdicts, on any number of threads.
#[test]
fn same_seed_same_images() {
    let lab = Lab::record(|_, lab| bank(lab, WAL_NORMAL));
    let plan = Plan { power: 2, step: 3, threads: 1, ..Plan::default() };
    let one = lab.crash(&plan, check);
    let two = lab.crash(&Plan { threads: 2, ..plan.clone() }, check);
    assert_eq!(one.violations, two.violations);
    let first = one.examples.first().unwrap();
    assert_eq!(first.shot, two.examples.first().unwrap().shot);
    // And a single image can be had again from its shot.
    let again = lab.shoot(first.shot);
    assert_eq!(check("", &again, first.acked, first.started), Err(first.message.clone()));
    let other = lab.crash(&Plan { seed: 2, ..plan }, check);
    assert_ne!(one.violations, other.violations);
}

/// A crash during the recovery from a crash.
#[test]
fn crash_during_recovery_loses_nothing() {
    let lab = Lab::record(|_, lab| bank(lab, WAL_FULL));
    let mut images = 0;
    for op in (100..lab.ops()).step_by(97) {
        let second = lab.shoot(Shot::Power { op, seed: op });
        let Ok(Ok(m)) = state(&second) else { panic!("image {op} is damaged") };
        // The commands of the first life are all durable by now: the checker has read them.
        let sure = |path: &str, lab: &Lab, _: u64, _: u64| check(path, lab, m, m);
        let report = second.crash(&Plan::default(), sure);
        images += report.images();
        assert_eq!(report.violations, 0, "{op}: {report}");
    }
    assert!(images > 0);
}

/// Every single write or change of size fails once, for want of space or with an error: the command
/// fails with the right code, the database goes on, and no crash loses anything.
#[test]
fn every_failing_write_is_survived() {
    let full = |code| code == ErrorCode::DiskFull;
    let io = |code| code == ErrorCode::SystemIoFailure;
    let faults: [(Fault, &dyn Fn(_) -> bool, u64); 3] =
        [(Fault::Full, &full, 50), (Fault::IoWrite, &io, 50), (Fault::IoTruncate, &io, 1)];
    for (fault, expected, at_least) in faults {
        let struck = every_failure(fault, |lab, n| {
            let mut errors = Vec::new();
            faulty_bank(lab, 8, &mut errors);
            assert!(errors.iter().all(|code| expected(*code)), "write {n}: {errors:?}");
            let plan = Plan { power: 1, step: 5, threads: 1, ..Plan::default() };
            lab.crash(&plan, check).assert_clean();
        });
        println!("{fault:?}: {struck} operations failed, one at a time");
        assert!(struck >= at_least);
    }
}

/// Positive control for failed syncs, and what `run_to_end` is for: the change to WAL mode fails,
/// `execute_batch` says nothing of it, and the power loss takes an acknowledged commit back.
#[test]
fn dropped_error_of_journal_mode_is_caught_losing_commits() {
    let lab = Lab::record(|_, lab| {
        let db = lab.connect().unwrap();
        lab.fail_at(0, Fault::IoSync);
        db.execute_batch(WAL_FULL).unwrap();
        let mode: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!((mode.as_str(), lab.faults()), ("wal", 1));
        create(&db).unwrap();
        for n in 1..=5 {
            lab.started(n);
            command(&db, n).unwrap();
            lab.acked(n);
        }
        assert!(!lab.dir.exists("moja.db-wal"), "it works with a rollback journal");
    });
    let report = lab.crash(&Plan::default(), check);
    assert!(has(&report, "lost") && !has(&report, "damaged"), "{report}");
}

/// A disk that fails every sync from some point on, until it is mended.
#[test]
fn lasting_sync_failure_ends_when_the_disk_is_mended() {
    let lab = Lab::record(|_, lab| {
        let db = open(lab, WAL_FULL).unwrap();
        create(&db).unwrap();
        lab.started(1);
        lab.fail_from(0, Fault::IoSync);
        for _ in 0..3 {
            let error = command(&db, 1).unwrap_err();
            assert_eq!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure));
        }
        lab.heal();
        drop(db);
        let db = open(lab, WAL_FULL).unwrap();
        command(&db, 1).unwrap();
        lab.acked(1);
    });
    lab.crash(&Plan::default(), check).assert_clean();
}

/// Every single sync fails once. SQLite's WAL writes the lost frames again on retry, so that what
/// it acknowledges afterwards holds.
#[test]
fn every_failing_sync_is_survived() {
    let struck = every_failure(Fault::IoSync, |lab, n| {
        let mut errors = Vec::new();
        faulty_bank(lab, 8, &mut errors);
        assert!(errors.iter().all(|c| *c == ErrorCode::SystemIoFailure), "sync {n}: {errors:?}");
        let plan = Plan { power: 5, threads: 1, ..Plan::default() };
        lab.crash(&plan, check).assert_clean();
    });
    println!("{struck} syncs failed");
    assert!(struck > 10);
}

/// Runs commands and, where one fails, reopens and tries it again, as a careful store would.
fn faulty_bank(lab: &Lab, commands: u64, errors: &mut Vec<ErrorCode>) {
    let mut n = 1;
    let mut marked = 0;
    while n <= commands {
        let result = open(lab, WAL_FULL).and_then(|db| {
            db.execute_batch("PRAGMA wal_autocheckpoint=10")?;
            create(&db)?;
            let next = "SELECT count(*) + 1 FROM command";
            n = db.query_row(next, [], |row| row.get::<_, i64>(0))? as u64;
            // A failed command may turn out to have been done: it is acknowledged now.
            (marked + 1..n).for_each(|id| lab.acked(id));
            marked = n - 1;
            while n <= commands {
                lab.started(n);
                command(&db, n)?;
                lab.acked(n);
                marked = n;
                n += 1;
            }
            Ok(())
        });
        if let Err(error) = result {
            errors.push(error.sqlite_error_code().unwrap());
            assert!(errors.len() < 10, "{errors:?}");
        }
    }
}

/// No room: `SQLITE_FULL`, still readable; and it goes on when space returns.
#[test]
fn full_disk_recovers_when_space_returns() {
    let lab = Lab::new();
    let db = open(&lab, WAL_FULL).unwrap();
    create(&db).unwrap();
    lab.set_capacity(Some(lab.used() + 50_000));
    let failed = (1..).find_map(|n| command(&db, n).err().map(|error| (n, error)));
    let (n, error) = failed.unwrap();
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert!(lab.faults() > 0);
    assert_eq!(state(&lab), Ok(Ok(n - 1)));
    lab.set_capacity(None);
    command(&db, n).unwrap();
    assert_eq!(state(&lab), Ok(Ok(n)));
}

/// A writer and readers side by side on one file, as the store has them.
#[test]
fn readers_beside_the_writer_see_whole_commands() {
    let lab = Lab::new();
    let db = open(&lab, WAL_FULL).unwrap();
    create(&db).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            // Opened here, one after the other: see `VfsName`.
            let reader = open(&lab, "PRAGMA query_only=1; PRAGMA busy_timeout=5000").unwrap();
            scope.spawn(move || {
                let mut seen = 0;
                while seen < COMMANDS as i64 {
                    let sql = "SELECT (SELECT count(*) FROM command), sum(balance) FROM account";
                    let row = reader.query_row(sql, [], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)));
                    let (now, sum) = row.unwrap();
                    assert!(now >= seen && sum == 0, "{now} after {seen}, sum {sum}");
                    seen = now;
                }
            });
        }
        for n in 1..=COMMANDS {
            command(&db, n).unwrap();
        }
    });
    assert_eq!(state(&lab), Ok(Ok(COMMANDS)));
}
