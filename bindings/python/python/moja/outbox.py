# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""How far each sink has got with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, List
from uuid import UUID

from ._moja import Handle, call, call_async
from ._record import Command, Outcome, Record

if TYPE_CHECKING:
    from .ledger import MetaText

__all__ = [
    "Ack",
    "AsyncOutbox",
    "CursorView",
    "Cursors",
    "Lease",
    "Outbox",
    "Park",
    "ParkedView",
    "Release",
    "Retry",
    "Skip",
]


class Ack(Command):
    """Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
    position that is acknowledged is parked no more.
    """

    _number = 74
    __slots__ = ("sink", "pos", "holder")

    sink: str
    """The sink's name."""
    pos: int
    """The journal position."""
    holder: str | None
    """Who delivered, if the sink is leased."""

    def __init__(
        self,
        *,
        sink: str,
        pos: int,
        holder: str | None = None,
    ) -> None:
        self.sink = sink
        self.pos = pos
        self.holder = holder


class CursorView(Record):
    """One sink."""

    __slots__ = ("sink", "pos", "head", "parked", "holder")

    sink: str
    """The sink's name."""
    pos: int
    """Everything up to here was delivered or parked."""
    head: int
    """The journal's end."""
    parked: Sequence[ParkedView]
    """What is parked."""
    holder: str | None
    """Who delivers to it, if somebody holds a lease."""

    def __init__(
        self,
        *,
        sink: str,
        pos: int,
        head: int,
        parked: Sequence[ParkedView],
        holder: str | None,
    ) -> None:
        self.sink = sink
        self.pos = pos
        self.head = head
        self.parked = parked
        self.holder = holder


class Cursors(Record):
    """The sinks and how far each has got."""

    __slots__ = ()


class Lease(Command):
    """Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
    acknowledge or park for the sink.
    """

    _number = 75
    __slots__ = ("sink", "holder", "for_ms")

    sink: str
    """The sink's name."""
    holder: str
    """Who takes it: a name that no other relay has."""
    for_ms: int
    """How long it lasts from now, milliseconds, at most `LEASE_MAX_MS`."""

    def __init__(
        self,
        *,
        sink: str,
        holder: str,
        for_ms: int,
    ) -> None:
        self.sink = sink
        self.holder = holder
        self.for_ms = for_ms


class Park(Command):
    """The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
    cause and go on. A position that is parked already gets the new cause, and waits again.
    """

    _number = 76
    __slots__ = ("sink", "pos", "cause", "holder")

    sink: str
    """The sink's name."""
    pos: int
    """The journal position."""
    cause: str
    """What the sink said."""
    holder: str | None
    """Who tried to deliver, if the sink is leased."""

    def __init__(
        self,
        *,
        sink: str,
        pos: int,
        cause: str,
        holder: str | None = None,
    ) -> None:
        self.sink = sink
        self.pos = pos
        self.cause = cause
        self.holder = holder


class ParkedView(Record):
    """One parked event."""

    __slots__ = ("pos", "cause", "parked_at", "retried")

    pos: int
    """The journal position."""
    cause: str
    """What the sink said."""
    parked_at: datetime
    """When it was parked."""
    retried: bool
    """Whether it is to be delivered once more."""

    def __init__(
        self,
        *,
        pos: int,
        cause: str,
        parked_at: datetime,
        retried: bool,
    ) -> None:
        self.pos = pos
        self.cause = cause
        self.parked_at = parked_at
        self.retried = retried


class Release(Command):
    """Gives the lease of `sink` back. One that another holds, or nobody, stays as it is."""

    _number = 77
    __slots__ = ("sink", "holder")

    sink: str
    """The sink's name."""
    holder: str
    """Who held it."""

    def __init__(
        self,
        *,
        sink: str,
        holder: str,
    ) -> None:
        self.sink = sink
        self.holder = holder


class Retry(Command):
    """Has the parked event at `pos` delivered to `sink` once more, before anything newer."""

    _number = 78
    __slots__ = ("sink", "pos")

    sink: str
    """The sink's name."""
    pos: int
    """The journal position."""

    def __init__(
        self,
        *,
        sink: str,
        pos: int,
    ) -> None:
        self.sink = sink
        self.pos = pos


