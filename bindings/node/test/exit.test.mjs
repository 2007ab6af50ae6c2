// A process that ends while work is under way ends at once, without a signal, and leaves a store
// in order.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from 'moja';

// What is under way when the process ends.
const WORK = {
  nothing: '',
  transfers: 'for (let i = 0; i < 50; i += 1) start(ledger.transfer(SALE));',
  'a unit': 'start(session.allOrNothing(Array(200).fill(commands.ledger.transfer(SALE))));',
  'a pipeline': `
    const pipeline = session.pipeline();
    await pipeline.push(Array(2000).fill(commands.ledger.transfer(SALE)));
    start(pipeline.flush());`,
  'a sink': `
    for (let i = 0; i < 20; i += 1) { start(ledger.transfer(SALE)); start(session.follow('sink', 100)); }`,
  pages: 'start((async () => { for await (const one of ledger.transactions({ limit: 1 })) one; })());',
  'a copy': 'start(db.backup(`${path}.copy`)); start(db.verify());',
  'an opening': 'for (let i = 0; i < 3; i += 1) start(open(`${path}.${i}`));',
  'worker threads': `
    const source = \`
      const { workerData } = require('node:worker_threads');
      const { open, Money } = require('moja');
      open(workerData).then((db) => {
        const { ledger } = db.session('acme', 'worker');
        const sale = { debit: 'cash', credit: 'sales', amount: new Money('1', 'EUR') };
        for (let i = 0; i < 50; i += 1) ledger.transfer(sale).catch(() => {});
      }).catch(() => {});\`;
    for (let i = 0; i < 2; i += 1) new Worker(source, { eval: true, workerData: path });`,
  'a closing': 'for (let i = 0; i < 50; i += 1) start(ledger.transfer(SALE)); start(db.close());',
};

// How it ends, and the status that it then has.
const ENDS = {
  return: ['return;', 0],
  throw: ['throw new Error("the end");', 1],
  'process.exit': ['process.exit(3);', 3],
  'in a callback': ['process.nextTick(() => { throw new Error("the end"); });', 1],
  later: ['setTimeout(() => process.exit(6), 10);', 6],
};

const script = (work, end) => `
  const { Worker } = require('node:worker_threads');
  const { commands, Money, open } = require('moja');
  const SALE = { debit: 'cash', credit: 'sales', amount: new Money('1', 'EUR') };
  const path = process.argv[1];
  // A call that is refused because the store is closed is none of this test's business.
  const start = (promise) => promise.catch(() => {});
  (async () => {
    const db = await open(path, { clock: { now: () => new Date() }, log: { log() {} } });
    const session = db.session('acme', 'till-1');
    const { ledger } = session;
    await ledger.openAccount({ code: 'cash', currency: 'EUR', kind: 'asset' });
    await ledger.openAccount({ code: 'sales', currency: 'EUR', kind: 'income' });
    ${work}
    ${end}
  })();
`;

/** The status, the signal and the complaints of a script; killed when it takes too long. */
function run(source, path) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', source, path], {
      cwd: new URL('.', import.meta.url),
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stderr }));
  });
}

for (const [end, [last, wanted]] of Object.entries(ENDS)) {
  test(`a process ends by ${end}, whatever is under way`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'moja-'));
    for (const [work, begin] of Object.entries(WORK)) {
      const path = join(folder, `${work}.db`);
      const { status, signal, stderr } = await run(script(begin, last), path);
      assert.deepEqual([status, signal], [wanted, null], `${work}: ${stderr}`);
      assert.ok(stderr === '' || stderr.includes('the end'), `${work}: ${stderr}`);
      assert.doesNotMatch(stderr, /panicked/, work);
      const db = await open(path);
      const { findings } = await db.verify();
      await db.close();
      assert.deepEqual(findings, [], work);
    }
    await rm(folder, { recursive: true });
  });
}
