# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""The store and those who act in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, List, Literal, Protocol
from uuid import UUID

from ._moja import Handle, call, call_async, call_now
from ._record import AsyncMojaBase, Command, MojaBase, Outcome, Record

if TYPE_CHECKING:
    from .commerce import AsyncCommerce, Commerce
    from .inventory import AsyncInventory, Inventory
    from .ledger import AsyncLedger, Ledger, MetaText
    from .outbox import AsyncOutbox, Outbox
    from .shop import AsyncShop, Shop
    from .types import VerifyReport

__all__ = [
    "AsyncMoja",
    "AsyncPast",
    "AsyncPipeline",
    "AsyncSession",
    "BatchReport",
    "Delivered",
    "DeliveredEvent",
    "HostClock",
    "JournalHead",
    "LogLevel",
    "LogLevelCode",
    "LogSink",
    "Moja",
    "OpenOptions",
    "Past",
    "Pipeline",
    "RefusedMember",
    "Session",
]


class LogLevel(str, Enum):
    """How much a message matters."""

    INFO = "info"
    """A step in the store's life: opened, suspended, closed."""
    WARNING = "warning"
    """Something to be looked at: damage, or a callback that failed."""
    ERROR = "error"
    """A failure of the store or a mistake in moja. The caller has it as an error too."""


LogLevelCode = Literal["info", "warning", "error"]
"""A `LogLevel` as text."""


class BatchReport(Record):
    """What a pipeline has done."""

    __slots__ = ("watermark", "refused")

    watermark: int
    """How many commands are settled: every one whose number is below is durable or refused."""
    refused: Sequence[RefusedMember]
    """Those that were refused since the last report."""

    def __init__(
        self,
        *,
        watermark: int,
        refused: Sequence[RefusedMember],
    ) -> None:
        self.watermark = watermark
        self.refused = refused


class Delivered(Record):
    """One journal entry on its way to a sink."""

    __slots__ = ("id", "position", "command_id", "command", "actor", "recorded_at", "events")

    id: str
    """Its id: tenant and position."""
    position: int
    """The journal position, to be acknowledged."""
    command_id: UUID
    """The command's id."""
    command: str
    """The command's name."""
    actor: str
    """Who acted."""
    recorded_at: datetime
    """When it was recorded."""
    events: Sequence[DeliveredEvent]
    """The events in order."""

    def __init__(
        self,
        *,
        id: str,
        position: int,
        command_id: UUID | str,
        command: str,
        actor: str,
        recorded_at: datetime,
        events: Sequence[DeliveredEvent],
    ) -> None:
        self.id = id
        self.position = position
        self.command_id = command_id  # type: ignore[assignment]
        self.command = command
        self.actor = actor
        self.recorded_at = recorded_at
        self.events = events


class DeliveredEvent(Record):
    """One event of a journal entry."""

    __slots__ = ("name", "body")

    name: str
    """`domain.event`."""
    body: Any
    """The event."""

    def __init__(
        self,
        *,
        name: str,
        body: Any,
    ) -> None:
        self.name = name
        self.body = body


class JournalHead(Record):
    """The end of a tenant's journal. Kept elsewhere, it shows a journal that lost its end."""

    __slots__ = ("position", "recorded_at", "hash")

    position: int
    """The last position; 0 before the first command."""
    recorded_at: datetime
    """When it was recorded."""
    hash: str
    """Its hash, hexadecimal."""

    def __init__(
        self,
        *,
        position: int,
        recorded_at: datetime,
        hash: str,
    ) -> None:
        self.position = position
        self.recorded_at = recorded_at
        self.hash = hash


