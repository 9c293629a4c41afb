"""Whether an application of former days can be entered as it is told, or every reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipcontact.acts.rules import Problem
from registry.batches.choices import BatchItemDecision

D = BatchItemDecision


@dataclass(frozen=True, kw_only=True)
class Span:
    """Another file of the unit and the days it was open; without `until` it is open still."""

    words: str
    since: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class PastFile:
    """What was told, and what the register knows of the unit and the round.

    Attributes:
        outcome: 纳入, 不纳入 or 暂缓; reason: of the latter two.
        is_recommended, has_agency: by which way it came, and whether an agency is named.
        filed_on, recommended_on, reviewed_on, decided_on: the steps of those days, in this order.
        criteria: how many conditions it relied on; unknown: those the round's plan does not have.
        opened_on, closed_on: the days of the round; closed_on is None of a standing one.
        takes: whether the round takes applications online now.
        others: the other files of the unit.
        was_listed: whether it was on the roster already when it filed.
        listed_on: its first day on the roster from the decision on; None when there is none.
    """

    outcome: str
    reason: str
    is_recommended: bool
    has_agency: bool
    filed_on: date
    recommended_on: date | None
    reviewed_on: date | None
    decided_on: date
    criteria: int
    unknown: Sequence[str]
    opened_on: date
    closed_on: date | None
    takes: bool
    others: Sequence[Span]
    was_listed: bool
    listed_on: date | None

    @property
    def ended_on(self) -> date | None:
        """Its last day; None of one that was put off and still waits."""
        if self.outcome == D.DEFER:
            return None
        return self.listed_on if self.outcome == D.INCLUDE and self.listed_on else self.decided_on


def problems(file: PastFile, *, today: date) -> list[Problem]:
    """Everything that stands against entering it; empty when nothing does."""
    return [*_told(file), *_dated(file, today), *_known(file)]


def _told(file: PastFile) -> list[Problem]:
    found = []
    if file.outcome != D.INCLUDE and not file.reason.strip():
        found.append(("reason_missing", "不纳入和暂缓的，请照原件写明理由。"))
    if (file.is_recommended or file.recommended_on) and not file.has_agency:
        found.append(("agency_missing", "请选择推荐单位。"))
    if file.has_agency and file.recommended_on is None:
        found.append(("recommended_missing", "请填写推荐单位出具意见的日期。"))
    if not file.criteria:
        found.append(("criteria_missing", "请至少勾选一项申报时依据的入库条件。"))
    if file.unknown:
        codes = "、".join(f"（{code}）" for code in file.unknown)
        found.append(("criteria_unknown", f"该批次适用的方案没有第{codes}项条件，请核对。"))
    return found


def _dated(file: PastFile, today: date) -> list[Problem]:
    found = []
    steps = [
        ("申报", file.filed_on),
        ("推荐", file.recommended_on),
        ("考察", file.reviewed_on),
        ("审定", file.decided_on),
    ]
    dated = [(label, day) for label, day in steps if day is not None]
    found += [
        ("event_future", f"{label}日期 {day} 在今天之后，请核对。")
        for label, day in dated
        if day > today
    ]
    for (before, first), (after, second) in zip(dated, dated[1:], strict=False):
        if second < first:
            found.append(
                ("out_of_order", f"{after}日期 {second} 早于{before}日期 {first}，请核对。")
            )
    if file.takes:
        found.append(("round_open", "这个批次还在申报，不能补录。请在线办理。"))
    elif file.filed_on < file.opened_on:
        found.append(("before_round", f"申报日期早于批次开始的 {file.opened_on}，请核对。"))
    elif file.closed_on is not None and file.filed_on > file.closed_on:
        found.append(("after_round", f"申报日期晚于批次截止的 {file.closed_on}，请核对。"))
    return found


def _known(file: PastFile) -> list[Problem]:
    found = [
        (
            "overlaps",
            f"该单位另有一件申报（{other.words}），与所填的申报到审定期间重叠。"
            "是同一件的，不必补录；不是的，请核对日期。",
        )
        for other in file.others
        if (file.ended_on is None or other.since < file.ended_on)
        and (other.until is None or file.filed_on < other.until)
    ]
    if file.was_listed:
        found.append(("already_listed", f"该单位在 {file.filed_on} 已经在库，请核对申报日期。"))
    if file.outcome == D.INCLUDE and file.listed_on is None:
        found.append(
            (
                "not_listed",
                "名录中没有该单位在审定之后纳入的记录。请先导入当时公布的名录，再补录这件申报；"
                "审定后没有公布的，按当时的处理结果补录。",
            )
        )
    return found
