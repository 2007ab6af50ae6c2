//! Renders the schemas into a folder: `cargo xtask schema` runs this.
//!
//! An example, because only examples and tests link the project's own crates here.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("which folder?")?);
    fs::create_dir_all(&folder)?;
    let builder = moja::Builder::new();
    let registry = builder.registry();
    let mut sql = moja_sqlite::render_schema(&registry.schema());
    for view in registry.views() {
        write!(sql, "\n-- {}\nCREATE VIEW {} AS\n{};\n", view.doc, view.name, view.select.trim())?;
    }
    fs::write(folder.join("sqlite.sql"), sql)?;
    let mut sql = moja_postgres::render_schema(&registry.schema());
    for view in registry.views() {
        let ddl = moja_postgres::render_view(view.name, view.select.trim());
        write!(sql, "\n-- {}\n{ddl}", view.doc)?;
    }
    fs::write(folder.join("postgres.sql"), sql)?;
    let mut api = serde_json::to_string_pretty(&registry.describe())?;
    api.push('\n');
    fs::write(folder.join("api.json"), api)?;
    Ok(())
}
