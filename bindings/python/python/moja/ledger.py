# Written by `cargo xtask bindgen` from crates/api; do not edit.
"""Money: accounts, transactions, holds, statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, List, Literal
from uuid import UUID

from ._moja import Handle, call, call_async
from ._money import Money
from ._record import Command, Outcome, Record, decimal

if TYPE_CHECKING:
    from .types import AsOf

__all__ = [
    "AccountKind",
    "AccountKindCode",
    "AccountStatus",
    "AccountStatusCode",
    "AccountView",
    "Accounts",
    "AsyncLedger",
    "BalanceLine",
    "BalanceSheet",
    "BalanceView",
    "Balances",
    "CaptureHold",
    "ChangeControl",
    "ChangeLimits",
    "CloseAccount",
    "Completion",
    "CompletionCode",
    "CorrectionDate",
    "DeclareCurrency",
    "DescribeAccount",
    "Details",
    "Directive",
    "DirectiveView",
    "Directives",
    "Done",
    "Entries",
    "EntryPage",
    "EntryView",
    "FreezeAccount",
    "GetBalance",
    "GetHold",
    "GetTransaction",
    "HoldStatus",
    "HoldStatusCode",
    "HoldView",
    "Holds",
    "IncomeStatement",
    "KeepDirectives",
    "Ledger",
    "Leg",
    "LegView",
    "MetaText",
    "OpenAccount",
    "PlaceHold",
    "PlacedHold",
    "Policy",
    "PolicyCode",
    "Post",
    "PostMany",
    "PostedId",
    "PostedIds",
    "Precondition",
    "Price",
    "PriceView",
    "Prices",
    "RecordPrices",
    "Refund",
    "ReleaseHold",
    "ReopenAccount",
    "ReportLine",
    "ReportSection",
    "ReportView",
    "Reverse",
    "Side",
    "SideCode",
    "Statement",
    "StatementLine",
    "StatementView",
    "SweepHolds",
    "TransactionPage",
    "TransactionView",
    "Transactions",
    "Transfer",
    "TransferMany",
    "TrialBalance",
    "TrialBalanceLine",
    "TrialBalanceView",
    "UnfreezeAccount",
]


class AccountKind(str, Enum):
    """The five kinds of account in double-entry bookkeeping."""

    ASSET = "asset"
    """What is owned."""
    LIABILITY = "liability"
    """What is owed to others: a customer's wallet, say."""
    EQUITY = "equity"
    """What belongs to the owners."""
    INCOME = "income"
    """What was earned."""
    EXPENSE = "expense"
    """What was spent."""


AccountKindCode = Literal["asset", "liability", "equity", "income", "expense"]
"""A `AccountKind` as text."""


class AccountStatus(str, Enum):
    """Whether an account takes postings."""

    OPEN = "open"
    """Yes."""
    FROZEN = "frozen"
    """Not for now; holds can still be resolved."""
    CLOSED = "closed"
    """No more; holds can only be released or expire."""


AccountStatusCode = Literal["open", "frozen", "closed"]
"""A `AccountStatus` as text."""


class Completion(str, Enum):
    """Whether a capture ends its hold."""

    FINAL = "final"
    """It does: what is not captured is given back at once."""
    PARTIAL = "partial"
    """It does not: more captures may follow, up to the held amount."""


CompletionCode = Literal["final", "partial"]
"""A `Completion` as text."""


class CorrectionDate(Record):
    """The effective date of a correction; there is no silent default."""

    __slots__ = ()

    Original: type[_CorrectionDateOriginal]
    Current: type[_CorrectionDateCurrent]
    On: type[_CorrectionDateOn]


class _CorrectionDateOriginal(CorrectionDate):
    """The original's."""

    __slots__ = ()


class _CorrectionDateCurrent(CorrectionDate):
    """Now."""

    __slots__ = ()


class _CorrectionDateOn(CorrectionDate):
    """A given time, not before the original's."""

    __slots__ = ("value",)

    value: datetime

    def __init__(
        self,
        value: datetime,
    ) -> None:
        self.value = value


CorrectionDate.Original = _CorrectionDateOriginal
_CorrectionDateOriginal.__qualname__ = "CorrectionDate.Original"
CorrectionDate.Current = _CorrectionDateCurrent
_CorrectionDateCurrent.__qualname__ = "CorrectionDate.Current"
CorrectionDate.On = _CorrectionDateOn
_CorrectionDateOn.__qualname__ = "CorrectionDate.On"


class HoldStatus(str, Enum):
    """Where a hold stands."""

    PENDING = "pending"
    """Waiting for capture or release."""
    CAPTURED = "captured"
    """Captured, the rest given back."""
    RELEASED = "released"
    """Given back."""
    EXPIRED = "expired"
    """Its time ran out."""


HoldStatusCode = Literal["pending", "captured", "released", "expired"]
"""A `HoldStatus` as text."""


class Policy(str, Enum):
    """How postings to an account are checked."""

    GUARDED = "guarded"
    """Limits are checked under the same lock as the posting."""
    ADD_ONLY = "add_only"
    """No limits: postings add without reading, so a busy account (fees, clearing) never
    makes anyone wait.
    """


PolicyCode = Literal["guarded", "add_only"]
"""A `Policy` as text."""


class Precondition(Record):
    """Something that must be true for a posting to be accepted, checked under its lock."""

    __slots__ = ()

    BalanceAtLeast: type[_PreconditionBalanceAtLeast]
    BalanceAtMost: type[_PreconditionBalanceAtMost]
    VersionIs: type[_PreconditionVersionIs]


class _PreconditionBalanceAtLeast(Precondition):
    """The balance on the account's normal side, holds aside, is at least this."""

    __slots__ = ("account", "amount")

    account: str
    """The account's code."""
    amount: Money
    """The bound, in the account's currency."""

    def __init__(
        self,
        *,
        account: str,
        amount: Money,
    ) -> None:
        self.account = account
        self.amount = amount


class _PreconditionBalanceAtMost(Precondition):
    """The balance on the account's normal side, holds aside, is at most this."""

    __slots__ = ("account", "amount")

    account: str
    """The account's code."""
    amount: Money
    """The bound, in the account's currency."""

    def __init__(
        self,
        *,
        account: str,
        amount: Money,
    ) -> None:
        self.account = account
        self.amount = amount


class _PreconditionVersionIs(Precondition):
    """Nothing was posted to or held on the account since it had this version."""

    __slots__ = ("account", "currency", "version")

    account: str
    """The account's code."""
    currency: str
    """The account's currency."""
    version: int
    """The expected version."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        version: int,
    ) -> None:
        self.account = account
        self.currency = currency
        self.version = version


Precondition.BalanceAtLeast = _PreconditionBalanceAtLeast
_PreconditionBalanceAtLeast.__qualname__ = "Precondition.BalanceAtLeast"
Precondition.BalanceAtMost = _PreconditionBalanceAtMost
_PreconditionBalanceAtMost.__qualname__ = "Precondition.BalanceAtMost"
Precondition.VersionIs = _PreconditionVersionIs
_PreconditionVersionIs.__qualname__ = "Precondition.VersionIs"


class Side(str, Enum):
    """A side of an account."""

    DEBIT = "debit"
    """The left side; positive in signed amounts."""
    CREDIT = "credit"
    """The right side; negative in signed amounts."""


SideCode = Literal["debit", "credit"]
"""A `Side` as text."""


class AccountView(Record):
    """An account."""

    __slots__ = ("account", "currency", "no", "parent", "kind", "normal", "policy", "status", "min_balance", "max_balance", "controlled_by", "opened_at", "closed_at", "tags", "metadata")

    account: str
    """The code."""
    currency: str
    """The currency."""
    no: int
    """The internal number, as in the tables."""
    parent: str | None
    """The code of the account above it."""
    kind: AccountKind
    """The kind."""
    normal: Side
    """The side on which it grows."""
    policy: Policy
    """How postings are checked."""
    status: AccountStatus
    """Whether it takes postings."""
    min_balance: Money | None
    """The smallest balance on the normal side."""
    max_balance: Money | None
    """The largest balance on the normal side."""
    controlled_by: str | None
    """The domain whose commands alone may post to it."""
    opened_at: datetime
    """From when on it is in use."""
    closed_at: datetime | None
    """Until when it was in use."""
    tags: Sequence[str]
    """Tags."""
    metadata: Mapping[str, str | MetaText]
    """What the app wants to remember."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        no: int,
        parent: str | None,
        kind: AccountKind | AccountKindCode,
        normal: Side | SideCode,
        policy: Policy | PolicyCode,
        status: AccountStatus | AccountStatusCode,
        min_balance: Money | None,
        max_balance: Money | None,
        controlled_by: str | None,
        opened_at: datetime,
        closed_at: datetime | None,
        tags: Sequence[str],
        metadata: Mapping[str, str | MetaText],
    ) -> None:
        self.account = account
        self.currency = currency
        self.no = no
        self.parent = parent
        self.kind = kind  # type: ignore[assignment]
        self.normal = normal  # type: ignore[assignment]
        self.policy = policy  # type: ignore[assignment]
        self.status = status  # type: ignore[assignment]
        self.min_balance = min_balance
        self.max_balance = max_balance
        self.controlled_by = controlled_by
        self.opened_at = opened_at
        self.closed_at = closed_at
        self.tags = tags
        self.metadata = metadata


