package dev.moja

import java.math.BigDecimal

/** The stable code, such as `insufficient_funds`: a program decides by it. */
public val MojaException.code: String
    get() = when (this) {
        is MojaException.Rejected -> code
        is MojaException.Invalid -> code
        is MojaException.Store -> code
        is MojaException.Internal -> code
    }

/** What happened, for people. */
public val MojaException.detail: String
    get() = when (this) {
        is MojaException.Rejected -> detail
        is MojaException.Invalid -> detail
        is MojaException.Store -> detail
        is MojaException.Internal -> detail
    }

/** The numbers and ids behind the detail, each as JSON. */
public val MojaException.fields: Map<String, JsonText>
    get() = when (this) {
        is MojaException.Rejected -> fields
        is MojaException.Invalid -> fields
        is MojaException.Store -> fields
        is MojaException.Internal -> fields
    }

/** Whether the same command may be sent again, unchanged and under the same id. */
public val MojaException.retryable: Boolean
    get() = when (this) {
        is MojaException.Rejected -> retryable
        is MojaException.Invalid -> retryable
        is MojaException.Store -> retryable
        is MojaException.Internal -> retryable
    }

/** A field as text: a JSON string without its quotes, anything else as it is; null if it is missing. */
public fun MojaException.field(name: String): String? {
    val json = fields[name] ?: return null
    if (json.length < 2 || json.first() != '"') return json
    val text = StringBuilder()
    var at = 1
    while (at < json.length - 1) {
        val letter = json[at++]
        if (letter != '\\') {
            text.append(letter)
            continue
        }
        when (val escaped = json[at++]) {
            'n' -> text.append('\n')
            't' -> text.append('\t')
            'r' -> text.append('\r')
            'b' -> text.append('\b')
            'f' -> text.append('\u000C')
            'u' -> {
                text.append(json.substring(at, at + UNIT_DIGITS).toInt(HEXADECIMAL).toChar())
                at += UNIT_DIGITS
            }
            else -> text.append(escaped)
        }
    }
    return text.toString()
}

/** A field as money, such as `available`; null if it is missing or something else. */
public fun MojaException.money(name: String): Money? {
    val sum = fields[name]?.let { MONEY.matchEntire(it) } ?: return null
    return Money(BigDecimal(sum.groupValues[1]), sum.groupValues[2])
}

/** Money as moja writes it in JSON. */
private val MONEY =
    Regex("""\{\s*"amount"\s*:\s*"(-?\d+(?:\.\d+)?)"\s*,\s*"currency"\s*:\s*"([^"\\]+)"\s*}""")

private const val UNIT_DIGITS = 4

private const val HEXADECIMAL = 16
