//! Plays the year day by day.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use crate::calendar::{Calendar, later, time};
use crate::catalogue::{self, GRAM_STEP, Product, SUPPLIERS, Unit};
use crate::customers::Customer;
use crate::event::{
    Condition, CountLine, CustomerNo, Goods, Happening, Lot, LotNo, OrderLine, OrderNo, Payment,
    ProductNo, Reason, ReceiptLine, SaleLine, SaleNo, Shop, ShopEvent, TransferNo,
};
use crate::random::Random;
use crate::shelf::{Shelf, Stock};

/// What year to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Another one, another year.
    pub seed: u64,
    /// The calendar year.
    pub year: i32,
    /// Customers who come at least once; each comes about twice.
    pub customers: u32,
    /// Products on the shelves, 100 to 5,000.
    pub products: u16,
}

impl Default for Plan {
    /// The year of the demo.
    fn default() -> Self {
        Self { seed: 1, year: 2025, customers: 14_000, products: 320 }
    }
}

/// Why a plan cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The shelves would be empty, or have no place.
    #[error("`{products}` products are too few or too many")]
    Products {
        /// The number given.
        products: u16,
    },
    /// A label has two digits for the year.
    #[error("the year `{year}` is not from 2000 to 2040")]
    Year {
        /// The year given.
        year: i32,
    },
    /// A number is none of GS1's.
    #[error(transparent)]
    Number(#[from] moja_inventory::gs1::Error),
}

/// When a shop should order, and how much, in the product's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReorderLevel {
    /// The shop.
    pub shop: Shop,
    /// The product.
    pub product: ProductNo,
    /// Order when stock and what is ordered fall to this.
    pub min: i64,
    /// Order up to this.
    pub max: i64,
}

/// A year that was played.
#[derive(Clone, Debug, PartialEq)]
pub struct ShopYear {
    /// What it was made of.
    pub plan: Plan,
    /// What the shops sell.
    pub products: Vec<Product>,
    /// All lots that ever came.
    pub lots: Vec<Lot>,
    /// What happened, in order of time.
    pub events: Vec<Happening>,
    /// What is left in the end, and where.
    pub stock: Stock,
    /// The levels at which the shops order in the end.
    pub reorder: Vec<ReorderLevel>,
}

impl ShopYear {
    /// Plays a year.
    ///
    /// # Errors
    ///
    /// If the plan is out of bounds.
    pub fn generate(plan: &Plan) -> Result<Self, PlanError> {
        if !(100..=5_000).contains(&plan.products) {
            return Err(PlanError::Products { products: plan.products });
        }
        let out_of_bounds = PlanError::Year { year: plan.year };
        if !(2000..=2040).contains(&plan.year) {
            return Err(out_of_bounds);
        }
        let calendar = Calendar::of(plan.year).ok_or(out_of_bounds)?;
        let root = Random::new(plan.seed);
        let products = catalogue::draw(plan.products.into(), &mut root.branch(1))?;
        let visits = visits(plan.customers, &calendar, &root);
        let mut play = Play::new(&products, calendar, &root, plan.customers);
        play.year(&visits);
        let Play { lots, events, stock, .. } = play;
        let reorder = std::mem::take(&mut play.levels);
        Ok(Self { plan: *plan, products, lots, events, stock, reorder })
    }

    /// The product of a number.
    #[must_use]
    pub fn product(&self, product: ProductNo) -> Option<&Product> {
        self.products.get(product.index())
    }

    /// The lot of a number.
    #[must_use]
    pub fn lot(&self, lot: LotNo) -> Option<&Lot> {
        self.lots.get(lot.index())
    }
}

/// A customer comes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Visit {
    at: DateTime<Utc>,
    customer: CustomerNo,
    shop: Shop,
    spend_minor: i64,
}

/// All visits of all customers, in order of time.
fn visits(customers: u32, calendar: &Calendar, root: &Random) -> Vec<Visit> {
    let mut visits = Vec::new();
    for number in 0..customers {
        let mut random = root.branch(1_000 + u64::from(number));
        let customer = Customer::draw(&mut random);
        // More of them are there from the start than come later.
        let even = random.unit();
        let first = even * even.sqrt() * calendar.weeks();
        let repeats = customer.repeats(calendar.weeks() - first, &mut random);
        let home = if random.chance(0.65) { Shop::Center } else { Shop::Market };
        for after in std::iter::once(0.0).chain(repeats) {
            let spend = customer.spend(&mut random);
            let away = random.chance(0.1);
            let shop = if away { other(home) } else { home };
            if let Some(at) = calendar.moment(first + after) {
                // Nobody carries more than that out of the shop.
                let spend_minor = (spend * 100.0).clamp(1.0, 40_000.0) as i64;
                visits.push(Visit { at, customer: CustomerNo(number), shop, spend_minor });
            }
        }
    }
    visits.sort_by_key(|visit| (visit.at, visit.customer));
    visits
}

