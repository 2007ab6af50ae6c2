//! The standard output: tables for people, one JSON object a line for machines.

use std::io::{self, BufWriter, StdoutLock, Write};

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde::Serialize;

use crate::fail::Stop;

/// The output of a command.
pub(crate) struct Out {
    writer: BufWriter<StdoutLock<'static>>,
    json: bool,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self { writer: BufWriter::new(io::stdout().lock()), json }
    }

    /// Whether machines read it.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// One JSON object on a line of its own.
    pub(crate) fn object(&mut self, object: &impl Serialize) -> Result<(), Stop> {
        serde_json::to_writer(&mut self.writer, object).map_err(io::Error::from)?;
        Ok(self.writer.write_all(b"\n")?)
    }

    /// A JSON value for people.
    pub(crate) fn pretty(&mut self, value: &impl Serialize) -> Result<(), Stop> {
        serde_json::to_writer_pretty(&mut self.writer, value).map_err(io::Error::from)?;
        Ok(self.writer.write_all(b"\n")?)
    }

    /// A line for people.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) -> Result<(), Stop> {
        Ok(writeln!(self.writer, "{}", line.as_ref())?)
    }

    /// A table for people.
    pub(crate) fn table(&mut self, grid: &Grid) -> Result<(), Stop> {
        self.line(grid.0.trim_fmt())
    }

    /// Makes sure that everything has left the program.
    pub(crate) fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.writer.flush()?)
    }

    /// For writers of whole files.
    pub(crate) fn raw(&mut self) -> &mut dyn Write {
        &mut self.writer
    }
}

/// A table; a column whose header starts with `>` is aligned to the right.
pub(crate) struct Grid(Table);

impl Grid {
    pub(crate) fn new(headers: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        table.set_header(headers.iter().map(|header| header.trim_start_matches('>')));
        for (header, column) in headers.iter().zip(table.column_iter_mut()) {
            if header.starts_with('>') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self(table)
    }

    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.0.add_row(cells.into_iter().map(Cell::new));
    }
}
