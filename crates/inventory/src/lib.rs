//! Inventory as a pure domain: no driver, no clock, no randomness.
//!
//! So far it holds [`gs1`], which is useful on its own: what a barcode says, checked by the rules
//! of its issuer.

pub mod gs1;
