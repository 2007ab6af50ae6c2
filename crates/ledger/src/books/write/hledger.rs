//! Writes hledger's journal language, such that every account has the same units there.
//!
//! hledger has no lots, so a posting whose weight is in another currency gets its weight as total
//! price (`@@`); what beancount knows of lots and prices stays beside it in tags. hledger balances
//! transactions more strictly than beancount: what a transaction is off is put into one of its
//! total prices, which changes no account.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rust_decimal::Decimal;

use super::WriteReport;
use crate::books::booking::journal::{Holdings, of_currency};
use crate::books::model::{
    AccountKind, Amount, Entry, EntryKind, Meta, MetaValue, Price, ResolvedBook, ResolvedPosting,
    Text, Transaction,
};
use crate::books::number::{Sum, mul_exact, sub};

struct Writer<'a> {
    out: &'a mut dyn Write,
    report: WriteReport,
    held: Holdings,
    /// How many entries of each kind became comments.
    comments: BTreeMap<&'static str, u32>,
}

/// Writes a book in hledger's journal language.
///
/// Notes, documents, events, queries, custom entries and closings become comments, of which the
/// report says how many.
///
/// # Errors
///
/// Only those of the output.
pub fn write_hledger(book: &ResolvedBook, out: &mut dyn Write) -> io::Result<WriteReport> {
    let mut writer = Writer {
        out,
        report: WriteReport::default(),
        held: Holdings::default(),
        comments: BTreeMap::new(),
    };
    writeln!(writer.out, "decimal-mark .\n")?;
    for entry in &book.entries {
        writer.entry(entry)?;
    }
    for (kind, count) in std::mem::take(&mut writer.comments) {
        writer.report.changed.push(format!("{count} `{kind}` written as comments"));
    }
    Ok(writer.report)
}

