//! `#[derive(Record)]`.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Token, Type};
use syn::{Visibility, parenthesized};

use crate::common::{doc, note, sql_name};

/// Names that a generated function must not take.
const RESERVED: [&str; 6] = ["key", "table", "value", "from_values", "set", "history"];

/// Names of columns as written, with the place of the list for errors about the whole of it.
struct Columns {
    names: Vec<Ident>,
    span: Span,
}

/// `name: column, .. sparse`
struct Index {
    name: Ident,
    columns: Columns,
    sparse: bool,
}

/// `column, .. -> table`
struct Reference {
    columns: Columns,
    table: LitStr,
}

/// One option of the attribute on the struct.
enum TableOption {
    Table(LitStr),
    Key(Columns),
    Unique(Index),
    Index(Index),
    References(Reference),
    AppendOnly,
    History(LitStr),
    HistoryFn(Path),
    System,
}

impl Parse for Index {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![:]>()?;
        let (columns, sparse) = columns(input, name.span())?;
        if columns.names.is_empty() {
            return Err(Error::new(name.span(), "an index needs a column"));
        }
        Ok(Self { name, columns, sparse })
    }
}

impl Parse for Reference {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (columns, _) = columns(input, input.span())?;
        input.parse::<Token![->]>()?;
        let table = if input.peek(LitStr) {
            input.parse()?
        } else {
            let table = input.call(Ident::parse_any)?;
            LitStr::new(&table.unraw().to_string(), table.span())
        };
        if columns.names.is_empty() {
            return Err(Error::new(columns.span, "a reference needs a column"));
        }
        Ok(Self { columns, table })
    }
}

/// Reads `column, .. sparse` up to the end or an arrow.
fn columns(input: ParseStream<'_>, span: Span) -> Result<(Columns, bool)> {
    let mut names = Vec::new();
    while !input.is_empty() && !input.peek(Token![->]) {
        names.push(input.call(Ident::parse_any)?);
        if input.peek(Ident) {
            let word: Ident = input.parse()?;
            if word != "sparse" || !input.is_empty() {
                let message = "expected `,`, or `sparse` after the last column of an index";
                return Err(Error::new(word.span(), message));
            }
            return Ok((Columns { names, span }, true));
        }
        if input.is_empty() || input.peek(Token![->]) {
            break;
        }
        input.parse::<Token![,]>()?;
    }
    Ok((Columns { names, span }, false))
}

impl Parse for TableOption {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let word: Ident = input.call(Ident::parse_any)?;
        let inside = || {
            let content;
            parenthesized!(content in input);
            Ok::<_, Error>(content)
        };
        let option = match word.to_string().as_str() {
            "table" => {
                input.parse::<Token![=]>()?;
                Self::Table(input.parse()?)
            }
            "key" => {
                let content = inside()?;
                let (columns, sparse) = columns(&content, word.span())?;
                if sparse {
                    return Err(Error::new(word.span(), "a primary key cannot be sparse"));
                }
                end(&content)?;
                Self::Key(columns)
            }
            "unique" => Self::Unique(inside()?.call(whole)?),
            "index" => Self::Index(inside()?.call(whole)?),
            "references" => Self::References(inside()?.call(whole)?),
            "append_only" => Self::AppendOnly,
            "history" => {
                input.parse::<Token![=]>()?;
                Self::History(input.parse()?)
            }
            "history_fn" => {
                input.parse::<Token![=]>()?;
                Self::HistoryFn(input.parse()?)
            }
            "system" => Self::System,
            other => {
                let message = format!(
                    "unknown option `{other}`, expected one of `table`, `key`, `unique`, \
                     `index`, `references`, `append_only`, `history`, `history_fn`, `system`"
                );
                return Err(Error::new(word.span(), message));
            }
        };
        Ok(option)
    }
}

/// Reads a `T` that must be all there is.
fn whole<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    let value = input.parse()?;
    end(input)?;
    Ok(value)
}

