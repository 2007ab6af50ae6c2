//! A shop's year: what happens in two shops from January to December, the same for the same seed
//! on every machine.
//!
//! Customers come and spend as those of CDNOW did ([`customers`]), on the days and in the seasons
//! in which people shop. The shops order from suppliers, get lots that expire, move goods
//! between them, count their shelves, take goods back, throw expired ones away, and have one lot
//! called back. The generator keeps its own books of stock, so that whatever it says can be
//! done; [`ShopYear::stock`] is what has to be left in the end.
//!
//! The generator knows nothing of moja but GS1's numbers: the stream is input, and can be tested
//! alone. [`play`] puts it into a store.
//!
//! ```
//! use moja_example_shop::{Plan, ShopYear};
//!
//! let plan = Plan { customers: 200, products: 100, ..Plan::default() };
//! let year = ShopYear::generate(&plan)?;
//! assert_eq!(year.products.len(), 100);
//! assert!(year.events.is_sorted_by_key(|happening| happening.at));
//! assert_eq!(year, ShopYear::generate(&plan)?);
//! # Ok::<(), moja_example_shop::PlanError>(())
//! ```
#![allow(
    clippy::arithmetic_side_effects,
    reason = "figures of one shop and one year; should one ever overflow, the program stops"
)]
#![allow(clippy::indexing_slicing, reason = "indices are made from the lists that they index")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod calendar;
pub mod catalogue;
pub mod customers;
mod event;
pub mod play;
pub mod random;
mod shelf;
mod year;

pub use event::*;
pub use shelf::{Shelf, Stock};
pub use year::{Plan, PlanError, ReorderLevel, ShopYear};
