"""The store's life: files, suspending, units, pipelines, threads, processes."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import moja
from moja import LogLevel, Money
from moja.ledger import Transfer

EUR = "EUR"


def one(amount: int = 1, credit: str = "sales", debit: str = "cash") -> Transfer:
    return Transfer(debit=debit, credit=credit, amount=Money(amount, EUR))


def fill(session: moja.Session) -> None:
    session.ledger.open_account(code="cash", currency=EUR, kind="asset")
    session.ledger.open_account(code="sales", currency=EUR, kind="income")


def test_a_file_holds_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "käse 🧀.db"
    with moja.open(path) as db:
        fill(db.session("acme", "till-1"))
        head = db.session("acme", "till-1").head()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    with moja.open(str(path), create=False) as db:
        assert db.session("acme", "till-2").head() == head
        report = db.verify()
        assert (report.findings, report.journal_rows) == ([], 2)


def test_with_closes_after_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        with moja.open(tmp_path / "a.db") as db:
            raise KeyError
    assert not db.is_open


def test_a_backup_is_a_store(tmp_path: Path, till: moja.Session, db: moja.Moja) -> None:
    with moja.open(tmp_path / "a.db") as store:
        fill(store.session("acme", "till-1"))
        store.backup(str(tmp_path / "b.db"))
    with moja.open(tmp_path / "b.db", create=False) as copy:
        assert len(copy.session("acme", "x").ledger.accounts()) == 2
    with pytest.raises(moja.InvalidError) as refused:
        db.backup(str(tmp_path / "c.db"))
    assert refused.value.code == "store_not_a_file"


def test_suspended_it_lets_the_file_go(tmp_path: Path) -> None:
    with moja.open(tmp_path / "a.db") as db:
        session = db.session("acme", "till-1")
        fill(session)
        db.suspend()
        assert [file.name for file in tmp_path.iterdir()] == ["a.db"]
        for call in (session.head, session.ledger.accounts, db.verify):
            with pytest.raises(moja.StoreError) as refused:
                call()
            assert refused.value.code == "store_suspended"
        db.suspend()
        db.resume()
        db.resume()
        session.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR))
        assert session.head().position == 3


def test_a_suspended_store_in_memory_loses_nothing(till: moja.Session, db: moja.Moja) -> None:
    head = till.head()
    db.suspend()
    with pytest.raises(moja.StoreError):
        till.head()
    db.resume()
    assert till.head() == head


def test_all_or_nothing(till: moja.Session) -> None:
    done = till.all_or_nothing([one(5, "wallet"), one(2, "sales", "wallet")])
    assert [outcome.position for outcome in done] == [4, 5]
    assert all(outcome.value.transaction for outcome in done)
    before = till.head()
    with pytest.raises(moja.LedgerError) as refused:
        till.all_or_nothing([one(1), one(9, "sales", "wallet"), one(1)])
    assert (refused.value.code, refused.value.fields["member"]) == ("insufficient_funds", 1)
    assert till.head() == before
    with pytest.raises(moja.WrongTypeError):
        till.all_or_nothing(["transfer"])  # type: ignore[list-item]


def test_a_pipeline_tells_by_its_watermark(till: moja.Session) -> None:
    pipeline = till.pipeline()
    commands = [one(1, "sales", "wallet" if number % 10 == 3 else "cash") for number in range(100)]
    assert pipeline.push(commands) == 0
    assert pipeline.push([one()]) == 100
    report = pipeline.flush()
    assert (report.watermark, pipeline.watermark) == (101, 101)
    assert [refused.number for refused in report.refused] == list(range(3, 100, 10))
    first = report.refused[0]
    assert (first.domain, first.code) == ("ledger", "insufficient_funds")
    assert first.fields["account"] == "wallet"
    assert till.ledger.get_balance(account="cash", currency=EUR).balance == Money(91, EUR)
    assert pipeline.flush().refused == []


def test_the_past_can_be_asked(till: moja.Session) -> None:
    till.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR))
    position = till.head().position
    till.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR))
    past = till.as_of(position)
    assert past.position == position and past.recorded_at.tzinfo is timezone.utc
    balance = past.query("ledger.balance", {"account": "cash", "currency": EUR})
    assert balance["balance"]["amount"] == "1.00"


def test_the_journal_is_followed(till: moja.Session) -> None:
    entries = till.follow("bi", 2)
    assert [entry.position for entry in entries] == [1, 2]
    assert entries[0].command == "ledger.open_account" and entries[0].actor == "till-1"
    till.outbox.ack(sink="bi", pos=2)
    assert [entry.position for entry in till.follow("bi", 10)] == [3]


class Ticking:
    """A clock of the app's: an hour later at each look."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=timezone.utc)
        self.broken = False

    def now(self) -> datetime:
        if self.broken:
            raise RuntimeError("no battery")
        self.time += timedelta(hours=1)
        return self.time


def test_a_clock_of_the_apps_own() -> None:
    clock = Ticking()
    with moja.open_memory(clock=clock) as db:
        session = db.session("acme", "till-1")
        fill(session)
        # To read is to look at the clock once more.
        assert session.head().recorded_at == clock.time - timedelta(hours=1)
    with pytest.raises(moja.WrongTypeError):
        moja.open_memory(clock=5)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_clock_that_throws_does_no_harm() -> None:
    clock = Ticking()
    with moja.open_memory(clock=clock) as db:
        session = db.session("acme", "till-1")
        fill(session)
        clock.broken = True
        session.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR))
        assert session.head().recorded_at == clock.time


