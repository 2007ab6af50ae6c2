package dev.moja

import java.nio.file.Files
import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.io.TempDir

class ErrorsTest {
    @Test
    fun `a refusal has its domain, code and numbers`() = books { _, session ->
        session.topUp("5")
        val error: MojaException = assertFailsWith {
            session.ledger().transfer(Transfer(debit = "wallet", credit = "bank", amount = 9.of(EUR)))
        }
        assertIs<MojaException.Rejected>(error)
        assertEquals("ledger", error.domain)
        assertEquals("insufficient_funds", error.code)
        // More money may come.
        assertTrue(error.retryable)
        assertTrue("available" in error.fields)
        assertEquals(money("5.00", EUR), error.money("available"))
        assertEquals("5.00 EUR", error.money("available")?.text())
        assertEquals(null, error.money("account"))
        assertEquals(null, error.money("other"))
        assertTrue(error.detail.isNotEmpty())
        assertEquals(money("5.00", EUR), session.balance().normal)
    }

    @Test
    fun `a when over the exceptions is complete`() = books { _, session ->
        val error = assertFailsWith<MojaException> { session.topUp("0.001") }
        val kind = when (error) {
            is MojaException.Rejected -> "rejected"
            is MojaException.Invalid -> "invalid"
            is MojaException.Store -> "store"
            is MojaException.Internal -> "internal"
        }
        assertEquals("invalid", kind)
    }

    @Test
    fun `a field is text without its quotes`() {
        val fields = mapOf("text" to "\"a\\\"b\\u00e9\\n\"", "number" to "12", "nothing" to "null")
        val error: MojaException = MojaException.Invalid("code", "detail", fields, false)
        assertEquals("a\"bé\n", error.field("text"))
        assertEquals("12", error.field("number"))
        assertEquals("null", error.field("nothing"))
        assertEquals(null, error.field("other"))
    }

    @Test
    fun `a member that is refused undoes them all and names its place`() = books { _, session ->
        session.topUp("5")
        val error = assertFailsWith<MojaException> {
            session.allOrNothing(
                Transfer(debit = "wallet", credit = "bank", amount = 1.of(EUR)).asCommand(),
                Transfer(debit = "wallet", credit = "bank", amount = 9.of(EUR)).asCommand(),
            )
        }
        assertEquals("1", error.field("member"))
        assertEquals(money("5.00", EUR), session.balance().normal)
        val outcomes = session.allOrNothing(
            Transfer(debit = "wallet", credit = "bank", amount = 1.of(EUR)).asCommand(),
            Transfer(debit = "wallet", credit = "bank", amount = 2.of(EUR)).asCommand(),
        )
        assertEquals(2, outcomes.size)
        assertEquals(money("2.00", EUR), session.balance().normal)
    }

    @Test
    fun `a command that is sent again has one effect`() = books { _, session ->
        val id = session.newCommandId()
        assertFalse(session.topUp("5", id).replayed)
        assertTrue(session.topUp("5", id).replayed)
        assertEquals("id_reused_with_different_request", code { session.topUp("6", id) })
        assertEquals(money("5.00", EUR), session.balance().normal)
    }

    @Test
    fun `bad input has a code`() = books { moja, session ->
        val ledger = session.ledger()
        assertEquals("invalid_tenant", code { moja.session("", "tester") })
        assertEquals("invalid_actor", code { moja.session("tenant", "") })
        assertEquals(
            "unknown_currency",
            code { ledger.openAccount(OpenAccount(code = "a", currency = "QQQ", kind = AccountKind.ASSET)) },
        )
        assertEquals(
            "invalid_cursor",
            code { ledger.statement(Statement(account = "wallet", currency = EUR, after = "no.cursor")) },
        )
        assertEquals("invalid_json", code { session.execute("{") })
        assertEquals("invalid_arguments", code { session.execute("{}") })
        assertEquals("invalid_json", code { session.query("ledger.balance", "nonsense") })
    }

    @Test
    fun `a file that is no store is refused and left as it is`(@TempDir folder: Path) = runBlocking {
        val file = Files.writeString(folder.resolve("notes.txt"), "not a store ".repeat(1000))
        val before = Files.readAllBytes(file)
        val error = assertFailsWith<MojaException> { Moja.open(file.toString()) }
        assertIs<MojaException.Store>(error)
        assertTrue(before.contentEquals(Files.readAllBytes(file)))
        val missing = folder.resolve("none.db").toString()
        assertFailsWith<MojaException.Store> { Moja.open(missing, OpenOptions(create = false)) }
        Unit
    }

    @Test
    fun `use after close is refused, by every handle`(@TempDir folder: Path) = runBlocking {
        val moja = Moja.open(folder.resolve("a.db").toString())
        val session = moja.session("tenant", "tester")
        openAccounts(session)
        val ledger = session.ledger()
        moja.use { assertTrue(moja.isOpen()) }
        assertFalse(moja.isOpen())
        assertEquals("store_closed", code { session.topUp("1") })
        assertEquals("store_closed", code { ledger.accounts(Accounts()) })
        assertEquals("store_closed", code { moja.verify() })
        assertEquals("store_closed", code { moja.resume() })
        // Twice is once.
        moja.shutdown()
        moja.destroy()
        assertFailsWith<IllegalStateException> { moja.isOpen() }
        Unit
    }

    @Test
    fun `use closes after a failure too, and keeps it`(@TempDir folder: Path) = runBlocking {
        val moja = Moja.open(folder.resolve("a.db").toString())
        assertFailsWith<ArithmeticException> { moja.use { throw ArithmeticException("own") } }
        assertFalse(moja.isOpen())
    }

    @Test
    fun `a suspended store refuses until it is resumed`(@TempDir folder: Path) =
        booksAt(folder.resolve("a.db")) { moja, session ->
            moja.suspend()
            assertEquals("store_suspended", code { session.topUp("1") })
            assertFalse(Files.exists(folder.resolve("a.db-wal")))
            moja.resume()
            session.topUp("1")
            assertEquals(money("1.00", EUR), session.balance().normal)
        }
}
