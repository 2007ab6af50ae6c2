//! The vocabulary as other languages see it, for uniffi.
//!
//! Numbers that must be exact travel as decimal text and become each language's own exact decimal;
//! times travel as microseconds; ids as hyphenated text. What cannot be understood is refused with
//! the [`ForeignError`] that every exported function has, so that it arrives as an ordinary error.

use std::collections::HashMap;

use crate::command::{Failure, FailureKind};
use crate::currency::Currency;
use crate::id::CommandId;
use crate::money::Money;
use crate::quantity::Quantity;
use crate::time::Timestamp;

/// Why something was not done. Its kinds are all there are; its codes are those of the domains.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ForeignError {
    /// A domain refuses. Nothing was changed.
    #[error("{detail}")]
    Rejected {
        /// The domain: the first part of the names of its commands.
        domain: String,
        /// The stable code.
        code: String,
        /// For people; lower case, input in backticks, no personal data.
        detail: String,
        /// The numbers and ids behind the detail.
        fields: HashMap<String, JsonText>,
        /// Whether the same command may be sent again, unchanged.
        retryable: bool,
    },
    /// What was asked could not be understood. Nothing was changed.
    #[error("{detail}")]
    Invalid {
        /// The stable code.
        code: String,
        /// For people; lower case, input in backticks, no personal data.
        detail: String,
        /// The numbers and ids behind the detail.
        fields: HashMap<String, JsonText>,
        /// Never; it is there because all kinds have it.
        retryable: bool,
    },
    /// The store failed, is closed or is suspended.
    #[error("{detail}")]
    Store {
        /// The stable code.
        code: String,
        /// For people; lower case, no personal data.
        detail: String,
        /// The numbers and ids behind the detail.
        fields: HashMap<String, JsonText>,
        /// Whether the same command may be sent again, unchanged.
        retryable: bool,
    },
    /// A mistake in moja itself, or in a callback of the app.
    #[error("{detail}")]
    Internal {
        /// The stable code.
        code: String,
        /// What happened.
        detail: String,
        /// Always empty; it is there because all kinds have it.
        fields: HashMap<String, JsonText>,
        /// Never; it is there because all kinds have it.
        retryable: bool,
    },
}

impl ForeignError {
    /// A failure of a command or query of `domain`.
    #[must_use]
    pub fn of(domain: &str, failure: Failure) -> Self {
        let Failure { kind, code, message: detail, fields, retryable } = failure;
        // The refusal of a flow is that of its part, and belongs to the part's domain.
        let part = fields.get("part").and_then(serde_json::Value::as_str);
        let domain = part.and_then(|name| name.split('.').next()).unwrap_or(domain).to_owned();
        let fields =
            fields.into_iter().map(|(name, value)| (name, JsonText(value.to_string()))).collect();
        match kind {
            FailureKind::Rejected => Self::Rejected { domain, code, detail, fields, retryable },
            FailureKind::Invalid => Self::Invalid { code, detail, fields, retryable },
            FailureKind::Store => Self::Store { code, detail, fields, retryable },
        }
    }

    /// Something that could not be understood.
    #[must_use]
    pub fn invalid(code: &str, detail: impl Into<String>) -> Self {
        Self::of("", Failure::invalid(code, detail))
    }

    /// A mistake in moja itself, or in a callback of the app.
    #[must_use]
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::Internal {
            code: "internal".to_owned(),
            detail: detail.into(),
            fields: HashMap::new(),
            retryable: false,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Rejected { code, .. }
            | Self::Invalid { code, .. }
            | Self::Store { code, .. }
            | Self::Internal { code, .. } => code,
        }
    }
}

impl From<crate::store::StoreError> for ForeignError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::of("", error.into())
    }
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ForeignError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::internal(format!("a callback of the app failed: {}", error.reason))
    }
}

/// JSON as text: a language with a JSON type of its own shows it as that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText(pub String);

