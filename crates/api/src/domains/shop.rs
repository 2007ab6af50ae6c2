//! What a shop can do and can be asked.

use moja::flows::{
    CancelOrder, FulfilOrder, MoveBetweenShops, PlaceOrder, ReceiveGoods, ReturnOrder, ReturnSale,
    Sell, TieOut, TieOutLine, WriteOff,
};

use super::handle;
use crate::answer::{GoodsOutcome, OrderOutcome, SaleOutcome};

handle! {
    /// What a shop does with goods and money at once: each method one command, one commit.
    Shop, ShopCommand;

    run cancel_order(CancelOrder) -> OrderOutcome;
    run fulfil_order(FulfilOrder) -> OrderOutcome;
    run move_between_shops(MoveBetweenShops) -> GoodsOutcome;
    run place_order(PlaceOrder) -> OrderOutcome;
    run receive_goods(ReceiveGoods) -> GoodsOutcome;
    run return_order(ReturnOrder) -> OrderOutcome;
    run return_sale(ReturnSale) -> GoodsOutcome;
    run sell(Sell) -> SaleOutcome;
    run write_off(WriteOff) -> GoodsOutcome;

    ask tie_out(TieOut) -> Vec<TieOutLine>;
}
