// A program that begins to work on a store and ends: `Ending WORK END PATH`.

import Foundation
import Moja

let sale = Transfer(debit: "bank", credit: "wallet", amount: Money(1, "EUR"))

func start(_ work: @escaping @Sendable () async throws -> Void) {
    // A call that is refused because the store is closed is nothing to complain of.
    Task.detached { try? await work() }
}

func sell(_ session: Session) async throws {
    _ = try await session.ledger().transfer(command: sale)
}

/// What is under way when the process ends.
func work(_ name: String, _ moja: Moja, _ session: Session, _ path: String) async throws {
    switch name {
    case "nothing": break
    case "transfers":
        for _ in 0..<50 { start { try await sell(session) } }
    case "a unit":
        let unit = Array(repeating: sale.asCommand, count: 200)
        start { _ = try await session.allOrNothing(commands: unit) }
    case "a pipeline":
        let pipeline = try session.pipeline()
        _ = try await pipeline.push(commands: Array(repeating: sale.asCommand, count: 2000))
        start { _ = try await pipeline.flush() }
    case "a sink":
        for _ in 0..<20 { start { try await sell(session) } }
        start { for try await _ in session.journal(sink: "sink", batch: 1) {} }
    case "a copy":
        start { try await moja.backup(path: path + ".copy") }
        start { _ = try await moja.verify() }
    case "an opening":
        for number in 0..<3 { start { _ = try await Moja.open(path: "\(path).\(number)") } }
    case "endless tasks":
        for _ in 0..<4 { start { while true { try await sell(session) } } }
    case "cancelled tasks":
        for _ in 0..<50 { Task { try await sell(session) }.cancel() }
    case "a closing":
        for _ in 0..<50 { start { try await sell(session) } }
        start { try await moja.close() }
    default: fatalError("no work is called \(name)")
    }
}

/// How it ends.
func end(_ name: String) async throws {
    switch name {
    case "return": break
    case "exit": exit(3)
    case "_exit": _exit(4)
    case "a thread":
        Thread.detachNewThread { exit(5) }
        try await Task.sleep(nanoseconds: 60_000_000_000)
    case "later":
        try await Task.sleep(nanoseconds: 10_000_000)
        exit(6)
    default: fatalError("no end is called \(name)")
    }
}

final class Clock: HostClock {
    func now() throws -> Date { Date() }
}

final class Log: LogSink {
    func log(level: LogLevel, event: String, detail: String) throws { usleep(1000) }
}

@main
struct Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let path = arguments[3]
        let options = OpenOptions(clock: Clock(), log: Log())
        let moja = try await Moja.open(path: path, options: options)
        let session = try moja.session(tenant: "tenant", actor: "tester")
        let ledger = try session.ledger()
        for (code, kind) in [("bank", AccountKind.asset), ("wallet", .liability)] {
            _ = try await ledger.openAccount(
                command: OpenAccount(code: code, currency: "EUR", kind: kind))
        }
        try await work(arguments[1], moja, session, path)
        try await end(arguments[2])
    }
}
