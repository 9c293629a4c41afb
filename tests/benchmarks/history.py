"""The roster of a past day and two editions compared: against the bare SQL, and as they grow."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.test import Client

from registry.roster.comparison import between_editions, changes
from registry.roster.models import RosterEdition
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.measure import in_turns, page
from tests.benchmarks.register import EARLIER, LATER

GROUP = "历史"
DAY = "2023-05-04"
AS_OF = """
SELECT name, credit_code, unit_kind FROM registry_rosterentry
WHERE shown_from <= %(day)s AND (shown_until IS NULL OR shown_until > %(day)s)
ORDER BY position LIMIT 50
"""
ON = "shown_from <= {day} AND (shown_until IS NULL OR shown_until > {day})"
COMPARED = f"""
SELECT coalesce(n.name, o.name), o.name, coalesce(n.credit_code, o.credit_code)
FROM (SELECT * FROM registry_rosterentry WHERE {ON.format(day="%(new)s")}) n
FULL JOIN (SELECT * FROM registry_rosterentry WHERE {ON.format(day="%(old)s")}) o USING (unit_id)
WHERE n.unit_id IS NULL OR o.unit_id IS NULL OR n.name <> o.name
"""


class History:
    """Measures size after size and says whether time grows more than the register."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, float]] = {}

    def measure(self, size: int, runs: int) -> Iterator[Figure]:
        """Page as of a day, and every change between two editions."""
        reader = Client()
        newer, older = RosterEdition.objects.order_by("-published_on")
        things = {
            "某日名录 整页": (page(reader, f"/roster/?as_of={DAY}"), _bare(AS_OF, day=DAY)),
            "版次比较 整页": (
                page(reader, f"/roster/compare/?from={older.number}&to={newer.number}"),
                _bare(COMPARED, old=EARLIER, new=LATER),
            ),
            "版次比较 全部变化": (
                lambda: len(list(changes(between_editions(older, newer)))),
                _bare(COMPARED, old=EARLIER, new=LATER),
            ),
        }
        for name, pair in things.items():
            taken, bare = in_turns(pair, runs)
            note = self._growth(name, size, taken.whole)
            yield at_most(
                GROUP, name, size, taken.whole, "纯 SQL", bare.whole, runs=taken.runs, note=note
            )

    def _growth(self, name: str, size: int, seconds: float) -> str:
        before = self._last.get(name)
        self._last[name] = (size, seconds)
        if before is None:
            return ""
        more = seconds / before[1]
        word = "不超过线性" if more <= size / before[0] * 1.1 else "超过线性"
        return f"家数 {size // before[0]} 倍，时间 {more:.1f} 倍，{word}"


def _bare(sql: str, **params):
    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return len(cursor.fetchall())

    return run
