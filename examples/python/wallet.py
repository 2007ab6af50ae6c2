"""A wallet: top up, pay, hold, statement."""

from __future__ import annotations

import sys
from decimal import Decimal
from uuid import UUID

import moja
from moja import LedgerError, Money
from moja.ledger import Ledger, Transfer

EUR = "EUR"


class Wallets:
    """Wallets of customers, over the books of whoever keeps their money."""

    def __init__(self, session: moja.Session) -> None:
        self.session = session
        self.ledger: Ledger = session.ledger
        self.ledger.open_account(code="bank", currency=EUR, kind="asset")
        self.ledger.open_account(code="fees", currency=EUR, kind="income")

    def open(self, name: str) -> None:
        """A wallet cannot go below zero: the store sees to that, not the app."""
        self.ledger.open_account(
            code=f"wallet:{name}", currency=EUR, kind="liability", min_balance=Money(0, EUR)
        )

    def top_up(self, name: str, amount: Decimal, payment: UUID) -> bool:
        """Credits a payment once, however often the bank tells of it."""
        outcome = self.ledger.transfer(
            debit="bank",
            credit=f"wallet:{name}",
            amount=Money(amount, EUR),
            reference=f"payment {payment}",
            command_id=payment,
        )
        return not outcome.replayed

    def pay(self, payer: str, payee: str, amount: Decimal, fee: Decimal) -> None:
        """Both transfers happen, or neither does."""
        self.session.all_or_nothing(
            [
                Transfer(
                    debit=f"wallet:{payer}", credit=f"wallet:{payee}", amount=Money(amount, EUR)
                ),
                Transfer(debit=f"wallet:{payee}", credit="fees", amount=Money(fee, EUR)),
            ]
        )

    def hold(self, payer: str, payee: str, amount: Decimal) -> UUID:
        """Sets money aside for ten minutes."""
        placed = self.ledger.place_hold(
            debit=f"wallet:{payer}",
            credit=f"wallet:{payee}",
            amount=Money(amount, EUR),
            expires_in_s=600,
        )
        return placed.value.hold

    def available(self, name: str) -> Money:
        return self.ledger.get_balance(account=f"wallet:{name}", currency=EUR).available

    def statement(self, name: str) -> list[str]:
        page = self.ledger.statement(account=f"wallet:{name}", currency=EUR)
        # Amounts are debits; a wallet is owed to its owner and grows by credits.
        return [f"{-line.amount!s:>12} -> {-line.running!s:>12}" for line in page.lines]


def main(path: str) -> None:
    with moja.open(path) as db:
        wallets = Wallets(db.session("wallets", "app"))
        for name in ("ada", "ben"):
            wallets.open(name)

        payment = UUID("0198c0de-0000-7000-8000-000000000001")
        print("topped up:", wallets.top_up("ada", Decimal("50.00"), payment))
        print("topped up again:", wallets.top_up("ada", Decimal("50.00"), payment))

        wallets.pay("ada", "ben", Decimal("20.00"), fee=Decimal("0.50"))
        try:
            wallets.pay("ada", "ben", Decimal("99.00"), fee=Decimal("0.50"))
        except LedgerError as error:
            print("refused:", error.code, "available", error.fields["available"])

        hold = wallets.hold("ada", "ben", Decimal("25.00"))
        print("ada may spend", wallets.available("ada"))
        wallets.ledger.capture_hold(hold=hold, amount=Money("24.00", EUR))
        print("ada may spend", wallets.available("ada"))

        print("ada's statement:")
        for line in wallets.statement("ada"):
            print(line)
        report = db.verify()
        print("all is well" if not report.findings else report.findings)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "wallet.db")
