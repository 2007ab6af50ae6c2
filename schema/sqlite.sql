-- Generated from the declared tables. SQLite, format 1.

PRAGMA application_id = 1836018273;
PRAGMA user_version = 1;

CREATE TABLE moja_migration (
  step INTEGER NOT NULL PRIMARY KEY, -- position, from 1
  name TEXT NOT NULL, -- what was done
  sql TEXT NOT NULL, -- the statements, as they ran
  checksum TEXT NOT NULL, -- SHA-256 of `sql`, hex
  applied_at INTEGER NOT NULL -- seconds since the Unix epoch, from this machine's clock
) STRICT;

CREATE TABLE moja_table (
  name TEXT NOT NULL PRIMARY KEY, -- a declared table
  definition TEXT NOT NULL, -- its declaration, one line per column, key and index
  checksum TEXT NOT NULL, -- SHA-256 of `definition`, hex
  sql TEXT NOT NULL -- the DDL that SQLite keeps for it
) STRICT, WITHOUT ROWID;

CREATE TABLE moja_view (
  name TEXT NOT NULL PRIMARY KEY, -- a documented view
  sql TEXT NOT NULL -- its DDL
) STRICT, WITHOUT ROWID;

CREATE TABLE moja_tenant (
  tenant INTEGER NOT NULL PRIMARY KEY, -- the number that every table starts with
  name TEXT NOT NULL UNIQUE -- the tenant
) STRICT;

-- The end of a tenant's journal.
CREATE TABLE journal_head (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The last position; 0 before the first command.
  recorded_at INTEGER NOT NULL, -- When it was recorded.
  hash BLOB NOT NULL, -- Its hash; 32 zero bytes before the first command.
  PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_journal_head AS
SELECT
  n.name AS tenant,
  t.pos,
  t.recorded_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.recorded_at - ((t.recorded_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.recorded_at % 1000000 + 1000000) % 1000000)) AS recorded_at_iso,
  t.hash
FROM journal_head AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- One committed command.
CREATE TABLE journal (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL CHECK (pos > 0), -- Position: 1, 2, 3, ... without gaps, in commit order.
  command_id BLOB NOT NULL CHECK (length(command_id) = 16), -- The command's id, the idempotency key.
  command TEXT NOT NULL, -- The command's name.
  actor TEXT NOT NULL, -- Who acted.
  recorded_at INTEGER NOT NULL, -- When it was recorded; never decreases within a tenant.
  request BLOB NOT NULL, -- Format byte, then a digest of the request and a short print of each of its fields.
  events BLOB NOT NULL, -- The events, binary, one after another.
  hash BLOB NOT NULL, -- SHA-256 over the previous hash and everything above.
  PRIMARY KEY (tenant, pos)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX journal_by_command ON journal (tenant, command_id);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
  SELECT RAISE(ABORT, 'table `journal` is append-only');
END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
  SELECT RAISE(ABORT, 'table `journal` is append-only');
END;
CREATE VIEW v_journal AS
SELECT
  n.name AS tenant,
  t.pos,
  substr(lower(hex(t.command_id)), 1, 8) || '-' || substr(lower(hex(t.command_id)), 9, 4) || '-' || substr(lower(hex(t.command_id)), 13, 4) || '-' || substr(lower(hex(t.command_id)), 17, 4) || '-' || substr(lower(hex(t.command_id)), 21) AS command_id,
  t.command,
  t.actor,
  t.recorded_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.recorded_at - ((t.recorded_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.recorded_at % 1000000 + 1000000) % 1000000)) AS recorded_at_iso,
  t.request,
  t.events,
  t.hash
