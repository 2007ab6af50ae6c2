-- Generated from the declared tables. PostgreSQL, format 1.

CREATE ROLE moja_runtime NOLOGIN;
CREATE SCHEMA moja;
GRANT USAGE ON SCHEMA moja TO moja_runtime;
SET search_path TO moja;

CREATE TABLE moja.moja_store (
  id bigint NOT NULL PRIMARY KEY, -- 1
  format bigint NOT NULL -- how declared tables are laid out; 0 before the first migration
);
GRANT SELECT ON moja.moja_store TO moja_runtime;

CREATE TABLE moja.moja_migration (
  step bigint NOT NULL PRIMARY KEY, -- position, from 1
  name text NOT NULL, -- what was done
  sql text NOT NULL, -- the statements, as they ran
  checksum text NOT NULL, -- SHA-256 of `sql`, hex
  applied_at timestamptz NOT NULL -- by the server's clock
);
GRANT SELECT ON moja.moja_migration TO moja_runtime;

CREATE TABLE moja.moja_table (
  name text NOT NULL PRIMARY KEY, -- a declared table
  definition text NOT NULL, -- its declaration, one line per column, key and index
  checksum text NOT NULL -- SHA-256 of `definition`, hex
);
GRANT SELECT ON moja.moja_table TO moja_runtime;

CREATE TABLE moja.moja_view (
  name text NOT NULL PRIMARY KEY, -- a documented view
  sql text NOT NULL -- its DDL
);
GRANT SELECT ON moja.moja_view TO moja_runtime;

CREATE TABLE moja.moja_tenant (
  tenant text COLLATE "C" NOT NULL PRIMARY KEY, -- the tenant
  version bigint NOT NULL -- how many transactions wrote it
);
ALTER TABLE moja.moja_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.moja_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.moja_tenant USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE ON moja.moja_tenant TO moja_runtime;
CREATE POLICY tenant_names ON moja.moja_tenant FOR SELECT USING (current_setting('moja.every_tenant_name', true) = 'on');

-- The end of a tenant's journal.
CREATE TABLE moja.journal_head (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The last position; 0 before the first command.
  recorded_at bigint NOT NULL, -- When it was recorded.
  hash bytea NOT NULL, -- Its hash; 32 zero bytes before the first command.
  PRIMARY KEY (tenant)
);
ALTER TABLE moja.journal_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.journal_head FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.journal_head USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.journal_head TO moja_runtime;
CREATE VIEW moja.v_journal_head WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.recorded_at,
  timestamptz 'epoch' + t.recorded_at * interval '1 microsecond' AS recorded_at_iso,
  t.hash
FROM moja.journal_head AS t;
GRANT SELECT ON moja.v_journal_head TO moja_runtime;

-- One committed command.
CREATE TABLE moja.journal (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL CHECK (pos > 0), -- Position: 1, 2, 3, ... without gaps, in commit order.
  command_id uuid NOT NULL, -- The command's id, the idempotency key.
  command text COLLATE "C" NOT NULL, -- The command's name.
  actor text COLLATE "C" NOT NULL, -- Who acted.
  recorded_at bigint NOT NULL, -- When it was recorded; never decreases within a tenant.
  request bytea NOT NULL, -- Format byte, then a digest of the request and a short print of each of its fields.
  events bytea NOT NULL, -- The events, binary, one after another.
  hash bytea NOT NULL, -- SHA-256 over the previous hash and everything above.
  PRIMARY KEY (tenant, pos)
);
CREATE UNIQUE INDEX journal_by_command ON moja.journal (tenant, command_id);
ALTER TABLE moja.journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.journal FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.journal USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.journal TO moja_runtime;
CREATE VIEW moja.v_journal WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.command_id,
  t.command,
  t.actor,
  t.recorded_at,
  timestamptz 'epoch' + t.recorded_at * interval '1 microsecond' AS recorded_at_iso,
  t.request,
  t.events,
  t.hash
FROM moja.journal AS t;
GRANT SELECT ON moja.v_journal TO moja_runtime;

-- A block of sorted items.
CREATE TABLE moja.history_block (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  history text COLLATE "C" NOT NULL, -- The history.
  level bigint NOT NULL, -- The level of the run, from 0.
  run bigint NOT NULL, -- The number of the run within its level, from 0.
  series bigint NOT NULL, -- The first item's series.
  at_us bigint NOT NULL, -- The first item's effective time.
  pos bigint NOT NULL, -- The first item's journal position.
  ordinal bigint NOT NULL, -- The first item's ordinal.
  line bigint NOT NULL, -- The first item's line.
  items bytea NOT NULL, -- The packed items with the sums before each series.
  PRIMARY KEY (tenant, history, level, run, series, at_us, pos, ordinal, line)
);
ALTER TABLE moja.history_block ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.history_block FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.history_block USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.history_block TO moja_runtime;
CREATE VIEW moja.v_history_block WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.history,
  t.level,
  t.run,
  t.series,
  t.at_us,
  t.pos,
  t.ordinal,
  t.line,
  t.items
FROM moja.history_block AS t;
GRANT SELECT ON moja.v_history_block TO moja_runtime;

-- A finished run.
CREATE TABLE moja.history_run (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  history text COLLATE "C" NOT NULL, -- The history.
  level bigint NOT NULL, -- The level, from 0.
  run bigint NOT NULL, -- The number within the level, from 0.
  from_pos bigint NOT NULL, -- The first journal position that it covers.
  to_pos bigint NOT NULL, -- The last journal position that it covers.
  items bigint NOT NULL, -- How many items it holds.
  PRIMARY KEY (tenant, history, level, run)
);
ALTER TABLE moja.history_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.history_run FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.history_run USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.history_run TO moja_runtime;
CREATE VIEW moja.v_history_run WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.history,
  t.level,
  t.run,
  t.from_pos,
  t.to_pos,
  t.items
FROM moja.history_run AS t;
GRANT SELECT ON moja.v_history_run TO moja_runtime;

-- How far a history is packed.
CREATE TABLE moja.history_state (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  history text COLLATE "C" NOT NULL, -- The history.
  packed_pos bigint NOT NULL, -- Everything up to this journal position is in runs of level 0.
  packing_pos bigint NOT NULL, -- Everything up to this one is being packed; the same position when nothing is.
  runs bigint NOT NULL, -- How many runs there are, of all levels.
  PRIMARY KEY (tenant, history)
);
ALTER TABLE moja.history_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.history_state FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.history_state USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.history_state TO moja_runtime;
CREATE VIEW moja.v_history_state WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.history,
  t.packed_pos,
  t.packing_pos,
  t.runs
FROM moja.history_state AS t;
GRANT SELECT ON moja.v_history_state TO moja_runtime;

-- The tenant is being copied into this store, and not whole yet.
CREATE TABLE moja.copying (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL CHECK (pos > 0), -- The end of the source's journal as it is being copied: its position.
  hash bytea NOT NULL, -- Its hash.
  PRIMARY KEY (tenant)
);
ALTER TABLE moja.copying ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.copying FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.copying USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.copying TO moja_runtime;
CREATE VIEW moja.v_copying WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.hash
FROM moja.copying AS t;
GRANT SELECT ON moja.v_copying TO moja_runtime;

-- Prices by list, item and currency, each from its time on.
CREATE TABLE moja.commerce_price (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  list text COLLATE "C" NOT NULL, -- The list's code.
  item text COLLATE "C" NOT NULL, -- The item's code.
  currency text COLLATE "C" NOT NULL, -- The currency.
  valid_from bigint NOT NULL, -- From when on it holds.
  valid_until bigint, -- Until when it holds, if not until the next one.
  exponent bigint NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- The currency's decimals.
  price bigint NOT NULL CHECK (price >= 0), -- Minor units ...
  per bigint NOT NULL CHECK (per > 0), -- ... for so much.
  breaks text COLLATE "C", -- Other prices from larger quantities on.
  tax text COLLATE "C", -- The tax's code.
  PRIMARY KEY (tenant, list, item, currency, valid_from)
);
ALTER TABLE moja.commerce_price ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_price FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_price USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_price TO moja_runtime;
CREATE VIEW moja.v_commerce_price WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.list,
  t.item,
  t.currency,
  t.valid_from,
  timestamptz 'epoch' + t.valid_from * interval '1 microsecond' AS valid_from_iso,
  t.valid_until,
  timestamptz 'epoch' + t.valid_until * interval '1 microsecond' AS valid_until_iso,
  t.exponent,
  t.price,
  t.per,
  t.breaks,
  t.tax
FROM moja.commerce_price AS t;
GRANT SELECT ON moja.v_commerce_price TO moja_runtime;

