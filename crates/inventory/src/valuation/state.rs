//! A pool at one point of its history, and what a flow does to it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::math::{add, neg, share, sub};
use super::{Key, Method, Overflow};
use crate::types::AccountRole;

/// Changes of a pool's value, by what they are posted against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    by_role: [i64; AccountRole::ALL.len()],
}

impl Effects {
    pub(crate) fn add(&mut self, role: AccountRole, amount: i64) -> Result<(), Overflow> {
        let place = AccountRole::ALL.iter().position(|known| *known == role);
        if let Some(sum) = place.and_then(|place| self.by_role.get_mut(place)) {
            *sum = add(*sum, amount)?;
        }
        Ok(())
    }

    /// All that is in `other` too.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), Overflow> {
        for (sum, more) in self.by_role.iter_mut().zip(other.by_role) {
            *sum = add(*sum, more)?;
        }
        Ok(())
    }

    /// What has to be added to `before` to get this.
    pub(crate) fn since(&self, before: &Self) -> Result<Self, Overflow> {
        let mut difference = *self;
        for (sum, less) in difference.by_role.iter_mut().zip(before.by_role) {
            *sum = sub(*sum, less)?;
        }
        Ok(difference)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.by_role.iter().all(|sum| *sum == 0)
    }

    /// What is not zero.
    pub(crate) fn each(&self) -> impl Iterator<Item = (AccountRole, i64)> {
        AccountRole::ALL.iter().copied().zip(self.by_role).filter(|(_, sum)| *sum != 0)
    }
}

/// Stock that came in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layer {
    pub(crate) key: Key,
    pub(crate) quantity: i64,
    pub(crate) value: i64,
}

/// Stock that went out before it came in, at a cost that is only assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Short {
    pub(crate) quantity: i64,
    pub(crate) value: i64,
    pub(crate) role: AccountRole,
}

/// A pool at one point.
///
/// With a standard cost, the value is that of the quantity, whatever came and went. Else there
/// are either layers or shorts, or nothing: an average has one layer, FIFO any number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) method: Method,
    pub(crate) quantity: i64,
    pub(crate) value: i64,
    pub(crate) layers: VecDeque<Layer>,
    pub(crate) shorts: VecDeque<Short>,
    /// What the last stock cost: minor units for so many smallest units.
    pub(crate) last: (i64, i64),
}

impl State {
    pub(crate) fn new(method: Method) -> Self {
        let last = match method {
            Method::Standard { cost, per } => (cost, per),
            Method::Average | Method::Fifo => (0, 0),
        };
        let (layers, shorts) = (VecDeque::new(), VecDeque::new());
        Self { method, quantity: 0, value: 0, layers, shorts, last }
    }

    /// Takes `quantity` in at `cost`, which is posted against `role`.
    pub(crate) fn put(
        &mut self,
        key: Key,
        quantity: i64,
        cost: i64,
        role: AccountRole,
        effects: &mut Effects,
    ) -> Result<(), Overflow> {
        effects.add(role, cost)?;
        if let Method::Standard { cost: standard, per } = self.method {
            let change = self.set_at_standard(standard, per, add(self.quantity, quantity)?)?;
            return effects.add(AccountRole::PriceDifference, sub(change, cost)?);
        }
        self.quantity = add(self.quantity, quantity)?;
        self.value = add(self.value, cost)?;
        let (mut left, mut worth) = (quantity, cost);
        while left > 0 {
            let Some(short) = self.shorts.front_mut() else { break };
            let covers = short.quantity.min(left);
            let real = share(worth, covers, left)?;
            let assumed = share(short.value, covers, short.quantity)?;
            short.quantity = sub(short.quantity, covers)?;
            short.value = sub(short.value, assumed)?;
            let role = short.role;
            if short.quantity == 0 {
                self.shorts.pop_front();
            }
            left = sub(left, covers)?;
            worth = sub(worth, real)?;
            let correction = sub(assumed, real)?;
            self.value = add(self.value, correction)?;
            effects.add(role, correction)?;
            self.last = (real, covers);
        }
        if left == 0 {
            return Ok(());
        }
        match self.layers.front_mut().filter(|_| self.method == Method::Average) {
            Some(stock) => {
                stock.quantity = add(stock.quantity, left)?;
                stock.value = add(stock.value, worth)?;
            }
            None => self.layers.push_back(Layer { key, quantity: left, value: worth }),
        }
        Ok(())
    }