class Accounts(Record):
    """Accounts, in order of code."""

    __slots__ = ("tree", "tag")

    tree: str
    """Only this account and those below it."""
    tag: str | None
    """Only those with this tag."""

    def __init__(
        self,
        *,
        tree: str = "",
        tag: str | None = None,
    ) -> None:
        self.tree = tree
        self.tag = tag


class BalanceLine(Record):
    """One account's balance in short: debits less credits."""

    __slots__ = ("account", "currency", "balance")

    account: str
    """The account's code."""
    currency: str
    """The currency's code."""
    balance: str
    """Debits less credits, a decimal as text."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        balance: str,
    ) -> None:
        self.account = account
        self.currency = currency
        self.balance = balance


class BalanceSheet(Record):
    """Assets, liabilities and equity at a time; what was earned until then stands under equity."""

    __slots__ = ("as_of",)

    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> None:
        self.as_of = as_of  # type: ignore[assignment]


class BalanceView(Record):
    """An account's balance. What is pending is known for the present only."""

    __slots__ = ("account", "balance", "normal", "debits_posted", "credits_posted", "debits_pending", "credits_pending", "available", "version")

    account: str
    """The account's code."""
    balance: Money
    """Debits less credits."""
    normal: Money
    """The balance on the account's normal side."""
    debits_posted: Money
    """Sum of debits."""
    credits_posted: Money
    """Sum of credits."""
    debits_pending: Money
    """Debits held by holds that have not expired."""
    credits_pending: Money
    """Credits held by holds that have not expired."""
    available: Money
    """The balance on the normal side less outgoing holds. Incoming holds do not count."""
    version: int | None
    """How often the balance was changed; only for the present."""

    def __init__(
        self,
        *,
        account: str,
        balance: Money,
        normal: Money,
        debits_posted: Money,
        credits_posted: Money,
        debits_pending: Money,
        credits_pending: Money,
        available: Money,
        version: int | None,
    ) -> None:
        self.account = account
        self.balance = balance
        self.normal = normal
        self.debits_posted = debits_posted
        self.credits_posted = credits_posted
        self.debits_pending = debits_pending
        self.credits_pending = credits_pending
        self.available = available
        self.version = version


class Balances(Record):
    """Balances of many accounts, in order of code."""

    __slots__ = ("tree", "as_of", "skip_zero")

    tree: str
    """Only this account and those below it."""
    as_of: AsOf
    """When."""
    skip_zero: bool
    """Leave out accounts without a balance."""

    def __init__(
        self,
        *,
        tree: str = "",
        as_of: AsOf | None = None,
        skip_zero: bool = False,
    ) -> None:
        self.tree = tree
        self.as_of = as_of  # type: ignore[assignment]
        self.skip_zero = skip_zero


class CaptureHold(Command):
    """Posts what a hold has set aside, or a part of it. Never refused for funds."""

    _number = 53
    __slots__ = ("id", "hold", "amount", "completion", "effective_at")

    id: UUID | None
    """The transaction's id; made by the store if missing."""
    hold: UUID
    """The hold."""
    amount: Money | None
    """The amount; all that is left if missing. Zero is allowed."""
    completion: Completion
    """Whether it is the last one."""
    effective_at: datetime | None
    """When it counts; now if missing."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        hold: UUID | str,
        amount: Money | None = None,
        completion: Completion | CompletionCode | None = None,
        effective_at: datetime | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.hold = hold  # type: ignore[assignment]
        self.amount = amount
        self.completion = completion  # type: ignore[assignment]
        self.effective_at = effective_at


class ChangeControl(Command):
    """Makes an account a control account, or an ordinary one again."""

    _number = 54
    __slots__ = ("account", "currency", "controlled_by")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    controlled_by: str | None
    """The domain whose commands alone may post to it from now on; anybody if missing."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        controlled_by: str | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.controlled_by = controlled_by


class ChangeLimits(Command):
    """Changes an account's limits. A limit that the present balance breaks is allowed: it only
    refuses postings that make it worse.
    """

    _number = 55
    __slots__ = ("account", "currency", "min_balance", "max_balance")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    min_balance: Money | None
    """The smallest balance on the normal side; unlimited if missing."""
    max_balance: Money | None
    """The largest balance on the normal side; unlimited if missing."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.min_balance = min_balance
        self.max_balance = max_balance


class CloseAccount(Command):
    """Ends an account's use. Its open holds can only be released or expire."""

    _number = 56
    __slots__ = ("account", "currency", "closed_at", "require_empty")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    closed_at: datetime | None
    """From when on it is out of use; now if missing."""
    require_empty: bool
    """Refuse while there is a balance or an open hold."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        closed_at: datetime | None = None,
        require_empty: bool = False,
    ) -> None:
        self.account = account
        self.currency = currency
        self.closed_at = closed_at
        self.require_empty = require_empty


class DeclareCurrency(Command):
    """Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
    account declares its currency too.
    """

    _number = 57
    __slots__ = ("currency", "metadata")

    currency: str
    """Code and scale."""
    metadata: Mapping[str, str | MetaText]
    """What the app wants to remember."""

    def __init__(
        self,
        *,
        currency: str,
        metadata: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.currency = currency
        self.metadata = metadata  # type: ignore[assignment]


class DescribeAccount(Command):
    """Replaces an account's tags and metadata; the journal keeps the former ones."""

    _number = 58
    __slots__ = ("account", "currency", "tags", "metadata")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    tags: Sequence[str]
    """Tags."""
    metadata: Mapping[str, str | MetaText]
    """What the app wants to remember."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.tags = tags
        self.metadata = metadata  # type: ignore[assignment]


class Details(Record):
    """What a transaction says besides its legs."""

    __slots__ = ("reference", "payee", "narration", "tags", "links", "metadata")

    reference: str | None
    """The app's own reference: an order number, say. Not unique."""
    payee: str | None
    """Who was paid or paid."""
    narration: str | None
    """What for."""
    tags: Sequence[str]
    """Tags."""
    links: Sequence[str]
    """Links to related transactions."""
    metadata: Mapping[str, str | MetaText]
    """Anything else."""

    def __init__(
        self,
        *,
        reference: str | None = None,
        payee: str | None = None,
        narration: str | None = None,
        tags: Sequence[str] = (),
        links: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.reference = reference
        self.payee = payee
        self.narration = narration
        self.tags = tags
        self.links = links
        self.metadata = metadata  # type: ignore[assignment]


class Directive(Record):
    """A directive of imported books."""

    __slots__ = ("at", "kind", "body")

    at: datetime
    """Its date."""
    kind: str
    """Its kind."""
    body: Mapping[str, str | MetaText]
    """Its fields."""

    def __init__(
        self,
        *,
        at: datetime,
        kind: str,
        body: Mapping[str, str | MetaText],
    ) -> None:
        self.at = at
        self.kind = kind
        self.body = body


class DirectiveView(Record):
    """A kept directive."""

    __slots__ = ("at", "kind", "body")

    at: datetime
    """Its date."""
    kind: str
    """Its kind."""
    body: Mapping[str, str | MetaText]
    """Its fields."""

    def __init__(
        self,
        *,
        at: datetime,
        kind: str,
        body: Mapping[str, str | MetaText],
    ) -> None:
        self.at = at
        self.kind = kind
        self.body = body


class Directives(Record):
    """Kept directives, in the order in which they were recorded."""

    __slots__ = ()


class Done(Record):
    """The answer of commands that have nothing to tell."""

    __slots__ = ()


class Entries(Record):
    """Entries of an account or of all accounts below it, in order of effective time and then of
    recording. All conditions must hold.
    """

    __slots__ = ("account", "currency", "from_", "to", "known_at", "amount_at_least", "amount_at_most", "tag", "link", "metadata", "newest_first", "limit", "after")

    account: str
    """The account, or the top of a tree; all accounts if empty."""
    currency: str | None
    """Only in this currency (its code)."""
    from_: datetime | None
    """First effective time, inclusive."""
    to: datetime | None
    """Last effective time, exclusive."""
    known_at: datetime | None
    """Only what was recorded at or before this time."""
    amount_at_least: str | None
    """Only amounts of at least this size, debit or credit, as a decimal."""
    amount_at_most: str | None
    """Only amounts of at most this size, debit or credit, as a decimal."""
    tag: str | None
    """Only of transactions with this tag."""
    link: str | None
    """Only of transactions with this link."""
    metadata: tuple[str, str | None] | None
    """Only of transactions with this metadata key, and value if given."""
    newest_first: bool
    """Newest first."""
    limit: int | None
    """The largest number of entries; 100 if missing. A page may have fewer and yet not be the
    last, when what is asked for is rare: a page never takes long.
    """
    after: str | None
    """Continue after this cursor of the page before: effective time in microseconds, position,
    ordinal, line, account number.
    """

    def __init__(
        self,
        *,
        account: str = "",
        currency: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        amount_at_least: str | None = None,
        amount_at_most: str | None = None,
        tag: str | None = None,
        link: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.from_ = from_
        self.to = to
        self.known_at = known_at
        self.amount_at_least = amount_at_least
        self.amount_at_most = amount_at_most
        self.tag = tag
        self.link = link
        self.metadata = metadata
        self.newest_first = newest_first
        self.limit = limit
        self.after = after


class EntryPage(Record):
    """A page of entries."""

    __slots__ = ("entries", "next")

    entries: Sequence[EntryView]
    """The entries."""
    next: str | None
    """Where the next page starts; missing after the last one."""

    def __init__(
        self,
        *,
        entries: Sequence[EntryView],
        next: str | None,
    ) -> None:
        self.entries = entries
        self.next = next


class EntryView(Record):
    """An entry."""

    __slots__ = ("account", "amount", "effective_at", "recorded_at", "transaction", "pos", "details")

    account: str
    """The account's code."""
    amount: Money
    """The signed amount: debit positive."""
    effective_at: datetime
    """When it counts."""
    recorded_at: datetime
    """When it was recorded."""
    transaction: UUID
    """Its transaction."""
    pos: int
    """The journal position."""
    details: Details
    """What the transaction says besides."""

    def __init__(
        self,
        *,
        account: str,
        amount: Money,
        effective_at: datetime,
        recorded_at: datetime,
        transaction: UUID | str,
        pos: int,
        details: Details,
    ) -> None:
        self.account = account
        self.amount = amount
        self.effective_at = effective_at
        self.recorded_at = recorded_at
        self.transaction = transaction  # type: ignore[assignment]
        self.pos = pos
        self.details = details


class FreezeAccount(Command):
    """Refuses postings to an account until it is unfrozen. Its holds can still be resolved."""

    _number = 59
    __slots__ = ("account", "currency")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
    ) -> None:
        self.account = account
        self.currency = currency


class GetBalance(Record):
    """One account's balance."""

    __slots__ = ("account", "currency", "as_of")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        as_of: AsOf | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.as_of = as_of  # type: ignore[assignment]


class GetHold(Record):
    """One hold."""

    __slots__ = ("hold",)

    hold: UUID
    """Its id."""

    def __init__(
        self,
        *,
        hold: UUID | str,
    ) -> None:
        self.hold = hold  # type: ignore[assignment]


class GetTransaction(Record):
    """One transaction."""

    __slots__ = ("transaction",)

    transaction: UUID
    """Its id."""

    def __init__(
        self,
        *,
        transaction: UUID | str,
    ) -> None:
        self.transaction = transaction  # type: ignore[assignment]


class HoldView(Record):
    """A hold."""

    __slots__ = ("hold", "debit", "credit", "amount", "captured", "status", "created_at", "expires_at", "details")

    hold: UUID
    """Its id."""
    debit: str
    """The account to be debited."""
    credit: str
    """The account to be credited."""
    amount: Money
    """The held amount."""
    captured: Money
    """Captured so far."""
    status: HoldStatus
    """Where it stands now; expired as soon as its time has run out."""
    created_at: datetime
    """When it was placed."""
    expires_at: datetime | None
    """From when on it counts no more."""
    details: Details
    """What it says besides."""

    def __init__(
        self,
        *,
        hold: UUID | str,
        debit: str,
        credit: str,
        amount: Money,
        captured: Money,
        status: HoldStatus | HoldStatusCode,
        created_at: datetime,
        expires_at: datetime | None,
        details: Details,
    ) -> None:
        self.hold = hold  # type: ignore[assignment]
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.captured = captured
        self.status = status  # type: ignore[assignment]
        self.created_at = created_at
        self.expires_at = expires_at
        self.details = details


class Holds(Record):
    """The pending holds of an account, in order of expiry."""

    __slots__ = ("account", "currency")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
    ) -> None:
        self.account = account
        self.currency = currency