class OpenOptions(Record):
    """How a store is opened."""

    __slots__ = ("create", "durable", "busy_timeout_ms", "clock", "id_seed", "log")

    create: bool
    """Make the store if there is none."""
    durable: bool
    """Flush the device at every commit. If not, a power failure may take the last seconds of
    acknowledged commits with it; a crash of the process loses nothing either way.
    """
    busy_timeout_ms: int
    """How long to wait for another writer of the same file, milliseconds."""
    clock: HostClock | None
    """Where time comes from, for tests; the system's clock if missing."""
    id_seed: int | None
    """Makes the ids that commands give follow from this number, the times and the order of the
    commands, for tests and replay; if missing, they are random. Two stores that people work in
    must not have the same one: their ids would be the same too.
    """
    log: LogSink | None
    """Where messages go; nowhere if missing."""

    def __init__(
        self,
        *,
        create: bool = True,
        durable: bool = True,
        busy_timeout_ms: int = 5000,
        clock: HostClock | None = None,
        id_seed: int | None = None,
        log: LogSink | None = None,
    ) -> None:
        self.create = create
        self.durable = durable
        self.busy_timeout_ms = busy_timeout_ms
        self.clock = clock
        self.id_seed = id_seed
        self.log = log


class RefusedMember(Record):
    """A command that was refused."""

    __slots__ = ("number", "domain", "code", "detail", "fields", "retryable")

    number: int
    """Its number among all that were pushed, from 0."""
    domain: str
    """The domain that refused, empty if it was none."""
    code: str
    """The stable code."""
    detail: str
    """For people."""
    fields: Any
    """The numbers and ids behind the detail, a JSON object."""
    retryable: bool
    """Whether the same command may be sent again, unchanged."""

    def __init__(
        self,
        *,
        number: int,
        domain: str,
        code: str,
        detail: str,
        fields: Any,
        retryable: bool,
    ) -> None:
        self.number = number
        self.domain = domain
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retryable = retryable


class HostClock(Protocol):
    """A clock of the app's own, for tests."""

    def now(self) -> datetime:
        """The present time. It is called on a thread of moja's.

        Raises:
        `ForeignError::Internal` when the callback fails; the time it gave before counts on.
        """
        ...


class LogSink(Protocol):
    """The app's logger. It is told of the store's life and of its failures; never what a person wrote,
    and never a domain's refusals, which are the app's own affair.
    """

    def log(self, level: LogLevel, event: str, detail: str) -> None:
        """Takes a message. It may be called on any thread, while a call of moja's waits for it.

        Raises:
        `ForeignError::Internal` when the callback fails; the message is lost, and nothing else.
        """
        ...


