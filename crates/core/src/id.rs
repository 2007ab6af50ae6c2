//! Identifiers: UUID newtypes, made by [`typed_id!`](crate::typed_id), and the source of new ones.
//!
//! A type per kind of record keeps an account from being passed where a hold is meant. New ids
//! are UUID v7 (RFC 9562), so they sort by the time they were made and insert at the end of an
//! index. They are names, not secrets: do not use one as a token.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::time::Timestamp;

/// What [`typed_id!`](crate::typed_id) expands to; not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use schemars;
    pub use serde;
    pub use uuid;

    use serde::{Deserialize, Deserializer, Serializer};
    use uuid::Uuid;

    /// Text where a person reads, 16 bytes (no length before them) elsewhere.
    pub fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let mut buffer = Uuid::encode_buffer();
            serializer.serialize_str(id.hyphenated().encode_lower(&mut buffer))
        } else {
            serde::Serialize::serialize(id.as_bytes(), serializer)
        }
    }

    /// The inverse of [`serialize`].
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Uuid;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a hyphenated uuid")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Uuid, E> {
                super::parse(text).map_err(E::custom)
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Text)
        } else {
            <[u8; 16]>::deserialize(deserializer).map(Uuid::from_bytes)
        }
    }
}

/// A text that is not a hyphenated UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a hyphenated uuid")]
pub struct ParseIdError {
    input: String,
}

impl ParseIdError {
    /// A stable name for programs: `invalid_id`.
    pub const fn code(&self) -> &'static str {
        "invalid_id"
    }
}

/// Parses the hyphenated form only, in either case: one id has one text form.
///
/// # Errors
/// [`ParseIdError`] for anything else, including the braced, URN and unhyphenated forms.
#[doc(hidden)]
pub fn parse(text: &str) -> Result<Uuid, ParseIdError> {
    match Uuid::try_parse(text) {
        Ok(id) if text.len() == 36 => Ok(id),
        _ => Err(ParseIdError { input: text.chars().take(48).collect() }),
    }
}

/// Defines a UUID newtype: `typed_id!(/** An order. */ OrderId);`.
///
/// The type is `Copy`, ordered by its bytes (by creation time for ids of an
/// [`IdSource`](crate::id::IdSource)), written as hyphenated text by `Display`, `FromStr` and
/// human-readable serde formats, and as 16 bytes by binary ones.
///
/// ```
/// moja_core::typed_id!(
///     /// Names one order.
///     OrderId
/// );
/// let id: OrderId = "0198c0de-0000-7000-8000-000000000001".parse()?;
/// assert_eq!(id.to_string(), "0198c0de-0000-7000-8000-000000000001");
/// # Ok::<(), moja_core::id::ParseIdError>(())
/// ```
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name($crate::id::__private::uuid::Uuid);

        impl $name {
            /// The id with this UUID.
            pub const fn from_uuid(uuid: $crate::id::__private::uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID of this id.
            pub const fn as_uuid(&self) -> $crate::id::__private::uuid::Uuid {
                self.0
            }

            /// The id with these 16 bytes, in network order.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self($crate::id::__private::uuid::Uuid::from_bytes(bytes))
            }

            /// The 16 bytes of this id, in network order.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id of 128 zero bits, smaller than every other.
            pub const fn nil() -> Self {
                Self($crate::id::__private::uuid::Uuid::nil())
            }
        }

        $crate::__id_column!($name);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::write!(f, "{}({})", ::std::stringify!($name), self.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::id::ParseIdError;
            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::id::parse(text).map(Self)
            }
        }

        impl $crate::id::__private::serde::Serialize for $name {
            fn serialize<S: $crate::id::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::id::__private::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::id::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::id::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::id::__private::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::id::__private::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::std::stringify!($name))
            }
            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::std::concat!(
                    ::std::module_path!(),
                    "::",
                    ::std::stringify!($name)
                ))
            }
            fn json_schema(
                _: &mut $crate::id::__private::schemars::SchemaGenerator,
            ) -> $crate::id::__private::schemars::Schema {
                $crate::id::__private::schemars::json_schema!({
                    "type": "string",
                    "format": "uuid",
                })
            }
        }
    };
}

