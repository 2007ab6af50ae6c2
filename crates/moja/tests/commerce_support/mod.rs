//! What the tests of commerce share: the shops of the flows, with prices, sellers and series.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests; each test file uses some"
)]

use moja::AnyCommand;
use moja::commerce::{
    Basis, Books, Cart, CartLine, Charge, DocumentKind, GetOrder, GetSettlement, Goods, Numbering,
    OpenSeries, OrderId, OrderPart, OrderStatus, OrderView, Rate, SetPrice, SetSeller, SetTax,
    Settlement, TaxKind,
};
use moja::flows::{PlaceOrder, order_accounts};
use moja::ledger::OpenAccount;

use crate::flows_support::*;

pub(crate) fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

pub(crate) fn series(code: &str, kind: DocumentKind, prefix: &str) -> OpenSeries {
    OpenSeries {
        series: code.into(),
        kind,
        prefix: prefix.into(),
        digits: 4,
        first: 1,
        device: None,
    }
}

/// What commerce needs beside the shops: accounts, taxes, prices, sellers, series.
pub(crate) fn commerce() -> Vec<AnyCommand> {
    let mut all: Vec<AnyCommand> = Vec::new();
    all.extend(order_accounts(&books_of("cash"), EUR).map(opened).map(AnyCommand::from));
    all.push(opened(OpenAccount::liability("seller:bob", EUR)).into());
    for (tax, rate_text, kind) in
        [("vat", "22%", TaxKind::Exclusive), ("held", "19%", TaxKind::Inclusive)]
    {
        let (tax, rate) = (tax.to_owned(), rate(rate_text));
        all.push(SetTax { tax, rate, kind, valid_from: None }.into());
    }
    all.push(SetPrice::new("tea", eur(1_000)).tax("vat").into());
    all.push(SetPrice::new("cup", eur(595)).tax("held").into());
    let commission = Charge::Rate(rate("12.5%"));
    let account = Some("seller:bob".to_owned());
    all.push(SetSeller { seller: "bob".into(), commission, account }.into());
    all.push(series("orders", DocumentKind::Order, "O-").into());
    all.push(series("invoices", DocumentKind::Invoice, "I-").into());
    all.push(series("notes", DocumentKind::CreditNote, "C-").into());
    all.push(series("receipts", DocumentKind::Receipt, "R-").into());
    all
}

pub(crate) fn books_of(payer: &str) -> Books {
    Books::customary(payer)
}

pub(crate) fn goods() -> Goods {
    Goods { from: "shop-1".into(), to: "customer".into() }
}

pub(crate) fn number(series: &str) -> Option<Numbering> {
    Some(Numbering::next_of(series))
}

/// Shops with commerce, a hundred of each item in stock at 4.00 and 2.00.
pub(crate) fn market() -> Shops {
    let shops = shops();
    shops.till.all_or_nothing(commerce()).unwrap();
    shops.ok(receive("tea", 100, 40_000));
    shops.ok(receive("cup", 100, 20_000));
    shops
}

pub(crate) fn cart(lines: &[(&str, i64)]) -> Cart {
    Cart::new(EUR, lines.iter().map(|(item, quantity)| CartLine::new(*item, *quantity)))
}

/// An order of these lines, numbered, paid in cash.
pub(crate) fn order(lines: &[(&str, i64)]) -> PlaceOrder {
    let flow = PlaceOrder::new(Basis::Cart(cart(lines)), goods(), books_of("cash"));
    PlaceOrder { number: number("orders"), reference: Some("web 7".into()), ..flow }
}

/// The same with the first line sold by Bob, and payment fees of 2.9 % and 30 cents.
pub(crate) fn split_order(lines: &[(&str, i64)]) -> PlaceOrder {
    let mut cart = cart(lines);
    if let Some(line) = cart.lines.first_mut() {
        line.seller = Some("bob".into());
    }
    let fees = vec![Charge::Rate(rate("2.9%")), Charge::Amount(eur(30))];
    PlaceOrder { basis: Basis::Cart(cart), fees, ..order(lines) }
}

pub(crate) fn parts(parts: &[(u32, i64)]) -> Vec<OrderPart> {
    parts.iter().map(|(line, quantity)| OrderPart::new(*line, *quantity)).collect()
}

impl Shops {
    pub(crate) fn order(&self, order: OrderId) -> OrderView {
        self.till.query(GetOrder { order }).unwrap()
    }

    pub(crate) fn stands(&self, order: OrderId) -> OrderStatus {
        self.order(order).summary.status
    }

    /// I32: what was captured is what was refunded and what everybody has.
    pub(crate) fn settled(&self, order: OrderId) -> Settlement {
        let settlement = self.till.query(GetSettlement { order }).unwrap();
        let mut sum = settlement.refunded.minor();
        for payout in &settlement.payouts {
            assert!(!payout.amount.is_negative());
            sum += payout.amount.minor();
        }
        for part in [settlement.commission, settlement.tax, settlement.fees] {
            assert!(!part.is_negative());
            sum += part.minor();
        }
        assert_eq!(sum, settlement.captured.minor(), "{settlement:?}");
        settlement
    }

    /// The numbers of the documents of an order.
    pub(crate) fn documents(&self, order: OrderId) -> Vec<String> {
        self.order(order).documents.into_iter().map(|document| document.number).collect()
    }
}
