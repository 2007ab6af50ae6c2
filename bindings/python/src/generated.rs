// Written by `cargo xtask bindgen` from crates/api; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]

use moja_api as api;
use pyo3::prelude::*;

use crate::convert::*;
use crate::glue::{callback, codes, method, objects, record, variants};
use crate::call::{Call, CommandOf};

objects! { Commerce, Inventory, Ledger, Moja, Outbox, Past, Pipeline, Session, Shop }

callback! { api::HostClock, "now" }
callback! { api::LogSink, "log" }

record! { api::BatchReport, "moja._store", "BatchReport", { watermark "watermark" field, refused "refused" field } }
record! { api::Delivered, "moja._store", "Delivered", { id "id" field, position "position" field, command_id "command_id" field, command "command" field, actor "actor" field, recorded_at "recorded_at" field, events "events" field } }
record! { api::DeliveredEvent, "moja._store", "DeliveredEvent", { name "name" field, body "body" field } }
record! { api::JournalHead, "moja._store", "JournalHead", { position "position" field, recorded_at "recorded_at" field, hash "hash" field } }
record! { api::OpenOptions, "moja._store", "OpenOptions", { create "create" field, durable "durable" field, busy_timeout_ms "busy_timeout_ms" field, clock "clock" field, id_seed "id_seed" field, log "log" field } }
record! { api::RefusedMember, "moja._store", "RefusedMember", { number "number" field, domain "domain" field, code "code" field, detail "detail" field, fields "fields" field, retryable "retryable" field } }
record! { api::commerce::pricing::Adjustment, "moja.commerce", "Adjustment", { kind "kind" field, label "label" field, amount "amount" field } }
record! { api::commerce::Allocate, "moja.commerce", "Allocate", { order "order" field, parts "parts" field } }
record! { api::commerce::AllocatedAnswer, "moja.commerce", "AllocatedAnswer", { allocation "allocation" field } }
record! { api::commerce::Books, "moja.commerce", "Books", { payer "payer" field, clearing "clearing" field, revenue "revenue" field, commission "commission" field, tax "tax" field, fees "fees" field } }
record! { api::commerce::Break, "moja.commerce", "Break", { from "from_" field, price "price" field } }
record! { api::commerce::Cancel, "moja.commerce", "Cancel", { order "order" field } }
record! { api::commerce::Cart, "moja.commerce", "Cart", { currency "currency" field, list "list" field, lines "lines" field, discounts "discounts" field, scope "scope" or_default, rounding "rounding" field } }
record! { api::commerce::CartLine, "moja.commerce", "CartLine", { item "item" field, quantity "quantity" field, price "price" field, tax "tax" field, discounts "discounts" field, seller "seller" field } }
record! { api::commerce::Close, "moja.commerce", "Close", { order "order" field } }
record! { api::commerce::DocumentRef, "moja.commerce", "DocumentRef", { kind "kind" field, number "number" field, amount "amount" field, issued_at "issued_at" field } }
record! { api::commerce::Done, "moja.commerce", "Done", {  } }
record! { api::commerce::GetOrder, "moja.commerce", "GetOrder", { order "order" field } }
record! { api::commerce::GetQuote, "moja.commerce", "GetQuote", { quote "quote" field } }
record! { api::commerce::GetSettlement, "moja.commerce", "GetSettlement", { order "order" field } }
record! { api::commerce::Goods, "moja.commerce", "Goods", { from "from_" field, to "to" field } }
record! { api::commerce::Invoice, "moja.commerce", "Invoice", { order "order" field, number "number" field, effective_at "effective_at" field } }
record! { api::commerce::IssueNumber, "moja.commerce", "IssueNumber", { number "number" field, reference "reference" field } }
record! { api::commerce::Issued, "moja.commerce", "Issued", { number "number" field } }
record! { api::commerce::ListSeries, "moja.commerce", "ListSeries", {  } }
record! { api::commerce::MakeQuote, "moja.commerce", "MakeQuote", { id "id" field, cart "cart" field, expires_in_s "expires_in_s" field, party "party" field } }
record! { api::commerce::MoneyAnswer, "moja.commerce", "MoneyAnswer", { number "number" field, amount "amount" field } }
record! { api::commerce::Numbering, "moja.commerce", "Numbering", { series "series" field, device "device" field } }
record! { api::commerce::OpenSeries, "moja.commerce", "OpenSeries", { series "series" field, kind "kind" field, prefix "prefix" field, digits "digits" field, first "first" field, device "device" field } }
record! { api::commerce::OrderLineView, "moja.commerce", "OrderLineView", { item "item" field, ordered "ordered" field, allocated "allocated" field, shipped "shipped" field, invoiced "invoiced" field, returned "returned" field, credited "credited" field, seller "seller" field, total "total" field, tax "tax" field, commission "commission" field, fee "fee" field, captured "captured" field, refunded "refunded" field } }
record! { api::commerce::OrderPage, "moja.commerce", "OrderPage", { orders "orders" field, next "next" field } }
record! { api::commerce::OrderPart, "moja.commerce", "OrderPart", { line "line" field, quantity "quantity" field } }
record! { api::commerce::OrderSummary, "moja.commerce", "OrderSummary", { order "order" field, status "status" field, number "number" field, placed_at "placed_at" field, party "party" field, reference "reference" field, quote "quote" field, total "total" field, captured "captured" field, refunded "refunded" field } }
record! { api::commerce::OrderView, "moja.commerce", "OrderView", { summary "summary" field, lines "lines" field, shipments "shipments" field, documents "documents" field } }
record! { api::commerce::Orders, "moja.commerce", "Orders", { status "status" field, party "party" field, reference "reference" field, after "after" field, limit "limit" field } }
record! { api::commerce::settlement::Payout, "moja.commerce", "Payout", { seller "seller" field, amount "amount" field } }
record! { api::commerce::Place, "moja.commerce", "Place", { id "id" field, basis "basis" field, party "party" field, reference "reference" field, number "number" field, fees "fees" field, goods "goods" field, books "books" field } }
record! { api::commerce::PlacedAnswer, "moja.commerce", "PlacedAnswer", { order "order" field, number "number" field, total "total" field } }
record! { api::commerce::PriceView, "moja.commerce", "PriceView", { item "item" field, price "price" field, per "per" field, breaks "breaks" field, tax "tax" field, valid_from "valid_from" field, valid_until "valid_until" field } }
record! { api::commerce::Prices, "moja.commerce", "Prices", { list "list" field, item "item" field, at "at" field } }
record! { api::commerce::pricing::Quote, "moja.commerce", "Quote", { lines "lines" field, adjustments "adjustments" field, taxes "taxes" field, net "net" field, tax "tax" field, total "total" field, explanation "explanation" field } }
record! { api::commerce::pricing::QuoteLine, "moja.commerce", "QuoteLine", { item "item" field, quantity "quantity" field, price "price" field, per "per" field, amount "amount" field, discount "discount" field, net "net" field, tax "tax" field, total "total" field, tax_code "tax_code" field, seller "seller" field } }
record! { api::commerce::QuoteView, "moja.commerce", "QuoteView", { quote "quote" field, numbers "numbers" field, quoted_at "quoted_at" field, expires_at "expires_at" field, party "party" field, order "order" field } }
record! { api::commerce::QuotedAnswer, "moja.commerce", "QuotedAnswer", { quote "quote" field, total "total" field } }
record! { api::commerce::Refund, "moja.commerce", "Refund", { order "order" field, amount "amount" field, number "number" field, effective_at "effective_at" field } }
record! { api::commerce::Return, "moja.commerce", "Return", { order "order" field, parts "parts" field, to "to" field, effective_at "effective_at" field } }
record! { api::commerce::SeriesView, "moja.commerce", "SeriesView", { series "series" field, kind "kind" field, prefix "prefix" field, digits "digits" field, first "first" field, next "next" field, device "device" field } }
record! { api::commerce::SetPrice, "moja.commerce", "SetPrice", { list "list" field, item "item" field, price "price" field, per "per" field, breaks "breaks" field, tax "tax" field, valid_from "valid_from" field, valid_until "valid_until" field } }
record! { api::commerce::SetSeller, "moja.commerce", "SetSeller", { seller "seller" field, commission "commission" field, account "account" field } }
record! { api::commerce::SetTax, "moja.commerce", "SetTax", { tax "tax" field, rate "rate" field, kind "kind" or_default, valid_from "valid_from" field } }
record! { api::commerce::settlement::Settlement, "moja.commerce", "Settlement", { captured "captured" field, refunded "refunded" field, payouts "payouts" field, commission "commission" field, tax "tax" field, fees "fees" field } }
record! { api::commerce::Ship, "moja.commerce", "Ship", { order "order" field, parts "parts" field, effective_at "effective_at" field } }
record! { api::commerce::ShipmentView, "moja.commerce", "ShipmentView", { shipment "shipment" field, lines "lines" field } }
record! { api::commerce::ShippedLine, "moja.commerce", "ShippedLine", { line "line" field, quantity "quantity" field, returned "returned" field } }
record! { api::commerce::pricing::Step, "moja.commerce", "Step", { line "line" field, rule "rule" field, amount "amount" field } }
record! { api::commerce::Tax, "moja.commerce", "Tax", { code "code" field, rate "rate" field, kind "kind" field } }
record! { api::commerce::pricing::TaxTotal, "moja.commerce", "TaxTotal", { tax "tax" field, base "base" field, amount "amount" field } }
record! { api::core::as_of::AsOf, "moja.types", "AsOf", { at "at" field, known_at "known_at" field, known_pos "known_pos" field } }
record! { api::core::command::Finding, "moja.types", "Finding", { code "code" field, tenant "tenant" field, pos "pos" field, message "message" field } }
record! { api::core::verify::HeadView, "moja.types", "HeadView", { tenant "tenant" field, pos "pos" field, hash "hash" field } }
record! { api::core::verify::VerifyReport, "moja.types", "VerifyReport", { tenants "tenants" field, journal_rows "journal_rows" field, rows "rows" field, history_items "history_items" field, heads "heads" field, findings "findings" field } }
record! { api::inventory::AddLandedCost, "moja.inventory", "AddLandedCost", { receipts "receipts" field, amount "amount" field, basis "basis" or_default } }
record! { api::inventory::Adjust, "moja.inventory", "Adjust", { location "location" field, loss "loss" field, lines "lines" field, paper "paper" field } }
record! { api::inventory::Allot, "moja.inventory", "Allot", { id "id" field, device "device" field, location "location" field, lines "lines" field, lease_until "lease_until" field, reference "reference" field } }
record! { api::inventory::Allotments, "moja.inventory", "Allotments", { device "device" field, ended "ended" field } }
record! { api::inventory::AllottedAnswer, "moja.inventory", "AllottedAnswer", { allotment "allotment" field, lease_until "lease_until" field } }
record! { api::inventory::Assemble, "moja.inventory", "Assemble", { from "from_" field, to "to" field, production "production" field, inputs "inputs" field, outputs "outputs" field, added_cost "added_cost" field, paper "paper" or_default } }
record! { api::inventory::Availability, "moja.inventory", "Availability", { items "items" field, location "location" field, at "at" field } }
record! { api::inventory::AvailabilityView, "moja.inventory", "AvailabilityView", { item "item" field, on_hand "on_hand" field, reserved "reserved" field, unavailable "unavailable" field, incoming "incoming" field, available "available" field } }
record! { api::inventory::AvailableToPromise, "moja.inventory", "AvailableToPromise", { item "item" field, location "location" field, by "by" field } }
record! { api::inventory::BarcodeOf, "moja.inventory", "BarcodeOf", { barcode "barcode" field, unit "unit" field } }
record! { api::inventory::ChangeCosting, "moja.inventory", "ChangeCosting", { item "item" field, costing "costing" field, standard_cost "standard_cost" field } }
record! { api::inventory::ChangeItem, "moja.inventory", "ChangeItem", { item "item" field, name "name" field, removal "removal" field, allow_negative "allow_negative" field, backorder "backorder" field, active "active" field, attributes "attributes" field, packs "packs" field, barcodes "barcodes" field } }
record! { api::inventory::ChangeStatus, "moja.inventory", "ChangeStatus", { location "location" field, lines "lines" field, status "status" field, paper "paper" or_default } }
record! { api::inventory::ClassLine, "moja.inventory", "ClassLine", { item "item" field, demand "demand" field, value "value" field, abc "abc" field, xyz "xyz" field } }
record! { api::inventory::Classification, "moja.inventory", "Classification", { group "group" field, period_days "period_days" field, periods "periods" field, until "until" field, a_percent "a_percent" field, b_percent "b_percent" field, x_percent "x_percent" field, y_percent "y_percent" field } }
record! { api::inventory::CloseExpectation, "moja.inventory", "CloseExpectation", { expected "expected" field } }
record! { api::inventory::ClosePeriod, "moja.inventory", "ClosePeriod", { until "until" field } }
record! { api::inventory::ComponentOf, "moja.inventory", "ComponentOf", { item "item" field, quantity "quantity" field, per "per" field } }
record! { api::inventory::Count, "moja.inventory", "Count", { location "location" field, loss "loss" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::CreateItem, "moja.inventory", "CreateItem", { code "code" field, name "name" field, group "group" field, unit "unit" field, decimals "decimals" field, tracking "tracking" or_default, costing "costing" or_default, standard_cost "standard_cost" field, removal "removal" field, allow_negative "allow_negative" field, backorder "backorder" or_default, variant_of "variant_of" field, attributes "attributes" or_default, packs "packs" field, barcodes "barcodes" field } }
record! { api::inventory::CreateLocation, "moja.inventory", "CreateLocation", { code "code" field, name "name" field, kind "kind" or_default, parent "parent" field, position "position" field, removal "removal" field } }
record! { api::inventory::DefineComponents, "moja.inventory", "DefineComponents", { item "item" field, kit "kit" field, components "components" field } }
record! { api::inventory::DefineGroup, "moja.inventory", "DefineGroup", { code "code" field, currency "currency" field, accounts "accounts" field } }
record! { api::inventory::DescribeLot, "moja.inventory", "DescribeLot", { item "item" field, lot "lot" field, dates "dates" or_default } }
record! { api::inventory::Disassemble, "moja.inventory", "Disassemble", { from "from_" field, to "to" field, production "production" field, input "input" field, outputs "outputs" field, paper "paper" or_default } }
record! { api::inventory::DispatchTransfer, "moja.inventory", "DispatchTransfer", { id "id" field, from "from_" field, transit "transit" field, to "to" field, lines "lines" field, due_at "due_at" field, paper "paper" or_default } }
record! { api::inventory::DispatchedAnswer, "moja.inventory", "DispatchedAnswer", { transfer "transfer" field, document "document" field } }
record! { api::inventory::DocumentView, "moja.inventory", "DocumentView", { document "document" field, kind "kind" field, effective_at "effective_at" field, recorded_at "recorded_at" field, reference "reference" field, party "party" field, reason "reason" field, original "original" field, movements "movements" field } }
record! { api::inventory::Documented, "moja.inventory", "Documented", { document "document" field } }
record! { api::inventory::Done, "moja.inventory", "Done", {  } }
record! { api::inventory::Expect, "moja.inventory", "Expect", { id "id" field, item "item" field, quantity "quantity" field, unit "unit" field, location "location" field, due_at "due_at" field, party "party" field, reference "reference" field } }
record! { api::inventory::ExpectedAnswer, "moja.inventory", "ExpectedAnswer", { expected "expected" field } }
record! { api::inventory::Expiring, "moja.inventory", "Expiring", { before "before" field, location "location" field } }
record! { api::inventory::ExpiringLine, "moja.inventory", "ExpiringLine", { item "item" field, lot "lot" field, location "location" field, status "status" field, on_hand "on_hand" field, expires_at "expires_at" field, expired "expired" field } }
record! { api::inventory::ExtendAllotment, "moja.inventory", "ExtendAllotment", { allotment "allotment" field, lease_until "lease_until" field } }
record! { api::inventory::ExtendReservation, "moja.inventory", "ExtendReservation", { reservation "reservation" field, expires_in_s "expires_in_s" field } }
record! { api::inventory::Forecast, "moja.inventory", "Forecast", { item "item" field, method "method" field, period_days "period_days" field, periods "periods" field, until "until" field } }
record! { api::inventory::ForecastView, "moja.inventory", "ForecastView", { demand "demand" field, forecast "forecast" field, evenness "evenness" field } }
record! { api::inventory::FreeLot, "moja.inventory", "FreeLot", { item "item" field, lot "lot" field } }
record! { api::inventory::GetDocument, "moja.inventory", "GetDocument", { document "document" field } }
record! { api::inventory::GetItem, "moja.inventory", "GetItem", { item "item" field } }
record! { api::inventory::GetReservation, "moja.inventory", "GetReservation", { reservation "reservation" field } }
record! { api::inventory::HoldLot, "moja.inventory", "HoldLot", { item "item" field, lot "lot" field, reason "reason" field } }
record! { api::inventory::ItemPage, "moja.inventory", "ItemPage", { items "items" field, next "next" field } }
record! { api::inventory::ItemView, "moja.inventory", "ItemView", { item "item" field, name "name" field, group "group" field, unit "unit" field, decimals "decimals" field, tracking "tracking" field, costing "costing" field, removal "removal" field, kit "kit" field, active "active" field, variant_of "variant_of" field, attributes "attributes" field, packs "packs" field, barcodes "barcodes" field, components "components" field } }
record! { api::inventory::Items, "moja.inventory", "Items", { group "group" field, variant_of "variant_of" field, after "after" field, limit "limit" field } }
record! { api::inventory::Line, "moja.inventory", "Line", { item "item" field, quantity "quantity" field, unit "unit" field, lot "lot" field, status "status" or_default, owner "owner" field } }
record! { api::inventory::LocationView, "moja.inventory", "LocationView", { location "location" field, name "name" field, kind "kind" field, parent "parent" field, position "position" field } }
record! { api::inventory::Locations, "moja.inventory", "Locations", {  } }
record! { api::inventory::LoseTransfer, "moja.inventory", "LoseTransfer", { transfer "transfer" field, loss "loss" field, lines "lines" field, paper "paper" field } }
record! { api::inventory::LotDates, "moja.inventory", "LotDates", { manufactured_at "manufactured_at" field, expires_at "expires_at" field, alert_at "alert_at" field, removal_at "removal_at" field } }
record! { api::inventory::LotView, "moja.inventory", "LotView", { item "item" field, lot "lot" field, received_at "received_at" field, dates "dates" field, held "held" field, recalled "recalled" field, on_hand "on_hand" field } }
record! { api::inventory::Lots, "moja.inventory", "Lots", { item "item" field, empty "empty" field } }
record! { api::inventory::Move, "moja.inventory", "Move", { from "from_" field, to "to" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::MovementPage, "moja.inventory", "MovementPage", { movements "movements" field, next "next" field } }
record! { api::inventory::MovementView, "moja.inventory", "MovementView", { document "document" field, kind "kind" field, item "item" field, lot "lot" field, from "from_" field, to "to" field, from_status "from_status" field, to_status "to_status" field, quantity "quantity" field, effective_at "effective_at" field, cost_minor "cost_minor" field } }
record! { api::inventory::Movements, "moja.inventory", "Movements", { item "item" field, lot "lot" field, after "after" field, limit "limit" field } }
record! { api::inventory::OrderQuantity, "moja.inventory", "OrderQuantity", { item "item" field, location "location" field, order_cost "order_cost" field, holding_cost "holding_cost" field, shortage_cost "shortage_cost" field, per "per" field, period_days "period_days" field, periods "periods" field, until "until" field } }
record! { api::inventory::OrderQuantityView, "moja.inventory", "OrderQuantityView", { demand_per_year "demand_per_year" field, economic "economic" field, review "review" field } }
record! { api::inventory::OutputLine, "moja.inventory", "OutputLine", { item "item" field, quantity "quantity" field, unit "unit" field, lot "lot" field, weight "weight" field, dates "dates" or_default } }
record! { api::inventory::Pack, "moja.inventory", "Pack", { unit "unit" field, contains "contains" field, packs "packs" field } }
record! { api::inventory::PackView, "moja.inventory", "PackView", { unit "unit" field, numerator "numerator" field, denominator "denominator" field } }
record! { api::inventory::Paper, "moja.inventory", "Paper", { id "id" field, effective_at "effective_at" field, reference "reference" field, party "party" field, reason "reason" field } }
record! { api::inventory::PostingAccounts, "moja.inventory", "PostingAccounts", { inventory "inventory" field, received_not_invoiced "received_not_invoiced" field, cost_of_goods_sold "cost_of_goods_sold" field, adjustment "adjustment" field, price_difference "price_difference" field, production_cost "production_cost" field, landed_cost "landed_cost" field, revaluation "revaluation" field } }
record! { api::inventory::PromiseView, "moja.inventory", "PromiseView", { item "item" field, available "available" field, incoming "incoming" field, promise "promise" field } }
record! { api::inventory::Reached, "moja.inventory", "Reached", { item "item" field, lot "lot" field, distance "distance" field } }
record! { api::inventory::Recall, "moja.inventory", "Recall", { item "item" field, lot "lot" field } }
record! { api::inventory::RecallLot, "moja.inventory", "RecallLot", { item "item" field, lot "lot" field, reason "reason" field } }
record! { api::inventory::RecallView, "moja.inventory", "RecallView", { lots "lots" field, customers "customers" field, stock "stock" field, reservations "reservations" field } }
record! { api::inventory::RecalledAnswer, "moja.inventory", "RecalledAnswer", { lots "lots" field } }
record! { api::inventory::RecalledAt, "moja.inventory", "RecalledAt", { location "location" field, item "item" field, lot "lot" field, status "status" field, quantity "quantity" field } }
record! { api::inventory::RecalledFrom, "moja.inventory", "RecalledFrom", { party "party" field, item "item" field, lot "lot" field, quantity "quantity" field, references "references" field } }
record! { api::inventory::RecalledLot, "moja.inventory", "RecalledLot", { item "item" field, lot "lot" field, distance "distance" field, recalled "recalled" field, received "received" field, returned "returned" field, on_hand "on_hand" field, delivered "delivered" field, lost "lost" field, consumed "consumed" field } }
record! { api::inventory::ReceiptLine, "moja.inventory", "ReceiptLine", { item "item" field, quantity "quantity" field, unit "unit" field, lot "lot" field, status "status" or_default, owner "owner" field, cost "cost" field, dates "dates" or_default } }
record! { api::inventory::Receive, "moja.inventory", "Receive", { from "from_" field, to "to" field, lines "lines" field, expected "expected" field, paper "paper" or_default } }
record! { api::inventory::ReceiveTransfer, "moja.inventory", "ReceiveTransfer", { transfer "transfer" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::ReleaseReservation, "moja.inventory", "ReleaseReservation", { reservation "reservation" field } }
record! { api::inventory::Reorder, "moja.inventory", "Reorder", { location "location" field } }
record! { api::inventory::ReorderLine, "moja.inventory", "ReorderLine", { item "item" field, location "location" field, position "position" field, threshold "threshold" field, order "order" field, arrives_at "arrives_at" field } }
record! { api::inventory::ReorderRule, "moja.inventory", "ReorderRule", { min "min" field, max "max" field, multiple "multiple" field, lead_time_days "lead_time_days" field, safety_stock "safety_stock" or_default } }
record! { api::inventory::ReservationView, "moja.inventory", "ReservationView", { reservation "reservation" field, status "status" field, created_at "created_at" field, expires_at "expires_at" field, reference "reference" field, party "party" field, device "device" field, lines "lines" field } }
record! { api::inventory::Reservations, "moja.inventory", "Reservations", { reference "reference" field } }
record! { api::inventory::Reserve, "moja.inventory", "Reserve", { id "id" field, from "from_" field, lines "lines" field, expires_in_s "expires_in_s" field, reference "reference" field, party "party" field } }
record! { api::inventory::ReservedAnswer, "moja.inventory", "ReservedAnswer", { reservation "reservation" field, expires_at "expires_at" field } }
record! { api::inventory::ReservedLineView, "moja.inventory", "ReservedLineView", { item "item" field, location "location" field, lot "lot" field, quantity "quantity" field, shipped "shipped" field, frozen "frozen" field } }
record! { api::inventory::ReturnAllotment, "moja.inventory", "ReturnAllotment", { allotment "allotment" field, lines "lines" field } }
record! { api::inventory::ReturnFromCustomer, "moja.inventory", "ReturnFromCustomer", { shipment "shipment" field, to "to" field, lines "lines" field, status "status" or_default, paper "paper" or_default } }
record! { api::inventory::ReturnToSupplier, "moja.inventory", "ReturnToSupplier", { receipt "receipt" field, from "from_" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::Revalue, "moja.inventory", "Revalue", { item "item" field, lot "lot" field, value "value" field, effective_at "effective_at" field, reason "reason" field } }
record! { api::inventory::ReviewView, "moja.inventory", "ReviewView", { order_at "order_at" field, order_up_to "order_up_to" field } }
record! { api::inventory::ScanBarcode, "moja.inventory", "ScanBarcode", { barcode "barcode" field } }
record! { api::inventory::ScanView, "moja.inventory", "ScanView", { item "item" field, unit "unit" field, quantity "quantity" field, lot "lot" field, lot_known "lot_known" field, expires_at "expires_at" field, elements "elements" field } }
record! { api::inventory::SetPolicy, "moja.inventory", "SetPolicy", { item "item" field, location "location" field, allow_negative "allow_negative" field, backorder "backorder" or_default, removal "removal" field, reorder "reorder" field } }
record! { api::inventory::SetShelfRule, "moja.inventory", "SetShelfRule", { party "party" field, days "days" field } }
record! { api::inventory::Ship, "moja.inventory", "Ship", { from "from_" field, to "to" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::ShipReservation, "moja.inventory", "ShipReservation", { reservation "reservation" field, to "to" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::SpendAllotment, "moja.inventory", "SpendAllotment", { allotment "allotment" field, from "from_" field, to "to" field, lines "lines" field, paper "paper" or_default } }
record! { api::inventory::StandardCost, "moja.inventory", "StandardCost", { cost "cost" field, per "per" field } }
record! { api::inventory::Stock, "moja.inventory", "Stock", { item "item" field, lot "lot" field, location "location" field, as_of "as_of" or_default } }
record! { api::inventory::StockLine, "moja.inventory", "StockLine", { item "item" field, location "location" field, lot "lot" field, expires_at "expires_at" field, status "status" field, owner "owner" field, on_hand "on_hand" field, reserved "reserved" field, unit "unit" field } }
record! { api::inventory::Trace, "moja.inventory", "Trace", { item "item" field, lot "lot" field, direction "direction" field } }
record! { api::inventory::TraceStep, "moja.inventory", "TraceStep", { parent "parent" field, child "child" field, quantity "quantity" field } }
record! { api::inventory::TraceView, "moja.inventory", "TraceView", { lots "lots" field, steps "steps" field } }
record! { api::inventory::TransferRights, "moja.inventory", "TransferRights", { allotment "allotment" field, id "id" field, device "device" field, lines "lines" field } }
record! { api::inventory::Valuation, "moja.inventory", "Valuation", { group "group" field, item "item" field, as_of "as_of" or_default } }
record! { api::inventory::ValuationLine, "moja.inventory", "ValuationLine", { item "item" field, lot "lot" field, group "group" field, quantity "quantity" field, value "value" field } }
record! { api::inventory::ValuationView, "moja.inventory", "ValuationView", { lines "lines" field, totals "totals" field } }
record! { api::ledger::AccountView, "moja.ledger", "AccountView", { account "account" field, currency "currency" field, no "no" field, parent "parent" field, kind "kind" field, normal "normal" field, policy "policy" field, status "status" field, min_balance "min_balance" field, max_balance "max_balance" field, controlled_by "controlled_by" field, opened_at "opened_at" field, closed_at "closed_at" field, tags "tags" field, metadata "metadata" field } }
record! { api::ledger::Accounts, "moja.ledger", "Accounts", { tree "tree" field, tag "tag" field } }
record! { api::ledger::BalanceLine, "moja.ledger", "BalanceLine", { account "account" field, currency "currency" field, balance "balance" field } }
record! { api::ledger::BalanceSheet, "moja.ledger", "BalanceSheet", { as_of "as_of" or_default } }
record! { api::ledger::BalanceView, "moja.ledger", "BalanceView", { account "account" field, balance "balance" field, normal "normal" field, debits_posted "debits_posted" field, credits_posted "credits_posted" field, debits_pending "debits_pending" field, credits_pending "credits_pending" field, available "available" field, version "version" field } }
record! { api::ledger::Balances, "moja.ledger", "Balances", { tree "tree" field, as_of "as_of" or_default, skip_zero "skip_zero" field } }
record! { api::ledger::CaptureHold, "moja.ledger", "CaptureHold", { id "id" field, hold "hold" field, amount "amount" field, completion "completion" or_default, effective_at "effective_at" field } }
record! { api::ledger::ChangeControl, "moja.ledger", "ChangeControl", { account "account" field, currency "currency" field, controlled_by "controlled_by" field } }
record! { api::ledger::ChangeLimits, "moja.ledger", "ChangeLimits", { account "account" field, currency "currency" field, min_balance "min_balance" field, max_balance "max_balance" field } }
record! { api::ledger::CloseAccount, "moja.ledger", "CloseAccount", { account "account" field, currency "currency" field, closed_at "closed_at" field, require_empty "require_empty" field } }
record! { api::ledger::DeclareCurrency, "moja.ledger", "DeclareCurrency", { currency "currency" field, metadata "metadata" or_default } }
record! { api::ledger::DescribeAccount, "moja.ledger", "DescribeAccount", { account "account" field, currency "currency" field, tags "tags" field, metadata "metadata" or_default } }
record! { api::ledger::Details, "moja.ledger", "Details", { reference "reference" field, payee "payee" field, narration "narration" field, tags "tags" field, links "links" field, metadata "metadata" or_default } }
record! { api::ledger::Directive, "moja.ledger", "Directive", { at "at" field, kind "kind" field, body "body" field } }
record! { api::ledger::DirectiveView, "moja.ledger", "DirectiveView", { at "at" field, kind "kind" field, body "body" field } }
record! { api::ledger::Directives, "moja.ledger", "Directives", {  } }
record! { api::ledger::Done, "moja.ledger", "Done", {  } }
record! { api::ledger::Entries, "moja.ledger", "Entries", { account "account" field, currency "currency" field, from "from_" field, to "to" field, known_at "known_at" field, amount_at_least "amount_at_least" field, amount_at_most "amount_at_most" field, tag "tag" field, link "link" field, metadata "metadata" field, newest_first "newest_first" field, limit "limit" field, after "after" field } }
record! { api::ledger::EntryPage, "moja.ledger", "EntryPage", { entries "entries" field, next "next" field } }
record! { api::ledger::EntryView, "moja.ledger", "EntryView", { account "account" field, amount "amount" field, effective_at "effective_at" field, recorded_at "recorded_at" field, transaction "transaction" field, pos "pos" field, details "details" field } }
record! { api::ledger::FreezeAccount, "moja.ledger", "FreezeAccount", { account "account" field, currency "currency" field } }
record! { api::ledger::GetBalance, "moja.ledger", "GetBalance", { account "account" field, currency "currency" field, as_of "as_of" or_default } }
record! { api::ledger::GetHold, "moja.ledger", "GetHold", { hold "hold" field } }
record! { api::ledger::GetTransaction, "moja.ledger", "GetTransaction", { transaction "transaction" field } }
record! { api::ledger::HoldView, "moja.ledger", "HoldView", { hold "hold" field, debit "debit" field, credit "credit" field, amount "amount" field, captured "captured" field, status "status" field, created_at "created_at" field, expires_at "expires_at" field, details "details" field } }
record! { api::ledger::Holds, "moja.ledger", "Holds", { account "account" field, currency "currency" field } }
record! { api::ledger::IncomeStatement, "moja.ledger", "IncomeStatement", { from "from_" field, to "to" field, known_at "known_at" field } }
record! { api::ledger::KeepDirectives, "moja.ledger", "KeepDirectives", { directives "directives" field } }
record! { api::ledger::Leg, "moja.ledger", "Leg", { account "account" field, amount "amount" field, data "data" or_default } }
record! { api::ledger::LegView, "moja.ledger", "LegView", { account "account" field, amount "amount" field, data "data" or_default } }
record! { api::ledger::foreign::MetaText, "moja.ledger", "MetaText", { text "text" field, kind "kind" field } }
record! { api::ledger::OpenAccount, "moja.ledger", "OpenAccount", { code "code" field, currency "currency" field, kind "kind" field, normal "normal" field, policy "policy" or_default, min_balance "min_balance" field, max_balance "max_balance" field, controlled_by "controlled_by" field, opened_at "opened_at" field, tags "tags" field, metadata "metadata" or_default } }
record! { api::ledger::PlaceHold, "moja.ledger", "PlaceHold", { id "id" field, debit "debit" field, credit "credit" field, amount "amount" field, expires_in_s "expires_in_s" field, details "details" or_default } }
record! { api::ledger::PlacedHold, "moja.ledger", "PlacedHold", { hold "hold" field, expires_at "expires_at" field } }
record! { api::ledger::Post, "moja.ledger", "Post", { id "id" field, legs "legs" field, effective_at "effective_at" field, details "details" or_default, preconditions "preconditions" field } }
record! { api::ledger::PostMany, "moja.ledger", "PostMany", { transactions "transactions" field } }
record! { api::ledger::PostedId, "moja.ledger", "PostedId", { transaction "transaction" field } }
record! { api::ledger::PostedIds, "moja.ledger", "PostedIds", { transactions "transactions" field } }
record! { api::ledger::Price, "moja.ledger", "Price", { currency "currency" field, quoted_in "quoted_in" field, at "at" field, price "price" field } }
record! { api::ledger::PriceView, "moja.ledger", "PriceView", { currency "currency" field, quoted_in "quoted_in" field, at "at" field, price "price" field } }
record! { api::ledger::Prices, "moja.ledger", "Prices", { currency "currency" field } }
record! { api::ledger::RecordPrices, "moja.ledger", "RecordPrices", { prices "prices" field } }
record! { api::ledger::Refund, "moja.ledger", "Refund", { transaction "transaction" field, amount "amount" field, date "date" field, ignore_limits "ignore_limits" field, details "details" or_default } }
record! { api::ledger::ReleaseHold, "moja.ledger", "ReleaseHold", { hold "hold" field } }
record! { api::ledger::ReopenAccount, "moja.ledger", "ReopenAccount", { account "account" field, currency "currency" field } }
record! { api::ledger::ReportLine, "moja.ledger", "ReportLine", { account "account" field, currency "currency" field, amount "amount" field } }
record! { api::ledger::ReportSection, "moja.ledger", "ReportSection", { name "name" field, lines "lines" field, totals "totals" field } }
record! { api::ledger::ReportView, "moja.ledger", "ReportView", { sections "sections" field, balanced "balanced" field } }
record! { api::ledger::Reverse, "moja.ledger", "Reverse", { transaction "transaction" field, date "date" field, ignore_limits "ignore_limits" field, details "details" or_default } }
record! { api::ledger::Statement, "moja.ledger", "Statement", { account "account" field, currency "currency" field, from "from_" field, to "to" field, known_at "known_at" field, limit "limit" field, after "after" field } }
record! { api::ledger::StatementLine, "moja.ledger", "StatementLine", { effective_at "effective_at" field, recorded_at "recorded_at" field, transaction "transaction" field, counter_accounts "counter_accounts" field, amount "amount" field, running "running" field, details "details" field } }
record! { api::ledger::StatementView, "moja.ledger", "StatementView", { account "account" field, opening "opening" field, lines "lines" field, closing "closing" field, next "next" field } }
record! { api::ledger::SweepHolds, "moja.ledger", "SweepHolds", { account "account" field, currency "currency" field } }
record! { api::ledger::TransactionPage, "moja.ledger", "TransactionPage", { transactions "transactions" field, next "next" field } }
record! { api::ledger::TransactionView, "moja.ledger", "TransactionView", { transaction "transaction" field, pos "pos" field, ordinal "ordinal" field, effective_at "effective_at" field, recorded_at "recorded_at" field, legs "legs" field, details "details" field, reverses "reverses" field, reversed_by "reversed_by" field, hold "hold" field } }
record! { api::ledger::Transactions, "moja.ledger", "Transactions", { account "account" field, tree "tree" field, amount_at_least "amount_at_least" field, amount_at_most "amount_at_most" field, tag "tag" field, link "link" field, reference "reference" field, metadata "metadata" field, reverses "reverses" field, from "from_" field, to "to" field, recorded_from "recorded_from" field, recorded_to "recorded_to" field, newest_first "newest_first" field, limit "limit" field, after "after" field } }
record! { api::ledger::Transfer, "moja.ledger", "Transfer", { id "id" field, debit "debit" field, credit "credit" field, amount "amount" field, effective_at "effective_at" field, reference "reference" field, narration "narration" field } }
record! { api::ledger::TransferMany, "moja.ledger", "TransferMany", { transfers "transfers" field } }
record! { api::ledger::TrialBalance, "moja.ledger", "TrialBalance", { as_of "as_of" or_default } }
record! { api::ledger::TrialBalanceLine, "moja.ledger", "TrialBalanceLine", { account "account" field, currency "currency" field, debit "debit" field, credit "credit" field } }
record! { api::ledger::TrialBalanceView, "moja.ledger", "TrialBalanceView", { lines "lines" field, totals "totals" field, balanced "balanced" field } }
record! { api::ledger::UnfreezeAccount, "moja.ledger", "UnfreezeAccount", { account "account" field, currency "currency" field } }
record! { api::core::outbox::Ack, "moja.outbox", "Ack", { sink "sink" field, pos "pos" field, holder "holder" field } }
record! { api::core::outbox::CursorView, "moja.outbox", "CursorView", { sink "sink" field, pos "pos" field, head "head" field, parked "parked" field, holder "holder" field } }
record! { api::core::outbox::Cursors, "moja.outbox", "Cursors", {  } }
record! { api::core::outbox::Lease, "moja.outbox", "Lease", { sink "sink" field, holder "holder" field, for_ms "for_ms" field } }
record! { api::core::outbox::Park, "moja.outbox", "Park", { sink "sink" field, pos "pos" field, cause "cause" field, holder "holder" field } }
record! { api::core::outbox::ParkedView, "moja.outbox", "ParkedView", { pos "pos" field, cause "cause" field, parked_at "parked_at" field, retried "retried" field } }
record! { api::core::outbox::Release, "moja.outbox", "Release", { sink "sink" field, holder "holder" field } }
record! { api::core::outbox::Retry, "moja.outbox", "Retry", { sink "sink" field, pos "pos" field } }
record! { api::core::outbox::Skip, "moja.outbox", "Skip", { sink "sink" field, pos "pos" field, reason "reason" field } }
record! { api::flows::CancelOrder, "moja.shop", "CancelOrder", { order "order" field } }
record! { api::flows::Documented, "moja.shop", "Documented", { document "document" field } }
record! { api::flows::FulfilOrder, "moja.shop", "FulfilOrder", { order "order" field, parts "parts" field, number "number" field, effective_at "effective_at" field } }
record! { api::flows::MoveBetweenShops, "moja.shop", "MoveBetweenShops", { from "from_" field, to "to" field, transit "transit" field, lines "lines" field, payments "payments" field, paper "paper" or_default } }
record! { api::flows::Ordered, "moja.shop", "Ordered", { order "order" field } }
record! { api::flows::Payment, "moja.shop", "Payment", { debit "debit" field, credit "credit" field, amount "amount" field } }
record! { api::flows::PlaceOrder, "moja.shop", "PlaceOrder", { id "id" field, basis "basis" field, goods "goods" field, books "books" field, fees "fees" field, number "number" field, party "party" field, reference "reference" field } }
record! { api::flows::ReceiveGoods, "moja.shop", "ReceiveGoods", { from "from_" field, to "to" field, lines "lines" field, expected "expected" field, bills "bills" field, paper "paper" or_default } }
record! { api::flows::ReturnOrder, "moja.shop", "ReturnOrder", { order "order" field, parts "parts" field, to "to" field, number "number" field, effective_at "effective_at" field } }
record! { api::flows::ReturnSale, "moja.shop", "ReturnSale", { shipment "shipment" field, to "to" field, lines "lines" field, status "status" or_default, refunds "refunds" field, payments "payments" field, paper "paper" or_default } }
record! { api::flows::Sell, "moja.shop", "Sell", { from "from_" field, to "to" field, lines "lines" field, allotment "allotment" field, payments "payments" field, expires_in_s "expires_in_s" field, paper "paper" or_default } }
record! { api::flows::Sold, "moja.shop", "Sold", { reservation "reservation" field, shipment "shipment" field, holds "holds" field, transactions "transactions" field } }
record! { api::flows::TieOut, "moja.shop", "TieOut", { as_of "as_of" or_default } }
record! { api::flows::TieOutLine, "moja.shop", "TieOutLine", { account "account" field, stock "stock" field, ledger "ledger" field } }
record! { api::flows::WriteOff, "moja.shop", "WriteOff", { location "location" field, loss "loss" field, lines "lines" field, payments "payments" field, paper "paper" field } }
codes! { api::LogLevel, "moja._store", "LogLevel", { Info "info" "INFO", Warning "warning" "WARNING", Error "error" "ERROR" } }
codes! { api::commerce::pricing::AdjustmentKind, "moja.commerce", "AdjustmentKind", { Discount "discount" "DISCOUNT", Tax "tax" "TAX" } }
variants! { api::commerce::Basis, "moja.commerce", "Basis", { Quote "Quote" { 0 "value" field }, Cart "Cart" { 0 "value" field } } }
variants! { api::commerce::Charge, "moja.commerce", "Charge", { Rate "Rate" { 0 "value" field }, Amount "Amount" { 0 "value" field } } }
codes! { api::commerce::DocumentKind, "moja.commerce", "DocumentKind", { Order "order" "ORDER", Invoice "invoice" "INVOICE", CreditNote "credit_note" "CREDIT_NOTE", Receipt "receipt" "RECEIPT" } }
codes! { api::commerce::OrderStatus, "moja.commerce", "OrderStatus", { Placed "placed" "PLACED", Allocated "allocated" "ALLOCATED", PartlyShipped "partly_shipped" "PARTLY_SHIPPED", Shipped "shipped" "SHIPPED", Closed "closed" "CLOSED", Cancelled "cancelled" "CANCELLED" } }
codes! { api::commerce::RoundingScope, "moja.commerce", "RoundingScope", { PerLine "per_line" "PER_LINE", Global "global" "GLOBAL" } }
codes! { api::commerce::TaxKind, "moja.commerce", "TaxKind", { Exclusive "exclusive" "EXCLUSIVE", Inclusive "inclusive" "INCLUSIVE" } }
codes! { api::core::money::Rounding, "moja.types", "Rounding", { HalfEven "half_even" "HALF_EVEN", HalfUp "half_up" "HALF_UP", Down "down" "DOWN", Up "up" "UP", Floor "floor" "FLOOR", Ceiling "ceiling" "CEILING" } }
codes! { api::inventory::plan::Abc, "moja.inventory", "Abc", { A "a" "A", B "b" "B", C "c" "C" } }
variants! { api::inventory::Backorder, "moja.inventory", "Backorder", { None "None_" {  }, UpTo "UpTo" { 0 "value" field }, Unlimited "Unlimited" {  } } }
codes! { api::inventory::Basis, "moja.inventory", "Basis", { Value "value" "VALUE", Quantity "quantity" "QUANTITY", Equal "equal" "EQUAL" } }
codes! { api::inventory::Costing, "moja.inventory", "Costing", { Average "average" "AVERAGE", Fifo "fifo" "FIFO", Standard "standard" "STANDARD", Lot "lot" "LOT" } }
codes! { api::inventory::DocumentKind, "moja.inventory", "DocumentKind", { Receipt "receipt" "RECEIPT", Shipment "shipment" "SHIPMENT", Move "move" "MOVE", Dispatch "dispatch" "DISPATCH", Arrival "arrival" "ARRIVAL", TransitLoss "transit_loss" "TRANSIT_LOSS", Adjustment "adjustment" "ADJUSTMENT", Count "count" "COUNT", StatusChange "status_change" "STATUS_CHANGE", Assembly "assembly" "ASSEMBLY", Disassembly "disassembly" "DISASSEMBLY", CustomerReturn "customer_return" "CUSTOMER_RETURN", SupplierReturn "supplier_return" "SUPPLIER_RETURN", Reversal "reversal" "REVERSAL" } }
codes! { api::inventory::LocationKind, "moja.inventory", "LocationKind", { Internal "internal" "INTERNAL", View "view" "VIEW", Supplier "supplier" "SUPPLIER", Customer "customer" "CUSTOMER", Production "production" "PRODUCTION", Loss "loss" "LOSS", Transit "transit" "TRANSIT" } }
variants! { api::inventory::plan::Method, "moja.inventory", "Method", { MovingAverage "MovingAverage" { periods "periods" field }, Croston "Croston" { alpha "alpha" field }, Sba "Sba" { alpha "alpha" field }, Tsb "Tsb" { alpha "alpha" field, beta "beta" field } } }
codes! { api::inventory::Removal, "moja.inventory", "Removal", { Fifo "fifo" "FIFO", Lifo "lifo" "LIFO", Fefo "fefo" "FEFO", Closest "closest" "CLOSEST" } }
codes! { api::inventory::ReservationStatus, "moja.inventory", "ReservationStatus", { Held "held" "HELD", Shipped "shipped" "SHIPPED", Released "released" "RELEASED", Expired "expired" "EXPIRED" } }
codes! { api::inventory::StockStatus, "moja.inventory", "StockStatus", { Sellable "sellable" "SELLABLE", QualityControl "quality_control" "QUALITY_CONTROL", Quarantine "quarantine" "QUARANTINE", Damaged "damaged" "DAMAGED", SafetyStock "safety_stock" "SAFETY_STOCK", Recalled "recalled" "RECALLED" } }
codes! { api::inventory::TraceDirection, "moja.inventory", "TraceDirection", { Forward "forward" "FORWARD", Backward "backward" "BACKWARD" } }
codes! { api::inventory::Tracking, "moja.inventory", "Tracking", { None "none" "NONE", Lot "lot" "LOT", Serial "serial" "SERIAL" } }
codes! { api::inventory::plan::Xyz, "moja.inventory", "Xyz", { X "x" "X", Y "y" "Y", Z "z" "Z" } }
codes! { api::ledger::AccountKind, "moja.ledger", "AccountKind", { Asset "asset" "ASSET", Liability "liability" "LIABILITY", Equity "equity" "EQUITY", Income "income" "INCOME", Expense "expense" "EXPENSE" } }
codes! { api::ledger::AccountStatus, "moja.ledger", "AccountStatus", { Open "open" "OPEN", Frozen "frozen" "FROZEN", Closed "closed" "CLOSED" } }
codes! { api::ledger::Completion, "moja.ledger", "Completion", { Final "final" "FINAL", Partial "partial" "PARTIAL" } }
variants! { api::ledger::CorrectionDate, "moja.ledger", "CorrectionDate", { Original "Original" {  }, Current "Current" {  }, On "On" { 0 "value" field } } }
codes! { api::ledger::HoldStatus, "moja.ledger", "HoldStatus", { Pending "pending" "PENDING", Captured "captured" "CAPTURED", Released "released" "RELEASED", Expired "expired" "EXPIRED" } }
codes! { api::ledger::Policy, "moja.ledger", "Policy", { Guarded "guarded" "GUARDED", AddOnly "add_only" "ADD_ONLY" } }
variants! { api::ledger::Precondition, "moja.ledger", "Precondition", { BalanceAtLeast "BalanceAtLeast" { account "account" field, amount "amount" field }, BalanceAtMost "BalanceAtMost" { account "account" field, amount "amount" field }, VersionIs "VersionIs" { account "account" field, currency "currency" field, version "version" field } } }
codes! { api::ledger::Side, "moja.ledger", "Side", { Debit "debit" "DEBIT", Credit "credit" "CREDIT" } }

crate::glue::outcomes! {
    api::AllocationOutcome,
    api::AllotmentOutcome,
    api::DispatchOutcome,
    api::DocumentOutcome,
    api::ExpectationOutcome,
    api::GoodsOutcome,
    api::HoldOutcome,
    api::LeaseOutcome,
    api::MemberOutcome,
    api::MoneyOutcome,
    api::NumberOutcome,
    api::OrderOutcome,
    api::PlacedOutcome,
    api::PostedManyOutcome,
    api::PostedOutcome,
    api::QuoteOutcome,
    api::RecallOutcome,
    api::ReservationOutcome,
    api::SaleOutcome,
}
crate::glue::answers! { Posted, PostedMany, Hold, Document, Reservation, Allotment, Dispatch, Expectation, Recall, Quote, Placed, Allocation, Number, Money, Goods, Sale, Order, Lease }

/// By their numbers.
pub(crate) static CALLS: &[Call] = &[
    method!(Commerce.allocate(command: request, command_id: value) await),
    method!(Commerce.cancel(command: request, command_id: value) await),
    method!(Commerce.close(command: request, command_id: value) await),
    method!(Commerce.get_order(query: request) await),
    method!(Commerce.get_quote(query: request) await),
    method!(Commerce.get_settlement(query: request) await),
    method!(Commerce.invoice(command: request, command_id: value) await),
    method!(Commerce.issue_number(command: request, command_id: value) await),
    method!(Commerce.list_series(query: request) await),
    method!(Commerce.make_quote(command: request, command_id: value) await),
    method!(Commerce.open_series(command: request, command_id: value) await),
    method!(Commerce.orders(query: request) await),
    method!(Commerce.place(command: request, command_id: value) await),
    method!(Commerce.prices(query: request) await),
    method!(Commerce.refund(command: request, command_id: value) await),
    method!(Commerce.return_goods(command: request, command_id: value) await),
    method!(Commerce.set_price(command: request, command_id: value) await),
    method!(Commerce.set_seller(command: request, command_id: value) await),
    method!(Commerce.set_tax(command: request, command_id: value) await),
    method!(Commerce.ship(command: request, command_id: value) await),
    method!(Inventory.add_landed_cost(command: request, command_id: value) await),
    method!(Inventory.adjust(command: request, command_id: value) await),
    method!(Inventory.allot(command: request, command_id: value) await),
    method!(Inventory.allotments(query: request) await),
    method!(Inventory.assemble(command: request, command_id: value) await),
    method!(Inventory.availability(query: request) await),
    method!(Inventory.available_to_promise(query: request) await),
    method!(Inventory.change_costing(command: request, command_id: value) await),
    method!(Inventory.change_item(command: request, command_id: value) await),
    method!(Inventory.change_status(command: request, command_id: value) await),
    method!(Inventory.classification(query: request) await),
    method!(Inventory.close_expectation(command: request, command_id: value) await),
    method!(Inventory.close_period(command: request, command_id: value) await),
    method!(Inventory.count(command: request, command_id: value) await),
    method!(Inventory.create_item(command: request, command_id: value) await),
    method!(Inventory.create_location(command: request, command_id: value) await),
    method!(Inventory.define_components(command: request, command_id: value) await),
    method!(Inventory.define_group(command: request, command_id: value) await),
    method!(Inventory.describe_lot(command: request, command_id: value) await),
    method!(Inventory.disassemble(command: request, command_id: value) await),
    method!(Inventory.dispatch_transfer(command: request, command_id: value) await),
    method!(Inventory.expect(command: request, command_id: value) await),
    method!(Inventory.expiring(query: request) await),
    method!(Inventory.extend_allotment(command: request, command_id: value) await),
    method!(Inventory.extend_reservation(command: request, command_id: value) await),
    method!(Inventory.forecast(query: request) await),
    method!(Inventory.free_lot(command: request, command_id: value) await),
    method!(Inventory.get_document(query: request) await),
    method!(Inventory.get_item(query: request) await),
    method!(Inventory.get_reservation(query: request) await),
    method!(Inventory.hold_lot(command: request, command_id: value) await),
    method!(Inventory.items(query: request) await),
    method!(Inventory.locations(query: request) await),
    method!(Inventory.lose_transfer(command: request, command_id: value) await),
    method!(Inventory.lots(query: request) await),
    method!(Inventory.movements(query: request) await),
    method!(Inventory.move_stock(command: request, command_id: value) await),
    method!(Inventory.order_quantity(query: request) await),
    method!(Inventory.recall(query: request) await),
    method!(Inventory.recall_lot(command: request, command_id: value) await),
    method!(Inventory.receive(command: request, command_id: value) await),
    method!(Inventory.receive_transfer(command: request, command_id: value) await),
    method!(Inventory.release_reservation(command: request, command_id: value) await),
    method!(Inventory.reorder(query: request) await),
    method!(Inventory.reservations(query: request) await),
    method!(Inventory.reserve(command: request, command_id: value) await),
    method!(Inventory.return_allotment(command: request, command_id: value) await),
    method!(Inventory.return_from_customer(command: request, command_id: value) await),
    method!(Inventory.return_to_supplier(command: request, command_id: value) await),
    method!(Inventory.revalue(command: request, command_id: value) await),
    method!(Inventory.scan_barcode(query: request) await),
    method!(Inventory.set_policy(command: request, command_id: value) await),
    method!(Inventory.set_shelf_rule(command: request, command_id: value) await),
    method!(Inventory.ship(command: request, command_id: value) await),
    method!(Inventory.ship_reservation(command: request, command_id: value) await),
    method!(Inventory.spend_allotment(command: request, command_id: value) await),
    method!(Inventory.stock(query: request) await),
    method!(Inventory.trace(query: request) await),
    method!(Inventory.transfer_rights(command: request, command_id: value) await),
    method!(Inventory.valuation(query: request) await),
    method!(Ledger.accounts(query: request) await),
    method!(Ledger.balances(query: request) await),
    method!(Ledger.balance_sheet(query: request) await),
    method!(Ledger.capture_hold(command: request, command_id: value) await),
    method!(Ledger.change_control(command: request, command_id: value) await),
    method!(Ledger.change_limits(command: request, command_id: value) await),
    method!(Ledger.close_account(command: request, command_id: value) await),
    method!(Ledger.declare_currency(command: request, command_id: value) await),
    method!(Ledger.describe_account(command: request, command_id: value) await),
    method!(Ledger.directives(query: request) await),
    method!(Ledger.entries(query: request) await),
    method!(Ledger.freeze_account(command: request, command_id: value) await),
    method!(Ledger.get_balance(query: request) await),
    method!(Ledger.get_hold(query: request) await),
    method!(Ledger.get_transaction(query: request) await),
    method!(Ledger.holds(query: request) await),
    method!(Ledger.income_statement(query: request) await),
    method!(Ledger.keep_directives(command: request, command_id: value) await),
    method!(Ledger.open_account(command: request, command_id: value) await),
    method!(Ledger.place_hold(command: request, command_id: value) await),
    method!(Ledger.post(command: request, command_id: value) await),
    method!(Ledger.post_many(command: request, command_id: value) await),
    method!(Ledger.prices(query: request) await),
    method!(Ledger.record_prices(command: request, command_id: value) await),
    method!(Ledger.refund(command: request, command_id: value) await),
    method!(Ledger.release_hold(command: request, command_id: value) await),
    method!(Ledger.reopen_account(command: request, command_id: value) await),
    method!(Ledger.reverse(command: request, command_id: value) await),
    method!(Ledger.statement(query: request) await),
    method!(Ledger.sweep_holds(command: request, command_id: value) await),
    method!(Ledger.transactions(query: request) await),
    method!(Ledger.transfer(command: request, command_id: value) await),
    method!(Ledger.transfer_many(command: request, command_id: value) await),
    method!(Ledger.trial_balance(query: request) await),
    method!(Ledger.unfreeze_account(command: request, command_id: value) await),
    method!(Moja::open(path: value, options: value) await),
    method!(Moja::open_memory(options: value) await),
    method!(Moja.backup(path: value) await),
    method!(Moja.close() await),
    method!(Moja.describe()),
    method!(Moja.is_open()),
    method!(Moja.place()),
    method!(Moja.resume() await),
    method!(Moja.session(tenant: value, actor: value)),
    method!(Moja.suspend() await),
    method!(Moja.verify() await),
    method!(Outbox.ack(command: request, command_id: value) await),
    method!(Outbox.cursors(query: request) await),
    method!(Outbox.lease(command: request, command_id: value) await),
    method!(Outbox.park(command: request, command_id: value) await),
    method!(Outbox.release(command: request, command_id: value) await),
    method!(Outbox.retry(command: request, command_id: value) await),
    method!(Outbox.skip(command: request, command_id: value) await),
    method!(Past.position()),
    method!(Past.query(name: value, args: value) await),
    method!(Past.recorded_at()),
    method!(Pipeline.flush() await),
    method!(Pipeline.push(commands: value, command_id: value) await),
    method!(Pipeline.watermark()),
    method!(Session.actor()),
    method!(Session.all_or_nothing(commands: value, command_id: value) await),
    method!(Session.as_of(position: value) await),
    method!(Session.commerce()),
    method!(Session.execute(request: value) await),
    method!(Session.follow(sink: value, limit: value) await),
    method!(Session.head() await),
    method!(Session.inventory()),
    method!(Session.ledger()),
    method!(Session.new_command_id()),
    method!(Session.outbox()),
    method!(Session.pipeline()),
    method!(Session.query(name: value, args: value) await),
    method!(Session.shop()),
    method!(Session.tenant()),
    method!(Shop.cancel_order(command: request, command_id: value) await),
    method!(Shop.fulfil_order(command: request, command_id: value) await),
    method!(Shop.move_between_shops(command: request, command_id: value) await),
    method!(Shop.place_order(command: request, command_id: value) await),
    method!(Shop.receive_goods(command: request, command_id: value) await),
    method!(Shop.return_order(command: request, command_id: value) await),
    method!(Shop.return_sale(command: request, command_id: value) await),
    method!(Shop.sell(command: request, command_id: value) await),
    method!(Shop.tie_out(query: request) await),
    method!(Shop.write_off(command: request, command_id: value) await),
];

/// Command values by their numbers.
pub(crate) static COMMANDS: &[CommandOf] = &[
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Allocate { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Cancel { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Close { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Invoice { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::IssueNumber { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::MakeQuote { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::OpenSeries { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Place { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Refund { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Return { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetPrice { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetSeller { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetTax { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Ship { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::AddLandedCost { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Adjust { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Allot { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Assemble { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeCosting { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeItem { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeStatus { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CloseExpectation { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ClosePeriod { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Count { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CreateItem { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CreateLocation { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DefineComponents { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DefineGroup { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DescribeLot { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Disassemble { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DispatchTransfer { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Expect { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ExtendAllotment { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ExtendReservation { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::FreeLot { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::HoldLot { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::LoseTransfer { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Move { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::RecallLot { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Receive { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReceiveTransfer { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReleaseReservation { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Reserve { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnAllotment { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnFromCustomer { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnToSupplier { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Revalue { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SetPolicy { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SetShelfRule { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Ship { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ShipReservation { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SpendAllotment { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Inventory { command: api::InventoryCommand::TransferRights { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::CaptureHold { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ChangeControl { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ChangeLimits { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::CloseAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::DeclareCurrency { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::DescribeAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::FreezeAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::KeepDirectives { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::OpenAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::PlaceHold { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Post { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::PostMany { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::RecordPrices { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Refund { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ReleaseHold { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ReopenAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Reverse { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::SweepHolds { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Transfer { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::TransferMany { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Ledger { command: api::LedgerCommand::UnfreezeAccount { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Ack { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Lease { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Park { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Release { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Retry { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Skip { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::CancelOrder { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::FulfilOrder { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::MoveBetweenShops { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::PlaceOrder { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::ReceiveGoods { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::ReturnOrder { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::ReturnSale { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::Sell { command: FromPy::from_py(value)? } }),
    |value| Ok(api::Command::Shop { command: api::ShopCommand::WriteOff { command: FromPy::from_py(value)? } }),
];
