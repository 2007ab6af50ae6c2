//! The cases. Each is an async function of a fresh place, and its name says what must hold.

pub mod bank;
pub mod consequence;
pub mod copy;
pub mod engine;
pub mod history;
pub mod inventory;
pub mod ledger;
pub mod outbox;
pub mod overlay;
pub mod store;
pub mod verify;
