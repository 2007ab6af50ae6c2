import Foundation

extension MoneyAmount {
    /// A sum from an amount in text: `try Money("12.50", "EUR")`.
    ///
    /// - Throws: `MojaError.Invalid` with code `malformed_amount` if the text is no decimal number.
    public init(_ amount: String, _ currency: Currency) throws {
        // `Decimal` takes what it can and leaves the rest: `12,50` would be 12.
        let digits = amount.drop { $0 == "-" || $0 == "+" }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            amount.count - digits.count <= 1 && parts.count <= 2
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
        let isExact = digits.filter { $0 != "." }.drop { $0 == "0" }.count <= digitsMax
        guard isNumber, isExact,
            let exact = Decimal(string: amount, locale: Locale(identifier: "en_US_POSIX"))
        else {
            throw MojaError.Invalid(
                code: "malformed_amount", detail: "`\(amount.prefix(shownMax))` is no amount",
                fields: [:], retryable: false)
        }
        self.init(amount: exact, currency: currency)
    }

    /// So many whole units: `Money(12, "EUR")`.
    public init(_ units: Int, _ currency: Currency) {
        self.init(amount: Decimal(units), currency: currency)
    }

    /// The sum of both.
    ///
    /// - Throws: `MojaError.Invalid` with code `currency_mismatch` if they are of two currencies.
    public static func + (one: MoneyAmount, other: MoneyAmount) throws -> MoneyAmount {
        try one.check(other)
        return MoneyAmount(amount: one.amount + other.amount, currency: one.currency)
    }

    /// The difference.
    ///
    /// - Throws: `MojaError.Invalid` with code `currency_mismatch` if they are of two currencies.
    public static func - (one: MoneyAmount, other: MoneyAmount) throws -> MoneyAmount {
        try one.check(other)
        return MoneyAmount(amount: one.amount - other.amount, currency: one.currency)
    }

    /// The sum that cancels this one.
    public static prefix func - (one: MoneyAmount) -> MoneyAmount {
        MoneyAmount(amount: -one.amount, currency: one.currency)
    }

    /// The sum for people, with at least so many decimals: `12.50 EUR`. `Decimal` itself has no
    /// trailing zeros.
    public func text(decimals: Int) -> String {
        var digits = "\(amount)"
        let point = digits.firstIndex(of: ".")
        let have = point.map { digits.distance(from: $0, to: digits.endIndex) - 1 } ?? 0
        if have < decimals {
            digits += (point == nil ? "." : "") + String(repeating: "0", count: decimals - have)
        }
        return "\(digits) \(currency)"
    }

    private func check(_ other: MoneyAmount) throws {
        if currency != other.currency {
            throw MojaError.Invalid(
                code: "currency_mismatch", detail: "`\(self)` and `\(other)` cannot be combined",
                fields: [:], retryable: false)
        }
    }
}

extension MoneyAmount: CustomStringConvertible {
    /// The sum: `12.5 EUR`.
    public var description: String { "\(amount) \(currency)" }
}

/// As many digits as `Decimal` holds.
private let digitsMax = 38

private let shownMax = 48