impl Writer<'_> {
    fn entry(&mut self, entry: &Entry<ResolvedPosting>) -> io::Result<()> {
        let date = entry.date;
        match &entry.kind {
            EntryKind::Open { account, currencies, booking, kind } => {
                let name = self.account(entry, account);
                writeln!(self.out, "account {name}")?;
                if entry.meta.get("type").is_none()
                    && let Some(kind) = kind
                {
                    writeln!(self.out, "    ; type:{}", letter(*kind))?;
                }
                if !currencies.is_empty() {
                    writeln!(self.out, "    ; currencies:{}", currencies.join(" "))?;
                }
                if let Some(booking) = booking {
                    writeln!(self.out, "    ; booking:{}", booking.as_str())?;
                }
                self.meta(entry, &entry.meta, false)?;
            }
            // The commodity without a name cannot be declared by name.
            EntryKind::Commodity { code } if code.is_empty() => {
                writeln!(self.out, "commodity {}", entry.meta.text("format").unwrap_or("1000.00"))?;
                self.meta(entry, &entry.meta, false)?;
            }
            EntryKind::Commodity { code } => {
                writeln!(self.out, "commodity {}", symbol(code))?;
                if let Some(format) = entry.meta.text("format") {
                    writeln!(self.out, "    format {}", one_line(format))?;
                }
                self.meta(entry, &entry.meta, false)?;
            }
            EntryKind::Price { currency, amount } => {
                writeln!(self.out, "P {date} {} {}", symbol(currency), show(amount))?;
            }
            EntryKind::Balance { account, amount, .. } => {
                let held = self.held.held(account, true).unwrap_or_default();
                let Some(number) = of_currency(&held, &amount.currency).to_decimal() else {
                    return self.comment("balance", entry, &format!("{account} {amount}"));
                };
                let name = self.account(entry, account);
                let zero = Amount { number: Decimal::ZERO, currency: amount.currency.clone() };
                let is = Amount { number, currency: amount.currency.clone() };
                writeln!(self.out, "\n{date} balance assertion")?;
                write!(self.out, "    {name}  {} =* {}", show(&zero), show(&is))?;
                if number != amount.number {
                    write!(self.out, "  ; asserted:{}", amount.number)?;
                }
                writeln!(self.out, "\n")?;
            }
            EntryKind::Transaction(transaction) => self.transaction(entry, transaction)?,
            EntryKind::Close { account } => self.comment("close", entry, account)?,
            EntryKind::Pad { account, source } => {
                self.comment("pad", entry, &format!("{account} {source}"))?;
            }
            EntryKind::Note { account, comment, .. } => {
                self.comment("note", entry, &format!("{account} {comment}"))?;
            }
            EntryKind::Document { account, path, .. } => {
                self.comment("document", entry, &format!("{account} {path}"))?;
            }
            EntryKind::Event { name, value } => {
                self.comment("event", entry, &format!("{name}: {value}"))?;
            }
            EntryKind::Query { name, text } => {
                self.comment("query", entry, &format!("{name}: {text}"))?;
            }
            EntryKind::Custom { name, values } => {
                let values: Vec<String> = values.iter().map(text_of).collect();
                self.comment("custom", entry, &format!("{name} {}", values.join(" ")))?;
            }
        }
        Ok(())
    }

    fn comment(
        &mut self,
        kind: &'static str,
        entry: &Entry<ResolvedPosting>,
        text: &str,
    ) -> io::Result<()> {
        let count = self.comments.entry(kind).or_default();
        *count = count.saturating_add(1);
        writeln!(self.out, "; {} {kind} {}", entry.date, one_line(text))
    }

    fn transaction(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        transaction: &Transaction<ResolvedPosting>,
    ) -> io::Result<()> {
        write!(self.out, "\n{}", entry.date)?;
        if let Some(date2) = transaction.date2 {
            write!(self.out, "={date2}")?;
        }
        let mut tags: Vec<String> = Vec::new();
        match transaction.flag {
            Some(flag @ ('*' | '!')) => write!(self.out, " {flag}")?,
            Some(flag) => tags.push(format!("flag:{flag}")),
            None => {}
        }
        if let Some(code) = &transaction.code {
            write!(self.out, " ({})", one_line(code).replace(')', "]"))?;
        }
        let description = self.description(entry, transaction);
        if !description.is_empty() {
            write!(self.out, " {description}")?;
        }
        writeln!(self.out)?;
        tags.extend(transaction.tags.iter().map(|tag| format!("{}:", tag_name(tag))));
        tags.extend(transaction.links.iter().map(|link| format!("link:{}", one_line(link))));
        for tag in tags {
            writeln!(self.out, "    ; {tag}")?;
        }
        self.meta(entry, &entry.meta, false)?;
        let weights = exact_weights(&transaction.postings);
        for (posting, weight) in transaction.postings.iter().zip(weights) {
            self.posting(entry, posting, weight)?;
            self.held.add(posting);
        }
        Ok(())
    }

    fn description(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        transaction: &Transaction<ResolvedPosting>,
    ) -> String {
        let mut clean = |text: &str, is_payee: bool| {
            let mut good = one_line(text).replace(';', ",");
            if is_payee {
                good = good.replace('|', "/");
            }
            let good = good.trim().to_owned();
            if good != text.trim() {
                self.report.change(entry, &format!("`{}` became `{good}`", one_line(text)));
            }
            good
        };
        let narration = clean(&transaction.narration, false);
        match &transaction.payee {
            Some(payee) => format!("{} | {narration}", clean(payee, true)).trim().to_owned(),
            // An empty payee keeps hledger from taking the start for a code, a flag or a payee.
            None if narration.starts_with(['(', '*', '!', '=']) || narration.contains('|') => {
                format!("| {narration}")
            }
            None => narration,
        }
    }

    fn posting(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        posting: &ResolvedPosting,
        weight: Option<Decimal>,
    ) -> io::Result<()> {
        let mut tags: Vec<String> = Vec::new();
        let flag = match posting.flag {
            Some('*') => "* ",
            Some('!') => "! ",
            Some(flag) => {
                tags.push(format!("flag:{flag}"));
                ""
            }
            None => "",
        };
        let name = self.account(entry, &posting.account);
        let name = if posting.is_virtual { format!("[{name}]") } else { name };
        write!(self.out, "    {flag}{name}  {}", show(&posting.units))?;
        let currency = &posting.weight.currency;
        match (&posting.price, weight) {
            (Some(Price::Unit(price)), None) => write!(self.out, " @ {}", show(price))?,
            (_, None) => {}
            (_, Some(weight)) => {
                let total = Amount { number: weight.abs(), currency: currency.clone() };
                write!(self.out, " @@ {}", show(&total))?;
            }
        }
        if let Some(assertion) = &posting.assertion {
            write!(self.out, " {} {}", assertion.operator(), show(&assertion.amount))?;
        }
        writeln!(self.out)?;
        if let Some(cost) = &posting.cost {
            tags.push(format!("lot-cost:{} {}", cost.number, cost.currency));
            tags.push(format!("lot-date:{}", cost.date));
            tags.extend(cost.label.as_ref().map(|label| format!("lot-label:{}", one_line(label))));
            match &posting.price {
                Some(Price::Unit(price)) => tags.push(format!("lot-price:{price}")),
                Some(Price::Total(price)) => tags.push(format!("lot-total-price:{price}")),
                None => {}
            }
        }
        tags.extend(posting.tags.iter().map(|tag| format!("{}:", tag_name(tag))));
        for tag in tags {
            writeln!(self.out, "    ; {tag}")?;
        }
        self.meta(entry, &posting.meta, true)
    }

    fn meta(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        meta: &Meta,
        is_posting: bool,
    ) -> io::Result<()> {
        let is_commodity = matches!(entry.kind, EntryKind::Commodity { .. });
        for (key, value) in meta.iter() {
            if is_commodity && key == "format" {
                continue;
            }
            if let ("comment", MetaValue::Text(text)) = (key, value)
                && !text.contains(':')
            {
                for line in text.lines() {
                    writeln!(self.out, "    ; {}", undated(line, is_posting))?;
                }
                continue;
            }
            let mut name = tag_name(key);
            if is_posting && matches!(name.as_str(), "date" | "date2") {
                name.insert_str(0, "x-");
            }
            let text = text_of(value);
            let good = undated(&one_line(&text), is_posting);
            if name != key || good != text {
                self.report
                    .change(entry, &format!("the metadata `{key}` is written as `{name}:{good}`"));
            } else if text.contains(',') {
                let message = format!("hledger cuts the value of the tag `{name}` at its comma");
                self.report.change(entry, &message);
            }
            writeln!(self.out, "    ; {name}:{good}")?;
        }
        Ok(())
    }

    /// The account's name without what would end it or make it virtual.
    fn account(&mut self, entry: &Entry<ResolvedPosting>, account: &Text) -> String {
        let words: Vec<&str> = account.split_whitespace().collect();
        let name = words.join(" ");
        let name = name.trim_start_matches(['(', '[', '*', '!', ';', ' ']);
        let name = if name.is_empty() { "unnamed" } else { name };
        if name != &**account && !self.report.renamed_accounts.iter().any(|(o, _)| **o == **account)
        {
            self.report.renamed_accounts.push((account.to_string(), name.to_owned()));
            self.report.change(entry, &format!("the account `{account}` became `{name}`"));
        }
        name.to_owned()
    }
}

