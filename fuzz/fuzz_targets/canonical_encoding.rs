//! Bytes of a journal row are refused or understood: what is understood has one canonical form,
//! and can be projected to rows, however odd its numbers are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moja_core::batch::Batch;
use moja_core::command::{Domain as _, Recorded};
use moja_core::id::CommandId;
use moja_core::tenant::Actor;
use moja_core::time::Timestamp;
use moja_ledger::{Ledger, LedgerEvent};

fuzz_target!(|bytes: &[u8]| {
    let actor = Actor::new("fuzz").expect("a good name");
    let mut rest = bytes;
    let mut ordinal = 0;
    let mut batch = Batch::new();
    while let Ok((event, left)) = postcard::take_from_bytes::<LedgerEvent>(rest) {
        let canonical = postcard::to_extend(&event, Vec::new()).expect("what was read");
        assert_eq!(postcard::from_bytes(&canonical), Ok(event.clone()));
        let at = Timestamp::default();
        let command_id = CommandId::nil();
        let recorded = Recorded { pos: 1, ordinal, at, command_id, actor: &actor };
        Ledger::project(&event, &recorded, &mut batch);
        ordinal += 1;
        rest = left;
        if rest.is_empty() || ordinal == 64 {
            break;
        }
    }
});
