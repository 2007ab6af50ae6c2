//! The pure engine: the published numbers (I23 to I30 of the specification), and random flows
//! against a fold that is made anew each time.
#![allow(clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A pool with all that was told of it: what an app would have in its tables.
#[derive(Clone, Debug)]
struct Pool {
    movements: Vec<(Key, i64)>,
    notes: Vec<(Key, Flow)>,
    state: State,
    /// What was said to the books, by instant and role.
    books: BTreeMap<(i64, AccountRole), i64>,
    open_us: i64,
    pos: i64,
}

const COGS: AccountRole = AccountRole::CostOfGoodsSold;

impl Pool {
    fn new(method: Method) -> Self {
        let at_first = Key { at_us: i64::MIN, ..Key::default() };
        Self {
            movements: Vec::new(),
            notes: vec![(at_first, Flow::Method(method))],
            state: State::new(method),
            books: BTreeMap::new(),
            open_us: i64::MIN,
            pos: 0,
        }
    }

    /// Records a flow; gives its key and what it is worth.
    fn add(&mut self, at_us: i64, amount: i64, flow: Flow) -> (Key, i64) {
        self.pos += 1;
        let key = Key { at_us, pos: self.pos, ordinal: 0, line: 0 };
        let pending = [Pending { key, amount, flow: flow.clone() }];
        let (before, value_before) = (self.movements.clone(), self.state.value);
        let mut movements = before.into_iter();
        let replay = Replay {
            movements: &mut movements,
            notes: &self.notes,
            pending: &pending,
            open_us: self.open_us,
        };
        let recosting = replay.recost().unwrap();
        // The short way says the same as the long one.
        let returns = matches!(flow, Flow::ReturnIn { .. } | Flow::ReturnOut { .. });
        let noted = self.notes.iter().filter(|(_, flow)| flow.reaches_back_to().is_none());
        let known = self.movements.iter().map(|(key, _)| key).chain(noted.map(|(key, _)| key));
        let behind = known.map(|key| key.at_us).max().is_none_or(|last| at_us >= last);
        if flow.reaches_back_to().is_none() && !returns && behind {
            let short = append(Run::new(self.state.clone()), &pending, self.open_us).unwrap();
            assert_eq!(short, recosting);
        }
        let sum: i64 = recosting.changes.iter().map(|it| it.amount).sum();
        assert_eq!(recosting.state.value - value_before, sum, "value is the sum of its changes");
        for change in &recosting.changes {
            assert!(change.at_us >= self.open_us, "a closed period never changes");
            *self.books.entry((change.at_us, change.role)).or_default() += change.amount;
        }
        self.state = recosting.state;
        if amount != 0 {
            self.movements.push((key, amount));
            self.movements.sort();
        }
        if flow != Flow::SALE {
            self.notes.push((key, flow));
            self.notes.sort_by_key(|(key, _)| *key);
        }
        (key, recosting.costs[&key])
    }

    fn receive(&mut self, at: i64, quantity: i64, unit_cost: i64) -> Key {
        self.add(at, quantity, Flow::Receipt { cost: quantity * unit_cost }).0
    }

    fn sell(&mut self, at: i64, quantity: i64) -> (Key, i64) {
        self.add(at, -quantity, Flow::SALE)
    }

    /// All that was posted against a role; more cost of goods is negative here.
    fn posted(&self, role: AccountRole) -> i64 {
        self.books.iter().filter(|((_, it), _)| *it == role).map(|(_, sum)| *sum).sum()
    }

    fn now(&self) -> (i64, i64) {
        (self.state.quantity, self.state.value)
    }
}

const METHODS: [Method; 2] = [Method::Average, Method::Fifo];

#[test]
fn i23_the_methods_differ_as_published() {
    for (method, value) in
        [(Method::Average, 75), (Method::Fifo, 100), (Method::Standard { cost: 10, per: 1 }, 50)]
    {
        let mut pool = Pool::new(method);
        pool.receive(1, 10, 10);
        pool.receive(2, 10, 20);
        pool.sell(3, 15);
        assert_eq!(pool.now(), (5, value), "{method:?}");
    }
    for method in METHODS {
        let mut pool = Pool::new(method);
        pool.receive(1, 10, 10);
        pool.receive(2, 10, 20);
        pool.sell(3, 30);
        pool.receive(4, 10, 30);
        pool.receive(5, 10, 40);
        assert_eq!(pool.now(), (10, 400), "{method:?}");
    }
    let mut pool = Pool::new(Method::Fifo);
    pool.receive(1, 10, 10);
    let (sale, _) = pool.sell(2, 10);
    pool.receive(3, 10, 20);
    pool.add(4, 10, Flow::ReturnIn { origin: sale, cost: 0 });
    assert_eq!(pool.now(), (20, 300));
}

