//! Transactions and their postings, with costs and prices.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Reader;
use crate::books::model::{
    CostSpec, EntryKind, Meta, Posting, PriceSpec, Text, TotalCost, Transaction, Units,
};
use crate::books::problem::Fault;

impl Reader<'_, '_, '_> {
    pub(super) fn transaction(
        &mut self,
        line: u32,
        date: NaiveDate,
        has_flag: bool,
    ) -> Result<(), Fault> {
        let flag = if has_flag {
            match self.optional_flag() {
                Some(flag) => Some(flag),
                None => return Err(self.unexpected("a directive or a flag")),
            }
        } else {
            None
        };
        let (payee, narration) = self.payee_and_narration()?;
        let (mut tags, mut links) = (Vec::new(), Vec::new());
        self.tags_and_links(&mut tags, &mut links)?;
        self.end_of_line()?;

        let mut meta = Meta::new();
        let mut postings: Vec<Posting> = Vec::new();
        while self.next_indented() {
            if self.key_length().is_some() {
                let target = match postings.last_mut() {
                    Some(posting) => &mut posting.meta,
                    None => &mut meta,
                };
                let mut taken = std::mem::take(target);
                self.meta_line(&mut taken)?;
                match postings.last_mut() {
                    Some(posting) => posting.meta = taken,
                    None => meta = taken,
                }
            } else if self.is_at_tags() {
                if !postings.is_empty() {
                    return Err(self.fault("syntax", "tags and links must stand before postings"));
                }
                self.tags_and_links(&mut tags, &mut links)?;
                self.end_of_line()?;
            } else {
                postings.push(self.posting()?);
            }
        }
        self.add_pushed_tags(&mut tags);
        let mut pushed: Vec<_> = Vec::new();
        for (key, value) in self.meta.iter().rev() {
            if meta.get(key).is_none() && !pushed.iter().any(|(known, _)| known == key) {
                pushed.push((key.clone(), value.clone()));
            }
        }
        for (key, value) in pushed.into_iter().rev() {
            meta.insert(key, value);
        }
        let transaction =
            Transaction { flag, date2: None, code: None, payee, narration, tags, links, postings };
        self.push(line, date, meta, EntryKind::Transaction(transaction));
        Ok(())
    }

    fn optional_flag(&mut self) -> Option<char> {
        let byte = self.cursor.peek()?;
        let next = self.cursor.peek_at(1);
        let is_flag = match byte {
            b'*' | b'!' | b'&' | b'?' | b'%' | b'#' => true,
            b'A'..=b'Z' => matches!(next, None | Some(b' ' | b'\t' | b'\r' | b'\n')),
            _ => false,
        };
        if is_flag {
            self.cursor.take(1);
        }
        is_flag.then_some(char::from(byte))
    }

    fn is_at_tags(&self) -> bool {
        match self.cursor.peek() {
            Some(b'^') => true,
            Some(b'#') => !matches!(self.cursor.peek_at(1), Some(b' ' | b'\t')),
            _ => false,
        }
    }

    fn payee_and_narration(&mut self) -> Result<(Option<String>, String), Fault> {
        let mut strings = Vec::new();
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some(b'"') => strings.push(self.string()?),
                Some(b'|') => {
                    self.cursor.take(1);
                }
                _ => break,
            }
        }
        let mut strings = strings.into_iter();
        match (strings.next(), strings.next(), strings.next()) {
            (_, _, Some(_)) => {
                Err(self.fault("syntax", "a transaction has at most a payee and a narration"))
            }
            (Some(payee), Some(narration), None) => Ok((Some(payee), narration)),
            (first, _, _) => Ok((None, first.unwrap_or_default())),
        }
    }

    fn posting(&mut self) -> Result<Posting, Fault> {
        let line = self.cursor.line();
        let flag = self.optional_flag();
        let account = self.account()?;
        let units = self.incomplete_amount()?;
        self.cursor.skip_blanks();
        let cost =
            if self.cursor.peek() == Some(b'{') { Some(Box::new(self.cost()?)) } else { None };
        self.cursor.skip_blanks();
        let price = if self.cursor.eat(b'@') {
            let is_total = self.cursor.eat(b'@');
            let Units { number, currency } = self.incomplete_amount()?;
            Some(PriceSpec { number, currency, is_total })
        } else {
            None
        };
        check_price(line, &units, cost.as_deref(), price.as_ref())?;
        self.end_of_line()?;
        Ok(Posting {
            line,
            account,
            units,
            cost,
            price,
            flag,
            meta: Meta::new(),
            tags: Vec::new(),
            assertion: None,
            is_virtual: false,
        })
    }

    fn incomplete_amount(&mut self) -> Result<Units, Fault> {
        let number = self.optional_number()?;
        Ok(Units { number, currency: self.optional_currency() })
    }

    fn cost(&mut self) -> Result<CostSpec, Fault> {
        self.cursor.take(1);
        let only_total = self.cursor.eat(b'{');
        let mut spec = CostSpec { only_total, ..CostSpec::default() };
        let mut has_amount = false;
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some(b'}') => break,
                Some(b',') => {
                    self.cursor.take(1);
                }
                Some(b'"') => {
                    let label = self.string()?;
                    if spec.label.replace(label).is_some() {
                        return Err(self.fault("syntax", "this cost has two labels"));
                    }
                }
                Some(b'*') => {
                    let message = "merging lots with `*` is not supported";
                    return Err(self.fault("unsupported_cost_merge", message));
                }
                Some(b'0'..=b'9') if self.is_at_date() => {
                    let date = self.date()?;
                    if spec.date.replace(date).is_some() {
                        return Err(self.fault("syntax", "this cost has two dates"));
                    }
                }
                _ => {
                    if has_amount {
                        return Err(self.fault("syntax", "this cost has two amounts"));
                    }
                    has_amount = true;
                    self.compound_amount(&mut spec)?;
                }
            }
        }
        self.cursor.take(1);
        if only_total && !self.cursor.eat(b'}') {
            return Err(self.unexpected("`}}`"));
        }
        Ok(spec)
    }

    fn compound_amount(&mut self, spec: &mut CostSpec) -> Result<(), Fault> {
        let number: Option<Decimal> = self.optional_number()?;
        self.cursor.skip_blanks();
        if self.cursor.eat(b'#') {
            if spec.only_total {
                return Err(self.fault("syntax", "a total cost has no cost per unit"));
            }
            spec.number_per = number;
            spec.number_total = self.optional_number()?.map_or(TotalCost::Elided, TotalCost::Given);
            spec.currency = Some(self.currency()?);
            return Ok(());
        }
        let currency: Option<Text> = self.optional_currency();
        if number.is_none() && currency.is_none() {
            return Err(self.unexpected("a cost"));
        }
        if spec.only_total {
            spec.number_total = number.map_or(TotalCost::Elided, TotalCost::Given);
        } else {
            spec.number_per = number;
        }
        spec.currency = currency;
        Ok(())
    }
}

fn check_price(
    line: u32,
    units: &Units,
    cost: Option<&CostSpec>,
    price: Option<&PriceSpec>,
) -> Result<(), Fault> {
    let Some(price) = price else { return Ok(()) };
    if price.number.is_some_and(|number| number.is_sign_negative() && !number.is_zero()) {
        return Err(Fault::new(line, "negative_price", "a price cannot be negative"));
    }
    if price.is_total && units.number.is_none() {
        let message = "a total price needs a number of units";
        return Err(Fault::new(line, "total_price_without_units", message));
    }
    if let (Some(price), Some(cost)) = (&price.currency, cost.and_then(|c| c.currency.as_ref()))
        && price != cost
    {
        let message = format!("cost in `{cost}` and price in `{price}` must be in one currency");
        return Err(Fault::new(line, "cost_price_currency", message));
    }
    Ok(())
}
