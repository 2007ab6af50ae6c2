//! What stock costs: a pure engine over integers.
//!
//! A *pool* is stock that is valued together. *Flows* go in and out of it, in order of effective
//! time and then of recording. A pool's worth is a fold of its flows, so that a flow that becomes
//! known late is put where it belongs and the fold is made again; what has changed is the
//! difference to what had been said before.

mod apportion;
mod math;
mod replay;
mod state;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::types::{AccountRole, Costing};

pub(crate) use apportion::apportion;
pub(crate) use replay::{Given, Pending, Recosting, Replay, Run, append, origin_share};
pub(crate) use state::{Effects, State};

/// A value or quantity leaves 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

/// A flow's place in its pool: effective time first, then the order of recording.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(crate) struct Key {
    pub(crate) at_us: i64,
    pub(crate) pos: i64,
    pub(crate) ordinal: i64,
    pub(crate) line: i64,
}

/// How the cost of what leaves is found. A lot's own pool is an average of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Method {
    Average,
    Fifo,
    /// Minor units for so many smallest units.
    Standard {
        cost: i64,
        per: i64,
    },
}

impl Method {
    pub(crate) fn of(costing: Costing, standard: Option<(i64, i64)>) -> Self {
        match (costing, standard) {
            (Costing::Fifo, _) => Self::Fifo,
            (Costing::Standard, Some((cost, per))) => Self::Standard { cost, per },
            _ => Self::Average,
        }
    }
}

/// A product that gets a share of an input's cost; it stands in the same event as the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Product {
    pub(crate) pool: i64,
    pub(crate) ordinal: i64,
    pub(crate) line: i64,
    pub(crate) weight: i64,
}

/// What a flow is. One that is not noted is an issue to cost of goods sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Flow {
    /// From here on, cost is found in this way.
    Method(Method),
    /// In, at this cost.
    Receipt { cost: i64 },
    /// In, at what the rest costs.
    Found,
    /// Out, at what it costs, posted against this.
    Issue { role: AccountRole },
    /// Out, into products.
    Input { products: Vec<Product> },
    /// In, made of inputs, at this cost.
    Output { cost: i64 },
    /// In again, at what it had cost; at `cost` if the pool does not know it.
    ReturnIn { origin: Key, cost: i64 },
    /// Out again, at what it had cost; at `cost` if the pool does not know it.
    ReturnOut { origin: Key, cost: i64 },
    /// An incoming flow cost so much more.
    Adjust { target: Key, amount: i64, role: AccountRole },
    /// The stock is worth `value` for each `per` smallest units.
    Revalue { value: i64, per: i64 },
}

impl Flow {
    /// The flow that goes without saying.
    pub(crate) const SALE: Self = Self::Issue { role: AccountRole::CostOfGoodsSold };

    /// The incoming movement that this one takes back or changes.
    pub(crate) fn reaches_back_to(&self) -> Option<Key> {
        match self {
            Self::Adjust { target, .. } => Some(*target),
            _ => None,
        }
    }
}
