# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""Stock: items, lots, movements, reservations, valuation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    from .types import AsOf

__all__ = [
    "Abc",
    "AbcCode",
    "AddLandedCost",
    "Adjust",
    "Allot",
    "Allotments",
    "AllottedAnswer",
    "Assemble",
    "AsyncInventory",
    "Availability",
    "AvailabilityView",
    "AvailableToPromise",
    "Backorder",
    "BarcodeOf",
    "Basis",
    "BasisCode",
    "ChangeCosting",
    "ChangeItem",
    "ChangeStatus",
    "ClassLine",
    "Classification",
    "CloseExpectation",
    "ClosePeriod",
    "ComponentOf",
    "Costing",
    "CostingCode",
    "Count",
    "CreateItem",
    "CreateLocation",
    "DefineComponents",
    "DefineGroup",
    "DescribeLot",
    "Disassemble",
    "DispatchTransfer",
    "DispatchedAnswer",
    "DocumentKind",
    "DocumentKindCode",
    "DocumentView",
    "Documented",
    "Done",
    "Expect",
    "ExpectedAnswer",
    "Expiring",
    "ExpiringLine",
    "ExtendAllotment",
    "ExtendReservation",
    "Forecast",
    "ForecastView",
    "FreeLot",
    "GetDocument",
    "GetItem",
    "GetReservation",
    "HoldLot",
    "Inventory",
    "ItemPage",
    "ItemView",
    "Items",
    "Line",
    "LocationKind",
    "LocationKindCode",
    "LocationView",
    "Locations",
    "LoseTransfer",
    "LotDates",
    "LotView",
    "Lots",
    "Method",
    "Move",
    "MovementPage",
    "MovementView",
    "Movements",
    "OrderQuantity",
    "OrderQuantityView",
    "OutputLine",
    "Pack",
    "PackView",
    "Paper",
    "PostingAccounts",
    "PromiseView",
    "Reached",
    "Recall",
    "RecallLot",
    "RecallView",
    "RecalledAnswer",
    "RecalledAt",
    "RecalledFrom",
    "RecalledLot",
    "ReceiptLine",
    "Receive",
    "ReceiveTransfer",
    "ReleaseReservation",
    "Removal",
    "RemovalCode",
    "Reorder",
    "ReorderLine",
    "ReorderRule",
    "ReservationStatus",
    "ReservationStatusCode",
    "ReservationView",
    "Reservations",
    "Reserve",
    "ReservedAnswer",
    "ReservedLineView",
    "ReturnAllotment",
    "ReturnFromCustomer",
    "ReturnToSupplier",
    "Revalue",
    "ReviewView",
    "ScanBarcode",
    "ScanView",
    "SetPolicy",
    "SetShelfRule",
    "Ship",
    "ShipReservation",
    "SpendAllotment",
    "StandardCost",
    "Stock",
    "StockLine",
    "StockStatus",
    "StockStatusCode",
    "Trace",
    "TraceDirection",
    "TraceDirectionCode",
    "TraceStep",
    "TraceView",
    "Tracking",
    "TrackingCode",
    "TransferRights",
    "Valuation",
    "ValuationLine",
    "ValuationView",
    "Xyz",
    "XyzCode",
]


class Abc(str, Enum):
    """How much of the whole an item makes up."""

    A = "a"
    """The few that make up most of it."""
    B = "b"
    """Those between."""
    C = "c"
    """The many that make up the rest."""


AbcCode = Literal["a", "b", "c"]
"""A `Abc` as text."""


class Backorder(Record):
    """How much may be reserved beyond what is there."""

    __slots__ = ()

    None_: type[_BackorderNone]
    UpTo: type[_BackorderUpTo]
    Unlimited: type[_BackorderUnlimited]


class _BackorderNone(Backorder):
    """Nothing."""

    __slots__ = ()


class _BackorderUpTo(Backorder):
    """So many base units."""

    __slots__ = ("value",)

    value: Decimal

    def __init__(
        self,
        value: Decimal | int,
    ) -> None:
        self.value = decimal(value)


class _BackorderUnlimited(Backorder):
    """Any quantity."""

    __slots__ = ()


Backorder.None_ = _BackorderNone
_BackorderNone.__qualname__ = "Backorder.None_"
Backorder.UpTo = _BackorderUpTo
_BackorderUpTo.__qualname__ = "Backorder.UpTo"
Backorder.Unlimited = _BackorderUnlimited
_BackorderUnlimited.__qualname__ = "Backorder.Unlimited"


class Basis(str, Enum):
    """How a charge is shared out over the lines of receipts."""

    VALUE = "value"
    """By what the lines cost."""
    QUANTITY = "quantity"
    """By their quantity in base units."""
    EQUAL = "equal"
    """In equal parts."""


BasisCode = Literal["value", "quantity", "equal"]
"""A `Basis` as text."""


class Costing(str, Enum):
    """How the cost of what leaves is found (IAS 2)."""

    AVERAGE = "average"
    """Moving average."""
    FIFO = "fifo"
    """First in, first out."""
    STANDARD = "standard"
    """A fixed price; differences go to their own account."""
    LOT = "lot"
    """What the lot itself cost."""


CostingCode = Literal["average", "fifo", "standard", "lot"]
"""A `Costing` as text."""


class DocumentKind(str, Enum):
    """What a movement of stock was."""

    RECEIPT = "receipt"
    """Goods in from a supplier."""
    SHIPMENT = "shipment"
    """Goods out to a customer."""
    MOVE = "move"
    """From one place of ours to another, at once."""
    DISPATCH = "dispatch"
    """A transfer left."""
    ARRIVAL = "arrival"
    """A transfer arrived."""
    TRANSIT_LOSS = "transit_loss"
    """A part of a transfer was lost."""
    ADJUSTMENT = "adjustment"
    """Corrected by hand, or written off."""
    COUNT = "count"
    """Counted."""
    STATUS_CHANGE = "status_change"
    """The status changed."""
    ASSEMBLY = "assembly"
    """Made out of others."""
    DISASSEMBLY = "disassembly"
    """Taken apart."""
    CUSTOMER_RETURN = "customer_return"
    """A customer brought it back."""
    SUPPLIER_RETURN = "supplier_return"
    """It went back to the supplier."""
    REVERSAL = "reversal"
    """An earlier document undone."""


DocumentKindCode = Literal["receipt", "shipment", "move", "dispatch", "arrival", "transit_loss", "adjustment", "count", "status_change", "assembly", "disassembly", "customer_return", "supplier_return", "reversal"]
"""A `DocumentKind` as text."""


class LocationKind(str, Enum):
    """What a location is."""

    INTERNAL = "internal"
    """A place of our own that holds stock."""
    VIEW = "view"
    """A node that groups others and holds nothing itself."""
    SUPPLIER = "supplier"
    """Where goods come from."""
    CUSTOMER = "customer"
    """Where goods go to."""
    PRODUCTION = "production"
    """Where goods are made into others."""
    LOSS = "loss"
    """Where goods go that are lost, scrapped or miscounted."""
    TRANSIT = "transit"
    """Between two places of our own."""


LocationKindCode = Literal["internal", "view", "supplier", "customer", "production", "loss", "transit"]
"""A `LocationKind` as text."""


class Method(Record):
    """How demand is forecast from the demand of past periods, oldest first."""

    __slots__ = ()

    MovingAverage: type[_MethodMovingAverage]
    Croston: type[_MethodCroston]
    Sba: type[_MethodSba]
    Tsb: type[_MethodTsb]


class _MethodMovingAverage(Method):
    """The mean of the last periods."""

    __slots__ = ("periods",)

    periods: int
    """How many."""

    def __init__(
        self,
        *,
        periods: int,
    ) -> None:
        self.periods = periods


class _MethodCroston(Method):
    """Croston: the mean size of demand over the mean interval between demands, each smoothed."""

    __slots__ = ("alpha",)

    alpha: float
    """How much the latest demand counts, above 0, up to 1."""

    def __init__(
        self,
        *,
        alpha: float,
    ) -> None:
        self.alpha = alpha


class _MethodSba(Method):
    """Croston without its upward bias, after Syntetos and Boylan."""

    __slots__ = ("alpha",)

    alpha: float
    """How much the latest demand counts, above 0, up to 1."""

    def __init__(
        self,
        *,
        alpha: float,
    ) -> None:
        self.alpha = alpha


class _MethodTsb(Method):
    """The mean size of demand times its probability, after Teunter, Syntetos and Babai. Falls
    while nothing is asked for, so that it suits items that go out of use.
    """

    __slots__ = ("alpha", "beta")

    alpha: float
    """How much the latest demand counts, above 0, up to 1."""
    beta: float
    """How much the latest period counts for the probability, above 0, up to 1."""

    def __init__(
        self,
        *,
        alpha: float,
        beta: float,
    ) -> None:
        self.alpha = alpha
        self.beta = beta


Method.MovingAverage = _MethodMovingAverage
_MethodMovingAverage.__qualname__ = "Method.MovingAverage"
Method.Croston = _MethodCroston
_MethodCroston.__qualname__ = "Method.Croston"
Method.Sba = _MethodSba
_MethodSba.__qualname__ = "Method.Sba"
Method.Tsb = _MethodTsb
_MethodTsb.__qualname__ = "Method.Tsb"


class Removal(str, Enum):
    """Which stock is taken first."""

    FIFO = "fifo"
    """What came first."""
    LIFO = "lifo"
    """What came last."""
    FEFO = "fefo"
    """What expires first."""
    CLOSEST = "closest"
    """What lies nearest, by the position of its location."""


RemovalCode = Literal["fifo", "lifo", "fefo", "closest"]
"""A `Removal` as text."""


class ReservationStatus(str, Enum):
    """Where a reservation stands."""

    HELD = "held"
    """Stock is set aside."""
    SHIPPED = "shipped"
    """All of it was shipped."""
    RELEASED = "released"
    """Given back."""
    EXPIRED = "expired"
    """Its time ran out."""


ReservationStatusCode = Literal["held", "shipped", "released", "expired"]
"""A `ReservationStatus` as text."""


class StockStatus(str, Enum):
    """What may be done with stock."""

    SELLABLE = "sellable"
    """Sold and used."""
    QUALITY_CONTROL = "quality_control"
    """Waiting for inspection."""
    QUARANTINE = "quarantine"
    """Locked away."""
    DAMAGED = "damaged"
    """Broken."""
    SAFETY_STOCK = "safety_stock"
    """Kept for emergencies."""
    RECALLED = "recalled"
    """Called back."""


StockStatusCode = Literal["sellable", "quality_control", "quarantine", "damaged", "safety_stock", "recalled"]
"""A `StockStatus` as text."""


class TraceDirection(str, Enum):
    """Which way a lot is traced."""

    FORWARD = "forward"
    """To what was made of it."""
    BACKWARD = "backward"
    """To what it was made of."""


TraceDirectionCode = Literal["forward", "backward"]
"""A `TraceDirection` as text."""


class Tracking(str, Enum):
    """How single pieces of an item are told apart."""

    NONE = "none"
    """Not at all."""
    LOT = "lot"
    """By lot (batch)."""
    SERIAL = "serial"
    """Each piece by its serial number."""


TrackingCode = Literal["none", "lot", "serial"]
"""A `Tracking` as text."""


class Xyz(str, Enum):
    """How even demand is."""

    X = "x"
    """Even."""
    Y = "y"
    """Varying."""
    Z = "z"
    """Sporadic."""


XyzCode = Literal["x", "y", "z"]
"""A `Xyz` as text."""


class AddLandedCost(Command):
    """Freight, duty and other costs of goods that have come in. It counts at the time of their
    receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
    and its share is posted at the first open instant.
    """

    _number = 14
    __slots__ = ("receipts", "amount", "basis")

    receipts: Sequence[UUID]
    """The receipts."""
    amount: Money
    """The charge."""
    basis: Basis
    """How it is shared out."""

    def __init__(
        self,
        *,
        receipts: Sequence[UUID | str],
        amount: Money,
        basis: Basis | BasisCode | None = None,
    ) -> None:
        self.receipts = receipts  # type: ignore[assignment]
        self.amount = amount
        self.basis = basis  # type: ignore[assignment]


class Adjust(Command):
    """Stock is found or lost, scrapped or written off, with a reason."""

    _number = 15
    __slots__ = ("location", "loss", "lines", "paper")

    location: str
    """Where."""
    loss: str
    """A loss location."""
    lines: Sequence[Line]
    """What: a positive quantity is found, a negative one is lost. What is found is worth what
    the rest of the stock is.
    """
    paper: Paper
    """What the paper says: a reason is needed."""

    def __init__(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper,
    ) -> None:
        self.location = location
        self.loss = loss
        self.lines = lines
        self.paper = paper


class Allot(Command):
    """Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
    there, and no lot that expires before the lease ends.
    """

    _number = 16
    __slots__ = ("id", "device", "location", "lines", "lease_until", "reference")

    id: UUID | None
    """The allotment's id; a new one if missing."""
    device: str
    """The device, as the app knows it."""
    location: str
    """Where: a location, with those below it."""
    lines: Sequence[Line]
    """What."""
    lease_until: datetime
    """The end of the lease: from then on, what is left is anybody's."""
    reference: str | None
    """The app's reference."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        device: str,
        location: str,
        lines: Sequence[Line],
        lease_until: datetime,
        reference: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.device = device
        self.location = location
        self.lines = lines
        self.lease_until = lease_until
        self.reference = reference


class Allotments(Record):
    """Allotments: what devices may sell without asking."""

    __slots__ = ("device", "ended")

    device: str | None
    """Only of this device."""
    ended: bool
    """Also those whose lease has ended, or of which nothing is left."""

    def __init__(
        self,
        *,
        device: str | None = None,
        ended: bool = False,
    ) -> None:
        self.device = device
        self.ended = ended


class AllottedAnswer(Record):
    """What a device may sell."""

    __slots__ = ("allotment", "lease_until")

    allotment: UUID
    """The allotment's id."""
    lease_until: datetime | None
    """The end of the lease."""

    def __init__(
        self,
        *,
        allotment: UUID | str,
        lease_until: datetime | None,
    ) -> None:
        self.allotment = allotment  # type: ignore[assignment]
        self.lease_until = lease_until


