"""Figures of a run: a measured value, its floor, the bar, and how they are printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass

HEAD = ("项目", "家数", "本系统", "对照", "对照值", "比值", "要求", "结果")


@dataclass
class Figure:
    """One line of the table.

    value and floor are medians in `unit`; `ratio` compares them in the direction of the bar:
    how many times faster ("faster", at least) or how many times as much ("times", at most).
    """

    group: str
    name: str
    size: int
    value: float
    unit: str = "ms"
    floor_name: str = ""
    floor: float | None = None
    direction: str = "faster"
    bar: float | None = None
    runs: int = 0
    note: str = ""

    @property
    def ratio(self) -> float | None:
        if self.floor is None:
            return None
        if self.direction == "faster":
            return self.floor / self.value if self.value else float("inf")
        return self.value / self.floor if self.floor else float("inf")

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is met; None when there is none."""
        if self.bar is None:
            return None
        measured = self.ratio if self.floor is not None else self.value
        return measured >= self.bar if self.direction == "faster" else measured <= self.bar

    def as_dict(self) -> dict:
        return {**asdict(self), "ratio": self.ratio, "is_met": self.is_met}

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:,.1f}倍"
        sign = "≥" if self.direction == "faster" else "≤"
        unit = "倍" if self.floor is not None else self.unit
        bar = "" if self.bar is None else f"{sign}{self.bar:g}{unit}"
        result = {True: "达到", False: "未达到", None: "仅报告"}[self.is_met]
        return (
            self.name,
            f"{self.size:,}",
            _amount(self.value, self.unit),
            self.floor_name,
            "" if self.floor is None else _amount(self.floor, self.unit),
            ratio,
            bar,
            f"{result}（{self.note}）" if self.note else result,
        )


def faster(group: str, name: str, size: int, value, floor_name: str, floor, **more) -> Figure:
    """A figure in seconds that should be far below its floor."""
    return Figure(group, name, size, value * 1000, "ms", floor_name, floor * 1000, **more)


def at_most(group: str, name: str, size: int, value, floor_name: str, floor, **more) -> Figure:
    """A figure in seconds that may be a few times its floor."""
    more = {"direction": "times", **more}
    return Figure(group, name, size, value * 1000, "ms", floor_name, floor * 1000, **more)


def table(figures: Sequence[Figure]) -> str:
    """All figures as lines of text, by group."""
    rows = [figure.cells() for figure in figures]
    widths = [max(_width(row[i]) for row in [HEAD, *rows]) for i in range(len(HEAD))]
    lines, group = [_line(HEAD, widths)], ""
    for figure, row in zip(figures, rows, strict=True):
        if figure.group != group:
            group = figure.group
            lines += ["", f"〔{group}〕"]
        lines.append(_line(row, widths))
    judged = [figure for figure in figures if figure.is_met is not None]
    missed = [figure for figure in judged if not figure.is_met]
    lines += ["", f"有要求的 {len(judged)} 项，达到 {len(judged) - len(missed)} 项。"]
    lines += [f"　未达到：{figure.name}（{figure.size:,}）" for figure in missed]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - _width(cell))
        padded.append(space + cell if place in (1, 2, 4, 5) else cell + space)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _amount(value: float, unit: str) -> str:
    if unit == "ms" and value >= 1000:
        return f"{value / 1000:,.2f} s"
    return f"{value:,.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"
