//! What can be wrong with GS1 data.

use std::fmt;

use super::dictionary::{Ai, AiRange};
use super::lint::Fault;

/// Data that is not what GS1 allows: what is wrong, where, and in which element.
///
/// ```
/// use moja_inventory::gs1::Message;
///
/// let error = Message::parse("]d2011231231231233317991301").unwrap_err();
/// assert_eq!(error.code(), "gs1_illegal_month");
/// assert_eq!(error.position(), 23);
/// assert_eq!(error.to_string(), "(17) at byte 23: expected a month from 01 to 12");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    problem: Problem,
    position: usize,
    length: usize,
    ai: Option<Ai>,
}

impl Error {
    pub(super) fn new(problem: Problem, position: usize, length: usize) -> Self {
        Self { problem, position, length, ai: None }
    }

    pub(super) fn about(self, ai: Ai) -> Self {
        Self { ai: Some(ai), ..self }
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// A name for it that stays the same over releases.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// The first byte of the input that it concerns. In what [`super::Message::check`] finds,
    /// the place of the element in the message.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// How many bytes it concerns.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// The element that it concerns.
    #[must_use]
    pub fn ai(&self) -> Option<Ai> {
        self.ai
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ai) = self.ai {
            write!(f, "({ai}) ")?;
        }
        match self.problem.is_about_bytes() {
            true => write!(f, "at byte {}: {}", self.position, self.problem),
            false => write!(f, "{}", self.problem),
        }
    }
}

/// Every way in which GS1 data can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is no data.
    #[error("expected data")]
    Empty,
    /// More elements than [`super::Message::MAX_ELEMENTS`].
    #[error("expected at most {} elements", super::Message::MAX_ELEMENTS)]
    TooManyElements,
    /// The three characters of an AIM symbology identifier are missing or of no carrier of GS1.
    #[error("expected the symbology identifier of a GS1 carrier")]
    UnknownSymbology,
    /// A symbol that can hold anything does not hold GS1 data.
    #[error("expected GS1 data, found other text")]
    NotGs1,
    /// No assigned application identifier.
    #[error("expected an assigned application identifier")]
    UnknownAi,
    /// A bracketed identifier does not start.
    #[error("expected `(`")]
    MissingOpeningBracket,
    /// A bracketed identifier does not end.
    #[error("expected `)`")]
    MissingClosingBracket,
    /// A value of no length.
    #[error("expected a value")]
    EmptyValue,
    /// A value is shorter than its format.
    #[error("expected at least {min} characters")]
    TooShort {
        /// The least length.
        min: usize,
    },
    /// A value is longer than its format.
    #[error("expected at most {max} characters")]
    TooLong {
        /// The greatest length.
        max: usize,
    },
    /// The lengths of a value's parts do not add up.
    #[error("expected a length that the parts of the value can have")]
    UnevenLength,
    /// A number of a trade item, place or unit has the wrong length.
    #[error("expected {expected} digits")]
    KeyLength {
        /// The lengths that are possible.
        expected: &'static str,
    },
    /// The content breaks a rule.
    #[error("{0}")]
    Content(Fault),
    /// Two elements that must not be together.
    #[error("must not be together with ({with})")]
    Excluded {
        /// The other one.
        with: Ai,
    },
    /// An element that needs another one.
    #[error("needs one of {}", shown(alternatives))]
    Requires {
        /// Alternatives, each of identifiers that go together.
        alternatives: &'static [&'static [AiRange]],
    },
    /// The same identifier with different values.
    #[error("is there twice with different values")]
    Contradiction,
    /// A digital signature beside a key without its serial number.
    #[error("needs its serial number beside a digital signature")]
    SerialMissing,
    /// A character that no URI holds.
    #[error("expected a character of a URI")]
    LinkCharacter,
    /// Not a web address.
    #[error("expected `https://` or `http://`")]
    LinkScheme,
    /// No host, or no path after it.
    #[error("expected a domain and a path")]
    LinkDomain,
    /// No primary key in the path.
    #[error("expected a primary key in the path")]
    LinkKey,
    /// The qualifiers of the primary key are not its own or in the wrong order.
    #[error("expected qualifiers of the primary key, in their order")]
    LinkQualifiers,
    /// A numeric parameter that is no identifier.
    #[error("expected an assigned application identifier as numeric parameter")]
    LinkParameter,
    /// The same identifier more than once.
    #[error("must be in a Digital Link only once")]
    LinkDuplicate,
    /// The identifier may not be an attribute of a Digital Link.
    #[error("must not be an attribute of a Digital Link")]
    LinkAttribute,
    /// A qualifier is among the attributes.
    #[error("must be in the path as a qualifier of the primary key")]
    LinkBelongsInPath,
    /// An escaped NUL.
    #[error("expected no NUL character")]
    LinkNul,
}

impl Problem {
    /// A name for it that stays the same over releases.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "gs1_empty",
            Self::TooManyElements => "gs1_too_many_elements",
            Self::UnknownSymbology => "gs1_unknown_symbology",
            Self::NotGs1 => "gs1_not_gs1",
            Self::UnknownAi => "gs1_unknown_ai",
            Self::MissingOpeningBracket => "gs1_missing_opening_bracket",
            Self::MissingClosingBracket => "gs1_missing_closing_bracket",
            Self::EmptyValue => "gs1_empty_value",
            Self::TooShort { .. } => "gs1_too_short",
            Self::TooLong { .. } => "gs1_too_long",
            Self::UnevenLength => "gs1_uneven_length",
            Self::KeyLength { .. } => "gs1_key_length",
            Self::Content(fault) => fault.code(),
            Self::Excluded { .. } => "gs1_excluded",
            Self::Requires { .. } => "gs1_requires",
            Self::Contradiction => "gs1_contradiction",
            Self::SerialMissing => "gs1_serial_missing",
            Self::LinkCharacter => "gs1_link_character",
            Self::LinkScheme => "gs1_link_scheme",
            Self::LinkDomain => "gs1_link_domain",
            Self::LinkKey => "gs1_link_key",
            Self::LinkQualifiers => "gs1_link_qualifiers",
            Self::LinkParameter => "gs1_link_parameter",
            Self::LinkDuplicate => "gs1_link_duplicate",
            Self::LinkAttribute => "gs1_link_attribute",
            Self::LinkBelongsInPath => "gs1_link_belongs_in_path",
            Self::LinkNul => "gs1_link_nul",
        }
    }

    /// Whether it concerns a place in a text, and not a message as a whole.
    fn is_about_bytes(&self) -> bool {
        !matches!(
            self,
            Self::Excluded { .. }
                | Self::Requires { .. }
                | Self::Contradiction
                | Self::SerialMissing
                | Self::LinkAttribute
                | Self::LinkKey
        )
    }
}

fn shown(alternatives: &[&[AiRange]]) -> String {
    let group = |group: &&[AiRange]| {
        group.iter().map(|range| format!("({range})")).collect::<Vec<String>>().join(" with ")
    };
    alternatives.iter().map(group).collect::<Vec<String>>().join(", ")
}
