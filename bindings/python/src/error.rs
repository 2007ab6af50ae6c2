//! What was refused, on its way to a Python exception.

use moja_api::{ForeignError, JsonText};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// An argument that was refused before moja saw it.
#[derive(Debug)]
pub(crate) struct Refused {
    kind: &'static str,
    code: String,
    detail: String,
    /// Where it stands, from the outside in.
    path: Vec<String>,
}

impl Refused {
    /// A value of a type that has no place there.
    pub(crate) fn wrong_type(expected: &str, found: &Bound<'_, PyAny>) -> Self {
        let found = found.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        Self {
            kind: "wrong_type",
            code: "wrong_type".to_owned(),
            detail: format!("{expected} is expected, not `{found}`"),
            path: Vec::new(),
        }
    }

    /// A value of the right type that is not valid.
    pub(crate) fn invalid(code: &str, detail: impl Into<String>) -> Self {
        let (kind, code) = ("invalid", code.to_owned());
        Self { kind, code, detail: detail.into(), path: Vec::new() }
    }

    /// The same, found in a field or at a place.
    pub(crate) fn within(mut self, place: impl Into<String>) -> Self {
        self.path.insert(0, place.into());
        self
    }
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Self {
        Self::invalid("unreadable_argument", error.to_string())
    }
}

impl From<ForeignError> for Refused {
    fn from(error: ForeignError) -> Self {
        Self::invalid(error.code(), error.to_string())
    }
}

static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

fn make(
    py: Python<'_>,
    kind: &str,
    code: &str,
    detail: &str,
    fields: &Bound<'_, PyDict>,
    retryable: bool,
) -> PyErr {
    let made = MAKE
        .get_or_try_init(py, || Ok(py.import("moja._error")?.getattr("make")?.unbind()))
        .and_then(|make| make.bind(py).call1((kind, code, detail, fields, retryable)));
    match made {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

pub(crate) fn refused(py: Python<'_>, refused: Refused) -> PyErr {
    let fields = PyDict::new(py);
    let Refused { kind, code, mut detail, path } = refused;
    if !path.is_empty() {
        let path = path.join(".");
        detail = format!("`{path}`: {detail}");
        let text = py.import("json").and_then(|json| json.call_method1("dumps", (path,)));
        // What cannot be said is left out.
        let _ = text.and_then(|text| fields.set_item("argument", text));
    }
    make(py, kind, &code, &detail, &fields, false)
}

pub(crate) fn raised(py: Python<'_>, error: ForeignError) -> PyErr {
    let (kind, code, detail, fields, retryable) = match error {
        ForeignError::Rejected { domain, code, detail, fields, retryable } => {
            (domain, code, detail, fields, retryable)
        }
        ForeignError::Invalid { code, detail, fields, retryable } => {
            ("invalid".to_owned(), code, detail, fields, retryable)
        }
        ForeignError::Store { code, detail, fields, retryable } => {
            ("store".to_owned(), code, detail, fields, retryable)
        }
        ForeignError::Internal { code, detail, fields, retryable } => {
            ("internal".to_owned(), code, detail, fields, retryable)
        }
    };
    let given = PyDict::new(py);
    for (name, JsonText(value)) in fields {
        let _ = given.set_item(name, value);
    }
    make(py, &kind, &code, &detail, &given, retryable)
}

/// The error of a panic.
pub(crate) fn panicked(payload: &(dyn std::any::Any + Send)) -> ForeignError {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    ForeignError::internal(format!("moja panicked: {}", text.unwrap_or("without a message")))
}
