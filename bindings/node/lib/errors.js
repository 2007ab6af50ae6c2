// Written by `cargo xtask bindgen` from crates/api; do not edit.
'use strict';

const { MojaError, made } = require('./error.js');

class RejectedError extends MojaError {}
made('rejected', RejectedError);

class CommerceError extends RejectedError {}
made('commerce', CommerceError);

class InventoryError extends RejectedError {}
made('inventory', InventoryError);

class LedgerError extends RejectedError {}
made('ledger', LedgerError);

class OutboxError extends RejectedError {}
made('outbox', OutboxError);

class ShopError extends RejectedError {}
made('shop', ShopError);

class InvalidError extends MojaError {}
made('invalid', InvalidError);

class StoreError extends MojaError {}
made('store', StoreError);

class InternalError extends MojaError {}
made('internal', InternalError);

class WrongTypeError extends InvalidError {}
made('wrong_type', WrongTypeError);

module.exports = {
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
};
