//! Goods come in, change shops, and are written off.

use moja_core::command::{Command, Ctx, Failure, Refusal};
use moja_core::engine::AnyCommand;
use moja_core::footprint::Footprint;
use moja_core::id::CommandId;
use moja_core::view::View;
use moja_inventory::{
    Adjust, DispatchTransfer, ExpectationId, Line, Move, Paper, ReceiptLine, Receive,
    ReceiveTransfer, TransferId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Decided, Documented, Payment, Shop, ShopEvent, ShopRejection, document_of, documented,
    paper_of, part,
};

/// Takes goods in at cost. Their value is owed from then on, as received and not invoiced; what
/// the supplier has invoiced already becomes owed to him by the bills.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveGoods {
    /// Where they come from: a supplier location.
    pub from: String,
    /// Where they go to.
    pub to: String,
    /// What comes.
    pub lines: Vec<ReceiptLine>,
    /// The expected receipt that this one fulfils.
    #[serde(default)]
    pub expected: Option<ExpectationId>,
    /// What is owed to whom: debits what was received and not invoiced, credits the supplier.
    #[serde(default)]
    pub bills: Vec<Payment>,
    /// What the paper says. Its id is that of the receipt.
    #[serde(default)]
    pub paper: Paper,
}

impl ReceiveGoods {
    /// Takes these goods in.
    #[must_use]
    pub fn new(
        from: impl Into<String>,
        to: impl Into<String>,
        lines: impl IntoIterator<Item = ReceiptLine>,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            lines: lines.into_iter().collect(),
            expected: None,
            bills: Vec::new(),
            paper: Paper::default(),
        }
    }

    /// With another bill.
    #[must_use]
    pub fn billed(mut self, bill: Payment) -> Self {
        self.bills.push(bill);
        self
    }

    fn receive(&self, flow: CommandId) -> Receive {
        Receive {
            from: self.from.clone(),
            to: self.to.clone(),
            lines: self.lines.clone(),
            expected: self.expected,
            paper: paper_of(&self.paper, flow, 0),
        }
    }
}

impl Command for ReceiveGoods {
    const NAME: &'static str = "shop.receive_goods";
    type Domain = Shop;
    type Output = Documented;
    type Rejection = ShopRejection;

    fn footprint(&self, want: &mut Footprint) {
        self.receive(CommandId::nil()).footprint(want);
        self.bills.iter().for_each(|bill| bill.transfer(&self.paper).footprint(want));
    }

    fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let receipt = document_of(&self.paper, ctx.command_id(), 0);
        Ok(vec![ShopEvent::GoodsReceived { receipt }])
    }

    fn parts(&self, flow: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        let mut parts = vec![self.receive(flow).into()];
        let bills = self.bills.iter().map(|bill| bill.transfer(&self.paper));
        parts.extend(bills.map(AnyCommand::from));
        Ok(parts)
    }

    fn output(&self, events: &[ShopEvent]) -> Documented {
        documented(events)
    }
}

/// Moves goods from one shop to another, at once: directly, or by a transfer that leaves and
/// arrives. Goods that are on the way for longer are dispatched and received by the inventory's
/// own commands.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBetweenShops {
    /// Where they are taken from: a location, with those below it.
    pub from: String,
    /// Where they go to.
    pub to: String,
    /// The transit location that they pass, if the papers are to show it.
    #[serde(default)]
    pub transit: Option<String>,
    /// What goes.
    pub lines: Vec<Line>,
    /// What is paid for it: freight, or what one shop owes the other.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// What the paper says. Its id is that of the move, or of the transfer's arrival.
    #[serde(default)]
    pub paper: Paper,
}

impl MoveBetweenShops {
    /// Moves these goods directly.
    #[must_use]
    pub fn new(
        from: impl Into<String>,
        to: impl Into<String>,
        lines: impl IntoIterator<Item = Line>,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            transit: None,
            lines: lines.into_iter().collect(),
            payments: Vec::new(),
            paper: Paper::default(),
        }
    }

    /// Through a transit location.
    #[must_use]
    pub fn through(mut self, transit: impl Into<String>) -> Self {
        self.transit = Some(transit.into());
        self
    }

    /// With another payment.
    #[must_use]
    pub fn paid(mut self, payment: Payment) -> Self {
        self.payments.push(payment);
        self
    }

    fn transfer(&self, flow: CommandId) -> Option<TransferId> {
        self.transit.as_ref().map(|_| TransferId::from_uuid(part(flow, 0).as_uuid()))
    }

    /// Which part brings the goods to their end.
    fn arriving(&self) -> usize {
        usize::from(self.transit.is_some())
    }

    fn directly(&self, flow: CommandId) -> Move {
        Move {
            from: self.from.clone(),
            to: self.to.clone(),
            lines: self.lines.clone(),
            paper: paper_of(&self.paper, flow, 0),
        }
    }

    fn dispatch(&self, flow: CommandId, transit: &str) -> DispatchTransfer {
        DispatchTransfer {
            id: self.transfer(flow),
            from: self.from.clone(),
            transit: transit.to_owned(),
            to: self.to.clone(),
            lines: self.lines.clone(),
            due_at: None,
            paper: paper_of(&Paper { id: None, ..self.paper.clone() }, flow, 0),
        }
    }
}

