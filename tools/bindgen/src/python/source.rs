//! Pieces of Python source.

use crate::text::unlinked;

/// A documentation string, indented.
pub(crate) fn doc(text: &str, indent: &str) -> String {
    let text = unlinked(text).replace('\\', "\\\\").replace("\"\"\"", "'''");
    let text = match text.replace("# Errors\n\nNone.", "").split_once("# Errors\n\n") {
        None => text.replace("# Errors\n\nNone.", ""),
        Some((before, after)) => {
            let after = after.replace("`Store`", "`StoreError`");
            format!("{before}Raises:\n{}", after.replace("`Invalid`", "`InvalidError`"))
        }
    };
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let mut lines = text.lines();
    let mut out = format!("{indent}\"\"\"{}", lines.next().unwrap_or_default());
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str(line);
        }
    }
    if text.contains('\n') {
        out.push('\n');
        out.push_str(indent);
    }
    out.push_str("\"\"\"\n");
    out
}

/// Without the names that the module imports and does not use.
pub(crate) fn used(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let imported = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import "));
        match imported.filter(|(from, _)| *from != "__future__") {
            Some((from, names)) => {
                let is_used = |name: &&str| {
                    text.match_indices(*name).any(|(at, _)| {
                        let end = at + name.len();
                        let word = |c: char| c.is_alphanumeric() || c == '_';
                        let before = text[..at].chars().next_back().is_some_and(word);
                        let after = text[end..].chars().next().is_some_and(word);
                        let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
                        !before && !after && !text[line..].starts_with("from ")
                    })
                };
                let names: Vec<&str> = names.split(", ").filter(is_used).collect();
                if !names.is_empty() {
                    out.push_str(&format!("from {from} import {}\n", names.join(", ")));
                }
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}
