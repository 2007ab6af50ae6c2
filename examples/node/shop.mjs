// A shop: receive, sell, return, count, report. Stock and books change in one commit.
import { InventoryError, Money, open } from 'moja';

const EUR = 'EUR';

const ACCOUNTS = {
  inventory: 'assets:inventory',
  receivedNotInvoiced: 'liabilities:received-not-invoiced',
  costOfGoodsSold: 'expenses:cost-of-goods-sold',
  adjustment: 'expenses:inventory-adjustment',
  priceDifference: 'expenses:price-difference',
  productionCost: 'expenses:production-applied',
  landedCost: 'liabilities:landed-cost',
  revaluation: 'expenses:inventory-revaluation',
};
/** @type {{ [root: string]: import('moja').ledger.AccountKind }} */
const KINDS = { assets: 'asset', liabilities: 'liability', expenses: 'expense' };

/**
 * Accounts, places, and what is sold.
 * @param {import('moja').Session} session
 */
async function setUp({ ledger, inventory }) {
  await ledger.openAccount({ code: 'cash', currency: EUR, kind: 'asset' });
  await ledger.openAccount({ code: 'sales', currency: EUR, kind: 'income' });
  for (const code of Object.values(ACCOUNTS)) {
    const kind = KINDS[code.split(':')[0]];
    // A control account: only what the inventory does is posted there.
    const controlledBy = code === ACCOUNTS.inventory ? 'inventory' : null;
    await ledger.openAccount({ code, currency: EUR, kind, controlledBy });
  }
  await inventory.createLocation({ code: 'shelf', kind: 'internal' });
  await inventory.createLocation({ code: 'supplier', kind: 'supplier' });
  await inventory.createLocation({ code: 'customer', kind: 'customer' });
  await inventory.createLocation({ code: 'loss', kind: 'loss' });
  await inventory.defineGroup({ code: 'tea', currency: EUR, accounts: ACCOUNTS });
  await inventory.createItem({ code: 'assam', group: 'tea' });
}

/**
 * What is there, what it is worth, and that the books agree.
 * @param {import('moja').Session} session
 */
async function report({ inventory, ledger, shop }) {
  for (const stock of await inventory.stock()) {
    console.log(`  ${stock.item} at ${stock.location}: ${stock.onHand}`);
  }
  for (const account of ['cash', 'assets:inventory', 'expenses:cost-of-goods-sold']) {
    const { balance } = await ledger.getBalance({ account, currency: EUR });
    console.log(`  ${account}: ${balance}`);
  }
  const lines = await shop.tieOut();
  const ties = lines.every((line) => `${line.stock}` === `${line.ledger}`);
  console.log(ties ? '  stock and books agree' : '  stock and books differ');
}

const db = await open(process.argv[2] ?? 'shop.db');
try {
  const session = db.session('tea-shop', 'till-1');
  await setUp(session);
  const { shop, inventory } = session;

  await shop.receiveGoods({
    from: 'supplier',
    to: 'shelf',
    lines: [{ item: 'assam', quantity: 10n, cost: new Money('40.00', EUR) }],
  });
  const sale = await shop.sell({
    from: 'shelf',
    to: 'customer',
    lines: [{ item: 'assam', quantity: 3n }],
    payments: [{ debit: 'cash', credit: 'sales', amount: new Money('19.50', EUR) }],
  });
  console.log('after the sale:');
  await report(session);

  try {
    await shop.sell({ from: 'shelf', to: 'customer', lines: [{ item: 'assam', quantity: 8n }] });
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    console.log('refused:', error.code);
  }

  await shop.returnSale({
    shipment: sale.value.shipment,
    to: 'shelf',
    lines: [{ item: 'assam', quantity: 1n }],
    payments: [{ debit: 'sales', credit: 'cash', amount: new Money('6.50', EUR) }],
  });
  await inventory.count({ location: 'shelf', loss: 'loss', lines: [{ item: 'assam', quantity: 7n }] });
  console.log('after a return and a count:');
  await report(session);
  const { findings } = await db.verify();
  console.log(findings.length === 0 ? 'all is well' : 'damage');
} finally {
  await db.close();
}
