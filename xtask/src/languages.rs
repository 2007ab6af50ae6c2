//! docs/languages.md: the same apps in every language, word for word as they stand in `examples`.

use std::fs;

use crate::Failure;
use crate::run::root;

/// What stands before a block of code and says which file it is.
const BEFORE: &str = "<!-- file: ";
const AFTER: &str = " -->\n";
const FENCE: &str = "```";

/// Every file that the page must have.
const FILES: &[&str] = &[
    "examples/rust/src/bin/wallet.rs",
    "examples/python/wallet.py",
    "examples/node/wallet.mjs",
    "examples/kotlin/src/main/kotlin/Wallet.kt",
    "examples/swift/apps/Sources/wallet/Wallet.swift",
    "examples/rust/src/bin/shop.rs",
    "examples/python/shop.py",
    "examples/node/shop.mjs",
    "examples/kotlin/src/main/kotlin/Shop.kt",
    "examples/swift/apps/Sources/shop/Shop.swift",
];

/// Puts the files into the page again, or fails if one of its blocks is not its file.
pub(crate) fn languages(check: bool) -> Result<(), Failure> {
    let page = root().join("docs").join("languages.md");
    let text = fs::read_to_string(&page)?;
    let fresh = with_files(&text, |name| Ok(fs::read_to_string(root().join(name))?))?;
    for name in FILES {
        if !fresh.contains(&format!("{BEFORE}{name}{AFTER}")) {
            return Err(format!("docs/languages.md has no {name}").into());
        }
    }
    if fresh == text {
        return Ok(());
    }
    if check {
        return Err("docs/languages.md is not what stands in `examples`: \
            `cargo xtask languages` writes it again"
            .into());
    }
    Ok(fs::write(page, fresh)?)
}

/// The page with the content of each file in the block after its name.
fn with_files(
    page: &str,
    read: impl Fn(&str) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let mut pieces = page.split(BEFORE);
    let mut fresh = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let broken = || format!("docs/languages.md: `{}` has no block", piece.trim());
        let (name, rest) = piece.split_once(AFTER).ok_or_else(broken)?;
        let (language, rest) =
            rest.strip_prefix(FENCE).and_then(|rest| rest.split_once('\n')).ok_or_else(broken)?;
        let (_, rest) = rest.split_once(&format!("{FENCE}\n")).ok_or_else(broken)?;
        let code = read(name)?;
        fresh.push_str(&format!("{BEFORE}{name}{AFTER}{FENCE}{language}\n{code}{FENCE}\n{rest}"));
    }
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A\n\n<!-- file: a.rs -->\n```rust\nold\n```\n\nand\n";

    #[test]
    fn a_block_becomes_its_file() {
        let fresh = with_files(PAGE, |name| Ok(format!("// {name}\n"))).unwrap();
        assert_eq!(fresh, "# A\n\n<!-- file: a.rs -->\n```rust\n// a.rs\n```\n\nand\n");
        assert_eq!(with_files(&fresh, |name| Ok(format!("// {name}\n"))).unwrap(), fresh);
    }

    #[test]
    fn a_name_without_a_block_is_refused() {
        let page = "<!-- file: a.rs -->\nno block\n";
        assert!(with_files(page, |_| Ok(String::new())).is_err());
        assert!(with_files(PAGE, |_| Err("missing".into())).is_err());
    }
}
