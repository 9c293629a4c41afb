"""Files out and in: our exports and imports against bare writers and against import-export."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.figures import Figure, at_most, faster
from tests.benchmarks.measure import FEW, Child, in_child
from tests.benchmarks.tasks import IMPORTED, STOCK_IMPORTED

EXPORT_SIZE = 100_000
IMPORT_SIZE = 1_000
MOST_TIMES, LEAST_FASTER, MOST_MEMORY = 1.5, 4.0, 150.0
LEAST_IMPORT = 3.0
LISTS = (("roster", "名录", ("xlsx", "csv", "json")), ("units", "单位", ("xlsx", "csv")))
WRITER, LIBRARY = "裸流式写出", "import-export"


def measure_exports(database: str, size: int, runs: int) -> Iterator[Figure]:
    """Each list in each format: time against both floors, and peak memory."""
    group = f"导出 {size:,} 行"
    for list_key, list_name, kinds in LISTS:
        for kind in kinds:
            tasks = [f"{list_key}-{who}-{kind}" for who in ("ours", "bare", "stock")]
            ours, bare, stock = _in_turns(database, tasks, min(runs, FEW))
            name, taken = f"{list_name} {kind}", {"runs": min(runs, FEW)}
            yield at_most(
                group, name, size, ours.seconds, WRITER, bare.seconds, bar=MOST_TIMES, **taken
            )
            yield faster(
                group, name, size, ours.seconds, LIBRARY, stock.seconds, bar=LEAST_FASTER, **taken
            )
            note = f"裸 {bare.peak:.0f} MB，import-export {stock.peak:.0f} MB"
            yield Figure(
                group,
                f"{name} 峰值内存",
                size,
                ours.peak,
                "MB",
                direction="times",
                bar=MOST_MEMORY,
                note=f"{note}，未导出时 {ours.told['resting']:.0f} MB",
                **taken,
            )


def measure_imports(database: str, size: int, runs: int) -> Iterator[Figure]:
    """Preview and commit of one file."""
    ours, stock = _in_turns(database, ["import-ours", "import-stock"], min(runs, FEW))
    yield faster(
        "导入",
        f"{IMPORTED:,} 行，预览并保存",
        size,
        ours.seconds,
        LIBRARY,
        stock.seconds * IMPORTED / STOCK_IMPORTED,
        bar=LEAST_IMPORT,
        runs=min(runs, FEW),
        note=f"内存 {ours.peak:.0f} MB；对照由 {STOCK_IMPORTED:,} 行折算，只登记单位",
    )


def _in_turns(database: str, tasks: list[str], runs: int) -> list[Child]:
    """Every task `runs` times, in turns; the median of each."""
    told: dict[str, list[Child]] = {task: [] for task in tasks}
    for _ in range(runs):
        for task in tasks:
            told[task].append(in_child(database, task))
    middle = runs // 2
    return [
        Child(
            sorted(child.seconds for child in told[task])[middle],
            max(child.peak for child in told[task]),
            told[task][-1].told,
        )
        for task in tasks
    ]
