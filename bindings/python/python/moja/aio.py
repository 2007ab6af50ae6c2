"""The same for asyncio: what waits in `moja` is awaited here.

    async with moja.aio.open("shop.db") as db:
        till = db.session("acme", "till-1")
        await till.ledger.transfer(debit="cash", credit="sales", amount=Money("12.50", "EUR"))

A call that is given up is executed all the same if it was sent already: give it a `command_id` to
find out. A blocking call is about twenty times as cheap as an awaited one; asyncio pays off where
many wait at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Generator
from types import TracebackType
from typing import Any

from ._log import LOGGER
from ._store import (
    AsyncMoja,
    AsyncPast,
    AsyncPipeline,
    AsyncSession,
    HostClock,
    LogSink,
    OpenOptions,
)

__all__ = ["AsyncMoja", "AsyncPast", "AsyncPipeline", "AsyncSession", "open", "open_memory"]


class _Opening:
    """A store that is being opened: to be awaited, or for `async with`."""

    __slots__ = ("_begin", "_moja")

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, AsyncMoja]]) -> None:
        self._begin = begin
        self._moja: AsyncMoja | None = None

    def __await__(self) -> Generator[Any, Any, AsyncMoja]:
        return self._begin().__await__()

    async def __aenter__(self) -> AsyncMoja:
        self._moja = await self._begin()
        return self._moja

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._moja is not None:
            await self._moja.close()


def open(
    path: str | os.PathLike[str],
    *,
    create: bool = True,
    durable: bool = True,
    busy_timeout_ms: int = 5000,
    clock: HostClock | None = None,
    id_seed: int | None = None,
    log: LogSink | None = LOGGER,
) -> _Opening:
    """Opens the SQLite file at `path`, which is made if there is none: as `moja.open`."""
    options = OpenOptions(
        create=create,
        durable=durable,
        busy_timeout_ms=busy_timeout_ms,
        clock=clock,
        id_seed=id_seed,
        log=log,
    )
    return _Opening(lambda: AsyncMoja.open(os.fspath(path), options))


def open_memory(
    *, clock: HostClock | None = None, id_seed: int | None = None, log: LogSink | None = LOGGER
) -> _Opening:
    """Opens a store in memory, for tests."""
    options = OpenOptions(clock=clock, id_seed=id_seed, log=log)
    return _Opening(lambda: AsyncMoja.open_memory(options))
