//! What a message tells in types: items, dates, measures, amounts; and where it is wrong.
#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use moja_inventory::gs1::{
    Ai, Amount, Date, Decimal, Element, Error, Gln, Gtin, LinkOptions, Message, Problem, Sscc,
    Unit, check_digit, check_pair,
};

/// GS1 General Specifications, *Determination of century in dates*: the two digits less those of
/// the reference year decide: 51 to 99 the century before, -50 to -99 the next one, else this one.
#[test]
fn the_century_slides_with_the_reference_year() {
    for (two_digits, reference, year) in [
        ("26", 2026, 2026),
        ("76", 2026, 2076),
        ("77", 2026, 1977),
        ("99", 2026, 1999),
        ("00", 2026, 2000),
        ("00", 2049, 2000),
        ("00", 2050, 2100),
        ("49", 2099, 2149),
        ("50", 2099, 2050),
        ("50", 2000, 2050),
        ("51", 2000, 1951),
        ("99", 1999, 1999),
        ("49", 1999, 2049),
        ("48", 1999, 2048),
        ("99", 0, 0),
    ] {
        let date = Date::from_yymmdd(&format!("{two_digits}0115"), reference).unwrap();
        assert_eq!(date.year(), year, "{two_digits} in {reference}");
    }
    for reference in 1900..2200_u16 {
        for two_digits in 0..100_u16 {
            let text = format!("{two_digits:02}0101");
            let year = i32::from(Date::from_yymmdd(&text, reference).unwrap().year());
            let away = year - i32::from(reference);
            assert!((-49..=50).contains(&away), "{text} in {reference} is {year}");
            assert_eq!(year % 100, i32::from(two_digits));
        }
    }
}

#[test]
fn day_zero_is_the_last_of_the_month() {
    for (text, day) in [
        ("260200", 28),
        ("280200", 29),
        ("000200", 29),
        ("260400", 30),
        ("261200", 31),
        ("260115", 15),
    ] {
        assert_eq!(Date::from_yymmdd(text, 2026).unwrap().day(), day, "{text}");
    }
    // 2100 is no leap year, 2000 is one: the linter cannot know, the reader can.
    let scan = Message::parse("(01)09520123456788(17)000229").unwrap();
    assert_eq!(scan.expiry(2026), Ok(Date::new(2000, 2, 29)));
    let error = scan.expiry(2090).unwrap_err();
    assert_eq!((error.code(), error.ai()), ("gs1_illegal_day", Some(Ai::EXPIRY)));
    assert_eq!(Date::from_yymmdd("000200", 2090).map(Date::day), Ok(28));
    assert_eq!(Date::new(2026, 2, 29), None);
    assert_eq!(Date::new(2026, 13, 1), None);
    assert_eq!(Date::new(2026, 1, 0), None);
    assert_eq!(Date::new(2026, 7, 9).unwrap().to_yymmdd(), "260709");
}

#[test]
fn dates_are_told_by_their_identifier() {
    let text = "(01)09520123456788(11)260101(13)260102(15)260103(16)260104(7003)2601052359";
    let scan = Message::parse(text).unwrap();
    let day = |day| Ok(Date::new(2026, 1, day));
    assert_eq!(scan.production_date(2026), day(1));
    assert_eq!(scan.date(Ai::PACKAGING_DATE, 2026), day(2));
    assert_eq!(scan.best_before(2026), day(3));
    assert_eq!(scan.date(Ai::SELL_BY, 2026), day(4));
    assert_eq!(scan.expiry(2026), day(5));
    assert_eq!(scan.date(Ai::EXPIRY, 2026), Ok(None));
    assert!(scan.date(Ai::GTIN, 2026).is_err(), "a GTIN is no date");
}