class Assemble(Command):
    """Goods are made out of others: by the components that are defined for the product, or by
    the inputs given. The product costs what its inputs cost, and what production adds.
    """

    _number = 17
    __slots__ = ("from_", "to", "production", "inputs", "outputs", "added_cost", "paper")

    from_: str
    """Where inputs are taken from, with the locations below it."""
    to: str
    """Where products go to."""
    production: str
    """A production location."""
    inputs: Sequence[Line]
    """What is used; by the product's components if empty."""
    outputs: Sequence[OutputLine]
    """What is made: the product, and by-products."""
    added_cost: Money | None
    """What production adds to the cost: labour, machines."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        inputs: Sequence[Line] = (),
        outputs: Sequence[OutputLine],
        added_cost: Money | None = None,
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.production = production
        self.inputs = inputs
        self.outputs = outputs
        self.added_cost = added_cost
        self.paper = paper  # type: ignore[assignment]


class Availability(Record):
    """How much of items can be sold now."""

    __slots__ = ("items", "location", "at")

    items: Sequence[str]
    """The items; kits too."""
    location: str | None
    """Only here and below; everywhere if missing."""
    at: datetime | None
    """Lots that have expired by then do not count; now if missing."""

    def __init__(
        self,
        *,
        items: Sequence[str],
        location: str | None = None,
        at: datetime | None = None,
    ) -> None:
        self.items = items
        self.location = location
        self.at = at


class AvailabilityView(Record):
    """How much of an item can be sold, in base units. What is on hand is available, reserved or
    unavailable.
    """

    __slots__ = ("item", "on_hand", "reserved", "unavailable", "incoming", "available")

    item: str
    """The item."""
    on_hand: Decimal
    """What is on the shelves."""
    reserved: Decimal
    """What is set aside by reservations that have not expired."""
    unavailable: Decimal
    """What is not to be sold: damaged, in quarantine, held back, recalled, expired."""
    incoming: Decimal
    """What is on the way: in transfers, and expected from suppliers."""
    available: Decimal
    """What can be sold: negative if more was promised than there is."""

    def __init__(
        self,
        *,
        item: str,
        on_hand: Decimal | int,
        reserved: Decimal | int,
        unavailable: Decimal | int,
        incoming: Decimal | int,
        available: Decimal | int,
    ) -> None:
        self.item = item
        self.on_hand = decimal(on_hand)
        self.reserved = decimal(reserved)
        self.unavailable = decimal(unavailable)
        self.incoming = decimal(incoming)
        self.available = decimal(available)


class AvailableToPromise(Record):
    """How much of an item can be promised for a date: what is available now, and what is to come
    until then.
    """

    __slots__ = ("item", "location", "by")

    item: str
    """The item."""
    location: str | None
    """Only here and below; everywhere if missing."""
    by: datetime
    """The date. Lots that have expired by then do not count."""

    def __init__(
        self,
        *,
        item: str,
        location: str | None = None,
        by: datetime,
    ) -> None:
        self.item = item
        self.location = location
        self.by = by


class BarcodeOf(Record):
    """A barcode of an item."""

    __slots__ = ("barcode", "unit")

    barcode: str
    """The code. A GTIN may have 8, 12, 13 or 14 digits and is the same in each form."""
    unit: str | None
    """The unit that carries it; the base unit if missing."""

    def __init__(
        self,
        *,
        barcode: str,
        unit: str | None = None,
    ) -> None:
        self.barcode = barcode
        self.unit = unit


class ChangeCosting(Command):
    """Changes how the cost of an item is found, or its standard cost. A difference in value is
    posted as a revaluation. To and from lot costing only without stock.
    """

    _number = 18
    __slots__ = ("item", "costing", "standard_cost")

    item: str
    """The item."""
    costing: Costing
    """How cost is found."""
    standard_cost: StandardCost | None
    """The standard cost. For standard costing the present average if missing."""

    def __init__(
        self,
        *,
        item: str,
        costing: Costing | CostingCode,
        standard_cost: StandardCost | None = None,
    ) -> None:
        self.item = item
        self.costing = costing  # type: ignore[assignment]
        self.standard_cost = standard_cost


class ChangeItem(Command):
    """Changes what an item is called and by which rules it is sold. What is missing stays."""

    _number = 19
    __slots__ = ("item", "name", "removal", "allow_negative", "backorder", "active", "attributes", "packs", "barcodes")

    item: str
    """The item's code."""
    name: str | None
    """What people call it."""
    removal: Removal | None
    """Which stock is taken first."""
    allow_negative: bool | None
    """Whether stock may fall below zero."""
    backorder: Backorder | None
    """How much may be reserved beyond what is there."""
    active: bool | None
    """Whether it may still be bought and sold."""
    attributes: Mapping[str, str] | None
    """Facts about it, all of them."""
    packs: Sequence[Pack]
    """Packs to add."""
    barcodes: Sequence[BarcodeOf]
    """Barcodes to add."""

    def __init__(
        self,
        *,
        item: str,
        name: str | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool | None = None,
        backorder: Backorder | None = None,
        active: bool | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
    ) -> None:
        self.item = item
        self.name = name
        self.removal = removal  # type: ignore[assignment]
        self.allow_negative = allow_negative
        self.backorder = backorder
        self.active = active
        self.attributes = attributes
        self.packs = packs
        self.barcodes = barcodes


class ChangeStatus(Command):
    """Stock of another status: released by inspection, found damaged."""

    _number = 20
    __slots__ = ("location", "lines", "status", "paper")

    location: str
    """Where it is."""
    lines: Sequence[Line]
    """What, with the status that it has."""
    status: StockStatus
    """The status that it gets."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        location: str,
        lines: Sequence[Line],
        status: StockStatus | StockStatusCode,
        paper: Paper | None = None,
    ) -> None:
        self.location = location
        self.lines = lines
        self.status = status  # type: ignore[assignment]
        self.paper = paper  # type: ignore[assignment]


class ClassLine(Record):
    """An item and its classes."""

    __slots__ = ("item", "demand", "value", "abc", "xyz")

    item: str
    """The item."""
    demand: Decimal
    """What customers took in all periods, less what they brought back, in base units."""
    value: Money
    """The same at what the stock costs now, or last cost if there is none."""
    abc: Abc
    """Its share in the whole."""
    xyz: Xyz
    """How even its demand was."""

    def __init__(
        self,
        *,
        item: str,
        demand: Decimal | int,
        value: Money,
        abc: Abc | AbcCode,
        xyz: Xyz | XyzCode,
    ) -> None:
        self.item = item
        self.demand = decimal(demand)
        self.value = value
        self.abc = abc  # type: ignore[assignment]
        self.xyz = xyz  # type: ignore[assignment]


class Classification(Record):
    """Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
    that was (XYZ). Items of one currency are sorted among themselves.
    """

    __slots__ = ("group", "period_days", "periods", "until", "a_percent", "b_percent", "x_percent", "y_percent")

    group: str | None
    """Only items of this group."""
    period_days: int
    """Days of a period."""
    periods: int
    """Periods to look back, at most a thousand."""
    until: datetime | None
    """The end of the last period; now if missing."""
    a_percent: int
    """What begins within this share of the whole is A, in percent."""
    b_percent: int
    """What begins within this share of the whole and is not A is B, in percent."""
    x_percent: int
    """Up to this coefficient of variation demand is X, in percent."""
    y_percent: int
    """Up to this coefficient of variation demand is at least Y, in percent."""

    def __init__(
        self,
        *,
        group: str | None = None,
        period_days: int = 30,
        periods: int = 12,
        until: datetime | None = None,
        a_percent: int = 80,
        b_percent: int = 95,
        x_percent: int = 50,
        y_percent: int = 100,
    ) -> None:
        self.group = group
        self.period_days = period_days
        self.periods = periods
        self.until = until
        self.a_percent = a_percent
        self.b_percent = b_percent
        self.x_percent = x_percent
        self.y_percent = y_percent


class CloseExpectation(Command):
    """Ordered goods will not come, or no more of them."""

    _number = 21
    __slots__ = ("expected",)

    expected: UUID
    """The expected receipt."""

    def __init__(
        self,
        *,
        expected: UUID | str,
    ) -> None:
        self.expected = expected  # type: ignore[assignment]


class ClosePeriod(Command):
    """Closes the books of stock: nothing that counts before `until` changes any more. What becomes
    known later is posted at `until`.
    """

    _number = 22
    __slots__ = ("until",)

    until: datetime
    """The first instant that is still open."""

    def __init__(
        self,
        *,
        until: datetime,
    ) -> None:
        self.until = until


class ComponentOf(Record):
    """A part of something."""

    __slots__ = ("item", "quantity", "per")

    item: str
    """The part."""
    quantity: Decimal
    """So many base units of the part ..."""
    per: Decimal
    """... for so many base units of the whole."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        per: Decimal | int = Decimal("1"),
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.per = decimal(per)


class Count(Command):
    """Stock was counted. The count says what was there at its own time, `effective_at`: movements
    after it stay, and movements before it that become known later do not change what was found.
    """

    _number = 23
    __slots__ = ("location", "loss", "lines", "paper")

    location: str
    """Where."""
    loss: str
    """A loss location, for the differences."""
    lines: Sequence[Line]
    """What was found: zero too."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
    ) -> None:
        self.location = location
        self.loss = loss
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class CreateItem(Command):
    """Adds an item, or a variant of one."""

    _number = 24
    __slots__ = ("code", "name", "group", "unit", "decimals", "tracking", "costing", "standard_cost", "removal", "allow_negative", "backorder", "variant_of", "attributes", "packs", "barcodes")

    code: str
    """The code (SKU)."""
    name: str | None
    """What people call it; the code if missing."""
    group: str
    """The group."""
    unit: str
    """The base unit, a UCUM code where there is one: `{piece}`, `g`, `mL`. The potency of a
    remedy is no unit but an attribute: nothing converts one into another.
    """
    decimals: int
    """Decimals of a quantity in the base unit, 0 to 9: pieces have none."""
    tracking: Tracking
    """How pieces are told apart."""
    costing: Costing
    """How cost is found."""
    standard_cost: StandardCost | None
    """The standard cost; needed for standard costing."""
    removal: Removal | None
    """Which stock is taken first; by expiry for lots, else by age, if missing."""
    allow_negative: bool
    """Whether stock may fall below zero."""
    backorder: Backorder
    """How much may be reserved beyond what is there."""
    variant_of: str | None
    """The item that this one is a variant of."""
    attributes: Mapping[str, str]
    """Facts about it."""
    packs: Sequence[Pack]
    """Packs."""
    barcodes: Sequence[BarcodeOf]
    """Barcodes."""

    def __init__(
        self,
        *,
        code: str,
        name: str | None = None,
        group: str,
        unit: str = "{piece}",
        decimals: int = 0,
        tracking: Tracking | TrackingCode | None = None,
        costing: Costing | CostingCode | None = None,
        standard_cost: StandardCost | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        variant_of: str | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
    ) -> None:
        self.code = code
        self.name = name
        self.group = group
        self.unit = unit
        self.decimals = decimals
        self.tracking = tracking  # type: ignore[assignment]
        self.costing = costing  # type: ignore[assignment]
        self.standard_cost = standard_cost
        self.removal = removal  # type: ignore[assignment]
        self.allow_negative = allow_negative
        self.backorder = backorder  # type: ignore[assignment]
        self.variant_of = variant_of
        self.attributes = attributes  # type: ignore[assignment]
        self.packs = packs
        self.barcodes = barcodes


class CreateLocation(Command):
    """Adds a location."""

    _number = 25
    __slots__ = ("code", "name", "kind", "parent", "position", "removal")

    code: str
    """The code."""
    name: str | None
    """What people call it; the code if missing."""
    kind: LocationKind
    """What it is."""
    parent: str | None
    """The location above it."""
    position: int
    """Its place in the walk through the house: the nearest is the smallest."""
    removal: Removal | None
    """Which stock is taken first here, if not by the item's rule."""

    def __init__(
        self,
        *,
        code: str,
        name: str | None = None,
        kind: LocationKind | LocationKindCode | None = None,
        parent: str | None = None,
        position: int = 0,
        removal: Removal | RemovalCode | None = None,
    ) -> None:
        self.code = code
        self.name = name
        self.kind = kind  # type: ignore[assignment]
        self.parent = parent
        self.position = position
        self.removal = removal  # type: ignore[assignment]


class DefineComponents(Command):
    """Says what a kit, a bundle or a product is made of, anew."""

    _number = 26
    __slots__ = ("item", "kit", "components")

    item: str
    """The whole."""
    kit: bool
    """Whether it is a kit: never stocked itself, sold by selling its components. Otherwise it is
    assembled.
    """
    components: Sequence[ComponentOf]
    """The parts."""

    def __init__(
        self,
        *,
        item: str,
        kit: bool = False,
        components: Sequence[ComponentOf],
    ) -> None:
        self.item = item
        self.kit = kit
        self.components = components


class DefineGroup(Command):
    """Defines a group of items that are valued and posted alike, or changes its accounts. The
    currency of a group never changes; with accounts given, every change of its stock's value is
    posted to the ledger in the same commit.
    """

    _number = 27
    __slots__ = ("code", "currency", "accounts")

    code: str
    """The code."""
    currency: str
    """The currency of all values."""
    accounts: PostingAccounts | None
    """Where values are posted; not at all if missing. They can be changed until the group has
    its first stock, and never after: the books tie as of every date.
    """

    def __init__(
        self,
        *,
        code: str,
        currency: str,
        accounts: PostingAccounts | None = None,
    ) -> None:
        self.code = code
        self.currency = currency
        self.accounts = accounts


class DescribeLot(Command):
    """Adds a lot before its goods arrive, or changes its dates."""

    _number = 28
    __slots__ = ("item", "lot", "dates")

    item: str
    """The item."""
    lot: str
    """The lot's code, or the serial number."""
    dates: LotDates
    """Its dates, all of them."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        dates: LotDates | None = None,
    ) -> None:
        self.item = item
        self.lot = lot
        self.dates = dates  # type: ignore[assignment]


class Disassemble(Command):
    """Something is taken apart: its cost goes to the parts, by weight."""

    _number = 29
    __slots__ = ("from_", "to", "production", "input", "outputs", "paper")

    from_: str
    """Where it is taken from, with the locations below it."""
    to: str
    """Where the parts go to."""
    production: str
    """A production location."""
    input: Line
    """What is taken apart."""
    outputs: Sequence[OutputLine]
    """The parts; by the item's components if empty."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        input: Line,
        outputs: Sequence[OutputLine] = (),
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.production = production
        self.input = input
        self.outputs = outputs
        self.paper = paper  # type: ignore[assignment]


class DispatchTransfer(Command):
    """Goods leave for another place and are in transit until they arrive."""

    _number = 30
    __slots__ = ("id", "from_", "transit", "to", "lines", "due_at", "paper")

    id: UUID | None
    """The transfer's id; a new one if missing."""
    from_: str
    """Where they are taken from: a location, with those below it."""
    transit: str
    """A transit location."""
    to: str
    """Where they go to."""
    lines: Sequence[Line]
    """What goes."""
    due_at: datetime | None
    """When it should arrive."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        transit: str,
        to: str,
        lines: Sequence[Line],
        due_at: datetime | None = None,
        paper: Paper | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.from_ = from_
        self.transit = transit
        self.to = to
        self.lines = lines
        self.due_at = due_at
        self.paper = paper  # type: ignore[assignment]


class DispatchedAnswer(Record):
    """A transfer that left."""

    __slots__ = ("transfer", "document")

    transfer: UUID
    """The transfer's id."""
    document: UUID
    """The document's id."""

    def __init__(
        self,
        *,
        transfer: UUID | str,
        document: UUID | str,
    ) -> None:
        self.transfer = transfer  # type: ignore[assignment]
        self.document = document  # type: ignore[assignment]


class DocumentView(Record):
    """A document."""

    __slots__ = ("document", "kind", "effective_at", "recorded_at", "reference", "party", "reason", "original", "movements")

    document: UUID
    """Its id."""
    kind: DocumentKind
    """What it is."""
    effective_at: datetime
    """When it happened."""
    recorded_at: datetime
    """When it was recorded."""
    reference: str | None
    """The app's reference."""
    party: str | None
    """The customer or supplier."""
    reason: str | None
    """Why."""
    original: UUID | None
    """The document that it returns, reverses or belongs to."""
    movements: Sequence[MovementView]
    """Its movements."""

    def __init__(
        self,
        *,
        document: UUID | str,
        kind: DocumentKind | DocumentKindCode,
        effective_at: datetime,
        recorded_at: datetime,
        reference: str | None,
        party: str | None,
        reason: str | None,
        original: UUID | str | None,
        movements: Sequence[MovementView],
    ) -> None:
        self.document = document  # type: ignore[assignment]
        self.kind = kind  # type: ignore[assignment]
        self.effective_at = effective_at
        self.recorded_at = recorded_at
        self.reference = reference
        self.party = party
        self.reason = reason
        self.original = original  # type: ignore[assignment]
        self.movements = movements


class Documented(Record):
    """The document that a command wrote."""

    __slots__ = ("document",)

    document: UUID
    """Its id."""

    def __init__(
        self,
        *,
        document: UUID | str,
    ) -> None:
        self.document = document  # type: ignore[assignment]


class Done(Record):
    """The answer of commands that have nothing to tell."""

    __slots__ = ()


