//! Random walks of orders beside a model (I33): each step is accepted exactly when the model says
//! so, and after each, what is refunded, captured and had adds up (I32) and `verify` is clean,
//! which has levels (I3), conservation (I11), the value of stock (I22) and the tie of orders to
//! goods and money in it.
#![cfg(feature = "commerce")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod commerce_support;
mod flows_support;

use commerce_support::*;
use flows_support::*;
use moja::commerce::*;
use moja::core::engine::AnyCommand;
use moja::flows::*;
use proptest::prelude::*;

const ITEMS: [&str; 2] = ["tea", "cup"];

#[derive(Clone, Debug)]
enum Step {
    Place { lines: Vec<(usize, i64, bool)>, percent: i64, global: bool, at_once: bool },
    Allocate(Vec<(u32, i64)>),
    Ship(Vec<(u32, i64)>),
    Fulfil(Vec<(u32, i64)>),
    Invoice,
    Return(Vec<(u32, i64)>),
    ReturnAndRefund(Vec<(u32, i64)>),
    RefundGoods,
    RefundAmount(i64),
    Cancel { flow: bool },
    Close,
    Receive { item: usize, quantity: i64, cents: i64 },
}

fn some() -> impl Strategy<Value = Vec<(u32, i64)>> {
    prop_oneof![
        3 => Just(Vec::new()),
        2 => prop::collection::vec((0..2_u32, 1..4_i64), 1..3),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let lines = prop::collection::vec((0..ITEMS.len(), 1..7_i64, any::<bool>()), 1..4);
    prop_oneof![
        3 => (lines, 0..40_i64, any::<bool>(), any::<bool>()).prop_map(
            |(lines, percent, global, at_once)| Step::Place { lines, percent, global, at_once }
        ),
        4 => some().prop_map(Step::Allocate),
        4 => some().prop_map(Step::Ship),
        3 => some().prop_map(Step::Fulfil),
        3 => Just(Step::Invoice),
        2 => some().prop_map(Step::Return),
        3 => some().prop_map(Step::ReturnAndRefund),
        2 => Just(Step::RefundGoods),
        2 => (1..2_000_i64).prop_map(Step::RefundAmount),
        1 => any::<bool>().prop_map(|flow| Step::Cancel { flow }),
        1 => Just(Step::Close),
        2 => (0..ITEMS.len(), 1..15_i64, 0..9_000_i64)
            .prop_map(|(item, quantity, cents)| Step::Receive { item, quantity, cents }),
    ]
}

/// A line: what was ordered, set aside, shipped, invoiced, returned and credited of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Line {
    ordered: i64,
    allocated: i64,
    shipped: i64,
    invoiced: i64,
    returned: i64,
    credited: i64,
}

/// An order as it should be.
#[derive(Clone, Debug)]
struct Model {
    id: OrderId,
    lines: Vec<Line>,
    ended: Option<OrderStatus>,
    /// Captured and not refunded, as the store says: amounts are tested by what they add up to.
    left: i64,
}

type Judged = Result<(), &'static str>;

impl Model {
    fn status(&self) -> OrderStatus {
        let all = |done: fn(&Line) -> i64| self.lines.iter().all(|line| done(line) == line.ordered);
        let some = self.lines.iter().any(|line| line.shipped > 0);
        match self.ended {
            Some(status) => status,
            None if all(|line| line.shipped) => OrderStatus::Shipped,
            None if some => OrderStatus::PartlyShipped,
            None if all(|line| line.allocated) => OrderStatus::Allocated,
            None => OrderStatus::Placed,
        }
    }

    fn check_open(&self) -> Judged {
        let open = [OrderStatus::Placed, OrderStatus::Allocated, OrderStatus::PartlyShipped];
        if open.contains(&self.status()) { Ok(()) } else { Err("order_status_wrong") }
    }

    /// Adds what is wanted to a quantity of each line, up to another.
    fn advance(
        &mut self,
        list: &[(u32, i64)],
        exceeds: &'static str,
        bound: fn(&Line) -> i64,
        quantity: fn(&mut Line) -> &mut i64,
    ) -> Judged {
        if list.is_empty() {
            let left: i64 = self.lines.iter_mut().map(|line| bound(line) - *quantity(line)).sum();
            for line in &mut self.lines {
                *quantity(line) = bound(line);
            }
            return if left > 0 { Ok(()) } else { Err("nothing_left") };
        }
        for (at, more) in list {
            let line = self.lines.get_mut(usize::try_from(*at).unwrap()).ok_or("line_not_found")?;
            *quantity(line) += more;
            if *quantity(line) > bound(line) {
                return Err(exceeds);
            }
        }
        Ok(())
    }