/// The total price that each posting needs, if any, so that every currency sums to exactly zero.
fn exact_weights(postings: &[ResolvedPosting]) -> Vec<Option<Decimal>> {
    let mut weights: Vec<Option<Decimal>> = postings.iter().map(total_price).collect();
    for is_virtual in [false, true] {
        let mut sums: Vec<(&Text, Sum)> = Vec::new();
        for posting in postings.iter().filter(|posting| posting.is_virtual == is_virtual) {
            let weight = &posting.weight;
            let place = sums.iter().position(|(code, _)| **code == weight.currency);
            let place = place.unwrap_or(sums.len());
            if place == sums.len() {
                sums.push((&weight.currency, Sum::default()));
            }
            if let Some((_, sum)) = sums.get_mut(place)
                && let Some(next) = sum.plus(weight.number)
            {
                *sum = next;
            }
        }
        for (currency, sum) in sums.into_iter().filter(|(_, sum)| !sum.is_zero()) {
            let off = sum.to_decimal().unwrap_or_default();
            let of_sum = |posting: &ResolvedPosting| {
                posting.is_virtual == is_virtual && posting.weight.currency == *currency
            };
            // The largest one that can take it without changing its sign; one that has a price
            // already is better than one that would get a price in its own currency.
            let place = postings
                .iter()
                .enumerate()
                .filter(|(_, posting)| of_sum(posting))
                .filter_map(|(at, posting)| {
                    let weight = posting.weight.number;
                    let number = sub(weight, off).filter(|number| is_alike(*number, weight))?;
                    Some((at, number, (posting.units.currency != *currency, weight.abs())))
                })
                .max_by_key(|(_, _, rank)| *rank);
            if let Some((at, number, _)) = place {
                if let Some(weight) = weights.get_mut(at) {
                    *weight = Some(number);
                }
                continue;
            }
            // None can: the prices stay as they are, which let it pass in the source.
            for (posting, weight) in postings.iter().zip(&mut weights) {
                if of_sum(posting) && posting.cost.is_none() {
                    *weight = weight.filter(|_| !matches!(posting.price, Some(Price::Unit(_))));
                }
            }
        }
    }
    weights
}

