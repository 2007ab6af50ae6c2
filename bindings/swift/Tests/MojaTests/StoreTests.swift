import Foundation
import XCTest

@testable import Moja

final class StoreTests: XCTestCase {
    func testARefusalHasItsDomainCodeAndNumbers() async throws {
        try await books { _, session in
            try await session.topUp("5")
            let transfer = Transfer(debit: "wallet", credit: "bank", amount: Money(9, eur))
            do {
                _ = try await session.ledger().transfer(command: transfer)
                XCTFail("nothing was refused")
            } catch let MojaError.Rejected(domain, code, detail, fields, retryable) {
                XCTAssertEqual(domain, "ledger")
                XCTAssertEqual(code, "insufficient_funds")
                XCTAssertFalse(detail.isEmpty)
                XCTAssertNotNil(fields["available"])
                let error = MojaError.Rejected(
                    domain: domain, code: code, detail: detail, fields: fields, retryable: retryable)
                XCTAssertEqual(error.money("available"), Money(5, eur))
                XCTAssertEqual(error.money("available")?.text(decimals: 2), "5.00 EUR")
                XCTAssertNil(error.money("account"))
                XCTAssertNil(error.money("other"))
                // More money may come.
                XCTAssertTrue(retryable)
            }
            let balance = try await session.balance()
            XCTAssertEqual(balance, Money(5, eur))
        }
    }

    func testAFieldIsTextWithoutItsQuotes() {
        let fields = ["text": "\"a\\\"b\\u00e9\\n\"", "number": "12"]
        let error = MojaError.Invalid(code: "c", detail: "d", fields: fields, retryable: false)
        XCTAssertEqual(error.field("text"), "a\"bé\n")
        XCTAssertEqual(error.field("number"), "12")
        XCTAssertNil(error.field("other"))
        XCTAssertEqual(error.localizedDescription, "d [c]")
    }

    func testAMemberThatIsRefusedUndoesThemAll() async throws {
        try await books { _, session in
            try await session.topUp("5")
            let small = Transfer(debit: "wallet", credit: "bank", amount: Money(1, eur))
            let large = Transfer(debit: "wallet", credit: "bank", amount: Money(9, eur))
            do {
                try await session.allOrNothing(small, large)
                XCTFail("nothing was refused")
            } catch let error as MojaError {
                XCTAssertEqual(error.field("member"), "1")
            }
            let fees = OpenAccount(code: "fees", currency: eur, kind: .income)
            let outcomes = try await session.allOrNothing(fees, small)
            XCTAssertEqual(outcomes.count, 2)
            XCTAssertEqual(outcomes.first?.value, .done)
            let balance = try await session.balance()
            XCTAssertEqual(balance, Money(4, eur))
        }
    }

    func testACommandThatIsSentAgainHasOneEffect() async throws {
        try await books { _, session in
            let id = try session.newCommandId()
            let first = try await session.topUp("5", id: id)
            let again = try await session.topUp("5", id: id)
            XCTAssertFalse(first.replayed)
            XCTAssertTrue(again.replayed)
            let other = try await code { try await session.topUp("6", id: id) }
            XCTAssertEqual(other, "id_reused_with_different_request")
        }
    }

    func testBadInputHasACode() async throws {
        try await books { moja, session in
            let ledger = try session.ledger()
            let tenant = try await code { _ = try moja.session(tenant: "", actor: "a") }
            XCTAssertEqual(tenant, "invalid_tenant")
            let cursor = try await code {
                let query = Statement(account: "wallet", currency: eur, after: "no.cursor")
                _ = try await ledger.statement(query: query)
            }
            XCTAssertEqual(cursor, "invalid_cursor")
            let json = try await code { _ = try await session.execute(request: "{") }
            XCTAssertEqual(json, "invalid_json")
            let arguments = try await code { _ = try await session.execute(request: "{}") }
            XCTAssertEqual(arguments, "invalid_arguments")
        }
    }

    func testAFileThatIsNoStoreIsRefusedAndLeftAsItIs() async throws {
        let notes = try file("notes.txt")
        let text = Data(String(repeating: "not a store ", count: 1000).utf8)
        try text.write(to: notes)
        do {
            _ = try await Moja.open(path: notes.path)
            XCTFail("it was opened")
        } catch MojaError.Store {}
        XCTAssertEqual(try Data(contentsOf: notes), text)
    }

    func testUseAfterCloseIsRefusedByEveryHandle() async throws {
        let path = try file().path
        let moja = try await Moja.open(path: path)
        let session = try moja.session(tenant: "tenant", actor: "tester")
        try await openAccounts(session)
        let ledger = try session.ledger()
        try await moja.close()
        XCTAssertFalse(try moja.isOpen())
        let one = try await code { try await session.topUp("1") }
        let two = try await code { _ = try await ledger.accounts(query: Accounts()) }
        let three = try await code { _ = try await moja.verify() }
        XCTAssertEqual([one, two, three], ["store_closed", "store_closed", "store_closed"])
        try await moja.close()
        // Again from its file.
        try await withMoja(path: path) { moja in
            let session = try moja.session(tenant: "tenant", actor: "tester")
            try await session.topUp("1")
        }
    }

    func testWithMojaClosesAfterAFailureToo() async throws {
        struct Own: Error {}
        let path = try file().path
        let seen = Seen()
        do {
            try await withMoja(path: path) { moja in
                seen.moja = moja
                throw Own()
            }
            XCTFail("nothing was thrown")
        } catch is Own {}
        XCTAssertEqual(try seen.moja?.isOpen(), false)
    }

