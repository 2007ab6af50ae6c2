// Bad input of every kind, and errors as Node knows them.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import {
  commands,
  InvalidError,
  LedgerError,
  MojaError,
  openMemory,
  RejectedError,
  StoreError,
  WrongTypeError,
} from 'moja';
import { EUR, eur, refused, till } from './support.mjs';

const sale = (amount) => ({ debit: 'cash', credit: 'sales', amount });

test('a refusal is an error of its domain', async (t) => {
  const { ledger } = await till(t);
  await ledger.openAccount({
    code: 'purse',
    currency: EUR,
    kind: 'liability',
    minBalance: eur('0'),
  });
  const error = await refused(
    () => ledger.transfer({ debit: 'purse', credit: 'sales', amount: eur('1') }),
    LedgerError,
    'insufficient_funds',
  );
  assert.ok(error instanceof RejectedError && error instanceof MojaError && error instanceof Error);
  assert.equal(error.name, 'LedgerError');
  assert.equal(`${error.fields.available}`, '0.00 EUR');
  assert.equal(error.retryable, true);
  assert.match(error.stack, /refusals\.test\.mjs/);
  assert.match(inspect(error), /LedgerError/);
});

test('bad input rejects, and never throws', async (t) => {
  const { ledger } = await till(t);
  const amounts = [
    [12.5, 'wrong_type'],
    [NaN, 'wrong_type'],
    ['12.50', 'wrong_type'],
    [12n, 'wrong_type'],
    [null, 'wrong_type'],
    [undefined, 'wrong_type'],
    [[], 'wrong_type'],
    [new Date(), 'wrong_type'],
    [() => 1, 'wrong_type'],
    [Symbol('money'), 'wrong_type'],
    [{ amount: 12.5, currency: EUR }, 'wrong_type'],
    [{ amount: NaN, currency: EUR }, 'wrong_type'],
    [{ minor: 1250, currency: EUR }, 'wrong_type'],
    [{ currency: EUR }, 'wrong_type'],
    [{ amount: '1', currency: 978 }, 'wrong_type'],
  ];
  for (const [amount, code] of amounts) {
    const error = await refused(() => ledger.transfer(sale(amount)), WrongTypeError, code);
    assert.match(error.fields.argument, /^amount/);
    assert.ok(error instanceof InvalidError);
  }
  const texts = ['', '1.234', '1,5', '0x10', '1e3', 'NaN', '٣', '9'.repeat(60), '1'.repeat(30) + '.001'];
  for (const amount of texts) {
    const bad = () => ledger.transfer(sale({ amount, currency: EUR }));
    assert.ok((await bad().catch((error) => error)) instanceof InvalidError, amount);
  }
  const currency = () => ledger.transfer(sale({ amount: '1', currency: 'EURO🙂' }));
  assert.ok((await currency().catch((error) => error)) instanceof InvalidError);
});

test('bad records, ids and options are refused by name', async (t) => {
  const { session, ledger } = await till(t);
  const wrong = (work, code = 'wrong_type') =>
    refused(work, code === 'wrong_type' ? WrongTypeError : InvalidError, code);
  await wrong(() => ledger.transfer());
  await wrong(() => ledger.transfer(null));
  await wrong(() => ledger.transfer('all of it'));
  await wrong(() => ledger.transfer([sale(eur('1'))]));
  const slip = await wrong(
    () => ledger.openAccount({ code: 'a', currency: EUR, kind: 'asset', minBalanc: eur('0') }),
    'unknown_field',
  );
  assert.equal(slip.fields.argument, 'minBalanc');
  await wrong(() => ledger.transfer({ ...sale(eur('1')), debit: 7 }));
  await wrong(() => ledger.openAccount({ code: 'a', currency: EUR, kind: 'gold' }), 'unknown_value');
  await wrong(() => ledger.transfer({ ...sale(eur('1')), debit: 'half \ud800' }), 'invalid_text');
  for (const commandId of ['not-a-uuid', '', '0198c0de-0000-7000-8000-00000000000g']) {
    const error = await ledger.transfer(sale(eur('1')), { commandId }).catch((error) => error);
    assert.ok(error instanceof InvalidError, commandId);
    assert.equal(error.fields.argument, 'commandId');
  }
  await wrong(() => ledger.transfer(sale(eur('1')), { commandId: 5 }));
  await wrong(() => ledger.transfer(sale(eur('1')), { comandId: 'x' }), 'unknown_field');
  await wrong(() => ledger.transfer(sale(eur('1')), null));
  await wrong(() => ledger.transfer(sale(eur('1')), { signal: {} }));
  await wrong(() => session.follow('mailer', 1.5), 'not_whole');
  await wrong(() => session.follow('mailer', -1), 'number_out_of_range');
  await wrong(() => session.follow('mailer', NaN), 'not_finite');
  await wrong(() => session.follow('mailer', 2 ** 60), 'number_out_of_range');
  await wrong(() => session.asOf(2n ** 70n), 'number_out_of_range');
  await wrong(() => session.asOf('3'));
  await wrong(() => session.allOrNothing([sale(eur('1'))]));
  await wrong(() => session.allOrNothing([{ command: 'ledger.mint', args: {} }]), 'unknown_command');
  await wrong(() => session.allOrNothing(new Set()));
  const loop = {};
  loop.loop = loop;
  await wrong(() => session.execute(loop), 'invalid_json');
  await wrong(() => session.execute({ command: () => 1 }));
  const inner = commands.ledger.postMany({ transactions: [{}] });
  assert.ok((await session.allOrNothing([inner]).catch((error) => error)) instanceof InvalidError);
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(balance.minor, 0n);
});

test('what a getter throws is what the caller gets', async (t) => {
  const { ledger } = await till(t);
  const own = new RangeError('mine');
  const trap = {
    get debit() {
      throw own;
    },
  };
  await assert.rejects(ledger.transfer(trap), (error) => error === own);
  await ledger.transfer(sale(eur('1')));
});

test('a prototype is no field', async (t) => {
  const { ledger } = await till(t);
  const metadata = JSON.parse('{"__proto__": "x", "constructor": "y"}');
  const legs = [
    { account: 'cash', amount: eur('1') },
    { account: 'sales', amount: eur('-1') },
  ];
  const done = await ledger.post({ legs, details: { metadata } });
  const { details } = await ledger.getTransaction({ transaction: done.value.transaction });
  assert.deepEqual(Object.entries(details.metadata).sort(), [['__proto__', 'x'], ['constructor', 'y']]);
  assert.equal(Object.getPrototypeOf(details.metadata), Object.prototype);
});

test('a method without its object is refused like anything else', async (t) => {
  const { ledger } = await till(t);
  const { transfer } = ledger;
  await assert.rejects(transfer(sale(eur('1'))), TypeError);
});

test('a closed or suspended store says so', async () => {
  const db = await openMemory();
  const session = db.session('acme', 'till-1');
  await db.suspend();
  assert.equal(db.isOpen, false);
  await refused(() => session.ledger.accounts(), StoreError, 'store_suspended');
  await db.resume();
  assert.deepEqual(await session.ledger.accounts(), []);
  await db.close();
  await db.close();
  await refused(() => session.ledger.accounts(), StoreError, 'store_closed');
  await refused(() => db.resume(), StoreError, 'store_closed');
  assert.throws(() => db.session('', 'x'), { name: 'InvalidError', code: 'invalid_tenant' });
});
