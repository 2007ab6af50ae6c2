from __future__ import annotations

from collections.abc import Iterator

import pytest

import moja


@pytest.fixture
def db() -> Iterator[moja.Moja]:
    with moja.open_memory() as store:
        yield store


@pytest.fixture
def till(db: moja.Moja) -> moja.Session:
    """Somebody acting, with cash, sales and an empty wallet."""
    session = db.session("acme", "till-1")
    ledger = session.ledger
    ledger.open_account(code="cash", currency="EUR", kind="asset")
    ledger.open_account(code="sales", currency="EUR", kind="income")
    ledger.open_account(
        code="wallet", currency="EUR", kind="liability", min_balance=moja.Money(0, "EUR")
    )
    return session
