// Worker threads, the app's clock, garbage, and the end of the process.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as moja from 'moja';
import { EUR, eur, file, till } from './support.mjs';

const sale = (amount = '1') => ({ debit: 'cash', credit: 'sales', amount: eur(amount) });

test('ESM and CommonJS get the same', () => {
  const common = createRequire(import.meta.url)('moja');
  assert.equal(common.Money, moja.Money);
  assert.deepEqual(Object.keys(common).sort(), Object.keys(moja).filter((name) => name !== 'default').sort());
});

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Money, openMemory, LedgerError } = require('moja');
  (async () => {
    const db = await openMemory();
    const { ledger } = db.session('acme', workerData.name);
    await ledger.openAccount({ code: 'cash', currency: 'EUR', kind: 'asset' });
    await ledger.openAccount({ code: 'sales', currency: 'EUR', kind: 'income' });
    await Promise.all(Array.from({ length: 50 }, () => ledger.transfer(workerData.sale)));
    const { balance } = await ledger.getBalance({ account: 'cash', currency: 'EUR' });
    const refused = await ledger.transfer({ ...workerData.sale, debit: 'x' }).catch((error) => error);
    if (!(balance instanceof Money) || !(refused instanceof LedgerError)) throw new Error('classes');
    parentPort.postMessage(balance);
    if (workerData.close) await db.close();
  })();
`;

test('every worker thread has its own', async () => {
  const run = (name, close) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(WORKER, { eval: true, workerData: { name, close, sale: sale() } });
      let told;
      worker.on('message', (value) => (told = value));
      worker.on('error', reject);
      worker.on('exit', () => resolve(told));
    });
  const told = await Promise.all([run('a', true), run('b', true), run('c', false), run('d', false)]);
  assert.deepEqual(told.map((money) => money.amount), ['50.00', '50.00', '50.00', '50.00']);
});

test('a worker that is ended in the middle of its work harms nobody', async (t) => {
  const { ledger } = await till(t);
  const endless = WORKER.replace('await Promise.all', 'for (;;) await Promise.all');
  const worker = new Worker(endless, { eval: true, workerData: { name: 'e', sale: sale() } });
  await sleep(300);
  await worker.terminate();
  await ledger.transfer(sale());
});

test("the app's clock tells the time", async (t) => {
  let now = new Date('2030-01-01T00:00:00Z');
  const { session, ledger } = await till(t, { clock: { now: () => now } });
  assert.equal((await session.head()).recordedAt, '2030-01-01T00:00:00Z');
  now = '2030-01-02T00:00:00.000001Z';
  await ledger.transfer(sale());
  assert.equal((await session.head()).recordedAt, '2030-01-02T00:00:00.000001Z');
  assert.match(await session.newCommandId(), /^[0-9a-f-]{36}$/);
});

test('a clock that fails is not asked in vain', async (t) => {
  let answer = () => '2030-01-01T00:00:00Z';
  const { session, ledger } = await till(t, { clock: { now: () => answer() } });
  for (const bad of [() => { throw new Error('broken'); }, () => 5, () => undefined]) {
    answer = bad;
    await ledger.transfer(sale());
  }
  assert.match((await session.head()).recordedAt, /^2030-01-01/);
  await assert.rejects(moja.openMemory({ clock: {} }), moja.WrongTypeError);
  await assert.rejects(moja.openMemory({ clock: () => 1 }), moja.WrongTypeError);
});

test("the app's logger is told of the store's life", async () => {
  const told = [];
  const log = {
    log(level, event, detail) {
      told.push({ level, event, detail });
      throw new Error('a logger that fails harms nothing');
    },
  };
  const db = await moja.openMemory({ log });
  await db.suspend();
  await db.resume();
  await db.close();
  await sleep(20);
  assert.deepEqual(told.at(0), { level: 'info', event: 'store_opened', detail: ':memory:' });
  assert.equal(told.at(-1).event, 'store_closed');
  await assert.rejects(moja.openMemory({ log: { log: 'file' } }), moja.WrongTypeError);
});

function script(text) {
  const ended = spawnSync(process.execPath, ['--expose-gc', '-e', text], {
    cwd: new URL('.', import.meta.url),
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(ended.status, 0, `${ended.signal} ${ended.stderr}`);
  return ended.stdout.trim();
}

test('handles are collected, and with the last one the store', () => {
  const told = script(`
    const { openMemory } = require('moja');
    (async () => {
      for (let round = 0; round < 200; round += 1) {
        const db = await openMemory({ clock: round % 2 ? { now: () => new Date() } : null });
        await db.session('acme', 'gc').ledger.accounts();
        if (round % 20 === 0) { globalThis.gc(); await new Promise((done) => setTimeout(done, 5)); }
      }
      globalThis.gc();
      await new Promise((done) => setTimeout(done, 300));
      globalThis.gc();
      console.log(require('fs').readdirSync('/proc/self/task').length < 100);
    })();
  `);
  if (process.platform === 'linux') assert.equal(told, 'true');
});

test('a process ends whatever is open, sent or thrown', () => {
  const begin = `
    const { openMemory } = require('moja');
    const ready = openMemory().then((db) => db.session('acme', 'x').ledger);
    const open = (ledger) => ledger.openAccount({ code: 'c', currency: 'EUR', kind: 'asset' });
  `;
  const ends = [
    'ready.then(open).then(() => console.log("done"));',
    'ready.then(open).then(() => { console.log("done"); process.exit(0); });',
    'ready.then((ledger) => { open(ledger); console.log("done"); process.exit(0); });',
    'console.log("done"); process.exit(0);',
    'ready.then((ledger) => { for (let i = 0; i < 500; i++) ledger.accounts(); console.log("done"); process.exit(0); });',
  ];
  for (let round = 0; round < 4; round += 1) {
    for (const end of ends) assert.equal(script(begin + end), 'done');
  }
});

test('two handles of one file see the same', async (t) => {
  const { db, path } = await file(t);
  const other = await moja.open(path);
  t.after(() => other.close());
  await db.session('acme', 'a').ledger.openAccount({ code: 'cash', currency: EUR, kind: 'asset' });
  assert.equal((await other.session('acme', 'b').ledger.accounts()).length, 1);
});
