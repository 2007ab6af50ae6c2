//! Goods go out for money, and come back.

use moja_core::command::{Command, Ctx, Failure};
use moja_core::engine::AnyCommand;
use moja_core::footprint::Footprint;
use moja_core::id::CommandId;
use moja_core::time::Timestamp;
use moja_core::view::View;
use moja_inventory::{
    DocumentId, Line, Paper, ReservationId, Reserve, ReturnFromCustomer, ShipReservation,
    SpendAllotment, StockStatus,
};
use moja_ledger::{CaptureHold, Completion, HoldId, PlaceHold, Refund, TransactionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Decided, Documented, Payment, Shop, ShopEvent, ShopRejection, details, document_of, documented,
    paper_of, part,
};

/// Sells goods: sets them aside, holds the money, ships, and captures the money. What the goods
/// had cost is posted with the shipment.
///
/// Its parts, in order: [`reserve`](Self::reserve), [`holds`](Self::holds),
/// [`ship`](Self::ship), [`captures`](Self::captures). What a device has sold of its
/// [allotment](moja_inventory::Allot) is set aside already: [`holds`](Self::holds),
/// [`spend`](Self::spend), [`captures`](Self::captures).
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sell {
    /// Where the goods are taken from: a location, with those below it.
    pub from: String,
    /// Where they go to: a customer location.
    pub to: String,
    /// What is sold.
    pub lines: Vec<Line>,
    /// The allotment of the device that has sold it, offline perhaps: the paper says when.
    #[serde(default)]
    pub allotment: Option<ReservationId>,
    /// Who pays, and what for: the price, the tax, a deposit.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// For how many seconds stock and money are set aside, when the sale is done in steps; for
    /// good if missing.
    #[serde(default)]
    pub expires_in_s: Option<u64>,
    /// What the paper says. Its id is that of the shipment.
    #[serde(default)]
    pub paper: Paper,
}

impl Sell {
    /// Sells these goods.
    #[must_use]
    pub fn new(
        from: impl Into<String>,
        to: impl Into<String>,
        lines: impl IntoIterator<Item = Line>,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            lines: lines.into_iter().collect(),
            allotment: None,
            payments: Vec::new(),
            expires_in_s: None,
            paper: Paper::default(),
        }
    }

    /// Sold by a device of its allotment, at that time.
    #[must_use]
    pub fn allotted(mut self, allotment: ReservationId, sold_at: Timestamp) -> Self {
        self.allotment = Some(allotment);
        self.paper.effective_at = Some(sold_at);
        self
    }

    /// With another payment.
    #[must_use]
    pub fn paid(mut self, payment: Payment) -> Self {
        self.payments.push(payment);
        self
    }

    /// With the app's reference.
    #[must_use]
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.paper.reference = Some(reference.into());
        self
    }

    /// What sets the goods aside: the first part, or the allotment.
    fn reservation(&self, flow: CommandId) -> ReservationId {
        self.allotment.unwrap_or_else(|| ReservationId::from_uuid(part(flow, 0).as_uuid()))
    }

    /// Which part the first hold is.
    fn holding(&self) -> usize {
        usize::from(self.allotment.is_none())
    }

    fn hold(&self, flow: CommandId, nth: usize) -> HoldId {
        HoldId::from_uuid(part(flow, nth.saturating_add(self.holding())).as_uuid())
    }

    /// Which part the shipment is.
    fn shipping(&self) -> usize {
        self.payments.len().saturating_add(self.holding())
    }

    /// Part 0 of the sale with this id: sets the goods aside. No part of a sale of an allotment.
    #[must_use]
    pub fn reserve(&self, flow: CommandId) -> Reserve {
        Reserve {
            id: Some(self.reservation(flow)),
            from: self.from.clone(),
            lines: self.lines.clone(),
            expires_in_s: self.expires_in_s,
            reference: self.paper.reference.clone(),
            party: self.paper.party.clone(),
        }
    }

    /// The next parts, one for each payment: hold the money.
    pub fn holds(&self, flow: CommandId) -> impl Iterator<Item = PlaceHold> {
        self.payments.iter().enumerate().map(move |(nth, payment)| PlaceHold {
            id: Some(self.hold(flow, nth)),
            debit: payment.debit.clone(),
            credit: payment.credit.clone(),
            amount: payment.amount,
            expires_in_s: self.expires_in_s,
            details: details(&self.paper),
        })
    }

    /// The next part, of a sale of an allotment: spends it.
    #[must_use]
    pub fn spend(&self, flow: CommandId) -> Option<SpendAllotment> {
        Some(SpendAllotment {
            allotment: self.allotment?,
            from: Some(self.from.clone()),
            to: self.to.clone(),
            lines: self.lines.clone(),
            paper: paper_of(&self.paper, flow, self.shipping()),
        })
    }

    /// The next part of any other sale: ships the goods.
    #[must_use]
    pub fn ship(&self, flow: CommandId) -> ShipReservation {
        ShipReservation {
            reservation: self.reservation(flow),
            to: self.to.clone(),
            lines: Vec::new(),
            paper: paper_of(&self.paper, flow, self.shipping()),
        }
    }

    /// The last parts, one for each payment: capture the money, in a transaction with the id of
    /// its hold.
    pub fn captures(&self, flow: CommandId) -> impl Iterator<Item = CaptureHold> {
        (0..self.payments.len()).map(move |nth| CaptureHold {
            id: Some(captured(self.hold(flow, nth))),
            hold: self.hold(flow, nth),
            amount: None,
            completion: Completion::Final,
            effective_at: self.paper.effective_at,
        })
    }
}