class Skip(Command):
    """Gives the parked event at `pos` up: `sink` will never have it."""

    _number = 79
    __slots__ = ("sink", "pos", "reason")

    sink: str
    """The sink's name."""
    pos: int
    """The journal position."""
    reason: str
    """Why, in 1 to 1,024 characters."""

    def __init__(
        self,
        *,
        sink: str,
        pos: int,
        reason: str,
    ) -> None:
        self.sink = sink
        self.pos = pos
        self.reason = reason


class Outbox:
    """How far each sink has got with the journal, and what it could not take."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def ack(
        self,
        *,
        sink: str,
        pos: int,
        holder: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
        position that is acknowledged is parked no more.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `holder`: Who delivered, if the sink is leased.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(126, self._handle, ((sink, pos, holder), command_id))
        return answer

    def cursors(self) -> list[CursorView]:
        """The sinks and how far each has got."""
        answer: List[CursorView] = call(127, self._handle, ((),))
        return answer

    def lease(
        self,
        *,
        sink: str,
        holder: str,
        for_ms: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[datetime]:
        """Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
        acknowledge or park for the sink.

        Args:
        - `sink`: The sink's name.
        - `holder`: Who takes it: a name that no other relay has.
        - `for_ms`: How long it lasts from now, milliseconds, at most `LEASE_MAX_MS`.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[datetime] = call(128, self._handle, ((sink, holder, for_ms), command_id))
        return answer

    def park(
        self,
        *,
        sink: str,
        pos: int,
        cause: str,
        holder: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
        cause and go on. A position that is parked already gets the new cause, and waits again.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `cause`: What the sink said.
        - `holder`: Who tried to deliver, if the sink is leased.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(129, self._handle, ((sink, pos, cause, holder), command_id))
        return answer

    def release(
        self,
        *,
        sink: str,
        holder: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the lease of `sink` back. One that another holds, or nobody, stays as it is.

        Args:
        - `sink`: The sink's name.
        - `holder`: Who held it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(130, self._handle, ((sink, holder), command_id))
        return answer

    def retry(
        self,
        *,
        sink: str,
        pos: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Has the parked event at `pos` delivered to `sink` once more, before anything newer.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(131, self._handle, ((sink, pos), command_id))
        return answer

    def skip(
        self,
        *,
        sink: str,
        pos: int,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the parked event at `pos` up: `sink` will never have it.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `reason`: Why, in 1 to 1,024 characters.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(132, self._handle, ((sink, pos, reason), command_id))
        return answer


class AsyncOutbox:
    """How far each sink has got with the journal, and what it could not take."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def ack(
        self,
        *,
        sink: str,
        pos: int,
        holder: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
        position that is acknowledged is parked no more.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `holder`: Who delivered, if the sink is leased.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(126, self._handle, ((sink, pos, holder), command_id))
        return answer

    async def cursors(self) -> list[CursorView]:
        """The sinks and how far each has got."""
        answer: List[CursorView] = await call_async(127, self._handle, ((),))
        return answer

    async def lease(
        self,
        *,
        sink: str,
        holder: str,
        for_ms: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[datetime]:
        """Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
        acknowledge or park for the sink.

        Args:
        - `sink`: The sink's name.
        - `holder`: Who takes it: a name that no other relay has.
        - `for_ms`: How long it lasts from now, milliseconds, at most `LEASE_MAX_MS`.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[datetime] = await call_async(128, self._handle, ((sink, holder, for_ms), command_id))
        return answer

    async def park(
        self,
        *,
        sink: str,
        pos: int,
        cause: str,
        holder: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
        cause and go on. A position that is parked already gets the new cause, and waits again.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `cause`: What the sink said.
        - `holder`: Who tried to deliver, if the sink is leased.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(129, self._handle, ((sink, pos, cause, holder), command_id))
        return answer

    async def release(
        self,
        *,
        sink: str,
        holder: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the lease of `sink` back. One that another holds, or nobody, stays as it is.

        Args:
        - `sink`: The sink's name.
        - `holder`: Who held it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(130, self._handle, ((sink, holder), command_id))
        return answer

    async def retry(
        self,
        *,
        sink: str,
        pos: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Has the parked event at `pos` delivered to `sink` once more, before anything newer.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(131, self._handle, ((sink, pos), command_id))
        return answer

    async def skip(
        self,
        *,
        sink: str,
        pos: int,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the parked event at `pos` up: `sink` will never have it.

        Args:
        - `sink`: The sink's name.
        - `pos`: The journal position.
        - `reason`: Why, in 1 to 1,024 characters.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(132, self._handle, ((sink, pos, reason), command_id))
        return answer
