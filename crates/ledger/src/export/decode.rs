//! Reads what [`crate::import`] kept in metadata, leg data and directives.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::model::{
    Amount, Assertion, Booking, Cost, CostSpec, EntryKind, Meta, MetaValue as BookValue, Price,
    ResolvedPosting, Text, TotalCost, Transaction,
};
use crate::import::encode::{CONVERSION, META};
use crate::import::is_authored;
use crate::query::DirectiveView;
use crate::types::{AccountKind, LegData, MetaValue, Metadata};

/// `12.50 EUR`.
pub(super) fn amount(text: &str) -> Option<Amount> {
    let (number, currency) = text.split_once(' ')?;
    Some(Amount::new(decimal(number)?, currency))
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok()
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn bool_of(text: &str) -> Option<BookValue> {
    match text {
        "TRUE" => Some(BookValue::Bool(true)),
        "FALSE" => Some(BookValue::Bool(false)),
        _ => None,
    }
}

/// A value as its source had it; one that does not fit its kind is text.
pub(super) fn value(value: &MetaValue) -> BookValue {
    let text = value.text.as_str();
    let typed = match &*value.kind {
        "number" => decimal(text).map(BookValue::Number),
        "date" => date(text).map(BookValue::Date),
        "amount" => amount(text).map(BookValue::Amount),
        "account" => Some(BookValue::Account(text.into())),
        "tag" => Some(BookValue::Tag(text.to_owned())),
        "currency" => Some(BookValue::Currency(text.into())),
        "bool" => bool_of(text),
        "null" => Some(BookValue::Null),
        _ => None,
    };
    typed.unwrap_or_else(|| BookValue::Text(text.to_owned()))
}

/// The key without the number that a repeated one got.
fn key_of(key: &str) -> &str {
    match key.rsplit_once(" (") {
        Some((name, number)) if number.ends_with(')') => name,
        _ => key,
    }
}

/// The metadata that the author of a book or of a command wrote.
pub(super) fn meta(metadata: &Metadata) -> Meta {
    let mut meta = Meta::new();
    for (key, it) in metadata.iter().filter(|(_, it)| is_authored(it)) {
        meta.push(key_of(key).into(), value(it));
    }
    meta
}

/// A value that the bridge added.
pub(super) fn mark<'a>(metadata: &'a Metadata, key: &str) -> Option<&'a str> {
    metadata.get(key).filter(|value| !is_authored(value)).map(|value| value.text.as_str())
}

pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

pub(super) fn booking(text: &str) -> Option<Booking> {
    Booking::from_name(text)
}

/// Whether a leg only makes units balance.
pub(super) fn is_conversion(data: &LegData) -> bool {
    data.get(CONVERSION).is_some_and(|value| value.text == "true")
}

fn assertion(text: &str) -> Option<Assertion> {
    let (operator, rest) = text.split_once(' ')?;
    let (is_total, is_inclusive) = match operator {
        "=" => (false, false),
        "==" => (true, false),
        "=*" => (false, true),
        "==*" => (true, true),
        _ => return None,
    };
    Some(Assertion { amount: amount(rest)?, is_total, is_inclusive })
}