/// What a sale left.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sold {
    /// What set the goods aside: a reservation, or the allotment.
    pub reservation: ReservationId,
    /// The shipment, by which the goods may come back.
    pub shipment: DocumentId,
    /// What held the money, one for each payment.
    pub holds: Vec<HoldId>,
    /// What the money was captured in, one for each payment, by which it may be paid back.
    pub transactions: Vec<TransactionId>,
}

/// The transaction that captures a hold of a sale.
fn captured(hold: HoldId) -> TransactionId {
    TransactionId::from_uuid(hold.as_uuid())
}

impl Command for Sell {
    const NAME: &'static str = "shop.sell";
    type Domain = Shop;
    type Output = Sold;
    type Rejection = ShopRejection;

    fn footprint(&self, want: &mut Footprint) {
        self.holds(CommandId::nil()).for_each(|hold| hold.footprint(want));
        match self.spend(CommandId::nil()) {
            Some(spend) => spend.footprint(want),
            None => {
                self.reserve(CommandId::nil()).footprint(want);
                self.ship(CommandId::nil()).footprint(want);
            }
        }
    }

    fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let flow = ctx.command_id();
        Ok(vec![ShopEvent::Sold {
            reservation: self.reservation(flow),
            shipment: document_of(&self.paper, flow, self.shipping()),
            holds: (0..self.payments.len()).map(|nth| self.hold(flow, nth)).collect(),
        }])
    }

    fn parts(&self, flow: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        let holds = self.holds(flow).map(AnyCommand::from);
        let mut parts: Vec<AnyCommand> = match self.spend(flow) {
            Some(spend) => holds.chain([spend.into()]).collect(),
            None => {
                let reserve = self.reserve(flow).into();
                [reserve].into_iter().chain(holds).chain([self.ship(flow).into()]).collect()
            }
        };
        parts.extend(self.captures(flow).map(AnyCommand::from));
        Ok(parts)
    }

    fn output(&self, events: &[ShopEvent]) -> Sold {
        let sold = events.iter().find_map(|event| match event {
            ShopEvent::Sold { reservation, shipment, holds } => Some(Sold {
                reservation: *reservation,
                shipment: *shipment,
                holds: holds.clone(),
                transactions: holds.iter().copied().map(captured).collect(),
            }),
            _ => None,
        });
        let nothing = || Sold {
            reservation: ReservationId::nil(),
            shipment: DocumentId::nil(),
            holds: Vec::new(),
            transactions: Vec::new(),
        };
        sold.unwrap_or_else(nothing)
    }
}

/// Takes sold goods back at what they had cost, and pays for them.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnSale {
    /// The shipment of the sale.
    pub shipment: DocumentId,
    /// Where the goods go to.
    pub to: String,
    /// What comes back, by item and lot; all of it if empty.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// The status of what comes back.
    #[serde(default)]
    pub status: StockStatus,
    /// Transactions of which an amount is paid back: all refunds of one together never exceed it.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    /// What is paid otherwise: a voucher, a fee.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// What the paper says. Its id is that of the return.
    #[serde(default)]
    pub paper: Paper,
}

impl ReturnSale {
    /// Takes back all of a shipment.
    #[must_use]
    pub fn new(shipment: DocumentId, to: impl Into<String>) -> Self {
        Self {
            shipment,
            to: to.into(),
            lines: Vec::new(),
            status: StockStatus::Sellable,
            refunds: Vec::new(),
            payments: Vec::new(),
            paper: Paper::default(),
        }
    }

    /// With another payment.
    #[must_use]
    pub fn paid(mut self, payment: Payment) -> Self {
        self.payments.push(payment);
        self
    }

    fn give_back(&self, flow: CommandId) -> ReturnFromCustomer {
        ReturnFromCustomer {
            shipment: self.shipment,
            to: self.to.clone(),
            lines: self.lines.clone(),
            status: self.status,
            paper: paper_of(&self.paper, flow, 0),
        }
    }
}

impl Command for ReturnSale {
    const NAME: &'static str = "shop.return_sale";
    type Domain = Shop;
    type Output = Documented;
    type Rejection = ShopRejection;

    fn footprint(&self, want: &mut Footprint) {
        self.give_back(CommandId::nil()).footprint(want);
        self.refunds.iter().for_each(|refund| refund.footprint(want));
        self.payments.iter().for_each(|payment| payment.transfer(&self.paper).footprint(want));
    }

    fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let document = document_of(&self.paper, ctx.command_id(), 0);
        Ok(vec![ShopEvent::SaleReturned { document }])
    }

    fn parts(&self, flow: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        let mut parts = vec![self.give_back(flow).into()];
        parts.extend(self.refunds.iter().cloned().map(AnyCommand::from));
        let payments = self.payments.iter().map(|payment| payment.transfer(&self.paper));
        parts.extend(payments.map(AnyCommand::from));
        Ok(parts)
    }

    fn output(&self, events: &[ShopEvent]) -> Documented {
        documented(events)
    }
}
