//! The ledger's vocabulary.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use moja_core::Code;
use moja_core::money::Money;
use moja_core::time::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

moja_core::typed_id!(
    /// Names one transaction.
    TransactionId
);
moja_core::typed_id!(
    /// Names one hold.
    HoldId
);

/// The five kinds of account in double-entry bookkeeping.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum AccountKind {
    /// What is owned.
    Asset,
    /// What is owed to others: a customer's wallet, say.
    Liability,
    /// What belongs to the owners.
    Equity,
    /// What was earned.
    Income,
    /// What was spent.
    Expense,
}

impl AccountKind {
    /// The side on which such an account usually grows.
    #[must_use]
    pub fn normal(self) -> Side {
        match self {
            Self::Asset | Self::Expense => Side::Debit,
            Self::Liability | Self::Equity | Self::Income => Side::Credit,
        }
    }
}

/// A side of an account.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Side {
    /// The left side; positive in signed amounts.
    Debit,
    /// The right side; negative in signed amounts.
    Credit,
}

impl Side {
    /// `1` for debit and `-1` for credit.
    #[must_use]
    pub fn sign(self) -> i128 {
        match self {
            Self::Debit => 1,
            Self::Credit => -1,
        }
    }
}

/// How postings to an account are checked.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Policy {
    /// Limits are checked under the same lock as the posting.
    #[default]
    Guarded,
    /// No limits: postings add without reading, so a busy account (fees, clearing) never
    /// makes anyone wait.
    AddOnly,
}

/// Whether an account takes postings.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum AccountStatus {
    /// Yes.
    #[default]
    Open,
    /// Not for now; holds can still be resolved.
    Frozen,
    /// No more; holds can only be released or expire.
    Closed,
}

/// Where a hold stands.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum HoldStatus {
    /// Waiting for capture or release.
    #[default]
    Pending,
    /// Captured, the rest given back.
    Captured,
    /// Given back.
    Released,
    /// Its time ran out.
    Expired,
}

/// The effective date of a correction; there is no silent default.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionDate {
    /// The original's.
    Original,
    /// Now.
    Current,
    /// A given time, not before the original's.
    On(Timestamp),
}

/// A value of [`Metadata`]. Plain text in most uses; imports keep what kind of value the source
/// had, so that an export writes it the same way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetaValue {
    /// `text`, or what the source called it: `number`, `date`, `amount`, `account`, `tag`,
    /// `currency`, `bool`, `null`.
    pub kind: Cow<'static, str>,
    /// The value as text.
    pub text: String,
}

impl MetaValue {
    /// Plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { kind: Cow::Borrowed("text"), text: text.into() }
    }
}

impl From<&str> for MetaValue {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl fmt::Display for MetaValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for MetaValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (&self.kind, &self.text).serialize(serializer);
        }
        if self.kind == "text" {
            return serializer.serialize_str(&self.text);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("text", &self.text)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for MetaValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (kind, text) = <(String, String)>::deserialize(deserializer)?;
            return Ok(Self { kind: Cow::Owned(kind), text });
        }
        struct Human;
        impl<'de> Visitor<'de> for Human {
            type Value = MetaValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, or an object with `kind` and `text`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MetaValue, E> {
                Ok(MetaValue::text(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MetaValue, A::Error> {
                let (mut kind, mut text) = (None::<String>, None::<String>);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "kind" => kind = Some(map.next_value()?),
                        "text" => text = Some(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, &["kind", "text"])),
                    }
                }
                let kind = Cow::Owned(kind.ok_or_else(|| de::Error::missing_field("kind"))?);
                let text = text.ok_or_else(|| de::Error::missing_field("text"))?;
                Ok(MetaValue { kind, text })
            }
        }
        deserializer.deserialize_any(Human)
    }
}

impl JsonSchema for MetaValue {
    fn schema_name() -> Cow<'static, str> {
        "MetaValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Text, or a value whose kind an import kept.",
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "kind": { "type": "string" }, "text": { "type": "string" } },
                    "required": ["kind", "text"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// What the app wants to remember, by key.
pub type Metadata = BTreeMap<String, MetaValue>;

/// Annotations of a leg that do not change balances: cost and price of a lot, an import's flag.
pub type LegData = BTreeMap<String, MetaValue>;

/// One leg of a transaction: a debit (positive) or a credit (negative) of one account.
///
/// The account is the one with this code in the amount's currency.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// The account's code.
    pub account: String,
    /// The signed amount: debit positive, credit negative.
    pub amount: Money,
    /// Annotations.
    #[serde(default)]
    pub data: LegData,
}

impl Leg {
    /// A leg with a signed amount.
    #[must_use]
    pub fn new(account: impl Into<String>, amount: Money) -> Self {
        Self { account: account.into(), amount, data: LegData::new() }
    }

    /// A debit.
    #[must_use]
    pub fn debit(account: impl Into<String>, amount: Money) -> Self {
        Self::new(account, amount)
    }

    /// A credit: the amount is negated. The smallest 128-bit number has no opposite and is left
    /// as it is; it is out of the range of any posting anyway.
    #[must_use]
    pub fn credit(account: impl Into<String>, amount: Money) -> Self {
        Self::new(account, amount.checked_neg().unwrap_or(amount))
    }
}

/// What a transaction says besides its legs.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// The app's own reference: an order number, say. Not unique.
    #[serde(default)]
    pub reference: Option<String>,
    /// Who was paid or paid.
    #[serde(default)]
    pub payee: Option<String>,
    /// What for.
    #[serde(default)]
    pub narration: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Links to related transactions.
    #[serde(default)]
    pub links: Vec<String>,
    /// Anything else.
    #[serde(default)]
    pub metadata: Metadata,
}

impl Details {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Something that must be true for a posting to be accepted, checked under its lock.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Precondition {
    /// The balance on the account's normal side, holds aside, is at least this.
    BalanceAtLeast {
        /// The account's code.
        account: String,
        /// The bound, in the account's currency.
        amount: Money,
    },
    /// The balance on the account's normal side, holds aside, is at most this.
    BalanceAtMost {
        /// The account's code.
        account: String,
        /// The bound, in the account's currency.
        amount: Money,
    },
    /// Nothing was posted to or held on the account since it had this version.
    VersionIs {
        /// The account's code.
        account: String,
        /// The account's currency.
        currency: moja_core::currency::Currency,
        /// The expected version.
        version: i64,
    },
}

impl Precondition {
    /// The account that it is about.
    pub(crate) fn account(&self) -> (&str, moja_core::currency::Currency) {
        match self {
            Self::BalanceAtLeast { account, amount } | Self::BalanceAtMost { account, amount } => {
                (account, amount.currency())
            }
            Self::VersionIs { account, currency, .. } => (account, *currency),
        }
    }
}

/// The currency of an account's row. A code that the store has accepted is valid.
pub(crate) fn currency_of(account: &crate::tables::Account) -> moja_core::currency::Currency {
    currency_with(&account.currency, account.exponent)
}

/// A stored code and scale as a currency.
pub(crate) fn currency_with(code: &str, exponent: i64) -> moja_core::currency::Currency {
    u8::try_from(exponent)
        .ok()
        .and_then(|exponent| moja_core::currency::Currency::custom(code, exponent).ok())
        // Only a damaged row gets here, and `verify` reports it by its hash.
        .unwrap_or(moja_core::currency::Currency::EUR)
}
