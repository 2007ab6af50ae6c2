//! Types that a column can hold: the implementations of [`Column`], and [`Json`].
//!
//! Reasons for a refused value never repeat the value, which may be private.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;
use serde::de::DeserializeOwned;
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::record::{Column, ColumnType};
use crate::tenant::Actor;
use crate::time::Timestamp;
use crate::value::{Value, ValueRef};

/// Says what was found in place of `expected`.
fn mismatch(expected: &str, found: ValueRef<'_>) -> String {
    match found {
        ValueRef::Null => format!("expected {expected}, found null"),
        ValueRef::Int(_) => format!("expected {expected}, found an integer"),
        ValueRef::Text(_) => format!("expected {expected}, found text"),
        ValueRef::Bytes(bytes) => format!("expected {expected}, found {} bytes", bytes.len()),
    }
}

fn text<'a>(value: ValueRef<'a>, expected: &str) -> Result<&'a str, String> {
    match value {
        ValueRef::Text(text) => Ok(text),
        other => Err(mismatch(expected, other)),
    }
}

fn array<const N: usize>(value: ValueRef<'_>) -> Result<[u8; N], String> {
    let found = match value {
        ValueRef::Bytes(bytes) => bytes.try_into().ok(),
        _ => None,
    };
    found.ok_or_else(|| mismatch(&format!("{N} bytes"), value))
}

impl Column for i64 {
    const KIND: ColumnType = ColumnType::Int;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Int(*self)
    }

    fn ref_value(value: Self) -> Value {
        Value::Int(value)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Int(value) => Ok(value),
            other => Err(mismatch("an integer", other)),
        }
    }
}

impl Column for bool {
    const KIND: ColumnType = ColumnType::Bool;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Int(i64::from(*self))
    }

    fn ref_value(value: Self) -> Value {
        Value::Int(i64::from(value))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Int(0) => Ok(false),
            ValueRef::Int(1) => Ok(true),
            ValueRef::Int(_) => Err("expected 0 or 1, found another integer".to_owned()),
            other => Err(mismatch("0 or 1", other)),
        }
    }
}

/// Texts, and bytes: on the heap, or in place if they are short.
macro_rules! text_or_bytes {
    ($([$($generic:tt)*] $ty:ty: $kind:ident, $ref:ty, $value:ident, $expected:literal;)*) => {
        $(impl<$($generic)*> Column for $ty {
            const KIND: ColumnType = ColumnType::$kind;
            type Ref<'a> = &'a $ref;

            fn value(&self) -> ValueRef<'_> {
                ValueRef::$value(self)
            }

            fn ref_value(value: &$ref) -> Value {
                Value::$value(value.into())
            }

            fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
                match value {
                    ValueRef::$value(value) => Ok(value.into()),
                    other => Err(mismatch($expected, other)),
                }
            }
        })*
    };
}

text_or_bytes! {
    [] String: Text, str, Text, "text";
    [] SmolStr: Text, str, Text, "text";
    [] Vec<u8>: Bytes, [u8], Bytes, "bytes";
    [const N: usize] SmallVec<[u8; N]>: Bytes, [u8], Bytes, "bytes";
}

impl Column for [u8; 16] {
    const KIND: ColumnType = ColumnType::Id;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }

    fn ref_value(value: Self) -> Value {
        Value::Bytes(SmallVec::from_slice(&value))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        array(value)
    }
}

impl Column for [u8; 32] {
    const KIND: ColumnType = ColumnType::Bytes;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }

    fn ref_value(value: Self) -> Value {
        Value::Bytes(SmallVec::from_slice(&value))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        array(value)
    }
}

/// A type of 16 bytes. Each one is a [`Column`].
pub trait IdBytes: Copy {
    /// The id with these bytes.
    fn from_bytes(bytes: [u8; 16]) -> Self;
    /// The bytes of this id.
    fn as_bytes(&self) -> &[u8; 16];
}

impl<T: IdBytes> Column for T {
    const KIND: ColumnType = ColumnType::Id;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self.as_bytes())
    }

    fn ref_value(value: Self) -> Value {
        Value::Bytes(SmallVec::from_slice(value.as_bytes()))
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        array(value).map(Self::from_bytes)
    }
}

