# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""Prices, quotes, orders, settlement, document numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, List, Literal
from uuid import UUID

from ._moja import Handle, call, call_async
from ._money import Money
from ._record import Command, Outcome, Record, decimal

if TYPE_CHECKING:
    from .ledger import MetaText
    from .types import Rounding, RoundingCode

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "AdjustmentKindCode",
    "Allocate",
    "AllocatedAnswer",
    "AsyncCommerce",
    "Basis",
    "Books",
    "Break",
    "Cancel",
    "Cart",
    "CartLine",
    "Charge",
    "Close",
    "Commerce",
    "DocumentKind",
    "DocumentKindCode",
    "DocumentRef",
    "Done",
    "GetOrder",
    "GetQuote",
    "GetSettlement",
    "Goods",
    "Invoice",
    "IssueNumber",
    "Issued",
    "ListSeries",
    "MakeQuote",
    "MoneyAnswer",
    "Numbering",
    "OpenSeries",
    "OrderLineView",
    "OrderPage",
    "OrderPart",
    "OrderStatus",
    "OrderStatusCode",
    "OrderSummary",
    "OrderView",
    "Orders",
    "Payout",
    "Place",
    "PlacedAnswer",
    "PriceView",
    "Prices",
    "Quote",
    "QuoteLine",
    "QuoteView",
    "QuotedAnswer",
    "Refund",
    "Return",
    "RoundingScope",
    "RoundingScopeCode",
    "SeriesView",
    "SetPrice",
    "SetSeller",
    "SetTax",
    "Settlement",
    "Ship",
    "ShipmentView",
    "ShippedLine",
    "Step",
    "Tax",
    "TaxKind",
    "TaxKindCode",
    "TaxTotal",
]


class AdjustmentKind(str, Enum):
    """What an adjustment is."""

    DISCOUNT = "discount"
    """A discount on the whole: negative."""
    TAX = "tax"
    """A tax that prices do not hold."""


AdjustmentKindCode = Literal["discount", "tax"]
"""A `AdjustmentKind` as text."""


class Basis(Record):
    """What is ordered."""

    __slots__ = ()

    Quote: type[_BasisQuote]
    Cart: type[_BasisCart]


class _BasisQuote(Basis):
    """What was quoted, at the numbers of the quote."""

    __slots__ = ("value",)

    value: UUID

    def __init__(
        self,
        value: UUID | str,
    ) -> None:
        self.value = value  # type: ignore[assignment]


class _BasisCart(Basis):
    """A cart, at the prices of now."""

    __slots__ = ("value",)

    value: Cart

    def __init__(
        self,
        value: Cart,
    ) -> None:
        self.value = value


Basis.Quote = _BasisQuote
_BasisQuote.__qualname__ = "Basis.Quote"
Basis.Cart = _BasisCart
_BasisCart.__qualname__ = "Basis.Cart"


class Charge(Record):
    """What is taken off or charged: a share of an amount, or an amount."""

    __slots__ = ()

    Rate: type[_ChargeRate]
    Amount: type[_ChargeAmount]


class _ChargeRate(Charge):
    """A share."""

    __slots__ = ("value",)

    value: str

    def __init__(
        self,
        value: str,
    ) -> None:
        self.value = value


class _ChargeAmount(Charge):
    """An amount."""

    __slots__ = ("value",)

    value: Money

    def __init__(
        self,
        value: Money,
    ) -> None:
        self.value = value


Charge.Rate = _ChargeRate
_ChargeRate.__qualname__ = "Charge.Rate"
Charge.Amount = _ChargeAmount
_ChargeAmount.__qualname__ = "Charge.Amount"


class DocumentKind(str, Enum):
    """What kind of paper a number stands on."""

    ORDER = "order"
    """An order."""
    INVOICE = "invoice"
    """An invoice."""
    CREDIT_NOTE = "credit_note"
    """A credit note."""
    RECEIPT = "receipt"
    """A receipt."""


DocumentKindCode = Literal["order", "invoice", "credit_note", "receipt"]
"""A `DocumentKind` as text."""


class OrderStatus(str, Enum):
    """Where an order stands.

    All but the last two follow from the quantities of its lines.
    """

    PLACED = "placed"
    """Ordered; not all of it is set aside."""
    ALLOCATED = "allocated"
    """All of it is set aside, and nothing was shipped."""
    PARTLY_SHIPPED = "partly_shipped"
    """Something was shipped, and something is still to be."""
    SHIPPED = "shipped"
    """All of it was shipped."""
    CLOSED = "closed"
    """Nothing more will be shipped or invoiced."""
    CANCELLED = "cancelled"
    """Nothing was shipped, and nothing will be."""


OrderStatusCode = Literal["placed", "allocated", "partly_shipped", "shipped", "closed", "cancelled"]
"""A `OrderStatus` as text."""


class RoundingScope(str, Enum):
    """Where amounts are rounded to minor units."""

    PER_LINE = "per_line"
    """Each line's amount and tax, and then they are added up."""
    GLOBAL = "global"
    """The sums of the document; lines share what was rounded there."""


RoundingScopeCode = Literal["per_line", "global"]
"""A `RoundingScope` as text."""


class TaxKind(str, Enum):
    """Whether a price holds the tax."""

    EXCLUSIVE = "exclusive"
    """No: the tax is added to it."""
    INCLUSIVE = "inclusive"
    """Yes: the tax is taken out of it."""


TaxKindCode = Literal["exclusive", "inclusive"]
"""A `TaxKind` as text."""


class Adjustment(Record):
    """Something between the lines and the total."""

    __slots__ = ("kind", "label", "amount")

    kind: AdjustmentKind
    """What it is."""
    label: str
    """The tax's code, or the discount's rate or amount."""
    amount: Money
    """The signed amount."""

    def __init__(
        self,
        *,
        kind: AdjustmentKind | AdjustmentKindCode,
        label: str,
        amount: Money,
    ) -> None:
        self.kind = kind  # type: ignore[assignment]
        self.label = label
        self.amount = amount