#[test]
fn i24_the_last_unit_out_leaves_nothing() {
    for method in METHODS {
        let mut pool = Pool::new(method);
        for (at, cost) in [(1, 100), (2, 100), (3, 101)] {
            pool.receive(at, 1, cost);
        }
        let (_, cost) = pool.sell(4, 3);
        // What rounding a unit cost would leave behind is in the cost of what goes.
        assert_eq!((cost, pool.now()), (301, (0, 0)));
        // In tenths: 2 at 4.63 and 5 at 3.04, then seventy times 0.1.
        let mut pool = Pool::new(method);
        pool.add(1, 20, Flow::Receipt { cost: 926 });
        pool.add(2, 50, Flow::Receipt { cost: 1520 });
        for at in 0..70 {
            pool.sell(3 + at, 1);
        }
        assert_eq!(pool.now(), (0, 0));
        assert_eq!(pool.posted(COGS), -(926 + 1520));
        // 0.5 at 3 where the smallest coin is 1: two is what it cost.
        let mut pool = Pool::new(method);
        pool.add(1, 5, Flow::Receipt { cost: 2 });
        pool.sell(2, 5);
        assert_eq!(pool.now(), (0, 0));
    }
    // A cost that is fixed from outside leaves a rest, which is a line of its own.
    let mut pool = Pool::new(Method::Average);
    let dear = pool.receive(1, 1, 100);
    pool.receive(2, 1, 101);
    pool.sell(3, 1);
    pool.add(4, -1, Flow::ReturnOut { origin: dear, cost: 0 });
    assert_eq!(pool.now(), (0, 0));
    assert_eq!(pool.posted(AccountRole::PriceDifference), 100 - (201 - 101));
    let mut pool = Pool::new(Method::Standard { cost: 1, per: 3 });
    pool.add(1, 3, Flow::Receipt { cost: 2 });
    for at in 2..5 {
        pool.sell(at, 1);
    }
    assert_eq!(pool.now(), (0, 0));
    assert_eq!(pool.posted(AccountRole::PriceDifference), -1);
}

#[test]
fn i25_stock_below_zero_is_corrected_when_it_comes() {
    let mut pool = Pool::new(Method::Average);
    pool.sell(1, 2);
    pool.add(2, 20, Flow::Receipt { cost: 6660 });
    assert_eq!(pool.posted(COGS), -666);
    assert_eq!(pool.now(), (18, 5994));
    let mut pool = Pool::new(Method::Fifo);
    pool.receive(1, 10, 10);
    pool.sell(2, 15);
    pool.sell(3, 5);
    let before = pool.state.value;
    pool.receive(4, 15, 15);
    assert_eq!(pool.state.value - before, 175);
    assert_eq!(pool.now(), (5, 75));
    assert_eq!(pool.state.layers.len(), 1);
}

#[test]
fn i26_what_is_known_late_counts_at_its_time() {
    let mut pool = Pool::new(Method::Fifo);
    pool.receive(20, 5, 10);
    pool.sell(30, 5);
    assert_eq!(pool.posted(COGS), -50);
    let early = pool.receive(10, 5, 20);
    assert_eq!(pool.posted(COGS), -100);
    pool.add(10, -5, Flow::ReturnOut { origin: early, cost: 0 });
    assert_eq!(pool.posted(COGS), -50);
    pool.receive(11, 2, 20);
    assert_eq!(pool.posted(COGS), -70);
}

