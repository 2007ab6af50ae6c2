//! Small books by hand, and properties that hold for all books.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::model::{Entry, EntryKind, MetaValue, Price, ResolvedPosting};
use super::*;

fn no_include(_: &str) -> Result<String, String> {
    Err("there are no files here".to_owned())
}

fn source(text: &str) -> Source<'static> {
    Source { name: "test".to_owned(), text: text.to_owned(), include: &no_include }
}

fn beancount(text: &str) -> Reading {
    read_beancount(&source(text))
}

fn hledger(text: &str) -> Reading {
    read_hledger(&source(text))
}

fn codes(reading: &Reading) -> Vec<(u32, &str)> {
    reading.problems.iter().map(|problem| (problem.line, problem.code)).collect()
}

fn balances(book: &ResolvedBook) -> BTreeMap<(String, String), Decimal> {
    let mut sums: BTreeMap<(String, String), number::Sum> = BTreeMap::new();
    for posting in postings(book) {
        let key = (posting.account.to_string(), posting.units.currency.to_string());
        let sum = sums.entry(key).or_default();
        *sum = sum.plus(posting.units.number).unwrap();
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums.into_iter().map(|(key, sum)| (key, sum.to_decimal().unwrap().normalize())).collect()
}

fn postings(book: &ResolvedBook) -> impl Iterator<Item = &ResolvedPosting> {
    book.entries.iter().flat_map(|entry| match &entry.kind {
        EntryKind::Transaction(transaction) => transaction.postings.as_slice(),
        _ => &[],
    })
}

fn show(book: &ResolvedBook) -> Vec<String> {
    postings(book).map(|p| format!("{} {} | {}", p.account, p.units, p.weight)).collect()
}

fn to_beancount(book: &ResolvedBook) -> (String, WriteReport) {
    let mut out = Vec::new();
    let report = write_beancount(book, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

fn to_hledger(book: &ResolvedBook) -> (String, WriteReport) {
    let mut out = Vec::new();
    let report = write_hledger(book, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

/// The entries without what says where they stood.
fn placeless(book: &ResolvedBook) -> Vec<Entry<ResolvedPosting>> {
    let mut entries = book.entries.clone();
    for entry in &mut entries {
        entry.line = 0;
        entry.file = "".into();
        if let EntryKind::Transaction(transaction) = &mut entry.kind {
            for posting in &mut transaction.postings {
                posting.line = 0;
                posting.is_inferred = false;
            }
        }
    }
    entries
}

const OPENED: &str = "2020-01-01 open Assets:A\n2020-01-01 open Assets:B\n\
                      2020-01-01 open Assets:Fifo \"FIFO\"\n2020-01-01 open Equity:E\n";

#[test]
fn beancount_infers_and_balances() {
    let reading = beancount(&format!(
        "{OPENED}2020-01-02 * \"Payee\" \"Narr \\\"x\\\"\nmore\" #tag ^link\n  key: 1.50 USD\n  \
         Assets:A  (1 + 2) * 1.00 USD @ 2.00 EUR\n    note: \"here\"\n  Assets:B\n"
    ));
    assert_eq!(reading.problems, []);
    assert_eq!(
        show(&reading.book),
        ["Assets:A 3.00 USD | 6.0000 EUR", "Assets:B -6.0000 EUR | -6.0000 EUR"]
    );
    let EntryKind::Transaction(transaction) = &reading.book.entries[4].kind else { panic!() };
    assert_eq!(transaction.payee.as_deref(), Some("Payee"));
    assert_eq!(transaction.narration, "Narr \"x\"\nmore");
    assert_eq!((transaction.tags.len(), transaction.links.len()), (1, 1));
    assert_eq!(transaction.postings[0].meta.text("note"), Some("here"));
    assert!(matches!(reading.book.entries[4].meta.get("key"), Some(MetaValue::Amount(_))));
}

#[test]
fn beancount_books_lots() {
    let reading = beancount(&format!(
        "{OPENED}2020-01-02 * \"buy\"\n  Assets:Fifo  5 H {{10.00 USD}}\n  \
         Assets:Fifo  5 H {{{{60.00 USD, \"b\"}}}}\n  Equity:E\n\
         2020-01-03 * \"sell\"\n  Assets:Fifo  -7 H {{}} @@ 105.00 USD\n  Equity:E\n"
    ));
    assert_eq!(reading.problems, []);
    assert_eq!(
        show(&reading.book),
        [
            "Assets:Fifo 5 H | 50.00 USD",
            "Assets:Fifo 5 H | 60.00 USD",
            "Equity:E -110.00 USD | -110.00 USD",
            "Assets:Fifo -5 H | -50.00 USD",
            "Assets:Fifo -2 H | -24.00 USD",
            "Equity:E 74.00 USD | 74.00 USD",
        ]
    );
    let sold = postings(&reading.book).nth(4).unwrap();
    assert_eq!(sold.cost.as_ref().unwrap().label.as_deref(), Some("b"));
    assert!(matches!(&sold.price, Some(Price::Unit(price)) if price.number == Decimal::from(15)));
}

#[test]
fn beancount_pads_per_currency() {
    let reading = beancount(&format!(
        "{OPENED}2020-01-02 pad Assets:A Equity:E\n2020-01-05 balance Assets:A 10.00 USD\n\
         2020-01-05 balance Assets:A 3 EUR\n2020-01-06 pad Assets:A Equity:E\n"
    ));
    assert_eq!(codes(&reading), [(8, "unused_pad")]);
    let kinds: Vec<_> = reading
        .book
        .entries
        .iter()
        .filter(|entry| matches!(&entry.kind, EntryKind::Transaction(t) if t.flag == Some('P')))
        .collect();
    assert_eq!(kinds.len(), 2);
    assert_eq!(
        show(&reading.book)[..2],
        ["Assets:A 10.00 USD | 10.00 USD", "Equity:E -10.00 USD | -10.00 USD"]
    );
}

#[test]
fn beancount_tolerance_is_half_of_the_last_digit() {
    let book = |a: &str, b: &str| {
        format!("{OPENED}2020-01-02 *\n  Assets:A  {a} USD\n  Assets:B  -{b} USD\n")
    };
    assert_eq!(codes(&beancount(&book("1.00", "1.005"))), []);
    assert_eq!(codes(&beancount(&book("1.00", "1.0051"))), [(5, "unbalanced")]);
    assert_eq!(codes(&beancount(&book("1", "1.00005"))), [(5, "unbalanced")]);
    assert_eq!(codes(&beancount(&book("1", "2"))), [(5, "unbalanced")]);
    let wide = format!("option \"inferred_tolerance_default\" \"*:2\"\n{}", book("1", "2"));
    assert_eq!(codes(&beancount(&wide)), []);
}

#[test]
fn beancount_problems_have_lines_and_leave_the_rest() {
    let text = format!(
        "{OPENED}2020-01-02 nonsense\n2020-01-02 * \"bad\"\n  Assets:A  1 USD USD\n  Assets:B\n\
         2020-01-02 * \"closed\"\n  Assets:X  1 USD\n  Assets:B\nwhat\n\
         2020-01-02 * \"two\"\n  Assets:A\n  Assets:B\n\
         2020-01-02 * \"no lot\"\n  Assets:A  1 H {{1 USD}}\n  Assets:A  -2 H {{2 USD}}\n  Assets:B\n\
         2020-01-02 * \"good\"\n  Assets:A  1 USD\n  Assets:B\n\
         2020-01-03 balance Assets:A 7 USD\nplugin \"x.y\"\n\
         2020-01-04 * \"digits\"\n  Assets:A  1.00000000000000000000000000001 USD\n  Assets:B\n\
         include \"none\"\n"
    );
    let reading = beancount(&text);
    assert_eq!(
        codes(&reading),
        [
            (5, "unsupported_directive"),
            (7, "syntax"),
            (9, "account_not_open"),
            (12, "unsupported_directive"),
            (15, "several_elided"),
            (23, "balance_failed"),
            (24, "unsupported_plugin"),
            (26, "number_out_of_range"),
            (28, "include_failed"),
        ]
    );
    // The sale found nothing to reduce, so it opened a short lot, as in beancount.
    assert_eq!(postings(&reading.book).count(), 5);
}

#[test]
fn includes_are_followed_and_cycles_reported() {
    let files = |path: &str| match path {
        "a/b.bean" => Ok("include \"../main.bean\"\ninclude \"c.bean\"\n".to_owned()),
        "a/c.bean" => Ok("2020-01-01 open Assets:A\n".to_owned()),
        _ => Err("no such file".to_owned()),
    };
    let text = "include \"a/b.bean\"\n".to_owned();
    let reading = read_beancount(&Source { name: "main.bean".to_owned(), text, include: &files });
    assert_eq!(codes(&reading), [(1, "include_cycle")]);
    assert_eq!(reading.problems[0].file, "a/b.bean");
    assert_eq!(reading.book.entries[0].file.as_ref(), "a/c.bean");
}

#[test]
fn beancount_round_trips_everything() {
    let text = format!(
        "option \"title\" \"T\"\n{OPENED}2020-01-01 commodity USD\n  name: \"d\"\n  nr: 1.50\n  \
         dd: 2020-01-01\n  aa: Assets:A\n  tt: #t\n  cc: EUR\n  bb: TRUE\n  nn: NULL\n  am: 1 USD\n\
         2020-01-01 note Assets:A \"n\" #t ^l\n2020-01-01 event \"a\" \"b\"\n\
         2020-01-01 query \"a\" \"b\"\n2020-01-01 custom \"c\" \"x\" 1 USD 2 TRUE Assets:A\n\
         2020-01-01 price V 1.00 USD\n\
         2020-01-02 txn \"p\" \"n\\\\\" #t ^l\n  ! Assets:A  3 V {{1.00 # 1.00 USD, 2019-01-01, \"l\"}}\n  \
         Assets:A  2 W {{{{5 USD}}}} @ 3 USD\n  Equity:E\n\
         2020-01-02 * \"third\"\n  Assets:B  3 USD @@ 1 EUR\n  Assets:B  -1 EUR\n\
         2020-01-03 * \"s\"\n  Assets:A  -1 V {{\"l\"}}\n  Equity:E\n\
         2020-01-04 balance Assets:A 2 ~ 0.5 V\n2020-01-05 close Assets:Fifo\n"
    );
    let reading = beancount(&text);
    assert_eq!(reading.problems, []);
    let (written, report) = to_beancount(&reading.book);
    assert_eq!(report, WriteReport::default());
    let again = beancount(&written);
    assert_eq!(again.problems, [], "{written}");
    assert_eq!(placeless(&again.book), placeless(&reading.book), "{written}");
    assert_eq!(to_beancount(&again.book).0, written);
    // What does not divide is let pass by an option that only beancount needs.
    assert!(written.contains("inferred_tolerance_default\" \"EUR:0.0"));

    let (journal, _) = to_hledger(&reading.book);
    let again = hledger(&journal);
    assert_eq!(again.problems, [], "{journal}");
    assert_eq!(balances(&again.book), balances(&reading.book));
}

#[test]
fn prices_stay_where_none_can_take_what_a_transaction_is_off() {
    // Half of the last digit lets two equal weights pass; no total price brings them to zero.
    let text = "2025-01-01 a\n  x  0.005 A @ 1.1 USD\n  x  0.005 A @ 1.1 USD\n\
                2025-01-02 b\n  x  1 A @ 1.1 USD\n  x  -1 A @ 1.12 USD\n  y  0.02 USD\n\
                2025-01-03 c\n  x  1 A @ 1.113 USD\n  y  -1.11 USD\n";
    let reading = hledger(text);
    assert_eq!(reading.problems, []);
    let (journal, _) = to_hledger(&reading.book);
    let again = hledger(&journal);
    assert_eq!(again.problems, [], "{journal}");
    assert_eq!(journal.matches("0.005 A @ 1.1 USD").count(), 2, "{journal}");
    assert!(journal.contains("1 A @@ 1.11"), "{journal}");
    assert_eq!(balances(&again.book), balances(&reading.book), "{journal}");
}

#[test]
fn hledger_amounts_and_marks() {
    let reading = hledger(
        "D 1,000.00 EUR\n2020/1/2=1/5 * (c) Who | what ; k: v, t:\n  a b  $-1,000.5\n  x  $+ 1000,5\n\
         2020-01-03 b\n  a  1,000 ; free\n  b  EUR -1.000,\n\
         2020.01.04 c\n  a  1E2 \"LOT 5\"\n  b  -1 00.0 \"LOT 5\"\n\
         decimal-mark ,\n2020-01-05 d\n  a  1,5\n  b  -1.000,5\n  c\n",
    );
    assert_eq!(codes(&reading), [(7, "invalid_amount")]);
    assert_eq!(
        show(&reading.book),
        [
            "a b -1000.5 $ | -1000.5 $",
            "x 1000.5 $ | 1000.5 $",
            "a 100 LOT 5 | 100 LOT 5",
            "b -100.0 LOT 5 | -100.0 LOT 5",
            "a 1.5 EUR | 1.5 EUR",
            "b -1000.5 EUR | -1000.5 EUR",
            "c 999.0 EUR | 999.0 EUR",
        ]
    );
}

#[test]
fn hledger_transactions_keep_their_parts() {
    let reading = hledger(
        "2020/1/2=1/5 ! (c 1) Who | what ; k: v, t:, link: a/1\n    ; free text\n  \
         * a b:c  $10 @ 2 EUR  ; p:q\n  [v]  $1 = $1\n  [w]\n  d\n",
    );
    assert_eq!(reading.problems, []);
    let entry = &reading.book.entries[0];
    let EntryKind::Transaction(transaction) = &entry.kind else { panic!() };
    assert_eq!(transaction.flag, Some('!'));
    assert_eq!(transaction.date2.unwrap().to_string(), "2020-01-05");
    assert_eq!(transaction.code.as_deref(), Some("c 1"));
    assert_eq!(transaction.payee.as_deref(), Some("Who"));
    assert_eq!(transaction.narration, "what");
    assert_eq!(
        (&transaction.tags[..], &transaction.links[..]),
        (&["t".to_owned()][..], &["a/1".to_owned()][..])
    );
    assert_eq!(entry.meta.text("k"), Some("v"));
    assert_eq!(entry.meta.text("comment"), Some("free text"));
    assert_eq!(transaction.postings[0].meta.text("p"), Some("q"));
    assert!(transaction.postings[1].is_virtual && transaction.postings[1].assertion.is_some());
    assert_eq!(
        show(&reading.book),
        ["a b:c 10 $ | 20 EUR", "v 1 $ | 1 $", "w -1 $ | -1 $", "d -20 EUR | -20 EUR"]
    );
    let (journal, _) = to_hledger(&reading.book);
    let again = hledger(&journal);
    assert_eq!(again.problems, [], "{journal}");
    assert_eq!(placeless(&again.book), placeless(&reading.book), "{journal}");
    let (written, report) = to_beancount(&reading.book);
    assert_eq!(beancount(&written).problems, [], "{written}");
    assert_eq!(report.renamed_currencies, [("$".to_owned(), "USD".to_owned())]);
}

#[test]
fn hledger_conversion_assignment_and_assertions() {
    let reading = hledger(
        "2020-01-02 later\n  a  1 X == 3 X\n  e\n2020-01-01 first\n  a  2 X\n  e  -3 Y\n\
         2020-01-03\n  a:sub  = 5 X\n  e\n2020-01-03\n  a  0 X =* 8 X\n\
         2020-01-03\n  a  0 X = 8 X\n2020-01-03\n  (v)  1\n2020-01-03\n  a  1 ; date:2020-02-02\n  e\n",
    );
    assert_eq!(
        codes(&reading),
        [
            (13, "balance_failed"),
            (15, "unsupported_virtual_posting"),
            (17, "unsupported_posting_date")
        ]
    );
    assert_eq!(
        show(&reading.book)[..4],
        ["a 2 X | 3 Y", "e -3 Y | -3 Y", "a 1 X | 1 X", "e -1 X | -1 X"]
    );
    assert!(matches!(postings(&reading.book).next().unwrap().price, Some(Price::Total(_))));
}

#[test]
fn hledger_reports_what_it_does_not_do() {
    let reading = hledger(
        "= expenses\n  (b)  *1\n~ monthly\n  a  1\n  b\nalias /x/ = y\ni 2020-01-01 08:00:00 w\n\
         1/2 no year\n  a  1\n  b\nbucket x\ncomment\nanything\nend comment\n\
         apply account p\n2020-01-01 x\n  a  1\n  b\nend apply account\n",
    );
    assert_eq!(
        codes(&reading),
        [
            (1, "unsupported_auto_posting"),
            (3, "unsupported_periodic"),
            (6, "unsupported_alias"),
            (7, "unsupported_timeclock"),
            (8, "no_default_year"),
            (11, "unsupported_directive"),
        ]
    );
    assert_eq!(show(&reading.book), ["p:a 1  | 1 ", "p:b -1  | -1 "]);
}

#[test]
fn csv_rows_become_transactions() {
    let map = CsvMap {
        date: Column::Name("Date".to_owned()),
        date_format: "%d.%m.%Y".to_owned(),
        payee: Some(Column::Name("Who".to_owned())),
        narration: vec![Column::Index(2)],
        amount: AmountColumns::Signed(Column::Name("Amount".to_owned())),
        currency: Field::Fixed("EUR".to_owned()),
        account: Field::Fixed("Assets:Bank".to_owned()),
        counter_account: Field::Column {
            column: Column::Name("Cat".to_owned()),
            fallback: Some("Expenses:Unknown".to_owned()),
        },
        reference: Some(Column::Name("Id".to_owned())),
        delimiter: ';',
        has_header: true,
        decimal_mark: ',',
        is_inverted: false,
    };
    let text = "Date;Who;What;Amount;Cat;Id\n02.01.2020;Me;\"a;b\";-1.234,50;Expenses:X;7\n\
                03.01.2020;;c;12,00-;;8\nnonsense;;c;1;;9\n04.01.2020;;c;x1;;10\n\n05.01.2020;;;;;11\n";
    let reading = read_csv(&source(text), &map);
    assert_eq!(codes(&reading), [(4, "invalid_date"), (5, "invalid_amount"), (7, "missing_value")]);
    assert_eq!(
        show(&reading.book),
        [
            "Assets:Bank -1234.50 EUR | -1234.50 EUR",
            "Expenses:X 1234.50 EUR | 1234.50 EUR",
            "Assets:Bank -12.00 EUR | -12.00 EUR",
            "Expenses:Unknown 12.00 EUR | 12.00 EUR",
        ]
    );
    let two = CsvMap {
        amount: AmountColumns::DebitCredit { debit: Column::Index(1), credit: Column::Index(2) },
        date: Column::Index(0),
        date_format: "%Y-%m-%d".to_owned(),
        payee: None,
        narration: Vec::new(),
        counter_account: Field::Fixed("Expenses:X".to_owned()),
        reference: None,
        delimiter: ',',
        has_header: false,
        decimal_mark: '.',
        is_inverted: true,
        ..map.clone()
    };
    let reading = read_csv(&source("2020-01-01,5.00,\n2020-01-02,0.00,6\n2020-01-02,1,6\n"), &two);
    assert_eq!(codes(&reading), [(3, "invalid_amount")]);
    assert_eq!(show(&reading.book)[0], "Assets:Bank 5.00 EUR | 5.00 EUR");
    assert_eq!(show(&reading.book)[2], "Assets:Bank -6 EUR | -6 EUR");
    let missing = CsvMap { date: Column::Name("Nope".to_owned()), ..map };
    assert_eq!(codes(&read_csv(&source("a;b\n"), &missing)), [(1, "invalid_map")]);
}

#[test]
fn csv_and_json_are_written() {
    let reading = beancount(&format!(
        "{OPENED}2020-01-02 * \"a\"\"b, c\" #t\n  aa: 1\n  Assets:A  1 H {{2.50 USD}}\n  Assets:B\n"
    ));
    let mut out = Vec::new();
    write_csv(&reading.book, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains("1,2020-01-02,,*,,a,\"b, c\",t,,Assets:A,1,H,2.50,USD,2.50,USD,2020-01-02,")
    );
    let mut out = Vec::new();
    write_json_lines(&reading.book, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["postings"][0]["cost"]["number"], "2.50");
    assert_eq!(last["meta"][0][1]["number"], "1");
    assert_eq!(text.lines().count(), reading.book.entries.len());
}

/// Pieces of both languages, to get deeper into the readers than random letters do.
fn soup() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "2020-01-01",
        "2020/1/2",
        "*",
        "!",
        "txn",
        "open",
        "close",
        "balance",
        "pad",
        "price",
        "note",
        "custom",
        "option",
        "include",
        "pushtag",
        "poptag",
        "pushmeta",
        "popmeta",
        "Assets:A",
        "Equity:B",
        "assets:b c",
        "1",
        "-1.50",
        "1,000.00",
        "USD",
        "\"EUR\"",
        "$",
        "{",
        "}",
        "{{",
        "}}",
        "@",
        "@@",
        "#t",
        "^l",
        "#",
        "\"",
        "\\",
        "~",
        "=",
        "==*",
        "(",
        ")",
        "[",
        "]",
        ";",
        ":",
        "k:",
        "kk: 1",
        "\n",
        "\n  ",
        "\n\t",
        "  ",
        " ",
        "\r\n",
        "é",
        "D",
        "P",
        "Y",
        "account",
        "commodity",
        "alias",
        "apply account",
        "comment",
        "end",
        "decimal-mark",
        "1E5",
        "/",
        "|",
        "99999999999999999999999999999",
        "0.0000000000000000000000000001",
        "\u{feff}",
        "\u{0}",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.join(" "))
}

fn number() -> impl Strategy<Value = String> {
    (1_i64..9_999_999, 0_u32..4).prop_map(|(n, scale)| Decimal::new(n, scale).to_string())
}

/// A good beancount book of cash, purchases and sales.
fn good_book() -> impl Strategy<Value = String> {
    let text = "[ -~é\n]{0,12}";
    let cash = (number(), text, text).prop_map(|(number, payee, narration)| {
        let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        format!(
            "* \"{}\" \"{}\"\n  Assets:A  {number} USD\n  Equity:E\n",
            quote(&payee),
            quote(&narration)
        )
    });
    let buy = (1_u8..50, number(), "[a-z]{1,2}").prop_map(|(units, price, label)| {
        format!(
            "* \"buy\" #t ^l\n  Assets:Fifo  {units} H2 {{{price} USD, \"{label}\"}}\n  Equity:E\n"
        )
    });
    let total = (1_u8..50, number()).prop_map(|(units, price)| {
        format!("! \"\"\n  Assets:A  -{units} EUR @@ {price} USD\n  Equity:E\n")
    });
    let price = (number(), number()).prop_map(|(units, price)| {
        format!("txn \"\"\n  Assets:A  {units} EUR @ {price} USD\n  Equity:E\n")
    });
    let sale = Just("* \"sell\"\n  Assets:Fifo  -1 H2 {} @ 3 USD\n  Equity:E\n".to_owned());
    let start = "2020-01-01 * \"start\"\n  Assets:Fifo  1000 H2 {1 USD}\n  Equity:E\n";
    prop::collection::vec(prop_oneof![cash, buy, total, price, sale], 0..20).prop_map(move |all| {
        let dated = all.iter().map(|entry| format!("2020-01-02 {entry}"));
        format!("{OPENED}{start}{}", dated.collect::<String>())
    })
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in any::<String>(), soup in soup()) {
        let map = CsvMap {
            date: Column::Index(0),
            date_format: "%Y-%m-%d".to_owned(),
            payee: None,
            narration: vec![Column::Index(1)],
            amount: AmountColumns::Signed(Column::Index(2)),
            currency: Field::Fixed("EUR".to_owned()),
            account: Field::Fixed("a".to_owned()),
            counter_account: Field::Fixed("b".to_owned()),
            reference: None,
            delimiter: ',',
            has_header: false,
            decimal_mark: '.',
            is_inverted: false,
        };
        for text in [text, soup] {
            for reading in [beancount(&text), hledger(&text), read_csv(&source(&text), &map)] {
                let (written, _) = to_beancount(&reading.book);
                beancount(&written);
                let (written, _) = to_hledger(&reading.book);
                hledger(&written);
            }
        }
    }

    #[test]
    fn good_books_round_trip(text in good_book()) {
        let reading = beancount(&text);
        prop_assert_eq!(&reading.problems, &[]);
        let (written, report) = to_beancount(&reading.book);
        prop_assert_eq!(report, WriteReport::default());
        let again = beancount(&written);
        prop_assert_eq!(&again.problems, &[], "{}", written);
        prop_assert_eq!(placeless(&again.book), placeless(&reading.book));
        let (journal, _) = to_hledger(&reading.book);
        let again = hledger(&journal);
        prop_assert_eq!(&again.problems, &[], "{}", journal);
        prop_assert_eq!(balances(&again.book), balances(&reading.book));
    }
}
