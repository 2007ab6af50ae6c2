import Foundation
import XCTest

@testable import Moja

final class TypesTests: XCTestCase {
    func testMoneyIsExact() async throws {
        try await books { _, session in
            try await session.topUp("10.25")
            let balance = try await session.balance()
            XCTAssertEqual(balance, try Money("10.25", eur))
            XCTAssertEqual(balance.text(decimals: 2), "10.25 EUR")
            XCTAssertEqual(try Money("10.2500", eur).description, "10.25 EUR")
            XCTAssertEqual(Money(7, eur).text(decimals: 2), "7.00 EUR")
            XCTAssertEqual(try Money("-0.5", eur).text(decimals: 2), "-0.50 EUR")
        }
    }

    func testSumsOfOneCurrencyAreComputed() async throws {
        XCTAssertEqual(try Money("12.50", eur) + Money("0.25", eur), try Money("12.75", eur))
        XCTAssertEqual(try Money("12.50", eur) - Money("0.25", eur), try Money("12.25", eur))
        XCTAssertEqual(-Money(1, eur), Money(-1, eur))
        let refused = try await code { _ = try Money(1, eur) + Money(1, "USD") }
        XCTAssertEqual(refused, "currency_mismatch")
    }

    func testOnlyANumberIsAnAmount() async throws {
        let broken = [
            "", "12,50", "1.2.3", "1e5", "NaN", " 1", "1 ", "-", ".5", "5.", "--1", "١",
            "123456789012345678901234567890123456789",
        ]
        for amount in broken {
            let refused = try await code { _ = try Money(amount, eur) }
            XCTAssertEqual(refused, "malformed_amount", amount)
        }
    }

    func testWhatNeedNotBeGivenHasADefault() async throws {
        let open = OpenAccount(code: "a", currency: eur, kind: .asset)
        XCTAssertNil(open.normal)
        XCTAssertEqual(open.tags, [])
        XCTAssertEqual(open.metadata, [:])
        let hold = PlaceHold(debit: "a", credit: "b", amount: Money(1, eur))
        XCTAssertEqual(hold.details, Details())
        XCTAssertEqual(OpenOptions().busyTimeoutMs, 5000)
        XCTAssertTrue(OpenOptions().durable)
        try await books { _, session in
            _ = try await session.ledger().openAccount(command: open)
            let account = try await session.ledger().accounts(query: Accounts())
            XCTAssertEqual(account.first { $0.account == "a" }?.policy, open.policy)
        }
    }

    func testTimesAreDatesDownToTheMicrosecond() async throws {
        try await books { _, session in
            let at = date(ofMicros: 1_795_953_600_123_456)
            let transfer = Transfer(
                debit: "bank", credit: "wallet", amount: Money(5, eur), effectiveAt: at)
            _ = try await session.ledger().transfer(command: transfer)
            let query = Statement(account: "wallet", currency: eur)
            let line = try await session.ledger().statement(query: query).lines.first
            XCTAssertEqual(line.map { micros(of: $0.effectiveAt) }, 1_795_953_600_123_456)
        }
    }

    func testBeyondTheLastMomentNothingGoesThrough() async throws {
        try await books { _, session in
            try await session.topUp("1")
            let first = date(ofMicros: -62_135_596_800_000_000)
            let last = date(ofMicros: 253_402_300_799_000_000)
            let all = Statement(account: "wallet", currency: eur, from: first, to: last)
            let lines = try await session.ledger().statement(query: all).lines
            XCTAssertEqual(lines.count, 1)
            let far = [
                first.addingTimeInterval(-1), last.addingTimeInterval(1), Date(timeIntervalSince1970: 1e15),
                Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: .nan),
            ]
            for at in far {
                let transfer = Transfer(
                    debit: "bank", credit: "wallet", amount: Money(1, eur), effectiveAt: at)
                let refused = try await code {
                    _ = try await session.ledger().transfer(command: transfer)
                }
                XCTAssertEqual(refused, "time_out_of_range", "\(at.timeIntervalSince1970)")
            }
        }
    }

    func testIdsAreUUIDs() async throws {
        try await books { _, session in
            let id = try session.newCommandId()
            let transaction = UUID(uuidString: "0198C0DE-0000-7000-8000-000000000001")!
            let transfer = Transfer(
                id: transaction, debit: "bank", credit: "wallet", amount: Money(5, eur))
            let outcome = try await session.ledger().transfer(command: transfer, commandId: id)
            XCTAssertEqual(outcome.value.transaction, transaction)
        }
    }

    func testDecimalsAtTheLimits() async throws {
        try await books { _, session in
            let largest = "92233720368547758.07"
            try await session.topUp(largest)
            let balance = try await session.balance()
            XCTAssertEqual(balance, try Money(largest, eur))
            let larger = try await code { try await session.topUp("92233720368547758.08") }
            XCTAssertEqual(larger, "amount_out_of_range")
            let finer = try await code { try await session.topUp("0.001") }
            XCTAssertEqual(finer, "too_many_decimals")
            let notANumber = try await code {
                let amount = MoneyAmount(amount: .nan, currency: eur)
                let transfer = Transfer(debit: "bank", credit: "wallet", amount: amount)
                _ = try await session.ledger().transfer(command: transfer)
            }
            XCTAssertEqual(notANumber, "malformed_amount")
            let huge = try await code {
                let amount = MoneyAmount(
                    amount: Decimal(sign: .plus, exponent: 127, significand: 9), currency: eur)
                let transfer = Transfer(debit: "bank", credit: "wallet", amount: amount)
                _ = try await session.ledger().transfer(command: transfer)
            }
            XCTAssertEqual(huge, "money_overflow")
        }
    }

    func testTextGoesThroughAsItIs() async throws {
        try await books { _, session in
            for text in ["Zoë", "雪", "👩🏽‍🚀", "עברית", "e\u{301}", "a\"b\\c"] {
                let transfer = Transfer(
                    debit: "bank", credit: "wallet", amount: Money(1, eur), narration: text)
                let posted = try await session.ledger().transfer(command: transfer).value
                let found = try await session.ledger().getTransaction(
                    query: GetTransaction(transaction: posted.transaction))
                // Swift takes composed and decomposed letters for the same: compare the bytes.
                XCTAssertEqual(found.details.narration.map { Array($0.utf8) }, Array(text.utf8))
            }
        }
    }

    func testQuantitiesAreExactDecimals() async throws {
        let amount = try XCTUnwrap(Decimal(string: "12.345"))
        XCTAssertEqual(plainText(of: amount), "12.345")
        XCTAssertEqual(try decimal(of: "12.345000"), amount)
        XCTAssertThrowsError(try decimal(of: "x"))
        XCTAssertThrowsError(try uuid(of: "x"))
    }
}
