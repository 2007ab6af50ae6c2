// A shop: receive, sell, return, count, report. Stock and books change in one commit.

import dev.moja.*
import java.math.BigDecimal
import kotlinx.coroutines.runBlocking

private const val EUR = "EUR"

private val ACCOUNTS = PostingAccounts(
    inventory = "assets:inventory",
    receivedNotInvoiced = "liabilities:received-not-invoiced",
    costOfGoodsSold = "expenses:cost-of-goods-sold",
    adjustment = "expenses:inventory-adjustment",
    priceDifference = "expenses:price-difference",
    productionCost = "expenses:production-applied",
    landedCost = "liabilities:landed-cost",
    revaluation = "expenses:inventory-revaluation",
)

/** Accounts, places, and what is sold. */
suspend fun setUp(session: Session) {
    val ledger = session.ledger()
    ledger.openAccount(OpenAccount(code = "cash", currency = EUR, kind = AccountKind.ASSET))
    ledger.openAccount(OpenAccount(code = "sales", currency = EUR, kind = AccountKind.INCOME))
    with(ACCOUNTS) {
        // A control account: only what the inventory does is posted there.
        val control = "inventory"
        ledger.openAccount(
            OpenAccount(code = inventory, currency = EUR, kind = AccountKind.ASSET, controlledBy = control),
        )
        for (code in listOf(receivedNotInvoiced, landedCost)) {
            ledger.openAccount(OpenAccount(code = code, currency = EUR, kind = AccountKind.LIABILITY))
        }
        for (code in listOf(costOfGoodsSold, adjustment, priceDifference, productionCost, revaluation)) {
            ledger.openAccount(OpenAccount(code = code, currency = EUR, kind = AccountKind.EXPENSE))
        }
    }
    val inventory = session.inventory()
    inventory.createLocation(CreateLocation(code = "shelf", kind = LocationKind.INTERNAL))
    inventory.createLocation(CreateLocation(code = "supplier", kind = LocationKind.SUPPLIER))
    inventory.createLocation(CreateLocation(code = "customer", kind = LocationKind.CUSTOMER))
    inventory.createLocation(CreateLocation(code = "loss", kind = LocationKind.LOSS))
    inventory.defineGroup(DefineGroup(code = "tea", currency = EUR, accounts = ACCOUNTS))
    inventory.createItem(CreateItem(code = "assam", group = "tea"))
}

/** What is there, what it is worth, and that the books agree. */
suspend fun report(session: Session) {
    for (stock in session.inventory().stock(Stock())) {
        println("  ${stock.item} at ${stock.location}: ${stock.onHand}")
    }
    for (account in listOf("cash", "assets:inventory", "expenses:cost-of-goods-sold")) {
        val view = session.ledger().getBalance(GetBalance(account = account, currency = EUR))
        println("  $account: ${view.balance.text()}")
    }
    val ties = session.shop().tieOut(TieOut()).all { it.stock == it.ledger }
    println(if (ties) "  stock and books agree" else "  stock and books differ")
}

fun main(args: Array<String>) = runBlocking {
    Moja.open(args.firstOrNull() ?: "shop.db").use { db ->
        val session = db.session("tea-shop", "till-1")
        setUp(session)
        val shop = session.shop()

        shop.receiveGoods(
            ReceiveGoods(
                from = "supplier",
                to = "shelf",
                lines = listOf(
                    ReceiptLine(item = "assam", quantity = BigDecimal(10), cost = money("40.00", EUR)),
                ),
            ),
        )
        val sale = shop.sell(
            Sell(
                from = "shelf",
                to = "customer",
                lines = listOf(Line(item = "assam", quantity = BigDecimal(3))),
                payments = listOf(Payment(debit = "cash", credit = "sales", amount = money("19.50", EUR))),
            ),
        )
        println("after the sale:")
        report(session)

        try {
            shop.sell(
                Sell(
                    from = "shelf",
                    to = "customer",
                    lines = listOf(Line(item = "assam", quantity = BigDecimal(8))),
                ),
            )
        } catch (error: MojaException.Rejected) {
            println("refused: ${error.code}")
        }

        shop.returnSale(
            ReturnSale(
                shipment = sale.value.shipment,
                to = "shelf",
                lines = listOf(Line(item = "assam", quantity = BigDecimal(1))),
                payments = listOf(Payment(debit = "sales", credit = "cash", amount = money("6.50", EUR))),
            ),
        )
        session.inventory().count(
            Count(
                location = "shelf",
                loss = "loss",
                lines = listOf(Line(item = "assam", quantity = BigDecimal(7))),
            ),
        )
        println("after a return and a count:")
        report(session)
        println(if (db.verify().findings.isEmpty()) "all is well" else "damage")
    }
}
