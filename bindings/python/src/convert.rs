//! Values between Python and Rust.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use moja_api::commerce::Rate;
use moja_api::core::currency::Currency;
use moja_api::core::money::Money;
use moja_api::core::quantity::Quantity;
use moja_api::core::time::Timestamp;
use moja_api::ledger::MetaValue;
use moja_api::ledger::foreign::MetaText;
use moja_api::{
    Command, DoneOutcome, ForeignError, HostClock, JsonText, LogLevel, LogSink, cursor, cursor_text,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyNone, PyString, PyTuple, PyType,
};

use crate::call::{Answer, Work};
use crate::ending;
use crate::error::Refused;
use crate::generated::COMMANDS;

pub(crate) trait ToPy {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>>;
}

pub(crate) trait FromPy: Sized {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused>;
}

/// A record from the values of its fields.
pub(crate) trait FromArgs: Sized {
    fn from_args(args: &mut Args<'_, '_>) -> Result<Self, Refused>;
}

/// A type with a class in Python.
pub(crate) trait Classed {
    /// Module and name.
    const PLACE: (&'static str, &'static str);

    fn cell() -> &'static ClassCell;
}

pub(crate) type ClassCell = PyOnceLock<Py<PyType>>;

/// The class of a type.
pub(crate) fn class<T: Classed>(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    let (module, name) = T::PLACE;
    T::cell().import(py, module, name)
}

/// A Python class by its place, looked up once.
macro_rules! known {
    ($py:expr, $module:literal, $name:literal) => {{
        static CELL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        CELL.import($py, $module, $name)
    }};
}

/// An instance without its constructor: all fields are set right after.
pub(crate) fn bare<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    class.call_method1(intern!(class.py(), "__new__"), (class,))
}

pub(crate) fn check(
    value: &Bound<'_, PyAny>,
    class: &Bound<'_, PyType>,
    name: &str,
) -> Result<(), Refused> {
    if value.is_instance(class)? {
        return Ok(());
    }
    Err(Refused::wrong_type(&format!("`{name}`"), value))
}

pub(crate) fn field<T: FromPy>(
    value: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
) -> Result<T, Refused> {
    T::from_py(&value.getattr(name)?).map_err(|refused| refused.within(name.to_string()))
}

pub(crate) fn or_default<T: FromPy + Default>(
    value: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
) -> Result<T, Refused> {
    Ok(field::<Option<T>>(value, name)?.unwrap_or_default())
}

/// The arguments of a call, in order.
pub(crate) struct Args<'a, 'py> {
    args: &'a Bound<'py, PyTuple>,
    next: usize,
}

impl<'a, 'py> Args<'a, 'py> {
    pub(crate) fn new(args: &'a Bound<'py, PyTuple>) -> Self {
        Self { args, next: 0 }
    }

    fn take(&mut self) -> Result<Bound<'py, PyAny>, Refused> {
        let value = self.args.get_item(self.next)?;
        self.next = self.next.saturating_add(1);
        Ok(value)
    }

    pub(crate) fn value<T: FromPy>(&mut self, name: &str) -> Result<T, Refused> {
        T::from_py(&self.take()?).map_err(|refused| refused.within(name))
    }

    pub(crate) fn field<T: FromPy>(&mut self, name: &str) -> Result<T, Refused> {
        self.value(name)
    }

    pub(crate) fn or_default<T: FromPy + Default>(&mut self, name: &str) -> Result<T, Refused> {
        Ok(self.value::<Option<T>>(name)?.unwrap_or_default())
    }

    /// A record, field by field.
    pub(crate) fn request<T: FromArgs>(&mut self, _: &str) -> Result<T, Refused> {
        let fields = self.take()?;
        let fields = fields.cast::<PyTuple>().map_err(|_| wrong_handle())?;
        T::from_args(&mut Args::new(fields))
    }
}