typed_id!(
    /// Names one command, and by that makes sending it twice harmless.
    CommandId
);

/// The bits of a UUID that `nth` counts in: all of `rand_b`, below the variant.
const LOW_62: u128 = (1 << 62) - 1;

impl CommandId {
    /// The id of the `n`-th member (from 0) of the unit this command heads.
    ///
    /// `nth(0)` is the id itself. The number is added to the low 62 bits and wraps inside them, so
    /// version and variant stay; siblings of an id from an [`IdSource`] follow it without a gap
    /// and never reach the next id of that source.
    #[must_use]
    pub const fn nth(self, n: u32) -> Self {
        let bits = self.0.as_u128();
        let low = (bits & LOW_62).wrapping_add(n as u128) & LOW_62;
        Self(Uuid::from_u128((bits & !LOW_62) | low))
    }

    /// The id of the `n`-th command (from 0) that this one brought about: see
    /// [`Registry::consequences`](crate::registry::Registry::consequences).
    ///
    /// A UUID v8: the first 48 bits are those of this id, which are its time if it is a UUID v7,
    /// so that both stand together in an index. The other 74 are the first of SHA-256 over
    /// `moja consequence 1`, a line feed, the 16 bytes of this id, and `n` as 4 bytes, the most
    /// significant first. It depends on nothing else, so whoever knows the cause can name what
    /// it brought about.
    #[must_use]
    pub fn consequence(self, n: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"moja consequence 1\n");
        hash.update(self.as_bytes());
        hash.update(n.to_be_bytes());
        let low = leading_u128(&hash.finalize()) >> 48;
        let high = self.0.as_u128() >> 80 << 80;
        Self(Uuid::from_u128(with_version(high | low, 8)))
    }

    /// The id that belongs to `seed`: a UUID v8 of its SHA-256, the same everywhere and for ever.
    ///
    /// Gives an idempotent command to a source that has keys of its own, such as a bank
    /// statement line or a webhook delivery.
    pub fn derived(seed: &[u8]) -> Self {
        Self(Uuid::from_u128(with_version(leading_u128(&Sha256::digest(seed)), 8)))
    }
}

/// The first 16 bytes of a digest, the most significant first.
fn leading_u128(digest: &[u8]) -> u128 {
    digest.iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte))
}

/// Puts the version and the RFC 9562 variant over the bits reserved for them.
const fn with_version(bits: u128, version: u8) -> u128 {
    let kept = bits & !(0xf << 76) & !(0b11 << 62);
    kept | ((version as u128) << 76) | (0b10 << 62)
}

/// Ids made between two draws of fresh system randomness.
const IDS_PER_SEED: u32 = 1 << 16;
/// The random tail of an id: 12 bits of `rand_a` above 62 bits of `rand_b`.
const TAIL_BITS: u32 = 74;
/// The least distance between two tails in one millisecond: room for every [`CommandId::nth`].
const TAIL_STEP: u128 = 1 << 33;

/// A source of UUID v7 that may be shared by threads.
///
/// Ids of one source are strictly increasing, also while the clock stands still or goes back:
/// the source then stays at its latest millisecond and counts on in the random part, by a random
/// step (RFC 9562 §6.2, method 2). Ids of different sources, and of one source on the two sides
/// of a `fork()`, differ by their random part. (A child forked while another thread was inside
/// [`next`](Self::next) must make a new source, as with any lock.)
///
/// ```
/// use moja_core::id::{CommandId, IdSource};
/// use moja_core::time::Timestamp;
///
/// let ids = IdSource::system();
/// let (first, second) = (ids.next(Timestamp::default()), ids.next(Timestamp::default()));
/// assert!(CommandId::from_uuid(first) < CommandId::from_uuid(second));
/// ```
pub struct IdSource {
    state: Mutex<State>,
}

