# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""What a shop does with goods and money in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, List
from uuid import UUID

from ._moja import Handle, call, call_async
from ._money import Money
from ._record import Command, Outcome, Record

if TYPE_CHECKING:
    from .commerce import Basis, Books, Charge, Goods, Numbering, OrderPart
    from .inventory import Line, Paper, ReceiptLine, StockStatus, StockStatusCode
    from .ledger import MetaText, Refund
    from .types import AsOf

__all__ = [
    "AsyncShop",
    "CancelOrder",
    "Documented",
    "FulfilOrder",
    "MoveBetweenShops",
    "Ordered",
    "Payment",
    "PlaceOrder",
    "ReceiveGoods",
    "ReturnOrder",
    "ReturnSale",
    "Sell",
    "Shop",
    "Sold",
    "TieOut",
    "TieOutLine",
    "WriteOff",
]


class CancelOrder(Command):
    """Gives up what is not shipped of an order: goods and money in one commit.

    Its part: `commerce.cancel`.
    """

    _number = 80
    __slots__ = ("order",)

    order: UUID
    """The order."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class Documented(Record):
    """The document that a flow wrote."""

    __slots__ = ("document",)

    document: UUID
    """Its id."""

    def __init__(
        self,
        *,
        document: UUID | str,
    ) -> None:
        self.document = document  # type: ignore[assignment]


class FulfilOrder(Command):
    """Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
    money with its split, and the invoice's number in one commit.

    Its parts: `commerce.ship`, `commerce.invoice`.
    """

    _number = 81
    __slots__ = ("order", "parts", "number", "effective_at")

    order: UUID
    """The order."""
    parts: Sequence[OrderPart]
    """What is shipped; all that is set aside if empty."""
    number: Numbering | None
    """The series that the invoice's number is taken from; it has none if missing."""
    effective_at: datetime | None
    """When it happened; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        number: Numbering | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.parts = parts
        self.number = number
        self.effective_at = effective_at


class MoveBetweenShops(Command):
    """Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
    arrives. Goods that are on the way for longer are dispatched and received by the inventory's
    own commands.
    """

    _number = 82
    __slots__ = ("from_", "to", "transit", "lines", "payments", "paper")

    from_: str
    """Where they are taken from: a location, with those below it."""
    to: str
    """Where they go to."""
    transit: str | None
    """The transit location that they pass, if the papers are to show it."""
    lines: Sequence[Line]
    """What goes."""
    payments: Sequence[Payment]
    """What is paid for it: freight, or what one shop owes the other."""
    paper: Paper
    """What the paper says. Its id is that of the move, or of the transfer's arrival."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        transit: str | None = None,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.transit = transit
        self.lines = lines
        self.payments = payments
        self.paper = paper  # type: ignore[assignment]


class Ordered(Record):
    """The order that a flow is about."""

    __slots__ = ("order",)

    order: UUID
    """Its id."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class Payment(Record):
    """An amount of money that goes along with goods: debits one account and credits another."""

    __slots__ = ("debit", "credit", "amount")

    debit: str
    """The account to debit."""
    credit: str
    """The account to credit."""
    amount: Money
    """The amount, not negative."""

    def __init__(
        self,
        *,
        debit: str,
        credit: str,
        amount: Money,
    ) -> None:
        self.debit = debit
        self.credit = credit
        self.amount = amount


class PlaceOrder(Command):
    """Places an order and sets all of it aside: its number, its goods and its money in one commit.

    Its parts: `commerce.place`, `commerce.allocate`.
    """

    _number = 83
    __slots__ = ("id", "basis", "goods", "books", "fees", "number", "party", "reference")

    id: UUID | None
    """The order's id; that of the first part if missing."""
    basis: Basis
    """What is ordered."""
    goods: Goods
    """Where the goods are."""
    books: Books
    """The ledger accounts."""
    fees: Sequence[Charge]
    """Payment fees: rates of the total, and amounts."""
    number: Numbering | None
    """The series that the order's number is taken from; it has none if missing."""
    party: str | None
    """Who orders, as the app knows them; whom the quote was for if missing."""
    reference: str | None
    """The app's reference."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        goods: Goods,
        books: Books,
        fees: Sequence[Charge] = (),
        number: Numbering | None = None,
        party: str | None = None,
        reference: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.basis = basis
        self.goods = goods
        self.books = books
        self.fees = fees
        self.number = number
        self.party = party
        self.reference = reference


class ReceiveGoods(Command):
    """Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
    the supplier has invoiced already becomes owed to him by the bills.
    """

    _number = 84
    __slots__ = ("from_", "to", "lines", "expected", "bills", "paper")

    from_: str
    """Where they come from: a supplier location."""
    to: str
    """Where they go to."""
    lines: Sequence[ReceiptLine]
    """What comes."""
    expected: UUID | None
    """The expected receipt that this one fulfils."""
    bills: Sequence[Payment]
    """What is owed to whom: debits what was received and not invoiced, credits the supplier."""
    paper: Paper
    """What the paper says. Its id is that of the receipt."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        bills: Sequence[Payment] = (),
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.expected = expected  # type: ignore[assignment]
        self.bills = bills
        self.paper = paper  # type: ignore[assignment]


