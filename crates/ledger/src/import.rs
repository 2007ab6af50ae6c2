//! From plain-text books to commands: what `moja import` runs.
//!
//! The ledger balances every currency in its own units; the books of beancount and hledger
//! balance by weight (a purchase of shares by its cost). A transaction that does not balance in
//! units gets legs on a clearing account that make it so, marked `conversion` in their data; an
//! export leaves them out again. Cost, price, weight, flag and metadata of a posting are kept in
//! its leg's data, and what means nothing to the ledger is kept as directives.

mod currencies;
pub(crate) mod encode;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use moja_core::currency::Currency;
use moja_core::engine::AnyCommand;
use moja_core::money::Money;
use moja_core::time::Timestamp;

use crate::books::accounts::kind_by_name;
use crate::books::model::{self, Entry, EntryKind, ResolvedPosting, Text, Transaction};
use crate::books::{Problem, Reading, ResolvedBook};
use crate::command::{
    CloseAccount, DeclareCurrency, Directive, KeepDirectives, OpenAccount, Post, PostMany, Price,
    RecordPrices,
};
use crate::decide::{check_code, check_details, check_metadata};
use crate::types::{AccountKind, Details, Leg, LegData, MetaValue, Metadata};
use currencies::{Currencies, Refusal};
use encode::{CONVERSION, book as mark};

/// Members of one batch command: enough to be fast, few enough for one journal entry.
const BATCH: usize = 1_000;

/// The account that takes what a transaction is off in units, unless told otherwise.
pub const CONVERSION_ACCOUNT: &str = "Equity:Currency-Conversions";

/// How books become commands.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The clearing account for what a transaction is off in units.
    pub conversion_account: String,
    /// Currency codes for symbols that are none: `$` to `USD` and the like need not be given.
    pub commodities: BTreeMap<String, String>,
    /// Decimals of a currency, by code; as many as its ISO entry or the book needs if missing.
    pub scales: BTreeMap<String, u8>,
    /// Decimals of the currencies that the store has already, by code.
    pub currencies: BTreeMap<String, u8>,
    /// Accounts that the store has already: code and currency.
    pub accounts: BTreeSet<(String, String)>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            conversion_account: CONVERSION_ACCOUNT.to_owned(),
            commodities: BTreeMap::new(),
            scales: BTreeMap::new(),
            currencies: BTreeMap::new(),
            accounts: BTreeSet::new(),
        }
    }
}

/// A command of an import.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportCommand {
    /// Declares a currency.
    DeclareCurrency(DeclareCurrency),
    /// Opens an account.
    OpenAccount(Box<OpenAccount>),
    /// Posts transactions.
    PostMany(PostMany),
    /// Closes an account.
    CloseAccount(CloseAccount),
    /// Keeps prices.
    RecordPrices(RecordPrices),
    /// Keeps directives.
    KeepDirectives(KeepDirectives),
}

impl From<ImportCommand> for AnyCommand {
    fn from(command: ImportCommand) -> Self {
        match command {
            ImportCommand::DeclareCurrency(command) => command.into(),
            ImportCommand::OpenAccount(command) => (*command).into(),
            ImportCommand::PostMany(command) => command.into(),
            ImportCommand::CloseAccount(command) => command.into(),
            ImportCommand::RecordPrices(command) => command.into(),
            ImportCommand::KeepDirectives(command) => command.into(),
        }
    }
}

/// Where something stands in the source: file and line.
pub type Place = (Text, u32);

/// What an import will do, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Accounts to open: one for each code and currency.
    pub accounts: u64,
    /// Transactions.
    pub transactions: u64,
    /// Postings as the source has them.
    pub postings: u64,
    /// Legs added on the clearing account.
    pub conversions: u64,
    /// Prices.
    pub prices: u64,
    /// Directives kept as data.
    pub directives: u64,
}

/// The commands of an import, to be run as one unit in this order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The commands.
    pub commands: Vec<ImportCommand>,
    /// For each command the places of its members.
    pub places: Vec<Vec<Place>>,
    /// What was left out and why: the reader's problems and those of the plan.
    pub problems: Vec<Problem>,
    /// What the commands do.
    pub counts: Counts,
    /// Accounts whose name does not tell their kind; they became assets.
    pub guessed_kinds: Vec<String>,
}

