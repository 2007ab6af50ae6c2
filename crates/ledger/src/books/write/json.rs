//! Writes one JSON object per entry; decimals are strings, so that no reader rounds them.

use std::io::{self, Write};

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::books::model::{
    Amount, Entry, EntryKind, Meta, MetaValue, Price, ResolvedBook, ResolvedPosting,
};

/// Writes every entry of a book as one line of JSON.
///
/// # Errors
///
/// Only those of the output.
pub fn write_json_lines(book: &ResolvedBook, out: &mut dyn Write) -> io::Result<()> {
    for entry in &book.entries {
        serde_json::to_writer(&mut *out, &entry_value(entry)).map_err(io::Error::other)?;
        writeln!(out)?;
    }
    Ok(())
}

fn entry_value(entry: &Entry<ResolvedPosting>) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            object.insert(key.to_owned(), value);
        }
    };
    put("file", json!(&*entry.file));
    put("line", json!(entry.line));
    put("date", json!(entry.date.to_string()));
    put("meta", meta_value(&entry.meta));
    let kind = match &entry.kind {
        EntryKind::Open { account, currencies, booking, kind } => {
            put("account", json!(&**account));
            let codes: Vec<&str> = currencies.iter().map(|code| &**code).collect();
            put("currencies", json!(codes));
            put("booking", json!(booking.map(|booking| booking.as_str())));
            put("kind", json!(kind));
            "open"
        }
        EntryKind::Close { account } => {
            put("account", json!(&**account));
            "close"
        }
        EntryKind::Commodity { code } => {
            put("currency", json!(&**code));
            "commodity"
        }
        EntryKind::Price { currency, amount } => {
            put("currency", json!(&**currency));
            put("price", amount_value(amount));
            "price"
        }
        EntryKind::Balance { account, amount, tolerance } => {
            put("account", json!(&**account));
            put("amount", amount_value(amount));
            put("tolerance", json!(tolerance.map(|number| number.to_string())));
            "balance"
        }
        EntryKind::Pad { account, source } => {
            put("account", json!(&**account));
            put("source", json!(&**source));
            "pad"
        }
        EntryKind::Note { account, comment, tags, links } => {
            put("account", json!(&**account));
            put("comment", json!(comment));
            put("tags", json!(tags));
            put("links", json!(links));
            "note"
        }
        EntryKind::Document { account, path, tags, links } => {
            put("account", json!(&**account));
            put("path", json!(path));
            put("tags", json!(tags));
            put("links", json!(links));
            "document"
        }
        EntryKind::Event { name, value } => {
            put("name", json!(name));
            put("value", json!(value));
            "event"
        }
        EntryKind::Query { name, text } => {
            put("name", json!(name));
            put("query", json!(text));
            "query"
        }
        EntryKind::Custom { name, values } => {
            put("name", json!(name));
            put("values", Value::Array(values.iter().map(typed_value).collect()));
            "custom"
        }
        EntryKind::Transaction(transaction) => {
            put("flag", json!(transaction.flag.map(String::from)));
            put("date2", json!(transaction.date2.map(|date| date.to_string())));
            put("code", json!(transaction.code));
            put("payee", json!(transaction.payee));
            put("narration", json!(transaction.narration));
            put("tags", json!(transaction.tags));
            put("links", json!(transaction.links));
            let postings = transaction.postings.iter().map(posting_value).collect();
            put("postings", Value::Array(postings));
            "transaction"
        }
    };
    put("type", json!(kind));
    Value::Object(object)
}

fn posting_value(posting: &ResolvedPosting) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            object.insert(key.to_owned(), value);
        }
    };
    put("line", json!(posting.line));
    put("account", json!(&*posting.account));
    put("units", amount_value(&posting.units));
    put("weight", amount_value(&posting.weight));
    if let Some(cost) = &posting.cost {
        put(
            "cost",
            json!({
                "number": cost.number.to_string(),
                "currency": &*cost.currency,
                "date": cost.date.to_string(),
                "label": cost.label,
            }),
        );
    }
    match &posting.price {
        Some(Price::Unit(amount)) => put("price", amount_value(amount)),
        Some(Price::Total(amount)) => put("total_price", amount_value(amount)),
        None => {}
    }
    put("flag", json!(posting.flag.map(String::from)));
    put("meta", meta_value(&posting.meta));
    if !posting.tags.is_empty() {
        put("tags", json!(posting.tags));
    }
    if let Some(assertion) = &posting.assertion {
        put(
            "assertion",
            json!({
                "operator": assertion.operator(),
                "amount": amount_value(&assertion.amount),
            }),
        );
    }
    if posting.is_virtual {
        put("is_virtual", json!(true));
    }
    if posting.is_inferred {
        put("is_inferred", json!(true));
    }
    Value::Object(object)
}

fn number_value(number: Decimal) -> Value {
    Value::String(number.to_string())
}

fn amount_value(amount: &Amount) -> Value {
    json!({ "number": number_value(amount.number), "currency": &*amount.currency })
}

/// Metadata as pairs, for keys may repeat and their order counts.
fn meta_value(meta: &Meta) -> Value {
    if meta.is_empty() {
        return Value::Null;
    }
    Value::Array(meta.iter().map(|(key, value)| json!([key, typed_value(value)])).collect())
}

/// A value with its type, so that `"1"` and `1` stay different.
fn typed_value(value: &MetaValue) -> Value {
    match value {
        MetaValue::Text(text) => json!(text),
        MetaValue::Number(number) => json!({ "number": number_value(*number) }),
        MetaValue::Date(date) => json!({ "date": date.to_string() }),
        MetaValue::Amount(amount) => json!({ "amount": amount_value(amount) }),
        MetaValue::Account(account) => json!({ "account": &**account }),
        MetaValue::Tag(tag) => json!({ "tag": tag }),
        MetaValue::Currency(currency) => json!({ "currency": &**currency }),
        MetaValue::Bool(value) => json!(value),
        MetaValue::Null => Value::Null,
    }
}
