"""Balances as moja sees them, and comparing them.

Balances are a dict from (account, currency) to a Decimal that is not zero.
"""

import json
import os
import subprocess
from collections import defaultdict
from decimal import Decimal


class Difference(Exception):
    """Something is not what the judge says."""


def run(*command, codes=(0,)):
    """Runs a program; any other exit code than `codes` is a difference."""
    command = [str(word) for word in command]
    # Without a UTF-8 locale hledger cannot read all that a journal may hold.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    result = subprocess.run(
        command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, env=environment
    )
    if codes is not None and result.returncode not in codes:
        said = (result.stderr + result.stdout)[:3000]
        raise Difference(f"`{' '.join(command)}` ended with {result.returncode}: {said}")
    return result


def without_zeros(balances):
    return {key: number for key, number in balances.items() if number != 0}


def dates_of(rows, count=8):
    """Some dates among those of the rows, the last one included."""
    days = sorted({row[0] for row in rows})
    return [days[len(days) * place // count - 1] for place in range(1, count + 1) if len(days) * place >= count]


def expect_same(label, want, got):
    """Fails with the first few balances that differ."""
    wrong = [key for key in sorted(want.keys() | got.keys()) if want.get(key, 0) != got.get(key, 0)]
    if not wrong:
        if not want:
            raise Difference(f"{label}: there is nothing to compare")
        return
    lines = [
        f"  {account} {currency}: the judge says {want.get((account, currency), 0)},"
        f" we say {got.get((account, currency), 0)}"
        for account, currency in wrong[:10]
    ]
    raise Difference("\n".join([f"{label}: {len(wrong)} of {len(want)} balances", *lines]))


class Moja:
    """A store and the program that works on it."""

    def __init__(self, program, work, name, conversion_account):
        self.program = program
        self.work = work
        self.name = name
        self.conversion_account = conversion_account
        self.store = work / f"{name}.db"

    def fresh(self, name):
        return Moja(self.program, self.work, name, self.conversion_account)

    def call(self, *words, codes=(0,)):
        return run(self.program, "--store", self.store, "--tenant", "judge", *words, codes=codes)

    def import_file(self, path, format):
        self.call("import", path, "--format", format)

    def all_balances(self, date=None):
        at = ["--at", date.isoformat()] if date else []
        balances = defaultdict(Decimal)
        for line in self.call("balances", "--json", *at).stdout.splitlines():
            row = json.loads(line)
            key = row["account"], row["currency"]
            if key in balances or not isinstance(row["balance"], str):
                raise Difference(f"{self.name}: `{line}` is there twice or not a decimal string")
            balances[key] = Decimal(row["balance"])
        return without_zeros(balances)

    def balances(self, date=None):
        """Without the account that only our books have."""
        balances = self.all_balances(date)
        return {key: number for key, number in balances.items() if key[0] != self.conversion_account}

    def expect_balanced(self):
        """Our books balance in every currency."""
        sums = defaultdict(Decimal)
        for (_, currency), number in self.all_balances().items():
            sums[currency] += number
        if wrong := without_zeros(sums):
            raise Difference(f"{self.name}: the books do not balance: {wrong}")

    def export(self, format):
        path = self.work / f"{self.name}.exported.{'journal' if format == 'hledger' else format}"
        path.write_text(self.call("export", "--format", format).stdout, encoding="utf-8")
        return path

    def verify(self):
        self.call("verify")
