"""How far a target is reached, which target holds, and the way of a snapshot to the public."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from ipcontact.acts.rules import Problem, wrong_state
from ipcontact.text.rules import parse_date
from registry.goals.choices import SnapshotAction, SnapshotState

LATEST_YEAR = 2100
FIRST_YEAR = 2021
EARLIEST = date(1990, 1, 1)  # no unit was on any roster before
A, S = SnapshotAction, SnapshotState


@dataclass(frozen=True)
class Progress:
    """How far a figure is. `percent` is None without a number to reach."""

    percent: int | None
    words: str
    tone: str


def progress(value: int | Decimal | None, number: int | None, unit: str) -> Progress:
    """A figure beside its target. Args: number: None for a target without one (优先)."""
    if number is None:
        return Progress(None, "不设数量", "idle")
    if value is None:
        return Progress(0, "没有数据", "idle")
    if value >= number:
        return Progress(100, "已达标", "ok")
    return Progress(int(value * 100 // number), f"还差{number - value:,}{unit}", "warn")


class Aim(Protocol):
    """What a target says of its measure and year."""

    measure: str
    year: int


Held = TypeVar("Held", bound=Aim)


def in_force(targets: Iterable[Held], year: int) -> dict[str, Held]:
    """Of each measure the target of the year, else that of the last year before it."""
    found: dict[str, Held] = {}
    for target in sorted(targets, key=lambda each: each.year):
        if target.year <= year:
            found[target.measure] = target
    return found


def target_problems(
    *, is_known: bool, year: int, this_year: int, number: int | None, is_priority: bool
) -> list[Problem]:
    """Why a target cannot be set so; past years stay as they were reported."""
    found = []
    if not is_known:
        found.append(("measure_unknown", "没有这项指标，请重新选择。"))
    if year < this_year:
        found.append(("year_past", f"往年的目标不再修改，请填写{this_year}年或以后的年度。"))
    if year > LATEST_YEAR:
        found.append(("year_far", f"年度最晚填到{LATEST_YEAR}年。"))
    if number is None and not is_priority:
        found.append(("target_empty", "请填写目标数，或者勾选“优先”。"))
    if number is not None and number < 1:
        found.append(("target_small", "目标数应当大于0；不设数量的请留空并勾选“优先”。"))
    return found


def read_day(raw: str, *, today: date) -> tuple[date, str]:
    """The day figures are asked for; what cannot be used gives today and says why."""
    if not raw.strip():
        return today, ""
    day = parse_date(raw)
    if day is None:
        return today, f"看不懂日期“{raw[:30]}”，请写成 2021-12-31 这样。下面是今天的数字。"
    if day < EARLIEST:
        return today, f"{EARLIEST.year} 年以前没有数字，请核对年份。下面是今天的数字。"
    if day > today:
        return today, f"{day.isoformat()} 还没有到，没有那一天的数字。下面是今天的数字。"
    return day, ""


def year_before(day: date) -> date:
    """The same day of the year before; the last day of February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def written(value: int | str | Decimal | None) -> str:
    """A figure as text: 1,206; 12.5; — where there is none."""
    if value is None:
        return "—"
    number = value if isinstance(value, int | Decimal) else Decimal(value)
    return f"{number:,}"


def with_unit(value: int | str | Decimal | None, unit: str) -> str:
    """136家; — where there is none."""
    return written(value) if value is None else f"{written(value)}{unit}"


def stored(value: int | Decimal | None) -> int | str | None:
    """A figure as JSON keeps it without loss."""
    return str(value) if isinstance(value, Decimal) else value


def digest_of(as_of: date, figures: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over the day and the figures with their counting rules."""
    plain = json.dumps([as_of.isoformat(), figures], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One figure that a later version or a new computation says otherwise."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}由{self.old}更正为{self.new}"


def differences(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> list[Difference]:
    """Figures and parts of figures that differ, in the order of the new."""
    before, after = _flat(old), _flat(new)
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Difference(key, before.get(key, "无"), after.get(key, "无"))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _flat(figures: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    found = {}
    for figure in figures:
        unit = figure["unit"]
        found[figure["label"]] = with_unit(figure["value"], unit)
        for split in figure["splits"]:
            for label, value in split["parts"]:
                found[f"{figure['label']}（{label}）"] = with_unit(value, unit)
    return found


@dataclass(frozen=True)
class Move:
    """A step: from which states, to which, and whether it wants a reason."""

    sources: tuple[SnapshotState, ...]
    target: SnapshotState
    verb: str
    needs_reason: bool = False


PREPARE, CHECK, RELEASE = "figures.prepare", "figures.check", "figures.release"
MOVES = {
    A.RECOMPUTE: Move((S.COMPILING,), S.COMPILING, PREPARE),
    A.SUBMIT: Move((S.COMPILING,), S.CHECKING, PREPARE),
    A.CHECK: Move((S.CHECKING,), S.CHECKED, CHECK),
    A.RETURN: Move((S.CHECKING, S.CHECKED), S.COMPILING, CHECK, needs_reason=True),
    A.RELEASE: Move((S.CHECKED,), S.RELEASED, RELEASE),
    A.DROP: Move((S.COMPILING, S.CHECKING, S.CHECKED), S.DROPPED, PREPARE, needs_reason=True),
    A.CORRECT: Move((S.RELEASED,), S.RELEASED, PREPARE, needs_reason=True),
}


def move_problems(
    action: SnapshotAction,
    *,
    state: str,
    person: int | None,
    compiler: int | None,
    checker: int | None,
    reason: str = "",
) -> list[Problem]:
    """Why a step cannot be taken now by this person; empty when it can.

    Three people stand behind a released figure: who compiled, who checked, who released.
    """
    move, state = MOVES[action], SnapshotState(state)
    if state not in move.sources:
        return [wrong_state("这份数据", state, action, move.sources)]
    found = []
    if action == A.CHECK and person == compiler:
        found.append(("second_person", "编制人不能自己复核，请另一名经办核对后复核。"))
    if action == A.RELEASE and person is not None and person in (compiler, checker):
        found.append(("third_person", "编制人和复核人不能发布，请由未参与的领导发布。"))
    if move.needs_reason and not reason.strip():
        found.append(("reason_missing", f"请写明{action.label}的理由。"))
    return found


def compile_problems(
    *, as_of: date, today: date, codes: Collection[str], public: Collection[str]
) -> list[Problem]:
    """Why figures of that day cannot be compiled."""
    found = []
    if as_of > today:
        found.append(("as_of_future", "统计截止日不能晚于今天。"))
    if as_of.year < FIRST_YEAR:
        found.append(("as_of_early", f"统计截止日不能早于{FIRST_YEAR}年。"))
    if not codes:
        found.append(("figures_empty", "请至少选择一项指标。"))
    if set(codes) - set(public):
        found.append(("figure_internal", "选择的指标中有不对外发布的，请重新选择。"))
    return found


def snapshot_number(year: int, number: int) -> str:
    """TJ2026003: own series, gaps allowed."""
    return f"TJ{year}{number:03d}"