#[test]
fn numbers_are_told_in_types() {
    let unit = Message::parse("(00)095201234567891235(02)09520123456788(37)24").unwrap();
    assert_eq!(unit.sscc(), "095201234567891235".parse::<Sscc>().ok());
    assert_eq!(unit.sscc().unwrap().to_string(), "095201234567891235");
    assert_eq!(unit.content(), Gtin::completing("0952012345678").ok());
    assert_eq!((unit.count(), unit.gtin(), unit.lot()), (Some(24), None, None));
    assert_eq!(unit.check(), Ok(()));
    let place = Message::parse("(414)9520123456788").unwrap();
    assert_eq!(place.location(), "9520123456788".parse::<Gln>().ok());
    let pack = Message::parse("(01)09520123456788(30)12").unwrap();
    assert_eq!(pack.variable_count(), Some(12));
    assert_eq!(Gtin::completing("123"), Err(key_length("123".len() + 1)));
    assert_eq!("12345x78".parse::<Gtin>().unwrap_err().position(), 5);
    assert_eq!("0952012345678912".parse::<Sscc>().unwrap_err().code(), "gs1_key_length");
    assert_eq!(check_digit("12a").unwrap_err().code(), "gs1_non_digit_character");
    assert_eq!(check_pair("12 a").unwrap_err().code(), "gs1_invalid_cset82_character");
    assert_eq!(check_pair(&"1".repeat(98)).unwrap_err().length(), 100);
}

fn key_length(length: usize) -> Error {
    let error = "1234".parse::<Gtin>().unwrap_err();
    assert_eq!(error.length(), length);
    error
}

#[test]
fn measures_have_exact_decimals_and_units() {
    for (element, text, unit, code) in [
        ("(3103)001250", "1.250", Unit::Kilogram, "KGM"),
        ("(3100)001250", "1250", Unit::Kilogram, "KGM"),
        ("(3205)000001", "0.00001", Unit::Pound, "LBR"),
        ("(3141)000015", "1.5", Unit::SquareMetre, "MTK"),
        ("(3372)001234", "12.34", Unit::KilogramPerSquareMetre, "28"),
        ("(3693)999999", "999.999", Unit::CubicYard, "YDQ"),
    ] {
        let message = Message::parse(element).unwrap();
        let measures: Vec<_> = message.measures().collect();
        let [measure] = measures.as_slice() else { panic!("{element}: {measures:?}") };
        assert_eq!(measure.quantity.to_string(), text, "{element}");
        assert_eq!((measure.unit, measure.unit.code()), (unit, code), "{element}");
    }
    let scan = Message::parse("(01)99520123456781(3113)000500(3103)001250").unwrap();
    let weight = scan.net_weight().unwrap();
    assert_eq!(weight.quantity, Decimal { value: 1250, scale: 3 });
    assert_eq!(scan.measures().count(), 2);
    assert_eq!(scan.check(), Ok(()), "a measure does not exclude itself");
    assert_eq!(scan.amounts().count(), 0);
}

#[test]
fn every_measure_has_the_unit_of_its_title() {
    let words = [
        ("(kg)", "KGM"),
        ("(lb)", "LBR"),
        ("(tr oz)", "APZ"),
        ("(oz)", "OZA"),
        ("(m)", "MTR"),
        ("(in)", "INH"),
        ("(ft)", "FOT"),
        ("(yd)", "YRD"),
        ("(m²)", "MTK"),
        ("(in²)", "INK"),
        ("(ft²)", "FTK"),
        ("(yd²)", "YDK"),
        ("(l)", "LTR"),
        ("(m³)", "MTQ"),
        ("(in³)", "INQ"),
        ("(ft³)", "FTQ"),
        ("(yd³)", "YDQ"),
        ("(qt (US))", "QT"),
        ("(gal.)", "GLL"),
        ("(gal (US))", "GLL"),
        ("KG PER m²", "28"),
    ];
    let mut groups = 0;
    for entry in moja_inventory::gs1::entries() {
        if !(3100..3700).contains(&entry.ais.first.number()) || entry.ais.first.digits() != 4 {
            continue;
        }
        let message = Message::new().with(entry.ais.last, "000001").unwrap();
        let measure = message.measures().next().unwrap();
        let (_, code) = words.iter().find(|(word, _)| entry.title.contains(word)).unwrap();
        assert_eq!(measure.unit.code(), *code, "{}", entry.title);
        groups += 1;
    }
    assert_eq!(groups, 53);
}