fn other(shop: Shop) -> Shop {
    match shop {
        Shop::Center => Shop::Market,
        Shop::Market => Shop::Center,
    }
}

fn good(shop: Shop) -> Shelf {
    Shelf::Shop(shop, Condition::Good)
}

/// Goods on the way from a supplier.
struct Order {
    number: OrderNo,
    shop: Shop,
    supplier: usize,
    due_on: NaiveDate,
    lines: Vec<OrderLine>,
}

/// Goods that a customer will bring back.
struct Comeback {
    at: DateTime<Utc>,
    sale: SaleNo,
    shop: Shop,
    goods: Goods,
    refund_minor: i64,
    /// Of the goods alone; a lot that has expired or is called back is never good.
    condition: Condition,
}

struct Play<'p> {
    products: &'p [Product],
    calendar: Calendar,
    random: Random,
    running: Vec<f64>,
    lots: Vec<Lot>,
    /// The newest lot of each product.
    last_lot: Vec<Option<LotNo>>,
    recalled: BTreeSet<LotNo>,
    stock: Stock,
    orders: Vec<Order>,
    comebacks: Vec<Comeback>,
    on_the_way: Option<(TransferNo, Vec<Goods>)>,
    /// By shop and product: what is sold in a week, and what was sold in this one.
    demand: [Vec<f64>; 2],
    sold: [Vec<i64>; 2],
    levels: Vec<ReorderLevel>,
    order_count: usize,
    sale_count: usize,
    transfer_count: usize,
    events: Vec<Happening>,
}

/// Seconds after midnight.
const fn clock(hour: u32, minute: u32) -> u32 {
    hour * 3_600 + minute * 60
}

impl<'p> Play<'p> {
    fn new(products: &'p [Product], calendar: Calendar, root: &Random, customers: u32) -> Self {
        let mut sum = 0.0;
        let running: Vec<f64> = products
            .iter()
            .map(|product| {
                sum += product.weight;
                sum
            })
            .collect();
        // A first guess, which the weeks correct: two visits a customer, three lines a visit.
        let lines = f64::from(customers) * 6.0 / calendar.weeks();
        let guess = |share: f64| {
            let demand = products
                .iter()
                .map(|product| lines * share * product.weight / sum * 1.2 * product.step() as f64);
            demand.collect::<Vec<f64>>()
        };
        Self {
            demand: [guess(0.62), guess(0.38)],
            sold: [vec![0; products.len()], vec![0; products.len()]],
            last_lot: vec![None; products.len()],
            random: root.branch(2),
            running,
            products,
            calendar,
            lots: Vec::new(),
            recalled: BTreeSet::new(),
            stock: Stock::default(),
            orders: Vec::new(),
            comebacks: Vec::new(),
            on_the_way: None,
            levels: Vec::new(),
            order_count: 0,
            sale_count: 0,
            transfer_count: 0,
            events: Vec::new(),
        }
    }

    fn year(&mut self, mut visits: &[Visit]) {
        let days = self.calendar.days().to_vec();
        let Some(first) = days.first().copied() else { return };
        let count_on = days.iter().rev().find(|day| day.month() == 6 && is(day, Weekday::Sun));
        let recall_on = days.iter().filter(|day| day.month() == 10 && is(day, Weekday::Tue)).nth(1);
        self.open(first);
        for day in days.iter().copied() {
            let until = visits.partition_point(|visit| visit.at.date_naive() <= day);
            let (today, rest) = visits.split_at(until);
            visits = rest;
            if self.calendar.is_open(day) {
                self.morning(day, recall_on.is_some_and(|recall| later(*recall, 1) == day));
                let recall = (recall_on == Some(&day)).then(|| time(day, clock(12, 30))).flatten();
                self.opening_hours(day, today, recall);
            }
            if count_on == Some(&day) {
                Shop::ALL.into_iter().for_each(|shop| self.count(day, shop));
            }
        }
        self.levels = Shop::ALL
            .into_iter()
            .flat_map(|shop| (0..self.products.len()).map(move |at| (shop, at)))
            .map(|(shop, at)| {
                let (min, max) = self.level(shop, at);
                ReorderLevel { shop, product: ProductNo::at(at), min, max }
            })
            .collect();
    }

