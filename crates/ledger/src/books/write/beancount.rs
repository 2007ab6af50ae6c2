//! Writes beancount's language, such that `bean-check` has nothing to say about it.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::WriteReport;
use super::names::Names;
use crate::books::accounts::ROOT_OPTIONS;
use crate::books::booking::tolerance::{Rules, Tolerances};
use crate::books::booking::{used_accounts, written};
use crate::books::model::{
    Amount, Cost, CostSpec, Entry, EntryKind, Meta, MetaValue, Price, ResolvedBook,
    ResolvedPosting, Text, TotalCost, Transaction,
};
use crate::books::number::{Sum, div, mul};

/// The options of a book that mean the same wherever it is read.
const KEPT_OPTIONS: [&str; 19] = [
    "title",
    "operating_currency",
    "account_previous_balances",
    "account_previous_earnings",
    "account_previous_conversions",
    "account_current_earnings",
    "account_current_conversions",
    "account_unrealized_gains",
    "account_rounding",
    "conversion_currency",
    "display_precision",
    "inferred_tolerance_default",
    "tolerance_multiplier",
    "infer_tolerance_from_cost",
    "render_commas",
    "booking_method",
    "long_string_maxlines",
    "use_precise_interpolation",
    "allow_pipe_separator",
];

struct Writer<'a> {
    out: &'a mut dyn Write,
    names: Names,
    report: WriteReport,
}

/// Writes a book in beancount's language.
///
/// Accounts outside of beancount's five roots and currencies it has no syntax for get other
/// names, which the report lists and the file keeps as `name` metadata. Accounts that are used but
/// not opened are opened on the day of their first use.
///
/// # Errors
///
/// Only those of the output.
pub fn write_beancount(book: &ResolvedBook, out: &mut dyn Write) -> io::Result<WriteReport> {
    let names = Names::new(book);
    let mut writer = Writer { out, names, report: WriteReport::default() };
    writer.options(book)?;
    writer.missing_opens(book)?;
    for entry in &book.entries {
        writer.entry(entry)?;
    }
    writer.missing_commodities(book)?;
    Ok(writer.report)
}

