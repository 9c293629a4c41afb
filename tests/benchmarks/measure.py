"""Taking times: side by side, in turns, medians; time in SQL told apart from the whole page."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

REGISTER_TABLES = (
    '"registry_unit"',
    '"registry_rosterentry"',
    '"registry_listing"',
    '"registry_application"',
)
LONG = 1.5  # seconds: what takes longer is measured less often
FEW = 3


@dataclass
class Taken:
    """Medians of one thing, in seconds: whole, and in SQL on tables of the register."""

    whole: float
    sql: float
    statements: int
    runs: int


@dataclass
class _Recorder:
    seconds: float = 0.0
    statements: int = 0
    texts: list[str] = field(default_factory=list)

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if any(table in sql for table in REGISTER_TABLES):
                self.seconds += time.perf_counter() - began
                self.statements += 1


@contextmanager
def recorded_sql():
    """Time spent in statements on the register while this is open."""
    recorder = _Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder


def page(client: Client, url: str) -> Callable[[], int]:
    """A thing to measure: one whole response, read to its end. Returns its size.

    Raises: RuntimeError when the answer is not 200.
    """

    def fetch() -> int:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")
        if response.streaming:
            return sum(len(chunk) for chunk in response.streaming_content)
        return len(response.content)

    return fetch


def with_server_defaults(thing: Callable[[], object]) -> Callable[[], object]:
    """A floor as it would run without the settings this product gives its connections."""

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET jit = on; SET max_parallel_workers_per_gather = 2; SET random_page_cost = 4"
            )
            try:
                return thing()
            finally:
                cursor.execute(
                    "RESET jit; RESET max_parallel_workers_per_gather; RESET random_page_cost"
                )

    return run


def in_turns(things: Sequence[Callable[[], object]], runs: int) -> list[Taken]:
    """Measure things in turns, so that a busy machine is busy for all of them.

    Each is called once before to be warm; when the first call of all together is long, `FEW` runs
    must do.
    """
    first = sum(_once(thing)[0] for thing in things)
    runs = min(runs, FEW) if first > LONG else runs
    taken = [[_once(thing) for thing in things] for _ in range(runs)]
    return [
        Taken(
            statistics.median(row[place][0] for row in taken),
            statistics.median(row[place][1] for row in taken),
            taken[-1][place][2],
            runs,
        )
        for place in range(len(things))
    ]


def _once(thing: Callable[[], object]) -> tuple[float, float, int]:
    with recorded_sql() as sql:
        began = time.perf_counter()
        thing()
        whole = time.perf_counter() - began
    return whole, sql.seconds, sql.statements


@dataclass
class Child:
    """What a process of its own told about one task: seconds and peak memory in MB."""

    seconds: float
    peak: float
    told: dict


def in_child(database: str, task: str) -> Child:
    """Run a task of `tests.benchmarks.tasks` in a fresh process.

    Raises: RuntimeError with the end of its error output when it fails.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.child", database, task],
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{task}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Child(told["seconds"], told["peak"], told)