-- Rates of taxes, each from its time on.
CREATE TABLE moja.commerce_tax (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  code text COLLATE "C" NOT NULL, -- The tax's code.
  valid_from bigint NOT NULL, -- From when on it holds.
  rate text COLLATE "C" NOT NULL, -- The rate.
  kind text COLLATE "C" NOT NULL, -- Whether prices hold it.
  PRIMARY KEY (tenant, code, valid_from)
);
ALTER TABLE moja.commerce_tax ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_tax FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_tax USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_tax TO moja_runtime;
CREATE VIEW moja.v_commerce_tax WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.code,
  t.valid_from,
  timestamptz 'epoch' + t.valid_from * interval '1 microsecond' AS valid_from_iso,
  t.rate,
  t.kind
FROM moja.commerce_tax AS t;
GRANT SELECT ON moja.v_commerce_tax TO moja_runtime;

-- Who sells through the shop.
CREATE TABLE moja.commerce_seller (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The seller's code.
  commission text COLLATE "C" NOT NULL, -- What the shop keeps of a line without its tax.
  account text COLLATE "C", -- The ledger account of what is owed to them.
  PRIMARY KEY (tenant, code)
);
ALTER TABLE moja.commerce_seller ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_seller FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_seller USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_seller TO moja_runtime;
CREATE VIEW moja.v_commerce_seller WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.code,
  t.commission,
  t.account
FROM moja.commerce_seller AS t;
GRANT SELECT ON moja.v_commerce_seller TO moja_runtime;

-- Series of document numbers.
CREATE TABLE moja.commerce_series (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The series' code.
  kind text COLLATE "C" NOT NULL, -- What its documents are.
  prefix text COLLATE "C" NOT NULL, -- What stands before each number. It ends with no digit, so that no two numbers look alike.
  digits bigint NOT NULL CHECK (digits BETWEEN 1 AND 18), -- The least number of digits; zeros fill them.
  first bigint NOT NULL CHECK (first >= 0), -- The first number.
  next bigint NOT NULL CHECK (next >= first), -- The next number.
  device text COLLATE "C", -- The only device that takes numbers; any if null.
  PRIMARY KEY (tenant, code)
);
CREATE UNIQUE INDEX commerce_series_by_prefix ON moja.commerce_series (tenant, prefix);
ALTER TABLE moja.commerce_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_series FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_series USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_series TO moja_runtime;
CREATE VIEW moja.v_commerce_series WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.code,
  t.kind,
  t.prefix,
  t.digits,
  t.first,
  t.next,
  t.device
FROM moja.commerce_series AS t;
GRANT SELECT ON moja.v_commerce_series TO moja_runtime;

-- Numbers that were taken. Never changed.
CREATE TABLE moja.commerce_number (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  series text COLLATE "C" NOT NULL, -- The series.
  number bigint NOT NULL, -- The number.
  text text COLLATE "C" NOT NULL, -- How it is written.
  kind text COLLATE "C" NOT NULL, -- What it stands on.
  order_id uuid, -- The order, if it is about one.
  reference text COLLATE "C", -- The app's reference, if it is about something else.
  amount bigint, -- The amount of an invoice or credit note.
  issued_at bigint NOT NULL, -- When it was taken.
  pos bigint NOT NULL, -- The journal position of the document.
  PRIMARY KEY (tenant, series, number),
  FOREIGN KEY (tenant, series) REFERENCES moja.commerce_series (tenant, code)
);
CREATE INDEX commerce_number_by_order ON moja.commerce_number (tenant, order_id, series, number) WHERE order_id IS NOT NULL;
ALTER TABLE moja.commerce_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_number FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_number USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.commerce_number TO moja_runtime;
CREATE VIEW moja.v_commerce_number WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.series,
  t.number,
  t.text,
  t.kind,
  t.order_id,
  t.reference,
  t.amount,
  t.issued_at,
  timestamptz 'epoch' + t.issued_at * interval '1 microsecond' AS issued_at_iso,
  t.pos
FROM moja.commerce_number AS t;
GRANT SELECT ON moja.v_commerce_number TO moja_runtime;

-- Quotes.
CREATE TABLE moja.commerce_quote (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- The quote's id.
  quote text COLLATE "C" NOT NULL, -- The numbers, as they were when it was made.
  quoted_at bigint NOT NULL, -- When it was made.
  expires_at bigint, -- From when on it counts no more; never if null.
  party text COLLATE "C", -- For whom.
  order_id uuid, -- The order that it became.
  PRIMARY KEY (tenant, id)
);
ALTER TABLE moja.commerce_quote ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_quote FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_quote USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_quote TO moja_runtime;
CREATE VIEW moja.v_commerce_quote WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.quote,
  t.quoted_at,
  timestamptz 'epoch' + t.quoted_at * interval '1 microsecond' AS quoted_at_iso,
  t.expires_at,
  timestamptz 'epoch' + t.expires_at * interval '1 microsecond' AS expires_at_iso,
  t.party,
  t.order_id
FROM moja.commerce_quote AS t;
GRANT SELECT ON moja.v_commerce_quote TO moja_runtime;

-- Orders.
CREATE TABLE moja.commerce_order (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- The order's id.
  status text COLLATE "C" NOT NULL, -- Where it stands.
  placed_at bigint NOT NULL, -- When it was placed.
  number text COLLATE "C", -- The number that it bears.
  party text COLLATE "C", -- Who ordered, as the app knows them.
  reference text COLLATE "C", -- The app's reference.
  quote uuid, -- The quote that it came from.
  currency text COLLATE "C" NOT NULL, -- The currency of all amounts.
  exponent bigint NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Its decimals.
  total bigint NOT NULL CHECK (total >= 0), -- What all of it costs.
  captured bigint NOT NULL CHECK (captured >= 0 AND captured <= total), -- What was invoiced and captured.
  refunded bigint NOT NULL CHECK (refunded >= 0 AND refunded <= captured), -- What was refunded.
  allocations bigint NOT NULL, -- How often something was set aside.
  shipments bigint NOT NULL, -- How many shipments there were.
  goods text COLLATE "C", -- Where its goods are, if a store has inventory too.
  books text COLLATE "C", -- Its ledger accounts, if a store has a ledger too.
  PRIMARY KEY (tenant, id)
);
CREATE INDEX commerce_order_by_status ON moja.commerce_order (tenant, status, id);
CREATE INDEX commerce_order_by_party ON moja.commerce_order (tenant, party, id) WHERE party IS NOT NULL;
CREATE INDEX commerce_order_by_reference ON moja.commerce_order (tenant, reference, id) WHERE reference IS NOT NULL;
ALTER TABLE moja.commerce_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_order FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_order USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_order TO moja_runtime;
CREATE VIEW moja.v_commerce_order WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.status,
  t.placed_at,
  timestamptz 'epoch' + t.placed_at * interval '1 microsecond' AS placed_at_iso,
  t.number,
  t.party,
  t.reference,
  t.quote,
  t.currency,
  t.exponent,
  t.total,
  t.captured,
  t.refunded,
  t.allocations,
  t.shipments,
  t.goods,
  t.books
FROM moja.commerce_order AS t;
GRANT SELECT ON moja.v_commerce_order TO moja_runtime;

-- Lines of orders.
CREATE TABLE moja.commerce_order_line (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  order_id uuid NOT NULL, -- The order.
  line bigint NOT NULL, -- The line's place, from 0.
  item text COLLATE "C" NOT NULL, -- The item's code.
  quantity bigint NOT NULL CHECK (quantity > 0), -- How much is ordered.
  allocated bigint NOT NULL CHECK (allocated >= 0 AND allocated <= quantity), -- How much of it was set aside, what was shipped since included.
  shipped bigint NOT NULL CHECK (shipped >= 0 AND shipped <= allocated), -- How much was shipped.
  invoiced bigint NOT NULL CHECK (invoiced >= 0 AND invoiced <= shipped), -- How much of it was invoiced.
  returned bigint NOT NULL CHECK (returned >= 0 AND returned <= shipped), -- How much came back.
  credited bigint NOT NULL CHECK (credited >= 0 AND credited <= returned AND credited <= invoiced), -- How much of that was credited.
  seller text COLLATE "C", -- Who sells it, if not the shop itself.
  seller_account text COLLATE "C", -- The seller's account, as it was when the order was placed.
  payout bigint NOT NULL CHECK (payout >= 0), -- What who sells it gets of the whole line.
  commission bigint NOT NULL CHECK (commission >= 0), -- The commission on the whole line, as it was when the order was placed.
  tax bigint NOT NULL CHECK (tax >= 0), -- The tax on the whole line.
  fee bigint NOT NULL CHECK (fee >= 0), -- The whole line's share of payment fees.
  captured bigint NOT NULL CHECK (captured >= 0 AND captured <= payout + commission + tax + fee), -- What was captured of the sum of these four.
  refunded bigint NOT NULL CHECK (refunded >= 0 AND refunded <= captured), -- What was refunded.
  PRIMARY KEY (tenant, order_id, line),
  FOREIGN KEY (tenant, order_id) REFERENCES moja.commerce_order (tenant, id)
);
CREATE INDEX commerce_order_line_by_item ON moja.commerce_order_line (tenant, item, order_id, line);
ALTER TABLE moja.commerce_order_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_order_line FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_order_line USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_order_line TO moja_runtime;
CREATE VIEW moja.v_commerce_order_line WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.order_id,
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
FROM moja.commerce_order_line AS t;
GRANT SELECT ON moja.v_commerce_order_line TO moja_runtime;

