//! The generator's own books of stock.

use std::collections::BTreeMap;

use crate::event::{Condition, Goods, LotNo, ProductNo, Shop};

/// Where goods are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// In a shop.
    Shop(Shop, Condition),
    /// On the way from one to the other.
    Transit,
}

/// How much is where. Lots of a product are in the order in which they expire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    levels: BTreeMap<(Shelf, ProductNo, Option<LotNo>), i64>,
}

impl Stock {
    /// Everything that is anywhere; nothing is listed with zero.
    pub fn levels(&self) -> impl Iterator<Item = (Shelf, Goods)> + '_ {
        self.levels
            .iter()
            .map(|((shelf, product, lot), quantity)| (*shelf, goods(*product, *lot, *quantity)))
    }

    /// What is on one shelf of a product, lot by lot.
    pub fn lots(&self, shelf: Shelf, product: ProductNo) -> impl Iterator<Item = Goods> + '_ {
        self.levels
            .range((shelf, product, None)..=(shelf, product, Some(LotNo(u32::MAX))))
            .map(move |((_, _, lot), quantity)| goods(product, *lot, *quantity))
    }

    /// Puts goods on a shelf, or takes them away if there are less than none.
    pub fn add(&mut self, shelf: Shelf, goods: Goods) {
        let key = (shelf, goods.product, goods.lot);
        let level = self.levels.entry(key).or_default();
        *level += goods.quantity;
        if *level == 0 {
            self.levels.remove(&key);
        }
    }

    /// Takes goods away.
    pub fn take(&mut self, shelf: Shelf, goods: Goods) {
        self.add(shelf, Goods { quantity: -goods.quantity, ..goods });
    }
}

fn goods(product: ProductNo, lot: Option<LotNo>, quantity: i64) -> Goods {
    Goods { product, lot, quantity }
}
