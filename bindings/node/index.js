// Written by `cargo xtask bindgen` from crates/api; do not edit.
'use strict';

const {
  Commerce,
  Inventory,
  Ledger,
  Outbox,
  Shop,
  Moja,
  Past,
  Pipeline,
  Session,
  commands,
} = require('./lib/handles.js');
const {
  MojaError,
  RejectedError,
  CommerceError,
  InventoryError,
  LedgerError,
  OutboxError,
  ShopError,
  InvalidError,
  StoreError,
  InternalError,
  WrongTypeError,
} = require('./lib/errors.js');
const {
  Money,
} = require('./lib/money.js');

module.exports = {
  open: Moja.open,
  openMemory: Moja.openMemory,
  Commerce,
  Inventory,
  Ledger,
  Outbox,
  Shop,
  Moja,
  Past,
  Pipeline,
  Session,
  commands,
  MojaError,
  RejectedError,
  CommerceError,
  InventoryError,
  LedgerError,
  OutboxError,
  ShopError,
  InvalidError,
  StoreError,
  InternalError,
  WrongTypeError,
  Money,
};