class ReturnOrder(Command):
    """Takes goods of an order back at what they had cost, refunds what was captured for them, from
    those who got it, and takes a credit note's number, in one commit.

    Its parts: `commerce.return`, `commerce.refund`.
    """

    _number = 85
    __slots__ = ("order", "parts", "to", "number", "effective_at")

    order: UUID
    """The order."""
    parts: Sequence[OrderPart]
    """What comes back; all that was shipped and has not come back if empty."""
    to: str | None
    """Where the goods go; to where the order's goods are taken from if missing."""
    number: Numbering | None
    """The series that the credit note's number is taken from; it has none if missing."""
    effective_at: datetime | None
    """When it happened; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.parts = parts
        self.to = to
        self.number = number
        self.effective_at = effective_at


class ReturnSale(Command):
    """Takes sold goods back at what they had cost, and pays for them."""

    _number = 86
    __slots__ = ("shipment", "to", "lines", "status", "refunds", "payments", "paper")

    shipment: UUID
    """The shipment of the sale."""
    to: str
    """Where the goods go to."""
    lines: Sequence[Line]
    """What comes back, by item and lot; all of it if empty."""
    status: StockStatus
    """The status of what comes back."""
    refunds: Sequence[Refund]
    """Transactions of which an amount is paid back: all refunds of one together never exceed it."""
    payments: Sequence[Payment]
    """What is paid otherwise: a voucher, a fee."""
    paper: Paper
    """What the paper says. Its id is that of the return."""

    def __init__(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        refunds: Sequence[Refund] = (),
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
    ) -> None:
        self.shipment = shipment  # type: ignore[assignment]
        self.to = to
        self.lines = lines
        self.status = status  # type: ignore[assignment]
        self.refunds = refunds
        self.payments = payments
        self.paper = paper  # type: ignore[assignment]


class Sell(Command):
    """Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
    had cost is posted with the shipment.

    Its parts, in order: `reserve`, `holds`,
    `ship`, `captures`. What a device has sold of its
    allotment is set aside already: `holds`,
    `spend`, `captures`.
    """

    _number = 87
    __slots__ = ("from_", "to", "lines", "allotment", "payments", "expires_in_s", "paper")

    from_: str
    """Where the goods are taken from: a location, with those below it."""
    to: str
    """Where they go to: a customer location."""
    lines: Sequence[Line]
    """What is sold."""
    allotment: UUID | None
    """The allotment of the device that has sold it, offline perhaps: the paper says when."""
    payments: Sequence[Payment]
    """Who pays, and what for: the price, the tax, a deposit."""
    expires_in_s: int | None
    """For how many seconds stock and money are set aside, when the sale is done in steps; for
    good if missing.
    """
    paper: Paper
    """What the paper says. Its id is that of the shipment."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        allotment: UUID | str | None = None,
        payments: Sequence[Payment] = (),
        expires_in_s: int | None = None,
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.allotment = allotment  # type: ignore[assignment]
        self.payments = payments
        self.expires_in_s = expires_in_s
        self.paper = paper  # type: ignore[assignment]


