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

-- The tenant is being copied into this store, and not whole yet.
CREATE TABLE copying (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL CHECK (pos > 0), -- The end of the source's journal as it is being copied: its position.
  hash BLOB NOT NULL, -- Its hash.
  PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_copying AS
SELECT
  n.name AS tenant,
  t.pos,
  t.hash
FROM copying AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Prices by list, item and currency, each from its time on.
CREATE TABLE commerce_price (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  list TEXT NOT NULL, -- The list's code.
  item TEXT NOT NULL, -- The item's code.
  currency TEXT NOT NULL, -- The currency.
  valid_from INTEGER NOT NULL, -- From when on it holds.
  valid_until INTEGER, -- Until when it holds, if not until the next one.
  exponent INTEGER NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- The currency's decimals.
  price INTEGER NOT NULL CHECK (price >= 0), -- Minor units ...
  per INTEGER NOT NULL CHECK (per > 0), -- ... for so much.
  breaks TEXT, -- Other prices from larger quantities on.
  tax TEXT, -- The tax's code.
  PRIMARY KEY (tenant, list, item, currency, valid_from)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_price AS
SELECT
  n.name AS tenant,
  t.list,
  t.item,
  t.currency,
  t.valid_from,
  strftime('%Y-%m-%dT%H:%M:%S', (t.valid_from - ((t.valid_from % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.valid_from % 1000000 + 1000000) % 1000000)) AS valid_from_iso,
  t.valid_until,
  strftime('%Y-%m-%dT%H:%M:%S', (t.valid_until - ((t.valid_until % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.valid_until % 1000000 + 1000000) % 1000000)) AS valid_until_iso,
  t.exponent,
  t.price,
  t.per,
  t.breaks,
  t.tax
FROM commerce_price AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Rates of taxes, each from its time on.
CREATE TABLE commerce_tax (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  code TEXT NOT NULL, -- The tax's code.
  valid_from INTEGER NOT NULL, -- From when on it holds.
  rate TEXT NOT NULL, -- The rate.
  kind TEXT NOT NULL, -- Whether prices hold it.
  PRIMARY KEY (tenant, code, valid_from)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_tax AS
SELECT
  n.name AS tenant,
  t.code,
  t.valid_from,
  strftime('%Y-%m-%dT%H:%M:%S', (t.valid_from - ((t.valid_from % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.valid_from % 1000000 + 1000000) % 1000000)) AS valid_from_iso,
  t.rate,
  t.kind
FROM commerce_tax AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Who sells through the shop.
CREATE TABLE commerce_seller (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  code TEXT NOT NULL CHECK (length(code) > 0), -- The seller's code.
  commission TEXT NOT NULL, -- What the shop keeps of a line without its tax.
  account TEXT, -- The ledger account of what is owed to them.
  PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_seller AS
SELECT
  n.name AS tenant,
  t.code,
  t.commission,
  t.account
FROM commerce_seller AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Series of document numbers.
CREATE TABLE commerce_series (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  code TEXT NOT NULL CHECK (length(code) > 0), -- The series' code.
  kind TEXT NOT NULL, -- What its documents are.
  prefix TEXT NOT NULL, -- What stands before each number. It ends with no digit, so that no two numbers look alike.
  digits INTEGER NOT NULL CHECK (digits BETWEEN 1 AND 18), -- The least number of digits; zeros fill them.
  "first" INTEGER NOT NULL CHECK (first >= 0), -- The first number.
  next INTEGER NOT NULL CHECK (next >= first), -- The next number.
  device TEXT, -- The only device that takes numbers; any if null.
  PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX commerce_series_by_prefix ON commerce_series (tenant, prefix);
CREATE VIEW v_commerce_series AS
SELECT
  n.name AS tenant,
  t.code,
  t.kind,
  t.prefix,
  t.digits,
  t."first",
  t.next,
  t.device
FROM commerce_series AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Numbers that were taken. Never changed.
CREATE TABLE commerce_number (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  series TEXT NOT NULL, -- The series.
  number INTEGER NOT NULL, -- The number.
  text TEXT NOT NULL, -- How it is written.
  kind TEXT NOT NULL, -- What it stands on.
  order_id BLOB CHECK (length(order_id) = 16), -- The order, if it is about one.
  reference TEXT, -- The app's reference, if it is about something else.
  amount INTEGER, -- The amount of an invoice or credit note.
  issued_at INTEGER NOT NULL, -- When it was taken.
  pos INTEGER NOT NULL, -- The journal position of the document.
  PRIMARY KEY (tenant, series, number),
  FOREIGN KEY (tenant, series) REFERENCES commerce_series (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX commerce_number_by_order ON commerce_number (tenant, order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER commerce_number_no_update BEFORE UPDATE ON commerce_number BEGIN
  SELECT RAISE(ABORT, 'table `commerce_number` is append-only');
END;
CREATE TRIGGER commerce_number_no_delete BEFORE DELETE ON commerce_number BEGIN
  SELECT RAISE(ABORT, 'table `commerce_number` is append-only');
END;
CREATE VIEW v_commerce_number AS
SELECT
  n.name AS tenant,
  t.series,
  t.number,
  t.text,
  t.kind,
  substr(lower(hex(t.order_id)), 1, 8) || '-' || substr(lower(hex(t.order_id)), 9, 4) || '-' || substr(lower(hex(t.order_id)), 13, 4) || '-' || substr(lower(hex(t.order_id)), 17, 4) || '-' || substr(lower(hex(t.order_id)), 21) AS order_id,
  t.reference,
  t.amount,
  t.issued_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.issued_at - ((t.issued_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.issued_at % 1000000 + 1000000) % 1000000)) AS issued_at_iso,
  t.pos
FROM commerce_number AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Quotes.
CREATE TABLE commerce_quote (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- The quote's id.
  quote TEXT NOT NULL, -- The numbers, as they were when it was made.
  quoted_at INTEGER NOT NULL, -- When it was made.
  expires_at INTEGER, -- From when on it counts no more; never if null.
  party TEXT, -- For whom.
  order_id BLOB CHECK (length(order_id) = 16), -- The order that it became.
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_quote AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.quote,
  t.quoted_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.quoted_at - ((t.quoted_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.quoted_at % 1000000 + 1000000) % 1000000)) AS quoted_at_iso,
  t.expires_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.expires_at - ((t.expires_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.expires_at % 1000000 + 1000000) % 1000000)) AS expires_at_iso,
  t.party,
  substr(lower(hex(t.order_id)), 1, 8) || '-' || substr(lower(hex(t.order_id)), 9, 4) || '-' || substr(lower(hex(t.order_id)), 13, 4) || '-' || substr(lower(hex(t.order_id)), 17, 4) || '-' || substr(lower(hex(t.order_id)), 21) AS order_id
FROM commerce_quote AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Orders.
CREATE TABLE commerce_order (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- The order's id.
  status TEXT NOT NULL, -- Where it stands.
  placed_at INTEGER NOT NULL, -- When it was placed.
  number TEXT, -- The number that it bears.
  party TEXT, -- Who ordered, as the app knows them.
  reference TEXT, -- The app's reference.
  quote BLOB CHECK (length(quote) = 16), -- The quote that it came from.
  currency TEXT NOT NULL, -- The currency of all amounts.
  exponent INTEGER NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Its decimals.
  total INTEGER NOT NULL CHECK (total >= 0), -- What all of it costs.
  captured INTEGER NOT NULL CHECK (captured >= 0 AND captured <= total), -- What was invoiced and captured.
  refunded INTEGER NOT NULL CHECK (refunded >= 0 AND refunded <= captured), -- What was refunded.
  allocations INTEGER NOT NULL, -- How often something was set aside.
  shipments INTEGER NOT NULL, -- How many shipments there were.
  goods TEXT, -- Where its goods are, if a store has inventory too.
  books TEXT, -- Its ledger accounts, if a store has a ledger too.
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX commerce_order_by_status ON commerce_order (tenant, status);
CREATE INDEX commerce_order_by_party ON commerce_order (tenant, party) WHERE party IS NOT NULL;
CREATE INDEX commerce_order_by_reference ON commerce_order (tenant, reference) WHERE reference IS NOT NULL;
CREATE VIEW v_commerce_order AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.status,
  t.placed_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.placed_at - ((t.placed_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.placed_at % 1000000 + 1000000) % 1000000)) AS placed_at_iso,
  t.number,
  t.party,
  t.reference,
  substr(lower(hex(t.quote)), 1, 8) || '-' || substr(lower(hex(t.quote)), 9, 4) || '-' || substr(lower(hex(t.quote)), 13, 4) || '-' || substr(lower(hex(t.quote)), 17, 4) || '-' || substr(lower(hex(t.quote)), 21) AS quote,
  t.currency,
  t.exponent,
  t.total,
  t.captured,
  t.refunded,
  t.allocations,
  t.shipments,
  t.goods,
  t.books
FROM commerce_order AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Lines of orders.
CREATE TABLE commerce_order_line (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  order_id BLOB NOT NULL CHECK (length(order_id) = 16), -- The order.
  line INTEGER NOT NULL, -- The line's place, from 0.
  item TEXT NOT NULL, -- The item's code.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- How much is ordered.
  allocated INTEGER NOT NULL CHECK (allocated >= 0 AND allocated <= quantity), -- How much of it was set aside, what was shipped since included.
  shipped INTEGER NOT NULL CHECK (shipped >= 0 AND shipped <= allocated), -- How much was shipped.
  invoiced INTEGER NOT NULL CHECK (invoiced >= 0 AND invoiced <= shipped), -- How much of it was invoiced.
  returned INTEGER NOT NULL CHECK (returned >= 0 AND returned <= shipped), -- How much came back.
  credited INTEGER NOT NULL CHECK (credited >= 0 AND credited <= returned AND credited <= invoiced), -- How much of that was credited.
  seller TEXT, -- Who sells it, if not the shop itself.
  seller_account TEXT, -- The seller's account, as it was when the order was placed.
  payout INTEGER NOT NULL CHECK (payout >= 0), -- What who sells it gets of the whole line.
  commission INTEGER NOT NULL CHECK (commission >= 0), -- The commission on the whole line, as it was when the order was placed.
  tax INTEGER NOT NULL CHECK (tax >= 0), -- The tax on the whole line.
  fee INTEGER NOT NULL CHECK (fee >= 0), -- The whole line's share of payment fees.
  captured INTEGER NOT NULL CHECK (captured >= 0 AND captured <= payout + commission + tax + fee), -- What was captured of the sum of these four.
  refunded INTEGER NOT NULL CHECK (refunded >= 0 AND refunded <= captured), -- What was refunded.
  PRIMARY KEY (tenant, order_id, line),
  FOREIGN KEY (tenant, order_id) REFERENCES commerce_order (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX commerce_order_line_by_item ON commerce_order_line (tenant, item);
CREATE VIEW v_commerce_order_line AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.order_id)), 1, 8) || '-' || substr(lower(hex(t.order_id)), 9, 4) || '-' || substr(lower(hex(t.order_id)), 13, 4) || '-' || substr(lower(hex(t.order_id)), 17, 4) || '-' || substr(lower(hex(t.order_id)), 21) AS order_id,
  t.line,
  t.item,
  t.quantity,
  t.allocated,
  t.shipped,
  t.invoiced,
  t.returned,
  t.credited,
  t.seller,
  t.seller_account,
  t.payout,
  t.commission,
  t.tax,
  t.fee,
  t.captured,
  t.refunded
FROM commerce_order_line AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What was set aside for orders.
CREATE TABLE commerce_allocation (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  order_id BLOB NOT NULL CHECK (length(order_id) = 16), -- The order.
  "no" INTEGER NOT NULL, -- Which time it was, from 1.
  line INTEGER NOT NULL, -- The line.
  allocation BLOB NOT NULL CHECK (length(allocation) = 16), -- The id of what was set aside at that time: that of the reservation.
  quantity INTEGER NOT NULL CHECK (quantity >= 0), -- How much; less what was given back.
  shipped INTEGER NOT NULL CHECK (shipped >= 0 AND shipped <= quantity), -- How much of it was shipped.
  PRIMARY KEY (tenant, order_id, "no", line),
  FOREIGN KEY (tenant, order_id, line) REFERENCES commerce_order_line (tenant, order_id, line)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_allocation AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.order_id)), 1, 8) || '-' || substr(lower(hex(t.order_id)), 9, 4) || '-' || substr(lower(hex(t.order_id)), 13, 4) || '-' || substr(lower(hex(t.order_id)), 17, 4) || '-' || substr(lower(hex(t.order_id)), 21) AS order_id,
  t."no",
  t.line,
  substr(lower(hex(t.allocation)), 1, 8) || '-' || substr(lower(hex(t.allocation)), 9, 4) || '-' || substr(lower(hex(t.allocation)), 13, 4) || '-' || substr(lower(hex(t.allocation)), 17, 4) || '-' || substr(lower(hex(t.allocation)), 21) AS allocation,
  t.quantity,
  t.shipped
FROM commerce_allocation AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What was shipped of orders.
CREATE TABLE commerce_shipment (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  order_id BLOB NOT NULL CHECK (length(order_id) = 16), -- The order.
  "no" INTEGER NOT NULL, -- Which shipment it is, from 1.
  line INTEGER NOT NULL, -- The line.
  shipment BLOB NOT NULL CHECK (length(shipment) = 16), -- The shipment's id: that of the document.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- How much.
  returned INTEGER NOT NULL CHECK (returned >= 0 AND returned <= quantity), -- How much of it came back.
  PRIMARY KEY (tenant, order_id, "no", line),
  FOREIGN KEY (tenant, order_id, line) REFERENCES commerce_order_line (tenant, order_id, line)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_commerce_shipment AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.order_id)), 1, 8) || '-' || substr(lower(hex(t.order_id)), 9, 4) || '-' || substr(lower(hex(t.order_id)), 13, 4) || '-' || substr(lower(hex(t.order_id)), 17, 4) || '-' || substr(lower(hex(t.order_id)), 21) AS order_id,
  t."no",
  t.line,
  substr(lower(hex(t.shipment)), 1, 8) || '-' || substr(lower(hex(t.shipment)), 9, 4) || '-' || substr(lower(hex(t.shipment)), 13, 4) || '-' || substr(lower(hex(t.shipment)), 17, 4) || '-' || substr(lower(hex(t.shipment)), 21) AS shipment,
  t.quantity,
  t.returned
FROM commerce_shipment AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Numbers given out so far: of items, locations, lots, levels, pools.
CREATE TABLE inventory_counter (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  counter TEXT NOT NULL, -- What is numbered.
  "last" INTEGER NOT NULL, -- The last number.
  PRIMARY KEY (tenant, counter)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_counter AS
SELECT
  n.name AS tenant,
  t.counter,
  t."last"
FROM inventory_counter AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Until when the books of stock are closed.
CREATE TABLE inventory_period (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  open_from INTEGER NOT NULL, -- The first instant that is still open.
  PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_period AS
SELECT
  n.name AS tenant,
  t.open_from,
  strftime('%Y-%m-%dT%H:%M:%S', (t.open_from - ((t.open_from % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.open_from % 1000000 + 1000000) % 1000000)) AS open_from_iso
FROM inventory_period AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Groups of items that are valued and posted alike.
CREATE TABLE inventory_group (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  code TEXT NOT NULL CHECK (length(code) > 0), -- The code.
  currency TEXT NOT NULL, -- The currency of all values.
  exponent INTEGER NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Its decimals.
  accounts TEXT, -- Where values are posted; not at all if null.
  PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_group AS
SELECT
  n.name AS tenant,
  t.code,
  t.currency,
  t.exponent,
  t.accounts
FROM inventory_group AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Items: what is stocked, one row for each variant.
CREATE TABLE inventory_item (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  code TEXT NOT NULL CHECK (length(code) > 0), -- The code (SKU).
  name TEXT NOT NULL, -- What people call it.
  group_code TEXT NOT NULL, -- The group.
  unit TEXT NOT NULL, -- The base unit, a UCUM code where there is one.
  scale INTEGER NOT NULL CHECK (scale BETWEEN 0 AND 9), -- Decimals of a quantity in the base unit.
  tracking TEXT NOT NULL, -- How pieces are told apart.
  costing TEXT NOT NULL, -- How cost is found.
  standard_cost INTEGER, -- The standard cost of `standard_per` smallest units, minor units.
  standard_per INTEGER, -- Smallest units that the standard cost is for.
  removal TEXT NOT NULL, -- Which stock is taken first.
  allow_negative INTEGER NOT NULL CHECK (allow_negative IN (0, 1)), -- Whether stock may fall below zero.
  backorder_max INTEGER, -- How much may be reserved beyond what is there; any quantity if null.
  is_kit INTEGER NOT NULL CHECK (is_kit IN (0, 1)), -- Whether it is a kit: it has no stock, its components have.
  active INTEGER NOT NULL CHECK (active IN (0, 1)), -- Whether it may still be bought and sold.
  variant_of INTEGER, -- The item that this one is a variant of.
  attributes TEXT, -- Facts about it.
  PRIMARY KEY (tenant, "no"),
  FOREIGN KEY (tenant, group_code) REFERENCES inventory_group (tenant, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_item_by_code ON inventory_item (tenant, code);
CREATE INDEX inventory_item_by_parent ON inventory_item (tenant, variant_of) WHERE variant_of IS NOT NULL;
CREATE VIEW v_inventory_item AS
SELECT
  n.name AS tenant,
  t."no",
  t.code,
  t.name,
  t.group_code,
  t.unit,
  t.scale,
  t.tracking,
  t.costing,
  t.standard_cost,
  t.standard_per,
  t.removal,
  t.allow_negative,
  t.backorder_max,
  t.is_kit,
  t.active,
  t.variant_of,
  t.attributes
FROM inventory_item AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Units of an item besides its base unit: packs, as exact ratios.
CREATE TABLE inventory_unit (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  item INTEGER NOT NULL, -- The item's number.
  code TEXT NOT NULL, -- The unit's code.
  numerator INTEGER NOT NULL CHECK (numerator > 0), -- Smallest units ...
  denominator INTEGER NOT NULL CHECK (denominator > 0), -- ... of so many of this unit.
  PRIMARY KEY (tenant, item, code),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_unit AS
SELECT
  n.name AS tenant,
  t.item,
  t.code,
  t.numerator,
  t.denominator
FROM inventory_unit AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Barcodes, each of one item in one unit.
CREATE TABLE inventory_barcode (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  barcode TEXT NOT NULL CHECK (length(barcode) > 0), -- The code: a GTIN with 14 digits, or any text.
  item INTEGER NOT NULL, -- The item's number.
  unit TEXT, -- The unit that carries it; the base unit if null.
  PRIMARY KEY (tenant, barcode),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_barcode_by_item ON inventory_barcode (tenant, item);
CREATE VIEW v_inventory_barcode AS
SELECT
  n.name AS tenant,
  t.barcode,
  t.item,
  t.unit
FROM inventory_barcode AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What a kit or a product is made of.
CREATE TABLE inventory_component (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  item INTEGER NOT NULL, -- The kit's or product's number.
  component INTEGER NOT NULL, -- The component's number.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- Smallest units of the component ...
  per INTEGER NOT NULL CHECK (per > 0), -- ... for so many smallest units of the whole.
  PRIMARY KEY (tenant, item, component),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no"),
  FOREIGN KEY (tenant, component) REFERENCES inventory_item (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_component AS
SELECT
  n.name AS tenant,
  t.item,
  t.component,
  t.quantity,
  t.per
FROM inventory_component AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Locations, a tree.
CREATE TABLE inventory_location (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  code TEXT NOT NULL CHECK (length(code) > 0), -- The code.
  name TEXT NOT NULL, -- What people call it.
  kind TEXT NOT NULL, -- What it is.
  parent INTEGER, -- The location above it.
  position INTEGER NOT NULL, -- Its place in the walk through the house: the nearest is the smallest.
  removal TEXT, -- Which stock is taken first here, if not by the item's rule.
  active INTEGER NOT NULL CHECK (active IN (0, 1)), -- Whether it is in use.
  PRIMARY KEY (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_location_by_code ON inventory_location (tenant, code);
CREATE INDEX inventory_location_by_parent ON inventory_location (tenant, parent) WHERE parent IS NOT NULL;
CREATE VIEW v_inventory_location AS
SELECT
  n.name AS tenant,
  t."no",
  t.code,
  t.name,
  t.kind,
  t.parent,
  t.position,
  t.removal,
  t.active
FROM inventory_location AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Rules for an item at a location that differ from the item's own.
CREATE TABLE inventory_policy (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  item INTEGER NOT NULL, -- The item's number.
  location INTEGER NOT NULL, -- The location's number.
  allow_negative INTEGER NOT NULL CHECK (allow_negative IN (0, 1)), -- Whether stock may fall below zero.
  backorder_max INTEGER, -- How much may be reserved beyond what is there; any quantity if null.
  removal TEXT, -- Which stock is taken first.
  reorder_min INTEGER, -- Reorder when the position falls to this.
  reorder_max INTEGER, -- Reorder up to this.
  order_multiple INTEGER, -- Order this many at a time.
  lead_time_days INTEGER, -- Days between ordering and receiving.
  safety_stock INTEGER, -- Quantity kept for emergencies.
  PRIMARY KEY (tenant, item, location),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no"),
  FOREIGN KEY (tenant, location) REFERENCES inventory_location (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_policy AS
SELECT
  n.name AS tenant,
  t.item,
  t.location,
  t.allow_negative,
  t.backorder_max,
  t.removal,
  t.reorder_min,
  t.reorder_max,
  t.order_multiple,
  t.lead_time_days,
  t.safety_stock
FROM inventory_policy AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- The least remaining life that a customer accepts.
CREATE TABLE inventory_shelf_rule (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  party TEXT NOT NULL, -- The customer, as the app knows them.
  days INTEGER NOT NULL CHECK (days >= 0), -- Days between shipment and expiry.
  PRIMARY KEY (tenant, party)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_shelf_rule AS
SELECT
  n.name AS tenant,
  t.party,
  t.days
FROM inventory_shelf_rule AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Lots (batches) and serial numbers.
CREATE TABLE inventory_lot (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  item INTEGER NOT NULL, -- The item's number.
  code TEXT NOT NULL CHECK (length(code) > 0), -- The lot's code, or the serial number.
  received_at INTEGER NOT NULL, -- When it first came in.
  manufactured_at INTEGER, -- When it was made.
  expires_at INTEGER, -- From when on it must not be used.
  alert_at INTEGER, -- From when on somebody should look at it.
  removal_at INTEGER, -- From when on it should be taken off the shelf.
  held TEXT, -- Why it is held back, if it is.
  recalled TEXT, -- Why it was recalled, if it was.
  on_hand INTEGER NOT NULL, -- How much of it is in places of our own, or on the way.
  PRIMARY KEY (tenant, "no"),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_lot_by_code ON inventory_lot (tenant, item, code);
CREATE INDEX inventory_lot_by_expiry ON inventory_lot (tenant, expires_at) WHERE expires_at IS NOT NULL;
CREATE VIEW v_inventory_lot AS
SELECT
  n.name AS tenant,
  t."no",
  t.item,
  t.code,
  t.received_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.received_at - ((t.received_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.received_at % 1000000 + 1000000) % 1000000)) AS received_at_iso,
  t.manufactured_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.manufactured_at - ((t.manufactured_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.manufactured_at % 1000000 + 1000000) % 1000000)) AS manufactured_at_iso,
  t.expires_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.expires_at - ((t.expires_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.expires_at % 1000000 + 1000000) % 1000000)) AS expires_at_iso,
  t.alert_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.alert_at - ((t.alert_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.alert_at % 1000000 + 1000000) % 1000000)) AS alert_at_iso,
  t.removal_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.removal_at - ((t.removal_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.removal_at % 1000000 + 1000000) % 1000000)) AS removal_at_iso,
  t.held,
  t.recalled,
  t.on_hand
FROM inventory_lot AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Which lot went into which.
CREATE TABLE inventory_lot_link (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  parent INTEGER NOT NULL, -- The lot that was used.
  child INTEGER NOT NULL, -- The lot that was made of it.
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  line INTEGER NOT NULL, -- The link's place within the event.
  quantity INTEGER NOT NULL, -- Smallest units of the parent.
  PRIMARY KEY (tenant, parent, child, pos, ordinal, line),
  FOREIGN KEY (tenant, parent) REFERENCES inventory_lot (tenant, "no"),
  FOREIGN KEY (tenant, child) REFERENCES inventory_lot (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_lot_link_by_child ON inventory_lot_link (tenant, child);
CREATE TRIGGER inventory_lot_link_no_update BEFORE UPDATE ON inventory_lot_link BEGIN
  SELECT RAISE(ABORT, 'table `inventory_lot_link` is append-only');
END;
CREATE TRIGGER inventory_lot_link_no_delete BEFORE DELETE ON inventory_lot_link BEGIN
  SELECT RAISE(ABORT, 'table `inventory_lot_link` is append-only');
END;
CREATE VIEW v_inventory_lot_link AS
SELECT
  n.name AS tenant,
  t.parent,
  t.child,
  t.pos,
  t.ordinal,
  t.line,
  t.quantity
FROM inventory_lot_link AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Levels: how much of an item is where, by lot, status and owner.
CREATE TABLE inventory_level (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  item INTEGER NOT NULL, -- The item's number.
  location INTEGER NOT NULL, -- The location's number.
  lot INTEGER NOT NULL, -- The lot's number; 0 without one.
  status TEXT NOT NULL, -- The status.
  owner TEXT NOT NULL, -- Whose it is; empty for our own.
  on_hand INTEGER NOT NULL, -- How much is there.
  reserved INTEGER NOT NULL CHECK (reserved >= 0), -- How much is set aside. Includes reservations that have expired and were not yet swept.
  stocked INTEGER, -- The location, while something is there or set aside.
  next_expiry INTEGER, -- Not later than the first expiry of an open reservation.
  counted_at INTEGER, -- The last time that it was counted, effective time.
  PRIMARY KEY (tenant, "no"),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no"),
  FOREIGN KEY (tenant, location) REFERENCES inventory_location (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_level_by_place ON inventory_level (tenant, item, location, lot, status, owner);
CREATE INDEX inventory_level_by_stock ON inventory_level (tenant, item, stocked) WHERE stocked IS NOT NULL;
CREATE INDEX inventory_level_by_lot ON inventory_level (tenant, lot);
CREATE VIEW v_inventory_level AS
SELECT
  n.name AS tenant,
  t."no",
  t.item,
  t.location,
  t.lot,
  t.status,
  t.owner,
  t.on_hand,
  t.reserved,
  t.stocked,
  t.next_expiry,
  strftime('%Y-%m-%dT%H:%M:%S', (t.next_expiry - ((t.next_expiry % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.next_expiry % 1000000 + 1000000) % 1000000)) AS next_expiry_iso,
  t.counted_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.counted_at - ((t.counted_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.counted_at % 1000000 + 1000000) % 1000000)) AS counted_at_iso
FROM inventory_level AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What was written about movements.
CREATE TABLE inventory_document (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  id BLOB NOT NULL CHECK (length(id) = 16), -- The document's id.
  kind TEXT NOT NULL, -- What it is.
  effective_at INTEGER NOT NULL, -- When it happened, as the app says.
  recorded_at INTEGER NOT NULL, -- When it was recorded.
  reference TEXT, -- The app's reference.
  party TEXT, -- The customer or supplier.
  reason TEXT, -- Why.
  original BLOB CHECK (length(original) = 16), -- The document that this one returns, reverses or belongs to.
  PRIMARY KEY (tenant, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_document_by_id ON inventory_document (tenant, id);
CREATE INDEX inventory_document_by_reference ON inventory_document (tenant, reference) WHERE reference IS NOT NULL;
CREATE INDEX inventory_document_by_party ON inventory_document (tenant, party) WHERE party IS NOT NULL;
CREATE TRIGGER inventory_document_no_update BEFORE UPDATE ON inventory_document BEGIN
  SELECT RAISE(ABORT, 'table `inventory_document` is append-only');
END;
CREATE TRIGGER inventory_document_no_delete BEFORE DELETE ON inventory_document BEGIN
  SELECT RAISE(ABORT, 'table `inventory_document` is append-only');
END;
CREATE VIEW v_inventory_document AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.kind,
  t.effective_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.effective_at - ((t.effective_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.effective_at % 1000000 + 1000000) % 1000000)) AS effective_at_iso,
  t.recorded_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.recorded_at - ((t.recorded_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.recorded_at % 1000000 + 1000000) % 1000000)) AS recorded_at_iso,
  t.reference,
  t.party,
  t.reason,
  substr(lower(hex(t.original)), 1, 8) || '-' || substr(lower(hex(t.original)), 9, 4) || '-' || substr(lower(hex(t.original)), 13, 4) || '-' || substr(lower(hex(t.original)), 17, 4) || '-' || substr(lower(hex(t.original)), 21) AS original
FROM inventory_document AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Movements: from one level to another, always in full. Never changed.
CREATE TABLE inventory_movement (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  line INTEGER NOT NULL, -- The movement's place within the document.
  item INTEGER NOT NULL, -- The item's number.
  lot INTEGER, -- The lot's number; null without one.
  from_level INTEGER NOT NULL, -- The level that it left.
  to_level INTEGER NOT NULL, -- The level that it reached.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- Smallest units.
  effective_at INTEGER NOT NULL, -- When it happened, as the app says.
  pool INTEGER, -- The pool whose stock changed; null if none did.
  incoming INTEGER NOT NULL CHECK (incoming IN (0, 1)), -- Whether it came into the pool, if there is one.
  cost INTEGER, -- What it was worth when it was recorded, minor units; a later cost may change that.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pos, ordinal) REFERENCES inventory_document (tenant, pos, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_movement_by_lot ON inventory_movement (tenant, lot) WHERE lot IS NOT NULL;
CREATE TRIGGER inventory_movement_no_update BEFORE UPDATE ON inventory_movement BEGIN
  SELECT RAISE(ABORT, 'table `inventory_movement` is append-only');
END;
CREATE TRIGGER inventory_movement_no_delete BEFORE DELETE ON inventory_movement BEGIN
  SELECT RAISE(ABORT, 'table `inventory_movement` is append-only');
END;
CREATE VIEW v_inventory_movement AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.item,
  t.lot,
  t.from_level,
  t.to_level,
  t.quantity,
  t.effective_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.effective_at - ((t.effective_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.effective_at % 1000000 + 1000000) % 1000000)) AS effective_at_iso,
  t.pool,
  t.incoming,
  t.cost
FROM inventory_movement AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Pools: stock that is valued together; of an item, or of a lot.
CREATE TABLE inventory_pool (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  "no" INTEGER NOT NULL CHECK (no > 0), -- The internal number.
  item INTEGER NOT NULL, -- The item's number.
  lot INTEGER NOT NULL, -- The lot's number; 0 for a pool of the whole item.
  quantity INTEGER NOT NULL, -- Smallest units.
  value INTEGER NOT NULL, -- Minor units.
  state BLOB NOT NULL, -- The state behind the two: method, layers, last cost, binary.
  last_at INTEGER NOT NULL, -- The latest effective time of its flows.
  recosted_until INTEGER, -- Flows up to here may cost something else by now than when they were recorded.
  PRIMARY KEY (tenant, "no"),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inventory_pool_by_item ON inventory_pool (tenant, item, lot);
CREATE VIEW v_inventory_pool AS
SELECT
  n.name AS tenant,
  t."no",
  t.item,
  t.lot,
  t.quantity,
  t.value,
  t.state,
  t.last_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.last_at - ((t.last_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.last_at % 1000000 + 1000000) % 1000000)) AS last_at_iso,
  t.recosted_until,
  strftime('%Y-%m-%dT%H:%M:%S', (t.recosted_until - ((t.recosted_until % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.recosted_until % 1000000 + 1000000) % 1000000)) AS recosted_until_iso
FROM inventory_pool AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Flows of a pool that are more than an issue at the pool's cost.
CREATE TABLE inventory_flow (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pool INTEGER NOT NULL, -- The pool's number.
  effective_at INTEGER NOT NULL, -- When it counts.
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  line INTEGER NOT NULL, -- The flow's place within the event: that of its movement, if it has one.
  flow BLOB NOT NULL, -- What it is, binary.
  PRIMARY KEY (tenant, pool, effective_at, pos, ordinal, line),
  FOREIGN KEY (tenant, pool) REFERENCES inventory_pool (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE TRIGGER inventory_flow_no_update BEFORE UPDATE ON inventory_flow BEGIN
  SELECT RAISE(ABORT, 'table `inventory_flow` is append-only');
END;
CREATE TRIGGER inventory_flow_no_delete BEFORE DELETE ON inventory_flow BEGIN
  SELECT RAISE(ABORT, 'table `inventory_flow` is append-only');
END;
CREATE VIEW v_inventory_flow AS
SELECT
  n.name AS tenant,
  t.pool,
  t.effective_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.effective_at - ((t.effective_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.effective_at % 1000000 + 1000000) % 1000000)) AS effective_at_iso,
  t.pos,
  t.ordinal,
  t.line,
  t.flow
FROM inventory_flow AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Changes of a pool's value. Never changed.
CREATE TABLE inventory_value (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position.
  ordinal INTEGER NOT NULL, -- The event's place within the position.
  line INTEGER NOT NULL, -- The change's place within the event.
  pool INTEGER NOT NULL, -- The pool's number.
  posted_at INTEGER NOT NULL, -- When it counts in the books.
  amount INTEGER NOT NULL, -- Minor units; more value is positive.
  role TEXT NOT NULL, -- What it is posted against.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pool) REFERENCES inventory_pool (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE TRIGGER inventory_value_no_update BEFORE UPDATE ON inventory_value BEGIN
  SELECT RAISE(ABORT, 'table `inventory_value` is append-only');
END;
CREATE TRIGGER inventory_value_no_delete BEFORE DELETE ON inventory_value BEGIN
  SELECT RAISE(ABORT, 'table `inventory_value` is append-only');
END;
CREATE VIEW v_inventory_value AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.pool,
  t.posted_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.posted_at - ((t.posted_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.posted_at % 1000000 + 1000000) % 1000000)) AS posted_at_iso,
  t.amount,
  t.role
FROM inventory_value AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Reservations. One that a device holds is an allotment: what it sets aside are the device's rights, and its expiry is the end of the lease.
CREATE TABLE inventory_reservation (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- The reservation's id.
  status TEXT NOT NULL, -- Where it stands. An expired one may still be called held here until a command touches it.
  created_at INTEGER NOT NULL, -- When it was made.
  expires_at INTEGER, -- From when on it counts no more; never if null.
  reference TEXT, -- The app's reference.
  party TEXT, -- For whom.
  device TEXT, -- The device that may sell it without asking, if there is one.
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_reservation_by_reference ON inventory_reservation (tenant, reference) WHERE reference IS NOT NULL;
CREATE INDEX inventory_reservation_by_device ON inventory_reservation (tenant, device) WHERE device IS NOT NULL;
CREATE VIEW v_inventory_reservation AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.status,
  t.created_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.created_at - ((t.created_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.created_at % 1000000 + 1000000) % 1000000)) AS created_at_iso,
  t.expires_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.expires_at - ((t.expires_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.expires_at % 1000000 + 1000000) % 1000000)) AS expires_at_iso,
  t.reference,
  t.party,
  t.device
FROM inventory_reservation AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What a reservation sets aside.
CREATE TABLE inventory_reserved (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  reservation BLOB NOT NULL CHECK (length(reservation) = 16), -- The reservation.
  line INTEGER NOT NULL, -- The line's place within it.
  level INTEGER NOT NULL, -- The level.
  item INTEGER NOT NULL, -- The item.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- Smallest units set aside, less what a device gave back or passed on.
  shipped INTEGER NOT NULL CHECK (shipped >= 0 AND shipped <= quantity), -- Smallest units of them that were shipped.
  open INTEGER, -- When it expires, as long as it is open: the last possible instant if never.
  PRIMARY KEY (tenant, reservation, line),
  FOREIGN KEY (tenant, reservation) REFERENCES inventory_reservation (tenant, id),
  FOREIGN KEY (tenant, level) REFERENCES inventory_level (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_reserved_by_level ON inventory_reserved (tenant, level, open) WHERE open IS NOT NULL;
CREATE VIEW v_inventory_reserved AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.reservation)), 1, 8) || '-' || substr(lower(hex(t.reservation)), 9, 4) || '-' || substr(lower(hex(t.reservation)), 13, 4) || '-' || substr(lower(hex(t.reservation)), 17, 4) || '-' || substr(lower(hex(t.reservation)), 21) AS reservation,
  t.line,
  t.level,
  t.item,
  t.quantity,
  t.shipped,
  t.open,
  strftime('%Y-%m-%dT%H:%M:%S', (t.open - ((t.open % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.open % 1000000 + 1000000) % 1000000)) AS open_iso
FROM inventory_reserved AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Goods that are to come.
CREATE TABLE inventory_expectation (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- Its id.
  item INTEGER NOT NULL, -- The item.
  location INTEGER NOT NULL, -- Where it will arrive.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- Smallest units expected.
  received INTEGER NOT NULL CHECK (received >= 0), -- Smallest units that arrived.
  due_at INTEGER NOT NULL, -- When it is due.
  open INTEGER, -- The same, as long as it is open.
  party TEXT, -- The supplier.
  reference TEXT, -- The app's reference.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, item) REFERENCES inventory_item (tenant, "no"),
  FOREIGN KEY (tenant, location) REFERENCES inventory_location (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_expectation_by_item ON inventory_expectation (tenant, item, open) WHERE open IS NOT NULL;
CREATE VIEW v_inventory_expectation AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.item,
  t.location,
  t.quantity,
  t.received,
  t.due_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.due_at - ((t.due_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.due_at % 1000000 + 1000000) % 1000000)) AS due_at_iso,
  t.open,
  strftime('%Y-%m-%dT%H:%M:%S', (t.open - ((t.open % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.open % 1000000 + 1000000) % 1000000)) AS open_iso,
  t.party,
  t.reference
FROM inventory_expectation AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Transfers between two places.
CREATE TABLE inventory_transfer (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  id BLOB NOT NULL CHECK (length(id) = 16), -- Its id.
  status TEXT NOT NULL, -- Where it stands.
  from_location INTEGER NOT NULL, -- Where it left.
  to_location INTEGER NOT NULL, -- Where it goes.
  transit INTEGER NOT NULL, -- The location in between.
  dispatched_at INTEGER NOT NULL, -- When it left.
  due_at INTEGER, -- When it should arrive.
  reference TEXT, -- The app's reference.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, from_location) REFERENCES inventory_location (tenant, "no"),
  FOREIGN KEY (tenant, to_location) REFERENCES inventory_location (tenant, "no")
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_transfer_by_status ON inventory_transfer (tenant, status);
CREATE VIEW v_inventory_transfer AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.id)), 1, 8) || '-' || substr(lower(hex(t.id)), 9, 4) || '-' || substr(lower(hex(t.id)), 13, 4) || '-' || substr(lower(hex(t.id)), 17, 4) || '-' || substr(lower(hex(t.id)), 21) AS id,
  t.status,
  t.from_location,
  t.to_location,
  t.transit,
  t.dispatched_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.dispatched_at - ((t.dispatched_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.dispatched_at % 1000000 + 1000000) % 1000000)) AS dispatched_at_iso,
  t.due_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.due_at - ((t.due_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.due_at % 1000000 + 1000000) % 1000000)) AS due_at_iso,
  t.reference
FROM inventory_transfer AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What a transfer carries.
CREATE TABLE inventory_transfer_line (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  transfer BLOB NOT NULL CHECK (length(transfer) = 16), -- The transfer.
  line INTEGER NOT NULL, -- The line's place within it.
  item INTEGER NOT NULL, -- The item.
  level INTEGER NOT NULL, -- The level in transit.
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- Smallest units that left.
  received INTEGER NOT NULL, -- Smallest units that arrived.
  lost INTEGER NOT NULL CHECK (received >= 0 AND lost >= 0 AND received + lost <= quantity), -- Smallest units that were lost.
  open INTEGER, -- When it should arrive, as long as it is open: the last possible instant if unknown.
  PRIMARY KEY (tenant, transfer, line),
  FOREIGN KEY (tenant, transfer) REFERENCES inventory_transfer (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_transfer_line_by_item ON inventory_transfer_line (tenant, item, open) WHERE open IS NOT NULL;
CREATE VIEW v_inventory_transfer_line AS
SELECT
  n.name AS tenant,
  substr(lower(hex(t.transfer)), 1, 8) || '-' || substr(lower(hex(t.transfer)), 9, 4) || '-' || substr(lower(hex(t.transfer)), 13, 4) || '-' || substr(lower(hex(t.transfer)), 17, 4) || '-' || substr(lower(hex(t.transfer)), 21) AS transfer,
  t.line,
  t.item,
  t.level,
  t.quantity,
  t.received,
  t.lost,
  t.open,
  strftime('%Y-%m-%dT%H:%M:%S', (t.open - ((t.open % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.open % 1000000 + 1000000) % 1000000)) AS open_iso
FROM inventory_transfer_line AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- What was counted: from then on, the level had so much.
CREATE TABLE inventory_count (
  tenant INTEGER NOT NULL, -- the tenant's number in moja_tenant
  level INTEGER NOT NULL, -- The level.
  counted_at INTEGER NOT NULL, -- The instant of the count; movements at it come before.
  quantity INTEGER NOT NULL, -- Smallest units found.
  loss INTEGER NOT NULL, -- The location that takes the differences.
  PRIMARY KEY (tenant, level, counted_at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER inventory_count_no_update BEFORE UPDATE ON inventory_count BEGIN
  SELECT RAISE(ABORT, 'table `inventory_count` is append-only');
END;
CREATE TRIGGER inventory_count_no_delete BEFORE DELETE ON inventory_count BEGIN
  SELECT RAISE(ABORT, 'table `inventory_count` is append-only');
END;
CREATE VIEW v_inventory_count AS
SELECT
  n.name AS tenant,
  t.level,
  t.counted_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.counted_at - ((t.counted_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.counted_at % 1000000 + 1000000) % 1000000)) AS counted_at_iso,
  t.quantity,
  t.loss
FROM inventory_count AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- How much of a movement came back.
CREATE TABLE inventory_returned (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  pos INTEGER NOT NULL, -- The journal position of the movement.
  ordinal INTEGER NOT NULL, -- Its event's place.
  line INTEGER NOT NULL, -- Its own place.
  quantity INTEGER NOT NULL, -- Smallest units that came back.
  PRIMARY KEY (tenant, pos, ordinal, line)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_inventory_returned AS
SELECT
  n.name AS tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.quantity
FROM inventory_returned AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

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
  controlled_by TEXT, -- The domain whose commands alone may post to it.
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
  t.controlled_by,
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

-- A parked event that is to be delivered once more.
CREATE TABLE outbox_retry (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  sink TEXT NOT NULL, -- The sink's name.
  pos INTEGER NOT NULL, -- The journal position.
  asked_at INTEGER NOT NULL, -- When somebody asked for it.
  PRIMARY KEY (tenant, sink, pos)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_outbox_retry AS
SELECT
  n.name AS tenant,
  t.sink,
  t.pos,
  t.asked_at,
  strftime('%Y-%m-%dT%H:%M:%S', (t.asked_at - ((t.asked_at % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.asked_at % 1000000 + 1000000) % 1000000)) AS asked_at_iso
FROM outbox_retry AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Who delivers to a sink.
CREATE TABLE outbox_lease (
  tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant), -- the tenant's number in moja_tenant
  sink TEXT NOT NULL, -- The sink's name.
  holder TEXT NOT NULL, -- The relay.
  until INTEGER NOT NULL, -- When the lease ends by itself.
  PRIMARY KEY (tenant, sink)
) STRICT, WITHOUT ROWID;
CREATE VIEW v_outbox_lease AS
SELECT
  n.name AS tenant,
  t.sink,
  t.holder,
  t.until,
  strftime('%Y-%m-%dT%H:%M:%S', (t.until - ((t.until % 1000000 + 1000000) % 1000000)) / 1000000, 'unixepoch') || printf('.%06dZ', ((t.until % 1000000 + 1000000) % 1000000)) AS until_iso
FROM outbox_lease AS t JOIN moja_tenant AS n ON n.tenant = t.tenant;

-- Numbered documents with the orders that they are about; amounts in minor units.
CREATE VIEW commerce_documents AS
SELECT n.tenant, n.series, n.number, n.text, n.kind, n.issued_at, n.amount, o.currency, o.exponent,
       o.party, COALESCE(o.reference, n.reference) AS reference, o.status
  FROM commerce_number n
  LEFT JOIN commerce_order o ON o.tenant = n.tenant AND o.id = n.order_id;

-- How much of which item is where, in smallest units: ten to the minus scale of the unit.
CREATE VIEW inventory_stock AS
SELECT v.tenant, i.code AS item, l.code AS location, l.kind AS location_kind, t.code AS lot,
       t.expires_at, v.status, v.owner, v.on_hand, v.reserved, i.unit, i.scale
  FROM inventory_level v
  JOIN inventory_item i ON i.tenant = v.tenant AND i.no = v.item
  JOIN inventory_location l ON l.tenant = v.tenant AND l.no = v.location
  LEFT JOIN inventory_lot t ON t.tenant = v.tenant AND t.no = v.lot;

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