pub(crate) fn wrong_handle() -> Refused {
    Refused::invalid("wrong_handle", "the call does not belong to this handle")
}

/// Work whose answer is a value of Python's.
pub(crate) fn work<T: ToPy + Send + 'static>(
    work: impl Future<Output = Result<T, ForeignError>> + Send + 'static,
) -> Work {
    /// Says that the closure takes any lifetime.
    fn any<F>(make: F) -> F
    where
        F: for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>,
    {
        make
    }
    Box::pin(async move {
        let value = work.await?;
        let answer: Answer = Box::new(any(move |py| value.to_py(py)));
        Ok(answer)
    })
}

pub(crate) fn outcome<'py>(
    py: Python<'py>,
    position: i64,
    replayed: bool,
    value: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let made = bare(known!(py, "moja._record", "Outcome")?)?;
    made.setattr(intern!(py, "position"), position)?;
    made.setattr(intern!(py, "replayed"), replayed)?;
    made.setattr(intern!(py, "value"), value)?;
    Ok(made)
}

impl ToPy for DoneOutcome {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        outcome(py, self.position, self.replayed, PyNone::get(py).to_owned().into_any())
    }
}

/// Text without a copy.
pub(crate) fn text<'a>(
    value: &'a Bound<'_, PyAny>,
    expected: &str,
) -> Result<Cow<'a, str>, Refused> {
    let Ok(text) = value.cast::<PyString>() else {
        return Err(Refused::wrong_type(expected, value));
    };
    text.to_cow()
        .map_err(|_| Refused::invalid("invalid_text", "the text holds half of a surrogate pair"))
}

pub(crate) fn unknown_code(class: &str, given: &str, known: &[&str]) -> Refused {
    let given: String = given.chars().take(48).collect();
    let known = known.join("`, `");
    Refused::invalid("unknown_value", format!("`{given}` is no `{class}`: `{known}`"))
}

impl ToPy for () {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyNone::get(py).to_owned().into_any())
    }
}

impl ToPy for bool {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyBool::new(py, self).to_owned().into_any())
    }
}

impl FromPy for bool {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        match value.cast::<PyBool>() {
            Ok(value) => Ok(value.is_true()),
            Err(_) => Err(Refused::wrong_type("`bool`", value)),
        }
    }
}

macro_rules! ints {
    ($($int:ty),*) => {
        $(
            impl ToPy for $int {
                fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                    Ok(self.into_pyobject(py)?.into_any())
                }
            }

            impl FromPy for $int {
                fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
                    if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
                        return Err(Refused::wrong_type("`int`", value));
                    }
                    value.extract().map_err(|_| {
                        let (least, most) = (<$int>::MIN, <$int>::MAX);
                        let detail = format!("the number is not between {least} and {most}");
                        Refused::invalid("number_out_of_range", detail)
                    })
                }
            }
        )*
    };
}

ints!(u8, u16, u32, u64, i8, i16, i32, i64);

impl ToPy for f64 {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyFloat::new(py, self).into_any())
    }
}

/// Parameters of forecasts; nothing that is counted is a float.
impl FromPy for f64 {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let is_number = value.is_instance_of::<PyFloat>() || value.is_instance_of::<PyInt>();
        if !is_number || value.is_instance_of::<PyBool>() {
            return Err(Refused::wrong_type("`float`", value));
        }
        match value.extract::<Self>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(Refused::invalid("not_finite", format!("`{value}` is no number"))),
        }
    }
}

impl ToPy for String {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyString::new(py, &self).into_any())
    }
}

impl FromPy for String {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        text(value, "`str`").map(Cow::into_owned)
    }
}

impl<T: ToPy> ToPy for Option<T> {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            None => ().to_py(py),
            Some(value) => value.to_py(py),
        }
    }
}

impl<T: FromPy> FromPy for Option<T> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_none() { Ok(None) } else { T::from_py(value).map(Some) }
    }
}