class Sold(Record):
    """What a sale left."""

    __slots__ = ("reservation", "shipment", "holds", "transactions")

    reservation: UUID
    """What set the goods aside: a reservation, or the allotment."""
    shipment: UUID
    """The shipment, by which the goods may come back."""
    holds: Sequence[UUID]
    """What held the money, one for each payment."""
    transactions: Sequence[UUID]
    """What the money was captured in, one for each payment, by which it may be paid back."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
        shipment: UUID | str,
        holds: Sequence[UUID | str],
        transactions: Sequence[UUID | str],
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]
        self.shipment = shipment  # type: ignore[assignment]
        self.holds = holds  # type: ignore[assignment]
        self.transactions = transactions  # type: ignore[assignment]


class TieOut(Record):
    """What stock is worth beside the balance of the account that it is posted to."""

    __slots__ = ("as_of",)

    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> None:
        self.as_of = as_of  # type: ignore[assignment]


class TieOutLine(Record):
    """One account."""

    __slots__ = ("account", "stock", "ledger")

    account: str
    """The account."""
    stock: Money
    """What the stock posted to it is worth."""
    ledger: Money
    """Its balance, debits less credits."""

    def __init__(
        self,
        *,
        account: str,
        stock: Money,
        ledger: Money,
    ) -> None:
        self.account = account
        self.stock = stock
        self.ledger = ledger


class WriteOff(Command):
    """Writes goods off: broken, stolen, too old. Their value is posted as a loss."""

    _number = 88
    __slots__ = ("location", "loss", "lines", "payments", "paper")

    location: str
    """Where they are."""
    loss: str
    """A loss location."""
    lines: Sequence[Line]
    """What is written off, each quantity positive."""
    payments: Sequence[Payment]
    """What is paid for it: by an insurance, say."""
    paper: Paper
    """What the paper says: a reason is needed. Its id is that of the adjustment."""

    def __init__(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper,
    ) -> None:
        self.location = location
        self.loss = loss
        self.lines = lines
        self.payments = payments
        self.paper = paper


class Shop:
    """What a shop does with goods and money at once: each method one command, one commit."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def cancel_order(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Gives up what is not shipped of an order: goods and money in one commit.

        Its part: `commerce.cancel`.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = call(154, self._handle, ((order,), command_id))
        return answer

    def fulfil_order(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
        money with its split, and the invoice's number in one commit.

        Its parts: `commerce.ship`, `commerce.invoice`.

        Args:
        - `order`: The order.
        - `parts`: What is shipped; all that is set aside if empty.
        - `number`: The series that the invoice's number is taken from; it has none if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = call(155, self._handle, ((order, parts, number, effective_at), command_id))
        return answer

    def move_between_shops(
        self,
        *,
        from_: str,
        to: str,
        transit: str | None = None,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
        arrives. Goods that are on the way for longer are dispatched and received by the inventory's
        own commands.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to.
        - `transit`: The transit location that they pass, if the papers are to show it.
        - `lines`: What goes.
        - `payments`: What is paid for it: freight, or what one shop owes the other.
        - `paper`: What the paper says. Its id is that of the move, or of the transfer's arrival.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(156, self._handle, ((from_, to, transit, lines, payments, paper), command_id))
        return answer

    def place_order(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        goods: Goods,
        books: Books,
        fees: Sequence[Charge] = (),
        number: Numbering | None = None,
        party: str | None = None,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Places an order and sets all of it aside: its number, its goods and its money in one commit.

        Its parts: `commerce.place`, `commerce.allocate`.

        Args:
        - `id`: The order's id; that of the first part if missing.
        - `basis`: What is ordered.
        - `goods`: Where the goods are.
        - `books`: The ledger accounts.
        - `fees`: Payment fees: rates of the total, and amounts.
        - `number`: The series that the order's number is taken from; it has none if missing.
        - `party`: Who orders, as the app knows them; whom the quote was for if missing.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = call(157, self._handle, ((id, basis, goods, books, fees, number, party, reference), command_id))
        return answer

    def receive_goods(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        bills: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
        the supplier has invoiced already becomes owed to him by the bills.

        Args:
        - `from_`: Where they come from: a supplier location.
        - `to`: Where they go to.
        - `lines`: What comes.
        - `expected`: The expected receipt that this one fulfils.
        - `bills`: What is owed to whom: debits what was received and not invoiced, credits the supplier.
        - `paper`: What the paper says. Its id is that of the receipt.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(158, self._handle, ((from_, to, lines, expected, bills, paper), command_id))
        return answer

    def return_order(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Takes goods of an order back at what they had cost, refunds what was captured for them, from
        those who got it, and takes a credit note's number, in one commit.

        Its parts: `commerce.return`, `commerce.refund`.

        Args:
        - `order`: The order.
        - `parts`: What comes back; all that was shipped and has not come back if empty.
        - `to`: Where the goods go; to where the order's goods are taken from if missing.
        - `number`: The series that the credit note's number is taken from; it has none if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = call(159, self._handle, ((order, parts, to, number, effective_at), command_id))
        return answer

    def return_sale(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        refunds: Sequence[Refund] = (),
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Takes sold goods back at what they had cost, and pays for them.

        Args:
        - `shipment`: The shipment of the sale.
        - `to`: Where the goods go to.
        - `lines`: What comes back, by item and lot; all of it if empty.
        - `status`: The status of what comes back.
        - `refunds`: Transactions of which an amount is paid back: all refunds of one together never exceed it.
        - `payments`: What is paid otherwise: a voucher, a fee.
        - `paper`: What the paper says. Its id is that of the return.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(160, self._handle, ((shipment, to, lines, status, refunds, payments, paper), command_id))
        return answer

    def sell(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        allotment: UUID | str | None = None,
        payments: Sequence[Payment] = (),
        expires_in_s: int | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Sold]:
        """Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
        had cost is posted with the shipment.

        Its parts, in order: `reserve`, `holds`,
        `ship`, `captures`. What a device has sold of its
        allotment is set aside already: `holds`,
        `spend`, `captures`.

        Args:
        - `from_`: Where the goods are taken from: a location, with those below it.
        - `to`: Where they go to: a customer location.
        - `lines`: What is sold.
        - `allotment`: The allotment of the device that has sold it, offline perhaps: the paper says when.
        - `payments`: Who pays, and what for: the price, the tax, a deposit.
        - `expires_in_s`: For how many seconds stock and money are set aside, when the sale is done in steps; for
            good if missing.
        - `paper`: What the paper says. Its id is that of the shipment.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Sold] = call(161, self._handle, ((from_, to, lines, allotment, payments, expires_in_s, paper), command_id))
        return answer

    def tie_out(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> list[TieOutLine]:
        """What stock is worth beside the balance of the account that it is posted to.

        Args:
        - `as_of`: When.
        """
        answer: List[TieOutLine] = call(162, self._handle, ((as_of,),))
        return answer

    def write_off(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Writes goods off: broken, stolen, too old. Their value is posted as a loss.

        Args:
        - `location`: Where they are.
        - `loss`: A loss location.
        - `lines`: What is written off, each quantity positive.
        - `payments`: What is paid for it: by an insurance, say.
        - `paper`: What the paper says: a reason is needed. Its id is that of the adjustment.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(163, self._handle, ((location, loss, lines, payments, paper), command_id))
        return answer


class AsyncShop:
    """What a shop does with goods and money at once: each method one command, one commit."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def cancel_order(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Gives up what is not shipped of an order: goods and money in one commit.

        Its part: `commerce.cancel`.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = await call_async(154, self._handle, ((order,), command_id))
        return answer

    async def fulfil_order(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
        money with its split, and the invoice's number in one commit.

        Its parts: `commerce.ship`, `commerce.invoice`.

        Args:
        - `order`: The order.
        - `parts`: What is shipped; all that is set aside if empty.
        - `number`: The series that the invoice's number is taken from; it has none if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = await call_async(155, self._handle, ((order, parts, number, effective_at), command_id))
        return answer

    async def move_between_shops(
        self,
        *,
        from_: str,
        to: str,
        transit: str | None = None,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
        arrives. Goods that are on the way for longer are dispatched and received by the inventory's
        own commands.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to.
        - `transit`: The transit location that they pass, if the papers are to show it.
        - `lines`: What goes.
        - `payments`: What is paid for it: freight, or what one shop owes the other.
        - `paper`: What the paper says. Its id is that of the move, or of the transfer's arrival.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(156, self._handle, ((from_, to, transit, lines, payments, paper), command_id))
        return answer

    async def place_order(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        goods: Goods,
        books: Books,
        fees: Sequence[Charge] = (),
        number: Numbering | None = None,
        party: str | None = None,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Places an order and sets all of it aside: its number, its goods and its money in one commit.

        Its parts: `commerce.place`, `commerce.allocate`.

        Args:
        - `id`: The order's id; that of the first part if missing.
        - `basis`: What is ordered.
        - `goods`: Where the goods are.
        - `books`: The ledger accounts.
        - `fees`: Payment fees: rates of the total, and amounts.
        - `number`: The series that the order's number is taken from; it has none if missing.
        - `party`: Who orders, as the app knows them; whom the quote was for if missing.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = await call_async(157, self._handle, ((id, basis, goods, books, fees, number, party, reference), command_id))
        return answer

    async def receive_goods(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        bills: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
        the supplier has invoiced already becomes owed to him by the bills.

        Args:
        - `from_`: Where they come from: a supplier location.
        - `to`: Where they go to.
        - `lines`: What comes.
        - `expected`: The expected receipt that this one fulfils.
        - `bills`: What is owed to whom: debits what was received and not invoiced, credits the supplier.
        - `paper`: What the paper says. Its id is that of the receipt.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(158, self._handle, ((from_, to, lines, expected, bills, paper), command_id))
        return answer

    async def return_order(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Ordered]:
        """Takes goods of an order back at what they had cost, refunds what was captured for them, from
        those who got it, and takes a credit note's number, in one commit.

        Its parts: `commerce.return`, `commerce.refund`.

        Args:
        - `order`: The order.
        - `parts`: What comes back; all that was shipped and has not come back if empty.
        - `to`: Where the goods go; to where the order's goods are taken from if missing.
        - `number`: The series that the credit note's number is taken from; it has none if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Ordered] = await call_async(159, self._handle, ((order, parts, to, number, effective_at), command_id))
        return answer

    async def return_sale(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        refunds: Sequence[Refund] = (),
        payments: Sequence[Payment] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Takes sold goods back at what they had cost, and pays for them.

        Args:
        - `shipment`: The shipment of the sale.
        - `to`: Where the goods go to.
        - `lines`: What comes back, by item and lot; all of it if empty.
        - `status`: The status of what comes back.
        - `refunds`: Transactions of which an amount is paid back: all refunds of one together never exceed it.
        - `payments`: What is paid otherwise: a voucher, a fee.
        - `paper`: What the paper says. Its id is that of the return.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(160, self._handle, ((shipment, to, lines, status, refunds, payments, paper), command_id))
        return answer

    async def sell(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        allotment: UUID | str | None = None,
        payments: Sequence[Payment] = (),
        expires_in_s: int | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Sold]:
        """Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
        had cost is posted with the shipment.

        Its parts, in order: `reserve`, `holds`,
        `ship`, `captures`. What a device has sold of its
        allotment is set aside already: `holds`,
        `spend`, `captures`.

        Args:
        - `from_`: Where the goods are taken from: a location, with those below it.
        - `to`: Where they go to: a customer location.
        - `lines`: What is sold.
        - `allotment`: The allotment of the device that has sold it, offline perhaps: the paper says when.
        - `payments`: Who pays, and what for: the price, the tax, a deposit.
        - `expires_in_s`: For how many seconds stock and money are set aside, when the sale is done in steps; for
            good if missing.
        - `paper`: What the paper says. Its id is that of the shipment.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Sold] = await call_async(161, self._handle, ((from_, to, lines, allotment, payments, expires_in_s, paper), command_id))
        return answer

    async def tie_out(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> list[TieOutLine]:
        """What stock is worth beside the balance of the account that it is posted to.

        Args:
        - `as_of`: When.
        """
        answer: List[TieOutLine] = await call_async(162, self._handle, ((as_of,),))
        return answer

    async def write_off(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        payments: Sequence[Payment] = (),
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Writes goods off: broken, stolen, too old. Their value is posted as a loss.

        Args:
        - `location`: Where they are.
        - `loss`: A loss location.
        - `lines`: What is written off, each quantity positive.
        - `payments`: What is paid for it: by an insurance, say.
        - `paper`: What the paper says: a reason is needed. Its id is that of the adjustment.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(163, self._handle, ((location, loss, lines, payments, paper), command_id))
        return answer