uniffi::custom_type!(
    /// JSON as text.
    JsonText, String, { lower: |json| json.0, try_lift: |text| Ok(JsonText(text)) }
);

/// A decimal number in text, as each language writes it exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecimalText(pub String);

uniffi::custom_type!(
    /// An exact decimal number.
    DecimalText, String, { lower: |decimal| decimal.0, try_lift: |text| Ok(DecimalText(text)) }
);

/// A sum of money: a decimal number with no more decimals than its currency has, and the currency.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MoneyAmount {
    /// The number of units, exactly.
    pub amount: DecimalText,
    /// The currency.
    pub currency: Currency,
}

uniffi::custom_type!(
    /// A sum of money in one currency.
    Money, MoneyAmount, {
        lower: |money| MoneyAmount {
            amount: DecimalText(money.amount_text()),
            currency: money.currency(),
        },
        try_lift: |parts| {
            let money = Money::parse(&parts.amount.0, parts.currency);
            Ok(money.map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?)
        },
    }
);

uniffi::custom_type!(
    /// A currency: `EUR`, or a code with its number of decimals, as in `HOOL/3`.
    Currency, String, {
        lower: |currency| currency.to_string(),
        try_lift: |text| {
            let currency = text.parse::<Currency>();
            Ok(currency.map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?)
        },
    }
);

uniffi::custom_type!(
    /// An exact decimal number of anything that is counted, weighed or measured.
    Quantity, String, {
        lower: |quantity| quantity.to_string(),
        try_lift: |text| {
            let quantity = text.parse::<Quantity>();
            Ok(quantity.map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?)
        },
    }
);

uniffi::custom_type!(
    /// A point in time: microseconds since 1970-01-01T00:00:00Z, in the years 0001 to 9999.
    Timestamp, i64, {
        lower: |time| time.as_micros(),
        try_lift: |micros| {
            let time = Timestamp::try_from_micros(micros);
            Ok(time.map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?)
        },
    }
);

crate::foreign_ids!(CommandId);

/// Lets ids made by [`typed_id!`](crate::typed_id) cross the border as hyphenated text.
#[macro_export]
macro_rules! foreign_ids {
    ($($id:ident),* $(,)?) => {
        $(::uniffi::custom_type!(
            /// A UUID.
            $id, ::std::string::String, {
                lower: |id| id.to_string(),
                try_lift: |text| {
                    let id = text.parse::<$id>();
                    Ok(id.map_err(|error| {
                        $crate::foreign::ForeignError::invalid(error.code(), error.to_string())
                    })?)
                },
            }
        );)*
    };
}

/// Lets a cursor of so many whole numbers cross the border as opaque text: JavaScript has no
/// number that could hold them.
#[macro_export]
macro_rules! foreign_cursor {
    ($cursor:ident, $len:literal) => {
        ::uniffi::custom_type!(
            /// Where a page ends: to be given back as it is.
            $cursor, ::std::string::String, {
                remote,
                lower: |cursor| $crate::foreign::cursor_text::<$len>(cursor.into()),
                try_lift: |text| Ok($crate::foreign::cursor::<$len>(&text)?.into()),
            }
        );
    };
}

/// A cursor as text.
#[must_use]
pub fn cursor_text<const LEN: usize>(cursor: [i64; LEN]) -> String {
    cursor.map(|part| part.to_string()).join(".")
}

/// A cursor from its text.
///
/// # Errors
///
/// [`ForeignError::Invalid`] with code `invalid_cursor` for anything that
/// [`cursor_text`] does not give.
pub fn cursor<const LEN: usize>(text: &str) -> Result<[i64; LEN], ForeignError> {
    let parts = text.split('.').map(str::parse).collect::<Result<Vec<i64>, _>>().ok();
    parts.and_then(|parts| parts.try_into().ok()).ok_or_else(|| {
        ForeignError::invalid("invalid_cursor", "the cursor is not one that this query gave")
    })
}
