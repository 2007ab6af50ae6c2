"""What beancount makes of a file."""

import pathlib
import sys
from collections import defaultdict
from decimal import Decimal

from beancount import loader
from beancount.core import data
from beanquery.query import run_query

from books import Difference, run, without_zeros

# The programs of the environment that this Python belongs to.
PROGRAMS = pathlib.Path(sys.executable).parent


class Judged:
    """Postings as (date, account, number, currency)."""

    def __init__(self, rows):
        self.rows = rows

    def at(self, date, without=None):
        balances = defaultdict(Decimal)
        for day, account, number, currency in self.rows:
            if day <= date and account != without:
                balances[account, currency] += number
        return without_zeros(balances)


def load(path):
    entries, errors, _ = loader.load_file(str(path))
    if errors:
        raise Difference(f"{path.name}: beancount says: {errors[0].message}")
    return Judged(
        [
            (entry.date, posting.account, posting.units.number, posting.units.currency)
            for entry in entries
            if isinstance(entry, data.Transaction)
            for posting in entry.postings
        ]
    )


def query(path):
    """All balances, summed by bean-query's engine."""
    entries, _, options = loader.load_file(str(path))
    text = "SELECT account, currency, sum(number) AS total GROUP BY account, currency"
    _, rows = run_query(entries, options, text)
    return without_zeros({(row[0], row[1]): row[2] for row in rows})


def check(path):
    result = run(PROGRAMS / "bean-check", path, codes=None)
    if result.returncode or result.stdout or result.stderr:
        raise Difference(f"{path.name}: bean-check: {(result.stdout + result.stderr)[:1500]}")


def refuses(path):
    return bool(loader.load_file(str(path))[1])


def generate(path, seed, first, last):
    """Books of a made-up person."""
    run(
        PROGRAMS / "bean-example",
        *("--seed", seed),
        *("--date-begin", first),
        *("--date-end", last),
        *("--output", path),
    )
