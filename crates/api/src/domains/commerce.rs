//! What commerce can do and can be asked.

use moja::commerce::{
    Allocate, Cancel, Close, GetOrder, GetQuote, GetSettlement, Invoice, IssueNumber, ListSeries,
    MakeQuote, OpenSeries, OrderPage, OrderView, Orders, Place, PriceView, Prices, QuoteView,
    Refund, Return, SeriesView, SetPrice, SetSeller, SetTax, Settlement, Ship,
};

use super::handle;
use crate::answer::{
    AllocationOutcome, DoneOutcome, MoneyOutcome, NumberOutcome, PlacedOutcome, QuoteOutcome,
};

handle! {
    /// Prices, quotes, orders, settlement, document numbers.
    Commerce, CommerceCommand;

    run allocate(Allocate) -> AllocationOutcome;
    run cancel(Cancel) -> DoneOutcome;
    run close(Close) -> DoneOutcome;
    run invoice(Invoice) -> MoneyOutcome;
    run issue_number(IssueNumber) -> NumberOutcome;
    run open_series(OpenSeries) -> DoneOutcome;
    run place(Place) -> PlacedOutcome;
    run make_quote(MakeQuote) -> QuoteOutcome;
    run refund(Refund) -> MoneyOutcome;
    run return_goods(Return) -> DoneOutcome;
    run set_price(SetPrice) -> DoneOutcome;
    run set_seller(SetSeller) -> DoneOutcome;
    run set_tax(SetTax) -> DoneOutcome;
    run ship(Ship) -> DoneOutcome;

    ask get_order(GetOrder) -> OrderView;
    ask orders(Orders) -> OrderPage;
    ask prices(Prices) -> Vec<PriceView>;
    ask get_quote(GetQuote) -> QuoteView;
    ask list_series(ListSeries) -> Vec<SeriesView>;
    ask get_settlement(GetSettlement) -> Settlement;
}