impl Writer<'_> {
    fn account(&mut self, account: &Text) -> String {
        self.names.account(account, &mut self.report)
    }

    fn currency(&mut self, currency: &Text) -> String {
        self.names.currency(currency, &mut self.report)
    }

    fn amount(&mut self, amount: &Amount) -> String {
        format!("{} {}", plain(amount.number), self.currency(&amount.currency))
    }

    fn options(&mut self, book: &ResolvedBook) -> io::Result<()> {
        let mut has_any = false;
        for (name, value) in &book.options {
            let name = match name.as_str() {
                "inferred_tolerance_multiplier" => "tolerance_multiplier",
                other => other,
            };
            if KEPT_OPTIONS.contains(&name) || ROOT_OPTIONS.contains(&name) {
                writeln!(self.out, "option {} {}", quoted(name), quoted(value))?;
                has_any = true;
            }
        }
        for (currency, tolerance) in needed_tolerances(book) {
            let value = format!("{}:{}", self.currency(&currency), tolerance);
            writeln!(self.out, "option \"inferred_tolerance_default\" {}", quoted(&value))?;
            has_any = true;
        }
        if has_any { writeln!(self.out) } else { Ok(()) }
    }

    fn missing_opens(&mut self, book: &ResolvedBook) -> io::Result<()> {
        let mut opened: HashSet<&Text> = HashSet::new();
        for entry in &book.entries {
            if let EntryKind::Open { account, .. } = &entry.kind {
                opened.insert(account);
            }
        }
        let mut missing: Vec<(&Text, NaiveDate)> = Vec::new();
        for entry in &book.entries {
            for account in used_accounts(&entry.kind) {
                if opened.insert(account) {
                    missing.push((account, entry.date));
                }
            }
        }
        for (account, date) in missing {
            let name = self.account(account);
            writeln!(self.out, "{date} open {name}")?;
            self.original_name(account, &name, &Meta::new())?;
        }
        Ok(())
    }

    fn missing_commodities(&mut self, book: &ResolvedBook) -> io::Result<()> {
        let mut declared: HashSet<&str> = HashSet::new();
        for entry in &book.entries {
            if let EntryKind::Commodity { code } = &entry.kind {
                declared.insert(code);
            }
        }
        let date = book.entries.first().map(|entry| entry.date).unwrap_or_default();
        for (ours, theirs) in self.report.renamed_currencies.clone() {
            if !declared.contains(ours.as_str()) {
                writeln!(self.out, "{date} commodity {theirs}")?;
                writeln!(self.out, "  name: {}", quoted(&ours))?;
            }
        }
        Ok(())
    }

    fn original_name(&mut self, ours: &str, theirs: &str, meta: &Meta) -> io::Result<()> {
        if ours != theirs && meta.get("name").is_none() {
            writeln!(self.out, "  name: {}", quoted(ours))?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<ResolvedPosting>) -> io::Result<()> {
        let date = entry.date;
        match &entry.kind {
            EntryKind::Transaction(transaction) => return self.transaction(entry, transaction),
            EntryKind::Open { account, currencies, booking, .. } => {
                let name = self.account(account);
                write!(self.out, "{date} open {name}")?;
                let codes: Vec<String> =
                    currencies.iter().map(|code| self.currency(code)).collect();
                if !codes.is_empty() {
                    write!(self.out, " {}", codes.join(" , "))?;
                }
                if let Some(booking) = booking {
                    write!(self.out, " \"{}\"", booking.as_str())?;
                }
                writeln!(self.out)?;
                self.original_name(account, &name, &entry.meta)?;
            }
            EntryKind::Close { account } => {
                let name = self.account(account);
                writeln!(self.out, "{date} close {name}")?;
            }
            EntryKind::Commodity { code } => {
                let theirs = self.currency(code);
                writeln!(self.out, "{date} commodity {theirs}")?;
                self.original_name(code, &theirs, &entry.meta)?;
            }
            EntryKind::Price { currency, amount } => {
                let (code, amount) = (self.currency(currency), self.amount(amount));
                writeln!(self.out, "{date} price {code} {amount}")?;
            }
            EntryKind::Balance { account, amount, tolerance } => {
                let (name, code) = (self.account(account), self.currency(&amount.currency));
                write!(self.out, "{date} balance {name} {}", plain(amount.number))?;
                if let Some(tolerance) = tolerance {
                    write!(self.out, " ~ {}", plain(*tolerance))?;
                }
                writeln!(self.out, " {code}")?;
            }
            EntryKind::Pad { account, source } => {
                let (name, source) = (self.account(account), self.account(source));
                writeln!(self.out, "{date} pad {name} {source}")?;
            }
            EntryKind::Note { account, comment, tags, links } => {
                let name = self.account(account);
                write!(self.out, "{date} note {name} {}", quoted(comment))?;
                self.tags_and_links(entry, tags, links)?;
            }
            EntryKind::Document { account, path, tags, links } => {
                let name = self.account(account);
                write!(self.out, "{date} document {name} {}", quoted(path))?;
                self.tags_and_links(entry, tags, links)?;
            }
            EntryKind::Event { name, value } => {
                writeln!(self.out, "{date} event {} {}", quoted(name), quoted(value))?;
            }
            EntryKind::Query { name, text } => {
                writeln!(self.out, "{date} query {} {}", quoted(name), quoted(text))?;
            }
            EntryKind::Custom { name, values } => {
                write!(self.out, "{date} custom {}", quoted(name))?;
                for value in values {
                    let value = self.value(value);
                    write!(self.out, " {value}")?;
                }
                writeln!(self.out)?;
            }
        }
        self.meta(entry, &entry.meta, "  ")?;
        Ok(())
    }

    fn transaction(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        transaction: &Transaction<ResolvedPosting>,
    ) -> io::Result<()> {
        let flag = match transaction.flag {
            None => "txn".to_owned(),
            Some(flag) if is_flag(flag) => flag.to_string(),
            Some(flag) => {
                self.report.change(entry, &format!("the flag `{flag}` became `*`"));
                "*".to_owned()
            }
        };
        write!(self.out, "\n{} {flag}", entry.date)?;
        if let Some(payee) = &transaction.payee {
            write!(self.out, " {}", quoted(payee))?;
        }
        write!(self.out, " {}", quoted(&transaction.narration))?;
        self.tags_and_links(entry, &transaction.tags, &transaction.links)?;
        if let Some(date2) = transaction.date2 {
            writeln!(self.out, "  date2: {date2}")?;
        }
        if let Some(code) = &transaction.code {
            writeln!(self.out, "  code: {}", quoted(code))?;
        }
        self.meta(entry, &entry.meta, "  ")?;
        for posting in &transaction.postings {
            self.posting(entry, posting)?;
        }
        Ok(())
    }

    fn posting(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        posting: &ResolvedPosting,
    ) -> io::Result<()> {
        write!(self.out, "  ")?;
        if let Some(flag) = posting.flag {
            if is_flag(flag) {
                write!(self.out, "{flag} ")?;
            } else {
                self.report.change(entry, &format!("the flag `{flag}` of a posting is left out"));
            }
        }
        let (account, units) = (self.account(&posting.account), self.amount(&posting.units));
        write!(self.out, "{account}  {units}")?;
        if let Some(cost) = &posting.cost {
            let cost = self.cost(cost, posting.cost_spec.as_deref());
            write!(self.out, " {cost}")?;
        }
        match &posting.price {
            Some(Price::Unit(amount)) => {
                let amount = self.amount(amount);
                write!(self.out, " @ {amount}")?;
            }
            Some(Price::Total(amount)) => {
                let amount = self.amount(amount);
                write!(self.out, " @@ {amount}")?;
            }
            None => {}
        }
        writeln!(self.out)?;
        self.meta(entry, &posting.meta, "    ")?;
        for tag in &posting.tags {
            let key = key_of(tag);
            if posting.meta.get(&key).is_none() {
                writeln!(self.out, "    {key}: TRUE")?;
            }
        }
        if posting.is_virtual && posting.meta.get("virtual").is_none() {
            writeln!(self.out, "    virtual: TRUE")?;
        }
        if let Some(assertion) = &posting.assertion
            && posting.meta.get("assertion").is_none()
        {
            let text = format!("{} {}", assertion.operator(), self.amount(&assertion.amount));
            writeln!(self.out, "    assertion: {}", quoted(&text))?;
        }
        Ok(())
    }

    fn cost(&mut self, cost: &Cost, spec: Option<&CostSpec>) -> String {
        // A blank before the comma, for beancount reads a code of one letter only before a blank.
        let code = self.currency(&cost.currency);
        let mut text = match spec {
            Some(CostSpec { only_total: true, number_total: TotalCost::Given(total), .. }) => {
                format!("{{{{{} {code} , {}", plain(*total), cost.date)
            }
            Some(CostSpec { number_per, number_total: TotalCost::Given(total), .. }) => {
                let per = plain(number_per.unwrap_or_default());
                format!("{{{per} # {} {code} , {}", plain(*total), cost.date)
            }
            _ => format!("{{{} {code} , {}", plain(cost.number), cost.date),
        };
        if code.len() > 1 {
            text = text.replace(" , ", ", ");
        }
        if let Some(label) = &cost.label {
            text.push_str(", ");
            text.push_str(&quoted(label));
        }
        text.push_str(if spec.is_some_and(|spec| spec.only_total) { "}}" } else { "}" });
        text
    }

    fn tags_and_links(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        tags: &[String],
        links: &[String],
    ) -> io::Result<()> {
        let marked = tags.iter().map(|tag| ('#', tag));
        for (mark, name) in marked.chain(links.iter().map(|link| ('^', link))) {
            let good = tag_of(name);
            if good != *name {
                self.report.change(entry, &format!("`{mark}{name}` became `{mark}{good}`"));
            }
            write!(self.out, " {mark}{good}")?;
        }
        writeln!(self.out)
    }

    fn meta(
        &mut self,
        entry: &Entry<ResolvedPosting>,
        meta: &Meta,
        indent: &str,
    ) -> io::Result<()> {
        let mut used: HashSet<String> = HashSet::new();
        for (key, value) in meta.iter() {
            let mut good = key_of(key);
            while !used.insert(good.clone()) {
                good.push_str("-2");
            }
            if good != key {
                self.report.change(entry, &format!("the metadata `{key}` became `{good}`"));
            }
            let value = self.value(value);
            writeln!(self.out, "{indent}{good}: {value}")?;
        }
        Ok(())
    }

    fn value(&mut self, value: &MetaValue) -> String {
        match value {
            MetaValue::Text(text) => quoted(text),
            MetaValue::Number(number) => plain(*number),
            MetaValue::Date(date) => date.to_string(),
            MetaValue::Amount(amount) => self.amount(amount),
            MetaValue::Account(account) => self.account(account),
            MetaValue::Tag(tag) => format!("#{}", tag_of(tag)),
            MetaValue::Currency(currency) => self.currency(currency),
            MetaValue::Bool(true) => "TRUE".to_owned(),
            MetaValue::Bool(false) => "FALSE".to_owned(),
            MetaValue::Null => "NULL".to_owned(),
        }
    }
}

