"""What hledger makes of a file."""

import datetime
import json
from collections import defaultdict
from decimal import Decimal

from books import dates_of, run, without_zeros

# A currency has a code in our books; hledger also takes symbols.
CODES = {"$": "USD", "€": "EUR", "£": "GBP"}


def version():
    """Fails where there is no hledger."""
    print(run("hledger", "--version").stdout.strip(), flush=True)


def check(path):
    """Reads it and checks its assertions."""
    run("hledger", "-f", path, "check")


def refuses(path):
    return run("hledger", "-f", path, "check", codes=None).returncode != 0


def number(quantity):
    return Decimal(quantity["decimalMantissa"]).scaleb(-quantity["decimalPlaces"])


def balances(path, date, without=None):
    """Balances at the end of a day; parents hold only what is their own."""
    end = date + datetime.timedelta(days=1)
    report = ["balance", "--flat", "--empty", "--end", end, "--output-format", "json"]
    rows, _ = json.loads(run("hledger", "-f", path, *report).stdout)
    result = defaultdict(Decimal)
    for account, _, _, amounts in rows:
        for amount in amounts:
            code = CODES.get(amount["acommodity"], amount["acommodity"])
            if account != without:
                result[account, code] += number(amount["aquantity"])
    return without_zeros(result)


def dates(path):
    transactions = json.loads(run("hledger", "-f", path, "print", "--output-format", "json").stdout)
    days = [(datetime.date.fromisoformat(transaction["tdate"]),) for transaction in transactions]
    return dates_of(days)
