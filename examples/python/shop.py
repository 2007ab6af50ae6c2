"""A shop: receive, sell, return, count, report. Stock and books change in one commit."""

from __future__ import annotations

import sys

import moja
from moja import InventoryError, Money
from moja.inventory import Line, PostingAccounts, ReceiptLine
from moja.shop import Payment

EUR = "EUR"

ACCOUNTS = PostingAccounts(
    inventory="assets:inventory",
    received_not_invoiced="liabilities:received-not-invoiced",
    cost_of_goods_sold="expenses:cost-of-goods-sold",
    adjustment="expenses:inventory-adjustment",
    price_difference="expenses:price-difference",
    production_cost="expenses:production-applied",
    landed_cost="liabilities:landed-cost",
    revaluation="expenses:inventory-revaluation",
)
KINDS = {"assets": "asset", "liabilities": "liability", "expenses": "expense"}


def set_up(session: moja.Session) -> None:
    """Accounts, places, and what is sold."""
    ledger, inventory = session.ledger, session.inventory
    ledger.open_account(code="cash", currency=EUR, kind="asset")
    ledger.open_account(code="sales", currency=EUR, kind="income")
    for code in ACCOUNTS.as_dict().values():
        root = code.split(":")[0]
        # A control account: only what the inventory does is posted there.
        control = "inventory" if code == ACCOUNTS.inventory else None
        kind = moja.ledger.AccountKind(KINDS[root])
        ledger.open_account(code=code, currency=EUR, kind=kind, controlled_by=control)
    inventory.create_location(code="shelf", kind="internal")
    inventory.create_location(code="supplier", kind="supplier")
    inventory.create_location(code="customer", kind="customer")
    inventory.create_location(code="loss", kind="loss")
    inventory.define_group(code="tea", currency=EUR, accounts=ACCOUNTS)
    inventory.create_item(code="assam", group="tea")


def report(session: moja.Session) -> None:
    """What is there, what it is worth, and that the books agree."""
    for stock in session.inventory.stock():
        print(f"  {stock.item} at {stock.location}: {stock.on_hand}")
    for account in ("cash", "assets:inventory", "expenses:cost-of-goods-sold"):
        balance = session.ledger.get_balance(account=account, currency=EUR).balance
        print(f"  {account}: {balance}")
    ties = all(line.stock == line.ledger for line in session.shop.tie_out())
    print("  stock and books agree" if ties else "  stock and books differ")


def main(path: str) -> None:
    with moja.open(path) as db:
        session = db.session("tea-shop", "till-1")
        set_up(session)
        shop, inventory = session.shop, session.inventory

        shop.receive_goods(
            from_="supplier",
            to="shelf",
            lines=[ReceiptLine(item="assam", quantity=10, cost=Money("40.00", EUR))],
        )
        sale = shop.sell(
            from_="shelf",
            to="customer",
            lines=[Line(item="assam", quantity=3)],
            payments=[Payment(debit="cash", credit="sales", amount=Money("19.50", EUR))],
        )
        print("after the sale:")
        report(session)

        try:
            shop.sell(from_="shelf", to="customer", lines=[Line(item="assam", quantity=8)])
        except InventoryError as error:
            print("refused:", error.code)

        shop.return_sale(
            shipment=sale.value.shipment,
            to="shelf",
            lines=[Line(item="assam", quantity=1)],
            payments=[Payment(debit="sales", credit="cash", amount=Money("6.50", EUR))],
        )
        inventory.count(location="shelf", loss="loss", lines=[Line(item="assam", quantity=7)])
        print("after a return and a count:")
        report(session)
        print("all is well" if not db.verify().findings else "damage")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "shop.db")
