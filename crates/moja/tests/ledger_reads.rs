//! Reads: statements, entries, transactions and reports, page by page.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod ledger_support;

use std::collections::BTreeSet;
use std::fmt::Debug;

use ledger_support::*;
use moja::Failure;
use moja::prelude::*;

/// Many entries with the same effective times, recorded in another order, in one journal entry
/// and in many; in a tree of accounts, with tags and metadata.
fn busy() -> Shop {
    let shop = shop();
    for code in
        ["assets", "assets:cash", "assets:bank:giro", "assets:bank", "assets-old", "assets;x"]
    {
        shop.ok(OpenAccount::asset(code, EUR));
    }
    shop.ok(OpenAccount::asset("assets:bank", USD));
    shop.ok(OpenAccount::asset("assets:bank", Currency::JPY));
    shop.ok(OpenAccount::equity("equity", USD));
    shop.ok(OpenAccount::equity("equity", Currency::JPY));
    shop.ok(OpenAccount::income("sales", EUR));
    shop.ok(OpenAccount::expense("costs", EUR));
    let at = |n: i128| time(&format!("2026-01-{:02}", 1 + n * 7 % 5));
    let mut transfers = Vec::new();
    for n in 1..=60 {
        let debit = ["assets:cash", "assets:bank", "assets:bank:giro", "assets-old"]
            [usize::try_from(n % 4).unwrap()];
        transfers.push(transfer(debit, "sales", n).effective_at(at(n)));
        if transfers.len() == 5 {
            shop.ok(TransferMany { transfers: std::mem::take(&mut transfers) });
        }
        if n % 3 == 0 {
            let details = Details {
                tags: vec!["third".into(), format!("n{n}"), "third".into()],
                links: vec![format!("inv-{}", n % 6)],
                metadata: Metadata::from([
                    ("n".into(), n.to_string().as_str().into()),
                    ("mod6".into(), (n % 6).to_string().as_str().into()),
                ]),
                reference: Some(format!("ref {}", n % 9)),
                ..Details::default()
            };
            shop.ok(Post {
                effective_at: Some(at(n)),
                details,
                ..post([
                    Leg::debit("costs", cents(2 * n)),
                    Leg::credit("assets:cash", cents(n)),
                    Leg::credit("assets:bank", cents(n)),
                ])
            });
        }
    }
    for n in 1..=10 {
        let usd = Money::new(n * 100, USD);
        shop.ok(Transfer::new("assets:bank", "equity", usd).effective_at(at(n)));
        let jpy = Money::new(n, Currency::JPY);
        shop.ok(Transfer::new("assets:bank", "equity", jpy).effective_at(at(n)));
    }
    shop
}

/// All of what `ask` gives after a cursor, page by page of at most `limit`; cursors lead on.
fn all_pages<T, C: Copy + Ord + Debug>(
    limit: u32,
    newest_first: bool,
    ask: impl Fn(Option<C>) -> (Vec<T>, Option<C>),
) -> Vec<T> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (page, next) = ask(after);
        assert!(page.len() <= limit as usize);
        all.extend(page);
        let Some(next) = next else { return all };
        let onwards = |last| if newest_first { next < last } else { next > last };
        assert!(after.is_none_or(onwards), "{next:?} does not lead on from {after:?}");
        after = Some(next);
    }
}

fn all_entries(shop: &Shop, query: &Entries, limit: u32) -> Vec<EntryView> {
    all_pages(limit, query.newest_first, |after| {
        let page = shop.ask(Entries { limit: Some(limit), after, ..query.clone() });
        (page.entries, page.next)
    })
}