class Expect(Command):
    """Goods are ordered and will come."""

    _number = 31
    __slots__ = ("id", "item", "quantity", "unit", "location", "due_at", "party", "reference")

    id: UUID | None
    """Its id; a new one if missing."""
    item: str
    """The item."""
    quantity: Decimal
    """How much."""
    unit: str | None
    """In which unit; the item's own if missing."""
    location: str
    """Where it will arrive."""
    due_at: datetime
    """When it is due."""
    party: str | None
    """The supplier."""
    reference: str | None
    """The app's reference."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        location: str,
        due_at: datetime,
        party: str | None = None,
        reference: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.item = item
        self.quantity = decimal(quantity)
        self.unit = unit
        self.location = location
        self.due_at = due_at
        self.party = party
        self.reference = reference


class ExpectedAnswer(Record):
    """What is expected."""

    __slots__ = ("expected",)

    expected: UUID
    """Its id."""

    def __init__(
        self,
        *,
        expected: UUID | str,
    ) -> None:
        self.expected = expected  # type: ignore[assignment]


class Expiring(Record):
    """Stock of lots that expire before an instant, first to expire first; expired ones too."""

    __slots__ = ("before", "location")

    before: datetime
    """The instant."""
    location: str | None
    """Only here and below."""

    def __init__(
        self,
        *,
        before: datetime,
        location: str | None = None,
    ) -> None:
        self.before = before
        self.location = location


class ExpiringLine(Record):
    """Stock that expires."""

    __slots__ = ("item", "lot", "location", "status", "on_hand", "expires_at", "expired")

    item: str
    """The item."""
    lot: str
    """The lot."""
    location: str
    """The location."""
    status: StockStatus
    """The status."""
    on_hand: Decimal
    """How much is there, in base units."""
    expires_at: datetime
    """When it expires."""
    expired: bool
    """Whether that is past."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        location: str,
        status: StockStatus | StockStatusCode,
        on_hand: Decimal | int,
        expires_at: datetime,
        expired: bool,
    ) -> None:
        self.item = item
        self.lot = lot
        self.location = location
        self.status = status  # type: ignore[assignment]
        self.on_hand = decimal(on_hand)
        self.expires_at = expires_at
        self.expired = expired


class ExtendAllotment(Command):
    """Lets a lease end later. What is left of one that has ended competes for stock again."""

    _number = 32
    __slots__ = ("allotment", "lease_until")

    allotment: UUID
    """The allotment."""
    lease_until: datetime
    """The new end of the lease."""

    def __init__(
        self,
        *,
        allotment: UUID | str,
        lease_until: datetime,
    ) -> None:
        self.allotment = allotment  # type: ignore[assignment]
        self.lease_until = lease_until


class ExtendReservation(Command):
    """Gives a reservation more time, from now on. One that has expired competes for stock again."""

    _number = 33
    __slots__ = ("reservation", "expires_in_s")

    reservation: UUID
    """The reservation."""
    expires_in_s: int | None
    """For how many seconds; for good if missing."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
        expires_in_s: int | None = None,
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]
        self.expires_in_s = expires_in_s


class Forecast(Record):
    """How much of an item customers will ask for, by what they took less what they brought back."""

    __slots__ = ("item", "method", "period_days", "periods", "until")

    item: str
    """The item; of a kit ask for its components."""
    method: Method
    """How it is forecast."""
    period_days: int
    """Days of a period."""
    periods: int
    """Periods to look back, at most a thousand."""
    until: datetime | None
    """The end of the last period; now if missing."""

    def __init__(
        self,
        *,
        item: str,
        method: Method,
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> None:
        self.item = item
        self.method = method
        self.period_days = period_days
        self.periods = periods
        self.until = until


class ForecastView(Record):
    """What was asked for, and what will be."""

    __slots__ = ("demand", "forecast", "evenness")

    demand: Sequence[Decimal]
    """Demand of the past periods, oldest first, in base units."""
    forecast: Decimal | None
    """Demand to be expected in each period to come, rounded to the smallest unit; missing if
    nothing was ever asked for.
    """
    evenness: Xyz
    """How even the demand was, by its coefficient of variation: up to 0.5, up to 1, or more."""

    def __init__(
        self,
        *,
        demand: Sequence[Decimal | int],
        forecast: Decimal | int | None,
        evenness: Xyz | XyzCode,
    ) -> None:
        self.demand = demand  # type: ignore[assignment]
        self.forecast = None if forecast is None else decimal(forecast)
        self.evenness = evenness  # type: ignore[assignment]


class FreeLot(Command):
    """Lets a lot go that was held back."""

    _number = 34
    __slots__ = ("item", "lot")

    item: str
    """The item."""
    lot: str
    """The lot."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
    ) -> None:
        self.item = item
        self.lot = lot


class GetDocument(Record):
    """One document with its movements."""

    __slots__ = ("document",)

    document: UUID
    """Its id."""

    def __init__(
        self,
        *,
        document: UUID | str,
    ) -> None:
        self.document = document  # type: ignore[assignment]


class GetItem(Record):
    """One item."""

    __slots__ = ("item",)

    item: str
    """Its code."""

    def __init__(
        self,
        *,
        item: str,
    ) -> None:
        self.item = item


class GetReservation(Record):
    """One reservation."""

    __slots__ = ("reservation",)

    reservation: UUID
    """Its id."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]


class HoldLot(Command):
    """Holds a lot back: it is no longer picked or shipped."""

    _number = 35
    __slots__ = ("item", "lot", "reason")

    item: str
    """The item."""
    lot: str
    """The lot."""
    reason: str
    """Why."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
    ) -> None:
        self.item = item
        self.lot = lot
        self.reason = reason


class ItemPage(Record):
    """A page of items."""

    __slots__ = ("items", "next")

    items: Sequence[ItemView]
    """The items."""
    next: str | None
    """Where the next page starts; none after the last."""

    def __init__(
        self,
        *,
        items: Sequence[ItemView],
        next: str | None,
    ) -> None:
        self.items = items
        self.next = next


class ItemView(Record):
    """An item."""

    __slots__ = ("item", "name", "group", "unit", "decimals", "tracking", "costing", "removal", "kit", "active", "variant_of", "attributes", "packs", "barcodes", "components")

    item: str
    """Its code."""
    name: str
    """What people call it."""
    group: str
    """Its group."""
    unit: str
    """Its base unit."""
    decimals: int
    """Decimals of a quantity in the base unit."""
    tracking: Tracking
    """How pieces are told apart."""
    costing: Costing
    """How cost is found."""
    removal: Removal
    """Which stock is taken first."""
    kit: bool
    """Whether it is a kit."""
    active: bool
    """Whether it may still be bought and sold."""
    variant_of: str | None
    """The item that it is a variant of."""
    attributes: Mapping[str, str]
    """Facts about it."""
    packs: Sequence[PackView]
    """Its packs."""
    barcodes: Sequence[str]
    """Its barcodes."""
    components: Mapping[str, tuple[Decimal, Decimal]]
    """What one base unit of it is made of, by item: quantity and of how many."""

    def __init__(
        self,
        *,
        item: str,
        name: str,
        group: str,
        unit: str,
        decimals: int,
        tracking: Tracking | TrackingCode,
        costing: Costing | CostingCode,
        removal: Removal | RemovalCode,
        kit: bool,
        active: bool,
        variant_of: str | None,
        attributes: Mapping[str, str],
        packs: Sequence[PackView],
        barcodes: Sequence[str],
        components: Mapping[str, tuple[Decimal, Decimal]],
    ) -> None:
        self.item = item
        self.name = name
        self.group = group
        self.unit = unit
        self.decimals = decimals
        self.tracking = tracking  # type: ignore[assignment]
        self.costing = costing  # type: ignore[assignment]
        self.removal = removal  # type: ignore[assignment]
        self.kit = kit
        self.active = active
        self.variant_of = variant_of
        self.attributes = attributes
        self.packs = packs
        self.barcodes = barcodes
        self.components = components


