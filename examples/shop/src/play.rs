//! Plays a year through moja's public API.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use moja::blocking::Session;
use moja::core::time::{ManualClock, Timestamp};
use moja::flows::{Payment as Paid, ReceiveGoods, ReturnSale, Sell, WriteOff, stock_accounts};
use moja::inventory::{
    BarcodeOf, CloseExpectation, Costing as Method, Count, CreateItem, CreateLocation, DefineGroup,
    DispatchTransfer, DocumentId, Expect, ExpectationId, Line, LocationKind, LoseTransfer,
    LotDates, Paper, PostingAccounts, RecallLot, ReceiptLine as Received, ReceiveTransfer,
    ReorderRule, SetPolicy, StockStatus, Tracking, TransferId,
};
use moja::prelude::*;
use moja::{AnyCommand, CommandId, Failure};

use crate::calendar::later;
use crate::catalogue::{Costing, GROUPS, Group, Product, SUPPLIERS, Unit};
use crate::event::{
    Condition, Goods, Happening, LotNo, Payment, ProductNo, Reason, ReceiptLine, SaleLine,
    ShopEvent,
};
use crate::year::ShopYear;

/// The money of the shops.
pub const CURRENCY: Currency = Currency::EUR;
/// Between the shops.
pub const TRANSIT: &str = "transit";
/// Those who buy.
pub const CUSTOMERS: &str = "customers";
/// What is thrown away, missing or found.
pub const LOSS: &str = "loss";
/// A case of any product.
pub const CASE: &str = "case";
/// Cash in the tills.
pub const CASH: &str = "assets:cash";
/// What the card company owes.
pub const CARDS: &str = "assets:cards";

/// The accounts that the stock of a group is posted to; stock and cost have their own.
#[must_use]
pub fn accounts(group: &Group) -> PostingAccounts {
    let common = PostingAccounts::customary();
    PostingAccounts {
        inventory: format!("{}:{}", common.inventory, group.code),
        cost_of_goods_sold: format!("{}:{}", common.cost_of_goods_sold, group.code),
        ..common
    }
}

/// The account for what a group is sold for.
#[must_use]
pub fn sales(group: &Group) -> String {
    format!("income:sales:{}", group.code)
}

/// The account for what a supplier is owed.
fn payable(supplier: usize) -> String {
    format!("liabilities:suppliers:{}", SUPPLIERS[supplier].code)
}

/// The location that stands for a supplier.
fn supplier(at: usize) -> String {
    format!("supplier-{}", SUPPLIERS[at].code)
}

/// The same id whenever the same thing is played.
fn id(what: &str, number: u32) -> CommandId {
    CommandId::derived(format!("shop's year: {what} {number}").as_bytes())
}

fn shipment(sale: u32) -> DocumentId {
    DocumentId::from_uuid(id("sale", sale).as_uuid())
}

fn transfer_id(transfer: u32) -> TransferId {
    TransferId::from_uuid(id("transfer", transfer).as_uuid())
}

fn expectation(order: u32, product: ProductNo) -> ExpectationId {
    ExpectationId::from_uuid(id(&format!("order {order}"), product.0).as_uuid())
}

fn money(minor: i64) -> Money {
    Money::new(minor.into(), CURRENCY)
}

fn moment(at: DateTime<Utc>) -> Result<Timestamp, Failure> {
    Timestamp::try_from(at).map_err(|error| Failure::invalid("time_invalid", error.to_string()))
}

fn midnight(day: NaiveDate) -> Result<Timestamp, Failure> {
    Timestamp::from_date(day).map_err(|error| Failure::invalid("time_invalid", error.to_string()))
}

fn at_member((index, failure): (usize, Failure)) -> Failure {
    failure.with("member", index)
}

