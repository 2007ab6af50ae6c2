//! Who a command is for and who sends it: [`Tenant`], [`Actor`].

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name of one book of records that never mixes with another: 1 to 64 ASCII letters, digits,
/// `-`, `_` or `.`.
///
/// ```
/// use moja_core::tenant::Tenant;
///
/// let tenant = Tenant::new("shop-7")?;
/// assert_eq!(tenant.as_str(), "shop-7");
/// assert!(Tenant::new("shop 7").is_err());
/// # Ok::<(), moja_core::tenant::TenantError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(Arc<str>);

/// A name that is not a [`Tenant`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tenant `{input}` is not 1 to 64 of the characters `A-Z a-z 0-9 - _ .`")]
pub struct TenantError {
    input: String,
}

impl TenantError {
    /// A stable name for programs: `invalid_tenant`.
    pub const fn code(&self) -> &'static str {
        "invalid_tenant"
    }
}

impl Tenant {
    /// The longest name, in characters.
    pub const LEN_MAX: usize = 64;

    /// The tenant of this name.
    ///
    /// # Errors
    /// [`TenantError`] if the name is empty, too long or holds another character.
    pub fn new(name: &str) -> Result<Self, TenantError> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if name.is_empty() || name.len() > Self::LEN_MAX || !name.bytes().all(allowed) {
            return Err(TenantError { input: name.chars().take(Self::LEN_MAX).collect() });
        }
        Ok(Self(name.into()))
    }
}

/// Who asks for a change, as the application names them: 1 to 128 characters, none of them a
/// control character.
///
/// Errors never repeat the name, which may be that of a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(Arc<str>);

/// A name that is not an [`Actor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("actor is not 1 to 128 characters without control characters")]
pub struct ActorError {
    _private: (),
}

impl ActorError {
    /// A stable name for programs: `invalid_actor`.
    pub const fn code(&self) -> &'static str {
        "invalid_actor"
    }
}

impl Actor {
    /// The longest name, in characters.
    pub const LEN_MAX: usize = 128;

    /// The name, shared or in place.
    pub(crate) fn text(&self) -> smol_str::SmolStr {
        self.0.clone().into()
    }

    /// The actor of this name.
    ///
    /// # Errors
    /// [`ActorError`] if the name is empty, too long or holds a control character.
    pub fn new(name: &str) -> Result<Self, ActorError> {
        let too_long = name.chars().nth(Self::LEN_MAX).is_some();
        if name.is_empty() || too_long || name.chars().any(char::is_control) {
            return Err(ActorError { _private: () });
        }
        Ok(Self(name.into()))
    }
}

/// The traits of a validated text, the same for every kind.
macro_rules! text_newtype {
    ($name:ident, $error:ident, $expecting:literal, $pattern:literal) => {
        impl $name {
            /// The name as given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&&*self.0).finish()
            }
        }

        impl FromStr for $name {
            type Err = $error;
            fn from_str(name: &str) -> Result<Self, $error> {
                Self::new(name)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: de::Error>(self, name: &str) -> Result<$name, E> {
                        $name::new(name).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "minLength": 1,
                    "maxLength": $name::LEN_MAX,
                    "pattern": $pattern,
                })
            }
        }
    };
}

text_newtype!(Tenant, TenantError, "the name of a tenant", "^[A-Za-z0-9._-]+$");
text_newtype!(Actor, ActorError, "the name of an actor", r"^[^\u0000-\u001f\u007f-\u009f]+$");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tenants_are_short_ascii() {
        for good in ["a", "A-1_b.c", &"x".repeat(64)] {
            assert_eq!(Tenant::new(good).unwrap().to_string(), good);
        }
        for bad in ["", "a b", "é", "a/b", "a\n", &"x".repeat(65)] {
            assert_eq!(Tenant::new(bad).unwrap_err().code(), "invalid_tenant", "{bad:?}");
        }
    }

    #[test]
    fn actors_count_characters_and_stay_out_of_errors() {
        assert!(Actor::new(&"é".repeat(128)).is_ok());
        assert!(Actor::new(&"é".repeat(129)).is_err());
        let error = Actor::new("jane\u{7f}").unwrap_err();
        assert!(!error.to_string().contains("jane"));
        assert_eq!(error.code(), "invalid_actor");
    }

    #[test]
    fn serde_validates() {
        let tenant: Tenant = serde_json::from_str("\"t1\"").unwrap();
        assert_eq!(serde_json::to_string(&tenant).unwrap(), "\"t1\"");
        let bytes = postcard::to_stdvec(&tenant).unwrap();
        assert_eq!(postcard::from_bytes::<Tenant>(&bytes).unwrap(), tenant);
        assert!(serde_json::from_str::<Tenant>("\"t 1\"").is_err());
        assert!(serde_json::from_str::<Actor>("\"\"").is_err());
        assert!(serde_json::from_str::<Actor>("\"a\\u0007\"").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_taken_whole_or_refused(text: String) {
            if let Ok(tenant) = Tenant::new(&text) {
                prop_assert_eq!(tenant.as_str(), &text);
            }
            if let Ok(actor) = text.parse::<Actor>() {
                prop_assert_eq!(actor.as_ref(), &text);
            }
        }
    }
}