#[test]
fn statements_add_up_over_any_pages() {
    let shop = busy();
    let (from, to) = (Some(time("2026-01-02")), Some(time("2026-01-05")));
    for (from, to) in [(None, None), (from, None), (None, to), (from, to), (to, from)] {
        let query = Statement {
            account: "assets:cash".into(),
            currency: EUR,
            from,
            to,
            known_at: None,
            limit: None,
            after: None,
        };
        let whole = shop.ask(query.clone());
        assert!(whole.next.is_none());
        let start = from.map_or(0, |from| {
            let before = Timestamp::from_micros(from.as_micros() - 1);
            shop.as_of("assets:cash", AsOf::at(before))
        });
        assert_eq!(whole.opening, cents(start));
        for limit in [1, 2, 3, 7, 100] {
            let mut lines: Vec<StatementLine> = Vec::new();
            let mut after = None;
            let mut running = whole.opening;
            loop {
                let page = shop.ask(Statement { limit: Some(limit), after, ..query.clone() });
                assert_eq!(page.opening, running, "a page opens where the last one closed");
                assert_eq!(page.closing, whole.closing);
                for line in &page.lines {
                    running = running.checked_add(line.amount).unwrap();
                    assert_eq!(line.running, running);
                }
                lines.extend(page.lines);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(lines, whole.lines);
            assert_eq!(running, whole.closing);
        }
        assert!(whole.lines.is_sorted_by_key(|line| line.effective_at));
        assert!(whole.lines.iter().all(|line| {
            from.is_none_or(|from| line.effective_at >= from)
                && to.is_none_or(|to| line.effective_at < to)
        }));
    }
    let counter = shop.ask(Statement {
        account: "costs".into(),
        currency: EUR,
        from: None,
        to: None,
        known_at: None,
        limit: Some(1),
        after: None,
    });
    assert_eq!(counter.lines[0].counter_accounts, ["assets:bank", "assets:cash"]);
    let missing = Statement { account: "none".into(), ..statement_of("x") };
    assert_eq!(Failure::from(shop.till.query(missing).unwrap_err()).code, "account_not_found");
}

fn statement_of(account: &str) -> Statement {
    Statement {
        account: account.into(),
        currency: EUR,
        from: None,
        to: None,
        known_at: None,
        limit: None,
        after: None,
    }
}

#[test]
fn entries_of_trees_tags_metadata_and_amounts_page_without_gap_or_repeat() {
    let shop = busy();
    let everything = all_entries(&shop, &Entries::default(), 10_000);
    assert_eq!(everything.len(), 60 * 2 + 20 * 3 + 20 * 2);
    let by = |text: &str| text.to_owned();
    let queries = [
        Entries::default(),
        Entries { account: by("assets"), ..Entries::default() },
        Entries { account: by("assets:bank"), ..Entries::default() },
        Entries { account: by("assets:bank"), currency: Some(by("EUR")), ..Entries::default() },
        Entries { account: by("assets:bank:giro"), ..Entries::default() },
        Entries { tag: Some(by("third")), ..Entries::default() },
        Entries { tag: Some(by("n30")), ..Entries::default() },
        Entries { account: by("assets"), metadata: Some((by("n"), None)), ..Entries::default() },
        Entries { metadata: Some((by("mod6"), Some(by("3")))), ..Entries::default() },
        Entries { amount_at_least: Some(by("0.30")), ..Entries::default() },
        Entries {
            amount_at_least: Some(by("0.30")),
            amount_at_most: Some(by("0.31")),
            ..Entries::default()
        },
        Entries { amount_at_most: Some(by("0.005")), ..Entries::default() },
        Entries {
            from: Some(time("2026-01-02")),
            to: Some(time("2026-01-04")),
            ..Entries::default()
        },
        Entries { account: by("nobody"), ..Entries::default() },
    ];
    for query in queries {
        let expected: Vec<EntryView> =
            everything.iter().filter(|it| matches(&query, it)).cloned().collect();
        let whole = all_entries(&shop, &query, 10_000);
        assert_eq!(whole, expected, "{query:?}");
        assert!(whole.is_sorted_by_key(|it| (it.effective_at, it.pos)));
        for limit in [1, 2, 5, 13] {
            assert_eq!(all_entries(&shop, &query, limit), whole, "{limit} {query:?}");
        }
        let backwards = Entries { newest_first: true, ..query.clone() };
        let mut reversed = whole.clone();
        reversed.reverse();
        for limit in [1, 4, 10_000] {
            assert_eq!(all_entries(&shop, &backwards, limit), reversed, "{limit} {backwards:?}");
        }
    }
    // The scale of an amount is nobody's business here, but it must be a number.
    for text in ["x", "1,5", "1e3", ""] {
        let query = Entries { amount_at_least: Some(by(text)), ..Entries::default() };
        assert_eq!(Failure::from(shop.till.query(query).unwrap_err()).code, "malformed_amount");
    }
}

/// What a query means, said once more and simply.
fn matches(query: &Entries, entry: &EntryView) -> bool {
    let cents_of = |text: &String| {
        let (whole, part) = text.split_once('.').unwrap_or((text.as_str(), ""));
        let part = format!("{part:0<3}");
        whole.parse::<i128>().unwrap() * 1_000 + part.parse::<i128>().unwrap()
    };
    let exponent = u32::from(entry.amount.currency().exponent());
    let size = entry.amount.minor().abs() * 10_i128.pow(3 - exponent);
    (query.account.is_empty()
        || entry.account == query.account
        || entry.account.starts_with(&format!("{}:", query.account)))
        && query.currency.as_ref().is_none_or(|code| entry.amount.currency().code() == code)
        && query.tag.as_ref().is_none_or(|tag| entry.details.tags.contains(tag))
        && query.metadata.as_ref().is_none_or(|(key, value)| {
            let found = entry.details.metadata.get(key);
            found.is_some_and(|found| value.as_ref().is_none_or(|value| found.text == *value))
        })
        && query.amount_at_least.as_ref().is_none_or(|least| size >= cents_of(least))
        && query.amount_at_most.as_ref().is_none_or(|most| size <= cents_of(most))
        && query.from.is_none_or(|from| entry.effective_at >= from)
        && query.to.is_none_or(|to| entry.effective_at < to)
}

#[test]
fn transactions_by_tag_link_reference_metadata_and_time() {
    let shop = busy();
    let pages = |query: &Transactions, limit| all_transactions(&shop, query, limit);
    let all = pages(&Transactions::default(), 1_000);
    assert_eq!(all.len(), 100);
    assert!(all.is_sorted_by_key(|it| (it.pos, it.ordinal)));
    let by = |text: &str| text.to_owned();
    for (query, count) in [
        (Transactions { tag: Some(by("third")), ..Transactions::default() }, 20),
        (Transactions { tag: Some(by("n9")), ..Transactions::default() }, 1),
        (Transactions { link: Some(by("inv-3")), ..Transactions::default() }, 10),
        (
            Transactions {
                tag: Some(by("third")),
                link: Some(by("inv-0")),
                ..Transactions::default()
            },
            10,
        ),
        (Transactions { reference: Some(by("ref 3")), ..Transactions::default() }, 7),
        (Transactions { metadata: Some((by("n"), None)), ..Transactions::default() }, 20),
        (
            Transactions { metadata: Some((by("mod6"), Some(by("3")))), ..Transactions::default() },
            10,
        ),
        (Transactions { tag: Some(by("none")), ..Transactions::default() }, 0),
        (
            Transactions {
                from: Some(time("2026-01-01")),
                to: Some(time("2026-01-02")),
                ..Transactions::default()
            },
            20,
        ),
        (
            Transactions {
                recorded_to: Some(time("2026-03-01T12:00:00Z")),
                ..Transactions::default()
            },
            0,
        ),
        (
            Transactions {
                recorded_from: Some(time("2026-03-01T12:00:00Z")),
                ..Transactions::default()
            },
            100,
        ),
    ] {
        let whole = pages(&query, 1_000);
        assert_eq!(whole.len(), count, "{query:?}");
        for limit in [1, 3, 10] {
            assert_eq!(pages(&query, limit), whole, "{limit} {query:?}");
        }
        let mut backwards = pages(&Transactions { newest_first: true, ..query.clone() }, 7);
        backwards.reverse();
        assert_eq!(backwards, whole, "{query:?}");
    }
}

#[test]
fn accounts_and_balances_by_tree_and_tag() {
    let shop = busy();
    let codes = |tree: &str| -> Vec<String> {
        let accounts = shop.ask(Accounts { tree: tree.into(), tag: None });
        accounts.into_iter().map(|it| format!("{} {}", it.account, it.currency)).collect()
    };
    assert_eq!(
        codes("assets:bank"),
        ["assets:bank EUR", "assets:bank JPY", "assets:bank USD", "assets:bank:giro EUR"]
    );
    assert_eq!(codes("assets").len(), 6);
    assert_eq!(codes("assets-old").len(), 1);
    assert!(codes("asset").is_empty() && codes("assets:").is_empty());
    assert!(codes("").is_sorted());
    shop.ok(DescribeAccount {
        account: "assets:bank".into(),
        currency: EUR,
        tags: vec!["iban".into()],
        metadata: Metadata::from([("iban".into(), "DE00".into())]),
    });
    let tagged = shop.ask(Accounts { tree: String::new(), tag: Some("iban".into()) });
    assert_eq!(tagged.len(), 1);
    assert_eq!(tagged[0].metadata["iban"].text, "DE00");
    assert_eq!(tagged[0].parent.as_deref(), Some("assets"));
    let lines = shop.ask(Balances { tree: "assets:bank".into(), ..Balances::default() });
    assert_eq!(lines.len(), 4);
    assert_eq!((lines[1].currency.as_str(), lines[1].balance.as_str()), ("JPY", "55"));
    let all = shop.ask(Balances::default());
    let non_zero = shop.ask(Balances { skip_zero: true, ..Balances::default() });
    let zero: Vec<_> =
        all.iter().filter(|it| !non_zero.contains(it)).map(|it| it.account.as_str()).collect();
    assert_eq!(zero, ["assets", "assets;x"]);
}

#[test]
fn reports_balance_at_any_time() {
    let shop = busy();
    shop.ok(OpenAccount::asset("contra", EUR));
    shop.ok(transfer("sales", "contra", 4_000).effective_at(time("2026-01-03")));
    for n in 0..8 {
        let as_of =
            if n == 7 { AsOf::NOW } else { AsOf::at(time(&format!("2026-01-0{}", n.max(1)))) };
        let trial = shop.ask(TrialBalance { as_of });
        assert!(trial.balanced);
        assert!(trial.totals.iter().all(|line| line.debit == line.credit));
        assert_eq!(trial.totals.len(), 3);
        let sheet = shop.ask(BalanceSheet { as_of });
        assert!(sheet.balanced, "{sheet:?}");
        let names: Vec<_> = sheet.sections.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["assets", "liabilities", "equity", "earnings"]);
    }
    let all = IncomeStatement { from: Timestamp::MIN, to: Timestamp::MAX, known_at: None };
    let income = shop.ask(all);
    let amount = |section: usize| income.sections[section].totals[0].amount.clone();
    let sum: i128 = (1..=60).sum();
    let costs: i128 = (1..=20).map(|n| 6 * n).sum();
    assert_eq!(amount(0), cents(sum - 4_000).amount_text());
    assert_eq!(amount(1), cents(costs).amount_text());
    assert_eq!(amount(2), cents(sum - 4_000 - costs).amount_text());
    let nothing =
        IncomeStatement { from: time("2026-01-05"), to: time("2026-01-02"), known_at: None };
    assert!(shop.ask(nothing).sections.iter().all(|section| section.lines.is_empty()));
    // Days add up to the week.
    let day = |n: u32| time(&format!("2026-01-{n:02}"));
    let parts: i128 = (1..=5)
        .map(|n| shop.ask(IncomeStatement { from: day(n), to: day(n + 1), known_at: None }))
        .filter_map(|it| it.sections[2].totals.first().map(|line| line.amount.clone()))
        .map(|text| Money::parse(&text, EUR).unwrap().minor())
        .sum();
    assert_eq!(parts, sum - 4_000 - costs);
    let sheet = shop.ask(BalanceSheet::default());
    assert_eq!(sheet.sections[3].totals[0].amount, amount(2));
}

