// What a call costs: `node bench.mjs` beside an installed package. Compare with the same calls in
// Rust: `cargo run --release --example overhead` in bindings/node.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { commands, Money, open, openMemory } from 'moja';

const EUR = 'EUR';
const sale = { debit: 'cash', credit: 'sales', amount: new Money('0.01', EUR) };

async function setUp(db) {
  const session = db.session('acme', 'bench');
  await session.ledger.openAccount({ code: 'cash', currency: EUR, kind: 'asset' });
  await session.ledger.openAccount({ code: 'sales', currency: EUR, kind: 'income' });
  return session;
}

/** The best of some rounds, microseconds for each of `count`. */
async function best(count, work) {
  let least = Infinity;
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    await work(count);
    least = Math.min(least, performance.now() - start);
  }
  return (least * 1000) / count;
}

async function oneByOne(count, call) {
  for (let at = 0; at < count; at += 1) await call();
}

const memory = await openMemory();
const { ledger } = await setUp(memory);
const balance = () => ledger.getBalance({ account: 'cash', currency: EUR });
console.log('get_balance, memory, us', (await best(2000, (n) => oneByOne(n, balance))).toFixed(1));
console.log('transfer, memory, us', (await best(2000, (n) => oneByOne(n, () => ledger.transfer(sale)))).toFixed(1));
await memory.close();

const folder = await mkdtemp(join(tmpdir(), 'moja-bench-'));
const db = await open(join(folder, 'bench.db'));
const session = await setUp(db);
const batch = Array.from({ length: 1000 }, () => commands.ledger.transfer(sale));
const pipeline = session.pipeline();
const each = await best(1000, async () => {
  await pipeline.push(batch);
  await pipeline.flush();
});
console.log('1000 transfers by pipeline, SQLite, per second', (1e6 / each).toFixed(0));
await db.close();
await rm(folder, { recursive: true });
