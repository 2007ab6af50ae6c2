//! Data that no balance depends on: prices and directives of imported books.

use moja_core::command::Refusal;

use super::{Decided, check_metadata, check_text, reject};
use crate::command::{KeepDirectives, RecordPrices};
use crate::event::LedgerEvent;
use crate::rejection::Rejection;

impl RecordPrices {
    pub(crate) fn decide(&self) -> Decided {
        if self.prices.is_empty() {
            return reject(Rejection::BatchEmpty {});
        }
        self.prices
            .iter()
            .enumerate()
            .map(|(index, price)| {
                for (field, text) in [
                    ("currency", &price.currency),
                    ("quoted_in", &price.quoted_in),
                    ("price", &price.price),
                ] {
                    check_text(field, text)
                        .map_err(|rejection| Refusal::Rejected(rejection.of_member(index)))?;
                }
                if rust_decimal::Decimal::from_str_exact(&price.price).is_err() {
                    let rejection = Rejection::TextInvalid { field: "price".to_owned() };
                    return Err(Refusal::Rejected(rejection.of_member(index)));
                }
                Ok(LedgerEvent::PriceRecorded {
                    currency: price.currency.clone(),
                    quoted_in: price.quoted_in.clone(),
                    at: price.at,
                    price: price.price.clone(),
                })
            })
            .collect()
    }
}

impl KeepDirectives {
    pub(crate) fn decide(&self) -> Decided {
        if self.directives.is_empty() {
            return reject(Rejection::BatchEmpty {});
        }
        self.directives
            .iter()
            .enumerate()
            .map(|(index, directive)| {
                check_text("kind", &directive.kind)
                    .and_then(|()| check_metadata(&directive.body))
                    .map_err(|rejection| Refusal::Rejected(rejection.of_member(index)))?;
                Ok(LedgerEvent::DirectiveKept {
                    at: directive.at,
                    kind: directive.kind.clone(),
                    body: directive.body.clone(),
                })
            })
            .collect()
    }
}