class Items(Record):
    """Items in order of their codes."""

    __slots__ = ("group", "variant_of", "after", "limit")

    group: str | None
    """Only of this group."""
    variant_of: str | None
    """Only variants of this item."""
    after: str | None
    """Continue after this code."""
    limit: int | None
    """At most so many; 100 if missing."""

    def __init__(
        self,
        *,
        group: str | None = None,
        variant_of: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> None:
        self.group = group
        self.variant_of = variant_of
        self.after = after
        self.limit = limit


class Line(Record):
    """What is moved, reserved or counted: an item, how much, and which of it."""

    __slots__ = ("item", "quantity", "unit", "lot", "status", "owner")

    item: str
    """The item's code."""
    quantity: Decimal
    """How much."""
    unit: str | None
    """In which unit; the item's own if missing."""
    lot: str | None
    """The lot's code, or the serial number. Where stock is picked, any if missing."""
    status: StockStatus
    """The stock's status."""
    owner: str | None
    """Whose it is, if not ours: consignment."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        lot: str | None = None,
        status: StockStatus | StockStatusCode | None = None,
        owner: str | None = None,
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.unit = unit
        self.lot = lot
        self.status = status  # type: ignore[assignment]
        self.owner = owner


class LocationView(Record):
    """A location."""

    __slots__ = ("location", "name", "kind", "parent", "position")

    location: str
    """Its code."""
    name: str
    """What people call it."""
    kind: LocationKind
    """What it is."""
    parent: str | None
    """The location above it."""
    position: int
    """Its place in the walk through the house."""

    def __init__(
        self,
        *,
        location: str,
        name: str,
        kind: LocationKind | LocationKindCode,
        parent: str | None,
        position: int,
    ) -> None:
        self.location = location
        self.name = name
        self.kind = kind  # type: ignore[assignment]
        self.parent = parent
        self.position = position


class Locations(Record):
    """All locations, in order of their codes."""

    __slots__ = ()


class LoseTransfer(Command):
    """Goods of a transfer are lost on the way; all that is still on the way if no line is given."""

    _number = 36
    __slots__ = ("transfer", "loss", "lines", "paper")

    transfer: UUID
    """The transfer."""
    loss: str
    """Where losses go: a loss location."""
    lines: Sequence[Line]
    """What is lost."""
    paper: Paper
    """What the paper says: a reason is needed."""

    def __init__(
        self,
        *,
        transfer: UUID | str,
        loss: str,
        lines: Sequence[Line] = (),
        paper: Paper,
    ) -> None:
        self.transfer = transfer  # type: ignore[assignment]
        self.loss = loss
        self.lines = lines
        self.paper = paper


class LotDates(Record):
    """The dates of a lot."""

    __slots__ = ("manufactured_at", "expires_at", "alert_at", "removal_at")

    manufactured_at: datetime | None
    """When it was made."""
    expires_at: datetime | None
    """From when on it must not be used. GS1 AI 17 says the last good day: its end."""
    alert_at: datetime | None
    """From when on somebody should look at it."""
    removal_at: datetime | None
    """From when on it should be taken off the shelf."""

    def __init__(
        self,
        *,
        manufactured_at: datetime | None = None,
        expires_at: datetime | None = None,
        alert_at: datetime | None = None,
        removal_at: datetime | None = None,
    ) -> None:
        self.manufactured_at = manufactured_at
        self.expires_at = expires_at
        self.alert_at = alert_at
        self.removal_at = removal_at


class LotView(Record):
    """A lot."""

    __slots__ = ("item", "lot", "received_at", "dates", "held", "recalled", "on_hand")

    item: str
    """The item."""
    lot: str
    """The lot's code, or the serial number."""
    received_at: datetime
    """When it first came in."""
    dates: LotDates
    """Its dates."""
    held: str | None
    """Why it is held back."""
    recalled: str | None
    """Why it was recalled."""
    on_hand: Decimal
    """How much of it is ours, in base units."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        received_at: datetime,
        dates: LotDates,
        held: str | None,
        recalled: str | None,
        on_hand: Decimal | int,
    ) -> None:
        self.item = item
        self.lot = lot
        self.received_at = received_at
        self.dates = dates
        self.held = held
        self.recalled = recalled
        self.on_hand = decimal(on_hand)


class Lots(Record):
    """The lots of an item, in order of their codes."""

    __slots__ = ("item", "empty")

    item: str
    """The item."""
    empty: bool
    """Whether lots without stock of ours are told too."""

    def __init__(
        self,
        *,
        item: str,
        empty: bool = False,
    ) -> None:
        self.item = item
        self.empty = empty


class Move(Command):
    """Goods go from one place to another, at once. Their value stays as it is."""

    _number = 37
    __slots__ = ("from_", "to", "lines", "paper")

    from_: str
    """Where they are taken from: a location, with those below it."""
    to: str
    """Where they go to."""
    lines: Sequence[Line]
    """What goes."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class MovementPage(Record):
    """A page of movements."""

    __slots__ = ("movements", "next")

    movements: Sequence[MovementView]
    """The movements."""
    next: str | None
    """Where the next page starts; none after the last."""

    def __init__(
        self,
        *,
        movements: Sequence[MovementView],
        next: str | None,
    ) -> None:
        self.movements = movements
        self.next = next


class MovementView(Record):
    """A movement."""

    __slots__ = ("document", "kind", "item", "lot", "from_", "to", "from_status", "to_status", "quantity", "effective_at", "cost_minor")

    document: UUID
    """The document."""
    kind: DocumentKind
    """What it is."""
    item: str
    """The item."""
    lot: str | None
    """The lot's code, or the serial number."""
    from_: str
    """The location that it left."""
    to: str
    """The location that it reached."""
    from_status: StockStatus
    """The status that it had."""
    to_status: StockStatus
    """The status that it has."""
    quantity: Decimal
    """How much, in base units."""
    effective_at: datetime
    """When it happened."""
    cost_minor: int | None
    """What it was worth when it was recorded, minor units, if the value of our stock changed."""

    def __init__(
        self,
        *,
        document: UUID | str,
        kind: DocumentKind | DocumentKindCode,
        item: str,
        lot: str | None,
        from_: str,
        to: str,
        from_status: StockStatus | StockStatusCode,
        to_status: StockStatus | StockStatusCode,
        quantity: Decimal | int,
        effective_at: datetime,
        cost_minor: int | None,
    ) -> None:
        self.document = document  # type: ignore[assignment]
        self.kind = kind  # type: ignore[assignment]
        self.item = item
        self.lot = lot
        self.from_ = from_
        self.to = to
        self.from_status = from_status  # type: ignore[assignment]
        self.to_status = to_status  # type: ignore[assignment]
        self.quantity = decimal(quantity)
        self.effective_at = effective_at
        self.cost_minor = cost_minor


class Movements(Record):
    """Movements in the order of recording."""

    __slots__ = ("item", "lot", "after", "limit")

    item: str | None
    """Only of this item."""
    lot: str | None
    """Only of this lot of the item."""
    after: str | None
    """Continue after this one: what the last page said is next."""
    limit: int | None
    """At most so many; 100 if missing."""

    def __init__(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> None:
        self.item = item
        self.lot = lot
        self.after = after
        self.limit = limit


class OrderQuantity(Record):
    """How much of an item to order at a time, by what customers took of it and what ordering,
    keeping and lacking cost.
    """

    __slots__ = ("item", "location", "order_cost", "holding_cost", "shortage_cost", "per", "period_days", "periods", "until")

    item: str
    """The item; of a kit ask for its components."""
    location: str | None
    """The location whose reorder rule says how long an order takes and what it is a multiple of."""
    order_cost: Money
    """What an order costs, however much is ordered."""
    holding_cost: Money
    """What keeping so much as `per` for a year costs."""
    shortage_cost: Money | None
    """What lacking so much as `per` for a year costs: needed to say when to order."""
    per: Decimal
    """The quantity that holding and shortage cost are given for, in base units."""
    period_days: int
    """Days of a period: stock is looked at once in each."""
    periods: int
    """Periods to look back, at most a thousand."""
    until: datetime | None
    """The end of the last period; now if missing."""

    def __init__(
        self,
        *,
        item: str,
        location: str | None = None,
        order_cost: Money,
        holding_cost: Money,
        shortage_cost: Money | None = None,
        per: Decimal | int = Decimal("1"),
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> None:
        self.item = item
        self.location = location
        self.order_cost = order_cost
        self.holding_cost = holding_cost
        self.shortage_cost = shortage_cost
        self.per = decimal(per)
        self.period_days = period_days
        self.periods = periods
        self.until = until


class OrderQuantityView(Record):
    """How much to order, in base units, rounded to the smallest unit. What cannot be said is
    missing: without demand, or with a cost that is not positive.
    """

    __slots__ = ("demand_per_year", "economic", "review")

    demand_per_year: Decimal
    """What customers take in a year, by what they took."""
    economic: Decimal | None
    """The quantity whose ordering and keeping costs least, in whole multiples of the rule."""
    review: ReviewView | None
    """When to order, and up to how much."""

    def __init__(
        self,
        *,
        demand_per_year: Decimal | int,
        economic: Decimal | int | None,
        review: ReviewView | None,
    ) -> None:
        self.demand_per_year = decimal(demand_per_year)
        self.economic = None if economic is None else decimal(economic)
        self.review = review


class OutputLine(Record):
    """Something that is made."""

    __slots__ = ("item", "quantity", "unit", "lot", "weight", "dates")

    item: str
    """The item's code."""
    quantity: Decimal
    """How much."""
    unit: str | None
    """In which unit; the item's own if missing."""
    lot: str | None
    """The lot's code, or the serial number. One that is not known yet is made."""
    weight: int
    """Its share of the cost, in proportion to the others; 0 for a by-product without value."""
    dates: LotDates
    """The dates of a lot that is made."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        lot: str | None = None,
        weight: int = 1,
        dates: LotDates | None = None,
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.unit = unit
        self.lot = lot
        self.weight = weight
        self.dates = dates  # type: ignore[assignment]


class Pack(Record):
    """A pack: `packs` of `unit` contain `contains` base units, exactly."""

    __slots__ = ("unit", "contains", "packs")

    unit: str
    """The pack's code: `box`, `[lb_av]`."""
    contains: Decimal
    """Base units in ..."""
    packs: int
    """... so many packs; 1 unless a pack is a fraction that no decimal says."""

    def __init__(
        self,
        *,
        unit: str,
        contains: Decimal | int,
        packs: int = 1,
    ) -> None:
        self.unit = unit
        self.contains = decimal(contains)
        self.packs = packs


class PackView(Record):
    """A pack of an item."""

    __slots__ = ("unit", "numerator", "denominator")

    unit: str
    """The pack's code."""
    numerator: int
    """Smallest units of the item ..."""
    denominator: int
    """... in so many packs."""

    def __init__(
        self,
        *,
        unit: str,
        numerator: int,
        denominator: int,
    ) -> None:
        self.unit = unit
        self.numerator = numerator
        self.denominator = denominator


class Paper(Record):
    """What the paper says: which document, when, who with, why."""

    __slots__ = ("id", "effective_at", "reference", "party", "reason")

    id: UUID | None
    """The document's id; a new one if missing."""
    effective_at: datetime | None
    """When it happened; now if missing."""
    reference: str | None
    """The app's reference: an order number, say. Not unique."""
    party: str | None
    """The customer or supplier, as the app knows them."""
    reason: str | None
    """Why."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        effective_at: datetime | None = None,
        reference: str | None = None,
        party: str | None = None,
        reason: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.effective_at = effective_at
        self.reference = reference
        self.party = party
        self.reason = reason


class PostingAccounts(Record):
    """Ledger accounts by role, each an account code."""

    __slots__ = ("inventory", "received_not_invoiced", "cost_of_goods_sold", "adjustment", "price_difference", "production_cost", "landed_cost", "revaluation")

    inventory: str
    """The stock itself."""
    received_not_invoiced: str
    """Goods received, not invoiced."""
    cost_of_goods_sold: str
    """Cost of goods sold."""
    adjustment: str
    """Losses and findings of stock."""
    price_difference: str
    """Standard cost against real cost; rounding."""
    production_cost: str
    """Cost that production adds."""
    landed_cost: str
    """Landed cost until invoiced."""
    revaluation: str
    """Revaluations and write-downs."""

    def __init__(
        self,
        *,
        inventory: str,
        received_not_invoiced: str,
        cost_of_goods_sold: str,
        adjustment: str,
        price_difference: str,
        production_cost: str,
        landed_cost: str,
        revaluation: str,
    ) -> None:
        self.inventory = inventory
        self.received_not_invoiced = received_not_invoiced
        self.cost_of_goods_sold = cost_of_goods_sold
        self.adjustment = adjustment
        self.price_difference = price_difference
        self.production_cost = production_cost
        self.landed_cost = landed_cost
        self.revaluation = revaluation


class PromiseView(Record):
    """What can be promised, in base units."""

    __slots__ = ("item", "available", "incoming", "promise")

    item: str
    """The item."""
    available: Decimal
    """What is available of what is here."""
    incoming: Decimal
    """What is to come by the date."""
    promise: Decimal
    """Both."""

    def __init__(
        self,
        *,
        item: str,
        available: Decimal | int,
        incoming: Decimal | int,
        promise: Decimal | int,
    ) -> None:
        self.item = item
        self.available = decimal(available)
        self.incoming = decimal(incoming)
        self.promise = decimal(promise)


class Reached(Record):
    """A lot that a trace reached."""

    __slots__ = ("item", "lot", "distance")

    item: str
    """The item."""
    lot: str
    """The lot."""
    distance: int
    """How many steps away."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        distance: int,
    ) -> None:
        self.item = item
        self.lot = lot
        self.distance = distance


class Recall(Record):
    """Whom a lot reached, with all that was made of it, and where the rest is."""

    __slots__ = ("item", "lot")

    item: str
    """The item."""
    lot: str
    """The lot."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
    ) -> None:
        self.item = item
        self.lot = lot


class RecallLot(Command):
    """Calls lots back, with everything that was made of them: none of it is picked or shipped any
    more, and live reservations of it are frozen. Whom it reached is told by the query
    `inventory.recall`.
    """

    _number = 38
    __slots__ = ("item", "lot", "reason")

    item: str
    """The item."""
    lot: str
    """The lot."""
    reason: str
    """Why."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
    ) -> None:
        self.item = item
        self.lot = lot
        self.reason = reason


class RecallView(Record):
    """Who must be told of a recall, and what must be fetched.

    For each lot, what is on hand or in transit, with customers, lost, used up and sent back to
    suppliers adds up to what was received or made (I20).
    """

    __slots__ = ("lots", "customers", "stock", "reservations")

    lots: Sequence[RecalledLot]
    """The lots."""
    customers: Sequence[RecalledFrom]
    """What customers have got, less what they brought back."""
    stock: Sequence[RecalledAt]
    """What is in places of our own."""
    reservations: Sequence[ReservationView]
    """Live reservations of these lots, which are frozen."""

    def __init__(
        self,
        *,
        lots: Sequence[RecalledLot],
        customers: Sequence[RecalledFrom],
        stock: Sequence[RecalledAt],
        reservations: Sequence[ReservationView],
    ) -> None:
        self.lots = lots
        self.customers = customers
        self.stock = stock
        self.reservations = reservations


class RecalledAnswer(Record):
    """What was called back."""

    __slots__ = ("lots",)

    lots: int
    """How many lots, with those that were made of them."""

    def __init__(
        self,
        *,
        lots: int,
    ) -> None:
        self.lots = lots


class RecalledAt(Record):
    """What is in a place of our own."""

    __slots__ = ("location", "item", "lot", "status", "quantity")

    location: str
    """The location."""
    item: str
    """The item."""
    lot: str
    """The lot."""
    status: StockStatus
    """The status."""
    quantity: Decimal
    """How much, in base units."""

    def __init__(
        self,
        *,
        location: str,
        item: str,
        lot: str,
        status: StockStatus | StockStatusCode,
        quantity: Decimal | int,
    ) -> None:
        self.location = location
        self.item = item
        self.lot = lot
        self.status = status  # type: ignore[assignment]
        self.quantity = decimal(quantity)


class RecalledFrom(Record):
    """What a customer has."""

    __slots__ = ("party", "item", "lot", "quantity", "references")

    party: str | None
    """The customer, if the paper says who."""
    item: str
    """The item."""
    lot: str
    """The lot."""
    quantity: Decimal
    """How much, in base units."""
    references: Sequence[str]
    """The references of their papers."""

    def __init__(
        self,
        *,
        party: str | None,
        item: str,
        lot: str,
        quantity: Decimal | int,
        references: Sequence[str],
    ) -> None:
        self.party = party
        self.item = item
        self.lot = lot
        self.quantity = decimal(quantity)
        self.references = references


class RecalledLot(Record):
    """What became of a lot, in base units."""

    __slots__ = ("item", "lot", "distance", "recalled", "received", "returned", "on_hand", "delivered", "lost", "consumed")

    item: str
    """The item."""
    lot: str
    """The lot."""
    distance: int
    """How many steps away from the lot that was asked for."""
    recalled: str | None
    """Why it was recalled, if it was."""
    received: Decimal
    """What suppliers sent, and what was made."""
    returned: Decimal
    """What went back to suppliers."""
    on_hand: Decimal
    """What is on our shelves and on the way between them."""
    delivered: Decimal
    """What customers have."""
    lost: Decimal
    """What was lost, less what was found."""
    consumed: Decimal
    """What was used up."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        distance: int,
        recalled: str | None,
        received: Decimal | int,
        returned: Decimal | int,
        on_hand: Decimal | int,
        delivered: Decimal | int,
        lost: Decimal | int,
        consumed: Decimal | int,
    ) -> None:
        self.item = item
        self.lot = lot
        self.distance = distance
        self.recalled = recalled
        self.received = decimal(received)
        self.returned = decimal(returned)
        self.on_hand = decimal(on_hand)
        self.delivered = decimal(delivered)
        self.lost = decimal(lost)
        self.consumed = decimal(consumed)


class ReceiptLine(Record):
    """A line that brings goods in."""

    __slots__ = ("item", "quantity", "unit", "lot", "status", "owner", "cost", "dates")

    item: str
    """The item's code."""
    quantity: Decimal
    """How much."""
    unit: str | None
    """In which unit; the item's own if missing."""
    lot: str | None
    """The lot's code, or the serial number. One that is not known yet is made."""
    status: StockStatus
    """The status that the stock gets."""
    owner: str | None
    """Whose it is, if not ours: consignment."""
    cost: Money | None
    """What all of the line cost, taxes that are recovered left out. Missing for consignment."""
    dates: LotDates
    """The dates of a lot that is made."""

    def __init__(
        self,
        *,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        lot: str | None = None,
        status: StockStatus | StockStatusCode | None = None,
        owner: str | None = None,
        cost: Money | None = None,
        dates: LotDates | None = None,
    ) -> None:
        self.item = item
        self.quantity = decimal(quantity)
        self.unit = unit
        self.lot = lot
        self.status = status  # type: ignore[assignment]
        self.owner = owner
        self.cost = cost
        self.dates = dates  # type: ignore[assignment]


class Receive(Command):
    """Goods come in from a supplier, at cost."""

    _number = 39
    __slots__ = ("from_", "to", "lines", "expected", "paper")

    from_: str
    """Where they come from: a supplier location."""
    to: str
    """Where they go to."""
    lines: Sequence[ReceiptLine]
    """What comes."""
    expected: UUID | None
    """The expected receipt that this one fulfils."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.expected = expected  # type: ignore[assignment]
        self.paper = paper  # type: ignore[assignment]


class ReceiveTransfer(Command):
    """Goods of a transfer arrive; all that is still on the way if no line is given."""

    _number = 40
    __slots__ = ("transfer", "lines", "paper")

    transfer: UUID
    """The transfer."""
    lines: Sequence[Line]
    """What arrives."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        transfer: UUID | str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
    ) -> None:
        self.transfer = transfer  # type: ignore[assignment]
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class ReleaseReservation(Command):
    """Gives back what a reservation still sets aside."""

    _number = 41
    __slots__ = ("reservation",)

    reservation: UUID
    """The reservation."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]


class Reorder(Record):
    """What should be ordered by the reorder rules: items of which what is available and what is to
    come have fallen to the least that a rule allows.
    """

    __slots__ = ("location",)

    location: str | None
    """Only by rules for here and below."""

    def __init__(
        self,
        *,
        location: str | None = None,
    ) -> None:
        self.location = location


class ReorderLine(Record):
    """Something to order, in base units."""

    __slots__ = ("item", "location", "position", "threshold", "order", "arrives_at")

    item: str
    """The item."""
    location: str
    """For which location."""
    position: Decimal
    """What is available there and below, and what is to come."""
    threshold: Decimal
    """What it should not fall to: the rule's least, and the safety stock."""
    order: Decimal
    """How much to order."""
    arrives_at: datetime
    """When it would arrive if it were ordered now."""

    def __init__(
        self,
        *,
        item: str,
        location: str,
        position: Decimal | int,
        threshold: Decimal | int,
        order: Decimal | int,
        arrives_at: datetime,
    ) -> None:
        self.item = item
        self.location = location
        self.position = decimal(position)
        self.threshold = decimal(threshold)
        self.order = decimal(order)
        self.arrives_at = arrives_at


class ReorderRule(Record):
    """When to order, and how much, in base units."""

    __slots__ = ("min", "max", "multiple", "lead_time_days", "safety_stock")

    min: Decimal
    """Order when available and incoming stock falls to this."""
    max: Decimal
    """Order up to this."""
    multiple: Decimal | None
    """Order a multiple of this."""
    lead_time_days: int
    """Days between ordering and receiving."""
    safety_stock: Decimal
    """Quantity kept for emergencies, on top of `min`."""

    def __init__(
        self,
        *,
        min: Decimal | int,
        max: Decimal | int,
        multiple: Decimal | int | None = None,
        lead_time_days: int = 0,
        safety_stock: Decimal | int | None = None,
    ) -> None:
        self.min = decimal(min)
        self.max = decimal(max)
        self.multiple = None if multiple is None else decimal(multiple)
        self.lead_time_days = lead_time_days
        self.safety_stock = safety_stock  # type: ignore[assignment]


class ReservationView(Record):
    """A reservation."""

    __slots__ = ("reservation", "status", "created_at", "expires_at", "reference", "party", "device", "lines")

    reservation: UUID
    """Its id."""
    status: ReservationStatus
    """Where it stands now; expired as soon as its time has run out."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """From when on it counts no more."""
    reference: str | None
    """The app's reference."""
    party: str | None
    """For whom."""
    device: str | None
    """The device that holds it, if it is an allotment."""
    lines: Sequence[ReservedLineView]
    """What it sets aside."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
        status: ReservationStatus | ReservationStatusCode,
        created_at: datetime,
        expires_at: datetime | None,
        reference: str | None,
        party: str | None,
        device: str | None,
        lines: Sequence[ReservedLineView],
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]
        self.status = status  # type: ignore[assignment]
        self.created_at = created_at
        self.expires_at = expires_at
        self.reference = reference
        self.party = party
        self.device = device
        self.lines = lines


class Reservations(Record):
    """Reservations with this reference."""

    __slots__ = ("reference",)

    reference: str
    """The app's reference."""

    def __init__(
        self,
        *,
        reference: str,
    ) -> None:
        self.reference = reference


class Reserve(Command):
    """Sets stock aside: all lines or none."""

    _number = 42
    __slots__ = ("id", "from_", "lines", "expires_in_s", "reference", "party")

    id: UUID | None
    """The reservation's id; a new one if missing."""
    from_: str
    """Where: a location, with those below it."""
    lines: Sequence[Line]
    """What."""
    expires_in_s: int | None
    """For how many seconds; for good if missing."""
    reference: str | None
    """The app's reference: an order number, say."""
    party: str | None
    """For whom: their shelf rule is kept."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        lines: Sequence[Line],
        expires_in_s: int | None = None,
        reference: str | None = None,
        party: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.from_ = from_
        self.lines = lines
        self.expires_in_s = expires_in_s
        self.reference = reference
        self.party = party


class ReservedAnswer(Record):
    """What was set aside."""

    __slots__ = ("reservation", "expires_at")

    reservation: UUID
    """The reservation's id."""
    expires_at: datetime | None
    """From when on it counts no more."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
        expires_at: datetime | None,
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]
        self.expires_at = expires_at


class ReservedLineView(Record):
    """A line of a reservation."""

    __slots__ = ("item", "location", "lot", "quantity", "shipped", "frozen")

    item: str
    """The item."""
    location: str
    """The location."""
    lot: str | None
    """The lot."""
    quantity: Decimal
    """How much, in base units, less what a device gave back or passed on."""
    shipped: Decimal
    """How much of it was shipped."""
    frozen: bool
    """Whether it cannot be shipped: its lot is held back, recalled or expired."""

    def __init__(
        self,
        *,
        item: str,
        location: str,
        lot: str | None,
        quantity: Decimal | int,
        shipped: Decimal | int,
        frozen: bool,
    ) -> None:
        self.item = item
        self.location = location
        self.lot = lot
        self.quantity = decimal(quantity)
        self.shipped = decimal(shipped)
        self.frozen = frozen


class ReturnAllotment(Command):
    """Gives rights back that a device will not use. Sales that were not reported yet need theirs:
    report them first, or name the lines.
    """

    _number = 43
    __slots__ = ("allotment", "lines")

    allotment: UUID
    """The allotment."""
    lines: Sequence[Line]
    """What is given back; all that is left if empty."""

    def __init__(
        self,
        *,
        allotment: UUID | str,
        lines: Sequence[Line] = (),
    ) -> None:
        self.allotment = allotment  # type: ignore[assignment]
        self.lines = lines


class ReturnFromCustomer(Command):
    """A customer brings goods back that were shipped: at what they had cost."""

    _number = 44
    __slots__ = ("shipment", "to", "lines", "status", "paper")

    shipment: UUID
    """The shipment."""
    to: str
    """Where the goods go to."""
    lines: Sequence[Line]
    """What comes back, by item and lot; all of it if empty."""
    status: StockStatus
    """The status of what comes back."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        paper: Paper | None = None,
    ) -> None:
        self.shipment = shipment  # type: ignore[assignment]
        self.to = to
        self.lines = lines
        self.status = status  # type: ignore[assignment]
        self.paper = paper  # type: ignore[assignment]


