//! `#[derive(Code)]`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Token, Variant};

use crate::common::{doc, note};

/// One variant.
struct Coded<'a> {
    ident: &'a Ident,
    code: String,
    transient: bool,
}

impl<'a> Coded<'a> {
    fn read(variant: &'a Variant) -> Result<Self> {
        let mut code: Option<LitStr> = None;
        let mut transient = false;
        for attr in own(&variant.attrs) {
            attr.parse_args_with(|input: ParseStream<'_>| {
                while !input.is_empty() {
                    if input.peek(LitStr) {
                        let text: LitStr = input.parse()?;
                        if text.value().is_empty() {
                            return Err(Error::new(text.span(), "a code is not empty"));
                        }
                        if code.is_some() {
                            return Err(Error::new(text.span(), "the code is given twice"));
                        }
                        code = Some(text);
                    } else {
                        let word = input.call(Ident::parse_any)?;
                        if word != "transient" {
                            let message = "unknown option, expected `\"code\"` or `transient`";
                            return Err(Error::new(word.span(), message));
                        }
                        transient = true;
                    }
                    if !input.is_empty() {
                        input.parse::<Token![,]>()?;
                    }
                }
                Ok(())
            })?;
        }
        let code = code
            .map_or_else(|| snake_case(&variant.ident.unraw().to_string()), |text| text.value());
        Ok(Self { ident: &variant.ident, code, transient })
    }
}

fn own(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("code"))
}

/// `HTTPServerError2` becomes `http_server_error2`.
fn snake_case(name: &str) -> String {
    let mut text = String::new();
    let mut previous: Option<char> = None;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let starts = c.is_uppercase()
            && previous.is_some_and(|previous| {
                previous != '_'
                    && (!previous.is_uppercase()
                        || chars.peek().is_some_and(|next| next.is_lowercase()))
            });
        if starts {
            text.push('_');
        }
        text.extend(c.to_lowercase());
        previous = Some(c);
    }
    text
}

/// Expands the derive.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "only an enum has codes"));
    };
    if data.variants.is_empty() {
        return Err(Error::new(input.ident.span(), "an enum with codes needs a variant"));
    }
    let mut bare = false;
    for attr in own(&input.attrs) {
        attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident("bare") {
                return Err(meta.error("unknown option, expected `bare`"));
            }
            bare = true;
            Ok(())
        })?;
    }
    let mut errors = None;
    let mut variants: Vec<Coded<'_>> = Vec::new();
    for variant in &data.variants {
        match Coded::read(variant) {
            Ok(coded) => {
                if variants.iter().any(|other| other.code == coded.code) {
                    let message = format!("there are two variants with the code `{}`", coded.code);
                    note(&mut errors, Error::new(variant.ident.span(), message));
                }
                variants.push(coded);
            }
            Err(error) => note(&mut errors, error),
        }
    }
    if let Some(errors) = errors {
        return Err(errors);
    }

    let (ident, vis) = (&input.ident, &input.vis);
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let variant: Vec<_> = variants.iter().map(|variant| variant.ident).collect();
    let code: Vec<_> = variants.iter().map(|variant| &variant.code).collect();
    let rank = (0..variants.len()).map(Literal::usize_unsuffixed);
    let transient: Vec<_> =
        variants.iter().filter(|variant| variant.transient).map(|variant| variant.ident).collect();
    let is_transient = if transient.is_empty() {
        quote!(false)
    } else {
        quote!(::core::matches!(self, #(Self::#transient { .. })|*))
    };
    let text = doc(&input.attrs);
    let units = !bare && data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    let units = units.then(|| expand_units(ident, &variant, &text, vis));

    Ok(quote! {
        #[automatically_derived]
        #[allow(dead_code, reason = "an enum has more of these than its crate may use")]
        impl #impl_generics #ident #ty_generics #where_clause {
            /// All codes, in the order of precedence.
            #vis const CODES: &'static [&'static str] = &[#(#code),*];

            /// The stable code.
            #[must_use]
            #vis const fn code(&self) -> &'static str {
                match self {
                    #(Self::#variant { .. } => #code,)*
                }
            }

            /// The precedence: a smaller rank comes first.
            #[must_use]
            #vis const fn rank(&self) -> usize {
                match self {
                    #(Self::#variant { .. } => #rank,)*
                }
            }

            /// Whether the same request may succeed later.
            #[must_use]
            #vis const fn is_transient(&self) -> bool {
                #is_transient
            }
        }

        #units
    })
}

/// What only an enum without data has.
fn expand_units(
    ident: &Ident,
    variant: &[&Ident],
    text: &str,
    vis: &syn::Visibility,
) -> TokenStream {
    let name = ident.unraw().to_string();
    let index = (0_u32..).map(Literal::u32_unsuffixed).take(variant.len());
    let serde = quote!(::moja_core::export::serde);
    let schemars = quote!(::moja_core::export::schemars);
    let helper = quote!(::moja_core::column::__code);
    quote! {
        #[automatically_derived]
        #[allow(dead_code, reason = "an enum has more of these than its crate may use")]
        impl #ident {
            /// All variants, in the order of precedence.
            #vis const ALL: &'static [Self] = &[#(Self::#variant),*];
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.code())
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #ident {
            type Err = ::std::string::String;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::std::string::String> {
                #helper::parse(text, Self::ALL, Self::CODES)
            }
        }

        #[automatically_derived]
        impl #serde::Serialize for #ident {
            fn serialize<S: #serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let index: u32 = match self {
                    #(Self::#variant => #index,)*
                };
                #helper::serialize(self.code(), index, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #ident {
            fn deserialize<D: #serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #helper::deserialize(Self::ALL, Self::CODES, deserializer)
            }
        }

        #[automatically_derived]
        impl #schemars::JsonSchema for #ident {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(#name)
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", #name))
            }

            fn json_schema(_: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                #helper::schema(Self::CODES, #text)
            }
        }

        #[automatically_derived]
        impl ::moja_core::record::Column for #ident {
            const KIND: ::moja_core::record::ColumnType = ::moja_core::record::ColumnType::Text;
            type Ref<'a> = Self;

            fn value(&self) -> ::moja_core::value::ValueRef<'_> {
                ::moja_core::value::ValueRef::Text(self.code())
            }

            fn ref_value(value: Self) -> ::moja_core::value::Value {
                ::moja_core::value::Value::from(value.code())
            }

            fn from_value(
                value: ::moja_core::value::ValueRef<'_>,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                #helper::from_value(value, Self::ALL, Self::CODES)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_become_snake_case() {
        for (name, code) in [
            ("Open", "open"),
            ("NotFound", "not_found"),
            ("HTTPServerError2", "http_server_error2"),
            ("Sha256Sum", "sha256_sum"),
            ("A", "a"),
            ("With_Line", "with_line"),
        ] {
            assert_eq!(snake_case(name), code);
        }
    }
}
