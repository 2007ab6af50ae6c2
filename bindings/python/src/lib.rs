//! The native part of Python's `moja`: calls by number, and conversions.
//!
//! What Python code sees is Python: the modules beside this crate, which `cargo xtask bindgen`
//! writes. A panic becomes an exception; the GIL is released while moja works.

mod call;
mod convert;
mod ending;
mod error;
mod generated;
mod glue;

use pyo3::prelude::*;

/// Calls by number.
#[pymodule(gil_used = true)]
mod _moja {
    #[pymodule_export]
    use crate::call::{call, call_async, call_now, close_all};
    #[pymodule_export]
    use crate::glue::Handle;
}