#[test]
fn i27_a_closed_period_stays_as_it_is() {
    for (sold, expensed) in [(20, 200), (10, 100)] {
        for method in METHODS {
            let mut pool = Pool::new(method);
            let receipt = pool.receive(10, 20, 30);
            pool.sell(20, sold);
            let (closed, value) = (pool.books.clone(), pool.state.value);
            pool.open_us = 1_000;
            let role = AccountRole::LandedCost;
            pool.add(10, 0, Flow::Adjust { target: receipt, amount: 200, role });
            let current: BTreeMap<_, _> =
                pool.books.iter().filter(|((at, _), _)| *at >= 1_000).collect();
            assert_eq!(current[&(1_000, COGS)], &-expensed);
            assert_eq!(pool.state.value - value, 200 - expensed);
            assert!(closed.iter().all(|(key, sum)| pool.books[key] == *sum));
        }
    }
}

#[test]
fn i28_shares_add_up() {
    assert_eq!(apportion(4, &[1; 7]), [1, 0, 1, 0, 1, 0, 1]);
    assert_eq!(apportion(299, &[4300, 1400, 2300]), [161, 52, 86]);
    assert_eq!(apportion(1000, &[10_000; 3]), [333, 334, 333]);
    assert_eq!(apportion(-1000, &[10_000; 3]), [-333, -334, -333]);
    assert_eq!(apportion(5, &[0, 0]), [0, 0]);
    assert_eq!(apportion(5, &[0, 1]), [0, 5]);
    assert_eq!(apportion(i64::MAX, &[i64::MAX, i64::MAX]).iter().sum::<i64>(), i64::MAX);
}

#[test]
fn i29_returns_come_at_what_they_had_cost() {
    for method in METHODS {
        let mut pool = Pool::new(method);
        let receipt = pool.receive(1, 10, 100);
        let (sale, cost) = pool.sell(2, 1);
        assert_eq!(cost, 100);
        let (_, back) = pool.add(3, 1, Flow::ReturnIn { origin: sale, cost: 0 });
        assert_eq!(back, 100);
        let role = AccountRole::LandedCost;
        pool.add(1, 0, Flow::Adjust { target: receipt, amount: 100, role });
        assert_eq!(pool.now(), (10, 1_100));
        // Sold at 110 and returned at 110.
        assert_eq!(pool.posted(COGS), 0);
        let (_, cost) = pool.sell(4, 10);
        assert_eq!(cost, 1_100);
    }
    // In parts, the parts add up to the whole.
    let mut pool = Pool::new(Method::Average);
    pool.add(1, 3, Flow::Receipt { cost: 100 });
    let (sale, _) = pool.sell(2, 3);
    let parts: Vec<i64> =
        (0..3).map(|at| pool.add(3 + at, 1, Flow::ReturnIn { origin: sale, cost: 0 }).1).collect();
    assert_eq!(parts, [33, 34, 33]);
    assert_eq!(pool.now(), (3, 100));
}

#[test]
fn i30_a_change_of_method_says_what_it_does() {
    let average = || {
        let mut pool = Pool::new(Method::Average);
        pool.receive(1, 10, 10);
        pool.receive(2, 10, 20);
        pool.sell(3, 1);
        pool
    };
    let mut pool = average();
    assert_eq!(pool.now(), (19, 285));
    pool.add(4, 0, Flow::Method(Method::Fifo));
    assert_eq!(pool.now(), (19, 285));
    let mut pool = average();
    pool.add(4, 0, Flow::Method(Method::Standard { cost: 285, per: 19 }));
    assert_eq!((pool.now(), pool.posted(AccountRole::Revaluation)), ((19, 285), 0));
    let mut pool = Pool::new(Method::Fifo);
    pool.receive(1, 10, 10);
    pool.receive(2, 10, 20);
    pool.sell(3, 1);
    assert_eq!(pool.now(), (19, 290));
    pool.add(4, 0, Flow::Method(Method::Standard { cost: 20, per: 1 }));
    assert_eq!((pool.now(), pool.posted(AccountRole::Revaluation)), ((19, 380), 90));
}

#[test]
fn a_revaluation_holds_for_the_stock_of_its_time() {
    for method in METHODS {
        let mut pool = Pool::new(method);
        pool.receive(10, 10, 10);
        pool.receive(20, 10, 20);
        pool.add(30, 0, Flow::Revalue { value: 150, per: 20 });
        assert_eq!(pool.now(), (20, 150));
        // Five that were sold before it, known only now, take their part of it away.
        pool.sell(25, 5);
        assert_eq!(pool.now(), (15, 113));
        pool.sell(40, 15);
        assert_eq!(pool.now(), (0, 0));
    }
}

