//! Reads beancount's language into a [`Book`]: files, includes, options and directives.

mod tokens;
mod transaction;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Source;
use super::accounts::{ROOT_OPTIONS, ROOTS};
use super::cursor::{Cursor, Interner};
use super::include::Includes;
use super::model::{Book, Booking, Entry, EntryKind, Meta, MetaValue, Posting, Text};
use super::problem::{Fault, Problem};
pub(super) use tokens::leading_currency;

/// The plugins that are done here or change nothing in a book.
pub(super) const AUTO_ACCOUNTS: &str = "beancount.plugins.auto_accounts";
const HARMLESS_PLUGINS: [&str; 17] = [
    AUTO_ACCOUNTS,
    "beancount.plugins.check_average_cost",
    "beancount.plugins.check_closing",
    "beancount.plugins.check_commodity",
    "beancount.plugins.check_drained",
    "beancount.plugins.coherent_cost",
    "beancount.plugins.commodity_attr",
    "beancount.plugins.implicit_prices",
    "beancount.plugins.leafonly",
    "beancount.plugins.noduplicates",
    "beancount.plugins.nounused",
    "beancount.plugins.onecommodity",
    "beancount.plugins.pedantic",
    "beancount.plugins.sellgains",
    "beancount.plugins.unique_prices",
    "beancount.ops.pad",
    "beancount.ops.balance",
];

/// What is read, across all files.
pub(super) struct Parsed {
    pub(super) book: Book,
    pub(super) problems: Vec<Problem>,
    /// Whether accounts open themselves on first use.
    pub(super) has_auto_accounts: bool,
}

/// Reads a source and all it includes.
pub(super) fn parse(source: &Source<'_>) -> Parsed {
    let mut shared = Shared {
        includes: Includes::new(source.include),
        good_accounts: HashSet::new(),
        currencies: Interner::default(),
        keys: Interner::default(),
        roots: ROOTS.map(str::to_owned),
        book: Book::default(),
        problems: Vec::new(),
        has_auto_accounts: false,
    };
    shared.read_file(&source.name, &source.text);
    Parsed {
        book: shared.book,
        problems: shared.problems,
        has_auto_accounts: shared.has_auto_accounts,
    }
}

struct Shared<'i> {
    includes: Includes<'i>,
    good_accounts: HashSet<Text>,
    currencies: Interner,
    keys: Interner,
    roots: [String; 5],
    book: Book,
    problems: Vec<Problem>,
    has_auto_accounts: bool,
}

impl Shared<'_> {
    fn read_file(&mut self, name: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        self.includes.enter(name);
        let mut reader = Reader {
            file: name.into(),
            cursor: Cursor::new(text, 1),
            tags: Vec::new(),
            meta: Vec::new(),
            shared: self,
        };
        reader.read_all();
        self.includes.leave();
    }

    fn is_account(&self, name: &str) -> bool {
        let mut parts = name.split(':');
        let is_root = parts.next().is_some_and(|root| self.roots.iter().any(|r| r == root));
        let mut has_more = false;
        let all_good = parts.all(|part| {
            has_more = true;
            super::accounts::is_component(part)
        });
        is_root && all_good && has_more
    }
}

struct Reader<'a, 's, 'i> {
    file: Text,
    cursor: Cursor<'a>,
    tags: Vec<String>,
    meta: Vec<(Text, MetaValue)>,
    shared: &'s mut Shared<'i>,
}