#[test]
fn prices_and_directives_are_kept_as_they_came() {
    let shop = shop();
    let price = |at: &str, price: &str| Price {
        currency: "HOOL".into(),
        quoted_in: "USD".into(),
        at: time(at),
        price: price.into(),
    };
    shop.ok(RecordPrices {
        prices: vec![price("2026-02-01", "1.0500"), price("2026-01-01", "-3")],
    });
    shop.ok(RecordPrices { prices: vec![price("2026-02-01", "1.05")] });
    let prices = shop.ask(Prices { currency: Some("HOOL".into()) });
    let texts: Vec<_> = prices.iter().map(|it| it.price.as_str()).collect();
    assert_eq!(texts, ["-3", "1.0500", "1.05"]);
    assert!(shop.ask(Prices { currency: Some("USD".into()) }).is_empty());
    let body = Metadata::from([("text".into(), "größer 🏦".into())]);
    let directive = Directive { at: time("2026-01-05"), kind: "note".into(), body: body.clone() };
    shop.ok(KeepDirectives { directives: vec![directive] });
    let kept = shop.ask(Directives {});
    assert_eq!((kept.len(), &kept[0].body), (1, &body));
    shop.verified();
}

/// Keys are unique although many things share a time.
#[test]
fn every_entry_has_its_own_place() {
    let shop = busy();
    let entries = all_entries(&shop, &Entries::default(), 10_000);
    let places: BTreeSet<_> = entries
        .iter()
        .map(|it| (it.effective_at, it.pos, it.transaction, it.account.clone(), it.amount.minor()))
        .collect();
    assert_eq!(places.len(), entries.len());
    shop.verified();
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()].clone()
    }

    /// Sometimes something of the list.
    fn perhaps(&mut self, n: u64, list: &[&str]) -> Option<String> {
        self.one_in(n).then(|| self.of(list).to_owned())
    }
}

