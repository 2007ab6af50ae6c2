// What goes in and comes out: types and defaults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidError, Money, WrongTypeError } from 'moja';
import { EUR, eur, refused, till } from './support.mjs';

test('an outcome has a bigint position and a typed answer', async (t) => {
  const { ledger } = await till(t);
  const sold = await ledger.transfer({ debit: 'cash', credit: 'sales', amount: eur('12.50') });
  assert.equal(sold.position, 3n);
  assert.equal(sold.replayed, false);
  assert.match(sold.value.transaction, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.ok(balance instanceof Money);
  assert.deepEqual({ ...balance }, { amount: '12.50', currency: EUR });
});

test('money is decimal text, or minor units as a bigint', async (t) => {
  const { ledger } = await till(t);
  const transfer = (amount) => ledger.transfer({ debit: 'cash', credit: 'sales', amount });
  await transfer({ amount: '0.10', currency: EUR });
  await transfer({ minor: 20n, currency: EUR });
  await transfer(eur('0.30'));
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(balance.minor, 60n);
  assert.equal(`${balance}`, '0.60 EUR');
});

test('sums of money are exact', () => {
  assert.equal(`${eur('0.10').plus(eur('0.20'))}`, '0.30 EUR');
  assert.equal(`${eur('1').minus(eur('2.5'))}`, '-1.50 EUR');
  assert.equal(`${eur('19.99').times(3n)}`, '59.97 EUR');
  assert.equal(`${eur('1').negated()}`, '-1.00 EUR');
  assert.equal(Money.ofMinor(-5n, 'HOOL/3').amount, '-0.005');
  assert.equal(Money.parse('12.50 EUR').minor, 1250n);
  const great = 10n ** 20n;
  assert.equal(Money.ofMinor(great, EUR).minor, great);
  assert.deepEqual([eur('2'), eur('10')].sort((a, b) => b.compare(a)).map(String), ['10 EUR', '2 EUR']);
  assert.throws(() => eur('1').plus(new Money('1', 'USD')), { code: 'currency_mismatch' });
  assert.throws(() => new Money(12.5, EUR), WrongTypeError);
  assert.throws(() => Money.ofMinor(5, EUR), WrongTypeError);
  assert.throws(() => Money.parse('1.234 EUR'), InvalidError);
  assert.throws(() => Object.assign(eur('1'), { amount: '2' }), TypeError);
});

test('what is left out has its default, and null is as good as nothing', async (t) => {
  const { ledger } = await till(t);
  await ledger.openAccount({ code: 'bank', currency: EUR, kind: 'asset', minBalance: null });
  await ledger.openAccount({ code: 'box', currency: EUR, kind: 'asset', minBalance: undefined });
  const accounts = await ledger.accounts();
  assert.deepEqual(accounts.map(({ account }) => account), ['bank', 'box', 'cash', 'sales']);
});

test('a time is a Date or ISO text, and comes back with its microseconds', async (t) => {
  const { ledger } = await till(t);
  const post = async (effectiveAt) => {
    const done = await ledger.transfer({
      debit: 'cash',
      credit: 'sales',
      amount: eur('1'),
      effectiveAt,
    });
    const found = await ledger.getTransaction({ transaction: done.value.transaction });
    return found.effectiveAt;
  };
  assert.equal(await post(new Date('2024-02-29T12:00:00.5Z')), '2024-02-29T12:00:00.500000Z');
  assert.equal(await post('2024-02-29T12:00:00.123456Z'), '2024-02-29T12:00:00.123456Z');
  assert.equal(await post('2024-02-29T13:00:00+01:00'), '2024-02-29T12:00:00Z');
  assert.equal(await post('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00Z');
  const bad = (effectiveAt) => () => post(effectiveAt);
  await refused(bad(new Date(NaN)), InvalidError, 'invalid_time');
  await refused(bad(1700000000000), WrongTypeError, 'wrong_type');
  assert.ok((await bad('yesterday')().catch((error) => error)) instanceof InvalidError);
});

test('text of every kind survives', async (t) => {
  const { ledger } = await till(t);
  const narration = 'Grüße 🦀 👩‍👩‍👧 \u202e أهلا';
  const metadata = { 'ключ 🔑': 'значение', count: { text: '3', kind: 'number' } };
  const legs = [
    { account: 'cash', amount: eur('1') },
    { account: 'sales', amount: { minor: -100n, currency: EUR } },
  ];
  const done = await ledger.post({ legs, details: { narration, metadata } });
  const { details } = await ledger.getTransaction({ transaction: done.value.transaction });
  assert.equal(details.narration, narration);
  assert.deepEqual(details.metadata, metadata);
});

test('a JSON value loses no digit', async (t) => {
  const { db, session } = await till(t);
  const sale = { debit: 'cash', credit: 'sales', amount: { amount: '5.00', currency: EUR } };
  const done = await session.execute({ command: 'ledger.transfer', args: sale });
  assert.equal(done.position, 3);
  const balance = await session.query('ledger.balance', { account: 'cash', currency: EUR });
  assert.match(JSON.stringify(balance), /5\.00/);
  const schema = await db.describe();
  assert.equal(typeof schema, 'object');
  // Microseconds are still exact as a number; what is not is a bigint.
  const id = '0198c0de-0000-7000-8000-000000000002';
  const lost = { command: 'ledger.transfer', id, args: { ...sale, debit: 2n ** 63n } };
  const refused = await session.execute(lost).catch((error) => error);
  assert.match(refused.message, /9223372036854775808/);
});

test('values pass through structuredClone and JSON', async (t) => {
  const { ledger } = await till(t);
  const command = structuredClone({ debit: 'cash', credit: 'sales', amount: eur('3') });
  await ledger.transfer(command);
  const view = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(JSON.parse(JSON.stringify({ ...view, version: 0 })).balance.amount, '3.00');
});