    fn tell(&mut self, at: Option<DateTime<Utc>>, event: ShopEvent) {
        if let Some(at) = at {
            self.events.push(Happening { at, event });
        }
    }

    /// The first orders come on the first day on which the shops are open.
    fn open(&mut self, first: NaiveDate) {
        let Some(day) = self.calendar.open_from(first) else { return };
        for supplier in 0..SUPPLIERS.len() {
            for shop in Shop::ALL {
                // Even what later comes from the other shop: the shelves are empty.
                let lines = self.needed(shop, supplier, true);
                self.order(first, clock(8, 0), shop, supplier, day, lines);
            }
        }
    }

    /// What is done before the first customer comes.
    fn morning(&mut self, day: NaiveDate, is_after_recall: bool) {
        if is(&day, Weekday::Mon) {
            self.learn();
            Shop::ALL.into_iter().for_each(|shop| self.write_off_expired(day, shop));
            if day.day() <= 7 {
                Shop::ALL.into_iter().for_each(|shop| self.write_off_damaged(day, shop));
            }
        }
        if is_after_recall {
            Shop::ALL.into_iter().for_each(|shop| self.write_off_recalled(day, shop));
        }
        let (due, open) = std::mem::take(&mut self.orders)
            .into_iter()
            .partition::<Vec<_>, _>(|order| order.due_on <= day);
        self.orders = open;
        due.into_iter().for_each(|order| self.receive(day, order));
        if let Some((transfer, lines)) = self.on_the_way.take() {
            self.arrive(day, transfer, lines);
        }
        for (supplier, terms) in SUPPLIERS.iter().enumerate() {
            if terms.order_days.contains(&day.weekday().num_days_from_monday()) {
                self.reorder(day, supplier);
            }
        }
        if is(&day, Weekday::Wed) {
            self.dispatch(day);
        }
    }

    /// Customers, those who bring goods back among them.
    fn opening_hours(
        &mut self,
        day: NaiveDate,
        visits: &[Visit],
        mut recall: Option<DateTime<Utc>>,
    ) {
        let mut visits = visits.iter().peekable();
        loop {
            let visit = visits.peek().map(|visit| visit.at);
            let back = self
                .comebacks
                .iter()
                .enumerate()
                .filter(|(_, back)| back.at.date_naive() <= day)
                .min_by_key(|(_, back)| (back.at, back.sale))
                .map(|(index, back)| (back.at, index));
            let next = [visit, back.map(|(at, _)| at), recall].into_iter().flatten().min();
            let Some(next) = next else { return };
            if recall == Some(next) {
                recall = None;
                self.recall(next);
            } else if let Some((_, index)) = back.filter(|(at, _)| *at == next) {
                let back = self.comebacks.remove(index);
                self.give_back(&back);
            } else if let Some(visit) = visits.next() {
                self.sell(visit);
            }
        }
    }

    /// Takes the week's sales into account.
    fn learn(&mut self) {
        for (demand, sold) in self.demand.iter_mut().zip(&mut self.sold) {
            for (demand, sold) in demand.iter_mut().zip(sold) {
                *demand = 0.75 * *demand + 0.25 * std::mem::take(sold) as f64;
            }
        }
    }

    /// When to order, and up to what.
    fn level(&self, shop: Shop, at: usize) -> (i64, i64) {
        let product = &self.products[at];
        let supplier = product.supplier();
        // The first shop orders for the other one too where the supplier serves it alone.
        let demand = match (shop, supplier.both_shops) {
            (Shop::Center, false) => self.demand[0][at] + self.demand[1][at],
            (Shop::Center, true) => self.demand[0][at],
            (Shop::Market, _) => self.demand[1][at],
        };
        let lead = f64::from(supplier.lead_days) / 7.0;
        let (mut min, mut max) = (demand * (lead + 1.3), demand * (lead + 4.0));
        if let Some(days) = product.shelf_days {
            let sold_in_time = demand * f64::from(days) / 7.0 * 0.6;
            (min, max) = (min.min(sold_in_time), max.min(sold_in_time * 1.3));
        }
        let step = product.step();
        let whole = |quantity: f64| (quantity as i64) / step * step + step;
        (whole(min), whole(max).max(whole(min) + step))
    }