-- What was set aside for orders.
CREATE TABLE moja.commerce_allocation (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  order_id uuid NOT NULL, -- The order.
  no bigint NOT NULL, -- Which time it was, from 1.
  line bigint NOT NULL, -- The line.
  allocation uuid NOT NULL, -- The id of what was set aside at that time: that of the reservation.
  quantity bigint NOT NULL CHECK (quantity >= 0), -- How much; less what was given back.
  shipped bigint NOT NULL CHECK (shipped >= 0 AND shipped <= quantity), -- How much of it was shipped.
  PRIMARY KEY (tenant, order_id, no, line),
  FOREIGN KEY (tenant, order_id, line) REFERENCES moja.commerce_order_line (tenant, order_id, line)
);
ALTER TABLE moja.commerce_allocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_allocation FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_allocation USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_allocation TO moja_runtime;
CREATE VIEW moja.v_commerce_allocation WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.order_id,
  t.no,
  t.line,
  t.allocation,
  t.quantity,
  t.shipped
FROM moja.commerce_allocation AS t;
GRANT SELECT ON moja.v_commerce_allocation TO moja_runtime;

-- What was shipped of orders.
CREATE TABLE moja.commerce_shipment (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  order_id uuid NOT NULL, -- The order.
  no bigint NOT NULL, -- Which shipment it is, from 1.
  line bigint NOT NULL, -- The line.
  shipment uuid NOT NULL, -- The shipment's id: that of the document.
  quantity bigint NOT NULL CHECK (quantity > 0), -- How much.
  returned bigint NOT NULL CHECK (returned >= 0 AND returned <= quantity), -- How much of it came back.
  PRIMARY KEY (tenant, order_id, no, line),
  FOREIGN KEY (tenant, order_id, line) REFERENCES moja.commerce_order_line (tenant, order_id, line)
);
ALTER TABLE moja.commerce_shipment ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.commerce_shipment FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.commerce_shipment USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.commerce_shipment TO moja_runtime;
CREATE VIEW moja.v_commerce_shipment WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.order_id,
  t.no,
  t.line,
  t.shipment,
  t.quantity,
  t.returned
FROM moja.commerce_shipment AS t;
GRANT SELECT ON moja.v_commerce_shipment TO moja_runtime;

-- Numbers given out so far: of items, locations, lots, levels, pools.
CREATE TABLE moja.inventory_counter (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  counter text COLLATE "C" NOT NULL, -- What is numbered.
  last bigint NOT NULL, -- The last number.
  PRIMARY KEY (tenant, counter)
);
ALTER TABLE moja.inventory_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_counter USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_counter TO moja_runtime;
CREATE VIEW moja.v_inventory_counter WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.counter,
  t.last
FROM moja.inventory_counter AS t;
GRANT SELECT ON moja.v_inventory_counter TO moja_runtime;

-- Until when the books of stock are closed.
CREATE TABLE moja.inventory_period (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  open_from bigint NOT NULL, -- The first instant that is still open.
  PRIMARY KEY (tenant)
);
ALTER TABLE moja.inventory_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_period FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_period USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_period TO moja_runtime;
CREATE VIEW moja.v_inventory_period WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.open_from,
  timestamptz 'epoch' + t.open_from * interval '1 microsecond' AS open_from_iso
FROM moja.inventory_period AS t;
GRANT SELECT ON moja.v_inventory_period TO moja_runtime;

-- Groups of items that are valued and posted alike.
CREATE TABLE moja.inventory_group (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The code.
  currency text COLLATE "C" NOT NULL, -- The currency of all values.
  exponent bigint NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Its decimals.
  accounts text COLLATE "C", -- Where values are posted; not at all if null.
  PRIMARY KEY (tenant, code)
);
ALTER TABLE moja.inventory_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_group FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_group USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_group TO moja_runtime;
CREATE VIEW moja.v_inventory_group WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.code,
  t.currency,
  t.exponent,
  t.accounts
FROM moja.inventory_group AS t;
GRANT SELECT ON moja.v_inventory_group TO moja_runtime;

-- Items: what is stocked, one row for each variant.
CREATE TABLE moja.inventory_item (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The code (SKU).
  name text COLLATE "C" NOT NULL, -- What people call it.
  group_code text COLLATE "C" NOT NULL, -- The group.
  unit text COLLATE "C" NOT NULL, -- The base unit, a UCUM code where there is one.
  scale bigint NOT NULL CHECK (scale BETWEEN 0 AND 9), -- Decimals of a quantity in the base unit.
  tracking text COLLATE "C" NOT NULL, -- How pieces are told apart.
  costing text COLLATE "C" NOT NULL, -- How cost is found.
  standard_cost bigint, -- The standard cost of `standard_per` smallest units, minor units.
  standard_per bigint, -- Smallest units that the standard cost is for.
  removal text COLLATE "C" NOT NULL, -- Which stock is taken first.
  allow_negative bigint NOT NULL CHECK (allow_negative IN (0, 1)), -- Whether stock may fall below zero.
  backorder_max bigint, -- How much may be reserved beyond what is there; any quantity if null.
  is_kit bigint NOT NULL CHECK (is_kit IN (0, 1)), -- Whether it is a kit: it has no stock, its components have.
  active bigint NOT NULL CHECK (active IN (0, 1)), -- Whether it may still be bought and sold.
  variant_of bigint, -- The item that this one is a variant of.
  attributes text COLLATE "C", -- Facts about it.
  PRIMARY KEY (tenant, no),
  FOREIGN KEY (tenant, group_code) REFERENCES moja.inventory_group (tenant, code)
);
CREATE UNIQUE INDEX inventory_item_by_code ON moja.inventory_item (tenant, code);
CREATE INDEX inventory_item_by_parent ON moja.inventory_item (tenant, variant_of, no) WHERE variant_of IS NOT NULL;
ALTER TABLE moja.inventory_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_item FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_item USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_item TO moja_runtime;
CREATE VIEW moja.v_inventory_item WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
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
  t.allow_negative = 1 AS allow_negative,
  t.backorder_max,
  t.is_kit = 1 AS is_kit,
  t.active = 1 AS active,
  t.variant_of,
  t.attributes
FROM moja.inventory_item AS t;
GRANT SELECT ON moja.v_inventory_item TO moja_runtime;

-- Units of an item besides its base unit: packs, as exact ratios.
CREATE TABLE moja.inventory_unit (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  item bigint NOT NULL, -- The item's number.
  code text COLLATE "C" NOT NULL, -- The unit's code.
  numerator bigint NOT NULL CHECK (numerator > 0), -- Smallest units ...
  denominator bigint NOT NULL CHECK (denominator > 0), -- ... of so many of this unit.
  PRIMARY KEY (tenant, item, code),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no)
);
ALTER TABLE moja.inventory_unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_unit FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_unit USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_unit TO moja_runtime;
CREATE VIEW moja.v_inventory_unit WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.item,
  t.code,
  t.numerator,
  t.denominator
FROM moja.inventory_unit AS t;
GRANT SELECT ON moja.v_inventory_unit TO moja_runtime;

-- Barcodes, each of one item in one unit.
CREATE TABLE moja.inventory_barcode (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  barcode text COLLATE "C" NOT NULL CHECK (length(barcode) > 0), -- The code: a GTIN with 14 digits, or any text.
  item bigint NOT NULL, -- The item's number.
  unit text COLLATE "C", -- The unit that carries it; the base unit if null.
  PRIMARY KEY (tenant, barcode),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no)
);
CREATE INDEX inventory_barcode_by_item ON moja.inventory_barcode (tenant, item, barcode);
ALTER TABLE moja.inventory_barcode ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_barcode FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_barcode USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_barcode TO moja_runtime;
CREATE VIEW moja.v_inventory_barcode WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.barcode,
  t.item,
  t.unit
FROM moja.inventory_barcode AS t;
GRANT SELECT ON moja.v_inventory_barcode TO moja_runtime;

