# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""Why something was not done."""

from __future__ import annotations

from ._error import MojaError, made

__all__ = [
    "CommerceError",
    "InternalError",
    "InvalidError",
    "InventoryError",
    "LedgerError",
    "MojaError",
    "OutboxError",
    "RejectedError",
    "ShopError",
    "StoreError",
    "WrongTypeError",
]


class RejectedError(MojaError):
    """A domain refuses. Nothing was changed."""


class CommerceError(RejectedError):
    """The commerce refuses. Nothing was changed."""


class InventoryError(RejectedError):
    """The inventory refuses. Nothing was changed."""


class LedgerError(RejectedError):
    """The ledger refuses. Nothing was changed."""


class OutboxError(RejectedError):
    """The outbox refuses. Nothing was changed."""


class ShopError(RejectedError):
    """The shop refuses. Nothing was changed."""


class InvalidError(MojaError, ValueError):
    """What was asked could not be understood. Nothing was changed."""


class StoreError(MojaError):
    """The store failed, is closed or is suspended."""


class InternalError(MojaError):
    """A mistake in moja itself, or in a callback of the app."""


class WrongTypeError(InvalidError, TypeError):
    """An argument is of a type that has no place there: a float where money is due."""


made("commerce", CommerceError)
made("inventory", InventoryError)
made("ledger", LedgerError)
made("outbox", OutboxError)
made("shop", ShopError)
made("rejected", RejectedError)
made("invalid", InvalidError)
made("store", StoreError)
made("internal", InternalError)
made("wrong_type", WrongTypeError)