    fn can_be_sold(&self, lot: Option<LotNo>, on: NaiveDate) -> bool {
        lot.is_none_or(|lot| {
            self.lots[lot.index()].expires_on >= on && !self.recalled.contains(&lot)
        })
    }

    /// What of a product may be sold on a day.
    fn available(&self, shop: Shop, product: ProductNo, on: NaiveDate) -> i64 {
        self.stock
            .lots(good(shop), product)
            .filter(|goods| self.can_be_sold(goods.lot, on))
            .map(|goods| goods.quantity)
            .sum()
    }

    /// Takes the quantity of the lots that expire first, if there is enough.
    fn pick(&mut self, shop: Shop, product: ProductNo, quantity: i64, on: NaiveDate) -> Vec<Goods> {
        let mut rest = quantity;
        let mut picks = Vec::new();
        for goods in self.stock.lots(good(shop), product) {
            if rest > 0 && self.can_be_sold(goods.lot, on) {
                let quantity = goods.quantity.min(rest);
                rest -= quantity;
                picks.push(Goods { quantity, ..goods });
            }
        }
        if rest > 0 {
            return Vec::new();
        }
        picks.iter().for_each(|goods| self.stock.take(good(shop), *goods));
        picks
    }

    fn needed(&self, shop: Shop, supplier: usize, is_first: bool) -> Vec<OrderLine> {
        let mut lines = Vec::new();
        for (at, product) in self.products.iter().enumerate() {
            if product.supplier != supplier {
                continue;
            }
            let no = ProductNo::at(at);
            let (min, max) = self.level(shop, at);
            let here: i64 = self.stock.lots(good(shop), no).map(|goods| goods.quantity).sum();
            let ordered: i64 = self
                .orders
                .iter()
                .filter(|order| order.shop == shop)
                .flat_map(|order| &order.lines)
                .filter(|line| line.product == no)
                .map(|line| line.cases * product.per_case)
                .sum();
            let position = here + ordered;
            if position <= min || is_first {
                let cases = (max - position + product.per_case - 1) / product.per_case;
                lines.push(OrderLine { product: no, cases: cases.max(1) });
            }
        }
        lines
    }

    fn reorder(&mut self, day: NaiveDate, supplier: usize) {
        let served: &[Shop] =
            if SUPPLIERS[supplier].both_shops { &Shop::ALL } else { &[Shop::Center] };
        for shop in served {
            let lines = self.needed(*shop, supplier, false);
            let due_on = later(day, SUPPLIERS[supplier].lead_days);
            // What is due on a closed day, or in the next year, comes on the next open one.
            let due_on = self.calendar.open_from(due_on).unwrap_or(due_on);
            self.order(day, clock(8, 15), *shop, supplier, due_on, lines);
        }
    }

    fn order(
        &mut self,
        day: NaiveDate,
        seconds: u32,
        shop: Shop,
        supplier: usize,
        due_on: NaiveDate,
        lines: Vec<OrderLine>,
    ) {
        if lines.is_empty() {
            return;
        }
        let number = OrderNo::at(self.order_count);
        self.order_count += 1;
        let event =
            ShopEvent::Ordered { order: number, shop, supplier, due_on, lines: lines.clone() };
        self.tell(time(day, seconds), event);
        self.orders.push(Order { number, shop, supplier, due_on, lines });
    }

    /// The lot that the supplier delivers now: a new one if the last is some time old.
    fn lot(&mut self, day: NaiveDate, no: ProductNo) -> Option<LotNo> {
        let shelf = self.products[no.index()].shelf_days?;
        let before = |days: i64| {
            day.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(NaiveDate::MIN)
        };
        let window = i64::from(shelf / 20).max(2);
        let last = self.last_lot[no.index()];
        let last_made = last.map_or(NaiveDate::MIN, |lot| self.lots[lot.index()].made_on);
        if last.is_some_and(|lot| !self.recalled.contains(&lot)) && last_made >= before(window) {
            return last;
        }
        // It lay at the supplier's for a while, but was made after the one before, so that lots
        // expire in the order of their numbers.
        let age = self.random.integer(1, window);
        let made_on = last.map_or(before(age), |_| before(age).max(later(last_made, 1)));
        let number = LotNo::at(self.lots.len());
        let code = format!("L{}-{:04}", made_on.format("%y%m"), number.0);
        self.lots.push(Lot { product: no, code, made_on, expires_on: later(made_on, shelf) });
        self.last_lot[no.index()] = Some(number);
        Some(number)
    }