-- What a kit or a product is made of.
CREATE TABLE moja.inventory_component (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  item bigint NOT NULL, -- The kit's or product's number.
  component bigint NOT NULL, -- The component's number.
  quantity bigint NOT NULL CHECK (quantity > 0), -- Smallest units of the component ...
  per bigint NOT NULL CHECK (per > 0), -- ... for so many smallest units of the whole.
  PRIMARY KEY (tenant, item, component),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no),
  FOREIGN KEY (tenant, component) REFERENCES moja.inventory_item (tenant, no)
);
ALTER TABLE moja.inventory_component ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_component FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_component USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_component TO moja_runtime;
CREATE VIEW moja.v_inventory_component WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.item,
  t.component,
  t.quantity,
  t.per
FROM moja.inventory_component AS t;
GRANT SELECT ON moja.v_inventory_component TO moja_runtime;

-- Locations, a tree.
CREATE TABLE moja.inventory_location (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The code.
  name text COLLATE "C" NOT NULL, -- What people call it.
  kind text COLLATE "C" NOT NULL, -- What it is.
  parent bigint, -- The location above it.
  position bigint NOT NULL, -- Its place in the walk through the house: the nearest is the smallest.
  removal text COLLATE "C", -- Which stock is taken first here, if not by the item's rule.
  active bigint NOT NULL CHECK (active IN (0, 1)), -- Whether it is in use.
  PRIMARY KEY (tenant, no)
);
CREATE UNIQUE INDEX inventory_location_by_code ON moja.inventory_location (tenant, code);
CREATE INDEX inventory_location_by_parent ON moja.inventory_location (tenant, parent, no) WHERE parent IS NOT NULL;
ALTER TABLE moja.inventory_location ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_location FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_location USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_location TO moja_runtime;
CREATE VIEW moja.v_inventory_location WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
  t.code,
  t.name,
  t.kind,
  t.parent,
  t.position,
  t.removal,
  t.active = 1 AS active
FROM moja.inventory_location AS t;
GRANT SELECT ON moja.v_inventory_location TO moja_runtime;

-- Rules for an item at a location that differ from the item's own.
CREATE TABLE moja.inventory_policy (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  item bigint NOT NULL, -- The item's number.
  location bigint NOT NULL, -- The location's number.
  allow_negative bigint NOT NULL CHECK (allow_negative IN (0, 1)), -- Whether stock may fall below zero.
  backorder_max bigint, -- How much may be reserved beyond what is there; any quantity if null.
  removal text COLLATE "C", -- Which stock is taken first.
  reorder_min bigint, -- Reorder when the position falls to this.
  reorder_max bigint, -- Reorder up to this.
  order_multiple bigint, -- Order this many at a time.
  lead_time_days bigint, -- Days between ordering and receiving.
  safety_stock bigint, -- Quantity kept for emergencies.
  PRIMARY KEY (tenant, item, location),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no),
  FOREIGN KEY (tenant, location) REFERENCES moja.inventory_location (tenant, no)
);
ALTER TABLE moja.inventory_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_policy FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_policy USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_policy TO moja_runtime;
CREATE VIEW moja.v_inventory_policy WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.item,
  t.location,
  t.allow_negative = 1 AS allow_negative,
  t.backorder_max,
  t.removal,
  t.reorder_min,
  t.reorder_max,
  t.order_multiple,
  t.lead_time_days,
  t.safety_stock
FROM moja.inventory_policy AS t;
GRANT SELECT ON moja.v_inventory_policy TO moja_runtime;

-- The least remaining life that a customer accepts.
CREATE TABLE moja.inventory_shelf_rule (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  party text COLLATE "C" NOT NULL, -- The customer, as the app knows them.
  days bigint NOT NULL CHECK (days >= 0), -- Days between shipment and expiry.
  PRIMARY KEY (tenant, party)
);
ALTER TABLE moja.inventory_shelf_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_shelf_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_shelf_rule USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_shelf_rule TO moja_runtime;
CREATE VIEW moja.v_inventory_shelf_rule WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.party,
  t.days
FROM moja.inventory_shelf_rule AS t;
GRANT SELECT ON moja.v_inventory_shelf_rule TO moja_runtime;

-- Lots (batches) and serial numbers.
CREATE TABLE moja.inventory_lot (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  item bigint NOT NULL, -- The item's number.
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The lot's code, or the serial number.
  received_at bigint NOT NULL, -- When it first came in.
  manufactured_at bigint, -- When it was made.
  expires_at bigint, -- From when on it must not be used.
  alert_at bigint, -- From when on somebody should look at it.
  removal_at bigint, -- From when on it should be taken off the shelf.
  held text COLLATE "C", -- Why it is held back, if it is.
  recalled text COLLATE "C", -- Why it was recalled, if it was.
  on_hand bigint NOT NULL, -- How much of it is in places of our own, or on the way.
  PRIMARY KEY (tenant, no),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no)
);
CREATE UNIQUE INDEX inventory_lot_by_code ON moja.inventory_lot (tenant, item, code);
CREATE INDEX inventory_lot_by_expiry ON moja.inventory_lot (tenant, expires_at, no) WHERE expires_at IS NOT NULL;
ALTER TABLE moja.inventory_lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_lot FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_lot USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_lot TO moja_runtime;
CREATE VIEW moja.v_inventory_lot WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
  t.item,
  t.code,
  t.received_at,
  timestamptz 'epoch' + t.received_at * interval '1 microsecond' AS received_at_iso,
  t.manufactured_at,
  timestamptz 'epoch' + t.manufactured_at * interval '1 microsecond' AS manufactured_at_iso,
  t.expires_at,
  timestamptz 'epoch' + t.expires_at * interval '1 microsecond' AS expires_at_iso,
  t.alert_at,
  timestamptz 'epoch' + t.alert_at * interval '1 microsecond' AS alert_at_iso,
  t.removal_at,
  timestamptz 'epoch' + t.removal_at * interval '1 microsecond' AS removal_at_iso,
  t.held,
  t.recalled,
  t.on_hand
FROM moja.inventory_lot AS t;
GRANT SELECT ON moja.v_inventory_lot TO moja_runtime;

-- Which lot went into which.
CREATE TABLE moja.inventory_lot_link (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  parent bigint NOT NULL, -- The lot that was used.
  child bigint NOT NULL, -- The lot that was made of it.
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  line bigint NOT NULL, -- The link's place within the event.
  quantity bigint NOT NULL, -- Smallest units of the parent.
  PRIMARY KEY (tenant, parent, child, pos, ordinal, line),
  FOREIGN KEY (tenant, parent) REFERENCES moja.inventory_lot (tenant, no),
  FOREIGN KEY (tenant, child) REFERENCES moja.inventory_lot (tenant, no)
);
CREATE INDEX inventory_lot_link_by_child ON moja.inventory_lot_link (tenant, child, parent, pos, ordinal, line);
ALTER TABLE moja.inventory_lot_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_lot_link FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_lot_link USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_lot_link TO moja_runtime;
CREATE VIEW moja.v_inventory_lot_link WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.parent,
  t.child,
  t.pos,
  t.ordinal,
  t.line,
  t.quantity
FROM moja.inventory_lot_link AS t;
GRANT SELECT ON moja.v_inventory_lot_link TO moja_runtime;

-- Levels: how much of an item is where, by lot, status and owner.
CREATE TABLE moja.inventory_level (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  item bigint NOT NULL, -- The item's number.
  location bigint NOT NULL, -- The location's number.
  lot bigint NOT NULL, -- The lot's number; 0 without one.
  status text COLLATE "C" NOT NULL, -- The status.
  owner text COLLATE "C" NOT NULL, -- Whose it is; empty for our own.
  on_hand bigint NOT NULL, -- How much is there.
  reserved bigint NOT NULL CHECK (reserved >= 0), -- How much is set aside. Includes reservations that have expired and were not yet swept.
  stocked bigint, -- The location, while something is there or set aside.
  next_expiry bigint, -- Not later than the first expiry of an open reservation.
  counted_at bigint, -- The last time that it was counted, effective time.
  PRIMARY KEY (tenant, no),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no),
  FOREIGN KEY (tenant, location) REFERENCES moja.inventory_location (tenant, no)
);
CREATE UNIQUE INDEX inventory_level_by_place ON moja.inventory_level (tenant, item, location, lot, status, owner);
CREATE INDEX inventory_level_by_stock ON moja.inventory_level (tenant, item, stocked, no) WHERE stocked IS NOT NULL;
CREATE INDEX inventory_level_by_lot ON moja.inventory_level (tenant, lot, no);
ALTER TABLE moja.inventory_level ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_level FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_level USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_level TO moja_runtime;
CREATE VIEW moja.v_inventory_level WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
  t.item,
  t.location,
  t.lot,
  t.status,
  t.owner,
  t.on_hand,
  t.reserved,
  t.stocked,
  t.next_expiry,
  timestamptz 'epoch' + t.next_expiry * interval '1 microsecond' AS next_expiry_iso,
  t.counted_at,
  timestamptz 'epoch' + t.counted_at * interval '1 microsecond' AS counted_at_iso
