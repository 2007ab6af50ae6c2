//! What a scanner may send: read or refused, and what was read is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moja_inventory::gs1::{Fnc1, LinkOptions, Message};

fuzz_target!(|bytes: &[u8]| {
    let lenient = LinkOptions { short_gtins: true, convenience_alphas: true };
    let readings = [
        Message::parse(bytes),
        Message::from_element_string(bytes),
        Message::from_bracketed(bytes),
        Message::from_link(bytes, lenient),
    ];
    for reading in readings {
        let message = match reading {
            Ok(message) => message,
            Err(error) => {
                assert!(error.position() + error.length() <= bytes.len());
                assert!(!error.to_string().is_empty());
                continue;
            }
        };
        assert_eq!(Message::parse(message.to_bracketed()).as_ref(), Ok(&message));
        for fnc1 in [Fnc1::Gs, Fnc1::Caret] {
            let text = message.to_element_string(fnc1);
            assert_eq!(Message::from_element_string(text).as_ref(), Ok(&message));
        }
        if let Ok(link) = message.to_link("https://id.gs1.org") {
            let read = Message::parse(&link).expect("what was written");
            assert_eq!(read.to_link("https://id.gs1.org"), Ok(link));
        }
        if bytes.starts_with(b"http") {
            assert!(message.to_link("https://a").is_ok(), "what was a link is one");
        }
        let _ = message.check();
        let _ = (message.expiry(2026), message.best_before(2026), message.production_date(2026));
        let _ = (message.measures().count(), message.amounts().count());
    }
});