fn end(input: ParseStream<'_>) -> Result<()> {
    if input.is_empty() { Ok(()) } else { Err(input.error("unexpected text")) }
}

/// What the attributes on the struct say.
struct Table {
    name: LitStr,
    key: Columns,
    unique: Vec<Index>,
    indexes: Vec<Index>,
    references: Vec<Reference>,
    append_only: bool,
    history: Option<(LitStr, Path)>,
    system: bool,
}

impl Table {
    fn read(input: &DeriveInput) -> Result<Self> {
        let (mut name, mut key, mut history, mut history_fn) = (None, None, None, None);
        let (mut unique, mut indexes, mut references) = (Vec::new(), Vec::new(), Vec::new());
        let (mut append_only, mut system) = (false, false);
        for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("record")) {
            let parser = Punctuated::<TableOption, Token![,]>::parse_terminated;
            for option in attr.parse_args_with(parser)? {
                match option {
                    TableOption::Table(value) => {
                        let span = value.span();
                        once(&mut name, value, span, "table")?;
                    }
                    TableOption::Key(value) => {
                        let span = value.span;
                        once(&mut key, value, span, "key")?;
                    }
                    TableOption::Unique(index) => unique.push(index),
                    TableOption::Index(index) => indexes.push(index),
                    TableOption::References(reference) => references.push(reference),
                    TableOption::AppendOnly => append_only = true,
                    TableOption::History(value) => {
                        let span = value.span();
                        once(&mut history, value, span, "history")?;
                    }
                    TableOption::HistoryFn(value) => {
                        let span = value.span();
                        once(&mut history_fn, value, span, "history_fn")?;
                    }
                    TableOption::System => system = true,
                }
            }
        }
        let missing =
            |what| Error::new(input.ident.span(), format!("`#[record({what})]` is missing"));
        let name = name.ok_or_else(|| missing("table = \"..\""))?;
        let key = key.ok_or_else(|| missing("key(..)"))?;
        let history = match (history, history_fn) {
            (None, None) => None,
            (Some(history), Some(function)) if append_only => Some((history, function)),
            (Some(history), Some(_)) => {
                return Err(Error::new(
                    history.span(),
                    "only an `append_only` table has a history",
                ));
            }
            (Some(history), None) => {
                return Err(Error::new(history.span(), "`history` needs `history_fn = path`"));
            }
            (None, Some(path)) => {
                return Err(Error::new(path.span(), "`history_fn` needs `history = \"name\"`"));
            }
        };
        Ok(Self { name, key, unique, indexes, references, append_only, history, system })
    }
}

fn once<T>(place: &mut Option<T>, value: T, span: Span, what: &str) -> Result<()> {
    if place.replace(value).is_some() {
        return Err(Error::new(span, format!("`{what}` is given twice")));
    }
    Ok(())
}

/// One field.
struct Column<'a> {
    field: &'a Ident,
    ty: &'a Type,
    name: String,
    check: Option<LitStr>,
    doc: String,
    position: Literal,
}

impl<'a> Column<'a> {
    fn read(field: &'a syn::Field, ident: &'a Ident, position: usize) -> Result<Self> {
        let (mut check, mut rename) = (None, None);
        for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("record")) {
            attr.parse_nested_meta(|meta| {
                let (place, what) = if meta.path.is_ident("check") {
                    (&mut check, "check")
                } else if meta.path.is_ident("rename") {
                    (&mut rename, "rename")
                } else {
                    return Err(meta.error("unknown option, expected `check` or `rename`"));
                };
                let value: LitStr = meta.value()?.parse()?;
                let span = value.span();
                once(place, value, span, what)
            })?;
        }
        let name = rename.unwrap_or_else(|| text_of(ident));
        Ok(Self {
            field: ident,
            ty: &field.ty,
            name: sql_name(&name)?,
            check,
            doc: doc(&field.attrs),
            position: Literal::usize_unsuffixed(position),
        })
    }

    /// `COL_NAME`
    fn constant(&self) -> Ident {
        format_ident!(
            "COL_{}",
            self.field.unraw().to_string().to_uppercase(),
            span = self.field.span()
        )
    }
}