#[test]
fn amounts_have_exact_decimals_and_a_currency() {
    let amount = |text: &str| Message::parse(text).unwrap().amounts().next();
    let of = |ai, value, scale, currency: Option<&str>| {
        let quantity = Decimal { value, scale };
        Some(Amount { ai: Ai::new(ai, 4), quantity, currency: currency.map(str::to_owned) })
    };
    assert_eq!(amount("(3922)12599"), of(3922, 12599, 2, None));
    assert_eq!(amount("(3932)97812599"), of(3932, 12599, 2, Some("978")));
    assert_eq!(amount("(3903)1"), of(3903, 1, 3, None));
    let greatest = "(3919)840999999999999999";
    assert_eq!(amount(greatest), of(3919, 999_999_999_999_999, 9, Some("840")));
    assert_eq!(amount("(3952)001250"), of(3952, 1250, 2, None));
    assert_eq!(amount("(3103)001250"), None);
    let coupon = Message::parse("(255)9520123456788(3941)0125").unwrap();
    assert_eq!(coupon.percentage_discount().unwrap().to_string(), "12.5");
    assert_eq!(coupon.amounts().count(), 0);
}

/// Code, first byte, how many bytes.
fn place<T: std::fmt::Debug>(result: Result<T, Error>) -> (&'static str, usize, usize) {
    let error = result.unwrap_err();
    (error.code(), error.position(), error.length())
}

#[test]
fn errors_say_where() {
    let parse = |text: &str| place(Message::parse(text));
    assert_eq!(parse(""), ("gs1_empty", 0, 0));
    assert_eq!(parse("]C1"), ("gs1_empty", 3, 0));
    assert_eq!(parse("]Xx12"), ("gs1_unknown_symbology", 0, 3));
    assert_eq!(parse("]Q1hello"), ("gs1_not_gs1", 3, 5));
    assert_eq!(parse("]I112345"), ("gs1_key_length", 3, 5));
    assert_eq!(parse("]E02112345678901"), ("gs1_incorrect_check_digit", 15, 1));
    assert_eq!(parse("]C1010952012345678889A"), ("gs1_unknown_ai", 19, 2));
    assert_eq!(parse("^0109520123456789"), ("gs1_incorrect_check_digit", 16, 1));
    assert_eq!(parse("^10A1\u{1D}17261340"), ("gs1_illegal_month", 10, 2));
    assert_eq!(parse("^010952012345"), ("gs1_too_short", 3, 10));
    assert_eq!(parse("^10"), ("gs1_empty_value", 3, 0));
    assert_eq!(parse("^101234567890123456789012"), ("gs1_too_long", 3, 22));
    assert_eq!(parse("(01"), ("gs1_missing_closing_bracket", 0, 3));
    assert_eq!(parse("(10)A(99"), ("gs1_missing_closing_bracket", 5, 3));
    assert_eq!(parse("(10)A(89)B"), ("gs1_unknown_ai", 6, 2));
    assert_eq!(parse("(10)A b"), ("gs1_invalid_cset82_character", 5, 1));
    assert_eq!(parse("(7007)26010"), ("gs1_too_short", 6, 5));
    assert_eq!(parse("(7007)2601012"), ("gs1_uneven_length", 6, 7));
    assert_eq!(parse("https://a b/01/1"), ("gs1_link_character", 9, 1));
    assert_eq!(parse("https://a/01/09520123456789"), ("gs1_incorrect_check_digit", 26, 1));
    assert_eq!(parse("https://a/01/09520123456788?17=991301"), ("gs1_illegal_month", 33, 2));
    assert_eq!(parse("https://a/01/09520123456788?888=1"), ("gs1_link_parameter", 28, 3));
    assert_eq!(parse("https://a/01/09520123456788?21=A"), ("gs1_link_attribute", 28, 4));
    assert_eq!(parse("https://a/01/09520123456788?10=A"), ("gs1_link_belongs_in_path", 28, 4));
    assert_eq!(parse("https://a/01/09520123456788/10/%00"), ("gs1_link_nul", 31, 3));
    assert_eq!(parse("]Q1https://a/02/09520123456788"), ("gs1_link_key", 13, 17));
    // Also where the value is not in the input as it is.
    assert_eq!(parse(r"(10)A\(b\(c d"), ("gs1_invalid_cset82_character", 11, 1));
    assert_eq!(parse("https://a/01/95201234"), ("gs1_incorrect_check_digit", 20, 1));
    assert_eq!(
        parse("https://a/253/9520123456788%2f%2F%7e"),
        ("gs1_invalid_cset82_character", 33, 3)
    );
    let ftp = Message::from_link("ftp://a/01/1", LinkOptions::default());
    assert_eq!(place(ftp), ("gs1_link_scheme", 0, 12));
    assert_eq!(place(Element::new(Ai::new(89, 2), "1")), ("gs1_unknown_ai", 0, 0));
}

