//! What is set up once: prices, taxes, sellers.

use moja_core::command::{Ctx, Refusal};
use moja_core::quantity::Quantity;
use moja_core::view::View;

use super::{Decided, check_code, check_codes, reject};
use crate::command::{SetPrice, SetSeller, SetTax};
use crate::event::{CommerceEvent, PriceFacts};
use crate::pricing::{millionths, minor};
use crate::rejection::Rejection;
use crate::tables::{Price, Seller, TaxRow};
use crate::types::{Charge, DEFAULT_LIST};

pub(crate) fn set_price(it: &SetPrice, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let list = it.list.as_deref().unwrap_or(DEFAULT_LIST);
    check_code("list", list)?;
    check_code("item", &it.item)?;
    check_codes(&[("tax", &it.tax)])?;
    let currency = it.price.currency();
    let price_minor = minor(&it.price, currency).map_err(Refusal::Rejected)?;
    let per = millionths(0, it.per.unwrap_or(Quantity::from(1))).map_err(Refusal::Rejected)?;
    let mut last = 0;
    for step in &it.breaks {
        let from = millionths(0, step.from).map_err(Refusal::Rejected)?;
        minor(&step.price, currency).map_err(Refusal::Rejected)?;
        if from <= last {
            return reject(Rejection::BreaksInvalid { item: it.item.clone() });
        }
        last = from;
    }
    let valid_from = it.valid_from.unwrap_or(ctx.now());
    if it.valid_until.is_some_and(|until| until <= valid_from) {
        return reject(Rejection::ValidityInvalid {});
    }
    let known = view.get(Price::key(list, &it.item, currency.code(), valid_from))?;
    Ok(vec![CommerceEvent::PriceSet(Box::new(PriceFacts {
        list: list.to_owned(),
        item: it.item.clone(),
        currency: currency.code().to_owned(),
        exponent: currency.exponent(),
        valid_from,
        valid_until: it.valid_until,
        price_minor,
        per,
        breaks: it.breaks.clone(),
        tax: it.tax.clone(),
        new: known.is_none(),
    }))])
}

pub(crate) fn set_tax(it: &SetTax, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_code("tax", &it.tax)?;
    let valid_from = it.valid_from.unwrap_or(ctx.now());
    let known = view.get(TaxRow::key(&it.tax, valid_from))?;
    Ok(vec![CommerceEvent::TaxSet {
        code: it.tax.clone(),
        valid_from,
        rate: it.rate,
        kind: it.kind,
        new: known.is_none(),
    }])
}

pub(crate) fn set_seller(it: &SetSeller, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    check_code("seller", &it.seller)?;
    check_codes(&[("account", &it.account)])?;
    match &it.commission {
        Charge::Rate(rate) if rate.exceeds_one() => return reject(Rejection::RateInvalid {}),
        Charge::Rate(_) => {}
        Charge::Amount(amount) => {
            minor(amount, amount.currency()).map_err(Refusal::Rejected)?;
        }
    }
    Ok(vec![CommerceEvent::SellerSet {
        code: it.seller.clone(),
        commission: it.commission,
        account: it.account.clone(),
        new: view.get(Seller::key(&it.seller))?.is_none(),
    }])
}
