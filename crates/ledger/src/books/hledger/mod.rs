//! Reads hledger's journal language into a [`Book`]: files, includes and directives.

mod amount;
mod comment;
mod transaction;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Source;
use super::accounts::kind_by_name;
use super::cursor::{Cursor, Interner};
use super::include::Includes;
use super::model::{AccountKind, Book, Entry, EntryKind, Meta, MetaValue, Posting, Text};
use super::problem::{Fault, Problem};
pub(super) use amount::is_commodity_byte;
use amount::{Styles, commodity, raw_amount};
use comment::Comments;
use transaction::{split_account, split_comment};

/// Reads a source and all it includes.
pub(super) fn parse(source: &Source<'_>) -> (Book, Vec<Problem>) {
    let mut shared = Shared {
        includes: Includes::new(source.include),
        accounts: Interner::default(),
        commodities: Interner::default(),
        keys: Interner::default(),
        book: Book::default(),
        undated: Vec::new(),
        problems: Vec::new(),
    };
    shared.read_file(&source.name, &source.text, State::default());
    shared.finish()
}

struct Shared<'i> {
    includes: Includes<'i>,
    accounts: Interner,
    commodities: Interner,
    keys: Interner,
    book: Book,
    /// `account` and `commodity`, which have no dates.
    undated: Vec<(Text, u32, Meta, EntryKind<Posting>)>,
    problems: Vec<Problem>,
}

/// What directives have set for the rest of their file and the files it includes.
#[derive(Debug, Clone, Default)]
struct State {
    year: Option<String>,
    styles: Styles,
    aliases: Vec<(String, String)>,
    parents: Vec<String>,
}

impl Shared<'_> {
    fn read_file(&mut self, name: &str, text: &str, state: State) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        self.includes.enter(name);
        let cursor = Cursor::new(text, 1);
        let mut reader = Reader { file: name.into(), cursor, line: 0, state, shared: self };
        reader.read_all();
        self.includes.leave();
    }

    /// Puts what has no date at the first date of the book.
    fn finish(mut self) -> (Book, Vec<Problem>) {
        let first = self.book.entries.iter().map(|entry| entry.date).min().unwrap_or_default();
        let mut seen: HashSet<(bool, Text)> = HashSet::new();
        let mut entries = Vec::with_capacity(self.undated.len());
        for (file, line, meta, kind) in self.undated {
            let key = match &kind {
                EntryKind::Open { account, .. } => (true, account.clone()),
                EntryKind::Commodity { code } => (false, code.clone()),
                _ => continue,
            };
            let name = key.1.clone();
            if seen.insert(key) {
                entries.push(Entry { file, line, date: first, meta, kind });
            } else {
                let message = format!("`{name}` is declared twice");
                self.problems.push(Problem::new(&file, line, "duplicate_declaration", message));
            }
        }
        entries.append(&mut self.book.entries);
        (Book { entries, options: Vec::new() }, self.problems)
    }
}

struct Reader<'a, 's, 'i> {
    file: Text,
    cursor: Cursor<'a>,
    /// The line that is being looked at.
    line: u32,
    state: State,
    shared: &'s mut Shared<'i>,
}

impl<'a> Reader<'a, '_, '_> {
    fn read_all(&mut self) {
        while !self.cursor.is_at_end() {
            self.line = self.cursor.line();
            let line = self.cursor.take_line();
            let result = match line.bytes().next() {
                None | Some(b';' | b'#' | b'*') => Ok(()),
                Some(b'0'..=b'9') => self.transaction(line),
                Some(b' ' | b'\t') if line.trim().is_empty() => Ok(()),
                Some(b' ' | b'\t') => match line.trim_start().bytes().next() {
                    Some(b';') => Ok(()),
                    _ => Err(self.fault("syntax", "this indented line belongs to nothing")),
                },
                Some(b'~') => {
                    let message = "periodic transactions (`~`) are not supported";
                    Err(self.fault("unsupported_periodic", message))
                }
                Some(b'=') => {
                    let message = "auto postings (`=`) are not supported";
                    Err(self.fault("unsupported_auto_posting", message))
                }
                Some(_) => self.directive(line),
            };
            if let Err(fault) = result {
                self.shared.problems.push(fault.in_file(&self.file));
                while self.next_indented().is_some() {}
            }
        }
    }

    fn fault(&self, code: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(self.line, code, message)
    }

    fn push(&mut self, line: u32, date: NaiveDate, meta: Meta, kind: EntryKind<Posting>) {
        let entry = Entry { file: self.file.clone(), line, date, meta, kind };
        self.shared.book.entries.push(entry);
    }

