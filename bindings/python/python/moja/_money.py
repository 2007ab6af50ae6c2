"""Sums of money."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ._error import MojaError


class Money:
    """A sum of money in one currency, exactly: `Money("12.50", "EUR")`.

    The currency is an ISO 4217 code, or a code with its number of decimals, as in `HOOL/3`.
    Amounts are decimals, whole numbers or text, never floats. Sums of one currency can be added,
    subtracted and compared.
    """

    __slots__ = ("_amount", "_currency")

    _amount: Decimal
    _currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, str)):
            raise _wrong_type("amount", "`Decimal`, `int` or `str`", amount)
        if not isinstance(currency, str):
            raise _wrong_type("currency", "`str`", currency)
        try:
            exact = amount if isinstance(amount, Decimal) else Decimal(amount)
        except InvalidOperation:
            raise _invalid("malformed_amount", f"`{str(amount)[:48]}` is no amount") from None
        if not exact.is_finite():
            raise _invalid("not_finite", f"`{exact}` is no amount")
        self._amount = exact
        self._currency = currency

    @classmethod
    def parse(cls, text: str) -> Money:
        """A sum from its text, such as `12.50 EUR`."""
        amount, _, currency = text.partition(" ")
        return cls(amount, currency)

    @property
    def amount(self) -> Decimal:
        """The number of units."""
        return self._amount

    @property
    def currency(self) -> str:
        """The currency."""
        return self._currency

    def _other(self, other: Money) -> Decimal:
        if other._currency != self._currency:
            detail = f"`{self}` and `{other}` cannot be combined"
            raise _invalid("currency_mismatch", detail)
        return other._amount

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self._amount + self._other(other), self._currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self._amount - self._other(other), self._currency)

    def __neg__(self) -> Money:
        return Money(-self._amount, self._currency)

    def __mul__(self, times: int) -> Money:
        if isinstance(times, bool) or not isinstance(times, int):
            return NotImplemented
        return Money(self._amount * times, self._currency)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self._currency == other._currency and self._amount == other._amount

    def __hash__(self) -> int:
        return hash((self._amount, self._currency))

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self._amount < self._other(other)

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self._amount <= self._other(other)

    def __bool__(self) -> bool:
        return bool(self._amount)

    def __str__(self) -> str:
        return f"{self._amount:f} {self._currency}"

    def __repr__(self) -> str:
        return f"Money('{self._amount:f}', {self._currency!r})"


def _wrong_type(name: str, expected: str, found: object) -> MojaError:
    from .errors import WrongTypeError

    detail = f"`{name}`: {expected} is expected, not `{type(found).__name__}`"
    return WrongTypeError("wrong_type", detail, {"argument": name}, False)


def _invalid(code: str, detail: str) -> MojaError:
    from .errors import InvalidError

    return InvalidError(code, detail, {}, False)
