//! The native part of `moja` for Node: calls by number, and conversions.
//!
//! What JavaScript sees is JavaScript: the modules beside this crate, which `cargo xtask bindgen`
//! writes. A panic becomes an error; the thread of JavaScript only converts, and never waits.

mod call;
mod callback;
mod convert;
mod error;
mod generated;
mod glue;
mod json;
mod money;
