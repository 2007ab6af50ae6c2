//! What was refused, on its way to a JavaScript error.

use moja_api::{ForeignError, JsonText};
use napi::bindgen_prelude::{JsObjectValue, Object, ToNapiValue, Unknown};
use napi::{Env, JsValue, ValueType};

use crate::convert::ToJs;

/// An argument that was refused before moja saw it.
#[derive(Debug)]
pub(crate) enum Refused {
    Argument {
        kind: &'static str,
        code: String,
        detail: String,
        /// Where it stands, from the outside in.
        path: Vec<String>,
    },
    /// JavaScript threw while it was read: a getter, a proxy.
    Thrown(napi::Error),
}

impl Refused {
    /// A value of a type that has no place there.
    pub(crate) fn wrong_type(expected: &str, found: &Unknown<'_>) -> Self {
        let found = match found.get_type() {
            Ok(ValueType::Object) if found.is_array().unwrap_or_default() => "array".to_owned(),
            Ok(ValueType::Object) if found.is_date().unwrap_or_default() => "Date".to_owned(),
            Ok(kind) => kind.to_string().to_lowercase(),
            Err(error) => return Self::Thrown(error),
        };
        Self::Argument {
            kind: "wrong_type",
            code: "wrong_type".to_owned(),
            detail: format!("{expected} is expected, not `{found}`"),
            path: Vec::new(),
        }
    }

    /// A value of the right type that is not valid.
    pub(crate) fn invalid(code: &str, detail: impl Into<String>) -> Self {
        let (code, detail) = (code.to_owned(), detail.into());
        Self::Argument { kind: "invalid", code, detail, path: Vec::new() }
    }

    /// The same, found in a field or at a place.
    pub(crate) fn within(mut self, place: impl Into<String>) -> Self {
        if let Self::Argument { path, .. } = &mut self {
            path.insert(0, place.into());
        }
        self
    }
}

impl From<napi::Error> for Refused {
    fn from(error: napi::Error) -> Self {
        Self::Thrown(error)
    }
}

impl From<ForeignError> for Refused {
    fn from(error: ForeignError) -> Self {
        Self::invalid(error.code(), error.to_string())
    }
}

/// The parts of an error, of which JavaScript makes one of its classes.
struct Parts {
    /// The domain that refused, or the kind of error.
    kind: String,
    code: String,
    detail: String,
    retryable: bool,
}

impl Parts {
    fn raise(self, env: &Env, fields: Object<'_>) -> napi::Result<napi::Error> {
        let mut error = env.create_error(napi::Error::from_reason(&*self.detail))?;
        error.set_c_named_property(c"mojaKind", self.kind)?;
        error.set_c_named_property(c"code", self.code)?;
        error.set_c_named_property(c"fields", fields)?;
        error.set_c_named_property(c"retryable", self.retryable)?;
        Ok(error.into_unknown(env)?.into())
    }
}

pub(crate) fn refused(env: &Env, refused: Refused) -> napi::Error {
    let (kind, code, mut detail, path) = match refused {
        Refused::Thrown(error) => return error,
        Refused::Argument { kind, code, detail, path } => (kind.to_owned(), code, detail, path),
    };
    let made = Object::new(env).and_then(|mut fields| {
        if !path.is_empty() {
            let path = path.join(".");
            detail = format!("`{path}`: {detail}");
            fields.set_c_named_property(c"argument", path)?;
        }
        Parts { kind, code, detail, retryable: false }.raise(env, fields)
    });
    made.unwrap_or_else(|error| error)
}

pub(crate) fn raised(env: &Env, error: ForeignError) -> napi::Error {
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
    let made = Object::new(env).and_then(|mut given| {
        for (name, JsonText(value)) in fields {
            given.set(name, JsonText(value).to_js(env)?)?;
        }
        Parts { kind, code, detail, retryable }.raise(env, given)
    });
    made.unwrap_or_else(|error| error)
}

/// The error of a panic.
pub(crate) fn panicked(payload: &(dyn std::any::Any + Send)) -> ForeignError {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    ForeignError::internal(format!("moja panicked: {}", text.unwrap_or("without a message")))
}
