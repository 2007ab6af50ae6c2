//! Elements, and what they say together.

use std::fmt;

use super::dictionary::{Ai, AiRange, Entry};
use super::lint::charset;
use super::{Date, Error, Gln, Gtin, Problem, Sscc};

/// An identifier with a value that keeps its format and its rules.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    ai: Ai,
    entry: &'static Entry,
    value: String,
}

impl Element {
    /// The element of this value.
    ///
    /// ```
    /// use moja_inventory::gs1::{Ai, Element};
    ///
    /// let lot = Element::new(Ai::LOT, "A-17")?;
    /// assert_eq!((lot.ai(), lot.value()), (Ai::LOT, "A-17"));
    /// assert_eq!(Element::new(Ai::EXPIRY, "281301").unwrap_err().code(), "gs1_illegal_month");
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the identifier is not assigned, or the value breaks its rules.
    pub fn new(ai: Ai, value: impl AsRef<[u8]>) -> Result<Self, Error> {
        let entry = ai.entry().ok_or_else(|| Error::new(Problem::UnknownAi, 0, 0).about(ai))?;
        Self::exact(ai, entry, value.as_ref(), 0)
    }

    /// The element whose value is all of `data`, which starts at a byte of the input.
    pub(super) fn exact(
        ai: Ai,
        entry: &'static Entry,
        data: &[u8],
        start: usize,
    ) -> Result<Self, Error> {
        let (min, max) = (entry.min_length(), entry.max_length());
        if data.len() < min {
            let problem = match data.is_empty() {
                true => Problem::EmptyValue,
                false => Problem::TooShort { min },
            };
            return Err(Error::new(problem, start, data.len()).about(ai));
        }
        if data.len() > max {
            return Err(Error::new(Problem::TooLong { max }, start, data.len()).about(ai));
        }
        match Self::prefix(ai, entry, data, start)? {
            (element, length) if length == data.len() => Ok(element),
            _ => Err(Error::new(Problem::UnevenLength, start, data.len()).about(ai)),
        }
    }

    /// The element of a value whose bytes do not stand in the input as they are.
    pub(super) fn decoded(
        ai: Ai,
        entry: &'static Entry,
        value: &Decoded,
        start: usize,
    ) -> Result<Self, Error> {
        Self::exact(ai, entry, &value.bytes, 0).map_err(|error| {
            let end = error.position().saturating_add(error.length());
            let (from, to) = (value.source_of(error.position()), value.source_of(end));
            let position = start.saturating_add(from);
            Error::new(error.problem().clone(), position, to.saturating_sub(from)).about(ai)
        })
    }

    /// The element whose value is at the beginning of `data`, and its length.
    pub(super) fn prefix(
        ai: Ai,
        entry: &'static Entry,
        data: &[u8],
        start: usize,
    ) -> Result<(Self, usize), Error> {
        if data.is_empty() {
            return Err(Error::new(Problem::EmptyValue, start, 0).about(ai));
        }
        let mut rest = data;
        for component in entry.components {
            if component.optional && rest.is_empty() {
                continue;
            }
            let at = start.saturating_add(data.len().saturating_sub(rest.len()));
            let length = rest.len().min(usize::from(component.max));
            let (part, after) = rest.split_at_checked(length).unwrap_or_default();
            if part.len() < usize::from(component.min) {
                let problem = match component.optional {
                    true => Problem::UnevenLength,
                    false => Problem::TooShort { min: entry.min_length() },
                };
                return Err(Error::new(problem, start, data.len()).about(ai));
            }
            charset(component.charset, part)
                .and_then(|()| component.linters.iter().try_for_each(|linter| linter.lint(part)))
                .map_err(|flaw| {
                    let position = at.saturating_add(flaw.position);
                    Error::new(Problem::Content(flaw.fault), position, flaw.length).about(ai)
                })?;
            rest = after;
        }
        let length = data.len().saturating_sub(rest.len());
        // Character sets have ASCII alone.
        let value = data.iter().take(length).map(|byte| char::from(*byte)).collect();
        Ok((Self { ai, entry, value }, length))
    }

    /// What the value is.
    #[must_use]
    pub fn ai(&self) -> Ai {
        self.ai
    }

    /// What the dictionary says of the identifier.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        self.entry
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value of the first component and of the others together.
    pub(super) fn split_first_component(&self) -> (&str, &str) {
        let first = self.entry.components.first().map_or(0, |component| usize::from(component.max));
        self.value.split_at_checked(first).unwrap_or((&self.value, ""))
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}){}", self.ai, self.value)
    }
}