/// Opens accounts and adds locations, groups, items and the rules for ordering.
///
/// # Errors
///
/// If the store refuses any of it, or fails.
pub fn set_up(session: &Session, year: &ShopYear) -> Result<(), Failure> {
    let mut commands: Vec<AnyCommand> =
        vec![OpenAccount::asset(CASH, CURRENCY).into(), OpenAccount::asset(CARDS, CURRENCY).into()];
    let mut opened = BTreeMap::new();
    for group in GROUPS {
        for account in stock_accounts(&accounts(group), CURRENCY) {
            opened.entry(account.code.clone()).or_insert(account);
        }
        commands.push(OpenAccount::income(sales(group), CURRENCY).into());
    }
    commands.extend(opened.into_values().map(AnyCommand::from));
    let mut places = vec![
        CreateLocation::new("shops", LocationKind::View),
        CreateLocation::new(TRANSIT, LocationKind::Transit),
        CreateLocation::new(CUSTOMERS, LocationKind::Customer),
        CreateLocation::new(LOSS, LocationKind::Loss),
    ];
    for shop in crate::event::Shop::ALL {
        places.push(CreateLocation::new(shop.code(), LocationKind::Internal).below("shops"));
    }
    for at in 0..SUPPLIERS.len() {
        commands.push(OpenAccount::liability(payable(at), CURRENCY).into());
        places.push(CreateLocation::new(supplier(at), LocationKind::Supplier));
    }
    commands.extend(places.into_iter().map(AnyCommand::from));
    for group in GROUPS {
        let (code, accounts) = (group.code.to_owned(), Some(accounts(group)));
        commands.push(DefineGroup { code, currency: CURRENCY, accounts }.into());
    }
    commands.extend(year.products.iter().map(|product| item(product).into()));
    for level in &year.reorder {
        let Some(product) = year.product(level.product) else { continue };
        let rule = ReorderRule {
            min: level.min.into(),
            max: level.max.into(),
            multiple: Some(product.per_case.into()),
            lead_time_days: product.supplier().lead_days,
            safety_stock: 0.into(),
        };
        let policy = SetPolicy {
            item: product.code.clone(),
            location: level.shop.code().to_owned(),
            allow_negative: false,
            backorder: moja::inventory::Backorder::None,
            removal: None,
            reorder: Some(rule),
        };
        commands.push(policy.into());
    }
    session.all_or_nothing(commands).map_err(at_member)?;
    Ok(())
}

fn item(product: &Product) -> CreateItem {
    let group = product.group();
    let mut item = CreateItem::new(product.code.as_str(), group.code)
        .named(product.name.as_str())
        .costing(match group.costing {
            Costing::Average => Method::Average,
            Costing::Fifo => Method::Fifo,
            Costing::Lot => Method::Lot,
        })
        .tracking(if product.shelf_days.is_some() { Tracking::Lot } else { Tracking::None })
        .pack(CASE, product.per_case)
        .barcode(product.gtin.to_string());
    if group.unit == Unit::Gram {
        item = item.unit("g", 0);
    }
    let barcode = product.case_gtin.to_string();
    item.barcodes.push(BarcodeOf { barcode, unit: Some(CASE.to_owned()) });
    if let Some(potency) = &product.potency {
        item.attributes.insert("potency".to_owned(), potency.clone());
    }
    item
}

/// What was played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Events of the year.
    pub events: usize,
    /// Sales among them.
    pub sales: usize,
    /// Lines of sales.
    pub sale_lines: usize,
}

/// Plays all events in order. Every day is recorded when the shops have closed, in as many
/// commits as it takes; each event keeps its own time. `progress` is told after each day how many
/// events are done.
///
/// # Errors
///
/// If the store refuses an event, which by the generator's books can be done, or fails.
pub fn play(
    session: &Session,
    clock: &ManualClock,
    year: &ShopYear,
    mut progress: impl FnMut(usize),
) -> Result<Played, Failure> {
    let mut played = Played::default();
    let player = Player { year };
    for today in year.events.chunk_by(|one, next| one.at.date_naive() == next.at.date_naive()) {
        if let Some(first) = today.first() {
            let closed = midnight(later(first.at.date_naive(), 1))?.as_micros() - 1;
            clock.set(Timestamp::from_micros(closed));
        }
        // Sales that follow each other wait for the disk together.
        for run in today.chunk_by(|one, next| is_sale(one) && is_sale(next)) {
            if run.first().is_some_and(is_sale) {
                let sells = run.iter().map(|it| player.sell(it)).collect::<Result<Vec<_>, _>>()?;
                played.sales += sells.len();
                played.sale_lines += sells.iter().map(|sell| sell.lines.len()).sum::<usize>();
                for outcome in session.run_each(sells).map_err(Failure::from)? {
                    let _ = outcome.map_err(Failure::from)?;
                }
            } else {
                for happening in run {
                    player.happen(session, happening)?;
                }
            }
        }
        played.events += today.len();
        progress(played.events);
    }
    Ok(played)
}

