//! Values between JavaScript and Rust.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::CStr;
use std::fmt::Display;
use std::str::FromStr;

use moja_api::commerce::Rate;
use moja_api::core::currency::Currency;
use moja_api::core::quantity::Quantity;
use moja_api::core::time::Timestamp;
use moja_api::inventory::foreign::{ComponentRatio, LotOf};
use moja_api::ledger::MetaValue;
use moja_api::ledger::foreign::{MetaText, MetadataKey};
use moja_api::{Command, DoneOutcome, cursor, cursor_text};
use napi::bindgen_prelude::{
    Array, BigInt, FromNapiValue, JsObjectValue, Null, Object, ToNapiValue, Unknown, Utf16String,
};
use napi::{Env, JsDate, JsValue, ValueType};

use crate::call::Answer;
use crate::error::Refused;
use crate::generated::COMMANDS;

pub(crate) trait ToJs {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>>;
}

pub(crate) trait FromJs: Sized {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused>;
}

/// A value that is one of a few words.
pub(crate) trait Coded {
    fn code(&self) -> &'static str;
}

/// Whether nothing is given.
fn is_nothing(value: &Unknown<'_>) -> Result<bool, Refused> {
    Ok(matches!(value.get_type()?, ValueType::Undefined | ValueType::Null))
}

/// An object, and no array, date or function.
pub(crate) fn object<'a>(value: Unknown<'a>, expected: &str) -> Result<Object<'a>, Refused> {
    if value.get_type()? != ValueType::Object || value.is_array()? || value.is_date()? {
        return Err(Refused::wrong_type(expected, &value));
    }
    Ok(value.coerce_to_object()?)
}

/// The names of an object's fields.
pub(crate) fn names(object: &Object<'_>) -> Result<Vec<String>, Refused> {
    let names = object.get_property_names()?;
    let count = names.get_array_length()?;
    (0..count).map(|at| Ok(names.get_element::<String>(at)?)).collect()
}

/// The fields of a record.
pub(crate) struct Fields<'a> {
    object: Object<'a>,
    found: Cell<u32>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(value: Unknown<'a>, expected: &str) -> Result<Self, Refused> {
        Ok(Self { object: object(value, expected)?, found: Cell::new(0) })
    }

    pub(crate) fn get(&self, name: &CStr) -> Result<Unknown<'a>, Refused> {
        let value = self.object.get_c_named_property_unchecked::<Unknown<'a>>(name)?;
        if value.get_type()? != ValueType::Undefined {
            self.found.set(self.found.get().saturating_add(1));
        }
        Ok(value)
    }

    pub(crate) fn field<T: FromJs>(&self, name: &CStr) -> Result<T, Refused> {
        T::from_js(self.get(name)?).map_err(|refused| refused.within(name.to_string_lossy()))
    }

    /// A field that has a default.
    pub(crate) fn or<T: FromJs>(
        &self,
        name: &CStr,
        default: impl FnOnce() -> T,
    ) -> Result<T, Refused> {
        Ok(self.field::<Option<T>>(name)?.unwrap_or_else(default))
    }

    /// A field whose default is written as text.
    pub(crate) fn or_text<T: FromJs + FromStr<Err: Display>>(
        &self,
        name: &CStr,
        default: &str,
    ) -> Result<T, Refused> {
        match self.field::<Option<T>>(name)? {
            Some(value) => Ok(value),
            None => default
                .parse()
                .map_err(|error| Refused::invalid("invalid_default", format!("{error}"))),
        }
    }

    /// Refuses a field that the record does not have: a slip of the pen would go unnoticed.
    pub(crate) fn no_others(&self, known: &[&CStr]) -> Result<(), Refused> {
        let names = self.object.get_property_names()?;
        if names.get_array_length()? <= self.found.get() {
            return Ok(());
        }
        for name in self::names(&self.object)? {
            if !known.iter().any(|known| known.to_bytes() == name.as_bytes()) {
                let name: String = name.chars().take(48).collect();
                let known: Vec<_> = known.iter().map(|name| name.to_string_lossy()).collect();
                let detail = format!("there is no such field, only `{}`", known.join("`, `"));
                return Err(Refused::invalid("unknown_field", detail).within(name));
            }
        }
        Ok(())
    }
}

/// The arguments of a call, in order.
pub(crate) struct Args<'a> {
    args: Object<'a>,
    next: u32,
}

