// Written by `cargo xtask bindgen` from crates/api; do not edit.

package dev.moja

/** This command as a value, for `allOrNothing` and `push`. */
public fun CaptureHold.asCommand(): Command =
    Command.Ledger(LedgerCommand.CaptureHold(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ChangeControl.asCommand(): Command =
    Command.Ledger(LedgerCommand.ChangeControl(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ChangeLimits.asCommand(): Command =
    Command.Ledger(LedgerCommand.ChangeLimits(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CloseAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.CloseAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DeclareCurrency.asCommand(): Command =
    Command.Ledger(LedgerCommand.DeclareCurrency(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DescribeAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.DescribeAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun FreezeAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.FreezeAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun KeepDirectives.asCommand(): Command =
    Command.Ledger(LedgerCommand.KeepDirectives(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun OpenAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.OpenAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun PlaceHold.asCommand(): Command =
    Command.Ledger(LedgerCommand.PlaceHold(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Post.asCommand(): Command =
    Command.Ledger(LedgerCommand.Post(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun PostMany.asCommand(): Command =
    Command.Ledger(LedgerCommand.PostMany(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun RecordPrices.asCommand(): Command =
    Command.Ledger(LedgerCommand.RecordPrices(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun LedgerRefund.asCommand(): Command =
    Command.Ledger(LedgerCommand.Refund(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReleaseHold.asCommand(): Command =
    Command.Ledger(LedgerCommand.ReleaseHold(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReopenAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.ReopenAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Reverse.asCommand(): Command =
    Command.Ledger(LedgerCommand.Reverse(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SweepHolds.asCommand(): Command =
    Command.Ledger(LedgerCommand.SweepHolds(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Transfer.asCommand(): Command =
    Command.Ledger(LedgerCommand.Transfer(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun TransferMany.asCommand(): Command =
    Command.Ledger(LedgerCommand.TransferMany(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun UnfreezeAccount.asCommand(): Command =
    Command.Ledger(LedgerCommand.UnfreezeAccount(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun AddLandedCost.asCommand(): Command =
    Command.Inventory(InventoryCommand.AddLandedCost(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Adjust.asCommand(): Command =
    Command.Inventory(InventoryCommand.Adjust(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Allot.asCommand(): Command =
    Command.Inventory(InventoryCommand.Allot(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Assemble.asCommand(): Command =
    Command.Inventory(InventoryCommand.Assemble(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ChangeCosting.asCommand(): Command =
    Command.Inventory(InventoryCommand.ChangeCosting(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ChangeItem.asCommand(): Command =
    Command.Inventory(InventoryCommand.ChangeItem(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ChangeStatus.asCommand(): Command =
    Command.Inventory(InventoryCommand.ChangeStatus(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CloseExpectation.asCommand(): Command =
    Command.Inventory(InventoryCommand.CloseExpectation(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ClosePeriod.asCommand(): Command =
    Command.Inventory(InventoryCommand.ClosePeriod(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Count.asCommand(): Command =
    Command.Inventory(InventoryCommand.Count(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CreateItem.asCommand(): Command =
    Command.Inventory(InventoryCommand.CreateItem(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CreateLocation.asCommand(): Command =
    Command.Inventory(InventoryCommand.CreateLocation(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DefineComponents.asCommand(): Command =
    Command.Inventory(InventoryCommand.DefineComponents(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DefineGroup.asCommand(): Command =
    Command.Inventory(InventoryCommand.DefineGroup(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DescribeLot.asCommand(): Command =
    Command.Inventory(InventoryCommand.DescribeLot(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Disassemble.asCommand(): Command =
    Command.Inventory(InventoryCommand.Disassemble(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun DispatchTransfer.asCommand(): Command =
    Command.Inventory(InventoryCommand.DispatchTransfer(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Expect.asCommand(): Command =
    Command.Inventory(InventoryCommand.Expect(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ExtendAllotment.asCommand(): Command =
    Command.Inventory(InventoryCommand.ExtendAllotment(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ExtendReservation.asCommand(): Command =
    Command.Inventory(InventoryCommand.ExtendReservation(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun FreeLot.asCommand(): Command =
    Command.Inventory(InventoryCommand.FreeLot(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun HoldLot.asCommand(): Command =
    Command.Inventory(InventoryCommand.HoldLot(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun LoseTransfer.asCommand(): Command =
    Command.Inventory(InventoryCommand.LoseTransfer(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Move.asCommand(): Command =
    Command.Inventory(InventoryCommand.Move(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun RecallLot.asCommand(): Command =
    Command.Inventory(InventoryCommand.RecallLot(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Receive.asCommand(): Command =
    Command.Inventory(InventoryCommand.Receive(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReceiveTransfer.asCommand(): Command =
    Command.Inventory(InventoryCommand.ReceiveTransfer(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReleaseReservation.asCommand(): Command =
    Command.Inventory(InventoryCommand.ReleaseReservation(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Reserve.asCommand(): Command =
    Command.Inventory(InventoryCommand.Reserve(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReturnAllotment.asCommand(): Command =
    Command.Inventory(InventoryCommand.ReturnAllotment(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReturnFromCustomer.asCommand(): Command =
    Command.Inventory(InventoryCommand.ReturnFromCustomer(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReturnToSupplier.asCommand(): Command =
    Command.Inventory(InventoryCommand.ReturnToSupplier(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Revalue.asCommand(): Command =
    Command.Inventory(InventoryCommand.Revalue(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SetPolicy.asCommand(): Command =
    Command.Inventory(InventoryCommand.SetPolicy(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SetShelfRule.asCommand(): Command =
    Command.Inventory(InventoryCommand.SetShelfRule(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun InventoryShip.asCommand(): Command =
    Command.Inventory(InventoryCommand.Ship(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ShipReservation.asCommand(): Command =
    Command.Inventory(InventoryCommand.ShipReservation(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SpendAllotment.asCommand(): Command =
    Command.Inventory(InventoryCommand.SpendAllotment(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun TransferRights.asCommand(): Command =
    Command.Inventory(InventoryCommand.TransferRights(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Allocate.asCommand(): Command =
    Command.Commerce(CommerceCommand.Allocate(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Cancel.asCommand(): Command =
    Command.Commerce(CommerceCommand.Cancel(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Close.asCommand(): Command =
    Command.Commerce(CommerceCommand.Close(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Invoice.asCommand(): Command =
    Command.Commerce(CommerceCommand.Invoice(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun IssueNumber.asCommand(): Command =
    Command.Commerce(CommerceCommand.IssueNumber(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun OpenSeries.asCommand(): Command =
    Command.Commerce(CommerceCommand.OpenSeries(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Place.asCommand(): Command =
    Command.Commerce(CommerceCommand.Place(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun MakeQuote.asCommand(): Command =
    Command.Commerce(CommerceCommand.MakeQuote(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CommerceRefund.asCommand(): Command =
    Command.Commerce(CommerceCommand.Refund(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Return.asCommand(): Command =
    Command.Commerce(CommerceCommand.Return(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SetPrice.asCommand(): Command =
    Command.Commerce(CommerceCommand.SetPrice(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SetSeller.asCommand(): Command =
    Command.Commerce(CommerceCommand.SetSeller(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun SetTax.asCommand(): Command =
    Command.Commerce(CommerceCommand.SetTax(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CommerceShip.asCommand(): Command =
    Command.Commerce(CommerceCommand.Ship(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun CancelOrder.asCommand(): Command =
    Command.Shop(ShopCommand.CancelOrder(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun FulfilOrder.asCommand(): Command =
    Command.Shop(ShopCommand.FulfilOrder(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun MoveBetweenShops.asCommand(): Command =
    Command.Shop(ShopCommand.MoveBetweenShops(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun PlaceOrder.asCommand(): Command =
    Command.Shop(ShopCommand.PlaceOrder(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReceiveGoods.asCommand(): Command =
    Command.Shop(ShopCommand.ReceiveGoods(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReturnOrder.asCommand(): Command =
    Command.Shop(ShopCommand.ReturnOrder(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun ReturnSale.asCommand(): Command =
    Command.Shop(ShopCommand.ReturnSale(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Sell.asCommand(): Command =
    Command.Shop(ShopCommand.Sell(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun WriteOff.asCommand(): Command =
    Command.Shop(ShopCommand.WriteOff(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Ack.asCommand(): Command =
    Command.Outbox(OutboxCommand.Ack(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Lease.asCommand(): Command =
    Command.Outbox(OutboxCommand.Lease(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Park.asCommand(): Command =
    Command.Outbox(OutboxCommand.Park(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Release.asCommand(): Command =
    Command.Outbox(OutboxCommand.Release(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Retry.asCommand(): Command =
    Command.Outbox(OutboxCommand.Retry(this))

/** This command as a value, for `allOrNothing` and `push`. */
public fun Skip.asCommand(): Command =
    Command.Outbox(OutboxCommand.Skip(this))