/// A posting with what its leg's data says.
pub(super) fn posting(account: Text, units: Amount, data: &LegData) -> ResolvedPosting {
    let text = |key: &str| data.get(key).map(|value| value.text.as_str());
    let mut used: Vec<&str> = Vec::new();
    let mut posting = ResolvedPosting {
        line: 0,
        account,
        weight: units.clone(),
        units,
        cost: None,
        cost_spec: None,
        price: None,
        flag: None,
        meta: Meta::new(),
        tags: Vec::new(),
        assertion: None,
        is_virtual: false,
        is_inferred: false,
    };
    if let (Some(cost), Some(date)) =
        (text("cost").and_then(amount), text("cost_date").and_then(date))
    {
        used.extend(["cost", "cost_date", "cost_label"]);
        let label = text("cost_label").map(str::to_owned);
        if let Some(total) = text("cost_total").and_then(decimal) {
            used.extend(["cost_total", "cost_per"]);
            let number_per = text("cost_per").and_then(decimal);
            posting.cost_spec = Some(Box::new(CostSpec {
                number_per,
                number_total: TotalCost::Given(total),
                only_total: number_per.is_none(),
                currency: Some(cost.currency.clone()),
                date: Some(date),
                label: label.clone(),
            }));
        }
        posting.cost = Some(Cost { number: cost.number, currency: cost.currency, date, label });
    }
    if let Some(price) = text("price").and_then(amount) {
        used.push("price");
        posting.price = Some(Price::Unit(price));
    } else if let Some(price) = text("price_total").and_then(amount) {
        used.push("price_total");
        posting.price = Some(Price::Total(price));
    }
    if let Some(weight) = text("weight").and_then(amount) {
        used.push("weight");
        posting.weight = weight;
    }
    if let Some(flag) = text("flag").and_then(one_char) {
        used.push("flag");
        posting.flag = Some(flag);
    }
    if let Some(tags) = text("tags") {
        used.push("tags");
        posting.tags = words(tags);
    }
    if let Some(assertion) = text("assertion").and_then(assertion) {
        used.push("assertion");
        posting.assertion = Some(assertion);
    }
    if text("virtual") == Some("TRUE") {
        used.push("virtual");
        posting.is_virtual = true;
    }
    for (key, it) in data.iter().filter(|(key, _)| !used.contains(&key.as_str())) {
        let key = key.strip_prefix(META).unwrap_or(key);
        posting.meta.push(key_of(key).into(), value(it));
    }
    posting
}

pub(super) fn one_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// A kept directive as an entry; nothing for one that no import made.
pub(super) fn directive(view: &DirectiveView) -> Option<(EntryKind<ResolvedPosting>, Meta)> {
    let get = |key: &str| view.body.get(key).map(|value| value.text.as_str());
    let text = |key: &str| get(key).unwrap_or_default().to_owned();
    let name = |key: &str| -> Option<Text> { get(key).map(Text::from) };
    let kind = match view.kind.as_str() {
        "open" => EntryKind::Open {
            account: name("account")?,
            currencies: words(&text("currencies"))
                .iter()
                .map(|code| code.as_str().into())
                .collect(),
            booking: get("booking").and_then(booking),
            kind: get("type").and_then(|code| code.parse::<AccountKind>().ok()).map(super::kind_of),
        },
        "close" => EntryKind::Close { account: name("account")? },
        "commodity" => EntryKind::Commodity { code: name("currency")? },
        "price" => EntryKind::Price {
            currency: name("currency")?,
            amount: get("amount").and_then(amount)?,
        },
        "balance" => EntryKind::Balance {
            account: name("account")?,
            amount: get("amount").and_then(amount)?,
            tolerance: get("tolerance").and_then(decimal),
        },
        "note" => EntryKind::Note {
            account: name("account")?,
            comment: text("comment"),
            tags: words(&text("tags")),
            links: words(&text("links")),
        },
        "document" => EntryKind::Document {
            account: name("account")?,
            path: text("path"),
            tags: words(&text("tags")),
            links: words(&text("links")),
        },
        "event" => EntryKind::Event { name: text("name"), value: text("value") },
        "query" => EntryKind::Query { name: text("name"), text: text("text") },
        "custom" => EntryKind::Custom {
            name: text("name"),
            values: view
                .body
                .iter()
                .filter(|(key, _)| key.starts_with("value "))
                .map(|(_, it)| value(it))
                .collect(),
        },
        "transaction" => EntryKind::Transaction(Transaction {
            flag: one_char(&text("flag")),
            date2: None,
            code: None,
            payee: get("payee").map(str::to_owned),
            narration: text("narration"),
            tags: words(&text("tags")),
            links: words(&text("links")),
            postings: Vec::new(),
        }),
        _ => return None,
    };
    let mut meta = Meta::new();
    for (key, it) in &view.body {
        if let Some(key) = key.strip_prefix(META) {
            meta.push(key_of(key).into(), value(it));
        }
    }
    Some((kind, meta))
}