    /// The next line if it is indented and not blank.
    fn next_indented(&mut self) -> Option<&'a str> {
        if !matches!(self.cursor.peek(), Some(b' ' | b'\t')) {
            return None;
        }
        if self.cursor.peek_line().trim().is_empty() {
            return None;
        }
        self.line = self.cursor.line();
        Some(self.cursor.take_line())
    }

    fn directive(&mut self, line: &'a str) -> Result<(), Fault> {
        let line = line.strip_prefix(['!', '@']).unwrap_or(line);
        let (word, rest) = match line.split_once([' ', '\t']) {
            Some((word, rest)) => (word, rest.trim()),
            None => (line.trim(), ""),
        };
        match word {
            "account" => self.account_directive(rest),
            "commodity" => self.commodity_directive(rest),
            "D" => self.default_commodity(rest),
            "decimal-mark" => match rest.split_whitespace().next() {
                Some(".") => {
                    self.state.styles.mark = Some(b'.');
                    Ok(())
                }
                Some(",") => {
                    self.state.styles.mark = Some(b',');
                    Ok(())
                }
                _ => Err(self.fault("syntax", "the decimal mark is either `.` or `,`")),
            },
            "P" => self.price_directive(rest),
            "Y" | "year" => self.year(rest),
            "include" => self.include(rest),
            "alias" => self.alias(rest),
            "apply" => match rest.split_once([' ', '\t']) {
                Some(("account", name)) => {
                    self.state.parents.push(name.trim().to_owned());
                    Ok(())
                }
                Some(("year", year)) => self.year(year.trim()),
                _ => Err(self.fault("unsupported_directive", format!("`{line}` is not supported"))),
            },
            "end" => match rest {
                "aliases" => {
                    self.state.aliases.clear();
                    Ok(())
                }
                "apply account" => {
                    self.state.parents.pop();
                    Ok(())
                }
                _ => Err(self.fault("unsupported_directive", format!("`{line}` is not supported"))),
            },
            "comment" | "test" => {
                let end = if word == "comment" { "end comment" } else { "end test" };
                while !self.cursor.is_at_end() && self.cursor.take_line().trim_end() != end {}
                Ok(())
            }
            // Declarations that only serve hledger's own checks; they say nothing about money.
            "payee" | "tag" | "N" => {
                while self.next_indented().is_some() {}
                Ok(())
            }
            "i" | "o" | "b" | "h" | "O" => {
                Err(self.fault("unsupported_timeclock", "timeclock entries are not supported"))
            }
            _ => match word.strip_prefix('Y') {
                Some(year) if year.bytes().all(|b| b.is_ascii_digit()) => self.year(year),
                _ => {
                    let message = format!("there is no directive `{word}`");
                    Err(self.fault("unsupported_directive", message))
                }
            },
        }
    }

    fn year(&mut self, text: &str) -> Result<(), Fault> {
        let (text, _) = split_comment(text);
        let year = text.trim();
        if year.len() < 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(self.fault("syntax", format!("`{year}` is not a year")));
        }
        self.state.year = Some(year.to_owned());
        Ok(())
    }

    fn include(&mut self, text: &str) -> Result<(), Fault> {
        let line = self.line;
        let path = text.trim();
        let foreign = ["timeclock:", "timedot:", "csv:", "tsv:", "ssv:", "rules:"];
        if foreign.iter().any(|prefix| path.starts_with(prefix)) {
            let message = format!("only journals can be included, not `{path}`");
            return Err(Fault::new(line, "unsupported_include", message));
        }
        let path = path.strip_prefix("journal:").unwrap_or(path);
        match self.shared.includes.read(&self.file, path) {
            Ok((name, text)) => {
                self.shared.read_file(&name, &text, self.state.clone());
                Ok(())
            }
            Err((code, message)) => Err(Fault::new(line, code, message)),
        }
    }

    fn alias(&mut self, text: &str) -> Result<(), Fault> {
        if text.starts_with('/') {
            let message = "aliases with regular expressions are not supported";
            return Err(self.fault("unsupported_alias", message));
        }
        match text.split_once('=') {
            Some((old, new)) if !old.trim().is_empty() => {
                let pair = (old.trim().to_owned(), new.trim().to_owned());
                self.state.aliases.push(pair);
                Ok(())
            }
            _ => Err(self.fault("syntax", "an alias is written `alias OLD = NEW`")),
        }
    }

    fn account_directive(&mut self, text: &str) -> Result<(), Fault> {
        let line = self.line;
        let (name, rest) = split_account(text);
        if name.is_empty() {
            return Err(self.fault("syntax", "an account needs a name"));
        }
        let account = self.account(name);
        let meta = self.directive_comments(rest);
        let kind = match meta.text("type").map(str::to_lowercase).as_deref() {
            None => kind_by_name(&account),
            Some("a" | "asset" | "c" | "cash") => Some(AccountKind::Asset),
            Some("l" | "liability") => Some(AccountKind::Liability),
            Some("e" | "equity" | "v" | "conversion") => Some(AccountKind::Equity),
            Some("r" | "revenue" | "i" | "income") => Some(AccountKind::Income),
            Some("x" | "expense") => Some(AccountKind::Expense),
            Some(other) => {
                let message = format!("there is no account type `{other}`");
                return Err(Fault::new(line, "invalid_account_type", message));
            }
        };
        let currencies = Vec::new();
        let open = EntryKind::Open { account, currencies, booking: None, kind };
        self.shared.undated.push((self.file.clone(), line, meta, open));
        Ok(())
    }

    /// The comments of a directive and of the indented lines after it.
    fn directive_comments(&mut self, rest: &str) -> Meta {
        let mut comments = Comments::default();
        if let (_, Some(comment)) = split_comment(rest) {
            comments.add(comment, &mut self.shared.keys);
        }
        while let Some(line) = self.next_indented() {
            if let Some(comment) = line.trim().strip_prefix(';') {
                comments.add(comment, &mut self.shared.keys);
            }
        }
        let tags = std::mem::take(&mut comments.tags);
        let links = std::mem::take(&mut comments.links);
        let mut meta = comments.into_meta();
        for link in links {
            meta.push("link".into(), MetaValue::Text(link));
        }
        for tag in tags {
            meta.push(tag.into(), MetaValue::Null);
        }
        meta
    }

    fn commodity_directive(&mut self, text: &str) -> Result<(), Fault> {
        let line = self.line;
        let (sample, comment) = split_comment(text);
        let mut code: Option<Text> = None;
        let mut format = None;
        let mut cursor = Cursor::new(sample, line);
        if sample.bytes().any(|b| b.is_ascii_digit()) && !is_only_name(sample) {
            code = Some(self.style(&mut cursor)?);
            format = Some(sample.to_owned());
        } else if let Ok(Some(name)) = commodity(&mut cursor) {
            code = Some(self.shared.commodities.get(name));
        }
        let mut comments = Comments::default();
        if let Some(comment) = comment {
            comments.add(comment, &mut self.shared.keys);
        }
        while let Some(line) = self.next_indented() {
            let (text, comment) = split_comment(line.trim());
            if let Some(comment) = comment {
                comments.add(comment, &mut self.shared.keys);
            }
            if let Some(sample) = text.strip_prefix("format ") {
                self.style(&mut Cursor::new(sample.trim(), self.line))?;
                format = Some(sample.trim().to_owned());
            }
        }
        let mut meta = comments.into_meta();
        if let Some(format) = format {
            meta.push("format".into(), MetaValue::Text(format));
        }
        let Some(code) = code else {
            return Err(Fault::new(line, "syntax", "a commodity needs a name"));
        };
        let kind = EntryKind::Commodity { code };
        self.shared.undated.push((self.file.clone(), line, meta, kind));
        Ok(())
    }

    /// Takes the decimal mark from a sample amount; gives its commodity.
    fn style(&mut self, cursor: &mut Cursor<'_>) -> Result<Text, Fault> {
        let raw = raw_amount(cursor).map_err(|message| self.fault("invalid_amount", message))?;
        let code = self.shared.commodities.get(raw.commodity.unwrap_or_default());
        if let Some(mark) = raw.sample_mark() {
            self.state.styles.marks.insert(code.clone(), mark);
        }
        Ok(code)
    }

    fn default_commodity(&mut self, text: &str) -> Result<(), Fault> {
        let (sample, _) = split_comment(text);
        let mut cursor = Cursor::new(sample, self.line);
        let raw =
            raw_amount(&mut cursor).map_err(|message| self.fault("invalid_amount", message))?;
        let code = self.shared.commodities.get(raw.commodity.unwrap_or_default());
        if let Some(mark) = raw.sample_mark() {
            self.state.styles.marks.entry(code.clone()).or_insert(mark);
        }
        self.state.styles.default = Some(code);
        Ok(())
    }

    fn price_directive(&mut self, text: &str) -> Result<(), Fault> {
        let line = self.line;
        let (text, comment) = split_comment(text);
        let mut cursor = Cursor::new(text, line);
        let year = self.state.year.clone();
        let date = self.simple_date(&mut cursor, year.as_deref())?;
        cursor.skip_blanks();
        let mut ahead = cursor;
        let time = ahead.take_while(|byte| byte.is_ascii_digit() || byte == b':');
        if time.contains(':') {
            cursor = ahead;
            cursor.skip_blanks();
        }
        let wrong = |message: String| Fault::new(line, "invalid_amount", message);
        let Some(name) = commodity(&mut cursor).map_err(wrong)? else {
            return Err(self.fault("syntax", "a price needs a commodity"));
        };
        let currency = self.shared.commodities.get(name);
        let amount = self.amount(&mut cursor).map_err(wrong)?;
        let mut comments = Comments::default();
        if let Some(comment) = comment {
            comments.add(comment, &mut self.shared.keys);
        }
        self.push(line, date, comments.into_meta(), EntryKind::Price { currency, amount });
        Ok(())
    }
}

/// Whether a `commodity` directive has just a quoted name, which may contain digits.
fn is_only_name(sample: &str) -> bool {
    let sample = sample.trim();
    sample.starts_with('"')
        && sample.ends_with('"')
        && sample.bytes().filter(|byte| *byte == b'"').count() == 2
}
