// A wallet: top up, pay, hold, statement.
import { commands, LedgerError, Money, open } from 'moja';

const EUR = 'EUR';

/** Wallets of customers, over the books of whoever keeps their money. */
class Wallets {
  /** @param {import('moja').Session} session */
  constructor(session) {
    this.session = session;
    this.ledger = session.ledger;
  }

  async setUp() {
    await this.ledger.openAccount({ code: 'bank', currency: EUR, kind: 'asset' });
    await this.ledger.openAccount({ code: 'fees', currency: EUR, kind: 'income' });
  }

  /**
   * A wallet cannot go below zero: the store sees to that, not the app.
   * @param {string} name
   */
  async open(name) {
    await this.ledger.openAccount({
      code: `wallet:${name}`,
      currency: EUR,
      kind: 'liability',
      minBalance: new Money('0', EUR),
    });
  }

  /**
   * Credits a payment once, however often the bank tells of it.
   * @param {string} name @param {string} amount @param {string} payment
   */
  async topUp(name, amount, payment) {
    const outcome = await this.ledger.transfer(
      {
        debit: 'bank',
        credit: `wallet:${name}`,
        amount: new Money(amount, EUR),
        reference: `payment ${payment}`,
      },
      { commandId: payment },
    );
    return !outcome.replayed;
  }

  /**
   * Both transfers happen, or neither does.
   * @param {string} payer @param {string} payee @param {string} amount @param {string} fee
   */
  async pay(payer, payee, amount, fee) {
    const [from, to] = [`wallet:${payer}`, `wallet:${payee}`];
    await this.session.allOrNothing([
      commands.ledger.transfer({ debit: from, credit: to, amount: new Money(amount, EUR) }),
      commands.ledger.transfer({ debit: to, credit: 'fees', amount: new Money(fee, EUR) }),
    ]);
  }

  /**
   * Sets money aside for ten minutes.
   * @param {string} payer @param {string} payee @param {string} amount
   */
  async hold(payer, payee, amount) {
    const placed = await this.ledger.placeHold({
      debit: `wallet:${payer}`,
      credit: `wallet:${payee}`,
      amount: new Money(amount, EUR),
      expiresInS: 600,
    });
    return placed.value.hold;
  }

  /** @param {string} name */
  async available(name) {
    const balance = await this.ledger.getBalance({ account: `wallet:${name}`, currency: EUR });
    return balance.available;
  }

  /** @param {string} name */
  async statement(name) {
    const page = await this.ledger.statement({ account: `wallet:${name}`, currency: EUR });
    // Amounts are debits; a wallet is owed to its owner and grows by credits.
    const credit = (/** @type {Money} */ money) => `${money.negated()}`.padStart(12);
    return page.lines.map((line) => `${credit(line.amount)} -> ${credit(line.running)}`);
  }
}

const db = await open(process.argv[2] ?? 'wallet.db');
try {
  const wallets = new Wallets(db.session('wallets', 'app'));
  await wallets.setUp();
  for (const name of ['ada', 'ben']) await wallets.open(name);

  const payment = '0198c0de-0000-7000-8000-000000000001';
  console.log('topped up:', await wallets.topUp('ada', '50.00', payment));
  console.log('topped up again:', await wallets.topUp('ada', '50.00', payment));

  await wallets.pay('ada', 'ben', '20.00', '0.50');
  try {
    await wallets.pay('ada', 'ben', '99.00', '0.50');
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    console.log('refused:', error.code, 'available', `${error.fields.available}`);
  }

  const hold = await wallets.hold('ada', 'ben', '25.00');
  console.log('ada may spend', `${await wallets.available('ada')}`);
  await wallets.ledger.captureHold({ hold, amount: new Money('24.00', EUR) });
  console.log('ada may spend', `${await wallets.available('ada')}`);

  console.log("ada's statement:");
  for (const line of await wallets.statement('ada')) console.log(line);
  const report = await db.verify();
  console.log(report.findings.length === 0 ? 'all is well' : report.findings);
} finally {
  await db.close();
}
