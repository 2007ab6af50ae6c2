// Written by `cargo xtask bindgen` from crates/api; do not edit.
'use strict';

const { MojaBase, SessionBase } = require('./base.js');
const { call, callNow, given } = require('./call.js');
const { Pages } = require('./pages.js');

class Commerce {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async allocate(command, options) {
    const { commandId, signal } = given(options, true);
    return call(0, this.#handle, [command, commandId], signal);
  }

  async cancel(command, options) {
    const { commandId, signal } = given(options, true);
    return call(1, this.#handle, [command, commandId], signal);
  }

  async close(command, options) {
    const { commandId, signal } = given(options, true);
    return call(2, this.#handle, [command, commandId], signal);
  }

  async getOrder(query, options) {
    const { signal } = given(options, false);
    return call(3, this.#handle, [query], signal);
  }

  async getQuote(query, options) {
    const { signal } = given(options, false);
    return call(4, this.#handle, [query], signal);
  }

  async getSettlement(query, options) {
    const { signal } = given(options, false);
    return call(5, this.#handle, [query], signal);
  }

  async invoice(command, options) {
    const { commandId, signal } = given(options, true);
    return call(6, this.#handle, [command, commandId], signal);
  }

  async issueNumber(command, options) {
    const { commandId, signal } = given(options, true);
    return call(7, this.#handle, [command, commandId], signal);
  }

  async listSeries(query = {}, options) {
    const { signal } = given(options, false);
    return call(8, this.#handle, [query], signal);
  }

  async makeQuote(command, options) {
    const { commandId, signal } = given(options, true);
    return call(9, this.#handle, [command, commandId], signal);
  }

  async openSeries(command, options) {
    const { commandId, signal } = given(options, true);
    return call(10, this.#handle, [command, commandId], signal);
  }

  orders(query = {}, options) {
    return new Pages(
      (signal, after) => call(11, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'orders',
    );
  }

  async place(command, options) {
    const { commandId, signal } = given(options, true);
    return call(12, this.#handle, [command, commandId], signal);
  }

  async prices(query = {}, options) {
    const { signal } = given(options, false);
    return call(13, this.#handle, [query], signal);
  }

  async refund(command, options) {
    const { commandId, signal } = given(options, true);
    return call(14, this.#handle, [command, commandId], signal);
  }

  async returnGoods(command, options) {
    const { commandId, signal } = given(options, true);
    return call(15, this.#handle, [command, commandId], signal);
  }

  async setPrice(command, options) {
    const { commandId, signal } = given(options, true);
    return call(16, this.#handle, [command, commandId], signal);
  }

  async setSeller(command, options) {
    const { commandId, signal } = given(options, true);
    return call(17, this.#handle, [command, commandId], signal);
  }

  async setTax(command, options) {
    const { commandId, signal } = given(options, true);
    return call(18, this.#handle, [command, commandId], signal);
  }

  async ship(command, options) {
    const { commandId, signal } = given(options, true);
    return call(19, this.#handle, [command, commandId], signal);
  }
}

class Inventory {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async addLandedCost(command, options) {
    const { commandId, signal } = given(options, true);
    return call(20, this.#handle, [command, commandId], signal);
  }

  async adjust(command, options) {
    const { commandId, signal } = given(options, true);
    return call(21, this.#handle, [command, commandId], signal);
  }

  async allot(command, options) {
    const { commandId, signal } = given(options, true);
    return call(22, this.#handle, [command, commandId], signal);
  }

  async allotments(query = {}, options) {
    const { signal } = given(options, false);
    return call(23, this.#handle, [query], signal);
  }

  async assemble(command, options) {
    const { commandId, signal } = given(options, true);
    return call(24, this.#handle, [command, commandId], signal);
  }

  async availability(query, options) {
    const { signal } = given(options, false);
    return call(25, this.#handle, [query], signal);
  }

  async availableToPromise(query, options) {
    const { signal } = given(options, false);
    return call(26, this.#handle, [query], signal);
  }

  async changeCosting(command, options) {
    const { commandId, signal } = given(options, true);
    return call(27, this.#handle, [command, commandId], signal);
  }

  async changeItem(command, options) {
    const { commandId, signal } = given(options, true);
    return call(28, this.#handle, [command, commandId], signal);
  }

  async changeStatus(command, options) {
    const { commandId, signal } = given(options, true);
    return call(29, this.#handle, [command, commandId], signal);
  }

  async classification(query = {}, options) {
    const { signal } = given(options, false);
    return call(30, this.#handle, [query], signal);
  }

  async closeExpectation(command, options) {
    const { commandId, signal } = given(options, true);
    return call(31, this.#handle, [command, commandId], signal);
  }

  async closePeriod(command, options) {
    const { commandId, signal } = given(options, true);
    return call(32, this.#handle, [command, commandId], signal);
  }

  async count(command, options) {
    const { commandId, signal } = given(options, true);
    return call(33, this.#handle, [command, commandId], signal);
  }

  async createItem(command, options) {
    const { commandId, signal } = given(options, true);
    return call(34, this.#handle, [command, commandId], signal);
  }

  async createLocation(command, options) {
    const { commandId, signal } = given(options, true);
    return call(35, this.#handle, [command, commandId], signal);
  }

  async defineComponents(command, options) {
    const { commandId, signal } = given(options, true);
    return call(36, this.#handle, [command, commandId], signal);
  }

  async defineGroup(command, options) {
    const { commandId, signal } = given(options, true);
    return call(37, this.#handle, [command, commandId], signal);
  }

  async describeLot(command, options) {
    const { commandId, signal } = given(options, true);
    return call(38, this.#handle, [command, commandId], signal);
  }

  async disassemble(command, options) {
    const { commandId, signal } = given(options, true);
    return call(39, this.#handle, [command, commandId], signal);
  }

  async dispatchTransfer(command, options) {
    const { commandId, signal } = given(options, true);
    return call(40, this.#handle, [command, commandId], signal);
  }

  async expect(command, options) {
    const { commandId, signal } = given(options, true);
    return call(41, this.#handle, [command, commandId], signal);
  }

  async expiring(query, options) {
    const { signal } = given(options, false);
    return call(42, this.#handle, [query], signal);
  }

  async extendAllotment(command, options) {
    const { commandId, signal } = given(options, true);
    return call(43, this.#handle, [command, commandId], signal);
  }

  async extendReservation(command, options) {
    const { commandId, signal } = given(options, true);
    return call(44, this.#handle, [command, commandId], signal);
  }

  async forecast(query, options) {
    const { signal } = given(options, false);
    return call(45, this.#handle, [query], signal);
  }

  async freeLot(command, options) {
    const { commandId, signal } = given(options, true);
    return call(46, this.#handle, [command, commandId], signal);
  }

  async getDocument(query, options) {
    const { signal } = given(options, false);
    return call(47, this.#handle, [query], signal);
  }

  async getItem(query, options) {
    const { signal } = given(options, false);
    return call(48, this.#handle, [query], signal);
  }

  async getReservation(query, options) {
    const { signal } = given(options, false);
    return call(49, this.#handle, [query], signal);
  }

  async holdLot(command, options) {
    const { commandId, signal } = given(options, true);
    return call(50, this.#handle, [command, commandId], signal);
  }

  items(query = {}, options) {
    return new Pages(
      (signal, after) => call(51, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'items',
    );
  }

  async locations(query = {}, options) {
    const { signal } = given(options, false);
    return call(52, this.#handle, [query], signal);
  }

  async loseTransfer(command, options) {
    const { commandId, signal } = given(options, true);
    return call(53, this.#handle, [command, commandId], signal);
  }

  async lots(query, options) {
    const { signal } = given(options, false);
    return call(54, this.#handle, [query], signal);
  }

  movements(query = {}, options) {
    return new Pages(
      (signal, after) => call(55, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'movements',
    );
  }

  async moveStock(command, options) {
    const { commandId, signal } = given(options, true);
    return call(56, this.#handle, [command, commandId], signal);
  }

  async orderQuantity(query, options) {
    const { signal } = given(options, false);
    return call(57, this.#handle, [query], signal);
  }

  async recall(query, options) {
    const { signal } = given(options, false);
    return call(58, this.#handle, [query], signal);
  }

  async recallLot(command, options) {
    const { commandId, signal } = given(options, true);
    return call(59, this.#handle, [command, commandId], signal);
  }

  async receive(command, options) {
    const { commandId, signal } = given(options, true);
    return call(60, this.#handle, [command, commandId], signal);
  }

  async receiveTransfer(command, options) {
    const { commandId, signal } = given(options, true);
    return call(61, this.#handle, [command, commandId], signal);
  }

  async releaseReservation(command, options) {
    const { commandId, signal } = given(options, true);
    return call(62, this.#handle, [command, commandId], signal);
  }

  async reorder(query = {}, options) {
    const { signal } = given(options, false);
    return call(63, this.#handle, [query], signal);
  }

  async reservations(query, options) {
    const { signal } = given(options, false);
    return call(64, this.#handle, [query], signal);
  }

  async reserve(command, options) {
    const { commandId, signal } = given(options, true);
    return call(65, this.#handle, [command, commandId], signal);
  }

  async returnAllotment(command, options) {
    const { commandId, signal } = given(options, true);
    return call(66, this.#handle, [command, commandId], signal);
  }

  async returnFromCustomer(command, options) {
    const { commandId, signal } = given(options, true);
    return call(67, this.#handle, [command, commandId], signal);
  }

  async returnToSupplier(command, options) {
    const { commandId, signal } = given(options, true);
    return call(68, this.#handle, [command, commandId], signal);
  }

  async revalue(command, options) {
    const { commandId, signal } = given(options, true);
    return call(69, this.#handle, [command, commandId], signal);
  }

  async scanBarcode(query, options) {
    const { signal } = given(options, false);
    return call(70, this.#handle, [query], signal);
  }

  async setPolicy(command, options) {
    const { commandId, signal } = given(options, true);
    return call(71, this.#handle, [command, commandId], signal);
  }

  async setShelfRule(command, options) {
    const { commandId, signal } = given(options, true);
    return call(72, this.#handle, [command, commandId], signal);
  }

  async ship(command, options) {
    const { commandId, signal } = given(options, true);
    return call(73, this.#handle, [command, commandId], signal);
  }

  async shipReservation(command, options) {
    const { commandId, signal } = given(options, true);
    return call(74, this.#handle, [command, commandId], signal);
  }

  async spendAllotment(command, options) {
    const { commandId, signal } = given(options, true);
    return call(75, this.#handle, [command, commandId], signal);
  }

  async stock(query = {}, options) {
    const { signal } = given(options, false);
    return call(76, this.#handle, [query], signal);
  }

  async trace(query, options) {
    const { signal } = given(options, false);
    return call(77, this.#handle, [query], signal);
  }

  async transferRights(command, options) {
    const { commandId, signal } = given(options, true);
    return call(78, this.#handle, [command, commandId], signal);
  }

  async valuation(query = {}, options) {
    const { signal } = given(options, false);
    return call(79, this.#handle, [query], signal);
  }
}

class Ledger {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async accounts(query = {}, options) {
    const { signal } = given(options, false);
    return call(80, this.#handle, [query], signal);
  }

  async balances(query = {}, options) {
    const { signal } = given(options, false);
    return call(81, this.#handle, [query], signal);
  }

  async balanceSheet(query = {}, options) {
    const { signal } = given(options, false);
    return call(82, this.#handle, [query], signal);
  }

  async captureHold(command, options) {
    const { commandId, signal } = given(options, true);
    return call(83, this.#handle, [command, commandId], signal);
  }

  async changeControl(command, options) {
    const { commandId, signal } = given(options, true);
    return call(84, this.#handle, [command, commandId], signal);
  }

  async changeLimits(command, options) {
    const { commandId, signal } = given(options, true);
    return call(85, this.#handle, [command, commandId], signal);
  }

  async closeAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(86, this.#handle, [command, commandId], signal);
  }

  async declareCurrency(command, options) {
    const { commandId, signal } = given(options, true);
    return call(87, this.#handle, [command, commandId], signal);
  }

  async describeAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(88, this.#handle, [command, commandId], signal);
  }

  async directives(query = {}, options) {
    const { signal } = given(options, false);
    return call(89, this.#handle, [query], signal);
  }

  entries(query = {}, options) {
    return new Pages(
      (signal, after) => call(90, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'entries',
    );
  }

  async freezeAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(91, this.#handle, [command, commandId], signal);
  }

  async getBalance(query, options) {
    const { signal } = given(options, false);
    return call(92, this.#handle, [query], signal);
  }

  async getHold(query, options) {
    const { signal } = given(options, false);
    return call(93, this.#handle, [query], signal);
  }

  async getTransaction(query, options) {
    const { signal } = given(options, false);
    return call(94, this.#handle, [query], signal);
  }

  async holds(query, options) {
    const { signal } = given(options, false);
    return call(95, this.#handle, [query], signal);
  }

  async incomeStatement(query, options) {
    const { signal } = given(options, false);
    return call(96, this.#handle, [query], signal);
  }

  async keepDirectives(command, options) {
    const { commandId, signal } = given(options, true);
    return call(97, this.#handle, [command, commandId], signal);
  }

  async openAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(98, this.#handle, [command, commandId], signal);
  }

  async placeHold(command, options) {
    const { commandId, signal } = given(options, true);
    return call(99, this.#handle, [command, commandId], signal);
  }

  async post(command, options) {
    const { commandId, signal } = given(options, true);
    return call(100, this.#handle, [command, commandId], signal);
  }

  async postMany(command, options) {
    const { commandId, signal } = given(options, true);
    return call(101, this.#handle, [command, commandId], signal);
  }

  async prices(query = {}, options) {
    const { signal } = given(options, false);
    return call(102, this.#handle, [query], signal);
  }

  async recordPrices(command, options) {
    const { commandId, signal } = given(options, true);
    return call(103, this.#handle, [command, commandId], signal);
  }

  async refund(command, options) {
    const { commandId, signal } = given(options, true);
    return call(104, this.#handle, [command, commandId], signal);
  }

  async releaseHold(command, options) {
    const { commandId, signal } = given(options, true);
    return call(105, this.#handle, [command, commandId], signal);
  }

  async reopenAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(106, this.#handle, [command, commandId], signal);
  }

  async reverse(command, options) {
    const { commandId, signal } = given(options, true);
    return call(107, this.#handle, [command, commandId], signal);
  }

  statement(query, options) {
    return new Pages(
      (signal, after) => call(108, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'lines',
    );
  }

  async sweepHolds(command, options) {
    const { commandId, signal } = given(options, true);
    return call(109, this.#handle, [command, commandId], signal);
  }

  transactions(query = {}, options) {
    return new Pages(
      (signal, after) => call(110, this.#handle, [after ? { ...query, after } : query], signal),
      options,
      'transactions',
    );
  }

  async transfer(command, options) {
    const { commandId, signal } = given(options, true);
    return call(111, this.#handle, [command, commandId], signal);
  }

  async transferMany(command, options) {
    const { commandId, signal } = given(options, true);
    return call(112, this.#handle, [command, commandId], signal);
  }

  async trialBalance(query = {}, options) {
    const { signal } = given(options, false);
    return call(113, this.#handle, [query], signal);
  }

  async unfreezeAccount(command, options) {
    const { commandId, signal } = given(options, true);
    return call(114, this.#handle, [command, commandId], signal);
  }
}

class Outbox {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async ack(command, options) {
    const { commandId, signal } = given(options, true);
    return call(126, this.#handle, [command, commandId], signal);
  }

  async cursors(query = {}, options) {
    const { signal } = given(options, false);
    return call(127, this.#handle, [query], signal);
  }

  async lease(command, options) {
    const { commandId, signal } = given(options, true);
    return call(128, this.#handle, [command, commandId], signal);
  }

  async park(command, options) {
    const { commandId, signal } = given(options, true);
    return call(129, this.#handle, [command, commandId], signal);
  }

  async release(command, options) {
    const { commandId, signal } = given(options, true);
    return call(130, this.#handle, [command, commandId], signal);
  }

  async retry(command, options) {
    const { commandId, signal } = given(options, true);
    return call(131, this.#handle, [command, commandId], signal);
  }

  async skip(command, options) {
    const { commandId, signal } = given(options, true);
    return call(132, this.#handle, [command, commandId], signal);
  }
}

class Shop {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async cancelOrder(command, options) {
    const { commandId, signal } = given(options, true);
    return call(154, this.#handle, [command, commandId], signal);
  }

  async fulfilOrder(command, options) {
    const { commandId, signal } = given(options, true);
    return call(155, this.#handle, [command, commandId], signal);
  }

  async moveBetweenShops(command, options) {
    const { commandId, signal } = given(options, true);
    return call(156, this.#handle, [command, commandId], signal);
  }

  async placeOrder(command, options) {
    const { commandId, signal } = given(options, true);
    return call(157, this.#handle, [command, commandId], signal);
  }

  async receiveGoods(command, options) {
    const { commandId, signal } = given(options, true);
    return call(158, this.#handle, [command, commandId], signal);
  }

  async returnOrder(command, options) {
    const { commandId, signal } = given(options, true);
    return call(159, this.#handle, [command, commandId], signal);
  }

  async returnSale(command, options) {
    const { commandId, signal } = given(options, true);
    return call(160, this.#handle, [command, commandId], signal);
  }

  async sell(command, options) {
    const { commandId, signal } = given(options, true);
    return call(161, this.#handle, [command, commandId], signal);
  }

  async tieOut(query = {}, options) {
    const { signal } = given(options, false);
    return call(162, this.#handle, [query], signal);
  }

  async writeOff(command, options) {
    const { commandId, signal } = given(options, true);
    return call(163, this.#handle, [command, commandId], signal);
  }
}

class Moja extends MojaBase {
  #handle;

  constructor(handle) {
    super();
    this.#handle = handle;
  }

  static async open(path, options) {
    return new Moja(await call(115, null, [path, options]));
  }

  static async openMemory(options) {
    return new Moja(await call(116, null, [options]));
  }

  async backup(path, options) {
    const { signal } = given(options, false);
    return call(117, this.#handle, [path], signal);
  }

  async close(options) {
    const { signal } = given(options, false);
    return call(118, this.#handle, [], signal);
  }

  async describe(options) {
    const { signal } = given(options, false);
    return call(119, this.#handle, [], signal);
  }

  get isOpen() {
    return callNow(120, this.#handle, []);
  }

  get place() {
    return callNow(121, this.#handle, []);
  }

  async resume(options) {
    const { signal } = given(options, false);
    return call(122, this.#handle, [], signal);
  }

  session(tenant, actor) {
    return new Session(callNow(123, this.#handle, [tenant, actor]));
  }

  async suspend(options) {
    const { signal } = given(options, false);
    return call(124, this.#handle, [], signal);
  }

  async verify(options) {
    const { signal } = given(options, false);
    return call(125, this.#handle, [], signal);
  }
}

class Past {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  get position() {
    return callNow(133, this.#handle, []);
  }

  async query(name, args, options) {
    const { signal } = given(options, false);
    return call(134, this.#handle, [name, args], signal);
  }

  get recordedAt() {
    return callNow(135, this.#handle, []);
  }
}

class Pipeline {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  async flush(options) {
    const { signal } = given(options, false);
    return call(136, this.#handle, [], signal);
  }

  async push(commands, options) {
    const { commandId, signal } = given(options, true);
    return call(137, this.#handle, [commands, commandId], signal);
  }

  get watermark() {
    return callNow(138, this.#handle, []);
  }
}

class Session extends SessionBase {
  #handle;
  #commerce;
  #inventory;
  #ledger;
  #outbox;
  #shop;

  constructor(handle) {
    super();
    this.#handle = handle;
  }

  get actor() {
    return callNow(139, this.#handle, []);
  }

  async allOrNothing(commands, options) {
    const { commandId, signal } = given(options, true);
    return call(140, this.#handle, [commands, commandId], signal);
  }

  async asOf(position, options) {
    const { signal } = given(options, false);
    return new Past(await call(141, this.#handle, [position], signal));
  }

  get commerce() {
    return (this.#commerce ??= new Commerce(callNow(142, this.#handle, [])));
  }

  async execute(request, options) {
    const { signal } = given(options, false);
    return call(143, this.#handle, [request], signal);
  }

  async follow(sink, limit, options) {
    const { signal } = given(options, false);
    return call(144, this.#handle, [sink, limit], signal);
  }

  async head(options) {
    const { signal } = given(options, false);
    return call(145, this.#handle, [], signal);
  }

  get inventory() {
    return (this.#inventory ??= new Inventory(callNow(146, this.#handle, [])));
  }

  get ledger() {
    return (this.#ledger ??= new Ledger(callNow(147, this.#handle, [])));
  }

  async newCommandId(options) {
    const { signal } = given(options, false);
    return call(148, this.#handle, [], signal);
  }

  get outbox() {
    return (this.#outbox ??= new Outbox(callNow(149, this.#handle, [])));
  }

  pipeline() {
    return new Pipeline(callNow(150, this.#handle, []));
  }

  async query(name, args, options) {
    const { signal } = given(options, false);
    return call(151, this.#handle, [name, args], signal);
  }

  get shop() {
    return (this.#shop ??= new Shop(callNow(152, this.#handle, [])));
  }

  get tenant() {
    return callNow(153, this.#handle, []);
  }
}

const commands = Object.freeze({
  commerce: Object.freeze({
    allocate: (args) => ({ command: 'commerce.allocate', args }),
    cancel: (args) => ({ command: 'commerce.cancel', args }),
    close: (args) => ({ command: 'commerce.close', args }),
    invoice: (args) => ({ command: 'commerce.invoice', args }),
    issueNumber: (args) => ({ command: 'commerce.issueNumber', args }),
    makeQuote: (args) => ({ command: 'commerce.makeQuote', args }),
    openSeries: (args) => ({ command: 'commerce.openSeries', args }),
    place: (args) => ({ command: 'commerce.place', args }),
    refund: (args) => ({ command: 'commerce.refund', args }),
    returnGoods: (args) => ({ command: 'commerce.returnGoods', args }),
    setPrice: (args) => ({ command: 'commerce.setPrice', args }),
    setSeller: (args) => ({ command: 'commerce.setSeller', args }),
    setTax: (args) => ({ command: 'commerce.setTax', args }),
    ship: (args) => ({ command: 'commerce.ship', args }),
  }),
  inventory: Object.freeze({
    addLandedCost: (args) => ({ command: 'inventory.addLandedCost', args }),
    adjust: (args) => ({ command: 'inventory.adjust', args }),
    allot: (args) => ({ command: 'inventory.allot', args }),
    assemble: (args) => ({ command: 'inventory.assemble', args }),
    changeCosting: (args) => ({ command: 'inventory.changeCosting', args }),
    changeItem: (args) => ({ command: 'inventory.changeItem', args }),
    changeStatus: (args) => ({ command: 'inventory.changeStatus', args }),
    closeExpectation: (args) => ({ command: 'inventory.closeExpectation', args }),
    closePeriod: (args) => ({ command: 'inventory.closePeriod', args }),
    count: (args) => ({ command: 'inventory.count', args }),
    createItem: (args) => ({ command: 'inventory.createItem', args }),
    createLocation: (args) => ({ command: 'inventory.createLocation', args }),
    defineComponents: (args) => ({ command: 'inventory.defineComponents', args }),
    defineGroup: (args) => ({ command: 'inventory.defineGroup', args }),
    describeLot: (args) => ({ command: 'inventory.describeLot', args }),
    disassemble: (args) => ({ command: 'inventory.disassemble', args }),
    dispatchTransfer: (args) => ({ command: 'inventory.dispatchTransfer', args }),
    expect: (args) => ({ command: 'inventory.expect', args }),
    extendAllotment: (args) => ({ command: 'inventory.extendAllotment', args }),
    extendReservation: (args) => ({ command: 'inventory.extendReservation', args }),
    freeLot: (args) => ({ command: 'inventory.freeLot', args }),
    holdLot: (args) => ({ command: 'inventory.holdLot', args }),
    loseTransfer: (args) => ({ command: 'inventory.loseTransfer', args }),
    moveStock: (args) => ({ command: 'inventory.moveStock', args }),
    recallLot: (args) => ({ command: 'inventory.recallLot', args }),
    receive: (args) => ({ command: 'inventory.receive', args }),
    receiveTransfer: (args) => ({ command: 'inventory.receiveTransfer', args }),
    releaseReservation: (args) => ({ command: 'inventory.releaseReservation', args }),
    reserve: (args) => ({ command: 'inventory.reserve', args }),
    returnAllotment: (args) => ({ command: 'inventory.returnAllotment', args }),
    returnFromCustomer: (args) => ({ command: 'inventory.returnFromCustomer', args }),
    returnToSupplier: (args) => ({ command: 'inventory.returnToSupplier', args }),
    revalue: (args) => ({ command: 'inventory.revalue', args }),
    setPolicy: (args) => ({ command: 'inventory.setPolicy', args }),
    setShelfRule: (args) => ({ command: 'inventory.setShelfRule', args }),
    ship: (args) => ({ command: 'inventory.ship', args }),
    shipReservation: (args) => ({ command: 'inventory.shipReservation', args }),
    spendAllotment: (args) => ({ command: 'inventory.spendAllotment', args }),
    transferRights: (args) => ({ command: 'inventory.transferRights', args }),
  }),
  ledger: Object.freeze({
    captureHold: (args) => ({ command: 'ledger.captureHold', args }),
    changeControl: (args) => ({ command: 'ledger.changeControl', args }),
    changeLimits: (args) => ({ command: 'ledger.changeLimits', args }),
    closeAccount: (args) => ({ command: 'ledger.closeAccount', args }),
    declareCurrency: (args) => ({ command: 'ledger.declareCurrency', args }),
    describeAccount: (args) => ({ command: 'ledger.describeAccount', args }),
    freezeAccount: (args) => ({ command: 'ledger.freezeAccount', args }),
    keepDirectives: (args) => ({ command: 'ledger.keepDirectives', args }),
    openAccount: (args) => ({ command: 'ledger.openAccount', args }),
    placeHold: (args) => ({ command: 'ledger.placeHold', args }),
    post: (args) => ({ command: 'ledger.post', args }),
    postMany: (args) => ({ command: 'ledger.postMany', args }),
    recordPrices: (args) => ({ command: 'ledger.recordPrices', args }),
    refund: (args) => ({ command: 'ledger.refund', args }),
    releaseHold: (args) => ({ command: 'ledger.releaseHold', args }),
    reopenAccount: (args) => ({ command: 'ledger.reopenAccount', args }),
    reverse: (args) => ({ command: 'ledger.reverse', args }),
    sweepHolds: (args) => ({ command: 'ledger.sweepHolds', args }),
    transfer: (args) => ({ command: 'ledger.transfer', args }),
    transferMany: (args) => ({ command: 'ledger.transferMany', args }),
    unfreezeAccount: (args) => ({ command: 'ledger.unfreezeAccount', args }),
  }),
  outbox: Object.freeze({
    ack: (args) => ({ command: 'outbox.ack', args }),
    lease: (args) => ({ command: 'outbox.lease', args }),
    park: (args) => ({ command: 'outbox.park', args }),
    release: (args) => ({ command: 'outbox.release', args }),
    retry: (args) => ({ command: 'outbox.retry', args }),
    skip: (args) => ({ command: 'outbox.skip', args }),
  }),
  shop: Object.freeze({
    cancelOrder: (args) => ({ command: 'shop.cancelOrder', args }),
    fulfilOrder: (args) => ({ command: 'shop.fulfilOrder', args }),
    moveBetweenShops: (args) => ({ command: 'shop.moveBetweenShops', args }),
    placeOrder: (args) => ({ command: 'shop.placeOrder', args }),
    receiveGoods: (args) => ({ command: 'shop.receiveGoods', args }),
    returnOrder: (args) => ({ command: 'shop.returnOrder', args }),
    returnSale: (args) => ({ command: 'shop.returnSale', args }),
    sell: (args) => ({ command: 'shop.sell', args }),
    writeOff: (args) => ({ command: 'shop.writeOff', args }),
  }),
});

module.exports = { Commerce, Inventory, Ledger, Outbox, Shop, Moja, Past, Pipeline, Session, commands };