/// Makes a type with the inherent functions `from_bytes` and `as_bytes` a column.
#[doc(hidden)]
#[macro_export]
macro_rules! __id_column {
    ($name:ident) => {
        impl $crate::column::IdBytes for $name {
            fn from_bytes(bytes: [u8; 16]) -> Self {
                $name::from_bytes(bytes)
            }
            fn as_bytes(&self) -> &[u8; 16] {
                $name::as_bytes(self)
            }
        }
    };
}

impl Column for Timestamp {
    const KIND: ColumnType = ColumnType::Timestamp;
    type Ref<'a> = Self;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Int(self.as_micros())
    }

    fn ref_value(value: Self) -> Value {
        Value::Int(value.as_micros())
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Int(micros) => {
                Self::try_from_micros(micros).map_err(|error| error.to_string())
            }
            other => Err(mismatch("microseconds", other)),
        }
    }
}

impl Column for Actor {
    const KIND: ColumnType = ColumnType::Text;
    type Ref<'a> = &'a str;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(self.as_str())
    }

    fn ref_value(value: &str) -> Value {
        Value::from(value)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        Self::new(text(value, "an actor")?).map_err(|error| error.to_string())
    }
}

/// Null is `None`.
impl<T: Column> Column for Option<T> {
    const KIND: ColumnType = T::KIND;
    const NULLABLE: bool = true;
    type Ref<'a> = Option<T::Ref<'a>>;

    fn value(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Null, T::value)
    }

    fn ref_value(value: Option<T::Ref<'_>>) -> Value {
        value.map_or(Value::Null, T::ref_value)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// A value kept as JSON text.
///
/// The text is written once, when the value is made, and kept as it was when it is read back;
/// equality is that of the text. Maps inside should be ordered ones, so that equal values have
/// equal texts.
#[derive(Clone)]
pub struct Json<T>(Box<Inner<T>>);

/// Apart, because most rows have no such value and should not be larger for it.
#[derive(Clone)]
struct Inner<T> {
    value: T,
    text: Box<str>,
}

impl<T> Json<T> {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The value, without its text.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0.value
    }
}

impl<T: Serialize> Json<T> {
    /// Writes the text of `value`.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form, such as a map with keys that are not texts.
    pub fn new(value: T) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(&value)?.into_boxed_str();
        Ok(Self(Box::new(Inner { value, text })))
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> PartialEq for Json<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl<T> Eq for Json<T> {}

impl<T: fmt::Debug> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Json").field(&self.0.value).finish()
    }
}

/// A key is the text.
impl<T: DeserializeOwned> Column for Json<T> {
    const KIND: ColumnType = ColumnType::Json;
    type Ref<'a> = &'a str;

    fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(self.text())
    }

    fn ref_value(value: &str) -> Value {
        Value::from(value)
    }

    fn from_value(value: ValueRef<'_>) -> Result<Self, String> {
        let text = text(value, "JSON text")?;
        // The words of the parser's own message may be those of the value.
        let value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("the JSON text does not fit its type, line {line} column {column}")
        })?;
        Ok(Self(Box::new(Inner { value, text: text.into() })))
    }
}

/// What `#[derive(Code)]` expands to; not part of the public interface.
#[doc(hidden)]
pub mod __code {
    use std::fmt;

    use schemars::{Schema, json_schema};
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::value::ValueRef;

    fn find<T: Copy>(text: &str, all: &'static [T], codes: &[&str]) -> Option<T> {
        codes.iter().zip(all).find(|(code, _)| **code == text).map(|(_, value)| *value)
    }

    fn listed(codes: &[&str]) -> String {
        codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")
    }

    /// The variant with this code.
    pub fn parse<T: Copy>(text: &str, all: &'static [T], codes: &[&str]) -> Result<T, String> {
        find(text, all, codes).ok_or_else(|| {
            let cut: String = text.chars().take(48).collect();
            format!("unknown code `{cut}`, expected one of {}", listed(codes))
        })
    }

    /// The variant with this stored code.
    pub fn from_value<T: Copy>(
        value: ValueRef<'_>,
        all: &'static [T],
        codes: &[&str],
    ) -> Result<T, String> {
        let text = super::text(value, "a code")?;
        find(text, all, codes)
            .ok_or_else(|| format!("expected one of {}, found another text", listed(codes)))
    }