FROM moja.inventory_level AS t;
GRANT SELECT ON moja.v_inventory_level TO moja_runtime;

-- What was written about movements.
CREATE TABLE moja.inventory_document (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  id uuid NOT NULL, -- The document's id.
  kind text COLLATE "C" NOT NULL, -- What it is.
  effective_at bigint NOT NULL, -- When it happened, as the app says.
  recorded_at bigint NOT NULL, -- When it was recorded.
  reference text COLLATE "C", -- The app's reference.
  party text COLLATE "C", -- The customer or supplier.
  reason text COLLATE "C", -- Why.
  original uuid, -- The document that this one returns, reverses or belongs to.
  PRIMARY KEY (tenant, pos, ordinal)
);
CREATE UNIQUE INDEX inventory_document_by_id ON moja.inventory_document (tenant, id);
CREATE INDEX inventory_document_by_reference ON moja.inventory_document (tenant, reference, pos, ordinal) WHERE reference IS NOT NULL;
CREATE INDEX inventory_document_by_party ON moja.inventory_document (tenant, party, pos, ordinal) WHERE party IS NOT NULL;
ALTER TABLE moja.inventory_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_document FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_document USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_document TO moja_runtime;
CREATE VIEW moja.v_inventory_document WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.id,
  t.kind,
  t.effective_at,
  timestamptz 'epoch' + t.effective_at * interval '1 microsecond' AS effective_at_iso,
  t.recorded_at,
  timestamptz 'epoch' + t.recorded_at * interval '1 microsecond' AS recorded_at_iso,
  t.reference,
  t.party,
  t.reason,
  t.original
FROM moja.inventory_document AS t;
GRANT SELECT ON moja.v_inventory_document TO moja_runtime;

-- Movements: from one level to another, always in full. Never changed.
CREATE TABLE moja.inventory_movement (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  line bigint NOT NULL, -- The movement's place within the document.
  item bigint NOT NULL, -- The item's number.
  lot bigint, -- The lot's number; null without one.
  from_level bigint NOT NULL, -- The level that it left.
  to_level bigint NOT NULL, -- The level that it reached.
  quantity bigint NOT NULL CHECK (quantity > 0), -- Smallest units.
  effective_at bigint NOT NULL, -- When it happened, as the app says.
  pool bigint, -- The pool whose stock changed; null if none did.
  incoming bigint NOT NULL CHECK (incoming IN (0, 1)), -- Whether it came into the pool, if there is one.
  cost bigint, -- What it was worth when it was recorded, minor units; a later cost may change that.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pos, ordinal) REFERENCES moja.inventory_document (tenant, pos, ordinal)
);
CREATE INDEX inventory_movement_by_lot ON moja.inventory_movement (tenant, lot, pos, ordinal, line) WHERE lot IS NOT NULL;
ALTER TABLE moja.inventory_movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_movement FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_movement USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_movement TO moja_runtime;
CREATE VIEW moja.v_inventory_movement WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.item,
  t.lot,
  t.from_level,
  t.to_level,
  t.quantity,
  t.effective_at,
  timestamptz 'epoch' + t.effective_at * interval '1 microsecond' AS effective_at_iso,
  t.pool,
  t.incoming = 1 AS incoming,
  t.cost
FROM moja.inventory_movement AS t;
GRANT SELECT ON moja.v_inventory_movement TO moja_runtime;

-- Pools: stock that is valued together; of an item, or of a lot.
CREATE TABLE moja.inventory_pool (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  item bigint NOT NULL, -- The item's number.
  lot bigint NOT NULL, -- The lot's number; 0 for a pool of the whole item.
  quantity bigint NOT NULL, -- Smallest units.
  value bigint NOT NULL, -- Minor units.
  state bytea NOT NULL, -- The state behind the two: method, layers, last cost, binary.
  last_at bigint NOT NULL, -- The latest effective time of its flows.
  recosted_until bigint, -- Flows up to here may cost something else by now than when they were recorded.
  PRIMARY KEY (tenant, no),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no)
);
CREATE UNIQUE INDEX inventory_pool_by_item ON moja.inventory_pool (tenant, item, lot);
ALTER TABLE moja.inventory_pool ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_pool FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_pool USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_pool TO moja_runtime;
CREATE VIEW moja.v_inventory_pool WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
  t.item,
  t.lot,
  t.quantity,
  t.value,
  t.state,
  t.last_at,
  timestamptz 'epoch' + t.last_at * interval '1 microsecond' AS last_at_iso,
  t.recosted_until,
  timestamptz 'epoch' + t.recosted_until * interval '1 microsecond' AS recosted_until_iso
FROM moja.inventory_pool AS t;
GRANT SELECT ON moja.v_inventory_pool TO moja_runtime;

-- Flows of a pool that are more than an issue at the pool's cost.
CREATE TABLE moja.inventory_flow (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pool bigint NOT NULL, -- The pool's number.
  effective_at bigint NOT NULL, -- When it counts.
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  line bigint NOT NULL, -- The flow's place within the event: that of its movement, if it has one.
  flow bytea NOT NULL, -- What it is, binary.
  PRIMARY KEY (tenant, pool, effective_at, pos, ordinal, line),
  FOREIGN KEY (tenant, pool) REFERENCES moja.inventory_pool (tenant, no)
);
ALTER TABLE moja.inventory_flow ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_flow FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_flow USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_flow TO moja_runtime;
CREATE VIEW moja.v_inventory_flow WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pool,
  t.effective_at,
  timestamptz 'epoch' + t.effective_at * interval '1 microsecond' AS effective_at_iso,
  t.pos,
  t.ordinal,
  t.line,
  t.flow
FROM moja.inventory_flow AS t;
GRANT SELECT ON moja.v_inventory_flow TO moja_runtime;

-- Changes of a pool's value. Never changed.
CREATE TABLE moja.inventory_value (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  line bigint NOT NULL, -- The change's place within the event.
  pool bigint NOT NULL, -- The pool's number.
  posted_at bigint NOT NULL, -- When it counts in the books.
  amount bigint NOT NULL, -- Minor units; more value is positive.
  role text COLLATE "C" NOT NULL, -- What it is posted against.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pool) REFERENCES moja.inventory_pool (tenant, no)
);
ALTER TABLE moja.inventory_value ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_value FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_value USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_value TO moja_runtime;
CREATE VIEW moja.v_inventory_value WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.pool,
  t.posted_at,
  timestamptz 'epoch' + t.posted_at * interval '1 microsecond' AS posted_at_iso,
  t.amount,
  t.role
FROM moja.inventory_value AS t;
GRANT SELECT ON moja.v_inventory_value TO moja_runtime;

-- Reservations. One that a device holds is an allotment: what it sets aside are the device's rights, and its expiry is the end of the lease.
CREATE TABLE moja.inventory_reservation (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- The reservation's id.
  status text COLLATE "C" NOT NULL, -- Where it stands. An expired one may still be called held here until a command touches it.
  created_at bigint NOT NULL, -- When it was made.
  expires_at bigint, -- From when on it counts no more; never if null.
  reference text COLLATE "C", -- The app's reference.
  party text COLLATE "C", -- For whom.
  device text COLLATE "C", -- The device that may sell it without asking, if there is one.
  PRIMARY KEY (tenant, id)
);
CREATE INDEX inventory_reservation_by_reference ON moja.inventory_reservation (tenant, reference, id) WHERE reference IS NOT NULL;
CREATE INDEX inventory_reservation_by_device ON moja.inventory_reservation (tenant, device, id) WHERE device IS NOT NULL;
ALTER TABLE moja.inventory_reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_reservation FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_reservation USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_reservation TO moja_runtime;
CREATE VIEW moja.v_inventory_reservation WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.status,
  t.created_at,
  timestamptz 'epoch' + t.created_at * interval '1 microsecond' AS created_at_iso,
  t.expires_at,
  timestamptz 'epoch' + t.expires_at * interval '1 microsecond' AS expires_at_iso,
  t.reference,
  t.party,
  t.device
FROM moja.inventory_reservation AS t;
GRANT SELECT ON moja.v_inventory_reservation TO moja_runtime;

