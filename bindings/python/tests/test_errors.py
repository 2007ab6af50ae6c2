"""What is refused is an ordinary exception with a stable code, and changes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

import moja
from moja import Money
from moja.inventory import Line

EUR = "EUR"


def test_a_domain_refuses_with_code_and_fields(till: moja.Session) -> None:
    with pytest.raises(moja.LedgerError) as refused:
        till.ledger.transfer(debit="wallet", credit="sales", amount=Money("5.00", EUR))
    error = refused.value
    assert isinstance(error, moja.RejectedError) and isinstance(error, moja.MojaError)
    assert (error.code, error.retryable) == ("insufficient_funds", True)
    assert error.fields["available"] == Money(0, EUR)
    assert error.fields["account"] == "wallet"
    assert str(error) == "`wallet` has `0.00 EUR` available, `5.00 EUR` is needed [insufficient_funds]"


def test_each_domain_has_its_exception(till: moja.Session) -> None:
    calls: list[tuple[type[moja.RejectedError], Callable[[], Any]]] = [
        (moja.LedgerError, lambda: till.ledger.get_balance(account="x", currency=EUR)),
        (moja.InventoryError, lambda: till.inventory.get_item(item="x")),
        (moja.CommerceError, lambda: till.commerce.ship(order=UUID(int=1))),
        (moja.OutboxError, lambda: till.outbox.ack(sink="s", pos=99)),
    ]
    for kind, call in calls:
        with pytest.raises(kind) as refused:
            call()
        assert refused.value.code


def test_the_refusal_of_a_flow_is_that_of_its_part(till: moja.Session) -> None:
    with pytest.raises(moja.InventoryError) as refused:
        till.shop.sell(from_="a", to="b", lines=[Line(item="x", quantity=1)])
    assert refused.value.fields["part"].startswith("inventory.")


def test_an_id_is_for_one_request(till: moja.Session) -> None:
    first = till.new_command_id()
    send = till.ledger.transfer
    done = send(debit="cash", credit="sales", amount=Money(1, EUR), command_id=first)
    again = send(debit="cash", credit="sales", amount=Money(1, EUR), command_id=str(first))
    assert (again.replayed, again.value, again.position) == (True, done.value, done.position)
    with pytest.raises(moja.LedgerError) as refused:
        send(debit="cash", credit="sales", amount=Money(2, EUR), command_id=first)
    assert refused.value.code == "id_reused_with_different_request"
    assert refused.value.fields["field"] == "amount"


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("float where money is due", {"amount": 12.5}, "wrong_type"),
    ("text where money is due", {"amount": "12.50 EUR"}, "wrong_type"),
    ("nothing where money is due", {"amount": None}, "wrong_type"),
    ("number as text", {"debit": 5}, "wrong_type"),
    ("bytes as text", {"debit": b"cash"}, "wrong_type"),
    ("half of a surrogate pair", {"debit": "\ud800"}, "invalid_text"),
    ("broken id", {"id": "not-a-uuid"}, "invalid_id"),
    ("id in braces", {"id": "{0198c0de-0000-7000-8000-000000000001}"}, "invalid_id"),
    ("number as id", {"id": 7}, "wrong_type"),
    ("broken command id", {"command_id": "0198c0de"}, "invalid_id"),
    ("naive time", {"effective_at": datetime(2026, 1, 1)}, "naive_datetime"),
    ("text as time", {"effective_at": "2026-01-01"}, "wrong_type"),
    ("too many decimals", {"amount": Money("0.001", EUR)}, "too_many_decimals"),
    ("30 digits of decimals", {"amount": Money("0." + "1" * 30, EUR)}, "too_many_decimals"),
    ("50 digits", {"amount": Money("1" * 50, EUR)}, "number_out_of_range"),
    ("40 digits", {"amount": Money("9" * 40, EUR)}, "money_overflow"),
    ("a million digits", {"amount": Money(Decimal("1e999999"), EUR)}, "number_out_of_range"),
    ("no currency", {"amount": Money(1, "")}, "invalid_currency_code"),
    ("unknown currency", {"amount": Money(1, "ABC")}, "unknown_currency"),
]


@pytest.mark.parametrize(("what", "given", "code"), WRONG, ids=[wrong[0] for wrong in WRONG])
def test_a_bad_argument_is_refused(
    till: moja.Session, what: str, given: dict[str, Any], code: str
) -> None:
    before = till.head()
    request: dict[str, Any] = {"debit": "cash", "credit": "sales", "amount": Money(1, EUR)}
    with pytest.raises(moja.InvalidError) as refused:
        till.ledger.transfer(**{**request, **given})
    assert refused.value.code == code, what
    assert isinstance(refused.value, TypeError if code == "wrong_type" else ValueError)
    assert next(iter(given)) in str(refused.value)
    assert till.head() == before


def test_a_float_is_never_money() -> None:
    wrong: list[Any] = [12.5, math.nan, math.inf, True, None, [], 1j]
    for amount in wrong:
        with pytest.raises(TypeError):
            Money(amount, EUR)
    for text in ("NaN", "Infinity", "1,5", "", "twelve"):
        with pytest.raises(ValueError) as refused:
            Money(text, EUR)
        assert refused.value.code in {"not_finite", "malformed_amount"}  # type: ignore[attr-defined]


def test_a_quantity_is_exact(till: moja.Session) -> None:
    with pytest.raises(moja.WrongTypeError):
        Line(item="x", quantity=1.5)  # type: ignore[arg-type]
    line = Line(item="x", quantity=Decimal("NaN"))
    with pytest.raises(moja.InvalidError) as refused:
        till.inventory.ship(from_="a", to="b", lines=[line])
    assert refused.value.code == "not_finite"
    assert refused.value.fields["argument"] == "lines.0.quantity"


def test_numbers_must_fit(till: moja.Session) -> None:
    for limit in (-1, 2**32, True):
        with pytest.raises(moja.InvalidError):
            till.ledger.entries(limit=limit)


def test_unknown_names_are_pythons_own_error(till: moja.Session) -> None:
    with pytest.raises(TypeError):
        till.ledger.transfer(debit="cash", credit="sales", amount=Money(1, EUR), what=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        till.ledger.transfer(debit="cash")  # type: ignore[call-arg]


def test_an_unknown_code_names_the_known_ones(till: moja.Session) -> None:
    with pytest.raises(moja.InvalidError) as refused:
        till.ledger.open_account(code="x", currency=EUR, kind="assets")  # type: ignore[arg-type]
    assert refused.value.code == "unknown_value" and "`asset`" in str(refused.value)


def test_names_of_tenants_and_actors_are_checked_at_once(db: moja.Moja) -> None:
    with pytest.raises(moja.InvalidError) as refused:
        db.session("no spaces", "a")
    assert refused.value.code == "invalid_tenant"
    with pytest.raises(moja.InvalidError):
        db.session("acme", "")


def test_a_closed_store_says_so(till: moja.Session, db: moja.Moja) -> None:
    db.close()
    db.close()
    for call in (till.head, till.new_command_id, till.ledger.accounts, db.verify, till.pipeline):
        with pytest.raises(moja.StoreError) as refused:
            call()
        assert refused.value.code == "store_closed"


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Any) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("milk, bread, " * 1000)
    with pytest.raises(moja.StoreError) as refused:
        moja.open(other)
    assert refused.value.code == "store_incompatible"
    assert other.read_text().startswith("milk")
    with pytest.raises(moja.StoreError):
        moja.open(tmp_path / "missing.db", create=False)


def test_json_for_scripts(till: moja.Session) -> None:
    transfer = {"debit": "cash", "credit": "sales", "amount": Money("1.25", EUR)}
    done = till.execute({"command": "ledger.transfer", "args": transfer})
    assert done["position"] == 4
    balance = till.query("ledger.balance", {"account": "cash", "currency": EUR})
    assert balance["balance"] == {"amount": "1.25", "currency": "EUR"}
    for request, code in [
        ({"command": "ledger.fly"}, "unknown_command"),
        ({"command": "ledger.transfer", "args": {"debit": 1}}, "invalid_arguments"),
        ({"args": {}}, "invalid_arguments"),
        ({"command": "ledger.transfer", "extra": 1}, "invalid_arguments"),
        ({"command": "ledger.transfer", "args": {"amount": math.nan}}, "invalid_json"),
        ({"command": "ledger.transfer", "args": transfer, "id": "x"}, "invalid_id"),
        ([1], "invalid_arguments"),
    ]:
        with pytest.raises(moja.InvalidError) as refused:
            till.execute(request)
        assert refused.value.code == code
