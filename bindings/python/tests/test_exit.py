"""A process that ends while work is under way ends at once, without a signal, and leaves a store in order."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import moja

# What is under way when the process ends.
WORK = {
    "transfers": "start(ledger.transfer(**SALE) for _ in range(50))",
    "a unit": "start([session.all_or_nothing([Transfer(**SALE)] * 200)])",
    "a pipeline": """
        pipeline = session.pipeline()
        await pipeline.push([Transfer(**SALE)] * 2000)
        start([pipeline.flush()])
    """,
    "a sink": """
        start(ledger.transfer(**SALE) for _ in range(20))
        start(session.follow("sink", 100) for _ in range(20))
    """,
    "a copy": "start([db.backup(path + '.copy'), db.verify()])",
    "an opening": "start(aio.open(f'{path}.{number}').__aenter__() for number in range(3))",
    "blocking threads": """
        other = moja.open(path)
        till = other.session("acme", "till-2").ledger
        def sell():
            try:
                while True:
                    till.transfer(**SALE)
            except moja.errors.StoreError as told:
                # The stores are closed as the interpreter ends.
                assert told.code == "store_closed", told
        for _ in range(4):
            threading.Thread(target=sell, daemon=True).start()
    """,
    "nothing": "pass",
    "a closing": "start(ledger.transfer(**SALE) for _ in range(50)); start([db.close()])",
}

# How it ends, and the status that it then has.
ENDS = {
    "return": ("return", 0),
    "raise": ("raise RuntimeError('the end')", 1),
    "sys.exit": ("sys.exit(3)", 3),
    "os._exit": ("os._exit(4)", 4),
    "a thread": ("threading.Thread(target=os._exit, args=[5]).start(); await asyncio.sleep(60)", 5),
    "later": ("await asyncio.sleep(0.01); sys.exit(6)", 6),
}

SCRIPT = """
import asyncio, os, sys, threading, time
from datetime import datetime, timezone
import moja
from moja import Money, aio
from moja.ledger import Transfer

SALE = dict(debit="cash", credit="sales", amount=Money(1, "EUR"))
path = sys.argv[1]
tasks = []

class Clock:
    def now(self):
        return datetime.now(timezone.utc)

class Log:
    def log(self, level, event, detail):
        time.sleep(0.001)

def start(works):
    tasks.extend(asyncio.ensure_future(work) for work in works)

async def main():
    db = await aio.open(path, clock=Clock(), log=Log())
    session = db.session("acme", "till-1")
    ledger = session.ledger
    await ledger.open_account(code="cash", currency="EUR", kind="asset")
    await ledger.open_account(code="sales", currency="EUR", kind="income")
{work}
    await asyncio.sleep(0)
    {end}

asyncio.run(main())
"""


def ended(folder: Path, work: str, end: str) -> list[str]:
    """What is wrong with how a script ended."""
    last, status = ENDS[end]
    body = textwrap.indent(textwrap.dedent(WORK[work]).strip(), "    ")
    path = folder / f"{work}-{end}.db".replace(" ", "-")
    script = SCRIPT.format(work=body, end=last)
    command = [sys.executable, "-X", "faulthandler", "-c", script, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except subprocess.TimeoutExpired:
        return [f"{work}, {end}: it hangs"]
    is_quiet = done.stderr == "" or "the end" in done.stderr
    if done.returncode != status or not is_quiet or "panicked" in done.stderr:
        return [f"{work}, {end}: {done.returncode} {done.stderr}"]
    with moja.open(path, log=None) as db:
        return [f"{work}, {end}: {finding}" for finding in db.verify().findings]


def test_a_process_ends_whatever_is_under_way(tmp_path: Path) -> None:
    cases = [(work, end) for work in WORK for end in ENDS]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda case: ended(tmp_path, *case), cases)
        assert [line for lines in found for line in lines] == []
