//! Who gets what of captured money.
//!
//! What a line costs is split once, when the order is placed: into the payout of who sells it,
//! commission, tax and payment fees. Everything later is a function of how much was captured and
//! refunded by then: [`portion`] of the split. It only grows with the amount and reaches the
//! split itself, so that what is captured in parts and refunded in parts leaves no residue, in
//! whatever parts.
//!
//! ```
//! use moja_commerce::settlement::portion;
//!
//! // A line of 12.00: 8.37 for the seller, 1.00 commission, 2.00 tax, 0.63 fees.
//! let split = [837, 100, 200, 63];
//! assert_eq!(portion(&split, 400), [280, 33, 66, 21]);
//! assert_eq!(portion(&split, 1_200), split);
//! ```

use std::collections::BTreeMap;

use moja_core::money::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::ShareRole;

/// What `taken` of a split consists of.
///
/// The parts add up to `taken`. Each is at least its exact share cut to a whole number, is never
/// less for a larger `taken`, and is its part of the split when all is taken: the method of
/// largest quotients (D'Hondt, Jefferson), among equals for the first. `taken` is between 0 and
/// the sum of the split, whose parts are not negative; what is beyond counts as the end.
#[must_use]
pub fn portion(split: &[i64], taken: i64) -> Vec<i64> {
    let whole = split.iter().fold(0_i128, |sum, part| sum.saturating_add((*part).into()));
    let taken = i128::from(taken).clamp(0, whole);
    let cut = |part: &i64| {
        let product = i128::from(*part).saturating_mul(taken);
        product.checked_div(whole).and_then(|part| i64::try_from(part).ok()).unwrap_or(0)
    };
    let mut parts: Vec<i64> = split.iter().map(cut).collect();
    let given = parts.iter().fold(0_i128, |sum, part| sum.saturating_add((*part).into()));
    // Fewer units than parts are left.
    let mut left = taken.saturating_sub(given);
    while left > 0 {
        let mut best: Option<(usize, i128, i128)> = None;
        for (at, (part, whole)) in parts.iter().zip(split).enumerate() {
            let (next, whole) = (i128::from(*part).saturating_add(1), i128::from(*whole));
            let larger = best.is_none_or(|(_, best_whole, best_next)| {
                whole.saturating_mul(best_next) > best_whole.saturating_mul(next)
            });
            if next <= whole && larger {
                best = Some((at, whole, next));
            }
        }
        let Some(part) = best.and_then(|(at, _, _)| parts.get_mut(at)) else { break };
        *part = part.saturating_add(1);
        left = left.saturating_sub(1);
    }
    parts
}

/// What is due of an amount when so much of a quantity is done: rounded half up, so that it only
/// grows with what is done, and is all of it in the end.
#[must_use]
pub fn due(amount: i64, done: i64, quantity: i64) -> i64 {
    let unsigned = |number: i64| u128::try_from(number).unwrap_or(0);
    let (amount, done, quantity) = (unsigned(amount), unsigned(done), unsigned(quantity));
    // Two factors of 63 bits, twice, and one of 63 bits are below 128 bits.
    let twice = amount.saturating_mul(done).saturating_mul(2).saturating_add(quantity);
    let due = twice.checked_div(quantity.saturating_mul(2)).unwrap_or(0);
    i64::try_from(due).unwrap_or(i64::MAX)
}

/// How a line's money is split, in minor units. None is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Split {
    /// Who sells it gets so much.
    pub payout: i64,
    /// Commission.
    pub commission: i64,
    /// Tax.
    pub tax: i64,
    /// Payment fees.
    pub fee: i64,
}

/// The roles in the order of a split's parts.
const ROLES: [ShareRole; 4] =
    [ShareRole::Payout, ShareRole::Commission, ShareRole::Tax, ShareRole::Fee];

impl Split {
    /// What each role gets when the amount captured or refunded goes from `before` to `after`.
    pub(crate) fn between(self, before: i64, after: i64) -> impl Iterator<Item = (ShareRole, i64)> {
        let split = [self.payout, self.commission, self.tax, self.fee];
        let (before, after) = (portion(&split, before), portion(&split, after));
        let change =
            before.into_iter().zip(after).map(|(before, after)| after.saturating_sub(before));
        ROLES.into_iter().zip(change)
    }
}