class Moja(MojaBase):
    """An open store. It may be used from any thread.

    Dropping the last handle closes the store too, but tells nobody whether that went well.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @classmethod
    def open(cls, path: str, options: OpenOptions | None = None) -> Moja:
        """Opens the SQLite file at `path`, which is made if there is none; or the PostgreSQL
        database of a URL, in a build that has PostgreSQL.

        Raises:
        `StoreError` when it is not a moja store, is newer than this version, is damaged or locked, or
        the device fails. A file that is refused is left as it is.
        """
        return cls(call(115, None, (path, options)))

    @classmethod
    def open_memory(cls, options: OpenOptions | None = None) -> Moja:
        """Opens a store in memory, for tests.

        Raises:
        `StoreError` when no worker thread can be had.
        """
        return cls(call(116, None, (options,)))

    def backup(
        self,
        path: str,
    ) -> None:
        """Copies the store to a new file at `path` while it is in use.

        Raises:
        `StoreError` when the copy fails; `store_not_a_file` when this is not a SQLite file.
        """
        call(117, self._handle, (path,))

    def close(self) -> None:
        """Closes the store: takes no more work, executes what is queued, and closes the file. Every
        handle answers `store_closed` from now on. Closing what is closed does nothing.

        Raises:
        `StoreError` when the file could not be closed in order; what was acknowledged is durable.
        """
        call(118, self._handle, ())

    def describe(self) -> Any:
        """JSON Schema of every command, query and event.

        Raises:
        `StoreError` when the store is closed or suspended.
        """
        answer: Any = call(119, self._handle, ())
        return answer

    @property
    def is_open(self) -> bool:
        """Whether the store is open: neither closed nor suspended."""
        answer: bool = call(120, self._handle, ())
        return answer

    @property
    def place(self) -> str:
        """Where the store is: a path, `:memory:`, or that it is a database."""
        answer: str = call(121, self._handle, ())
        return answer

    def resume(self) -> None:
        """Opens a suspended store again.

        Raises:
        As `open`; `store_closed` when it was closed.
        """
        call(122, self._handle, ())

    def session(
        self,
        tenant: str,
        actor: str,
    ) -> Session:
        """Somebody acting for a tenant: a till, a user, a job. The tenant is the boundary of
        atomicity and isolation; the journal names who acts.

        Raises:
        `InvalidError` with code `invalid_tenant` or `invalid_actor`.
        """
        return Session(call(123, self._handle, (tenant, actor)))

    def suspend(self) -> None:
        """Finishes what is queued, copies the log into the file, and releases every lock, until
        `resume`. Handles stay valid and answer `store_suspended` meanwhile. For phones, which end
        an app that holds a lock in the background.

        Raises:
        `StoreError` when the file could not be let go; call it again.
        """
        call(124, self._handle, ())

    def verify(self) -> VerifyReport:
        """Checks everything that is stored: the hash chain, that a replay gives the tables, and every
        domain's invariants.

        Raises:
        `StoreError` when the store cannot be read at all; damage is in the report.
        """
        answer: VerifyReport = call(125, self._handle, ())
        return answer


class AsyncMoja(AsyncMojaBase):
    """An open store. It may be used from any thread.

    Dropping the last handle closes the store too, but tells nobody whether that went well.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @classmethod
    async def open(cls, path: str, options: OpenOptions | None = None) -> AsyncMoja:
        """Opens the SQLite file at `path`, which is made if there is none; or the PostgreSQL
        database of a URL, in a build that has PostgreSQL.

        Raises:
        `StoreError` when it is not a moja store, is newer than this version, is damaged or locked, or
        the device fails. A file that is refused is left as it is.
        """
        return cls(await call_async(115, None, (path, options)))

    @classmethod
    async def open_memory(cls, options: OpenOptions | None = None) -> AsyncMoja:
        """Opens a store in memory, for tests.

        Raises:
        `StoreError` when no worker thread can be had.
        """
        return cls(await call_async(116, None, (options,)))

    async def backup(
        self,
        path: str,
    ) -> None:
        """Copies the store to a new file at `path` while it is in use.

        Raises:
        `StoreError` when the copy fails; `store_not_a_file` when this is not a SQLite file.
        """
        await call_async(117, self._handle, (path,))

    async def close(self) -> None:
        """Closes the store: takes no more work, executes what is queued, and closes the file. Every
        handle answers `store_closed` from now on. Closing what is closed does nothing.

        Raises:
        `StoreError` when the file could not be closed in order; what was acknowledged is durable.
        """
        await call_async(118, self._handle, ())

    def describe(self) -> Any:
        """JSON Schema of every command, query and event.

        Raises:
        `StoreError` when the store is closed or suspended.
        """
        answer: Any = call_now(119, self._handle, ())
        return answer

    @property
    def is_open(self) -> bool:
        """Whether the store is open: neither closed nor suspended."""
        answer: bool = call_now(120, self._handle, ())
        return answer

    @property
    def place(self) -> str:
        """Where the store is: a path, `:memory:`, or that it is a database."""
        answer: str = call_now(121, self._handle, ())
        return answer

    async def resume(self) -> None:
        """Opens a suspended store again.

        Raises:
        As `open`; `store_closed` when it was closed.
        """
        await call_async(122, self._handle, ())

    def session(
        self,
        tenant: str,
        actor: str,
    ) -> AsyncSession:
        """Somebody acting for a tenant: a till, a user, a job. The tenant is the boundary of
        atomicity and isolation; the journal names who acts.

        Raises:
        `InvalidError` with code `invalid_tenant` or `invalid_actor`.
        """
        return AsyncSession(call_now(123, self._handle, (tenant, actor)))

    async def suspend(self) -> None:
        """Finishes what is queued, copies the log into the file, and releases every lock, until
        `resume`. Handles stay valid and answer `store_suspended` meanwhile. For phones, which end
        an app that holds a lock in the background.

        Raises:
        `StoreError` when the file could not be let go; call it again.
        """
        await call_async(124, self._handle, ())

    async def verify(self) -> VerifyReport:
        """Checks everything that is stored: the hash chain, that a replay gives the tables, and every
        domain's invariants.

        Raises:
        `StoreError` when the store cannot be read at all; damage is in the report.
        """
        answer: VerifyReport = await call_async(125, self._handle, ())
        return answer


