// The golden scenarios: Node answers every step as every other language does.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Money, MojaError, open, openMemory, RejectedError } from 'moja';

// Run in the repository, or elsewhere with the folder named.
const folder =
  process.env.MOJA_GOLDEN ?? fileURLToPath(new URL('../../../golden', import.meta.url));
const scenarios = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort();
const idSeed = 1;
const usualActor = 'till';

/** A field as a line has it. */
function plain(value) {
  if (value instanceof Money) return { amount: value.amount, currency: value.currency };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** An error as a line has it. */
function shown(error) {
  const of = error.name.replace(/Error$/, '').toLowerCase();
  const rejected = error instanceof RejectedError;
  return {
    kind: rejected ? 'rejected' : of,
    ...(rejected ? { domain: of } : {}),
    code: error.code,
    message: error.message,
    fields: plain(error.fields),
    retryable: error.retryable,
  };
}

async function answer(db, session, step) {
  if ('query' in step) return session.query(step.query, step.args);
  if ('head' in step) {
    const { position, hash } = await session.head();
    return { position: Number(position), hash };
  }
  if ('verify' in step) {
    const report = await db.verify();
    const findings = report.findings.map((finding) => finding.code);
    return { findings, journal_rows: Number(report.journalRows) };
  }
  const keys = ['command', 'args', 'id'].filter((key) => key in step);
  return session.execute(Object.fromEntries(keys.map((key) => [key, step[key]])));
}

async function run(name, steps, openStore) {
  let now = '1970-01-01T00:00:00Z';
  const db = await openStore({ clock: { now: () => now }, idSeed, durable: false });
  try {
    for (const [at, step] of steps.entries()) {
      now = step.at ?? now;
      const session = db.session(name, step.actor ?? usualActor);
      let told;
      try {
        told = { ok: await answer(db, session, step) };
      } catch (error) {
        if (!(error instanceof MojaError)) throw error;
        told = { error: shown(error) };
      }
      const wanted = 'ok' in step ? { ok: step.ok } : { error: step.error };
      assert.deepEqual(told, wanted, `${name}.jsonl:${at + 1}: ${JSON.stringify({ told, step })}`);
    }
  } finally {
    await db.close();
  }
}

test('there are scenarios', () => {
  assert.ok(scenarios.length >= 10, `they are missing in ${folder}`);
});

for (const file of scenarios) {
  const name = file.replace(/\.jsonl$/, '');
  test(`every step of ${name} is answered as everywhere`, async (t) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
    const steps = lines.map((line) => JSON.parse(line));
    await run(name, steps, openMemory);
    const place = await mkdtemp(join(tmpdir(), 'moja-'));
    t.after(() => rm(place, { recursive: true }));
    await run(name, steps, (options) => open(join(place, 'golden.db'), options));
  });
}