const TAGS: [&str; 4] = ["common", "some", "rare", "never"];
const LINKS: [&str; 3] = ["inv-0", "inv-1", "inv-2"];
const REFERENCES: [&str; 3] = ["ref a", "ref b", "ref none"];
const CODES: [&str; 8] = [
    "assets:cash",
    "assets:bank",
    "assets:bank:giro",
    "assets-old",
    "sales",
    "costs",
    "clearing",
    "seldom",
];

fn some_details(dice: &mut Dice) -> Details {
    let mut details = Details::default();
    for (tag, n) in [("common", 2), ("some", 9), ("rare", 150)] {
        if dice.one_in(n) {
            details.tags.extend([tag.to_owned(), "all".to_owned()]);
        }
    }
    if dice.one_in(3) {
        details.links.push(dice.of(&LINKS[..2]).to_owned());
    }
    if dice.one_in(3) {
        details.reference = Some(dice.of(&REFERENCES[..2]).to_owned());
    }
    for key in ["kind", "batch"] {
        if dice.one_in(3) {
            details.metadata.insert(key.into(), dice.of(&["x", "y", "zz"]).into());
        }
    }
    if dice.one_in(100) {
        details.metadata.insert("odd".into(), dice.below(1_000).to_string().as_str().into());
    }
    details
}

