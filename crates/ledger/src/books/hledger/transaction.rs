//! hledger's transactions: the first line, comments, postings.

use chrono::NaiveDate;

use super::Reader;
use super::amount::raw_amount;
use super::comment::Comments;
use crate::books::cursor::{Cursor, date_from_parts};
use crate::books::model::{
    Amount, Assertion, EntryKind, MetaValue, Posting, PriceSpec, Text, Transaction, Units,
};
use crate::books::problem::Fault;

impl Reader<'_, '_, '_> {
    /// Reads `2020-01-31`, `2020/1/31`, `1.31` and so on.
    pub(super) fn simple_date(
        &self,
        cursor: &mut Cursor<'_>,
        year: Option<&str>,
    ) -> Result<NaiveDate, Fault> {
        let text = cursor.rest();
        let first = cursor.take_while(|byte| byte.is_ascii_digit());
        let mut separator = || cursor.take_while(|byte| matches!(byte, b'-' | b'/' | b'.'));
        let first_separator = separator();
        let second = cursor.take_while(|byte| byte.is_ascii_digit());
        let mut ahead = *cursor;
        let second_separator = ahead.take_while(|byte| matches!(byte, b'-' | b'/' | b'.'));
        let third = ahead.take_while(|byte| byte.is_ascii_digit());
        let shown = text.split_whitespace().next().unwrap_or_default();
        let wrong = || {
            let message = format!("there is no date `{shown}`");
            Fault::new(self.line, "invalid_date", message)
        };
        if first_separator.len() != 1 {
            return Err(wrong());
        }
        if third.is_empty() {
            let Some(year) = year else {
                let message = format!("the date `{shown}` needs a year, and no `Y` gives one");
                return Err(Fault::new(self.line, "no_default_year", message));
            };
            return date_from_parts(year, first, second).ok_or_else(wrong);
        }
        *cursor = ahead;
        if second_separator != first_separator || first.len() < 4 {
            return Err(wrong());
        }
        date_from_parts(first, second, third).ok_or_else(wrong)
    }

    pub(super) fn transaction(&mut self, header: &str) -> Result<(), Fault> {
        let line = self.line;
        let mut cursor = Cursor::new(header, line);
        let default_year = self.state.year.clone();
        let date = self.simple_date(&mut cursor, default_year.as_deref())?;
        let mut date2 = None;
        if cursor.eat(b'=') {
            let year = date.format("%Y").to_string();
            date2 = Some(self.simple_date(&mut cursor, Some(&year))?);
        }
        let is_end = cursor.rest().trim_start().is_empty() || cursor.peek() == Some(b';');
        if !cursor.skip_blanks() && !is_end {
            let message = "a blank is needed after the date";
            return Err(Fault::new(line, "syntax", message));
        }
        let flag = status(&mut cursor);
        let mut code = None;
        if cursor.peek() == Some(b'(')
            && let Some((inside, _)) = cursor.rest().split_once(')')
        {
            cursor.take(inside.len().saturating_add(1));
            code = inside.strip_prefix('(').map(str::to_owned).filter(|code| !code.is_empty());
        }
        let (description, comment) = match cursor.rest().split_once(';') {
            Some((description, comment)) => (description.trim(), Some(comment)),
            None => (cursor.rest().trim(), None),
        };
        let (payee, narration) = match description.split_once('|') {
            Some((payee, note)) => (Some(payee.trim().to_owned()), note.trim().to_owned()),
            None => (None, description.to_owned()),
        };
        let payee = payee.filter(|payee| !payee.is_empty());
        let mut comments = Comments::default();
        if let Some(comment) = comment {
            comments.add(comment, &mut self.shared.keys);
        }
        let (postings, fault) = self.postings(&mut comments);
        if let Some(fault) = fault {
            return Err(fault);
        }
        let tags = std::mem::take(&mut comments.tags);
        let links = std::mem::take(&mut comments.links);
        let meta = comments.into_meta();
        let kind = EntryKind::Transaction(Transaction {
            flag,
            date2,
            code,
            payee,
            narration,
            tags,
            links,
            postings,
        });
        self.push(line, date, meta, kind);
        Ok(())
    }

    /// Reads all indented lines; gives the first thing that is wrong with them.
    fn postings(&mut self, comments: &mut Comments) -> (Vec<Posting>, Option<Fault>) {
        let mut postings: Vec<Posting> = Vec::new();
        let mut fault = None;
        let mut own: Option<Comments> = None;
        while let Some(line) = self.next_indented() {
            let text = line.trim();
            if let Some(comment) = text.strip_prefix(';') {
                own.as_mut().unwrap_or(comments).add(comment, &mut self.shared.keys);
                continue;
            }
            if let (Some(done), Some(posting)) = (own.take(), postings.last_mut())
                && let Err(found) = finish(posting, done)
            {
                fault.get_or_insert(found);
            }
            let mut new = Comments::default();
            match self.posting(text, &mut new) {
                Ok(posting) => postings.push(posting),
                Err(found) => {
                    fault.get_or_insert(found);
                }
            }
            own = Some(new);
        }
        if let (Some(done), Some(posting)) = (own.take(), postings.last_mut())
            && let Err(found) = finish(posting, done)
        {
            fault.get_or_insert(found);
        }
        (postings, fault)
    }

    fn posting(&mut self, text: &str, comments: &mut Comments) -> Result<Posting, Fault> {
        let line = self.line;
        let mut cursor = Cursor::new(text, line);
        let flag = status(&mut cursor);
        let (name, rest) = split_account(cursor.rest());
        let mut is_virtual = false;
        let name = if let Some(inside) = enclosed(name, '(', ')') {
            let message = format!("the unbalanced virtual posting to `{inside}` is not supported");
            return Err(Fault::new(line, "unsupported_virtual_posting", message));
        } else if let Some(inside) = enclosed(name, '[', ']') {
            is_virtual = true;
            inside.trim()
        } else {
            name
        };
        if name.is_empty() {
            return Err(Fault::new(line, "syntax", "this posting has no account"));
        }
        let account = self.account(name);
        let mut posting = Posting {
            line,
            account,
            units: Units::default(),
            cost: None,
            price: None,
            flag,
            meta: crate::books::model::Meta::new(),
            tags: Vec::new(),
            assertion: None,
            is_virtual,
        };
        let (amount, comment) = split_comment(rest);
        if let Some(comment) = comment {
            comments.add(comment, &mut self.shared.keys);
        }
        let mut cursor = Cursor::new(amount, line);
        self.amount_and_rest(&mut cursor, &mut posting)
            .map_err(|message| Fault::new(line, "invalid_amount", message))?;
        let price = posting.price.as_ref().and_then(|price| price.number);
        if price.is_some_and(|price| price.is_sign_negative() && !price.is_zero()) {
            return Err(Fault::new(line, "negative_price", "a price cannot be negative"));
        }
        Ok(posting)
    }

    fn amount_and_rest(
        &mut self,
        cursor: &mut Cursor<'_>,
        posting: &mut Posting,
    ) -> Result<(), String> {
        let mut lot = String::new();
        cursor.skip_blanks();
        if cursor.peek().is_some_and(|byte| byte != b'=') {
            let Amount { number, currency } = self.amount(cursor)?;
            posting.units = Units { number: Some(number), currency: Some(currency) };
        }
        loop {
            cursor.skip_blanks();
            match cursor.peek() {
                None => break,
                Some(b'@') => posting.price = Some(self.price(cursor)?),
                Some(b'(') if cursor.rest().starts_with("(@") => {
                    cursor.take(1);
                    posting.price = Some(self.price(cursor)?);
                }
                Some(b'{') => push_part(&mut lot, enclosure(cursor, '}', b'}')?),
                Some(b'[') => push_part(&mut lot, enclosure(cursor, ']', b' ')?),
                Some(b'(') => push_part(&mut lot, enclosure(cursor, ')', b' ')?),
                Some(b'=') => {
                    let assertion = self.assertion(cursor, posting)?;
                    posting.assertion = Some(assertion);
                }
                Some(_) => {
                    let rest: String = cursor.rest().chars().take(30).collect();
                    return Err(format!("found `{rest}` after the amount"));
                }
            }
        }
        if !lot.is_empty() {
            posting.meta.push("lot".into(), MetaValue::Text(lot));
        }
        Ok(())
    }

    fn price(&mut self, cursor: &mut Cursor<'_>) -> Result<PriceSpec, String> {
        cursor.take(1);
        let is_total = cursor.eat(b'@');
        // Ledger's `(@)` means the same here.
        cursor.eat(b')');
        let Amount { number, currency } = self.amount(cursor)?;
        Ok(PriceSpec { number: Some(number), currency: Some(currency), is_total })
    }

    fn assertion(
        &mut self,
        cursor: &mut Cursor<'_>,
        posting: &mut Posting,
    ) -> Result<Assertion, String> {
        cursor.take(1);
        let is_total = cursor.eat(b'=');
        let is_inclusive = cursor.eat(b'*');
        let amount = self.amount(cursor)?;
        cursor.skip_blanks();
        if cursor.peek() == Some(b'@') {
            let price = self.price(cursor)?;
            // Only an assignment takes the price over; an assertion ignores it.
            if posting.units.number.is_none() {
                posting.price = Some(price);
            }
        }
        Ok(Assertion { amount, is_total, is_inclusive })
    }

    pub(super) fn amount(&mut self, cursor: &mut Cursor<'_>) -> Result<Amount, String> {
        raw_amount(cursor)?.resolve(&self.state.styles, &mut self.shared.commodities)
    }

    /// The account after `apply account` and aliases.
    pub(super) fn account(&mut self, name: &str) -> Text {
        if name.contains('\t') {
            return self.account(&name.replace('\t', " "));
        }
        if self.state.parents.is_empty() && self.state.aliases.is_empty() {
            return self.shared.accounts.get(name);
        }
        let mut full = String::new();
        for parent in &self.state.parents {
            full.push_str(parent);
            full.push(':');
        }
        full.push_str(name);
        for (old, new) in self.state.aliases.iter().rev() {
            if let Some(rest) = full.strip_prefix(old.as_str())
                && (rest.is_empty() || rest.starts_with(':'))
            {
                full = format!("{new}{rest}");
            }
        }
        self.shared.accounts.get(&full)
    }
}