    fn receive(&mut self, day: NaiveDate, order: Order) {
        let mut lines = Vec::with_capacity(order.lines.len());
        for line in &order.lines {
            let product = &self.products[line.product.index()];
            let rise = if day.month() >= 7 { SUPPLIERS[order.supplier].rise_percent } else { 0 };
            // Many cases are cheaper.
            let rebate = if line.cases >= 10 { 2 } else { 0 };
            let cost_minor = product.case_cost_minor * line.cases * (100 + rise - rebate) / 100;
            let quantity = line.cases * product.per_case;
            let lot = self.lot(day, line.product);
            self.stock.add(good(order.shop), Goods { product: line.product, lot, quantity });
            let (product, cases) = (line.product, line.cases);
            lines.push(ReceiptLine { product, lot, cases, quantity, cost_minor });
        }
        let Order { number, shop, supplier, .. } = order;
        let event = ShopEvent::Received { order: number, shop, supplier, lines };
        self.tell(time(day, clock(8, 0)), event);
    }

    fn sell(&mut self, visit: &Visit) {
        let on = visit.at.date_naive();
        let mut lines: Vec<SaleLine> = Vec::new();
        let mut rest = visit.spend_minor;
        let mut tries = 0_u32;
        // The best that was seen of what is not quite right: it may end the basket.
        let mut nearest: Option<(i64, ProductNo, i64)> = None;
        while rest > 0 && tries < 40 && lines.len() < 30 {
            tries += 1;
            let no = ProductNo::at(self.random.weighted(&self.running));
            let product = &self.products[no.index()];
            let wants = self.random.chance(product.group().season.appeal(on.month0()));
            let quantity = match product.group().unit {
                Unit::Piece if self.random.chance(0.15) => 2,
                Unit::Piece => 1,
                Unit::Gram => GRAM_STEP * self.random.integer(1, 5),
            };
            let is_new = lines.iter().all(|line| line.product != no);
            if !wants || !is_new || self.available(visit.shop, no, on) < quantity {
                continue;
            }
            let amount = product.price_of(quantity);
            if amount <= rest {
                self.put(&mut lines, visit.shop, no, quantity, on);
                rest -= amount;
                (tries, nearest) = (tries.saturating_sub(10), None);
            } else if nearest.is_none_or(|(best, _, _)| amount < best) {
                nearest = Some((amount, no, quantity));
            }
        }
        // The last thing goes into the basket if that comes nearer to what they wanted to spend;
        // nobody leaves with nothing.
        if let Some((amount, no, quantity)) = nearest
            && (lines.is_empty() || amount - rest < rest)
        {
            self.put(&mut lines, visit.shop, no, quantity, on);
        }
        if lines.is_empty() {
            return;
        }
        let sale = SaleNo::at(self.sale_count);
        self.sale_count += 1;
        self.may_come_back(visit, sale, &lines);
        let payment = if self.random.chance(0.4) { Payment::Cash } else { Payment::Card };
        let (shop, customer) = (visit.shop, visit.customer);
        self.tell(Some(visit.at), ShopEvent::Sold { sale, shop, customer, payment, lines });
    }

    fn put(
        &mut self,
        lines: &mut Vec<SaleLine>,
        shop: Shop,
        product: ProductNo,
        quantity: i64,
        on: NaiveDate,
    ) {
        let picks = self.pick(shop, product, quantity, on);
        if picks.is_empty() {
            return;
        }
        let amount_minor = self.products[product.index()].price_of(quantity);
        let sold = &mut self.sold[usize::from(shop == Shop::Market)];
        sold[product.index()] += quantity;
        lines.push(SaleLine { product, quantity, amount_minor, picks });
    }

    /// One sale in forty brings one thing back.
    fn may_come_back(&mut self, visit: &Visit, sale: SaleNo, lines: &[SaleLine]) {
        if !self.random.chance(0.025) {
            return;
        }
        let day = later(visit.at.date_naive(), self.random.integer(2, 20).try_into().unwrap_or(2));
        let line = self.random.choose(lines).cloned();
        let part = self.random.unit();
        let condition = if self.random.chance(0.7) { Condition::Good } else { Condition::Damaged };
        let at = self.calendar.open_from(day).and_then(|day| self.calendar.during(day, part));
        if let Some((line, at)) = line.zip(at) {
            self.comebacks.extend(self.comeback(at, visit.shop, sale, &line, condition));
        }
    }