fn text_of(ident: &Ident) -> LitStr {
    LitStr::new(&ident.unraw().to_string(), ident.span())
}

/// The columns that a list names.
fn resolve<'c, 'a>(
    columns: &'c [Column<'a>],
    list: &Columns,
    errors: &mut Option<Error>,
) -> Vec<&'c Column<'a>> {
    let mut found: Vec<&Column<'a>> = Vec::new();
    for name in &list.names {
        let plain = name.unraw();
        match columns.iter().find(|column| column.field.unraw() == plain) {
            None => {
                let known: Vec<_> =
                    columns.iter().map(|column| format!("`{}`", column.field.unraw())).collect();
                let message =
                    format!("no field is called `{plain}`, expected one of {}", known.join(", "));
                note(errors, Error::new(name.span(), message));
            }
            Some(column) if found.iter().any(|other| other.name == column.name) => {
                note(errors, Error::new(name.span(), format!("`{plain}` is listed twice")));
            }
            Some(column) => found.push(column),
        }
    }
    found
}

fn positions(columns: &[&Column<'_>]) -> TokenStream {
    let positions = columns.iter().map(|column| &column.position);
    quote!(&[#(#positions),*])
}

/// Expands the derive.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            _ => return Err(Error::new(input.ident.span(), "a record needs named fields")),
        },
        _ => return Err(Error::new(input.ident.span(), "a record is a struct")),
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new(input.generics.span(), "a record has no generic parameters"));
    }
    let table = Table::read(input)?;
    let mut errors = None;
    let mut columns: Vec<Column<'_>> = Vec::new();
    for (position, field) in fields.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        match Column::read(field, ident, position) {
            Ok(column) => {
                if columns.iter().any(|other| other.name == column.name) {
                    let message = format!("there are two columns `{}`", column.name);
                    note(&mut errors, Error::new(ident.span(), message));
                }
                columns.push(column);
            }
            Err(error) => note(&mut errors, error),
        }
    }
    if let Some(errors) = errors {
        // The lists below would only repeat what is wrong with the fields.
        return Err(errors);
    }
    Expansion { input, table, columns }.write()
}

struct Expansion<'a> {
    input: &'a DeriveInput,
    table: Table,
    columns: Vec<Column<'a>>,
}

/// The lists of a `TableDef`, as expressions.
struct Lists {
    key: TokenStream,
    unique: Vec<TokenStream>,
    indexes: Vec<TokenStream>,
    references: Vec<TokenStream>,
}