class IncomeStatement(Record):
    """Income and expenses between two times."""

    __slots__ = ("from_", "to", "known_at")

    from_: datetime
    """First effective time, inclusive."""
    to: datetime
    """Last effective time, exclusive."""
    known_at: datetime | None
    """Only what was recorded at or before this time; everything if missing."""

    def __init__(
        self,
        *,
        from_: datetime,
        to: datetime,
        known_at: datetime | None = None,
    ) -> None:
        self.from_ = from_
        self.to = to
        self.known_at = known_at


class KeepDirectives(Command):
    """Keeps directives of imported books that mean nothing to the ledger, for export."""

    _number = 60
    __slots__ = ("directives",)

    directives: Sequence[Directive]
    """The directives."""

    def __init__(
        self,
        *,
        directives: Sequence[Directive],
    ) -> None:
        self.directives = directives


class Leg(Record):
    """One leg of a transaction: a debit (positive) or a credit (negative) of one account.

    The account is the one with this code in the amount's currency.
    """

    __slots__ = ("account", "amount", "data")

    account: str
    """The account's code."""
    amount: Money
    """The signed amount: debit positive, credit negative."""
    data: Mapping[str, str | MetaText]
    """Annotations."""

    def __init__(
        self,
        *,
        account: str,
        amount: Money,
        data: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.account = account
        self.amount = amount
        self.data = data  # type: ignore[assignment]


class LegView(Record):
    """One leg."""

    __slots__ = ("account", "amount", "data")

    account: str
    """The account's code."""
    amount: Money
    """The signed amount: debit positive."""
    data: Mapping[str, str | MetaText]
    """Annotations."""

    def __init__(
        self,
        *,
        account: str,
        amount: Money,
        data: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.account = account
        self.amount = amount
        self.data = data  # type: ignore[assignment]


class MetaText(Record):
    """A value of metadata: text, or what an import found."""

    __slots__ = ("text", "kind")

    text: str
    """The value as text."""
    kind: str
    """`text`, or what the source called it: `number`, `date`, `amount`, `account`, `tag`,
    `currency`, `bool`, `null`.
    """

    def __init__(
        self,
        *,
        text: str,
        kind: str = "text",
    ) -> None:
        self.text = text
        self.kind = kind


class OpenAccount(Command):
    """Opens an account for one currency."""

    _number = 61
    __slots__ = ("code", "currency", "kind", "normal", "policy", "min_balance", "max_balance", "controlled_by", "opened_at", "tags", "metadata")

    code: str
    """The code: a path separated by colons. Unique with the currency."""
    currency: str
    """The currency."""
    kind: AccountKind
    """The kind."""
    normal: Side | None
    """The side on which it grows, if not the kind's usual one."""
    policy: Policy
    """How postings are checked."""
    min_balance: Money | None
    """The smallest balance on the normal side; unlimited if missing."""
    max_balance: Money | None
    """The largest balance on the normal side; unlimited if missing."""
    controlled_by: str | None
    """The domain whose commands alone may post to it, as a consequence of what they do: a
    control account, whose subledger is that domain. Anybody if missing.
    """
    opened_at: datetime | None
    """From when on it is in use; now if missing."""
    tags: Sequence[str]
    """Tags."""
    metadata: Mapping[str, str | MetaText]
    """What the app wants to remember."""

    def __init__(
        self,
        *,
        code: str,
        currency: str,
        kind: AccountKind | AccountKindCode,
        normal: Side | SideCode | None = None,
        policy: Policy | PolicyCode | None = None,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
        controlled_by: str | None = None,
        opened_at: datetime | None = None,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
    ) -> None:
        self.code = code
        self.currency = currency
        self.kind = kind  # type: ignore[assignment]
        self.normal = normal  # type: ignore[assignment]
        self.policy = policy  # type: ignore[assignment]
        self.min_balance = min_balance
        self.max_balance = max_balance
        self.controlled_by = controlled_by
        self.opened_at = opened_at
        self.tags = tags
        self.metadata = metadata  # type: ignore[assignment]


class PlaceHold(Command):
    """Sets an amount aside for a transfer to come."""

    _number = 62
    __slots__ = ("id", "debit", "credit", "amount", "expires_in_s", "details")

    id: UUID | None
    """The hold's id; made by the store if missing."""
    debit: str
    """The account to debit."""
    credit: str
    """The account to credit."""
    amount: Money
    """The amount, not negative."""
    expires_in_s: int | None
    """Seconds until it expires, by the store's clock; never if missing."""
    details: Details
    """What it and its captures say besides."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        expires_in_s: int | None = None,
        details: Details | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.expires_in_s = expires_in_s
        self.details = details  # type: ignore[assignment]


class PlacedHold(Record):
    """The hold that a command placed."""

    __slots__ = ("hold", "expires_at")

    hold: UUID
    """Its id."""
    expires_at: datetime | None
    """From when on it counts no more."""

    def __init__(
        self,
        *,
        hold: UUID | str,
        expires_at: datetime | None,
    ) -> None:
        self.hold = hold  # type: ignore[assignment]
        self.expires_at = expires_at


class Post(Command):
    """Posts a transaction of any number of legs and currencies."""

    _number = 63
    __slots__ = ("id", "legs", "effective_at", "details", "preconditions")

    id: UUID | None
    """Its id; made by the store if missing."""
    legs: Sequence[Leg]
    """Its legs, two or more, balanced in every currency."""
    effective_at: datetime | None
    """When it counts; now if missing."""
    details: Details
    """What it says besides."""
    preconditions: Sequence[Precondition]
    """What must be true for it to be accepted."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        legs: Sequence[Leg],
        effective_at: datetime | None = None,
        details: Details | None = None,
        preconditions: Sequence[Precondition] = (),
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.legs = legs
        self.effective_at = effective_at
        self.details = details  # type: ignore[assignment]
        self.preconditions = preconditions


class PostMany(Command):
    """Posts many transactions, all or none, in one journal entry."""

    _number = 64
    __slots__ = ("transactions",)

    transactions: Sequence[Post]
    """The transactions; each sees the ones before it."""

    def __init__(
        self,
        *,
        transactions: Sequence[Post],
    ) -> None:
        self.transactions = transactions


class PostedId(Record):
    """The transaction that a command posted."""

    __slots__ = ("transaction",)

    transaction: UUID
    """Its id."""

    def __init__(
        self,
        *,
        transaction: UUID | str,
    ) -> None:
        self.transaction = transaction  # type: ignore[assignment]


class PostedIds(Record):
    """The transactions that a command posted, in order."""

    __slots__ = ("transactions",)

    transactions: Sequence[UUID]
    """Their ids."""

    def __init__(
        self,
        *,
        transactions: Sequence[UUID | str],
    ) -> None:
        self.transactions = transactions  # type: ignore[assignment]


class Price(Record):
    """A price of one unit of a currency or commodity."""

    __slots__ = ("currency", "quoted_in", "at", "price")

    currency: str
    """What is priced."""
    quoted_in: str
    """The currency of the price."""
    at: datetime
    """From when on it holds."""
    price: str
    """The price of one unit, a decimal as text."""

    def __init__(
        self,
        *,
        currency: str,
        quoted_in: str,
        at: datetime,
        price: str,
    ) -> None:
        self.currency = currency
        self.quoted_in = quoted_in
        self.at = at
        self.price = price


class PriceView(Record):
    """A price of one unit."""

    __slots__ = ("currency", "quoted_in", "at", "price")

    currency: str
    """What is priced."""
    quoted_in: str
    """The currency of the price."""
    at: datetime
    """From when on it holds."""
    price: str
    """The price, a decimal as text."""

    def __init__(
        self,
        *,
        currency: str,
        quoted_in: str,
        at: datetime,
        price: str,
    ) -> None:
        self.currency = currency
        self.quoted_in = quoted_in
        self.at = at
        self.price = price


class Prices(Record):
    """Known prices, in order of currency and time."""

    __slots__ = ("currency",)

    currency: str | None
    """Only of this currency."""

    def __init__(
        self,
        *,
        currency: str | None = None,
    ) -> None:
        self.currency = currency


class RecordPrices(Command):
    """Keeps prices as data; no balance depends on them."""

    _number = 65
    __slots__ = ("prices",)

    prices: Sequence[Price]
    """The prices."""

    def __init__(
        self,
        *,
        prices: Sequence[Price],
    ) -> None:
        self.prices = prices


class Refund(Command):
    """Takes part of a two-leg transaction back. All refunds together never exceed the original."""

    _number = 66
    __slots__ = ("transaction", "amount", "date", "ignore_limits", "details")

    transaction: UUID
    """The transaction."""
    amount: Money
    """The amount, not negative."""
    date: CorrectionDate
    """When the refund counts."""
    ignore_limits: bool
    """Post even if an account's limits refuse it. The journal shows who did."""
    details: Details
    """What it says besides."""

    def __init__(
        self,
        *,
        transaction: UUID | str,
        amount: Money,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
    ) -> None:
        self.transaction = transaction  # type: ignore[assignment]
        self.amount = amount
        self.date = date
        self.ignore_limits = ignore_limits
        self.details = details  # type: ignore[assignment]


class ReleaseHold(Command):
    """Gives back what a hold has set aside."""

    _number = 67
    __slots__ = ("hold",)

    hold: UUID
    """The hold."""

    def __init__(
        self,
        *,
        hold: UUID | str,
    ) -> None:
        self.hold = hold  # type: ignore[assignment]


class ReopenAccount(Command):
    """Takes a closed account into use again."""

    _number = 68
    __slots__ = ("account", "currency")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
    ) -> None:
        self.account = account
        self.currency = currency


class ReportLine(Record):
    """One line of a report, on the side on which its section grows."""

    __slots__ = ("account", "currency", "amount")

    account: str
    """The account's code; empty for a computed line."""
    currency: str
    """The currency's code."""
    amount: str
    """The amount, a decimal as text."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        amount: str,
    ) -> None:
        self.account = account
        self.currency = currency
        self.amount = amount


class ReportSection(Record):
    """One section of a report."""

    __slots__ = ("name", "lines", "totals")

    name: str
    """`assets`, `liabilities`, `equity`, `income`, `expenses`, `earnings`."""
    lines: Sequence[ReportLine]
    """The accounts."""
    totals: Sequence[ReportLine]
    """The sums, one a currency."""

    def __init__(
        self,
        *,
        name: str,
        lines: Sequence[ReportLine],
        totals: Sequence[ReportLine],
    ) -> None:
        self.name = name
        self.lines = lines
        self.totals = totals


class ReportView(Record):
    """A report of sections."""

    __slots__ = ("sections", "balanced")

    sections: Sequence[ReportSection]
    """The sections, in order."""
    balanced: bool
    """Whether assets equal liabilities, equity and earnings in every currency; for an income
    statement always true.
    """

    def __init__(
        self,
        *,
        sections: Sequence[ReportSection],
        balanced: bool,
    ) -> None:
        self.sections = sections
        self.balanced = balanced


class Reverse(Command):
    """Takes a transaction back in full by a mirrored one, linked both ways."""

    _number = 69
    __slots__ = ("transaction", "date", "ignore_limits", "details")

    transaction: UUID
    """The transaction."""
    date: CorrectionDate
    """When the reversal counts."""
    ignore_limits: bool
    """Post even if an account's limits refuse it. The journal shows who did."""
    details: Details
    """What it says besides."""

    def __init__(
        self,
        *,
        transaction: UUID | str,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
    ) -> None:
        self.transaction = transaction  # type: ignore[assignment]
        self.date = date
        self.ignore_limits = ignore_limits
        self.details = details  # type: ignore[assignment]


class Statement(Record):
    """One account's statement over a stretch of effective time. Amounts are debit positive."""

    __slots__ = ("account", "currency", "from_", "to", "known_at", "limit", "after")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""
    from_: datetime | None
    """First effective time, inclusive; from the beginning if missing."""
    to: datetime | None
    """Last effective time, exclusive; without end if missing."""
    known_at: datetime | None
    """Only what was recorded at or before this time."""
    limit: int | None
    """The largest number of lines; 100 if missing."""
    after: str | None
    """Continue after this cursor of the page before."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> None:
        self.account = account
        self.currency = currency
        self.from_ = from_
        self.to = to
        self.known_at = known_at
        self.limit = limit
        self.after = after


class StatementLine(Record):
    """One line of a statement."""

    __slots__ = ("effective_at", "recorded_at", "transaction", "counter_accounts", "amount", "running", "details")

    effective_at: datetime
    """When it counts."""
    recorded_at: datetime
    """When it was recorded."""
    transaction: UUID
    """The transaction."""
    counter_accounts: Sequence[str]
    """The accounts on the other side."""
    amount: Money
    """The signed amount."""
    running: Money
    """The balance after it."""
    details: Details
    """What the transaction says besides."""

    def __init__(
        self,
        *,
        effective_at: datetime,
        recorded_at: datetime,
        transaction: UUID | str,
        counter_accounts: Sequence[str],
        amount: Money,
        running: Money,
        details: Details,
    ) -> None:
        self.effective_at = effective_at
        self.recorded_at = recorded_at
        self.transaction = transaction  # type: ignore[assignment]
        self.counter_accounts = counter_accounts
        self.amount = amount
        self.running = running
        self.details = details


class StatementView(Record):
    """A statement, or a page of one."""

    __slots__ = ("account", "opening", "lines", "closing", "next")

    account: str
    """The account's code."""
    opening: Money
    """The balance before the first line of this page."""
    lines: Sequence[StatementLine]
    """The lines."""
    closing: Money
    """The balance at the end of the whole stretch of time."""
    next: str | None
    """Where the next page starts; missing after the last one."""

    def __init__(
        self,
        *,
        account: str,
        opening: Money,
        lines: Sequence[StatementLine],
        closing: Money,
        next: str | None,
    ) -> None:
        self.account = account
        self.opening = opening
        self.lines = lines
        self.closing = closing
        self.next = next


class SweepHolds(Command):
    """Records the expired holds of an account as expired. Never needed for the truth: an expired
    hold counts no more from its expiry on, swept or not.
    """

    _number = 70
    __slots__ = ("account", "currency")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
    ) -> None:
        self.account = account
        self.currency = currency