/// A value that is escaped in the input.
#[derive(Default)]
pub(super) struct Decoded {
    bytes: Vec<u8>,
    /// Where each byte stands in the escaped value.
    sources: Vec<usize>,
    /// The length of the escaped value.
    length: usize,
}

impl Decoded {
    /// Adds a byte that stands for the next so many of the input.
    pub(super) fn push(&mut self, byte: u8, length: usize) {
        self.bytes.push(byte);
        self.sources.push(self.length);
        self.length = self.length.saturating_add(length);
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes of the input it stands for.
    pub(super) fn source_length(&self) -> usize {
        self.length
    }

    fn source_of(&self, place: usize) -> usize {
        self.sources.get(place).copied().unwrap_or(self.length)
    }
}

/// Elements in the order in which they were read or are to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    elements: Vec<Element>,
}

impl Message {
    /// More than a carrier holds; a limit against hostile input.
    pub const MAX_ELEMENTS: usize = 64;

    /// A message without elements, to be filled with [`Message::with`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The message with one more element.
    ///
    /// ```
    /// use moja_inventory::gs1::{Ai, Fnc1, Message};
    ///
    /// let label = Message::new().with(Ai::GTIN, "09520123456788")?.with(Ai::LOT, "A1")?;
    /// assert_eq!(label.to_element_string(Fnc1::Caret), "^010952012345678810A1");
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are too many elements, or this one is not as it has to be.
    pub fn with(mut self, ai: Ai, value: impl AsRef<[u8]>) -> Result<Self, Error> {
        self.push(Element::new(ai, value)?)?;
        Ok(self)
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    ///
    /// If there are too many.
    pub fn push(&mut self, element: Element) -> Result<(), Error> {
        if self.elements.len() >= Self::MAX_ELEMENTS {
            return Err(Error::new(Problem::TooManyElements, 0, 0).about(element.ai));
        }
        self.elements.push(element);
        Ok(())
    }

    /// Adds what another carrier of the same item says.
    ///
    /// # Errors
    ///
    /// If there are too many elements.
    pub fn merge(&mut self, other: Self) -> Result<(), Error> {
        other.elements.into_iter().try_for_each(|element| self.push(element))
    }

    /// The elements.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The value of the first element with this identifier.
    #[must_use]
    pub fn get(&self, ai: Ai) -> Option<&str> {
        self.elements.iter().find(|element| element.ai == ai).map(Element::value)
    }

    fn any_of(&self, range: AiRange, except: Ai) -> Option<Ai> {
        let mut ais = self.elements.iter().map(Element::ai);
        ais.find(|ai| *ai != except && range.contains(*ai))
    }

    /// Checks which elements are together. To be asked of all carriers of one item together, see
    /// [`Message::merge`]: the lot may be in another symbol than the item that it belongs to.
    ///
    /// ```
    /// use moja_inventory::gs1::Message;
    ///
    /// let mut label = Message::parse("(10)A1")?;
    /// let error = label.check().unwrap_err();
    /// assert_eq!(error.code(), "gs1_requires");
    /// assert_eq!(error.to_string(), "(10) needs one of (01), (02), (03), (8006), (8026)");
    /// label.merge(Message::parse("(01)09520123456788")?)?;
    /// label.check()?;
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If elements exclude each other, one is without what it requires, one is there twice with
    /// different values, or a digital signature is beside a key without serial number.
    pub fn check(&self) -> Result<(), Error> {
        self.check_exclusions()?;
        self.check_requisites()?;
        self.check_contradictions()?;
        self.check_signature()
    }

    /// No element is beside one that it excludes.
    ///
    /// # Errors
    ///
    /// The first one that is.
    pub fn check_exclusions(&self) -> Result<(), Error> {
        self.each(|element| {
            let mut excludes = element.entry.excludes.iter();
            match excludes.find_map(|range| self.any_of(*range, element.ai)) {
                Some(with) => Err(Problem::Excluded { with }),
                None => Ok(()),
            }
        })
    }

    /// Every element has what it requires beside it.
    ///
    /// # Errors
    ///
    /// The first one that has not.
    pub fn check_requisites(&self) -> Result<(), Error> {
        self.each(|element| {
            let is_met = |alternatives: &&&[&[AiRange]]| {
                alternatives
                    .iter()
                    .any(|group| group.iter().all(|ai| self.any_of(*ai, element.ai).is_some()))
            };
            let unmet = element.entry.requires.iter().find(|alternatives| !is_met(alternatives));
            unmet.map_or(Ok(()), |alternatives| Err(Problem::Requires { alternatives }))
        })
    }

    /// No identifier has two values.
    ///
    /// # Errors
    ///
    /// The first one that has.
    pub fn check_contradictions(&self) -> Result<(), Error> {
        self.each(|element| match self.get(element.ai) {
            Some(first) if first != element.value => Err(Problem::Contradiction),
            _ => Ok(()),
        })
    }

    /// GS1 General Specifications, AI 8030: a document, coupon or asset is signed with its serial
    /// number.
    fn check_signature(&self) -> Result<(), Error> {
        if self.get(Ai::DIGITAL_SIGNATURE).is_none() {
            return Ok(());
        }
        let keys = [Ai::new(253, 3), Ai::new(255, 3), Ai::new(8003, 4)];
        self.each(|element| {
            let is_bare = element.value.len() == element.entry.min_length();
            match is_bare && keys.contains(&element.ai) {
                true => Err(Problem::SerialMissing),
                false => Ok(()),
            }
        })
    }

    fn each(&self, rule: impl Fn(&Element) -> Result<(), Problem>) -> Result<(), Error> {
        (0_usize..).zip(&self.elements).try_for_each(|(place, element)| {
            rule(element).map_err(|problem| Error::new(problem, place, 1).about(element.ai))
        })
    }

    /// The same elements, those of predefined length first: the shortest element string, because
    /// fewer of them have to be ended by FNC1.
    #[must_use]
    pub fn predefined_first(&self) -> Self {
        let mut elements = self.elements.clone();
        elements.sort_by_key(|element| !element.entry.predefined_length);
        Self { elements }
    }

    /// The trade item (AI 01).
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        self.get(Ai::GTIN)?.parse().ok()
    }

