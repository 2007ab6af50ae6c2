"""What goes in comes out, in Python's own types."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

import moja
from moja import Money
from moja.ledger import AccountKind, CorrectionDate, Leg, MetaText, Post, Transfer

EUR = "EUR"
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def test_a_transfer_is_found_again(till: moja.Session) -> None:
    at = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    outcome = till.ledger.transfer(
        debit="cash",
        credit="sales",
        amount=Money("12.50", EUR),
        effective_at=at,
        narration="emoji 🧾 and ẞ",
    )
    assert isinstance(outcome.value.transaction, UUID)
    assert (outcome.position, outcome.replayed) == (4, False)
    found = till.ledger.get_transaction(transaction=outcome.value.transaction)
    assert found.effective_at == NOON and found.effective_at.tzinfo is timezone.utc
    assert found.details.narration == "emoji 🧾 and ẞ"
    assert {leg.account: leg.amount for leg in found.legs} == {
        "cash": Money("12.50", EUR),
        "sales": Money("-12.50", EUR),
    }


def test_a_balance_is_exact_and_keeps_its_scale(till: moja.Session) -> None:
    for _ in range(3):
        till.ledger.transfer(debit="cash", credit="sales", amount=Money("0.10", EUR))
    balance = till.ledger.get_balance(account="cash", currency=EUR).balance
    assert isinstance(balance.amount, Decimal)
    assert (balance.amount, str(balance)) == (Decimal("0.30"), "0.30 EUR")


def test_amounts_at_the_limits(till: moja.Session) -> None:
    till.ledger.open_account(code="cash", currency="WEI/18", kind="asset")
    till.ledger.open_account(code="sales", currency="WEI/18", kind="income")
    most = Money(Decimal(2**63 - 1).scaleb(-18), "WEI/18")
    till.ledger.transfer(debit="cash", credit="sales", amount=most)
    assert till.ledger.get_balance(account="cash", currency="WEI/18").balance == most
    with pytest.raises(moja.LedgerError) as refused:
        till.ledger.transfer(debit="cash", credit="sales", amount=most + most)
    assert refused.value.code == "amount_out_of_range"


@pytest.mark.parametrize(
    "time",
    [
        datetime(1, 1, 1, tzinfo=timezone.utc),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc),
        datetime(2016, 12, 31, 23, 59, 59, tzinfo=timezone.utc),  # a leap second follows
        datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=timezone.utc),
    ],
)
def test_times_keep_their_microsecond(till: moja.Session, time: datetime) -> None:
    posted = till.ledger.transfer(
        debit="cash", credit="sales", amount=Money(1, EUR), effective_at=time
    )
    found = till.ledger.get_transaction(transaction=posted.value.transaction)
    assert found.effective_at == time


def test_defaults_need_not_be_said(till: moja.Session) -> None:
    account = till.ledger.accounts(tree="cash")[0]
    assert account.kind is AccountKind.ASSET
    assert account.policy is moja.ledger.Policy.GUARDED
    assert (account.min_balance, list(account.tags), dict(account.metadata)) == (None, [], {})


def test_a_code_in_text_is_as_good_as_its_member(till: moja.Session) -> None:
    till.ledger.open_account(code="a", currency=EUR, kind="expense")
    till.ledger.open_account(code="b", currency=EUR, kind=AccountKind.EXPENSE)
    kinds = {account.kind for account in till.ledger.accounts() if account.account in "ab"}
    assert kinds == {AccountKind.EXPENSE} == {"expense"}


def test_metadata_keeps_what_an_import_found(till: moja.Session) -> None:
    metadata: dict[str, str | MetaText] = {
        "note": "text ✓",
        "when": MetaText(text="2026-01-01", kind="date"),
    }
    till.ledger.describe_account(account="cash", currency=EUR, tags=["x"], metadata=metadata)
    account = till.ledger.accounts(tree="cash")[0]
    assert account.metadata == metadata
    assert list(account.tags) == ["x"]


def test_variants_are_classes(till: moja.Session) -> None:
    posted = till.ledger.transfer(
        debit="cash", credit="sales", amount=Money(5, EUR), effective_at=NOON
    )
    back = till.ledger.reverse(
        transaction=posted.value.transaction, date=CorrectionDate.On(NOON + timedelta(days=1))
    )
    found = till.ledger.get_transaction(transaction=back.value.transaction)
    assert found.effective_at == NOON + timedelta(days=1)
    assert repr(CorrectionDate.Original()) == "CorrectionDate.Original()"
    match CorrectionDate.On(NOON):
        case CorrectionDate.On(value=value):
            assert value == NOON


def test_a_variant_that_is_named_none(db: moja.Moja) -> None:
    session = db.session("acme", "a")
    session.inventory.create_location(code="shelf", kind="internal")
    session.inventory.define_group(code="tea", currency=EUR)
    session.inventory.create_item(code="assam", group="tea")
    session.inventory.set_policy(
        item="assam", location="shelf", backorder=moja.inventory.Backorder.UpTo(Decimal("2"))
    )


def test_records_are_values() -> None:
    one = Transfer(debit="a", credit="b", amount=Money(1, EUR))
    assert one == Transfer(debit="a", credit="b", amount=Money("1.00", EUR))
    assert one != Transfer(debit="a", credit="c", amount=Money(1, EUR))
    assert repr(one) == "Transfer(debit='a', credit='b', amount=Money('1', 'EUR'))"
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)
    assert one.__replace__(credit="c").credit == "c"
    with pytest.raises(TypeError):
        one.__replace__(nothing=1)
    with pytest.raises(AttributeError):
        one.nothing = 1  # type: ignore[attr-defined]
    legs = [Leg(account="a", amount=Money(1, EUR)), Leg(account="b", amount=Money(-1, EUR))]
    assert Post(legs=legs).as_dict()["legs"][0]["account"] == "a"


def test_pages_continue_after_an_opaque_cursor(till: moja.Session) -> None:
    for number in range(7):
        till.ledger.transfer(debit="cash", credit="sales", amount=Money(number, EUR))
    seen: list[Any] = []
    after: str | None = None
    while True:
        page = till.ledger.entries(account="cash", limit=3, after=after)
        seen.extend(entry.amount.amount for entry in page.entries)
        after = page.next
        if after is None:
            break
        assert isinstance(after, str)
    assert seen == list(range(7))


def test_money_is_a_value() -> None:
    money = Money("12.50", EUR)
    assert money + Money("0.50", EUR) == Money(13, EUR)
    assert -(money - Money(13, EUR)) == Money("0.5", EUR) and 2 * money == Money(25, EUR)
    assert money < Money(13, EUR) and Money(0, EUR) <= money and not Money(0, EUR)
    assert Money.parse("12.50 EUR") == money and hash(Money.parse("12.50 EUR")) == hash(money)
    with pytest.raises(moja.InvalidError) as refused:
        money + Money(1, "USD")
    assert refused.value.code == "currency_mismatch"


def test_reprs_say_what_they_are(db: moja.Moja) -> None:
    assert repr(db) == "<Moja ':memory:', open>"
    db.close()
    assert repr(db) == "<Moja ':memory:', not open>"