impl<T: ToPy> ToPy for Vec<T> {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let list = PyList::empty(py);
        for value in self {
            list.append(value.to_py(py)?)?;
        }
        Ok(list.into_any())
    }
}

impl<T: FromPy> FromPy for Vec<T> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        // Text is a sequence of texts, which nobody means.
        let is_text = value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>();
        let items =
            if is_text || value.is_instance_of::<PyDict>() { None } else { value.try_iter().ok() };
        let Some(items) = items else { return Err(Refused::wrong_type("a sequence", value)) };
        let items = items.enumerate().map(|(place, item)| {
            T::from_py(&item?).map_err(|refused| refused.within(place.to_string()))
        });
        items.collect()
    }
}

fn pairs<'py, V: FromPy>(
    value: &Bound<'py, PyAny>,
) -> Result<impl Iterator<Item = Result<(String, V), Refused>> + use<'py, V>, Refused> {
    let Ok(map) = value.cast::<PyMapping>() else {
        return Err(Refused::wrong_type("a mapping", value));
    };
    let items = map.items()?;
    Ok((0..items.len()).map(move |place| {
        let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) =
            items.get_item(place)?.extract()?;
        let key = String::from_py(&key)?;
        let value = V::from_py(&value).map_err(|refused| refused.within(key.clone()))?;
        Ok((key, value))
    }))
}

impl<V: ToPy> ToPy for BTreeMap<String, V> {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let map = PyDict::new(py);
        for (key, value) in self {
            map.set_item(key, value.to_py(py)?)?;
        }
        Ok(map.into_any())
    }
}

impl<V: FromPy> FromPy for BTreeMap<String, V> {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        pairs(value)?.collect()
    }
}

impl<V: ToPy> ToPy for HashMap<String, V> {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.into_iter().collect::<BTreeMap<_, _>>().to_py(py)
    }
}

impl<A: ToPy, B: ToPy> ToPy for Pair<A, B> {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyTuple::new(py, [self.0.to_py(py)?, self.1.to_py(py)?])?.into_any())
    }
}

/// Two values that stand together; other tuples are cursors.
struct Pair<A, B>(A, B);

macro_rules! pairs {
    ($(($a:ty, $b:ty)),*) => {
        $(
            impl ToPy for ($a, $b) {
                fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                    Pair(self.0, self.1).to_py(py)
                }
            }

            impl FromPy for ($a, $b) {
                fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
                    match value.cast::<PyTuple>() {
                        Ok(pair) if pair.len() == 2 => {
                            let mut args = Args::new(pair);
                            Ok((args.value("0")?, args.value("1")?))
                        }
                        _ => Err(Refused::wrong_type("a tuple of two", value)),
                    }
                }
            }
        )*
    };
}

pairs!((String, Option<String>), (String, String), (Quantity, Quantity));

macro_rules! cursors {
    ($($cursor:ty, $len:literal;)*) => {
        $(
            impl ToPy for $cursor {
                fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                    cursor_text::<$len>(self.into()).to_py(py)
                }
            }

            impl FromPy for $cursor {
                fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
                    Ok(cursor::<$len>(&text(value, "a cursor")?)?.into())
                }
            }
        )*
    };
}

cursors! {
    (i64, i64), 2;
    (i64, i64, i64), 3;
    [i64; 4], 4;
    [i64; 5], 5;
}

macro_rules! texts {
    ($($own:ty, $expected:literal, $error:expr;)*) => {
        $(
            impl ToPy for $own {
                fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                    self.to_string().to_py(py)
                }
            }

            impl FromPy for $own {
                fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
                    let parsed = text(value, $expected)?.parse::<$own>();
                    parsed.map_err($error)
                }
            }
        )*
    };
}

texts! {
    Currency, "`str`, a currency", |error| Refused::invalid(error.code(), error.to_string());
    Rate, "`str`, a rate", |error| Refused::invalid("invalid_rate", error.to_string());
}

