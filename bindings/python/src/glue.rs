//! What the generated table is made of.

use pyo3::prelude::*;

pub(crate) use crate::generated::Object;

/// A handle of moja's, opaque to Python.
#[pyclass(frozen, module = "moja._moja")]
pub(crate) struct Handle(Option<Object>);

impl Handle {
    pub(crate) fn new(object: Object) -> Self {
        Self(Some(object))
    }

    pub(crate) fn object(&self) -> &Object {
        match &self.0 {
            Some(object) => object,
            None => &Object::Gone,
        }
    }
}

impl Drop for Handle {
    /// The last handle of a store waits for its worker, which may be waiting for the GIL.
    fn drop(&mut self) {
        let object = self.0.take();
        Python::attach(|py| py.detach(|| drop(object)));
    }
}

macro_rules! objects {
    ($($object:ident),*) => {
        #[allow(dead_code)]
        pub(crate) enum Object {
            /// Of a handle that is being dropped.
            Gone,
            $($object(std::sync::Arc<api::$object>),)*
        }

        $(impl ToPy for std::sync::Arc<api::$object> {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                let handle = crate::glue::Handle::new(Object::$object(self));
                Ok(pyo3::Bound::new(py, handle)?.into_any())
            }
        })*
    };
}

macro_rules! method {
    ($object:ident . $method:ident ($($arg:ident: $get:ident),*) $($await:tt)?) => {
        |object, args| {
            let Some(Object::$object(object)) = object else { return Err(wrong_handle()) };
            let object = object.clone();
            #[allow(unused_mut, unused_variables)]
            let mut args = Args::new(args);
            $(let $arg = args.$get(stringify!($arg))?;)*
            Ok(work(async move { object.$method($($arg),*)$(.$await)? }))
        }
    };
    ($object:ident :: $method:ident ($($arg:ident: $get:ident),*) $($await:tt)?) => {
        |_, args| {
            #[allow(unused_mut)]
            let mut args = Args::new(args);
            $(let $arg = args.$get(stringify!($arg))?;)*
            Ok(work(async move { api::$object::$method($($arg),*)$(.$await)? }))
        }
    };
}

macro_rules! record {
    ($path:path, $module:literal, $class:literal, { $($field:ident $name:literal $get:ident),* }) => {
        impl FromPy for $path {
            #[allow(unused_variables)]
            fn from_py(value: &pyo3::Bound<'_, pyo3::PyAny>) -> Result<Self, crate::error::Refused> {
                check(value, class::<$path>(value.py())?, $class)?;
                Ok(Self { $($field: $get(value, pyo3::intern!(value.py(), $name))?,)* })
            }
        }

        impl Classed for $path {
            const PLACE: (&'static str, &'static str) = ($module, $class);

            fn cell() -> &'static ClassCell {
                static CELL: ClassCell = ClassCell::new();
                &CELL
            }
        }

        impl FromArgs for $path {
            #[allow(unused_variables, unused_mut)]
            fn from_args(args: &mut Args<'_, '_>) -> Result<Self, crate::error::Refused> {
                Ok(Self { $($field: args.$get($name)?,)* })
            }
        }

        impl ToPy for $path {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                let made = bare(class::<Self>(py)?)?;
                $(made.setattr(pyo3::intern!(py, $name), self.$field.to_py(py)?)?;)*
                Ok(made)
            }
        }
    };
}

macro_rules! codes {
    ($path:path, $module:literal, $class:literal, { $($variant:ident $code:literal $member:literal),* }) => {
        impl FromPy for $path {
            fn from_py(value: &pyo3::Bound<'_, pyo3::PyAny>) -> Result<Self, crate::error::Refused> {
                let code = text(value, $class)?;
                match &*code {
                    $($code => Ok(Self::$variant),)*
                    other => Err(unknown_code($class, other, &[$($code),*])),
                }
            }
        }

        impl Classed for $path {
            const PLACE: (&'static str, &'static str) = ($module, $class);

            fn cell() -> &'static ClassCell {
                static CELL: ClassCell = ClassCell::new();
                &CELL
            }
        }

        impl ToPy for $path {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                let class = class::<Self>(py)?;
                match self {
                    $(Self::$variant => class.getattr(pyo3::intern!(py, $member)),)*
                }
            }
        }
    };
}

macro_rules! variants {
    ($path:path, $module:literal, $class:literal, {
        $($variant:ident $variant_name:literal { $($field:tt $name:literal $get:ident),* }),*
    }) => {
        impl Classed for $path {
            const PLACE: (&'static str, &'static str) = ($module, $class);

            fn cell() -> &'static ClassCell {
                static CELL: ClassCell = ClassCell::new();
                &CELL
            }
        }

        impl FromPy for $path {
            fn from_py(value: &pyo3::Bound<'_, pyo3::PyAny>) -> Result<Self, crate::error::Refused> {
                let class = class::<$path>(value.py())?;
                check(value, class, $class)?;
                let kind = value.get_type();
                $(
                    if kind.is(class.getattr(pyo3::intern!(value.py(), $variant_name))?) {
                        return Ok(Self::$variant {
                            $($field: $get(value, pyo3::intern!(value.py(), $name))?,)*
                        });
                    }
                )*
                Err(crate::error::Refused::wrong_type(
                    concat!("a variant of `", $class, "`"),
                    value,
                ))
            }
        }

        impl ToPy for $path {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                let class = class::<Self>(py)?;
                $(
                    #[allow(irrefutable_let_patterns)]
                    if let Self::$variant { .. } = &self {
                        let made = class.getattr(pyo3::intern!(py, $variant_name))?;
                        let made = bare(&made)?;
                        $(
                            if let Self::$variant { $field: value, .. } = &self {
                                made.setattr(pyo3::intern!(py, $name), value.clone().to_py(py)?)?;
                            }
                        )*
                        return Ok(made);
                    }
                )*
                Err(pyo3::exceptions::PyRuntimeError::new_err("a variant without a class"))
            }
        }
    };
}

macro_rules! callback {
    ($path:path, $method:literal) => {
        impl FromPy for std::sync::Arc<dyn $path> {
            fn from_py(
                value: &pyo3::Bound<'_, pyo3::PyAny>,
            ) -> Result<Self, crate::error::Refused> {
                if !value.hasattr($method)? {
                    let expected = concat!("an object with a method `", $method, "`");
                    return Err(crate::error::Refused::wrong_type(expected, value));
                }
                Ok(std::sync::Arc::new(Callback(value.clone().unbind())))
            }
        }

        /// It stays where it came from.
        impl ToPy for std::sync::Arc<dyn $path> {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                ().to_py(py)
            }
        }
    };
}

macro_rules! outcomes {
    ($($path:path,)*) => {
        $(impl ToPy for $path {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                let value = self.value.to_py(py)?;
                outcome(py, self.position, self.replayed, value)
            }
        })*
    };
}

macro_rules! answers {
    ($($variant:ident),*) => {
        impl ToPy for api::Answer {
            fn to_py(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                match self {
                    Self::Done => ().to_py(py),
                    $(Self::$variant { value } => value.to_py(py),)*
                }
            }
        }
    };
}

pub(crate) use {answers, callback, codes, method, objects, outcomes, record, variants};
