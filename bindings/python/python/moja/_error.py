"""How what moja refuses becomes an exception."""

from __future__ import annotations

import json
from typing import Any


class MojaError(Exception):
    """Why something was not done.

    Every exception of moja has these. A program decides by `code`, which never changes; the text
    is for people.
    """

    code: str
    """The stable code, such as `insufficient_funds`."""
    fields: dict[str, Any]
    """The numbers and ids behind the text."""
    retryable: bool
    """Whether the same command may be sent again, unchanged and under the same id."""

    def __init__(self, code: str, detail: str, fields: dict[str, Any], retryable: bool) -> None:
        super().__init__(code, detail, fields, retryable)
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retryable = retryable

    def __str__(self) -> str:
        return f"{self.detail} [{self.code}]"


_CLASSES: dict[str, type[MojaError]] = {}


def made(kind: str, cls: type[MojaError]) -> None:
    """Says which class the errors of a kind, or of a domain, have."""
    _CLASSES[kind] = cls


def make(
    kind: str, code: str, detail: str, fields: dict[str, str], retryable: bool
) -> MojaError:
    """The exception of what was refused; its fields are given as JSON."""
    from . import errors

    cls = _CLASSES.get(kind, errors.RejectedError)
    values = {name: json.loads(value, object_hook=_value) for name, value in fields.items()}
    return cls(code, detail, values, retryable)


def _value(value: dict[str, Any]) -> Any:
    from ._money import Money

    if value.keys() == {"amount", "currency"}:
        return Money(value["amount"], value["currency"])
    return value
