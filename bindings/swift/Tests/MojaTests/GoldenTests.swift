import Foundation
import XCTest

@testable import Moja

/// The golden scenarios: Swift answers every step as every other language does.
final class GoldenTests: XCTestCase {
    private static let idSeed: UInt32 = 1
    private static let usualActor = "till"

    /// Beside `bindings`, in the repository and where it is copied to.
    private static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["MOJA_GOLDEN"] {
            return URL(fileURLWithPath: named)
        }
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("golden")
    }()

    func testEveryStepIsAnsweredAsEverywhere() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".jsonl") }.sorted()
        XCTAssertGreaterThanOrEqual(names.count, 10, "they are missing in \(Self.folder.path)")
        for name in names {
            let tenant = String(name.dropLast(".jsonl".count))
            let text = try String(
                contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
            let steps = try text.split(separator: "\n").map { line in
                try JSONDecoder().decode([String: Json].self, from: Data(line.utf8))
            }
            try await check(tenant, steps) { try await Moja.openMemory(options: $0) }
            let path = try file().path
            try await check(tenant, steps) { try await Moja.open(path: path, options: $0) }
        }
    }

    private func check(
        _ tenant: String, _ steps: [[String: Json]],
        _ open: (OpenOptions) async throws -> Moja
    ) async throws {
        let clock = StepClock()
        let options = OpenOptions(durable: false, clock: clock, idSeed: Self.idSeed)
        let moja = try await open(options)
        for (number, step) in zip(1..., steps) {
            if let at = step["at"]?.text {
                let time = ISO8601DateFormatter().date(from: at)
                clock.set(try XCTUnwrap(time, "`\(at)` is no time"))
            }
            let actor = step["actor"]?.text ?? Self.usualActor
            let session = try moja.session(tenant: tenant, actor: actor)
            let told: [String: Json]
            do {
                told = ["ok": try await value(moja, session, step)]
            } catch let error as MojaError {
                told = ["error": try shown(error)]
            }
            let wanted = step.filter { ["ok", "error"].contains($0.key) }
            guard told == wanted else {
                XCTFail("\(tenant).jsonl:\(number): answered \(told) to \(step)")
                break
            }
        }
        try await moja.close()
    }

    private func value(
        _ moja: Moja, _ session: Session, _ step: [String: Json]
    ) async throws -> Json {
        if let name = step["query"]?.text {
            let args = try XCTUnwrap(step["args"]).encoded()
            return try Json(text: try await session.query(name: name, args: args))
        }
        if step["head"] != nil {
            let head = try await session.head()
            return .object(["position": .whole(head.position), "hash": .text(head.hash)])
        }
        if step["verify"] != nil {
            let report = try await moja.verify()
            let findings = report.findings.map { Json.text($0.code) }
            let rows = Int64(report.journalRows)
            return .object(["findings": .array(findings), "journal_rows": .whole(rows)])
        }
        let request = step.filter { ["command", "args", "id"].contains($0.key) }
        let text = try Json.object(request).encoded()
        return try Json(text: try await session.execute(request: text))
    }
}

/// A JSON value. Foundation's own values do not tell 1 from true everywhere.
private enum Json: Equatable, Sendable {
    case null
    case flag(Bool)
    case whole(Int64)
    case fraction(Double)
    case text(String)
    case array([Json])
    case object([String: Json])

    init(text: String) throws {
        self = try JSONDecoder().decode(Json.self, from: Data(text.utf8))
    }

    func encoded() throws -> String {
        try XCTUnwrap(String(data: try JSONEncoder().encode(self), encoding: .utf8))
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }
}

extension Json: Codable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let whole = try? value.decode(Int64.self) {
            self = .whole(whole)
        } else if let fraction = try? value.decode(Double.self) {
            self = .fraction(fraction)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let array = try? value.decode([Json].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: Json].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .whole(let whole): try value.encode(whole)
        case .fraction(let fraction): try value.encode(fraction)
        case .text(let text): try value.encode(text)
        case .array(let array): try value.encode(array)
        case .object(let object): try value.encode(object)
        }
    }
}

/// The time of the step that runs.
private final class StepClock: HostClock, @unchecked Sendable {
    private let lock = NSLock()
    private var time = Date(timeIntervalSince1970: 0)

    func set(_ time: Date) { lock.withLock { self.time = time } }

    func now() throws -> Date { lock.withLock { time } }
}

/// An error as a line has it.
private func shown(_ error: MojaError) throws -> Json {
    var told: [String: Json] = [
        "code": .text(error.code),
        "message": .text(error.detail),
        "fields": .object(try error.fields.mapValues { try Json(text: $0) }),
        "retryable": .flag(error.retryable),
    ]
    switch error {
    case .Rejected(let domain, _, _, _, _):
        told["kind"] = .text("rejected")
        told["domain"] = .text(domain)
    case .Invalid: told["kind"] = .text("invalid")
    case .Store: told["kind"] = .text("store")
    case .Internal: told["kind"] = .text("internal")
    }
    return .object(told)
}