class Allocate(Command):
    """Sets lines of an order aside."""

    _number = 0
    __slots__ = ("order", "parts")

    order: UUID
    """The order."""
    parts: Sequence[OrderPart]
    """What is set aside; all that is not yet if empty."""

    def __init__(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.parts = parts


class AllocatedAnswer(Record):
    """What was set aside."""

    __slots__ = ("allocation",)

    allocation: UUID
    """The id of what was set aside, which is that of the reservation."""

    def __init__(
        self,
        *,
        allocation: UUID | str,
    ) -> None:
        self.allocation = allocation  # type: ignore[assignment]


class Books(Record):
    """Ledger accounts of an order, each an account code, for a store that has a ledger too."""

    __slots__ = ("payer", "clearing", "revenue", "commission", "tax", "fees")

    payer: str
    """Who pays: a wallet, what a customer owes, cash."""
    clearing: str
    """Where money is between its capture and its split; empty at every commit."""
    revenue: str
    """Sales of the shop's own goods."""
    commission: str
    """Commission on what sellers sold."""
    tax: str
    """Tax owed."""
    fees: str
    """Payment fees owed."""

    def __init__(
        self,
        *,
        payer: str,
        clearing: str,
        revenue: str,
        commission: str,
        tax: str,
        fees: str,
    ) -> None:
        self.payer = payer
        self.clearing = clearing
        self.revenue = revenue
        self.commission = commission
        self.tax = tax
        self.fees = fees


class Break(Record):
    """A price that holds from a quantity on."""

    __slots__ = ("from_", "price")

    from_: Decimal
    """The quantity."""
    price: Money
    """The price from there on, for as much as the price without breaks is for."""

    def __init__(
        self,
        *,
        from_: Decimal | int,
        price: Money,
    ) -> None:
        self.from_ = decimal(from_)
        self.price = price


class Cancel(Command):
    """Gives up what is not shipped of an order: what is set aside for it, and its money. An order
    of which something was shipped is closed by that.
    """

    _number = 1
    __slots__ = ("order",)

    order: UUID
    """The order."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class Cart(Record):
    """What somebody wants to buy, at prices that are looked up."""

    __slots__ = ("currency", "list", "lines", "discounts", "scope", "rounding")

    currency: str
    """The currency of all prices."""
    list: str | None
    """The price list; `default` if missing."""
    lines: Sequence[CartLine]
    """What is wanted."""
    discounts: Sequence[Charge]
    """What is taken off the whole, one after another."""
    scope: RoundingScope
    """Where amounts are rounded."""
    rounding: Rounding | None
    """How they are rounded: half up if missing."""

    def __init__(
        self,
        *,
        currency: str,
        list: str | None = None,
        lines: Sequence[CartLine],
        discounts: Sequence[Charge] = (),
        scope: RoundingScope | RoundingScopeCode | None = None,
        rounding: Rounding | RoundingCode | None = None,
    ) -> None:
        self.currency = currency
        self.list = list
        self.lines = lines
        self.discounts = discounts
        self.scope = scope  # type: ignore[assignment]
        self.rounding = rounding  # type: ignore[assignment]


class CartLine(Record):
    """A line of a cart."""

    __slots__ = ("item", "quantity", "price", "tax", "discounts", "seller")

    item: str
    """The item's code."""
    quantity: Decimal
    """How much, in the unit that the item is priced and stocked in."""
    price: Money | None
    """The price of one, if not that of the list."""
    tax: str | None
    """The tax's code, if not that of the list."""
    discounts: Sequence[Charge]
    """What is taken off the line, one after another."""
    seller: str | None
    """Who sells it, if not the shop itself."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        price: Money | None = None,
        tax: str | None = None,
        discounts: Sequence[Charge] = (),
        seller: str | None = None,
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.price = price
        self.tax = tax
        self.discounts = discounts
        self.seller = seller


class Close(Command):
    """Closes an order that is shipped and invoiced. It can still come back and be refunded."""

    _number = 2
    __slots__ = ("order",)

    order: UUID
    """The order."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class DocumentRef(Record):
    """A document with a number."""

    __slots__ = ("kind", "number", "amount", "issued_at")

    kind: DocumentKind
    """What it is."""
    number: str
    """Its number."""
    amount: Money | None
    """Its amount."""
    issued_at: datetime
    """When it was issued."""

    def __init__(
        self,
        *,
        kind: DocumentKind | DocumentKindCode,
        number: str,
        amount: Money | None,
        issued_at: datetime,
    ) -> None:
        self.kind = kind  # type: ignore[assignment]
        self.number = number
        self.amount = amount
        self.issued_at = issued_at


class Done(Record):
    """The answer of commands that have nothing to tell."""

    __slots__ = ()


class GetOrder(Record):
    """One order."""

    __slots__ = ("order",)

    order: UUID
    """Its id."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class GetQuote(Record):
    """One quote."""

    __slots__ = ("quote",)

    quote: UUID
    """Its id."""

    def __init__(
        self,
        *,
        quote: UUID | str,
    ) -> None:
        self.quote = quote  # type: ignore[assignment]


class GetSettlement(Record):
    """Who has the money of an order."""

    __slots__ = ("order",)

    order: UUID
    """The order."""

    def __init__(
        self,
        *,
        order: UUID | str,
    ) -> None:
        self.order = order  # type: ignore[assignment]


class Goods(Record):
    """Where the goods of an order are, for a store that has inventory too."""

    __slots__ = ("from_", "to")

    from_: str
    """Where they are taken from: a location, with those below it."""
    to: str
    """Where they go to: a customer location."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
    ) -> None:
        self.from_ = from_
        self.to = to


class Invoice(Command):
    """Invoices what was shipped of an order and is not invoiced yet, and captures its money."""

    _number = 3
    __slots__ = ("order", "number", "effective_at")

    order: UUID
    """The order."""
    number: Numbering | None
    """The series that the invoice's number is taken from; it has none if missing."""
    effective_at: datetime | None
    """When it counts; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.number = number
        self.effective_at = effective_at


class IssueNumber(Command):
    """Takes the next number of a series for a document that is not about an order. To be executed
    in a unit with what the document is about.
    """

    _number = 4
    __slots__ = ("number", "reference")

    number: Numbering
    """The series."""
    reference: str | None
    """The app's reference."""

    def __init__(
        self,
        *,
        number: Numbering,
        reference: str | None = None,
    ) -> None:
        self.number = number
        self.reference = reference


class Issued(Record):
    """The number that a document took."""

    __slots__ = ("number",)

    number: str
    """How it is written."""

    def __init__(
        self,
        *,
        number: str,
    ) -> None:
        self.number = number


class ListSeries(Record):
    """All series of document numbers."""

    __slots__ = ()