    fn allocate(&mut self, list: &[(u32, i64)]) -> Judged {
        self.check_open()?;
        self.advance(list, "allocation_exceeds_order", |it| it.ordered, |it| &mut it.allocated)
    }

    fn ship(&mut self, list: &[(u32, i64)]) -> Judged {
        self.check_open()?;
        self.advance(list, "shipment_exceeds_allocation", |it| it.allocated, |it| &mut it.shipped)
    }

    fn invoice(&mut self) -> Judged {
        self.advance(&[], "", |it| it.shipped, |it| &mut it.invoiced)
    }

    fn take_back(&mut self, list: &[(u32, i64)]) -> Judged {
        self.advance(list, "return_exceeds_shipment", |it| it.shipped, |it| &mut it.returned)
    }

    fn refund(&mut self) -> Judged {
        let bound = |it: &Line| it.returned.min(it.invoiced);
        self.advance(&[], "", bound, |it| &mut it.credited)
    }

    fn cancel(&mut self) -> Judged {
        self.check_open()?;
        if self.lines.iter().any(|line| line.invoiced < line.shipped) {
            return Err("not_invoiced");
        }
        let some = self.lines.iter().any(|line| line.shipped > 0);
        self.ended = Some(if some { OrderStatus::Closed } else { OrderStatus::Cancelled });
        self.lines.iter_mut().for_each(|line| line.allocated = line.shipped);
        Ok(())
    }

    fn close(&mut self) -> Judged {
        if self.status() != OrderStatus::Shipped {
            return Err("order_status_wrong");
        }
        if self.lines.iter().any(|line| line.invoiced < line.shipped) {
            return Err("not_invoiced");
        }
        self.ended = Some(OrderStatus::Closed);
        Ok(())
    }

    /// What a step does to the order, and whether it is accepted.
    fn judge(&mut self, step: &Step) -> Judged {
        match step {
            Step::Allocate(list) => self.allocate(list),
            Step::Ship(list) => self.ship(list),
            Step::Fulfil(list) => self.ship(list).and_then(|()| self.invoice()),
            Step::Invoice => self.invoice(),
            Step::Return(list) => self.take_back(list),
            Step::ReturnAndRefund(list) => self.take_back(list).and_then(|()| self.refund()),
            Step::RefundGoods => self.refund(),
            Step::RefundAmount(amount) if *amount > self.left => Err("refund_exceeds_capture"),
            Step::Cancel { .. } => self.cancel(),
            Step::Close => self.close(),
            Step::RefundAmount(_) | Step::Place { .. } | Step::Receive { .. } => Ok(()),
        }
    }
}

fn command(step: &Step, order: OrderId) -> AnyCommand {
    let invoice = Invoice { order, number: number("invoices"), effective_at: None };
    let refund = |amount| Refund { order, amount, number: number("notes"), effective_at: None };
    match step {
        Step::Place { lines, percent, global, at_once } => {
            let lines = lines.iter().map(|(item, quantity, bob)| {
                let line = CartLine::new(ITEMS[*item], *quantity);
                if *bob { line.seller("bob") } else { line }
            });
            let cart = Cart {
                discounts: vec![Charge::Rate(Rate::new(*percent, 100).unwrap())],
                scope: if *global { RoundingScope::Global } else { RoundingScope::PerLine },
                ..Cart::new(EUR, lines)
            };
            let flow = PlaceOrder { id: Some(order), basis: Basis::Cart(cart), ..split_order(&[]) };
            if *at_once {
                return flow.into();
            }
            Place {
                id: flow.id,
                basis: flow.basis,
                party: None,
                reference: None,
                number: flow.number,
                fees: flow.fees,
                goods: Some(flow.goods),
                books: Some(flow.books),
            }
            .into()
        }
        Step::Allocate(list) => Allocate { order, parts: parts(list) }.into(),
        Step::Ship(list) => Ship { order, parts: parts(list), effective_at: None }.into(),
        Step::Fulfil(list) => {
            let flow = FulfilOrder { parts: parts(list), ..FulfilOrder::new(order) };
            FulfilOrder { number: number("invoices"), ..flow }.into()
        }
        Step::Invoice => invoice.into(),
        Step::Return(list) => {
            Return { order, parts: parts(list), to: Some("shop-2".into()), effective_at: None }
                .into()
        }
        Step::ReturnAndRefund(list) => {
            let flow = ReturnOrder { parts: parts(list), ..ReturnOrder::new(order) };
            ReturnOrder { number: number("notes"), ..flow }.into()
        }
        Step::RefundGoods => refund(None).into(),
        Step::RefundAmount(amount) => refund(Some(eur(*amount))).into(),
        Step::Cancel { flow: true } => CancelOrder { order }.into(),
        Step::Cancel { flow: false } => Cancel { order }.into(),
        Step::Close => Close { order }.into(),
        Step::Receive { item, quantity, cents } => receive(ITEMS[*item], *quantity, *cents).into(),
    }
}

