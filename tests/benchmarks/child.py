"""One heavy task in a process of its own: `python -m tests.benchmarks.child DATABASE TASK`.

Prints one line of JSON: seconds, peak memory in MB, and what the task tells. The start of the
process and its first page are not in the time, but in the memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("task")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    django.setup()

    from tests import testdb  # noqa: PLC0415 - Django must be set up before
    from tests.benchmarks import tasks  # noqa: PLC0415

    testdb.use_database(given.database)
    task = tasks.TASKS[given.task]
    tasks.warm()
    resting = peak_memory()
    began = time.perf_counter()
    told = task()
    seconds = time.perf_counter() - began
    result = {**told, "seconds": seconds, "peak": peak_memory(), "resting": resting}
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def peak_memory() -> float:
    """Most memory this process ever held, in MB.

    Linux also counts into `ru_maxrss` what the parent held when it started the process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [row for row in status.read_text().splitlines() if row.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
