//! What commands answer: pure functions of their events.

use moja_core::currency::Currency;
use moja_core::money::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::CommerceEvent;
use crate::types::{AllocationId, OrderId, QuoteId, currency_with};

/// The answer of commands that have nothing to tell.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Done {}

/// The number that a document took.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issued {
    /// How it is written.
    pub number: String,
}

/// The quote that was made.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuotedAnswer {
    /// Its id.
    pub quote: QuoteId,
    /// What all of it costs.
    pub total: Money,
}

/// The order that was placed.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedAnswer {
    /// Its id.
    pub order: OrderId,
    /// The number that it bears.
    pub number: Option<String>,
    /// What all of it costs.
    pub total: Money,
}

/// What was set aside.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AllocatedAnswer {
    /// The id of what was set aside, which is that of the reservation.
    pub allocation: AllocationId,
}

/// Money that was captured or refunded.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoneyAnswer {
    /// The number of the invoice or credit note.
    pub number: Option<String>,
    /// The amount.
    pub amount: Money,
}

/// What stands in an answer to events that no command of its type yields.
const NOTHING: Money = Money::zero(Currency::EUR);

fn money(currency: &str, exponent: u8, minor: i64) -> Money {
    Money::new(minor.into(), currency_with(currency, exponent.into()))
}

pub(crate) fn issued(events: &[CommerceEvent]) -> Issued {
    let number = events.iter().find_map(|event| match event {
        CommerceEvent::NumberTaken(facts) => Some(facts.text.clone()),
        _ => None,
    });
    Issued { number: number.unwrap_or_default() }
}

pub(crate) fn quoted(events: &[CommerceEvent]) -> QuotedAnswer {
    let found = events.iter().find_map(|event| match event {
        CommerceEvent::Quoted { quote, numbers, .. } => Some((*quote, numbers.total)),
        _ => None,
    });
    let (quote, total) = found.unwrap_or((QuoteId::nil(), NOTHING));
    QuotedAnswer { quote, total }
}

pub(crate) fn placed(events: &[CommerceEvent]) -> PlacedAnswer {
    let found = events.iter().find_map(|event| match event {
        CommerceEvent::Placed(facts) => Some(PlacedAnswer {
            order: facts.order.id,
            number: facts.number.clone(),
            total: money(&facts.currency, facts.exponent, facts.total_minor),
        }),
        _ => None,
    });
    found.unwrap_or(PlacedAnswer { order: OrderId::nil(), number: None, total: NOTHING })
}

pub(crate) fn allocated(events: &[CommerceEvent]) -> AllocatedAnswer {
    let found = events.iter().find_map(|event| match event {
        CommerceEvent::Allocated { allocation, .. } => Some(*allocation),
        _ => None,
    });
    AllocatedAnswer { allocation: found.unwrap_or(AllocationId::nil()) }
}

pub(crate) fn moved(events: &[CommerceEvent]) -> MoneyAnswer {
    let found = events.iter().find_map(|event| match event {
        CommerceEvent::Invoiced(facts) | CommerceEvent::Refunded(facts) => {
            let amount = money(&facts.currency, facts.exponent, facts.amount_minor);
            Some(MoneyAnswer { number: facts.number.clone(), amount })
        }
        _ => None,
    });
    found.unwrap_or(MoneyAnswer { number: None, amount: NOTHING })
}
