//! Import of goods: products, and stock, from CSV files; all or nothing.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::slice;

use moja::core::money::Money;
use moja::core::quantity::Quantity;
use moja::core::time::Timestamp;
use moja::inventory::{
    BarcodeOf, Costing, CreateItem, Line, LotDates, Pack, Paper, ReceiptLine, Receive, Tracking,
};
use moja::{AnyCommand, CommandId, Failure, FailureKind};
use pollster::block_on;
use serde::Serialize;
use serde_json::json;

use super::import::tell;
use crate::args::{self, Globals, ReadFormat};
use crate::fail::{Stop, refused};
use crate::out::Out;
use crate::store::{Missing, open, scope, session};
use crate::time;

/// What the columns of a product can mean.
const PRODUCT: &[&str] =
    &["item", "name", "group", "unit", "decimals", "tracking", "costing", "barcode", "pack"];
/// What the columns of stock can mean.
const STOCK: &[&str] =
    &["item", "quantity", "unit", "lot", "expires", "cost", "from", "to", "date", "reference"];

/// Refused rows after which those are not looked for any more that the store refuses only beside
/// others.
const ROWS_NAMED_MAX: usize = 1_000;

/// Something in a file that cannot be taken over, and where it stands.
#[derive(Debug, Serialize)]
struct Problem {
    file: String,
    line: u64,
    code: String,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})", self.file, self.line, self.message, self.code)
    }
}