/// What can happen to a pool at random.
#[derive(Clone, Debug)]
enum Act {
    Receive(i64, i64),
    Sell(i64),
    Scrap(i64),
    Find(i64),
    /// Takes back a part of the nth sale.
    Return(usize, i64),
    /// Sends back a part of the nth receipt.
    SendBack(usize, i64),
    /// Freight on the nth receipt.
    Freight(usize, i64),
    Revalue(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1_i64..50, 0_i64..5_000).prop_map(|(quantity, cost)| Act::Receive(quantity, cost)),
        4 => (1_i64..40).prop_map(Act::Sell),
        1 => (1_i64..20).prop_map(Act::Scrap),
        1 => (1_i64..20).prop_map(Act::Find),
        1 => (any::<usize>(), 1_i64..10).prop_map(|(nth, quantity)| Act::Return(nth, quantity)),
        1 => (any::<usize>(), 1_i64..10).prop_map(|(nth, quantity)| Act::SendBack(nth, quantity)),
        1 => (any::<usize>(), 1_i64..500).prop_map(|(nth, cost)| Act::Freight(nth, cost)),
        1 => (0_i64..5_000).prop_map(Act::Revalue),
    ]
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Average),
        Just(Method::Fifo),
        (1_i64..300, 1_i64..7).prop_map(|(cost, per)| Method::Standard { cost, per }),
    ]
}