impl Plan {
    /// Where the member of a command stands in the source, to tell of a refusal.
    #[must_use]
    pub fn place(&self, command: usize, member: usize) -> Option<&Place> {
        self.places.get(command)?.get(member)
    }

    fn push(&mut self, command: ImportCommand, places: Vec<Place>) {
        self.commands.push(command);
        self.places.push(places);
    }
}

pub(crate) fn kind_of(kind: model::AccountKind) -> AccountKind {
    match kind {
        model::AccountKind::Asset => AccountKind::Asset,
        model::AccountKind::Liability => AccountKind::Liability,
        model::AccountKind::Equity => AccountKind::Equity,
        model::AccountKind::Income => AccountKind::Income,
        model::AccountKind::Expense => AccountKind::Expense,
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Turns what was read from books into commands. Pure: the same books and options give the same
/// commands.
///
/// An entry that cannot be taken over is left out and is a problem with its file and line.
///
/// ```
/// use moja_ledger::books::{Source, read_beancount};
/// use moja_ledger::import::{ImportOptions, plan};
///
/// let text = "\
/// 2024-01-01 open Assets:Cash
/// 2024-01-01 open Income:Sales
/// 2024-01-02 * \"first sale\"
///   Assets:Cash  12.50 EUR
///   Income:Sales
/// ";
/// let source = Source { name: "a".into(), text: text.into(), include: &|_| Err("none".into()) };
/// let plan = plan(read_beancount(&source), &ImportOptions::default());
/// assert!(plan.problems.is_empty());
/// assert_eq!((plan.counts.accounts, plan.counts.transactions), (2, 1));
/// ```
#[must_use]
pub fn plan(reading: Reading, options: &ImportOptions) -> Plan {
    let Reading { book, problems } = reading;
    let currencies = Currencies::of(&book, options);
    let mut planner = Planner {
        options,
        kinds: Kinds::of(&book),
        currencies,
        plan: Plan { problems, ..Plan::default() },
        used: HashMap::new(),
        conversions: BTreeMap::new(),
        opened: BTreeMap::new(),
        posts: Vec::new(),
        prices: Vec::new(),
        directives: Vec::new(),
    };
    planner.run(book);
    planner.plan.problems.sort();
    planner.plan
}

/// A member of a batch with its place.
type Placed<T> = (T, Place);

struct Planner<'a> {
    options: &'a ImportOptions,
    kinds: Kinds,
    currencies: Currencies,
    plan: Plan,
    /// Currencies posted to each account, with the first date and place.
    used: HashMap<Text, BTreeMap<Currency, (NaiveDate, Place)>>,
    /// The first date of the clearing account in each currency.
    conversions: BTreeMap<Currency, (NaiveDate, Place)>,
    /// Accounts that the plan opens.
    opened: BTreeMap<String, BTreeSet<Currency>>,
    posts: Vec<Placed<Post>>,
    prices: Vec<Placed<Price>>,
    directives: Vec<Placed<Directive>>,
}

impl Planner<'_> {
    fn problem(&mut self, place: &Place, (code, message): Refusal) {
        self.plan.problems.push(Problem::new(&place.0, place.1, code, message));
    }

    fn run(&mut self, book: ResolvedBook) {
        let ResolvedBook { entries, options } = book;
        let first = entries.first();
        let first_date = first.map(|entry| entry.date).unwrap_or_default();
        let first_file = first.map_or_else(|| Text::from(""), |entry| entry.file.clone());
        for (name, value) in options {
            let body = [("name", name), ("value", value)]
                .map(|(key, text)| (key.to_owned(), MetaValue::text(text)));
            self.keep(first_date, "option", body.into(), (first_file.clone(), 0));
        }
        let mut opens = Vec::new();
        let mut closes = Vec::new();
        let mut declares = Vec::new();
        for entry in entries {
            let place = (entry.file.clone(), entry.line);
            if Timestamp::from_date(entry.date).is_err() {
                let message = format!("`{}` is outside the years 0001 to 9999", entry.date);
                self.problem(&place, ("date_out_of_range", message));
                continue;
            }
            match entry.kind {
                EntryKind::Open { .. } => opens.push(entry),
                EntryKind::Close { .. } => closes.push(entry),
                EntryKind::Commodity { .. } => declares.push(entry),
                EntryKind::Price { .. } => self.price(entry, place),
                EntryKind::Transaction(transaction) => {
                    let Entry { date, meta, .. } = entry;
                    self.transaction(date, &meta, transaction, place);
                }
                kind => self.keep_entry(entry.date, &kind, &entry.meta, place),
            }
        }
        self.declare(declares);
        self.open(opens);
        self.batches();
        self.close(closes);
        self.rest();
    }

    fn keep(&mut self, date: NaiveDate, kind: &str, body: Metadata, place: Place) {
        if let Err(rejection) = check_metadata(&body) {
            self.problem(&place, ("text_invalid", rejection.to_string()));
            return;
        }
        let at = Timestamp::from_date(date).unwrap_or_default();
        self.directives.push((Directive { at, kind: kind.to_owned(), body }, place));
    }

    fn keep_entry<P>(
        &mut self,
        date: NaiveDate,
        kind: &EntryKind<P>,
        meta: &model::Meta,
        place: Place,
    ) {
        if let Some((name, body)) = self.currencies.directive(kind, meta) {
            self.keep(date, name, body, place);
        }
    }

    fn price(&mut self, entry: Entry<ResolvedPosting>, place: Place) {
        let EntryKind::Price { currency, amount } = &entry.kind else { return };
        let price = Price {
            currency: self.currencies.name(currency),
            quoted_in: self.currencies.name(&amount.currency),
            at: Timestamp::from_date(entry.date).unwrap_or_default(),
            price: amount.number.to_string(),
        };
        // A price has no room for metadata, so that is kept beside it.
        if !entry.meta.is_empty() {
            self.keep_entry(entry.date, &entry.kind, &entry.meta, place.clone());
        }
        self.prices.push((price, place));
    }

    fn transaction(
        &mut self,
        date: NaiveDate,
        meta: &model::Meta,
        transaction: Transaction<ResolvedPosting>,
        place: Place,
    ) {
        if transaction.postings.is_empty() {
            self.keep_entry(date, &EntryKind::Transaction(transaction), meta, place);
            return;
        }
        match self.post(date, meta, transaction, &place) {
            Ok(post) => {
                self.plan.counts.transactions = self.plan.counts.transactions.saturating_add(1);
                self.posts.push((post, place));
            }
            Err((line, refusal)) => self.problem(&(place.0, line), refusal),
        }
    }

    /// The post, or the line of what is wrong and what that is.
    fn post(
        &mut self,
        date: NaiveDate,
        meta: &model::Meta,
        transaction: Transaction<ResolvedPosting>,
        place: &Place,
    ) -> Result<Post, (u32, Refusal)> {
        let Transaction { flag, date2, mut code, payee, narration, tags, links, postings } =
            transaction;
        let mut metadata = Metadata::new();
        if flag != Some('*') {
            metadata.insert("flag".to_owned(), mark(flag.map(String::from).unwrap_or_default()));
        }
        if let Some(date2) = date2 {
            metadata.insert("date2".to_owned(), mark(date2.to_string()));
        }
        let mut effective_at = Timestamp::from_date(date).unwrap_or_default();
        for (key, value) in self.currencies.metadata(meta) {
            match key.as_str() {
                // An export writes these of what has no syntax of its own there.
                "code" if code.is_none() && value.kind == "text" => code = Some(value.text),
                "reference" if code.as_ref() == Some(&value.text) => {}
                "effective-at" if time_of_day(&value.text, date).is_some() => {
                    effective_at = time_of_day(&value.text, date).unwrap_or(effective_at);
                }
                _ => encode::put(&mut metadata, &key, value),
            }
        }
        let details = Details {
            reference: code,
            payee,
            narration: Some(narration).filter(|narration| !narration.is_empty()),
            tags,
            links,
            metadata,
        };
        check_details(&details)
            .map_err(|rejection| (place.1, ("text_invalid", rejection.to_string())))?;
        let legs = self.legs(&postings, place.1)?;
        let added = self.added(&legs);
        let posted = postings.len();
        for (leg, posting) in legs.iter().zip(&postings) {
            let currencies = match self.used.get_mut(&posting.account) {
                Some(currencies) => currencies,
                None => self.used.entry(posting.account.clone()).or_default(),
            };
            let currency = leg.amount.currency();
            currencies.entry(currency).or_insert_with(|| (date, (place.0.clone(), posting.line)));
        }
        for leg in &added {
            let first = (date, place.clone());
            self.conversions.entry(leg.amount.currency()).or_insert(first);
        }
        let counts = &mut self.plan.counts;
        counts.postings = counts.postings.saturating_add(count(posted));
        counts.conversions = counts.conversions.saturating_add(count(added.len()));
        let mut legs = legs;
        legs.extend(added);
        Ok(Post {
            id: None,
            legs,
            effective_at: Some(effective_at),
            details,
            preconditions: Vec::new(),
        })
    }

    fn legs(&self, postings: &[ResolvedPosting], line: u32) -> Result<Vec<Leg>, (u32, Refusal)> {
        let mut legs = Vec::with_capacity(postings.len().saturating_add(2));
        for posting in postings {
            let line = if posting.line == 0 { line } else { posting.line };
            let mut symbol = &posting.units.currency;
            if symbol.is_empty() && posting.units.number.is_zero() {
                let near = postings.iter().map(|other| &other.units.currency);
                let near = near.into_iter().find(|symbol| !symbol.is_empty());
                symbol = near.or(self.currencies.first()).unwrap_or(symbol);
            }
            let (minor, currency) = self
                .currencies
                .minor(posting.units.number, symbol)
                .map_err(|refusal| (line, refusal))?;
            check_code(&posting.account)
                .map_err(|rejection| (line, ("code_invalid", rejection.to_string())))?;
            let data = self.currencies.leg_data(posting);
            check_metadata(&data)
                .map_err(|rejection| (line, ("text_invalid", rejection.to_string())))?;
            legs.push(Leg {
                account: posting.account.to_string(),
                amount: Money::new(i128::from(minor), currency),
                data,
            });
        }
        Ok(legs)
    }

    /// Legs on the clearing account that balance what the others leave open in units.
    fn added(&self, legs: &[Leg]) -> Vec<Leg> {
        let mut sums: Vec<(Currency, i128)> = Vec::new();
        for leg in legs {
            let (currency, minor) = (leg.amount.currency(), leg.amount.minor());
            match sums.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, sum)) => *sum = sum.saturating_add(minor),
                None => sums.push((currency, minor)),
            }
        }
        // A single posting of zero needs another one beside it.
        let is_alone = legs.len() < 2;
        sums.into_iter()
            .filter(|(_, sum)| *sum != 0 || is_alone)
            .map(|(currency, sum)| Leg {
                account: self.options.conversion_account.clone(),
                amount: Money::new(sum.saturating_neg(), currency),
                data: LegData::from([(CONVERSION.to_owned(), MetaValue::text("true"))]),
            })
            .collect()
    }

    fn declare(&mut self, entries: Vec<Entry<ResolvedPosting>>) {
        for entry in entries {
            let EntryKind::Commodity { code: symbol } = &entry.kind else { continue };
            let place = (entry.file.clone(), entry.line);
            let Some(currency) = self.currencies.currency(symbol) else {
                self.keep_entry(entry.date, &entry.kind, &entry.meta, place);
                continue;
            };
            let mut metadata = self.currencies.metadata(&entry.meta);
            if currency.code() != &**symbol {
                // hledger's format shows the symbol, which an export does not write again.
                metadata.remove("format");
                encode::put(&mut metadata, "symbol", mark(&**symbol));
            }
            encode::put(&mut metadata, "declared-on", mark(entry.date.to_string()));
            if let Err(rejection) = check_metadata(&metadata) {
                self.problem(&place, ("text_invalid", rejection.to_string()));
                continue;
            }
            let command = ImportCommand::DeclareCurrency(DeclareCurrency { currency, metadata });
            self.plan.push(command, vec![place]);
        }
    }

    fn open(&mut self, entries: Vec<Entry<ResolvedPosting>>) {
        let mut used = std::mem::take(&mut self.used);
        for entry in entries {
            let place = (entry.file.clone(), entry.line);
            let EntryKind::Open { account, currencies, booking, kind } = &entry.kind else {
                continue;
            };
            let mut wanted: BTreeSet<Currency> =
                used.remove(account).unwrap_or_default().into_keys().collect();
            wanted.extend(currencies.iter().filter_map(|code| self.currencies.currency(code)));
            if wanted.is_empty() {
                self.keep_entry(entry.date, &entry.kind, &entry.meta, place);
                continue;
            }
            let mut metadata = self.currencies.metadata(&entry.meta);
            if !currencies.is_empty() {
                let names = self.currencies.names(currencies);
                encode::put(&mut metadata, "currencies", mark(names));
            }
            if let Some(booking) = booking {
                encode::put(&mut metadata, "booking", mark(booking.as_str()));
            }
            let refusal = check_code(account)
                .map_err(|rejection| ("code_invalid", rejection.to_string()))
                .and_then(|()| {
                    check_metadata(&metadata)
                        .map_err(|rejection| ("text_invalid", rejection.to_string()))
                });
            if let Err(refusal) = refusal {
                self.problem(&place, refusal);
                continue;
            }
            let kind = kind.map(kind_of).unwrap_or_else(|| self.kind(account));
            for currency in wanted {
                self.open_one(account, currency, kind, entry.date, &metadata, &place);
            }
        }
        let mut undeclared: Vec<_> = used.into_iter().collect();
        undeclared.sort();
        for (account, currencies) in undeclared {
            let kind = self.kind(&account);
            for (currency, (date, place)) in currencies {
                self.open_one(&account, currency, kind, date, &Metadata::new(), &place);
            }
        }
        let code: Text = self.options.conversion_account.as_str().into();
        let metadata = Metadata::from([(CONVERSION.to_owned(), mark("true"))]);
        for (currency, (date, place)) in std::mem::take(&mut self.conversions) {
            self.open_one(&code, currency, AccountKind::Equity, date, &metadata, &place);
        }
    }

    fn kind(&mut self, account: &Text) -> AccountKind {
        self.kinds.of_account(account).unwrap_or_else(|| {
            let name = account.to_string();
            if !self.plan.guessed_kinds.contains(&name) {
                self.plan.guessed_kinds.push(name);
            }
            AccountKind::Asset
        })
    }

    fn open_one(
        &mut self,
        account: &Text,
        currency: Currency,
        kind: AccountKind,
        date: NaiveDate,
        metadata: &Metadata,
        place: &Place,
    ) {
        let key = (account.to_string(), currency.code().to_owned());
        if self.options.accounts.contains(&key)
            || !self.opened.entry(key.0.clone()).or_default().insert(currency)
        {
            return;
        }
        let mut open = OpenAccount::new(key.0, currency, kind);
        open.opened_at = Timestamp::from_date(date).ok();
        open.metadata = metadata.clone();
        self.plan.counts.accounts = self.plan.counts.accounts.saturating_add(1);
        self.plan.push(ImportCommand::OpenAccount(Box::new(open)), vec![place.clone()]);
    }

    fn batches(&mut self) {
        let posts = std::mem::take(&mut self.posts);
        for (transactions, places) in chunks(posts) {
            self.plan.push(ImportCommand::PostMany(PostMany { transactions }), places);
        }
    }

    fn close(&mut self, entries: Vec<Entry<ResolvedPosting>>) {
        for entry in entries {
            let place = (entry.file.clone(), entry.line);
            let EntryKind::Close { account } = &entry.kind else { continue };
            let mut currencies = self.opened.get(&**account).cloned().unwrap_or_default();
            for (_, code) in self.options.accounts.iter().filter(|(code, _)| *code == **account) {
                let scale = self.options.currencies.get(code);
                currencies.extend(scale.and_then(|scale| Currency::custom(code, *scale).ok()));
            }
            if currencies.is_empty() || !entry.meta.is_empty() {
                self.keep_entry(entry.date, &entry.kind, &entry.meta, place.clone());
            }
            for currency in currencies {
                let close = CloseAccount {
                    account: account.to_string(),
                    currency,
                    closed_at: Timestamp::from_date(entry.date).ok(),
                    require_empty: false,
                };
                self.plan.push(ImportCommand::CloseAccount(close), vec![place.clone()]);
            }
        }
    }

    fn rest(&mut self) {
        let prices = std::mem::take(&mut self.prices);
        self.plan.counts.prices = count(prices.len());
        for (prices, places) in chunks(prices) {
            self.plan.push(ImportCommand::RecordPrices(RecordPrices { prices }), places);
        }
        let directives = std::mem::take(&mut self.directives);
        self.plan.counts.directives = count(directives.len());
        for (directives, places) in chunks(directives) {
            self.plan.push(ImportCommand::KeepDirectives(KeepDirectives { directives }), places);
        }
    }
}