class Past:
    """A tenant's whole state as it was after a journal position."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @property
    def position(self) -> int:
        """The position."""
        answer: int = call(133, self._handle, ())
        return answer

    def query(
        self,
        name: str,
        args: Any,
    ) -> Any:
        """Asks a query by name with arguments in JSON.

        Raises:
        `InvalidError` when it is not understood; else as the query's own method.
        """
        answer: Any = call(134, self._handle, (name, args))
        return answer

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""
        answer: datetime = call(135, self._handle, ())
        return answer


class AsyncPast:
    """A tenant's whole state as it was after a journal position."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    @property
    def position(self) -> int:
        """The position."""
        answer: int = call_now(133, self._handle, ())
        return answer

    async def query(
        self,
        name: str,
        args: Any,
    ) -> Any:
        """Asks a query by name with arguments in JSON.

        Raises:
        `InvalidError` when it is not understood; else as the query's own method.
        """
        answer: Any = await call_async(134, self._handle, (name, args))
        return answer

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""
        answer: datetime = call_now(135, self._handle, ())
        return answer


class Pipeline:
    """Commands that are sent without waiting for each. A watermark tells how many are settled:
    durable or refused.

    What was pushed is executed even if the pipeline is dropped.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def flush(self) -> BatchReport:
        """Waits until everything that was pushed is settled.

        Raises:
        `StoreError` when the store was closed before.
        """
        answer: BatchReport = call(136, self._handle, ())
        return answer

    def push(
        self,
        commands: Sequence[Command],
        command_id: UUID | str | None = None,
    ) -> int:
        """Sends commands, each for itself, and waits only while the queue is full. Answers the
        number of the first of them, from 0. Under an id they take ids that follow from it.

        Raises:
        `StoreError` when they could not be queued.
        """
        answer: int = call(137, self._handle, (commands, command_id))
        return answer

    @property
    def watermark(self) -> int:
        """How many commands are settled: every one whose number is below is durable or refused."""
        answer: int = call(138, self._handle, ())
        return answer


class AsyncPipeline:
    """Commands that are sent without waiting for each. A watermark tells how many are settled:
    durable or refused.

    What was pushed is executed even if the pipeline is dropped.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def flush(self) -> BatchReport:
        """Waits until everything that was pushed is settled.

        Raises:
        `StoreError` when the store was closed before.
        """
        answer: BatchReport = await call_async(136, self._handle, ())
        return answer

    async def push(
        self,
        commands: Sequence[Command],
        command_id: UUID | str | None = None,
    ) -> int:
        """Sends commands, each for itself, and waits only while the queue is full. Answers the
        number of the first of them, from 0. Under an id they take ids that follow from it.

        Raises:
        `StoreError` when they could not be queued.
        """
        answer: int = await call_async(137, self._handle, (commands, command_id))
        return answer

    @property
    def watermark(self) -> int:
        """How many commands are settled: every one whose number is below is durable or refused."""
        answer: int = call_now(138, self._handle, ())
        return answer