/// The digits of a `decimal.Decimal`, or of an `int`.
fn digits(value: &Bound<'_, PyAny>, expected: &str) -> Result<String, Refused> {
    let py = value.py();
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        return Ok(value.str()?.to_string());
    }
    let decimal = known!(py, "decimal", "Decimal")?;
    if !value.is_instance(decimal)? {
        return Err(Refused::wrong_type(expected, value));
    }
    if !value.call_method0(intern!(py, "is_finite"))?.is_truthy()? {
        return Err(Refused::invalid("not_finite", format!("`{value}` is no number")));
    }
    // Without an exponent, which moja does not read; and not of a million digits.
    let exponent = value.call_method0(intern!(py, "adjusted"))?.extract::<i64>();
    if exponent.is_ok_and(|exponent| !(-40..=40).contains(&exponent)) && value.is_truthy()? {
        return Err(Refused::invalid("number_out_of_range", "the number is out of range"));
    }
    Ok(value.call_method1(intern!(py, "__format__"), (intern!(py, "f"),))?.extract()?)
}

fn decimal<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    known!(py, "decimal", "Decimal")?.call1((digits,))
}

impl ToPy for Quantity {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        decimal(py, &self.to_string())
    }
}

impl FromPy for Quantity {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let digits = digits(value, "`Decimal` or `int`")?;
        // Trailing zeros do not matter, but count against the limit of decimals.
        let digits = match digits.contains('.') {
            true => digits.trim_end_matches('0').trim_end_matches('.'),
            false => &digits,
        };
        digits.parse::<Self>().map_err(|error| Refused::invalid(error.code(), error.to_string()))
    }
}

impl ToPy for Money {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let made = bare(known!(py, "moja._money", "Money")?)?;
        made.setattr(intern!(py, "_amount"), decimal(py, &self.amount_text())?)?;
        made.setattr(intern!(py, "_currency"), self.currency().to_string())?;
        Ok(made)
    }
}

impl FromPy for Money {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let py = value.py();
        if !value.is_instance(known!(py, "moja._money", "Money")?)? {
            return Err(Refused::wrong_type("`Money`", value));
        }
        let currency = Currency::from_py(&value.getattr(intern!(py, "_currency"))?)?;
        let digits = digits(&value.getattr(intern!(py, "_amount"))?, "`Decimal`")?;
        Self::parse(&digits, currency)
            .map_err(|error| Refused::invalid(error.code(), error.to_string()))
    }
}

const DAY_US: i64 = 86_400_000_000;
const SECOND_US: i64 = 1_000_000;

impl ToPy for Timestamp {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let delta = known!(py, "datetime", "timedelta")?.call1((0, 0, self.as_micros()))?;
        known!(py, "moja._record", "EPOCH")?.add(delta)
    }
}

impl FromPy for Timestamp {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let py = value.py();
        if !value.is_instance(known!(py, "datetime", "datetime")?)? {
            return Err(Refused::wrong_type("`datetime`", value));
        }
        if value.call_method0(intern!(py, "utcoffset"))?.is_none() {
            let detail = "the time has no time zone: `datetime.now(timezone.utc)` has one";
            return Err(Refused::invalid("naive_datetime", detail));
        }
        let since = value.sub(known!(py, "moja._record", "EPOCH")?)?;
        let part = |name| since.getattr(name)?.extract::<i64>();
        let days = part(intern!(py, "days"))?.saturating_mul(DAY_US);
        let seconds = part(intern!(py, "seconds"))?.saturating_mul(SECOND_US);
        let micros = part(intern!(py, "microseconds"))?;
        let time = Self::try_from_micros(days.saturating_add(seconds).saturating_add(micros));
        time.map_err(|error| Refused::invalid(error.code(), error.to_string()))
    }
}