-- What a reservation sets aside.
CREATE TABLE moja.inventory_reserved (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  reservation uuid NOT NULL, -- The reservation.
  line bigint NOT NULL, -- The line's place within it.
  level bigint NOT NULL, -- The level.
  item bigint NOT NULL, -- The item.
  quantity bigint NOT NULL CHECK (quantity > 0), -- Smallest units set aside, less what a device gave back or passed on.
  shipped bigint NOT NULL CHECK (shipped >= 0 AND shipped <= quantity), -- Smallest units of them that were shipped.
  open bigint, -- When it expires, as long as it is open: the last possible instant if never.
  PRIMARY KEY (tenant, reservation, line),
  FOREIGN KEY (tenant, reservation) REFERENCES moja.inventory_reservation (tenant, id),
  FOREIGN KEY (tenant, level) REFERENCES moja.inventory_level (tenant, no)
);
CREATE INDEX inventory_reserved_by_level ON moja.inventory_reserved (tenant, level, open, reservation, line) WHERE open IS NOT NULL;
ALTER TABLE moja.inventory_reserved ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_reserved FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_reserved USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_reserved TO moja_runtime;
CREATE VIEW moja.v_inventory_reserved WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.reservation,
  t.line,
  t.level,
  t.item,
  t.quantity,
  t.shipped,
  t.open,
  timestamptz 'epoch' + t.open * interval '1 microsecond' AS open_iso
FROM moja.inventory_reserved AS t;
GRANT SELECT ON moja.v_inventory_reserved TO moja_runtime;

-- Goods that are to come.
CREATE TABLE moja.inventory_expectation (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- Its id.
  item bigint NOT NULL, -- The item.
  location bigint NOT NULL, -- Where it will arrive.
  quantity bigint NOT NULL CHECK (quantity > 0), -- Smallest units expected.
  received bigint NOT NULL CHECK (received >= 0), -- Smallest units that arrived.
  due_at bigint NOT NULL, -- When it is due.
  open bigint, -- The same, as long as it is open.
  party text COLLATE "C", -- The supplier.
  reference text COLLATE "C", -- The app's reference.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, item) REFERENCES moja.inventory_item (tenant, no),
  FOREIGN KEY (tenant, location) REFERENCES moja.inventory_location (tenant, no)
);
CREATE INDEX inventory_expectation_by_item ON moja.inventory_expectation (tenant, item, open, id) WHERE open IS NOT NULL;
ALTER TABLE moja.inventory_expectation ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_expectation FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_expectation USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_expectation TO moja_runtime;
CREATE VIEW moja.v_inventory_expectation WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.item,
  t.location,
  t.quantity,
  t.received,
  t.due_at,
  timestamptz 'epoch' + t.due_at * interval '1 microsecond' AS due_at_iso,
  t.open,
  timestamptz 'epoch' + t.open * interval '1 microsecond' AS open_iso,
  t.party,
  t.reference
FROM moja.inventory_expectation AS t;
GRANT SELECT ON moja.v_inventory_expectation TO moja_runtime;

-- Transfers between two places.
CREATE TABLE moja.inventory_transfer (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- Its id.
  status text COLLATE "C" NOT NULL, -- Where it stands.
  from_location bigint NOT NULL, -- Where it left.
  to_location bigint NOT NULL, -- Where it goes.
  transit bigint NOT NULL, -- The location in between.
  dispatched_at bigint NOT NULL, -- When it left.
  due_at bigint, -- When it should arrive.
  reference text COLLATE "C", -- The app's reference.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, from_location) REFERENCES moja.inventory_location (tenant, no),
  FOREIGN KEY (tenant, to_location) REFERENCES moja.inventory_location (tenant, no)
);
CREATE INDEX inventory_transfer_by_status ON moja.inventory_transfer (tenant, status, id);
ALTER TABLE moja.inventory_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_transfer USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_transfer TO moja_runtime;
CREATE VIEW moja.v_inventory_transfer WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.status,
  t.from_location,
  t.to_location,
  t.transit,
  t.dispatched_at,
  timestamptz 'epoch' + t.dispatched_at * interval '1 microsecond' AS dispatched_at_iso,
  t.due_at,
  timestamptz 'epoch' + t.due_at * interval '1 microsecond' AS due_at_iso,
  t.reference
FROM moja.inventory_transfer AS t;
GRANT SELECT ON moja.v_inventory_transfer TO moja_runtime;

-- What a transfer carries.
CREATE TABLE moja.inventory_transfer_line (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  transfer uuid NOT NULL, -- The transfer.
  line bigint NOT NULL, -- The line's place within it.
  item bigint NOT NULL, -- The item.
  level bigint NOT NULL, -- The level in transit.
  quantity bigint NOT NULL CHECK (quantity > 0), -- Smallest units that left.
  received bigint NOT NULL, -- Smallest units that arrived.
  lost bigint NOT NULL CHECK (received >= 0 AND lost >= 0 AND received + lost <= quantity), -- Smallest units that were lost.
  open bigint, -- When it should arrive, as long as it is open: the last possible instant if unknown.
  PRIMARY KEY (tenant, transfer, line),
  FOREIGN KEY (tenant, transfer) REFERENCES moja.inventory_transfer (tenant, id)
);
CREATE INDEX inventory_transfer_line_by_item ON moja.inventory_transfer_line (tenant, item, open, transfer, line) WHERE open IS NOT NULL;
ALTER TABLE moja.inventory_transfer_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_transfer_line FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_transfer_line USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_transfer_line TO moja_runtime;
CREATE VIEW moja.v_inventory_transfer_line WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.transfer,
  t.line,
  t.item,
  t.level,
  t.quantity,
  t.received,
  t.lost,
  t.open,
  timestamptz 'epoch' + t.open * interval '1 microsecond' AS open_iso
FROM moja.inventory_transfer_line AS t;
GRANT SELECT ON moja.v_inventory_transfer_line TO moja_runtime;

-- What was counted: from then on, the level had so much.
CREATE TABLE moja.inventory_count (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  level bigint NOT NULL, -- The level.
  counted_at bigint NOT NULL, -- The instant of the count; movements at it come before.
  quantity bigint NOT NULL, -- Smallest units found.
  loss bigint NOT NULL, -- The location that takes the differences.
  PRIMARY KEY (tenant, level, counted_at)
);
ALTER TABLE moja.inventory_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_count FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_count USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.inventory_count TO moja_runtime;
CREATE VIEW moja.v_inventory_count WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.level,
  t.counted_at,
  timestamptz 'epoch' + t.counted_at * interval '1 microsecond' AS counted_at_iso,
  t.quantity,
  t.loss
FROM moja.inventory_count AS t;
GRANT SELECT ON moja.v_inventory_count TO moja_runtime;

-- How much of a movement came back.
CREATE TABLE moja.inventory_returned (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position of the movement.
  ordinal bigint NOT NULL, -- Its event's place.
  line bigint NOT NULL, -- Its own place.
  quantity bigint NOT NULL, -- Smallest units that came back.
  PRIMARY KEY (tenant, pos, ordinal, line)
);
ALTER TABLE moja.inventory_returned ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.inventory_returned FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.inventory_returned USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.inventory_returned TO moja_runtime;
CREATE VIEW moja.v_inventory_returned WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.quantity
FROM moja.inventory_returned AS t;
GRANT SELECT ON moja.v_inventory_returned TO moja_runtime;

-- Numbers given out so far.
CREATE TABLE moja.ledger_counter (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  accounts bigint NOT NULL, -- The last account number.
  PRIMARY KEY (tenant)
);
ALTER TABLE moja.ledger_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_counter USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_counter TO moja_runtime;
CREATE VIEW moja.v_ledger_counter WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.accounts
FROM moja.ledger_counter AS t;
GRANT SELECT ON moja.v_ledger_counter TO moja_runtime;

-- Currencies and units in use, each with one scale.
CREATE TABLE moja.ledger_currency (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  code text COLLATE "C" NOT NULL, -- The code.
  exponent bigint NOT NULL CHECK (exponent BETWEEN 0 AND 18), -- Decimals of an amount: stored amounts are units of ten to the minus this.
  metadata text COLLATE "C", -- What the app wants to remember.
  PRIMARY KEY (tenant, code)
);
ALTER TABLE moja.ledger_currency ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_currency FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_currency USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_currency TO moja_runtime;
CREATE VIEW moja.v_ledger_currency WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.code,
  t.exponent,
  t.metadata
FROM moja.ledger_currency AS t;
GRANT SELECT ON moja.v_ledger_currency TO moja_runtime;