/// A fold that knows nothing of deltas: all flows in order, from the start.
fn afresh(pool: &Pool) -> (State, BTreeMap<AccountRole, i64>) {
    let mut all: Vec<(Key, i64, Flow)> = pool
        .movements
        .iter()
        .map(|(key, amount)| {
            let noted = pool.notes.iter().find(|(noted, _)| noted == key);
            (*key, *amount, noted.map_or(Flow::SALE, |(_, flow)| flow.clone()))
        })
        .collect();
    for (key, flow) in &pool.notes {
        if pool.movements.iter().all(|(moved, _)| moved != key) {
            all.push((*key, 0, flow.clone()));
        }
    }
    all.sort_by_key(|(key, ..)| *key);
    let mut run = Run::new(State::new(Method::Average));
    let mut sums: BTreeMap<AccountRole, i64> = BTreeMap::new();
    for (key, amount, flow) in &all {
        let mut more = Effects::default();
        for (_, _, other) in &all {
            if let Flow::Adjust { target, amount, role } = other
                && target == key
            {
                more.add(*role, *amount).unwrap();
            }
        }
        let (cost, effects) = run.step(*key, *amount, flow, Some(&more)).unwrap();
        run.know(*key, Given { quantity: amount.abs(), cost, returned: 0 });
        for (role, amount) in effects.each() {
            *sums.entry(role).or_default() += amount;
        }
        // What an average or layers hold is all there is; nothing is worth less than nothing.
        let state = &run.state;
        assert!(state.layers.is_empty() || state.shorts.is_empty());
        assert!(state.layers.iter().all(|layer| layer.quantity > 0 && layer.value >= 0));
        if state.quantity == 0 {
            assert_eq!(state.value, 0, "nothing is worth nothing");
        }
        if !matches!(state.method, Method::Standard { .. }) {
            let sum =
                |it: fn(&super::state::Layer) -> i64| state.layers.iter().map(it).sum::<i64>();
            let short: i64 = state.shorts.iter().map(|short| short.quantity).sum();
            assert_eq!(sum(|layer| layer.quantity) - short, state.quantity);
            let short: i64 = state.shorts.iter().map(|short| short.value).sum();
            assert_eq!(sum(|layer| layer.value) - short, state.value);
        }
    }
    sums.retain(|_, sum| *sum != 0);
    (run.state, sums)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// I14, I22, I26: whatever becomes known in whatever order, state and books are those of the
    /// fold in order of time.
    #[test]
    fn i26_deltas_add_up_to_the_fold(
        method in method(),
        acts in prop::collection::vec((0_i64..400_000_000_000, act()), 1..40),
    ) {
        let mut pool = Pool::new(method);
        let mut sales: Vec<(Key, i64)> = Vec::new();
        let mut receipts: Vec<(Key, i64)> = Vec::new();
        for (at, act) in acts {
            let nth = |nth: usize, of: &[(Key, i64)]| {
                (!of.is_empty()).then(|| nth % of.len())
            };
            match act {
                Act::Receive(quantity, cost) => {
                    receipts.push((pool.add(at, quantity, Flow::Receipt { cost }).0, quantity));
                }
                Act::Sell(quantity) => sales.push((pool.sell(at, quantity).0, quantity)),
                Act::Scrap(quantity) => {
                    pool.add(at, -quantity, Flow::Issue { role: AccountRole::Adjustment });
                }
                Act::Find(quantity) => {
                    pool.add(at, quantity, Flow::Found);
                }
                Act::Return(which, quantity) => {
                    let Some(nth) = nth(which, &sales) else { continue };
                    let (origin, left) = sales[nth];
                    let quantity = quantity.min(left);
                    if quantity > 0 {
                        sales[nth].1 -= quantity;
                        let at = at.max(origin.at_us);
                        pool.add(at, quantity, Flow::ReturnIn { origin, cost: 0 });
                    }
                }
                Act::SendBack(which, quantity) => {
                    let Some(nth) = nth(which, &receipts) else { continue };
                    let (origin, left) = receipts[nth];
                    let quantity = quantity.min(left);
                    if quantity > 0 {
                        receipts[nth].1 -= quantity;
                        let at = at.max(origin.at_us);
                        pool.add(at, -quantity, Flow::ReturnOut { origin, cost: 0 });
                    }
                }
                Act::Freight(which, amount) => {
                    let Some(nth) = nth(which, &receipts) else { continue };
                    let role = AccountRole::LandedCost;
                    let target = receipts[nth].0;
                    pool.add(target.at_us, 0, Flow::Adjust { target, amount, role });
                }
                Act::Revalue(value) => {
                    pool.add(at, 0, Flow::Revalue { value, per: 20 });
                }
            }
        }
        let (state, sums) = afresh(&pool);
        prop_assert_eq!(&state, &pool.state);
        let mut books: BTreeMap<AccountRole, i64> = BTreeMap::new();
        for ((_, role), amount) in &pool.books {
            *books.entry(*role).or_default() += amount;
        }
        books.retain(|_, sum| *sum != 0);
        prop_assert_eq!(books, sums);
    }

    /// I28: exact, never of the wrong sign, less than a unit off, and the same for any order.
    #[test]
    fn i28_apportionment(
        total in -100_000_i64..100_000,
        weights in prop::collection::vec(0_i64..10_000, 1..12),
    ) {
        let parts = apportion(total, &weights);
        let whole: i64 = weights.iter().sum();
        prop_assert_eq!(parts.iter().sum::<i64>(), if whole == 0 { 0 } else { total });
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(part * total >= 0);
            prop_assert!((part * whole - total * weight).abs() < whole.max(1));
        }
        let mut backwards: Vec<i64> = weights.iter().rev().copied().collect();
        let mut other: Vec<(i64, i64)> =
            backwards.iter().copied().zip(apportion(total, &backwards)).collect();
        let mut pairs: Vec<(i64, i64)> = weights.into_iter().zip(parts).collect();
        backwards.clear();
        pairs.sort();
        other.sort();
        prop_assert_eq!(pairs, other);
    }
}

#[test]
fn a_late_receipt_ahead_of_many_movements_is_quick() {
    for method in METHODS {
        let mut pool = Pool::new(method);
        pool.notes
            .push((Key { at_us: 1, pos: 1, ordinal: 0, line: 0 }, Flow::Receipt { cost: 777_777 }));
        pool.movements.push((Key { at_us: 1, pos: 1, ordinal: 0, line: 0 }, 200_000));
        for n in 0..100_000 {
            let key = Key { at_us: 10 + n * 1_000_000, pos: 2 + n, ordinal: 0, line: 0 };
            pool.movements.push((key, -1));
        }
        let key = Key { at_us: 2, pos: 200_000, ordinal: 0, line: 0 };
        let pending = [Pending { key, amount: 100, flow: Flow::Receipt { cost: 999 } }];
        let mut movements = pool.movements.iter().copied();
        let replay =
            Replay { movements: &mut movements, notes: &pool.notes, pending: &pending, open_us: 0 };
        let recosting = replay.recost().unwrap();
        // Corrections are told by the day, not by the movement.
        assert!(recosting.changes.len() <= 4, "{}", recosting.changes.len());
        assert_eq!(recosting.state.quantity, 100_100);
    }
}
