//! The journal: audit trail, outbox and time machine in one append-only table.

use moja_macros::Record;
use serde::ser::{Impossible, SerializeStruct};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::id::CommandId;
use crate::store::{StoreError, StoreErrorKind};
use crate::tenant::{Actor, Tenant};
use crate::time::Timestamp;

/// One committed command.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "journal", key(pos), unique(by_command: command_id), append_only, system)]
pub struct JournalRow {
    /// Position: 1, 2, 3, ... without gaps, in commit order.
    #[record(check = "pos > 0")]
    pub pos: i64,
    /// The command's id, the idempotency key.
    pub command_id: CommandId,
    /// The command's name.
    pub command: SmolStr,
    /// Who acted.
    pub actor: SmolStr,
    /// When it was recorded; never decreases within a tenant.
    pub recorded_at: Timestamp,
    /// Format byte, then a digest of the request and a short print of each of its fields.
    pub request: SmallVec<[u8; 48]>,
    /// The events, binary, one after another.
    pub events: SmallVec<[u8; 64]>,
    /// SHA-256 over the previous hash and everything above.
    pub hash: SmallVec<[u8; 32]>,
}

/// The end of a tenant's journal.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "journal_head", key(), system)]
pub struct Head {
    /// The last position; 0 before the first command.
    pub pos: i64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its hash; 32 zero bytes before the first command.
    pub hash: Vec<u8>,
}

/// Format 1: SHA-256 chain, postcard events, 16 bytes of request digest, 2 bytes a field.
pub(crate) const FORMAT: u8 = 1;
const DIGEST_BYTES: usize = 16;

impl Head {
    /// The head of an empty journal.
    #[must_use]
    pub fn empty() -> Self {
        Self { pos: 0, recorded_at: Timestamp::default(), hash: vec![0; 32] }
    }
}

impl JournalRow {
    /// The hash that this row must have after `previous`.
    ///
    /// Every variable part is preceded by its length, so that no two rows share an input.
    #[must_use]
    pub fn expected_hash(&self, tenant: &Tenant, previous: &[u8]) -> [u8; 32] {
        // One pass over one buffer: most rows are shorter than this.
        let mut input: SmallVec<[u8; 512]> = SmallVec::new();
        let mut part = |bytes: &[u8]| {
            input.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            input.extend_from_slice(bytes);
        };
        part(previous);
        part(tenant.as_str().as_bytes());
        part(&self.pos.to_be_bytes());
        part(self.command_id.as_bytes());
        part(self.command.as_bytes());
        part(self.actor.as_bytes());
        part(&self.recorded_at.as_micros().to_be_bytes());
        part(&self.request);
        part(&self.events);
        Sha256::digest(&input).into()
    }

    /// The actor as a checked value.
    ///
    /// # Errors
    ///
    /// [`StoreError`] (corrupt) when the stored text is not a valid actor.
    pub fn actor(&self) -> Result<Actor, StoreError> {
        Actor::new(&self.actor).map_err(|_| {
            StoreError::new(
                StoreErrorKind::Corrupt,
                format!("the actor at journal position {} is not valid", self.pos),
            )
        })
    }
}

/// The print of a request: enough to recognise it and to name the first differing field,
/// without keeping what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestPrint {
    pub(crate) bytes: SmallVec<[u8; 48]>,
}