impl<'a> Args<'a> {
    pub(crate) fn new(args: Object<'a>) -> Self {
        Self { args, next: 0 }
    }

    pub(crate) fn value<T: FromJs>(&mut self, name: &str) -> Result<T, Refused> {
        let value = self.args.get_element::<Unknown<'a>>(self.next)?;
        self.next = self.next.saturating_add(1);
        let read = T::from_js(value);
        // The fields of a request stand for themselves.
        if name.is_empty() { read } else { read.map_err(|refused| refused.within(name)) }
    }
}

pub(crate) fn wrong_handle() -> Refused {
    Refused::invalid("wrong_handle", "the call does not belong to this handle")
}

pub(crate) fn answer<T: ToJs + Send + 'static>(value: T) -> Answer {
    Box::new(|env| value.to_js(env))
}

pub(crate) fn outcome<'e>(
    env: &'e Env,
    position: i64,
    replayed: bool,
    value: Unknown<'_>,
) -> napi::Result<Unknown<'e>> {
    let mut made = Object::new(env)?;
    made.set_c_named_property(c"position", position.to_js(env)?)?;
    made.set_c_named_property(c"replayed", replayed)?;
    made.set_c_named_property(c"value", value)?;
    made.into_unknown(env)
}

impl ToJs for DoneOutcome {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        outcome(env, self.position, self.replayed, ().to_js(env)?)
    }
}

pub(crate) fn text(value: Unknown<'_>, expected: &str) -> Result<String, Refused> {
    if value.get_type()? != ValueType::String {
        return Err(Refused::wrong_type(expected, &value));
    }
    let text = String::from_unknown(value)?;
    // What stands there instead of half a surrogate pair may also have been meant.
    if text.contains(char::REPLACEMENT_CHARACTER)
        && String::from_utf16(&Utf16String::from_unknown(value)?).is_err()
    {
        return Err(Refused::invalid("invalid_text", "the text holds half of a surrogate pair"));
    }
    Ok(text)
}

pub(crate) fn unknown_code(class: &str, given: &str, known: &[&str]) -> Refused {
    let given: String = given.chars().take(48).collect();
    let known = known.join("`, `");
    Refused::invalid("unknown_value", format!("`{given}` is no `{class}`: `{known}`"))
}

impl ToJs for () {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        Null.into_unknown(env)
    }
}

impl ToJs for bool {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.into_unknown(env)
    }
}

impl FromJs for bool {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        if value.get_type()? != ValueType::Boolean {
            return Err(Refused::wrong_type("`boolean`", &value));
        }
        Ok(Self::from_unknown(value)?)
    }
}

/// The greatest whole number of which a JavaScript number can hold all neighbours.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

fn out_of_range(least: impl ToString, most: impl ToString) -> Refused {
    let (least, most) = (least.to_string(), most.to_string());
    Refused::invalid("number_out_of_range", format!("the number is not between {least} and {most}"))
}

pub(crate) fn number(value: Unknown<'_>, expected: &str) -> Result<f64, Refused> {
    if value.get_type()? != ValueType::Number {
        return Err(Refused::wrong_type(expected, &value));
    }
    let number = f64::from_unknown(value)?;
    if !number.is_finite() {
        return Err(Refused::invalid("not_finite", format!("`{number}` is no number")));
    }
    Ok(number)
}

/// A whole number, as a bigint of at most two words or a number that is exact.
pub(crate) fn whole(value: Unknown<'_>, expected: &str) -> Result<i128, Refused> {
    if value.get_type()? == ValueType::BigInt {
        let big = BigInt::from_unknown(value)?;
        return match (&*big.words, big.sign_bit) {
            ([], _) => Ok(0),
            ([word], false) => Ok(i128::from(*word)),
            ([word], true) => Ok(i128::from(*word).wrapping_neg()),
            ([low, high], is_negative) if i64::try_from(*high).is_ok() => {
                let whole = i128::from(*high).wrapping_shl(u64::BITS) | i128::from(*low);
                Ok(if is_negative { whole.wrapping_neg() } else { whole })
            }
            _ => Err(Refused::invalid("number_out_of_range", "the number is out of range")),
        };
    }
    let number = number(value, expected)?;
    if number.fract() != 0.0 {
        return Err(Refused::invalid("not_whole", format!("`{number}` is not a whole number")));
    }
    if number.abs() > MAX_SAFE {
        let detail = "the number is not exact any more: give a bigint";
        return Err(Refused::invalid("number_out_of_range", detail));
    }
    // It is whole and small.
    Ok(number as i128)
}

