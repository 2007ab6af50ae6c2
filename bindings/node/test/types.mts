// What the types must allow, and what they must refuse: compiled by `tsc --strict`, never run.
import { commands, type ledger, LedgerError, Money, type MoneyLike, open, type Outcome } from 'moja';

await using db = await open('shop.db', { durable: false });
const { ledger: books, inventory, shop } = db.session('acme', 'till-1');
const session = db.session('acme', 'till-2');

const done: Outcome<ledger.PostedId> = await books.transfer(
  { debit: 'cash', credit: 'sales', amount: { minor: 1250n, currency: 'EUR' } },
  { commandId: await session.newCommandId(), signal: AbortSignal.timeout(1000) },
);
const position: bigint = done.position;
const amount: MoneyLike = new Money('1', 'EUR');

const [opened, posted] = await session.allOrNothing([
  commands.ledger.openAccount({ code: 'bank', currency: 'EUR', kind: 'asset' }),
  commands.ledger.transfer({ debit: 'bank', credit: 'sales', amount }),
]);
const nothing: null = opened.value;
const transaction: string = posted.value.transaction;

for await (const found of books.transactions({ limit: 10 })) console.log(found.transaction);
const page: ledger.TransactionPage = await books.transactions();
const next: string | null = page.next;
for await (const entry of session.deliveries('mailer')) console.log(entry.position + position);

const kind: ledger.AccountKind = 'asset';
try {
  await books.openAccount({ code: 'a', currency: 'EUR', kind, minBalance: null });
} catch (error) {
  if (error instanceof LedgerError) console.log(error.code, error.fields['available'], error.retryable);
}
console.log(nothing, transaction, next, inventory, shop);

// @ts-expect-error money is no number
await books.transfer({ debit: 'a', credit: 'b', amount: 12.5 });
// @ts-expect-error an amount is text
new Money(12.5, 'EUR');
// @ts-expect-error a field is missing
await books.transfer({ debit: 'a', amount });
// @ts-expect-error a slip of the pen
await books.openAccount({ code: 'a', currency: 'EUR', kind, minBalanc: null });
// @ts-expect-error no such kind
await books.openAccount({ code: 'a', currency: 'EUR', kind: 'gold' });
// @ts-expect-error 64 bits are no number
const wrong: number = done.position;
console.log(wrong);
