//! From the symbols of a book to currencies with one scale each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use moja_core::currency::Currency;
use rust_decimal::Decimal;

use super::ImportOptions;
use crate::books::ResolvedBook;
use crate::books::model::{EntryKind, Price, Text};

/// What symbols usually mean.
const SYMBOLS: [(&str, &str); 9] = [
    ("$", "USD"),
    ("US$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("₽", "RUB"),
    ("₩", "KRW"),
    ("₿", "BTC"),
];

/// Why an amount cannot be posted: a stable code and a message.
pub(super) type Refusal = (&'static str, String);

/// What the symbols of a book stand for.
#[derive(Debug, Default)]
pub(crate) struct Currencies {
    codes: HashMap<Text, Result<String, Refusal>>,
    units: HashMap<Text, Currency>,
    /// What a zero without a currency counts as.
    first: Option<Text>,
}

/// Decimals of a number without the zeros at its end.
fn decimals(number: Decimal) -> u32 {
    number.normalize().scale()
}

impl Currencies {
    pub(super) fn of(book: &ResolvedBook, options: &ImportOptions) -> Self {
        // Decimals of the units posted in each symbol, and every other symbol that is named.
        let mut posted: BTreeMap<Text, u32> = BTreeMap::new();
        let mut named: BTreeSet<Text> = BTreeSet::new();
        let mut first = None;
        for entry in &book.entries {
            match &entry.kind {
                EntryKind::Transaction(transaction) => {
                    for posting in &transaction.postings {
                        let units = &posting.units;
                        if units.currency.is_empty() && units.number.is_zero() {
                            continue;
                        }
                        if first.is_none() {
                            first = Some(units.currency.clone());
                        }
                        let digits = decimals(units.number);
                        match posted.get_mut(&units.currency) {
                            Some(seen) => *seen = digits.max(*seen),
                            None => {
                                posted.insert(units.currency.clone(), digits);
                            }
                        }
                        let cost = posting.cost.as_ref().map(|cost| &cost.currency);
                        let price = posting.price.as_ref().map(Price::amount);
                        let price = price.map(|amount| &amount.currency);
                        for symbol in [Some(&posting.weight.currency), cost, price] {
                            if let Some(symbol) = symbol.filter(|symbol| !named.contains(*symbol)) {
                                named.insert(symbol.clone());
                            }
                        }
                    }
                }
                EntryKind::Price { currency, amount } => {
                    named.insert(currency.clone());
                    named.insert(amount.currency.clone());
                }
                EntryKind::Commodity { code } => {
                    named.insert(code.clone());
                }
                EntryKind::Balance { amount, .. } if !amount.currency.is_empty() => {
                    named.insert(amount.currency.clone());
                }
                EntryKind::Open { currencies, .. } => named.extend(currencies.iter().cloned()),
                _ => {}
            }
        }
        named.extend(posted.keys().cloned());
        let codes = codes(&named, options);
        let mut currencies = Self { codes, units: HashMap::new(), first };
        currencies.scale(&posted, options);
        currencies
    }

    /// One scale for each code, large enough for what is posted.
    fn scale(&mut self, posted: &BTreeMap<Text, u32>, options: &ImportOptions) {
        let mut scales: BTreeMap<&str, u32> = BTreeMap::new();
        for (symbol, digits) in posted {
            if let Some(Ok(code)) = self.codes.get(symbol) {
                let seen = scales.entry(code).or_default();
                *seen = (*digits).max(*seen);
            }
        }
        let mut units = HashMap::new();
        for (symbol, code) in &self.codes {
            let Ok(code) = code else { continue };
            let official = Currency::iso(code).ok().map(|currency| currency.exponent());
            let given = options.scales.get(code).or_else(|| options.currencies.get(code)).copied();
            let exponent = match (given, scales.get(code.as_str())) {
                (Some(given), _) => given,
                (None, Some(seen)) => {
                    let seen = u8::try_from(*seen).unwrap_or(Currency::EXPONENT_MAX);
                    seen.max(official.unwrap_or(0)).min(Currency::EXPONENT_MAX)
                }
                // What is only named must not fix the scale of what comes later.
                (None, None) => match official {
                    Some(official) => official,
                    None => continue,
                },
            };
            if let Ok(currency) = Currency::custom(code, exponent) {
                units.insert(symbol.clone(), currency);
            }
        }
        self.units = units;
    }

    /// The currency in which a symbol can be posted, if its scale is known.
    pub(super) fn currency(&self, symbol: &Text) -> Option<Currency> {
        self.units.get(symbol).copied()
    }

    /// What a zero without a currency counts as where nothing nearer is known.
    pub(super) fn first(&self) -> Option<&Text> {
        self.first.as_ref()
    }

    /// The code of a symbol, or the symbol itself where it has none.
    pub(super) fn name(&self, symbol: &str) -> String {
        match self.codes.get(symbol) {
            Some(Ok(code)) => code.clone(),
            _ => symbol.to_owned(),
        }
    }

    pub(super) fn names(&self, symbols: &[Text]) -> String {
        symbols.iter().map(|symbol| self.name(symbol)).collect::<Vec<_>>().join(" ")
    }

    /// A number of units as minor units.
    pub(super) fn minor(&self, number: Decimal, symbol: &Text) -> Result<(i64, Currency), Refusal> {
        let currency = match (self.units.get(symbol), self.codes.get(symbol)) {
            (Some(currency), _) => *currency,
            (None, Some(Err(refusal))) => return Err(refusal.clone()),
            (None, _) => return Err(unknown(symbol)),
        };
        let number = number.normalize();
        let Some(missing) = u32::from(currency.exponent()).checked_sub(number.scale()) else {
            let message = format!(
                "`{number} {}` has more than {} decimals",
                currency.code(),
                currency.exponent()
            );
            return Err(("too_many_decimals", message));
        };
        let minor = 10_i128
            .checked_pow(missing)
            .and_then(|factor| number.mantissa().checked_mul(factor))
            .and_then(|minor| i64::try_from(minor).ok())
            .filter(|minor| *minor != i64::MIN);
        minor.map(|minor| (minor, currency)).ok_or_else(|| {
            let message = format!(
                "`{number} {}` at {} decimals does not fit 64 bits",
                currency.code(),
                currency.exponent()
            );
            ("amount_out_of_range", message)
        })
    }
}

fn unknown(symbol: &str) -> Refusal {
    let message = format!("`{symbol}` is not a currency code: give one for it");
    ("unknown_commodity", message)
}

fn is_code(code: &str) -> bool {
    Currency::custom(code, 0).is_ok()
}

/// How a symbol came to its code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// It is one, or the caller gave it.
    Right,
    /// By what it usually means.
    Guess,
}

fn code_of(symbol: &str, options: &ImportOptions) -> Option<(String, By)> {
    if let Some(code) = options.commodities.get(symbol) {
        return is_code(code).then(|| (code.clone(), By::Right));
    }
    if is_code(symbol) {
        return Some((symbol.to_owned(), By::Right));
    }
    if let Some((_, code)) = SYMBOLS.iter().find(|(known, _)| *known == symbol) {
        return Some(((*code).to_owned(), By::Guess));
    }
    let upper = symbol.to_uppercase();
    is_code(&upper).then_some((upper, By::Guess))
}

fn codes(
    symbols: &BTreeSet<Text>,
    options: &ImportOptions,
) -> HashMap<Text, Result<String, Refusal>> {
    let mut users: BTreeMap<String, u32> = BTreeMap::new();
    let mut found = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let code = code_of(symbol, options);
        if let Some((code, _)) = &code {
            let count = users.entry(code.clone()).or_default();
            *count = count.saturating_add(1);
        }
        found.push((symbol, code));
    }
    found
        .into_iter()
        .map(|(symbol, code)| {
            let code = match code {
                None => Err(unknown(symbol)),
                Some((code, By::Guess)) if users.get(&code).is_some_and(|count| *count > 1) => {
                    let message = format!(
                        "`{symbol}` could be `{code}`, but so could another commodity of the \
                         book: give a code for it"
                    );
                    Err(("ambiguous_commodity", message))
                }
                Some((code, _)) => Ok(code),
            };
            (symbol.clone(), code)
        })
        .collect()
}
