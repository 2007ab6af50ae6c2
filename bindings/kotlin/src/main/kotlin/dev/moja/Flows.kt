// Pages and the journal as flows: cold, so that nothing is read before it is collected.

package dev.moja

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

private const val BATCH: UInt = 100u

/** The items of all pages; `page` asks for the one after a cursor, null for the first. */
private fun <P, C : Any, T> pages(
    first: C?,
    page: suspend (C?) -> P,
    items: (P) -> List<T>,
    next: (P) -> C?,
): Flow<T> = flow {
    var after = first
    do {
        val found = page(after)
        items(found).forEach { emit(it) }
        after = next(found)
    } while (after != null)
}

/** All lines of an account's statement, in order, page by page. */
public fun Ledger.statementLines(query: Statement): Flow<StatementLine> =
    pages(query.after, { statement(query.copy(after = it)) }, { it.lines }, { it.next })

/** All transactions that match, page by page. */
public fun Ledger.allTransactions(query: Transactions): Flow<TransactionView> =
    pages(query.after, { transactions(query.copy(after = it)) }, { it.transactions }, { it.next })

/** All entries that match, page by page. */
public fun Ledger.allEntries(query: Entries): Flow<EntryView> =
    pages(query.after, { entries(query.copy(after = it)) }, { it.entries }, { it.next })

/** All items that match, page by page. */
public fun Inventory.allItems(query: Items): Flow<ItemView> =
    pages(query.after, { items(query.copy(after = it)) }, { it.items }, { it.next })

/** All movements that match, page by page. */
public fun Inventory.allMovements(query: Movements): Flow<MovementView> =
    pages(query.after, { movements(query.copy(after = it)) }, { it.movements }, { it.next })

/** All orders that match, page by page. */
public fun Commerce.allOrders(query: Orders): Flow<OrderSummary> =
    pages(query.after, { orders(query.copy(after = it)) }, { it.orders }, { it.next })

/**
 * What a sink has not had yet of the journal, in order, until its end. An entry is acknowledged
 * when the collector is done with it; one that fails, or whose collector is cancelled, comes again
 * the next time: at least once.
 */
public fun Session.journal(sink: String, batch: UInt = BATCH): Flow<Delivered> = flow {
    val outbox = outbox()
    while (true) {
        val entries = follow(sink, batch)
        if (entries.isEmpty()) return@flow
        for (entry in entries) {
            emit(entry)
            outbox.ack(Ack(sink = sink, pos = entry.position))
        }
    }
}
