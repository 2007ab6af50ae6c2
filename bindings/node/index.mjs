// Written by `cargo xtask bindgen` from crates/api; do not edit.
import moja from './index.js';

export const {
  open,
  openMemory,
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
} = moja;
export default moja;