class MakeQuote(Command):
    """Prices a cart and keeps the numbers: what is ordered by it later costs just that."""

    _number = 5
    __slots__ = ("id", "cart", "expires_in_s", "party")

    id: UUID | None
    """The quote's id; a new one if missing."""
    cart: Cart
    """What is wanted."""
    expires_in_s: int | None
    """For how many seconds the quote counts; for good if missing."""
    party: str | None
    """For whom, as the app knows them."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        cart: Cart,
        expires_in_s: int | None = None,
        party: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.cart = cart
        self.expires_in_s = expires_in_s
        self.party = party


class MoneyAnswer(Record):
    """Money that was captured or refunded."""

    __slots__ = ("number", "amount")

    number: str | None
    """The number of the invoice or credit note."""
    amount: Money
    """The amount."""

    def __init__(
        self,
        *,
        number: str | None,
        amount: Money,
    ) -> None:
        self.number = number
        self.amount = amount


class Numbering(Record):
    """Which series a document takes its number from."""

    __slots__ = ("series", "device")

    series: str
    """The series' code."""
    device: str | None
    """The device that issues the document, if not the one that acts: of a document that was
    issued offline and comes in later.
    """

    def __init__(
        self,
        *,
        series: str,
        device: str | None = None,
    ) -> None:
        self.series = series
        self.device = device


class OpenSeries(Command):
    """Opens a series of document numbers."""

    _number = 6
    __slots__ = ("series", "kind", "prefix", "digits", "first", "device")

    series: str
    """The series' code."""
    kind: DocumentKind
    """What its documents are."""
    prefix: str
    """What stands before each number: 32 characters at most, the last no digit, and not the
    prefix of another series.
    """
    digits: int
    """The number of digits, 1 to 18; zeros fill them."""
    first: int
    """The first number."""
    device: str | None
    """The only device that takes numbers: documents that it issues offline collide with none.
    Any device if missing.
    """

    def __init__(
        self,
        *,
        series: str,
        kind: DocumentKind | DocumentKindCode,
        prefix: str = "",
        digits: int,
        first: int,
        device: str | None = None,
    ) -> None:
        self.series = series
        self.kind = kind  # type: ignore[assignment]
        self.prefix = prefix
        self.digits = digits
        self.first = first
        self.device = device


class OrderLineView(Record):
    """A line of an order."""

    __slots__ = ("item", "ordered", "allocated", "shipped", "invoiced", "returned", "credited", "seller", "total", "tax", "commission", "fee", "captured", "refunded")

    item: str
    """The item's code."""
    ordered: Decimal
    """How much is ordered."""
    allocated: Decimal
    """How much of it was set aside, what was shipped since included."""
    shipped: Decimal
    """How much was shipped."""
    invoiced: Decimal
    """How much of it was invoiced."""
    returned: Decimal
    """How much came back."""
    credited: Decimal
    """How much of that was credited."""
    seller: str | None
    """Who sells it, if not the shop itself."""
    total: Money
    """What all of it costs."""
    tax: Money
    """The tax in it."""
    commission: Money
    """The commission in it."""
    fee: Money
    """The payment fees in it."""
    captured: Money
    """What was captured."""
    refunded: Money
    """What was refunded."""

    def __init__(
        self,
        *,
        item: str,
        ordered: Decimal | int,
        allocated: Decimal | int,
        shipped: Decimal | int,
        invoiced: Decimal | int,
        returned: Decimal | int,
        credited: Decimal | int,
        seller: str | None,
        total: Money,
        tax: Money,
        commission: Money,
        fee: Money,
        captured: Money,
        refunded: Money,
    ) -> None:
        self.item = item
        self.ordered = decimal(ordered)
        self.allocated = decimal(allocated)
        self.shipped = decimal(shipped)
        self.invoiced = decimal(invoiced)
        self.returned = decimal(returned)
        self.credited = decimal(credited)
        self.seller = seller
        self.total = total
        self.tax = tax
        self.commission = commission
        self.fee = fee
        self.captured = captured
        self.refunded = refunded


class OrderPage(Record):
    """A page of orders."""

    __slots__ = ("orders", "next")

    orders: Sequence[OrderSummary]
    """The orders, by id: in the order of placing, unless the app made other ids."""
    next: UUID | None
    """Where the next page continues, if there is one."""

    def __init__(
        self,
        *,
        orders: Sequence[OrderSummary],
        next: UUID | str | None,
    ) -> None:
        self.orders = orders
        self.next = next  # type: ignore[assignment]


class OrderPart(Record):
    """A part of an order: a line, and how much of it."""

    __slots__ = ("line", "quantity")

    line: int
    """The line's place in the order, from 0."""
    quantity: Decimal
    """How much."""

    def __init__(
        self,
        *,
        line: int,
        quantity: Decimal | int,
    ) -> None:
        self.line = line
        self.quantity = decimal(quantity)


