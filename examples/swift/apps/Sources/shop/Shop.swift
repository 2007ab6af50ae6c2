// A shop: receive, sell, return, count, report. Stock and books change in one commit.

import Foundation
import Moja

let eur = "EUR"

let accounts = PostingAccounts(
    inventory: "assets:inventory",
    receivedNotInvoiced: "liabilities:received-not-invoiced",
    costOfGoodsSold: "expenses:cost-of-goods-sold",
    adjustment: "expenses:inventory-adjustment",
    priceDifference: "expenses:price-difference",
    productionCost: "expenses:production-applied",
    landedCost: "liabilities:landed-cost",
    revaluation: "expenses:inventory-revaluation")

/// Accounts, places, and what is sold.
func setUp(_ session: Session) async throws {
    let ledger = try session.ledger()
    func open(_ code: String, _ kind: AccountKind, controlledBy: String? = nil) async throws {
        _ = try await ledger.openAccount(
            command: OpenAccount(
                code: code, currency: eur, kind: kind, controlledBy: controlledBy))
    }
    try await open("cash", .asset)
    try await open("sales", .income)
    // A control account: only what the inventory does is posted there.
    try await open(accounts.inventory, .asset, controlledBy: "inventory")
    for code in [accounts.receivedNotInvoiced, accounts.landedCost] {
        try await open(code, .liability)
    }
    for code in [
        accounts.costOfGoodsSold, accounts.adjustment, accounts.priceDifference,
        accounts.productionCost, accounts.revaluation,
    ] {
        try await open(code, .expense)
    }
    let inventory = try session.inventory()
    let places: [(String, LocationKind)] = [
        ("shelf", .internal), ("supplier", .supplier), ("customer", .customer), ("loss", .loss),
    ]
    for (code, kind) in places {
        _ = try await inventory.createLocation(command: CreateLocation(code: code, kind: kind))
    }
    _ = try await inventory.defineGroup(
        command: DefineGroup(code: "tea", currency: eur, accounts: accounts))
    _ = try await inventory.createItem(command: CreateItem(code: "assam", group: "tea"))
}

/// What is there, what it is worth, and that the books agree.
func report(_ session: Session) async throws {
    for stock in try await session.inventory().stock(query: Stock()) {
        print("  \(stock.item) at \(stock.location): \(stock.onHand)")
    }
    for account in ["cash", "assets:inventory", "expenses:cost-of-goods-sold"] {
        let query = GetBalance(account: account, currency: eur)
        let balance = try await session.ledger().getBalance(query: query).balance
        print("  \(account): \(balance.text(decimals: 2))")
    }
    let ties = try await session.shop().tieOut(query: TieOut()).allSatisfy { $0.stock == $0.ledger }
    print(ties ? "  stock and books agree" : "  stock and books differ")
}

@main
struct Main {
    static func main() async throws {
        let path = CommandLine.arguments.dropFirst().first ?? "shop.db"
        try await withMoja(path: path) { db in
            let session = try db.session(tenant: "tea-shop", actor: "till-1")
            try await setUp(session)
            let shop = try session.shop()

            _ = try await shop.receiveGoods(
                command: ReceiveGoods(
                    from: "supplier", to: "shelf",
                    lines: [ReceiptLine(item: "assam", quantity: 10, cost: Money("40.00", eur))]))
            let sale = try await shop.sell(
                command: Sell(
                    from: "shelf", to: "customer",
                    lines: [Line(item: "assam", quantity: 3)],
                    payments: [
                        Payment(debit: "cash", credit: "sales", amount: Money("19.50", eur))
                    ]))
            print("after the sale:")
            try await report(session)

            do {
                _ = try await shop.sell(
                    command: Sell(
                        from: "shelf", to: "customer", lines: [Line(item: "assam", quantity: 8)]))
            } catch let error as MojaError {
                print("refused:", error.code)
            }

            _ = try await shop.returnSale(
                command: ReturnSale(
                    shipment: sale.value.shipment, to: "shelf",
                    lines: [Line(item: "assam", quantity: 1)],
                    payments: [
                        Payment(debit: "sales", credit: "cash", amount: Money("6.50", eur))
                    ]))
            _ = try await session.inventory().count(
                command: Count(
                    location: "shelf", loss: "loss", lines: [Line(item: "assam", quantity: 7)]))
            print("after a return and a count:")
            try await report(session)
            print(try await db.verify().findings.isEmpty ? "all is well" : "damage")
        }
    }
}
