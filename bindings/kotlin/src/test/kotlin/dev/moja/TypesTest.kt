package dev.moja

import java.math.BigDecimal
import java.time.Instant
import java.util.UUID
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

class TypesTest {
    @Test
    fun `money is exact and keeps the scale of its currency`() = books { _, session ->
        session.topUp("10.2")
        val balance = session.balance().normal
        assertEquals(BigDecimal("10.20"), balance.amount)
        assertEquals(EUR, balance.currency)
        assertEquals("10.20 EUR", balance.text())
        assertEquals(money("10.20", EUR), balance)
    }

    @Test
    fun `sums of one currency are computed, others refused`() {
        assertEquals(money("12.75", EUR), money("12.50", EUR) + money("0.25", EUR))
        assertEquals(money("12.25", EUR), money("12.50", EUR) - money("0.25", EUR))
        assertEquals(money("37.50", EUR), money("12.50", EUR) * 3)
        assertEquals(money("-1", EUR), -1.of(EUR))
        assertTrue(money("1.0", EUR) <= money("1.00", EUR))
        assertEquals("currency_mismatch", code { 1.of(EUR) + 1.of("USD") })
        assertEquals("malformed_amount", code { money("12,50", EUR) })
    }

    @Test
    fun `what need not be given has a default`() {
        val open = OpenAccount(code = "a", currency = EUR, kind = AccountKind.ASSET)
        assertNull(open.normal)
        assertEquals(emptyList(), open.tags)
        assertEquals(emptyMap(), open.metadata)
        assertNull(Transfer(debit = "a", credit = "b", amount = 1.of(EUR)).effectiveAt)
        val hold = PlaceHold(debit = "a", credit = "b", amount = 1.of(EUR))
        assertEquals(Details(), hold.details)
        val options = OpenOptions()
        assertEquals(listOf(true, true, 5000u), listOf(options.create, options.durable, options.busyTimeoutMs))
    }

    @Test
    fun `a default that is an enum is its first variant`() = books { _, session ->
        val open = OpenAccount(code = "a", currency = EUR, kind = AccountKind.ASSET)
        assertEquals(Policy.entries.first(), open.policy)
        // And the store takes it as its own default.
        session.ledger().openAccount(open)
    }

    @Test
    fun `times are instants down to the microsecond`() = books { _, session ->
        val at = Instant.parse("2026-11-29T12:00:00.123456Z")
        session.ledger().transfer(
            Transfer(debit = "bank", credit = "wallet", amount = 5.of(EUR), effectiveAt = at),
        )
        val line = session.ledger().statement(Statement(account = "wallet", currency = EUR)).lines.single()
        assertEquals(at, line.effectiveAt)
    }

    @Test
    fun `the first and the last moments go through, beyond them nothing does`() = books { _, session ->
        fun transfer(at: Instant) =
            Transfer(debit = "bank", credit = "wallet", amount = 1.of(EUR), effectiveAt = at)
        val first = Instant.parse("0001-01-01T00:00:00Z")
        val last = Instant.parse("9999-12-31T23:59:59.999999Z")
        assertEquals("time_out_of_range", code { session.ledger().transfer(transfer(first.minusNanos(1000))) })
        assertEquals("time_out_of_range", code { session.ledger().transfer(transfer(last.plusNanos(1000))) })
        assertEquals("time_out_of_range", code { session.ledger().transfer(transfer(Instant.MAX)) })
        assertEquals("time_out_of_range", code { session.ledger().transfer(transfer(Instant.MIN)) })
        val bounds = Statement(account = "wallet", currency = EUR, from = first, to = last)
        session.topUp("1")
        assertEquals(1, session.ledger().statement(bounds).lines.size)
    }

    @Test
    fun `a time between two microseconds counts as the earlier one, before 1970 too`() {
        assertEquals(-1, microsOf(Instant.EPOCH.minusNanos(1)))
        assertEquals(0, microsOf(Instant.EPOCH.plusNanos(999)))
        // The 61st second of 2016: java.time has none, and takes the next one.
        assertEquals(Instant.parse("2017-01-01T00:00:00Z"), instantOf(1_483_228_800_000_000))
    }

    @Test
    fun `ids are UUIDs`() = books { _, session ->
        val id = session.newCommandId()
        assertEquals(7, id.version())
        val transaction = UUID.fromString("0198c0de-0000-7000-8000-000000000001")
        val transfer =
            Transfer(id = transaction, debit = "bank", credit = "wallet", amount = 5.of(EUR))
        assertEquals(transaction, session.ledger().transfer(transfer, id).value.transaction)
    }

    @Test
    fun `decimals at the limits`() = books { _, session ->
        // The largest whole number of cents that is stored.
        val largest = money("92233720368547758.07", EUR)
        session.topUp(largest.amount.toPlainString())
        assertEquals(largest, session.balance().normal)
        assertEquals("amount_out_of_range", code { session.topUp("92233720368547758.08") })
        assertEquals("too_many_decimals", code { session.topUp("0.001") })
        assertEquals("amount_out_of_range", code { session.topUp("123456789012345678901234567890") })
        // Trailing zeros are no decimals.
        assertEquals(money("1.00", EUR).amount, money("1.000", EUR).amount.setScale(2))
    }

    @Test
    fun `an absurd exponent is refused before it is written out`() = books { _, session ->
        for (amount in listOf("1E+1000000000", "1E-1000000000")) {
            assertEquals("malformed_amount", code { session.topUp(amount) }, amount)
        }
        session.ledger().transfer(
            Transfer(debit = "bank", credit = "wallet", amount = Money(BigDecimal("1E+3"), EUR)),
        )
        assertEquals(money("1000.00", EUR), session.balance().normal)
    }

    @Test
    fun `text goes through as it is`() = books { _, session ->
        for (text in listOf("Zoë", "雪", "👩🏽‍🚀", "עברית", "e\u0301", "\u200F", "a\"b\\c")) {
            val transfer = Transfer(
                debit = "bank",
                credit = "wallet",
                amount = 1.of(EUR),
                reference = "r",
                narration = text,
            )
            val id = session.ledger().transfer(transfer).value.transaction
            val found = session.ledger().getTransaction(GetTransaction(id))
            assertEquals(text, found.details.narration)
        }
        assertEquals(
            "text_invalid",
            code {
                session.ledger().transfer(
                    Transfer(debit = "bank", credit = "wallet", amount = 1.of(EUR), narration = "\u0000"),
                )
            },
        )
    }

    @Test
    fun `half of a pair of surrogates is no text`() = books { _, session ->
        // No UTF-8 has it, and Kotlin's encoder says so before moja is called.
        assertFailsWith<Exception> {
            session.ledger().openAccount(
                OpenAccount(code = "a\uD83D", currency = EUR, kind = AccountKind.ASSET),
            )
        }
        session.topUp("1")
    }
}
