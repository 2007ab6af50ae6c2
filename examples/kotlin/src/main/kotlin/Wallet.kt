// A wallet: top up, pay, hold, statement.

import dev.moja.*
import java.math.BigDecimal
import java.util.UUID
import kotlinx.coroutines.runBlocking

private const val EUR = "EUR"

/** Wallets of customers, over the books of whoever keeps their money. */
class Wallets(private val session: Session) {
    val ledger = session.ledger()

    suspend fun setUp() {
        ledger.openAccount(OpenAccount(code = "bank", currency = EUR, kind = AccountKind.ASSET))
        ledger.openAccount(OpenAccount(code = "fees", currency = EUR, kind = AccountKind.INCOME))
    }

    /** A wallet cannot go below zero: the store sees to that, not the app. */
    suspend fun open(name: String) {
        ledger.openAccount(
            OpenAccount(
                code = "wallet:$name",
                currency = EUR,
                kind = AccountKind.LIABILITY,
                minBalance = 0.of(EUR),
            ),
        )
    }

    /** Credits a payment once, however often the bank tells of it. */
    suspend fun topUp(name: String, amount: BigDecimal, payment: UUID): Boolean {
        val transfer = Transfer(
            debit = "bank",
            credit = "wallet:$name",
            amount = amount.of(EUR),
            reference = "payment $payment",
        )
        return !ledger.transfer(transfer, commandId = payment).replayed
    }

    /** Both transfers happen, or neither does. */
    suspend fun pay(payer: String, payee: String, amount: BigDecimal, fee: BigDecimal) {
        session.allOrNothing(
            Transfer(debit = "wallet:$payer", credit = "wallet:$payee", amount = amount.of(EUR)).asCommand(),
            Transfer(debit = "wallet:$payee", credit = "fees", amount = fee.of(EUR)).asCommand(),
        )
    }

    /** Sets money aside for ten minutes. */
    suspend fun hold(payer: String, payee: String, amount: BigDecimal): HoldId {
        val hold = PlaceHold(
            debit = "wallet:$payer",
            credit = "wallet:$payee",
            amount = amount.of(EUR),
            expiresInS = 600u,
        )
        return ledger.placeHold(hold).value.hold
    }

    suspend fun available(name: String): Money =
        ledger.getBalance(GetBalance(account = "wallet:$name", currency = EUR)).available

    suspend fun statement(name: String): List<String> {
        val page = ledger.statement(Statement(account = "wallet:$name", currency = EUR))
        // Amounts are debits; a wallet is owed to its owner and grows by credits.
        return page.lines.map {
            "${(-it.amount).text().padStart(12)} -> ${(-it.running).text().padStart(12)}"
        }
    }
}

fun main(args: Array<String>) = runBlocking {
    Moja.open(args.firstOrNull() ?: "wallet.db").use { db ->
        val wallets = Wallets(db.session("wallets", "app"))
        wallets.setUp()
        listOf("ada", "ben").forEach { wallets.open(it) }

        val payment = UUID.fromString("0198c0de-0000-7000-8000-000000000001")
        println("topped up: ${wallets.topUp("ada", BigDecimal("50.00"), payment)}")
        println("topped up again: ${wallets.topUp("ada", BigDecimal("50.00"), payment)}")

        wallets.pay("ada", "ben", BigDecimal("20.00"), fee = BigDecimal("0.50"))
        try {
            wallets.pay("ada", "ben", BigDecimal("99.00"), fee = BigDecimal("0.50"))
        } catch (error: MojaException.Rejected) {
            println("refused: ${error.code} available ${error.money("available")?.text()}")
        }

        val hold = wallets.hold("ada", "ben", BigDecimal("25.00"))
        println("ada may spend ${wallets.available("ada").text()}")
        wallets.ledger.captureHold(CaptureHold(hold = hold, amount = money("24.00", EUR)))
        println("ada may spend ${wallets.available("ada").text()}")

        println("ada's statement:")
        wallets.statement("ada").forEach(::println)
        val findings = db.verify().findings
        println(if (findings.isEmpty()) "all is well" else findings.toString())
    }
}