struct State {
    rng: Xoshiro,
    /// Unix time of the latest id, milliseconds.
    unix_ms: u64,
    /// Random part of the latest id, `TAIL_BITS` wide.
    tail: u128,
    /// What to watch for in a source of system randomness; a seeded one has none.
    renewal: Option<Renewal>,
}

struct Renewal {
    pid: u32,
    ids_left: u32,
}

impl IdSource {
    /// A source seeded by the operating system, again every 65,536 ids and after a `fork()`.
    pub fn system() -> Self {
        let renewal = Renewal { pid: std::process::id(), ids_left: IDS_PER_SEED };
        Self::with(Xoshiro(system_seed()), Some(renewal))
    }

    /// A source that gives the same ids for the same seed and the same times: for simulations.
    pub fn seeded(seed: u64) -> Self {
        Self::with(Xoshiro::from_seed(seed), None)
    }

    fn with(rng: Xoshiro, renewal: Option<Renewal>) -> Self {
        // The tail starts exhausted, so the first id draws one.
        Self { state: Mutex::new(State { rng, unix_ms: 0, tail: u128::MAX, renewal }) }
    }

    /// The next id, a UUID v7 of the time `now` or of the latest time seen if that is later.
    ///
    /// A time before 1970 counts as 1970.
    pub fn next(&self, now: Timestamp) -> Uuid {
        self.take(now, Some(std::process::id()))
    }

    /// As [`next`](Self::next), for a thread that has run in this process from the start: no
    /// thread but the one that calls `fork()` lives on in the child, so it need not ask.
    pub(crate) fn next_here(&self, now: Timestamp) -> Uuid {
        self.take(now, None)
    }

    fn take(&self, now: Timestamp, pid: Option<u32>) -> Uuid {
        let now_ms = u64::try_from(now.as_micros() / 1000).unwrap_or(0);
        // The state is whole at every step, so a panic elsewhere cannot have spoilt it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner).next(now_ms, pid)
    }
}

impl fmt::Debug for IdSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdSource").finish_non_exhaustive()
    }
}

impl State {
    fn next(&mut self, now_ms: u64, pid: Option<u32>) -> Uuid {
        let forked = self.renew(pid);
        if now_ms > self.unix_ms {
            self.unix_ms = now_ms;
            self.tail = self.rng.first_tail();
        } else {
            let step = TAIL_STEP | u128::from(self.rng.next() as u32);
            match self.tail.checked_add(step).map(below_wrap) {
                Some(tail) if tail >> TAIL_BITS == 0 && !forked => self.tail = tail,
                _ => {
                    self.unix_ms = self.unix_ms.saturating_add(1);
                    self.tail = self.rng.first_tail();
                }
            }
        }
        let rand_a = self.tail >> 62;
        let bits = (u128::from(self.unix_ms) << 80) | (rand_a << 64) | (self.tail & LOW_62);
        Uuid::from_u128(with_version(bits, 7))
    }

    /// Draws a new seed when it is time to; says whether that is because of a fork.
    fn renew(&mut self, pid: Option<u32>) -> bool {
        let Some(renewal) = &mut self.renewal else { return false };
        let pid = pid.unwrap_or(renewal.pid);
        let forked = pid != renewal.pid;
        if forked || renewal.ids_left == 0 {
            *renewal = Renewal { pid, ids_left: IDS_PER_SEED };
            self.rng = Xoshiro(system_seed());
        }
        renewal.ids_left = renewal.ids_left.saturating_sub(1);
        forked
    }
}

/// Steps over tails so near the end of the low 62 bits that a sibling would wrap.
const fn below_wrap(tail: u128) -> u128 {
    if tail & LOW_62 > LOW_62 ^ 0xffff_ffff { (tail | LOW_62).wrapping_add(1) } else { tail }
}

