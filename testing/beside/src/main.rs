//! An app with SQLite drivers of its own beside moja on PostgreSQL.

use moja::postgres::{PostgresOptions, PostgresStore};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let own = rusqlite::Connection::open_in_memory()?;
    let answer: i64 = own.query_row("SELECT 6 * 7", [], |row| row.get(0))?;
    let linked: String = own.query_row("SELECT sqlite_version()", [], |row| row.get(0))?;
    let options: sqlx::sqlite::SqliteConnectOptions = "sqlite::memory:".parse()?;
    // Nobody is asked before a store is migrated.
    let store =
        PostgresStore::open("postgres://nobody@localhost/none", PostgresOptions::default())?;
    let memory = pollster::block_on(moja::Builder::new().open_memory())?;
    let refused = moja::Builder::new().store("shop.db").expect_err("there is no SQLite in it");
    println!("{answer} from SQLite {linked}, {:?}, {store:?}", options.get_filename());
    println!("{}: {refused}", refused.code());
    pollster::block_on(memory.close())?;
    Ok(())
}