-- Accounts: one row for each code and currency.
CREATE TABLE moja.ledger_account (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  no bigint NOT NULL CHECK (no > 0), -- The internal number.
  code text COLLATE "C" NOT NULL CHECK (length(code) > 0), -- The code, a path separated by colons.
  currency text COLLATE "C" NOT NULL, -- The currency's code.
  exponent bigint NOT NULL, -- The currency's decimals.
  kind text COLLATE "C" NOT NULL, -- The kind.
  normal text COLLATE "C" NOT NULL, -- The side on which it grows.
  policy text COLLATE "C" NOT NULL, -- How postings are checked.
  status text COLLATE "C" NOT NULL, -- Whether it takes postings.
  min_balance bigint, -- The smallest balance on the normal side, minor units.
  max_balance bigint, -- The largest balance on the normal side, minor units.
  controlled_by text COLLATE "C", -- The domain whose commands alone may post to it.
  opened_at bigint NOT NULL, -- From when on it is in use, effective time.
  closed_at bigint, -- Until when it was in use, effective time.
  parent text COLLATE "C", -- The code of the account above it.
  tags text COLLATE "C", -- Tags.
  metadata text COLLATE "C", -- What the app wants to remember.
  PRIMARY KEY (tenant, no),
  FOREIGN KEY (tenant, currency) REFERENCES moja.ledger_currency (tenant, code)
);
CREATE UNIQUE INDEX ledger_account_by_code ON moja.ledger_account (tenant, code, currency);
CREATE INDEX ledger_account_by_parent ON moja.ledger_account (tenant, parent, no) WHERE parent IS NOT NULL;
ALTER TABLE moja.ledger_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_account FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_account USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_account TO moja_runtime;
CREATE VIEW moja.v_ledger_account WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.no,
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
  timestamptz 'epoch' + t.opened_at * interval '1 microsecond' AS opened_at_iso,
  t.closed_at,
  timestamptz 'epoch' + t.closed_at * interval '1 microsecond' AS closed_at_iso,
  t.parent,
  t.tags,
  t.metadata
FROM moja.ledger_account AS t;
GRANT SELECT ON moja.v_ledger_account TO moja_runtime;

-- What each account holds, in minor units: always the sum of its entries and open holds.
CREATE TABLE moja.ledger_balance (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  account bigint NOT NULL, -- The account's number.
  debits_posted bigint NOT NULL CHECK (debits_posted >= 0), -- Sum of debits.
  credits_posted bigint NOT NULL CHECK (credits_posted >= 0), -- Sum of credits.
  debits_pending bigint NOT NULL CHECK (debits_pending >= 0), -- Debits held. Includes holds that have expired and were not yet swept.
  credits_pending bigint NOT NULL CHECK (credits_pending >= 0), -- Credits held. Includes holds that have expired and were not yet swept.
  version bigint NOT NULL, -- How often it was changed.
  next_expiry bigint, -- Not later than the first expiry of an open hold.
  PRIMARY KEY (tenant, account),
  FOREIGN KEY (tenant, account) REFERENCES moja.ledger_account (tenant, no)
);
ALTER TABLE moja.ledger_balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_balance FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_balance USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_balance TO moja_runtime;
CREATE VIEW moja.v_ledger_balance WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.account,
  t.debits_posted,
  t.credits_posted,
  t.debits_pending,
  t.credits_pending,
  t.version,
  t.next_expiry,
  timestamptz 'epoch' + t.next_expiry * interval '1 microsecond' AS next_expiry_iso
FROM moja.ledger_balance AS t;
GRANT SELECT ON moja.v_ledger_balance TO moja_runtime;

-- Transactions. One of two legs in one currency is complete here; others have rows in `ledger_leg`. The view `ledger_entries` has one row for each leg of all of them.
CREATE TABLE moja.ledger_transaction (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  id uuid NOT NULL, -- The transaction's id.
  effective_at bigint NOT NULL, -- When it counts, as the app says.
  recorded_at bigint NOT NULL, -- When it was recorded.
  debit bigint, -- The debited account, if there are two legs in one currency.
  credit bigint, -- The credited account, likewise.
  amount bigint CHECK (amount IS NULL OR amount >= 0), -- The amount in minor units, likewise.
  reference text COLLATE "C", -- The app's reference.
  reverses uuid, -- The transaction that this one reverses or refunds.
  hold uuid, -- The hold that this one captures.
  details text COLLATE "C", -- Payee, narration, tags, links and metadata.
  PRIMARY KEY (tenant, pos, ordinal)
);
CREATE UNIQUE INDEX ledger_transaction_by_id ON moja.ledger_transaction (tenant, id);
CREATE INDEX ledger_transaction_by_reference ON moja.ledger_transaction (tenant, reference, pos, ordinal) WHERE reference IS NOT NULL;
CREATE INDEX ledger_transaction_by_reverses ON moja.ledger_transaction (tenant, reverses, pos, ordinal) WHERE reverses IS NOT NULL;
ALTER TABLE moja.ledger_transaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_transaction FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_transaction USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_transaction TO moja_runtime;
CREATE VIEW moja.v_ledger_transaction WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.id,
  t.effective_at,
  timestamptz 'epoch' + t.effective_at * interval '1 microsecond' AS effective_at_iso,
  t.recorded_at,
  timestamptz 'epoch' + t.recorded_at * interval '1 microsecond' AS recorded_at_iso,
  t.debit,
  t.credit,
  t.amount,
  t.reference,
  t.reverses,
  t.hold,
  t.details
FROM moja.ledger_transaction AS t;
GRANT SELECT ON moja.v_ledger_transaction TO moja_runtime;

-- Legs of transactions that are not complete in their own row.
CREATE TABLE moja.ledger_leg (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  line bigint NOT NULL, -- The leg's place within the transaction.
  account bigint NOT NULL, -- The account's number.
  amount bigint NOT NULL, -- The signed amount in minor units: debit positive.
  effective_at bigint NOT NULL, -- When the transaction counts.
  data text COLLATE "C", -- Annotations.
  PRIMARY KEY (tenant, pos, ordinal, line),
  FOREIGN KEY (tenant, pos, ordinal) REFERENCES moja.ledger_transaction (tenant, pos, ordinal)
);
ALTER TABLE moja.ledger_leg ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_leg FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_leg USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_leg TO moja_runtime;
CREATE VIEW moja.v_ledger_leg WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.line,
  t.account,
  t.amount,
  t.effective_at,
  timestamptz 'epoch' + t.effective_at * interval '1 microsecond' AS effective_at_iso,
  t.data
FROM moja.ledger_leg AS t;
GRANT SELECT ON moja.v_ledger_leg TO moja_runtime;

-- Transactions by tag (with a leading `#`) and by link (with a leading `^`).
CREATE TABLE moja.ledger_label (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  label text COLLATE "C" NOT NULL, -- `#` and the tag, or `^` and the link.
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  PRIMARY KEY (tenant, label, pos, ordinal)
);
ALTER TABLE moja.ledger_label ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_label FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_label USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_label TO moja_runtime;
CREATE VIEW moja.v_ledger_label WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.label,
  t.pos,
  t.ordinal
FROM moja.ledger_label AS t;
GRANT SELECT ON moja.v_ledger_label TO moja_runtime;

-- Transactions by metadata.
CREATE TABLE moja.ledger_metadata (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  key_name text COLLATE "C" NOT NULL, -- The key.
  value_text text COLLATE "C" NOT NULL, -- The value as text.
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  PRIMARY KEY (tenant, key_name, value_text, pos, ordinal)
);
ALTER TABLE moja.ledger_metadata ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_metadata FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_metadata USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_metadata TO moja_runtime;
CREATE VIEW moja.v_ledger_metadata WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.key_name,
  t.value_text,
  t.pos,
  t.ordinal
FROM moja.ledger_metadata AS t;
GRANT SELECT ON moja.v_ledger_metadata TO moja_runtime;

-- What has been taken back of a transaction.
CREATE TABLE moja.ledger_correction (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  original uuid NOT NULL, -- The transaction.
  refunded bigint NOT NULL, -- Minor units refunded so far; for a two-leg transaction.
  reversed_by uuid, -- The full reversal, if there is one.
  PRIMARY KEY (tenant, original)
);
ALTER TABLE moja.ledger_correction ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_correction FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_correction USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_correction TO moja_runtime;
CREATE VIEW moja.v_ledger_correction WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.original,
  t.refunded,
  t.reversed_by
FROM moja.ledger_correction AS t;
GRANT SELECT ON moja.v_ledger_correction TO moja_runtime;

