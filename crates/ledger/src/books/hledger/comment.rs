//! hledger's comments, and the tags in them.

use crate::books::cursor::Interner;
use crate::books::model::{Meta, MetaValue};

/// What the comments of a transaction or posting say.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Tags with a value, in order.
    pub(super) meta: Meta,
    /// Tags without a value.
    pub(super) tags: Vec<String>,
    /// Values of `link:` tags that look like beancount's links.
    pub(super) links: Vec<String>,
    /// What is not a tag.
    free: Vec<String>,
    /// Whether a tag or bracket gives a posting its own date.
    pub(super) has_posting_date: bool,
}

impl Comments {
    /// Takes one line, without its semicolon.
    pub(super) fn add(&mut self, line: &str, keys: &mut Interner) {
        let mut rest = line;
        let mut free = String::new();
        while let Some((before, after)) = rest.split_once(':') {
            let name = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            if name.is_empty() {
                free.push_str(before);
                free.push(':');
                rest = after;
                continue;
            }
            free.push_str(before.strip_suffix(name).unwrap_or_default());
            let (value, next) = after.split_once(',').unwrap_or((after, ""));
            self.tag(name, value.trim(), keys);
            rest = next;
        }
        free.push_str(rest);
        self.has_posting_date |= has_bracketed_date(line);
        let free = free.trim();
        if !free.is_empty() {
            self.free.push(free.to_owned());
        }
    }

    fn tag(&mut self, name: &str, value: &str, keys: &mut Interner) {
        self.has_posting_date |= matches!(name, "date" | "date2");
        let is_link_char =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
        if value.is_empty() {
            if !self.tags.iter().any(|known| known == name) {
                self.tags.push(name.to_owned());
            }
        } else if name == "link" && value.chars().all(is_link_char) {
            if !self.links.iter().any(|known| known == value) {
                self.links.push(value.to_owned());
            }
        } else {
            self.meta.push(keys.get(name), MetaValue::Text(value.to_owned()));
        }
    }

    /// The metadata, with free text as `comment`.
    pub(super) fn into_meta(self) -> Meta {
        let mut meta = self.meta;
        if !self.free.is_empty() {
            meta.push("comment".into(), MetaValue::Text(self.free.join("\n")));
        }
        meta
    }
}

fn has_bracketed_date(line: &str) -> bool {
    line.split('[').skip(1).any(|part| {
        part.split_once(']').is_some_and(|(inside, _)| {
            inside.bytes().any(|b| b.is_ascii_digit())
                && inside
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-' | b'.' | b'='))
        })
    })
}
