//! From a cart of codes to a quote: looks prices and taxes up.

use moja_core::command::{Ctx, Refusal};
use moja_core::footprint::Footprint;
use moja_core::money::{Money, Rounding};
use moja_core::round::Round;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use super::{Decided, Step, check_code, check_codes, reject, shown};
use crate::command::MakeQuote;
use crate::event::CommerceEvent;
use crate::pricing::{PricedItem, Quote, Terms, UnitPrice, price};
use crate::rejection::Rejection;
use crate::tables::{Price, QuoteRow, TaxRow};
use crate::types::{Cart, CartLine, QuoteId, Tax};

/// All prices of an item in a list, from the oldest on: there are few.
fn prices(list: &str, item: &str, currency: &str) -> Scan {
    Scan::of::<Price>()
        .filter(Price::COL_LIST, Compare::Equal, list)
        .filter(Price::COL_ITEM, Compare::Equal, item)
        .filter(Price::COL_CURRENCY, Compare::Equal, currency)
}

/// All rates of a tax, from the oldest on.
fn rates(tax: &str) -> Scan {
    Scan::of::<TaxRow>().filter(TaxRow::COL_CODE, Compare::Equal, tax)
}

pub(crate) fn want_cart(want: &mut Footprint, cart: &Cart) {
    for line in &cart.lines {
        want.scan(prices(cart.list(), &line.item, cart.currency.code()));
    }
}

pub(crate) fn make_quote(it: &MakeQuote, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_codes(&[("party", &it.party)])?;
    let numbers = price_cart(&it.cart, view, ctx)?;
    let quote = match it.id {
        None => QuoteId::from_uuid(ctx.new_id()),
        Some(quote) if view.get(QuoteRow::key(quote))?.is_some() => {
            return reject(Rejection::QuoteExists { quote });
        }
        Some(quote) => quote,
    };
    let expires_at = match it.expires_in_s {
        None => None,
        Some(seconds) => match ctx.now().checked_add(std::time::Duration::from_secs(seconds)) {
            Ok(at) => Some(at),
            Err(_) => return reject(Rejection::ExpiryOutOfRange {}),
        },
    };
    let (numbers, party) = (Box::new(numbers), it.party.clone());
    Ok(vec![CommerceEvent::Quoted { quote, numbers, expires_at, party }])
}

/// What a cart costs now.
pub(crate) fn price_cart(cart: &Cart, view: &View<'_>, ctx: &Ctx<'_>) -> Step<Quote> {
    check_code("list", cart.list())?;
    let mut round = Round::default();
    let mut found = Vec::with_capacity(cart.lines.len());
    for line in &cart.lines {
        check_code("item", &line.item)?;
        check_codes(&[("tax", &line.tax), ("seller", &line.seller)])?;
        found.push(round.take(price_of(cart, line, view, ctx))?);
    }
    round.end()?;
    let mut round = Round::default();
    let mut items = Vec::with_capacity(cart.lines.len());
    for (line, found) in cart.lines.iter().zip(found) {
        let Some((price, tax)) = found else { continue };
        let tax = match tax {
            Some(code) => round.take(tax_of(&code, view, ctx))?,
            None => None,
        };
        items.push(PricedItem {
            item: line.item.clone(),
            quantity: line.quantity,
            price,
            tax,
            discounts: line.discounts.clone(),
            seller: line.seller.clone(),
        });
    }
    round.end()?;
    let terms = Terms {
        currency: cart.currency,
        discounts: cart.discounts.clone(),
        scope: cart.scope,
        rounding: cart.rounding.unwrap_or(Rounding::HalfUp),
    };
    price(&items, &terms).map_err(Refusal::Rejected)
}

/// The price of a line and the code of its tax: what the line says, or what the list says now.
fn price_of(
    cart: &Cart,
    line: &CartLine,
    view: &View<'_>,
    ctx: &Ctx<'_>,
) -> Step<(UnitPrice, Option<String>)> {
    let (list, currency) = (cart.list(), cart.currency);
    let rows = view.scan::<Price>(prices(list, &line.item, currency.code()))?;
    let row = rows.into_iter().rfind(|row| row.valid_from <= ctx.now());
    let row = row.filter(|row| row.valid_until.is_none_or(|until| ctx.now() < until));
    let listed = row.and_then(|row| row.tax.as_ref()).map(ToString::to_string);
    let tax = line.tax.clone().or(listed);
    if let Some(price) = line.price {
        return Ok((UnitPrice::of(price), tax));
    }
    let Some(row) = row.filter(|row| row.exponent == i64::from(currency.exponent())) else {
        return reject(Rejection::PriceNotFound {
            item: line.item.clone(),
            list: list.to_owned(),
            currency: currency.to_string(),
        });
    };
    let price = UnitPrice {
        price: Money::new(row.price.into(), currency),
        per: shown(row.per),
        breaks: row.breaks.as_ref().map(|breaks| (**breaks).clone()).unwrap_or_default(),
    };
    Ok((price, tax))
}

fn tax_of(code: &str, view: &View<'_>, ctx: &Ctx<'_>) -> Step<Tax> {
    let rows = view.scan::<TaxRow>(rates(code))?;
    match rows.into_iter().rfind(|row| row.valid_from <= ctx.now()) {
        Some(row) => Ok(Tax { code: code.to_owned(), rate: *row.rate, kind: row.kind }),
        None => reject(Rejection::TaxNotFound { tax: code.to_owned() }),
    }
}
