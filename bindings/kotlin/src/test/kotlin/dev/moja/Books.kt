package dev.moja

import java.nio.file.Path
import kotlin.test.assertFailsWith
import kotlinx.coroutines.runBlocking

const val EUR = "EUR"

/** A store in memory with a bank and a wallet that cannot go below zero. */
fun books(options: OpenOptions? = null, test: suspend (Moja, Session) -> Unit) = runBlocking {
    Moja.openMemory(options).use { moja ->
        val session = moja.session("tenant", "tester")
        openAccounts(session)
        test(moja, session)
    }
}

/** The same in a file. */
fun booksAt(path: Path, test: suspend (Moja, Session) -> Unit) = runBlocking {
    Moja.open(path.toString()).use { moja ->
        val session = moja.session("tenant", "tester")
        openAccounts(session)
        test(moja, session)
    }
}

suspend fun openAccounts(session: Session) {
    val ledger = session.ledger()
    ledger.openAccount(OpenAccount(code = "bank", currency = EUR, kind = AccountKind.ASSET))
    ledger.openAccount(
        OpenAccount(
            code = "wallet",
            currency = EUR,
            kind = AccountKind.LIABILITY,
            minBalance = 0.of(EUR),
        ),
    )
}

suspend fun Session.topUp(amount: String, id: CommandId? = null): PostedOutcome =
    ledger().transfer(Transfer(debit = "bank", credit = "wallet", amount = money(amount, EUR)), id)

suspend fun Session.balance(account: String = "wallet"): BalanceView =
    ledger().getBalance(GetBalance(account = account, currency = EUR))

/** The code of the exception that `block` ends with. */
inline fun code(block: () -> Unit): String = assertFailsWith<MojaException> { block() }.code
