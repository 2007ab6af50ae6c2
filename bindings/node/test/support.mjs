// What the tests share.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Money, open, openMemory } from 'moja';

export const EUR = 'EUR';
export const eur = (amount) => new Money(amount, EUR);

/** A store in memory with a session, cash and sales; closed when the test ends. */
export async function till(t, options) {
  const db = await openMemory(options);
  t.after(() => db.close());
  const session = db.session('acme', 'till-1');
  await session.ledger.openAccount({ code: 'cash', currency: EUR, kind: 'asset' });
  await session.ledger.openAccount({ code: 'sales', currency: EUR, kind: 'income' });
  return { db, session, ledger: session.ledger };
}

/** A store in a file. */
export async function file(t) {
  const folder = await mkdtemp(join(tmpdir(), 'moja-'));
  const path = join(folder, 'shop.db');
  const db = await open(path);
  t.after(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });
  return { db, path };
}

/** A promise that is rejected by an error of a class with a code; it gives the error. */
export async function refused(work, errorClass, code) {
  let thrown;
  try {
    // Whatever is wrong, the call itself throws nothing.
    const promise = work();
    await promise;
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof errorClass, `${thrown?.stack ?? 'nothing was refused'}`);
  assert.equal(thrown.code, code);
  return thrown;
}
