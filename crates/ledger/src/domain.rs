//! The ledger as a domain: its tables, commands, queries and invariants.

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::command::{Domain, Finding, QueryError, Recorded, SqlView};
use moja_core::reader::Reader;
use moja_core::record::{Record, TableDef};
use moja_core::registry::Registrar;
use moja_core::scan::Scan;

use crate::event::LedgerEvent;
use crate::tables::{
    Account, Balance, Correction, Counter, CurrencyRow, DirectiveRow, ENTRIES, Hold, Label, LegRow,
    MetaRow, PriceRow, Transaction,
};
use crate::types::HoldStatus;
use crate::{command, query};

/// The ledger.
#[derive(Clone, Copy, Debug)]
pub struct Ledger;

#[async_trait]
impl Domain for Ledger {
    const NAME: &'static str = "ledger";
    type Event = LedgerEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![
            Counter::table(),
            CurrencyRow::table(),
            Account::table(),
            Balance::table(),
            Transaction::table(),
            LegRow::table(),
            Label::table(),
            MetaRow::table(),
            Correction::table(),
            Hold::table(),
            PriceRow::table(),
            DirectiveRow::table(),
        ]
    }

    fn views() -> Vec<SqlView> {
        vec![
            SqlView {
                name: "ledger_entries",
                doc: "Every leg of every transaction; amounts in minor units, debit positive.",
                select: "\
SELECT t.tenant, t.pos, t.ordinal, 0 AS line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       t.debit AS account, t.amount AS amount, t.reference
  FROM ledger_transaction t WHERE t.debit IS NOT NULL
UNION ALL
SELECT t.tenant, t.pos, t.ordinal, 1 AS line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       t.credit AS account, -t.amount AS amount, t.reference
  FROM ledger_transaction t WHERE t.credit IS NOT NULL
UNION ALL
SELECT l.tenant, l.pos, l.ordinal, l.line, t.id AS transaction_id, t.effective_at, t.recorded_at,
       l.account, l.amount, t.reference
  FROM ledger_leg l
  JOIN ledger_transaction t ON t.tenant = l.tenant AND t.pos = l.pos AND t.ordinal = l.ordinal",
            },
            SqlView {
                name: "ledger_balances",
                doc: "What each account holds, in minor units; balance is debit positive.",
                select: "\
SELECT a.tenant, a.no AS account, a.code, a.currency, a.exponent, a.kind, a.status,
       b.debits_posted, b.credits_posted, b.debits_posted - b.credits_posted AS balance,
       b.debits_pending, b.credits_pending, b.version
  FROM ledger_account a JOIN ledger_balance b ON b.tenant = a.tenant AND b.account = a.no",
            },
        ]
    }

    fn project(event: &LedgerEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
        crate::project::project(event, recorded, batch);
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar
            .command::<command::DeclareCurrency>()
            .command::<command::OpenAccount>()
            .command::<command::ChangeLimits>()
            .command::<command::ChangeControl>()
            .command::<command::FreezeAccount>()
            .command::<command::UnfreezeAccount>()
            .command::<command::CloseAccount>()
            .command::<command::ReopenAccount>()
            .command::<command::DescribeAccount>()
            .command::<command::Transfer>()
            .command::<command::TransferMany>()
            .command::<command::Post>()
            .command::<command::PostMany>()
            .command::<command::PlaceHold>()
            .command::<command::CaptureHold>()
            .command::<command::ReleaseHold>()
            .command::<command::SweepHolds>()
            .command::<command::Reverse>()
            .command::<command::Refund>()
            .command::<command::RecordPrices>()
            .command::<command::KeepDirectives>()
            .query::<query::GetBalance>()
            .query::<query::Balances>()
            .query::<query::Accounts>()
            .query::<query::GetTransaction>()
            .query::<query::Transactions>()
            .query::<query::Entries>()
            .query::<query::Statement>()
            .query::<query::TrialBalance>()
            .query::<query::BalanceSheet>()
            .query::<query::IncomeStatement>()
            .query::<query::GetHold>()
            .query::<query::Holds>()
            .query::<query::Prices>()
            .query::<query::Directives>();
    }

    /// Invariants 1 and 2 of double entry, on the stored rows themselves: debits equal credits
    /// in every currency, posted and pending; and each balance is the sum of its entries and of
    /// its open holds.
    async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
        let mut findings = Vec::new();
        let tenant = Some(reader.tenant().to_string());
        let mut find = |code: &str, message: String| {
            findings.push(Finding {
                code: code.to_owned(),
                tenant: tenant.clone(),
                pos: None,
                message,
            });
        };
        let mut holds: std::collections::BTreeMap<i64, (i128, i128)> = Default::default();
        for hold in reader.scan_all::<Hold>(Scan::of::<Hold>()).await? {
            if hold.status != HoldStatus::Pending {
                continue;
            }
            let left = i128::from(hold.amount).saturating_sub(i128::from(hold.captured));
            let debits = &mut holds.entry(hold.debit).or_default().0;
            *debits = debits.saturating_add(left);
            let credits = &mut holds.entry(hold.credit).or_default().1;
            *credits = credits.saturating_add(left);
        }
        let mut totals: std::collections::BTreeMap<String, [i128; 4]> = Default::default();
        for account in reader.scan_all::<Account>(Scan::of::<Account>()).await? {
            let Some(balance) = reader.get(Balance::key(account.no)).await? else {
                find("balance_missing", format!("account {} has no balance", account.no));
                continue;
            };
            let counters = [
                balance.debits_posted,
                balance.credits_posted,
                balance.debits_pending,
                balance.credits_pending,
            ];
            let total = totals.entry(account.currency.to_string()).or_default();
            for (sum, counter) in total.iter_mut().zip(counters) {
                *sum = sum.saturating_add(i128::from(counter));
            }
            let sums = reader.sums(ENTRIES, account.no, i64::MAX, i64::MAX).await?;
            if sums.positive != i128::from(balance.debits_posted)
                || sums.negative.saturating_neg() != i128::from(balance.credits_posted)
            {
                find(
                    "balance_differs",
                    format!("the balance of account {} is not the sum of its entries", account.no),
                );
            }
            let held = holds.get(&account.no).copied().unwrap_or_default();
            let pending = (i128::from(balance.debits_pending), i128::from(balance.credits_pending));
            if held != pending {
                find(
                    "pending_differs",
                    format!(
                        "what is pending on account {} is not the sum of its holds",
                        account.no
                    ),
                );
            }
        }
        for (currency, [debits, credits, debits_pending, credits_pending]) in totals {
            if debits != credits || debits_pending != credits_pending {
                find("books_unbalanced", format!("debits and credits in `{currency}` differ"));
            }
        }
        Ok(findings)
    }
}