fn seen(view: &OrderView) -> Vec<Line> {
    let whole = |quantity: &moja::core::quantity::Quantity| quantity.to_units(1, 1).unwrap();
    let line = |line: &OrderLineView| Line {
        ordered: whole(&line.ordered),
        allocated: whole(&line.allocated),
        shipped: whole(&line.shipped),
        invoiced: whole(&line.invoiced),
        returned: whole(&line.returned),
        credited: whole(&line.credited),
    };
    view.lines.iter().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// I33, I32, I3, I11, I22, I35.
    #[test]
    fn walks_keep_every_bound(steps in prop::collection::vec((step(), any::<prop::sample::Index>()), 30..80)) {
        let shops = shops();
        shops.till.all_or_nothing(commerce()).unwrap();
        shops.ok(receive("tea", 25, 9_801));
        shops.ok(receive("cup", 25, 6_000));
        let mut orders: Vec<Model> = Vec::new();
        let mut accepted = 0;
        for (n, (step, which)) in (0_u8..).zip(&steps) {
            shops.pass(60);
            let placing = matches!(step, Step::Place { .. });
            if orders.is_empty() && !placing {
                continue;
            }
            let at = if placing { orders.len() } else { which.index(orders.len()) };
            let mut after = if let Step::Place { lines, at_once, .. } = step {
                let line = |(_, ordered, _): &(usize, i64, bool)| {
                    let allocated = if *at_once { *ordered } else { 0 };
                    Line { ordered: *ordered, allocated, ..Line::default() }
                };
                let id = OrderId::from_bytes([n + 1; 16]);
                Model { id, lines: lines.iter().map(line).collect(), ended: None, left: 0 }
            } else {
                orders[at].clone()
            };
            let judged = after.judge(step);
            let before = shops.till.head().unwrap();
            match (shops.till.all_or_nothing([command(step, after.id)]), judged) {
                (Ok(_), Ok(())) => {
                    accepted += 1;
                    let view = shops.order(after.id);
                    prop_assert_eq!(seen(&view), after.lines.clone(), "{:?}", step);
                    prop_assert_eq!(view.summary.status, after.status(), "{:?}", step);
                    let left = view.summary.captured.minor() - view.summary.refunded.minor();
                    after.left = i64::try_from(left).unwrap();
                    if placing { orders.push(after) } else { orders[at] = after }
                }
                (Err((_, failure)), Ok(())) => {
                    // The goods may be missing, never the money.
                    let why = failure.fields.get("code").cloned();
                    prop_assert_eq!(why, Some("insufficient_stock".into()), "{:?}: {}", step, failure);
                    prop_assert_eq!(shops.till.head().unwrap(), before);
                }
                (Err((_, failure)), Err(code)) => {
                    prop_assert_eq!(failure.code, code, "{:?}", step);
                    prop_assert_eq!(shops.till.head().unwrap(), before);
                }
                (Ok(_), Err(code)) => prop_assert!(false, "{step:?} is {code}"),
            }
            for order in &orders {
                shops.settled(order.id);
            }
            shops.verified();
        }
        // Everything that can be ended is, and what comes back leaves nothing with anybody.
        for order in &mut orders {
            if order.lines.iter().any(|line| line.invoiced < line.shipped) {
                shops.ok(Invoice { order: order.id, number: None, effective_at: None });
            }
            if order.check_open().is_ok() {
                shops.ok(CancelOrder { order: order.id });
            }
            if order.lines.iter().any(|line| line.returned < line.shipped) {
                shops.ok(Return { order: order.id, parts: vec![], to: None, effective_at: None });
            }
            let left = shops.order(order.id).summary;
            let left = left.captured.checked_sub(left.refunded).unwrap();
            if left.is_positive() {
                let id = order.id;
                shops.ok(Refund { order: id, amount: Some(left), number: None, effective_at: None });
            }
            let settled = shops.settled(order.id);
            prop_assert_eq!(settled.captured, settled.refunded);
            prop_assert!(settled.payouts.is_empty());
        }
        let balances = balances(&shops.till);
        for account in order_accounts(&books_of("cash"), EUR) {
            prop_assert_eq!(balances.get(&account.code), None, "{}", account.code);
        }
        prop_assert_eq!(balances.get("seller:bob"), None);
        prop_assert_eq!(balances["cash"], 10_000);
        shops.verified();
        prop_assert!(accepted > 0 || orders.is_empty());
    }
}