type Fault = (&'static str, String);

pub(super) fn run(globals: &Globals, args: &args::Import, out: &mut Out) -> Result<(), Stop> {
    let (tenant, _) = scope(globals)?;
    let file = args.file.display().to_string();
    let bytes = fs::read(&args.file).map_err(|error| {
        Failure::invalid("file_unreadable", format!("`{file}` cannot be read: {error}"))
    })?;
    let fields = if args.format == ReadFormat::Products { PRODUCT } else { STOCK };
    let map = Map::new(args, fields)?;
    let (rows, problems) = read(&file, &bytes, args, &map)?;
    tell(&problems, globals.json);
    if !problems.is_empty() {
        let message = format!("nothing was imported: {} rows are not understood", problems.len());
        return Err(refused("import_refused", message).with("problems", problems.len()).into());
    }
    // The same file with the same map again is the same command.
    let parts: [&[u8]; 4] = [
        tenant.as_str().as_bytes(),
        args.format.name().as_bytes(),
        &serde_json::to_vec(&map.described()).unwrap_or_default(),
        &bytes,
    ];
    let mut seed = b"moja import of goods 1".to_vec();
    for part in parts {
        seed.extend(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        seed.extend(part);
    }
    let id = CommandId::derived(&seed);
    let count = rows.len();
    // Goods need groups and places, so that a store without any cannot take them.
    let moja = open(globals, Missing::Refuse)?;
    let commands = rows.iter().map(|(_, goods)| AnyCommand::from(goods.clone()));
    let outcomes = match block_on(session(globals, &moja).all_or_nothing_as(id, commands)) {
        Ok(outcomes) => outcomes,
        Err((_, failure)) if failure.kind == FailureKind::Store => return Err(failure.into()),
        Err((index, failure)) => {
            return Err(block_on(name_all(globals, &moja, &file, rows, (index, failure))));
        }
    };
    let replayed = outcomes.first().is_some_and(|outcome| outcome.replayed);
    let pos = outcomes.last().map(|outcome| outcome.pos);
    if out.is_json() {
        let answer = json!({
            "ok": true, "replayed": replayed, "import": id, "pos": pos, "rows": count,
        });
        return out.object(&answer);
    }
    out.line(match replayed {
        true => "this file was imported before: nothing was changed".to_owned(),
        false => format!("imported {count} rows; importing the same file again changes nothing"),
    })
}

/// Names every row that the store refuses, not only the first: those that it refuses by
/// themselves, and of those that do not go together (the same item twice, say) each later one.
async fn name_all(
    globals: &Globals,
    moja: &moja::Moja,
    file: &str,
    rows: Rows,
    first: (usize, Failure),
) -> Stop {
    let mut refused_rows: BTreeMap<u64, Failure> = BTreeMap::new();
    let mut rows = rows;
    let mut next = Some(first);
    let mut is_first = true;
    while let Some((index, failure)) = next.take() {
        let Some((line, _)) = rows.get(index) else { return failure.into() };
        refused_rows.insert(*line, failure);
        rows.remove(index);
        if std::mem::take(&mut is_first) {
            let mut good = Vec::with_capacity(rows.len());
            for (line, goods) in rows {
                match decide(globals, moja, slice::from_ref(&(line, goods.clone()))).await {
                    Ok(()) => good.push((line, goods)),
                    Err((_, failure)) => drop(refused_rows.insert(line, failure)),
                }
            }
            rows = good;
        }
        if refused_rows.len() < ROWS_NAMED_MAX {
            next = decide(globals, moja, &rows).await.err();
        }
    }
    let count = refused_rows.len();
    let problems: Vec<Problem> = refused_rows
        .into_iter()
        .map(|(line, failure)| {
            let (file, code, message) = (file.to_owned(), failure.code, failure.message);
            Problem { file, line, code, message }
        })
        .collect();
    tell(&problems, globals.json);
    let message = format!("nothing was imported: {count} rows are refused");
    refused("import_refused", message).with("problems", count).into()
}

/// Decides rows together, and keeps nothing of them.
async fn decide(
    globals: &Globals,
    moja: &moja::Moja,
    rows: &[(u64, Goods)],
) -> Result<(), (usize, Failure)> {
    let (tenant, actor) = scope(globals).map_err(|failure| (0, failure))?;
    let engine = moja.engine();
    let commands = rows
        .iter()
        .map(|(_, goods)| (engine.new_command_id(), AnyCommand::from(goods.clone())))
        .collect();
    let ended = engine.dry_run_any(&tenant, &actor, commands).await;
    let ended = ended.map_err(|error| (0, Failure::from(error)))?;
    // One refusal ends them all: the others are told that there is one.
    let refusal = |(index, end): (usize, Result<_, Failure>)| Some((index, end.err()?));
    let ends = ended.into_iter().enumerate().filter_map(refusal);
    ends.min_by_key(|(_, failure)| failure.code == "unit_member_refused").map_or(Ok(()), Err)
}

/// What a row is in the store.
#[derive(Clone, Debug)]
enum Goods {
    Product(CreateItem),
    Stock(Receive),
}

impl From<Goods> for AnyCommand {
    fn from(goods: Goods) -> Self {
        match goods {
            Goods::Product(item) => item.into(),
            Goods::Stock(receipt) => receipt.into(),
        }
    }
}

/// Where the fields of a row are, and what they are where a row has none.
struct Map {
    columns: HashMap<String, String>,
    defaults: HashMap<String, String>,
}

impl Map {
    fn new(args: &args::Import, fields: &[&str]) -> Result<Self, Failure> {
        let known = |pairs: &[(String, String)]| {
            let unknown = pairs.iter().find(|(field, _)| !fields.contains(&field.as_str()));
            match unknown {
                Some((field, _)) => Err(Failure::invalid(
                    "usage",
                    format!("there is no field `{field}`; there are {}", fields.join(", ")),
                )),
                None => Ok(pairs.iter().cloned().collect()),
            }
        };
        let mut columns: HashMap<String, String> = known(&args.column)?;
        for field in fields {
            columns.entry((*field).to_owned()).or_insert_with(|| (*field).to_owned());
        }
        Ok(Self { columns, defaults: known(&args.set)? })
    }

    /// In an order that is always the same.
    fn described(&self) -> Vec<(&String, &String)> {
        let mut all: Vec<_> = self.columns.iter().chain(&self.defaults).collect();
        all.sort();
        all
    }
}

/// A row with the names of its columns.
struct Row<'r> {
    map: &'r Map,
    places: &'r HashMap<String, usize>,
    record: &'r csv::StringRecord,
}

impl Row<'_> {
    fn text(&self, field: &str) -> Option<String> {
        let column = self.map.columns.get(field)?;
        let text = self.places.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default();
        match text.trim() {
            "" => self.map.defaults.get(field).cloned(),
            text => Some(text.to_owned()),
        }
    }

    fn needed(&self, field: &str) -> Result<String, Fault> {
        self.text(field).ok_or_else(|| ("missing_value", format!("the row has no {field}")))
    }

    fn parsed<T>(
        &self,
        field: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(field) else { return Ok(None) };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(("invalid_value", format!("`{text}` is not a {field}"))),
        }
    }

    fn product(&self) -> Result<Goods, Fault> {
        let mut item = CreateItem::new(self.needed("item")?, self.needed("group")?);
        item.name = self.text("name");
        if let Some(unit) = self.text("unit") {
            item.unit = unit;
        }
        item.decimals = self.parsed("decimals", |text| text.parse().ok())?.unwrap_or(0);
        let coded = |text: &str| json!(text);
        let tracking = |text: &str| serde_json::from_value::<Tracking>(coded(text)).ok();
        let costing = |text: &str| serde_json::from_value::<Costing>(coded(text)).ok();
        item.tracking = self.parsed("tracking", tracking)?.unwrap_or_default();
        item.costing = self.parsed("costing", costing)?.unwrap_or_default();
        // Several of them are separated by blanks.
        for barcode in self.text("barcode").unwrap_or_default().split_whitespace() {
            item.barcodes.push(BarcodeOf { barcode: barcode.to_owned(), unit: None });
        }
        for pack in self.text("pack").unwrap_or_default().split_whitespace() {
            let invalid = || {
                let form = "`case=12`, or `case=12:19520123456785` with its barcode";
                ("invalid_value", format!("`{pack}` is not a pack, as in {form}"))
            };
            let (unit, rest) = pack.split_once('=').ok_or_else(invalid)?;
            let mut rest = rest.split(':');
            let contains: Quantity =
                rest.next().and_then(|contains| contains.parse().ok()).ok_or_else(invalid)?;
            for barcode in rest {
                if barcode.is_empty() {
                    return Err(invalid());
                }
                let (barcode, unit) = (barcode.to_owned(), Some(unit.to_owned()));
                item.barcodes.push(BarcodeOf { barcode, unit });
            }
            item.packs.push(Pack { unit: unit.to_owned(), contains, packs: 1 });
        }
        Ok(Goods::Product(item))
    }

    fn stock(&self) -> Result<Goods, Fault> {
        let quantity = |text: &str| text.parse::<Quantity>().ok();
        let quantity = self
            .parsed("quantity", quantity)?
            .ok_or_else(|| ("missing_value", "the row has no quantity".to_owned()))?;
        let mut line = Line::new(self.needed("item")?, quantity);
        line.unit = self.text("unit");
        line.lot = self.text("lot");
        let cost = self.parsed("cost", |text| text.parse::<Money>().ok())?;
        let expiry = |text: &str| time::to(text).ok();
        let date = |text: &str| text.parse::<Timestamp>().ok();
        let Line { item, quantity, unit, lot, status, owner } = line;
        let dates = LotDates { expires_at: self.parsed("expires", expiry)?, ..LotDates::default() };
        let receipt = ReceiptLine { item, quantity, unit, lot, status, owner, cost, dates };
        let paper = Paper {
            effective_at: self.parsed("date", date)?,
            reference: self.text("reference"),
            ..Paper::default()
        };
        let (from, to) = (self.needed("from")?, self.needed("to")?);
        let lines = vec![receipt];
        Ok(Goods::Stock(Receive { from, to, lines, expected: None, paper }))
    }
}

