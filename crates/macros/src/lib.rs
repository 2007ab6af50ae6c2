//! Derives of moja: [`Record`](macro@Record) declares a table, [`Code`](macro@Code) gives an
//! enum stable codes.
//!
//! The expansions name `::moja_core` and nothing else, so a crate that derives needs no other
//! dependency.

mod code;
mod common;
mod foreign;
mod record;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, Item, parse_macro_input};

/// Declares the table of a struct with named fields and implements `moja_core::record::Record`.
///
/// Fields become columns in order; a field's type implements `moja_core::record::Column`. The
/// first paragraph of each doc comment becomes the documentation of the table or column.
///
/// ```ignore
/// /// What is owned or owed, by currency.
/// #[derive(Clone, Debug, PartialEq, Record)]
/// #[record(
///     table = "ledger_account",
///     key(no),
///     unique(by_code: code, unit),
///     index(by_parent: parent sparse),
///     references(parent -> ledger_account),
/// )]
/// pub struct Account {
///     /// The internal number.
///     pub no: i64,
///     /// The name in requests.
///     #[record(check = "length(code) > 0")]
///     pub code: String,
///     /// The currency.
///     #[record(rename = "currency")]
///     pub unit: String,
///     /// The account above.
///     pub parent: Option<i64>,
/// }
/// ```
///
/// # On the struct: `#[record(..)]`, options separated by commas
///
/// Columns are named by their fields.
///
/// - `table = "name"`: required. Lower case snake case, as every other name.
/// - `key(column, ..)`: required, the primary key. `key()` is a table of one row a tenant. A key
///   column must not be nullable.
/// - `unique(name: column, ..)`: an alternate key; may be repeated.
/// - `index(name: column, ..)`: a secondary index; may be repeated.
/// - `sparse` after the last column of `unique` or `index`, without a comma: rows with a null in
///   one of the columns are left out.
/// - `references(column, .. -> table)`: a foreign key to a primary key; may be repeated.
/// - `append_only`: rows are only ever inserted.
/// - `history = "name", history_fn = path`: rows feed this history; the path is a
///   `fn(&Self, &mut dyn FnMut(moja_core::history::Item))`. Needs `append_only`.
/// - `system`: the table is not rebuilt by replay.
///
/// # On a field: `#[record(..)]`
///
/// - `check = "sql"`: a boolean expression over the row's columns.
/// - `rename = "name"`: the column's name, if not that of the field.
///
/// # What is generated besides
///
/// Inherent items with the visibility of the struct:
///
/// - `const COL_CODE: usize` for each column: its position.
/// - `const BY_PARENT: &'static str` for each alternate key and index: its name in the schema,
///   which is `{table}_{name}`.
/// - `fn key(..) -> At<Self>` and one such function for each alternate key, by its name; their
///   parameters are the columns in borrowed form.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Gives each variant of an enum a stable code.
///
/// A code is the variant's name in snake case, or the text in `#[code("text")]`. Generated, with
/// the visibility of the enum:
///
/// - `const CODES: &'static [&'static str]`, in the order of declaration
/// - `const fn code(&self) -> &'static str`
/// - `const fn rank(&self) -> usize`: the variant's position, which is its precedence
/// - `const fn is_transient(&self) -> bool`: whether the variant is marked `#[code(transient)]`
///
/// An enum of unit variants only, which must be `Copy`, also gets `const ALL: &'static [Self]`,
/// `Display` and `FromStr`, serde, `JsonSchema` and `moja_core::record::Column`. All write the
/// code; binary serde formats write the variant's position as `u32`, so variants may be appended
/// but never moved. `#[code(bare)]` on the enum leaves these implementations out, for instance
/// because another derive makes the `Display`.
///
/// ```ignore
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, Code)]
/// pub enum Status {
///     Open,
///     #[code("on_hold", transient)]
///     Held,
/// }
/// assert_eq!(Status::Held.code(), "on_hold");
/// ```
#[proc_macro_derive(Code, attributes(code))]
pub fn derive_code(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    code::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Lets a struct or an enum cross the border to another language.
///
/// Stands before the derives. With the feature `uniffi` of the crate that uses it, the type is a
/// record or an enum of uniffi; without, the attribute does nothing. A field that serde may leave
/// out has its default on the other side too; one with `#[serde(default = "function")]` says it
/// once more as a literal, `#[foreign(default = ..)]`, because no function crosses.
#[proc_macro_attribute]
pub fn foreign(args: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as Item);
    foreign::expand(&args.into(), item).unwrap_or_else(Error::into_compile_error).into()
}