macro_rules! ints {
    ($($int:ty, $expected:literal, $carried:expr;)*) => {
        $(
            impl ToJs for $int {
                fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
                    $carried(self).into_unknown(env)
                }
            }

            impl FromJs for $int {
                fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                    let whole = whole(value, $expected)?;
                    Self::try_from(whole).map_err(|_| out_of_range(Self::MIN, Self::MAX))
                }
            }
        )*
    };
}

// No number of 64 bits is a JavaScript number on its way out.
ints! {
    u8, "`number`", u32::from;
    u16, "`number`", u32::from;
    u32, "`number`", u32::from;
    i8, "`number`", i32::from;
    i16, "`number`", i32::from;
    i32, "`number`", i32::from;
    u64, "`bigint`", BigInt::from;
    i64, "`bigint`", BigInt::from;
}

impl ToJs for f64 {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.into_unknown(env)
    }
}

/// Parameters of forecasts; nothing that is counted is a float.
impl FromJs for f64 {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        number(value, "`number`")
    }
}

impl ToJs for String {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.into_unknown(env)
    }
}

impl FromJs for String {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        text(value, "`string`")
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        match self {
            None => ().to_js(env),
            Some(value) => value.to_js(env),
        }
    }
}

impl<T: FromJs> FromJs for Option<T> {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        if is_nothing(&value)? { Ok(None) } else { T::from_js(value).map(Some) }
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        let mut list = env.create_array(u32::try_from(self.len()).unwrap_or_default())?;
        for (at, value) in (0..).zip(self) {
            list.set(at, value.to_js(env)?)?;
        }
        list.into_unknown(env)
    }
}

impl<T: FromJs> FromJs for Vec<T> {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        if !value.is_array()? {
            return Err(Refused::wrong_type("an array", &value));
        }
        let list = Array::from_unknown(value)?;
        let items = (0..list.len()).map(|at| {
            let item = list.get_element::<Unknown<'_>>(at)?;
            T::from_js(item).map_err(|refused| refused.within(at.to_string()))
        });
        items.collect()
    }
}

/// Sets a field whose name the app chose. `__proto__` would be no field, but the prototype.
pub(crate) fn set(object: &mut Object<'_>, name: &str, value: Unknown<'_>) -> napi::Result<()> {
    if name != "__proto__" {
        return object.set(name, value);
    }
    let property =
        napi::Property::new().with_utf8_name(name)?.with_value(&value).with_property_attributes(
            napi::PropertyAttributes::Writable
                | napi::PropertyAttributes::Enumerable
                | napi::PropertyAttributes::Configurable,
        );
    object.define_properties(&[property])
}

fn pairs<V: FromJs>(value: Unknown<'_>) -> Result<Vec<(String, V)>, Refused> {
    let object = object(value, "an object")?;
    let mut pairs = Vec::new();
    for name in names(&object)? {
        if let Some(value) = object.get::<Unknown<'_>>(&name)? {
            let value = V::from_js(value).map_err(|refused| refused.within(name.clone()))?;
            pairs.push((name, value));
        }
    }
    Ok(pairs)
}

impl<V: ToJs> ToJs for BTreeMap<String, V> {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        let mut map = Object::new(env)?;
        for (key, value) in self {
            set(&mut map, &key, value.to_js(env)?)?;
        }
        map.into_unknown(env)
    }
}

impl<V: FromJs> FromJs for BTreeMap<String, V> {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        Ok(pairs(value)?.into_iter().collect())
    }
}

impl<V: ToJs> ToJs for HashMap<String, V> {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.into_iter().collect::<BTreeMap<_, _>>().to_js(env)
    }
}

/// Pairs are objects with two fields; other tuples are cursors.
macro_rules! pairs {
    ($(($a:ty, $b:ty), $record:ident { $first:ident, $second:ident };)*) => {
        $(
            impl ToJs for ($a, $b) {
                fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
                    $record { $first: self.0, $second: self.1 }.to_js(env)
                }
            }

            impl FromJs for ($a, $b) {
                fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                    let $record { $first, $second } = $record::from_js(value)?;
                    Ok(($first, $second))
                }
            }
        )*
    };
}

