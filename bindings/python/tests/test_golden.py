"""The golden scenarios: Python answers every step as every other language does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import moja
from moja import Money

# Run in the repository, or with the folder's copy elsewhere.
FOLDER = Path(os.environ.get("MOJA_GOLDEN", Path(__file__).parents[3] / "golden"))
SCENARIOS = sorted(FOLDER.glob("*.jsonl"))
ID_SEED = 1
ACTOR = "till"


class StepClock:
    """The time of the step that runs."""

    time = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

    def now(self) -> datetime:
        return self.time


def plain(value: Any) -> Any:
    """A field as a line has it."""
    if isinstance(value, Money):
        amount, currency = str(value).split(" ")
        return {"amount": amount, "currency": currency}
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def shown(error: moja.MojaError) -> dict[str, Any]:
    """An error as a line has it."""
    of = type(error).__name__.removesuffix("Error").lower()
    told = {
        "kind": "rejected" if isinstance(error, moja.RejectedError) else of,
        "code": error.code,
        "message": error.detail,
        "fields": plain(error.fields),
        "retryable": error.retryable,
    }
    if isinstance(error, moja.RejectedError):
        told["domain"] = of
    return told


def answer(db: moja.Moja, session: moja.Session, step: dict[str, Any]) -> Any:
    if "query" in step:
        return session.query(step["query"], step["args"])
    if "head" in step:
        head = session.head()
        return {"position": head.position, "hash": head.hash}
    if "verify" in step:
        report = db.verify()
        findings = [finding.code for finding in report.findings]
        return {"findings": findings, "journal_rows": report.journal_rows}
    return session.execute({key: step[key] for key in ("command", "args", "id") if key in step})


def run(name: str, steps: list[dict[str, Any]], open_store: Callable[[StepClock], moja.Moja]) -> None:
    clock = StepClock()
    with open_store(clock) as db:
        for number, step in enumerate(steps, 1):
            if "at" in step:
                clock.time = datetime.fromisoformat(step["at"].replace("Z", "+00:00"))
            session = db.session(name, step.get("actor", ACTOR))
            try:
                told = {"ok": answer(db, session, step)}
            except moja.MojaError as error:
                told = {"error": shown(error)}
            wanted = {key: step[key] for key in ("ok", "error") if key in step}
            assert told == wanted, f"{name}.jsonl:{number}: {step}"


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 10, f"they are missing in {FOLDER}"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_step_is_answered_as_everywhere(path: Path, tmp_path: Path) -> None:
    steps = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    run(path.stem, steps, lambda clock: moja.open_memory(clock=clock, id_seed=ID_SEED))
    file = tmp_path / "golden.db"
    run(
        path.stem,
        steps,
        lambda clock: moja.open(file, durable=False, clock=clock, id_seed=ID_SEED),
    )
