// How values cross the border: the written code calls these.

import Foundation

private let microsPerSecond = 1_000_000.0

/// The digits of a number. Not a number is text that moja refuses.
func plainText(of number: Decimal) -> String {
    number.description
}

/// A number from its digits: exact up to the 38 that `Decimal` holds.
func decimal(of text: String) throws -> Decimal {
    guard let number = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
        throw MojaError.internal("`\(text)` is no decimal number")
    }
    return number
}

func uuid(of text: String) throws -> UUID {
    guard let id = UUID(uuidString: text) else {
        throw MojaError.internal("`\(text)` is no UUID")
    }
    return id
}

func date(ofMicros micros: Int64) -> Date {
    Date(timeIntervalSince1970: Double(micros) / microsPerSecond)
}

/// Whole microseconds, to the nearest. What does not fit becomes a time that moja refuses.
func micros(of date: Date) -> Int64 {
    let micros = (date.timeIntervalSince1970 * microsPerSecond).rounded()
    return Int64(exactly: micros) ?? (micros < 0 ? .min : .max)
}

extension MojaError {
    fileprivate static func `internal`(_ detail: String) -> MojaError {
        .Internal(code: "internal", detail: detail, fields: [:], retryable: false)
    }
}