    fn comeback(
        &self,
        at: DateTime<Utc>,
        shop: Shop,
        sale: SaleNo,
        line: &SaleLine,
        condition: Condition,
    ) -> Option<Comeback> {
        let product = &self.products[line.product.index()];
        let pick = line.picks.first()?;
        // One piece, or the whole bag.
        let quantity = match product.group().unit {
            Unit::Piece => 1,
            Unit::Gram => pick.quantity,
        };
        let goods = Goods { quantity, ..*pick };
        let refund_minor = product.price_of(quantity);
        Some(Comeback { at, sale, shop, goods, refund_minor, condition })
    }

    fn give_back(&mut self, back: &Comeback) {
        let &Comeback { at, sale, shop, goods, refund_minor, condition } = back;
        let condition = match condition {
            Condition::Good if self.can_be_sold(goods.lot, at.date_naive()) => Condition::Good,
            _ => Condition::Damaged,
        };
        self.stock.add(Shelf::Shop(shop, condition), goods);
        let event = ShopEvent::Returned { sale, shop, goods, condition, refund_minor };
        self.tell(Some(at), event);
    }

    /// The other shop gets what it lacks and the first one can spare.
    fn dispatch(&mut self, day: NaiveDate) {
        let (from, to) = (Shop::Center, Shop::Market);
        // It must still be good for some days when it comes.
        let fresh = later(day, 4);
        let mut lines = Vec::new();
        for at in 0..self.products.len() {
            let no = ProductNo::at(at);
            let (min, max) = self.level(to, at);
            let here = self.available(to, no, fresh);
            let supplier = self.products[at].supplier();
            let is_short = if supplier.both_shops { here == 0 } else { here <= min };
            if !is_short {
                continue;
            }
            let step = self.products[at].step();
            let spare = self.available(from, no, fresh) - self.demand[0][at] as i64;
            let quantity = (max - here).min(spare) / step * step;
            if quantity > 0 {
                lines.extend(self.pick(from, no, quantity, fresh));
            }
        }
        if lines.is_empty() {
            return;
        }
        let transfer = TransferNo::at(self.transfer_count);
        self.transfer_count += 1;
        lines.iter().for_each(|goods| self.stock.add(Shelf::Transit, *goods));
        self.on_the_way = Some((transfer, lines.clone()));
        let event = ShopEvent::Dispatched { transfer, from, to, lines };
        self.tell(time(day, clock(8, 30)), event);
    }

    fn arrive(&mut self, day: NaiveDate, transfer: TransferNo, sent: Vec<Goods>) {
        let (mut lines, mut lost) = (Vec::new(), Vec::new());
        for goods in sent {
            self.stock.take(Shelf::Transit, goods);
            let missing = if self.random.chance(0.004) {
                self.products[goods.product.index()].step().min(goods.quantity)
            } else {
                0
            };
            if missing > 0 {
                lost.push(Goods { quantity: missing, ..goods });
            }
            if goods.quantity > missing {
                let came = Goods { quantity: goods.quantity - missing, ..goods };
                self.stock.add(good(Shop::Market), came);
                lines.push(came);
            }
        }
        let event = ShopEvent::Arrived { transfer, shop: Shop::Market, lines, lost };
        self.tell(time(day, clock(8, 5)), event);
    }

    fn count(&mut self, day: NaiveDate, shop: Shop) {
        let booked: Vec<Goods> = self
            .stock
            .levels()
            .filter(|(shelf, _)| *shelf == good(shop))
            .map(|(_, goods)| goods)
            .collect();
        let mut lines = Vec::with_capacity(booked.len());
        for goods in booked {
            let step = self.products[goods.product.index()].step();
            let off = match self.random.unit() {
                x if x < 0.025 => -step,
                x if x < 0.035 => -3 * step,
                x if x < 0.045 => step,
                _ => 0,
            };
            let counted = (goods.quantity + off).max(0);
            self.stock.add(good(shop), Goods { quantity: counted - goods.quantity, ..goods });
            let Goods { product, lot, quantity: booked } = goods;
            lines.push(CountLine { product, lot, booked, counted });
        }
        let minute = u32::from(shop == Shop::Market);
        self.tell(time(day, clock(18, minute)), ShopEvent::Counted { shop, lines });
    }

