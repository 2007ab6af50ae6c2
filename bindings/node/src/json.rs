//! JSON values, without losing a digit of a whole number.

use moja_api::JsonText;
use napi::bindgen_prelude::{
    Array, BigInt, FromNapiValue, JsObjectValue, Object, ToNapiValue, Unknown,
};
use napi::{Env, JsDate, JsValue, ValueType};
use serde_json::{Map, Number, Value};

use crate::convert::{FromJs, MAX_SAFE, ToJs, names, number, object, set, text, whole};
use crate::error::Refused;

/// How deep values may be nested: an object that holds itself has no end.
const MAX_DEPTH: u32 = 64;

impl ToJs for JsonText {
    fn to_js(self, env: &Env) -> napi::Result<Unknown<'_>> {
        let value = serde_json::from_str::<Value>(&self.0);
        let value = value.map_err(|error| napi::Error::from_reason(error.to_string()))?;
        to_js(env, value)
    }
}

fn to_js(env: &Env, value: Value) -> napi::Result<Unknown<'_>> {
    match value {
        Value::Null => ().to_js(env),
        Value::Bool(value) => value.to_js(env),
        Value::String(text) => text.to_js(env),
        Value::Number(number) => of_number(env, &number),
        Value::Array(items) => {
            let mut list = env.create_array(u32::try_from(items.len()).unwrap_or_default())?;
            for (at, item) in (0..).zip(items) {
                list.set(at, to_js(env, item)?)?;
            }
            list.into_unknown(env)
        }
        Value::Object(fields) => {
            let mut made = Object::new(env)?;
            for (name, value) in fields {
                set(&mut made, &name, to_js(env, value)?)?;
            }
            made.into_unknown(env)
        }
    }
}

fn of_number<'e>(env: &'e Env, number: &Number) -> napi::Result<Unknown<'e>> {
    let float = number.as_f64().unwrap_or(f64::NAN);
    if float.abs() > MAX_SAFE {
        if let Some(whole) = number.as_i64() {
            return BigInt::from(whole).into_unknown(env);
        }
        if let Some(whole) = number.as_u64() {
            return BigInt::from(whole).into_unknown(env);
        }
    }
    float.to_js(env)
}

impl FromJs for JsonText {
    fn from_js(value: Unknown<'_>) -> Result<Self, Refused> {
        Ok(Self(from_js(value, 0)?.to_string()))
    }
}

fn from_js(value: Unknown<'_>, depth: u32) -> Result<Value, Refused> {
    if depth > MAX_DEPTH {
        return Err(Refused::invalid("invalid_json", "the value is nested too deeply"));
    }
    let below = depth.saturating_add(1);
    Ok(match value.get_type()? {
        ValueType::Undefined | ValueType::Null => Value::Null,
        ValueType::Boolean => Value::Bool(bool::from_js(value)?),
        ValueType::String => Value::String(text(value, "`string`")?),
        ValueType::BigInt => {
            let number = Number::from_i128(whole(value, "`bigint`")?);
            let number = number.ok_or_else(|| {
                Refused::invalid("number_out_of_range", "the number is out of range")
            });
            Value::Number(number?)
        }
        ValueType::Number => {
            let float = number(value, "`number`")?;
            match whole(value, "`number`").ok().and_then(Number::from_i128) {
                Some(whole) => Value::Number(whole),
                None => Number::from_f64(float).map_or(Value::Null, Value::Number),
            }
        }
        ValueType::Object if value.is_array()? => {
            let list = Array::from_unknown(value)?;
            let items = (0..list.len()).map(|at| {
                let item = list.get_element::<Unknown<'_>>(at)?;
                from_js(item, below).map_err(|refused| refused.within(at.to_string()))
            });
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        ValueType::Object if value.is_date()? => {
            JsDate::from_unknown(value)?;
            let time = moja_api::core::time::Timestamp::from_js(value)?;
            Value::String(time.to_string())
        }
        ValueType::Object => {
            let object = object(value, "an object")?;
            let mut fields = Map::new();
            for name in names(&object)? {
                let Some(field) = object.get::<Unknown<'_>>(&name)? else { continue };
                let field = from_js(field, below).map_err(|refused| refused.within(&*name))?;
                fields.insert(name, field);
            }
            Value::Object(fields)
        }
        _ => return Err(Refused::wrong_type("a JSON value", &value)),
    })
}
