//! What plain-text books say besides amounts, as metadata and leg data; [`crate::export`] reads
//! it back by the same keys.

use std::borrow::Cow;

use super::currencies::Currencies;
use crate::books::model::{
    Amount, CostSpec, EntryKind, Meta, MetaValue as BookValue, Price, ResolvedPosting, TotalCost,
};
use crate::types::{LegData, MetaValue, Metadata};

/// The kind of a value that the bridge adds and the book's author did not write.
pub(crate) const BOOK: &str = "book";
/// The key of a leg that only makes units balance; an export leaves it out.
pub(crate) const CONVERSION: &str = "conversion";
/// Before the keys of a posting's own metadata.
pub(crate) const META: &str = "meta:";

/// A value that the bridge adds.
pub(crate) fn book(text: impl Into<String>) -> MetaValue {
    MetaValue { kind: Cow::Borrowed(BOOK), text: text.into() }
}

fn typed(kind: &'static str, text: impl Into<String>) -> MetaValue {
    MetaValue { kind: Cow::Borrowed(kind), text: text.into() }
}

/// Adds a value under a key that is free: a key that repeats gets a number that no source can
/// write, for none of their keys has a blank.
pub(crate) fn put(into: &mut Metadata, key: &str, value: MetaValue) {
    if !into.contains_key(key) {
        into.insert(key.to_owned(), value);
        return;
    }
    let mut keys = (2_u32..).map(|number| format!("{key} ({number})"));
    if let Some(key) = keys.find(|key| !into.contains_key(key)) {
        into.insert(key, value);
    }
}

impl Currencies {
    /// An amount as text, its symbol replaced by the code.
    pub(super) fn amount_text(&self, amount: &Amount) -> String {
        format!("{} {}", amount.number, self.name(&amount.currency))
    }

    fn value(&self, value: &BookValue) -> MetaValue {
        match value {
            BookValue::Text(text) => MetaValue::text(text.clone()),
            BookValue::Number(number) => typed("number", number.to_string()),
            BookValue::Date(date) => typed("date", date.to_string()),
            BookValue::Amount(amount) => typed("amount", self.amount_text(amount)),
            BookValue::Account(account) => typed("account", &**account),
            BookValue::Tag(tag) => typed("tag", tag.clone()),
            BookValue::Currency(code) => typed("currency", self.name(code)),
            BookValue::Bool(true) => typed("bool", "TRUE"),
            BookValue::Bool(false) => typed("bool", "FALSE"),
            BookValue::Null => typed("null", ""),
        }
    }

    /// The metadata of an entry.
    pub(super) fn metadata(&self, meta: &Meta) -> Metadata {
        let mut result = Metadata::new();
        for (key, value) in meta.iter() {
            put(&mut result, key, self.value(value));
        }
        result
    }

    fn put_meta(&self, into: &mut Metadata, meta: &Meta) {
        for (key, value) in meta.iter() {
            put(into, &format!("{META}{key}"), self.value(value));
        }
    }

    /// What a posting says besides its account and units.
    pub(super) fn leg_data(&self, posting: &ResolvedPosting) -> LegData {
        let mut data = LegData::new();
        let mut add = |key: &str, value: MetaValue| {
            data.insert(key.to_owned(), value);
        };
        let amount = |amount: &Amount| typed("amount", self.amount_text(amount));
        if let Some(cost) = &posting.cost {
            add("cost", amount(&Amount::new(cost.number, cost.currency.clone())));
            add("cost_date", typed("date", cost.date.to_string()));
            if let Some(label) = &cost.label {
                add("cost_label", MetaValue::text(label.clone()));
            }
        }
        if let Some(CostSpec {
            number_per,
            number_total: TotalCost::Given(total),
            only_total,
            ..
        }) = posting.cost_spec.as_deref()
        {
            add("cost_total", typed("number", total.to_string()));
            if !only_total {
                add("cost_per", typed("number", number_per.unwrap_or_default().to_string()));
            }
        }
        match &posting.price {
            Some(Price::Unit(price)) => add("price", amount(price)),
            Some(Price::Total(price)) => add("price_total", amount(price)),
            None => {}
        }
        if posting.weight != posting.units {
            add("weight", amount(&posting.weight));
        }
        if let Some(flag) = posting.flag {
            add("flag", MetaValue::text(flag));
        }
        if !posting.tags.is_empty() {
            add("tags", MetaValue::text(posting.tags.join(" ")));
        }
        if let Some(assertion) = &posting.assertion {
            let text = format!("{} {}", assertion.operator(), self.amount_text(&assertion.amount));
            add("assertion", MetaValue::text(text));
        }
        if posting.is_virtual {
            add("virtual", typed("bool", "TRUE"));
        }
        self.put_meta(&mut data, &posting.meta);
        data
    }