/// Whether both are above zero or both below.
const fn is_alike(one: Decimal, other: Decimal) -> bool {
    !one.is_zero() && !other.is_zero() && one.is_sign_negative() == other.is_sign_negative()
}

/// The weight, unless hledger finds the very same one by itself.
fn total_price(posting: &ResolvedPosting) -> Option<Decimal> {
    let weight = &posting.weight;
    match (&posting.cost, &posting.price) {
        (None, Some(Price::Unit(price))) if price.currency == weight.currency => {
            let same = mul_exact(price.number, posting.units.number) == Some(weight.number);
            (!same).then_some(weight.number)
        }
        (None, None) if posting.units == *weight => None,
        _ => Some(weight.number),
    }
}

const fn letter(kind: AccountKind) -> char {
    match kind {
        AccountKind::Asset => 'A',
        AccountKind::Liability => 'L',
        AccountKind::Equity => 'E',
        AccountKind::Income => 'R',
        AccountKind::Expense => 'X',
    }
}

fn show(amount: &Amount) -> String {
    let number = amount.number;
    let number = if number.is_zero() { number.abs() } else { number };
    if amount.currency.is_empty() {
        return number.to_string();
    }
    format!("{number} {}", symbol(&amount.currency))
}

/// The commodity, in quotes where hledger needs them.
fn symbol(commodity: &str) -> String {
    let is_plain = !commodity.is_empty()
        && commodity.bytes().all(crate::books::hledger::is_commodity_byte)
        && !commodity.contains(char::is_whitespace);
    if is_plain {
        commodity.to_owned()
    } else {
        format!("\"{}\"", one_line(commodity).replace(['"', ';'], "'"))
    }
}

fn one_line(text: &str) -> String {
    if !text.contains(|c: char| c.is_control()) {
        return text.to_owned();
    }
    text.replace(|c: char| c.is_control(), " ")
}

/// The text without brackets that hledger would take for a posting's date.
fn undated(text: &str, is_posting: bool) -> String {
    if is_posting { text.replace('[', "(").replace(']', ")") } else { text.to_owned() }
}

fn tag_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_whitespace() || matches!(c, ':' | ',') { '-' } else { c })
        .collect();
    if name.is_empty() { "tag".to_owned() } else { name }
}

fn text_of(value: &MetaValue) -> String {
    match value {
        MetaValue::Text(text) => text.clone(),
        MetaValue::Number(number) => number.to_string(),
        MetaValue::Date(date) => date.to_string(),
        MetaValue::Amount(amount) => amount.to_string(),
        MetaValue::Account(text) | MetaValue::Currency(text) => text.to_string(),
        MetaValue::Tag(tag) => format!("#{tag}"),
        MetaValue::Bool(true) => "TRUE".to_owned(),
        MetaValue::Bool(false) => "FALSE".to_owned(),
        MetaValue::Null => String::new(),
    }
}
