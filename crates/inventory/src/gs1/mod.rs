//! GS1 data: what the barcodes of trade say, read, checked and written.
//!
//! [`Message::parse`] takes what a scanner or a person gives: an element string with FNC1, with or
//! without an AIM symbology identifier; the bracketed form under a barcode; the digits of an
//! EAN or UPC; a GS1 Digital Link. One scan tells item, lot, serial number and expiry:
//!
//! ```
//! use moja_inventory::gs1::{Date, Message};
//!
//! let scan = Message::parse("]d20109520123456788172802001000AB-7\u{1D}21S/N42")?;
//! assert_eq!(scan.gtin().map(|gtin| gtin.to_string()).as_deref(), Some("09520123456788"));
//! assert_eq!(scan.lot(), Some("00AB-7"));
//! assert_eq!(scan.serial(), Some("S/N42"));
//! assert_eq!(scan.expiry(2026)?, Date::new(2028, 2, 29)); // day 00 is the last of the month
//!
//! // All carriers of one item together have to keep the rules for pairs.
//! scan.check()?;
//!
//! assert_eq!(scan.to_bracketed(), "(01)09520123456788(17)280200(10)00AB-7(21)S/N42");
//! assert_eq!(
//!     scan.to_link("https://id.gs1.org")?,
//!     "https://id.gs1.org/01/09520123456788/10/00AB-7/21/S%2FN42?17=280200"
//! );
//! # Ok::<(), moja_inventory::gs1::Error>(())
//! ```
//!
//! The formats, the rules for content and the rules for pairs come from the GS1 Barcode Syntax
//! Dictionary, from which `cargo xtask gs1` writes the table of [`entries`]. The module needs
//! nothing of the rest of moja, reads no clock (the century of a date follows from the year that
//! the caller gives) and uses no floating point.

mod date;
mod dictionary;
mod element_string;
mod error;
mod key;
mod link;
pub mod lint;
mod measure;
mod message;
mod scan;
mod table;

pub use date::Date;
pub use dictionary::{Ai, AiRange, Charset, Component, Entry, entries};
pub use element_string::Fnc1;
pub use error::{Error, Problem};
pub use key::{Gln, Gtin, Sscc, check_digit, check_pair};
pub use link::LinkOptions;
pub use measure::{Amount, Decimal, Measure, Unit};
pub use message::{Element, Message};