type Rows = Vec<(u64, Goods)>;

/// All rows, or all that is wrong with them.
fn read(
    file: &str,
    bytes: &[u8],
    args: &args::Import,
    map: &Map,
) -> Result<(Rows, Vec<Problem>), Failure> {
    let delimiter = u8::try_from(args.csv.delimiter).map_err(|_| {
        let message = format!("the delimiter `{}` is not supported", args.csv.delimiter);
        Failure::invalid("invalid_map", message)
    })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header = reader.headers().map_err(|error| {
        Failure::invalid("invalid_map", format!("{file}:1: the header cannot be read: {error}"))
    })?;
    let places: HashMap<String, usize> =
        header.iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
    if let Some((_, column)) = args.column.iter().find(|(_, column)| !places.contains_key(column)) {
        let message = format!("{file}:1: the file has no column `{column}`");
        return Err(Failure::invalid("invalid_map", message));
    }
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().line();
        let fault = match reader.read_record(&mut record) {
            Ok(false) => return Ok((rows, problems)),
            Ok(true) if record.iter().all(|value| value.trim().is_empty()) => continue,
            Ok(true) => {
                let row = Row { map, places: &places, record: &record };
                let made = match args.format {
                    ReadFormat::Products => row.product(),
                    _ => row.stock(),
                };
                match made {
                    Ok(command) => {
                        let line = record.position().map_or(start, csv::Position::line);
                        rows.push((line, command));
                        continue;
                    }
                    Err(fault) => fault,
                }
            }
            Err(error) => ("invalid_row", format!("the row cannot be read: {error}")),
        };
        let line = record.position().map_or(start, csv::Position::line);
        let (code, message) = (fault.0.to_owned(), fault.1);
        problems.push(Problem { file: file.to_owned(), line, code, message });
    }
}