    func testASuspendedStoreRefusesUntilItIsResumed() async throws {
        let path = try file().path
        try await withMoja(path: path) { moja in
            let session = try moja.session(tenant: "tenant", actor: "tester")
            try await openAccounts(session)
            try await moja.suspend()
            let refused = try await code { try await session.topUp("1") }
            XCTAssertEqual(refused, "store_suspended")
            XCTAssertFalse(FileManager.default.fileExists(atPath: path + "-wal"))
            try await moja.resume()
            try await session.topUp("1")
        }
    }

    func testAThousandCallsAtOnceAreAllDone() async throws {
        try await books { _, session in
            let positions = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<1000 {
                    group.addTask { try await session.topUp("0.01").position }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            XCTAssertEqual(positions.count, 1000)
            let balance = try await session.balance()
            XCTAssertEqual(balance, Money(10, eur))
        }
    }

    func testACancelledCallIsDoneOnce() async throws {
        try await books { _, session in
            let ids = try (0..<100).map { _ in try session.newCommandId() }
            for id in ids {
                let task = Task { try await session.topUp("1", id: id) }
                task.cancel()
                _ = try? await task.value
            }
            for id in ids { try await session.topUp("1", id: id) }
            let balance = try await session.balance()
            XCTAssertEqual(balance, Money(100, eur))
        }
    }

    func testAPipelineSaysHowFarItIs() async throws {
        try await books { _, session in
            let pipeline = try session.pipeline()
            let good = Transfer(debit: "bank", credit: "wallet", amount: Money(1, eur))
            let bad = Transfer(debit: "bank", credit: "nowhere", amount: Money(1, eur))
            let commands = Array(repeating: good.asCommand, count: 100) + [bad.asCommand]
            let first = try await pipeline.push(commands: commands)
            XCTAssertEqual(first, 0)
            let report = try await pipeline.flush()
            XCTAssertEqual(report.watermark, 101)
            XCTAssertEqual(report.refused.map(\.number), [100])
        }
    }

    func testPagesAndTheJournalAreSequences() async throws {
        try await books { _, session in
            for _ in 0..<25 { try await session.topUp("1") }
            let query = Statement(account: "wallet", currency: eur, limit: 10)
            var balances: [Decimal] = []
            for try await line in try session.ledger().statementLines(query) {
                // A wallet grows by credits, and amounts are debits.
                balances.append(-line.running.amount)
            }
            XCTAssertEqual(balances, (1...25).map { Decimal($0) })

            var positions: [Int64] = []
            for try await entry in session.journal(sink: "sink", batch: 4) {
                if entry.position == 10 { break }
                positions.append(entry.position)
            }
            XCTAssertEqual(positions, Array(1...9))
            var rest: [Int64] = []
            for try await entry in session.journal(sink: "sink", batch: 4) {
                rest.append(entry.position)
            }
            // Two accounts and 25 transfers; the one that was not finished comes again.
            XCTAssertEqual(rest, Array(10...27))
        }
    }

    func testAClockOfTheAppsOwnSaysWhen() async throws {
        let clock = Clock()
        try await books(options: OpenOptions(clock: clock)) { _, session in
            try await session.topUp("1")
            let head = try await session.head()
            XCTAssertEqual(head.recordedAt, Clock.start)
        }
    }

    func testACallbackThatThrowsHarmsNobody() async throws {
        let clock = Clock(isFailing: true)
        try await books(options: OpenOptions(clock: clock)) { moja, session in
            for _ in 0..<10 { try await session.topUp("1") }
            let balance = try await session.balance()
            XCTAssertEqual(balance, Money(10, eur))
            let findings = try await moja.verify().findings
            XCTAssertEqual(findings.count, 0)
            XCTAssertGreaterThan(clock.calls, 2)
        }
    }

    func testTheAppsLoggerIsToldOfTheStoresLifeAndMayFail() async throws {
        let log = Log()
        try await withMoja(path: file().path, options: OpenOptions(log: log)) { moja in
            let session = try moja.session(tenant: "tenant", actor: "tester")
            try await openAccounts(session)
            try await session.topUp("1")
        }
        XCTAssertGreaterThanOrEqual(log.levels.count, 2)
        XCTAssertTrue(log.levels.allSatisfy { $0 == .info })
    }
}

private final class Log: LogSink, @unchecked Sendable {
    private struct Full: Error {}

    private let lock = NSLock()
    private var seen: [LogLevel] = []

    var levels: [LogLevel] { lock.withLock { seen } }

    func log(level: LogLevel, event: String, detail: String) throws {
        lock.withLock { seen.append(level) }
        throw Full()
    }
}

private final class Seen: @unchecked Sendable {
    var moja: Moja?
}

private final class Clock: HostClock, @unchecked Sendable {
    static let start = Date(timeIntervalSince1970: 1_893_456_000)

    private struct Broken: Error {}

    private let lock = NSLock()
    private let isFailing: Bool
    private var count = 0

    var calls: Int { lock.withLock { count } }

    init(isFailing: Bool = false) { self.isFailing = isFailing }

    func now() throws -> Date {
        let call = lock.withLock {
            count += 1
            return count
        }
        if isFailing && call % 3 == 2 { throw Broken() }
        if isFailing && call % 3 == 0 {
            throw MojaError.Internal(code: "own", detail: "own", fields: [:], retryable: false)
        }
        return Self.start
    }
}
