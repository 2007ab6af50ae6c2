"""The same for asyncio."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

import moja
from moja import Money, aio
from moja.ledger import Transfer

EUR = "EUR"


async def filled(db: aio.AsyncMoja) -> aio.AsyncSession:
    session = db.session("acme", "till-1")
    await session.ledger.open_account(code="cash", currency=EUR, kind="asset")
    await session.ledger.open_account(code="sales", currency=EUR, kind="income")
    return session


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 60))


def test_what_waits_is_awaited(tmp_path: Path) -> None:
    async def work() -> None:
        async with aio.open(tmp_path / "a.db") as db:
            session = await filled(db)
            outcome = await session.ledger.transfer(
                debit="cash", credit="sales", amount=Money("2.50", EUR)
            )
            assert outcome.position == 3
            balance = await session.ledger.get_balance(account="cash", currency=EUR)
            assert balance.balance == Money("2.50", EUR)
            assert not (await db.verify()).findings
        assert not db.is_open

    run(work())


def test_opening_is_awaited_too(tmp_path: Path) -> None:
    async def work() -> None:
        db = await aio.open(tmp_path / "a.db")
        await db.suspend()
        await db.resume()
        await db.close()
        with pytest.raises(moja.StoreError):
            await aio.open(tmp_path / "missing" / "b.db")

    run(work())


def test_a_thousand_at_once() -> None:
    async def work() -> None:
        async with aio.open_memory() as db:
            session = await filled(db)
            transfer = session.ledger.transfer
            done = await asyncio.gather(
                *(
                    transfer(debit="cash", credit="sales", amount=Money(1, EUR))
                    for _ in range(1000)
                )
            )
            assert sorted(outcome.position for outcome in done) == list(range(3, 1003))

    run(work())


def test_refusals_are_raised_where_they_are_awaited() -> None:
    async def work() -> None:
        async with aio.open_memory() as db:
            session = await filled(db)
            with pytest.raises(moja.LedgerError) as refused:
                await session.ledger.transfer(debit="x", credit="sales", amount=Money(1, EUR))
            assert refused.value.code == "account_not_found"
            late = session.ledger.transfer(debit="cash", credit="sales", amount=1.5)  # type: ignore[arg-type]
            with pytest.raises(moja.WrongTypeError):
                await late

    run(work())


def test_given_up_it_is_executed_all_the_same() -> None:
    async def work() -> None:
        async with aio.open_memory() as db:
            session = await filled(db)
            number = session.new_command_id()
            transfer = session.ledger.transfer(
                debit="cash", credit="sales", amount=Money(1, EUR), command_id=number
            )
            # What is queued before keeps the worker busy until it is given up.
            one = Transfer(debit="cash", credit="sales", amount=Money(1, EUR))
            await session.pipeline().push([one] * 20_000)
            task = asyncio.ensure_future(transfer)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            again = await session.ledger.transfer(
                debit="cash", credit="sales", amount=Money(1, EUR), command_id=number
            )
            assert again.replayed
            assert (await session.head()).position == 20_003

    run(work())


def test_the_loop_goes_on_meanwhile() -> None:
    async def work() -> None:
        async with aio.open_memory() as db:
            session = await filled(db)
            pipeline = session.pipeline()
            one = Transfer(debit="cash", credit="sales", amount=Money(1, EUR))
            await pipeline.push([one] * 20_000)
            flushing = asyncio.ensure_future(pipeline.flush())
            turns = 0
            while not flushing.done():
                await asyncio.sleep(0)
                turns += 1
            assert (await flushing).watermark == 20_000
            assert turns > 1

    run(work())


def test_units_and_the_past() -> None:
    async def work() -> None:
        async with aio.open_memory() as db:
            session = await filled(db)
            one = Transfer(debit="cash", credit="sales", amount=Money(1, EUR))
            assert len(await session.all_or_nothing([one, one])) == 2
            past = await session.as_of(3)
            answer = await past.query("ledger.balance", {"account": "cash", "currency": EUR})
            assert answer["balance"]["amount"] == "1.00"
            entries = await session.follow("sink", 1)
            assert entries[0].position == 1

    run(work())


SCRIPT = """
    import asyncio, sys
    import moja
    from moja import Money, aio

    async def main():
        db = await aio.open({path!r})
        session = db.session("acme", "till-1")
        await session.ledger.open_account(code="cash", currency="EUR", kind="asset")
        await session.ledger.open_account(code="sales", currency="EUR", kind="income")
        for _ in range(20):
            asyncio.ensure_future(session.ledger.transfer(
                debit="cash", credit="sales", amount=Money(1, "EUR")))
        await asyncio.sleep(0)
        {ending}

    asyncio.run(main())
"""


@pytest.mark.parametrize("ending", ["pass", "sys.exit(0)", "await db.close()"])
def test_a_process_ends_while_work_is_under_way(tmp_path: Path, ending: str) -> None:
    for number in range(10):
        path = str(tmp_path / f"{number}.db")
        script = textwrap.dedent(SCRIPT).format(path=path, ending=ending)
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", script],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
