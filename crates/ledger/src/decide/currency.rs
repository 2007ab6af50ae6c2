//! Currencies and units: one scale each within a tenant.

use moja_core::command::Refusal;
use moja_core::view::View;

use super::{Decided, check_metadata, reject};
use crate::command::DeclareCurrency;
use crate::event::LedgerEvent;
use crate::rejection::Rejection;
use crate::tables::CurrencyRow;

impl DeclareCurrency {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        check_metadata(&self.metadata).map_err(Refusal::Rejected)?;
        let currency = self.currency;
        let metadata = self.metadata.clone();
        let exponent = i64::from(currency.exponent());
        match view.get(CurrencyRow::key(currency.code()))? {
            Some(known) if known.exponent != exponent => reject(Rejection::CurrencyScaleDiffers {
                code: known.code.clone(),
                declared: known.exponent,
                given: exponent,
            }),
            Some(_) => Ok(vec![LedgerEvent::CurrencyDescribed { currency, metadata }]),
            None => Ok(vec![LedgerEvent::CurrencyDeclared { currency, metadata }]),
        }
    }
}
