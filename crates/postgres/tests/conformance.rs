//! The PostgreSQL store against the suite.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/place.rs"]
mod place;
#[path = "support/places.rs"]
mod places;
mod support;

use place::Place;
use support::server;

moja_conformance::suite!(async || Place::new(server().url("postgres", "postgres")));
