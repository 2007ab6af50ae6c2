//! Names and documentation, for all writers.

/// The first line of every file.
pub(crate) const WRITTEN: &str = "Written by `cargo xtask bindgen` from crates/api; do not edit.";

/// `OpenAccount` becomes `open_account`: as serde writes variants.
pub(crate) fn snake(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// `open_account` becomes `OpenAccount`.
pub(crate) fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// `open_account` becomes `openAccount`.
pub(crate) fn lower_camel(name: &str) -> String {
    let name = camel(name);
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Rust's documentation without its links: a name in backticks stays, where it led to goes.
pub(crate) fn unlinked(doc: &str) -> String {
    let mut text = String::new();
    let mut rest = doc;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once(']') {
            Some((label, tail)) if label.starts_with('`') || tail.starts_with('(') => {
                text.push_str(label);
                rest = tail;
                if let Some(target) = tail.strip_prefix('(') {
                    rest = target.split_once(')').map_or("", |(_, rest)| rest);
                }
            }
            _ => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{camel, lower_camel, snake, unlinked};

    #[test]
    fn names_change_their_case() {
        assert_eq!(snake("OpenAccount"), "open_account");
        assert_eq!(camel("open_account"), "OpenAccount");
        assert_eq!(lower_camel("open_account"), "openAccount");
    }

    #[test]
    fn links_leave_their_labels() {
        let doc = "See [`Foo`], [`Bar`](crate::Bar) and [the guide](https://x.y); [1] stays.";
        assert_eq!(unlinked(doc), "See `Foo`, `Bar` and the guide; [1] stays.");
    }
}
