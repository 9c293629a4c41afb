"""What a comparison takes: two editions by number, or two days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from ipcontact.text.rules import parse_date
from ipcontact.ui.filters import clean_query
from registry.roster.comparison import Comparison, Side, between_editions
from registry.roster.models import RosterEdition


@dataclass
class ComparisonForm:
    """A read question: the comparison, or why there is none; what was typed is kept."""

    editions: list[RosterEdition]
    comparison: Comparison | None = None
    problems: list[str] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: QueryDict, *, today: date) -> ComparisonForm:
        """Read `from`, `to` (edition numbers) or `from_on`, `to_on` (days).

        Nothing asked means the two latest editions; the earlier side always comes first.
        """
        query = clean_query(raw)
        names = ("from", "to", "from_on", "to_on")
        form = cls(
            list(RosterEdition.objects.all()),
            typed={name: query.get(name, "").strip() for name in names},
        )
        form._read(today)
        return form

    def _read(self, today: date) -> None:
        if self.typed["from_on"] or self.typed["to_on"]:
            sides = [self._day("from_on", "前一日", today), self._day("to_on", "后一日", today)]
        elif self.typed["from"] or self.typed["to"]:
            sides = [self._edition("from", "前一版"), self._edition("to", "后一版")]
        elif len(self.editions) < 2:
            return
        else:
            newest, before = self.editions[:2]
            self.comparison = between_editions(before, newest)
            return
        if None not in sides:
            start, end = sorted(sides, key=lambda side: side.day)
            self.comparison = Comparison(start, end)

    def _day(self, name: str, label: str, today: date) -> Side | None:
        typed = self.typed[name]
        day = parse_date(typed) if typed else (today if name == "to_on" else None)
        first = self.editions[-1].published_on if self.editions else None
        if day is None:
            self.problems.append(f"{label}：请写日期，例如 2021-12-31。")
        elif day > today:
            self.problems.append(f"{label}：{day.isoformat()} 在今天之后，请换一个日期。")
        elif first is None or day < first:
            self.problems.append(
                f"{label}：{day.isoformat()} 还没有名录，第一个版次于 {first} 公布。"
                if first
                else "还没有公布过名录，无法比较。"
            )
        else:
            return Side(day)
        return None

    def _edition(self, name: str, label: str) -> Side | None:
        number = self.typed[name]
        found = next((item for item in self.editions if item.number == number), None)
        if found is None:
            self.problems.append(f"{label}：没有这个版次，请从列表中选择。")
            return None
        return Side(found.published_on, found)

    @property
    def chosen(self) -> tuple[str, str]:
        """Numbers of the editions on both sides, as far as editions were compared."""
        sides = (self.comparison.start, self.comparison.end) if self.comparison else ()
        shown = [side.edition.number if side.edition else "" for side in sides]
        return (shown[0], shown[1]) if shown else (self.typed["from"], self.typed["to"])

    @property
    def params(self) -> dict[str, str]:
        """The parameters that ask the same question again."""
        if self.comparison is None:
            return {}
        start, end = self.comparison.start, self.comparison.end
        if start.edition and end.edition:
            return {"from": start.edition.number, "to": end.edition.number}
        return {"from_on": start.day.isoformat(), "to_on": end.day.isoformat()}

    @property
    def query(self) -> str:
        return urlencode(self.params)
