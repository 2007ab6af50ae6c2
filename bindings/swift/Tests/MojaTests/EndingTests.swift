import Foundation
import XCTest

@testable import Moja

final class EndingTests: XCTestCase {
    private static let works = [
        "nothing", "transfers", "a unit", "a pipeline", "a sink", "a copy", "an opening",
        "endless tasks", "cancelled tasks", "a closing",
    ]
    /// How it ends, and the status that it then has.
    private static let ends: [(String, Int32)] = [
        ("return", 0), ("exit", 3), ("_exit", 4), ("a thread", 5), ("later", 6),
    ]

    func testAProcessEndsWhateverIsUnderWayAndLeavesAStoreInOrder() async throws {
        let folder = try file().deletingLastPathComponent()
        for work in Self.works {
            for (end, status) in Self.ends {
                let path = folder.appendingPathComponent("\(work)-\(end).db").path
                let ending = try run([work, end, path])
                XCTAssertEqual(ending, "status \(status)", "\(work), \(end)")
                try await withMoja(path: path) { moja in
                    let findings = try await moja.verify().findings
                    XCTAssertEqual(findings.count, 0, "\(work), \(end)")
                }
            }
        }
    }

    /// How the program beside this one ends: with a status, by a signal, or not in time.
    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        #if os(macOS)
        let tests = Bundle(for: Self.self).bundleURL
        #else
        let tests = URL(fileURLWithPath: CommandLine.arguments[0])
        #endif
        process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("Ending")
        process.arguments = arguments
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        guard ended.wait(timeout: .now() + 30) == .success else {
            kill(process.processIdentifier, SIGKILL)
            return "it hangs"
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        return "\(isSignal ? "signal" : "status") \(process.terminationStatus)"
    }
}
