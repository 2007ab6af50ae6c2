//! The memory store against the suite.

use moja_core::memory::MemoryStore;

moja_conformance::suite!(async || MemoryStore::new());
