//! What the ledger can do and can be asked.

use moja::ledger::{
    AccountView, Accounts, BalanceLine, BalanceSheet, BalanceView, Balances, CaptureHold,
    ChangeControl, ChangeLimits, CloseAccount, DeclareCurrency, DescribeAccount, DirectiveView,
    Directives, Entries, EntryPage, FreezeAccount, GetBalance, GetHold, GetTransaction, HoldView,
    Holds, IncomeStatement, KeepDirectives, OpenAccount, PlaceHold, Post, PostMany, PriceView,
    Prices, RecordPrices, Refund, ReleaseHold, ReopenAccount, ReportView, Reverse, Statement,
    StatementView, SweepHolds, TransactionPage, TransactionView, Transactions, Transfer,
    TransferMany, TrialBalance, TrialBalanceView, UnfreezeAccount,
};

use super::handle;
use crate::answer::{DoneOutcome, HoldOutcome, PostedManyOutcome, PostedOutcome};

handle! {
    /// Money: accounts, transactions, holds, statements.
    Ledger, LedgerCommand;

    run capture_hold(CaptureHold) -> PostedOutcome;
    run change_control(ChangeControl) -> DoneOutcome;
    run change_limits(ChangeLimits) -> DoneOutcome;
    run close_account(CloseAccount) -> DoneOutcome;
    run declare_currency(DeclareCurrency) -> DoneOutcome;
    run describe_account(DescribeAccount) -> DoneOutcome;
    run freeze_account(FreezeAccount) -> DoneOutcome;
    run keep_directives(KeepDirectives) -> DoneOutcome;
    run open_account(OpenAccount) -> DoneOutcome;
    run place_hold(PlaceHold) -> HoldOutcome;
    run post(Post) -> PostedOutcome;
    run post_many(PostMany) -> PostedManyOutcome;
    run record_prices(RecordPrices) -> DoneOutcome;
    run refund(Refund) -> PostedOutcome;
    run release_hold(ReleaseHold) -> DoneOutcome;
    run reopen_account(ReopenAccount) -> DoneOutcome;
    run reverse(Reverse) -> PostedOutcome;
    run sweep_holds(SweepHolds) -> DoneOutcome;
    run transfer(Transfer) -> PostedOutcome;
    run transfer_many(TransferMany) -> PostedManyOutcome;
    run unfreeze_account(UnfreezeAccount) -> DoneOutcome;

    ask accounts(Accounts) -> Vec<AccountView>;
    ask get_balance(GetBalance) -> BalanceView;
    ask balance_sheet(BalanceSheet) -> ReportView;
    ask balances(Balances) -> Vec<BalanceLine>;
    ask directives(Directives) -> Vec<DirectiveView>;
    ask entries(Entries) -> EntryPage;
    ask get_hold(GetHold) -> HoldView;
    ask holds(Holds) -> Vec<HoldView>;
    ask income_statement(IncomeStatement) -> ReportView;
    ask prices(Prices) -> Vec<PriceView>;
    ask statement(Statement) -> StatementView;
    ask get_transaction(GetTransaction) -> TransactionView;
    ask transactions(Transactions) -> TransactionPage;
    ask trial_balance(TrialBalance) -> TrialBalanceView;
}