    /// The trade item that a logistic unit contains (AI 02).
    #[must_use]
    pub fn content(&self) -> Option<Gtin> {
        self.get(Ai::CONTENT)?.parse().ok()
    }

    /// The logistic unit (AI 00).
    #[must_use]
    pub fn sscc(&self) -> Option<Sscc> {
        self.get(Ai::SSCC)?.parse().ok()
    }

    /// The place (AI 414).
    #[must_use]
    pub fn location(&self) -> Option<Gln> {
        self.get(Ai::LOCATION)?.parse().ok()
    }

    /// The batch or lot (AI 10).
    #[must_use]
    pub fn lot(&self) -> Option<&str> {
        self.get(Ai::LOT)
    }

    /// The serial number (AI 21).
    #[must_use]
    pub fn serial(&self) -> Option<&str> {
        self.get(Ai::SERIAL)
    }

    /// How many items a variable count trade item has (AI 30).
    #[must_use]
    pub fn variable_count(&self) -> Option<u64> {
        self.get(Ai::VARIABLE_COUNT)?.parse().ok()
    }

    /// How many trade items a logistic unit contains (AI 37).
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        self.get(Ai::COUNT)?.parse().ok()
    }

    /// The day until which it may be used (AI 17, or the day of AI 7003), for a reader in the
    /// reference year.
    ///
    /// # Errors
    ///
    /// See [`Message::date`].
    pub fn expiry(&self, reference_year: u16) -> Result<Option<Date>, Error> {
        match self.date(Ai::EXPIRY, reference_year)? {
            Some(day) => Ok(Some(day)),
            None => self.date(Ai::EXPIRY_TIME, reference_year),
        }
    }

    /// The day until which it is at its best (AI 15).
    ///
    /// # Errors
    ///
    /// See [`Message::date`].
    pub fn best_before(&self, reference_year: u16) -> Result<Option<Date>, Error> {
        self.date(Ai::BEST_BEFORE, reference_year)
    }

    /// The day on which it was made (AI 11).
    ///
    /// # Errors
    ///
    /// See [`Message::date`].
    pub fn production_date(&self, reference_year: u16) -> Result<Option<Date>, Error> {
        self.date(Ai::PRODUCTION_DATE, reference_year)
    }

    /// The date with which the value of an identifier starts, see [`Date::from_yymmdd`]; nothing if
    /// it is not there.
    ///
    /// # Errors
    ///
    /// If the value is no date, or there is no such day in the century that follows from the
    /// reference year: 29 February of 2100.
    pub fn date(&self, ai: Ai, reference_year: u16) -> Result<Option<Date>, Error> {
        let Some(value) = self.get(ai) else { return Ok(None) };
        let date = value.get(..6).unwrap_or(value);
        Date::from_yymmdd(date, reference_year).map(Some).map_err(|error| error.about(ai))
    }
}
