// How values cross the border: the written code calls these.

package dev.moja

import java.math.BigDecimal
import java.time.Instant
import java.time.temporal.ChronoUnit

/** No number that moja takes has this many digits before or after its point. */
private const val SCALE_MAX = 1000

private const val MICROS_PER_SECOND = 1_000_000L

private const val NANOS_PER_MICRO = 1000

/**
 * The digits of a number. One with an absurd exponent is not written out, which could take all
 * memory: moja refuses its short form.
 */
internal fun plainText(number: BigDecimal): String =
    if (number.scale() in -SCALE_MAX..SCALE_MAX) number.toPlainString() else number.toString()

internal fun instantOf(micros: Long): Instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS)

/** Whole microseconds, rounded down. What does not fit becomes a time that moja refuses. */
internal fun microsOf(time: Instant): Long =
    try {
        Math.addExact(
            Math.multiplyExact(time.epochSecond, MICROS_PER_SECOND),
            (time.nano / NANOS_PER_MICRO).toLong(),
        )
    } catch (_: ArithmeticException) {
        if (time.epochSecond < 0) Long.MIN_VALUE else Long.MAX_VALUE
    }
