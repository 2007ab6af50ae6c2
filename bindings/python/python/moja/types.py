# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""What all domains share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Literal

from ._record import Record

if TYPE_CHECKING:
    from .ledger import MetaText

__all__ = [
    "AsOf",
    "Finding",
    "HeadView",
    "Rounding",
    "RoundingCode",
    "VerifyReport",
]


class Rounding(str, Enum):
    """How a result between two minor units becomes one of them."""

    HALF_EVEN = "half_even"
    """To the nearer; from the middle to the even one."""
    HALF_UP = "half_up"
    """To the nearer; from the middle away from zero."""
    DOWN = "down"
    """Toward zero."""
    UP = "up"
    """Away from zero."""
    FLOOR = "floor"
    """Toward minus infinity."""
    CEILING = "ceiling"
    """Toward plus infinity."""


RoundingCode = Literal["half_even", "half_up", "down", "up", "floor", "ceiling"]
"""A `Rounding` as text."""


class AsOf(Record):
    """The point on both time axes at which a question is asked."""

    __slots__ = ("at", "known_at", "known_pos")

    at: datetime | None
    """Only what counts at or before this effective time; everything if missing."""
    known_at: datetime | None
    """Only what was recorded at or before this time; everything if missing."""
    known_pos: int | None
    """Only what was recorded up to this journal position; everything if missing."""

    def __init__(
        self,
        *,
        at: datetime | None = None,
        known_at: datetime | None = None,
        known_pos: int | None = None,
    ) -> None:
        self.at = at
        self.known_at = known_at
        self.known_pos = known_pos


class Finding(Record):
    """Something that `verify()` found wrong."""

    __slots__ = ("code", "tenant", "pos", "message")

    code: str
    """The stable code of the check that failed."""
    tenant: str | None
    """The tenant, if the finding belongs to one."""
    pos: int | None
    """The journal position, if the finding has one."""
    message: str
    """What was expected and what was found; no personal data."""

    def __init__(
        self,
        *,
        code: str,
        tenant: str | None,
        pos: int | None,
        message: str,
    ) -> None:
        self.code = code
        self.tenant = tenant
        self.pos = pos
        self.message = message


class HeadView(Record):
    """The end of a tenant's journal."""

    __slots__ = ("tenant", "pos", "hash")

    tenant: str
    """The tenant."""
    pos: int
    """The position."""
    hash: str
    """The hash, hexadecimal."""

    def __init__(
        self,
        *,
        tenant: str,
        pos: int,
        hash: str,
    ) -> None:
        self.tenant = tenant
        self.pos = pos
        self.hash = hash


class VerifyReport(Record):
    """What `verify()` looked at and found."""

    __slots__ = ("tenants", "journal_rows", "rows", "history_items", "heads", "findings")

    tenants: int
    """Tenants looked at."""
    journal_rows: int
    """Journal rows whose hash was computed and whose events were replayed."""
    rows: int
    """Table rows compared with the replay."""
    history_items: int
    """History items compared with the rows they come from."""
    heads: Sequence[HeadView]
    """The end of each tenant's journal: position and hash in hexadecimal. Keep it elsewhere:
    only an outside copy shows that a journal has lost its end.
    """
    findings: Sequence[Finding]
    """What is wrong; empty when all is well."""

    def __init__(
        self,
        *,
        tenants: int,
        journal_rows: int,
        rows: int,
        history_items: int,
        heads: Sequence[HeadView],
        findings: Sequence[Finding],
    ) -> None:
        self.tenants = tenants
        self.journal_rows = journal_rows
        self.rows = rows
        self.history_items = history_items
        self.heads = heads
        self.findings = findings