/// Transactions of every kind, in three currencies, back-dated, several in one journal entry,
/// with common and rare labels. Answers how many there are.
fn grow(shop: &Shop, seed: u64, steps: u32) -> usize {
    let mut dice = Dice(seed);
    let jpy = Currency::JPY;
    for code in CODES {
        for currency in [EUR, USD, jpy] {
            shop.ok(OpenAccount::asset(code, currency));
        }
    }
    shop.ok(OpenAccount::asset("assets", EUR));
    let mut ids: Vec<TransactionId> = Vec::new();
    let mut count = 0;
    for _ in 0..steps {
        let at = time(&format!("2026-01-{:02}", 1 + dice.below(30)));
        let effective_at = (!dice.one_in(4)).then_some(at);
        let minor = i128::from(1 + dice.below(40));
        let code = |dice: &mut Dice| {
            if dice.one_in(100) { "seldom" } else { dice.of(&CODES[..7]) }
        };
        let (debit, credit) = loop {
            let pair = (code(&mut dice), code(&mut dice));
            if pair.0 != pair.1 {
                break pair;
            }
        };
        let money = Money::new(minor, dice.of(&[EUR, EUR, EUR, USD, jpy]));
        match dice.below(12) {
            0 => {
                let transfers = (1..=7)
                    .map(|n| {
                        let one = transfer(debit, credit, minor + n);
                        if dice.one_in(2) { one.effective_at(at) } else { one }
                    })
                    .collect();
                count += 7;
                shop.ok(TransferMany { transfers });
            }
            1..=4 => {
                let details = some_details(&mut dice);
                let legs = [Leg::debit(debit, money), Leg::credit(credit, money)];
                ids.push(shop.ok(Post { details, effective_at, ..post(legs) }).transaction);
                count += 1;
            }
            5 | 6 => {
                let details = some_details(&mut dice);
                let third = dice.of(&CODES[..7]);
                let yen = Money::new(minor * 3, jpy);
                let mut legs = vec![
                    Leg::debit(debit, cents(minor + 5)),
                    Leg::credit(credit, cents(minor)),
                    Leg::credit(third, cents(5)),
                ];
                if dice.one_in(2) {
                    legs.extend([Leg::debit(third, yen), Leg::credit(debit, yen)]);
                }
                ids.push(shop.ok(Post { details, effective_at, ..post(legs) }).transaction);
                count += 1;
            }
            7 | 8 => {
                let amount = Money::new(minor + 1, EUR);
                let details = some_details(&mut dice);
                let hold = PlaceHold { details, ..PlaceHold::new(debit, credit, amount) };
                let hold = shop.ok(hold).hold;
                let part = capture(hold, Some(minor), Completion::Final);
                ids.push(shop.ok(CaptureHold { effective_at: None, ..part }).transaction);
                count += 1;
            }
            9 if !ids.is_empty() => {
                let date = dice.of(&[CorrectionDate::Current, CorrectionDate::Original]);
                let details = some_details(&mut dice);
                let at = usize::try_from(dice.below(ids.len() as u64)).unwrap();
                shop.ok(Reverse { details, ..reverse(ids.swap_remove(at), date) });
                count += 1;
            }
            10 => {
                let transactions = (0..3)
                    .map(|_| Post {
                        details: some_details(&mut dice),
                        effective_at,
                        ..post([Leg::debit(debit, money), Leg::credit(credit, money)])
                    })
                    .collect();
                shop.ok(PostMany { transactions });
                count += 3;
            }
            _ => {
                let one = Transfer::new(debit, credit, money);
                shop.ok(if dice.one_in(2) { one.effective_at(at) } else { one });
                count += 1;
            }
        }
        if dice.one_in(2) {
            shop.pass(60);
        }
    }
    count
}