class ReturnToSupplier(Command):
    """Goods go back to the supplier: at what they had cost."""

    _number = 45
    __slots__ = ("receipt", "from_", "lines", "paper")

    receipt: UUID
    """The receipt."""
    from_: str | None
    """Where the goods are taken from; where they were received if missing."""
    lines: Sequence[Line]
    """What goes back, by item and lot; all of it if empty."""
    paper: Paper
    """What the paper says. A receipt that never was is taken back at its own time."""

    def __init__(
        self,
        *,
        receipt: UUID | str,
        from_: str | None = None,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
    ) -> None:
        self.receipt = receipt  # type: ignore[assignment]
        self.from_ = from_
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class Revalue(Command):
    """Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
    to net realisable value, say.
    """

    _number = 46
    __slots__ = ("item", "lot", "value", "effective_at", "reason")

    item: str
    """The item."""
    lot: str | None
    """The lot, for lot costing."""
    value: Money
    """What all of its stock is worth from then on."""
    effective_at: datetime | None
    """From when on; now if missing."""
    reason: str
    """Why."""

    def __init__(
        self,
        *,
        item: str,
        lot: str | None = None,
        value: Money,
        effective_at: datetime | None = None,
        reason: str,
    ) -> None:
        self.item = item
        self.lot = lot
        self.value = value
        self.effective_at = effective_at
        self.reason = reason


class ReviewView(Record):
    """When to order, and up to how much: (s, S)."""

    __slots__ = ("order_at", "order_up_to")

    order_at: Decimal
    """Order when what is available and to come has fallen to this, in base units."""
    order_up_to: Decimal
    """Order up to this, in base units."""

    def __init__(
        self,
        *,
        order_at: Decimal | int,
        order_up_to: Decimal | int,
    ) -> None:
        self.order_at = decimal(order_at)
        self.order_up_to = decimal(order_up_to)


class ScanBarcode(Record):
    """What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
    barcode of an item.
    """

    __slots__ = ("barcode",)

    barcode: str
    """What the scanner read."""

    def __init__(
        self,
        *,
        barcode: str,
    ) -> None:
        self.barcode = barcode


class ScanView(Record):
    """What a barcode means."""

    __slots__ = ("item", "unit", "quantity", "lot", "lot_known", "expires_at", "elements")

    item: str | None
    """The item, if there is one with this barcode."""
    unit: str | None
    """The unit that carries it."""
    quantity: Decimal | None
    """How many base units one of it is."""
    lot: str | None
    """The lot's code (AI 10), or the serial number (AI 21) of an item that has them."""
    lot_known: bool
    """Whether the lot is known."""
    expires_at: datetime | None
    """The first instant after its last good day (AI 17)."""
    elements: Mapping[str, str]
    """All GS1 elements by their application identifiers."""

    def __init__(
        self,
        *,
        item: str | None,
        unit: str | None,
        quantity: Decimal | int | None,
        lot: str | None,
        lot_known: bool,
        expires_at: datetime | None,
        elements: Mapping[str, str],
    ) -> None:
        self.item = item
        self.unit = unit
        self.quantity = None if quantity is None else decimal(quantity)
        self.lot = lot
        self.lot_known = lot_known
        self.expires_at = expires_at
        self.elements = elements


class SetPolicy(Command):
    """Sets rules for an item at a location, all of them: what is missing follows the item."""

    _number = 47
    __slots__ = ("item", "location", "allow_negative", "backorder", "removal", "reorder")

    item: str
    """The item."""
    location: str
    """The location."""
    allow_negative: bool
    """Whether stock may fall below zero."""
    backorder: Backorder
    """How much may be reserved beyond what is there."""
    removal: Removal | None
    """Which stock is taken first."""
    reorder: ReorderRule | None
    """When to order, and how much."""

    def __init__(
        self,
        *,
        item: str,
        location: str,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        removal: Removal | RemovalCode | None = None,
        reorder: ReorderRule | None = None,
    ) -> None:
        self.item = item
        self.location = location
        self.allow_negative = allow_negative
        self.backorder = backorder  # type: ignore[assignment]
        self.removal = removal  # type: ignore[assignment]
        self.reorder = reorder


class SetShelfRule(Command):
    """Sets the least remaining life that a customer accepts."""

    _number = 48
    __slots__ = ("party", "days")

    party: str
    """The customer, as the app knows them."""
    days: int
    """Days between shipment and expiry."""

    def __init__(
        self,
        *,
        party: str,
        days: int,
    ) -> None:
        self.party = party
        self.days = days


class Ship(Command):
    """Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
    kits by their components; several lots may make up a line.
    """

    _number = 49
    __slots__ = ("from_", "to", "lines", "paper")

    from_: str
    """Where they are taken from: a location, with those below it."""
    to: str
    """Where they go to: a customer location."""
    lines: Sequence[Line]
    """What goes."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class ShipReservation(Command):
    """Ships what a reservation sets aside: all of it, or the lines given."""

    _number = 50
    __slots__ = ("reservation", "to", "lines", "paper")

    reservation: UUID
    """The reservation."""
    to: str
    """Where the goods go to: a customer location."""
    lines: Sequence[Line]
    """What is shipped, if not all; the rest stays set aside."""
    paper: Paper
    """What the paper says."""

    def __init__(
        self,
        *,
        reservation: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
    ) -> None:
        self.reservation = reservation  # type: ignore[assignment]
        self.to = to
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class SpendAllotment(Command):
    """Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
    held back meanwhile is no hindrance, so that a recall finds who has it.
    """

    _number = 51
    __slots__ = ("allotment", "from_", "to", "lines", "paper")

    allotment: UUID
    """The allotment."""
    from_: str | None
    """Only what was allotted here and below; anything if missing."""
    to: str
    """Where the goods went: a customer location."""
    lines: Sequence[Line]
    """What was sold."""
    paper: Paper
    """What the paper says, above all when it was sold."""

    def __init__(
        self,
        *,
        allotment: UUID | str,
        from_: str | None = None,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
    ) -> None:
        self.allotment = allotment  # type: ignore[assignment]
        self.from_ = from_
        self.to = to
        self.lines = lines
        self.paper = paper  # type: ignore[assignment]


class StandardCost(Record):
    """A cost that is fixed in advance."""

    __slots__ = ("cost", "per")

    cost: Money
    """The cost ..."""
    per: Decimal
    """... of so many base units."""

    def __init__(
        self,
        *,
        cost: Money,
        per: Decimal | int = Decimal("1"),
    ) -> None:
        self.cost = cost
        self.per = decimal(per)


class Stock(Record):
    """How much is where, by item, location, lot, status and owner. Places of our own only, unless a
    location is named.
    """

    __slots__ = ("item", "lot", "location", "as_of")

    item: str | None
    """Only of this item."""
    lot: str | None
    """Only of this lot of the item."""
    location: str | None
    """Only here and below."""
    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        location: str | None = None,
        as_of: AsOf | None = None,
    ) -> None:
        self.item = item
        self.lot = lot
        self.location = location
        self.as_of = as_of  # type: ignore[assignment]


class StockLine(Record):
    """A place with stock."""

    __slots__ = ("item", "location", "lot", "expires_at", "status", "owner", "on_hand", "reserved", "unit")

    item: str
    """The item."""
    location: str
    """The location."""
    lot: str | None
    """The lot's code, or the serial number."""
    expires_at: datetime | None
    """The lot's expiry."""
    status: StockStatus
    """The status."""
    owner: str | None
    """Whose it is, if not ours."""
    on_hand: Decimal
    """How much is there, in base units."""
    reserved: Decimal | None
    """What is set aside; only for the present."""
    unit: str
    """The base unit."""

    def __init__(
        self,
        *,
        item: str,
        location: str,
        lot: str | None,
        expires_at: datetime | None,
        status: StockStatus | StockStatusCode,
        owner: str | None,
        on_hand: Decimal | int,
        reserved: Decimal | int | None,
        unit: str,
    ) -> None:
        self.item = item
        self.location = location
        self.lot = lot
        self.expires_at = expires_at
        self.status = status  # type: ignore[assignment]
        self.owner = owner
        self.on_hand = decimal(on_hand)
        self.reserved = None if reserved is None else decimal(reserved)
        self.unit = unit


class Trace(Record):
    """What was made of a lot, or what it was made of, however many steps away."""

    __slots__ = ("item", "lot", "direction")

    item: str
    """The item."""
    lot: str
    """The lot."""
    direction: TraceDirection
    """Which way."""

    def __init__(
        self,
        *,
        item: str,
        lot: str,
        direction: TraceDirection | TraceDirectionCode,
    ) -> None:
        self.item = item
        self.lot = lot
        self.direction = direction  # type: ignore[assignment]


class TraceStep(Record):
    """A lot that went into another."""

    __slots__ = ("parent", "child", "quantity")

    parent: tuple[str, str]
    """The lot that was used: item and lot."""
    child: tuple[str, str]
    """The lot that was made: item and lot."""
    quantity: Decimal
    """How much of the parent, in base units."""

    def __init__(
        self,
        *,
        parent: tuple[str, str],
        child: tuple[str, str],
        quantity: Decimal | int,
    ) -> None:
        self.parent = parent
        self.child = child
        self.quantity = decimal(quantity)


class TraceView(Record):
    """Lots that are connected, nearest first."""

    __slots__ = ("lots", "steps")

    lots: Sequence[Reached]
    """The lots, with the one that was asked for."""
    steps: Sequence[TraceStep]
    """How each is connected with the one before."""

    def __init__(
        self,
        *,
        lots: Sequence[Reached],
        steps: Sequence[TraceStep],
    ) -> None:
        self.lots = lots
        self.steps = steps


class TransferRights(Command):
    """Passes rights on from one device to another, as an allotment of its own under the same lease."""

    _number = 52
    __slots__ = ("allotment", "id", "device", "lines")

    allotment: UUID
    """The allotment that gives."""
    id: UUID | None
    """The id of the allotment that is made; a new one if missing."""
    device: str
    """The device that gets the rights."""
    lines: Sequence[Line]
    """What is passed on; all that is left if empty."""

    def __init__(
        self,
        *,
        allotment: UUID | str,
        id: UUID | str | None = None,
        device: str,
        lines: Sequence[Line] = (),
    ) -> None:
        self.allotment = allotment  # type: ignore[assignment]
        self.id = id  # type: ignore[assignment]
        self.device = device
        self.lines = lines


class Valuation(Record):
    """What stock is worth, by item (and lot, where lots are valued by themselves)."""

    __slots__ = ("group", "item", "as_of")

    group: str | None
    """Only of this group."""
    item: str | None
    """Only of this item."""
    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        group: str | None = None,
        item: str | None = None,
        as_of: AsOf | None = None,
    ) -> None:
        self.group = group
        self.item = item
        self.as_of = as_of  # type: ignore[assignment]


class ValuationLine(Record):
    """What an item is worth."""

    __slots__ = ("item", "lot", "group", "quantity", "value")

    item: str
    """The item."""
    lot: str | None
    """The lot, where lots are valued by themselves."""
    group: str
    """The group."""
    quantity: Decimal
    """How much there is, in base units."""
    value: Money
    """What it is worth."""

    def __init__(
        self,
        *,
        item: str,
        lot: str | None,
        group: str,
        quantity: Decimal | int,
        value: Money,
    ) -> None:
        self.item = item
        self.lot = lot
        self.group = group
        self.quantity = decimal(quantity)
        self.value = value


class ValuationView(Record):
    """What stock is worth."""

    __slots__ = ("lines", "totals")

    lines: Sequence[ValuationLine]
    """By item."""
    totals: Sequence[Money]
    """In all, one for each currency."""

    def __init__(
        self,
        *,
        lines: Sequence[ValuationLine],
        totals: Sequence[Money],
    ) -> None:
        self.lines = lines
        self.totals = totals


