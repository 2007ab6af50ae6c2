//! Placing an order: its numbers are fixed, and who gets what of them.

use moja_core::command::{Ctx, Refusal};
use moja_core::money::{Money, Rounding};
use moja_core::round::Round;
use moja_core::view::View;

use super::{Decided, Step, check_code, check_codes, number, quote, reject};
use crate::command::{Basis, Place};
use crate::event::{CommerceEvent, NumberFacts, OrderHead, PlacedFacts, PlacedLine};
use crate::pricing::{Quote, QuoteLine, apportion, millionths, minor, place as place_of};
use crate::rejection::Rejection;
use crate::settlement::Split;
use crate::tables::{Order, QuoteRow, Seller};
use crate::types::{Charge, DocumentKind, OrderId, OrderStatus};

pub(crate) fn place(it: &Place, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_codes(&[("party", &it.party), ("reference", &it.reference)])?;
    check_places(it)?;
    let (numbers, quote, party) = match &it.basis {
        Basis::Cart(cart) => (quote::price_cart(cart, view, ctx)?, None, None),
        Basis::Quote(id) => {
            let row = find(*id, view, ctx)?;
            let party = row.party.as_ref().map(ToString::to_string);
            ((*row.quote).clone(), Some(*id), party)
        }
    };
    let lines = split(&numbers, &it.fees, view)?;
    if it.books.is_some()
        && let Some(line) =
            lines.iter().find(|it| it.seller_account.is_none() != it.seller.is_none())
    {
        let seller = line.seller.clone().unwrap_or_default();
        return reject(Rejection::SellerAccountMissing { seller });
    }
    let id = match it.id {
        None => OrderId::from_uuid(ctx.new_id()),
        Some(order) if view.get(Order::key(order))?.is_some() => {
            return reject(Rejection::OrderExists { order });
        }
        Some(order) => order,
    };
    let total_minor = whole(numbers.total)?;
    let mut events = Vec::new();
    let mut bears = None;
    if let Some(numbering) = &it.number {
        let taken = number::take(view, ctx, numbering, DocumentKind::Order)?;
        bears = Some(taken.text.clone());
        let taken = NumberFacts { order: Some(id), amount_minor: Some(total_minor), ..taken };
        events.push(CommerceEvent::NumberTaken(Box::new(taken)));
    }
    let currency = numbers.total.currency();
    events.push(CommerceEvent::Placed(Box::new(PlacedFacts {
        order: OrderHead {
            id,
            status: OrderStatus::Placed,
            reference: it.reference.clone(),
            party: it.party.clone().or(party),
            goods: it.goods.clone().map(Box::new),
            books: it.books.clone().map(Box::new),
        },
        number: bears,
        quote,
        currency: currency.code().to_owned(),
        exponent: currency.exponent(),
        total_minor,
        lines,
    })));
    Ok(events)
}

/// Checks the names of locations and accounts as far as commerce can.
fn check_places(it: &Place) -> Step<()> {
    if let Some(goods) = &it.goods {
        check_code("goods.from", &goods.from)?;
        check_code("goods.to", &goods.to)?;
    }
    if let Some(books) = &it.books {
        for (field, account) in [
            ("books.payer", &books.payer),
            ("books.clearing", &books.clearing),
            ("books.revenue", &books.revenue),
            ("books.commission", &books.commission),
            ("books.tax", &books.tax),
            ("books.fees", &books.fees),
        ] {
            check_code(field, account)?;
        }
    }
    Ok(())
}

/// A quote that may be ordered.
fn find<'a>(quote: crate::types::QuoteId, view: &View<'a>, ctx: &Ctx<'_>) -> Step<&'a QuoteRow> {
    let Some(row) = view.get(QuoteRow::key(quote))? else {
        return reject(Rejection::QuoteNotFound { quote });
    };
    if let Some(order) = row.order_id {
        return reject(Rejection::QuoteUsed { quote, order });
    }
    if row.expires_at.is_some_and(|at| at <= ctx.now()) {
        return reject(Rejection::QuoteExpired { quote });
    }
    Ok(row)
}

/// A price's amount in minor units: a quote's are of 64 bits.
fn whole(amount: Money) -> Step<i64> {
    i64::try_from(amount.minor()).map_err(|_| Refusal::Rejected(Rejection::OutOfRange {}))
}

/// What a charge comes to.
fn charged(charge: &Charge, of: Money) -> Step<i64> {
    match charge {
        Charge::Amount(amount) => minor(amount, of.currency()).map_err(Refusal::Rejected),
        Charge::Rate(rate) => {
            let (num, den) = (rate.numerator().into(), rate.denominator().into());
            let part = of.mul_ratio(num, den, Rounding::HalfUp);
            whole(part.map_err(|_| Refusal::Rejected(Rejection::OutOfRange {}))?)
        }
    }
}

/// The lines of an order, each with who gets what.
fn split(numbers: &Quote, fees: &[Charge], view: &View<'_>) -> Step<Vec<PlacedLine>> {
    let mut fee = 0_i128;
    for charge in fees {
        fee = fee.saturating_add(charged(charge, numbers.total)?.into());
    }
    let totals: Vec<i128> = numbers.lines.iter().map(|line| line.total.minor()).collect();
    let fees = apportion(fee, &totals).map_err(Refusal::Rejected)?;
    let mut round = Round::default();
    let mut lines = Vec::with_capacity(numbers.lines.len());
    for ((at, line), fee) in numbers.lines.iter().enumerate().zip(fees) {
        if let Some(line) = round.take(placed(place_of(at), line, fee, view))? {
            lines.push(line);
        }
    }
    round.end()?;
    Ok(lines)
}

fn placed(at: u32, line: &QuoteLine, fee: i128, view: &View<'_>) -> Step<PlacedLine> {
    let seller = match &line.seller {
        None => None,
        Some(code) => match view.get(Seller::key(code))? {
            Some(row) => Some(row),
            None => return reject(Rejection::SellerNotFound { seller: code.clone() }),
        },
    };
    let commission = match seller {
        Some(row) => charged(&row.commission, line.net)?,
        None => 0,
    };
    let charges = fee.saturating_add(commission.into());
    let payout = line.net.minor().saturating_sub(charges);
    if payout < 0 {
        let charges = Money::new(charges, line.net.currency());
        return reject(Rejection::ChargesExceed { line: at, charges, net: line.net });
    }
    let split = Split {
        payout: whole(Money::new(payout, line.net.currency()))?,
        commission,
        tax: whole(line.tax)?,
        fee: whole(Money::new(fee, line.net.currency()))?,
    };
    Ok(PlacedLine {
        item: line.item.clone(),
        quantity: millionths(at, line.quantity).map_err(Refusal::Rejected)?,
        seller: line.seller.clone(),
        seller_account: seller.and_then(|row| row.account.as_ref()).map(ToString::to_string),
        split,
    })
}
