"""A clock as a reader meets it: what is left, when, and how that was counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.models import Clock
from ipcontact.clocks.rules import COUNTED, PAUSED, ROLLED, Computed, Pause, left_words
from ipcontact.workdays.rules import (
    HOLIDAY,
    MAKEUP,
    START,
    WEEKEND,
    WORKDAY,
    Step,
    WorkCalendar,
    weekday,
)

LONGEST_STRIP = 130
LONGEST_DATED = 16
USED, TODAY, REST, STOPPED, DUE = "d", "t", "o", "p", "e"  # shapes of the stylesheet


@dataclass(frozen=True)
class Cell:
    """A day of the strip: its shape and its number."""

    shape: str
    number: int


@dataclass(frozen=True)
class Face:
    """Everything a template shows of a clock."""

    clock: Clock
    words: str
    tone: str
    when: str
    facts: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]
    steps: tuple[Step, ...]

    @property
    def is_dated(self) -> bool:
        return len(self.cells) <= LONGEST_DATED


def day_words(day: date, today: date) -> str:
    """10月22日 周四, with the year when it is another than today's."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日 {weekday(day)}"


def face(clock: Clock, today: date, calendar: WorkCalendar) -> Face:
    """Put a clock into words.

    Args:
        clock: with its pauses at hand where many are shown.
        today: the day.
        calendar: days off and make-up days.
    """
    pauses = [pause.rule for pause in clock.pauses.all()]
    found = clock.computed(calendar)
    words, tone, when = _headline(clock, found, pauses, today, calendar)
    return Face(
        clock=clock,
        words=words,
        tone=tone,
        when=when,
        facts=tuple(_facts(clock, found, pauses, today)),
        cells=_cells(found, today if clock.ended_on is None else clock.ended_on),
        steps=found.steps,
    )


def _headline(
    clock: Clock, found: Computed, pauses: Sequence[Pause], today: date, calendar: WorkCalendar
) -> tuple[str, str, str]:
    if clock.ended_on is not None:
        late = found.due is not None and clock.ended_on > found.due
        return (
            "已办结",
            "bad" if late else "",
            f"{day_words(clock.ended_on, today)}"
            + (f"，超过 {day_words(found.due, today)}" if late else ""),
        )
    if found.due is None:
        running = next(pause for pause in pauses if pause.until_on is None)
        days = max((today - running.from_on).days + 1, 0)
        return "停表中", "", f"{running.reason.rstrip('。')}，已{days}日"
    words, tone = left_words(today, found.due, clock.unit, calendar)
    moment = f" {found.due_at:%H:%M}" if found.due_at else ""
    return words, tone, day_words(found.due, today) + moment


def _facts(clock: Clock, found: Computed, pauses: Sequence[Pause], today: date):
    start = found.steps[0]
    moment = f" {clock.start:%H:%M}" if clock.start_at else "，当日不计"
    yield "起算", f"{day_words(start.date, today)}{moment}"
    extended = f"，延长{clock.extension_n}{clock.get_unit_display()}" if clock.extension_n else ""
    yield "时限", f"{clock.limit.words}{extended}"
    if clock.extended_reason:
        yield "延长理由", clock.extended_reason
    if skipped := _skipped(found.steps):
        yield "跳过", skipped
    if makeup := [step.date for step in found.steps if step.kind == MAKEUP]:
        yield "调休上班", "、".join(day_words(day, today) for day in makeup)
    for pause in pauses:
        days = sum(step.kind == PAUSED and pause.holds(step.date) for step in found.steps)
        if pause.until_on is None:
            yield "停表", f"{day_words(pause.from_on, today)}起，{pause.reason}"
        elif days:
            span = f"{day_words(pause.from_on, today)}至{day_words(pause.until_on, today)}"
            yield "停表", f"{span}，{pause.reason}，{days}日"
    if clock.ended_on is None:
        used = sum(
            step.kind in (WORKDAY, MAKEUP, COUNTED) and step.date < today for step in found.steps
        )
        word = "个工作日" if clock.unit == LimitUnit.WORKING_DAY else "日"
        yield "已用", f"{used}{word}"
    if found.nominal:
        yield "顺延", f"{day_words(found.nominal, today)}是休息日，顺延至其后第一个工作日"
    if found.provisional:
        years = sorted({step.date.year for step in found.steps})
        yield "暂定", f"{years[-1]} 年放假安排尚未公布或未录入，公布后重算"
    if clock.basis:
        yield "依据", clock.basis


def _skipped(steps: Sequence[Step]) -> str:
    holidays = Counter(step.note.partition("放假")[0] for step in steps if step.kind == HOLIDAY)
    weekends = sum(step.kind == WEEKEND for step in steps)
    parts = [f"周末{weekends}日"] if weekends else []
    parts += [f"{name}{days}日" for name, days in holidays.items()]
    return "、".join(parts)


def _cells(found: Computed, today: date) -> tuple[Cell, ...]:
    """One cell a day; while the clock stands still up to today."""
    last = found.steps[-1].date
    waits = max((today - last).days, 0) if found.due is None else 0
    if len(found.steps) + waits > LONGEST_STRIP:
        return ()
    cells = [
        Cell(_shape(step, found, today), step.date.day)
        for step in found.steps
        if step.kind != START
    ]
    stopped = [last + timedelta(days=more) for more in range(1, waits + 1)]
    cells += [Cell(TODAY if day == today else STOPPED, day.day) for day in stopped]
    return tuple(cells)


def _shape(step: Step, found: Computed, today: date) -> str:
    if step.date == today:
        return TODAY
    if step.date == found.due:
        return DUE
    if step.kind == PAUSED:
        return STOPPED
    if step.kind in (WEEKEND, HOLIDAY, ROLLED):
        return REST
    return USED if step.date < today else ""