fn is_sale(happening: &Happening) -> bool {
    matches!(happening.event, ShopEvent::Sold { .. })
}

struct Player<'y> {
    year: &'y ShopYear,
}

impl Player<'_> {
    fn product(&self, no: ProductNo) -> &Product {
        &self.year.products[no.index()]
    }

    fn code(&self, no: ProductNo) -> String {
        self.product(no).code.clone()
    }

    fn lot_code(&self, lot: LotNo) -> String {
        self.year.lots[lot.index()].code.clone()
    }

    fn line(&self, goods: &Goods) -> Line {
        let line = Line::new(self.code(goods.product), goods.quantity);
        match goods.lot {
            Some(lot) => line.lot(self.lot_code(lot)),
            None => line,
        }
    }

    fn lines(&self, goods: &[Goods]) -> Vec<Line> {
        goods.iter().map(|goods| self.line(goods)).collect()
    }

    /// What each group earns of a sale.
    fn payments(&self, till: &str, lines: &[SaleLine]) -> Vec<Paid> {
        let mut by_group: BTreeMap<usize, i64> = BTreeMap::new();
        for line in lines {
            *by_group.entry(self.product(line.product).group).or_default() += line.amount_minor;
        }
        let paid = |(group, minor)| Paid::new(till, sales(&GROUPS[group]), money(minor));
        by_group.into_iter().map(paid).collect()
    }

    fn sell(&self, happening: &Happening) -> Result<Sell, Failure> {
        let ShopEvent::Sold { sale, shop, customer, payment, lines } = &happening.event else {
            return Err(Failure::invalid("not_a_sale", "the event is not a sale"));
        };
        let till = match payment {
            Payment::Cash => CASH,
            Payment::Card => CARDS,
        };
        // No lots: the store has to find those that expire first by itself.
        let goods = lines.iter().map(|line| Line::new(self.code(line.product), line.quantity));
        let mut sell = Sell::new(shop.code(), CUSTOMERS, goods);
        sell.payments = self.payments(till, lines);
        sell.paper = Paper {
            id: Some(shipment(sale.0)),
            effective_at: Some(moment(happening.at)?),
            reference: Some(format!("sale {}", sale.0)),
            party: Some(format!("customer-{}", customer.0)),
            reason: None,
        };
        Ok(sell)
    }

    fn received(&self, line: &ReceiptLine) -> Result<Received, Failure> {
        let goods = Line::new(self.code(line.product), line.cases).unit(CASE);
        let mut received = Received::new(goods, money(line.cost_minor));
        if let Some(lot) = line.lot {
            let facts = &self.year.lots[lot.index()];
            received.lot = Some(facts.code.clone());
            received.dates = LotDates {
                manufactured_at: Some(midnight(facts.made_on)?),
                // The last good day ends here.
                expires_at: Some(midnight(later(facts.expires_on, 1))?),
                ..LotDates::default()
            };
        }
        Ok(received)
    }

    /// Everything but sales.
    fn happen(&self, session: &Session, happening: &Happening) -> Result<(), Failure> {
        let at = moment(happening.at)?;
        let paper = |reference: String| Paper {
            effective_at: Some(at),
            reference: Some(reference),
            ..Paper::default()
        };
        let mut unit: Vec<AnyCommand> = Vec::new();
        match &happening.event {
            ShopEvent::Sold { .. } => unit.push(self.sell(happening)?.into()),
            ShopEvent::Ordered { order, shop, supplier, due_on, lines } => {
                let due_at = midnight(*due_on)?;
                unit.extend(lines.iter().map(|line| {
                    let expect = Expect {
                        id: Some(expectation(order.0, line.product)),
                        item: self.code(line.product),
                        quantity: line.cases.into(),
                        unit: Some(CASE.to_owned()),
                        location: shop.code().to_owned(),
                        due_at,
                        party: Some(SUPPLIERS[*supplier].code.to_owned()),
                        reference: Some(format!("order {}", order.0)),
                    };
                    expect.into()
                }));
            }
            ShopEvent::Received { order, shop, supplier: from, lines } => {
                let owed = PostingAccounts::customary().received_not_invoiced;
                let came = lines.iter().map(|line| self.received(line));
                let came = came.collect::<Result<Vec<_>, _>>()?;
                let total = lines.iter().map(|line| line.cost_minor).sum();
                let mut receive = ReceiveGoods::new(supplier(*from), shop.code(), came)
                    .billed(Paid::new(owed, payable(*from), money(total)));
                receive.paper = Paper {
                    party: Some(SUPPLIERS[*from].code.to_owned()),
                    ..paper(format!("order {}", order.0))
                };
                unit.push(receive.into());
                unit.extend(lines.iter().map(|line| {
                    CloseExpectation { expected: expectation(order.0, line.product) }.into()
                }));
            }
            ShopEvent::Returned { sale, shop, goods, condition, refund_minor } => {
                let mut back = ReturnSale::new(shipment(sale.0), shop.code());
                let group = self.product(goods.product).group();
                back = back.paid(Paid::new(sales(group), CASH, money(*refund_minor)));
                back.lines = vec![self.line(goods)];
                back.status = match condition {
                    Condition::Good => StockStatus::Sellable,
                    Condition::Damaged => StockStatus::Damaged,
                };
                back.paper = paper(format!("return of sale {}", sale.0));
                unit.push(back.into());
            }
            ShopEvent::Dispatched { transfer, from, to, lines } => {
                let dispatch = DispatchTransfer {
                    id: Some(transfer_id(transfer.0)),
                    from: from.code().to_owned(),
                    transit: TRANSIT.to_owned(),
                    to: to.code().to_owned(),
                    lines: self.lines(lines),
                    due_at: None,
                    paper: paper(format!("transfer {}", transfer.0)),
                };
                unit.push(dispatch.into());
            }
            ShopEvent::Arrived { transfer, lines, lost, .. } => {
                let transfer_id = transfer_id(transfer.0);
                let reference = format!("transfer {}", transfer.0);
                // No line would mean all of them.
                if !lost.is_empty() {
                    let reason = Some("missing on arrival".to_owned());
                    let paper = Paper { reason, ..paper(reference.clone()) };
                    let (loss, lines) = (LOSS.to_owned(), self.lines(lost));
                    unit.push(LoseTransfer { transfer: transfer_id, loss, lines, paper }.into());
                }
                if !lines.is_empty() {
                    let lines = self.lines(lines);
                    let paper = paper(reference);
                    unit.push(ReceiveTransfer { transfer: transfer_id, lines, paper }.into());
                }
            }
            ShopEvent::Counted { shop, lines } => {
                let found = lines.iter().map(|line| {
                    let (product, lot, quantity) = (line.product, line.lot, line.counted);
                    self.line(&Goods { product, lot, quantity })
                });
                let count = Count {
                    location: shop.code().to_owned(),
                    loss: LOSS.to_owned(),
                    lines: found.collect(),
                    paper: paper("stocktaking".to_owned()),
                };
                unit.push(count.into());
            }
            ShopEvent::WrittenOff { shop, reason, lines } => {
                let (reason, status) = match reason {
                    Reason::Expired => ("expired", StockStatus::Sellable),
                    Reason::Damaged => ("damaged", StockStatus::Damaged),
                    Reason::Recalled => ("recalled", StockStatus::Sellable),
                };
                let lines = lines.iter().map(|goods| self.line(goods).status(status));
                let mut write_off = WriteOff::new(shop.code(), LOSS, lines, reason);
                write_off.paper.effective_at = Some(at);
                unit.push(write_off.into());
            }
            ShopEvent::Recalled { lot } => {
                let item = self.code(self.year.lots[lot.index()].product);
                let reason = "impurity found by the maker".to_owned();
                unit.push(RecallLot { item, lot: self.lot_code(*lot), reason }.into());
            }
        }
        session.all_or_nothing(unit).map_err(|failure| {
            let (_, failure) = failure;
            let message = format!("{}: {}", happening.at, failure.message);
            Failure { message, ..failure }
        })?;
        Ok(())
    }
}
