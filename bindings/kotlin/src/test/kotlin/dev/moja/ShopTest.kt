package dev.moja

import java.math.BigDecimal
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue

class ShopTest {
    @Test
    fun `quantities are exact decimals`() = books { _, session ->
        val inventory = session.inventory()
        inventory.createLocation(CreateLocation(code = "shelf", kind = LocationKind.INTERNAL))
        inventory.createLocation(CreateLocation(code = "supplier", kind = LocationKind.SUPPLIER))
        inventory.defineGroup(DefineGroup(code = "food", currency = EUR))
        inventory.createItem(CreateItem(code = "flour", group = "food", decimals = 3u))
        inventory.receive(
            Receive(
                from = "supplier",
                to = "shelf",
                lines = listOf(ReceiptLine(item = "flour", quantity = BigDecimal("12.345"), cost = 5.of(EUR))),
            ),
        )
        val stock = inventory.stock(Stock(item = "flour")).single()
        assertEquals(0, BigDecimal("12.345").compareTo(stock.onHand))
        assertEquals(StockStatus.entries.first(), stock.status)
    }

    @Test
    fun `commands and queries in JSON are the same`() = books { moja, session ->
        val request = """{"command": "ledger.transfer", "args":
            {"debit": "bank", "credit": "wallet", "amount": {"amount": "7.50", "currency": "EUR"}}}"""
        assertContains(session.execute(request), "\"replayed\":false")
        assertEquals(money("7.50", EUR), session.balance().normal)
        assertContains(session.query("ledger.balance", """{"account": "wallet", "currency": "EUR"}"""), "7.50")
        assertContains(moja.describe(), "ledger.transfer")
    }

    @Test
    fun `the answer of a member is of its kind`() = books { _, session ->
        val outcomes = session.allOrNothing(
            OpenAccount(code = "fees", currency = EUR, kind = AccountKind.INCOME).asCommand(),
            Transfer(debit = "bank", credit = "fees", amount = 1.of(EUR)).asCommand(),
        )
        assertEquals(Answer.Done, outcomes[0].value)
        val posted = assertIs<Answer.Posted>(outcomes[1].value)
        assertTrue(posted.value.transaction.version() > 0)
    }
}