macro_rules! ids {
    ($($id:path),* $(,)?) => {
        $(
            impl ToPy for $id {
                fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                    let bytes = PyBytes::new(py, self.as_bytes());
                    known!(py, "moja._record", "uuid_of")?.call1((bytes,))
                }
            }

            impl FromPy for $id {
                fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
                    let py = value.py();
                    if let Ok(text) = value.cast::<PyString>() {
                        return text.to_cow()?.parse::<Self>().map_err(|error| {
                            Refused::invalid(error.code(), error.to_string())
                        });
                    }
                    if !value.is_instance(known!(py, "uuid", "UUID")?)? {
                        return Err(Refused::wrong_type("`UUID`", value));
                    }
                    let bytes = value.getattr(intern!(py, "bytes"))?;
                    Ok(Self::from_bytes(bytes.extract()?))
                }
            }
        )*
    };
}

ids! {
    moja_api::core::id::CommandId,
    moja_api::ledger::TransactionId,
    moja_api::ledger::HoldId,
    moja_api::inventory::ReservationId,
    moja_api::inventory::TransferId,
    moja_api::inventory::ExpectationId,
    moja_api::inventory::DocumentId,
    moja_api::commerce::QuoteId,
    moja_api::commerce::OrderId,
    moja_api::commerce::AllocationId,
    moja_api::commerce::ShipmentId,
}

impl ToPy for MetaValue {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        if self.kind == "text" {
            return self.text.to_py(py);
        }
        MetaText { text: self.text, kind: self.kind.into_owned() }.to_py(py)
    }
}

impl FromPy for MetaValue {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_instance_of::<PyString>() {
            return Ok(Self::text(String::from_py(value)?));
        }
        let MetaText { text, kind } = MetaText::from_py(value)?;
        Ok(Self { kind: Cow::Owned(kind), text })
    }
}

impl ToPy for JsonText {
    fn to_py(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        known!(py, "json", "loads")?.call1((self.0,))
    }
}

impl FromPy for JsonText {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let text = known!(value.py(), "moja._record", "json_of")?.call1((value,));
        let text = text.map_err(|error| Refused::invalid("invalid_json", error.to_string()))?;
        Ok(Self(String::from_py(&text)?))
    }
}

impl FromPy for Command {
    fn from_py(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let number = value.getattr(intern!(value.py(), "_number")).and_then(|it| it.extract());
        let read = number.ok().and_then(|number: usize| COMMANDS.get(number));
        match read {
            Some(read) => read(value),
            None => Err(Refused::wrong_type("a command", value)),
        }
    }
}

/// An object of the app's that moja calls.
pub(crate) struct Callback(pub(crate) Py<PyAny>);

fn gone() -> ForeignError {
    ForeignError::internal("Python is ending")
}

impl LogSink for Callback {
    fn log(&self, level: LogLevel, event: String, detail: String) -> Result<(), ForeignError> {
        let _inside = ending::enter().ok_or_else(gone)?;
        Python::attach(|py| {
            let told = level.to_py(py).and_then(|level| {
                let name = intern!(py, "log");
                self.0.bind(py).call_method1(name, (level, event, detail)).map(|_| ())
            });
            told.map_err(|error| {
                let told = error.to_string();
                error.write_unraisable(py, Some(self.0.bind(py)));
                ForeignError::internal(format!("the logger failed: {told}"))
            })
        })
    }
}

impl HostClock for Callback {
    fn now(&self) -> Result<Timestamp, ForeignError> {
        let _inside = ending::enter().ok_or_else(gone)?;
        Python::attach(|py| {
            let now = self.0.bind(py).call_method0(intern!(py, "now"));
            let now = now.map_err(|error| {
                let told = error.to_string();
                error.write_unraisable(py, Some(self.0.bind(py)));
                ForeignError::internal(format!("the clock failed: {told}"))
            })?;
            Timestamp::from_py(&now)
                .map_err(|refused| ForeignError::internal(format!("the clock failed: {refused:?}")))
        })
    }
}
