// Written by `cargo xtask bindgen` from crates/api; do not edit.

import type {
  CallOptions,
  Command,
  CommandOptions,
  MojaBase,
  MojaError,
  Money,
  MoneyLike,
  Outcome,
  Pages,
  SessionBase,
} from './lib/base.js';

export { type Answers, MojaError, Money } from './lib/base.js';
export type {
  CallOptions,
  Command,
  CommandOptions,
  DeliveriesOptions,
  MoneyLike,
  Outcome,
  Pages,
} from './lib/base.js';
import type { Answers } from './lib/base.js';

/**
 * Opens the SQLite file at `path`, which is made if there is none; or the PostgreSQL
 * database of a URL, in a build that has PostgreSQL.
 *
 * @throws `Store` when it is not a moja store, is newer than this version, is damaged or locked, or
 * the device fails. A file that is refused is left as it is.
 */
export declare function open(path: string, options?: OpenOptions): Promise<Moja>;

/**
 * Opens a store in memory, for tests.
 *
 * @throws `Store` when no worker thread can be had.
 */
export declare function openMemory(options?: OpenOptions): Promise<Moja>;

/** Prices, quotes, orders, settlement, document numbers. */
export declare class Commerce {
  private constructor();

  /** Sets lines of an order aside. */
  allocate(command: commerce.Allocate, options?: CommandOptions): Promise<Outcome<commerce.AllocatedAnswer>>;

  /**
   * Gives up what is not shipped of an order: what is set aside for it, and its money. An order
   * of which something was shipped is closed by that.
   */
  cancel(command: commerce.Cancel, options?: CommandOptions): Promise<Outcome<null>>;

  /** Closes an order that is shipped and invoiced. It can still come back and be refunded. */
  close(command: commerce.Close, options?: CommandOptions): Promise<Outcome<null>>;

  /** One order. */
  getOrder(query: commerce.GetOrder, options?: CallOptions): Promise<commerce.OrderView>;

  /** One quote. */
  getQuote(query: commerce.GetQuote, options?: CallOptions): Promise<commerce.QuoteView>;

  /** Who has the money of an order. */
  getSettlement(query: commerce.GetSettlement, options?: CallOptions): Promise<commerce.Settlement>;

  /** Invoices what was shipped of an order and is not invoiced yet, and captures its money. */
  invoice(command: commerce.Invoice, options?: CommandOptions): Promise<Outcome<commerce.MoneyAnswer>>;

  /**
   * Takes the next number of a series for a document that is not about an order. To be executed
   * in a unit with what the document is about.
   */
  issueNumber(command: commerce.IssueNumber, options?: CommandOptions): Promise<Outcome<commerce.Issued>>;

  /** All series of document numbers. */
  listSeries(query?: commerce.ListSeries, options?: CallOptions): Promise<readonly commerce.SeriesView[]>;

  /** Prices a cart and keeps the numbers: what is ordered by it later costs just that. */
  makeQuote(command: commerce.MakeQuote, options?: CommandOptions): Promise<Outcome<commerce.QuotedAnswer>>;

  /** Opens a series of document numbers. */
  openSeries(command: commerce.OpenSeries, options?: CommandOptions): Promise<Outcome<null>>;

  /** Orders: all of them, or those of a status, of somebody or with a reference, in pages. */
  orders(query?: commerce.Orders, options?: CallOptions): Pages<commerce.OrderPage, commerce.OrderSummary>;

  /**
   * Places an order. Its numbers, commissions and fees are fixed from then on.
   *
   * In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
   * is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
   * captures when it is invoiced, and refunds. All that in the same commits.
   */
  place(command: commerce.Place, options?: CommandOptions): Promise<Outcome<commerce.PlacedAnswer>>;

  /** The prices of a list, past and to come: of all items, or of one. */
  prices(query?: commerce.Prices, options?: CallOptions): Promise<readonly commerce.PriceView[]>;

  /** Refunds what came back of an order and was invoiced, or an amount. */
  refund(command: commerce.Refund, options?: CommandOptions): Promise<Outcome<commerce.MoneyAnswer>>;

  /** Takes lines of an order back that were shipped. */
  returnGoods(command: commerce.Return, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Sets what an item costs in a list from a time on. A price of the same time is replaced; what
   * was quoted or ordered at it stays as it is.
   */
  setPrice(command: commerce.SetPrice, options?: CommandOptions): Promise<Outcome<null>>;

  /** Adds somebody who sells through the shop, or changes their terms for orders to come. */
  setSeller(command: commerce.SetSeller, options?: CommandOptions): Promise<Outcome<null>>;

  /** Sets the rate of a tax from a time on. */
  setTax(command: commerce.SetTax, options?: CommandOptions): Promise<Outcome<null>>;

  /** Ships lines of an order that are set aside. */
  ship(command: commerce.Ship, options?: CommandOptions): Promise<Outcome<null>>;
}

/** Stock: items, lots, movements, reservations, valuation. */
export declare class Inventory {
  private constructor();

  /**
   * Freight, duty and other costs of goods that have come in. It counts at the time of their
   * receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
   * and its share is posted at the first open instant.
   */
  addLandedCost(command: inventory.AddLandedCost, options?: CommandOptions): Promise<Outcome<null>>;