def test_logging_hears_of_the_stores_life(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="moja")
    with moja.open(tmp_path / "a.db") as db:
        db.suspend()
        db.resume()
    with pytest.raises(moja.StoreError):
        moja.open(tmp_path / "missing.db", create=False)
    said = [(record.levelname, record.getMessage().split(":")[0]) for record in caplog.records]
    assert said[:4] == [
        ("INFO", "store_opened"),
        ("INFO", "store_suspended"),
        ("INFO", "store_resumed"),
        ("INFO", "store_closed"),
    ]
    assert said[4][0] == "ERROR"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_logger_that_throws_does_no_harm(tmp_path: Path) -> None:
    class Broken:
        def log(self, level: LogLevel, event: str, detail: str) -> None:
            raise RuntimeError(event)

    with moja.open(tmp_path / "a.db", log=Broken()) as db:
        fill(db.session("acme", "till-1"))


def test_a_handle_is_used_from_many_threads(tmp_path: Path) -> None:
    with moja.open(tmp_path / "a.db", durable=False) as db:
        session = db.session("acme", "till-1")
        fill(session)
        with ThreadPoolExecutor(16) as pool:
            done = list(
                pool.map(
                    lambda _: session.ledger.transfer(
                        debit="cash", credit="sales", amount=Money(1, EUR)
                    ),
                    range(1000),
                )
            )
        assert sorted(outcome.position for outcome in done) == list(range(3, 1003))
        assert session.ledger.get_balance(account="cash", currency=EUR).balance.amount == 1000
        assert not db.verify().findings


def test_the_gil_is_free_while_moja_works(till: moja.Session) -> None:
    pipeline = till.pipeline()
    spins, stop = [0], threading.Event()

    def spin() -> None:
        while not stop.is_set():
            spins[0] += 1
            time.sleep(0)

    thread = threading.Thread(target=spin)
    thread.start()
    try:
        pipeline.push([one() for _ in range(20_000)])
        before = spins[0]
        pipeline.flush()
        assert spins[0] > before
    finally:
        stop.set()
        thread.join()


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def in_child(work: Callable[[], Any]) -> str:
    """What a forked child says; a child that hangs is a failure."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            said = work()
        except BaseException as error:
            said = getattr(error, "code", repr(error))
        os.write(writer, str(said).encode())
        os._exit(0)
    os.close(writer)
    deadline = time.monotonic() + 20
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            pytest.fail("the child hangs")
        time.sleep(0.01)
    with os.fdopen(reader) as pipe:
        return pipe.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("place", ["memory", "file"])
def test_a_forked_child_is_refused_and_may_open_its_own(tmp_path: Path, place: str) -> None:
    db = moja.open_memory() if place == "memory" else moja.open(tmp_path / "a.db")
    with db:
        session = db.session("acme", "till-1")
        fill(session)
        calls: list[Callable[[], Any]] = [
            session.head,
            session.new_command_id,
            session.ledger.accounts,
            lambda: session.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR)),
            db.close,
            db.verify,
        ]
        for call in calls:
            assert in_child(call) == "store_forked"

        def own() -> int:
            with moja.open(tmp_path / "child.db") as child:
                fill(child.session("acme", "child"))
                return child.session("acme", "child").head().position

        assert in_child(own) == "2"
        assert session.head().position == 2


def work_in_pool(path: str) -> int:
    with moja.open(path) as db:
        session = db.session("acme", "worker")
        fill(session)
        return session.head().position


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_pool_of_forked_processes_works(tmp_path: Path) -> None:
    with moja.open(tmp_path / "parent.db") as db:
        fill(db.session("acme", "till-1"))
        with multiprocessing.get_context("fork").Pool(2) as pool:
            paths = [str(tmp_path / f"{number}.db") for number in range(4)]
            assert pool.map(work_in_pool, paths) == [2, 2, 2, 2]


@pytest.mark.parametrize("ending", ["", "sys.exit(3)", "raise KeyError", "os._exit(4)"])
def test_a_process_ends_without_closing(tmp_path: Path, ending: str) -> None:
    done = run(f"""
        import os, sys, moja
        db = moja.open({str(tmp_path / "a.db")!r})
        session = db.session("acme", "till-1")
        session.ledger.open_account(code="cash", currency="EUR", kind="asset")
        session.pipeline().push([])
        {ending}
    """)
    expected = {"": 0, "sys.exit(3)": 3, "raise KeyError": 1, "os._exit(4)": 4}[ending]
    assert done.returncode == expected, done.stderr
    with moja.open(tmp_path / "a.db", create=False) as db:
        assert db.session("acme", "x").head().position == 1


def test_importing_is_quick() -> None:
    done = run("""
        import sys, time
        import asyncio, datetime, decimal, enum, json, typing, uuid
        start = time.perf_counter()
        import moja
        print(time.perf_counter() - start)
        assert "moja.inventory" not in sys.modules
    """)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.3  # about 0.01 on an idle machine


def test_handles_are_freed(tmp_path: Path) -> None:
    for number in range(20):
        db = moja.open(tmp_path / f"{number}.db")
        session = db.session("acme", "till-1")
        fill(session)
        del db, session
    # The last handle waits for the file to be closed.
    assert len(list(tmp_path.iterdir())) == 20