class Session:
    """Somebody acting for a tenant: runs commands and asks queries."""

    __slots__ = ("_handle", "_commerce", "_inventory", "_ledger", "_outbox", "_shop")

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._commerce: Commerce | None = None
        self._inventory: Inventory | None = None
        self._ledger: Ledger | None = None
        self._outbox: Outbox | None = None
        self._shop: Shop | None = None

    @property
    def actor(self) -> str:
        """Who acts."""
        answer: str = call(139, self._handle, ())
        return answer

    def all_or_nothing(
        self,
        commands: Sequence[Command],
        command_id: UUID | str | None = None,
    ) -> list[Outcome[Any]]:
        """Executes all commands or none, in one transaction. They may be of several domains; each
        sees what the ones before it did. Under an id the members take ids that follow from it.

        Raises:
        The refusal of the first member that was refused; its place, from 0, is the field `member`.
        """
        answer: List[Outcome[Any]] = call(140, self._handle, (commands, command_id))
        return answer

    def as_of(
        self,
        position: int,
    ) -> Past:
        """The tenant's whole state as it was after a journal position. It is replayed into memory,
        which takes time and room in proportion to the journal.

        Raises:
        `StoreError` when the store fails.
        """
        return Past(call(141, self._handle, (position,)))

    @property
    def commerce(self) -> Commerce:
        """Commerce: prices, quotes, orders, settlement."""
        if self._commerce is None:
            from .commerce import Commerce

            self._commerce = Commerce(call(142, self._handle, ()))
        return self._commerce

    def execute(
        self,
        request: Any,
    ) -> Any:
        """Executes one command in JSON, for scripts and replay: an object with `command`, `args`, and
        `id` if it has one. The answer has `position`, `replayed` and `value`.

        Raises:
        `InvalidError` when it is not understood; else as the command's own method.
        """
        answer: Any = call(143, self._handle, (request,))
        return answer

    def follow(
        self,
        sink: str,
        limit: int,
    ) -> list[Delivered]:
        """The next journal entries for a sink, at least once and in order. Acknowledge them by
        `outbox().ack`.

        Raises:
        `StoreError` when the store fails.
        """
        answer: List[Delivered] = call(144, self._handle, (sink, limit))
        return answer

    def head(self) -> JournalHead:
        """The end of the tenant's journal.

        Raises:
        `StoreError` when the store fails.
        """
        answer: JournalHead = call(145, self._handle, ())
        return answer

    @property
    def inventory(self) -> Inventory:
        """The inventory: stock."""
        if self._inventory is None:
            from .inventory import Inventory

            self._inventory = Inventory(call(146, self._handle, ()))
        return self._inventory

    @property
    def ledger(self) -> Ledger:
        """The ledger: money."""
        if self._ledger is None:
            from .ledger import Ledger

            self._ledger = Ledger(call(147, self._handle, ()))
        return self._ledger

    def new_command_id(self) -> UUID:
        """A fresh command id, to be kept by a caller that may have to send the command again: under
        its id a command has an effect once.

        Raises:
        `StoreError` when the store is closed or suspended, or this is a forked process.
        """
        answer: UUID = call(148, self._handle, ())
        return answer

    @property
    def outbox(self) -> Outbox:
        """The outbox: how far each sink has got with the journal."""
        if self._outbox is None:
            from .outbox import Outbox

            self._outbox = Outbox(call(149, self._handle, ()))
        return self._outbox

    def pipeline(self) -> Pipeline:
        """A stream of commands that are acknowledged by a watermark: the fastest way to run many.

        Raises:
        `StoreError` when the store is closed or suspended.
        """
        return Pipeline(call(150, self._handle, ()))

    def query(
        self,
        name: str,
        args: Any,
    ) -> Any:
        """Asks a query by name with arguments in JSON, for scripts.

        Raises:
        `InvalidError` when it is not understood; else as the query's own method.
        """
        answer: Any = call(151, self._handle, (name, args))
        return answer

    @property
    def shop(self) -> Shop:
        """The shop: what it does with goods and money in one commit."""
        if self._shop is None:
            from .shop import Shop

            self._shop = Shop(call(152, self._handle, ()))
        return self._shop

    @property
    def tenant(self) -> str:
        """The tenant's name."""
        answer: str = call(153, self._handle, ())
        return answer