  /** Stock is found or lost, scrapped or written off, with a reason. */
  adjust(command: inventory.Adjust, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
   * there, and no lot that expires before the lease ends.
   */
  allot(command: inventory.Allot, options?: CommandOptions): Promise<Outcome<inventory.AllottedAnswer>>;

  /** Allotments: what devices may sell without asking. */
  allotments(query?: inventory.Allotments, options?: CallOptions): Promise<readonly inventory.ReservationView[]>;

  /**
   * Goods are made out of others: by the components that are defined for the product, or by
   * the inputs given. The product costs what its inputs cost, and what production adds.
   */
  assemble(command: inventory.Assemble, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** How much of items can be sold now. */
  availability(query: inventory.Availability, options?: CallOptions): Promise<readonly inventory.AvailabilityView[]>;

  /**
   * How much of an item can be promised for a date: what is available now, and what is to come
   * until then.
   */
  availableToPromise(query: inventory.AvailableToPromise, options?: CallOptions): Promise<inventory.PromiseView>;

  /**
   * Changes how the cost of an item is found, or its standard cost. A difference in value is
   * posted as a revaluation. To and from lot costing only without stock.
   */
  changeCosting(command: inventory.ChangeCosting, options?: CommandOptions): Promise<Outcome<null>>;

  /** Changes what an item is called and by which rules it is sold. What is missing stays. */
  changeItem(command: inventory.ChangeItem, options?: CommandOptions): Promise<Outcome<null>>;

  /** Stock of another status: released by inspection, found damaged. */
  changeStatus(command: inventory.ChangeStatus, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
   * that was (XYZ). Items of one currency are sorted among themselves.
   */
  classification(query?: inventory.Classification, options?: CallOptions): Promise<readonly inventory.ClassLine[]>;

  /** Ordered goods will not come, or no more of them. */
  closeExpectation(command: inventory.CloseExpectation, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Closes the books of stock: nothing that counts before `until` changes any more. What becomes
   * known later is posted at `until`.
   */
  closePeriod(command: inventory.ClosePeriod, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Stock was counted. The count says what was there at its own time, `effective_at`: movements
   * after it stay, and movements before it that become known later do not change what was found.
   */
  count(command: inventory.Count, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Adds an item, or a variant of one. */
  createItem(command: inventory.CreateItem, options?: CommandOptions): Promise<Outcome<null>>;

  /** Adds a location. */
  createLocation(command: inventory.CreateLocation, options?: CommandOptions): Promise<Outcome<null>>;

  /** Says what a kit, a bundle or a product is made of, anew. */
  defineComponents(command: inventory.DefineComponents, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Defines a group of items that are valued and posted alike, or changes its accounts. The
   * currency of a group never changes; with accounts given, every change of its stock's value is
   * posted to the ledger in the same commit.
   */
  defineGroup(command: inventory.DefineGroup, options?: CommandOptions): Promise<Outcome<null>>;

  /** Adds a lot before its goods arrive, or changes its dates. */
  describeLot(command: inventory.DescribeLot, options?: CommandOptions): Promise<Outcome<null>>;

  /** Something is taken apart: its cost goes to the parts, by weight. */
  disassemble(command: inventory.Disassemble, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Goods leave for another place and are in transit until they arrive. */
  dispatchTransfer(command: inventory.DispatchTransfer, options?: CommandOptions): Promise<Outcome<inventory.DispatchedAnswer>>;

  /** Goods are ordered and will come. */
  expect(command: inventory.Expect, options?: CommandOptions): Promise<Outcome<inventory.ExpectedAnswer>>;

  /** Stock of lots that expire before an instant, first to expire first; expired ones too. */
  expiring(query: inventory.Expiring, options?: CallOptions): Promise<readonly inventory.ExpiringLine[]>;

  /** Lets a lease end later. What is left of one that has ended competes for stock again. */
  extendAllotment(command: inventory.ExtendAllotment, options?: CommandOptions): Promise<Outcome<inventory.AllottedAnswer>>;

  /** Gives a reservation more time, from now on. One that has expired competes for stock again. */
  extendReservation(command: inventory.ExtendReservation, options?: CommandOptions): Promise<Outcome<inventory.ReservedAnswer>>;

  /** How much of an item customers will ask for, by what they took less what they brought back. */
  forecast(query: inventory.Forecast, options?: CallOptions): Promise<inventory.ForecastView>;

  /** Lets a lot go that was held back. */
  freeLot(command: inventory.FreeLot, options?: CommandOptions): Promise<Outcome<null>>;

  /** One document with its movements. */
  getDocument(query: inventory.GetDocument, options?: CallOptions): Promise<inventory.DocumentView>;

  /** One item. */
  getItem(query: inventory.GetItem, options?: CallOptions): Promise<inventory.ItemView>;

  /** One reservation. */
  getReservation(query: inventory.GetReservation, options?: CallOptions): Promise<inventory.ReservationView>;

  /** Holds a lot back: it is no longer picked or shipped. */
  holdLot(command: inventory.HoldLot, options?: CommandOptions): Promise<Outcome<null>>;

  /** Items in order of their codes. */
  items(query?: inventory.Items, options?: CallOptions): Pages<inventory.ItemPage, inventory.ItemView>;

  /** All locations, in order of their codes. */
  locations(query?: inventory.Locations, options?: CallOptions): Promise<readonly inventory.LocationView[]>;

  /** Goods of a transfer are lost on the way; all that is still on the way if no line is given. */
  loseTransfer(command: inventory.LoseTransfer, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** The lots of an item, in order of their codes. */
  lots(query: inventory.Lots, options?: CallOptions): Promise<readonly inventory.LotView[]>;

  /** Movements in the order of recording. */
  movements(query?: inventory.Movements, options?: CallOptions): Pages<inventory.MovementPage, inventory.MovementView>;

  /** Goods go from one place to another, at once. Their value stays as it is. */
  moveStock(command: inventory.Move, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * How much of an item to order at a time, by what customers took of it and what ordering,
   * keeping and lacking cost.
   */
  orderQuantity(query: inventory.OrderQuantity, options?: CallOptions): Promise<inventory.OrderQuantityView>;

  /** Whom a lot reached, with all that was made of it, and where the rest is. */
  recall(query: inventory.Recall, options?: CallOptions): Promise<inventory.RecallView>;

  /**
   * Calls lots back, with everything that was made of them: none of it is picked or shipped any
   * more, and live reservations of it are frozen. Whom it reached is told by the query
   * `inventory.recall`.
   */
  recallLot(command: inventory.RecallLot, options?: CommandOptions): Promise<Outcome<inventory.RecalledAnswer>>;

  /** Goods come in from a supplier, at cost. */
  receive(command: inventory.Receive, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Goods of a transfer arrive; all that is still on the way if no line is given. */
  receiveTransfer(command: inventory.ReceiveTransfer, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Gives back what a reservation still sets aside. */
  releaseReservation(command: inventory.ReleaseReservation, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * What should be ordered by the reorder rules: items of which what is available and what is to
   * come have fallen to the least that a rule allows.
   */
  reorder(query?: inventory.Reorder, options?: CallOptions): Promise<readonly inventory.ReorderLine[]>;

  /** Reservations with this reference. */
  reservations(query: inventory.Reservations, options?: CallOptions): Promise<readonly inventory.ReservationView[]>;

  /** Sets stock aside: all lines or none. */
  reserve(command: inventory.Reserve, options?: CommandOptions): Promise<Outcome<inventory.ReservedAnswer>>;

  /**
   * Gives rights back that a device will not use. Sales that were not reported yet need theirs:
   * report them first, or name the lines.
   */
  returnAllotment(command: inventory.ReturnAllotment, options?: CommandOptions): Promise<Outcome<null>>;

  /** A customer brings goods back that were shipped: at what they had cost. */
  returnFromCustomer(command: inventory.ReturnFromCustomer, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Goods go back to the supplier: at what they had cost. */
  returnToSupplier(command: inventory.ReturnToSupplier, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
   * to net realisable value, say.
   */
  revalue(command: inventory.Revalue, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
   * barcode of an item.
   */
  scanBarcode(query: inventory.ScanBarcode, options?: CallOptions): Promise<inventory.ScanView>;

  /** Sets rules for an item at a location, all of them: what is missing follows the item. */
  setPolicy(command: inventory.SetPolicy, options?: CommandOptions): Promise<Outcome<null>>;

  /** Sets the least remaining life that a customer accepts. */
  setShelfRule(command: inventory.SetShelfRule, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
   * kits by their components; several lots may make up a line.
   */
  ship(command: inventory.Ship, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /** Ships what a reservation sets aside: all of it, or the lines given. */
  shipReservation(command: inventory.ShipReservation, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
   * held back meanwhile is no hindrance, so that a recall finds who has it.
   */
  spendAllotment(command: inventory.SpendAllotment, options?: CommandOptions): Promise<Outcome<inventory.Documented>>;

  /**
   * How much is where, by item, location, lot, status and owner. Places of our own only, unless a
   * location is named.
   */
  stock(query?: inventory.Stock, options?: CallOptions): Promise<readonly inventory.StockLine[]>;

  /** What was made of a lot, or what it was made of, however many steps away. */
  trace(query: inventory.Trace, options?: CallOptions): Promise<inventory.TraceView>;

  /** Passes rights on from one device to another, as an allotment of its own under the same lease. */
  transferRights(command: inventory.TransferRights, options?: CommandOptions): Promise<Outcome<inventory.AllottedAnswer>>;

  /** What stock is worth, by item (and lot, where lots are valued by themselves). */
  valuation(query?: inventory.Valuation, options?: CallOptions): Promise<inventory.ValuationView>;
}

/** Money: accounts, transactions, holds, statements. */
export declare class Ledger {
  private constructor();

  /** Accounts, in order of code. */
  accounts(query?: ledger.Accounts, options?: CallOptions): Promise<readonly ledger.AccountView[]>;

  /** Balances of many accounts, in order of code. */
  balances(query?: ledger.Balances, options?: CallOptions): Promise<readonly ledger.BalanceLine[]>;

  /** Assets, liabilities and equity at a time; what was earned until then stands under equity. */
  balanceSheet(query?: ledger.BalanceSheet, options?: CallOptions): Promise<ledger.ReportView>;

  /** Posts what a hold has set aside, or a part of it. Never refused for funds. */
  captureHold(command: ledger.CaptureHold, options?: CommandOptions): Promise<Outcome<ledger.PostedId>>;

  /** Makes an account a control account, or an ordinary one again. */
  changeControl(command: ledger.ChangeControl, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Changes an account's limits. A limit that the present balance breaks is allowed: it only
   * refuses postings that make it worse.
   */
  changeLimits(command: ledger.ChangeLimits, options?: CommandOptions): Promise<Outcome<null>>;

  /** Ends an account's use. Its open holds can only be released or expire. */
  closeAccount(command: ledger.CloseAccount, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
   * account declares its currency too.
   */
  declareCurrency(command: ledger.DeclareCurrency, options?: CommandOptions): Promise<Outcome<null>>;

  /** Replaces an account's tags and metadata; the journal keeps the former ones. */
  describeAccount(command: ledger.DescribeAccount, options?: CommandOptions): Promise<Outcome<null>>;

  /** Kept directives, in the order in which they were recorded. */
  directives(query?: ledger.Directives, options?: CallOptions): Promise<readonly ledger.DirectiveView[]>;

  /**
   * Entries of an account or of all accounts below it, in order of effective time and then of
   * recording. All conditions must hold.
   */
  entries(query?: ledger.Entries, options?: CallOptions): Pages<ledger.EntryPage, ledger.EntryView>;

  /** Refuses postings to an account until it is unfrozen. Its holds can still be resolved. */
  freezeAccount(command: ledger.FreezeAccount, options?: CommandOptions): Promise<Outcome<null>>;

  /** One account's balance. */
  getBalance(query: ledger.GetBalance, options?: CallOptions): Promise<ledger.BalanceView>;

  /** One hold. */
  getHold(query: ledger.GetHold, options?: CallOptions): Promise<ledger.HoldView>;

  /** One transaction. */
  getTransaction(query: ledger.GetTransaction, options?: CallOptions): Promise<ledger.TransactionView>;

  /** The pending holds of an account, in order of expiry. */
  holds(query: ledger.Holds, options?: CallOptions): Promise<readonly ledger.HoldView[]>;

  /** Income and expenses between two times. */
  incomeStatement(query: ledger.IncomeStatement, options?: CallOptions): Promise<ledger.ReportView>;

  /** Keeps directives of imported books that mean nothing to the ledger, for export. */
  keepDirectives(command: ledger.KeepDirectives, options?: CommandOptions): Promise<Outcome<null>>;

  /** Opens an account for one currency. */
  openAccount(command: ledger.OpenAccount, options?: CommandOptions): Promise<Outcome<null>>;

  /** Sets an amount aside for a transfer to come. */
  placeHold(command: ledger.PlaceHold, options?: CommandOptions): Promise<Outcome<ledger.PlacedHold>>;

  /** Posts a transaction of any number of legs and currencies. */
  post(command: ledger.Post, options?: CommandOptions): Promise<Outcome<ledger.PostedId>>;

  /** Posts many transactions, all or none, in one journal entry. */
  postMany(command: ledger.PostMany, options?: CommandOptions): Promise<Outcome<ledger.PostedIds>>;

  /** Known prices, in order of currency and time. */
  prices(query?: ledger.Prices, options?: CallOptions): Promise<readonly ledger.PriceView[]>;

  /** Keeps prices as data; no balance depends on them. */
  recordPrices(command: ledger.RecordPrices, options?: CommandOptions): Promise<Outcome<null>>;

  /** Takes part of a two-leg transaction back. All refunds together never exceed the original. */
  refund(command: ledger.Refund, options?: CommandOptions): Promise<Outcome<ledger.PostedId>>;

  /** Gives back what a hold has set aside. */
  releaseHold(command: ledger.ReleaseHold, options?: CommandOptions): Promise<Outcome<null>>;

  /** Takes a closed account into use again. */
  reopenAccount(command: ledger.ReopenAccount, options?: CommandOptions): Promise<Outcome<null>>;

  /** Takes a transaction back in full by a mirrored one, linked both ways. */
  reverse(command: ledger.Reverse, options?: CommandOptions): Promise<Outcome<ledger.PostedId>>;

  /** One account's statement over a stretch of effective time. Amounts are debit positive. */
  statement(query: ledger.Statement, options?: CallOptions): Pages<ledger.StatementView, ledger.StatementLine>;

  /**
   * Records the expired holds of an account as expired. Never needed for the truth: an expired
   * hold counts no more from its expiry on, swept or not.
   */
  sweepHolds(command: ledger.SweepHolds, options?: CommandOptions): Promise<Outcome<null>>;

  /**
   * Transactions in the order in which they were recorded. All conditions must hold. For the
   * legs of an account or tree in order of effective time, see `ledger.entries`.
   */
  transactions(query?: ledger.Transactions, options?: CallOptions): Pages<ledger.TransactionPage, ledger.TransactionView>;

  /** Moves an amount from one account to another: debits one and credits the other. */
  transfer(command: ledger.Transfer, options?: CommandOptions): Promise<Outcome<ledger.PostedId>>;

  /** Many transfers, all or none, in one journal entry: the fastest way to post. */
  transferMany(command: ledger.TransferMany, options?: CommandOptions): Promise<Outcome<ledger.PostedIds>>;

  /** All accounts with their balance in the debit or the credit column. */
  trialBalance(query?: ledger.TrialBalance, options?: CallOptions): Promise<ledger.TrialBalanceView>;

  /** Lets a frozen account take postings again. */
  unfreezeAccount(command: ledger.UnfreezeAccount, options?: CommandOptions): Promise<Outcome<null>>;
}

/** How far each sink has got with the journal, and what it could not take. */
export declare class Outbox {
  private constructor();

  /**
   * Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
   * position that is acknowledged is parked no more.
   */
  ack(command: outbox.Ack, options?: CommandOptions): Promise<Outcome<null>>;

  /** The sinks and how far each has got. */
  cursors(query?: outbox.Cursors, options?: CallOptions): Promise<readonly outbox.CursorView[]>;

  /**
   * Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
   * acknowledge or park for the sink.
   */
  lease(command: outbox.Lease, options?: CommandOptions): Promise<Outcome<string>>;

  /**
   * The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
   * cause and go on. A position that is parked already gets the new cause, and waits again.
   */
  park(command: outbox.Park, options?: CommandOptions): Promise<Outcome<null>>;

  /** Gives the lease of `sink` back. One that another holds, or nobody, stays as it is. */
  release(command: outbox.Release, options?: CommandOptions): Promise<Outcome<null>>;

  /** Has the parked event at `pos` delivered to `sink` once more, before anything newer. */
  retry(command: outbox.Retry, options?: CommandOptions): Promise<Outcome<null>>;

  /** Gives the parked event at `pos` up: `sink` will never have it. */
  skip(command: outbox.Skip, options?: CommandOptions): Promise<Outcome<null>>;
}

/** What a shop does with goods and money at once: each method one command, one commit. */
export declare class Shop {
  private constructor();

  /**
   * Gives up what is not shipped of an order: goods and money in one commit.
   *
   * Its part: `commerce.cancel`.
   */
  cancelOrder(command: shop.CancelOrder, options?: CommandOptions): Promise<Outcome<shop.Ordered>>;

  /**
   * Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
   * money with its split, and the invoice's number in one commit.
   *
   * Its parts: `commerce.ship`, `commerce.invoice`.
   */
  fulfilOrder(command: shop.FulfilOrder, options?: CommandOptions): Promise<Outcome<shop.Ordered>>;

  /**
   * Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
   * arrives. Goods that are on the way for longer are dispatched and received by the inventory's
   * own commands.
   */
  moveBetweenShops(command: shop.MoveBetweenShops, options?: CommandOptions): Promise<Outcome<shop.Documented>>;

  /**
   * Places an order and sets all of it aside: its number, its goods and its money in one commit.
   *
   * Its parts: `commerce.place`, `commerce.allocate`.
   */
  placeOrder(command: shop.PlaceOrder, options?: CommandOptions): Promise<Outcome<shop.Ordered>>;

  /**
   * Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
   * the supplier has invoiced already becomes owed to him by the bills.
   */
  receiveGoods(command: shop.ReceiveGoods, options?: CommandOptions): Promise<Outcome<shop.Documented>>;

  /**
   * Takes goods of an order back at what they had cost, refunds what was captured for them, from
   * those who got it, and takes a credit note's number, in one commit.
   *
   * Its parts: `commerce.return`, `commerce.refund`.
   */
  returnOrder(command: shop.ReturnOrder, options?: CommandOptions): Promise<Outcome<shop.Ordered>>;

  /** Takes sold goods back at what they had cost, and pays for them. */
  returnSale(command: shop.ReturnSale, options?: CommandOptions): Promise<Outcome<shop.Documented>>;

  /**
   * Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
   * had cost is posted with the shipment.
   *
   * Its parts, in order: `reserve`, `holds`,
   * `ship`, `captures`. What a device has sold of its
   * allotment is set aside already: `holds`,
   * `spend`, `captures`.
   */
  sell(command: shop.Sell, options?: CommandOptions): Promise<Outcome<shop.Sold>>;

  /** What stock is worth beside the balance of the account that it is posted to. */
  tieOut(query?: shop.TieOut, options?: CallOptions): Promise<readonly shop.TieOutLine[]>;

  /** Writes goods off: broken, stolen, too old. Their value is posted as a loss. */
  writeOff(command: shop.WriteOff, options?: CommandOptions): Promise<Outcome<shop.Documented>>;
}

/**
 * An open store. It may be used from any thread.
 *
 * Dropping the last handle closes the store too, but tells nobody whether that went well.
 */
export declare class Moja extends MojaBase {
  private constructor();
  /**
   * Opens the SQLite file at `path`, which is made if there is none; or the PostgreSQL
   * database of a URL, in a build that has PostgreSQL.
   *
   * @throws `Store` when it is not a moja store, is newer than this version, is damaged or locked, or
   * the device fails. A file that is refused is left as it is.
   */
  static open(path: string, options?: OpenOptions): Promise<Moja>;
  /**
   * Opens a store in memory, for tests.
   *
   * @throws `Store` when no worker thread can be had.
   */
  static openMemory(options?: OpenOptions): Promise<Moja>;

  /**
   * Copies the store to a new file at `path` while it is in use.
   *
   * @throws `Store` when the copy fails; `store_not_a_file` when this is not a SQLite file.
   */
  backup(path: string, options?: CallOptions): Promise<void>;

  /**
   * Closes the store: takes no more work, executes what is queued, and closes the file. Every
   * handle answers `store_closed` from now on. Closing what is closed does nothing.
   *
   * @throws `Store` when the file could not be closed in order; what was acknowledged is durable.
   */
  close(options?: CallOptions): Promise<void>;

  /**
   * JSON Schema of every command, query and event.
   *
   * @throws `Store` when the store is closed or suspended.
   */
  describe(options?: CallOptions): Promise<any>;

  /** Whether the store is open: neither closed nor suspended. */
  get isOpen(): boolean;

  /** Where the store is: a path, `:memory:`, or that it is a database. */
  get place(): string;

  /**
   * Opens a suspended store again.
   *
   * @throws As `open`; `store_closed` when it was closed.
   */
  resume(options?: CallOptions): Promise<void>;

  /**
   * Somebody acting for a tenant: a till, a user, a job. The tenant is the boundary of
   * atomicity and isolation; the journal names who acts.
   *
   * @throws `Invalid` with code `invalid_tenant` or `invalid_actor`.
   */
  session(tenant: string, actor: string): Session;

  /**
   * Finishes what is queued, copies the log into the file, and releases every lock, until
   * `resume`. Handles stay valid and answer `store_suspended` meanwhile. For phones, which end
   * an app that holds a lock in the background.
   *
   * @throws `Store` when the file could not be let go; call it again.
   */
  suspend(options?: CallOptions): Promise<void>;

  /**
   * Checks everything that is stored: the hash chain, that a replay gives the tables, and every
   * domain's invariants.
   *
   * @throws `Store` when the store cannot be read at all; damage is in the report.
   */
  verify(options?: CallOptions): Promise<core.VerifyReport>;
}

/** A tenant's whole state as it was after a journal position. */
export declare class Past {
  private constructor();

  /** The position. */
  get position(): bigint;

  /**
   * Asks a query by name with arguments in JSON.
   *
   * @throws `Invalid` when it is not understood; else as the query's own method.
   */
  query(name: string, args: unknown, options?: CallOptions): Promise<any>;

  /** When it was recorded. */
  get recordedAt(): string;
}

/**
 * Commands that are sent without waiting for each. A watermark tells how many are settled:
 * durable or refused.
 *
 * What was pushed is executed even if the pipeline is dropped.
 */
export declare class Pipeline {
  private constructor();

  /**
   * Waits until everything that was pushed is settled.
   *
   * @throws `Store` when the store was closed before.
   */
  flush(options?: CallOptions): Promise<BatchReport>;

  /**
   * Sends commands, each for itself, and waits only while the queue is full. Answers the
   * number of the first of them, from 0. Under an id they take ids that follow from it.
   *
   * @throws `Store` when they could not be queued.
   */
  push(commands: readonly Command<unknown>[], options?: CommandOptions): Promise<bigint>;

  /** How many commands are settled: every one whose number is below is durable or refused. */
  get watermark(): bigint;
}

/** Somebody acting for a tenant: runs commands and asks queries. */
export declare class Session extends SessionBase {
  private constructor();

  /** Who acts. */
  get actor(): string;

  /**
   * Executes all commands or none, in one transaction. They may be of several domains; each
   * sees what the ones before it did. Under an id the members take ids that follow from it.
   *
   * @throws The refusal of the first member that was refused; its place, from 0, is the field `member`.
   */
  allOrNothing<const T extends readonly Command<unknown>[]>(commands: T, options?: CommandOptions): Promise<Answers<T>>;

  /**
   * The tenant's whole state as it was after a journal position. It is replayed into memory,
   * which takes time and room in proportion to the journal.
   *
   * @throws `Store` when the store fails.
   */
  asOf(position: bigint | number, options?: CallOptions): Promise<Past>;

  /** Commerce: prices, quotes, orders, settlement. */
  get commerce(): Commerce;

  /**
   * Executes one command in JSON, for scripts and replay: an object with `command`, `args`, and
   * `id` if it has one. The answer has `position`, `replayed` and `value`.
   *
   * @throws `Invalid` when it is not understood; else as the command's own method.
   */
  execute(request: unknown, options?: CallOptions): Promise<any>;

  /**
   * The next journal entries for a sink, at least once and in order. Acknowledge them by
   * `outbox().ack`.
   *
   * @throws `Store` when the store fails.
   */
  follow(sink: string, limit: number, options?: CallOptions): Promise<readonly Delivered[]>;

  /**
   * The end of the tenant's journal.
   *
   * @throws `Store` when the store fails.
   */
  head(options?: CallOptions): Promise<JournalHead>;

  /** The inventory: stock. */
  get inventory(): Inventory;

  /** The ledger: money. */
  get ledger(): Ledger;

  /**
   * A fresh command id, to be kept by a caller that may have to send the command again: under
   * its id a command has an effect once.
   *
   * @throws `Store` when the store is closed or suspended, or this is a forked process.
   */
  newCommandId(options?: CallOptions): Promise<string>;

  /** The outbox: how far each sink has got with the journal. */
  get outbox(): Outbox;

  /**
   * A stream of commands that are acknowledged by a watermark: the fastest way to run many.
   *
   * @throws `Store` when the store is closed or suspended.
   */
  pipeline(): Pipeline;

  /**
   * Asks a query by name with arguments in JSON, for scripts.
   *
   * @throws `Invalid` when it is not understood; else as the query's own method.
   */
  query(name: string, args: unknown, options?: CallOptions): Promise<any>;

  /** The shop: what it does with goods and money in one commit. */
  get shop(): Shop;

  /** The tenant's name. */
  get tenant(): string;
}

/** Commands as values, for `allOrNothing` and pipelines: named as the methods are. */
export declare const commands: {
  readonly commerce: {
    /** Sets lines of an order aside. */
    allocate(args: commerce.Allocate): Command<commerce.AllocatedAnswer>;
    /**
     * Gives up what is not shipped of an order: what is set aside for it, and its money. An order
     * of which something was shipped is closed by that.
     */
    cancel(args: commerce.Cancel): Command<null>;
    /** Closes an order that is shipped and invoiced. It can still come back and be refunded. */
    close(args: commerce.Close): Command<null>;
    /** Invoices what was shipped of an order and is not invoiced yet, and captures its money. */
    invoice(args: commerce.Invoice): Command<commerce.MoneyAnswer>;
    /**
     * Takes the next number of a series for a document that is not about an order. To be executed
     * in a unit with what the document is about.
     */
    issueNumber(args: commerce.IssueNumber): Command<commerce.Issued>;
    /** Prices a cart and keeps the numbers: what is ordered by it later costs just that. */
    makeQuote(args: commerce.MakeQuote): Command<commerce.QuotedAnswer>;
    /** Opens a series of document numbers. */
    openSeries(args: commerce.OpenSeries): Command<null>;
    /**
     * Places an order. Its numbers, commissions and fees are fixed from then on.
     *
     * In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
     * is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
     * captures when it is invoiced, and refunds. All that in the same commits.
     */
    place(args: commerce.Place): Command<commerce.PlacedAnswer>;
    /** Refunds what came back of an order and was invoiced, or an amount. */
    refund(args: commerce.Refund): Command<commerce.MoneyAnswer>;
    /** Takes lines of an order back that were shipped. */
    returnGoods(args: commerce.Return): Command<null>;
    /**
     * Sets what an item costs in a list from a time on. A price of the same time is replaced; what
     * was quoted or ordered at it stays as it is.
     */
    setPrice(args: commerce.SetPrice): Command<null>;
    /** Adds somebody who sells through the shop, or changes their terms for orders to come. */
    setSeller(args: commerce.SetSeller): Command<null>;
    /** Sets the rate of a tax from a time on. */
    setTax(args: commerce.SetTax): Command<null>;
    /** Ships lines of an order that are set aside. */
    ship(args: commerce.Ship): Command<null>;
  };
  readonly inventory: {
    /**
     * Freight, duty and other costs of goods that have come in. It counts at the time of their
     * receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
     * and its share is posted at the first open instant.
     */
    addLandedCost(args: inventory.AddLandedCost): Command<null>;
    /** Stock is found or lost, scrapped or written off, with a reason. */
    adjust(args: inventory.Adjust): Command<inventory.Documented>;
    /**
     * Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
     * there, and no lot that expires before the lease ends.
     */
    allot(args: inventory.Allot): Command<inventory.AllottedAnswer>;
    /**
     * Goods are made out of others: by the components that are defined for the product, or by
     * the inputs given. The product costs what its inputs cost, and what production adds.
     */
    assemble(args: inventory.Assemble): Command<inventory.Documented>;
    /**
     * Changes how the cost of an item is found, or its standard cost. A difference in value is
     * posted as a revaluation. To and from lot costing only without stock.
     */
    changeCosting(args: inventory.ChangeCosting): Command<null>;
    /** Changes what an item is called and by which rules it is sold. What is missing stays. */
    changeItem(args: inventory.ChangeItem): Command<null>;
    /** Stock of another status: released by inspection, found damaged. */
    changeStatus(args: inventory.ChangeStatus): Command<inventory.Documented>;
    /** Ordered goods will not come, or no more of them. */
    closeExpectation(args: inventory.CloseExpectation): Command<null>;
    /**
     * Closes the books of stock: nothing that counts before `until` changes any more. What becomes
     * known later is posted at `until`.
     */
    closePeriod(args: inventory.ClosePeriod): Command<null>;
    /**
     * Stock was counted. The count says what was there at its own time, `effective_at`: movements
     * after it stay, and movements before it that become known later do not change what was found.
     */
    count(args: inventory.Count): Command<inventory.Documented>;
    /** Adds an item, or a variant of one. */
    createItem(args: inventory.CreateItem): Command<null>;
    /** Adds a location. */
    createLocation(args: inventory.CreateLocation): Command<null>;
    /** Says what a kit, a bundle or a product is made of, anew. */
    defineComponents(args: inventory.DefineComponents): Command<null>;
    /**
     * Defines a group of items that are valued and posted alike, or changes its accounts. The
     * currency of a group never changes; with accounts given, every change of its stock's value is
     * posted to the ledger in the same commit.
     */
    defineGroup(args: inventory.DefineGroup): Command<null>;
    /** Adds a lot before its goods arrive, or changes its dates. */
    describeLot(args: inventory.DescribeLot): Command<null>;
    /** Something is taken apart: its cost goes to the parts, by weight. */
    disassemble(args: inventory.Disassemble): Command<inventory.Documented>;
    /** Goods leave for another place and are in transit until they arrive. */
    dispatchTransfer(args: inventory.DispatchTransfer): Command<inventory.DispatchedAnswer>;
    /** Goods are ordered and will come. */
    expect(args: inventory.Expect): Command<inventory.ExpectedAnswer>;
    /** Lets a lease end later. What is left of one that has ended competes for stock again. */
    extendAllotment(args: inventory.ExtendAllotment): Command<inventory.AllottedAnswer>;
    /** Gives a reservation more time, from now on. One that has expired competes for stock again. */
    extendReservation(args: inventory.ExtendReservation): Command<inventory.ReservedAnswer>;
    /** Lets a lot go that was held back. */
    freeLot(args: inventory.FreeLot): Command<null>;
    /** Holds a lot back: it is no longer picked or shipped. */
    holdLot(args: inventory.HoldLot): Command<null>;
    /** Goods of a transfer are lost on the way; all that is still on the way if no line is given. */
    loseTransfer(args: inventory.LoseTransfer): Command<inventory.Documented>;
    /** Goods go from one place to another, at once. Their value stays as it is. */
    moveStock(args: inventory.Move): Command<inventory.Documented>;
    /**
     * Calls lots back, with everything that was made of them: none of it is picked or shipped any
     * more, and live reservations of it are frozen. Whom it reached is told by the query
     * `inventory.recall`.
     */
    recallLot(args: inventory.RecallLot): Command<inventory.RecalledAnswer>;
    /** Goods come in from a supplier, at cost. */
    receive(args: inventory.Receive): Command<inventory.Documented>;
    /** Goods of a transfer arrive; all that is still on the way if no line is given. */
    receiveTransfer(args: inventory.ReceiveTransfer): Command<inventory.Documented>;
    /** Gives back what a reservation still sets aside. */
    releaseReservation(args: inventory.ReleaseReservation): Command<null>;
    /** Sets stock aside: all lines or none. */
    reserve(args: inventory.Reserve): Command<inventory.ReservedAnswer>;
    /**
     * Gives rights back that a device will not use. Sales that were not reported yet need theirs:
     * report them first, or name the lines.
     */
    returnAllotment(args: inventory.ReturnAllotment): Command<null>;
    /** A customer brings goods back that were shipped: at what they had cost. */
    returnFromCustomer(args: inventory.ReturnFromCustomer): Command<inventory.Documented>;
    /** Goods go back to the supplier: at what they had cost. */
    returnToSupplier(args: inventory.ReturnToSupplier): Command<inventory.Documented>;
    /**
     * Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
     * to net realisable value, say.
     */
    revalue(args: inventory.Revalue): Command<null>;
    /** Sets rules for an item at a location, all of them: what is missing follows the item. */
    setPolicy(args: inventory.SetPolicy): Command<null>;
    /** Sets the least remaining life that a customer accepts. */
    setShelfRule(args: inventory.SetShelfRule): Command<null>;
    /**
     * Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
     * kits by their components; several lots may make up a line.
     */
    ship(args: inventory.Ship): Command<inventory.Documented>;
    /** Ships what a reservation sets aside: all of it, or the lines given. */
    shipReservation(args: inventory.ShipReservation): Command<inventory.Documented>;
    /**
     * Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
     * held back meanwhile is no hindrance, so that a recall finds who has it.
     */
    spendAllotment(args: inventory.SpendAllotment): Command<inventory.Documented>;
    /** Passes rights on from one device to another, as an allotment of its own under the same lease. */
    transferRights(args: inventory.TransferRights): Command<inventory.AllottedAnswer>;
  };
  readonly ledger: {
    /** Posts what a hold has set aside, or a part of it. Never refused for funds. */
    captureHold(args: ledger.CaptureHold): Command<ledger.PostedId>;
    /** Makes an account a control account, or an ordinary one again. */
    changeControl(args: ledger.ChangeControl): Command<null>;
    /**
     * Changes an account's limits. A limit that the present balance breaks is allowed: it only
     * refuses postings that make it worse.
     */
    changeLimits(args: ledger.ChangeLimits): Command<null>;
    /** Ends an account's use. Its open holds can only be released or expire. */
    closeAccount(args: ledger.CloseAccount): Command<null>;
    /**
     * Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
     * account declares its currency too.
     */
    declareCurrency(args: ledger.DeclareCurrency): Command<null>;
    /** Replaces an account's tags and metadata; the journal keeps the former ones. */
    describeAccount(args: ledger.DescribeAccount): Command<null>;
    /** Refuses postings to an account until it is unfrozen. Its holds can still be resolved. */
    freezeAccount(args: ledger.FreezeAccount): Command<null>;
    /** Keeps directives of imported books that mean nothing to the ledger, for export. */
    keepDirectives(args: ledger.KeepDirectives): Command<null>;
    /** Opens an account for one currency. */
    openAccount(args: ledger.OpenAccount): Command<null>;
    /** Sets an amount aside for a transfer to come. */
    placeHold(args: ledger.PlaceHold): Command<ledger.PlacedHold>;
    /** Posts a transaction of any number of legs and currencies. */
    post(args: ledger.Post): Command<ledger.PostedId>;
    /** Posts many transactions, all or none, in one journal entry. */
    postMany(args: ledger.PostMany): Command<ledger.PostedIds>;
    /** Keeps prices as data; no balance depends on them. */
    recordPrices(args: ledger.RecordPrices): Command<null>;
    /** Takes part of a two-leg transaction back. All refunds together never exceed the original. */
    refund(args: ledger.Refund): Command<ledger.PostedId>;
    /** Gives back what a hold has set aside. */
    releaseHold(args: ledger.ReleaseHold): Command<null>;
    /** Takes a closed account into use again. */
    reopenAccount(args: ledger.ReopenAccount): Command<null>;
    /** Takes a transaction back in full by a mirrored one, linked both ways. */
    reverse(args: ledger.Reverse): Command<ledger.PostedId>;
    /**
     * Records the expired holds of an account as expired. Never needed for the truth: an expired
     * hold counts no more from its expiry on, swept or not.
     */
    sweepHolds(args: ledger.SweepHolds): Command<null>;
    /** Moves an amount from one account to another: debits one and credits the other. */
    transfer(args: ledger.Transfer): Command<ledger.PostedId>;
    /** Many transfers, all or none, in one journal entry: the fastest way to post. */
    transferMany(args: ledger.TransferMany): Command<ledger.PostedIds>;
    /** Lets a frozen account take postings again. */
    unfreezeAccount(args: ledger.UnfreezeAccount): Command<null>;
  };
  readonly outbox: {
    /**
     * Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
     * position that is acknowledged is parked no more.
     */
    ack(args: outbox.Ack): Command<null>;
    /**
     * Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
     * acknowledge or park for the sink.
     */
    lease(args: outbox.Lease): Command<string>;
    /**
     * The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
     * cause and go on. A position that is parked already gets the new cause, and waits again.
     */
    park(args: outbox.Park): Command<null>;
    /** Gives the lease of `sink` back. One that another holds, or nobody, stays as it is. */
    release(args: outbox.Release): Command<null>;
    /** Has the parked event at `pos` delivered to `sink` once more, before anything newer. */
    retry(args: outbox.Retry): Command<null>;
    /** Gives the parked event at `pos` up: `sink` will never have it. */
    skip(args: outbox.Skip): Command<null>;
  };
  readonly shop: {
    /**
     * Gives up what is not shipped of an order: goods and money in one commit.
     *
     * Its part: `commerce.cancel`.
     */
    cancelOrder(args: shop.CancelOrder): Command<shop.Ordered>;
    /**
     * Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
     * money with its split, and the invoice's number in one commit.
     *
     * Its parts: `commerce.ship`, `commerce.invoice`.
     */
    fulfilOrder(args: shop.FulfilOrder): Command<shop.Ordered>;
    /**
     * Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
     * arrives. Goods that are on the way for longer are dispatched and received by the inventory's
     * own commands.
     */
    moveBetweenShops(args: shop.MoveBetweenShops): Command<shop.Documented>;
    /**
     * Places an order and sets all of it aside: its number, its goods and its money in one commit.
     *
     * Its parts: `commerce.place`, `commerce.allocate`.
     */
    placeOrder(args: shop.PlaceOrder): Command<shop.Ordered>;
    /**
     * Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
     * the supplier has invoiced already becomes owed to him by the bills.
     */
    receiveGoods(args: shop.ReceiveGoods): Command<shop.Documented>;
    /**
     * Takes goods of an order back at what they had cost, refunds what was captured for them, from
     * those who got it, and takes a credit note's number, in one commit.
     *
     * Its parts: `commerce.return`, `commerce.refund`.
     */
    returnOrder(args: shop.ReturnOrder): Command<shop.Ordered>;
    /** Takes sold goods back at what they had cost, and pays for them. */
    returnSale(args: shop.ReturnSale): Command<shop.Documented>;
    /**
     * Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
     * had cost is posted with the shipment.
     *
     * Its parts, in order: `reserve`, `holds`,
     * `ship`, `captures`. What a device has sold of its
     * allotment is set aside already: `holds`,
     * `spend`, `captures`.
     */
    sell(args: shop.Sell): Command<shop.Sold>;
    /** Writes goods off: broken, stolen, too old. Their value is posted as a loss. */
    writeOff(args: shop.WriteOff): Command<shop.Documented>;
  };
};

/** A clock of the app's own, for tests. */
export interface HostClock {
  /**
   * The present time. It is called on a thread of moja's.
   *
   * @throws `ForeignError::Internal` when the callback fails; the time it gave before counts on.
   */
  now(): Date | string;
}

/**
 * The app's logger. It is told of the store's life and of its failures; never what a person wrote,
 * and never a domain's refusals, which are the app's own affair.
 */
export interface LogSink {
  /**
   * Takes a message. It may be called on any thread, while a call of moja's waits for it.
   *
   * @throws `ForeignError::Internal` when the callback fails; the message is lost, and nothing else.
   */
  log(level: LogLevel, event: string, detail: string): void;
}

/** A domain refuses. Nothing was changed. */
export declare class RejectedError extends MojaError {}

/** The commerce refuses. Nothing was changed. */
export declare class CommerceError extends RejectedError {}

/** The inventory refuses. Nothing was changed. */
export declare class InventoryError extends RejectedError {}

/** The ledger refuses. Nothing was changed. */
export declare class LedgerError extends RejectedError {}

/** The outbox refuses. Nothing was changed. */
export declare class OutboxError extends RejectedError {}

/** The shop refuses. Nothing was changed. */
export declare class ShopError extends RejectedError {}

/** What was asked could not be understood. Nothing was changed. */
export declare class InvalidError extends MojaError {}

/** The store failed, is closed or is suspended. */
export declare class StoreError extends MojaError {}

/** A mistake in moja itself, or in a callback of the app. */
export declare class InternalError extends MojaError {}

/** An argument is of a type that has no place there: a number where money is due. */
export declare class WrongTypeError extends InvalidError {}

/**
 * How much a message matters.
 *
 * - `'info'`: A step in the store's life: opened, suspended, closed.
 * - `'warning'`: Something to be looked at: damage, or a callback that failed.
 * - `'error'`: A failure of the store or a mistake in moja. The caller has it as an error too.
 */
export type LogLevel =
  | 'info'
  | 'warning'
  | 'error';

/** What a pipeline has done. */
export interface BatchReport {
  /** How many commands are settled: every one whose number is below is durable or refused. */
  readonly watermark: bigint;
  /** Those that were refused since the last report. */
  readonly refused: readonly RefusedMember[];
}

/** One journal entry on its way to a sink. */
export interface Delivered {
  /** Its id: tenant and position. */
  readonly id: string;
  /** The journal position, to be acknowledged. */
  readonly position: bigint;
  /** The command's id. */
  readonly commandId: string;
  /** The command's name. */
  readonly command: string;
  /** Who acted. */
  readonly actor: string;
  /** When it was recorded. */
  readonly recordedAt: string;
  /** The events in order. */
  readonly events: readonly DeliveredEvent[];
}

/** One event of a journal entry. */
export interface DeliveredEvent {
  /** `domain.event`. */
  readonly name: string;
  /** The event. */
  readonly body: any;
}

/** The end of a tenant's journal. Kept elsewhere, it shows a journal that lost its end. */
export interface JournalHead {
  /** The last position; 0 before the first command. */
  readonly position: bigint;
  /** When it was recorded. */
  readonly recordedAt: string;
  /** Its hash, hexadecimal. */
  readonly hash: string;
}

/** How a store is opened. */
export interface OpenOptions {
  /**
   * Make the store if there is none.
   * @defaultValue `true`
   */
  readonly create?: boolean | null | undefined;
  /**
   * Flush the device at every commit. If not, a power failure may take the last seconds of
   * acknowledged commits with it; a crash of the process loses nothing either way.
   * @defaultValue `true`
   */
  readonly durable?: boolean | null | undefined;
  /**
   * How long to wait for another writer of the same file, milliseconds.
   * @defaultValue `5000`
   */
  readonly busyTimeoutMs?: number | null | undefined;
  /** Where time comes from, for tests; the system's clock if missing. */
  readonly clock?: HostClock | null | undefined;
  /**
   * Makes the ids that commands give follow from this number, the times and the order of the
   * commands, for tests and replay; if missing, they are random. Two stores that people work in
   * must not have the same one: their ids would be the same too.
   */
  readonly idSeed?: number | null | undefined;
  /** Where messages go; nowhere if missing. */
  readonly log?: LogSink | null | undefined;
}

/** A command that was refused. */
export interface RefusedMember {
  /** Its number among all that were pushed, from 0. */
  readonly number: bigint;
  /** The domain that refused, empty if it was none. */
  readonly domain: string;
  /** The stable code. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** The numbers and ids behind the detail, a JSON object. */
  readonly fields: any;
  /** Whether the same command may be sent again, unchanged. */
  readonly retryable: boolean;
}

/** What all domains share. */
export declare namespace core {
  /**
   * How a result between two minor units becomes one of them.
   *
   * - `'half_even'`: To the nearer; from the middle to the even one.
   * - `'half_up'`: To the nearer; from the middle away from zero.
   * - `'down'`: Toward zero.
   * - `'up'`: Away from zero.
   * - `'floor'`: Toward minus infinity.
   * - `'ceiling'`: Toward plus infinity.
   */
  type Rounding =
    | 'half_even'
    | 'half_up'
    | 'down'
    | 'up'
    | 'floor'
    | 'ceiling';

  /** The point on both time axes at which a question is asked. */
  interface AsOf {
    /** Only what counts at or before this effective time; everything if missing. */
    readonly at?: Date | string | null | undefined;
    /** Only what was recorded at or before this time; everything if missing. */
    readonly knownAt?: Date | string | null | undefined;
    /** Only what was recorded up to this journal position; everything if missing. */
    readonly knownPos?: bigint | number | null | undefined;
  }

  /** Something that `verify()` found wrong. */
  interface Finding {
    /** The stable code of the check that failed. */
    readonly code: string;
    /** The tenant, if the finding belongs to one. */
    readonly tenant: string | null;
    /** The journal position, if the finding has one. */
    readonly pos: bigint | null;
    /** What was expected and what was found; no personal data. */
    readonly message: string;
  }

  /** The end of a tenant's journal. */
  interface HeadView {
    /** The tenant. */
    readonly tenant: string;
    /** The position. */
    readonly pos: bigint;
    /** The hash, hexadecimal. */
    readonly hash: string;
  }

  /** What `verify()` looked at and found. */
  interface VerifyReport {
    /** Tenants looked at. */
    readonly tenants: bigint;
    /** Journal rows whose hash was computed and whose events were replayed. */
    readonly journalRows: bigint;
    /** Table rows compared with the replay. */
    readonly rows: bigint;
    /** History items compared with the rows they come from. */
    readonly historyItems: bigint;
    /**
     * The end of each tenant's journal: position and hash in hexadecimal. Keep it elsewhere:
     * only an outside copy shows that a journal has lost its end.
     */
    readonly heads: readonly core.HeadView[];
    /** What is wrong; empty when all is well. */
    readonly findings: readonly core.Finding[];
  }
}

/** How far each sink has got with the journal. */
export declare namespace outbox {
  /**
   * Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
   * position that is acknowledged is parked no more.
   */
  interface Ack {
    /** The sink's name. */
    readonly sink: string;
    /** The journal position. */
    readonly pos: bigint | number;
    /** Who delivered, if the sink is leased. */
    readonly holder?: string | null | undefined;
  }

  /** One sink. */
  interface CursorView {
    /** The sink's name. */
    readonly sink: string;
    /** Everything up to here was delivered or parked. */
    readonly pos: bigint;
    /** The journal's end. */
    readonly head: bigint;
    /** What is parked. */
    readonly parked: readonly outbox.ParkedView[];
    /** Who delivers to it, if somebody holds a lease. */
    readonly holder: string | null;
  }

  /** The sinks and how far each has got. */
  interface Cursors {
  }

  /**
   * Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
   * acknowledge or park for the sink.
   */
  interface Lease {
    /** The sink's name. */
    readonly sink: string;
    /** Who takes it: a name that no other relay has. */
    readonly holder: string;
    /** How long it lasts from now, milliseconds, at most `LEASE_MAX_MS`. */
    readonly forMs: number;
  }

  /**
   * The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
   * cause and go on. A position that is parked already gets the new cause, and waits again.
   */
  interface Park {
    /** The sink's name. */
    readonly sink: string;
    /** The journal position. */
    readonly pos: bigint | number;
    /** What the sink said. */
    readonly cause: string;
    /** Who tried to deliver, if the sink is leased. */
    readonly holder?: string | null | undefined;
  }

  /** One parked event. */
  interface ParkedView {
    /** The journal position. */
    readonly pos: bigint;
    /** What the sink said. */
    readonly cause: string;
    /** When it was parked. */
    readonly parkedAt: string;
    /** Whether it is to be delivered once more. */
    readonly retried: boolean;
  }

  /** Gives the lease of `sink` back. One that another holds, or nobody, stays as it is. */
  interface Release {
    /** The sink's name. */
    readonly sink: string;
    /** Who held it. */
    readonly holder: string;
  }

  /** Has the parked event at `pos` delivered to `sink` once more, before anything newer. */
  interface Retry {
    /** The sink's name. */
    readonly sink: string;
    /** The journal position. */
    readonly pos: bigint | number;
  }

  /** Gives the parked event at `pos` up: `sink` will never have it. */
  interface Skip {
    /** The sink's name. */
    readonly sink: string;
    /** The journal position. */
    readonly pos: bigint | number;
    /** Why, in 1 to 1,024 characters. */
    readonly reason: string;
  }
}

/** Money: accounts, transactions, holds, statements. */
export declare namespace ledger {
  /**
   * The five kinds of account in double-entry bookkeeping.
   *
   * - `'asset'`: What is owned.
   * - `'liability'`: What is owed to others: a customer's wallet, say.
   * - `'equity'`: What belongs to the owners.
   * - `'income'`: What was earned.
   * - `'expense'`: What was spent.
   */
  type AccountKind =
    | 'asset'
    | 'liability'
    | 'equity'
    | 'income'
    | 'expense';

  /**
   * Whether an account takes postings.
   *
   * - `'open'`: Yes.
   * - `'frozen'`: Not for now; holds can still be resolved.
   * - `'closed'`: No more; holds can only be released or expire.
   */
  type AccountStatus =
    | 'open'
    | 'frozen'
    | 'closed';

  /**
   * Whether a capture ends its hold.
   *
   * - `'final'`: It does: what is not captured is given back at once.
   * - `'partial'`: It does not: more captures may follow, up to the held amount.
   */
  type Completion =
    | 'final'
    | 'partial';

  /** The effective date of a correction; there is no silent default. */
  type CorrectionDate =
    /** The original's. */
    | { readonly kind: 'original' }
    /** Now. */
    | { readonly kind: 'current' }
    /** A given time, not before the original's. */
    | { readonly kind: 'on'; readonly value: Date | string };

  /**
   * Where a hold stands.
   *
   * - `'pending'`: Waiting for capture or release.
   * - `'captured'`: Captured, the rest given back.
   * - `'released'`: Given back.
   * - `'expired'`: Its time ran out.
   */
  type HoldStatus =
    | 'pending'
    | 'captured'
    | 'released'
    | 'expired';

  /**
   * How postings to an account are checked.
   *
   * - `'guarded'`: Limits are checked under the same lock as the posting.
   * - `'add_only'`: No limits: postings add without reading, so a busy account (fees, clearing) never
   *   makes anyone wait.
   */
  type Policy =
    | 'guarded'
    | 'add_only';

  /** Something that must be true for a posting to be accepted, checked under its lock. */
  type Precondition =
    /** The balance on the account's normal side, holds aside, is at least this. */
    | { readonly kind: 'balance_at_least'; readonly account: string; readonly amount: MoneyLike }
    /** The balance on the account's normal side, holds aside, is at most this. */
    | { readonly kind: 'balance_at_most'; readonly account: string; readonly amount: MoneyLike }
    /** Nothing was posted to or held on the account since it had this version. */
    | { readonly kind: 'version_is'; readonly account: string; readonly currency: string; readonly version: bigint | number };

  /**
   * A side of an account.
   *
   * - `'debit'`: The left side; positive in signed amounts.
   * - `'credit'`: The right side; negative in signed amounts.
   */
  type Side =
    | 'debit'
    | 'credit';

  /** An account. */
  interface AccountView {
    /** The code. */
    readonly account: string;
    /** The currency. */
    readonly currency: string;
    /** The internal number, as in the tables. */
    readonly no: bigint;
    /** The code of the account above it. */
    readonly parent: string | null;
    /** The kind. */
    readonly kind: ledger.AccountKind;
    /** The side on which it grows. */
    readonly normal: ledger.Side;
    /** How postings are checked. */
    readonly policy: ledger.Policy;
    /** Whether it takes postings. */
    readonly status: ledger.AccountStatus;
    /** The smallest balance on the normal side. */
    readonly minBalance: Money | null;
    /** The largest balance on the normal side. */
    readonly maxBalance: Money | null;
    /** The domain whose commands alone may post to it. */
    readonly controlledBy: string | null;
    /** From when on it is in use. */
    readonly openedAt: string;
    /** Until when it was in use. */
    readonly closedAt: string | null;
    /** Tags. */
    readonly tags: readonly string[];
    /** What the app wants to remember. */
    readonly metadata: { readonly [name: string]: string | ledger.MetaText };
  }

  /** Accounts, in order of code. */
  interface Accounts {
    /** Only this account and those below it. */
    readonly tree?: string | null | undefined;
    /** Only those with this tag. */
    readonly tag?: string | null | undefined;
  }

  /** One account's balance in short: debits less credits. */
  interface BalanceLine {
    /** The account's code. */
    readonly account: string;
    /** The currency's code. */
    readonly currency: string;
    /** Debits less credits, a decimal as text. */
    readonly balance: string;
  }

  /** Assets, liabilities and equity at a time; what was earned until then stands under equity. */
  interface BalanceSheet {
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** An account's balance. What is pending is known for the present only. */
  interface BalanceView {
    /** The account's code. */
    readonly account: string;
    /** Debits less credits. */
    readonly balance: Money;
    /** The balance on the account's normal side. */
    readonly normal: Money;
    /** Sum of debits. */
    readonly debitsPosted: Money;
    /** Sum of credits. */
    readonly creditsPosted: Money;
    /** Debits held by holds that have not expired. */
    readonly debitsPending: Money;
    /** Credits held by holds that have not expired. */
    readonly creditsPending: Money;
    /** The balance on the normal side less outgoing holds. Incoming holds do not count. */
    readonly available: Money;
    /** How often the balance was changed; only for the present. */
    readonly version: bigint | null;
  }

  /** Balances of many accounts, in order of code. */
  interface Balances {
    /** Only this account and those below it. */
    readonly tree?: string | null | undefined;
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
    /**
     * Leave out accounts without a balance.
     * @defaultValue `false`
     */
    readonly skipZero?: boolean | null | undefined;
  }

  /** Posts what a hold has set aside, or a part of it. Never refused for funds. */
  interface CaptureHold {
    /** The transaction's id; made by the store if missing. */
    readonly id?: string | null | undefined;
    /** The hold. */
    readonly hold: string;
    /** The amount; all that is left if missing. Zero is allowed. */
    readonly amount?: MoneyLike | null | undefined;
    /** Whether it is the last one. */
    readonly completion?: ledger.Completion | null | undefined;
    /** When it counts; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /** Makes an account a control account, or an ordinary one again. */
  interface ChangeControl {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** The domain whose commands alone may post to it from now on; anybody if missing. */
    readonly controlledBy?: string | null | undefined;
  }

  /**
   * Changes an account's limits. A limit that the present balance breaks is allowed: it only
   * refuses postings that make it worse.
   */
  interface ChangeLimits {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** The smallest balance on the normal side; unlimited if missing. */
    readonly minBalance?: MoneyLike | null | undefined;
    /** The largest balance on the normal side; unlimited if missing. */
    readonly maxBalance?: MoneyLike | null | undefined;
  }

  /** Ends an account's use. Its open holds can only be released or expire. */
  interface CloseAccount {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** From when on it is out of use; now if missing. */
    readonly closedAt?: Date | string | null | undefined;
    /**
     * Refuse while there is a balance or an open hold.
     * @defaultValue `false`
     */
    readonly requireEmpty?: boolean | null | undefined;
  }

  /**
   * Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
   * account declares its currency too.
   */
  interface DeclareCurrency {
    /** Code and scale. */
    readonly currency: string;
    /** What the app wants to remember. */
    readonly metadata?: { readonly [name: string]: string | ledger.MetaText } | null | undefined;
  }

  /** Replaces an account's tags and metadata; the journal keeps the former ones. */
  interface DescribeAccount {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** Tags. */
    readonly tags?: readonly string[] | null | undefined;
    /** What the app wants to remember. */
    readonly metadata?: { readonly [name: string]: string | ledger.MetaText } | null | undefined;
  }

  /** What a transaction says besides its legs. */
  interface Details {
    /** The app's own reference: an order number, say. Not unique. */
    readonly reference: string | null;
    /** Who was paid or paid. */
    readonly payee: string | null;
    /** What for. */
    readonly narration: string | null;
    /** Tags. */
    readonly tags: readonly string[];
    /** Links to related transactions. */
    readonly links: readonly string[];
    /** Anything else. */
    readonly metadata: { readonly [name: string]: string | ledger.MetaText };
  }

  /** What a transaction says besides its legs. */
  interface DetailsInput {
    /** The app's own reference: an order number, say. Not unique. */
    readonly reference?: string | null | undefined;
    /** Who was paid or paid. */
    readonly payee?: string | null | undefined;
    /** What for. */
    readonly narration?: string | null | undefined;
    /** Tags. */
    readonly tags?: readonly string[] | null | undefined;
    /** Links to related transactions. */
    readonly links?: readonly string[] | null | undefined;
    /** Anything else. */
    readonly metadata?: { readonly [name: string]: string | ledger.MetaText } | null | undefined;
  }

  /** A directive of imported books. */
  interface Directive {
    /** Its date. */
    readonly at: Date | string;
    /** Its kind. */
    readonly kind: string;
    /** Its fields. */
    readonly body: { readonly [name: string]: string | ledger.MetaText };
  }

  /** A kept directive. */
  interface DirectiveView {
    /** Its date. */
    readonly at: string;
    /** Its kind. */
    readonly kind: string;
    /** Its fields. */
    readonly body: { readonly [name: string]: string | ledger.MetaText };
  }

  /** Kept directives, in the order in which they were recorded. */
  interface Directives {
  }

  /**
   * Entries of an account or of all accounts below it, in order of effective time and then of
   * recording. All conditions must hold.
   */
  interface Entries {
    /** The account, or the top of a tree; all accounts if empty. */
    readonly account?: string | null | undefined;
    /** Only in this currency (its code). */
    readonly currency?: string | null | undefined;
    /** First effective time, inclusive. */
    readonly from?: Date | string | null | undefined;
    /** Last effective time, exclusive. */
    readonly to?: Date | string | null | undefined;
    /** Only what was recorded at or before this time. */
    readonly knownAt?: Date | string | null | undefined;
    /** Only amounts of at least this size, debit or credit, as a decimal. */
    readonly amountAtLeast?: string | null | undefined;
    /** Only amounts of at most this size, debit or credit, as a decimal. */
    readonly amountAtMost?: string | null | undefined;
    /** Only of transactions with this tag. */
    readonly tag?: string | null | undefined;
    /** Only of transactions with this link. */
    readonly link?: string | null | undefined;
    /** Only of transactions with this metadata key, and value if given. */
    readonly metadata?: ledger.MetadataKey | null | undefined;
    /**
     * Newest first.
     * @defaultValue `false`
     */
    readonly newestFirst?: boolean | null | undefined;
    /**
     * The largest number of entries; 100 if missing. A page may have fewer and yet not be the
     * last, when what is asked for is rare: a page never takes long.
     */
    readonly limit?: number | null | undefined;
    /**
     * Continue after this cursor of the page before: effective time in microseconds, position,
     * ordinal, line, account number.
     */
    readonly after?: string | null | undefined;
  }

  /** A page of entries. */
  interface EntryPage {
    /** The entries. */
    readonly entries: readonly ledger.EntryView[];
    /** Where the next page starts; missing after the last one. */
    readonly next: string | null;
  }

  /** An entry. */
  interface EntryView {
    /** The account's code. */
    readonly account: string;
    /** The signed amount: debit positive. */
    readonly amount: Money;
    /** When it counts. */
    readonly effectiveAt: string;
    /** When it was recorded. */
    readonly recordedAt: string;
    /** Its transaction. */
    readonly transaction: string;
    /** The journal position. */
    readonly pos: bigint;
    /** What the transaction says besides. */
    readonly details: ledger.Details;
  }

  /** Refuses postings to an account until it is unfrozen. Its holds can still be resolved. */
  interface FreezeAccount {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
  }

  /** One account's balance. */
  interface GetBalance {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** One hold. */
  interface GetHold {
    /** Its id. */
    readonly hold: string;
  }

  /** One transaction. */
  interface GetTransaction {
    /** Its id. */
    readonly transaction: string;
  }

  /** A hold. */
  interface HoldView {
    /** Its id. */
    readonly hold: string;
    /** The account to be debited. */
    readonly debit: string;
    /** The account to be credited. */
    readonly credit: string;
    /** The held amount. */
    readonly amount: Money;
    /** Captured so far. */
    readonly captured: Money;
    /** Where it stands now; expired as soon as its time has run out. */
    readonly status: ledger.HoldStatus;
    /** When it was placed. */
    readonly createdAt: string;
    /** From when on it counts no more. */
    readonly expiresAt: string | null;
    /** What it says besides. */
    readonly details: ledger.Details;
  }

  /** The pending holds of an account, in order of expiry. */
  interface Holds {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
  }

  /** Income and expenses between two times. */
  interface IncomeStatement {
    /** First effective time, inclusive. */
    readonly from: Date | string;
    /** Last effective time, exclusive. */
    readonly to: Date | string;
    /** Only what was recorded at or before this time; everything if missing. */
    readonly knownAt?: Date | string | null | undefined;
  }

  /** Keeps directives of imported books that mean nothing to the ledger, for export. */
  interface KeepDirectives {
    /** The directives. */
    readonly directives: readonly ledger.Directive[];
  }

  /**
   * One leg of a transaction: a debit (positive) or a credit (negative) of one account.
   *
   * The account is the one with this code in the amount's currency.
   */
  interface Leg {
    /** The account's code. */
    readonly account: string;
    /** The signed amount: debit positive, credit negative. */
    readonly amount: MoneyLike;
    /** Annotations. */
    readonly data?: { readonly [name: string]: string | ledger.MetaText } | null | undefined;
  }

  /** One leg. */
  interface LegView {
    /** The account's code. */
    readonly account: string;
    /** The signed amount: debit positive. */
    readonly amount: Money;
    /** Annotations. */
    readonly data: { readonly [name: string]: string | ledger.MetaText };
  }

  /** A value of metadata: text, or what an import found. */
  interface MetaText {
    /** The value as text. */
    readonly text: string;
    /**
     * `text`, or what the source called it: `number`, `date`, `amount`, `account`, `tag`,
     * `currency`, `bool`, `null`.
     */
    readonly kind: string;
  }

  /** A value of metadata: text, or what an import found. */
  interface MetaTextInput {
    /** The value as text. */
    readonly text: string;
    /**
     * `text`, or what the source called it: `number`, `date`, `amount`, `account`, `tag`,
     * `currency`, `bool`, `null`.
     * @defaultValue `'text'`
     */
    readonly kind?: string | null | undefined;
  }

  /** Metadata that a transaction must have. */
  interface MetadataKey {
    /** The key. */
    readonly key: string;
    /** The value; any if missing. */
    readonly value?: string | null | undefined;
  }

  /** Opens an account for one currency. */
  interface OpenAccount {
    /** The code: a path separated by colons. Unique with the currency. */
    readonly code: string;
    /** The currency. */
    readonly currency: string;
    /** The kind. */
    readonly kind: ledger.AccountKind;
    /** The side on which it grows, if not the kind's usual one. */
    readonly normal?: ledger.Side | null | undefined;
    /** How postings are checked. */
    readonly policy?: ledger.Policy | null | undefined;
    /** The smallest balance on the normal side; unlimited if missing. */
    readonly minBalance?: MoneyLike | null | undefined;
    /** The largest balance on the normal side; unlimited if missing. */
    readonly maxBalance?: MoneyLike | null | undefined;
    /**
     * The domain whose commands alone may post to it, as a consequence of what they do: a
     * control account, whose subledger is that domain. Anybody if missing.
     */
    readonly controlledBy?: string | null | undefined;
    /** From when on it is in use; now if missing. */
    readonly openedAt?: Date | string | null | undefined;
    /** Tags. */
    readonly tags?: readonly string[] | null | undefined;
    /** What the app wants to remember. */
    readonly metadata?: { readonly [name: string]: string | ledger.MetaText } | null | undefined;
  }

  /** Sets an amount aside for a transfer to come. */
  interface PlaceHold {
    /** The hold's id; made by the store if missing. */
    readonly id?: string | null | undefined;
    /** The account to debit. */
    readonly debit: string;
    /** The account to credit. */
    readonly credit: string;
    /** The amount, not negative. */
    readonly amount: MoneyLike;
    /** Seconds until it expires, by the store's clock; never if missing. */
    readonly expiresInS?: bigint | number | null | undefined;
    /** What it and its captures say besides. */
    readonly details?: ledger.DetailsInput | null | undefined;
  }

  /** The hold that a command placed. */
  interface PlacedHold {
    /** Its id. */
    readonly hold: string;
    /** From when on it counts no more. */
    readonly expiresAt: string | null;
  }

  /** Posts a transaction of any number of legs and currencies. */
  interface Post {
    /** Its id; made by the store if missing. */
    readonly id?: string | null | undefined;
    /** Its legs, two or more, balanced in every currency. */
    readonly legs: readonly ledger.Leg[];
    /** When it counts; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
    /** What it says besides. */
    readonly details?: ledger.DetailsInput | null | undefined;
    /** What must be true for it to be accepted. */
    readonly preconditions?: readonly ledger.Precondition[] | null | undefined;
  }

  /** Posts many transactions, all or none, in one journal entry. */
  interface PostMany {
    /** The transactions; each sees the ones before it. */
    readonly transactions: readonly ledger.Post[];
  }

  /** The transaction that a command posted. */
  interface PostedId {
    /** Its id. */
    readonly transaction: string;
  }

  /** The transactions that a command posted, in order. */
  interface PostedIds {
    /** Their ids. */
    readonly transactions: readonly string[];
  }

  /** A price of one unit of a currency or commodity. */
  interface Price {
    /** What is priced. */
    readonly currency: string;
    /** The currency of the price. */
    readonly quotedIn: string;
    /** From when on it holds. */
    readonly at: Date | string;
    /** The price of one unit, a decimal as text. */
    readonly price: string;
  }

  /** A price of one unit. */
  interface PriceView {
    /** What is priced. */
    readonly currency: string;
    /** The currency of the price. */
    readonly quotedIn: string;
    /** From when on it holds. */
    readonly at: string;
    /** The price, a decimal as text. */
    readonly price: string;
  }

  /** Known prices, in order of currency and time. */
  interface Prices {
    /** Only of this currency. */
    readonly currency?: string | null | undefined;
  }

  /** Keeps prices as data; no balance depends on them. */
  interface RecordPrices {
    /** The prices. */
    readonly prices: readonly ledger.Price[];
  }

  /** Takes part of a two-leg transaction back. All refunds together never exceed the original. */
  interface Refund {
    /** The transaction. */
    readonly transaction: string;
    /** The amount, not negative. */
    readonly amount: MoneyLike;
    /** When the refund counts. */
    readonly date: ledger.CorrectionDate;
    /**
     * Post even if an account's limits refuse it. The journal shows who did.
     * @defaultValue `false`
     */
    readonly ignoreLimits?: boolean | null | undefined;
    /** What it says besides. */
    readonly details?: ledger.DetailsInput | null | undefined;
  }

  /** Gives back what a hold has set aside. */
  interface ReleaseHold {
    /** The hold. */
    readonly hold: string;
  }

  /** Takes a closed account into use again. */
  interface ReopenAccount {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
  }

  /** One line of a report, on the side on which its section grows. */
  interface ReportLine {
    /** The account's code; empty for a computed line. */
    readonly account: string;
    /** The currency's code. */
    readonly currency: string;
    /** The amount, a decimal as text. */
    readonly amount: string;
  }

  /** One section of a report. */
  interface ReportSection {
    /** `assets`, `liabilities`, `equity`, `income`, `expenses`, `earnings`. */
    readonly name: string;
    /** The accounts. */
    readonly lines: readonly ledger.ReportLine[];
    /** The sums, one a currency. */
    readonly totals: readonly ledger.ReportLine[];
  }

  /** A report of sections. */
  interface ReportView {
    /** The sections, in order. */
    readonly sections: readonly ledger.ReportSection[];
    /**
     * Whether assets equal liabilities, equity and earnings in every currency; for an income
     * statement always true.
     */
    readonly balanced: boolean;
  }

  /** Takes a transaction back in full by a mirrored one, linked both ways. */
  interface Reverse {
    /** The transaction. */
    readonly transaction: string;
    /** When the reversal counts. */
    readonly date: ledger.CorrectionDate;
    /**
     * Post even if an account's limits refuse it. The journal shows who did.
     * @defaultValue `false`
     */
    readonly ignoreLimits?: boolean | null | undefined;
    /** What it says besides. */
    readonly details?: ledger.DetailsInput | null | undefined;
  }

  /** One account's statement over a stretch of effective time. Amounts are debit positive. */
  interface Statement {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
    /** First effective time, inclusive; from the beginning if missing. */
    readonly from?: Date | string | null | undefined;
    /** Last effective time, exclusive; without end if missing. */
    readonly to?: Date | string | null | undefined;
    /** Only what was recorded at or before this time. */
    readonly knownAt?: Date | string | null | undefined;
    /** The largest number of lines; 100 if missing. */
    readonly limit?: number | null | undefined;
    /** Continue after this cursor of the page before. */
    readonly after?: string | null | undefined;
  }

  /** One line of a statement. */
  interface StatementLine {
    /** When it counts. */
    readonly effectiveAt: string;
    /** When it was recorded. */
    readonly recordedAt: string;
    /** The transaction. */
    readonly transaction: string;
    /** The accounts on the other side. */
    readonly counterAccounts: readonly string[];
    /** The signed amount. */
    readonly amount: Money;
    /** The balance after it. */
    readonly running: Money;
    /** What the transaction says besides. */
    readonly details: ledger.Details;
  }

  /** A statement, or a page of one. */
  interface StatementView {
    /** The account's code. */
    readonly account: string;
    /** The balance before the first line of this page. */
    readonly opening: Money;
    /** The lines. */
    readonly lines: readonly ledger.StatementLine[];
    /** The balance at the end of the whole stretch of time. */
    readonly closing: Money;
    /** Where the next page starts; missing after the last one. */
    readonly next: string | null;
  }

  /**
   * Records the expired holds of an account as expired. Never needed for the truth: an expired
   * hold counts no more from its expiry on, swept or not.
   */
  interface SweepHolds {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
  }

  /** A page of transactions. */
  interface TransactionPage {
    /** The transactions. */
    readonly transactions: readonly ledger.TransactionView[];
    /** Where the next page starts; missing after the last one. */
    readonly next: string | null;
  }

  /** A transaction. */
  interface TransactionView {
    /** Its id. */
    readonly transaction: string;
    /** The journal position. */
    readonly pos: bigint;
    /** Its place among those of the position. */
    readonly ordinal: bigint;
    /** When it counts. */
    readonly effectiveAt: string;
    /** When it was recorded. */
    readonly recordedAt: string;
    /** Its legs. */
    readonly legs: readonly ledger.LegView[];
    /** What it says besides. */
    readonly details: ledger.Details;
    /** The transaction that it reverses or refunds. */
    readonly reverses: string | null;
    /** The transaction that reverses it. */
    readonly reversedBy: string | null;
    /** The hold that it captures. */
    readonly hold: string | null;
  }

  /**
   * Transactions in the order in which they were recorded. All conditions must hold. For the
   * legs of an account or tree in order of effective time, see `ledger.entries`.
   */
  interface Transactions {
    /** Only with a leg of the account with this code, in any currency. */
    readonly account?: string | null | undefined;
    /**
     * Only with a leg of this account or one below it, in any currency. With `account` too,
     * these may be two legs: what went between an account and a tree.
     */
    readonly tree?: string | null | undefined;
    /** Only with a leg of at least this size, debit or credit, in this currency. */
    readonly amountAtLeast?: MoneyLike | null | undefined;
    /**
     * Only with a leg of at most this size, debit or credit, in this currency. With
     * `amount_at_least` too, which must be in the same currency, one leg lies between the two.
     */
    readonly amountAtMost?: MoneyLike | null | undefined;
    /** Only with this tag. */
    readonly tag?: string | null | undefined;
    /** Only with this link. */
    readonly link?: string | null | undefined;
    /** Only with this reference. */
    readonly reference?: string | null | undefined;
    /** Only with this metadata key, and value if given. */
    readonly metadata?: ledger.MetadataKey | null | undefined;
    /** Only that reverse or refund this transaction. */
    readonly reverses?: string | null | undefined;
    /** First effective time, inclusive. */
    readonly from?: Date | string | null | undefined;
    /** Last effective time, exclusive. */
    readonly to?: Date | string | null | undefined;
    /** First recorded time, inclusive. */
    readonly recordedFrom?: Date | string | null | undefined;
    /** Last recorded time, exclusive. */
    readonly recordedTo?: Date | string | null | undefined;
    /**
     * Newest first.
     * @defaultValue `false`
     */
    readonly newestFirst?: boolean | null | undefined;
    /**
     * The largest number of transactions; 100 if missing. A page may have fewer and yet not be
     * the last, when what is asked for is rare: a page never takes long.
     */
    readonly limit?: number | null | undefined;
    /** Continue after this cursor of the page before. */
    readonly after?: string | null | undefined;
  }

  /** Moves an amount from one account to another: debits one and credits the other. */
  interface Transfer {
    /** The transaction's id; made by the store if missing. */
    readonly id?: string | null | undefined;
    /** The account to debit. */
    readonly debit: string;
    /** The account to credit. */
    readonly credit: string;
    /** The amount, not negative; zero is allowed and recorded. */
    readonly amount: MoneyLike;
    /** When it counts; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
    /** What for. */
    readonly narration?: string | null | undefined;
  }

  /** Many transfers, all or none, in one journal entry: the fastest way to post. */
  interface TransferMany {
    /** The transfers; each sees the ones before it. */
    readonly transfers: readonly ledger.Transfer[];
  }

  /** All accounts with their balance in the debit or the credit column. */
  interface TrialBalance {
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** One line of a trial balance. */
  interface TrialBalanceLine {
    /** The account's code; empty in a total. */
    readonly account: string;
    /** The currency's code. */
    readonly currency: string;
    /** The balance if debits prevail, a decimal as text; otherwise zero. */
    readonly debit: string;
    /** The balance if credits prevail, a decimal as text; otherwise zero. */
    readonly credit: string;
  }

  /** A trial balance. */
  interface TrialBalanceView {
    /** One line an account. */
    readonly lines: readonly ledger.TrialBalanceLine[];
    /** One line a currency: the sums of both columns. */
    readonly totals: readonly ledger.TrialBalanceLine[];
    /** Whether both columns are equal in every currency. */
    readonly balanced: boolean;
  }

  /** Lets a frozen account take postings again. */
  interface UnfreezeAccount {
    /** The account's code. */
    readonly account: string;
    /** Its currency. */
    readonly currency: string;
  }
}

/** Stock: items, lots, movements, reservations, valuation. */
export declare namespace inventory {
  /**
   * How much of the whole an item makes up.
   *
   * - `'a'`: The few that make up most of it.
   * - `'b'`: Those between.
   * - `'c'`: The many that make up the rest.
   */
  type Abc =
    | 'a'
    | 'b'
    | 'c';

  /** How much may be reserved beyond what is there. */
  type Backorder =
    /** Nothing. */
    | { readonly kind: 'none' }
    /** So many base units. */
    | { readonly kind: 'up_to'; readonly value: string | bigint }
    /** Any quantity. */
    | { readonly kind: 'unlimited' };

  /**
   * How a charge is shared out over the lines of receipts.
   *
   * - `'value'`: By what the lines cost.
   * - `'quantity'`: By their quantity in base units.
   * - `'equal'`: In equal parts.
   */
  type Basis =
    | 'value'
    | 'quantity'
    | 'equal';

  /**
   * How the cost of what leaves is found (IAS 2).
   *
   * - `'average'`: Moving average.
   * - `'fifo'`: First in, first out.
   * - `'standard'`: A fixed price; differences go to their own account.
   * - `'lot'`: What the lot itself cost.
   */
  type Costing =
    | 'average'
    | 'fifo'
    | 'standard'
    | 'lot';

  /**
   * What a movement of stock was.
   *
   * - `'receipt'`: Goods in from a supplier.
   * - `'shipment'`: Goods out to a customer.
   * - `'move'`: From one place of ours to another, at once.
   * - `'dispatch'`: A transfer left.
   * - `'arrival'`: A transfer arrived.
   * - `'transit_loss'`: A part of a transfer was lost.
   * - `'adjustment'`: Corrected by hand, or written off.
   * - `'count'`: Counted.
   * - `'status_change'`: The status changed.
   * - `'assembly'`: Made out of others.
   * - `'disassembly'`: Taken apart.
   * - `'customer_return'`: A customer brought it back.
   * - `'supplier_return'`: It went back to the supplier.
   * - `'reversal'`: An earlier document undone.
   */
  type DocumentKind =
    | 'receipt'
    | 'shipment'
    | 'move'
    | 'dispatch'
    | 'arrival'
    | 'transit_loss'
    | 'adjustment'
    | 'count'
    | 'status_change'
    | 'assembly'
    | 'disassembly'
    | 'customer_return'
    | 'supplier_return'
    | 'reversal';

  /**
   * What a location is.
   *
   * - `'internal'`: A place of our own that holds stock.
   * - `'view'`: A node that groups others and holds nothing itself.
   * - `'supplier'`: Where goods come from.
   * - `'customer'`: Where goods go to.
   * - `'production'`: Where goods are made into others.
   * - `'loss'`: Where goods go that are lost, scrapped or miscounted.
   * - `'transit'`: Between two places of our own.
   */
  type LocationKind =
    | 'internal'
    | 'view'
    | 'supplier'
    | 'customer'
    | 'production'
    | 'loss'
    | 'transit';

  /** How demand is forecast from the demand of past periods, oldest first. */
  type Method =
    /** The mean of the last periods. */
    | { readonly kind: 'moving_average'; readonly periods: number }
    /** Croston: the mean size of demand over the mean interval between demands, each smoothed. */
    | { readonly kind: 'croston'; readonly alpha: number }
    /** Croston without its upward bias, after Syntetos and Boylan. */
    | { readonly kind: 'sba'; readonly alpha: number }
    /**
     * The mean size of demand times its probability, after Teunter, Syntetos and Babai. Falls
     * while nothing is asked for, so that it suits items that go out of use.
     */
    | { readonly kind: 'tsb'; readonly alpha: number; readonly beta: number };

  /**
   * Which stock is taken first.
   *
   * - `'fifo'`: What came first.
   * - `'lifo'`: What came last.
   * - `'fefo'`: What expires first.
   * - `'closest'`: What lies nearest, by the position of its location.
   */
  type Removal =
    | 'fifo'
    | 'lifo'
    | 'fefo'
    | 'closest';

  /**
   * Where a reservation stands.
   *
   * - `'held'`: Stock is set aside.
   * - `'shipped'`: All of it was shipped.
   * - `'released'`: Given back.
   * - `'expired'`: Its time ran out.
   */
  type ReservationStatus =
    | 'held'
    | 'shipped'
    | 'released'
    | 'expired';

  /**
   * What may be done with stock.
   *
   * - `'sellable'`: Sold and used.
   * - `'quality_control'`: Waiting for inspection.
   * - `'quarantine'`: Locked away.
   * - `'damaged'`: Broken.
   * - `'safety_stock'`: Kept for emergencies.
   * - `'recalled'`: Called back.
   */
  type StockStatus =
    | 'sellable'
    | 'quality_control'
    | 'quarantine'
    | 'damaged'
    | 'safety_stock'
    | 'recalled';

  /**
   * Which way a lot is traced.
   *
   * - `'forward'`: To what was made of it.
   * - `'backward'`: To what it was made of.
   */
  type TraceDirection =
    | 'forward'
    | 'backward';

  /**
   * How single pieces of an item are told apart.
   *
   * - `'none'`: Not at all.
   * - `'lot'`: By lot (batch).
   * - `'serial'`: Each piece by its serial number.
   */
  type Tracking =
    | 'none'
    | 'lot'
    | 'serial';

  /**
   * How even demand is.
   *
   * - `'x'`: Even.
   * - `'y'`: Varying.
   * - `'z'`: Sporadic.
   */
  type Xyz =
    | 'x'
    | 'y'
    | 'z';

  /**
   * Freight, duty and other costs of goods that have come in. It counts at the time of their
   * receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
   * and its share is posted at the first open instant.
   */
  interface AddLandedCost {
    /** The receipts. */
    readonly receipts: readonly string[];
    /** The charge. */
    readonly amount: MoneyLike;
    /** How it is shared out. */
    readonly basis?: inventory.Basis | null | undefined;
  }

  /** Stock is found or lost, scrapped or written off, with a reason. */
  interface Adjust {
    /** Where. */
    readonly location: string;
    /** A loss location. */
    readonly loss: string;
    /**
     * What: a positive quantity is found, a negative one is lost. What is found is worth what
     * the rest of the stock is.
     */
    readonly lines: readonly inventory.Line[];
    /** What the paper says: a reason is needed. */
    readonly paper: inventory.Paper;
  }

  /**
   * Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
   * there, and no lot that expires before the lease ends.
   */
  interface Allot {
    /** The allotment's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** The device, as the app knows it. */
    readonly device: string;
    /** Where: a location, with those below it. */
    readonly location: string;
    /** What. */
    readonly lines: readonly inventory.Line[];
    /** The end of the lease: from then on, what is left is anybody's. */
    readonly leaseUntil: Date | string;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
  }

  /** Allotments: what devices may sell without asking. */
  interface Allotments {
    /** Only of this device. */
    readonly device?: string | null | undefined;
    /**
     * Also those whose lease has ended, or of which nothing is left.
     * @defaultValue `false`
     */
    readonly ended?: boolean | null | undefined;
  }

  /** What a device may sell. */
  interface AllottedAnswer {
    /** The allotment's id. */
    readonly allotment: string;
    /** The end of the lease. */
    readonly leaseUntil: string | null;
  }

  /**
   * Goods are made out of others: by the components that are defined for the product, or by
   * the inputs given. The product costs what its inputs cost, and what production adds.
   */
  interface Assemble {
    /** Where inputs are taken from, with the locations below it. */
    readonly from: string;
    /** Where products go to. */
    readonly to: string;
    /** A production location. */
    readonly production: string;
    /** What is used; by the product's components if empty. */
    readonly inputs?: readonly inventory.Line[] | null | undefined;
    /** What is made: the product, and by-products. */
    readonly outputs: readonly inventory.OutputLine[];
    /** What production adds to the cost: labour, machines. */
    readonly addedCost?: MoneyLike | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** How much of items can be sold now. */
  interface Availability {
    /** The items; kits too. */
    readonly items: readonly string[];
    /** Only here and below; everywhere if missing. */
    readonly location?: string | null | undefined;
    /** Lots that have expired by then do not count; now if missing. */
    readonly at?: Date | string | null | undefined;
  }

  /**
   * How much of an item can be sold, in base units. What is on hand is available, reserved or
   * unavailable.
   */
  interface AvailabilityView {
    /** The item. */
    readonly item: string;
    /** What is on the shelves. */
    readonly onHand: string;
    /** What is set aside by reservations that have not expired. */
    readonly reserved: string;
    /** What is not to be sold: damaged, in quarantine, held back, recalled, expired. */
    readonly unavailable: string;
    /** What is on the way: in transfers, and expected from suppliers. */
    readonly incoming: string;
    /** What can be sold: negative if more was promised than there is. */
    readonly available: string;
  }

  /**
   * How much of an item can be promised for a date: what is available now, and what is to come
   * until then.
   */
  interface AvailableToPromise {
    /** The item. */
    readonly item: string;
    /** Only here and below; everywhere if missing. */
    readonly location?: string | null | undefined;
    /** The date. Lots that have expired by then do not count. */
    readonly by: Date | string;
  }

  /** A barcode of an item. */
  interface BarcodeOf {
    /** The code. A GTIN may have 8, 12, 13 or 14 digits and is the same in each form. */
    readonly barcode: string;
    /** The unit that carries it; the base unit if missing. */
    readonly unit?: string | null | undefined;
  }

  /**
   * Changes how the cost of an item is found, or its standard cost. A difference in value is
   * posted as a revaluation. To and from lot costing only without stock.
   */
  interface ChangeCosting {
    /** The item. */
    readonly item: string;
    /** How cost is found. */
    readonly costing: inventory.Costing;
    /** The standard cost. For standard costing the present average if missing. */
    readonly standardCost?: inventory.StandardCost | null | undefined;
  }

  /** Changes what an item is called and by which rules it is sold. What is missing stays. */
  interface ChangeItem {
    /** The item's code. */
    readonly item: string;
    /** What people call it. */
    readonly name?: string | null | undefined;
    /** Which stock is taken first. */
    readonly removal?: inventory.Removal | null | undefined;
    /** Whether stock may fall below zero. */
    readonly allowNegative?: boolean | null | undefined;
    /** How much may be reserved beyond what is there. */
    readonly backorder?: inventory.Backorder | null | undefined;
    /** Whether it may still be bought and sold. */
    readonly active?: boolean | null | undefined;
    /** Facts about it, all of them. */
    readonly attributes?: { readonly [name: string]: string } | null | undefined;
    /** Packs to add. */
    readonly packs?: readonly inventory.Pack[] | null | undefined;
    /** Barcodes to add. */
    readonly barcodes?: readonly inventory.BarcodeOf[] | null | undefined;
  }

  /** Stock of another status: released by inspection, found damaged. */
  interface ChangeStatus {
    /** Where it is. */
    readonly location: string;
    /** What, with the status that it has. */
    readonly lines: readonly inventory.Line[];
    /** The status that it gets. */
    readonly status: inventory.StockStatus;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** An item and its classes. */
  interface ClassLine {
    /** The item. */
    readonly item: string;
    /** What customers took in all periods, less what they brought back, in base units. */
    readonly demand: string;
    /** The same at what the stock costs now, or last cost if there is none. */
    readonly value: Money;
    /** Its share in the whole. */
    readonly abc: inventory.Abc;
    /** How even its demand was. */
    readonly xyz: inventory.Xyz;
  }

  /**
   * Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
   * that was (XYZ). Items of one currency are sorted among themselves.
   */
  interface Classification {
    /** Only items of this group. */
    readonly group?: string | null | undefined;
    /**
     * Days of a period.
     * @defaultValue `30`
     */
    readonly periodDays?: number | null | undefined;
    /**
     * Periods to look back, at most a thousand.
     * @defaultValue `12`
     */
    readonly periods?: number | null | undefined;
    /** The end of the last period; now if missing. */
    readonly until?: Date | string | null | undefined;
    /**
     * What begins within this share of the whole is A, in percent.
     * @defaultValue `80`
     */
    readonly aPercent?: number | null | undefined;
    /**
     * What begins within this share of the whole and is not A is B, in percent.
     * @defaultValue `95`
     */
    readonly bPercent?: number | null | undefined;
    /**
     * Up to this coefficient of variation demand is X, in percent.
     * @defaultValue `50`
     */
    readonly xPercent?: number | null | undefined;
    /**
     * Up to this coefficient of variation demand is at least Y, in percent.
     * @defaultValue `100`
     */
    readonly yPercent?: number | null | undefined;
  }

  /** Ordered goods will not come, or no more of them. */
  interface CloseExpectation {
    /** The expected receipt. */
    readonly expected: string;
  }

  /**
   * Closes the books of stock: nothing that counts before `until` changes any more. What becomes
   * known later is posted at `until`.
   */
  interface ClosePeriod {
    /** The first instant that is still open. */
    readonly until: Date | string;
  }

  /** A part of something. */
  interface ComponentOf {
    /** The part. */
    readonly item: string;
    /** So many base units of the part ... */
    readonly quantity: string | bigint;
    /**
     * ... for so many base units of the whole.
     * @defaultValue `'1'`
     */
    readonly per?: string | bigint | null | undefined;
  }

  /** How much of a component there is in so many of a kit. */
  interface ComponentRatio {
    /** How much of the component ... */
    readonly quantity: string;
    /** ... in so many. */
    readonly per: string;
  }

  /**
   * Stock was counted. The count says what was there at its own time, `effective_at`: movements
   * after it stay, and movements before it that become known later do not change what was found.
   */
  interface Count {
    /** Where. */
    readonly location: string;
    /** A loss location, for the differences. */
    readonly loss: string;
    /** What was found: zero too. */
    readonly lines: readonly inventory.Line[];
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Adds an item, or a variant of one. */
  interface CreateItem {
    /** The code (SKU). */
    readonly code: string;
    /** What people call it; the code if missing. */
    readonly name?: string | null | undefined;
    /** The group. */
    readonly group: string;
    /**
     * The base unit, a UCUM code where there is one: `{piece}`, `g`, `mL`. The potency of a
     * remedy is no unit but an attribute: nothing converts one into another.
     * @defaultValue `'{piece}'`
     */
    readonly unit?: string | null | undefined;
    /**
     * Decimals of a quantity in the base unit, 0 to 9: pieces have none.
     * @defaultValue `0`
     */
    readonly decimals?: number | null | undefined;
    /** How pieces are told apart. */
    readonly tracking?: inventory.Tracking | null | undefined;
    /** How cost is found. */
    readonly costing?: inventory.Costing | null | undefined;
    /** The standard cost; needed for standard costing. */
    readonly standardCost?: inventory.StandardCost | null | undefined;
    /** Which stock is taken first; by expiry for lots, else by age, if missing. */
    readonly removal?: inventory.Removal | null | undefined;
    /**
     * Whether stock may fall below zero.
     * @defaultValue `false`
     */
    readonly allowNegative?: boolean | null | undefined;
    /** How much may be reserved beyond what is there. */
    readonly backorder?: inventory.Backorder | null | undefined;
    /** The item that this one is a variant of. */
    readonly variantOf?: string | null | undefined;
    /** Facts about it. */
    readonly attributes?: { readonly [name: string]: string } | null | undefined;
    /** Packs. */
    readonly packs?: readonly inventory.Pack[] | null | undefined;
    /** Barcodes. */
    readonly barcodes?: readonly inventory.BarcodeOf[] | null | undefined;
  }

  /** Adds a location. */
  interface CreateLocation {
    /** The code. */
    readonly code: string;
    /** What people call it; the code if missing. */
    readonly name?: string | null | undefined;
    /** What it is. */
    readonly kind?: inventory.LocationKind | null | undefined;
    /** The location above it. */
    readonly parent?: string | null | undefined;
    /**
     * Its place in the walk through the house: the nearest is the smallest.
     * @defaultValue `0`
     */
    readonly position?: bigint | number | null | undefined;
    /** Which stock is taken first here, if not by the item's rule. */
    readonly removal?: inventory.Removal | null | undefined;
  }

  /** Says what a kit, a bundle or a product is made of, anew. */
  interface DefineComponents {
    /** The whole. */
    readonly item: string;
    /**
     * Whether it is a kit: never stocked itself, sold by selling its components. Otherwise it is
     * assembled.
     * @defaultValue `false`
     */
    readonly kit?: boolean | null | undefined;
    /** The parts. */
    readonly components: readonly inventory.ComponentOf[];
  }

  /**
   * Defines a group of items that are valued and posted alike, or changes its accounts. The
   * currency of a group never changes; with accounts given, every change of its stock's value is
   * posted to the ledger in the same commit.
   */
  interface DefineGroup {
    /** The code. */
    readonly code: string;
    /** The currency of all values. */
    readonly currency: string;
    /**
     * Where values are posted; not at all if missing. They can be changed until the group has
     * its first stock, and never after: the books tie as of every date.
     */
    readonly accounts?: inventory.PostingAccounts | null | undefined;
  }

  /** Adds a lot before its goods arrive, or changes its dates. */
  interface DescribeLot {
    /** The item. */
    readonly item: string;
    /** The lot's code, or the serial number. */
    readonly lot: string;
    /** Its dates, all of them. */
    readonly dates?: inventory.LotDatesInput | null | undefined;
  }

  /** Something is taken apart: its cost goes to the parts, by weight. */
  interface Disassemble {
    /** Where it is taken from, with the locations below it. */
    readonly from: string;
    /** Where the parts go to. */
    readonly to: string;
    /** A production location. */
    readonly production: string;
    /** What is taken apart. */
    readonly input: inventory.Line;
    /** The parts; by the item's components if empty. */
    readonly outputs?: readonly inventory.OutputLine[] | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Goods leave for another place and are in transit until they arrive. */
  interface DispatchTransfer {
    /** The transfer's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** Where they are taken from: a location, with those below it. */
    readonly from: string;
    /** A transit location. */
    readonly transit: string;
    /** Where they go to. */
    readonly to: string;
    /** What goes. */
    readonly lines: readonly inventory.Line[];
    /** When it should arrive. */
    readonly dueAt?: Date | string | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** A transfer that left. */
  interface DispatchedAnswer {
    /** The transfer's id. */
    readonly transfer: string;
    /** The document's id. */
    readonly document: string;
  }

  /** A document. */
  interface DocumentView {
    /** Its id. */
    readonly document: string;
    /** What it is. */
    readonly kind: inventory.DocumentKind;
    /** When it happened. */
    readonly effectiveAt: string;
    /** When it was recorded. */
    readonly recordedAt: string;
    /** The app's reference. */
    readonly reference: string | null;
    /** The customer or supplier. */
    readonly party: string | null;
    /** Why. */
    readonly reason: string | null;
    /** The document that it returns, reverses or belongs to. */
    readonly original: string | null;
    /** Its movements. */
    readonly movements: readonly inventory.MovementView[];
  }

  /** The document that a command wrote. */
  interface Documented {
    /** Its id. */
    readonly document: string;
  }

  /** Goods are ordered and will come. */
  interface Expect {
    /** Its id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** The item. */
    readonly item: string;
    /** How much. */
    readonly quantity: string | bigint;
    /** In which unit; the item's own if missing. */
    readonly unit?: string | null | undefined;
    /** Where it will arrive. */
    readonly location: string;
    /** When it is due. */
    readonly dueAt: Date | string;
    /** The supplier. */
    readonly party?: string | null | undefined;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
  }

  /** What is expected. */
  interface ExpectedAnswer {
    /** Its id. */
    readonly expected: string;
  }

  /** Stock of lots that expire before an instant, first to expire first; expired ones too. */
  interface Expiring {
    /** The instant. */
    readonly before: Date | string;
    /** Only here and below. */
    readonly location?: string | null | undefined;
  }

  /** Stock that expires. */
  interface ExpiringLine {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** The location. */
    readonly location: string;
    /** The status. */
    readonly status: inventory.StockStatus;
    /** How much is there, in base units. */
    readonly onHand: string;
    /** When it expires. */
    readonly expiresAt: string;
    /** Whether that is past. */
    readonly expired: boolean;
  }

  /** Lets a lease end later. What is left of one that has ended competes for stock again. */
  interface ExtendAllotment {
    /** The allotment. */
    readonly allotment: string;
    /** The new end of the lease. */
    readonly leaseUntil: Date | string;
  }

  /** Gives a reservation more time, from now on. One that has expired competes for stock again. */
  interface ExtendReservation {
    /** The reservation. */
    readonly reservation: string;
    /** For how many seconds; for good if missing. */
    readonly expiresInS?: bigint | number | null | undefined;
  }

  /** How much of an item customers will ask for, by what they took less what they brought back. */
  interface Forecast {
    /** The item; of a kit ask for its components. */
    readonly item: string;
    /** How it is forecast. */
    readonly method: inventory.Method;
    /**
     * Days of a period.
     * @defaultValue `7`
     */
    readonly periodDays?: number | null | undefined;
    /**
     * Periods to look back, at most a thousand.
     * @defaultValue `52`
     */
    readonly periods?: number | null | undefined;
    /** The end of the last period; now if missing. */
    readonly until?: Date | string | null | undefined;
  }

  /** What was asked for, and what will be. */
  interface ForecastView {
    /** Demand of the past periods, oldest first, in base units. */
    readonly demand: readonly string[];
    /**
     * Demand to be expected in each period to come, rounded to the smallest unit; missing if
     * nothing was ever asked for.
     */
    readonly forecast: string | null;
    /** How even the demand was, by its coefficient of variation: up to 0.5, up to 1, or more. */
    readonly evenness: inventory.Xyz;
  }

  /** Lets a lot go that was held back. */
  interface FreeLot {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
  }

  /** One document with its movements. */
  interface GetDocument {
    /** Its id. */
    readonly document: string;
  }

  /** One item. */
  interface GetItem {
    /** Its code. */
    readonly item: string;
  }

  /** One reservation. */
  interface GetReservation {
    /** Its id. */
    readonly reservation: string;
  }

  /** Holds a lot back: it is no longer picked or shipped. */
  interface HoldLot {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** Why. */
    readonly reason: string;
  }

  /** A page of items. */
  interface ItemPage {
    /** The items. */
    readonly items: readonly inventory.ItemView[];
    /** Where the next page starts; none after the last. */
    readonly next: string | null;
  }

  /** An item. */
  interface ItemView {
    /** Its code. */
    readonly item: string;
    /** What people call it. */
    readonly name: string;
    /** Its group. */
    readonly group: string;
    /** Its base unit. */
    readonly unit: string;
    /** Decimals of a quantity in the base unit. */
    readonly decimals: number;
    /** How pieces are told apart. */
    readonly tracking: inventory.Tracking;
    /** How cost is found. */
    readonly costing: inventory.Costing;
    /** Which stock is taken first. */
    readonly removal: inventory.Removal;
    /** Whether it is a kit. */
    readonly kit: boolean;
    /** Whether it may still be bought and sold. */
    readonly active: boolean;
    /** The item that it is a variant of. */
    readonly variantOf: string | null;
    /** Facts about it. */
    readonly attributes: { readonly [name: string]: string };
    /** Its packs. */
    readonly packs: readonly inventory.PackView[];
    /** Its barcodes. */
    readonly barcodes: readonly string[];
    /** What one base unit of it is made of, by item: quantity and of how many. */
    readonly components: { readonly [name: string]: inventory.ComponentRatio };
  }

  /** Items in order of their codes. */
  interface Items {
    /** Only of this group. */
    readonly group?: string | null | undefined;
    /** Only variants of this item. */
    readonly variantOf?: string | null | undefined;
    /** Continue after this code. */
    readonly after?: string | null | undefined;
    /** At most so many; 100 if missing. */
    readonly limit?: number | null | undefined;
  }

  /** What is moved, reserved or counted: an item, how much, and which of it. */
  interface Line {
    /** The item's code. */
    readonly item: string;
    /** How much. */
    readonly quantity: string | bigint;
    /** In which unit; the item's own if missing. */
    readonly unit?: string | null | undefined;
    /** The lot's code, or the serial number. Where stock is picked, any if missing. */
    readonly lot?: string | null | undefined;
    /** The stock's status. */
    readonly status?: inventory.StockStatus | null | undefined;
    /** Whose it is, if not ours: consignment. */
    readonly owner?: string | null | undefined;
  }

  /** A location. */
  interface LocationView {
    /** Its code. */
    readonly location: string;
    /** What people call it. */
    readonly name: string;
    /** What it is. */
    readonly kind: inventory.LocationKind;
    /** The location above it. */
    readonly parent: string | null;
    /** Its place in the walk through the house. */
    readonly position: bigint;
  }

  /** All locations, in order of their codes. */
  interface Locations {
  }

  /** Goods of a transfer are lost on the way; all that is still on the way if no line is given. */
  interface LoseTransfer {
    /** The transfer. */
    readonly transfer: string;
    /** Where losses go: a loss location. */
    readonly loss: string;
    /** What is lost. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** What the paper says: a reason is needed. */
    readonly paper: inventory.Paper;
  }

  /** The dates of a lot. */
  interface LotDates {
    /** When it was made. */
    readonly manufacturedAt: string | null;
    /** From when on it must not be used. GS1 AI 17 says the last good day: its end. */
    readonly expiresAt: string | null;
    /** From when on somebody should look at it. */
    readonly alertAt: string | null;
    /** From when on it should be taken off the shelf. */
    readonly removalAt: string | null;
  }

  /** The dates of a lot. */
  interface LotDatesInput {
    /** When it was made. */
    readonly manufacturedAt?: Date | string | null | undefined;
    /** From when on it must not be used. GS1 AI 17 says the last good day: its end. */
    readonly expiresAt?: Date | string | null | undefined;
    /** From when on somebody should look at it. */
    readonly alertAt?: Date | string | null | undefined;
    /** From when on it should be taken off the shelf. */
    readonly removalAt?: Date | string | null | undefined;
  }

  /** A lot of an item. */
  interface LotOf {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
  }

  /** A lot. */
  interface LotView {
    /** The item. */
    readonly item: string;
    /** The lot's code, or the serial number. */
    readonly lot: string;
    /** When it first came in. */
    readonly receivedAt: string;
    /** Its dates. */
    readonly dates: inventory.LotDates;
    /** Why it is held back. */
    readonly held: string | null;
    /** Why it was recalled. */
    readonly recalled: string | null;
    /** How much of it is ours, in base units. */
    readonly onHand: string;
  }

  /** The lots of an item, in order of their codes. */
  interface Lots {
    /** The item. */
    readonly item: string;
    /**
     * Whether lots without stock of ours are told too.
     * @defaultValue `false`
     */
    readonly empty?: boolean | null | undefined;
  }

  /** Goods go from one place to another, at once. Their value stays as it is. */
  interface Move {
    /** Where they are taken from: a location, with those below it. */
    readonly from: string;
    /** Where they go to. */
    readonly to: string;
    /** What goes. */
    readonly lines: readonly inventory.Line[];
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** A page of movements. */
  interface MovementPage {
    /** The movements. */
    readonly movements: readonly inventory.MovementView[];
    /** Where the next page starts; none after the last. */
    readonly next: string | null;
  }

  /** A movement. */
  interface MovementView {
    /** The document. */
    readonly document: string;
    /** What it is. */
    readonly kind: inventory.DocumentKind;
    /** The item. */
    readonly item: string;
    /** The lot's code, or the serial number. */
    readonly lot: string | null;
    /** The location that it left. */
    readonly from: string;
    /** The location that it reached. */
    readonly to: string;
    /** The status that it had. */
    readonly fromStatus: inventory.StockStatus;
    /** The status that it has. */
    readonly toStatus: inventory.StockStatus;
    /** How much, in base units. */
    readonly quantity: string;
    /** When it happened. */
    readonly effectiveAt: string;
    /** What it was worth when it was recorded, minor units, if the value of our stock changed. */
    readonly costMinor: bigint | null;
  }

  /** Movements in the order of recording. */
  interface Movements {
    /** Only of this item. */
    readonly item?: string | null | undefined;
    /** Only of this lot of the item. */
    readonly lot?: string | null | undefined;
    /** Continue after this one: what the last page said is next. */
    readonly after?: string | null | undefined;
    /** At most so many; 100 if missing. */
    readonly limit?: number | null | undefined;
  }

  /**
   * How much of an item to order at a time, by what customers took of it and what ordering,
   * keeping and lacking cost.
   */
  interface OrderQuantity {
    /** The item; of a kit ask for its components. */
    readonly item: string;
    /** The location whose reorder rule says how long an order takes and what it is a multiple of. */
    readonly location?: string | null | undefined;
    /** What an order costs, however much is ordered. */
    readonly orderCost: MoneyLike;
    /** What keeping so much as `per` for a year costs. */
    readonly holdingCost: MoneyLike;
    /** What lacking so much as `per` for a year costs: needed to say when to order. */
    readonly shortageCost?: MoneyLike | null | undefined;
    /**
     * The quantity that holding and shortage cost are given for, in base units.
     * @defaultValue `'1'`
     */
    readonly per?: string | bigint | null | undefined;
    /**
     * Days of a period: stock is looked at once in each.
     * @defaultValue `7`
     */
    readonly periodDays?: number | null | undefined;
    /**
     * Periods to look back, at most a thousand.
     * @defaultValue `52`
     */
    readonly periods?: number | null | undefined;
    /** The end of the last period; now if missing. */
    readonly until?: Date | string | null | undefined;
  }

  /**
   * How much to order, in base units, rounded to the smallest unit. What cannot be said is
   * missing: without demand, or with a cost that is not positive.
   */
  interface OrderQuantityView {
    /** What customers take in a year, by what they took. */
    readonly demandPerYear: string;
    /** The quantity whose ordering and keeping costs least, in whole multiples of the rule. */
    readonly economic: string | null;
    /** When to order, and up to how much. */
    readonly review: inventory.ReviewView | null;
  }

  /** Something that is made. */
  interface OutputLine {
    /** The item's code. */
    readonly item: string;
    /** How much. */
    readonly quantity: string | bigint;
    /** In which unit; the item's own if missing. */
    readonly unit?: string | null | undefined;
    /** The lot's code, or the serial number. One that is not known yet is made. */
    readonly lot?: string | null | undefined;
    /**
     * Its share of the cost, in proportion to the others; 0 for a by-product without value.
     * @defaultValue `1`
     */
    readonly weight?: number | null | undefined;
    /** The dates of a lot that is made. */
    readonly dates?: inventory.LotDatesInput | null | undefined;
  }

  /** A pack: `packs` of `unit` contain `contains` base units, exactly. */
  interface Pack {
    /** The pack's code: `box`, `[lb_av]`. */
    readonly unit: string;
    /** Base units in ... */
    readonly contains: string | bigint;
    /**
     * ... so many packs; 1 unless a pack is a fraction that no decimal says.
     * @defaultValue `1`
     */
    readonly packs?: number | null | undefined;
  }

  /** A pack of an item. */
  interface PackView {
    /** The pack's code. */
    readonly unit: string;
    /** Smallest units of the item ... */
    readonly numerator: bigint;
    /** ... in so many packs. */
    readonly denominator: bigint;
  }

  /** What the paper says: which document, when, who with, why. */
  interface Paper {
    /** The document's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** When it happened; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
    /** The app's reference: an order number, say. Not unique. */
    readonly reference?: string | null | undefined;
    /** The customer or supplier, as the app knows them. */
    readonly party?: string | null | undefined;
    /** Why. */
    readonly reason?: string | null | undefined;
  }

  /** Ledger accounts by role, each an account code. */
  interface PostingAccounts {
    /** The stock itself. */
    readonly inventory: string;
    /** Goods received, not invoiced. */
    readonly receivedNotInvoiced: string;
    /** Cost of goods sold. */
    readonly costOfGoodsSold: string;
    /** Losses and findings of stock. */
    readonly adjustment: string;
    /** Standard cost against real cost; rounding. */
    readonly priceDifference: string;
    /** Cost that production adds. */
    readonly productionCost: string;
    /** Landed cost until invoiced. */
    readonly landedCost: string;
    /** Revaluations and write-downs. */
    readonly revaluation: string;
  }

  /** What can be promised, in base units. */
  interface PromiseView {
    /** The item. */
    readonly item: string;
    /** What is available of what is here. */
    readonly available: string;
    /** What is to come by the date. */
    readonly incoming: string;
    /** Both. */
    readonly promise: string;
  }

  /** A lot that a trace reached. */
  interface Reached {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** How many steps away. */
    readonly distance: number;
  }

  /** Whom a lot reached, with all that was made of it, and where the rest is. */
  interface Recall {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
  }

  /**
   * Calls lots back, with everything that was made of them: none of it is picked or shipped any
   * more, and live reservations of it are frozen. Whom it reached is told by the query
   * `inventory.recall`.
   */
  interface RecallLot {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** Why. */
    readonly reason: string;
  }

  /**
   * Who must be told of a recall, and what must be fetched.
   *
   * For each lot, what is on hand or in transit, with customers, lost, used up and sent back to
   * suppliers adds up to what was received or made (I20).
   */
  interface RecallView {
    /** The lots. */
    readonly lots: readonly inventory.RecalledLot[];
    /** What customers have got, less what they brought back. */
    readonly customers: readonly inventory.RecalledFrom[];
    /** What is in places of our own. */
    readonly stock: readonly inventory.RecalledAt[];
    /** Live reservations of these lots, which are frozen. */
    readonly reservations: readonly inventory.ReservationView[];
  }

  /** What was called back. */
  interface RecalledAnswer {
    /** How many lots, with those that were made of them. */
    readonly lots: bigint;
  }

  /** What is in a place of our own. */
  interface RecalledAt {
    /** The location. */
    readonly location: string;
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** The status. */
    readonly status: inventory.StockStatus;
    /** How much, in base units. */
    readonly quantity: string;
  }

  /** What a customer has. */
  interface RecalledFrom {
    /** The customer, if the paper says who. */
    readonly party: string | null;
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** How much, in base units. */
    readonly quantity: string;
    /** The references of their papers. */
    readonly references: readonly string[];
  }

  /** What became of a lot, in base units. */
  interface RecalledLot {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** How many steps away from the lot that was asked for. */
    readonly distance: number;
    /** Why it was recalled, if it was. */
    readonly recalled: string | null;
    /** What suppliers sent, and what was made. */
    readonly received: string;
    /** What went back to suppliers. */
    readonly returned: string;
    /** What is on our shelves and on the way between them. */
    readonly onHand: string;
    /** What customers have. */
    readonly delivered: string;
    /** What was lost, less what was found. */
    readonly lost: string;
    /** What was used up. */
    readonly consumed: string;
  }

  /** A line that brings goods in. */
  interface ReceiptLine {
    /** The item's code. */
    readonly item: string;
    /** How much. */
    readonly quantity: string | bigint;
    /** In which unit; the item's own if missing. */
    readonly unit?: string | null | undefined;
    /** The lot's code, or the serial number. One that is not known yet is made. */
    readonly lot?: string | null | undefined;
    /** The status that the stock gets. */
    readonly status?: inventory.StockStatus | null | undefined;
    /** Whose it is, if not ours: consignment. */
    readonly owner?: string | null | undefined;
    /** What all of the line cost, taxes that are recovered left out. Missing for consignment. */
    readonly cost?: MoneyLike | null | undefined;
    /** The dates of a lot that is made. */
    readonly dates?: inventory.LotDatesInput | null | undefined;
  }

  /** Goods come in from a supplier, at cost. */
  interface Receive {
    /** Where they come from: a supplier location. */
    readonly from: string;
    /** Where they go to. */
    readonly to: string;
    /** What comes. */
    readonly lines: readonly inventory.ReceiptLine[];
    /** The expected receipt that this one fulfils. */
    readonly expected?: string | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Goods of a transfer arrive; all that is still on the way if no line is given. */
  interface ReceiveTransfer {
    /** The transfer. */
    readonly transfer: string;
    /** What arrives. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Gives back what a reservation still sets aside. */
  interface ReleaseReservation {
    /** The reservation. */
    readonly reservation: string;
  }

  /**
   * What should be ordered by the reorder rules: items of which what is available and what is to
   * come have fallen to the least that a rule allows.
   */
  interface Reorder {
    /** Only by rules for here and below. */
    readonly location?: string | null | undefined;
  }

  /** Something to order, in base units. */
  interface ReorderLine {
    /** The item. */
    readonly item: string;
    /** For which location. */
    readonly location: string;
    /** What is available there and below, and what is to come. */
    readonly position: string;
    /** What it should not fall to: the rule's least, and the safety stock. */
    readonly threshold: string;
    /** How much to order. */
    readonly order: string;
    /** When it would arrive if it were ordered now. */
    readonly arrivesAt: string;
  }

  /** When to order, and how much, in base units. */
  interface ReorderRule {
    /** Order when available and incoming stock falls to this. */
    readonly min: string | bigint;
    /** Order up to this. */
    readonly max: string | bigint;
    /** Order a multiple of this. */
    readonly multiple?: string | bigint | null | undefined;
    /**
     * Days between ordering and receiving.
     * @defaultValue `0`
     */
    readonly leadTimeDays?: number | null | undefined;
    /** Quantity kept for emergencies, on top of `min`. */
    readonly safetyStock?: string | bigint | null | undefined;
  }

  /** A reservation. */
  interface ReservationView {
    /** Its id. */
    readonly reservation: string;
    /** Where it stands now; expired as soon as its time has run out. */
    readonly status: inventory.ReservationStatus;
    /** When it was made. */
    readonly createdAt: string;
    /** From when on it counts no more. */
    readonly expiresAt: string | null;
    /** The app's reference. */
    readonly reference: string | null;
    /** For whom. */
    readonly party: string | null;
    /** The device that holds it, if it is an allotment. */
    readonly device: string | null;
    /** What it sets aside. */
    readonly lines: readonly inventory.ReservedLineView[];
  }

  /** Reservations with this reference. */
  interface Reservations {
    /** The app's reference. */
    readonly reference: string;
  }

  /** Sets stock aside: all lines or none. */
  interface Reserve {
    /** The reservation's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** Where: a location, with those below it. */
    readonly from: string;
    /** What. */
    readonly lines: readonly inventory.Line[];
    /** For how many seconds; for good if missing. */
    readonly expiresInS?: bigint | number | null | undefined;
    /** The app's reference: an order number, say. */
    readonly reference?: string | null | undefined;
    /** For whom: their shelf rule is kept. */
    readonly party?: string | null | undefined;
  }

  /** What was set aside. */
  interface ReservedAnswer {
    /** The reservation's id. */
    readonly reservation: string;
    /** From when on it counts no more. */
    readonly expiresAt: string | null;
  }

  /** A line of a reservation. */
  interface ReservedLineView {
    /** The item. */
    readonly item: string;
    /** The location. */
    readonly location: string;
    /** The lot. */
    readonly lot: string | null;
    /** How much, in base units, less what a device gave back or passed on. */
    readonly quantity: string;
    /** How much of it was shipped. */
    readonly shipped: string;
    /** Whether it cannot be shipped: its lot is held back, recalled or expired. */
    readonly frozen: boolean;
  }

  /**
   * Gives rights back that a device will not use. Sales that were not reported yet need theirs:
   * report them first, or name the lines.
   */
  interface ReturnAllotment {
    /** The allotment. */
    readonly allotment: string;
    /** What is given back; all that is left if empty. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
  }

  /** A customer brings goods back that were shipped: at what they had cost. */
  interface ReturnFromCustomer {
    /** The shipment. */
    readonly shipment: string;
    /** Where the goods go to. */
    readonly to: string;
    /** What comes back, by item and lot; all of it if empty. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** The status of what comes back. */
    readonly status?: inventory.StockStatus | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Goods go back to the supplier: at what they had cost. */
  interface ReturnToSupplier {
    /** The receipt. */
    readonly receipt: string;
    /** Where the goods are taken from; where they were received if missing. */
    readonly from?: string | null | undefined;
    /** What goes back, by item and lot; all of it if empty. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** What the paper says. A receipt that never was is taken back at its own time. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /**
   * Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
   * to net realisable value, say.
   */
  interface Revalue {
    /** The item. */
    readonly item: string;
    /** The lot, for lot costing. */
    readonly lot?: string | null | undefined;
    /** What all of its stock is worth from then on. */
    readonly value: MoneyLike;
    /** From when on; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
    /** Why. */
    readonly reason: string;
  }

  /** When to order, and up to how much: (s, S). */
  interface ReviewView {
    /** Order when what is available and to come has fallen to this, in base units. */
    readonly orderAt: string;
    /** Order up to this, in base units. */
    readonly orderUpTo: string;
  }

  /**
   * What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
   * barcode of an item.
   */
  interface ScanBarcode {
    /** What the scanner read. */
    readonly barcode: string;
  }

  /** What a barcode means. */
  interface ScanView {
    /** The item, if there is one with this barcode. */
    readonly item: string | null;
    /** The unit that carries it. */
    readonly unit: string | null;
    /** How many base units one of it is. */
    readonly quantity: string | null;
    /** The lot's code (AI 10), or the serial number (AI 21) of an item that has them. */
    readonly lot: string | null;
    /** Whether the lot is known. */
    readonly lotKnown: boolean;
    /** The first instant after its last good day (AI 17). */
    readonly expiresAt: string | null;
    /** All GS1 elements by their application identifiers. */
    readonly elements: { readonly [name: string]: string };
  }

  /** Sets rules for an item at a location, all of them: what is missing follows the item. */
  interface SetPolicy {
    /** The item. */
    readonly item: string;
    /** The location. */
    readonly location: string;
    /**
     * Whether stock may fall below zero.
     * @defaultValue `false`
     */
    readonly allowNegative?: boolean | null | undefined;
    /** How much may be reserved beyond what is there. */
    readonly backorder?: inventory.Backorder | null | undefined;
    /** Which stock is taken first. */
    readonly removal?: inventory.Removal | null | undefined;
    /** When to order, and how much. */
    readonly reorder?: inventory.ReorderRule | null | undefined;
  }

  /** Sets the least remaining life that a customer accepts. */
  interface SetShelfRule {
    /** The customer, as the app knows them. */
    readonly party: string;
    /** Days between shipment and expiry. */
    readonly days: number;
  }

  /**
   * Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
   * kits by their components; several lots may make up a line.
   */
  interface Ship {
    /** Where they are taken from: a location, with those below it. */
    readonly from: string;
    /** Where they go to: a customer location. */
    readonly to: string;
    /** What goes. */
    readonly lines: readonly inventory.Line[];
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** Ships what a reservation sets aside: all of it, or the lines given. */
  interface ShipReservation {
    /** The reservation. */
    readonly reservation: string;
    /** Where the goods go to: a customer location. */
    readonly to: string;
    /** What is shipped, if not all; the rest stays set aside. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** What the paper says. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /**
   * Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
   * held back meanwhile is no hindrance, so that a recall finds who has it.
   */
  interface SpendAllotment {
    /** The allotment. */
    readonly allotment: string;
    /** Only what was allotted here and below; anything if missing. */
    readonly from?: string | null | undefined;
    /** Where the goods went: a customer location. */
    readonly to: string;
    /** What was sold. */
    readonly lines: readonly inventory.Line[];
    /** What the paper says, above all when it was sold. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** A cost that is fixed in advance. */
  interface StandardCost {
    /** The cost ... */
    readonly cost: MoneyLike;
    /**
     * ... of so many base units.
     * @defaultValue `'1'`
     */
    readonly per?: string | bigint | null | undefined;
  }

  /**
   * How much is where, by item, location, lot, status and owner. Places of our own only, unless a
   * location is named.
   */
  interface Stock {
    /** Only of this item. */
    readonly item?: string | null | undefined;
    /** Only of this lot of the item. */
    readonly lot?: string | null | undefined;
    /** Only here and below. */
    readonly location?: string | null | undefined;
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** A place with stock. */
  interface StockLine {
    /** The item. */
    readonly item: string;
    /** The location. */
    readonly location: string;
    /** The lot's code, or the serial number. */
    readonly lot: string | null;
    /** The lot's expiry. */
    readonly expiresAt: string | null;
    /** The status. */
    readonly status: inventory.StockStatus;
    /** Whose it is, if not ours. */
    readonly owner: string | null;
    /** How much is there, in base units. */
    readonly onHand: string;
    /** What is set aside; only for the present. */
    readonly reserved: string | null;
    /** The base unit. */
    readonly unit: string;
  }

  /** What was made of a lot, or what it was made of, however many steps away. */
  interface Trace {
    /** The item. */
    readonly item: string;
    /** The lot. */
    readonly lot: string;
    /** Which way. */
    readonly direction: inventory.TraceDirection;
  }

  /** A lot that went into another. */
  interface TraceStep {
    /** The lot that was used: item and lot. */
    readonly parent: inventory.LotOf;
    /** The lot that was made: item and lot. */
    readonly child: inventory.LotOf;
    /** How much of the parent, in base units. */
    readonly quantity: string;
  }

  /** Lots that are connected, nearest first. */
  interface TraceView {
    /** The lots, with the one that was asked for. */
    readonly lots: readonly inventory.Reached[];
    /** How each is connected with the one before. */
    readonly steps: readonly inventory.TraceStep[];
  }

  /** Passes rights on from one device to another, as an allotment of its own under the same lease. */
  interface TransferRights {
    /** The allotment that gives. */
    readonly allotment: string;
    /** The id of the allotment that is made; a new one if missing. */
    readonly id?: string | null | undefined;
    /** The device that gets the rights. */
    readonly device: string;
    /** What is passed on; all that is left if empty. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
  }

  /** What stock is worth, by item (and lot, where lots are valued by themselves). */
  interface Valuation {
    /** Only of this group. */
    readonly group?: string | null | undefined;
    /** Only of this item. */
    readonly item?: string | null | undefined;
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** What an item is worth. */
  interface ValuationLine {
    /** The item. */
    readonly item: string;
    /** The lot, where lots are valued by themselves. */
    readonly lot: string | null;
    /** The group. */
    readonly group: string;
    /** How much there is, in base units. */
    readonly quantity: string;
    /** What it is worth. */
    readonly value: Money;
  }

  /** What stock is worth. */
  interface ValuationView {
    /** By item. */
    readonly lines: readonly inventory.ValuationLine[];
    /** In all, one for each currency. */
    readonly totals: readonly Money[];
  }
}

/** Prices, quotes, orders, settlement, document numbers. */
export declare namespace commerce {
  /**
   * What an adjustment is.
   *
   * - `'discount'`: A discount on the whole: negative.
   * - `'tax'`: A tax that prices do not hold.
   */
  type AdjustmentKind =
    | 'discount'
    | 'tax';

  /** What is ordered. */
  type Basis =
    /** What was quoted, at the numbers of the quote. */
    | { readonly kind: 'quote'; readonly value: string }
    /** A cart, at the prices of now. */
    | { readonly kind: 'cart'; readonly value: commerce.Cart };

  /** What is taken off or charged: a share of an amount, or an amount. */
  type Charge =
    /** A share. */
    | { readonly kind: 'rate'; readonly value: string }
    /** An amount. */
    | { readonly kind: 'amount'; readonly value: MoneyLike };

  /**
   * What kind of paper a number stands on.
   *
   * - `'order'`: An order.
   * - `'invoice'`: An invoice.
   * - `'credit_note'`: A credit note.
   * - `'receipt'`: A receipt.
   */
  type DocumentKind =
    | 'order'
    | 'invoice'
    | 'credit_note'
    | 'receipt';

  /**
   * Where an order stands.
   *
   * All but the last two follow from the quantities of its lines.
   *
   * - `'placed'`: Ordered; not all of it is set aside.
   * - `'allocated'`: All of it is set aside, and nothing was shipped.
   * - `'partly_shipped'`: Something was shipped, and something is still to be.
   * - `'shipped'`: All of it was shipped.
   * - `'closed'`: Nothing more will be shipped or invoiced.
   * - `'cancelled'`: Nothing was shipped, and nothing will be.
   */
  type OrderStatus =
    | 'placed'
    | 'allocated'
    | 'partly_shipped'
    | 'shipped'
    | 'closed'
    | 'cancelled';

  /**
   * Where amounts are rounded to minor units.
   *
   * - `'per_line'`: Each line's amount and tax, and then they are added up.
   * - `'global'`: The sums of the document; lines share what was rounded there.
   */
  type RoundingScope =
    | 'per_line'
    | 'global';

  /**
   * Whether a price holds the tax.
   *
   * - `'exclusive'`: No: the tax is added to it.
   * - `'inclusive'`: Yes: the tax is taken out of it.
   */
  type TaxKind =
    | 'exclusive'
    | 'inclusive';

  /** Something between the lines and the total. */
  interface Adjustment {
    /** What it is. */
    readonly kind: commerce.AdjustmentKind;
    /** The tax's code, or the discount's rate or amount. */
    readonly label: string;
    /** The signed amount. */
    readonly amount: Money;
  }

  /** Sets lines of an order aside. */
  interface Allocate {
    /** The order. */
    readonly order: string;
    /** What is set aside; all that is not yet if empty. */
    readonly parts?: readonly commerce.OrderPart[] | null | undefined;
  }

  /** What was set aside. */
  interface AllocatedAnswer {
    /** The id of what was set aside, which is that of the reservation. */
    readonly allocation: string;
  }

  /** Ledger accounts of an order, each an account code, for a store that has a ledger too. */
  interface Books {
    /** Who pays: a wallet, what a customer owes, cash. */
    readonly payer: string;
    /** Where money is between its capture and its split; empty at every commit. */
    readonly clearing: string;
    /** Sales of the shop's own goods. */
    readonly revenue: string;
    /** Commission on what sellers sold. */
    readonly commission: string;
    /** Tax owed. */
    readonly tax: string;
    /** Payment fees owed. */
    readonly fees: string;
  }

  /** A price that holds from a quantity on. */
  interface Break {
    /** The quantity. */
    readonly from: string;
    /** The price from there on, for as much as the price without breaks is for. */
    readonly price: Money;
  }

  /** A price that holds from a quantity on. */
  interface BreakInput {
    /** The quantity. */
    readonly from: string | bigint;
    /** The price from there on, for as much as the price without breaks is for. */
    readonly price: MoneyLike;
  }

  /**
   * Gives up what is not shipped of an order: what is set aside for it, and its money. An order
   * of which something was shipped is closed by that.
   */
  interface Cancel {
    /** The order. */
    readonly order: string;
  }

  /** What somebody wants to buy, at prices that are looked up. */
  interface Cart {
    /** The currency of all prices. */
    readonly currency: string;
    /** The price list; `default` if missing. */
    readonly list?: string | null | undefined;
    /** What is wanted. */
    readonly lines: readonly commerce.CartLine[];
    /** What is taken off the whole, one after another. */
    readonly discounts?: readonly commerce.Charge[] | null | undefined;
    /** Where amounts are rounded. */
    readonly scope?: commerce.RoundingScope | null | undefined;
    /** How they are rounded: half up if missing. */
    readonly rounding?: core.Rounding | null | undefined;
  }

  /** A line of a cart. */
  interface CartLine {
    /** The item's code. */
    readonly item: string;
    /** How much, in the unit that the item is priced and stocked in. */
    readonly quantity: string | bigint;
    /** The price of one, if not that of the list. */
    readonly price?: MoneyLike | null | undefined;
    /** The tax's code, if not that of the list. */
    readonly tax?: string | null | undefined;
    /** What is taken off the line, one after another. */
    readonly discounts?: readonly commerce.Charge[] | null | undefined;
    /** Who sells it, if not the shop itself. */
    readonly seller?: string | null | undefined;
  }

  /** Closes an order that is shipped and invoiced. It can still come back and be refunded. */
  interface Close {
    /** The order. */
    readonly order: string;
  }

  /** A document with a number. */
  interface DocumentRef {
    /** What it is. */
    readonly kind: commerce.DocumentKind;
    /** Its number. */
    readonly number: string;
    /** Its amount. */
    readonly amount: Money | null;
    /** When it was issued. */
    readonly issuedAt: string;
  }

  /** One order. */
  interface GetOrder {
    /** Its id. */
    readonly order: string;
  }

  /** One quote. */
  interface GetQuote {
    /** Its id. */
    readonly quote: string;
  }

  /** Who has the money of an order. */
  interface GetSettlement {
    /** The order. */
    readonly order: string;
  }

  /** Where the goods of an order are, for a store that has inventory too. */
  interface Goods {
    /** Where they are taken from: a location, with those below it. */
    readonly from: string;
    /** Where they go to: a customer location. */
    readonly to: string;
  }

  /** Invoices what was shipped of an order and is not invoiced yet, and captures its money. */
  interface Invoice {
    /** The order. */
    readonly order: string;
    /** The series that the invoice's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** When it counts; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /**
   * Takes the next number of a series for a document that is not about an order. To be executed
   * in a unit with what the document is about.
   */
  interface IssueNumber {
    /** The series. */
    readonly number: commerce.Numbering;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
  }

  /** The number that a document took. */
  interface Issued {
    /** How it is written. */
    readonly number: string;
  }

  /** All series of document numbers. */
  interface ListSeries {
  }

  /** Prices a cart and keeps the numbers: what is ordered by it later costs just that. */
  interface MakeQuote {
    /** The quote's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** What is wanted. */
    readonly cart: commerce.Cart;
    /** For how many seconds the quote counts; for good if missing. */
    readonly expiresInS?: bigint | number | null | undefined;
    /** For whom, as the app knows them. */
    readonly party?: string | null | undefined;
  }

  /** Money that was captured or refunded. */
  interface MoneyAnswer {
    /** The number of the invoice or credit note. */
    readonly number: string | null;
    /** The amount. */
    readonly amount: Money;
  }

  /** Which series a document takes its number from. */
  interface Numbering {
    /** The series' code. */
    readonly series: string;
    /**
     * The device that issues the document, if not the one that acts: of a document that was
     * issued offline and comes in later.
     */
    readonly device?: string | null | undefined;
  }

  /** Opens a series of document numbers. */
  interface OpenSeries {
    /** The series' code. */
    readonly series: string;
    /** What its documents are. */
    readonly kind: commerce.DocumentKind;
    /**
     * What stands before each number: 32 characters at most, the last no digit, and not the
     * prefix of another series.
     */
    readonly prefix?: string | null | undefined;
    /** The number of digits, 1 to 18; zeros fill them. */
    readonly digits: number;
    /** The first number. */
    readonly first: bigint | number;
    /**
     * The only device that takes numbers: documents that it issues offline collide with none.
     * Any device if missing.
     */
    readonly device?: string | null | undefined;
  }

  /** A line of an order. */
  interface OrderLineView {
    /** The item's code. */
    readonly item: string;
    /** How much is ordered. */
    readonly ordered: string;
    /** How much of it was set aside, what was shipped since included. */
    readonly allocated: string;
    /** How much was shipped. */
    readonly shipped: string;
    /** How much of it was invoiced. */
    readonly invoiced: string;
    /** How much came back. */
    readonly returned: string;
    /** How much of that was credited. */
    readonly credited: string;
    /** Who sells it, if not the shop itself. */
    readonly seller: string | null;
    /** What all of it costs. */
    readonly total: Money;
    /** The tax in it. */
    readonly tax: Money;
    /** The commission in it. */
    readonly commission: Money;
    /** The payment fees in it. */
    readonly fee: Money;
    /** What was captured. */
    readonly captured: Money;
    /** What was refunded. */
    readonly refunded: Money;
  }

  /** A page of orders. */
  interface OrderPage {
    /** The orders, by id: in the order of placing, unless the app made other ids. */
    readonly orders: readonly commerce.OrderSummary[];
    /** Where the next page continues, if there is one. */
    readonly next: string | null;
  }

  /** A part of an order: a line, and how much of it. */
  interface OrderPart {
    /** The line's place in the order, from 0. */
    readonly line: number;
    /** How much. */
    readonly quantity: string | bigint;
  }

  /** An order in a list. */
  interface OrderSummary {
    /** Its id. */
    readonly order: string;
    /** Where it stands. */
    readonly status: commerce.OrderStatus;
    /** The number that it bears. */
    readonly number: string | null;
    /** When it was placed. */
    readonly placedAt: string;
    /** Who ordered. */
    readonly party: string | null;
    /** The app's reference. */
    readonly reference: string | null;
    /** The quote that it came from. */
    readonly quote: string | null;
    /** What all of it costs. */
    readonly total: Money;
    /** What was captured. */
    readonly captured: Money;
    /** What was refunded. */
    readonly refunded: Money;
  }

  /** An order with its lines, shipments and documents. */
  interface OrderView {
    /** The order. */
    readonly summary: commerce.OrderSummary;
    /** Its lines. */
    readonly lines: readonly commerce.OrderLineView[];
    /** What was shipped. */
    readonly shipments: readonly commerce.ShipmentView[];
    /** The numbers that were taken for it. */
    readonly documents: readonly commerce.DocumentRef[];
  }

  /** Orders: all of them, or those of a status, of somebody or with a reference, in pages. */
  interface Orders {
    /** Where they stand. */
    readonly status?: commerce.OrderStatus | null | undefined;
    /** Who ordered. */
    readonly party?: string | null | undefined;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
    /** Continue after this order, as `next` of the page before says. */
    readonly after?: string | null | undefined;
    /** At most so many; 100 if missing. */
    readonly limit?: number | null | undefined;
  }

  /** What a seller, or the shop itself, has of an order. */
  interface Payout {
    /** The seller; the shop itself if missing. */
    readonly seller: string | null;
    /** What was captured for it, less what was refunded. */
    readonly amount: Money;
  }

  /**
   * Places an order. Its numbers, commissions and fees are fixed from then on.
   *
   * In a store that has inventory and ledger too, an order with `Goods` sets them aside when it
   * is allocated, ships and takes them back; one with `Books` holds the total when it is placed,
   * captures when it is invoiced, and refunds. All that in the same commits.
   */
  interface Place {
    /** The order's id; a new one if missing. */
    readonly id?: string | null | undefined;
    /** What is ordered. */
    readonly basis: commerce.Basis;
    /** Who orders, as the app knows them; whom the quote was for if missing. */
    readonly party?: string | null | undefined;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
    /** The series that the order's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** Payment fees: rates of the total, and amounts. Who sells a line bears its share. */
    readonly fees?: readonly commerce.Charge[] | null | undefined;
    /** Where the goods are. */
    readonly goods?: commerce.Goods | null | undefined;
    /** The ledger accounts. */
    readonly books?: commerce.Books | null | undefined;
  }

  /** The order that was placed. */
  interface PlacedAnswer {
    /** Its id. */
    readonly order: string;
    /** The number that it bears. */
    readonly number: string | null;
    /** What all of it costs. */
    readonly total: Money;
  }

  /** A price. */
  interface PriceView {
    /** The item's code. */
    readonly item: string;
    /** The price ... */
    readonly price: Money;
    /** ... of so much. */
    readonly per: string;
    /** Other prices from larger quantities on. */
    readonly breaks: readonly commerce.Break[];
    /** The tax's code. */
    readonly tax: string | null;
    /** From when on it holds. */
    readonly validFrom: string;
    /** Until when, if not until the next one. */
    readonly validUntil: string | null;
  }

  /** The prices of a list, past and to come: of all items, or of one. */
  interface Prices {
    /** The list's code; `default` if missing. */
    readonly list?: string | null | undefined;
    /** The item's code. */
    readonly item?: string | null | undefined;
    /** Only those that hold at this time. */
    readonly at?: Date | string | null | undefined;
  }

  /**
   * What a cart costs. The amounts of its lines and adjustments add up to the total, and so do the
   * totals of its lines.
   */
  interface Quote {
    /** The lines. */
    readonly lines: readonly commerce.QuoteLine[];
    /** What is taken off or added to the sum of the lines' amounts. */
    readonly adjustments: readonly commerce.Adjustment[];
    /** The taxes, whether prices hold them or not. */
    readonly taxes: readonly commerce.TaxTotal[];
    /** All without tax. */
    readonly net: Money;
    /** All tax. */
    readonly tax: Money;
    /** What is to be paid. */
    readonly total: Money;
    /** How it came to be, in order. */
    readonly explanation: readonly commerce.Step[];
  }

  /** A line of a quote. */
  interface QuoteLine {
    /** The item's code. */
    readonly item: string;
    /** How much. */
    readonly quantity: string;
    /** The price that held ... */
    readonly price: Money;
    /** ... for so much. */
    readonly per: string;
    /** Quantity times price, less the line's discounts. */
    readonly amount: Money;
    /** Its share of what was taken off the whole. */
    readonly discount: Money;
    /** What is left without tax. */
    readonly net: Money;
    /** The tax. */
    readonly tax: Money;
    /** Net and tax. */
    readonly total: Money;
    /** The tax's code. */
    readonly taxCode: string | null;
    /** Who sells it. */
    readonly seller: string | null;
  }

  /** A quote. */
  interface QuoteView {
    /** Its id. */
    readonly quote: string;
    /** The numbers, as they were when it was made. */
    readonly numbers: commerce.Quote;
    /** When it was made. */
    readonly quotedAt: string;
    /** From when on it counts no more. */
    readonly expiresAt: string | null;
    /** For whom. */
    readonly party: string | null;
    /** The order that it became. */
    readonly order: string | null;
  }

  /** The quote that was made. */
  interface QuotedAnswer {
    /** Its id. */
    readonly quote: string;
    /** What all of it costs. */
    readonly total: Money;
  }

  /** Refunds what came back of an order and was invoiced, or an amount. */
  interface Refund {
    /** The order. */
    readonly order: string;
    /**
     * An amount that is refunded whether goods came back or not, shared out by what is captured
     * of each line; what came back if missing.
     */
    readonly amount?: MoneyLike | null | undefined;
    /** The series that the credit note's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** When it counts; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /** Takes lines of an order back that were shipped. */
  interface Return {
    /** The order. */
    readonly order: string;
    /** What comes back; all that was shipped and has not come back if empty. */
    readonly parts?: readonly commerce.OrderPart[] | null | undefined;
    /** Where the goods go; to where the order's goods are taken from if missing. */
    readonly to?: string | null | undefined;
    /** When it happened; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /** A series of document numbers. */
  interface SeriesView {
    /** Its code. */
    readonly series: string;
    /** What its documents are. */
    readonly kind: commerce.DocumentKind;
    /** What stands before each number. */
    readonly prefix: string;
    /** The number of digits. */
    readonly digits: bigint;
    /** The first number. */
    readonly first: bigint;
    /** The next number: those from the first up to it were taken, without a gap. */
    readonly next: bigint;
    /** The only device that takes numbers. */
    readonly device: string | null;
  }

  /**
   * Sets what an item costs in a list from a time on. A price of the same time is replaced; what
   * was quoted or ordered at it stays as it is.
   */
  interface SetPrice {
    /** The list's code; `default` if missing. */
    readonly list?: string | null | undefined;
    /** The item's code. */
    readonly item: string;
    /** The price ... */
    readonly price: MoneyLike;
    /** ... of so much; of one if missing. */
    readonly per?: string | bigint | null | undefined;
    /** Other prices from larger quantities on, by growing quantity. */
    readonly breaks?: readonly commerce.BreakInput[] | null | undefined;
    /** The code of the tax on it. */
    readonly tax?: string | null | undefined;
    /** From when on it holds; now if missing. */
    readonly validFrom?: Date | string | null | undefined;
    /** Until when it holds; until the next one if missing. */
    readonly validUntil?: Date | string | null | undefined;
  }

  /** Adds somebody who sells through the shop, or changes their terms for orders to come. */
  interface SetSeller {
    /** The seller's code. */
    readonly seller: string;
    /** What the shop keeps of each line: a rate of its amount without tax, or an amount. */
    readonly commission: commerce.Charge;
    /** The ledger account of what is owed to them. */
    readonly account?: string | null | undefined;
  }

  /** Sets the rate of a tax from a time on. */
  interface SetTax {
    /** The tax's code. */
    readonly tax: string;
    /** The rate, of the amount without it. */
    readonly rate: string;
    /** Whether prices hold it. */
    readonly kind?: commerce.TaxKind | null | undefined;
    /** From when on it holds; now if missing. */
    readonly validFrom?: Date | string | null | undefined;
  }

  /** An order's money: `captured` is the sum of `refunded`, all payouts, commission, tax and fees. */
  interface Settlement {
    /** What was captured. */
    readonly captured: Money;
    /** What was refunded. */
    readonly refunded: Money;
    /** What sellers have, and the shop for its own goods. */
    readonly payouts: readonly commerce.Payout[];
    /** Commission. */
    readonly commission: Money;
    /** Tax. */
    readonly tax: Money;
    /** Payment fees. */
    readonly fees: Money;
  }

  /** Ships lines of an order that are set aside. */
  interface Ship {
    /** The order. */
    readonly order: string;
    /** What is shipped; all that is set aside if empty. */
    readonly parts?: readonly commerce.OrderPart[] | null | undefined;
    /** When it happened; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /** A shipment of an order. */
  interface ShipmentView {
    /** Its id, which is that of the document in inventory. */
    readonly shipment: string;
    /** What was shipped. */
    readonly lines: readonly commerce.ShippedLine[];
  }

  /** A line of a shipment. */
  interface ShippedLine {
    /** The line of the order, from 0. */
    readonly line: bigint;
    /** How much. */
    readonly quantity: string;
    /** How much of it came back. */
    readonly returned: string;
  }

  /** A step of the way to the total. */
  interface Step {
    /** The line, from 0; missing if it is about the whole. */
    readonly line: number | null;
    /** What was done: `16 x 348.35 EUR`, `-4%`, `vat 22%`. */
    readonly rule: string;
    /** What it gave: the amount from then on, or the tax. */
    readonly amount: Money;
  }

  /** A tax as it is applied. */
  interface Tax {
    /** Its code. */
    readonly code: string;
    /** The rate, of the amount without it. */
    readonly rate: string;
    /** Whether prices hold it. */
    readonly kind: commerce.TaxKind;
  }

  /** All of one tax. */
  interface TaxTotal {
    /** The tax. */
    readonly tax: commerce.Tax;
    /** What it is of: amounts without it. */
    readonly base: Money;
    /** The tax. */
    readonly amount: Money;
  }
}

/** What a shop does with goods and money in one commit. */
export declare namespace shop {
  /**
   * Gives up what is not shipped of an order: goods and money in one commit.
   *
   * Its part: `commerce.cancel`.
   */
  interface CancelOrder {
    /** The order. */
    readonly order: string;
  }

  /** The document that a flow wrote. */
  interface Documented {
    /** Its id. */
    readonly document: string;
  }

  /**
   * Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
   * money with its split, and the invoice's number in one commit.
   *
   * Its parts: `commerce.ship`, `commerce.invoice`.
   */
  interface FulfilOrder {
    /** The order. */
    readonly order: string;
    /** What is shipped; all that is set aside if empty. */
    readonly parts?: readonly commerce.OrderPart[] | null | undefined;
    /** The series that the invoice's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** When it happened; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /**
   * Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
   * arrives. Goods that are on the way for longer are dispatched and received by the inventory's
   * own commands.
   */
  interface MoveBetweenShops {
    /** Where they are taken from: a location, with those below it. */
    readonly from: string;
    /** Where they go to. */
    readonly to: string;
    /** The transit location that they pass, if the papers are to show it. */
    readonly transit?: string | null | undefined;
    /** What goes. */
    readonly lines: readonly inventory.Line[];
    /** What is paid for it: freight, or what one shop owes the other. */
    readonly payments?: readonly shop.Payment[] | null | undefined;
    /** What the paper says. Its id is that of the move, or of the transfer's arrival. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** The order that a flow is about. */
  interface Ordered {
    /** Its id. */
    readonly order: string;
  }

  /** An amount of money that goes along with goods: debits one account and credits another. */
  interface Payment {
    /** The account to debit. */
    readonly debit: string;
    /** The account to credit. */
    readonly credit: string;
    /** The amount, not negative. */
    readonly amount: MoneyLike;
  }

  /**
   * Places an order and sets all of it aside: its number, its goods and its money in one commit.
   *
   * Its parts: `commerce.place`, `commerce.allocate`.
   */
  interface PlaceOrder {
    /** The order's id; that of the first part if missing. */
    readonly id?: string | null | undefined;
    /** What is ordered. */
    readonly basis: commerce.Basis;
    /** Where the goods are. */
    readonly goods: commerce.Goods;
    /** The ledger accounts. */
    readonly books: commerce.Books;
    /** Payment fees: rates of the total, and amounts. */
    readonly fees?: readonly commerce.Charge[] | null | undefined;
    /** The series that the order's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** Who orders, as the app knows them; whom the quote was for if missing. */
    readonly party?: string | null | undefined;
    /** The app's reference. */
    readonly reference?: string | null | undefined;
  }

  /**
   * Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
   * the supplier has invoiced already becomes owed to him by the bills.
   */
  interface ReceiveGoods {
    /** Where they come from: a supplier location. */
    readonly from: string;
    /** Where they go to. */
    readonly to: string;
    /** What comes. */
    readonly lines: readonly inventory.ReceiptLine[];
    /** The expected receipt that this one fulfils. */
    readonly expected?: string | null | undefined;
    /** What is owed to whom: debits what was received and not invoiced, credits the supplier. */
    readonly bills?: readonly shop.Payment[] | null | undefined;
    /** What the paper says. Its id is that of the receipt. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /**
   * Takes goods of an order back at what they had cost, refunds what was captured for them, from
   * those who got it, and takes a credit note's number, in one commit.
   *
   * Its parts: `commerce.return`, `commerce.refund`.
   */
  interface ReturnOrder {
    /** The order. */
    readonly order: string;
    /** What comes back; all that was shipped and has not come back if empty. */
    readonly parts?: readonly commerce.OrderPart[] | null | undefined;
    /** Where the goods go; to where the order's goods are taken from if missing. */
    readonly to?: string | null | undefined;
    /** The series that the credit note's number is taken from; it has none if missing. */
    readonly number?: commerce.Numbering | null | undefined;
    /** When it happened; now if missing. */
    readonly effectiveAt?: Date | string | null | undefined;
  }

  /** Takes sold goods back at what they had cost, and pays for them. */
  interface ReturnSale {
    /** The shipment of the sale. */
    readonly shipment: string;
    /** Where the goods go to. */
    readonly to: string;
    /** What comes back, by item and lot; all of it if empty. */
    readonly lines?: readonly inventory.Line[] | null | undefined;
    /** The status of what comes back. */
    readonly status?: inventory.StockStatus | null | undefined;
    /** Transactions of which an amount is paid back: all refunds of one together never exceed it. */
    readonly refunds?: readonly ledger.Refund[] | null | undefined;
    /** What is paid otherwise: a voucher, a fee. */
    readonly payments?: readonly shop.Payment[] | null | undefined;
    /** What the paper says. Its id is that of the return. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /**
   * Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
   * had cost is posted with the shipment.
   *
   * Its parts, in order: `reserve`, `holds`,
   * `ship`, `captures`. What a device has sold of its
   * allotment is set aside already: `holds`,
   * `spend`, `captures`.
   */
  interface Sell {
    /** Where the goods are taken from: a location, with those below it. */
    readonly from: string;
    /** Where they go to: a customer location. */
    readonly to: string;
    /** What is sold. */
    readonly lines: readonly inventory.Line[];
    /** The allotment of the device that has sold it, offline perhaps: the paper says when. */
    readonly allotment?: string | null | undefined;
    /** Who pays, and what for: the price, the tax, a deposit. */
    readonly payments?: readonly shop.Payment[] | null | undefined;
    /**
     * For how many seconds stock and money are set aside, when the sale is done in steps; for
     * good if missing.
     */
    readonly expiresInS?: bigint | number | null | undefined;
    /** What the paper says. Its id is that of the shipment. */
    readonly paper?: inventory.Paper | null | undefined;
  }

  /** What a sale left. */
  interface Sold {
    /** What set the goods aside: a reservation, or the allotment. */
    readonly reservation: string;
    /** The shipment, by which the goods may come back. */
    readonly shipment: string;
    /** What held the money, one for each payment. */
    readonly holds: readonly string[];
    /** What the money was captured in, one for each payment, by which it may be paid back. */
    readonly transactions: readonly string[];
  }

  /** What stock is worth beside the balance of the account that it is posted to. */
  interface TieOut {
    /** When. */
    readonly asOf?: core.AsOf | null | undefined;
  }

  /** One account. */
  interface TieOutLine {
    /** The account. */
    readonly account: string;
    /** What the stock posted to it is worth. */
    readonly stock: Money;
    /** Its balance, debits less credits. */
    readonly ledger: Money;
  }

  /** Writes goods off: broken, stolen, too old. Their value is posted as a loss. */
  interface WriteOff {
    /** Where they are. */
    readonly location: string;
    /** A loss location. */
    readonly loss: string;
    /** What is written off, each quantity positive. */
    readonly lines: readonly inventory.Line[];
    /** What is paid for it: by an insurance, say. */
    readonly payments?: readonly shop.Payment[] | null | undefined;
    /** What the paper says: a reason is needed. Its id is that of the adjustment. */
    readonly paper: inventory.Paper;
  }
}