fn all_transactions(shop: &Shop, query: &Transactions, limit: u32) -> Vec<TransactionView> {
    all_pages(limit, query.newest_first, |after| {
        let page = shop.ask(Transactions { limit: Some(limit), after, ..query.clone() });
        (page.transactions, page.next)
    })
}

/// What a query means, said once more and simply.
fn wanted(query: &Transactions, it: &TransactionView) -> bool {
    let leg = |test: &dyn Fn(&LegView) -> bool| it.legs.iter().any(test);
    let size = |money: &Money| {
        money.minor().abs() * 10_i128.pow(18 - u32::from(money.currency().exponent()))
    };
    let fits = |leg: &LegView| {
        query.amount_at_least.iter().all(|min| {
            min.currency().code() == leg.amount.currency().code() && size(&leg.amount) >= size(min)
        }) && query.amount_at_most.iter().all(|max| {
            max.currency().code() == leg.amount.currency().code() && size(&leg.amount) <= size(max)
        })
    };
    query.account.as_ref().is_none_or(|code| leg(&|leg| leg.account == *code))
        && query.tree.as_ref().is_none_or(|tree| {
            leg(&|leg| leg.account == *tree || leg.account.starts_with(&format!("{tree}:")))
        })
        && leg(&fits)
        && query.tag.as_ref().is_none_or(|tag| it.details.tags.contains(tag))
        && query.link.as_ref().is_none_or(|link| it.details.links.contains(link))
        && query.reference.as_ref().is_none_or(|it_is| it.details.reference.as_ref() == Some(it_is))
        && query.metadata.as_ref().is_none_or(|(key, value)| {
            let found = it.details.metadata.get(key);
            found.is_some_and(|found| value.as_ref().is_none_or(|value| found.text == *value))
        })
        && query.reverses.is_none_or(|id| it.reverses == Some(id))
        && query.from.is_none_or(|from| it.effective_at >= from)
        && query.to.is_none_or(|to| it.effective_at < to)
        && query.recorded_from.is_none_or(|from| it.recorded_at >= from)
        && query.recorded_to.is_none_or(|to| it.recorded_at < to)
}