pairs! {
    (String, Option<String>), MetadataKey { key, value };
    (String, String), LotOf { item, lot };
    (Quantity, Quantity), ComponentRatio { quantity, per };
}

macro_rules! cursors {
    ($($cursor:ty, $len:literal;)*) => {
        $(
            impl ToJs for $cursor {
                fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
                    cursor_text::<$len>(self.into()).to_js(env)
                }
            }

            impl FromJs for $cursor {
                fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
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
            impl ToJs for $own {
                fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
                    self.to_string().to_js(env)
                }
            }

            impl FromJs for $own {
                fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
                    text(value, $expected)?.parse::<$own>().map_err($error)
                }
            }
        )*
    };
}

texts! {
    Currency, "`string`, a currency", |error| Refused::invalid(error.code(), error.to_string());
    Rate, "`string`, a rate", |error| Refused::invalid("invalid_rate", error.to_string());
    moja_api::core::id::CommandId, "`string`, a UUID", id;
    moja_api::ledger::TransactionId, "`string`, a UUID", id;
    moja_api::ledger::HoldId, "`string`, a UUID", id;
    moja_api::inventory::ReservationId, "`string`, a UUID", id;
    moja_api::inventory::TransferId, "`string`, a UUID", id;
    moja_api::inventory::ExpectationId, "`string`, a UUID", id;
    moja_api::inventory::DocumentId, "`string`, a UUID", id;
    moja_api::commerce::QuoteId, "`string`, a UUID", id;
    moja_api::commerce::OrderId, "`string`, a UUID", id;
    moja_api::commerce::AllocationId, "`string`, a UUID", id;
    moja_api::commerce::ShipmentId, "`string`, a UUID", id;
}

fn id(error: moja_api::core::id::ParseIdError) -> Refused {
    Refused::invalid(error.code(), error.to_string())
}

impl ToJs for Quantity {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.to_string().to_js(env)
    }
}

impl FromJs for Quantity {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        let expected = "`string` or `bigint`, a decimal number";
        let digits = match value.get_type()? {
            ValueType::BigInt => whole(value, expected)?.to_string(),
            _ => text(value, expected)?,
        };
        // Trailing zeros do not matter, but count against the limit of decimals.
        let exact = match digits.contains('.') {
            true => digits.trim_end_matches('0').trim_end_matches('.'),
            false => &digits,
        };
        exact.parse::<Self>().map_err(|error| Refused::invalid(error.code(), error.to_string()))
    }
}

impl ToJs for Timestamp {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        self.to_string().to_js(env)
    }
}

impl FromJs for Timestamp {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        let read = if value.is_date()? {
            let millis = JsDate::from_unknown(value)?.value_of()?;
            if !millis.is_finite() {
                return Err(Refused::invalid("invalid_time", "the date is invalid"));
            }
            // A `Date` holds whole milliseconds, at most 8.64e15.
            Self::try_from_micros((millis as i64).saturating_mul(1000))
        } else {
            text(value, "`Date` or `string`, a time")?.parse()
        };
        read.map_err(|error| Refused::invalid(error.code(), error.to_string()))
    }
}

impl ToJs for MetaValue {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        if self.kind == "text" {
            return self.text.to_js(env);
        }
        MetaText { text: self.text, kind: self.kind.into_owned() }.to_js(env)
    }
}

impl FromJs for MetaValue {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        if value.get_type()? == ValueType::String {
            return Ok(Self::text(String::from_js(value)?));
        }
        let MetaText { text, kind } = MetaText::from_js(value)?;
        Ok(Self { kind: Cow::Owned(kind), text })
    }
}

impl FromJs for Command {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        let fields = Fields::new(value, "a command")?;
        let name: String = fields.field(c"command")?;
        let Ok(at) = COMMANDS.binary_search_by(|(known, _)| known.cmp(&&*name)) else {
            let name: String = name.chars().take(48).collect();
            let detail = format!("there is no command `{name}`");
            return Err(Refused::invalid("unknown_command", detail));
        };
        let args = fields.get(c"args")?;
        fields.no_others(&[c"command", c"args"])?;
        match COMMANDS.get(at) {
            Some((_, read)) => read(args).map_err(|refused| refused.within("args")),
            None => Err(Refused::wrong_type("a command", &value)),
        }
    }
}