    /// The code where a person reads, the variant's index elsewhere.
    pub fn serialize<S: Serializer>(
        code: &str,
        index: u32,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(code)
        } else {
            serializer.serialize_u32(index)
        }
    }

    /// The inverse of [`serialize`].
    pub fn deserialize<'de, T: Copy + 'static, D: Deserializer<'de>>(
        all: &'static [T],
        codes: &'static [&'static str],
        deserializer: D,
    ) -> Result<T, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_str(Text { all, codes });
        }
        let index = u32::deserialize(deserializer)?;
        let found = usize::try_from(index).ok().and_then(|index| all.get(index));
        found.copied().ok_or_else(|| {
            de::Error::custom(format_args!(
                "unknown code {index}, expected one of {}",
                listed(codes)
            ))
        })
    }

    struct Text<T: 'static> {
        all: &'static [T],
        codes: &'static [&'static str],
    }

    impl<T: Copy> de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "one of {}", listed(self.codes))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            parse(text, self.all, self.codes).map_err(E::custom)
        }
    }

    /// A text that is one of the codes.
    pub fn schema(codes: &[&str], doc: &str) -> Schema {
        let mut schema = json_schema!({ "type": "string", "enum": codes });
        if !doc.is_empty() {
            schema.insert("description".to_owned(), doc.into());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn round<C: Column + PartialEq + fmt::Debug>(value: C) -> Value {
        let stored = value.value().to_owned();
        assert_eq!(C::from_value(stored.as_ref()), Ok(value));
        stored
    }

    #[test]
    fn values_come_back() {
        assert_eq!(round(7_i64), Value::Int(7));
        assert_eq!(round(true), Value::Int(1));
        assert_eq!(round("a".to_owned()), String::ref_value("a"));
        assert_eq!(round(vec![1_u8]), <Vec<u8>>::ref_value(&[1]));
        assert_eq!(round([3_u8; 16]), <[u8; 16]>::ref_value([3; 16]));
        assert_eq!(round([3_u8; 32]), <[u8; 32]>::ref_value([3; 32]));
        assert_eq!(round(Timestamp::MAX), Timestamp::ref_value(Timestamp::MAX));
        assert_eq!(round(Actor::new("jo").unwrap()), Actor::ref_value("jo"));
        assert_eq!(round(Some(7_i64)), Value::Int(7));
        assert_eq!(round(None::<i64>), Option::<i64>::ref_value(None));
        let json = Json::new(BTreeMap::from([("b", 1), ("a", 2)])).unwrap();
        assert_eq!(json.text(), r#"{"a":2,"b":1}"#);
        assert_eq!(round(Json::new(vec![1, 2]).unwrap()), Value::from("[1,2]"));
    }

    #[test]
    fn stored_json_keeps_its_text() {
        let spaced = Json::<Vec<i64>>::from_value(ValueRef::Text("[1, 2]")).unwrap();
        assert_eq!(spaced.value(), ValueRef::Text("[1, 2]"));
        assert_eq!(spaced.len(), 2);
        assert_ne!(spaced, Json::new(vec![1, 2]).unwrap());
    }

    #[test]
    fn reasons_do_not_repeat_values() {
        let secret = ValueRef::Text("secret\n");
        for reason in [
            i64::from_value(secret).unwrap_err(),
            bool::from_value(secret).unwrap_err(),
            <Vec<u8>>::from_value(secret).unwrap_err(),
            <[u8; 16]>::from_value(secret).unwrap_err(),
            Timestamp::from_value(secret).unwrap_err(),
            Actor::from_value(secret).unwrap_err(),
            Json::<i64>::from_value(ValueRef::Text("\"secret\"")).unwrap_err(),
        ] {
            assert!(!reason.contains("secret"), "{reason}");
        }
        let short = <[u8; 32]>::from_value(ValueRef::Bytes(&[0; 31])).unwrap_err();
        assert_eq!(short, "expected 32 bytes, found 31 bytes");
        assert!(bool::from_value(ValueRef::Int(2)).is_err());
        assert!(Timestamp::from_value(ValueRef::Int(i64::MAX)).is_err());
        assert!(i64::from_value(ValueRef::Null).is_err());
    }
}