fn finish(posting: &mut Posting, mut comments: Comments) -> Result<(), Fault> {
    if comments.has_posting_date {
        let message = "a posting with a date of its own is not supported";
        return Err(Fault::new(posting.line, "unsupported_posting_date", message));
    }
    posting.tags = std::mem::take(&mut comments.tags);
    for link in std::mem::take(&mut comments.links) {
        posting.meta.push("link".into(), MetaValue::Text(link));
    }
    posting.meta.append(comments.into_meta());
    Ok(())
}

fn status(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.skip_blanks();
    let flag = match cursor.peek() {
        Some(b'*') => '*',
        Some(b'!') => '!',
        _ => return None,
    };
    cursor.take(1);
    cursor.skip_blanks();
    Some(flag)
}

/// An account name ends at two blanks (spaces or tabs) or with the line.
pub(super) fn split_account(text: &str) -> (&str, &str) {
    let mut was_blank = false;
    let end = text.bytes().position(|byte| {
        let is_blank = matches!(byte, b' ' | b'\t');
        std::mem::replace(&mut was_blank, is_blank) && is_blank
    });
    match end.and_then(|end| text.split_at_checked(end)) {
        Some((name, rest)) => (name.trim_end(), rest),
        None => (text.trim_end(), ""),
    }
}