fn some_metadata(dice: &mut Dice) -> Option<(String, Option<String>)> {
    let key = dice.of(&["kind", "batch", "odd", "no such key"]);
    Some((key.to_owned(), dice.perhaps(2, &["x", "y", "none"])))
}

fn some_query(dice: &mut Dice, all: &[TransactionView]) -> Transactions {
    let mut query = Transactions { newest_first: dice.one_in(2), ..Transactions::default() };
    // Few conditions more often than many, each with each.
    let n = 3 + dice.below(5);
    query.account = dice.perhaps(n, &CODES);
    query.tree = dice.perhaps(n, &["assets", "assets:bank", "assets:b", "sales", "seldom"]);
    query.tag = dice.perhaps(n, &TAGS);
    query.link = dice.perhaps(n, &LINKS);
    query.reference = dice.perhaps(n, &REFERENCES);
    if dice.one_in(n) {
        query.metadata = some_metadata(dice);
    }
    if dice.one_in(4 * n) {
        query.reverses = Some(dice.of(all).reverses.unwrap_or(dice.of(all).transaction));
    }
    let currency = dice.of(&[EUR, EUR, USD, Currency::JPY]);
    let mut amount = || Some(Money::new(i128::from(dice.below(60)), currency));
    let (least, most) = (amount(), amount());
    query.amount_at_least = least.filter(|_| dice.one_in(n));
    query.amount_at_most = most.filter(|_| dice.one_in(n));
    let times: Vec<Timestamp> = (0..4).map(|_| dice.of(all).effective_at).collect();
    query.from = Some(times[0]).filter(|_| dice.one_in(n));
    // The end is exclusive: a microsecond more makes it inclusive.
    let last_us = times[1].as_micros() + i64::from(dice.one_in(2));
    query.to = Some(Timestamp::from_micros(last_us)).filter(|_| dice.one_in(n));
    query.recorded_from = Some(dice.of(all).recorded_at).filter(|_| dice.one_in(n));
    query.recorded_to = Some(dice.of(all).recorded_at).filter(|_| dice.one_in(n));
    query
}

/// The places of the ones that are wanted, page by page, against all of them one by one.
fn check_transactions(shop: &Shop, count: usize, seed: u64, queries: u32) {
    let all = all_transactions(shop, &Transactions::default(), 10_000);
    assert_eq!(all.len(), count);
    let mut dice = Dice(seed);
    let mut hits = 0;
    for _ in 0..queries {
        let query = some_query(&mut dice, &all);
        let mut expected: Vec<_> =
            all.iter().filter(|it| wanted(&query, it)).map(|it| (it.pos, it.ordinal)).collect();
        if query.newest_first {
            expected.reverse();
        }
        hits += usize::from(!expected.is_empty());
        for limit in [1, 2, 7, 60, 10_000] {
            if expected.len() > 20 * limit {
                continue;
            }
            let limit = u32::try_from(limit).unwrap();
            let found = all_transactions(shop, &query, limit);
            let places: Vec<_> = found.iter().map(|it| (it.pos, it.ordinal)).collect();
            assert_eq!(places, expected, "pages of {limit}: {query:?}");
        }
    }
    assert!(hits * 3 > queries as usize, "{hits} of {queries} queries found something");
}

