//! `#[foreign]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, Error, Expr, ExprLit, ExprPath, Fields, Item, Lit, Meta, Result, Token, parse_quote,
};

/// A function of serde's and the literal that says the same.
type Said = (ExprPath, Lit);

/// Expands the attribute.
pub(crate) fn expand(args: &TokenStream, mut item: Item) -> Result<TokenStream> {
    if !args.is_empty() {
        return Err(Error::new_spanned(args, "`#[foreign]` takes no arguments"));
    }
    let mut said = Vec::new();
    let (derive, ident): (Attribute, _) = match &mut item {
        Item::Struct(item) => {
            defaults(&mut item.fields, &mut said)?;
            (parse_quote!(#[cfg_attr(feature = "uniffi", derive(::uniffi::Record))]), &item.ident)
        }
        Item::Enum(item) => {
            for variant in &mut item.variants {
                defaults(&mut variant.fields, &mut said)?;
            }
            (parse_quote!(#[cfg_attr(feature = "uniffi", derive(::uniffi::Enum))]), &item.ident)
        }
        other => return Err(Error::new_spanned(other, "only structs and enums cross a border")),
    };
    let test = (!said.is_empty()).then(|| {
        let module = format_ident!("foreign_{}", ident.to_string().to_lowercase());
        let (function, text): (Vec<_>, Vec<_>) =
            said.iter().map(|(function, literal)| (function, text(literal))).unzip();
        quote! {
            #[cfg(test)]
            mod #module {
                #[test]
                fn defaults_abroad_are_those_of_serde() {
                    #(assert_eq!(super::#function().to_string(), #text);)*
                }
            }
        }
    });
    Ok(quote!(#derive #item #test))
}

/// What the literal's value prints.
fn text(literal: &Lit) -> String {
    match literal {
        Lit::Str(text) => text.value(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        other => quote!(#other).to_string(),
    }
}

/// What serde may leave out has a default on the other side of the border too.
fn defaults(fields: &mut Fields, said: &mut Vec<Said>) -> Result<()> {
    for field in fields {
        let literal = literal(&field.attrs)?;
        field.attrs.retain(|attr| !attr.path().is_ident("foreign"));
        match (serde_default(&field.attrs)?, literal) {
            (None, None) => {}
            (Some(None), None) => {
                field.attrs.push(parse_quote!(#[cfg_attr(feature = "uniffi", uniffi(default))]));
            }
            (Some(Some(function)), Some(literal)) => {
                field.attrs.push(parse_quote! {
                    #[cfg_attr(feature = "uniffi", uniffi(default = #literal))]
                });
                said.push((function, literal));
            }
            (Some(Some(function)), None) => {
                let message = "say the default as a literal too: `#[foreign(default = ..)]`";
                return Err(Error::new_spanned(function, message));
            }
            (_, Some(literal)) => {
                let message = "a literal belongs to `#[serde(default = \"function\")]`";
                return Err(Error::new_spanned(literal, message));
            }
        }
    }
    Ok(())
}

/// The literal in `#[foreign(default = ..)]`.
fn literal(attrs: &[Attribute]) -> Result<Option<Lit>> {
    let mut literal = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("foreign")) {
        attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident("default") {
                return Err(meta.error("unknown option, expected `default = literal`"));
            }
            literal = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(literal)
}

/// Whether serde takes the type's default or calls a function; none if the field must be given.
fn serde_default(attrs: &[Attribute]) -> Result<Option<Option<ExprPath>>> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let options =
            attr.parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated)?;
        for option in options {
            match option {
                Meta::Path(path) if path.is_ident("default") => found = Some(None),
                Meta::NameValue(pair) if pair.path.is_ident("default") => {
                    let Expr::Lit(ExprLit { lit: Lit::Str(function), .. }) = &pair.value else {
                        return Err(Error::new_spanned(&pair.value, "expected a function's name"));
                    };
                    found = Some(Some(function.parse()?));
                }
                _ => {}
            }
        }
    }
    Ok(found)
}
