//! Looks for clocks and randomness in the source of domain crates.
//!
//! Source is read as tokens, so that comments and texts raise no alarm, and what stands under
//! `#[cfg(test)]` is left out.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::Failure;

/// What must not be named, as consecutive identifiers. Time, ids and randomness come with the
/// command's context.
const IMPURE: &[&[&str]] = &[
    &["SystemTime"],
    &["Instant", "now"],
    &["Utc", "now"],
    &["Local", "now"],
    &["Uuid", "now_v1"],
    &["Uuid", "now_v6"],
    &["Uuid", "now_v7"],
    &["new_v4"],
    &["rand"],
    &["getrandom"],
    &["thread_rng"],
];

/// One forbidden name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// What a file holds as far as purity is concerned.
#[derive(Debug, Default)]
struct Looked {
    hits: Vec<Hit>,
    /// Modules in other files that exist for tests only.
    test_modules: Vec<String>,
}

/// Every forbidden name in the source below `src`, as `path:line: name`.
pub(crate) fn findings(src: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    collect(src, &mut files)?;
    files.sort();
    let mut for_tests = HashSet::new();
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file)?;
        let looked = look(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        for module in &looked.test_modules {
            let folder = folder_of_modules(file);
            for_tests.insert(folder.join(module).with_extension("rs"));
            for_tests.insert(folder.join(module));
        }
        found.push((file, looked.hits));
    }
    Ok(found
        .into_iter()
        .filter(|(file, _)| !file.ancestors().any(|path| for_tests.contains(path)))
        .flat_map(|(file, hits)| {
            hits.into_iter().map(move |hit| {
                format!("{}:{}: `{}` in a pure crate", file.display(), hit.line, hit.what)
            })
        })
        .collect())
}

/// Where the modules of a file live: beside `mod.rs` and `lib.rs`, else in a folder of its name.
fn folder_of_modules(file: &Path) -> PathBuf {
    match file.file_name().and_then(|name| name.to_str()) {
        Some("mod.rs" | "lib.rs") => file.with_file_name(""),
        _ => file.with_extension(""),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

fn look(text: &str) -> Result<Looked, Failure> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("cannot be read: {error}"))?;
    let mut looked = Looked::default();
    walk(tokens, &mut looked);
    Ok(looked)
}

fn walk(tokens: TokenStream, looked: &mut Looked) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        if is_inner_cfg_test(rest) {
            return;
        }
        if is_cfg_test(rest) {
            at = at.saturating_add(skip_item(rest, looked));
            continue;
        }
        match token {
            TokenTree::Group(group) => walk(group.stream(), looked),
            TokenTree::Ident(ident) => {
                if let Some(what) = IMPURE.iter().find(|names| starts_with(rest, names)) {
                    let line = ident.span().start().line;
                    looked.hits.push(Hit { line, what: what.join("::") });
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at = at.saturating_add(1);
    }
}

/// Whether the tokens start with these names, joined by `::`. A name alone counts as a path
/// (`rand` is one only before `::`), whatever else it may be called in.
fn starts_with(tokens: &[TokenTree], names: &[&str]) -> bool {
    let mut at = 0;
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            if !is_path_separator(tokens, at) {
                return false;
            }
            at = at.saturating_add(2);
        }
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) if ident == name => at = at.saturating_add(1),
            _ => return false,
        }
    }
    names != ["rand"] || is_path_separator(tokens, at)
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    [at, at.saturating_add(1)].iter().all(
        |at| matches!(tokens.get(*at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':'),
    )
}

/// `#[cfg(test)]`, `#[cfg(all(test, ..))]`: a condition that names `test` and no `not`.
fn is_cfg_test(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Group(group), ..] if hash.as_char() == '#' => {
            names_test(&group.stream())
        }
        _ => false,
    }
}

fn is_inner_cfg_test(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group), ..]
            if hash.as_char() == '#' && bang.as_char() == '!' =>
        {
            names_test(&group.stream())
        }
        _ => false,
    }
}

