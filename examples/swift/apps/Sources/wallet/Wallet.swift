// A wallet: top up, pay, hold, statement.

import Foundation
import Moja

let eur = "EUR"

/// Wallets of customers, over the books of whoever keeps their money.
struct Wallets {
    let session: Session
    let ledger: Ledger

    init(session: Session) async throws {
        self.session = session
        ledger = try session.ledger()
        try await openAccount(OpenAccount(code: "bank", currency: eur, kind: .asset))
        try await openAccount(OpenAccount(code: "fees", currency: eur, kind: .income))
    }

    private func openAccount(_ account: OpenAccount) async throws {
        _ = try await ledger.openAccount(command: account)
    }

    /// A wallet cannot go below zero: the store sees to that, not the app.
    func open(_ name: String) async throws {
        try await openAccount(
            OpenAccount(
                code: "wallet:\(name)", currency: eur, kind: .liability, minBalance: Money(0, eur)))
    }

    /// Credits a payment once, however often the bank tells of it.
    func topUp(_ name: String, _ amount: Money, payment: UUID) async throws -> Bool {
        let transfer = Transfer(
            debit: "bank", credit: "wallet:\(name)", amount: amount, reference: "payment \(payment)")
        return try await !ledger.transfer(command: transfer, commandId: payment).replayed
    }

    /// Both transfers happen, or neither does.
    func pay(from payer: String, to payee: String, _ amount: Money, fee: Money) async throws {
        try await session.allOrNothing(
            Transfer(debit: "wallet:\(payer)", credit: "wallet:\(payee)", amount: amount),
            Transfer(debit: "wallet:\(payee)", credit: "fees", amount: fee))
    }

    /// Sets money aside for ten minutes.
    func hold(from payer: String, for payee: String, _ amount: Money) async throws -> HoldId {
        let hold = PlaceHold(
            debit: "wallet:\(payer)", credit: "wallet:\(payee)", amount: amount, expiresInS: 600)
        return try await ledger.placeHold(command: hold).value.hold
    }

    func available(_ name: String) async throws -> Money {
        let balance = GetBalance(account: "wallet:\(name)", currency: eur)
        return try await ledger.getBalance(query: balance).available
    }

    func statement(_ name: String) async throws -> [String] {
        let query = Statement(account: "wallet:\(name)", currency: eur)
        // Amounts are debits; a wallet is owed to its owner and grows by credits.
        return try await ledger.statement(query: query).lines.map { line in
            "\(padded(-line.amount)) -> \(padded(-line.running))"
        }
    }
}

func padded(_ money: Money) -> String {
    let text = money.text(decimals: 2)
    return String(repeating: " ", count: max(0, 12 - text.count)) + text
}

@main
struct Main {
    static func main() async throws {
        let path = CommandLine.arguments.dropFirst().first ?? "wallet.db"
        try await withMoja(path: path) { db in
            let wallets = try await Wallets(session: db.session(tenant: "wallets", actor: "app"))
            for name in ["ada", "ben"] { try await wallets.open(name) }

            let payment = UUID(uuidString: "0198c0de-0000-7000-8000-000000000001")!
            print("topped up:", try await wallets.topUp("ada", Money("50.00", eur), payment: payment))
            print(
                "topped up again:",
                try await wallets.topUp("ada", Money("50.00", eur), payment: payment))

            let fee = try Money("0.50", eur)
            try await wallets.pay(from: "ada", to: "ben", Money("20.00", eur), fee: fee)
            do {
                try await wallets.pay(from: "ada", to: "ben", Money("99.00", eur), fee: fee)
            } catch let error as MojaError {
                let available = error.money("available")?.text(decimals: 2) ?? "?"
                print("refused:", error.code, "available", available)
            }

            let hold = try await wallets.hold(from: "ada", for: "ben", Money("25.00", eur))
            print("ada may spend", try await wallets.available("ada").text(decimals: 2))
            _ = try await wallets.ledger.captureHold(
                command: CaptureHold(hold: hold, amount: Money("24.00", eur)))
            print("ada may spend", try await wallets.available("ada").text(decimals: 2))

            print("ada's statement:")
            for line in try await wallets.statement("ada") { print(line) }
            let findings = try await db.verify().findings
            print(findings.isEmpty ? "all is well" : "\(findings)")
        }
    }
}
