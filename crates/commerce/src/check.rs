//! What must hold at every commit, looked at from scratch.

use std::collections::BTreeMap;

use moja_core::command::{Finding, QueryError};
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};

use crate::settlement::due;
use crate::tables::{Allocation, Line, Number, Order, Series, Shipment, status_of};
use crate::types::{OrderId, OrderStatus};

/// Findings with their codes.
struct Findings {
    tenant: String,
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, code: &str, message: String) {
        let tenant = Some(self.tenant.clone());
        self.found.push(Finding { code: code.to_owned(), tenant, pos: None, message });
    }
}

pub(crate) async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
    let mut findings = Findings { tenant: reader.tenant().to_string(), found: Vec::new() };
    series(reader, &mut findings).await?;
    orders(reader, &mut findings).await?;
    Ok(findings.found)
}

/// I35: the numbers of a series are those from the first up to the next, each once.
async fn series(reader: &mut Reader<'_>, findings: &mut Findings) -> Result<(), QueryError> {
    for series in reader.scan_all::<Series>(Scan::of::<Series>()).await? {
        let code = series.code.as_str();
        let scan = Scan::of::<Number>().filter(Number::COL_SERIES, Compare::Equal, code);
        let mut next = series.first;
        let mut pos = 0;
        for number in reader.scan_all::<Number>(scan).await? {
            if number.number != next || number.pos < pos {
                let message = format!("series `{code}` has {} where {next} is due", number.number);
                findings.add("number_gap", message);
            }
            if number.kind != series.kind {
                let message = format!("{} of series `{code}` is of another kind", number.number);
                findings.add("number_kind_differs", message);
            }
            next = number.number.saturating_add(1);
            pos = number.pos;
        }
        if next != series.next {
            let message = format!("series `{code}` goes on at {}, {next} is due", series.next);
            findings.add("number_gap", message);
        }
    }
    Ok(())
}

/// What lines say was done, by order and line.
type Sums = BTreeMap<(OrderId, i64), (i128, i128)>;

fn add(sums: &mut Sums, key: (OrderId, i64), all: i64, part: i64) {
    let sum = sums.entry(key).or_default();
    sum.0 = sum.0.saturating_add(all.into());
    sum.1 = sum.1.saturating_add(part.into());
}

/// I33: an order stands where its lines are; lines are the sums of allocations and shipments; and
/// an order's money is that of its lines.
async fn orders(reader: &mut Reader<'_>, findings: &mut Findings) -> Result<(), QueryError> {
    let mut allocated = Sums::new();
    for row in reader.scan_all::<Allocation>(Scan::of::<Allocation>()).await? {
        add(&mut allocated, (row.order_id, row.line), row.quantity, row.shipped);
    }
    let mut shipped = Sums::new();
    for row in reader.scan_all::<Shipment>(Scan::of::<Shipment>()).await? {
        add(&mut shipped, (row.order_id, row.line), row.quantity, row.returned);
    }
    let mut lines: BTreeMap<OrderId, Vec<Line>> = BTreeMap::new();
    for line in reader.scan_all::<Line>(Scan::of::<Line>()).await? {
        lines.entry(line.order_id).or_default().push(line);
    }
    for order in reader.scan_all::<Order>(Scan::of::<Order>()).await? {
        let id = order.id;
        let lines = lines.remove(&id).unwrap_or_default();
        let mut sums = [0_i128; 3];
        for line in &lines {
            let key = (id, line.line);
            let of_allocations = allocated.remove(&key).unwrap_or_default();
            let of_shipments = shipped.remove(&key).unwrap_or_default();
            if of_allocations != (line.allocated.into(), line.shipped.into())
                || of_shipments != (line.shipped.into(), line.returned.into())
            {
                let message = format!("line {} of order {id} is not what was done", line.line);
                findings.add("order_line_differs", message);
            }
            if line.captured != due(line.total(), line.invoiced, line.quantity) {
                let message = format!("line {} of order {id} captured another amount", line.line);
                findings.add("order_captured_differs", message);
            }
            for (sum, amount) in sums.iter_mut().zip([line.total(), line.captured, line.refunded]) {
                *sum = sum.saturating_add(amount.into());
            }
        }
        if sums != [order.total, order.captured, order.refunded].map(i128::from) {
            findings.add("order_money_differs", format!("order {id} is not the sum of its lines"));
        }
        let by_lines = status_of(&lines);
        let right = match order.status {
            OrderStatus::Cancelled => lines.iter().all(|line| line.allocated == 0),
            OrderStatus::Closed => lines.iter().all(|line| line.allocated == line.invoiced),
            status => status == by_lines,
        };
        if !right {
            let message = format!("order {id} is {}, its lines are {by_lines}", order.status);
            findings.add("order_status_differs", message);
        }
    }
    if !allocated.is_empty() || !shipped.is_empty() || !lines.is_empty() {
        let message = "something was set aside or shipped for orders that do not exist".to_owned();
        findings.add("order_missing", message);
    }
    Ok(())
}