/// A time on this day as an export writes it.
fn time_of_day(text: &str, date: NaiveDate) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().filter(|at| at.date() == date)
}

fn chunks<T>(members: Vec<Placed<T>>) -> Vec<(Vec<T>, Vec<Place>)> {
    let mut result = Vec::new();
    let mut members = members.into_iter();
    loop {
        let chunk: (Vec<T>, Vec<Place>) = members.by_ref().take(BATCH).unzip();
        if chunk.0.is_empty() {
            return result;
        }
        result.push(chunk);
    }
}

/// What a book says of its accounts' kinds.
struct Kinds {
    roots: Vec<(String, AccountKind)>,
    declared: HashMap<Text, AccountKind>,
}

impl Kinds {
    fn of(book: &ResolvedBook) -> Self {
        let roots = book.options.iter().filter_map(|(name, value)| {
            let kind = match name.as_str() {
                "name_assets" => AccountKind::Asset,
                "name_liabilities" => AccountKind::Liability,
                "name_equity" => AccountKind::Equity,
                "name_income" => AccountKind::Income,
                "name_expenses" => AccountKind::Expense,
                _ => return None,
            };
            Some((value.clone(), kind))
        });
        let declared = book.entries.iter().filter_map(|entry| match &entry.kind {
            EntryKind::Open { account, kind: Some(kind), .. } => {
                Some((account.clone(), kind_of(*kind)))
            }
            _ => None,
        });
        Self { roots: roots.collect(), declared: declared.collect() }
    }

