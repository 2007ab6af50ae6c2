"""Money, stock, orders and their journal in one embedded store.

    import moja
    from moja import Money

    with moja.open("shop.db") as db:
        till = db.session("acme", "till-1")
        till.ledger.open_account(code="cash", currency="EUR", kind="asset")
        till.ledger.open_account(code="sales", currency="EUR", kind="income")
        till.ledger.transfer(debit="cash", credit="sales", amount=Money("12.50", "EUR"))
        print(till.ledger.get_balance(account="cash", currency="EUR").balance)

`moja.aio` has the same for asyncio. What goes in and comes out is in the modules of the domains:
`moja.ledger`, `moja.inventory`, `moja.commerce`, `moja.shop`, `moja.outbox`, and `moja.types`.
"""

from __future__ import annotations

import atexit
import importlib
import os
from typing import TYPE_CHECKING, Any

from ._moja import close_all
from ._money import Money
from ._record import Command, Outcome
from ._log import LOGGER
from ._store import HostClock, LogLevel, LogSink, Moja, OpenOptions, Pipeline, Session
from .errors import (
    CommerceError,
    InternalError,
    InvalidError,
    InventoryError,
    LedgerError,
    MojaError,
    OutboxError,
    RejectedError,
    ShopError,
    StoreError,
    WrongTypeError,
)

if TYPE_CHECKING:
    from . import aio, commerce, errors, inventory, ledger, outbox, shop, types

__all__ = [
    "Command",
    "CommerceError",
    "HostClock",
    "InternalError",
    "InvalidError",
    "InventoryError",
    "LedgerError",
    "LogLevel",
    "LogSink",
    "Moja",
    "MojaError",
    "Money",
    "OutboxError",
    "Outcome",
    "Pipeline",
    "RejectedError",
    "Session",
    "ShopError",
    "StoreError",
    "WrongTypeError",
    "aio",
    "commerce",
    "errors",
    "inventory",
    "ledger",
    "open",
    "open_memory",
    "outbox",
    "shop",
    "types",
]

_MODULES = {"aio", "commerce", "inventory", "ledger", "outbox", "shop", "types"}

# A thread that wakes a coroutine of an interpreter that is gone would abort the process.
atexit.register(close_all)


def __getattr__(name: str) -> Any:
    # A module is loaded when it is first asked for, so that `import moja` stays quick.
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def open(
    path: str | os.PathLike[str],
    *,
    create: bool = True,
    durable: bool = True,
    busy_timeout_ms: int = 5000,
    clock: HostClock | None = None,
    id_seed: int | None = None,
    log: LogSink | None = LOGGER,
) -> Moja:
    """Opens the SQLite file at `path`, which is made if there is none.

    Args:
    - `create`: Make the store if there is none.
    - `durable`: Flush the device at every commit.
    - `busy_timeout_ms`: How long to wait for another writer of the same file.
    - `clock`: Where time comes from, for tests.
    - `id_seed`: Makes the ids that commands give follow from this number, for tests and replay.
    - `log`: Where messages go: to the logger `moja` of `logging`, if nothing else is said.
    """
    options = OpenOptions(
        create=create,
        durable=durable,
        busy_timeout_ms=busy_timeout_ms,
        clock=clock,
        id_seed=id_seed,
        log=log,
    )
    return Moja.open(os.fspath(path), options)


def open_memory(
    *, clock: HostClock | None = None, id_seed: int | None = None, log: LogSink | None = LOGGER
) -> Moja:
    """Opens a store in memory, for tests."""
    return Moja.open_memory(OpenOptions(clock=clock, id_seed=id_seed, log=log))