/// Randomness of the operating system, or, where it has none, what differs between processes.
fn system_seed() -> [u64; 4] {
    use std::hash::{BuildHasher, RandomState};
    let mut seed = [0; 32];
    if getrandom::fill(&mut seed).is_err() {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let nanos = now.unwrap_or_default().as_nanos();
        let mut hash = Sha256::new();
        hash.update(std::process::id().to_le_bytes());
        hash.update(nanos.to_le_bytes());
        hash.update(RandomState::new().hash_one(nanos).to_le_bytes());
        seed = hash.finalize().into();
    }
    let (words, _) = seed.as_chunks::<8>();
    let mut state = [1; 4];
    for (word, bytes) in state.iter_mut().zip(words) {
        *word = u64::from_le_bytes(*bytes);
    }
    state
}

/// xoshiro256++ 1.0 (Blackman and Vigna, public domain).
struct Xoshiro([u64; 4]);

impl Xoshiro {
    /// Spreads a small seed by SplitMix64, as its authors advise.
    fn from_seed(seed: u64) -> Self {
        let mut x = seed;
        Self(std::array::from_fn(|_| {
            x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    fn next(&mut self) -> u64 {
        let [s0, s1, s2, s3] = &mut self.0;
        let result = s0.wrapping_add(*s3).rotate_left(23).wrapping_add(*s0);
        let t = *s1 << 17;
        *s2 ^= *s0;
        *s3 ^= *s1;
        *s1 ^= *s2;
        *s0 ^= *s3;
        *s2 ^= t;
        *s3 = s3.rotate_left(45);
        result
    }

    /// A tail for a new millisecond, with its top bit clear as headroom for counting.
    fn first_tail(&mut self) -> u128 {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        below_wrap(bits >> (128 - TAIL_BITS + 1))
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_micros(ms * 1000)
    }

    #[test]
    fn ids_are_version_7_with_the_time_in_front() {
        let id = IdSource::seeded(1).next(at(0x0198_c0de_0000));
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert!(id.to_string().starts_with("0198c0de-0000-7"), "{id}");
    }

    #[test]
    fn a_seed_repeats_and_seeds_differ() {
        let run = |seed| {
            let ids = IdSource::seeded(seed);
            (0..100).map(|i| ids.next(at(i / 7))).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
    }

    #[test]
    fn a_fork_moves_on_with_new_randomness() {
        let ids = IdSource::system();
        let before = ids.next(at(5));
        let tail = {
            let mut state = ids.state.lock().unwrap();
            state.renewal.as_mut().unwrap().pid ^= 1;
            state.tail
        };
        let after = ids.next(at(5));
        assert!(after > before);
        assert!(ids.state.lock().unwrap().tail.abs_diff(tail) > TAIL_STEP * 4);
    }

    #[test]
    fn a_spent_millisecond_borrows_the_next() {
        let ids = IdSource::seeded(3);
        let before = ids.next(at(5));
        ids.state.lock().unwrap().tail = (1 << TAIL_BITS) - 1;
        let after = ids.next(at(5));
        assert!(after > before);
        assert_eq!(after.as_u128() >> 80, 6);
    }

    #[test]
    fn tails_leave_room_for_siblings() {
        let near = LOW_62 - 5;
        assert_eq!(below_wrap(near), LOW_62 + 1);
        assert_eq!(below_wrap(LOW_62 ^ 0xffff_ffff), LOW_62 ^ 0xffff_ffff);
    }

    #[test]
    fn threads_share_a_source() {
        let ids = IdSource::system();
        let all = std::thread::scope(|scope| {
            let work = || (0..20_000).map(|_| ids.next(at(9))).collect::<Vec<_>>();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn derived_is_version_8_and_stable() {
        let id = CommandId::derived(b"bank:line:1");
        assert_eq!(id, CommandId::derived(b"bank:line:1"));
        assert_ne!(id, CommandId::derived(b"bank:line:2"));
        assert_eq!(id.as_uuid().get_version_num(), 8);
        assert_eq!(id.as_uuid().get_variant(), uuid::Variant::RFC4122);
        // SHA-256("") = e3b0c442 98fc1c14 9afbf4c8 996fb924 ..
        assert_eq!(CommandId::derived(b"").to_string(), "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
    }

    #[test]
    fn consequences_are_stable_and_stand_beside_their_cause() {
        let id: CommandId = "0198c0de-0000-7000-8000-000000000001".parse().unwrap();
        // SHA-256("moja consequence 1\n" 0198c0de00007000800000000000000100000000), by another hand.
        let first = "0198c0de-0000-84fd-a518-a458ca6799b7";
        assert_eq!(id.consequence(0).to_string(), first);
        let source = IdSource::seeded(4);
        let causes: Vec<_> =
            (0..40).map(|_| CommandId::from_uuid(source.next(at(1_000_000)))).collect();
        let members = causes.iter().flat_map(|id| (0..5).map(|n| id.nth(n)));
        let caused = members.flat_map(|id| (0..5).map(move |n| (id, id.consequence(n))));
        let mut all: HashSet<_> = causes.iter().copied().collect();
        for (cause, caused) in caused {
            assert_eq!(caused.as_uuid().get_version_num(), 8);
            assert_eq!(caused.as_uuid().get_variant(), uuid::Variant::RFC4122);
            assert_eq!(caused.as_bytes()[..6], cause.as_bytes()[..6], "its time is another");
            assert!(all.insert(caused), "taken by another");
            assert!(all.insert(caused.consequence(0)), "taken by another");
        }
    }

    #[test]
    fn only_the_hyphenated_form_is_read() {
        let id = CommandId::from_uuid(IdSource::seeded(1).next(at(1)));
        assert_eq!(id.to_string().parse(), Ok(id));
        let simple = id.as_uuid().simple().to_string();
        assert!(simple.parse::<CommandId>().is_err());
        assert!(format!("{{{id}}}").parse::<CommandId>().is_err());
        assert_eq!("x".parse::<CommandId>().unwrap_err().code(), "invalid_id");
    }

    #[test]
    fn serde_is_text_or_sixteen_bytes() {
        let id = CommandId::derived(b"x");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<CommandId>(&json).unwrap(), id);
        let bytes = postcard::to_stdvec(&id).unwrap();
        assert_eq!(bytes, id.as_bytes());
        assert_eq!(postcard::from_bytes::<CommandId>(&bytes).unwrap(), id);
    }

    proptest! {
        #[test]
        fn ids_increase_whatever_the_clock_does(seed: u64, times in prop::collection::vec(any::<i64>(), 1..200)) {
            let ids = IdSource::seeded(seed);
            let made: Vec<_> = times.iter().map(|t| ids.next(Timestamp::from_micros(*t))).collect();
            prop_assert!(made.is_sorted_by(|a, b| a < b));
        }

        #[test]
        fn siblings_lie_between_an_id_and_the_next(seed: u64, n in 1..=u32::MAX) {
            let ids = IdSource::seeded(seed);
            let id = CommandId::from_uuid(ids.next(at(1)));
            let next = CommandId::from_uuid(ids.next(at(1)));
            prop_assert_eq!(id.nth(0), id);
            prop_assert!(id < id.nth(n) && id.nth(n) < next);
            prop_assert!(id.nth(n - 1) < id.nth(n));
        }

        #[test]
        fn nth_keeps_version_and_variant(bits: u128, n: u32) {
            let id = CommandId::from_uuid(Uuid::from_u128(bits)).nth(n);
            prop_assert_eq!(id.as_uuid().as_u128() & !LOW_62, bits & !LOW_62);
        }

        #[test]
        fn parse_never_panics(text: String) {
            let _ = text.parse::<CommandId>();
        }
    }
}
