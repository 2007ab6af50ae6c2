//! The neutral model: what beancount, hledger and CSV files have in common, as plain data.
//!
//! A [`Book`] is what stands in the text; a [`ResolvedBook`] is the same after booking, when every
//! posting has its final units and weight. Both are made of [`Entry`], which is generic over the
//! kind of posting it holds.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Text that many entries share: account names, currencies, file names.
pub type Text = Arc<str>;

/// A number of units of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amount {
    /// How many units; the scale is kept as written.
    pub number: Decimal,
    /// Which currency or commodity; empty where hledger has none.
    pub currency: Text,
}

impl Amount {
    /// Puts a number and a currency together.
    #[must_use]
    pub fn new(number: Decimal, currency: impl Into<Text>) -> Self {
        Self { number, currency: currency.into() }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.number, self.currency)
    }
}

/// The value of one metadata key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetaValue {
    /// Quoted text.
    Text(String),
    /// A bare number.
    Number(Decimal),
    /// A date.
    Date(NaiveDate),
    /// A number with a currency.
    Amount(Amount),
    /// An account name.
    Account(Text),
    /// A tag, without its `#`.
    Tag(String),
    /// A currency.
    Currency(Text),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// `NULL`, or a key without a value.
    Null,
}

/// Metadata in the order in which it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta(Vec<(Text, MetaValue)>);

impl Meta {
    /// No metadata.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of a key, if it is there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&MetaValue> {
        self.0.iter().find(|(k, _)| &**k == key).map(|(_, v)| v)
    }

    /// The text of a key, if it is there and is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(MetaValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Adds a key at the end, or says `false` and changes nothing if the key is already there.
    pub fn insert(&mut self, key: impl Into<Text>, value: MetaValue) -> bool {
        let key = key.into();
        if self.get(&key).is_some() {
            return false;
        }
        self.0.push((key, value));
        true
    }

    /// Adds a key at the end even if it is there already, as hledger's tags may be.
    pub(crate) fn push(&mut self, key: Text, value: MetaValue) {
        self.0.push((key, value));
    }

    /// Adds everything from another one at the end.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Every key and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &MetaValue)> {
        self.0.iter().map(|(k, v)| (&**k, v))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The five kinds of account that both tools know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// What is owned.
    Asset,
    /// What is owed.
    Liability,
    /// The owner's share, and opening balances.
    Equity,
    /// What comes in.
    Income,
    /// What goes out.
    Expense,
}

/// How a sale finds the lots it takes units from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Booking {
    /// Exactly one lot may match, or all that match are emptied.
    #[default]
    Strict,
    /// As strict, but among several matches one of just the sold size is taken.
    StrictWithSize,
    /// No matching: lots may go below zero.
    None,
    /// Average cost: not supported (as in beancount), every sale is a problem.
    Average,
    /// Oldest lot first.
    Fifo,
    /// Newest lot first.
    Lifo,
    /// Dearest lot first.
    Hifo,
}

impl Booking {
    /// The name beancount has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "STRICT",
            Self::StrictWithSize => "STRICT_WITH_SIZE",
            Self::None => "NONE",
            Self::Average => "AVERAGE",
            Self::Fifo => "FIFO",
            Self::Lifo => "LIFO",
            Self::Hifo => "HIFO",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        const ALL: [Booking; 7] = [
            Booking::Strict,
            Booking::StrictWithSize,
            Booking::None,
            Booking::Average,
            Booking::Fifo,
            Booking::Lifo,
            Booking::Hifo,
        ];
        ALL.into_iter().find(|booking| booking.as_str() == name)
    }
}

/// One dated entry of a book.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<P> {
    /// The source or include it stands in.
    pub file: Text,
    /// The line of its first character, counted from 1.
    pub line: u32,
    /// Its date.
    pub date: NaiveDate,
    /// Its metadata; for hledger the tags that have a value, and free comment text as `comment`.
    pub meta: Meta,
    /// What it says.
    pub kind: EntryKind<P>,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EntryKind<P> {
    /// An account comes into use.
    Open {
        /// The account.
        account: Text,
        /// The only currencies it may hold; empty for any.
        currencies: Vec<Text>,
        /// How its sales find lots, if not the book's usual way.
        booking: Option<Booking>,
        /// Its kind, where the source says so.
        kind: Option<AccountKind>,
    },
    /// An account goes out of use.
    Close {
        /// The account.
        account: Text,
    },
    /// A currency or commodity is declared.
    Commodity {
        /// Its code.
        code: Text,
    },
    /// One unit of a currency is worth this much.
    Price {
        /// The currency that has the price.
        currency: Text,
        /// The price.
        amount: Amount,
    },
    /// The account (with its subaccounts) holds this much at the start of the day.
    Balance {
        /// The account.
        account: Text,
        /// What it should hold.
        amount: Amount,
        /// How far off it may be, if not the usual amount.
        tolerance: Option<Decimal>,
    },
    /// The next balance assertion of the account is made true from another one.
    ///
    /// Booking replaces it by transactions with the flag `P`.
    Pad {
        /// The account to fill up.
        account: Text,
        /// Where the difference comes from.
        source: Text,
    },
    /// A note on an account; kept as data.
    Note {
        /// The account.
        account: Text,
        /// The note.
        comment: String,
        /// Tags, without `#`.
        tags: Vec<String>,
        /// Links, without `^`.
        links: Vec<String>,
    },
    /// A document of an account; kept as data.
    Document {
        /// The account.
        account: Text,
        /// The path as written.
        path: String,
        /// Tags, without `#`.
        tags: Vec<String>,
        /// Links, without `^`.
        links: Vec<String>,
    },
    /// A value that holds from this day on; kept as data.
    Event {
        /// Which value.
        name: String,
        /// What it becomes.
        value: String,
    },
    /// A stored query; kept as data.
    Query {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Anything a user made up; kept as data.
    Custom {
        /// Which kind of custom entry.
        name: String,
        /// Its values.
        values: Vec<MetaValue>,
    },
    /// Money moves.
    Transaction(Transaction<P>),
}

/// A transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Transaction<P> {
    /// `*`, `!` or another flag; none when the source has none.
    pub flag: Option<char>,
    /// hledger's secondary date.
    pub date2: Option<NaiveDate>,
    /// hledger's code.
    pub code: Option<String>,
    /// Who was paid, or paid.
    pub payee: Option<String>,
    /// What for.
    pub narration: String,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// Links, without `^`.
    pub links: Vec<String>,
    /// The legs.
    pub postings: Vec<P>,
}

