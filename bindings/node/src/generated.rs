// Written by `cargo xtask bindgen` from crates/api; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]

use moja_api as api;
use napi::bindgen_prelude::{External, JsObjectValue, Object, ToNapiValue, Unknown};

use crate::call::{Call, CommandOf};
use crate::convert::*;
use crate::error::Refused;
use crate::glue::{answers, callback, codes, method, objects, outcomes, record, variants};

objects! { Commerce, Inventory, Ledger, Moja, Outbox, Past, Pipeline, Session, Shop }

callback! { api::HostClock, HostClock, "now" }
callback! { api::LogSink, LogSink, "log" }

record! { api::BatchReport, "BatchReport", at, { watermark c"watermark" at.field(c"watermark"), refused c"refused" at.field(c"refused") } }
record! { api::Delivered, "Delivered", at, { id c"id" at.field(c"id"), position c"position" at.field(c"position"), command_id c"commandId" at.field(c"commandId"), command c"command" at.field(c"command"), actor c"actor" at.field(c"actor"), recorded_at c"recordedAt" at.field(c"recordedAt"), events c"events" at.field(c"events") } }
record! { api::DeliveredEvent, "DeliveredEvent", at, { name c"name" at.field(c"name"), body c"body" at.field(c"body") } }
record! { api::JournalHead, "JournalHead", at, { position c"position" at.field(c"position"), recorded_at c"recordedAt" at.field(c"recordedAt"), hash c"hash" at.field(c"hash") } }
record! { api::OpenOptions, "OpenOptions", at, { create c"create" at.or(c"create", || true), durable c"durable" at.or(c"durable", || true), busy_timeout_ms c"busyTimeoutMs" at.or(c"busyTimeoutMs", || 5000), clock c"clock" at.field(c"clock"), id_seed c"idSeed" at.field(c"idSeed"), log c"log" at.field(c"log") } }
record! { api::RefusedMember, "RefusedMember", at, { number c"number" at.field(c"number"), domain c"domain" at.field(c"domain"), code c"code" at.field(c"code"), detail c"detail" at.field(c"detail"), fields c"fields" at.field(c"fields"), retryable c"retryable" at.field(c"retryable") } }
record! { api::commerce::pricing::Adjustment, "Adjustment", at, { kind c"kind" at.field(c"kind"), label c"label" at.field(c"label"), amount c"amount" at.field(c"amount") } }
record! { api::commerce::Allocate, "Allocate", at, { order c"order" at.field(c"order"), parts c"parts" at.or(c"parts", Default::default) } }
record! { api::commerce::AllocatedAnswer, "AllocatedAnswer", at, { allocation c"allocation" at.field(c"allocation") } }
record! { api::commerce::Books, "Books", at, { payer c"payer" at.field(c"payer"), clearing c"clearing" at.field(c"clearing"), revenue c"revenue" at.field(c"revenue"), commission c"commission" at.field(c"commission"), tax c"tax" at.field(c"tax"), fees c"fees" at.field(c"fees") } }
record! { api::commerce::Break, "Break", at, { from c"from" at.field(c"from"), price c"price" at.field(c"price") } }
record! { api::commerce::Cancel, "Cancel", at, { order c"order" at.field(c"order") } }
record! { api::commerce::Cart, "Cart", at, { currency c"currency" at.field(c"currency"), list c"list" at.field(c"list"), lines c"lines" at.field(c"lines"), discounts c"discounts" at.or(c"discounts", Default::default), scope c"scope" at.or(c"scope", Default::default), rounding c"rounding" at.field(c"rounding") } }
record! { api::commerce::CartLine, "CartLine", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), price c"price" at.field(c"price"), tax c"tax" at.field(c"tax"), discounts c"discounts" at.or(c"discounts", Default::default), seller c"seller" at.field(c"seller") } }
record! { api::commerce::Close, "Close", at, { order c"order" at.field(c"order") } }
record! { api::commerce::DocumentRef, "DocumentRef", at, { kind c"kind" at.field(c"kind"), number c"number" at.field(c"number"), amount c"amount" at.field(c"amount"), issued_at c"issuedAt" at.field(c"issuedAt") } }
record! { api::commerce::Done, "Done", at, {  } }
record! { api::commerce::GetOrder, "GetOrder", at, { order c"order" at.field(c"order") } }
record! { api::commerce::GetQuote, "GetQuote", at, { quote c"quote" at.field(c"quote") } }
record! { api::commerce::GetSettlement, "GetSettlement", at, { order c"order" at.field(c"order") } }
record! { api::commerce::Goods, "Goods", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to") } }
record! { api::commerce::Invoice, "Invoice", at, { order c"order" at.field(c"order"), number c"number" at.field(c"number"), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::commerce::IssueNumber, "IssueNumber", at, { number c"number" at.field(c"number"), reference c"reference" at.field(c"reference") } }
record! { api::commerce::Issued, "Issued", at, { number c"number" at.field(c"number") } }
record! { api::commerce::ListSeries, "ListSeries", at, {  } }
record! { api::commerce::MakeQuote, "MakeQuote", at, { id c"id" at.field(c"id"), cart c"cart" at.field(c"cart"), expires_in_s c"expiresInS" at.field(c"expiresInS"), party c"party" at.field(c"party") } }
record! { api::commerce::MoneyAnswer, "MoneyAnswer", at, { number c"number" at.field(c"number"), amount c"amount" at.field(c"amount") } }
record! { api::commerce::Numbering, "Numbering", at, { series c"series" at.field(c"series"), device c"device" at.field(c"device") } }
record! { api::commerce::OpenSeries, "OpenSeries", at, { series c"series" at.field(c"series"), kind c"kind" at.field(c"kind"), prefix c"prefix" at.or(c"prefix", Default::default), digits c"digits" at.field(c"digits"), first c"first" at.field(c"first"), device c"device" at.field(c"device") } }
record! { api::commerce::OrderLineView, "OrderLineView", at, { item c"item" at.field(c"item"), ordered c"ordered" at.field(c"ordered"), allocated c"allocated" at.field(c"allocated"), shipped c"shipped" at.field(c"shipped"), invoiced c"invoiced" at.field(c"invoiced"), returned c"returned" at.field(c"returned"), credited c"credited" at.field(c"credited"), seller c"seller" at.field(c"seller"), total c"total" at.field(c"total"), tax c"tax" at.field(c"tax"), commission c"commission" at.field(c"commission"), fee c"fee" at.field(c"fee"), captured c"captured" at.field(c"captured"), refunded c"refunded" at.field(c"refunded") } }
record! { api::commerce::OrderPage, "OrderPage", at, { orders c"orders" at.field(c"orders"), next c"next" at.field(c"next") } }
record! { api::commerce::OrderPart, "OrderPart", at, { line c"line" at.field(c"line"), quantity c"quantity" at.field(c"quantity") } }
record! { api::commerce::OrderSummary, "OrderSummary", at, { order c"order" at.field(c"order"), status c"status" at.field(c"status"), number c"number" at.field(c"number"), placed_at c"placedAt" at.field(c"placedAt"), party c"party" at.field(c"party"), reference c"reference" at.field(c"reference"), quote c"quote" at.field(c"quote"), total c"total" at.field(c"total"), captured c"captured" at.field(c"captured"), refunded c"refunded" at.field(c"refunded") } }
record! { api::commerce::OrderView, "OrderView", at, { summary c"summary" at.field(c"summary"), lines c"lines" at.field(c"lines"), shipments c"shipments" at.field(c"shipments"), documents c"documents" at.field(c"documents") } }
record! { api::commerce::Orders, "Orders", at, { status c"status" at.field(c"status"), party c"party" at.field(c"party"), reference c"reference" at.field(c"reference"), after c"after" at.field(c"after"), limit c"limit" at.field(c"limit") } }
record! { api::commerce::settlement::Payout, "Payout", at, { seller c"seller" at.field(c"seller"), amount c"amount" at.field(c"amount") } }
record! { api::commerce::Place, "Place", at, { id c"id" at.field(c"id"), basis c"basis" at.field(c"basis"), party c"party" at.field(c"party"), reference c"reference" at.field(c"reference"), number c"number" at.field(c"number"), fees c"fees" at.or(c"fees", Default::default), goods c"goods" at.field(c"goods"), books c"books" at.field(c"books") } }
record! { api::commerce::PlacedAnswer, "PlacedAnswer", at, { order c"order" at.field(c"order"), number c"number" at.field(c"number"), total c"total" at.field(c"total") } }
record! { api::commerce::PriceView, "PriceView", at, { item c"item" at.field(c"item"), price c"price" at.field(c"price"), per c"per" at.field(c"per"), breaks c"breaks" at.field(c"breaks"), tax c"tax" at.field(c"tax"), valid_from c"validFrom" at.field(c"validFrom"), valid_until c"validUntil" at.field(c"validUntil") } }
record! { api::commerce::Prices, "Prices", at, { list c"list" at.field(c"list"), item c"item" at.field(c"item"), at c"at" at.field(c"at") } }
record! { api::commerce::pricing::Quote, "Quote", at, { lines c"lines" at.field(c"lines"), adjustments c"adjustments" at.field(c"adjustments"), taxes c"taxes" at.field(c"taxes"), net c"net" at.field(c"net"), tax c"tax" at.field(c"tax"), total c"total" at.field(c"total"), explanation c"explanation" at.field(c"explanation") } }
record! { api::commerce::pricing::QuoteLine, "QuoteLine", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), price c"price" at.field(c"price"), per c"per" at.field(c"per"), amount c"amount" at.field(c"amount"), discount c"discount" at.field(c"discount"), net c"net" at.field(c"net"), tax c"tax" at.field(c"tax"), total c"total" at.field(c"total"), tax_code c"taxCode" at.field(c"taxCode"), seller c"seller" at.field(c"seller") } }
record! { api::commerce::QuoteView, "QuoteView", at, { quote c"quote" at.field(c"quote"), numbers c"numbers" at.field(c"numbers"), quoted_at c"quotedAt" at.field(c"quotedAt"), expires_at c"expiresAt" at.field(c"expiresAt"), party c"party" at.field(c"party"), order c"order" at.field(c"order") } }
record! { api::commerce::QuotedAnswer, "QuotedAnswer", at, { quote c"quote" at.field(c"quote"), total c"total" at.field(c"total") } }
record! { api::commerce::Refund, "Refund", at, { order c"order" at.field(c"order"), amount c"amount" at.field(c"amount"), number c"number" at.field(c"number"), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::commerce::Return, "Return", at, { order c"order" at.field(c"order"), parts c"parts" at.or(c"parts", Default::default), to c"to" at.field(c"to"), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::commerce::SeriesView, "SeriesView", at, { series c"series" at.field(c"series"), kind c"kind" at.field(c"kind"), prefix c"prefix" at.field(c"prefix"), digits c"digits" at.field(c"digits"), first c"first" at.field(c"first"), next c"next" at.field(c"next"), device c"device" at.field(c"device") } }
record! { api::commerce::SetPrice, "SetPrice", at, { list c"list" at.field(c"list"), item c"item" at.field(c"item"), price c"price" at.field(c"price"), per c"per" at.field(c"per"), breaks c"breaks" at.or(c"breaks", Default::default), tax c"tax" at.field(c"tax"), valid_from c"validFrom" at.field(c"validFrom"), valid_until c"validUntil" at.field(c"validUntil") } }
record! { api::commerce::SetSeller, "SetSeller", at, { seller c"seller" at.field(c"seller"), commission c"commission" at.field(c"commission"), account c"account" at.field(c"account") } }
record! { api::commerce::SetTax, "SetTax", at, { tax c"tax" at.field(c"tax"), rate c"rate" at.field(c"rate"), kind c"kind" at.or(c"kind", Default::default), valid_from c"validFrom" at.field(c"validFrom") } }
record! { api::commerce::settlement::Settlement, "Settlement", at, { captured c"captured" at.field(c"captured"), refunded c"refunded" at.field(c"refunded"), payouts c"payouts" at.field(c"payouts"), commission c"commission" at.field(c"commission"), tax c"tax" at.field(c"tax"), fees c"fees" at.field(c"fees") } }
record! { api::commerce::Ship, "Ship", at, { order c"order" at.field(c"order"), parts c"parts" at.or(c"parts", Default::default), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::commerce::ShipmentView, "ShipmentView", at, { shipment c"shipment" at.field(c"shipment"), lines c"lines" at.field(c"lines") } }
record! { api::commerce::ShippedLine, "ShippedLine", at, { line c"line" at.field(c"line"), quantity c"quantity" at.field(c"quantity"), returned c"returned" at.field(c"returned") } }
record! { api::commerce::pricing::Step, "Step", at, { line c"line" at.field(c"line"), rule c"rule" at.field(c"rule"), amount c"amount" at.field(c"amount") } }
record! { api::commerce::Tax, "Tax", at, { code c"code" at.field(c"code"), rate c"rate" at.field(c"rate"), kind c"kind" at.field(c"kind") } }
record! { api::commerce::pricing::TaxTotal, "TaxTotal", at, { tax c"tax" at.field(c"tax"), base c"base" at.field(c"base"), amount c"amount" at.field(c"amount") } }
record! { api::core::as_of::AsOf, "AsOf", at, { at c"at" at.field(c"at"), known_at c"knownAt" at.field(c"knownAt"), known_pos c"knownPos" at.field(c"knownPos") } }
record! { api::core::command::Finding, "Finding", at, { code c"code" at.field(c"code"), tenant c"tenant" at.field(c"tenant"), pos c"pos" at.field(c"pos"), message c"message" at.field(c"message") } }
record! { api::core::verify::HeadView, "HeadView", at, { tenant c"tenant" at.field(c"tenant"), pos c"pos" at.field(c"pos"), hash c"hash" at.field(c"hash") } }
record! { api::core::verify::VerifyReport, "VerifyReport", at, { tenants c"tenants" at.field(c"tenants"), journal_rows c"journalRows" at.field(c"journalRows"), rows c"rows" at.field(c"rows"), history_items c"historyItems" at.field(c"historyItems"), heads c"heads" at.field(c"heads"), findings c"findings" at.field(c"findings") } }
record! { api::inventory::AddLandedCost, "AddLandedCost", at, { receipts c"receipts" at.field(c"receipts"), amount c"amount" at.field(c"amount"), basis c"basis" at.or(c"basis", Default::default) } }
record! { api::inventory::Adjust, "Adjust", at, { location c"location" at.field(c"location"), loss c"loss" at.field(c"loss"), lines c"lines" at.field(c"lines"), paper c"paper" at.field(c"paper") } }
record! { api::inventory::Allot, "Allot", at, { id c"id" at.field(c"id"), device c"device" at.field(c"device"), location c"location" at.field(c"location"), lines c"lines" at.field(c"lines"), lease_until c"leaseUntil" at.field(c"leaseUntil"), reference c"reference" at.field(c"reference") } }
record! { api::inventory::Allotments, "Allotments", at, { device c"device" at.field(c"device"), ended c"ended" at.or(c"ended", Default::default) } }
record! { api::inventory::AllottedAnswer, "AllottedAnswer", at, { allotment c"allotment" at.field(c"allotment"), lease_until c"leaseUntil" at.field(c"leaseUntil") } }
record! { api::inventory::Assemble, "Assemble", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), production c"production" at.field(c"production"), inputs c"inputs" at.or(c"inputs", Default::default), outputs c"outputs" at.field(c"outputs"), added_cost c"addedCost" at.field(c"addedCost"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::Availability, "Availability", at, { items c"items" at.field(c"items"), location c"location" at.field(c"location"), at c"at" at.field(c"at") } }
record! { api::inventory::AvailabilityView, "AvailabilityView", at, { item c"item" at.field(c"item"), on_hand c"onHand" at.field(c"onHand"), reserved c"reserved" at.field(c"reserved"), unavailable c"unavailable" at.field(c"unavailable"), incoming c"incoming" at.field(c"incoming"), available c"available" at.field(c"available") } }
record! { api::inventory::AvailableToPromise, "AvailableToPromise", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), by c"by" at.field(c"by") } }
record! { api::inventory::BarcodeOf, "BarcodeOf", at, { barcode c"barcode" at.field(c"barcode"), unit c"unit" at.field(c"unit") } }
record! { api::inventory::ChangeCosting, "ChangeCosting", at, { item c"item" at.field(c"item"), costing c"costing" at.field(c"costing"), standard_cost c"standardCost" at.field(c"standardCost") } }
record! { api::inventory::ChangeItem, "ChangeItem", at, { item c"item" at.field(c"item"), name c"name" at.field(c"name"), removal c"removal" at.field(c"removal"), allow_negative c"allowNegative" at.field(c"allowNegative"), backorder c"backorder" at.field(c"backorder"), active c"active" at.field(c"active"), attributes c"attributes" at.field(c"attributes"), packs c"packs" at.or(c"packs", Default::default), barcodes c"barcodes" at.or(c"barcodes", Default::default) } }
record! { api::inventory::ChangeStatus, "ChangeStatus", at, { location c"location" at.field(c"location"), lines c"lines" at.field(c"lines"), status c"status" at.field(c"status"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::ClassLine, "ClassLine", at, { item c"item" at.field(c"item"), demand c"demand" at.field(c"demand"), value c"value" at.field(c"value"), abc c"abc" at.field(c"abc"), xyz c"xyz" at.field(c"xyz") } }
record! { api::inventory::Classification, "Classification", at, { group c"group" at.field(c"group"), period_days c"periodDays" at.or(c"periodDays", || 30), periods c"periods" at.or(c"periods", || 12), until c"until" at.field(c"until"), a_percent c"aPercent" at.or(c"aPercent", || 80), b_percent c"bPercent" at.or(c"bPercent", || 95), x_percent c"xPercent" at.or(c"xPercent", || 50), y_percent c"yPercent" at.or(c"yPercent", || 100) } }
record! { api::inventory::CloseExpectation, "CloseExpectation", at, { expected c"expected" at.field(c"expected") } }
record! { api::inventory::ClosePeriod, "ClosePeriod", at, { until c"until" at.field(c"until") } }
record! { api::inventory::ComponentOf, "ComponentOf", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), per c"per" at.or_text(c"per", "1") } }
record! { api::inventory::foreign::ComponentRatio, "ComponentRatio", at, { quantity c"quantity" at.field(c"quantity"), per c"per" at.field(c"per") } }
record! { api::inventory::Count, "Count", at, { location c"location" at.field(c"location"), loss c"loss" at.field(c"loss"), lines c"lines" at.field(c"lines"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::CreateItem, "CreateItem", at, { code c"code" at.field(c"code"), name c"name" at.field(c"name"), group c"group" at.field(c"group"), unit c"unit" at.or_text(c"unit", "{piece}"), decimals c"decimals" at.or(c"decimals", Default::default), tracking c"tracking" at.or(c"tracking", Default::default), costing c"costing" at.or(c"costing", Default::default), standard_cost c"standardCost" at.field(c"standardCost"), removal c"removal" at.field(c"removal"), allow_negative c"allowNegative" at.or(c"allowNegative", Default::default), backorder c"backorder" at.or(c"backorder", Default::default), variant_of c"variantOf" at.field(c"variantOf"), attributes c"attributes" at.or(c"attributes", Default::default), packs c"packs" at.or(c"packs", Default::default), barcodes c"barcodes" at.or(c"barcodes", Default::default) } }
record! { api::inventory::CreateLocation, "CreateLocation", at, { code c"code" at.field(c"code"), name c"name" at.field(c"name"), kind c"kind" at.or(c"kind", Default::default), parent c"parent" at.field(c"parent"), position c"position" at.or(c"position", Default::default), removal c"removal" at.field(c"removal") } }
record! { api::inventory::DefineComponents, "DefineComponents", at, { item c"item" at.field(c"item"), kit c"kit" at.or(c"kit", Default::default), components c"components" at.field(c"components") } }
record! { api::inventory::DefineGroup, "DefineGroup", at, { code c"code" at.field(c"code"), currency c"currency" at.field(c"currency"), accounts c"accounts" at.field(c"accounts") } }
record! { api::inventory::DescribeLot, "DescribeLot", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), dates c"dates" at.or(c"dates", Default::default) } }
record! { api::inventory::Disassemble, "Disassemble", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), production c"production" at.field(c"production"), input c"input" at.field(c"input"), outputs c"outputs" at.or(c"outputs", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::DispatchTransfer, "DispatchTransfer", at, { id c"id" at.field(c"id"), from c"from" at.field(c"from"), transit c"transit" at.field(c"transit"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), due_at c"dueAt" at.field(c"dueAt"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::DispatchedAnswer, "DispatchedAnswer", at, { transfer c"transfer" at.field(c"transfer"), document c"document" at.field(c"document") } }
record! { api::inventory::DocumentView, "DocumentView", at, { document c"document" at.field(c"document"), kind c"kind" at.field(c"kind"), effective_at c"effectiveAt" at.field(c"effectiveAt"), recorded_at c"recordedAt" at.field(c"recordedAt"), reference c"reference" at.field(c"reference"), party c"party" at.field(c"party"), reason c"reason" at.field(c"reason"), original c"original" at.field(c"original"), movements c"movements" at.field(c"movements") } }
record! { api::inventory::Documented, "Documented", at, { document c"document" at.field(c"document") } }
record! { api::inventory::Done, "Done", at, {  } }
record! { api::inventory::Expect, "Expect", at, { id c"id" at.field(c"id"), item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), unit c"unit" at.field(c"unit"), location c"location" at.field(c"location"), due_at c"dueAt" at.field(c"dueAt"), party c"party" at.field(c"party"), reference c"reference" at.field(c"reference") } }
record! { api::inventory::ExpectedAnswer, "ExpectedAnswer", at, { expected c"expected" at.field(c"expected") } }
record! { api::inventory::Expiring, "Expiring", at, { before c"before" at.field(c"before"), location c"location" at.field(c"location") } }
record! { api::inventory::ExpiringLine, "ExpiringLine", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), location c"location" at.field(c"location"), status c"status" at.field(c"status"), on_hand c"onHand" at.field(c"onHand"), expires_at c"expiresAt" at.field(c"expiresAt"), expired c"expired" at.field(c"expired") } }
record! { api::inventory::ExtendAllotment, "ExtendAllotment", at, { allotment c"allotment" at.field(c"allotment"), lease_until c"leaseUntil" at.field(c"leaseUntil") } }
record! { api::inventory::ExtendReservation, "ExtendReservation", at, { reservation c"reservation" at.field(c"reservation"), expires_in_s c"expiresInS" at.field(c"expiresInS") } }
record! { api::inventory::Forecast, "Forecast", at, { item c"item" at.field(c"item"), method c"method" at.field(c"method"), period_days c"periodDays" at.or(c"periodDays", || 7), periods c"periods" at.or(c"periods", || 52), until c"until" at.field(c"until") } }
record! { api::inventory::ForecastView, "ForecastView", at, { demand c"demand" at.field(c"demand"), forecast c"forecast" at.field(c"forecast"), evenness c"evenness" at.field(c"evenness") } }
record! { api::inventory::FreeLot, "FreeLot", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot") } }
record! { api::inventory::GetDocument, "GetDocument", at, { document c"document" at.field(c"document") } }
record! { api::inventory::GetItem, "GetItem", at, { item c"item" at.field(c"item") } }
record! { api::inventory::GetReservation, "GetReservation", at, { reservation c"reservation" at.field(c"reservation") } }
record! { api::inventory::HoldLot, "HoldLot", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), reason c"reason" at.field(c"reason") } }
record! { api::inventory::ItemPage, "ItemPage", at, { items c"items" at.field(c"items"), next c"next" at.field(c"next") } }
record! { api::inventory::ItemView, "ItemView", at, { item c"item" at.field(c"item"), name c"name" at.field(c"name"), group c"group" at.field(c"group"), unit c"unit" at.field(c"unit"), decimals c"decimals" at.field(c"decimals"), tracking c"tracking" at.field(c"tracking"), costing c"costing" at.field(c"costing"), removal c"removal" at.field(c"removal"), kit c"kit" at.field(c"kit"), active c"active" at.field(c"active"), variant_of c"variantOf" at.field(c"variantOf"), attributes c"attributes" at.field(c"attributes"), packs c"packs" at.field(c"packs"), barcodes c"barcodes" at.field(c"barcodes"), components c"components" at.field(c"components") } }
record! { api::inventory::Items, "Items", at, { group c"group" at.field(c"group"), variant_of c"variantOf" at.field(c"variantOf"), after c"after" at.field(c"after"), limit c"limit" at.field(c"limit") } }
record! { api::inventory::Line, "Line", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), unit c"unit" at.field(c"unit"), lot c"lot" at.field(c"lot"), status c"status" at.or(c"status", Default::default), owner c"owner" at.field(c"owner") } }
record! { api::inventory::LocationView, "LocationView", at, { location c"location" at.field(c"location"), name c"name" at.field(c"name"), kind c"kind" at.field(c"kind"), parent c"parent" at.field(c"parent"), position c"position" at.field(c"position") } }
record! { api::inventory::Locations, "Locations", at, {  } }
record! { api::inventory::LoseTransfer, "LoseTransfer", at, { transfer c"transfer" at.field(c"transfer"), loss c"loss" at.field(c"loss"), lines c"lines" at.or(c"lines", Default::default), paper c"paper" at.field(c"paper") } }
record! { api::inventory::LotDates, "LotDates", at, { manufactured_at c"manufacturedAt" at.field(c"manufacturedAt"), expires_at c"expiresAt" at.field(c"expiresAt"), alert_at c"alertAt" at.field(c"alertAt"), removal_at c"removalAt" at.field(c"removalAt") } }
record! { api::inventory::foreign::LotOf, "LotOf", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot") } }
record! { api::inventory::LotView, "LotView", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), received_at c"receivedAt" at.field(c"receivedAt"), dates c"dates" at.field(c"dates"), held c"held" at.field(c"held"), recalled c"recalled" at.field(c"recalled"), on_hand c"onHand" at.field(c"onHand") } }
record! { api::inventory::Lots, "Lots", at, { item c"item" at.field(c"item"), empty c"empty" at.or(c"empty", Default::default) } }
record! { api::inventory::Move, "Move", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::MovementPage, "MovementPage", at, { movements c"movements" at.field(c"movements"), next c"next" at.field(c"next") } }
record! { api::inventory::MovementView, "MovementView", at, { document c"document" at.field(c"document"), kind c"kind" at.field(c"kind"), item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), from c"from" at.field(c"from"), to c"to" at.field(c"to"), from_status c"fromStatus" at.field(c"fromStatus"), to_status c"toStatus" at.field(c"toStatus"), quantity c"quantity" at.field(c"quantity"), effective_at c"effectiveAt" at.field(c"effectiveAt"), cost_minor c"costMinor" at.field(c"costMinor") } }
record! { api::inventory::Movements, "Movements", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), after c"after" at.field(c"after"), limit c"limit" at.field(c"limit") } }
record! { api::inventory::OrderQuantity, "OrderQuantity", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), order_cost c"orderCost" at.field(c"orderCost"), holding_cost c"holdingCost" at.field(c"holdingCost"), shortage_cost c"shortageCost" at.field(c"shortageCost"), per c"per" at.or_text(c"per", "1"), period_days c"periodDays" at.or(c"periodDays", || 7), periods c"periods" at.or(c"periods", || 52), until c"until" at.field(c"until") } }
record! { api::inventory::OrderQuantityView, "OrderQuantityView", at, { demand_per_year c"demandPerYear" at.field(c"demandPerYear"), economic c"economic" at.field(c"economic"), review c"review" at.field(c"review") } }
record! { api::inventory::OutputLine, "OutputLine", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), unit c"unit" at.field(c"unit"), lot c"lot" at.field(c"lot"), weight c"weight" at.or(c"weight", || 1), dates c"dates" at.or(c"dates", Default::default) } }
record! { api::inventory::Pack, "Pack", at, { unit c"unit" at.field(c"unit"), contains c"contains" at.field(c"contains"), packs c"packs" at.or(c"packs", || 1) } }
record! { api::inventory::PackView, "PackView", at, { unit c"unit" at.field(c"unit"), numerator c"numerator" at.field(c"numerator"), denominator c"denominator" at.field(c"denominator") } }
record! { api::inventory::Paper, "Paper", at, { id c"id" at.field(c"id"), effective_at c"effectiveAt" at.field(c"effectiveAt"), reference c"reference" at.field(c"reference"), party c"party" at.field(c"party"), reason c"reason" at.field(c"reason") } }
record! { api::inventory::PostingAccounts, "PostingAccounts", at, { inventory c"inventory" at.field(c"inventory"), received_not_invoiced c"receivedNotInvoiced" at.field(c"receivedNotInvoiced"), cost_of_goods_sold c"costOfGoodsSold" at.field(c"costOfGoodsSold"), adjustment c"adjustment" at.field(c"adjustment"), price_difference c"priceDifference" at.field(c"priceDifference"), production_cost c"productionCost" at.field(c"productionCost"), landed_cost c"landedCost" at.field(c"landedCost"), revaluation c"revaluation" at.field(c"revaluation") } }
record! { api::inventory::PromiseView, "PromiseView", at, { item c"item" at.field(c"item"), available c"available" at.field(c"available"), incoming c"incoming" at.field(c"incoming"), promise c"promise" at.field(c"promise") } }
record! { api::inventory::Reached, "Reached", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), distance c"distance" at.field(c"distance") } }
record! { api::inventory::Recall, "Recall", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot") } }
record! { api::inventory::RecallLot, "RecallLot", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), reason c"reason" at.field(c"reason") } }
record! { api::inventory::RecallView, "RecallView", at, { lots c"lots" at.field(c"lots"), customers c"customers" at.field(c"customers"), stock c"stock" at.field(c"stock"), reservations c"reservations" at.field(c"reservations") } }
record! { api::inventory::RecalledAnswer, "RecalledAnswer", at, { lots c"lots" at.field(c"lots") } }
record! { api::inventory::RecalledAt, "RecalledAt", at, { location c"location" at.field(c"location"), item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), status c"status" at.field(c"status"), quantity c"quantity" at.field(c"quantity") } }
record! { api::inventory::RecalledFrom, "RecalledFrom", at, { party c"party" at.field(c"party"), item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), quantity c"quantity" at.field(c"quantity"), references c"references" at.field(c"references") } }
record! { api::inventory::RecalledLot, "RecalledLot", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), distance c"distance" at.field(c"distance"), recalled c"recalled" at.field(c"recalled"), received c"received" at.field(c"received"), returned c"returned" at.field(c"returned"), on_hand c"onHand" at.field(c"onHand"), delivered c"delivered" at.field(c"delivered"), lost c"lost" at.field(c"lost"), consumed c"consumed" at.field(c"consumed") } }
record! { api::inventory::ReceiptLine, "ReceiptLine", at, { item c"item" at.field(c"item"), quantity c"quantity" at.field(c"quantity"), unit c"unit" at.field(c"unit"), lot c"lot" at.field(c"lot"), status c"status" at.or(c"status", Default::default), owner c"owner" at.field(c"owner"), cost c"cost" at.field(c"cost"), dates c"dates" at.or(c"dates", Default::default) } }
record! { api::inventory::Receive, "Receive", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), expected c"expected" at.field(c"expected"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::ReceiveTransfer, "ReceiveTransfer", at, { transfer c"transfer" at.field(c"transfer"), lines c"lines" at.or(c"lines", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::ReleaseReservation, "ReleaseReservation", at, { reservation c"reservation" at.field(c"reservation") } }
record! { api::inventory::Reorder, "Reorder", at, { location c"location" at.field(c"location") } }
record! { api::inventory::ReorderLine, "ReorderLine", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), position c"position" at.field(c"position"), threshold c"threshold" at.field(c"threshold"), order c"order" at.field(c"order"), arrives_at c"arrivesAt" at.field(c"arrivesAt") } }
record! { api::inventory::ReorderRule, "ReorderRule", at, { min c"min" at.field(c"min"), max c"max" at.field(c"max"), multiple c"multiple" at.field(c"multiple"), lead_time_days c"leadTimeDays" at.or(c"leadTimeDays", Default::default), safety_stock c"safetyStock" at.or(c"safetyStock", Default::default) } }
record! { api::inventory::ReservationView, "ReservationView", at, { reservation c"reservation" at.field(c"reservation"), status c"status" at.field(c"status"), created_at c"createdAt" at.field(c"createdAt"), expires_at c"expiresAt" at.field(c"expiresAt"), reference c"reference" at.field(c"reference"), party c"party" at.field(c"party"), device c"device" at.field(c"device"), lines c"lines" at.field(c"lines") } }
record! { api::inventory::Reservations, "Reservations", at, { reference c"reference" at.field(c"reference") } }
record! { api::inventory::Reserve, "Reserve", at, { id c"id" at.field(c"id"), from c"from" at.field(c"from"), lines c"lines" at.field(c"lines"), expires_in_s c"expiresInS" at.field(c"expiresInS"), reference c"reference" at.field(c"reference"), party c"party" at.field(c"party") } }
record! { api::inventory::ReservedAnswer, "ReservedAnswer", at, { reservation c"reservation" at.field(c"reservation"), expires_at c"expiresAt" at.field(c"expiresAt") } }
record! { api::inventory::ReservedLineView, "ReservedLineView", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), lot c"lot" at.field(c"lot"), quantity c"quantity" at.field(c"quantity"), shipped c"shipped" at.field(c"shipped"), frozen c"frozen" at.field(c"frozen") } }
record! { api::inventory::ReturnAllotment, "ReturnAllotment", at, { allotment c"allotment" at.field(c"allotment"), lines c"lines" at.or(c"lines", Default::default) } }
record! { api::inventory::ReturnFromCustomer, "ReturnFromCustomer", at, { shipment c"shipment" at.field(c"shipment"), to c"to" at.field(c"to"), lines c"lines" at.or(c"lines", Default::default), status c"status" at.or(c"status", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::ReturnToSupplier, "ReturnToSupplier", at, { receipt c"receipt" at.field(c"receipt"), from c"from" at.field(c"from"), lines c"lines" at.or(c"lines", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::Revalue, "Revalue", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), value c"value" at.field(c"value"), effective_at c"effectiveAt" at.field(c"effectiveAt"), reason c"reason" at.field(c"reason") } }
record! { api::inventory::ReviewView, "ReviewView", at, { order_at c"orderAt" at.field(c"orderAt"), order_up_to c"orderUpTo" at.field(c"orderUpTo") } }
record! { api::inventory::ScanBarcode, "ScanBarcode", at, { barcode c"barcode" at.field(c"barcode") } }
record! { api::inventory::ScanView, "ScanView", at, { item c"item" at.field(c"item"), unit c"unit" at.field(c"unit"), quantity c"quantity" at.field(c"quantity"), lot c"lot" at.field(c"lot"), lot_known c"lotKnown" at.field(c"lotKnown"), expires_at c"expiresAt" at.field(c"expiresAt"), elements c"elements" at.field(c"elements") } }
record! { api::inventory::SetPolicy, "SetPolicy", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), allow_negative c"allowNegative" at.or(c"allowNegative", Default::default), backorder c"backorder" at.or(c"backorder", Default::default), removal c"removal" at.field(c"removal"), reorder c"reorder" at.field(c"reorder") } }
record! { api::inventory::SetShelfRule, "SetShelfRule", at, { party c"party" at.field(c"party"), days c"days" at.field(c"days") } }
record! { api::inventory::Ship, "Ship", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::ShipReservation, "ShipReservation", at, { reservation c"reservation" at.field(c"reservation"), to c"to" at.field(c"to"), lines c"lines" at.or(c"lines", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::SpendAllotment, "SpendAllotment", at, { allotment c"allotment" at.field(c"allotment"), from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::inventory::StandardCost, "StandardCost", at, { cost c"cost" at.field(c"cost"), per c"per" at.or_text(c"per", "1") } }
record! { api::inventory::Stock, "Stock", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), location c"location" at.field(c"location"), as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::inventory::StockLine, "StockLine", at, { item c"item" at.field(c"item"), location c"location" at.field(c"location"), lot c"lot" at.field(c"lot"), expires_at c"expiresAt" at.field(c"expiresAt"), status c"status" at.field(c"status"), owner c"owner" at.field(c"owner"), on_hand c"onHand" at.field(c"onHand"), reserved c"reserved" at.field(c"reserved"), unit c"unit" at.field(c"unit") } }
record! { api::inventory::Trace, "Trace", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), direction c"direction" at.field(c"direction") } }
record! { api::inventory::TraceStep, "TraceStep", at, { parent c"parent" at.field(c"parent"), child c"child" at.field(c"child"), quantity c"quantity" at.field(c"quantity") } }
record! { api::inventory::TraceView, "TraceView", at, { lots c"lots" at.field(c"lots"), steps c"steps" at.field(c"steps") } }
record! { api::inventory::TransferRights, "TransferRights", at, { allotment c"allotment" at.field(c"allotment"), id c"id" at.field(c"id"), device c"device" at.field(c"device"), lines c"lines" at.or(c"lines", Default::default) } }
record! { api::inventory::Valuation, "Valuation", at, { group c"group" at.field(c"group"), item c"item" at.field(c"item"), as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::inventory::ValuationLine, "ValuationLine", at, { item c"item" at.field(c"item"), lot c"lot" at.field(c"lot"), group c"group" at.field(c"group"), quantity c"quantity" at.field(c"quantity"), value c"value" at.field(c"value") } }
record! { api::inventory::ValuationView, "ValuationView", at, { lines c"lines" at.field(c"lines"), totals c"totals" at.field(c"totals") } }
record! { api::ledger::AccountView, "AccountView", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), no c"no" at.field(c"no"), parent c"parent" at.field(c"parent"), kind c"kind" at.field(c"kind"), normal c"normal" at.field(c"normal"), policy c"policy" at.field(c"policy"), status c"status" at.field(c"status"), min_balance c"minBalance" at.field(c"minBalance"), max_balance c"maxBalance" at.field(c"maxBalance"), controlled_by c"controlledBy" at.field(c"controlledBy"), opened_at c"openedAt" at.field(c"openedAt"), closed_at c"closedAt" at.field(c"closedAt"), tags c"tags" at.field(c"tags"), metadata c"metadata" at.field(c"metadata") } }
record! { api::ledger::Accounts, "Accounts", at, { tree c"tree" at.or(c"tree", Default::default), tag c"tag" at.field(c"tag") } }
record! { api::ledger::BalanceLine, "BalanceLine", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), balance c"balance" at.field(c"balance") } }
record! { api::ledger::BalanceSheet, "BalanceSheet", at, { as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::ledger::BalanceView, "BalanceView", at, { account c"account" at.field(c"account"), balance c"balance" at.field(c"balance"), normal c"normal" at.field(c"normal"), debits_posted c"debitsPosted" at.field(c"debitsPosted"), credits_posted c"creditsPosted" at.field(c"creditsPosted"), debits_pending c"debitsPending" at.field(c"debitsPending"), credits_pending c"creditsPending" at.field(c"creditsPending"), available c"available" at.field(c"available"), version c"version" at.field(c"version") } }
record! { api::ledger::Balances, "Balances", at, { tree c"tree" at.or(c"tree", Default::default), as_of c"asOf" at.or(c"asOf", Default::default), skip_zero c"skipZero" at.or(c"skipZero", Default::default) } }
record! { api::ledger::CaptureHold, "CaptureHold", at, { id c"id" at.field(c"id"), hold c"hold" at.field(c"hold"), amount c"amount" at.field(c"amount"), completion c"completion" at.or(c"completion", Default::default), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::ledger::ChangeControl, "ChangeControl", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), controlled_by c"controlledBy" at.field(c"controlledBy") } }
record! { api::ledger::ChangeLimits, "ChangeLimits", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), min_balance c"minBalance" at.field(c"minBalance"), max_balance c"maxBalance" at.field(c"maxBalance") } }
record! { api::ledger::CloseAccount, "CloseAccount", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), closed_at c"closedAt" at.field(c"closedAt"), require_empty c"requireEmpty" at.or(c"requireEmpty", Default::default) } }
record! { api::ledger::DeclareCurrency, "DeclareCurrency", at, { currency c"currency" at.field(c"currency"), metadata c"metadata" at.or(c"metadata", Default::default) } }
record! { api::ledger::DescribeAccount, "DescribeAccount", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), tags c"tags" at.or(c"tags", Default::default), metadata c"metadata" at.or(c"metadata", Default::default) } }
record! { api::ledger::Details, "Details", at, { reference c"reference" at.field(c"reference"), payee c"payee" at.field(c"payee"), narration c"narration" at.field(c"narration"), tags c"tags" at.or(c"tags", Default::default), links c"links" at.or(c"links", Default::default), metadata c"metadata" at.or(c"metadata", Default::default) } }
record! { api::ledger::Directive, "Directive", at, { at c"at" at.field(c"at"), kind c"kind" at.field(c"kind"), body c"body" at.field(c"body") } }
record! { api::ledger::DirectiveView, "DirectiveView", at, { at c"at" at.field(c"at"), kind c"kind" at.field(c"kind"), body c"body" at.field(c"body") } }
record! { api::ledger::Directives, "Directives", at, {  } }
record! { api::ledger::Done, "Done", at, {  } }
record! { api::ledger::Entries, "Entries", at, { account c"account" at.or(c"account", Default::default), currency c"currency" at.field(c"currency"), from c"from" at.field(c"from"), to c"to" at.field(c"to"), known_at c"knownAt" at.field(c"knownAt"), amount_at_least c"amountAtLeast" at.field(c"amountAtLeast"), amount_at_most c"amountAtMost" at.field(c"amountAtMost"), tag c"tag" at.field(c"tag"), link c"link" at.field(c"link"), metadata c"metadata" at.field(c"metadata"), newest_first c"newestFirst" at.or(c"newestFirst", Default::default), limit c"limit" at.field(c"limit"), after c"after" at.field(c"after") } }
record! { api::ledger::EntryPage, "EntryPage", at, { entries c"entries" at.field(c"entries"), next c"next" at.field(c"next") } }
record! { api::ledger::EntryView, "EntryView", at, { account c"account" at.field(c"account"), amount c"amount" at.field(c"amount"), effective_at c"effectiveAt" at.field(c"effectiveAt"), recorded_at c"recordedAt" at.field(c"recordedAt"), transaction c"transaction" at.field(c"transaction"), pos c"pos" at.field(c"pos"), details c"details" at.field(c"details") } }
record! { api::ledger::FreezeAccount, "FreezeAccount", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency") } }
record! { api::ledger::GetBalance, "GetBalance", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::ledger::GetHold, "GetHold", at, { hold c"hold" at.field(c"hold") } }
record! { api::ledger::GetTransaction, "GetTransaction", at, { transaction c"transaction" at.field(c"transaction") } }
record! { api::ledger::HoldView, "HoldView", at, { hold c"hold" at.field(c"hold"), debit c"debit" at.field(c"debit"), credit c"credit" at.field(c"credit"), amount c"amount" at.field(c"amount"), captured c"captured" at.field(c"captured"), status c"status" at.field(c"status"), created_at c"createdAt" at.field(c"createdAt"), expires_at c"expiresAt" at.field(c"expiresAt"), details c"details" at.field(c"details") } }
record! { api::ledger::Holds, "Holds", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency") } }
record! { api::ledger::IncomeStatement, "IncomeStatement", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), known_at c"knownAt" at.field(c"knownAt") } }
record! { api::ledger::KeepDirectives, "KeepDirectives", at, { directives c"directives" at.field(c"directives") } }
record! { api::ledger::Leg, "Leg", at, { account c"account" at.field(c"account"), amount c"amount" at.field(c"amount"), data c"data" at.or(c"data", Default::default) } }
record! { api::ledger::LegView, "LegView", at, { account c"account" at.field(c"account"), amount c"amount" at.field(c"amount"), data c"data" at.or(c"data", Default::default) } }
record! { api::ledger::foreign::MetaText, "MetaText", at, { text c"text" at.field(c"text"), kind c"kind" at.or_text(c"kind", "text") } }
record! { api::ledger::foreign::MetadataKey, "MetadataKey", at, { key c"key" at.field(c"key"), value c"value" at.field(c"value") } }
record! { api::ledger::OpenAccount, "OpenAccount", at, { code c"code" at.field(c"code"), currency c"currency" at.field(c"currency"), kind c"kind" at.field(c"kind"), normal c"normal" at.field(c"normal"), policy c"policy" at.or(c"policy", Default::default), min_balance c"minBalance" at.field(c"minBalance"), max_balance c"maxBalance" at.field(c"maxBalance"), controlled_by c"controlledBy" at.field(c"controlledBy"), opened_at c"openedAt" at.field(c"openedAt"), tags c"tags" at.or(c"tags", Default::default), metadata c"metadata" at.or(c"metadata", Default::default) } }
record! { api::ledger::PlaceHold, "PlaceHold", at, { id c"id" at.field(c"id"), debit c"debit" at.field(c"debit"), credit c"credit" at.field(c"credit"), amount c"amount" at.field(c"amount"), expires_in_s c"expiresInS" at.field(c"expiresInS"), details c"details" at.or(c"details", Default::default) } }
record! { api::ledger::PlacedHold, "PlacedHold", at, { hold c"hold" at.field(c"hold"), expires_at c"expiresAt" at.field(c"expiresAt") } }
record! { api::ledger::Post, "Post", at, { id c"id" at.field(c"id"), legs c"legs" at.field(c"legs"), effective_at c"effectiveAt" at.field(c"effectiveAt"), details c"details" at.or(c"details", Default::default), preconditions c"preconditions" at.or(c"preconditions", Default::default) } }
record! { api::ledger::PostMany, "PostMany", at, { transactions c"transactions" at.field(c"transactions") } }
record! { api::ledger::PostedId, "PostedId", at, { transaction c"transaction" at.field(c"transaction") } }
record! { api::ledger::PostedIds, "PostedIds", at, { transactions c"transactions" at.field(c"transactions") } }
record! { api::ledger::Price, "Price", at, { currency c"currency" at.field(c"currency"), quoted_in c"quotedIn" at.field(c"quotedIn"), at c"at" at.field(c"at"), price c"price" at.field(c"price") } }
record! { api::ledger::PriceView, "PriceView", at, { currency c"currency" at.field(c"currency"), quoted_in c"quotedIn" at.field(c"quotedIn"), at c"at" at.field(c"at"), price c"price" at.field(c"price") } }
record! { api::ledger::Prices, "Prices", at, { currency c"currency" at.field(c"currency") } }
record! { api::ledger::RecordPrices, "RecordPrices", at, { prices c"prices" at.field(c"prices") } }
record! { api::ledger::Refund, "Refund", at, { transaction c"transaction" at.field(c"transaction"), amount c"amount" at.field(c"amount"), date c"date" at.field(c"date"), ignore_limits c"ignoreLimits" at.or(c"ignoreLimits", Default::default), details c"details" at.or(c"details", Default::default) } }
record! { api::ledger::ReleaseHold, "ReleaseHold", at, { hold c"hold" at.field(c"hold") } }
record! { api::ledger::ReopenAccount, "ReopenAccount", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency") } }
record! { api::ledger::ReportLine, "ReportLine", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), amount c"amount" at.field(c"amount") } }
record! { api::ledger::ReportSection, "ReportSection", at, { name c"name" at.field(c"name"), lines c"lines" at.field(c"lines"), totals c"totals" at.field(c"totals") } }
record! { api::ledger::ReportView, "ReportView", at, { sections c"sections" at.field(c"sections"), balanced c"balanced" at.field(c"balanced") } }
record! { api::ledger::Reverse, "Reverse", at, { transaction c"transaction" at.field(c"transaction"), date c"date" at.field(c"date"), ignore_limits c"ignoreLimits" at.or(c"ignoreLimits", Default::default), details c"details" at.or(c"details", Default::default) } }
record! { api::ledger::Statement, "Statement", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), from c"from" at.field(c"from"), to c"to" at.field(c"to"), known_at c"knownAt" at.field(c"knownAt"), limit c"limit" at.field(c"limit"), after c"after" at.field(c"after") } }
record! { api::ledger::StatementLine, "StatementLine", at, { effective_at c"effectiveAt" at.field(c"effectiveAt"), recorded_at c"recordedAt" at.field(c"recordedAt"), transaction c"transaction" at.field(c"transaction"), counter_accounts c"counterAccounts" at.field(c"counterAccounts"), amount c"amount" at.field(c"amount"), running c"running" at.field(c"running"), details c"details" at.field(c"details") } }
record! { api::ledger::StatementView, "StatementView", at, { account c"account" at.field(c"account"), opening c"opening" at.field(c"opening"), lines c"lines" at.field(c"lines"), closing c"closing" at.field(c"closing"), next c"next" at.field(c"next") } }
record! { api::ledger::SweepHolds, "SweepHolds", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency") } }
record! { api::ledger::TransactionPage, "TransactionPage", at, { transactions c"transactions" at.field(c"transactions"), next c"next" at.field(c"next") } }
record! { api::ledger::TransactionView, "TransactionView", at, { transaction c"transaction" at.field(c"transaction"), pos c"pos" at.field(c"pos"), ordinal c"ordinal" at.field(c"ordinal"), effective_at c"effectiveAt" at.field(c"effectiveAt"), recorded_at c"recordedAt" at.field(c"recordedAt"), legs c"legs" at.field(c"legs"), details c"details" at.field(c"details"), reverses c"reverses" at.field(c"reverses"), reversed_by c"reversedBy" at.field(c"reversedBy"), hold c"hold" at.field(c"hold") } }
record! { api::ledger::Transactions, "Transactions", at, { account c"account" at.field(c"account"), tree c"tree" at.field(c"tree"), amount_at_least c"amountAtLeast" at.field(c"amountAtLeast"), amount_at_most c"amountAtMost" at.field(c"amountAtMost"), tag c"tag" at.field(c"tag"), link c"link" at.field(c"link"), reference c"reference" at.field(c"reference"), metadata c"metadata" at.field(c"metadata"), reverses c"reverses" at.field(c"reverses"), from c"from" at.field(c"from"), to c"to" at.field(c"to"), recorded_from c"recordedFrom" at.field(c"recordedFrom"), recorded_to c"recordedTo" at.field(c"recordedTo"), newest_first c"newestFirst" at.or(c"newestFirst", Default::default), limit c"limit" at.field(c"limit"), after c"after" at.field(c"after") } }
record! { api::ledger::Transfer, "Transfer", at, { id c"id" at.field(c"id"), debit c"debit" at.field(c"debit"), credit c"credit" at.field(c"credit"), amount c"amount" at.field(c"amount"), effective_at c"effectiveAt" at.field(c"effectiveAt"), reference c"reference" at.field(c"reference"), narration c"narration" at.field(c"narration") } }
record! { api::ledger::TransferMany, "TransferMany", at, { transfers c"transfers" at.field(c"transfers") } }
record! { api::ledger::TrialBalance, "TrialBalance", at, { as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::ledger::TrialBalanceLine, "TrialBalanceLine", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency"), debit c"debit" at.field(c"debit"), credit c"credit" at.field(c"credit") } }
record! { api::ledger::TrialBalanceView, "TrialBalanceView", at, { lines c"lines" at.field(c"lines"), totals c"totals" at.field(c"totals"), balanced c"balanced" at.field(c"balanced") } }
record! { api::ledger::UnfreezeAccount, "UnfreezeAccount", at, { account c"account" at.field(c"account"), currency c"currency" at.field(c"currency") } }
record! { api::core::outbox::Ack, "Ack", at, { sink c"sink" at.field(c"sink"), pos c"pos" at.field(c"pos"), holder c"holder" at.field(c"holder") } }
record! { api::core::outbox::CursorView, "CursorView", at, { sink c"sink" at.field(c"sink"), pos c"pos" at.field(c"pos"), head c"head" at.field(c"head"), parked c"parked" at.field(c"parked"), holder c"holder" at.field(c"holder") } }
record! { api::core::outbox::Cursors, "Cursors", at, {  } }
record! { api::core::outbox::Lease, "Lease", at, { sink c"sink" at.field(c"sink"), holder c"holder" at.field(c"holder"), for_ms c"forMs" at.field(c"forMs") } }
record! { api::core::outbox::Park, "Park", at, { sink c"sink" at.field(c"sink"), pos c"pos" at.field(c"pos"), cause c"cause" at.field(c"cause"), holder c"holder" at.field(c"holder") } }
record! { api::core::outbox::ParkedView, "ParkedView", at, { pos c"pos" at.field(c"pos"), cause c"cause" at.field(c"cause"), parked_at c"parkedAt" at.field(c"parkedAt"), retried c"retried" at.field(c"retried") } }
record! { api::core::outbox::Release, "Release", at, { sink c"sink" at.field(c"sink"), holder c"holder" at.field(c"holder") } }
record! { api::core::outbox::Retry, "Retry", at, { sink c"sink" at.field(c"sink"), pos c"pos" at.field(c"pos") } }
record! { api::core::outbox::Skip, "Skip", at, { sink c"sink" at.field(c"sink"), pos c"pos" at.field(c"pos"), reason c"reason" at.field(c"reason") } }
record! { api::flows::CancelOrder, "CancelOrder", at, { order c"order" at.field(c"order") } }
record! { api::flows::Documented, "Documented", at, { document c"document" at.field(c"document") } }
record! { api::flows::FulfilOrder, "FulfilOrder", at, { order c"order" at.field(c"order"), parts c"parts" at.or(c"parts", Default::default), number c"number" at.field(c"number"), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::flows::MoveBetweenShops, "MoveBetweenShops", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), transit c"transit" at.field(c"transit"), lines c"lines" at.field(c"lines"), payments c"payments" at.or(c"payments", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::flows::Ordered, "Ordered", at, { order c"order" at.field(c"order") } }
record! { api::flows::Payment, "Payment", at, { debit c"debit" at.field(c"debit"), credit c"credit" at.field(c"credit"), amount c"amount" at.field(c"amount") } }
record! { api::flows::PlaceOrder, "PlaceOrder", at, { id c"id" at.field(c"id"), basis c"basis" at.field(c"basis"), goods c"goods" at.field(c"goods"), books c"books" at.field(c"books"), fees c"fees" at.or(c"fees", Default::default), number c"number" at.field(c"number"), party c"party" at.field(c"party"), reference c"reference" at.field(c"reference") } }
record! { api::flows::ReceiveGoods, "ReceiveGoods", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), expected c"expected" at.field(c"expected"), bills c"bills" at.or(c"bills", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::flows::ReturnOrder, "ReturnOrder", at, { order c"order" at.field(c"order"), parts c"parts" at.or(c"parts", Default::default), to c"to" at.field(c"to"), number c"number" at.field(c"number"), effective_at c"effectiveAt" at.field(c"effectiveAt") } }
record! { api::flows::ReturnSale, "ReturnSale", at, { shipment c"shipment" at.field(c"shipment"), to c"to" at.field(c"to"), lines c"lines" at.or(c"lines", Default::default), status c"status" at.or(c"status", Default::default), refunds c"refunds" at.or(c"refunds", Default::default), payments c"payments" at.or(c"payments", Default::default), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::flows::Sell, "Sell", at, { from c"from" at.field(c"from"), to c"to" at.field(c"to"), lines c"lines" at.field(c"lines"), allotment c"allotment" at.field(c"allotment"), payments c"payments" at.or(c"payments", Default::default), expires_in_s c"expiresInS" at.field(c"expiresInS"), paper c"paper" at.or(c"paper", Default::default) } }
record! { api::flows::Sold, "Sold", at, { reservation c"reservation" at.field(c"reservation"), shipment c"shipment" at.field(c"shipment"), holds c"holds" at.field(c"holds"), transactions c"transactions" at.field(c"transactions") } }
record! { api::flows::TieOut, "TieOut", at, { as_of c"asOf" at.or(c"asOf", Default::default) } }
record! { api::flows::TieOutLine, "TieOutLine", at, { account c"account" at.field(c"account"), stock c"stock" at.field(c"stock"), ledger c"ledger" at.field(c"ledger") } }
record! { api::flows::WriteOff, "WriteOff", at, { location c"location" at.field(c"location"), loss c"loss" at.field(c"loss"), lines c"lines" at.field(c"lines"), payments c"payments" at.or(c"payments", Default::default), paper c"paper" at.field(c"paper") } }
codes! { api::LogLevel, "LogLevel", { Info "info", Warning "warning", Error "error" } }
codes! { api::commerce::pricing::AdjustmentKind, "AdjustmentKind", { Discount "discount", Tax "tax" } }
variants! { api::commerce::Basis, "Basis", at, { Quote "quote" { 0 value c"value" at.field(c"value") }, Cart "cart" { 0 value c"value" at.field(c"value") } } }
variants! { api::commerce::Charge, "Charge", at, { Rate "rate" { 0 value c"value" at.field(c"value") }, Amount "amount" { 0 value c"value" at.field(c"value") } } }
codes! { api::commerce::DocumentKind, "DocumentKind", { Order "order", Invoice "invoice", CreditNote "credit_note", Receipt "receipt" } }
codes! { api::commerce::OrderStatus, "OrderStatus", { Placed "placed", Allocated "allocated", PartlyShipped "partly_shipped", Shipped "shipped", Closed "closed", Cancelled "cancelled" } }
codes! { api::commerce::RoundingScope, "RoundingScope", { PerLine "per_line", Global "global" } }
codes! { api::commerce::TaxKind, "TaxKind", { Exclusive "exclusive", Inclusive "inclusive" } }
codes! { api::core::money::Rounding, "Rounding", { HalfEven "half_even", HalfUp "half_up", Down "down", Up "up", Floor "floor", Ceiling "ceiling" } }
codes! { api::inventory::plan::Abc, "Abc", { A "a", B "b", C "c" } }
variants! { api::inventory::Backorder, "Backorder", at, { None "none" {  }, UpTo "up_to" { 0 value c"value" at.field(c"value") }, Unlimited "unlimited" {  } } }
codes! { api::inventory::Basis, "Basis", { Value "value", Quantity "quantity", Equal "equal" } }
codes! { api::inventory::Costing, "Costing", { Average "average", Fifo "fifo", Standard "standard", Lot "lot" } }
codes! { api::inventory::DocumentKind, "DocumentKind", { Receipt "receipt", Shipment "shipment", Move "move", Dispatch "dispatch", Arrival "arrival", TransitLoss "transit_loss", Adjustment "adjustment", Count "count", StatusChange "status_change", Assembly "assembly", Disassembly "disassembly", CustomerReturn "customer_return", SupplierReturn "supplier_return", Reversal "reversal" } }
codes! { api::inventory::LocationKind, "LocationKind", { Internal "internal", View "view", Supplier "supplier", Customer "customer", Production "production", Loss "loss", Transit "transit" } }
variants! { api::inventory::plan::Method, "Method", at, { MovingAverage "moving_average" { periods periods c"periods" at.field(c"periods") }, Croston "croston" { alpha alpha c"alpha" at.field(c"alpha") }, Sba "sba" { alpha alpha c"alpha" at.field(c"alpha") }, Tsb "tsb" { alpha alpha c"alpha" at.field(c"alpha"), beta beta c"beta" at.field(c"beta") } } }
codes! { api::inventory::Removal, "Removal", { Fifo "fifo", Lifo "lifo", Fefo "fefo", Closest "closest" } }
codes! { api::inventory::ReservationStatus, "ReservationStatus", { Held "held", Shipped "shipped", Released "released", Expired "expired" } }
codes! { api::inventory::StockStatus, "StockStatus", { Sellable "sellable", QualityControl "quality_control", Quarantine "quarantine", Damaged "damaged", SafetyStock "safety_stock", Recalled "recalled" } }
codes! { api::inventory::TraceDirection, "TraceDirection", { Forward "forward", Backward "backward" } }
codes! { api::inventory::Tracking, "Tracking", { None "none", Lot "lot", Serial "serial" } }
codes! { api::inventory::plan::Xyz, "Xyz", { X "x", Y "y", Z "z" } }
codes! { api::ledger::AccountKind, "AccountKind", { Asset "asset", Liability "liability", Equity "equity", Income "income", Expense "expense" } }
codes! { api::ledger::AccountStatus, "AccountStatus", { Open "open", Frozen "frozen", Closed "closed" } }
codes! { api::ledger::Completion, "Completion", { Final "final", Partial "partial" } }
variants! { api::ledger::CorrectionDate, "CorrectionDate", at, { Original "original" {  }, Current "current" {  }, On "on" { 0 value c"value" at.field(c"value") } } }
codes! { api::ledger::HoldStatus, "HoldStatus", { Pending "pending", Captured "captured", Released "released", Expired "expired" } }
codes! { api::ledger::Policy, "Policy", { Guarded "guarded", AddOnly "add_only" } }
variants! { api::ledger::Precondition, "Precondition", at, { BalanceAtLeast "balance_at_least" { account account c"account" at.field(c"account"), amount amount c"amount" at.field(c"amount") }, BalanceAtMost "balance_at_most" { account account c"account" at.field(c"account"), amount amount c"amount" at.field(c"amount") }, VersionIs "version_is" { account account c"account" at.field(c"account"), currency currency c"currency" at.field(c"currency"), version version c"version" at.field(c"version") } } }
codes! { api::ledger::Side, "Side", { Debit "debit", Credit "credit" } }

outcomes! {
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
answers! { Posted, PostedMany, Hold, Document, Reservation, Allotment, Dispatch, Expectation, Recall, Quote, Placed, Allocation, Number, Money, Goods, Sale, Order, Lease }

/// By their numbers.
pub(crate) static CALLS: &[Call] = &[
    method!(Commerce.allocate(command "", command_id "commandId") await),
    method!(Commerce.cancel(command "", command_id "commandId") await),
    method!(Commerce.close(command "", command_id "commandId") await),
    method!(Commerce.get_order(query "") await),
    method!(Commerce.get_quote(query "") await),
    method!(Commerce.get_settlement(query "") await),
    method!(Commerce.invoice(command "", command_id "commandId") await),
    method!(Commerce.issue_number(command "", command_id "commandId") await),
    method!(Commerce.list_series(query "") await),
    method!(Commerce.make_quote(command "", command_id "commandId") await),
    method!(Commerce.open_series(command "", command_id "commandId") await),
    method!(Commerce.orders(query "") await),
    method!(Commerce.place(command "", command_id "commandId") await),
    method!(Commerce.prices(query "") await),
    method!(Commerce.refund(command "", command_id "commandId") await),
    method!(Commerce.return_goods(command "", command_id "commandId") await),
    method!(Commerce.set_price(command "", command_id "commandId") await),
    method!(Commerce.set_seller(command "", command_id "commandId") await),
    method!(Commerce.set_tax(command "", command_id "commandId") await),
    method!(Commerce.ship(command "", command_id "commandId") await),
    method!(Inventory.add_landed_cost(command "", command_id "commandId") await),
    method!(Inventory.adjust(command "", command_id "commandId") await),
    method!(Inventory.allot(command "", command_id "commandId") await),
    method!(Inventory.allotments(query "") await),
    method!(Inventory.assemble(command "", command_id "commandId") await),
    method!(Inventory.availability(query "") await),
    method!(Inventory.available_to_promise(query "") await),
    method!(Inventory.change_costing(command "", command_id "commandId") await),
    method!(Inventory.change_item(command "", command_id "commandId") await),
    method!(Inventory.change_status(command "", command_id "commandId") await),
    method!(Inventory.classification(query "") await),
    method!(Inventory.close_expectation(command "", command_id "commandId") await),
    method!(Inventory.close_period(command "", command_id "commandId") await),
    method!(Inventory.count(command "", command_id "commandId") await),
    method!(Inventory.create_item(command "", command_id "commandId") await),
    method!(Inventory.create_location(command "", command_id "commandId") await),
    method!(Inventory.define_components(command "", command_id "commandId") await),
    method!(Inventory.define_group(command "", command_id "commandId") await),
    method!(Inventory.describe_lot(command "", command_id "commandId") await),
    method!(Inventory.disassemble(command "", command_id "commandId") await),
    method!(Inventory.dispatch_transfer(command "", command_id "commandId") await),
    method!(Inventory.expect(command "", command_id "commandId") await),
    method!(Inventory.expiring(query "") await),
    method!(Inventory.extend_allotment(command "", command_id "commandId") await),
    method!(Inventory.extend_reservation(command "", command_id "commandId") await),
    method!(Inventory.forecast(query "") await),
    method!(Inventory.free_lot(command "", command_id "commandId") await),
    method!(Inventory.get_document(query "") await),
    method!(Inventory.get_item(query "") await),
    method!(Inventory.get_reservation(query "") await),
    method!(Inventory.hold_lot(command "", command_id "commandId") await),
    method!(Inventory.items(query "") await),
    method!(Inventory.locations(query "") await),
    method!(Inventory.lose_transfer(command "", command_id "commandId") await),
    method!(Inventory.lots(query "") await),
    method!(Inventory.movements(query "") await),
    method!(Inventory.move_stock(command "", command_id "commandId") await),
    method!(Inventory.order_quantity(query "") await),
    method!(Inventory.recall(query "") await),
    method!(Inventory.recall_lot(command "", command_id "commandId") await),
    method!(Inventory.receive(command "", command_id "commandId") await),
    method!(Inventory.receive_transfer(command "", command_id "commandId") await),
    method!(Inventory.release_reservation(command "", command_id "commandId") await),
    method!(Inventory.reorder(query "") await),
    method!(Inventory.reservations(query "") await),
    method!(Inventory.reserve(command "", command_id "commandId") await),
    method!(Inventory.return_allotment(command "", command_id "commandId") await),
    method!(Inventory.return_from_customer(command "", command_id "commandId") await),
    method!(Inventory.return_to_supplier(command "", command_id "commandId") await),
    method!(Inventory.revalue(command "", command_id "commandId") await),
    method!(Inventory.scan_barcode(query "") await),
    method!(Inventory.set_policy(command "", command_id "commandId") await),
    method!(Inventory.set_shelf_rule(command "", command_id "commandId") await),
    method!(Inventory.ship(command "", command_id "commandId") await),
    method!(Inventory.ship_reservation(command "", command_id "commandId") await),
    method!(Inventory.spend_allotment(command "", command_id "commandId") await),
    method!(Inventory.stock(query "") await),
    method!(Inventory.trace(query "") await),
    method!(Inventory.transfer_rights(command "", command_id "commandId") await),
    method!(Inventory.valuation(query "") await),
    method!(Ledger.accounts(query "") await),
    method!(Ledger.balances(query "") await),
    method!(Ledger.balance_sheet(query "") await),
    method!(Ledger.capture_hold(command "", command_id "commandId") await),
    method!(Ledger.change_control(command "", command_id "commandId") await),
    method!(Ledger.change_limits(command "", command_id "commandId") await),
    method!(Ledger.close_account(command "", command_id "commandId") await),
    method!(Ledger.declare_currency(command "", command_id "commandId") await),
    method!(Ledger.describe_account(command "", command_id "commandId") await),
    method!(Ledger.directives(query "") await),
    method!(Ledger.entries(query "") await),
    method!(Ledger.freeze_account(command "", command_id "commandId") await),
    method!(Ledger.get_balance(query "") await),
    method!(Ledger.get_hold(query "") await),
    method!(Ledger.get_transaction(query "") await),
    method!(Ledger.holds(query "") await),
    method!(Ledger.income_statement(query "") await),
    method!(Ledger.keep_directives(command "", command_id "commandId") await),
    method!(Ledger.open_account(command "", command_id "commandId") await),
    method!(Ledger.place_hold(command "", command_id "commandId") await),
    method!(Ledger.post(command "", command_id "commandId") await),
    method!(Ledger.post_many(command "", command_id "commandId") await),
    method!(Ledger.prices(query "") await),
    method!(Ledger.record_prices(command "", command_id "commandId") await),
    method!(Ledger.refund(command "", command_id "commandId") await),
    method!(Ledger.release_hold(command "", command_id "commandId") await),
    method!(Ledger.reopen_account(command "", command_id "commandId") await),
    method!(Ledger.reverse(command "", command_id "commandId") await),
    method!(Ledger.statement(query "") await),
    method!(Ledger.sweep_holds(command "", command_id "commandId") await),
    method!(Ledger.transactions(query "") await),
    method!(Ledger.transfer(command "", command_id "commandId") await),
    method!(Ledger.transfer_many(command "", command_id "commandId") await),
    method!(Ledger.trial_balance(query "") await),
    method!(Ledger.unfreeze_account(command "", command_id "commandId") await),
    method!(Moja::open(path "path", options "options") await),
    method!(Moja::open_memory(options "options") await),
    method!(Moja.backup(path "path") await),
    method!(Moja.close() await),
    method!(Moja.describe()),
    method!(Moja.is_open()),
    method!(Moja.place()),
    method!(Moja.resume() await),
    method!(Moja.session(tenant "tenant", actor "actor")),
    method!(Moja.suspend() await),
    method!(Moja.verify() await),
    method!(Outbox.ack(command "", command_id "commandId") await),
    method!(Outbox.cursors(query "") await),
    method!(Outbox.lease(command "", command_id "commandId") await),
    method!(Outbox.park(command "", command_id "commandId") await),
    method!(Outbox.release(command "", command_id "commandId") await),
    method!(Outbox.retry(command "", command_id "commandId") await),
    method!(Outbox.skip(command "", command_id "commandId") await),
    method!(Past.position()),
    method!(Past.query(name "name", args "args") await),
    method!(Past.recorded_at()),
    method!(Pipeline.flush() await),
    method!(Pipeline.push(commands "commands", command_id "commandId") await),
    method!(Pipeline.watermark()),
    method!(Session.actor()),
    method!(Session.all_or_nothing(commands "commands", command_id "commandId") await),
    method!(Session.as_of(position "position") await),
    method!(Session.commerce()),
    method!(Session.execute(request "request") await),
    method!(Session.follow(sink "sink", limit "limit") await),
    method!(Session.head() await),
    method!(Session.inventory()),
    method!(Session.ledger()),
    method!(Session.new_command_id()),
    method!(Session.outbox()),
    method!(Session.pipeline()),
    method!(Session.query(name "name", args "args") await),
    method!(Session.shop()),
    method!(Session.tenant()),
    method!(Shop.cancel_order(command "", command_id "commandId") await),
    method!(Shop.fulfil_order(command "", command_id "commandId") await),
    method!(Shop.move_between_shops(command "", command_id "commandId") await),
    method!(Shop.place_order(command "", command_id "commandId") await),
    method!(Shop.receive_goods(command "", command_id "commandId") await),
    method!(Shop.return_order(command "", command_id "commandId") await),
    method!(Shop.return_sale(command "", command_id "commandId") await),
    method!(Shop.sell(command "", command_id "commandId") await),
    method!(Shop.tie_out(query "") await),
    method!(Shop.write_off(command "", command_id "commandId") await),
];

/// Command values by their names, in order.
pub(crate) static COMMANDS: &[(&str, CommandOf)] = &[
    ("commerce.allocate", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Allocate { command: FromJs::from_js(value)? } })),
    ("commerce.cancel", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Cancel { command: FromJs::from_js(value)? } })),
    ("commerce.close", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Close { command: FromJs::from_js(value)? } })),
    ("commerce.invoice", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Invoice { command: FromJs::from_js(value)? } })),
    ("commerce.issueNumber", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::IssueNumber { command: FromJs::from_js(value)? } })),
    ("commerce.makeQuote", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::MakeQuote { command: FromJs::from_js(value)? } })),
    ("commerce.openSeries", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::OpenSeries { command: FromJs::from_js(value)? } })),
    ("commerce.place", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Place { command: FromJs::from_js(value)? } })),
    ("commerce.refund", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Refund { command: FromJs::from_js(value)? } })),
    ("commerce.returnGoods", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Return { command: FromJs::from_js(value)? } })),
    ("commerce.setPrice", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetPrice { command: FromJs::from_js(value)? } })),
    ("commerce.setSeller", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetSeller { command: FromJs::from_js(value)? } })),
    ("commerce.setTax", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::SetTax { command: FromJs::from_js(value)? } })),
    ("commerce.ship", |value| Ok(api::Command::Commerce { command: api::CommerceCommand::Ship { command: FromJs::from_js(value)? } })),
    ("inventory.addLandedCost", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::AddLandedCost { command: FromJs::from_js(value)? } })),
    ("inventory.adjust", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Adjust { command: FromJs::from_js(value)? } })),
    ("inventory.allot", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Allot { command: FromJs::from_js(value)? } })),
    ("inventory.assemble", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Assemble { command: FromJs::from_js(value)? } })),
    ("inventory.changeCosting", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeCosting { command: FromJs::from_js(value)? } })),
    ("inventory.changeItem", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeItem { command: FromJs::from_js(value)? } })),
    ("inventory.changeStatus", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ChangeStatus { command: FromJs::from_js(value)? } })),
    ("inventory.closeExpectation", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CloseExpectation { command: FromJs::from_js(value)? } })),
    ("inventory.closePeriod", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ClosePeriod { command: FromJs::from_js(value)? } })),
    ("inventory.count", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Count { command: FromJs::from_js(value)? } })),
    ("inventory.createItem", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CreateItem { command: FromJs::from_js(value)? } })),
    ("inventory.createLocation", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::CreateLocation { command: FromJs::from_js(value)? } })),
    ("inventory.defineComponents", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DefineComponents { command: FromJs::from_js(value)? } })),
    ("inventory.defineGroup", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DefineGroup { command: FromJs::from_js(value)? } })),
    ("inventory.describeLot", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DescribeLot { command: FromJs::from_js(value)? } })),
    ("inventory.disassemble", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Disassemble { command: FromJs::from_js(value)? } })),
    ("inventory.dispatchTransfer", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::DispatchTransfer { command: FromJs::from_js(value)? } })),
    ("inventory.expect", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Expect { command: FromJs::from_js(value)? } })),
    ("inventory.extendAllotment", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ExtendAllotment { command: FromJs::from_js(value)? } })),
    ("inventory.extendReservation", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ExtendReservation { command: FromJs::from_js(value)? } })),
    ("inventory.freeLot", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::FreeLot { command: FromJs::from_js(value)? } })),
    ("inventory.holdLot", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::HoldLot { command: FromJs::from_js(value)? } })),
    ("inventory.loseTransfer", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::LoseTransfer { command: FromJs::from_js(value)? } })),
    ("inventory.moveStock", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Move { command: FromJs::from_js(value)? } })),
    ("inventory.recallLot", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::RecallLot { command: FromJs::from_js(value)? } })),
    ("inventory.receive", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Receive { command: FromJs::from_js(value)? } })),
    ("inventory.receiveTransfer", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReceiveTransfer { command: FromJs::from_js(value)? } })),
    ("inventory.releaseReservation", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReleaseReservation { command: FromJs::from_js(value)? } })),
    ("inventory.reserve", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Reserve { command: FromJs::from_js(value)? } })),
    ("inventory.returnAllotment", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnAllotment { command: FromJs::from_js(value)? } })),
    ("inventory.returnFromCustomer", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnFromCustomer { command: FromJs::from_js(value)? } })),
    ("inventory.returnToSupplier", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ReturnToSupplier { command: FromJs::from_js(value)? } })),
    ("inventory.revalue", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Revalue { command: FromJs::from_js(value)? } })),
    ("inventory.setPolicy", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SetPolicy { command: FromJs::from_js(value)? } })),
    ("inventory.setShelfRule", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SetShelfRule { command: FromJs::from_js(value)? } })),
    ("inventory.ship", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::Ship { command: FromJs::from_js(value)? } })),
    ("inventory.shipReservation", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::ShipReservation { command: FromJs::from_js(value)? } })),
    ("inventory.spendAllotment", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::SpendAllotment { command: FromJs::from_js(value)? } })),
    ("inventory.transferRights", |value| Ok(api::Command::Inventory { command: api::InventoryCommand::TransferRights { command: FromJs::from_js(value)? } })),
    ("ledger.captureHold", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::CaptureHold { command: FromJs::from_js(value)? } })),
    ("ledger.changeControl", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ChangeControl { command: FromJs::from_js(value)? } })),
    ("ledger.changeLimits", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ChangeLimits { command: FromJs::from_js(value)? } })),
    ("ledger.closeAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::CloseAccount { command: FromJs::from_js(value)? } })),
    ("ledger.declareCurrency", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::DeclareCurrency { command: FromJs::from_js(value)? } })),
    ("ledger.describeAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::DescribeAccount { command: FromJs::from_js(value)? } })),
    ("ledger.freezeAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::FreezeAccount { command: FromJs::from_js(value)? } })),
    ("ledger.keepDirectives", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::KeepDirectives { command: FromJs::from_js(value)? } })),
    ("ledger.openAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::OpenAccount { command: FromJs::from_js(value)? } })),
    ("ledger.placeHold", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::PlaceHold { command: FromJs::from_js(value)? } })),
    ("ledger.post", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Post { command: FromJs::from_js(value)? } })),
    ("ledger.postMany", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::PostMany { command: FromJs::from_js(value)? } })),
    ("ledger.recordPrices", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::RecordPrices { command: FromJs::from_js(value)? } })),
    ("ledger.refund", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Refund { command: FromJs::from_js(value)? } })),
    ("ledger.releaseHold", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ReleaseHold { command: FromJs::from_js(value)? } })),
    ("ledger.reopenAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::ReopenAccount { command: FromJs::from_js(value)? } })),
    ("ledger.reverse", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Reverse { command: FromJs::from_js(value)? } })),
    ("ledger.sweepHolds", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::SweepHolds { command: FromJs::from_js(value)? } })),
    ("ledger.transfer", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::Transfer { command: FromJs::from_js(value)? } })),
    ("ledger.transferMany", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::TransferMany { command: FromJs::from_js(value)? } })),
    ("ledger.unfreezeAccount", |value| Ok(api::Command::Ledger { command: api::LedgerCommand::UnfreezeAccount { command: FromJs::from_js(value)? } })),
    ("outbox.ack", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Ack { command: FromJs::from_js(value)? } })),
    ("outbox.lease", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Lease { command: FromJs::from_js(value)? } })),
    ("outbox.park", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Park { command: FromJs::from_js(value)? } })),
    ("outbox.release", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Release { command: FromJs::from_js(value)? } })),
    ("outbox.retry", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Retry { command: FromJs::from_js(value)? } })),
    ("outbox.skip", |value| Ok(api::Command::Outbox { command: api::OutboxCommand::Skip { command: FromJs::from_js(value)? } })),
    ("shop.cancelOrder", |value| Ok(api::Command::Shop { command: api::ShopCommand::CancelOrder { command: FromJs::from_js(value)? } })),
    ("shop.fulfilOrder", |value| Ok(api::Command::Shop { command: api::ShopCommand::FulfilOrder { command: FromJs::from_js(value)? } })),
    ("shop.moveBetweenShops", |value| Ok(api::Command::Shop { command: api::ShopCommand::MoveBetweenShops { command: FromJs::from_js(value)? } })),
    ("shop.placeOrder", |value| Ok(api::Command::Shop { command: api::ShopCommand::PlaceOrder { command: FromJs::from_js(value)? } })),
    ("shop.receiveGoods", |value| Ok(api::Command::Shop { command: api::ShopCommand::ReceiveGoods { command: FromJs::from_js(value)? } })),
    ("shop.returnOrder", |value| Ok(api::Command::Shop { command: api::ShopCommand::ReturnOrder { command: FromJs::from_js(value)? } })),
    ("shop.returnSale", |value| Ok(api::Command::Shop { command: api::ShopCommand::ReturnSale { command: FromJs::from_js(value)? } })),
    ("shop.sell", |value| Ok(api::Command::Shop { command: api::ShopCommand::Sell { command: FromJs::from_js(value)? } })),
    ("shop.writeOff", |value| Ok(api::Command::Shop { command: api::ShopCommand::WriteOff { command: FromJs::from_js(value)? } })),
];