impl Reader<'_, '_, '_> {
    fn read_all(&mut self) {
        while let Some(byte) = self.cursor.peek() {
            let result = match byte {
                b'0'..=b'9' => self.entry(),
                b'a'..=b'z' => self.undated(),
                b' ' | b'\t' | b'\r' => self.stray_line(),
                // Empty lines, comments and the headings of org mode.
                b'\n' | b';' | b'*' | b':' | b'#' | b'!' | b'&' | b'?' | b'%' => {
                    self.cursor.take_line();
                    Ok(())
                }
                _ => Err(self.unexpected("a directive")),
            };
            if let Err(fault) = result {
                self.shared.problems.push(fault.in_file(&self.file));
                self.cursor.take_line();
                self.skip_indented();
            }
        }
        for tag in &self.tags {
            let message = format!("the tag `{tag}` is pushed and never popped");
            self.shared.problems.push(Problem::new(&self.file, 0, "unbalanced_pushtag", message));
        }
        for (key, _) in &self.meta {
            let message = format!("the metadata `{key}` is pushed and never popped");
            self.shared.problems.push(Problem::new(&self.file, 0, "unbalanced_pushmeta", message));
        }
    }

    fn stray_line(&mut self) -> Result<(), Fault> {
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            None | Some(b'\n' | b';') => {
                self.cursor.take_line();
                Ok(())
            }
            Some(_) => Err(self.unexpected("a directive at the start of the line")),
        }
    }

    fn skip_indented(&mut self) {
        while matches!(self.cursor.peek(), Some(b' ' | b'\t'))
            && !self.cursor.peek_line().trim().is_empty()
        {
            self.cursor.take_line();
        }
    }

    /// Goes to the first word of the next line if that line continues the directive.
    fn next_indented(&mut self) -> bool {
        while matches!(self.cursor.peek(), Some(b' ' | b'\t')) {
            let start = self.cursor;
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                None | Some(b'\n') => {
                    self.cursor = start;
                    return false;
                }
                Some(b';') => {
                    self.cursor.take_line();
                }
                Some(_) => return true,
            }
        }
        false
    }

    /// A directive without a date.
    fn undated(&mut self) -> Result<(), Fault> {
        let line = self.cursor.line();
        let word = self.cursor.take_while(|byte| byte.is_ascii_lowercase());
        match word {
            "option" => {
                let (name, value) = (self.string()?, self.string()?);
                self.end_of_line()?;
                self.option(line, name, value)
            }
            "include" => {
                let path = self.string()?;
                self.end_of_line()?;
                self.include(line, &path);
                Ok(())
            }
            "plugin" => self.plugin(line),
            "pushtag" => {
                let tag = self.tag()?;
                self.end_of_line()?;
                self.tags.push(tag);
                Ok(())
            }
            "poptag" => {
                let tag = self.tag()?;
                self.end_of_line()?;
                let Some(at) = self.tags.iter().position(|known| *known == tag) else {
                    let message = format!("the tag `{tag}` is popped but was not pushed");
                    return self.report(line, "unbalanced_pushtag", message);
                };
                self.tags.remove(at);
                Ok(())
            }
            "pushmeta" => {
                self.cursor.skip_blanks();
                let pair = self.key_value()?;
                self.end_of_line()?;
                self.meta.push(pair);
                Ok(())
            }
            "popmeta" => {
                self.cursor.skip_blanks();
                let (key, _) = self.key_value()?;
                self.end_of_line()?;
                let Some(at) = self.meta.iter().rposition(|(known, _)| *known == key) else {
                    let message = format!("the metadata `{key}` is popped but was not pushed");
                    return self.report(line, "unbalanced_pushmeta", message);
                };
                self.meta.remove(at);
                Ok(())
            }
            _ => {
                let message = format!("there is no directive `{word}` without a date");
                Err(Fault::new(line, "unsupported_directive", message))
            }
        }
    }

    /// Reports a problem after the line was read to its end.
    fn report(&mut self, line: u32, code: &'static str, message: String) -> Result<(), Fault> {
        self.shared.problems.push(Problem::new(&self.file, line, code, message));
        Ok(())
    }

    fn option(&mut self, line: u32, name: String, value: String) -> Result<(), Fault> {
        if name == "plugin" {
            let message = format!("the plugin `{value}` is not run");
            return self.report(line, "unsupported_plugin", message);
        }
        if let Some(at) = ROOT_OPTIONS.iter().position(|option| *option == name)
            && let Some(root) = self.shared.roots.get_mut(at)
        {
            root.clone_from(&value);
            self.shared.good_accounts.clear();
        }
        if self.shared.includes.depth() > 1 && name != "operating_currency" {
            // beancount takes the options of the first file only.
            return Ok(());
        }
        self.shared.book.options.push((name, value));
        Ok(())
    }

    fn plugin(&mut self, line: u32) -> Result<(), Fault> {
        let name = self.string()?;
        self.cursor.skip_blanks();
        if self.cursor.peek() == Some(b'"') {
            self.string()?;
        }
        self.end_of_line()?;
        if name == AUTO_ACCOUNTS {
            self.shared.has_auto_accounts = true;
        }
        if HARMLESS_PLUGINS.contains(&name.as_str()) {
            return Ok(());
        }
        self.report(line, "unsupported_plugin", format!("the plugin `{name}` is not run"))
    }

    fn include(&mut self, line: u32, path: &str) {
        match self.shared.includes.read(&self.file, path) {
            Ok((name, text)) => self.shared.read_file(&name, &text),
            Err((code, message)) => {
                self.shared.problems.push(Problem::new(&self.file, line, code, message));
            }
        }
    }

    /// A directive with a date.
    fn entry(&mut self) -> Result<(), Fault> {
        let line = self.cursor.line();
        let date = self.date()?;
        if !self.cursor.skip_blanks() {
            return Err(self.unexpected("a blank after the date"));
        }
        let word = self.cursor.take_while(|byte| byte.is_ascii_lowercase());
        let kind = match word {
            "" | "txn" => return self.transaction(line, date, word.is_empty()),
            "open" => self.open()?,
            "close" => EntryKind::Close { account: self.account()? },
            "commodity" => EntryKind::Commodity { code: self.currency()? },
            "price" => EntryKind::Price { currency: self.currency()?, amount: self.amount()? },
            "balance" => self.balance()?,
            "pad" => EntryKind::Pad { account: self.account()?, source: self.account()? },
            "note" => {
                let (account, comment) = (self.account()?, self.string()?);
                let (tags, links) = self.active_tags_and_links()?;
                EntryKind::Note { account, comment, tags, links }
            }
            "document" => {
                let (account, path) = (self.account()?, self.string()?);
                let (tags, links) = self.active_tags_and_links()?;
                EntryKind::Document { account, path, tags, links }
            }
            "event" => EntryKind::Event { name: self.string()?, value: self.string()? },
            "query" => EntryKind::Query { name: self.string()?, text: self.string()? },
            "custom" => self.custom()?,
            _ => {
                let message = format!("there is no directive `{word}`");
                return Err(Fault::new(line, "unsupported_directive", message));
            }
        };
        self.end_of_line()?;
        let mut meta = Meta::new();
        while self.next_indented() {
            self.meta_line(&mut meta)?;
        }
        self.push(line, date, meta, kind);
        Ok(())
    }

    fn push(&mut self, line: u32, date: NaiveDate, meta: Meta, kind: EntryKind<Posting>) {
        let entry = Entry { file: self.file.clone(), line, date, meta, kind };
        self.shared.book.entries.push(entry);
    }

    fn meta_line(&mut self, meta: &mut Meta) -> Result<(), Fault> {
        let (key, value) = self.key_value()?;
        if !meta.insert(key.clone(), value) {
            let message = format!("the metadata `{key}` is there twice");
            return Err(self.fault("duplicate_metadata", message));
        }
        self.end_of_line()
    }

    /// Tags and links here together with the pushed tags.
    fn active_tags_and_links(&mut self) -> Result<(Vec<String>, Vec<String>), Fault> {
        let (mut tags, mut links) = (Vec::new(), Vec::new());
        self.tags_and_links(&mut tags, &mut links)?;
        self.add_pushed_tags(&mut tags);
        Ok((tags, links))
    }

    fn add_pushed_tags(&self, tags: &mut Vec<String>) {
        for tag in &self.tags {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
    }

    fn open(&mut self) -> Result<EntryKind<Posting>, Fault> {
        let account = self.account()?;
        let mut currencies = Vec::new();
        if let Some(first) = self.optional_currency() {
            currencies.push(first);
            self.cursor.skip_blanks();
            while self.cursor.eat(b',') {
                currencies.push(self.currency()?);
                self.cursor.skip_blanks();
            }
        }
        self.cursor.skip_blanks();
        let mut booking = None;
        if self.cursor.peek() == Some(b'"') {
            let name = self.string()?;
            booking = Booking::from_name(&name);
            if booking.is_none() {
                let message = format!("there is no booking method `{name}`");
                return Err(self.fault("invalid_booking", message));
            }
        }
        let root = account.split(':').next();
        let kind = self.shared.roots.iter().position(|known| Some(known.as_str()) == root);
        let kind = kind.and_then(super::accounts::kind_at);
        Ok(EntryKind::Open { account, currencies, booking, kind })
    }

    fn balance(&mut self) -> Result<EntryKind<Posting>, Fault> {
        let account = self.account()?;
        let number = self.number()?;
        self.cursor.skip_blanks();
        let tolerance = if self.cursor.eat(b'~') { Some(self.number()?) } else { None };
        let amount = super::model::Amount { number, currency: self.currency()? };
        Ok(EntryKind::Balance { account, amount, tolerance })
    }

    fn custom(&mut self) -> Result<EntryKind<Posting>, Fault> {
        let name = self.string()?;
        let mut values = Vec::new();
        while let Some(value) = self.optional_value()? {
            values.push(value);
        }
        Ok(EntryKind::Custom { name, values })
    }
}