impl RequestPrint {
    /// Prints a request. `scratch` is only there to be reused.
    pub(crate) fn of<C: Serialize>(name: &str, command: &C, scratch: &mut Vec<u8>) -> Self {
        scratch.clear();
        let mut fields = Fields { out: scratch, prints: SmallVec::new(), names: None };
        let whole = command.serialize(&mut fields).is_err();
        let mut prints = fields.prints;
        if whole {
            // A request that is not a struct is one field. One that has no binary form, because
            // it flattens a map, say, has a JSON form; without either it has no print, and a
            // request without a print equals none.
            let bytes = postcard::to_extend(command, Vec::new()).ok();
            let Some(bytes) = bytes.or_else(|| serde_json::to_vec(command).ok()) else {
                return Self { bytes: SmallVec::new() };
            };
            *scratch = bytes;
            prints = SmallVec::from_slice(&[fold16(scratch)]);
        }
        let mut hash = Sha256::new();
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name.as_bytes());
        hash.update(&*scratch);
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = SmallVec::new();
        bytes.push(FORMAT);
        bytes.extend(digest.into_iter().take(DIGEST_BYTES));
        bytes.extend(prints.into_iter().flat_map(u16::to_be_bytes));
        Self { bytes }
    }

    /// The name of the first field in which `command` differs from the stored print.
    /// `stored` is empty for another command's.
    pub(crate) fn first_difference<C: Serialize>(stored: &[u8], command: &C) -> String {
        if stored.is_empty() {
            return "command".to_owned();
        }
        let mut scratch = Vec::new();
        let mut fields =
            Fields { out: &mut scratch, prints: SmallVec::new(), names: Some(Vec::new()) };
        if command.serialize(&mut fields).is_err() {
            return "request".to_owned();
        }
        let stored = stored.get(DIGEST_BYTES.saturating_add(1)..).unwrap_or_default();
        let mut stored = stored.chunks(2);
        for (name, print) in fields.names.unwrap_or_default().into_iter().zip(fields.prints) {
            if stored.next() != Some(print.to_be_bytes().as_slice()) {
                return name.to_owned();
            }
        }
        "request".to_owned()
    }
}

/// As FNV-1a, but a word at a time, folded to 16 bits: it only has to name a differing field, the
/// digest decides.
fn fold16(bytes: &[u8]) -> u16 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    let hash = words.chain(rest).fold(0xcbf2_9ce4_8422_2325, mix);
    let [a, b, c, d, e, f, g, h] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c ^ e ^ g, b ^ d ^ f ^ h])
}

/// A serializer for the outermost struct of a request: each field goes to postcard.
struct Fields<'a> {
    out: &'a mut Vec<u8>,
    prints: SmallVec<[u16; 14]>,
    names: Option<Vec<&'static str>>,
}

impl SerializeStruct for &mut Fields<'_> {
    type Ok = ();
    type Error = postcard::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), postcard::Error> {
        // Present, and not left out: otherwise two optional fields that are left out when empty
        // could be taken for each other.
        self.out.push(1);
        let start = self.out.len();
        let out = std::mem::take(self.out);
        *self.out = postcard::to_extend(value, out)?;
        self.prints.push(fold16(self.out.get(start..).unwrap_or_default()));
        if let Some(names) = &mut self.names {
            names.push(name);
        }
        Ok(())
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), postcard::Error> {
        self.out.push(0);
        self.prints.push(0);
        if let Some(names) = &mut self.names {
            names.push(name);
        }
        Ok(())
    }

    fn end(self) -> Result<(), postcard::Error> {
        Ok(())
    }
}

macro_rules! not_a_struct {
    ($($name:ident($($kind:ty),*) -> $ok:ty;)*) => {
        $(fn $name(self, $(_: $kind),*) -> Result<$ok, postcard::Error> {
            Err(postcard::Error::WontImplement)
        })*
    };
}

type No = Impossible<(), postcard::Error>;

impl<'a, 'b> Serializer for &'a mut Fields<'b> {
    type Ok = ();
    type Error = postcard::Error;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = &'a mut Fields<'b>;
    type SerializeStructVariant = No;

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, postcard::Error> {
        Ok(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), postcard::Error> {
        Err(postcard::Error::WontImplement)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), postcard::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), postcard::Error> {
        Err(postcard::Error::WontImplement)
    }

    not_a_struct! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> No;
        serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_map(Option<usize>) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }
}

/// Decodes the events of one journal row.
pub(crate) fn decode_events<E: serde::de::DeserializeOwned>(
    mut bytes: &[u8],
) -> Result<Vec<E>, StoreError> {
    let mut events = Vec::new();
    while !bytes.is_empty() {
        let (event, rest) = postcard::take_from_bytes(bytes).map_err(|error| {
            StoreError::new(
                StoreErrorKind::Corrupt,
                format!("an event of the journal cannot be read: {error}"),
            )
        })?;
        events.push(event);
        bytes = rest;
    }
    Ok(events)
}
