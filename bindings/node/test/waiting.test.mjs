// Many at once, page by page, given up, and closed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { commands, InvalidError, LedgerError, open, StoreError } from 'moja';
import { EUR, eur, file, refused, till } from './support.mjs';

const sale = (amount = '1') => ({ debit: 'cash', credit: 'sales', amount: eur(amount) });

test('a thousand calls at once', async (t) => {
  const { ledger, session } = await till(t);
  const all = await Promise.all(Array.from({ length: 1000 }, () => ledger.transfer(sale('0.01'))));
  assert.equal(new Set(all.map((outcome) => outcome.position)).size, 1000);
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(balance.amount, '10.00');
  assert.equal((await session.head()).position, 1002n);
});

test('under its id a command has one effect', async (t) => {
  const { ledger, session } = await till(t);
  const commandId = await session.newCommandId();
  const [first, second] = await Promise.all([
    ledger.transfer(sale(), { commandId }),
    ledger.transfer(sale(), { commandId }),
  ]);
  assert.deepEqual([first.replayed, second.replayed].sort(), [false, true]);
  assert.equal(first.value.transaction, second.value.transaction);
  await ledger.transfer(sale(), { commandId: randomUUID() });
});

test('all or nothing', async (t) => {
  const { ledger, session } = await till(t);
  const [opened, sold] = await session.allOrNothing([
    commands.ledger.openAccount({ code: 'bank', currency: EUR, kind: 'asset' }),
    commands.ledger.transfer({ ...sale('5'), debit: 'bank' }),
  ]);
  assert.equal(opened.value, null);
  assert.match(sold.value.transaction, /-/);
  const error = await refused(
    () =>
      session.allOrNothing([
        commands.ledger.transfer(sale()),
        commands.ledger.transfer({ ...sale(), debit: 'nowhere' }),
      ]),
    LedgerError,
    'account_not_found',
  );
  assert.equal(error.fields.member, 1);
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(balance.minor, 0n);
});

test('a pipeline reports by its watermark', async (t) => {
  const { session } = await till(t);
  const pipeline = session.pipeline();
  const batch = Array.from({ length: 100 }, () => commands.ledger.transfer(sale()));
  batch[40] = commands.ledger.transfer({ ...sale(), debit: 'nowhere' });
  assert.equal(await pipeline.push(batch), 0n);
  assert.equal(await pipeline.push([commands.ledger.transfer(sale())]), 100n);
  const report = await pipeline.flush();
  assert.equal(report.watermark, 101n);
  assert.equal(pipeline.watermark, 101n);
  assert.deepEqual(report.refused.map(({ number, code }) => [number, code]), [[40n, 'account_not_found']]);
});

test('pages are asked for as they are needed', async (t) => {
  const { ledger } = await till(t);
  for (let at = 0; at < 25; at += 1) await ledger.transfer(sale());
  const first = await ledger.transactions({ limit: 10 });
  assert.equal(first.transactions.length, 10);
  assert.equal(typeof first.next, 'string');
  const second = await ledger.transactions({ limit: 10, after: first.next });
  assert.notEqual(second.transactions[0].transaction, first.transactions[0].transaction);
  const seen = new Set();
  for await (const found of ledger.transactions({ limit: 10 })) seen.add(found.transaction);
  assert.equal(seen.size, 25);
  let pages = 0;
  for await (const page of ledger.transactions({ limit: 10 }).pages()) pages += page.transactions.length > 0;
  assert.equal(pages, 3);
  await refused(() => ledger.transactions({ after: 'somewhere' }), InvalidError, 'invalid_cursor');
  await refused(() => ledger.transactions({}, { limit: 3 }), InvalidError, 'unknown_field');
  await assert.doesNotReject(ledger.transactions().finally(() => {}));
});

test('a sink follows the journal and acknowledges what it has done', async (t) => {
  const { session, ledger } = await till(t);
  for (let at = 0; at < 5; at += 1) await ledger.transfer(sale());
  const take = async (count) => {
    const names = [];
    for await (const entry of session.deliveries('mailer', { batch: 3, idleMs: 5 })) {
      names.push(entry.position);
      if (names.length === count) break;
    }
    return names;
  };
  assert.deepEqual(await take(4), [1n, 2n, 3n, 4n]);
  // The one on which the loop was left comes again.
  assert.deepEqual(await take(2), [4n, 5n]);
  const [cursor] = await session.outbox.cursors();
  assert.equal(cursor.pos, 4n);
  const stop = new AbortController();
  const waited = (async () => {
    for await (const entry of session.deliveries('mailer', { idleMs: 1000, signal: stop.signal })) {
      assert.ok(entry.position > 3n);
    }
  })();
  setTimeout(() => stop.abort(new Error('enough')), 50);
  await assert.rejects(waited, /enough/);
});

test('an aborted call is not waited for', async (t) => {
  const { ledger } = await till(t);
  await assert.rejects(ledger.transfer(sale(), { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const { balance } = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(balance.minor, 0n, 'nothing was sent');
  const stop = new AbortController();
  const commandId = randomUUID();
  const sent = ledger.transfer(sale(), { signal: stop.signal, commandId });
  stop.abort(new Error('too late'));
  await assert.rejects(sent, /too late/);
  // It was sent, and is executed; under its id it has one effect.
  await ledger.transfer(sale(), { commandId, signal: AbortSignal.timeout(10_000) });
  const after = await ledger.getBalance({ account: 'cash', currency: EUR });
  assert.equal(after.balance.amount, '1.00');
});

test('a store is closed by `using`, and opens again', async (t) => {
  const { db, path } = await file(t);
  await db.session('acme', 'a').ledger.openAccount({ code: 'cash', currency: EUR, kind: 'asset' });
  assert.equal(db.place, path);
  await db[Symbol.asyncDispose]();
  assert.equal(db.isOpen, false);
  const again = await open(path, { create: false, busyTimeoutMs: 100 });
  assert.equal((await again.session('acme', 'a').ledger.accounts()).length, 1);
  await again.backup(`${path}.copy`);
  again[Symbol.dispose]();
  while (again.isOpen) await new Promise((done) => setTimeout(done, 1));
  await refused(() => open(`${path}.none`, { create: false }), StoreError, 'store_incompatible');
});

test('the past is there to be asked', async (t) => {
  const { session, ledger } = await till(t);
  const { position } = await ledger.transfer(sale());
  await ledger.transfer(sale());
  const past = await session.asOf(position);
  assert.equal(past.position, position);
  const balance = await past.query('ledger.balance', { account: 'cash', currency: EUR });
  assert.match(JSON.stringify(balance), /1\.00/);
});