impl Expansion<'_> {
    fn write(&self) -> Result<TokenStream> {
        let ident = &self.input.ident;
        let vis = &self.input.vis;
        let mut errors = None;
        let name = sql_name(&self.table.name).unwrap_or_else(|error| {
            note(&mut errors, error);
            String::new()
        });
        let key = resolve(&self.columns, &self.table.key, &mut errors);
        let mut inherent = vec![key_function(
            vis,
            &Ident::new("key", self.table.key.span),
            0,
            &key,
            "The place of the row with this primary key.",
        )];
        for column in &self.columns {
            let constant = column.constant();
            let position = &column.position;
            let text = format!("The position of column `{}`.", column.name);
            inherent.push(quote!(#[doc = #text] #vis const #constant: usize = #position;));
        }
        self.check_names(&mut errors);
        let mut define = |list: &[Index], unique: bool| -> Vec<TokenStream> {
            let mut defs = Vec::new();
            for (nth, index) in list.iter().enumerate() {
                let found = resolve(&self.columns, &index.columns, &mut errors);
                let full = format!("{name}_{}", index.name.unraw());
                let constant = index.name.unraw().to_string().to_uppercase();
                let constant = Ident::new(&constant, index.name.span());
                let what = if unique { "alternate key" } else { "index" };
                let text = format!("The name of the {what} over {}.", listed(&found));
                inherent.push(quote!(#[doc = #text] #vis const #constant: &'static str = #full;));
                if unique {
                    let text = format!("The place of the row with this {}.", listed(&found));
                    let at = nth.saturating_add(1);
                    inherent.push(key_function(vis, &index.name, at, &found, &text));
                }
                let (positions, sparse) = (positions(&found), index.sparse);
                defs.push(quote! {
                    ::moja_core::record::IndexDef {
                        name: #full,
                        columns: #positions,
                        sparse: #sparse,
                    }
                });
            }
            defs
        };
        let unique = define(&self.table.unique, true);
        let indexes = define(&self.table.indexes, false);
        let mut references = Vec::new();
        for reference in &self.table.references {
            let found = resolve(&self.columns, &reference.columns, &mut errors);
            match sql_name(&reference.table) {
                Err(error) => note(&mut errors, error),
                Ok(other) => {
                    if other == name && found.len() != key.len() {
                        let message = "a reference has as many columns as the primary key";
                        note(&mut errors, Error::new(reference.table.span(), message));
                    }
                    let positions = positions(&found);
                    references.push(quote! {
                        ::moja_core::record::ReferenceDef { columns: #positions, table: #other }
                    });
                }
            }
        }
        if let Some(errors) = errors {
            return Err(errors);
        }

        let key_checks = key.iter().map(|column| {
            let (ty, message) = (column.ty, format!("key column `{}` is nullable", column.name));
            quote_spanned! {column.field.span()=>
                const _: () = ::core::assert!(
                    !<#ty as ::moja_core::record::Column>::NULLABLE,
                    #message
                );
            }
        });
        let lists = Lists { key: positions(&key), unique, indexes, references };
        let record_impl = self.record_impl(&name, &lists);
        Ok(quote! {
            #[automatically_derived]
            #[allow(dead_code, reason = "a table declares more than its crate may use")]
            impl #ident {
                #(#inherent)*
            }

            #(#key_checks)*

            #record_impl
        })
    }

    fn record_impl(&self, name: &str, lists: &Lists) -> TokenStream {
        let ident = &self.input.ident;
        let table_doc = doc(&self.input.attrs);
        let Lists { key, unique, indexes, references } = lists;
        let column_defs = self.columns.iter().map(column_def);
        let mutability = if self.table.append_only { quote!(AppendOnly) } else { quote!(Mutable) };
        let replayed = !self.table.system;
        // Out of sight of the path, which may be called the same.
        let emit = Ident::new("emit", Span::mixed_site());
        let (history, history_fn) = match &self.table.history {
            None => (quote!(::core::option::Option::None), None),
            Some((history, function)) => (
                quote!(::core::option::Option::Some(#history)),
                Some(quote! {
                    fn history(
                        &self,
                        #emit: &mut dyn ::core::ops::FnMut(::moja_core::history::Item),
                    ) {
                        #function(self, #emit);
                    }
                }),
            ),
        };
        let field: Vec<_> = self.columns.iter().map(|column| column.field).collect();
        let ty: Vec<_> = self.columns.iter().map(|column| column.ty).collect();
        let position: Vec<_> = self.columns.iter().map(|column| &column.position).collect();

        quote! {
            #[automatically_derived]
            impl ::moja_core::record::Record for #ident {
                fn table() -> &'static ::moja_core::record::TableDef {
                    static TABLE: ::moja_core::record::TableDef = ::moja_core::record::TableDef {
                        name: #name,
                        doc: #table_doc,
                        columns: &[#(#column_defs),*],
                        key: #key,
                        unique: &[#(#unique),*],
                        indexes: &[#(#indexes),*],
                        references: &[#(#references),*],
                        mutability: ::moja_core::record::Mutability::#mutability,
                        history: #history,
                        replayed: #replayed,
                        decode: ::moja_core::record::decode_row::<#ident>,
                    };
                    &TABLE
                }

                fn value(&self, position: usize) -> ::moja_core::value::ValueRef<'_> {
                    match position {
                        #(#position => {
                            <#ty as ::moja_core::record::Column>::value(&self.#field)
                        })*
                        _ => ::moja_core::value::ValueRef::Null,
                    }
                }

                fn from_values(
                    values: &[::moja_core::value::Value],
                ) -> ::core::result::Result<Self, ::moja_core::value::DecodeError> {
                    let table = <Self as ::moja_core::record::Record>::table();
                    let mut values = values.iter().map(::moja_core::value::Value::as_ref);
                    ::core::result::Result::Ok(Self {
                        #(#field: ::moja_core::record::read_column::<#ty>(
                            table,
                            #position,
                            values.next(),
                        )?,)*
                    })
                }

                fn set(
                    &mut self,
                    position: usize,
                    value: ::moja_core::value::ValueRef<'_>,
                ) -> ::core::result::Result<(), ::moja_core::value::DecodeError> {
                    let table = <Self as ::moja_core::record::Record>::table();
                    let value = ::core::option::Option::Some(value);
                    match position {
                        #(#position => {
                            self.#field =
                                ::moja_core::record::read_column::<#ty>(table, position, value)?;
                        })*
                        _ => return ::core::result::Result::Err(::moja_core::value::DecodeError {
                            table: #name,
                            column: "?",
                            reason: ::std::format!("there is no column {position}"),
                        }),
                    }
                    ::core::result::Result::Ok(())
                }

                #history_fn
            }
        }
    }

    /// Names of indexes make constants and functions, so they must differ from each other and
    /// from what else is generated.
    fn check_names(&self, errors: &mut Option<Error>) {
        let mut seen: Vec<String> = Vec::new();
        for index in self.table.unique.iter().chain(&self.table.indexes) {
            let name = index.name.unraw().to_string();
            if let Err(error) = sql_name(&text_of(&index.name)) {
                note(errors, error);
            } else if RESERVED.contains(&name.as_str()) || name.starts_with("col_") {
                let message = format!("`{name}` is taken by the derive, choose another name");
                note(errors, Error::new(index.name.span(), message));
            } else if seen.contains(&name) {
                let message = format!("there are two indexes `{name}`");
                note(errors, Error::new(index.name.span(), message));
            }
            seen.push(name);
        }
    }
}