    /// What `quantity` would cost that turns up.
    pub(crate) fn found(&self, quantity: i64) -> Result<i64, Overflow> {
        if let Method::Standard { cost, per } = self.method {
            let after = share(cost, add(self.quantity, quantity)?, per)?;
            return sub(after, self.value);
        }
        if self.layers.is_empty() {
            return share(self.last.0, quantity, self.last.1);
        }
        // What is short has no layers, so that this is all the stock.
        share(self.value, quantity, self.quantity)
    }

    /// Takes `quantity` out; says what it costs, which is posted against `role`.
    pub(crate) fn take(
        &mut self,
        quantity: i64,
        role: AccountRole,
        effects: &mut Effects,
    ) -> Result<i64, Overflow> {
        let cost = self.remove(quantity, role)?;
        effects.add(role, neg(cost)?)?;
        Ok(cost)
    }

    /// Takes `quantity` of what came in at `origin` out again at `cost`. What the pool loses more
    /// or less by it is a difference of price.
    pub(crate) fn take_back(
        &mut self,
        origin: Key,
        quantity: i64,
        cost: i64,
        effects: &mut Effects,
    ) -> Result<(), Overflow> {
        let role = AccountRole::ReceivedNotInvoiced;
        effects.add(role, neg(cost)?)?;
        let removed = match self.method {
            Method::Average => self.remove_at(quantity, cost, role)?,
            Method::Fifo => {
                let own = self.remove_own(origin, quantity)?;
                let left = sub(quantity, own.0)?;
                let rest = if left == 0 { 0 } else { self.remove(left, role)? };
                add(own.1, rest)?
            }
            Method::Standard { .. } => self.remove(quantity, role)?,
        };
        effects.add(AccountRole::PriceDifference, sub(cost, removed)?)
    }

    /// Removes stock at what it costs.
    fn remove(&mut self, quantity: i64, role: AccountRole) -> Result<i64, Overflow> {
        if let Method::Standard { cost, per } = self.method {
            return neg(self.set_at_standard(cost, per, sub(self.quantity, quantity)?)?);
        }
        let mut left = quantity;
        let mut cost = 0_i64;
        while left > 0 {
            let Some(layer) = self.layers.front_mut() else { break };
            let takes = layer.quantity.min(left);
            let worth = share(layer.value, takes, layer.quantity)?;
            if takes == layer.quantity {
                self.last = (layer.value, layer.quantity);
                self.layers.pop_front();
            } else {
                layer.quantity = sub(layer.quantity, takes)?;
                layer.value = sub(layer.value, worth)?;
            }
            left = sub(left, takes)?;
            cost = add(cost, worth)?;
        }
        if left > 0 {
            let value = share(self.last.0, left, self.last.1)?;
            cost = add(cost, value)?;
            match self.shorts.back_mut().filter(|short| short.role == role) {
                Some(short) => {
                    short.quantity = add(short.quantity, left)?;
                    short.value = add(short.value, value)?;
                }
                None => self.shorts.push_back(Short { quantity: left, value, role }),
            }
        }
        self.quantity = sub(self.quantity, quantity)?;
        self.value = sub(self.value, cost)?;
        Ok(cost)
    }

    /// Removes average stock at a given cost, as far as there is so much; what is left over with
    /// the last unit goes with it.
    fn remove_at(&mut self, quantity: i64, cost: i64, role: AccountRole) -> Result<i64, Overflow> {
        let Some(stock) = self.layers.front_mut().filter(|stock| stock.quantity > quantity) else {
            return self.remove(quantity, role);
        };
        let removed = cost.min(stock.value);
        stock.quantity = sub(stock.quantity, quantity)?;
        stock.value = sub(stock.value, removed)?;
        self.quantity = sub(self.quantity, quantity)?;
        self.value = sub(self.value, removed)?;
        Ok(removed)
    }

