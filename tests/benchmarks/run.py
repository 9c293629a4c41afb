"""`make bench`: how fast the product is, as ratios against floors measured in the same run.

Bars that are missed are said and never fail the run. Databases stand in the cluster of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from functools import partial

import django

SIZES = (1_000, 10_000, 100_000)
FULL = 1_000_000
RUNS = 7
NAMES = ("search", "pages", "history", "exports", "imports", "applications")


def main() -> None:
    given = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()

    from tests import testdb  # noqa: PLC0415 - Django must be set up before
    from tests.benchmarks.figures import table  # noqa: PLC0415

    with testdb.running_server():
        machine = _machine()
        _tell(machine)
        figures = list(_measured(given, testdb.ensure_template()))
    if given.json:
        facts = {"machine": machine, "figures": [figure.as_dict() for figure in figures]}
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(f"{machine}\n\n{table(figures)}\n")


def _measured(given: argparse.Namespace, template: str) -> Iterator:
    from tests import testdb  # noqa: PLC0415
    from tests.benchmarks import browsing, databases, handling, history, moving, searching  # noqa: PLC0415

    pages, past, desk = browsing.Browsing(), history.History(), handling.Handling()
    for size in given.sizes:
        database = databases.prepare(size, template=template, keep=given.keep, tell=_tell)
        parts: dict[str, Callable] = {
            "search": searching.measure,
            "pages": pages.measure,
            "history": past.measure,
        }
        if size == moving.EXPORT_SIZE:
            parts["exports"] = partial(moving.measure_exports, database)
        if size == min(given.sizes):
            parts["imports"] = partial(moving.measure_imports, database)
        if size <= handling.MOST:
            parts["applications"] = partial(_on_applications, database, desk, given)
        for name, part in parts.items():
            if not given.only or name in given.only:
                _tell(f"测量 {name}，{size:,} 家 …")
                yield from part(size, given.runs)
        testdb.use_database("postgres")
        if not given.keep:
            testdb.drop(database)


def _on_applications(
    database: str, desk, given: argparse.Namespace, size: int, runs: int
) -> Iterator:
    """As many applications as units, in a copy of the register that stays as it is."""
    from tests import testdb  # noqa: PLC0415
    from tests.benchmarks import databases  # noqa: PLC0415

    filed = databases.prepare_applications(database, size, keep=given.keep, tell=_tell)
    yield from desk.measure(size, runs)
    testdb.use_database(database)
    if not given.keep:
        testdb.drop(filed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"also {FULL:,} units")
    parser.add_argument("--sizes", type=_numbers, help="numbers of units, as 1000,10000")
    parser.add_argument("--only", action="append", choices=NAMES, help="this part; repeatable")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of which the median counts")
    parser.add_argument("--keep", action="store_true", help="keep the databases, use kept ones")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    given = parser.parse_args()
    given.sizes = sorted(given.sizes or [*SIZES, *([FULL] if given.full else [])])
    given.runs = max(1, given.runs)
    return given


def _numbers(text: str) -> list[int]:
    return [int(number.replace("_", "")) for number in text.split(",")]


def _machine() -> str:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        [version] = cursor.fetchone()
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} 核（负载 {load:.1f}），Python {platform.python_version()}，"
        f"Django {django.__version__}，PostgreSQL {version.split()[0]}，{platform.machine()}"
    )


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