/// The same for entries of labels and metadata, which are found by these or by the accounts.
fn check_entries(shop: &Shop, seed: u64, queries: u32) {
    let all = all_entries(shop, &Entries::default(), 10_000);
    let mut dice = Dice(seed);
    let mut hits = 0;
    for _ in 0..queries {
        let mut query = Entries { newest_first: dice.one_in(2), ..Entries::default() };
        query.tag = dice.perhaps(2, &TAGS);
        query.link = dice.perhaps(3, &LINKS);
        if dice.one_in(3) {
            query.metadata = some_metadata(&mut dice);
        }
        let trees = ["assets", "assets:bank", "sales", "seldom", "nobody"];
        query.account = dice.perhaps(2, &trees).unwrap_or_default();
        query.currency = dice.perhaps(4, &["EUR", "JPY"]);
        query.amount_at_least = dice.perhaps(4, &["0.10", "3", "0.25"]);
        query.amount_at_most = dice.perhaps(4, &["0.20", "9", "50"]);
        query.from = Some(dice.of(&all).effective_at).filter(|_| dice.one_in(4));
        query.to = Some(dice.of(&all).effective_at).filter(|_| dice.one_in(4));
        query.known_at = Some(dice.of(&all).recorded_at).filter(|_| dice.one_in(4));
        let mut expected: Vec<EntryView> = all
            .iter()
            .filter(|it| {
                matches(&query, it)
                    && query.link.as_ref().is_none_or(|link| it.details.links.contains(link))
                    && query.known_at.is_none_or(|known_at| it.recorded_at <= known_at)
            })
            .cloned()
            .collect();
        if query.newest_first {
            expected.reverse();
        }
        hits += usize::from(!expected.is_empty());
        for limit in [1, 2, 7, 60, 10_000] {
            if expected.len() > 20 * limit {
                continue;
            }
            let limit = u32::try_from(limit).unwrap();
            let found = all_entries(shop, &query, limit);
            assert_eq!(found, expected, "pages of {limit}: {query:?}");
        }
    }
    assert!(hits * 3 > queries as usize, "{hits} of {queries} queries found something");
}

#[test]
fn any_filters_together_find_what_one_by_one_is_found() {
    for seed in 1..=2 {
        let shop = shop();
        let count = grow(&shop, seed * 7_919, 1_500);
        check_transactions(&shop, count, seed * 104_729, 250);
        check_entries(&shop, seed * 1_299_709, 150);
    }
}

#[test]
fn any_filters_together_find_the_same_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let Shop { clock, .. } = shop();
    let builder = moja::Builder::new().clock(clock.clone());
    let moja = moja::blocking::open_with(builder, dir.path().join("shop.db")).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    let shop = Shop { clock, moja, till };
    let count = grow(&shop, 15_485_863, 700);
    check_transactions(&shop, count, 32_452_843, 300);
    check_entries(&shop, 49_979_687, 200);
}

/// A page looks at so many rows and no more; the next one goes on from there.
#[test]
fn a_page_that_finds_nothing_is_not_the_last() {
    let shop = shop();
    for code in ["cash", "sales"] {
        shop.ok(OpenAccount::asset(code, EUR));
    }
    for n in 0..12_i128 {
        let minor = if n == 10 { 900 } else { 1 };
        let transfers = (0..1_000).map(|_| transfer("cash", "sales", minor)).collect();
        shop.ok(TransferMany { transfers });
    }
    let query = Transactions { amount_at_least: Some(cents(2)), ..Transactions::default() };
    let first = shop.ask(query.clone());
    assert!(first.transactions.is_empty() && first.next.is_some(), "a page never takes long");
    for query in [query.clone(), Transactions { newest_first: true, ..query }] {
        for limit in [100, 999, 1_000, 10_000] {
            let found = all_transactions(&shop, &query, limit);
            assert_eq!(found.len(), 1_000);
            assert!(found.iter().all(|it| it.legs[0].amount == cents(900)));
        }
    }
    let query = Entries { amount_at_least: Some("2".into()), ..Entries::default() };
    let first = shop.ask(query.clone());
    assert!(first.entries.is_empty() && first.next.is_some());
    assert_eq!(all_entries(&shop, &query, 300).len(), 2_000);
}

#[test]
fn bounds_of_an_amount_are_in_one_currency() {
    let shop = busy();
    let query = Transactions {
        amount_at_least: Some(cents(1)),
        amount_at_most: Some(money("1.00 USD")),
        ..Transactions::default()
    };
    assert_eq!(Failure::from(shop.till.query(query).unwrap_err()).code, "currency_mismatch");
    // The scale in which a bound is written says nothing about the currency's.
    let euro = Currency::custom("EUR", 4).unwrap();
    let query = Transactions {
        amount_at_least: Some(Money::new(5_900, euro)),
        amount_at_most: Some(Money::new(5_999, euro)),
        ..Transactions::default()
    };
    assert_eq!(all_transactions(&shop, &query, 10).len(), 1);
}
