//! What the inventory can do and can be asked.

use moja::inventory::{
    AddLandedCost, Adjust, Allot, Allotments, Assemble, Availability, AvailabilityView,
    AvailableToPromise, ChangeCosting, ChangeItem, ChangeStatus, ClassLine, Classification,
    CloseExpectation, ClosePeriod, Count, CreateItem, CreateLocation, DefineComponents,
    DefineGroup, DescribeLot, Disassemble, DispatchTransfer, DocumentView, Expect, Expiring,
    ExpiringLine, ExtendAllotment, ExtendReservation, Forecast, ForecastView, FreeLot, GetDocument,
    GetItem, GetReservation, HoldLot, ItemPage, ItemView, Items, LocationView, Locations,
    LoseTransfer, LotView, Lots, Move, MovementPage, Movements, OrderQuantity, OrderQuantityView,
    PromiseView, Recall, RecallLot, RecallView, Receive, ReceiveTransfer, ReleaseReservation,
    Reorder, ReorderLine, ReservationView, Reservations, Reserve, ReturnAllotment,
    ReturnFromCustomer, ReturnToSupplier, Revalue, ScanBarcode, ScanView, SetPolicy, SetShelfRule,
    Ship, ShipReservation, SpendAllotment, Stock, StockLine, Trace, TraceView, TransferRights,
    Valuation, ValuationView,
};

use super::handle;
use crate::answer::{
    AllotmentOutcome, DispatchOutcome, DocumentOutcome, DoneOutcome, ExpectationOutcome,
    RecallOutcome, ReservationOutcome,
};

handle! {
    /// Stock: items, lots, movements, reservations, valuation.
    Inventory, InventoryCommand;

    run add_landed_cost(AddLandedCost) -> DoneOutcome;
    run adjust(Adjust) -> DocumentOutcome;
    run allot(Allot) -> AllotmentOutcome;
    run assemble(Assemble) -> DocumentOutcome;
    run change_costing(ChangeCosting) -> DoneOutcome;
    run change_item(ChangeItem) -> DoneOutcome;
    run change_status(ChangeStatus) -> DocumentOutcome;
    run close_expectation(CloseExpectation) -> DoneOutcome;
    run close_period(ClosePeriod) -> DoneOutcome;
    run count(Count) -> DocumentOutcome;
    run create_item(CreateItem) -> DoneOutcome;
    run create_location(CreateLocation) -> DoneOutcome;
    run define_components(DefineComponents) -> DoneOutcome;
    run define_group(DefineGroup) -> DoneOutcome;
    run describe_lot(DescribeLot) -> DoneOutcome;
    run disassemble(Disassemble) -> DocumentOutcome;
    run dispatch_transfer(DispatchTransfer) -> DispatchOutcome;
    run expect(Expect) -> ExpectationOutcome;
    run extend_allotment(ExtendAllotment) -> AllotmentOutcome;
    run extend_reservation(ExtendReservation) -> ReservationOutcome;
    run free_lot(FreeLot) -> DoneOutcome;
    run hold_lot(HoldLot) -> DoneOutcome;
    run lose_transfer(LoseTransfer) -> DocumentOutcome;
    run move_stock(Move) -> DocumentOutcome;
    run recall_lot(RecallLot) -> RecallOutcome;
    run receive(Receive) -> DocumentOutcome;
    run receive_transfer(ReceiveTransfer) -> DocumentOutcome;
    run release_reservation(ReleaseReservation) -> DoneOutcome;
    run reserve(Reserve) -> ReservationOutcome;
    run return_allotment(ReturnAllotment) -> DoneOutcome;
    run return_from_customer(ReturnFromCustomer) -> DocumentOutcome;
    run return_to_supplier(ReturnToSupplier) -> DocumentOutcome;
    run revalue(Revalue) -> DoneOutcome;
    run set_policy(SetPolicy) -> DoneOutcome;
    run set_shelf_rule(SetShelfRule) -> DoneOutcome;
    run ship(Ship) -> DocumentOutcome;
    run ship_reservation(ShipReservation) -> DocumentOutcome;
    run spend_allotment(SpendAllotment) -> DocumentOutcome;
    run transfer_rights(TransferRights) -> AllotmentOutcome;

    ask allotments(Allotments) -> Vec<ReservationView>;
    ask availability(Availability) -> Vec<AvailabilityView>;
    ask available_to_promise(AvailableToPromise) -> PromiseView;
    ask classification(Classification) -> Vec<ClassLine>;
    ask get_document(GetDocument) -> DocumentView;
    ask expiring(Expiring) -> Vec<ExpiringLine>;
    ask forecast(Forecast) -> ForecastView;
    ask get_item(GetItem) -> ItemView;
    ask items(Items) -> ItemPage;
    ask locations(Locations) -> Vec<LocationView>;
    ask lots(Lots) -> Vec<LotView>;
    ask movements(Movements) -> MovementPage;
    ask order_quantity(OrderQuantity) -> OrderQuantityView;
    ask recall(Recall) -> RecallView;
    ask reorder(Reorder) -> Vec<ReorderLine>;
    ask get_reservation(GetReservation) -> ReservationView;
    ask reservations(Reservations) -> Vec<ReservationView>;
    ask scan_barcode(ScanBarcode) -> ScanView;
    ask stock(Stock) -> Vec<StockLine>;
    ask trace(Trace) -> TraceView;
    ask valuation(Valuation) -> ValuationView;
}