    /// Removes what is left of a layer, up to `quantity`; gives how much, and what it cost.
    fn remove_own(&mut self, origin: Key, quantity: i64) -> Result<(i64, i64), Overflow> {
        let Some(place) = self.layers.iter().position(|layer| layer.key == origin) else {
            return Ok((0, 0));
        };
        let Some(layer) = self.layers.get_mut(place) else { return Ok((0, 0)) };
        let takes = layer.quantity.min(quantity);
        let worth = share(layer.value, takes, layer.quantity)?;
        layer.quantity = sub(layer.quantity, takes)?;
        layer.value = sub(layer.value, worth)?;
        if layer.quantity == 0 {
            self.last = (worth, takes);
            self.layers.remove(place);
        }
        self.quantity = sub(self.quantity, takes)?;
        self.value = sub(self.value, worth)?;
        Ok((takes, worth))
    }

    /// Sets the quantity at standard cost; gives the change of value.
    fn set_at_standard(&mut self, cost: i64, per: i64, quantity: i64) -> Result<i64, Overflow> {
        let value = share(cost, quantity, per)?;
        let change = sub(value, self.value)?;
        self.quantity = quantity;
        self.value = value;
        Ok(change)
    }

    /// Gives the stock the worth of `value` for each `per` units. What is short is not there to
    /// be valued.
    pub(crate) fn revalue(
        &mut self,
        value: i64,
        per: i64,
        effects: &mut Effects,
    ) -> Result<(), Overflow> {
        let before = self.value;
        if let Method::Standard { cost, per: units } = &mut self.method {
            (*cost, *units) = (value, per);
            self.last = (value, per);
            let quantity = self.quantity;
            self.set_at_standard(value, per, quantity)?;
        } else if !self.layers.is_empty() {
            // Shares of the running sums, so that the layers add up to the whole.
            let whole = share(value, self.quantity, per)?;
            let old_whole = self.value;
            let (mut old, mut new) = (0_i64, 0_i64);
            let quantity = self.quantity;
            let mut units = 0_i64;
            for layer in &mut self.layers {
                old = add(old, layer.value)?;
                units = add(units, layer.quantity)?;
                let reached = if old_whole == 0 {
                    share(whole, units, quantity)?
                } else {
                    share(whole, old, old_whole)?
                };
                layer.value = sub(reached, new)?;
                new = reached;
            }
            self.value = whole;
        }
        effects.add(AccountRole::Revaluation, sub(self.value, before)?)
    }

    /// Finds costs in another way from here on.
    pub(crate) fn change_method(
        &mut self,
        key: Key,
        method: Method,
        effects: &mut Effects,
    ) -> Result<(), Overflow> {
        let before = self.value;
        if let Method::Standard { cost, per } = method {
            self.layers.clear();
            self.shorts.clear();
            self.last = (cost, per);
            let quantity = self.quantity;
            self.set_at_standard(cost, per, quantity)?;
        } else if matches!(self.method, Method::Standard { .. }) {
            if self.quantity > 0 {
                let (quantity, value) = (self.quantity, self.value);
                self.layers.push_back(Layer { key, quantity, value });
            } else if self.quantity < 0 {
                let (quantity, value) = (neg(self.quantity)?, neg(self.value)?);
                let role = AccountRole::CostOfGoodsSold;
                self.shorts.push_back(Short { quantity, value, role });
            }
        } else if method == Method::Average && self.layers.len() > 1 {
            let (quantity, value) = (self.quantity, self.value);
            self.layers.clear();
            self.layers.push_back(Layer { key, quantity, value });
        }
        self.method = method;
        effects.add(AccountRole::Revaluation, sub(self.value, before)?)
    }
}