    /// The kind declared for the account or the nearest one above it, or told by its root.
    fn of_account(&self, account: &str) -> Option<AccountKind> {
        let mut name = account;
        loop {
            if let Some(kind) = self.declared.get(name) {
                return Some(*kind);
            }
            match name.rsplit_once(':') {
                Some((above, _)) => name = above,
                None => break,
            }
        }
        let renamed = self.roots.iter().find(|(root, _)| root == name).map(|(_, kind)| *kind);
        renamed.or_else(|| kind_by_name(account).map(kind_of))
    }
}

/// Whether a value was written by the author of a book and not by the bridge.
pub(crate) fn is_authored(value: &MetaValue) -> bool {
    value.kind != encode::BOOK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::{Source, read_beancount, read_hledger};

    fn hledger(text: &str, options: &ImportOptions) -> Plan {
        let source =
            Source { name: "a.j".into(), text: text.into(), include: &|_| Err("none".into()) };
        plan(read_hledger(&source), options)
    }

    fn beancount(text: &str) -> Plan {
        let source =
            Source { name: "a.bean".into(), text: text.into(), include: &|_| Err("none".into()) };
        plan(read_beancount(&source), &ImportOptions::default())
    }

    fn posts(plan: &Plan) -> Vec<&Post> {
        let batches = plan.commands.iter().filter_map(|command| match command {
            ImportCommand::PostMany(many) => Some(many.transactions.iter()),
            _ => None,
        });
        batches.flatten().collect()
    }

    fn amounts(post: &Post) -> Vec<String> {
        post.legs.iter().map(|leg| format!("{} {}", leg.account, leg.amount)).collect()
    }

    #[test]
    fn a_purchase_by_cost_balances_in_units() {
        let plan = beancount(
            "2024-01-01 open Assets:Cash\n2024-01-01 open Assets:Shares\n\
             2024-01-02 * \"buy\"\n  Assets:Shares  1.5 HOOL {100.00 USD}\n  Assets:Cash  -150.00 USD\n",
        );
        assert!(plan.problems.is_empty(), "{:?}", plan.problems);
        let posts = posts(&plan);
        assert_eq!(
            amounts(posts[0]),
            [
                "Assets:Shares 1.5 HOOL/1",
                "Assets:Cash -150.00 USD",
                "Equity:Currency-Conversions -1.5 HOOL/1",
                "Equity:Currency-Conversions 150.00 USD",
            ]
        );
        let data = &posts[0].legs[0].data;
        assert_eq!(data["cost"].text, "100.00 USD");
        assert_eq!(data["cost_date"].text, "2024-01-02");
        assert_eq!(data["weight"].text, "150.000 USD");
        assert_eq!(posts[0].legs[2].data["conversion"].text, "true");
    }

    #[test]
    fn symbols_get_codes_or_are_problems() {
        let text = "2024-01-01 x\n  a:b  $1.005\n  a:c\n2024-01-01 y\n  a:b  1 hours\n  a:c\n\
                    2024-01-01 z\n  a:b  1 \"Big Co\"\n  a:c\n2024-01-01 q\n  a:b  5\n  a:c\n";
        let plan = hledger(text, &ImportOptions::default());
        let codes: Vec<_> = plan.problems.iter().map(|it| (it.code, it.line)).collect();
        assert_eq!(codes, [("unknown_commodity", 8), ("unknown_commodity", 11)]);
        let posts = posts(&plan);
        assert_eq!(amounts(posts[0]), ["a:b 1.005 USD/3", "a:c -1.005 USD/3"]);
        assert_eq!(amounts(posts[1]), ["a:b 1 HOURS/0", "a:c -1 HOURS/0"]);
        let given = [("Big Co", "BIG"), ("", "XXX")];
        let given = given.map(|(symbol, code)| (symbol.to_owned(), code.to_owned()));
        let options = ImportOptions { commodities: given.into(), ..ImportOptions::default() };
        assert!(hledger(text, &options).problems.is_empty());
    }

    #[test]
    fn two_commodities_do_not_become_one_unasked() {
        let text = "2024-01-01 x\n  a:b  $1\n  a:c\n2024-01-01 y\n  a:b  1 USD\n  a:c\n";
        let plan = hledger(text, &ImportOptions::default());
        let codes: Vec<_> = plan.problems.iter().map(|it| (it.code, it.line)).collect();
        assert_eq!(codes, [("ambiguous_commodity", 2)]);
        let options = ImportOptions {
            commodities: [("$".to_owned(), "USD".to_owned())].into(),
            ..ImportOptions::default()
        };
        assert!(hledger(text, &options).problems.is_empty());
    }

    #[test]
    fn amounts_beyond_64_bits_and_the_scale_are_problems() {
        let text = "2024-01-01 x\n  a:b  92233720368547758.08 EUR\n  a:c\n\
                    2024-01-02 y\n  a:b  92233720368547758.07 EUR\n  a:c\n\
                    2024-01-03 z\n  a:b  0.1234567890123456789 BTC\n  a:c\n";
        let plan = hledger(text, &ImportOptions::default());
        let codes: Vec<_> = plan.problems.iter().map(|it| (it.code, it.line)).collect();
        assert_eq!(codes, [("amount_out_of_range", 2), ("too_many_decimals", 8)]);
        assert_eq!(plan.counts.transactions, 1);
    }

    #[test]
    fn accounts_of_the_store_are_not_opened_again() {
        let text = "2024-01-01 x\n  assets:b  1 EUR\n  assets:c\n";
        let options = ImportOptions {
            accounts: [("assets:b".to_owned(), "EUR".to_owned())].into(),
            currencies: [("EUR".to_owned(), 4)].into(),
            ..ImportOptions::default()
        };
        let plan = hledger(text, &options);
        assert_eq!(plan.counts.accounts, 1);
        assert_eq!(amounts(posts(&plan)[0]), ["assets:b 1.0000 EUR/4", "assets:c -1.0000 EUR/4"]);
    }

    #[test]
    fn the_same_books_give_the_same_commands() {
        let text = "2024-01-01 x ; k:1, k:2\n  z:b  1 EUR\n  y:c  1 USD\n  x:d\n";
        let (one, two) =
            (hledger(text, &ImportOptions::default()), hledger(text, &ImportOptions::default()));
        assert_eq!(one.commands, two.commands);
    }
}