FROM journal AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- A block of sorted items.
CREATE TABLE history_block (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  history TEXT NOT NULL, -- The history.
  level INTEGER NOT NULL, -- The level of the run, from 0.
  run INTEGER NOT NULL, -- The number of the run within its level, from 0.
  series INTEGER NOT NULL, -- The first item's series.
  at_us INTEGER NOT NULL, -- The first item's effective time.
  pos INTEGER NOT NULL, -- The first item's journal position.
  ordinal INTEGER NOT NULL, -- The first item's ordinal.
  line INTEGER NOT NULL, -- The first item's line.
  items BLOB NOT NULL, -- The packed items with the sums before each series.
  PRIMARY KEY (tenant, history, level, run, series, at_us, pos, ordinal, line)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER history_block_no_update BEFORE UPDATE ON history_block BEGIN
  SELECT RAISE(ABORT, 'table `history_block` is append-only');
END;
CREATE TRIGGER history_block_no_delete BEFORE DELETE ON history_block BEGIN
  SELECT RAISE(ABORT, 'table `history_block` is append-only');
END;
CREATE VIEW v_history_block AS
SELECT
  n.name AS tenant,
  t.history,
  t.level,
  t.run,
  t.series,
  t.at_us,
  t.pos,
  t.ordinal,
  t.line,
  t.items
FROM history_block AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- A finished run.
CREATE TABLE history_run (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  history TEXT NOT NULL, -- The history.
  level INTEGER NOT NULL, -- The level, from 0.
  run INTEGER NOT NULL, -- The number within the level, from 0.
  from_pos INTEGER NOT NULL, -- The first journal position that it covers.
  to_pos INTEGER NOT NULL, -- The last journal position that it covers.
  items INTEGER NOT NULL, -- How many items it holds.
  PRIMARY KEY (tenant, history, level, run)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER history_run_no_update BEFORE UPDATE ON history_run BEGIN
  SELECT RAISE(ABORT, 'table `history_run` is append-only');
END;
CREATE TRIGGER history_run_no_delete BEFORE DELETE ON history_run BEGIN
  SELECT RAISE(ABORT, 'table `history_run` is append-only');
END;
CREATE VIEW v_history_run AS
SELECT
  n.name AS tenant,
  t.history,
  t.level,
  t.run,
  t.from_pos,
  t.to_pos,
  t.items
FROM history_run AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- How far a history is packed.
CREATE TABLE history_state (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  history TEXT NOT NULL, -- The history.
  packed_pos INTEGER NOT NULL, -- Everything up to this journal position is in runs of level 0.
  packing_pos INTEGER NOT NULL, -- Everything up to this one is being packed; the same position when nothing is.
  runs INTEGER NOT NULL, -- How many runs there are, of all levels.
  PRIMARY KEY (tenant, history)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_history_state AS
SELECT
  n.name AS tenant,
  t.history,
  t.packed_pos,
  t.packing_pos,
  t.runs
FROM history_state AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Numbers given out so far.
CREATE TABLE ledger_counter (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  accounts INTEGER NOT NULL, -- The last account number.
  PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_ledger_counter AS
SELECT
  n.name AS tenant,
  t.accounts
FROM ledger_counter AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Currencies and units in use, each with one scale.
CREATE TABLE ledger_currency (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  code TEXT NOT NULL, -- The code.
  exponent INTEGER NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Decimals of an amount: stored amounts are units of ten to the minus this.
  metadata TEXT, -- What the app wants to remember.
  PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_ledger_currency AS
SELECT
  n.name AS tenant,
  t.code,
  t.exponent,
  t.metadata
FROM ledger_currency AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Accounts: one row for each code and currency.
CREATE TABLE ledger_account (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  code TEXT NOT NULL CHECK (length(code) > 0), -- The code, a path separated by colons.
  currency TEXT NOT NULL, -- The currency's code.
  exponent INTEGER NOT NULL, -- The currency's decimals.
  kind TEXT NOT NULL, -- The kind.
  normal TEXT NOT NULL, -- The side on which it grows.
  policy TEXT NOT NULL, -- How postings are checked.
  status TEXT NOT NULL, -- Whether it takes postings.
  min_balance INTEGER, -- The smallest balance on the normal side, minor units.
  max_balance INTEGER, -- The largest balance on the normal side, minor units.
  opened_at INTEGER NOT NULL, -- From when on it is in use, effective time.
  closed_at INTEGER, -- Until when it was in use, effective time.
  parent TEXT, -- The code of the account above it.
  tags TEXT, -- Tags.
  metadata TEXT, -- What the app wants to remember.
  PRIMARY KEY (tenant, "no"),
  FOREIGN KEY (tenant, currency) REFERENCES ledger_currency (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_account_by_code ON ledger_account (tenant, code, currency);
CREATE INDEX ledger_account_by_parent ON ledger_account (tenant, parent) WHERE parent IS NOT NULL;
CREATE VIEW v_ledger_account AS
SELECT
  n.name AS tenant,
  t."no",
  t.code,
  t.currency,
  t.exponent,
  t.kind,
  t.normal,
  t.policy,
  t.status,
  t.min_balance,
  t.max_balance,
  t.opened_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.opened_at - ((t.opened_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.opened_at % 1000000 + 1000000) % 1000000)) AS opened_at_iso,
  t.closed_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.closed_at - ((t.closed_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.closed_at % 1000000 + 1000000) % 1000000)) AS closed_at_iso,
  t.parent,
  t.tags,
  t.metadata
FROM ledger_account AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What each account holds, in minor units: always the sum of its entries and open holds.
CREATE TABLE ledger_balance (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  account INTEGER NOT NULL, -- The account's number.
  debits_posted INTEGER NOT NULL CHECK (debits_posted >= 0), -- Sum of debits.
  credits_posted INTEGER NOT NULL CHECK (credits_posted >= 0), -- Sum of credits.
  debits_pending INTEGER NOT NULL CHECK (debits_pending >= 0), -- Debits held. Includes holds that have expired and were not yet swept.
  credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0), -- Credits held. Includes holds that have expired and were not yet swept.
  version INTEGER NOT NULL, -- How often it was changed.
  next_expiry INTEGER, -- Not later than the first expiry of an open hold.
  PRIMARY KEY (tenant, account),
  FOREIGN KEY (tenant, account) REFERENCES ledger_account (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE VIEW v_ledger_balance AS
SELECT
  n.name AS tenant,
  t.account,
  t.debits_posted,
  t.credits_posted,
  t.debits_pending,
  t.credits_pending,
  t.version,
  t.next_expiry,
  strftime('%Y-%m-%dT%H:%M:%S', (t.next_expiry - ((t.next_expiry % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.next_expiry % 1000000 + 1000000) % 1000000)) AS next_expiry_iso
FROM ledger_balance AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Transactions. One of two legs in one currency is complete here; others have rows in `ledger_leg`. The view `ledger_entries` has one row for each leg of all of them.
CREATE TABLE ledger_transaction (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  id BLOB NOT NULL CHECK (length(id) = 16), -- The transaction's id.
  effective_at INTEGER NOT NULL, -- When it counts, as the app says.
  recorded_at INTEGER NOT NULL, -- When it was recorded.
  debit INTEGER, -- The debited account, if there are two legs in one currency.
  credit INTEGER, -- The credited account, likewise.
  amount INTEGER CHECK (amount IS NULL OR amount >= 0), -- The amount in minor units, likewise.
  reference TEXT, -- The app's reference.
  reverses BLOB CHECK (length(reverses) = 16), -- The transaction that this one reverses or refunds.
  hold BLOB CHECK (length(hold) = 16), -- The hold that this one captures.
  details TEXT, -- Payee, narration, tags, links and metadata.
  PRIMARY KEY (tenant, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_transaction_by_id ON ledger_transaction (tenant, id);
CREATE INDEX ledger_transaction_by_reference ON ledger_transaction (tenant, reference) WHERE reference IS NOT NULL;
CREATE INDEX ledger_transaction_by_reverses ON ledger_transaction (tenant, reverses) WHERE reverses IS NOT NULL;
CREATE TRIGGER ledger_transaction_no_update BEFORE UPDATE ON ledger_transaction BEGIN
  SELECT RAISE(ABORT, 'table `ledger_transaction` is append-only');
END;
CREATE TRIGGER ledger_transaction_no_delete BEFORE DELETE ON ledger_transaction BEGIN
  SELECT RAISE(ABORT, 'table `ledger_transaction` is append-only');
END;
CREATE VIEW v_ledger_transaction AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.effective_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.effective_at - ((t.effective_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.effective_at % 1000000 + 1000000) % 1000000)) AS effective_at_iso,
  t.recorded_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.recorded_at - ((t.recorded_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.recorded_at % 1000000 + 1000000) % 1000000)) AS recorded_at_iso,
  t.debit,
  t.credit,
  t.amount,
  t.reference,
  substr(lower(hex(t.reverses)), 1, 8) || '-' || substr(lower(hex(t.reverses)), 9, 4) || '-' || substr(lower(hex(t.reverses)), 13, 4) || '-' || substr(lower(hex(t.reverses)), 17, 4) || '-' || substr(lower(hex(t.reverses)), 21) AS reverses,
  substr(lower(hex(t.hold)), 1, 8) || '-' || substr(lower(hex(t.hold)), 9, 4) || '-' || substr(lower(hex(t.hold)), 13, 4) || '-' || substr(lower(hex(t.hold)), 17, 4) || '-' || substr(lower(hex(t.hold)), 21) AS hold,
  t.details
FROM ledger_transaction AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Legs of transactions that are not complete in their own row.
CREATE TABLE ledger_leg (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  line INTEGER NOT NULL, -- The leg's place within the transaction.
  account INTEGER NOT NULL, -- The account's number.
  amount INTEGER NOT NULL, -- The signed amount in minor units: debit positive.
  effective_at INTEGER NOT NULL, -- When the transaction counts.
  data TEXT, -- Annotations.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pos, ordinal) REFERENCES ledger_transaction (tenant, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_leg_no_update BEFORE UPDATE ON ledger_leg BEGIN
  SELECT RAISE(ABORT, 'table `ledger_leg` is append-only');
END;
CREATE TRIGGER ledger_leg_no_delete BEFORE DELETE ON ledger_leg BEGIN
  SELECT RAISE(ABORT, 'table `ledger_leg` is append-only');
END;
CREATE VIEW v_ledger_leg AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.account,
  t.amount,
  t.effective_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.effective_at - ((t.effective_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.effective_at % 1000000 + 1000000) % 1000000)) AS effective_at_iso,
  t.data
FROM ledger_leg AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Transactions by tag (with a leading `#`) and by link (with a leading `^`).
CREATE TABLE ledger_label (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  label TEXT NOT NULL, -- `#` and the tag, or `^` and the link.
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  PRIMARY KEY (tenant, label, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_label_no_update BEFORE UPDATE ON ledger_label BEGIN
  SELECT RAISE(ABORT, 'table `ledger_label` is append-only');
END;
CREATE TRIGGER ledger_label_no_delete BEFORE DELETE ON ledger_label BEGIN
  SELECT RAISE(ABORT, 'table `ledger_label` is append-only');
END;
CREATE VIEW v_ledger_label AS
SELECT
  n.name AS tenant,
  t.label,
  t.pos,
  t.ordinal
FROM ledger_label AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Transactions by metadata.
CREATE TABLE ledger_metadata (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  key_name TEXT NOT NULL, -- The key.
  value_text TEXT NOT NULL, -- The value as text.
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  PRIMARY KEY (tenant, key_name, value_text, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_metadata_no_update BEFORE UPDATE ON ledger_metadata BEGIN
  SELECT RAISE(ABORT, 'table `ledger_metadata` is append-only');
END;
CREATE TRIGGER ledger_metadata_no_delete BEFORE DELETE ON ledger_metadata BEGIN
  SELECT RAISE(ABORT, 'table `ledger_metadata` is append-only');
END;
CREATE VIEW v_ledger_metadata AS
SELECT
  n.name AS tenant,
  t.key_name,
  t.value_text,
  t.pos,
  t.ordinal
FROM ledger_metadata AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What has been taken back of a transaction.
CREATE TABLE ledger_correction (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  original BLOB NOT NULL CHECK (length(original) = 16), -- The transaction.
  refunded INTEGER NOT NULL, -- Minor units refunded so far; for a two-leg transaction.
  reversed_by BLOB CHECK (length(reversed_by) = 16), -- The full reversal, if there is one.
  PRIMARY KEY (tenant, original)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_ledger_correction AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.original)), 1, 8) || '-' || substr(lower(hex(t.original)), 9, 4) || '-' || substr(lower(hex(t.original)), 13, 4) || '-' || substr(lower(hex(t.original)), 17, 4) || '-' || substr(lower(hex(t.original)), 21) AS original,
  t.refunded,
  substr(lower(hex(t.reversed_by)), 1, 8) || '-' || substr(lower(hex(t.reversed_by)), 9, 4) || '-' || substr(lower(hex(t.reversed_by)), 13, 4) || '-' || substr(lower(hex(t.reversed_by)), 17, 4) || '-' || substr(lower(hex(t.reversed_by)), 21) AS reversed_by
FROM ledger_correction AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Holds: amounts set aside until captured, released or expired.
CREATE TABLE ledger_hold (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- The hold's id.
  debit INTEGER NOT NULL, -- The account to be debited.
  credit INTEGER NOT NULL, -- The account to be credited.
  amount INTEGER NOT NULL CHECK (amount >= 0), -- The held amount, minor units.
  captured INTEGER NOT NULL CHECK (captured >= 0 AND captured <= amount), -- Captured so far, minor units.
  status TEXT NOT NULL, -- Where it stands. An expired hold may still be called pending here until the next command touches it; its expiry time is what counts.
  created_at INTEGER NOT NULL, -- When it was placed.
  expires_at INTEGER, -- From when on it counts no more; never if null.
  details TEXT, -- Reference, narration and so on.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, debit) REFERENCES ledger_account (tenant, "no"),
  FOREIGN KEY (tenant, credit) REFERENCES ledger_account (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_hold_by_debit ON ledger_hold (tenant, debit, status, expires_at);
CREATE INDEX ledger_hold_by_credit ON ledger_hold (tenant, credit, status, expires_at);
CREATE VIEW v_ledger_hold AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.debit,
  t.credit,
  t.amount,
  t.captured,
  t.status,
  t.created_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at_iso,
  t.expires_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.expires_at - ((t.expires_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.expires_at % 1000000 + 1000000) % 1000000)) AS expires_at_iso,
  t.details
FROM ledger_hold AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Prices as imported: data that no balance depends on.
CREATE TABLE ledger_price (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  currency TEXT NOT NULL, -- What is priced.
  quoted_in TEXT NOT NULL, -- The currency of the price.
  at INTEGER NOT NULL, -- From when on it holds.
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  price TEXT NOT NULL, -- The price of one unit, a decimal as text.
  PRIMARY KEY (tenant, currency, quoted_in, at, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_price_no_update BEFORE UPDATE ON ledger_price BEGIN
  SELECT RAISE(ABORT, 'table `ledger_price` is append-only');
END;
CREATE TRIGGER ledger_price_no_delete BEFORE DELETE ON ledger_price BEGIN
  SELECT RAISE(ABORT, 'table `ledger_price` is append-only');
END;
CREATE VIEW v_ledger_price AS
SELECT
  n.name AS tenant,
  t.currency,
  t.quoted_in,
  t.at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.at - ((t.at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.at % 1000000 + 1000000) % 1000000)) AS at_iso,
  t.pos,
  t.ordinal,
  t.price
FROM ledger_price AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Directives of imported books that have no meaning for the ledger and are kept for export.
CREATE TABLE ledger_directive (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  at INTEGER NOT NULL, -- Its date.
  kind TEXT NOT NULL, -- Its kind: `note`, `event`, `document`, ...
  body TEXT NOT NULL, -- Its fields.
  PRIMARY KEY (tenant, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_directive_no_update BEFORE UPDATE ON ledger_directive BEGIN
  SELECT RAISE(ABORT, 'table `ledger_directive` is append-only');
END;
CREATE TRIGGER ledger_directive_no_delete BEFORE DELETE ON ledger_directive BEGIN
  SELECT RAISE(ABORT, 'table `ledger_directive` is append-only');
END;
CREATE VIEW v_ledger_directive AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  t.at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.at - ((t.at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.at % 1000000 + 1000000) % 1000000)) AS at_iso,
  t.kind,
  t.body
FROM ledger_directive AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- How far a sink has got.
CREATE TABLE outbox_cursor (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  sink TEXT NOT NULL, -- The sink's name.
  pos INTEGER NOT NULL, -- Everything up to this journal position was delivered or parked.
  moved_at INTEGER NOT NULL, -- When it last moved.
  PRIMARY KEY (tenant, sink)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_outbox_cursor AS
SELECT
  n.name AS tenant,
  t.sink,
  t.pos,
  t.moved_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.moved_at - ((t.moved_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.moved_at % 1000000 + 1000000) % 1000000)) AS moved_at_iso
FROM outbox_cursor AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- An event that a sink could not take.
CREATE TABLE outbox_parked (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  sink TEXT NOT NULL, -- The sink's name.
  pos INTEGER NOT NULL, -- The journal position.
  cause TEXT NOT NULL, -- What the sink said.
  parked_at INTEGER NOT NULL, -- When it was parked.
  PRIMARY KEY (tenant, sink, pos)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_outbox_parked AS
SELECT
  n.name AS tenant,
  t.sink,
  t.pos,
  t.cause,
  t.parked_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.parked_at - ((t.parked_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.parked_at % 1000000 + 1000000) % 1000000)) AS parked_at_iso
FROM outbox_parked AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Every leg of every transaction; amounts in minor units, debit positive.
CREATE VIEW ledger_entries AS
SELECT t.tenant, t.pos, t.ordinal, 0 AS line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       t.debit AS account, t.amount AS amount, t.reference
  FROM ledger_transaction t WHERE t.debit IS NOT NULL
UNION ALL
SELECT t.tenant, t.pos, t.ordinal, 1 AS line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       t.credit AS account, -t.amount AS amount, t.reference
  FROM ledger_transaction t WHERE t.credit IS NOT NULL
UNION ALL
SELECT l.tenant, l.pos, l.ordinal, l.line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       l.account, l.amount, t.reference
  FROM ledger_leg l
  JOIN ledger_transaction t ON t.tenant = l.tenant AND t.pos = l.pos AND t.ordinal = l.ordinal;

-- What each account holds, in minor units; balance is debit positive.
CREATE VIEW ledger_balances AS
SELECT a.tenant, a.no AS account, a.code, a.currency, a.exponent, a.kind, a.status,
       b.debits_posted, b.credits_posted, b.debits_posted - b.credits_posted AS balance,
       b.debits_pending, b.credits_pending, b.version
  FROM ledger_account a JOIN ledger_balance b ON b.tenant = a.tenant AND b.account = a.no;
