//! Import of goods: products, and stock, from CSV files; all or nothing.

use std::collections::HashMap;
use std::fmt;
use std::fs;

use moja::core::money::Money;
use moja::core::quantity::Quantity;
use moja::core::time::Timestamp;
use moja::inventory::{
    BarcodeOf, Costing, CreateItem, Line, LotDates, Pack, Paper, ReceiptLine, Receive, Tracking,
};
use moja::{AnyCommand, CommandId, Failure};
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

/// Something in a file that cannot be taken over, and where it stands.
#[derive(Debug, Serialize)]
struct Problem {
    file: String,
    line: u64,
    code: &'static str,
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
    let (lines, commands): (Vec<u64>, Vec<AnyCommand>) = rows.into_iter().unzip();
    // Goods need groups and places, so that a store without any cannot take them.
    let moja = open(globals, Missing::Refuse)?;
    let outcomes = match block_on(session(globals, &moja).all_or_nothing_as(id, commands)) {
        Ok(outcomes) => outcomes,
        Err((index, failure)) => {
            return Err(match lines.get(index) {
                Some(line) => {
                    let message = format!("{file}:{line}: {}", failure.message);
                    Failure { message, ..failure }.with("file", file).with("line", *line)
                }
                None => failure,
            }
            .into());
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

    fn product(&self) -> Result<AnyCommand, Fault> {
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
            let invalid = || ("invalid_value", format!("`{pack}` is not a pack, as in `case=12`"));
            let (unit, contains) = pack.split_once('=').ok_or_else(invalid)?;
            let contains: Quantity = contains.parse().map_err(|_| invalid())?;
            item.packs.push(Pack { unit: unit.to_owned(), contains, packs: 1 });
        }
        Ok(item.into())
    }

    fn stock(&self) -> Result<AnyCommand, Fault> {
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
        Ok(Receive { from, to, lines: vec![receipt], expected: None, paper }.into())
    }
}

type Rows = Vec<(u64, AnyCommand)>;

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
        let (code, message) = fault;
        problems.push(Problem { file: file.to_owned(), line, code, message });
    }
}
