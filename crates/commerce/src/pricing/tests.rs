//! Known numbers (I28, I31), and what holds for any cart.

#![expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]

use moja_core::money::Rounding;
use proptest::prelude::*;

use super::*;
use crate::types::Break;

const EUR: Currency = Currency::EUR;

fn eur(minor: i128) -> Money {
    Money::new(minor, EUR)
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn off(text: &str) -> Charge {
    Charge::Rate(rate(text))
}

fn tax(text: &str, kind: TaxKind) -> Tax {
    Tax { code: format!("vat-{text}"), rate: rate(text), kind }
}

fn item(quantity: &str, cents: i128) -> PricedItem {
    PricedItem::new("thing", quantity.parse::<Quantity>().unwrap(), UnitPrice::of(eur(cents)))
}

fn terms(scope: RoundingScope, discounts: Vec<Charge>) -> Terms {
    Terms { discounts, scope, ..Terms::new(EUR) }
}

const SCOPES: [RoundingScope; 2] = [RoundingScope::PerLine, RoundingScope::Global];

fn minors(lines: &[QuoteLine], of: impl Fn(&QuoteLine) -> Money) -> Vec<i128> {
    lines.iter().map(|line| of(line).minor()).collect()
}

/// I31: what a quote must add up to, whatever the cart.
fn adds_up(quote: &Quote) {
    let all = |of: fn(&QuoteLine) -> Money| minors(&quote.lines, of).iter().sum::<i128>();
    let adjustments: i128 = quote.adjustments.iter().map(|it| it.amount.minor()).sum();
    assert_eq!(all(|line| line.amount) + adjustments, quote.total.minor());
    assert_eq!(all(|line| line.total), quote.total.minor());
    assert_eq!(all(|line| line.net), quote.net.minor());
    assert_eq!(all(|line| line.tax), quote.tax.minor());
    assert_eq!(quote.net.minor() + quote.tax.minor(), quote.total.minor());
    assert_eq!(quote.taxes.iter().map(|it| it.amount.minor()).sum::<i128>(), quote.tax.minor());
    for line in &quote.lines {
        for part in [line.amount, line.discount, line.net, line.tax, line.total] {
            assert!(!part.is_negative(), "I28: no share has the wrong sign: {line:?}");
        }
    }
}

fn priced(items: &[PricedItem], terms: &Terms) -> Quote {
    let quote = price(items, terms).unwrap();
    adds_up(&quote);
    assert_eq!(price(items, terms).unwrap(), quote, "I31: pure");
    quote
}

/// I31, Odoo #37896: 348.35 x 16, less 4 %, 22 % tax.
#[test]
fn i31_the_rounding_scope_decides_the_last_cent() {
    let chairs = item("16", 34_835).discount(off("4%")).taxed(tax("22%", TaxKind::Exclusive));
    let line = priced(std::slice::from_ref(&chairs), &terms(RoundingScope::PerLine, vec![]));
    assert_eq!((line.net.minor(), line.tax.minor()), (535_066, 117_715));
    assert_eq!(line.total, eur(652_781));
    let global = priced(&[chairs], &terms(RoundingScope::Global, vec![]));
    assert_eq!((global.net.minor(), global.tax.minor()), (535_066, 117_714));
    assert_eq!(global.total, eur(652_780));
    let rules: Vec<(&str, i128)> =
        line.explanation.iter().map(|it| (it.rule.as_str(), it.amount.minor())).collect();
    let expected = [("16 x 348.35 EUR", 557_360), ("-4%", 535_066), ("vat-22% 22%", 117_715)];
    assert_eq!(rules, expected);
}

/// I28, ERPNext #58042: 10.00 over three lines of 100.00.
#[test]
fn i28_discounts_are_shared_to_the_cent() {
    let three = vec![item("1", 10_000); 3];
    for scope in SCOPES {
        let quote = priced(&three, &terms(scope, vec![Charge::Amount(eur(1_000))]));
        assert_eq!(minors(&quote.lines, |line| line.discount), [333, 334, 333]);
        assert_eq!(quote.total, eur(29_000));
    }
    // Vendure's weights, as a discount and as a tax.
    let weights = [item("1", 4_300), item("1", 1_400), item("1", 2_300)];
    for scope in SCOPES {
        let quote = priced(&weights, &terms(scope, vec![Charge::Amount(eur(299))]));
        assert_eq!(minors(&quote.lines, |line| line.discount), [161, 52, 86]);
    }
    let taxed = weights.map(|it| it.taxed(tax("299/8000", TaxKind::Exclusive)));
    let quote = priced(&taxed, &terms(RoundingScope::Global, vec![]));
    assert_eq!(minors(&quote.lines, |line| line.tax), [161, 52, 86]);
    // ERPNext: 0.04 over seven lines.
    let seven = vec![item("1", 100); 7];
    let quote = priced(&seven, &terms(RoundingScope::PerLine, vec![Charge::Amount(eur(4))]));
    assert_eq!(minors(&quote.lines, |line| line.discount).iter().sum::<i128>(), 4);
    assert!(quote.lines.iter().all(|line| line.discount.minor() <= 1));
}

#[test]
fn prices_hold_by_quantity() {
    let ladder = UnitPrice {
        price: eur(1_000),
        per: "100".parse().unwrap(),
        breaks: vec![
            Break { from: 500.into(), price: eur(900) },
            Break { from: 1_000.into(), price: eur(800) },
        ],
    };
    for (quantity, held, amount) in [
        (1_i64, 1_000, 10),
        (499, 1_000, 4_990),
        (500, 900, 4_500),
        (999, 900, 8_991),
        (1_000, 800, 8_000),
    ] {
        let quote = priced(&[PricedItem::new("tea", quantity, ladder.clone())], &Terms::new(EUR));
        let line = &quote.lines[0];
        assert_eq!((line.price.minor(), line.amount.minor()), (held, amount), "{quantity}");
    }
    let weighed = priced(&[item("0.333", 1_000)], &Terms::new(EUR));
    assert_eq!(weighed.total, eur(333));
}

#[test]
fn taxes_are_added_or_taken_out() {
    let added = item("1", 10_000).taxed(tax("19%", TaxKind::Exclusive));
    let held = item("1", 11_900).taxed(tax("19%", TaxKind::Inclusive));
    let free = item("2", 50);
    for scope in SCOPES {
        let quote = priced(&[added.clone(), held.clone(), free.clone()], &terms(scope, vec![]));
        assert_eq!(minors(&quote.lines, |line| line.net), [10_000, 10_000, 100]);
        assert_eq!(minors(&quote.lines, |line| line.tax), [1_900, 1_900, 0]);
        assert_eq!(quote.adjustments.len(), 1, "only the tax that prices do not hold");
        assert_eq!(quote.taxes[1].base, eur(10_000));
        assert_eq!(quote.total, eur(23_900));
    }
}

#[test]
fn discounts_follow_one_another() {
    let line = item("1", 10_000).discount(off("10%")).discount(Charge::Amount(eur(500)));
    let both = vec![off("50%"), Charge::Amount(eur(250))];
    for scope in SCOPES {
        let quote = priced(std::slice::from_ref(&line), &terms(scope, both.clone()));
        assert_eq!(quote.lines[0].amount, eur(8_500));
        let steps: Vec<i128> = quote.adjustments.iter().map(|it| it.amount.minor()).collect();
        assert_eq!(steps, [-4_250, -250]);
        assert_eq!(quote.total, eur(4_000));
        let all = priced(std::slice::from_ref(&line), &terms(scope, vec![off("100%")]));
        assert_eq!(all.total, eur(0));
    }
}

#[test]
fn bad_carts_are_refused_by_name() {
    let code = |items: &[PricedItem], terms: &Terms| price(items, terms).unwrap_err().code();
    let plain = Terms::new(EUR);
    assert_eq!(code(&[], &plain), "lines_missing");
    assert_eq!(code(&[item("0", 1)], &plain), "quantity_invalid");
    assert_eq!(code(&[item("-1", 1)], &plain), "quantity_invalid");
    assert_eq!(code(&[item("0.0000001", 1)], &plain), "quantity_invalid");
    assert_eq!(code(&[item("1", -1)], &plain), "amount_negative");
    let dollars = UnitPrice::of(Money::new(1, Currency::USD));
    assert_eq!(code(&[PricedItem::new("x", 1, dollars)], &plain), "currency_mismatch");
    assert_eq!(code(&[item("1", 100).discount(off("101%"))], &plain), "rate_invalid");
    let more = Charge::Amount(eur(101));
    assert_eq!(code(&[item("1", 100).discount(more)], &plain), "discount_exceeds");
    for scope in SCOPES {
        assert_eq!(code(&[item("1", 100)], &terms(scope, vec![more])), "discount_exceeds");
        assert_eq!(code(&[item("1", 100)], &terms(scope, vec![off("2/1")])), "rate_invalid");
    }
    let most = i128::from(i64::MAX);
    assert_eq!(code(&[item("2", most)], &plain), "out_of_range");
    assert_eq!(code(&[item("1", most + 1)], &plain), "out_of_range");
    priced(&[item("1", most)], &plain);
}

/// The common denominator of these lines has more than 128 bits.
#[test]
fn odd_rates_have_no_bound() {
    let line = |den: i64| {
        let off = Charge::Rate(Rate::new(1, den).unwrap());
        item("0.999999", 30_000).discount(off).taxed(tax("22%", TaxKind::Exclusive))
    };
    let dens = [3_605, 1_741, 1_549, 1_049, 4_331, 3_269, 1_993, 4_999];
    let odd = priced(&dens.map(line), &terms(RoundingScope::Global, vec![off("221/1314")]));
    let even = priced(&dens.map(line), &terms(RoundingScope::PerLine, vec![off("221/1314")]));
    assert!((odd.total.minor() - even.total.minor()).abs() <= 8, "{odd:?} {even:?}");
}

fn charge() -> impl Strategy<Value = Charge> {
    prop_oneof![
        (0..1_000_i64, 1_000..5_000_i64).prop_map(|(n, d)| Charge::Rate(Rate::new(n, d).unwrap())),
        (0..40_i128).prop_map(|minor| Charge::Amount(eur(minor))),
    ]
}

fn any_tax() -> impl Strategy<Value = Option<Tax>> {
    let taxes = ["22%", "8.25%", "1/3", "0%"]
        .map(|it| [Some(tax(it, TaxKind::Exclusive)), Some(tax(it, TaxKind::Inclusive))]);
    let mut all: Vec<Option<Tax>> = taxes.into_iter().flatten().collect();
    all.push(None);
    prop::sample::select(all)
}

fn any_item() -> impl Strategy<Value = PricedItem> {
    let discounts = prop::collection::vec(charge(), 0..3);
    (1..5_000_000_i128, 0..30_000_i128, any_tax(), discounts).prop_map(
        |(millionths, cents, tax, discounts)| PricedItem {
            quantity: Quantity::new(millionths, 6).unwrap(),
            tax,
            discounts,
            ..item("1", cents)
        },
    )
}

proptest! {
    /// I31, I28: any cart is refused, or its quote adds up in both scopes, no share is wrong, and
    /// the two scopes differ by less than a cent for each line, discount and tax.
    #[test]
    fn quotes_add_up(
        items in prop::collection::vec(any_item(), 1..8),
        discounts in prop::collection::vec(charge(), 0..3),
        rounding in prop::sample::select(vec![Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up]),
    ) {
        let mut totals = Vec::new();
        for scope in SCOPES {
            let terms = Terms { rounding, ..terms(scope, discounts.clone()) };
            match price(&items, &terms) {
                Ok(quote) => {
                    adds_up(&quote);
                    totals.push(quote.total.minor());
                }
                Err(error) => prop_assert_eq!(error.code(), "discount_exceeds"),
            }
        }
        if let [line, global] = totals[..] {
            let steps = i128::try_from(items.len() * 2 + discounts.len() + 2).unwrap();
            prop_assert!((line - global).abs() <= steps, "{line} {global}");
        }
    }

    /// I28: the order of the lines decides nothing but which of equal lines gets the odd cent.
    #[test]
    fn shares_do_not_depend_on_order(cents in prop::collection::vec(1..100_000_i128, 1..8), off in 0..100_i128) {
        let at = |cents: &[i128]| {
            let items: Vec<PricedItem> = cents.iter().map(|cents| item("1", *cents)).collect();
            let quote = price(&items, &terms(RoundingScope::PerLine, vec![Charge::Amount(eur(off))]));
            quote.map(|quote| {
                let mut pairs: Vec<(i128, i128)> =
                    quote.lines.iter().map(|line| (line.amount.minor(), line.discount.minor())).collect();
                pairs.sort_unstable();
                pairs
            })
        };
        let mut back = cents.clone();
        back.reverse();
        prop_assert_eq!(at(&cents), at(&back));
    }
}
