"""Compares moja's books with what beancount and hledger make of the same files.

usage: judge.py --moja PROGRAM --work DIRECTORY [--conversion-account NAME] [--seeds N,N,..]

Ends with 0 if nothing differs, else with 1 after a line for each difference.
"""

import argparse
import datetime
import pathlib
import shutil
import subprocess
import sys
import traceback

import beancounts
import hledgers
from books import Difference, Moja, dates_of, expect_same

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Seed, first and last day of generated books. (Some days in the second half of a year make bean-example
# generate books that its own bean-check refuses.)
GENERATED = [
    (7, "2019-03-01", "2021-12-31"),
    (1848, "2021-01-01", "2022-06-30"),
    (20, "2022-04-01", "2024-12-31"),
    (4096, "2024-01-01", "2025-12-31"),
]


def judge_beancount(moja, path):
    """A beancount file against beancount, and its exports against both judges."""
    judged = beancounts.load(path)
    beancounts.check(path)
    dates = dates_of(judged.rows)
    last = dates[-1]
    expect_same(f"{path.name}: bean-query", judged.at(last), beancounts.query(path))

    moja.import_file(path, "beancount")
    moja.expect_balanced()
    for date in dates:
        expect_same(f"{path.name}: balances at {date}", judged.at(date), moja.balances(date))
    expect_same(f"{path.name}: balances now", judged.at(last), moja.balances())
    moja.verify()

    ours = moja.export("beancount")
    beancounts.check(ours)
    again = beancounts.load(ours)
    for date in dates:
        label = f"{path.name}: exported to beancount, at {date}"
        expect_same(label, judged.at(date), again.at(date, without=moja.conversion_account))

    journal = moja.export("hledger")
    hledgers.check(journal)
    for date in dates:
        got = hledgers.balances(journal, date, without=moja.conversion_account)
        expect_same(f"{path.name}: exported to hledger, at {date}", judged.at(date), got)

    for file, format in ((ours, "beancount"), (journal, "hledger")):
        fresh = moja.fresh(f"{moja.name}-from-{format}")
        fresh.import_file(file, format)
        for date in dates:
            label = f"{path.name}: exported to {format} and imported, at {date}"
            expect_same(label, judged.at(date), fresh.balances(date))


def judge_hledger(moja, path):
    """A journal against hledger, and its exports against both judges."""
    dates = hledgers.dates(path)
    moja.import_file(path, "hledger")
    moja.expect_balanced()
    for date in dates:
        label = f"{path.name}: balances at {date}"
        expect_same(label, hledgers.balances(path, date), moja.balances(date))
    moja.verify()

    journal = moja.export("hledger")
    hledgers.check(journal)
    for date in dates:
        got = hledgers.balances(journal, date, without=moja.conversion_account)
        expect_same(f"{path.name}: exported, at {date}", hledgers.balances(path, date), got)

    fresh = moja.fresh(f"{moja.name}-again")
    fresh.import_file(journal, "hledger")
    for date in dates:
        label = f"{path.name}: exported and imported, at {date}"
        expect_same(label, hledgers.balances(path, date), fresh.balances(date))

    # beancount has narrower names, so that accounts may be called otherwise there.
    ours = moja.export("beancount")
    beancounts.check(ours)
    got = beancounts.load(ours).at(dates[-1], without=moja.conversion_account)
    want = hledgers.balances(path, dates[-1])
    unnamed = lambda balances: sorted(str(number.normalize()) for number in balances.values())
    if unnamed(want) != unnamed(got):
        raise Difference(f"{path.name}: exported to beancount: {unnamed(got)} and not {unnamed(want)}")


def judge_refusal(moja, path):
    """A file that the judge refuses is refused by us, at the marked line and as a whole."""
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if "REFUSED" in line]
    if path.suffix == ".journal":
        refused, format = hledgers.refuses(path), "hledger"
    else:
        refused, format = beancounts.refuses(path), "beancount"
    if not refused:
        raise Difference(f"{path.name}: the judge takes it")
    moja.import_file(HERE / "hledger" / "virtual.journal", "hledger")
    before = moja.balances()
    result = moja.call("import", path, "--format", format, codes=(1,))
    places = [f"{path.name}:{number}" for number in marked]
    if not any(place in result.stdout + result.stderr for place in places):
        raise Difference(f"{path.name}: the refusal does not name {' or '.join(places)}: {result.stderr}")
    expect_same(f"{path.name}: balances after the refusal", before, moja.balances())
    moja.verify()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--moja", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--conversion-account", default="Equity:Currency-Conversions")
    parser.add_argument("--seeds", default="", help="more seeds to generate two years from")
    options = parser.parse_args()

    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    hledgers.version()

    cases = [(judge_beancount, ROOT / "examples" / "books" / "example.beancount")]
    more = [(int(seed), "2023-01-01", "2024-12-31") for seed in options.seeds.split(",") if seed]
    for seed, first, last in GENERATED + more:
        path = options.work / f"seed-{seed}.beancount"
        beancounts.generate(path, seed, first, last)
        cases.append((judge_beancount, path))
    cases += [(judge_hledger, path) for path in sorted((HERE / "hledger").glob("*.journal"))]
    cases += [(judge_refusal, path) for path in sorted((HERE / "refused").iterdir())]

    failed = 0
    for judge, path in cases:
        start = datetime.datetime.now()
        name = f"{path.stem}-{path.suffix[1:]}"
        moja = Moja(options.moja, options.work, name, options.conversion_account)
        try:
            judge(moja, path)
        except Difference as difference:
            failed += 1
            print(f"DIFFERENT {difference}", flush=True)
        except Exception:
            failed += 1
            print(f"FAILED {path.name}", flush=True)
            traceback.print_exc()
        else:
            seconds = (datetime.datetime.now() - start).total_seconds()
            print(f"same {path.name} ({seconds:.1f} s)", flush=True)
    print(f"judges: {len(cases) - failed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