impl Command for MoveBetweenShops {
    const NAME: &'static str = "shop.move_between_shops";
    type Domain = Shop;
    type Output = Documented;
    type Rejection = ShopRejection;

    fn footprint(&self, want: &mut Footprint) {
        match &self.transit {
            None => self.directly(CommandId::nil()).footprint(want),
            Some(transit) => self.dispatch(CommandId::nil(), transit).footprint(want),
        }
        self.payments.iter().for_each(|payment| payment.transfer(&self.paper).footprint(want));
    }

    fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let flow = ctx.command_id();
        let document = document_of(&self.paper, flow, self.arriving());
        Ok(vec![ShopEvent::MovedBetweenShops { document, transfer: self.transfer(flow) }])
    }

    fn parts(&self, flow: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        let mut parts: Vec<AnyCommand> = match (&self.transit, self.transfer(flow)) {
            (Some(transit), Some(transfer)) => {
                let paper = paper_of(&self.paper, flow, self.arriving());
                let arrival = ReceiveTransfer { transfer, lines: Vec::new(), paper };
                vec![self.dispatch(flow, transit).into(), arrival.into()]
            }
            _ => vec![self.directly(flow).into()],
        };
        let payments = self.payments.iter().map(|payment| payment.transfer(&self.paper));
        parts.extend(payments.map(AnyCommand::from));
        Ok(parts)
    }

    fn output(&self, events: &[ShopEvent]) -> Documented {
        documented(events)
    }
}

/// Writes goods off: broken, stolen, too old. Their value is posted as a loss.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteOff {
    /// Where they are.
    pub location: String,
    /// A loss location.
    pub loss: String,
    /// What is written off, each quantity positive.
    pub lines: Vec<Line>,
    /// What is paid for it: by an insurance, say.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// What the paper says: a reason is needed. Its id is that of the adjustment.
    pub paper: Paper,
}

impl WriteOff {
    /// Writes these goods off for a reason.
    #[must_use]
    pub fn new(
        location: impl Into<String>,
        loss: impl Into<String>,
        lines: impl IntoIterator<Item = Line>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            location: location.into(),
            loss: loss.into(),
            lines: lines.into_iter().collect(),
            payments: Vec::new(),
            paper: Paper { reason: Some(reason.into()), ..Paper::default() },
        }
    }

    /// With another payment.
    #[must_use]
    pub fn paid(mut self, payment: Payment) -> Self {
        self.payments.push(payment);
        self
    }

    /// The adjustment, which takes away what the write-off counts.
    fn adjust(&self, flow: CommandId) -> Adjust {
        let taken = |line: &Line| {
            // Every positive number has an opposite.
            let quantity = line.quantity.checked_neg().unwrap_or(line.quantity);
            Line { quantity, ..line.clone() }
        };
        Adjust {
            location: self.location.clone(),
            loss: self.loss.clone(),
            lines: self.lines.iter().map(taken).collect(),
            paper: paper_of(&self.paper, flow, 0),
        }
    }
}

impl Command for WriteOff {
    const NAME: &'static str = "shop.write_off";
    type Domain = Shop;
    type Output = Documented;
    type Rejection = ShopRejection;

    fn footprint(&self, want: &mut Footprint) {
        self.adjust(CommandId::nil()).footprint(want);
        self.payments.iter().for_each(|payment| payment.transfer(&self.paper).footprint(want));
    }

    fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        if let Some(line) = self.lines.iter().find(|line| !line.quantity.is_positive()) {
            let (item, quantity) = (line.item.clone(), line.quantity);
            return Err(Refusal::Rejected(ShopRejection::QuantityInvalid { item, quantity }));
        }
        let document = document_of(&self.paper, ctx.command_id(), 0);
        Ok(vec![ShopEvent::WrittenOff { document }])
    }

    fn parts(&self, flow: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        let mut parts = vec![self.adjust(flow).into()];
        let payments = self.payments.iter().map(|payment| payment.transfer(&self.paper));
        parts.extend(payments.map(AnyCommand::from));
        Ok(parts)
    }

    fn output(&self, events: &[ShopEvent]) -> Documented {
        documented(events)
    }
}