    /// An entry that means nothing to the ledger: its kind and fields.
    pub(super) fn directive<P>(
        &self,
        kind: &EntryKind<P>,
        meta: &Meta,
    ) -> Option<(&'static str, Metadata)> {
        let mut body = Metadata::new();
        let mut add = |key: &str, value: MetaValue| {
            body.insert(key.to_owned(), value);
        };
        let account = |account: &str| typed("account", account);
        let words = |words: &[String]| MetaValue::text(words.join(" "));
        let name = match kind {
            EntryKind::Open { account: code, currencies, booking, kind } => {
                add("account", account(code));
                if !currencies.is_empty() {
                    add("currencies", MetaValue::text(self.names(currencies)));
                }
                if let Some(booking) = booking {
                    add("booking", MetaValue::text(booking.as_str()));
                }
                if let Some(kind) = kind {
                    add("type", MetaValue::text(super::kind_of(*kind).code()));
                }
                "open"
            }
            EntryKind::Close { account: code } => {
                add("account", account(code));
                "close"
            }
            EntryKind::Commodity { code } => {
                add("currency", typed("currency", self.name(code)));
                "commodity"
            }
            EntryKind::Price { currency, amount } => {
                add("currency", typed("currency", self.name(currency)));
                add("amount", typed("amount", self.amount_text(amount)));
                "price"
            }
            EntryKind::Balance { account: code, amount, tolerance } => {
                add("account", account(code));
                add("amount", typed("amount", self.amount_text(amount)));
                if let Some(tolerance) = tolerance {
                    add("tolerance", typed("number", tolerance.to_string()));
                }
                "balance"
            }
            EntryKind::Note { account: code, comment, tags, links } => {
                add("account", account(code));
                add("comment", MetaValue::text(comment.clone()));
                add("tags", words(tags));
                add("links", words(links));
                "note"
            }
            EntryKind::Document { account: code, path, tags, links } => {
                add("account", account(code));
                add("path", MetaValue::text(path.clone()));
                add("tags", words(tags));
                add("links", words(links));
                "document"
            }
            EntryKind::Event { name, value } => {
                add("name", MetaValue::text(name.clone()));
                add("value", MetaValue::text(value.clone()));
                "event"
            }
            EntryKind::Query { name, text } => {
                add("name", MetaValue::text(name.clone()));
                add("text", MetaValue::text(text.clone()));
                "query"
            }
            EntryKind::Custom { name, values } => {
                add("name", MetaValue::text(name.clone()));
                for (at, value) in values.iter().enumerate() {
                    add(&format!("value {at:04}"), self.value(value));
                }
                "custom"
            }
            // A transaction without postings: nothing to post, but something was said.
            EntryKind::Transaction(transaction) => {
                add(
                    "flag",
                    MetaValue::text(transaction.flag.map(String::from).unwrap_or_default()),
                );
                if let Some(payee) = &transaction.payee {
                    add("payee", MetaValue::text(payee.clone()));
                }
                add("narration", MetaValue::text(transaction.narration.clone()));
                add("tags", words(&transaction.tags));
                add("links", words(&transaction.links));
                "transaction"
            }
            EntryKind::Pad { .. } => return None,
        };
        self.put_meta(&mut body, meta);
        Some((name, body))
    }
}