/// An amount of which the number, the currency or both may be left to be worked out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units {
    /// The number, unless left out.
    pub number: Option<Decimal>,
    /// The currency, unless left out.
    pub currency: Option<Text>,
}

/// The total cost of a posting as written in `{per # total CUR}` or `{{total CUR}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TotalCost {
    /// Not mentioned.
    #[default]
    None,
    /// `{per # CUR}`: mentioned, but left to be worked out.
    Elided,
    /// Given.
    Given(Decimal),
}

/// A cost as written, of which anything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CostSpec {
    /// Cost of one unit.
    pub number_per: Option<Decimal>,
    /// Cost of all units together (added to the cost per unit).
    pub number_total: TotalCost,
    /// Whether it was written in double braces, so that there is no cost per unit.
    pub only_total: bool,
    /// Currency of the cost.
    pub currency: Option<Text>,
    /// Date of the lot.
    pub date: Option<NaiveDate>,
    /// Label of the lot.
    pub label: Option<String>,
}

/// The cost of a lot, all of it known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cost {
    /// Cost of one unit.
    pub number: Decimal,
    /// Currency of the cost.
    pub currency: Text,
    /// When the lot was bought.
    pub date: NaiveDate,
    /// What the lot is called.
    pub label: Option<String>,
}

/// A price as written after `@` or `@@`, of which anything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceSpec {
    /// The number, unless left out.
    pub number: Option<Decimal>,
    /// The currency, unless left out.
    pub currency: Option<Text>,
    /// Whether it is for all units together (`@@`).
    pub is_total: bool,
}

/// A price, all of it known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Price {
    /// `@`: for one unit.
    Unit(Amount),
    /// `@@`: for all units together, never negative.
    Total(Amount),
}

impl Price {
    /// The amount of the price, whichever way it counts.
    #[must_use]
    pub const fn amount(&self) -> &Amount {
        match self {
            Self::Unit(amount) | Self::Total(amount) => amount,
        }
    }
}

/// hledger's balance assertion after a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// What the account should hold right after the posting.
    pub amount: Amount,
    /// `==`: and nothing of any other commodity.
    pub is_total: bool,
    /// `=*`: subaccounts included.
    pub is_inclusive: bool,
}

impl Assertion {
    /// `=`, `==`, `=*` or `==*`.
    #[must_use]
    pub const fn operator(&self) -> &'static str {
        match (self.is_total, self.is_inclusive) {
            (false, false) => "=",
            (true, false) => "==",
            (false, true) => "=*",
            (true, true) => "==*",
        }
    }
}

/// A posting as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Posting {
    /// Its line.
    pub line: u32,
    /// The account.
    pub account: Text,
    /// The amount, or as much of it as is written.
    pub units: Units,
    /// The cost in braces.
    pub cost: Option<Box<CostSpec>>,
    /// The price after `@`.
    pub price: Option<PriceSpec>,
    /// Its own flag.
    pub flag: Option<char>,
    /// Its metadata; for hledger the tags that have a value.
    pub meta: Meta,
    /// Its tags; only hledger has any here.
    pub tags: Vec<String>,
    /// hledger's balance assertion; without an amount it is an assignment.
    pub assertion: Option<Assertion>,
    /// Whether it is one of hledger's balanced virtual postings, in brackets.
    pub is_virtual: bool,
}

/// A posting after booking.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPosting {
    /// Its line.
    pub line: u32,
    /// The account.
    pub account: Text,
    /// What the account gains (or loses, if negative).
    pub units: Amount,
    /// What counts in the transaction's balance: the cost, else the price, else the units.
    pub weight: Amount,
    /// The lot the units go to or come from.
    pub cost: Option<Cost>,
    /// How the cost was written, where it says more than `cost` (compound and total costs).
    pub cost_spec: Option<Box<CostSpec>>,
    /// The price, as written or worked out.
    pub price: Option<Price>,
    /// Its own flag.
    pub flag: Option<char>,
    /// Its metadata.
    pub meta: Meta,
    /// Its tags; only hledger has any here.
    pub tags: Vec<String>,
    /// The balance assertion that was checked after it.
    pub assertion: Option<Assertion>,
    /// Whether it is one of hledger's balanced virtual postings.
    pub is_virtual: bool,
    /// Whether its units were worked out and not written.
    pub is_inferred: bool,
}

/// A book as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Book {
    /// Entries in the order of the source, includes in their place.
    pub entries: Vec<Entry<Posting>>,
    /// beancount's options, in order.
    pub options: Vec<(String, String)>,
}

/// A book after booking, in the order of dates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResolvedBook {
    /// Entries by date.
    pub entries: Vec<Entry<ResolvedPosting>>,
    /// beancount's options, in order.
    pub options: Vec<(String, String)>,
}
