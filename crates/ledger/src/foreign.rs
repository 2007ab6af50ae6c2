//! The ledger's own types as other languages see them, for uniffi.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::types::{HoldId, MetaValue, Metadata, TransactionId};

moja_core::foreign_ids!(TransactionId, HoldId);

/// A value of metadata: text, or what an import found.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MetaText {
    /// The value as text.
    pub text: String,
    /// `text`, or what the source called it: `number`, `date`, `amount`, `account`, `tag`,
    /// `currency`, `bool`, `null`.
    #[uniffi(default = "text")]
    pub kind: String,
}

uniffi::custom_type!(
    /// A value of metadata.
    MetaValue, MetaText, {
        lower: |value| MetaText { text: value.text, kind: value.kind.into_owned() },
        try_lift: |value| Ok(MetaValue { kind: Cow::Owned(value.kind), text: value.text }),
    }
);

uniffi::custom_type!(
    /// What the app wants to remember, by name.
    Metadata, HashMap<String, MetaValue>, {
        remote,
        lower: |map| map.into_iter().collect(),
        try_lift: |map| Ok(map.into_iter().collect()),
    }
);

/// Metadata that a transaction must have.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MetadataKey {
    /// The key.
    pub key: String,
    /// The value; any if missing.
    #[uniffi(default)]
    pub value: Option<String>,
}

type KeyAndValue = (String, Option<String>);

uniffi::custom_type!(
    /// Metadata that a transaction must have.
    KeyAndValue, MetadataKey, {
        remote,
        lower: |pair| MetadataKey { key: pair.0, value: pair.1 },
        try_lift: |wanted| Ok((wanted.key, wanted.value)),
    }
);

type TransactionCursor = (i64, i64);
type StatementCursor = [i64; 4];
type EntryCursor = [i64; 5];

moja_core::foreign_cursor!(TransactionCursor, 2);
moja_core::foreign_cursor!(StatementCursor, 4);
moja_core::foreign_cursor!(EntryCursor, 5);
