//! What import and export share: the contents of a store as books see them.

use std::collections::{BTreeMap, BTreeSet};

use moja::QueryError;
use moja::core::command::Query as _;
use moja::core::reader::Reader;
use moja::core::scan::Scan;
use moja::ledger::export::Contents;
use moja::ledger::import::ImportOptions;
use moja::ledger::tables::CurrencyRow;
use moja::ledger::{Accounts, Directives, Prices, Transactions};

/// Transactions read at a time.
const PAGE: u32 = 10_000;

/// Everything, from one snapshot.
pub(super) async fn contents(reader: &mut Reader<'_>) -> Result<Contents, QueryError> {
    let mut contents = Contents {
        accounts: Accounts::default().run(reader).await?,
        currencies: reader.scan_all::<CurrencyRow>(Scan::of::<CurrencyRow>()).await?,
        transactions: Vec::new(),
        prices: Prices::default().run(reader).await?,
        directives: Directives::default().run(reader).await?,
    };
    let mut query = Transactions { limit: Some(PAGE), ..Transactions::default() };
    loop {
        let page = query.run(reader).await?;
        contents.transactions.extend(page.transactions);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(contents),
        }
    }
}

/// Tells a plan what the store has already.
pub(super) async fn known(
    reader: &mut Reader<'_>,
    options: &mut ImportOptions,
) -> Result<(), QueryError> {
    let currencies = reader.scan_all::<CurrencyRow>(Scan::of::<CurrencyRow>()).await?;
    options.currencies = currencies
        .into_iter()
        .filter_map(|row| Some((row.code, u8::try_from(row.exponent).ok()?)))
        .collect::<BTreeMap<_, _>>();
    let accounts = Accounts::default().run(reader).await?;
    options.accounts = accounts
        .into_iter()
        .map(|account| (account.account, account.currency.code().to_owned()))
        .collect::<BTreeSet<_>>();
    Ok(())
}
