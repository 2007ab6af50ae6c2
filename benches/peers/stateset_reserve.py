#!/usr/bin/env python3
"""Reservations a second of StateSet's embedded engine, beside `stock reserve`.

    python3 benches/peers/stateset_reserve.py [SECONDS [DIRECTORY]]

Installs `stateset-embedded` from PyPI into an environment of its own under `target/peers`. It runs
as it comes: SQLite in WAL mode with `synchronous=NORMAL`, which may lose the last commits when the
power fails. DIRECTORY is where its file lies; the default is on the same disk as the benchmarks'.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / "target" / "peers" / "stateset"
PACKAGE = "stateset-embedded"


def in_environment() -> None:
    """Goes on in an environment that has the package."""
    python = ENVIRONMENT / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def main() -> None:
    in_environment()
    from importlib.metadata import version

    from stateset_embedded import Commerce

    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    directory = sys.argv[2] if len(sys.argv) > 2 else ROOT / "target"
    with tempfile.TemporaryDirectory(dir=directory) as folder:
        commerce = Commerce(os.path.join(folder, "peer.db"))
        commerce.inventory.create_item("hot", "hot", initial_quantity=1_000_000_000)
        commerce.inventory.reserve("hot", 1, "order", "warm")
        done = 0
        start = time.perf_counter()
        while (elapsed := time.perf_counter() - start) < seconds:
            commerce.inventory.reserve("hot", 1, "order", f"order-{done}")
            done += 1
    print(f"{PACKAGE} {version(PACKAGE)}: {done / elapsed:.0f} reservations/s, one after the other")


if __name__ == "__main__":
    main()
