//! Writes one CSV row per posting, for spreadsheets.

use std::io::{self, Write};

use crate::books::model::{EntryKind, Price, ResolvedBook};

const HEADER: [&str; 25] = [
    "transaction",
    "date",
    "date2",
    "flag",
    "code",
    "payee",
    "narration",
    "tags",
    "links",
    "account",
    "number",
    "currency",
    "weight",
    "weight_currency",
    "cost",
    "cost_currency",
    "cost_date",
    "cost_label",
    "price",
    "price_currency",
    "price_is_total",
    "posting_flag",
    "is_virtual",
    "file",
    "line",
];

/// Writes the postings of a book as CSV with a header; `transaction` counts transactions from 1.
///
/// # Errors
///
/// Only those of the output.
pub fn write_csv(book: &ResolvedBook, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER).map_err(io::Error::other)?;
    let mut count = 0_u64;
    for entry in &book.entries {
        let EntryKind::Transaction(transaction) = &entry.kind else { continue };
        count = count.saturating_add(1);
        for posting in &transaction.postings {
            let cost = posting.cost.as_ref();
            let price = posting.price.as_ref();
            let flag = |flag: Option<char>| flag.map(String::from).unwrap_or_default();
            let row: [String; 25] = [
                count.to_string(),
                entry.date.to_string(),
                transaction.date2.map(|date| date.to_string()).unwrap_or_default(),
                flag(transaction.flag),
                transaction.code.clone().unwrap_or_default(),
                transaction.payee.clone().unwrap_or_default(),
                transaction.narration.clone(),
                transaction.tags.join(" "),
                transaction.links.join(" "),
                posting.account.to_string(),
                posting.units.number.to_string(),
                posting.units.currency.to_string(),
                posting.weight.number.to_string(),
                posting.weight.currency.to_string(),
                cost.map(|cost| cost.number.to_string()).unwrap_or_default(),
                cost.map(|cost| cost.currency.to_string()).unwrap_or_default(),
                cost.map(|cost| cost.date.to_string()).unwrap_or_default(),
                cost.and_then(|cost| cost.label.clone()).unwrap_or_default(),
                price.map(|price| price.amount().number.to_string()).unwrap_or_default(),
                price.map(|price| price.amount().currency.to_string()).unwrap_or_default(),
                price.map(|price| matches!(price, Price::Total(_)).to_string()).unwrap_or_default(),
                flag(posting.flag),
                posting.is_virtual.to_string(),
                entry.file.to_string(),
                posting.line.to_string(),
            ];
            writer.write_record(row).map_err(io::Error::other)?;
        }
    }
    writer.flush()
}