class OrderSummary(Record):
    """An order in a list."""

    __slots__ = ("order", "status", "number", "placed_at", "party", "reference", "quote", "total", "captured", "refunded")

    order: UUID
    """Its id."""
    status: OrderStatus
    """Where it stands."""
    number: str | None
    """The number that it bears."""
    placed_at: datetime
    """When it was placed."""
    party: str | None
    """Who ordered."""
    reference: str | None
    """The app's reference."""
    quote: UUID | None
    """The quote that it came from."""
    total: Money
    """What all of it costs."""
    captured: Money
    """What was captured."""
    refunded: Money
    """What was refunded."""

    def __init__(
        self,
        *,
        order: UUID | str,
        status: OrderStatus | OrderStatusCode,
        number: str | None,
        placed_at: datetime,
        party: str | None,
        reference: str | None,
        quote: UUID | str | None,
        total: Money,
        captured: Money,
        refunded: Money,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.status = status  # type: ignore[assignment]
        self.number = number
        self.placed_at = placed_at
        self.party = party
        self.reference = reference
        self.quote = quote  # type: ignore[assignment]
        self.total = total
        self.captured = captured
        self.refunded = refunded


class OrderView(Record):
    """An order with its lines, shipments and documents."""

    __slots__ = ("summary", "lines", "shipments", "documents")

    summary: OrderSummary
    """The order."""
    lines: Sequence[OrderLineView]
    """Its lines."""
    shipments: Sequence[ShipmentView]
    """What was shipped."""
    documents: Sequence[DocumentRef]
    """The numbers that were taken for it."""

    def __init__(
        self,
        *,
        summary: OrderSummary,
        lines: Sequence[OrderLineView],
        shipments: Sequence[ShipmentView],
        documents: Sequence[DocumentRef],
    ) -> None:
        self.summary = summary
        self.lines = lines
        self.shipments = shipments
        self.documents = documents


class Orders(Record):
    """Orders: all of them, or those of a status, of somebody or with a reference, in pages."""

    __slots__ = ("status", "party", "reference", "after", "limit")

    status: OrderStatus | None
    """Where they stand."""
    party: str | None
    """Who ordered."""
    reference: str | None
    """The app's reference."""
    after: UUID | None
    """Continue after this order, as `next` of the page before says."""
    limit: int | None
    """At most so many; 100 if missing."""

    def __init__(
        self,
        *,
        status: OrderStatus | OrderStatusCode | None = None,
        party: str | None = None,
        reference: str | None = None,
        after: UUID | str | None = None,
        limit: int | None = None,
    ) -> None:
        self.status = status  # type: ignore[assignment]
        self.party = party
        self.reference = reference
        self.after = after  # type: ignore[assignment]
        self.limit = limit


class Payout(Record):
    """What a seller, or the shop itself, has of an order."""

    __slots__ = ("seller", "amount")

    seller: str | None
    """The seller; the shop itself if missing."""
    amount: Money
    """What was captured for it, less what was refunded."""

    def __init__(
        self,
        *,
        seller: str | None,
        amount: Money,
    ) -> None:
        self.seller = seller
        self.amount = amount


class Place(Command):
    """Places an order. Its numbers, commissions and fees are fixed from then on.

    In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
    is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
    captures when it is invoiced, and refunds. All that in the same commits.
    """

    _number = 7
    __slots__ = ("id", "basis", "party", "reference", "number", "fees", "goods", "books")

    id: UUID | None
    """The order's id; a new one if missing."""
    basis: Basis
    """What is ordered."""
    party: str | None
    """Who orders, as the app knows them; whom the quote was for if missing."""
    reference: str | None
    """The app's reference."""
    number: Numbering | None
    """The series that the order's number is taken from; it has none if missing."""
    fees: Sequence[Charge]
    """Payment fees: rates of the total, and amounts. Who sells a line bears its share."""
    goods: Goods | None
    """Where the goods are."""
    books: Books | None
    """The ledger accounts."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        party: str | None = None,
        reference: str | None = None,
        number: Numbering | None = None,
        fees: Sequence[Charge] = (),
        goods: Goods | None = None,
        books: Books | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.basis = basis
        self.party = party
        self.reference = reference
        self.number = number
        self.fees = fees
        self.goods = goods
        self.books = books


class PlacedAnswer(Record):
    """The order that was placed."""

    __slots__ = ("order", "number", "total")

    order: UUID
    """Its id."""
    number: str | None
    """The number that it bears."""
    total: Money
    """What all of it costs."""

    def __init__(
        self,
        *,
        order: UUID | str,
        number: str | None,
        total: Money,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.number = number
        self.total = total


class PriceView(Record):
    """A price."""

    __slots__ = ("item", "price", "per", "breaks", "tax", "valid_from", "valid_until")

    item: str
    """The item's code."""
    price: Money
    """The price ..."""
    per: Decimal
    """... of so much."""
    breaks: Sequence[Break]
    """Other prices from larger quantities on."""
    tax: str | None
    """The tax's code."""
    valid_from: datetime
    """From when on it holds."""
    valid_until: datetime | None
    """Until when, if not until the next one."""

    def __init__(
        self,
        *,
        item: str,
        price: Money,
        per: Decimal | int,
        breaks: Sequence[Break],
        tax: str | None,
        valid_from: datetime,
        valid_until: datetime | None,
    ) -> None:
        self.item = item
        self.price = price
        self.per = decimal(per)
        self.breaks = breaks
        self.tax = tax
        self.valid_from = valid_from
        self.valid_until = valid_until


class Prices(Record):
    """The prices of a list, past and to come: of all items, or of one."""

    __slots__ = ("list", "item", "at")

    list: str | None
    """The list's code; `default` if missing."""
    item: str | None
    """The item's code."""
    at: datetime | None
    """Only those that hold at this time."""

    def __init__(
        self,
        *,
        list: str | None = None,
        item: str | None = None,
        at: datetime | None = None,
    ) -> None:
        self.list = list
        self.item = item
        self.at = at


class Quote(Record):
    """What a cart costs. The amounts of its lines and adjustments add up to the total, and so do the
    totals of its lines.
    """

    __slots__ = ("lines", "adjustments", "taxes", "net", "tax", "total", "explanation")

    lines: Sequence[QuoteLine]
    """The lines."""
    adjustments: Sequence[Adjustment]
    """What is taken off or added to the sum of the lines' amounts."""
    taxes: Sequence[TaxTotal]
    """The taxes, whether prices hold them or not."""
    net: Money
    """All without tax."""
    tax: Money
    """All tax."""
    total: Money
    """What is to be paid."""
    explanation: Sequence[Step]
    """How it came to be, in order."""

    def __init__(
        self,
        *,
        lines: Sequence[QuoteLine],
        adjustments: Sequence[Adjustment],
        taxes: Sequence[TaxTotal],
        net: Money,
        tax: Money,
        total: Money,
        explanation: Sequence[Step],
    ) -> None:
        self.lines = lines
        self.adjustments = adjustments
        self.taxes = taxes
        self.net = net
        self.tax = tax
        self.total = total
        self.explanation = explanation


class QuoteLine(Record):
    """A line of a quote."""

    __slots__ = ("item", "quantity", "price", "per", "amount", "discount", "net", "tax", "total", "tax_code", "seller")

    item: str
    """The item's code."""
    quantity: Decimal
    """How much."""
    price: Money
    """The price that held ..."""
    per: Decimal
    """... for so much."""
    amount: Money
    """Quantity times price, less the line's discounts."""
    discount: Money
    """Its share of what was taken off the whole."""
    net: Money
    """What is left without tax."""
    tax: Money
    """The tax."""
    total: Money
    """Net and tax."""
    tax_code: str | None
    """The tax's code."""
    seller: str | None
    """Who sells it."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        price: Money,
        per: Decimal | int,
        amount: Money,
        discount: Money,
        net: Money,
        tax: Money,
        total: Money,
        tax_code: str | None,
        seller: str | None,
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.price = price
        self.per = decimal(per)
        self.amount = amount
        self.discount = discount
        self.net = net
        self.tax = tax
        self.total = total
        self.tax_code = tax_code
        self.seller = seller


class QuoteView(Record):
    """A quote."""

    __slots__ = ("quote", "numbers", "quoted_at", "expires_at", "party", "order")

    quote: UUID
    """Its id."""
    numbers: Quote
    """The numbers, as they were when it was made."""
    quoted_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """From when on it counts no more."""
    party: str | None
    """For whom."""
    order: UUID | None
    """The order that it became."""

    def __init__(
        self,
        *,
        quote: UUID | str,
        numbers: Quote,
        quoted_at: datetime,
        expires_at: datetime | None,
        party: str | None,
        order: UUID | str | None,
    ) -> None:
        self.quote = quote  # type: ignore[assignment]
        self.numbers = numbers
        self.quoted_at = quoted_at
        self.expires_at = expires_at
        self.party = party
        self.order = order  # type: ignore[assignment]


class QuotedAnswer(Record):
    """The quote that was made."""

    __slots__ = ("quote", "total")

    quote: UUID
    """Its id."""
    total: Money
    """What all of it costs."""

    def __init__(
        self,
        *,
        quote: UUID | str,
        total: Money,
    ) -> None:
        self.quote = quote  # type: ignore[assignment]
        self.total = total


class Refund(Command):
    """Refunds what came back of an order and was invoiced, or an amount."""

    _number = 8
    __slots__ = ("order", "amount", "number", "effective_at")

    order: UUID
    """The order."""
    amount: Money | None
    """An amount that is refunded whether goods came back or not, shared out by what is captured
    of each line; what came back if missing.
    """
    number: Numbering | None
    """The series that the credit note's number is taken from; it has none if missing."""
    effective_at: datetime | None
    """When it counts; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        amount: Money | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.amount = amount
        self.number = number
        self.effective_at = effective_at


class Return(Command):
    """Takes lines of an order back that were shipped."""

    _number = 9
    __slots__ = ("order", "parts", "to", "effective_at")

    order: UUID
    """The order."""
    parts: Sequence[OrderPart]
    """What comes back; all that was shipped and has not come back if empty."""
    to: str | None
    """Where the goods go; to where the order's goods are taken from if missing."""
    effective_at: datetime | None
    """When it happened; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.parts = parts
        self.to = to
        self.effective_at = effective_at


class SeriesView(Record):
    """A series of document numbers."""

    __slots__ = ("series", "kind", "prefix", "digits", "first", "next", "device")

    series: str
    """Its code."""
    kind: DocumentKind
    """What its documents are."""
    prefix: str
    """What stands before each number."""
    digits: int
    """The number of digits."""
    first: int
    """The first number."""
    next: int
    """The next number: those from the first up to it were taken, without a gap."""
    device: str | None
    """The only device that takes numbers."""

    def __init__(
        self,
        *,
        series: str,
        kind: DocumentKind | DocumentKindCode,
        prefix: str,
        digits: int,
        first: int,
        next: int,
        device: str | None,
    ) -> None:
        self.series = series
        self.kind = kind  # type: ignore[assignment]
        self.prefix = prefix
        self.digits = digits
        self.first = first
        self.next = next
        self.device = device


class SetPrice(Command):
    """Sets what an item costs in a list from a time on. A price of the same time is replaced; what
    was quoted or ordered at it stays as it is.
    """

    _number = 10
    __slots__ = ("list", "item", "price", "per", "breaks", "tax", "valid_from", "valid_until")

    list: str | None
    """The list's code; `default` if missing."""
    item: str
    """The item's code."""
    price: Money
    """The price ..."""
    per: Decimal | None
    """... of so much; of one if missing."""
    breaks: Sequence[Break]
    """Other prices from larger quantities on, by growing quantity."""
    tax: str | None
    """The code of the tax on it."""
    valid_from: datetime | None
    """From when on it holds; now if missing."""
    valid_until: datetime | None
    """Until when it holds; until the next one if missing."""

    def __init__(
        self,
        *,
        list: str | None = None,
        item: str,
        price: Money,
        per: Decimal | int | None = None,
        breaks: Sequence[Break] = (),
        tax: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> None:
        self.list = list
        self.item = item
        self.price = price
        self.per = None if per is None else decimal(per)
        self.breaks = breaks
        self.tax = tax
        self.valid_from = valid_from
        self.valid_until = valid_until


class SetSeller(Command):
    """Adds somebody who sells through the shop, or changes their terms for orders to come."""

    _number = 11
    __slots__ = ("seller", "commission", "account")

    seller: str
    """The seller's code."""
    commission: Charge
    """What the shop keeps of each line: a rate of its amount without tax, or an amount."""
    account: str | None
    """The ledger account of what is owed to them."""

    def __init__(
        self,
        *,
        seller: str,
        commission: Charge,
        account: str | None = None,
    ) -> None:
        self.seller = seller
        self.commission = commission
        self.account = account


class SetTax(Command):
    """Sets the rate of a tax from a time on."""

    _number = 12
    __slots__ = ("tax", "rate", "kind", "valid_from")

    tax: str
    """The tax's code."""
    rate: str
    """The rate, of the amount without it."""
    kind: TaxKind
    """Whether prices hold it."""
    valid_from: datetime | None
    """From when on it holds; now if missing."""

    def __init__(
        self,
        *,
        tax: str,
        rate: str,
        kind: TaxKind | TaxKindCode | None = None,
        valid_from: datetime | None = None,
    ) -> None:
        self.tax = tax
        self.rate = rate
        self.kind = kind  # type: ignore[assignment]
        self.valid_from = valid_from


class Settlement(Record):
    """An order's money: `captured` is the sum of `refunded`, all payouts, commission, tax and fees."""

    __slots__ = ("captured", "refunded", "payouts", "commission", "tax", "fees")

    captured: Money
    """What was captured."""
    refunded: Money
    """What was refunded."""
    payouts: Sequence[Payout]
    """What sellers have, and the shop for its own goods."""
    commission: Money
    """Commission."""
    tax: Money
    """Tax."""
    fees: Money
    """Payment fees."""

    def __init__(
        self,
        *,
        captured: Money,
        refunded: Money,
        payouts: Sequence[Payout],
        commission: Money,
        tax: Money,
        fees: Money,
    ) -> None:
        self.captured = captured
        self.refunded = refunded
        self.payouts = payouts
        self.commission = commission
        self.tax = tax
        self.fees = fees


class Ship(Command):
    """Ships lines of an order that are set aside."""

    _number = 13
    __slots__ = ("order", "parts", "effective_at")

    order: UUID
    """The order."""
    parts: Sequence[OrderPart]
    """What is shipped; all that is set aside if empty."""
    effective_at: datetime | None
    """When it happened; now if missing."""

    def __init__(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        effective_at: datetime | None = None,
    ) -> None:
        self.order = order  # type: ignore[assignment]
        self.parts = parts
        self.effective_at = effective_at


class ShipmentView(Record):
    """A shipment of an order."""

    __slots__ = ("shipment", "lines")

    shipment: UUID
    """Its id, which is that of the document in inventory."""
    lines: Sequence[ShippedLine]
    """What was shipped."""

    def __init__(
        self,
        *,
        shipment: UUID | str,
        lines: Sequence[ShippedLine],
    ) -> None:
        self.shipment = shipment  # type: ignore[assignment]
        self.lines = lines


class ShippedLine(Record):
    """A line of a shipment."""

    __slots__ = ("line", "quantity", "returned")

    line: int
    """The line of the order, from 0."""
    quantity: Decimal
    """How much."""
    returned: Decimal
    """How much of it came back."""

    def __init__(
        self,
        *,
        line: int,
        quantity: Decimal | int,
        returned: Decimal | int,
    ) -> None:
        self.line = line
        self.quantity = decimal(quantity)
        self.returned = decimal(returned)


class Step(Record):
    """A step of the way to the total."""

    __slots__ = ("line", "rule", "amount")

    line: int | None
    """The line, from 0; missing if it is about the whole."""
    rule: str
    """What was done: `16 x 348.35 EUR`, `-4%`, `vat 22%`."""
    amount: Money
    """What it gave: the amount from then on, or the tax."""

    def __init__(
        self,
        *,
        line: int | None,
        rule: str,
        amount: Money,
    ) -> None:
        self.line = line
        self.rule = rule
        self.amount = amount


class Tax(Record):
    """A tax as it is applied."""

    __slots__ = ("code", "rate", "kind")

    code: str
    """Its code."""
    rate: str
    """The rate, of the amount without it."""
    kind: TaxKind
    """Whether prices hold it."""

    def __init__(
        self,
        *,
        code: str,
        rate: str,
        kind: TaxKind | TaxKindCode,
    ) -> None:
        self.code = code
        self.rate = rate
        self.kind = kind  # type: ignore[assignment]


class TaxTotal(Record):
    """All of one tax."""

    __slots__ = ("tax", "base", "amount")

    tax: Tax
    """The tax."""
    base: Money
    """What it is of: amounts without it."""
    amount: Money
    """The tax."""

    def __init__(
        self,
        *,
        tax: Tax,
        base: Money,
        amount: Money,
    ) -> None:
        self.tax = tax
        self.base = base
        self.amount = amount


class Commerce:
    """Prices, quotes, orders, settlement, document numbers."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def allocate(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[AllocatedAnswer]:
        """Sets lines of an order aside.

        Args:
        - `order`: The order.
        - `parts`: What is set aside; all that is not yet if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllocatedAnswer] = call(0, self._handle, ((order, parts), command_id))
        return answer

    def cancel(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives up what is not shipped of an order: what is set aside for it, and its money. An order
        of which something was shipped is closed by that.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(1, self._handle, ((order,), command_id))
        return answer

    def close(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Closes an order that is shipped and invoiced. It can still come back and be refunded.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(2, self._handle, ((order,), command_id))
        return answer

    def get_order(
        self,
        *,
        order: UUID | str,
    ) -> OrderView:
        """One order.

        Args:
        - `order`: Its id.
        """
        answer: OrderView = call(3, self._handle, ((order,),))
        return answer

    def get_quote(
        self,
        *,
        quote: UUID | str,
    ) -> QuoteView:
        """One quote.

        Args:
        - `quote`: Its id.
        """
        answer: QuoteView = call(4, self._handle, ((quote,),))
        return answer

    def get_settlement(
        self,
        *,
        order: UUID | str,
    ) -> Settlement:
        """Who has the money of an order.

        Args:
        - `order`: The order.
        """
        answer: Settlement = call(5, self._handle, ((order,),))
        return answer

    def invoice(
        self,
        *,
        order: UUID | str,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[MoneyAnswer]:
        """Invoices what was shipped of an order and is not invoiced yet, and captures its money.

        Args:
        - `order`: The order.
        - `number`: The series that the invoice's number is taken from; it has none if missing.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[MoneyAnswer] = call(6, self._handle, ((order, number, effective_at), command_id))
        return answer

    def issue_number(
        self,
        *,
        number: Numbering,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Issued]:
        """Takes the next number of a series for a document that is not about an order. To be executed
        in a unit with what the document is about.

        Args:
        - `number`: The series.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Issued] = call(7, self._handle, ((number, reference), command_id))
        return answer

    def list_series(self) -> list[SeriesView]:
        """All series of document numbers."""
        answer: List[SeriesView] = call(8, self._handle, ((),))
        return answer

    def make_quote(
        self,
        *,
        id: UUID | str | None = None,
        cart: Cart,
        expires_in_s: int | None = None,
        party: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[QuotedAnswer]:
        """Prices a cart and keeps the numbers: what is ordered by it later costs just that.

        Args:
        - `id`: The quote's id; a new one if missing.
        - `cart`: What is wanted.
        - `expires_in_s`: For how many seconds the quote counts; for good if missing.
        - `party`: For whom, as the app knows them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[QuotedAnswer] = call(9, self._handle, ((id, cart, expires_in_s, party), command_id))
        return answer

    def open_series(
        self,
        *,
        series: str,
        kind: DocumentKind | DocumentKindCode,
        prefix: str = "",
        digits: int,
        first: int,
        device: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Opens a series of document numbers.

        Args:
        - `series`: The series' code.
        - `kind`: What its documents are.
        - `prefix`: What stands before each number: 32 characters at most, the last no digit, and not the
            prefix of another series.
        - `digits`: The number of digits, 1 to 18; zeros fill them.
        - `first`: The first number.
        - `device`: The only device that takes numbers: documents that it issues offline collide with none.
            Any device if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(10, self._handle, ((series, kind, prefix, digits, first, device), command_id))
        return answer

    def orders(
        self,
        *,
        status: OrderStatus | OrderStatusCode | None = None,
        party: str | None = None,
        reference: str | None = None,
        after: UUID | str | None = None,
        limit: int | None = None,
    ) -> OrderPage:
        """Orders: all of them, or those of a status, of somebody or with a reference, in pages.

        Args:
        - `status`: Where they stand.
        - `party`: Who ordered.
        - `reference`: The app's reference.
        - `after`: Continue after this order, as `next` of the page before says.
        - `limit`: At most so many; 100 if missing.
        """
        answer: OrderPage = call(11, self._handle, ((status, party, reference, after, limit),))
        return answer

    def place(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        party: str | None = None,
        reference: str | None = None,
        number: Numbering | None = None,
        fees: Sequence[Charge] = (),
        goods: Goods | None = None,
        books: Books | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PlacedAnswer]:
        """Places an order. Its numbers, commissions and fees are fixed from then on.

        In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
        is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
        captures when it is invoiced, and refunds. All that in the same commits.

        Args:
        - `id`: The order's id; a new one if missing.
        - `basis`: What is ordered.
        - `party`: Who orders, as the app knows them; whom the quote was for if missing.
        - `reference`: The app's reference.
        - `number`: The series that the order's number is taken from; it has none if missing.
        - `fees`: Payment fees: rates of the total, and amounts. Who sells a line bears its share.
        - `goods`: Where the goods are.
        - `books`: The ledger accounts.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PlacedAnswer] = call(12, self._handle, ((id, basis, party, reference, number, fees, goods, books), command_id))
        return answer

    def prices(
        self,
        *,
        list: str | None = None,
        item: str | None = None,
        at: datetime | None = None,
    ) -> list[PriceView]:
        """The prices of a list, past and to come: of all items, or of one.

        Args:
        - `list`: The list's code; `default` if missing.
        - `item`: The item's code.
        - `at`: Only those that hold at this time.
        """
        answer: List[PriceView] = call(13, self._handle, ((list, item, at),))
        return answer

    def refund(
        self,
        *,
        order: UUID | str,
        amount: Money | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[MoneyAnswer]:
        """Refunds what came back of an order and was invoiced, or an amount.

        Args:
        - `order`: The order.
        - `amount`: An amount that is refunded whether goods came back or not, shared out by what is captured
            of each line; what came back if missing.
        - `number`: The series that the credit note's number is taken from; it has none if missing.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[MoneyAnswer] = call(14, self._handle, ((order, amount, number, effective_at), command_id))
        return answer

    def return_goods(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Takes lines of an order back that were shipped.

        Args:
        - `order`: The order.
        - `parts`: What comes back; all that was shipped and has not come back if empty.
        - `to`: Where the goods go; to where the order's goods are taken from if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(15, self._handle, ((order, parts, to, effective_at), command_id))
        return answer

    def set_price(
        self,
        *,
        list: str | None = None,
        item: str,
        price: Money,
        per: Decimal | int | None = None,
        breaks: Sequence[Break] = (),
        tax: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets what an item costs in a list from a time on. A price of the same time is replaced; what
        was quoted or ordered at it stays as it is.

        Args:
        - `list`: The list's code; `default` if missing.
        - `item`: The item's code.
        - `price`: The price ...
        - `per`: ... of so much; of one if missing.
        - `breaks`: Other prices from larger quantities on, by growing quantity.
        - `tax`: The code of the tax on it.
        - `valid_from`: From when on it holds; now if missing.
        - `valid_until`: Until when it holds; until the next one if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(16, self._handle, ((list, item, price, per, breaks, tax, valid_from, valid_until), command_id))
        return answer

    def set_seller(
        self,
        *,
        seller: str,
        commission: Charge,
        account: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds somebody who sells through the shop, or changes their terms for orders to come.

        Args:
        - `seller`: The seller's code.
        - `commission`: What the shop keeps of each line: a rate of its amount without tax, or an amount.
        - `account`: The ledger account of what is owed to them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(17, self._handle, ((seller, commission, account), command_id))
        return answer

    def set_tax(
        self,
        *,
        tax: str,
        rate: str,
        kind: TaxKind | TaxKindCode | None = None,
        valid_from: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets the rate of a tax from a time on.

        Args:
        - `tax`: The tax's code.
        - `rate`: The rate, of the amount without it.
        - `kind`: Whether prices hold it.
        - `valid_from`: From when on it holds; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(18, self._handle, ((tax, rate, kind, valid_from), command_id))
        return answer

    def ship(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ships lines of an order that are set aside.

        Args:
        - `order`: The order.
        - `parts`: What is shipped; all that is set aside if empty.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(19, self._handle, ((order, parts, effective_at), command_id))
        return answer


class AsyncCommerce:
    """Prices, quotes, orders, settlement, document numbers."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def allocate(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[AllocatedAnswer]:
        """Sets lines of an order aside.

        Args:
        - `order`: The order.
        - `parts`: What is set aside; all that is not yet if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllocatedAnswer] = await call_async(0, self._handle, ((order, parts), command_id))
        return answer

    async def cancel(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives up what is not shipped of an order: what is set aside for it, and its money. An order
        of which something was shipped is closed by that.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(1, self._handle, ((order,), command_id))
        return answer

    async def close(
        self,
        *,
        order: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Closes an order that is shipped and invoiced. It can still come back and be refunded.

        Args:
        - `order`: The order.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(2, self._handle, ((order,), command_id))
        return answer

    async def get_order(
        self,
        *,
        order: UUID | str,
    ) -> OrderView:
        """One order.

        Args:
        - `order`: Its id.
        """
        answer: OrderView = await call_async(3, self._handle, ((order,),))
        return answer

    async def get_quote(
        self,
        *,
        quote: UUID | str,
    ) -> QuoteView:
        """One quote.

        Args:
        - `quote`: Its id.
        """
        answer: QuoteView = await call_async(4, self._handle, ((quote,),))
        return answer

    async def get_settlement(
        self,
        *,
        order: UUID | str,
    ) -> Settlement:
        """Who has the money of an order.

        Args:
        - `order`: The order.
        """
        answer: Settlement = await call_async(5, self._handle, ((order,),))
        return answer

    async def invoice(
        self,
        *,
        order: UUID | str,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[MoneyAnswer]:
        """Invoices what was shipped of an order and is not invoiced yet, and captures its money.

        Args:
        - `order`: The order.
        - `number`: The series that the invoice's number is taken from; it has none if missing.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[MoneyAnswer] = await call_async(6, self._handle, ((order, number, effective_at), command_id))
        return answer

    async def issue_number(
        self,
        *,
        number: Numbering,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Issued]:
        """Takes the next number of a series for a document that is not about an order. To be executed
        in a unit with what the document is about.

        Args:
        - `number`: The series.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Issued] = await call_async(7, self._handle, ((number, reference), command_id))
        return answer

    async def list_series(self) -> list[SeriesView]:
        """All series of document numbers."""
        answer: List[SeriesView] = await call_async(8, self._handle, ((),))
        return answer

    async def make_quote(
        self,
        *,
        id: UUID | str | None = None,
        cart: Cart,
        expires_in_s: int | None = None,
        party: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[QuotedAnswer]:
        """Prices a cart and keeps the numbers: what is ordered by it later costs just that.

        Args:
        - `id`: The quote's id; a new one if missing.
        - `cart`: What is wanted.
        - `expires_in_s`: For how many seconds the quote counts; for good if missing.
        - `party`: For whom, as the app knows them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[QuotedAnswer] = await call_async(9, self._handle, ((id, cart, expires_in_s, party), command_id))
        return answer

    async def open_series(
        self,
        *,
        series: str,
        kind: DocumentKind | DocumentKindCode,
        prefix: str = "",
        digits: int,
        first: int,
        device: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Opens a series of document numbers.

        Args:
        - `series`: The series' code.
        - `kind`: What its documents are.
        - `prefix`: What stands before each number: 32 characters at most, the last no digit, and not the
            prefix of another series.
        - `digits`: The number of digits, 1 to 18; zeros fill them.
        - `first`: The first number.
        - `device`: The only device that takes numbers: documents that it issues offline collide with none.
            Any device if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(10, self._handle, ((series, kind, prefix, digits, first, device), command_id))
        return answer

    async def orders(
        self,
        *,
        status: OrderStatus | OrderStatusCode | None = None,
        party: str | None = None,
        reference: str | None = None,
        after: UUID | str | None = None,
        limit: int | None = None,
    ) -> OrderPage:
        """Orders: all of them, or those of a status, of somebody or with a reference, in pages.

        Args:
        - `status`: Where they stand.
        - `party`: Who ordered.
        - `reference`: The app's reference.
        - `after`: Continue after this order, as `next` of the page before says.
        - `limit`: At most so many; 100 if missing.
        """
        answer: OrderPage = await call_async(11, self._handle, ((status, party, reference, after, limit),))
        return answer

    async def place(
        self,
        *,
        id: UUID | str | None = None,
        basis: Basis,
        party: str | None = None,
        reference: str | None = None,
        number: Numbering | None = None,
        fees: Sequence[Charge] = (),
        goods: Goods | None = None,
        books: Books | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PlacedAnswer]:
        """Places an order. Its numbers, commissions and fees are fixed from then on.

        In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
        is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
        captures when it is invoiced, and refunds. All that in the same commits.

        Args:
        - `id`: The order's id; a new one if missing.
        - `basis`: What is ordered.
        - `party`: Who orders, as the app knows them; whom the quote was for if missing.
        - `reference`: The app's reference.
        - `number`: The series that the order's number is taken from; it has none if missing.
        - `fees`: Payment fees: rates of the total, and amounts. Who sells a line bears its share.
        - `goods`: Where the goods are.
        - `books`: The ledger accounts.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PlacedAnswer] = await call_async(12, self._handle, ((id, basis, party, reference, number, fees, goods, books), command_id))
        return answer

    async def prices(
        self,
        *,
        list: str | None = None,
        item: str | None = None,
        at: datetime | None = None,
    ) -> list[PriceView]:
        """The prices of a list, past and to come: of all items, or of one.

        Args:
        - `list`: The list's code; `default` if missing.
        - `item`: The item's code.
        - `at`: Only those that hold at this time.
        """
        answer: List[PriceView] = await call_async(13, self._handle, ((list, item, at),))
        return answer

    async def refund(
        self,
        *,
        order: UUID | str,
        amount: Money | None = None,
        number: Numbering | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[MoneyAnswer]:
        """Refunds what came back of an order and was invoiced, or an amount.

        Args:
        - `order`: The order.
        - `amount`: An amount that is refunded whether goods came back or not, shared out by what is captured
            of each line; what came back if missing.
        - `number`: The series that the credit note's number is taken from; it has none if missing.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[MoneyAnswer] = await call_async(14, self._handle, ((order, amount, number, effective_at), command_id))
        return answer

    async def return_goods(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        to: str | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Takes lines of an order back that were shipped.

        Args:
        - `order`: The order.
        - `parts`: What comes back; all that was shipped and has not come back if empty.
        - `to`: Where the goods go; to where the order's goods are taken from if missing.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(15, self._handle, ((order, parts, to, effective_at), command_id))
        return answer

    async def set_price(
        self,
        *,
        list: str | None = None,
        item: str,
        price: Money,
        per: Decimal | int | None = None,
        breaks: Sequence[Break] = (),
        tax: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets what an item costs in a list from a time on. A price of the same time is replaced; what
        was quoted or ordered at it stays as it is.

        Args:
        - `list`: The list's code; `default` if missing.
        - `item`: The item's code.
        - `price`: The price ...
        - `per`: ... of so much; of one if missing.
        - `breaks`: Other prices from larger quantities on, by growing quantity.
        - `tax`: The code of the tax on it.
        - `valid_from`: From when on it holds; now if missing.
        - `valid_until`: Until when it holds; until the next one if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(16, self._handle, ((list, item, price, per, breaks, tax, valid_from, valid_until), command_id))
        return answer

    async def set_seller(
        self,
        *,
        seller: str,
        commission: Charge,
        account: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds somebody who sells through the shop, or changes their terms for orders to come.

        Args:
        - `seller`: The seller's code.
        - `commission`: What the shop keeps of each line: a rate of its amount without tax, or an amount.
        - `account`: The ledger account of what is owed to them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(17, self._handle, ((seller, commission, account), command_id))
        return answer

    async def set_tax(
        self,
        *,
        tax: str,
        rate: str,
        kind: TaxKind | TaxKindCode | None = None,
        valid_from: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets the rate of a tax from a time on.

        Args:
        - `tax`: The tax's code.
        - `rate`: The rate, of the amount without it.
        - `kind`: Whether prices hold it.
        - `valid_from`: From when on it holds; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(18, self._handle, ((tax, rate, kind, valid_from), command_id))
        return answer

    async def ship(
        self,
        *,
        order: UUID | str,
        parts: Sequence[OrderPart] = (),
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ships lines of an order that are set aside.

        Args:
        - `order`: The order.
        - `parts`: What is shipped; all that is set aside if empty.
        - `effective_at`: When it happened; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(19, self._handle, ((order, parts, effective_at), command_id))
        return answer