/// The text before a comment, and the comment without its semicolon; quotes may hold semicolons.
pub(super) fn split_comment(text: &str) -> (&str, Option<&str>) {
    let mut in_quotes = false;
    let at = text.bytes().position(|byte| {
        in_quotes ^= byte == b'"';
        byte == b';' && !in_quotes
    });
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((before, comment)) => (before.trim_end(), comment.strip_prefix(';')),
        None => (text.trim_end(), None),
    }
}

fn enclosed(name: &str, open: char, close: char) -> Option<&str> {
    name.strip_prefix(open)?.strip_suffix(close)
}

/// A lot's price, date or note with its brackets.
fn enclosure<'a>(cursor: &mut Cursor<'a>, close: char, twice: u8) -> Result<&'a str, String> {
    let text = cursor.rest();
    let Some(at) = text.find(close) else {
        return Err(format!("a `{close}` is missing"));
    };
    cursor.take(at);
    cursor.take(1);
    if text.starts_with("{{") {
        cursor.eat(twice);
    }
    let length = text.len().saturating_sub(cursor.rest().len());
    Ok(text.get(..length).unwrap_or_default())
}

fn push_part(lot: &mut String, part: &str) {
    if !lot.is_empty() {
        lot.push(' ');
    }
    lot.push_str(part);
}