#[test]
fn errors_speak_to_people() {
    let shown = |text: &str| Message::parse(text).and_then(|m| m.check()).unwrap_err().to_string();
    assert_eq!(shown("(10)"), "(10) at byte 4: expected a value");
    assert_eq!(shown("(242)1234567"), "(242) at byte 5: expected at most 6 characters");
    assert_eq!(
        shown("9520123456789"),
        "(01) at byte 12: expected the check digit of the digits before it"
    );
    assert_eq!(shown("(01)09520123456788(37)1"), "(01) must not be together with (37)");
    assert_eq!(
        shown("(01)09520123456788(250)1"),
        "(250) needs one of (01) with (21), (03) with (21), (8006) with (21)"
    );
    assert_eq!(shown("(99)A(99)B"), "(99) is there twice with different values");
    let error = Message::parse("(01)09520123456788(37)1").unwrap().check().unwrap_err();
    assert_eq!((error.ai(), error.position()), (Some(Ai::GTIN), 0));
    assert_eq!(error.problem(), &Problem::Excluded { with: Ai::COUNT });
}

#[test]
fn symbols_of_one_item_are_checked_together() {
    let mut label = Message::parse("]E09520123456788").unwrap();
    label.merge(Message::parse("]C117261231\u{1D}10A1").unwrap()).unwrap();
    assert_eq!(label.check(), Ok(()));
    assert_eq!(label.to_bracketed(), "(01)09520123456788(17)261231(10)A1");
    label.merge(Message::parse("(10)A1").unwrap()).unwrap();
    assert_eq!(label.check(), Ok(()), "the same lot twice is no contradiction");
    label.merge(Message::parse("(10)A2").unwrap()).unwrap();
    assert_eq!(label.check().unwrap_err().code(), "gs1_contradiction");
    assert_eq!(Message::parse("09520123456788").unwrap().gtin(), label.gtin());
    assert_eq!(Message::parse("]I109520123456788").unwrap().to_bracketed(), "(01)09520123456788");
    assert_eq!(Message::parse("]J10109520123456788").unwrap().gtin(), label.gtin());
}

#[test]
fn a_link_that_was_read_can_be_written() {
    for link in [
        "https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123",
        "https://id.gs1.org/01/09520123456788/22/A/10/B/21/C?17=280200&99=D",
        "https://id.gs1.org/414/9520123456788/7040/1ABC",
        "https://id.gs1.org/414/9520123456788/254/X",
    ] {
        let written = Message::parse(link).and_then(|read| read.to_link("https://id.gs1.org/"));
        assert_eq!(written.as_deref(), Ok(link));
    }
    let two_lots = Message::parse("(01)09520123456788(10)A(10)B").unwrap();
    assert_eq!(two_lots.to_link("https://a").unwrap_err().code(), "gs1_contradiction");
    // The lot belongs between key and serial number.
    let misplaced = "https://id.gs1.org/8006/095201234567880102/21/S?10=L";
    assert_eq!(Message::parse(misplaced).unwrap_err().code(), "gs1_link_belongs_in_path");
}
