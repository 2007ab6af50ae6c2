//! `#[foreign]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Fields, Item, Lit, Meta, Result, Token, parse_quote};

/// Expands the attribute.
pub(crate) fn expand(args: &TokenStream, mut item: Item) -> Result<TokenStream> {
    if !args.is_empty() {
        return Err(Error::new_spanned(args, "`#[foreign]` takes no arguments"));
    }
    let derive: Attribute = match &mut item {
        Item::Struct(item) => {
            defaults(&mut item.fields)?;
            item.attrs.retain(|attr| !is_own(attr));
            parse_quote!(#[cfg_attr(feature = "uniffi", derive(::uniffi::Record))])
        }
        Item::Enum(item) => {
            for variant in &mut item.variants {
                defaults(&mut variant.fields)?;
            }
            parse_quote!(#[cfg_attr(feature = "uniffi", derive(::uniffi::Enum))])
        }
        other => return Err(Error::new_spanned(other, "only structs and enums cross a border")),
    };
    Ok(quote!(#derive #item))
}

fn is_own(attr: &Attribute) -> bool {
    attr.path().is_ident("foreign")
}

/// What serde may leave out has a default on the other side of the border too.
fn defaults(fields: &mut Fields) -> Result<()> {
    for field in fields {
        let mut literal: Option<Lit> = None;
        for attr in field.attrs.iter().filter(|attr| is_own(attr)) {
            attr.parse_nested_meta(|meta| {
                if !meta.path.is_ident("default") {
                    return Err(meta.error("unknown option, expected `default = literal`"));
                }
                meta.input.parse::<Token![=]>()?;
                literal = Some(meta.input.parse()?);
                Ok(())
            })?;
        }
        field.attrs.retain(|attr| !is_own(attr));
        match (serde_default(&field.attrs), literal) {
            (Some(true), None) => {
                field.attrs.push(parse_quote!(#[cfg_attr(feature = "uniffi", uniffi(default))]));
            }
            (Some(false), Some(literal)) => {
                field
                    .attrs
                    .push(parse_quote!(#[cfg_attr(feature = "uniffi", uniffi(default = #literal))]));
            }
            (None, None) => {}
            (Some(false), None) => {
                let message = "say the default as a literal too: `#[foreign(default = ..)]`";
                return Err(Error::new_spanned(field, message));
            }
            (_, Some(literal)) => {
                let message = "a literal belongs to `#[serde(default = \"function\")]`";
                return Err(Error::new_spanned(literal, message));
            }
        }
    }
    Ok(())
}

/// Whether serde takes the type's default (`true`) or calls a function (`false`); none if the
/// field must be given.
fn serde_default(attrs: &[Attribute]) -> Option<bool> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let Meta::List(list) = &attr.meta else { continue };
        for option in list.tokens.clone().to_string().split(',') {
            let mut parts = option.splitn(2, '=');
            if parts.next().is_some_and(|name| name.trim() == "default") {
                found = Some(parts.next().is_none());
            }
        }
    }
    found
}
