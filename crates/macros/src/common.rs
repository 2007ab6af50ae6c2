//! What both derives need.

use syn::{Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta};

/// The first paragraph of a doc comment, on one line.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    // One attribute holds several lines when it comes from a `/** */` comment or a macro.
    let text = lines.collect::<Vec<_>>().join("\n");
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Remembers `error` besides those found before, so that one build shows all of them.
pub(crate) fn note(errors: &mut Option<Error>, error: Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}

/// The text of a literal that has to be a lower case SQL name.
pub(crate) fn sql_name(literal: &LitStr) -> Result<String, Error> {
    let name = literal.value();
    let starts = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if starts && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
        return Ok(name);
    }
    Err(Error::new(literal.span(), "a name is lower case snake case: `a-z`, then `a-z 0-9 _`"))
}
