"""What the generated modules are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from types import TracebackType
from typing import Any, Generic, TypeVar
from uuid import SafeUUID, UUID

T = TypeVar("T")
Self = TypeVar("Self", bound="Record")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Record:
    """A value with named fields. Two are equal if they are of one class and their fields are."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> Iterator[tuple[str, Any]]:
        for name in self.__slots__:
            yield name, getattr(self, name)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(mine == getattr(other, name) for name, mine in self._fields())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = (f"{name}={value!r}" for name, value in self._fields() if value is not None)
        return f"{type(self).__qualname__}({', '.join(fields)})"

    def __replace__(self: Self, **changes: Any) -> Self:
        """A copy with other values of some fields, also by `copy.replace`."""
        copied = type(self).__new__(type(self))
        for name, value in self._fields():
            setattr(copied, name, changes.pop(name, value))
        if changes:
            raise TypeError(f"{type(self).__qualname__} has no field {next(iter(changes))!r}")
        return copied

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, those of inner records too."""
        return {name: _plain(value) for name, value in self._fields()}


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.as_dict()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


class Command(Record):
    """A command as a value, for `all_or_nothing` and pipelines."""

    __slots__ = ()
    _number: int


class Outcome(Record, Generic[T]):
    """What a command brought about."""

    __slots__ = ("position", "replayed", "value")

    position: int
    """The journal position of the command; 0 for a dry run."""
    replayed: bool
    """Whether the command had been executed before under its id: nothing was written now."""
    value: T
    """The answer."""


class MojaBase:
    """A store in a `with` statement."""

    __slots__ = ()

    def __enter__(self: M) -> M:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return _shown(self)


class AsyncMojaBase:
    """A store in an `async with` statement."""

    __slots__ = ()

    async def __aenter__(self: A) -> A:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return _shown(self)


M = TypeVar("M", bound=MojaBase)
A = TypeVar("A", bound=AsyncMojaBase)


def _shown(store: Any) -> str:
    state = "open" if store.is_open else "not open"
    return f"<{type(store).__name__} {store.place!r}, {state}>"


def decimal(value: Decimal | int) -> Decimal:
    """A quantity that was given, exactly."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        from .errors import WrongTypeError

        detail = f"`Decimal` or `int` is expected, not `{type(value).__name__}`"
        raise WrongTypeError("wrong_type", detail, {}, False)
    return Decimal(value)


def uuid_of(raw: bytes) -> UUID:
    """A UUID without looking at what is known to be one."""
    made = UUID.__new__(UUID)
    object.__setattr__(made, "int", int.from_bytes(raw, "big"))
    object.__setattr__(made, "is_safe", SafeUUID.unknown)
    return made


def json_of(value: Any) -> str:
    """JSON text of a value; numbers with a fraction as text, so that none is a float."""
    return json.dumps(value, allow_nan=False, default=_json)


def _json(value: Any) -> Any:
    from ._money import Money

    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("the time has no time zone")
        return value.isoformat()
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    raise TypeError(f"`{type(value).__name__}` has no JSON")