const fn is_flag(flag: char) -> bool {
    matches!(flag, '*' | '!' | '&' | '#' | '?' | '%' | 'A'..='Z')
}

/// A number without the sign of a negative zero.
fn plain(number: Decimal) -> String {
    if number.is_zero() { number.abs().to_string() } else { number.to_string() }
}

fn quoted(text: &str) -> String {
    let mut result = String::with_capacity(text.len().saturating_add(2));
    result.push('"');
    for c in text.chars() {
        match c {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\r' => result.push_str("\\r"),
            '\n' => result.push_str("\\n"),
            '\0' => {}
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

fn tag_of(name: &str) -> String {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    let name: String = name.chars().map(|c| if good(c) { c } else { '-' }).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

fn key_of(key: &str) -> String {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut result = String::new();
    for c in key.chars() {
        let c = if good(c) { c } else { '-' };
        if result.is_empty() {
            match c.to_ascii_lowercase() {
                first @ 'a'..='z' => result.push(first),
                other => {
                    result.push('x');
                    result.push(other);
                }
            }
        } else {
            result.push(c);
        }
    }
    if result.len() < 2 {
        result.push_str("x-");
    }
    result
}

/// By how much the transactions of a book are off in the eyes of beancount, which works totals
/// (`@@`, `{{}}`) out per unit and back; by currency, where its usual tolerance is not enough.
fn needed_tolerances(book: &ResolvedBook) -> BTreeMap<Text, Decimal> {
    let (rules, _) = Rules::from_options(&book.options);
    let mut needed: BTreeMap<Text, Decimal> = BTreeMap::new();
    for entry in &book.entries {
        let EntryKind::Transaction(transaction) = &entry.kind else { continue };
        let mut sums: Vec<(&Text, Sum)> = Vec::new();
        for posting in &transaction.postings {
            let currency = &posting.weight.currency;
            let Some(weight) = beancount_weight(posting) else { continue };
            let place = sums.iter().position(|(code, _)| *code == currency);
            let place = place.unwrap_or(sums.len());
            if place == sums.len() {
                sums.push((currency, Sum::default()));
            }
            if let Some((_, sum)) = sums.get_mut(place)
                && let Some(next) = sum.plus(weight)
            {
                *sum = next;
            }
        }
        if sums.iter().all(|(_, sum)| sum.is_zero()) {
            continue;
        }
        let tolerances = Tolerances::infer(&rules, transaction.postings.iter().map(written), false);
        for (currency, sum) in sums {
            let off = sum.to_decimal().unwrap_or_default().abs();
            let least = crate::books::number::unit_at(20);
            if off <= tolerances.get(currency) {
                continue;
            }
            let off = off.max(least).normalize();
            let entry = needed.entry(currency.clone()).or_default();
            *entry = off.max(*entry);
        }
    }
    needed
}

fn beancount_weight(posting: &ResolvedPosting) -> Option<Decimal> {
    let units = posting.units.number;
    match (&posting.cost, &posting.price) {
        (Some(cost), _) => mul(cost.number, units),
        (None, Some(Price::Unit(price))) => mul(price.number, units),
        (None, Some(Price::Total(_))) if units.is_zero() => Some(Decimal::ZERO),
        (None, Some(Price::Total(price))) => mul(div(price.number, units.abs())?, units),
        (None, None) => Some(units),
    }
}