    fn write_off(
        &mut self,
        at: Option<DateTime<Utc>>,
        shelf: (Shop, Condition),
        reason: Reason,
        which: impl Fn(&Self, &Goods) -> bool,
    ) {
        let (shop, condition) = shelf;
        let shelf = Shelf::Shop(shop, condition);
        let lines: Vec<Goods> = self
            .stock
            .levels()
            .filter(|(on, goods)| *on == shelf && which(self, goods))
            .map(|(_, goods)| goods)
            .collect();
        if lines.is_empty() {
            return;
        }
        lines.iter().for_each(|goods| self.stock.take(shelf, *goods));
        self.tell(at, ShopEvent::WrittenOff { shop, reason, lines });
    }

    fn write_off_expired(&mut self, day: NaiveDate, shop: Shop) {
        let at = time(day, clock(6, 30));
        self.write_off(at, (shop, Condition::Good), Reason::Expired, |play, goods| {
            goods.lot.is_some_and(|lot| play.lots[lot.index()].expires_on < day)
        });
    }

    fn write_off_damaged(&mut self, day: NaiveDate, shop: Shop) {
        let at = time(day, clock(6, 40));
        self.write_off(at, (shop, Condition::Damaged), Reason::Damaged, |_, _| true);
    }

    fn write_off_recalled(&mut self, day: NaiveDate, shop: Shop) {
        let at = time(day, clock(6, 50));
        self.write_off(at, (shop, Condition::Good), Reason::Recalled, |play, goods| {
            goods.lot.is_some_and(|lot| play.recalled.contains(&lot))
        });
    }

    /// Calls back the lot that was sold most of those that both shops still have.
    fn recall(&mut self, at: DateTime<Utc>) {
        let mut sold = vec![0_i64; self.lots.len()];
        for happening in &self.events {
            if let ShopEvent::Sold { lines, .. } = &happening.event {
                for pick in lines.iter().flat_map(|line| &line.picks) {
                    if let Some(lot) = pick.lot {
                        sold[lot.index()] += pick.quantity;
                    }
                }
            }
        }
        let is_here = |shop, goods: &Goods| {
            self.stock.lots(good(shop), goods.product).any(|here| here.lot == goods.lot)
        };
        let by_piece =
            |goods: &Goods| self.products[goods.product.index()].group().unit == Unit::Piece;
        let lot = self
            .stock
            .levels()
            .map(|(_, goods)| goods)
            .filter(|goods| by_piece(goods) && self.can_be_sold(goods.lot, at.date_naive()))
            .filter_map(|goods| {
                let lot = goods.lot?;
                let both = Shop::ALL.into_iter().all(|shop| is_here(shop, &goods));
                Some((both, sold[lot.index()], lot))
            })
            .max();
        let Some((_, _, lot)) = lot else { return };
        self.recalled.insert(lot);
        self.tell(Some(at), ShopEvent::Recalled { lot });
        self.bring_back(at, lot);
    }

    /// Some of those who bought of a lot bring it back in the weeks after its recall.
    fn bring_back(&mut self, at: DateTime<Utc>, lot: LotNo) {
        let mut sales = Vec::new();
        let mut gone: BTreeSet<SaleNo> = self.comebacks.iter().map(|back| back.sale).collect();
        for happening in &self.events {
            match &happening.event {
                ShopEvent::Sold { sale, shop, lines, .. } => {
                    for line in lines {
                        if line.picks.first().is_some_and(|pick| pick.lot == Some(lot)) {
                            sales.push((*sale, *shop, line.clone()));
                        }
                    }
                }
                ShopEvent::Returned { sale, .. } => {
                    gone.insert(*sale);
                }
                _ => {}
            }
        }
        for (sale, shop, line) in sales {
            if gone.contains(&sale) || !self.random.chance(0.3) {
                continue;
            }
            let days = u32::try_from(self.random.integer(1, 21)).unwrap_or(1);
            let part = self.random.unit();
            let day = self.calendar.open_from(later(at.date_naive(), days));
            if let Some(at) = day.and_then(|day| self.calendar.during(day, part)) {
                let back = self.comeback(at, shop, sale, &line, Condition::Damaged);
                self.comebacks.extend(back);
            }
        }
    }
}

fn is(day: &NaiveDate, weekday: Weekday) -> bool {
    day.weekday() == weekday
}