fn names_test(attribute: &TokenStream) -> bool {
    let mut tokens = attribute.clone().into_iter();
    let is_cfg = matches!(tokens.next(), Some(TokenTree::Ident(ident)) if ident == "cfg");
    let Some(TokenTree::Group(condition)) = tokens.next() else { return false };
    let text = condition.stream().to_string();
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    is_cfg
        && words.clone().any(|word| word == "test")
        && !words.any(|word| word == "not" || word == "any")
}

/// How many tokens the item takes that follows an attribute, with the attribute. An item ends
/// with its first braces or with a semicolon.
fn skip_item(tokens: &[TokenTree], looked: &mut Looked) -> usize {
    let mut names: Vec<String> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                return at.saturating_add(1);
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                if let [.., keyword, name] = names.as_slice()
                    && keyword == "mod"
                {
                    looked.test_modules.push(name.clone());
                }
                return at.saturating_add(1);
            }
            TokenTree::Ident(ident) => names.push(ident.to_string()),
            _ => {}
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(text: &str) -> Vec<(usize, String)> {
        look(text).unwrap().hits.into_iter().map(|hit| (hit.line, hit.what)).collect()
    }

    #[test]
    fn clocks_and_randomness_are_found() {
        for (text, what) in [
            ("fn f() { std::time::SystemTime::now(); }", "SystemTime"),
            ("use std::time::SystemTime as T;", "SystemTime"),
            ("fn f() { let t = Instant::now(); }", "Instant::now"),
            ("fn f() { chrono::Utc::now() }", "Utc::now"),
            ("fn f() { Local :: now () }", "Local::now"),
            ("fn f() { Uuid::now_v7() }", "Uuid::now_v7"),
            ("fn f() { uuid::Uuid::new_v4() }", "new_v4"),
            ("fn f() -> u8 { rand::random() }", "rand"),
            ("fn f() { getrandom::fill(&mut b) }", "getrandom"),
            ("fn f() { vec![thread_rng().next()] }", "thread_rng"),
        ] {
            assert_eq!(hits(text), [(1, what.to_owned())], "{text}");
        }
    }

    #[test]
    fn comments_texts_and_tests_are_not() {
        let text = r##"
            //! Never `SystemTime`.
            /// Not `Utc::now()` either.
            fn good(rand: u8) -> &'static str { /* rand::random() */ "Instant::now" }
            #[cfg(test)]
            mod tests { fn f() { SystemTime::now(); } }
            #[cfg(test)]
            #[allow(dead_code)]
            fn only_here() { thread_rng() }
            #[cfg(all(test, unix))]
            use rand::Rng;
            #[cfg(test)]
            mod elsewhere;
        "##;
        let looked = look(text).unwrap();
        assert_eq!(looked.hits, []);
        assert_eq!(looked.test_modules, ["elsewhere"]);
        assert_eq!(hits("#![cfg(test)]\nuse rand::Rng;"), []);
        assert_eq!(hits("#[cfg(test)] mod t {}\n\nuse std::time::SystemTime;").len(), 1);
        assert_eq!(hits("#[cfg(not(test))]\nuse std::time::SystemTime;").len(), 1);
    }

    #[test]
    fn files_of_test_modules_are_left_out() {
        let folder = std::env::temp_dir().join(format!("moja-xtask-source-{}", std::process::id()));
        let src = folder.join("src");
        fs::create_dir_all(src.join("post")).unwrap();
        fs::write(src.join("lib.rs"), "mod post;\n#[cfg(test)]\nmod workload;\n").unwrap();
        fs::write(src.join("workload.rs"), "use rand::Rng;").unwrap();
        fs::write(src.join("post.rs"), "#[cfg(test)]\nmod tests;\n").unwrap();
        fs::write(src.join("post/tests.rs"), "use rand::Rng;").unwrap();
        assert_eq!(findings(&src).unwrap(), Vec::<String>::new());
        fs::write(src.join("post.rs"), "mod tests;\n").unwrap();
        let found = findings(&src).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("tests.rs:1: `rand`"), "{found:?}");
    }
}
