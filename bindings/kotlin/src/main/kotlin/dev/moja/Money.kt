package dev.moja

import java.math.BigDecimal

/**
 * A sum from an amount in text: `money("12.50", "EUR")`.
 *
 * @throws MojaException.Invalid with code `malformed_amount` if the text is no decimal number.
 */
public fun money(amount: String, currency: String): Money =
    try {
        Money(BigDecimal(amount), currency)
    } catch (_: NumberFormatException) {
        throw MojaException.Invalid(
            "malformed_amount",
            "`${amount.take(SHOWN_MAX)}` is no amount",
            emptyMap(),
            false,
        )
    }

/** This many units: `BigDecimal("12.50").of("EUR")`. */
public fun BigDecimal.of(currency: String): Money = Money(this, currency)

/** This many whole units: `12.of("EUR")`. */
public fun Int.of(currency: String): Money = Money(toBigDecimal(), currency)

/** This many whole units. */
public fun Long.of(currency: String): Money = Money(toBigDecimal(), currency)

/**
 * The sum of both.
 *
 * @throws MojaException.Invalid with code `currency_mismatch` if they are of two currencies.
 */
public operator fun Money.plus(other: Money): Money =
    Money(amount + sameCurrency(other).amount, currency)

/**
 * The difference.
 *
 * @throws MojaException.Invalid with code `currency_mismatch` if they are of two currencies.
 */
public operator fun Money.minus(other: Money): Money =
    Money(amount - sameCurrency(other).amount, currency)

/** The sum that cancels this one. */
public operator fun Money.unaryMinus(): Money = Money(-amount, currency)

/** This sum so many times. */
public operator fun Money.times(times: Int): Money = Money(amount * times.toBigDecimal(), currency)

/**
 * Compares two sums of one currency by their amounts: `10.0` and `10.00` are the same here, and
 * not for `==`.
 *
 * @throws MojaException.Invalid with code `currency_mismatch` if they are of two currencies.
 */
public operator fun Money.compareTo(other: Money): Int = amount.compareTo(sameCurrency(other).amount)

/** The sum for people: `12.50 EUR`. */
public fun Money.text(): String = "${amount.toPlainString()} $currency"

private const val SHOWN_MAX = 48

private fun Money.sameCurrency(other: Money): Money {
    if (other.currency == currency) return other
    throw MojaException.Invalid(
        "currency_mismatch",
        "`${text()}` and `${other.text()}` cannot be combined",
        emptyMap(),
        false,
    )
}