class TransactionPage(Record):
    """A page of transactions."""

    __slots__ = ("transactions", "next")

    transactions: Sequence[TransactionView]
    """The transactions."""
    next: str | None
    """Where the next page starts; missing after the last one."""

    def __init__(
        self,
        *,
        transactions: Sequence[TransactionView],
        next: str | None,
    ) -> None:
        self.transactions = transactions
        self.next = next


class TransactionView(Record):
    """A transaction."""

    __slots__ = ("transaction", "pos", "ordinal", "effective_at", "recorded_at", "legs", "details", "reverses", "reversed_by", "hold")

    transaction: UUID
    """Its id."""
    pos: int
    """The journal position."""
    ordinal: int
    """Its place among those of the position."""
    effective_at: datetime
    """When it counts."""
    recorded_at: datetime
    """When it was recorded."""
    legs: Sequence[LegView]
    """Its legs."""
    details: Details
    """What it says besides."""
    reverses: UUID | None
    """The transaction that it reverses or refunds."""
    reversed_by: UUID | None
    """The transaction that reverses it."""
    hold: UUID | None
    """The hold that it captures."""

    def __init__(
        self,
        *,
        transaction: UUID | str,
        pos: int,
        ordinal: int,
        effective_at: datetime,
        recorded_at: datetime,
        legs: Sequence[LegView],
        details: Details,
        reverses: UUID | str | None,
        reversed_by: UUID | str | None,
        hold: UUID | str | None,
    ) -> None:
        self.transaction = transaction  # type: ignore[assignment]
        self.pos = pos
        self.ordinal = ordinal
        self.effective_at = effective_at
        self.recorded_at = recorded_at
        self.legs = legs
        self.details = details
        self.reverses = reverses  # type: ignore[assignment]
        self.reversed_by = reversed_by  # type: ignore[assignment]
        self.hold = hold  # type: ignore[assignment]