-- Holds: amounts set aside until captured, released or expired.
CREATE TABLE moja.ledger_hold (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  id uuid NOT NULL, -- The hold's id.
  debit bigint NOT NULL, -- The account to be debited.
  credit bigint NOT NULL, -- The account to be credited.
  amount bigint NOT NULL CHECK (amount >= 0), -- The held amount, minor units.
  captured bigint NOT NULL CHECK (captured >= 0 AND captured <= amount), -- Captured so far, minor units.
  status text COLLATE "C" NOT NULL, -- Where it stands. An expired hold may still be called pending here until the next command touches it; its expiry time is what counts.
  created_at bigint NOT NULL, -- When it was placed.
  expires_at bigint, -- From when on it counts no more; never if null.
  details text COLLATE "C", -- Reference, narration and so on.
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, debit) REFERENCES moja.ledger_account (tenant, no),
  FOREIGN KEY (tenant, credit) REFERENCES moja.ledger_account (tenant, no)
);
CREATE INDEX ledger_hold_by_debit ON moja.ledger_hold (tenant, debit, status, expires_at NULLS FIRST, id);
CREATE INDEX ledger_hold_by_credit ON moja.ledger_hold (tenant, credit, status, expires_at NULLS FIRST, id);
ALTER TABLE moja.ledger_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_hold USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.ledger_hold TO moja_runtime;
CREATE VIEW moja.v_ledger_hold WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.id,
  t.debit,
  t.credit,
  t.amount,
  t.captured,
  t.status,
  t.created_at,
  timestamptz 'epoch' + t.created_at * interval '1 microsecond' AS created_at_iso,
  t.expires_at,
  timestamptz 'epoch' + t.expires_at * interval '1 microsecond' AS expires_at_iso,
  t.details
FROM moja.ledger_hold AS t;
GRANT SELECT ON moja.v_ledger_hold TO moja_runtime;

-- Prices as imported: data that no balance depends on.
CREATE TABLE moja.ledger_price (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  currency text COLLATE "C" NOT NULL, -- What is priced.
  quoted_in text COLLATE "C" NOT NULL, -- The currency of the price.
  at bigint NOT NULL, -- From when on it holds.
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  price text COLLATE "C" NOT NULL, -- The price of one unit, a decimal as text.
  PRIMARY KEY (tenant, currency, quoted_in, at, pos, ordinal)
);
ALTER TABLE moja.ledger_price ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_price FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_price USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_price TO moja_runtime;
CREATE VIEW moja.v_ledger_price WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.currency,
  t.quoted_in,
  t.at,
  timestamptz 'epoch' + t.at * interval '1 microsecond' AS at_iso,
  t.pos,
  t.ordinal,
  t.price
FROM moja.ledger_price AS t;
GRANT SELECT ON moja.v_ledger_price TO moja_runtime;

-- Directives of imported books that have no meaning for the ledger and are kept for export.
CREATE TABLE moja.ledger_directive (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  pos bigint NOT NULL, -- The journal position.
  ordinal bigint NOT NULL, -- The event's place within the position.
  at bigint NOT NULL, -- Its date.
  kind text COLLATE "C" NOT NULL, -- Its kind: `note`, `event`, `document`, ...
  body text COLLATE "C" NOT NULL, -- Its fields.
  PRIMARY KEY (tenant, pos, ordinal)
);
ALTER TABLE moja.ledger_directive ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.ledger_directive FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.ledger_directive USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT ON moja.ledger_directive TO moja_runtime;
CREATE VIEW moja.v_ledger_directive WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.pos,
  t.ordinal,
  t.at,
  timestamptz 'epoch' + t.at * interval '1 microsecond' AS at_iso,
  t.kind,
  t.body
FROM moja.ledger_directive AS t;
GRANT SELECT ON moja.v_ledger_directive TO moja_runtime;

-- How far a sink has got.
CREATE TABLE moja.outbox_cursor (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  sink text COLLATE "C" NOT NULL, -- The sink's name.
  pos bigint NOT NULL, -- Everything up to this journal position was delivered or parked.
  moved_at bigint NOT NULL, -- When it last moved.
  PRIMARY KEY (tenant, sink)
);
ALTER TABLE moja.outbox_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.outbox_cursor FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.outbox_cursor USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.outbox_cursor TO moja_runtime;
CREATE VIEW moja.v_outbox_cursor WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.sink,
  t.pos,
  t.moved_at,
  timestamptz 'epoch' + t.moved_at * interval '1 microsecond' AS moved_at_iso
FROM moja.outbox_cursor AS t;
GRANT SELECT ON moja.v_outbox_cursor TO moja_runtime;

-- An event that a sink could not take.
CREATE TABLE moja.outbox_parked (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  sink text COLLATE "C" NOT NULL, -- The sink's name.
  pos bigint NOT NULL, -- The journal position.
  cause text COLLATE "C" NOT NULL, -- What the sink said.
  parked_at bigint NOT NULL, -- When it was parked.
  PRIMARY KEY (tenant, sink, pos)
);
ALTER TABLE moja.outbox_parked ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.outbox_parked FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.outbox_parked USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.outbox_parked TO moja_runtime;
CREATE VIEW moja.v_outbox_parked WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.sink,
  t.pos,
  t.cause,
  t.parked_at,
  timestamptz 'epoch' + t.parked_at * interval '1 microsecond' AS parked_at_iso
FROM moja.outbox_parked AS t;
GRANT SELECT ON moja.v_outbox_parked TO moja_runtime;

-- A parked event that is to be delivered once more.
CREATE TABLE moja.outbox_retry (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  sink text COLLATE "C" NOT NULL, -- The sink's name.
  pos bigint NOT NULL, -- The journal position.
  asked_at bigint NOT NULL, -- When somebody asked for it.
  PRIMARY KEY (tenant, sink, pos)
);
ALTER TABLE moja.outbox_retry ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.outbox_retry FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.outbox_retry USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.outbox_retry TO moja_runtime;
CREATE VIEW moja.v_outbox_retry WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.sink,
  t.pos,
  t.asked_at,
  timestamptz 'epoch' + t.asked_at * interval '1 microsecond' AS asked_at_iso
FROM moja.outbox_retry AS t;
GRANT SELECT ON moja.v_outbox_retry TO moja_runtime;

-- Who delivers to a sink.
CREATE TABLE moja.outbox_lease (
  tenant text COLLATE "C" NOT NULL, -- the tenant
  sink text COLLATE "C" NOT NULL, -- The sink's name.
  holder text COLLATE "C" NOT NULL, -- The relay.
  until bigint NOT NULL, -- When the lease ends by itself.
  PRIMARY KEY (tenant, sink)
);
ALTER TABLE moja.outbox_lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE moja.outbox_lease FORCE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON moja.outbox_lease USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON moja.outbox_lease TO moja_runtime;
CREATE VIEW moja.v_outbox_lease WITH (security_invoker = true) AS
SELECT
  t.tenant,
  t.sink,
  t.holder,
  t.until,
  timestamptz 'epoch' + t.until * interval '1 microsecond' AS until_iso
FROM moja.outbox_lease AS t;
GRANT SELECT ON moja.v_outbox_lease TO moja_runtime;

-- Numbered documents with the orders that they are about; amounts in minor units.
CREATE VIEW moja.commerce_documents WITH (security_invoker = true) AS
SELECT n.tenant, n.series, n.number, n.text, n.kind, n.issued_at, n.amount, o.currency, o.exponent,
       o.party, COALESCE(o.reference, n.reference) AS reference, o.status
  FROM commerce_number n
  LEFT JOIN commerce_order o ON o.tenant = n.tenant AND o.id = n.order_id;
GRANT SELECT ON moja.commerce_documents TO moja_runtime;

-- How much of which item is where, in smallest units: ten to the minus scale of the unit.
CREATE VIEW moja.inventory_stock WITH (security_invoker = true) AS
SELECT v.tenant, i.code AS item, l.code AS location, l.kind AS location_kind, t.code AS lot,
       t.expires_at, v.status, v.owner, v.on_hand, v.reserved, i.unit, i.scale
  FROM inventory_level v
  JOIN inventory_item i ON i.tenant = v.tenant AND i.no = v.item
  JOIN inventory_location l ON l.tenant = v.tenant AND l.no = v.location
  LEFT JOIN inventory_lot t ON t.tenant = v.tenant AND t.no = v.lot;
GRANT SELECT ON moja.inventory_stock TO moja_runtime;

-- Every leg of every transaction; amounts in minor units, debit positive.
CREATE VIEW moja.ledger_entries WITH (security_invoker = true) AS
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
GRANT SELECT ON moja.ledger_entries TO moja_runtime;

-- What each account holds, in minor units; balance is debit positive.
CREATE VIEW moja.ledger_balances WITH (security_invoker = true) AS
SELECT a.tenant, a.no AS account, a.code, a.currency, a.exponent, a.kind, a.status,
       b.debits_posted, b.credits_posted, b.debits_posted - b.credits_posted AS balance,
       b.debits_pending, b.credits_pending, b.version
  FROM ledger_account a JOIN ledger_balance b ON b.tenant = a.tenant AND b.account = a.no;
GRANT SELECT ON moja.ledger_balances TO moja_runtime;
