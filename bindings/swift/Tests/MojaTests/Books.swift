import Foundation
import XCTest

@testable import Moja

let eur = "EUR"

/// A store in memory with a bank and a wallet that cannot go below zero.
func books(
    options: OpenOptions? = nil, _ test: (Moja, Session) async throws -> Void
) async throws {
    let moja = try await Moja.openMemory(options: options)
    let session = try moja.session(tenant: "tenant", actor: "tester")
    try await openAccounts(session)
    try await test(moja, session)
    try await moja.close()
}

func openAccounts(_ session: Session) async throws {
    let ledger = try session.ledger()
    _ = try await ledger.openAccount(
        command: OpenAccount(code: "bank", currency: eur, kind: .asset))
    _ = try await ledger.openAccount(
        command: OpenAccount(
            code: "wallet", currency: eur, kind: .liability, minBalance: Money(0, eur)))
}

extension Session {
    @discardableResult
    func topUp(_ amount: String, id: CommandId? = nil) async throws -> PostedOutcome {
        let transfer = Transfer(debit: "bank", credit: "wallet", amount: try Money(amount, eur))
        return try await ledger().transfer(command: transfer, commandId: id)
    }

    func balance() async throws -> Money {
        try await ledger().getBalance(query: GetBalance(account: "wallet", currency: eur)).normal
    }
}

/// The code of the error that `body` ends with.
func code(
    line: UInt = #line, _ body: () async throws -> Void
) async throws -> String {
    do {
        try await body()
    } catch let error as MojaError {
        return error.code
    }
    XCTFail("nothing was refused", line: line)
    return ""
}

/// A file that is not there yet, in a folder of its own.
func file(_ name: String = "a.db") throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent(name)
}