/// `` `a`, `b` ``
fn listed(columns: &[&Column<'_>]) -> String {
    let names: Vec<_> = columns.iter().map(|column| format!("`{}`", column.name)).collect();
    names.join(", ")
}

fn column_def(column: &Column<'_>) -> TokenStream {
    let Column { ty, name, check, doc, .. } = column;
    let check = match check {
        None => quote!(::core::option::Option::None),
        Some(check) => quote!(::core::option::Option::Some(#check)),
    };
    // The span makes a type that is no column an error at the field.
    quote_spanned! {ty.span()=>
        ::moja_core::record::ColumnDef {
            name: #name,
            kind: <#ty as ::moja_core::record::Column>::KIND,
            nullable: <#ty as ::moja_core::record::Column>::NULLABLE,
            check: #check,
            doc: #doc,
        }
    }
}

/// `fn name(column: .., ..) -> At<Self>` for key `index`.
fn key_function(
    vis: &Visibility,
    name: &Ident,
    index: usize,
    columns: &[&Column<'_>],
    text: &str,
) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let count = Literal::usize_unsuffixed(columns.len());
    let field = columns.iter().map(|column| column.field);
    let values = field.clone();
    let ty: Vec<_> = columns.iter().map(|column| column.ty).collect();
    quote! {
        #[doc = #text]
        #[must_use]
        #[allow(clippy::too_many_arguments, reason = "one argument for each column of the key")]
        #vis fn #name(
            #(#field: <#ty as ::moja_core::record::Column>::Ref<'_>),*
        ) -> ::moja_core::record::At<Self> {
            let values: [::moja_core::value::Value; #count] =
                [#(<#ty as ::moja_core::record::Column>::ref_value(#values)),*];
            ::moja_core::record::At::new(#index, values)
        }
    }
}
