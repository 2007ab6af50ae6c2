// Written by `cargo xtask bindgen` from crates/api; do not edit.

/// A command of any domain, which `allOrNothing` and `push` take.
public protocol CommandValue: Sendable {
    /// This command as one of all commands.
    var asCommand: Command { get }
}

extension Command: CommandValue {
    public var asCommand: Command { self }
}

extension CaptureHold: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.captureHold(command: self)) }
}

extension ChangeControl: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.changeControl(command: self)) }
}

extension ChangeLimits: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.changeLimits(command: self)) }
}

extension CloseAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.closeAccount(command: self)) }
}

extension DeclareCurrency: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.declareCurrency(command: self)) }
}

extension DescribeAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.describeAccount(command: self)) }
}

extension FreezeAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.freezeAccount(command: self)) }
}

extension KeepDirectives: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.keepDirectives(command: self)) }
}

extension OpenAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.openAccount(command: self)) }
}

extension PlaceHold: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.placeHold(command: self)) }
}

extension Post: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.post(command: self)) }
}

extension PostMany: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.postMany(command: self)) }
}

extension RecordPrices: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.recordPrices(command: self)) }
}

extension LedgerRefund: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.refund(command: self)) }
}

extension ReleaseHold: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.releaseHold(command: self)) }
}

extension ReopenAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.reopenAccount(command: self)) }
}

extension Reverse: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.reverse(command: self)) }
}

extension SweepHolds: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.sweepHolds(command: self)) }
}

extension Transfer: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.transfer(command: self)) }
}

extension TransferMany: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.transferMany(command: self)) }
}

extension UnfreezeAccount: CommandValue {
    public var asCommand: Command { .ledger(command: LedgerCommand.unfreezeAccount(command: self)) }
}

extension AddLandedCost: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.addLandedCost(command: self)) }
}

extension Adjust: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.adjust(command: self)) }
}

extension Allot: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.allot(command: self)) }
}

extension Assemble: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.assemble(command: self)) }
}

extension ChangeCosting: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.changeCosting(command: self)) }
}

extension ChangeItem: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.changeItem(command: self)) }
}

extension ChangeStatus: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.changeStatus(command: self)) }
}

extension CloseExpectation: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.closeExpectation(command: self)) }
}

extension ClosePeriod: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.closePeriod(command: self)) }
}

extension Count: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.count(command: self)) }
}

extension CreateItem: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.createItem(command: self)) }
}

extension CreateLocation: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.createLocation(command: self)) }
}

extension DefineComponents: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.defineComponents(command: self)) }
}

extension DefineGroup: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.defineGroup(command: self)) }
}

extension DescribeLot: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.describeLot(command: self)) }
}

extension Disassemble: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.disassemble(command: self)) }
}

extension DispatchTransfer: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.dispatchTransfer(command: self)) }
}

extension Expect: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.expect(command: self)) }
}

extension ExtendAllotment: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.extendAllotment(command: self)) }
}

extension ExtendReservation: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.extendReservation(command: self)) }
}

extension FreeLot: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.freeLot(command: self)) }
}

extension HoldLot: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.holdLot(command: self)) }
}

extension LoseTransfer: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.loseTransfer(command: self)) }
}

extension Move: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.move(command: self)) }
}

extension RecallLot: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.recallLot(command: self)) }
}

extension Receive: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.receive(command: self)) }
}

extension ReceiveTransfer: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.receiveTransfer(command: self)) }
}

extension ReleaseReservation: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.releaseReservation(command: self)) }
}

extension Reserve: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.reserve(command: self)) }
}

extension ReturnAllotment: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.returnAllotment(command: self)) }
}

extension ReturnFromCustomer: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.returnFromCustomer(command: self)) }
}

extension ReturnToSupplier: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.returnToSupplier(command: self)) }
}

extension Revalue: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.revalue(command: self)) }
}

extension SetPolicy: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.setPolicy(command: self)) }
}

extension SetShelfRule: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.setShelfRule(command: self)) }
}

extension InventoryShip: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.ship(command: self)) }
}

extension ShipReservation: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.shipReservation(command: self)) }
}

extension SpendAllotment: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.spendAllotment(command: self)) }
}

extension TransferRights: CommandValue {
    public var asCommand: Command { .inventory(command: InventoryCommand.transferRights(command: self)) }
}

extension Allocate: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.allocate(command: self)) }
}

extension Cancel: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.cancel(command: self)) }
}

extension Close: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.close(command: self)) }
}

extension Invoice: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.invoice(command: self)) }
}

extension IssueNumber: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.issueNumber(command: self)) }
}

extension OpenSeries: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.openSeries(command: self)) }
}

extension Place: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.place(command: self)) }
}

extension MakeQuote: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.makeQuote(command: self)) }
}

extension CommerceRefund: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.refund(command: self)) }
}

extension Return: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.`return`(command: self)) }
}

extension SetPrice: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.setPrice(command: self)) }
}

extension SetSeller: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.setSeller(command: self)) }
}

extension SetTax: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.setTax(command: self)) }
}

extension CommerceShip: CommandValue {
    public var asCommand: Command { .commerce(command: CommerceCommand.ship(command: self)) }
}

extension CancelOrder: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.cancelOrder(command: self)) }
}

extension FulfilOrder: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.fulfilOrder(command: self)) }
}

extension MoveBetweenShops: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.moveBetweenShops(command: self)) }
}

extension PlaceOrder: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.placeOrder(command: self)) }
}

extension ReceiveGoods: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.receiveGoods(command: self)) }
}

extension ReturnOrder: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.returnOrder(command: self)) }
}

extension ReturnSale: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.returnSale(command: self)) }
}

extension Sell: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.sell(command: self)) }
}

extension WriteOff: CommandValue {
    public var asCommand: Command { .shop(command: ShopCommand.writeOff(command: self)) }
}

extension Ack: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.ack(command: self)) }
}

extension Lease: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.lease(command: self)) }
}

extension Park: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.park(command: self)) }
}

extension Release: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.release(command: self)) }
}

extension Retry: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.retry(command: self)) }
}

extension Skip: CommandValue {
    public var asCommand: Command { .outbox(command: OutboxCommand.skip(command: self)) }
}