class Inventory:
    """Stock: items, lots, movements, reservations, valuation."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def add_landed_cost(
        self,
        *,
        receipts: Sequence[UUID | str],
        amount: Money,
        basis: Basis | BasisCode | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Freight, duty and other costs of goods that have come in. It counts at the time of their
        receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
        and its share is posted at the first open instant.

        Args:
        - `receipts`: The receipts.
        - `amount`: The charge.
        - `basis`: How it is shared out.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(20, self._handle, ((receipts, amount, basis), command_id))
        return answer

    def adjust(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock is found or lost, scrapped or written off, with a reason.

        Args:
        - `location`: Where.
        - `loss`: A loss location.
        - `lines`: What: a positive quantity is found, a negative one is lost. What is found is worth what
            the rest of the stock is.
        - `paper`: What the paper says: a reason is needed.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(21, self._handle, ((location, loss, lines, paper), command_id))
        return answer

    def allot(
        self,
        *,
        id: UUID | str | None = None,
        device: str,
        location: str,
        lines: Sequence[Line],
        lease_until: datetime,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
        there, and no lot that expires before the lease ends.

        Args:
        - `id`: The allotment's id; a new one if missing.
        - `device`: The device, as the app knows it.
        - `location`: Where: a location, with those below it.
        - `lines`: What.
        - `lease_until`: The end of the lease: from then on, what is left is anybody's.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = call(22, self._handle, ((id, device, location, lines, lease_until, reference), command_id))
        return answer

    def allotments(
        self,
        *,
        device: str | None = None,
        ended: bool = False,
    ) -> list[ReservationView]:
        """Allotments: what devices may sell without asking.

        Args:
        - `device`: Only of this device.
        - `ended`: Also those whose lease has ended, or of which nothing is left.
        """
        answer: List[ReservationView] = call(23, self._handle, ((device, ended),))
        return answer

    def assemble(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        inputs: Sequence[Line] = (),
        outputs: Sequence[OutputLine],
        added_cost: Money | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods are made out of others: by the components that are defined for the product, or by
        the inputs given. The product costs what its inputs cost, and what production adds.

        Args:
        - `from_`: Where inputs are taken from, with the locations below it.
        - `to`: Where products go to.
        - `production`: A production location.
        - `inputs`: What is used; by the product's components if empty.
        - `outputs`: What is made: the product, and by-products.
        - `added_cost`: What production adds to the cost: labour, machines.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(24, self._handle, ((from_, to, production, inputs, outputs, added_cost, paper), command_id))
        return answer

    def availability(
        self,
        *,
        items: Sequence[str],
        location: str | None = None,
        at: datetime | None = None,
    ) -> list[AvailabilityView]:
        """How much of items can be sold now.

        Args:
        - `items`: The items; kits too.
        - `location`: Only here and below; everywhere if missing.
        - `at`: Lots that have expired by then do not count; now if missing.
        """
        answer: List[AvailabilityView] = call(25, self._handle, ((items, location, at),))
        return answer

    def available_to_promise(
        self,
        *,
        item: str,
        location: str | None = None,
        by: datetime,
    ) -> PromiseView:
        """How much of an item can be promised for a date: what is available now, and what is to come
        until then.

        Args:
        - `item`: The item.
        - `location`: Only here and below; everywhere if missing.
        - `by`: The date. Lots that have expired by then do not count.
        """
        answer: PromiseView = call(26, self._handle, ((item, location, by),))
        return answer

    def change_costing(
        self,
        *,
        item: str,
        costing: Costing | CostingCode,
        standard_cost: StandardCost | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes how the cost of an item is found, or its standard cost. A difference in value is
        posted as a revaluation. To and from lot costing only without stock.

        Args:
        - `item`: The item.
        - `costing`: How cost is found.
        - `standard_cost`: The standard cost. For standard costing the present average if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(27, self._handle, ((item, costing, standard_cost), command_id))
        return answer

    def change_item(
        self,
        *,
        item: str,
        name: str | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool | None = None,
        backorder: Backorder | None = None,
        active: bool | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes what an item is called and by which rules it is sold. What is missing stays.

        Args:
        - `item`: The item's code.
        - `name`: What people call it.
        - `removal`: Which stock is taken first.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `active`: Whether it may still be bought and sold.
        - `attributes`: Facts about it, all of them.
        - `packs`: Packs to add.
        - `barcodes`: Barcodes to add.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(28, self._handle, ((item, name, removal, allow_negative, backorder, active, attributes, packs, barcodes), command_id))
        return answer

    def change_status(
        self,
        *,
        location: str,
        lines: Sequence[Line],
        status: StockStatus | StockStatusCode,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock of another status: released by inspection, found damaged.

        Args:
        - `location`: Where it is.
        - `lines`: What, with the status that it has.
        - `status`: The status that it gets.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(29, self._handle, ((location, lines, status, paper), command_id))
        return answer

    def classification(
        self,
        *,
        group: str | None = None,
        period_days: int = 30,
        periods: int = 12,
        until: datetime | None = None,
        a_percent: int = 80,
        b_percent: int = 95,
        x_percent: int = 50,
        y_percent: int = 100,
    ) -> list[ClassLine]:
        """Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
        that was (XYZ). Items of one currency are sorted among themselves.

        Args:
        - `group`: Only items of this group.
        - `period_days`: Days of a period.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        - `a_percent`: What begins within this share of the whole is A, in percent.
        - `b_percent`: What begins within this share of the whole and is not A is B, in percent.
        - `x_percent`: Up to this coefficient of variation demand is X, in percent.
        - `y_percent`: Up to this coefficient of variation demand is at least Y, in percent.
        """
        answer: List[ClassLine] = call(30, self._handle, ((group, period_days, periods, until, a_percent, b_percent, x_percent, y_percent),))
        return answer

    def close_expectation(
        self,
        *,
        expected: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ordered goods will not come, or no more of them.

        Args:
        - `expected`: The expected receipt.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(31, self._handle, ((expected,), command_id))
        return answer

    def close_period(
        self,
        *,
        until: datetime,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Closes the books of stock: nothing that counts before `until` changes any more. What becomes
        known later is posted at `until`.

        Args:
        - `until`: The first instant that is still open.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(32, self._handle, ((until,), command_id))
        return answer

    def count(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock was counted. The count says what was there at its own time, `effective_at`: movements
        after it stay, and movements before it that become known later do not change what was found.

        Args:
        - `location`: Where.
        - `loss`: A loss location, for the differences.
        - `lines`: What was found: zero too.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(33, self._handle, ((location, loss, lines, paper), command_id))
        return answer

    def create_item(
        self,
        *,
        code: str,
        name: str | None = None,
        group: str,
        unit: str = "{piece}",
        decimals: int = 0,
        tracking: Tracking | TrackingCode | None = None,
        costing: Costing | CostingCode | None = None,
        standard_cost: StandardCost | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        variant_of: str | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds an item, or a variant of one.

        Args:
        - `code`: The code (SKU).
        - `name`: What people call it; the code if missing.
        - `group`: The group.
        - `unit`: The base unit, a UCUM code where there is one: `{piece}`, `g`, `mL`. The potency of a
            remedy is no unit but an attribute: nothing converts one into another.
        - `decimals`: Decimals of a quantity in the base unit, 0 to 9: pieces have none.
        - `tracking`: How pieces are told apart.
        - `costing`: How cost is found.
        - `standard_cost`: The standard cost; needed for standard costing.
        - `removal`: Which stock is taken first; by expiry for lots, else by age, if missing.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `variant_of`: The item that this one is a variant of.
        - `attributes`: Facts about it.
        - `packs`: Packs.
        - `barcodes`: Barcodes.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(34, self._handle, ((code, name, group, unit, decimals, tracking, costing, standard_cost, removal, allow_negative, backorder, variant_of, attributes, packs, barcodes), command_id))
        return answer

    def create_location(
        self,
        *,
        code: str,
        name: str | None = None,
        kind: LocationKind | LocationKindCode | None = None,
        parent: str | None = None,
        position: int = 0,
        removal: Removal | RemovalCode | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds a location.

        Args:
        - `code`: The code.
        - `name`: What people call it; the code if missing.
        - `kind`: What it is.
        - `parent`: The location above it.
        - `position`: Its place in the walk through the house: the nearest is the smallest.
        - `removal`: Which stock is taken first here, if not by the item's rule.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(35, self._handle, ((code, name, kind, parent, position, removal), command_id))
        return answer

    def define_components(
        self,
        *,
        item: str,
        kit: bool = False,
        components: Sequence[ComponentOf],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Says what a kit, a bundle or a product is made of, anew.

        Args:
        - `item`: The whole.
        - `kit`: Whether it is a kit: never stocked itself, sold by selling its components. Otherwise it is
            assembled.
        - `components`: The parts.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(36, self._handle, ((item, kit, components), command_id))
        return answer

    def define_group(
        self,
        *,
        code: str,
        currency: str,
        accounts: PostingAccounts | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Defines a group of items that are valued and posted alike, or changes its accounts. The
        currency of a group never changes; with accounts given, every change of its stock's value is
        posted to the ledger in the same commit.

        Args:
        - `code`: The code.
        - `currency`: The currency of all values.
        - `accounts`: Where values are posted; not at all if missing. They can be changed until the group has
            its first stock, and never after: the books tie as of every date.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(37, self._handle, ((code, currency, accounts), command_id))
        return answer

    def describe_lot(
        self,
        *,
        item: str,
        lot: str,
        dates: LotDates | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds a lot before its goods arrive, or changes its dates.

        Args:
        - `item`: The item.
        - `lot`: The lot's code, or the serial number.
        - `dates`: Its dates, all of them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(38, self._handle, ((item, lot, dates), command_id))
        return answer

    def disassemble(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        input: Line,
        outputs: Sequence[OutputLine] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Something is taken apart: its cost goes to the parts, by weight.

        Args:
        - `from_`: Where it is taken from, with the locations below it.
        - `to`: Where the parts go to.
        - `production`: A production location.
        - `input`: What is taken apart.
        - `outputs`: The parts; by the item's components if empty.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(39, self._handle, ((from_, to, production, input, outputs, paper), command_id))
        return answer

    def dispatch_transfer(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        transit: str,
        to: str,
        lines: Sequence[Line],
        due_at: datetime | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[DispatchedAnswer]:
        """Goods leave for another place and are in transit until they arrive.

        Args:
        - `id`: The transfer's id; a new one if missing.
        - `from_`: Where they are taken from: a location, with those below it.
        - `transit`: A transit location.
        - `to`: Where they go to.
        - `lines`: What goes.
        - `due_at`: When it should arrive.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[DispatchedAnswer] = call(40, self._handle, ((id, from_, transit, to, lines, due_at, paper), command_id))
        return answer

    def expect(
        self,
        *,
        id: UUID | str | None = None,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        location: str,
        due_at: datetime,
        party: str | None = None,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ExpectedAnswer]:
        """Goods are ordered and will come.

        Args:
        - `id`: Its id; a new one if missing.
        - `item`: The item.
        - `quantity`: How much.
        - `unit`: In which unit; the item's own if missing.
        - `location`: Where it will arrive.
        - `due_at`: When it is due.
        - `party`: The supplier.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ExpectedAnswer] = call(41, self._handle, ((id, item, quantity, unit, location, due_at, party, reference), command_id))
        return answer

    def expiring(
        self,
        *,
        before: datetime,
        location: str | None = None,
    ) -> list[ExpiringLine]:
        """Stock of lots that expire before an instant, first to expire first; expired ones too.

        Args:
        - `before`: The instant.
        - `location`: Only here and below.
        """
        answer: List[ExpiringLine] = call(42, self._handle, ((before, location),))
        return answer

    def extend_allotment(
        self,
        *,
        allotment: UUID | str,
        lease_until: datetime,
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Lets a lease end later. What is left of one that has ended competes for stock again.

        Args:
        - `allotment`: The allotment.
        - `lease_until`: The new end of the lease.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = call(43, self._handle, ((allotment, lease_until), command_id))
        return answer

    def extend_reservation(
        self,
        *,
        reservation: UUID | str,
        expires_in_s: int | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ReservedAnswer]:
        """Gives a reservation more time, from now on. One that has expired competes for stock again.

        Args:
        - `reservation`: The reservation.
        - `expires_in_s`: For how many seconds; for good if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ReservedAnswer] = call(44, self._handle, ((reservation, expires_in_s), command_id))
        return answer

    def forecast(
        self,
        *,
        item: str,
        method: Method,
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> ForecastView:
        """How much of an item customers will ask for, by what they took less what they brought back.

        Args:
        - `item`: The item; of a kit ask for its components.
        - `method`: How it is forecast.
        - `period_days`: Days of a period.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        """
        answer: ForecastView = call(45, self._handle, ((item, method, period_days, periods, until),))
        return answer

    def free_lot(
        self,
        *,
        item: str,
        lot: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Lets a lot go that was held back.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(46, self._handle, ((item, lot), command_id))
        return answer

    def get_document(
        self,
        *,
        document: UUID | str,
    ) -> DocumentView:
        """One document with its movements.

        Args:
        - `document`: Its id.
        """
        answer: DocumentView = call(47, self._handle, ((document,),))
        return answer

    def get_item(
        self,
        *,
        item: str,
    ) -> ItemView:
        """One item.

        Args:
        - `item`: Its code.
        """
        answer: ItemView = call(48, self._handle, ((item,),))
        return answer

    def get_reservation(
        self,
        *,
        reservation: UUID | str,
    ) -> ReservationView:
        """One reservation.

        Args:
        - `reservation`: Its id.
        """
        answer: ReservationView = call(49, self._handle, ((reservation,),))
        return answer

    def hold_lot(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Holds a lot back: it is no longer picked or shipped.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(50, self._handle, ((item, lot, reason), command_id))
        return answer

    def items(
        self,
        *,
        group: str | None = None,
        variant_of: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> ItemPage:
        """Items in order of their codes.

        Args:
        - `group`: Only of this group.
        - `variant_of`: Only variants of this item.
        - `after`: Continue after this code.
        - `limit`: At most so many; 100 if missing.
        """
        answer: ItemPage = call(51, self._handle, ((group, variant_of, after, limit),))
        return answer

    def locations(self) -> list[LocationView]:
        """All locations, in order of their codes."""
        answer: List[LocationView] = call(52, self._handle, ((),))
        return answer

    def lose_transfer(
        self,
        *,
        transfer: UUID | str,
        loss: str,
        lines: Sequence[Line] = (),
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods of a transfer are lost on the way; all that is still on the way if no line is given.

        Args:
        - `transfer`: The transfer.
        - `loss`: Where losses go: a loss location.
        - `lines`: What is lost.
        - `paper`: What the paper says: a reason is needed.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(53, self._handle, ((transfer, loss, lines, paper), command_id))
        return answer

    def lots(
        self,
        *,
        item: str,
        empty: bool = False,
    ) -> list[LotView]:
        """The lots of an item, in order of their codes.

        Args:
        - `item`: The item.
        - `empty`: Whether lots without stock of ours are told too.
        """
        answer: List[LotView] = call(54, self._handle, ((item, empty),))
        return answer

    def movements(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> MovementPage:
        """Movements in the order of recording.

        Args:
        - `item`: Only of this item.
        - `lot`: Only of this lot of the item.
        - `after`: Continue after this one: what the last page said is next.
        - `limit`: At most so many; 100 if missing.
        """
        answer: MovementPage = call(55, self._handle, ((item, lot, after, limit),))
        return answer

    def move_stock(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go from one place to another, at once. Their value stays as it is.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to.
        - `lines`: What goes.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(56, self._handle, ((from_, to, lines, paper), command_id))
        return answer

    def order_quantity(
        self,
        *,
        item: str,
        location: str | None = None,
        order_cost: Money,
        holding_cost: Money,
        shortage_cost: Money | None = None,
        per: Decimal | int = Decimal("1"),
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> OrderQuantityView:
        """How much of an item to order at a time, by what customers took of it and what ordering,
        keeping and lacking cost.

        Args:
        - `item`: The item; of a kit ask for its components.
        - `location`: The location whose reorder rule says how long an order takes and what it is a multiple of.
        - `order_cost`: What an order costs, however much is ordered.
        - `holding_cost`: What keeping so much as `per` for a year costs.
        - `shortage_cost`: What lacking so much as `per` for a year costs: needed to say when to order.
        - `per`: The quantity that holding and shortage cost are given for, in base units.
        - `period_days`: Days of a period: stock is looked at once in each.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        """
        answer: OrderQuantityView = call(57, self._handle, ((item, location, order_cost, holding_cost, shortage_cost, per, period_days, periods, until),))
        return answer

    def recall(
        self,
        *,
        item: str,
        lot: str,
    ) -> RecallView:
        """Whom a lot reached, with all that was made of it, and where the rest is.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        """
        answer: RecallView = call(58, self._handle, ((item, lot),))
        return answer

    def recall_lot(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[RecalledAnswer]:
        """Calls lots back, with everything that was made of them: none of it is picked or shipped any
        more, and live reservations of it are frozen. Whom it reached is told by the query
        `inventory.recall`.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[RecalledAnswer] = call(59, self._handle, ((item, lot, reason), command_id))
        return answer

    def receive(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods come in from a supplier, at cost.

        Args:
        - `from_`: Where they come from: a supplier location.
        - `to`: Where they go to.
        - `lines`: What comes.
        - `expected`: The expected receipt that this one fulfils.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(60, self._handle, ((from_, to, lines, expected, paper), command_id))
        return answer

    def receive_transfer(
        self,
        *,
        transfer: UUID | str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods of a transfer arrive; all that is still on the way if no line is given.

        Args:
        - `transfer`: The transfer.
        - `lines`: What arrives.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(61, self._handle, ((transfer, lines, paper), command_id))
        return answer

    def release_reservation(
        self,
        *,
        reservation: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives back what a reservation still sets aside.

        Args:
        - `reservation`: The reservation.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(62, self._handle, ((reservation,), command_id))
        return answer

    def reorder(
        self,
        *,
        location: str | None = None,
    ) -> list[ReorderLine]:
        """What should be ordered by the reorder rules: items of which what is available and what is to
        come have fallen to the least that a rule allows.

        Args:
        - `location`: Only by rules for here and below.
        """
        answer: List[ReorderLine] = call(63, self._handle, ((location,),))
        return answer

    def reservations(
        self,
        *,
        reference: str,
    ) -> list[ReservationView]:
        """Reservations with this reference.

        Args:
        - `reference`: The app's reference.
        """
        answer: List[ReservationView] = call(64, self._handle, ((reference,),))
        return answer

    def reserve(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        lines: Sequence[Line],
        expires_in_s: int | None = None,
        reference: str | None = None,
        party: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ReservedAnswer]:
        """Sets stock aside: all lines or none.

        Args:
        - `id`: The reservation's id; a new one if missing.
        - `from_`: Where: a location, with those below it.
        - `lines`: What.
        - `expires_in_s`: For how many seconds; for good if missing.
        - `reference`: The app's reference: an order number, say.
        - `party`: For whom: their shelf rule is kept.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ReservedAnswer] = call(65, self._handle, ((id, from_, lines, expires_in_s, reference, party), command_id))
        return answer

    def return_allotment(
        self,
        *,
        allotment: UUID | str,
        lines: Sequence[Line] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives rights back that a device will not use. Sales that were not reported yet need theirs:
        report them first, or name the lines.

        Args:
        - `allotment`: The allotment.
        - `lines`: What is given back; all that is left if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(66, self._handle, ((allotment, lines), command_id))
        return answer

    def return_from_customer(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """A customer brings goods back that were shipped: at what they had cost.

        Args:
        - `shipment`: The shipment.
        - `to`: Where the goods go to.
        - `lines`: What comes back, by item and lot; all of it if empty.
        - `status`: The status of what comes back.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(67, self._handle, ((shipment, to, lines, status, paper), command_id))
        return answer

    def return_to_supplier(
        self,
        *,
        receipt: UUID | str,
        from_: str | None = None,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go back to the supplier: at what they had cost.

        Args:
        - `receipt`: The receipt.
        - `from_`: Where the goods are taken from; where they were received if missing.
        - `lines`: What goes back, by item and lot; all of it if empty.
        - `paper`: What the paper says. A receipt that never was is taken back at its own time.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(68, self._handle, ((receipt, from_, lines, paper), command_id))
        return answer

    def revalue(
        self,
        *,
        item: str,
        lot: str | None = None,
        value: Money,
        effective_at: datetime | None = None,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
        to net realisable value, say.

        Args:
        - `item`: The item.
        - `lot`: The lot, for lot costing.
        - `value`: What all of its stock is worth from then on.
        - `effective_at`: From when on; now if missing.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(69, self._handle, ((item, lot, value, effective_at, reason), command_id))
        return answer

    def scan_barcode(
        self,
        *,
        barcode: str,
    ) -> ScanView:
        """What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
        barcode of an item.

        Args:
        - `barcode`: What the scanner read.
        """
        answer: ScanView = call(70, self._handle, ((barcode,),))
        return answer

    def set_policy(
        self,
        *,
        item: str,
        location: str,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        removal: Removal | RemovalCode | None = None,
        reorder: ReorderRule | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets rules for an item at a location, all of them: what is missing follows the item.

        Args:
        - `item`: The item.
        - `location`: The location.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `removal`: Which stock is taken first.
        - `reorder`: When to order, and how much.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(71, self._handle, ((item, location, allow_negative, backorder, removal, reorder), command_id))
        return answer

    def set_shelf_rule(
        self,
        *,
        party: str,
        days: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets the least remaining life that a customer accepts.

        Args:
        - `party`: The customer, as the app knows them.
        - `days`: Days between shipment and expiry.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(72, self._handle, ((party, days), command_id))
        return answer

    def ship(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
        kits by their components; several lots may make up a line.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to: a customer location.
        - `lines`: What goes.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(73, self._handle, ((from_, to, lines, paper), command_id))
        return answer

    def ship_reservation(
        self,
        *,
        reservation: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Ships what a reservation sets aside: all of it, or the lines given.

        Args:
        - `reservation`: The reservation.
        - `to`: Where the goods go to: a customer location.
        - `lines`: What is shipped, if not all; the rest stays set aside.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(74, self._handle, ((reservation, to, lines, paper), command_id))
        return answer

    def spend_allotment(
        self,
        *,
        allotment: UUID | str,
        from_: str | None = None,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
        held back meanwhile is no hindrance, so that a recall finds who has it.

        Args:
        - `allotment`: The allotment.
        - `from_`: Only what was allotted here and below; anything if missing.
        - `to`: Where the goods went: a customer location.
        - `lines`: What was sold.
        - `paper`: What the paper says, above all when it was sold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = call(75, self._handle, ((allotment, from_, to, lines, paper), command_id))
        return answer

    def stock(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        location: str | None = None,
        as_of: AsOf | None = None,
    ) -> list[StockLine]:
        """How much is where, by item, location, lot, status and owner. Places of our own only, unless a
        location is named.

        Args:
        - `item`: Only of this item.
        - `lot`: Only of this lot of the item.
        - `location`: Only here and below.
        - `as_of`: When.
        """
        answer: List[StockLine] = call(76, self._handle, ((item, lot, location, as_of),))
        return answer

    def trace(
        self,
        *,
        item: str,
        lot: str,
        direction: TraceDirection | TraceDirectionCode,
    ) -> TraceView:
        """What was made of a lot, or what it was made of, however many steps away.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `direction`: Which way.
        """
        answer: TraceView = call(77, self._handle, ((item, lot, direction),))
        return answer

    def transfer_rights(
        self,
        *,
        allotment: UUID | str,
        id: UUID | str | None = None,
        device: str,
        lines: Sequence[Line] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Passes rights on from one device to another, as an allotment of its own under the same lease.

        Args:
        - `allotment`: The allotment that gives.
        - `id`: The id of the allotment that is made; a new one if missing.
        - `device`: The device that gets the rights.
        - `lines`: What is passed on; all that is left if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = call(78, self._handle, ((allotment, id, device, lines), command_id))
        return answer

    def valuation(
        self,
        *,
        group: str | None = None,
        item: str | None = None,
        as_of: AsOf | None = None,
    ) -> ValuationView:
        """What stock is worth, by item (and lot, where lots are valued by themselves).

        Args:
        - `group`: Only of this group.
        - `item`: Only of this item.
        - `as_of`: When.
        """
        answer: ValuationView = call(79, self._handle, ((group, item, as_of),))
        return answer


class AsyncInventory:
    """Stock: items, lots, movements, reservations, valuation."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def add_landed_cost(
        self,
        *,
        receipts: Sequence[UUID | str],
        amount: Money,
        basis: Basis | BasisCode | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Freight, duty and other costs of goods that have come in. It counts at the time of their
        receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
        and its share is posted at the first open instant.

        Args:
        - `receipts`: The receipts.
        - `amount`: The charge.
        - `basis`: How it is shared out.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(20, self._handle, ((receipts, amount, basis), command_id))
        return answer

    async def adjust(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock is found or lost, scrapped or written off, with a reason.

        Args:
        - `location`: Where.
        - `loss`: A loss location.
        - `lines`: What: a positive quantity is found, a negative one is lost. What is found is worth what
            the rest of the stock is.
        - `paper`: What the paper says: a reason is needed.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(21, self._handle, ((location, loss, lines, paper), command_id))
        return answer

    async def allot(
        self,
        *,
        id: UUID | str | None = None,
        device: str,
        location: str,
        lines: Sequence[Line],
        lease_until: datetime,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
        there, and no lot that expires before the lease ends.

        Args:
        - `id`: The allotment's id; a new one if missing.
        - `device`: The device, as the app knows it.
        - `location`: Where: a location, with those below it.
        - `lines`: What.
        - `lease_until`: The end of the lease: from then on, what is left is anybody's.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = await call_async(22, self._handle, ((id, device, location, lines, lease_until, reference), command_id))
        return answer

    async def allotments(
        self,
        *,
        device: str | None = None,
        ended: bool = False,
    ) -> list[ReservationView]:
        """Allotments: what devices may sell without asking.

        Args:
        - `device`: Only of this device.
        - `ended`: Also those whose lease has ended, or of which nothing is left.
        """
        answer: List[ReservationView] = await call_async(23, self._handle, ((device, ended),))
        return answer

    async def assemble(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        inputs: Sequence[Line] = (),
        outputs: Sequence[OutputLine],
        added_cost: Money | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods are made out of others: by the components that are defined for the product, or by
        the inputs given. The product costs what its inputs cost, and what production adds.

        Args:
        - `from_`: Where inputs are taken from, with the locations below it.
        - `to`: Where products go to.
        - `production`: A production location.
        - `inputs`: What is used; by the product's components if empty.
        - `outputs`: What is made: the product, and by-products.
        - `added_cost`: What production adds to the cost: labour, machines.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(24, self._handle, ((from_, to, production, inputs, outputs, added_cost, paper), command_id))
        return answer

    async def availability(
        self,
        *,
        items: Sequence[str],
        location: str | None = None,
        at: datetime | None = None,
    ) -> list[AvailabilityView]:
        """How much of items can be sold now.

        Args:
        - `items`: The items; kits too.
        - `location`: Only here and below; everywhere if missing.
        - `at`: Lots that have expired by then do not count; now if missing.
        """
        answer: List[AvailabilityView] = await call_async(25, self._handle, ((items, location, at),))
        return answer

    async def available_to_promise(
        self,
        *,
        item: str,
        location: str | None = None,
        by: datetime,
    ) -> PromiseView:
        """How much of an item can be promised for a date: what is available now, and what is to come
        until then.

        Args:
        - `item`: The item.
        - `location`: Only here and below; everywhere if missing.
        - `by`: The date. Lots that have expired by then do not count.
        """
        answer: PromiseView = await call_async(26, self._handle, ((item, location, by),))
        return answer

    async def change_costing(
        self,
        *,
        item: str,
        costing: Costing | CostingCode,
        standard_cost: StandardCost | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes how the cost of an item is found, or its standard cost. A difference in value is
        posted as a revaluation. To and from lot costing only without stock.

        Args:
        - `item`: The item.
        - `costing`: How cost is found.
        - `standard_cost`: The standard cost. For standard costing the present average if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(27, self._handle, ((item, costing, standard_cost), command_id))
        return answer

    async def change_item(
        self,
        *,
        item: str,
        name: str | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool | None = None,
        backorder: Backorder | None = None,
        active: bool | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes what an item is called and by which rules it is sold. What is missing stays.

        Args:
        - `item`: The item's code.
        - `name`: What people call it.
        - `removal`: Which stock is taken first.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `active`: Whether it may still be bought and sold.
        - `attributes`: Facts about it, all of them.
        - `packs`: Packs to add.
        - `barcodes`: Barcodes to add.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(28, self._handle, ((item, name, removal, allow_negative, backorder, active, attributes, packs, barcodes), command_id))
        return answer

    async def change_status(
        self,
        *,
        location: str,
        lines: Sequence[Line],
        status: StockStatus | StockStatusCode,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock of another status: released by inspection, found damaged.

        Args:
        - `location`: Where it is.
        - `lines`: What, with the status that it has.
        - `status`: The status that it gets.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(29, self._handle, ((location, lines, status, paper), command_id))
        return answer

    async def classification(
        self,
        *,
        group: str | None = None,
        period_days: int = 30,
        periods: int = 12,
        until: datetime | None = None,
        a_percent: int = 80,
        b_percent: int = 95,
        x_percent: int = 50,
        y_percent: int = 100,
    ) -> list[ClassLine]:
        """Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
        that was (XYZ). Items of one currency are sorted among themselves.

        Args:
        - `group`: Only items of this group.
        - `period_days`: Days of a period.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        - `a_percent`: What begins within this share of the whole is A, in percent.
        - `b_percent`: What begins within this share of the whole and is not A is B, in percent.
        - `x_percent`: Up to this coefficient of variation demand is X, in percent.
        - `y_percent`: Up to this coefficient of variation demand is at least Y, in percent.
        """
        answer: List[ClassLine] = await call_async(30, self._handle, ((group, period_days, periods, until, a_percent, b_percent, x_percent, y_percent),))
        return answer

    async def close_expectation(
        self,
        *,
        expected: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ordered goods will not come, or no more of them.

        Args:
        - `expected`: The expected receipt.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(31, self._handle, ((expected,), command_id))
        return answer

    async def close_period(
        self,
        *,
        until: datetime,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Closes the books of stock: nothing that counts before `until` changes any more. What becomes
        known later is posted at `until`.

        Args:
        - `until`: The first instant that is still open.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(32, self._handle, ((until,), command_id))
        return answer

    async def count(
        self,
        *,
        location: str,
        loss: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Stock was counted. The count says what was there at its own time, `effective_at`: movements
        after it stay, and movements before it that become known later do not change what was found.

        Args:
        - `location`: Where.
        - `loss`: A loss location, for the differences.
        - `lines`: What was found: zero too.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(33, self._handle, ((location, loss, lines, paper), command_id))
        return answer

    async def create_item(
        self,
        *,
        code: str,
        name: str | None = None,
        group: str,
        unit: str = "{piece}",
        decimals: int = 0,
        tracking: Tracking | TrackingCode | None = None,
        costing: Costing | CostingCode | None = None,
        standard_cost: StandardCost | None = None,
        removal: Removal | RemovalCode | None = None,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        variant_of: str | None = None,
        attributes: Mapping[str, str] | None = None,
        packs: Sequence[Pack] = (),
        barcodes: Sequence[BarcodeOf] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds an item, or a variant of one.

        Args:
        - `code`: The code (SKU).
        - `name`: What people call it; the code if missing.
        - `group`: The group.
        - `unit`: The base unit, a UCUM code where there is one: `{piece}`, `g`, `mL`. The potency of a
            remedy is no unit but an attribute: nothing converts one into another.
        - `decimals`: Decimals of a quantity in the base unit, 0 to 9: pieces have none.
        - `tracking`: How pieces are told apart.
        - `costing`: How cost is found.
        - `standard_cost`: The standard cost; needed for standard costing.
        - `removal`: Which stock is taken first; by expiry for lots, else by age, if missing.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `variant_of`: The item that this one is a variant of.
        - `attributes`: Facts about it.
        - `packs`: Packs.
        - `barcodes`: Barcodes.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(34, self._handle, ((code, name, group, unit, decimals, tracking, costing, standard_cost, removal, allow_negative, backorder, variant_of, attributes, packs, barcodes), command_id))
        return answer

    async def create_location(
        self,
        *,
        code: str,
        name: str | None = None,
        kind: LocationKind | LocationKindCode | None = None,
        parent: str | None = None,
        position: int = 0,
        removal: Removal | RemovalCode | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds a location.

        Args:
        - `code`: The code.
        - `name`: What people call it; the code if missing.
        - `kind`: What it is.
        - `parent`: The location above it.
        - `position`: Its place in the walk through the house: the nearest is the smallest.
        - `removal`: Which stock is taken first here, if not by the item's rule.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(35, self._handle, ((code, name, kind, parent, position, removal), command_id))
        return answer

    async def define_components(
        self,
        *,
        item: str,
        kit: bool = False,
        components: Sequence[ComponentOf],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Says what a kit, a bundle or a product is made of, anew.

        Args:
        - `item`: The whole.
        - `kit`: Whether it is a kit: never stocked itself, sold by selling its components. Otherwise it is
            assembled.
        - `components`: The parts.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(36, self._handle, ((item, kit, components), command_id))
        return answer

    async def define_group(
        self,
        *,
        code: str,
        currency: str,
        accounts: PostingAccounts | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Defines a group of items that are valued and posted alike, or changes its accounts. The
        currency of a group never changes; with accounts given, every change of its stock's value is
        posted to the ledger in the same commit.

        Args:
        - `code`: The code.
        - `currency`: The currency of all values.
        - `accounts`: Where values are posted; not at all if missing. They can be changed until the group has
            its first stock, and never after: the books tie as of every date.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(37, self._handle, ((code, currency, accounts), command_id))
        return answer

    async def describe_lot(
        self,
        *,
        item: str,
        lot: str,
        dates: LotDates | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Adds a lot before its goods arrive, or changes its dates.

        Args:
        - `item`: The item.
        - `lot`: The lot's code, or the serial number.
        - `dates`: Its dates, all of them.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(38, self._handle, ((item, lot, dates), command_id))
        return answer

    async def disassemble(
        self,
        *,
        from_: str,
        to: str,
        production: str,
        input: Line,
        outputs: Sequence[OutputLine] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Something is taken apart: its cost goes to the parts, by weight.

        Args:
        - `from_`: Where it is taken from, with the locations below it.
        - `to`: Where the parts go to.
        - `production`: A production location.
        - `input`: What is taken apart.
        - `outputs`: The parts; by the item's components if empty.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(39, self._handle, ((from_, to, production, input, outputs, paper), command_id))
        return answer

    async def dispatch_transfer(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        transit: str,
        to: str,
        lines: Sequence[Line],
        due_at: datetime | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[DispatchedAnswer]:
        """Goods leave for another place and are in transit until they arrive.

        Args:
        - `id`: The transfer's id; a new one if missing.
        - `from_`: Where they are taken from: a location, with those below it.
        - `transit`: A transit location.
        - `to`: Where they go to.
        - `lines`: What goes.
        - `due_at`: When it should arrive.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[DispatchedAnswer] = await call_async(40, self._handle, ((id, from_, transit, to, lines, due_at, paper), command_id))
        return answer

    async def expect(
        self,
        *,
        id: UUID | str | None = None,
        item: str,
        quantity: Decimal | int,
        unit: str | None = None,
        location: str,
        due_at: datetime,
        party: str | None = None,
        reference: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ExpectedAnswer]:
        """Goods are ordered and will come.

        Args:
        - `id`: Its id; a new one if missing.
        - `item`: The item.
        - `quantity`: How much.
        - `unit`: In which unit; the item's own if missing.
        - `location`: Where it will arrive.
        - `due_at`: When it is due.
        - `party`: The supplier.
        - `reference`: The app's reference.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ExpectedAnswer] = await call_async(41, self._handle, ((id, item, quantity, unit, location, due_at, party, reference), command_id))
        return answer

    async def expiring(
        self,
        *,
        before: datetime,
        location: str | None = None,
    ) -> list[ExpiringLine]:
        """Stock of lots that expire before an instant, first to expire first; expired ones too.

        Args:
        - `before`: The instant.
        - `location`: Only here and below.
        """
        answer: List[ExpiringLine] = await call_async(42, self._handle, ((before, location),))
        return answer

    async def extend_allotment(
        self,
        *,
        allotment: UUID | str,
        lease_until: datetime,
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Lets a lease end later. What is left of one that has ended competes for stock again.

        Args:
        - `allotment`: The allotment.
        - `lease_until`: The new end of the lease.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = await call_async(43, self._handle, ((allotment, lease_until), command_id))
        return answer

    async def extend_reservation(
        self,
        *,
        reservation: UUID | str,
        expires_in_s: int | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ReservedAnswer]:
        """Gives a reservation more time, from now on. One that has expired competes for stock again.

        Args:
        - `reservation`: The reservation.
        - `expires_in_s`: For how many seconds; for good if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ReservedAnswer] = await call_async(44, self._handle, ((reservation, expires_in_s), command_id))
        return answer

    async def forecast(
        self,
        *,
        item: str,
        method: Method,
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> ForecastView:
        """How much of an item customers will ask for, by what they took less what they brought back.

        Args:
        - `item`: The item; of a kit ask for its components.
        - `method`: How it is forecast.
        - `period_days`: Days of a period.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        """
        answer: ForecastView = await call_async(45, self._handle, ((item, method, period_days, periods, until),))
        return answer

    async def free_lot(
        self,
        *,
        item: str,
        lot: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Lets a lot go that was held back.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(46, self._handle, ((item, lot), command_id))
        return answer

    async def get_document(
        self,
        *,
        document: UUID | str,
    ) -> DocumentView:
        """One document with its movements.

        Args:
        - `document`: Its id.
        """
        answer: DocumentView = await call_async(47, self._handle, ((document,),))
        return answer

    async def get_item(
        self,
        *,
        item: str,
    ) -> ItemView:
        """One item.

        Args:
        - `item`: Its code.
        """
        answer: ItemView = await call_async(48, self._handle, ((item,),))
        return answer

    async def get_reservation(
        self,
        *,
        reservation: UUID | str,
    ) -> ReservationView:
        """One reservation.

        Args:
        - `reservation`: Its id.
        """
        answer: ReservationView = await call_async(49, self._handle, ((reservation,),))
        return answer

    async def hold_lot(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Holds a lot back: it is no longer picked or shipped.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(50, self._handle, ((item, lot, reason), command_id))
        return answer

    async def items(
        self,
        *,
        group: str | None = None,
        variant_of: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> ItemPage:
        """Items in order of their codes.

        Args:
        - `group`: Only of this group.
        - `variant_of`: Only variants of this item.
        - `after`: Continue after this code.
        - `limit`: At most so many; 100 if missing.
        """
        answer: ItemPage = await call_async(51, self._handle, ((group, variant_of, after, limit),))
        return answer

    async def locations(self) -> list[LocationView]:
        """All locations, in order of their codes."""
        answer: List[LocationView] = await call_async(52, self._handle, ((),))
        return answer

    async def lose_transfer(
        self,
        *,
        transfer: UUID | str,
        loss: str,
        lines: Sequence[Line] = (),
        paper: Paper,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods of a transfer are lost on the way; all that is still on the way if no line is given.

        Args:
        - `transfer`: The transfer.
        - `loss`: Where losses go: a loss location.
        - `lines`: What is lost.
        - `paper`: What the paper says: a reason is needed.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(53, self._handle, ((transfer, loss, lines, paper), command_id))
        return answer

    async def lots(
        self,
        *,
        item: str,
        empty: bool = False,
    ) -> list[LotView]:
        """The lots of an item, in order of their codes.

        Args:
        - `item`: The item.
        - `empty`: Whether lots without stock of ours are told too.
        """
        answer: List[LotView] = await call_async(54, self._handle, ((item, empty),))
        return answer

    async def movements(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> MovementPage:
        """Movements in the order of recording.

        Args:
        - `item`: Only of this item.
        - `lot`: Only of this lot of the item.
        - `after`: Continue after this one: what the last page said is next.
        - `limit`: At most so many; 100 if missing.
        """
        answer: MovementPage = await call_async(55, self._handle, ((item, lot, after, limit),))
        return answer

    async def move_stock(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go from one place to another, at once. Their value stays as it is.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to.
        - `lines`: What goes.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(56, self._handle, ((from_, to, lines, paper), command_id))
        return answer

    async def order_quantity(
        self,
        *,
        item: str,
        location: str | None = None,
        order_cost: Money,
        holding_cost: Money,
        shortage_cost: Money | None = None,
        per: Decimal | int = Decimal("1"),
        period_days: int = 7,
        periods: int = 52,
        until: datetime | None = None,
    ) -> OrderQuantityView:
        """How much of an item to order at a time, by what customers took of it and what ordering,
        keeping and lacking cost.

        Args:
        - `item`: The item; of a kit ask for its components.
        - `location`: The location whose reorder rule says how long an order takes and what it is a multiple of.
        - `order_cost`: What an order costs, however much is ordered.
        - `holding_cost`: What keeping so much as `per` for a year costs.
        - `shortage_cost`: What lacking so much as `per` for a year costs: needed to say when to order.
        - `per`: The quantity that holding and shortage cost are given for, in base units.
        - `period_days`: Days of a period: stock is looked at once in each.
        - `periods`: Periods to look back, at most a thousand.
        - `until`: The end of the last period; now if missing.
        """
        answer: OrderQuantityView = await call_async(57, self._handle, ((item, location, order_cost, holding_cost, shortage_cost, per, period_days, periods, until),))
        return answer

    async def recall(
        self,
        *,
        item: str,
        lot: str,
    ) -> RecallView:
        """Whom a lot reached, with all that was made of it, and where the rest is.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        """
        answer: RecallView = await call_async(58, self._handle, ((item, lot),))
        return answer

    async def recall_lot(
        self,
        *,
        item: str,
        lot: str,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[RecalledAnswer]:
        """Calls lots back, with everything that was made of them: none of it is picked or shipped any
        more, and live reservations of it are frozen. Whom it reached is told by the query
        `inventory.recall`.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[RecalledAnswer] = await call_async(59, self._handle, ((item, lot, reason), command_id))
        return answer

    async def receive(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[ReceiptLine],
        expected: UUID | str | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods come in from a supplier, at cost.

        Args:
        - `from_`: Where they come from: a supplier location.
        - `to`: Where they go to.
        - `lines`: What comes.
        - `expected`: The expected receipt that this one fulfils.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(60, self._handle, ((from_, to, lines, expected, paper), command_id))
        return answer

    async def receive_transfer(
        self,
        *,
        transfer: UUID | str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods of a transfer arrive; all that is still on the way if no line is given.

        Args:
        - `transfer`: The transfer.
        - `lines`: What arrives.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(61, self._handle, ((transfer, lines, paper), command_id))
        return answer

    async def release_reservation(
        self,
        *,
        reservation: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives back what a reservation still sets aside.

        Args:
        - `reservation`: The reservation.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(62, self._handle, ((reservation,), command_id))
        return answer

    async def reorder(
        self,
        *,
        location: str | None = None,
    ) -> list[ReorderLine]:
        """What should be ordered by the reorder rules: items of which what is available and what is to
        come have fallen to the least that a rule allows.

        Args:
        - `location`: Only by rules for here and below.
        """
        answer: List[ReorderLine] = await call_async(63, self._handle, ((location,),))
        return answer

    async def reservations(
        self,
        *,
        reference: str,
    ) -> list[ReservationView]:
        """Reservations with this reference.

        Args:
        - `reference`: The app's reference.
        """
        answer: List[ReservationView] = await call_async(64, self._handle, ((reference,),))
        return answer

    async def reserve(
        self,
        *,
        id: UUID | str | None = None,
        from_: str,
        lines: Sequence[Line],
        expires_in_s: int | None = None,
        reference: str | None = None,
        party: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[ReservedAnswer]:
        """Sets stock aside: all lines or none.

        Args:
        - `id`: The reservation's id; a new one if missing.
        - `from_`: Where: a location, with those below it.
        - `lines`: What.
        - `expires_in_s`: For how many seconds; for good if missing.
        - `reference`: The app's reference: an order number, say.
        - `party`: For whom: their shelf rule is kept.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[ReservedAnswer] = await call_async(65, self._handle, ((id, from_, lines, expires_in_s, reference, party), command_id))
        return answer

    async def return_allotment(
        self,
        *,
        allotment: UUID | str,
        lines: Sequence[Line] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives rights back that a device will not use. Sales that were not reported yet need theirs:
        report them first, or name the lines.

        Args:
        - `allotment`: The allotment.
        - `lines`: What is given back; all that is left if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(66, self._handle, ((allotment, lines), command_id))
        return answer

    async def return_from_customer(
        self,
        *,
        shipment: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        status: StockStatus | StockStatusCode | None = None,
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """A customer brings goods back that were shipped: at what they had cost.

        Args:
        - `shipment`: The shipment.
        - `to`: Where the goods go to.
        - `lines`: What comes back, by item and lot; all of it if empty.
        - `status`: The status of what comes back.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(67, self._handle, ((shipment, to, lines, status, paper), command_id))
        return answer

    async def return_to_supplier(
        self,
        *,
        receipt: UUID | str,
        from_: str | None = None,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go back to the supplier: at what they had cost.

        Args:
        - `receipt`: The receipt.
        - `from_`: Where the goods are taken from; where they were received if missing.
        - `lines`: What goes back, by item and lot; all of it if empty.
        - `paper`: What the paper says. A receipt that never was is taken back at its own time.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(68, self._handle, ((receipt, from_, lines, paper), command_id))
        return answer

    async def revalue(
        self,
        *,
        item: str,
        lot: str | None = None,
        value: Money,
        effective_at: datetime | None = None,
        reason: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
        to net realisable value, say.

        Args:
        - `item`: The item.
        - `lot`: The lot, for lot costing.
        - `value`: What all of its stock is worth from then on.
        - `effective_at`: From when on; now if missing.
        - `reason`: Why.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(69, self._handle, ((item, lot, value, effective_at, reason), command_id))
        return answer

    async def scan_barcode(
        self,
        *,
        barcode: str,
    ) -> ScanView:
        """What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
        barcode of an item.

        Args:
        - `barcode`: What the scanner read.
        """
        answer: ScanView = await call_async(70, self._handle, ((barcode,),))
        return answer

    async def set_policy(
        self,
        *,
        item: str,
        location: str,
        allow_negative: bool = False,
        backorder: Backorder | None = None,
        removal: Removal | RemovalCode | None = None,
        reorder: ReorderRule | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets rules for an item at a location, all of them: what is missing follows the item.

        Args:
        - `item`: The item.
        - `location`: The location.
        - `allow_negative`: Whether stock may fall below zero.
        - `backorder`: How much may be reserved beyond what is there.
        - `removal`: Which stock is taken first.
        - `reorder`: When to order, and how much.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(71, self._handle, ((item, location, allow_negative, backorder, removal, reorder), command_id))
        return answer

    async def set_shelf_rule(
        self,
        *,
        party: str,
        days: int,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Sets the least remaining life that a customer accepts.

        Args:
        - `party`: The customer, as the app knows them.
        - `days`: Days between shipment and expiry.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(72, self._handle, ((party, days), command_id))
        return answer

    async def ship(
        self,
        *,
        from_: str,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
        kits by their components; several lots may make up a line.

        Args:
        - `from_`: Where they are taken from: a location, with those below it.
        - `to`: Where they go to: a customer location.
        - `lines`: What goes.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(73, self._handle, ((from_, to, lines, paper), command_id))
        return answer

    async def ship_reservation(
        self,
        *,
        reservation: UUID | str,
        to: str,
        lines: Sequence[Line] = (),
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Ships what a reservation sets aside: all of it, or the lines given.

        Args:
        - `reservation`: The reservation.
        - `to`: Where the goods go to: a customer location.
        - `lines`: What is shipped, if not all; the rest stays set aside.
        - `paper`: What the paper says.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(74, self._handle, ((reservation, to, lines, paper), command_id))
        return answer

    async def spend_allotment(
        self,
        *,
        allotment: UUID | str,
        from_: str | None = None,
        to: str,
        lines: Sequence[Line],
        paper: Paper | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[Documented]:
        """Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
        held back meanwhile is no hindrance, so that a recall finds who has it.

        Args:
        - `allotment`: The allotment.
        - `from_`: Only what was allotted here and below; anything if missing.
        - `to`: Where the goods went: a customer location.
        - `lines`: What was sold.
        - `paper`: What the paper says, above all when it was sold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[Documented] = await call_async(75, self._handle, ((allotment, from_, to, lines, paper), command_id))
        return answer

    async def stock(
        self,
        *,
        item: str | None = None,
        lot: str | None = None,
        location: str | None = None,
        as_of: AsOf | None = None,
    ) -> list[StockLine]:
        """How much is where, by item, location, lot, status and owner. Places of our own only, unless a
        location is named.

        Args:
        - `item`: Only of this item.
        - `lot`: Only of this lot of the item.
        - `location`: Only here and below.
        - `as_of`: When.
        """
        answer: List[StockLine] = await call_async(76, self._handle, ((item, lot, location, as_of),))
        return answer

    async def trace(
        self,
        *,
        item: str,
        lot: str,
        direction: TraceDirection | TraceDirectionCode,
    ) -> TraceView:
        """What was made of a lot, or what it was made of, however many steps away.

        Args:
        - `item`: The item.
        - `lot`: The lot.
        - `direction`: Which way.
        """
        answer: TraceView = await call_async(77, self._handle, ((item, lot, direction),))
        return answer

    async def transfer_rights(
        self,
        *,
        allotment: UUID | str,
        id: UUID | str | None = None,
        device: str,
        lines: Sequence[Line] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[AllottedAnswer]:
        """Passes rights on from one device to another, as an allotment of its own under the same lease.

        Args:
        - `allotment`: The allotment that gives.
        - `id`: The id of the allotment that is made; a new one if missing.
        - `device`: The device that gets the rights.
        - `lines`: What is passed on; all that is left if empty.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[AllottedAnswer] = await call_async(78, self._handle, ((allotment, id, device, lines), command_id))
        return answer

    async def valuation(
        self,
        *,
        group: str | None = None,
        item: str | None = None,
        as_of: AsOf | None = None,
    ) -> ValuationView:
        """What stock is worth, by item (and lot, where lots are valued by themselves).

        Args:
        - `group`: Only of this group.
        - `item`: Only of this item.
        - `as_of`: When.
        """
        answer: ValuationView = await call_async(79, self._handle, ((group, item, as_of),))
        return answer
