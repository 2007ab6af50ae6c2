import Foundation

extension MojaError {
    /// The stable code, such as `insufficient_funds`: a program decides by it.
    public var code: String { parts.code }

    /// What happened, for people.
    public var detail: String { parts.detail }

    /// The numbers and ids behind the detail, each as JSON.
    public var fields: [String: JsonText] { parts.fields }

    /// Whether the same command may be sent again, unchanged and under the same id.
    public var retryable: Bool { parts.retryable }

    /// A field as text: a JSON string without its quotes, anything else as it is; nil if it is
    /// missing.
    public func field(_ name: String) -> String? {
        guard let json = fields[name] else { return nil }
        guard json.hasPrefix("\"") else { return json }
        return try? JSONDecoder().decode(String.self, from: Data(json.utf8))
    }

    /// A field as money, such as `available`; nil if it is missing or something else.
    public func money(_ name: String) -> Money? {
        guard let json = fields[name],
            let sum = try? JSONDecoder().decode(Sum.self, from: Data(json.utf8))
        else { return nil }
        return try? Money(sum.amount, sum.currency)
    }

    /// Money as moja writes it in JSON.
    private struct Sum: Decodable {
        let amount: String
        let currency: String
    }

    private var parts: (code: String, detail: String, fields: [String: JsonText], retryable: Bool) {
        switch self {
        case .Rejected(_, let code, let detail, let fields, let retryable),
            .Invalid(let code, let detail, let fields, let retryable),
            .Store(let code, let detail, let fields, let retryable),
            .Internal(let code, let detail, let fields, let retryable):
            return (code, detail, fields, retryable)
        }
    }
}

extension MojaError: LocalizedError {
    /// The detail and the code.
    public var errorDescription: String? { "\(detail) [\(code)]" }
}