class AsyncSession:
    """Somebody acting for a tenant: runs commands and asks queries."""

    __slots__ = ("_handle", "_commerce", "_inventory", "_ledger", "_outbox", "_shop")

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._commerce: AsyncCommerce | None = None
        self._inventory: AsyncInventory | None = None
        self._ledger: AsyncLedger | None = None
        self._outbox: AsyncOutbox | None = None
        self._shop: AsyncShop | None = None

    @property
    def actor(self) -> str:
        """Who acts."""
        answer: str = call_now(139, self._handle, ())
        return answer

    async def all_or_nothing(
        self,
        commands: Sequence[Command],
        command_id: UUID | str | None = None,
    ) -> list[Outcome[Any]]:
        """Executes all commands or none, in one transaction. They may be of several domains; each
        sees what the ones before it did. Under an id the members take ids that follow from it.

        Raises:
        The refusal of the first member that was refused; its place, from 0, is the field `member`.
        """
        answer: List[Outcome[Any]] = await call_async(140, self._handle, (commands, command_id))
        return answer

    async def as_of(
        self,
        position: int,
    ) -> AsyncPast:
        """The tenant's whole state as it was after a journal position. It is replayed into memory,
        which takes time and room in proportion to the journal.

        Raises:
        `StoreError` when the store fails.
        """
        return AsyncPast(await call_async(141, self._handle, (position,)))

    @property
    def commerce(self) -> AsyncCommerce:
        """Commerce: prices, quotes, orders, settlement."""
        if self._commerce is None:
            from .commerce import AsyncCommerce

            self._commerce = AsyncCommerce(call_now(142, self._handle, ()))
        return self._commerce

    async def execute(
        self,
        request: Any,
    ) -> Any:
        """Executes one command in JSON, for scripts and replay: an object with `command`, `args`, and
        `id` if it has one. The answer has `position`, `replayed` and `value`.

        Raises:
        `InvalidError` when it is not understood; else as the command's own method.
        """
        answer: Any = await call_async(143, self._handle, (request,))
        return answer

    async def follow(
        self,
        sink: str,
        limit: int,
    ) -> list[Delivered]:
        """The next journal entries for a sink, at least once and in order. Acknowledge them by
        `outbox().ack`.

        Raises:
        `StoreError` when the store fails.
        """
        answer: List[Delivered] = await call_async(144, self._handle, (sink, limit))
        return answer

    async def head(self) -> JournalHead:
        """The end of the tenant's journal.

        Raises:
        `StoreError` when the store fails.
        """
        answer: JournalHead = await call_async(145, self._handle, ())
        return answer

    @property
    def inventory(self) -> AsyncInventory:
        """The inventory: stock."""
        if self._inventory is None:
            from .inventory import AsyncInventory

            self._inventory = AsyncInventory(call_now(146, self._handle, ()))
        return self._inventory

    @property
    def ledger(self) -> AsyncLedger:
        """The ledger: money."""
        if self._ledger is None:
            from .ledger import AsyncLedger

            self._ledger = AsyncLedger(call_now(147, self._handle, ()))
        return self._ledger

    def new_command_id(self) -> UUID:
        """A fresh command id, to be kept by a caller that may have to send the command again: under
        its id a command has an effect once.

        Raises:
        `StoreError` when the store is closed or suspended, or this is a forked process.
        """
        answer: UUID = call_now(148, self._handle, ())
        return answer

    @property
    def outbox(self) -> AsyncOutbox:
        """The outbox: how far each sink has got with the journal."""
        if self._outbox is None:
            from .outbox import AsyncOutbox

            self._outbox = AsyncOutbox(call_now(149, self._handle, ()))
        return self._outbox

    def pipeline(self) -> AsyncPipeline:
        """A stream of commands that are acknowledged by a watermark: the fastest way to run many.

        Raises:
        `StoreError` when the store is closed or suspended.
        """
        return AsyncPipeline(call_now(150, self._handle, ()))

    async def query(
        self,
        name: str,
        args: Any,
    ) -> Any:
        """Asks a query by name with arguments in JSON, for scripts.

        Raises:
        `InvalidError` when it is not understood; else as the query's own method.
        """
        answer: Any = await call_async(151, self._handle, (name, args))
        return answer

    @property
    def shop(self) -> AsyncShop:
        """The shop: what it does with goods and money in one commit."""
        if self._shop is None:
            from .shop import AsyncShop

            self._shop = AsyncShop(call_now(152, self._handle, ()))
        return self._shop

    @property
    def tenant(self) -> str:
        """The tenant's name."""
        answer: str = call_now(153, self._handle, ())
        return answer