class Transactions(Record):
    """Transactions in the order in which they were recorded. All conditions must hold. For the
    legs of an account or tree in order of effective time, see `ledger.entries`.
    """

    __slots__ = ("account", "tree", "amount_at_least", "amount_at_most", "tag", "link", "reference", "metadata", "reverses", "from_", "to", "recorded_from", "recorded_to", "newest_first", "limit", "after")

    account: str | None
    """Only with a leg of the account with this code, in any currency."""
    tree: str | None
    """Only with a leg of this account or one below it, in any currency. With `account` too,
    these may be two legs: what went between an account and a tree.
    """
    amount_at_least: Money | None
    """Only with a leg of at least this size, debit or credit, in this currency."""
    amount_at_most: Money | None
    """Only with a leg of at most this size, debit or credit, in this currency. With
    `amount_at_least` too, which must be in the same currency, one leg lies between the two.
    """
    tag: str | None
    """Only with this tag."""
    link: str | None
    """Only with this link."""
    reference: str | None
    """Only with this reference."""
    metadata: tuple[str, str | None] | None
    """Only with this metadata key, and value if given."""
    reverses: UUID | None
    """Only that reverse or refund this transaction."""
    from_: datetime | None
    """First effective time, inclusive."""
    to: datetime | None
    """Last effective time, exclusive."""
    recorded_from: datetime | None
    """First recorded time, inclusive."""
    recorded_to: datetime | None
    """Last recorded time, exclusive."""
    newest_first: bool
    """Newest first."""
    limit: int | None
    """The largest number of transactions; 100 if missing. A page may have fewer and yet not be
    the last, when what is asked for is rare: a page never takes long.
    """
    after: str | None
    """Continue after this cursor of the page before."""

    def __init__(
        self,
        *,
        account: str | None = None,
        tree: str | None = None,
        amount_at_least: Money | None = None,
        amount_at_most: Money | None = None,
        tag: str | None = None,
        link: str | None = None,
        reference: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        reverses: UUID | str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        recorded_from: datetime | None = None,
        recorded_to: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> None:
        self.account = account
        self.tree = tree
        self.amount_at_least = amount_at_least
        self.amount_at_most = amount_at_most
        self.tag = tag
        self.link = link
        self.reference = reference
        self.metadata = metadata
        self.reverses = reverses  # type: ignore[assignment]
        self.from_ = from_
        self.to = to
        self.recorded_from = recorded_from
        self.recorded_to = recorded_to
        self.newest_first = newest_first
        self.limit = limit
        self.after = after


class Transfer(Command):
    """Moves an amount from one account to another: debits one and credits the other."""

    _number = 71
    __slots__ = ("id", "debit", "credit", "amount", "effective_at", "reference", "narration")

    id: UUID | None
    """The transaction's id; made by the store if missing."""
    debit: str
    """The account to debit."""
    credit: str
    """The account to credit."""
    amount: Money
    """The amount, not negative; zero is allowed and recorded."""
    effective_at: datetime | None
    """When it counts; now if missing."""
    reference: str | None
    """The app's reference."""
    narration: str | None
    """What for."""

    def __init__(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        effective_at: datetime | None = None,
        reference: str | None = None,
        narration: str | None = None,
    ) -> None:
        self.id = id  # type: ignore[assignment]
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.effective_at = effective_at
        self.reference = reference
        self.narration = narration


class TransferMany(Command):
    """Many transfers, all or none, in one journal entry: the fastest way to post."""

    _number = 72
    __slots__ = ("transfers",)

    transfers: Sequence[Transfer]
    """The transfers; each sees the ones before it."""

    def __init__(
        self,
        *,
        transfers: Sequence[Transfer],
    ) -> None:
        self.transfers = transfers


class TrialBalance(Record):
    """All accounts with their balance in the debit or the credit column."""

    __slots__ = ("as_of",)

    as_of: AsOf
    """When."""

    def __init__(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> None:
        self.as_of = as_of  # type: ignore[assignment]


class TrialBalanceLine(Record):
    """One line of a trial balance."""

    __slots__ = ("account", "currency", "debit", "credit")

    account: str
    """The account's code; empty in a total."""
    currency: str
    """The currency's code."""
    debit: str
    """The balance if debits prevail, a decimal as text; otherwise zero."""
    credit: str
    """The balance if credits prevail, a decimal as text; otherwise zero."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
        debit: str,
        credit: str,
    ) -> None:
        self.account = account
        self.currency = currency
        self.debit = debit
        self.credit = credit


class TrialBalanceView(Record):
    """A trial balance."""

    __slots__ = ("lines", "totals", "balanced")

    lines: Sequence[TrialBalanceLine]
    """One line an account."""
    totals: Sequence[TrialBalanceLine]
    """One line a currency: the sums of both columns."""
    balanced: bool
    """Whether both columns are equal in every currency."""

    def __init__(
        self,
        *,
        lines: Sequence[TrialBalanceLine],
        totals: Sequence[TrialBalanceLine],
        balanced: bool,
    ) -> None:
        self.lines = lines
        self.totals = totals
        self.balanced = balanced


class UnfreezeAccount(Command):
    """Lets a frozen account take postings again."""

    _number = 73
    __slots__ = ("account", "currency")

    account: str
    """The account's code."""
    currency: str
    """Its currency."""

    def __init__(
        self,
        *,
        account: str,
        currency: str,
    ) -> None:
        self.account = account
        self.currency = currency


class Ledger:
    """Money: accounts, transactions, holds, statements."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def accounts(
        self,
        *,
        tree: str = "",
        tag: str | None = None,
    ) -> list[AccountView]:
        """Accounts, in order of code.

        Args:
        - `tree`: Only this account and those below it.
        - `tag`: Only those with this tag.
        """
        answer: List[AccountView] = call(80, self._handle, ((tree, tag),))
        return answer

    def balances(
        self,
        *,
        tree: str = "",
        as_of: AsOf | None = None,
        skip_zero: bool = False,
    ) -> list[BalanceLine]:
        """Balances of many accounts, in order of code.

        Args:
        - `tree`: Only this account and those below it.
        - `as_of`: When.
        - `skip_zero`: Leave out accounts without a balance.
        """
        answer: List[BalanceLine] = call(81, self._handle, ((tree, as_of, skip_zero),))
        return answer

    def balance_sheet(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> ReportView:
        """Assets, liabilities and equity at a time; what was earned until then stands under equity.

        Args:
        - `as_of`: When.
        """
        answer: ReportView = call(82, self._handle, ((as_of,),))
        return answer

    def capture_hold(
        self,
        *,
        id: UUID | str | None = None,
        hold: UUID | str,
        amount: Money | None = None,
        completion: Completion | CompletionCode | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Posts what a hold has set aside, or a part of it. Never refused for funds.

        Args:
        - `id`: The transaction's id; made by the store if missing.
        - `hold`: The hold.
        - `amount`: The amount; all that is left if missing. Zero is allowed.
        - `completion`: Whether it is the last one.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = call(83, self._handle, ((id, hold, amount, completion, effective_at), command_id))
        return answer

    def change_control(
        self,
        *,
        account: str,
        currency: str,
        controlled_by: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Makes an account a control account, or an ordinary one again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `controlled_by`: The domain whose commands alone may post to it from now on; anybody if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(84, self._handle, ((account, currency, controlled_by), command_id))
        return answer

    def change_limits(
        self,
        *,
        account: str,
        currency: str,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes an account's limits. A limit that the present balance breaks is allowed: it only
        refuses postings that make it worse.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `min_balance`: The smallest balance on the normal side; unlimited if missing.
        - `max_balance`: The largest balance on the normal side; unlimited if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(85, self._handle, ((account, currency, min_balance, max_balance), command_id))
        return answer

    def close_account(
        self,
        *,
        account: str,
        currency: str,
        closed_at: datetime | None = None,
        require_empty: bool = False,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ends an account's use. Its open holds can only be released or expire.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `closed_at`: From when on it is out of use; now if missing.
        - `require_empty`: Refuse while there is a balance or an open hold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(86, self._handle, ((account, currency, closed_at, require_empty), command_id))
        return answer

    def declare_currency(
        self,
        *,
        currency: str,
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
        account declares its currency too.

        Args:
        - `currency`: Code and scale.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(87, self._handle, ((currency, metadata), command_id))
        return answer

    def describe_account(
        self,
        *,
        account: str,
        currency: str,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Replaces an account's tags and metadata; the journal keeps the former ones.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `tags`: Tags.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(88, self._handle, ((account, currency, tags, metadata), command_id))
        return answer

    def directives(self) -> list[DirectiveView]:
        """Kept directives, in the order in which they were recorded."""
        answer: List[DirectiveView] = call(89, self._handle, ((),))
        return answer

    def entries(
        self,
        *,
        account: str = "",
        currency: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        amount_at_least: str | None = None,
        amount_at_most: str | None = None,
        tag: str | None = None,
        link: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> EntryPage:
        """Entries of an account or of all accounts below it, in order of effective time and then of
        recording. All conditions must hold.

        Args:
        - `account`: The account, or the top of a tree; all accounts if empty.
        - `currency`: Only in this currency (its code).
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `known_at`: Only what was recorded at or before this time.
        - `amount_at_least`: Only amounts of at least this size, debit or credit, as a decimal.
        - `amount_at_most`: Only amounts of at most this size, debit or credit, as a decimal.
        - `tag`: Only of transactions with this tag.
        - `link`: Only of transactions with this link.
        - `metadata`: Only of transactions with this metadata key, and value if given.
        - `newest_first`: Newest first.
        - `limit`: The largest number of entries; 100 if missing. A page may have fewer and yet not be the
            last, when what is asked for is rare: a page never takes long.
        - `after`: Continue after this cursor of the page before: effective time in microseconds, position,
            ordinal, line, account number.
        """
        answer: EntryPage = call(90, self._handle, ((account, currency, from_, to, known_at, amount_at_least, amount_at_most, tag, link, metadata, newest_first, limit, after),))
        return answer

    def freeze_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Refuses postings to an account until it is unfrozen. Its holds can still be resolved.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(91, self._handle, ((account, currency), command_id))
        return answer

    def get_balance(
        self,
        *,
        account: str,
        currency: str,
        as_of: AsOf | None = None,
    ) -> BalanceView:
        """One account's balance.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `as_of`: When.
        """
        answer: BalanceView = call(92, self._handle, ((account, currency, as_of),))
        return answer

    def get_hold(
        self,
        *,
        hold: UUID | str,
    ) -> HoldView:
        """One hold.

        Args:
        - `hold`: Its id.
        """
        answer: HoldView = call(93, self._handle, ((hold,),))
        return answer

    def get_transaction(
        self,
        *,
        transaction: UUID | str,
    ) -> TransactionView:
        """One transaction.

        Args:
        - `transaction`: Its id.
        """
        answer: TransactionView = call(94, self._handle, ((transaction,),))
        return answer

    def holds(
        self,
        *,
        account: str,
        currency: str,
    ) -> list[HoldView]:
        """The pending holds of an account, in order of expiry.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        """
        answer: List[HoldView] = call(95, self._handle, ((account, currency),))
        return answer

    def income_statement(
        self,
        *,
        from_: datetime,
        to: datetime,
        known_at: datetime | None = None,
    ) -> ReportView:
        """Income and expenses between two times.

        Args:
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `known_at`: Only what was recorded at or before this time; everything if missing.
        """
        answer: ReportView = call(96, self._handle, ((from_, to, known_at),))
        return answer

    def keep_directives(
        self,
        *,
        directives: Sequence[Directive],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Keeps directives of imported books that mean nothing to the ledger, for export.

        Args:
        - `directives`: The directives.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(97, self._handle, ((directives,), command_id))
        return answer

    def open_account(
        self,
        *,
        code: str,
        currency: str,
        kind: AccountKind | AccountKindCode,
        normal: Side | SideCode | None = None,
        policy: Policy | PolicyCode | None = None,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
        controlled_by: str | None = None,
        opened_at: datetime | None = None,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Opens an account for one currency.

        Args:
        - `code`: The code: a path separated by colons. Unique with the currency.
        - `currency`: The currency.
        - `kind`: The kind.
        - `normal`: The side on which it grows, if not the kind's usual one.
        - `policy`: How postings are checked.
        - `min_balance`: The smallest balance on the normal side; unlimited if missing.
        - `max_balance`: The largest balance on the normal side; unlimited if missing.
        - `controlled_by`: The domain whose commands alone may post to it, as a consequence of what they do: a
            control account, whose subledger is that domain. Anybody if missing.
        - `opened_at`: From when on it is in use; now if missing.
        - `tags`: Tags.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(98, self._handle, ((code, currency, kind, normal, policy, min_balance, max_balance, controlled_by, opened_at, tags, metadata), command_id))
        return answer

    def place_hold(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        expires_in_s: int | None = None,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PlacedHold]:
        """Sets an amount aside for a transfer to come.

        Args:
        - `id`: The hold's id; made by the store if missing.
        - `debit`: The account to debit.
        - `credit`: The account to credit.
        - `amount`: The amount, not negative.
        - `expires_in_s`: Seconds until it expires, by the store's clock; never if missing.
        - `details`: What it and its captures say besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PlacedHold] = call(99, self._handle, ((id, debit, credit, amount, expires_in_s, details), command_id))
        return answer

    def post(
        self,
        *,
        id: UUID | str | None = None,
        legs: Sequence[Leg],
        effective_at: datetime | None = None,
        details: Details | None = None,
        preconditions: Sequence[Precondition] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Posts a transaction of any number of legs and currencies.

        Args:
        - `id`: Its id; made by the store if missing.
        - `legs`: Its legs, two or more, balanced in every currency.
        - `effective_at`: When it counts; now if missing.
        - `details`: What it says besides.
        - `preconditions`: What must be true for it to be accepted.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = call(100, self._handle, ((id, legs, effective_at, details, preconditions), command_id))
        return answer

    def post_many(
        self,
        *,
        transactions: Sequence[Post],
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedIds]:
        """Posts many transactions, all or none, in one journal entry.

        Args:
        - `transactions`: The transactions; each sees the ones before it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedIds] = call(101, self._handle, ((transactions,), command_id))
        return answer

    def prices(
        self,
        *,
        currency: str | None = None,
    ) -> list[PriceView]:
        """Known prices, in order of currency and time.

        Args:
        - `currency`: Only of this currency.
        """
        answer: List[PriceView] = call(102, self._handle, ((currency,),))
        return answer

    def record_prices(
        self,
        *,
        prices: Sequence[Price],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Keeps prices as data; no balance depends on them.

        Args:
        - `prices`: The prices.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(103, self._handle, ((prices,), command_id))
        return answer

    def refund(
        self,
        *,
        transaction: UUID | str,
        amount: Money,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Takes part of a two-leg transaction back. All refunds together never exceed the original.

        Args:
        - `transaction`: The transaction.
        - `amount`: The amount, not negative.
        - `date`: When the refund counts.
        - `ignore_limits`: Post even if an account's limits refuse it. The journal shows who did.
        - `details`: What it says besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = call(104, self._handle, ((transaction, amount, date, ignore_limits, details), command_id))
        return answer

    def release_hold(
        self,
        *,
        hold: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives back what a hold has set aside.

        Args:
        - `hold`: The hold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(105, self._handle, ((hold,), command_id))
        return answer

    def reopen_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Takes a closed account into use again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(106, self._handle, ((account, currency), command_id))
        return answer

    def reverse(
        self,
        *,
        transaction: UUID | str,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Takes a transaction back in full by a mirrored one, linked both ways.

        Args:
        - `transaction`: The transaction.
        - `date`: When the reversal counts.
        - `ignore_limits`: Post even if an account's limits refuse it. The journal shows who did.
        - `details`: What it says besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = call(107, self._handle, ((transaction, date, ignore_limits, details), command_id))
        return answer

    def statement(
        self,
        *,
        account: str,
        currency: str,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> StatementView:
        """One account's statement over a stretch of effective time. Amounts are debit positive.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `from_`: First effective time, inclusive; from the beginning if missing.
        - `to`: Last effective time, exclusive; without end if missing.
        - `known_at`: Only what was recorded at or before this time.
        - `limit`: The largest number of lines; 100 if missing.
        - `after`: Continue after this cursor of the page before.
        """
        answer: StatementView = call(108, self._handle, ((account, currency, from_, to, known_at, limit, after),))
        return answer

    def sweep_holds(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Records the expired holds of an account as expired. Never needed for the truth: an expired
        hold counts no more from its expiry on, swept or not.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(109, self._handle, ((account, currency), command_id))
        return answer

    def transactions(
        self,
        *,
        account: str | None = None,
        tree: str | None = None,
        amount_at_least: Money | None = None,
        amount_at_most: Money | None = None,
        tag: str | None = None,
        link: str | None = None,
        reference: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        reverses: UUID | str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        recorded_from: datetime | None = None,
        recorded_to: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> TransactionPage:
        """Transactions in the order in which they were recorded. All conditions must hold. For the
        legs of an account or tree in order of effective time, see `ledger.entries`.

        Args:
        - `account`: Only with a leg of the account with this code, in any currency.
        - `tree`: Only with a leg of this account or one below it, in any currency. With `account` too,
            these may be two legs: what went between an account and a tree.
        - `amount_at_least`: Only with a leg of at least this size, debit or credit, in this currency.
        - `amount_at_most`: Only with a leg of at most this size, debit or credit, in this currency. With
            `amount_at_least` too, which must be in the same currency, one leg lies between the two.
        - `tag`: Only with this tag.
        - `link`: Only with this link.
        - `reference`: Only with this reference.
        - `metadata`: Only with this metadata key, and value if given.
        - `reverses`: Only that reverse or refund this transaction.
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `recorded_from`: First recorded time, inclusive.
        - `recorded_to`: Last recorded time, exclusive.
        - `newest_first`: Newest first.
        - `limit`: The largest number of transactions; 100 if missing. A page may have fewer and yet not be
            the last, when what is asked for is rare: a page never takes long.
        - `after`: Continue after this cursor of the page before.
        """
        answer: TransactionPage = call(110, self._handle, ((account, tree, amount_at_least, amount_at_most, tag, link, reference, metadata, reverses, from_, to, recorded_from, recorded_to, newest_first, limit, after),))
        return answer

    def transfer(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        effective_at: datetime | None = None,
        reference: str | None = None,
        narration: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Moves an amount from one account to another: debits one and credits the other.

        Args:
        - `id`: The transaction's id; made by the store if missing.
        - `debit`: The account to debit.
        - `credit`: The account to credit.
        - `amount`: The amount, not negative; zero is allowed and recorded.
        - `effective_at`: When it counts; now if missing.
        - `reference`: The app's reference.
        - `narration`: What for.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = call(111, self._handle, ((id, debit, credit, amount, effective_at, reference, narration), command_id))
        return answer

    def transfer_many(
        self,
        *,
        transfers: Sequence[Transfer],
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedIds]:
        """Many transfers, all or none, in one journal entry: the fastest way to post.

        Args:
        - `transfers`: The transfers; each sees the ones before it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedIds] = call(112, self._handle, ((transfers,), command_id))
        return answer

    def trial_balance(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> TrialBalanceView:
        """All accounts with their balance in the debit or the credit column.

        Args:
        - `as_of`: When.
        """
        answer: TrialBalanceView = call(113, self._handle, ((as_of,),))
        return answer

    def unfreeze_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Lets a frozen account take postings again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = call(114, self._handle, ((account, currency), command_id))
        return answer


class AsyncLedger:
    """Money: accounts, transactions, holds, statements."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def accounts(
        self,
        *,
        tree: str = "",
        tag: str | None = None,
    ) -> list[AccountView]:
        """Accounts, in order of code.

        Args:
        - `tree`: Only this account and those below it.
        - `tag`: Only those with this tag.
        """
        answer: List[AccountView] = await call_async(80, self._handle, ((tree, tag),))
        return answer

    async def balances(
        self,
        *,
        tree: str = "",
        as_of: AsOf | None = None,
        skip_zero: bool = False,
    ) -> list[BalanceLine]:
        """Balances of many accounts, in order of code.

        Args:
        - `tree`: Only this account and those below it.
        - `as_of`: When.
        - `skip_zero`: Leave out accounts without a balance.
        """
        answer: List[BalanceLine] = await call_async(81, self._handle, ((tree, as_of, skip_zero),))
        return answer

    async def balance_sheet(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> ReportView:
        """Assets, liabilities and equity at a time; what was earned until then stands under equity.

        Args:
        - `as_of`: When.
        """
        answer: ReportView = await call_async(82, self._handle, ((as_of,),))
        return answer

    async def capture_hold(
        self,
        *,
        id: UUID | str | None = None,
        hold: UUID | str,
        amount: Money | None = None,
        completion: Completion | CompletionCode | None = None,
        effective_at: datetime | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Posts what a hold has set aside, or a part of it. Never refused for funds.

        Args:
        - `id`: The transaction's id; made by the store if missing.
        - `hold`: The hold.
        - `amount`: The amount; all that is left if missing. Zero is allowed.
        - `completion`: Whether it is the last one.
        - `effective_at`: When it counts; now if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = await call_async(83, self._handle, ((id, hold, amount, completion, effective_at), command_id))
        return answer

    async def change_control(
        self,
        *,
        account: str,
        currency: str,
        controlled_by: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Makes an account a control account, or an ordinary one again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `controlled_by`: The domain whose commands alone may post to it from now on; anybody if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(84, self._handle, ((account, currency, controlled_by), command_id))
        return answer

    async def change_limits(
        self,
        *,
        account: str,
        currency: str,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Changes an account's limits. A limit that the present balance breaks is allowed: it only
        refuses postings that make it worse.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `min_balance`: The smallest balance on the normal side; unlimited if missing.
        - `max_balance`: The largest balance on the normal side; unlimited if missing.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(85, self._handle, ((account, currency, min_balance, max_balance), command_id))
        return answer

    async def close_account(
        self,
        *,
        account: str,
        currency: str,
        closed_at: datetime | None = None,
        require_empty: bool = False,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Ends an account's use. Its open holds can only be released or expire.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `closed_at`: From when on it is out of use; now if missing.
        - `require_empty`: Refuse while there is a balance or an open hold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(86, self._handle, ((account, currency, closed_at, require_empty), command_id))
        return answer

    async def declare_currency(
        self,
        *,
        currency: str,
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
        account declares its currency too.

        Args:
        - `currency`: Code and scale.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(87, self._handle, ((currency, metadata), command_id))
        return answer

    async def describe_account(
        self,
        *,
        account: str,
        currency: str,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Replaces an account's tags and metadata; the journal keeps the former ones.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `tags`: Tags.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(88, self._handle, ((account, currency, tags, metadata), command_id))
        return answer

    async def directives(self) -> list[DirectiveView]:
        """Kept directives, in the order in which they were recorded."""
        answer: List[DirectiveView] = await call_async(89, self._handle, ((),))
        return answer

    async def entries(
        self,
        *,
        account: str = "",
        currency: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        amount_at_least: str | None = None,
        amount_at_most: str | None = None,
        tag: str | None = None,
        link: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> EntryPage:
        """Entries of an account or of all accounts below it, in order of effective time and then of
        recording. All conditions must hold.

        Args:
        - `account`: The account, or the top of a tree; all accounts if empty.
        - `currency`: Only in this currency (its code).
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `known_at`: Only what was recorded at or before this time.
        - `amount_at_least`: Only amounts of at least this size, debit or credit, as a decimal.
        - `amount_at_most`: Only amounts of at most this size, debit or credit, as a decimal.
        - `tag`: Only of transactions with this tag.
        - `link`: Only of transactions with this link.
        - `metadata`: Only of transactions with this metadata key, and value if given.
        - `newest_first`: Newest first.
        - `limit`: The largest number of entries; 100 if missing. A page may have fewer and yet not be the
            last, when what is asked for is rare: a page never takes long.
        - `after`: Continue after this cursor of the page before: effective time in microseconds, position,
            ordinal, line, account number.
        """
        answer: EntryPage = await call_async(90, self._handle, ((account, currency, from_, to, known_at, amount_at_least, amount_at_most, tag, link, metadata, newest_first, limit, after),))
        return answer

    async def freeze_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Refuses postings to an account until it is unfrozen. Its holds can still be resolved.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(91, self._handle, ((account, currency), command_id))
        return answer

    async def get_balance(
        self,
        *,
        account: str,
        currency: str,
        as_of: AsOf | None = None,
    ) -> BalanceView:
        """One account's balance.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `as_of`: When.
        """
        answer: BalanceView = await call_async(92, self._handle, ((account, currency, as_of),))
        return answer

    async def get_hold(
        self,
        *,
        hold: UUID | str,
    ) -> HoldView:
        """One hold.

        Args:
        - `hold`: Its id.
        """
        answer: HoldView = await call_async(93, self._handle, ((hold,),))
        return answer

    async def get_transaction(
        self,
        *,
        transaction: UUID | str,
    ) -> TransactionView:
        """One transaction.

        Args:
        - `transaction`: Its id.
        """
        answer: TransactionView = await call_async(94, self._handle, ((transaction,),))
        return answer

    async def holds(
        self,
        *,
        account: str,
        currency: str,
    ) -> list[HoldView]:
        """The pending holds of an account, in order of expiry.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        """
        answer: List[HoldView] = await call_async(95, self._handle, ((account, currency),))
        return answer

    async def income_statement(
        self,
        *,
        from_: datetime,
        to: datetime,
        known_at: datetime | None = None,
    ) -> ReportView:
        """Income and expenses between two times.

        Args:
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `known_at`: Only what was recorded at or before this time; everything if missing.
        """
        answer: ReportView = await call_async(96, self._handle, ((from_, to, known_at),))
        return answer

    async def keep_directives(
        self,
        *,
        directives: Sequence[Directive],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Keeps directives of imported books that mean nothing to the ledger, for export.

        Args:
        - `directives`: The directives.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(97, self._handle, ((directives,), command_id))
        return answer

    async def open_account(
        self,
        *,
        code: str,
        currency: str,
        kind: AccountKind | AccountKindCode,
        normal: Side | SideCode | None = None,
        policy: Policy | PolicyCode | None = None,
        min_balance: Money | None = None,
        max_balance: Money | None = None,
        controlled_by: str | None = None,
        opened_at: datetime | None = None,
        tags: Sequence[str] = (),
        metadata: Mapping[str, str | MetaText] | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Opens an account for one currency.

        Args:
        - `code`: The code: a path separated by colons. Unique with the currency.
        - `currency`: The currency.
        - `kind`: The kind.
        - `normal`: The side on which it grows, if not the kind's usual one.
        - `policy`: How postings are checked.
        - `min_balance`: The smallest balance on the normal side; unlimited if missing.
        - `max_balance`: The largest balance on the normal side; unlimited if missing.
        - `controlled_by`: The domain whose commands alone may post to it, as a consequence of what they do: a
            control account, whose subledger is that domain. Anybody if missing.
        - `opened_at`: From when on it is in use; now if missing.
        - `tags`: Tags.
        - `metadata`: What the app wants to remember.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(98, self._handle, ((code, currency, kind, normal, policy, min_balance, max_balance, controlled_by, opened_at, tags, metadata), command_id))
        return answer

    async def place_hold(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        expires_in_s: int | None = None,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PlacedHold]:
        """Sets an amount aside for a transfer to come.

        Args:
        - `id`: The hold's id; made by the store if missing.
        - `debit`: The account to debit.
        - `credit`: The account to credit.
        - `amount`: The amount, not negative.
        - `expires_in_s`: Seconds until it expires, by the store's clock; never if missing.
        - `details`: What it and its captures say besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PlacedHold] = await call_async(99, self._handle, ((id, debit, credit, amount, expires_in_s, details), command_id))
        return answer

    async def post(
        self,
        *,
        id: UUID | str | None = None,
        legs: Sequence[Leg],
        effective_at: datetime | None = None,
        details: Details | None = None,
        preconditions: Sequence[Precondition] = (),
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Posts a transaction of any number of legs and currencies.

        Args:
        - `id`: Its id; made by the store if missing.
        - `legs`: Its legs, two or more, balanced in every currency.
        - `effective_at`: When it counts; now if missing.
        - `details`: What it says besides.
        - `preconditions`: What must be true for it to be accepted.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = await call_async(100, self._handle, ((id, legs, effective_at, details, preconditions), command_id))
        return answer

    async def post_many(
        self,
        *,
        transactions: Sequence[Post],
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedIds]:
        """Posts many transactions, all or none, in one journal entry.

        Args:
        - `transactions`: The transactions; each sees the ones before it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedIds] = await call_async(101, self._handle, ((transactions,), command_id))
        return answer

    async def prices(
        self,
        *,
        currency: str | None = None,
    ) -> list[PriceView]:
        """Known prices, in order of currency and time.

        Args:
        - `currency`: Only of this currency.
        """
        answer: List[PriceView] = await call_async(102, self._handle, ((currency,),))
        return answer

    async def record_prices(
        self,
        *,
        prices: Sequence[Price],
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Keeps prices as data; no balance depends on them.

        Args:
        - `prices`: The prices.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(103, self._handle, ((prices,), command_id))
        return answer

    async def refund(
        self,
        *,
        transaction: UUID | str,
        amount: Money,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Takes part of a two-leg transaction back. All refunds together never exceed the original.

        Args:
        - `transaction`: The transaction.
        - `amount`: The amount, not negative.
        - `date`: When the refund counts.
        - `ignore_limits`: Post even if an account's limits refuse it. The journal shows who did.
        - `details`: What it says besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = await call_async(104, self._handle, ((transaction, amount, date, ignore_limits, details), command_id))
        return answer

    async def release_hold(
        self,
        *,
        hold: UUID | str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Gives back what a hold has set aside.

        Args:
        - `hold`: The hold.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(105, self._handle, ((hold,), command_id))
        return answer

    async def reopen_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Takes a closed account into use again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(106, self._handle, ((account, currency), command_id))
        return answer

    async def reverse(
        self,
        *,
        transaction: UUID | str,
        date: CorrectionDate,
        ignore_limits: bool = False,
        details: Details | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Takes a transaction back in full by a mirrored one, linked both ways.

        Args:
        - `transaction`: The transaction.
        - `date`: When the reversal counts.
        - `ignore_limits`: Post even if an account's limits refuse it. The journal shows who did.
        - `details`: What it says besides.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = await call_async(107, self._handle, ((transaction, date, ignore_limits, details), command_id))
        return answer

    async def statement(
        self,
        *,
        account: str,
        currency: str,
        from_: datetime | None = None,
        to: datetime | None = None,
        known_at: datetime | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> StatementView:
        """One account's statement over a stretch of effective time. Amounts are debit positive.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `from_`: First effective time, inclusive; from the beginning if missing.
        - `to`: Last effective time, exclusive; without end if missing.
        - `known_at`: Only what was recorded at or before this time.
        - `limit`: The largest number of lines; 100 if missing.
        - `after`: Continue after this cursor of the page before.
        """
        answer: StatementView = await call_async(108, self._handle, ((account, currency, from_, to, known_at, limit, after),))
        return answer

    async def sweep_holds(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Records the expired holds of an account as expired. Never needed for the truth: an expired
        hold counts no more from its expiry on, swept or not.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(109, self._handle, ((account, currency), command_id))
        return answer

    async def transactions(
        self,
        *,
        account: str | None = None,
        tree: str | None = None,
        amount_at_least: Money | None = None,
        amount_at_most: Money | None = None,
        tag: str | None = None,
        link: str | None = None,
        reference: str | None = None,
        metadata: tuple[str, str | None] | None = None,
        reverses: UUID | str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        recorded_from: datetime | None = None,
        recorded_to: datetime | None = None,
        newest_first: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> TransactionPage:
        """Transactions in the order in which they were recorded. All conditions must hold. For the
        legs of an account or tree in order of effective time, see `ledger.entries`.

        Args:
        - `account`: Only with a leg of the account with this code, in any currency.
        - `tree`: Only with a leg of this account or one below it, in any currency. With `account` too,
            these may be two legs: what went between an account and a tree.
        - `amount_at_least`: Only with a leg of at least this size, debit or credit, in this currency.
        - `amount_at_most`: Only with a leg of at most this size, debit or credit, in this currency. With
            `amount_at_least` too, which must be in the same currency, one leg lies between the two.
        - `tag`: Only with this tag.
        - `link`: Only with this link.
        - `reference`: Only with this reference.
        - `metadata`: Only with this metadata key, and value if given.
        - `reverses`: Only that reverse or refund this transaction.
        - `from_`: First effective time, inclusive.
        - `to`: Last effective time, exclusive.
        - `recorded_from`: First recorded time, inclusive.
        - `recorded_to`: Last recorded time, exclusive.
        - `newest_first`: Newest first.
        - `limit`: The largest number of transactions; 100 if missing. A page may have fewer and yet not be
            the last, when what is asked for is rare: a page never takes long.
        - `after`: Continue after this cursor of the page before.
        """
        answer: TransactionPage = await call_async(110, self._handle, ((account, tree, amount_at_least, amount_at_most, tag, link, reference, metadata, reverses, from_, to, recorded_from, recorded_to, newest_first, limit, after),))
        return answer

    async def transfer(
        self,
        *,
        id: UUID | str | None = None,
        debit: str,
        credit: str,
        amount: Money,
        effective_at: datetime | None = None,
        reference: str | None = None,
        narration: str | None = None,
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedId]:
        """Moves an amount from one account to another: debits one and credits the other.

        Args:
        - `id`: The transaction's id; made by the store if missing.
        - `debit`: The account to debit.
        - `credit`: The account to credit.
        - `amount`: The amount, not negative; zero is allowed and recorded.
        - `effective_at`: When it counts; now if missing.
        - `reference`: The app's reference.
        - `narration`: What for.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedId] = await call_async(111, self._handle, ((id, debit, credit, amount, effective_at, reference, narration), command_id))
        return answer

    async def transfer_many(
        self,
        *,
        transfers: Sequence[Transfer],
        command_id: UUID | str | None = None,
    ) -> Outcome[PostedIds]:
        """Many transfers, all or none, in one journal entry: the fastest way to post.

        Args:
        - `transfers`: The transfers; each sees the ones before it.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[PostedIds] = await call_async(112, self._handle, ((transfers,), command_id))
        return answer

    async def trial_balance(
        self,
        *,
        as_of: AsOf | None = None,
    ) -> TrialBalanceView:
        """All accounts with their balance in the debit or the credit column.

        Args:
        - `as_of`: When.
        """
        answer: TrialBalanceView = await call_async(113, self._handle, ((as_of,),))
        return answer

    async def unfreeze_account(
        self,
        *,
        account: str,
        currency: str,
        command_id: UUID | str | None = None,
    ) -> Outcome[None]:
        """Lets a frozen account take postings again.

        Args:
        - `account`: The account's code.
        - `currency`: Its currency.
        - `command_id`: Sent again under the same id, the command has no further effect.
        """
        answer: Outcome[None] = await call_async(114, self._handle, ((account, currency), command_id))
        return answer