/// A share of captured money, or, in a refund, of money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// What for.
    pub role: ShareRole,
    /// Whose it is, if a seller's.
    pub seller: Option<String>,
    /// The ledger account, if the order has books.
    pub account: Option<String>,
    /// The amount, in minor units, positive.
    pub amount_minor: i64,
}

/// Shares by role and seller.
#[derive(Debug, Default)]
pub(crate) struct Shares(BTreeMap<(ShareRole, Option<String>), i64>);

impl Shares {
    /// Adds what the roles of a line get. Only payouts are told apart by seller.
    pub(crate) fn add(
        &mut self,
        seller: Option<&str>,
        parts: impl IntoIterator<Item = (ShareRole, i64)>,
    ) {
        for (role, amount) in parts {
            let seller = seller.filter(|_| role == ShareRole::Payout).map(str::to_owned);
            let sum = self.0.entry((role, seller)).or_default();
            *sum = sum.saturating_add(amount);
        }
    }

    /// Those that are not nothing; the payout to the shop first, then to sellers by code.
    pub(crate) fn into_iter(self) -> impl Iterator<Item = (ShareRole, Option<String>, i64)> {
        let shares = self.0.into_iter().filter(|(_, amount)| *amount != 0);
        shares.map(|((role, seller), amount)| (role, seller, amount))
    }
}

/// What a seller, or the shop itself, has of an order.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Payout {
    /// The seller; the shop itself if missing.
    pub seller: Option<String>,
    /// What was captured for it, less what was refunded.
    pub amount: Money,
}

/// An order's money: `captured` is the sum of `refunded`, all payouts, commission, tax and fees.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settlement {
    /// What was captured.
    pub captured: Money,
    /// What was refunded.
    pub refunded: Money,
    /// What sellers have, and the shop for its own goods.
    pub payouts: Vec<Payout>,
    /// Commission.
    pub commission: Money,
    /// Tax.
    pub tax: Money,
    /// Payment fees.
    pub fees: Money,
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_portion_is_cut_and_the_rest_goes_to_the_largest_quotient() {
        assert_eq!(portion(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(portion(&[2, 1, 2], 1), [1, 0, 0]);
        assert_eq!(portion(&[0, 5], 3), [0, 3]);
        assert_eq!(portion(&[], 3), Vec::<i64>::new());
        assert_eq!(portion(&[0, 0], 3), [0, 0]);
        assert_eq!(portion(&[7, 3], 99), [7, 3], "no more than all");
        assert_eq!(portion(&[i64::MAX, 1], i64::MAX), [i64::MAX, 0]);
    }

    #[test]
    fn what_is_due_grows_to_the_whole() {
        assert_eq!([0, 1, 2, 3].map(|done| due(1_000, done, 3)), [0, 333, 667, 1_000]);
        assert_eq!(due(i64::MAX, i64::MAX, i64::MAX), i64::MAX);
        assert_eq!(due(0, 1, 3), 0);
    }

    proptest! {
        /// I32: whatever parts an amount is taken in, they add up, none is taken back, and all of
        /// it is the split itself.
        #[test]
        fn portions_grow_and_leave_no_residue(
            split in prop::collection::vec(0..5_000_i64, 1..6),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let whole: i64 = split.iter().sum();
            let mut marks: Vec<i64> =
                cuts.iter().map(|cut| i64::try_from(cut.index(usize::try_from(whole).unwrap() + 1)).unwrap()).collect();
            marks.sort_unstable();
            marks.push(whole);
            let mut before = vec![0; split.len()];
            for taken in marks {
                let parts = portion(&split, taken);
                prop_assert_eq!(parts.iter().sum::<i64>(), taken);
                for ((part, before), whole_part) in parts.iter().zip(&before).zip(&split) {
                    prop_assert!(part >= before && part <= whole_part);
                    let exact_floor = i128::from(*whole_part) * i128::from(taken) / i128::from(whole.max(1));
                    prop_assert!(i128::from(*part) >= exact_floor);
                }
                before = parts;
            }
            prop_assert_eq!(before, split);
        }

        #[test]
        fn what_is_due_never_shrinks(amount: u32, quantity in 1..10_000_000_i64, one: u32, other: u32) {
            let at = |done: u32| due(amount.into(), i64::from(done) % (quantity + 1), quantity);
            let (low, high) = (i64::from(one) % (quantity + 1), i64::from(other) % (quantity + 1));
            prop_assert_eq!(low <= high || at(one) >= at(other), true);
            prop_assert!(at(one) >= 0 && at(one) <= i64::from(amount));
        }
    }
}
