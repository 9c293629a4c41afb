"""What makes a step, an offline result and a delegation complete; when a step can be taken back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ipcontact.acts.choices import OFFLINE_CHANNELS, Channel

LONGEST_DELEGATION = timedelta(days=366)
Problem = tuple[str, str]  # code and message


@dataclass(frozen=True)
class TakeBackVerdict:
    """Whether a step can be taken back.

    Attributes:
        reasons: why not, each a sentence; empty when it can.
        until: until when it can, in words.
    """

    reasons: tuple[str, ...]
    until: str = "可以撤回，直到别人打开本件"

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


class Named(Protocol):
    """A state or a step, as the state tables call it."""

    label: str


def wrong_state(record: str, state: Named, action: Named, sources: Iterable[Named]) -> Problem:
    """A step for which its record is not ready: where it stands, when the step is taken.

    Args: record: what it is called ("这份公示"); sources: the states in which it may be done.
    """
    ready = "、".join(f"“{source.label}”" for source in sources if source != state)
    when = f"{ready}时才能；请按本页现在的步骤办理。" if ready else ""
    return ("wrong_state", f"{record}现在是“{state.label}”，不能{action.label}。{when}")


def step_problems(
    *,
    event_on: date,
    today: date,
    reason: str,
    has_scan: bool,
    needs_reason: bool,
    needs_scan: bool,
    is_backfill: bool,
) -> list[Problem]:
    """What is missing of a step before it can be recorded.

    A step entered afterwards (补录) is of a past day and comes with the paper it is taken from.
    """
    found = []
    if event_on > today:
        found.append(("event_future", "办理日期在今天之后，请核对后重填。"))
    if needs_reason and not reason.strip():
        found.append(("reason_missing", "请写明理由。"))
    if needs_scan and not has_scan:
        found.append(("scan_missing", "请附上扫描件。"))
    if is_backfill and not has_scan:
        found.append(("backfill_scan", "补录须附上原件的扫描件。"))
    return found


def take_back_verdict(
    *,
    is_own: bool,
    may_still: bool,
    is_revocable: bool,
    is_taken_back: bool,
    is_confirmed: bool,
    is_last: bool,
    opened_by: Collection[str],
    was_sent: bool,
) -> TakeBackVerdict:
    """Whether a step can be taken back: by its actor alone, until somebody else opened the record
    or something was sent, and only while the step is theirs to take. What was published is
    corrected in public, never taken back.

    Args:
        is_own: the asker took the step or entered it.
        may_still: the asker could take such a step today, by their own right or a delegation.
        is_revocable: steps of this kind can be undone at all.
        is_taken_back: it was taken back already.
        is_confirmed: a second person confirmed it.
        is_last: no later step stands on it.
        opened_by: names of others who opened the record since.
        was_sent: a message or letter has gone out since.
    """
    reasons = []
    if is_taken_back:
        reasons.append("这一步已经撤回。")
    if not is_own:
        reasons.append("只有办理人本人可以撤回。")
    elif not may_still:
        reasons.append("您现在没有办理这件事的权限，不能撤回；请由现在的办理人另行更正。")
    if not is_revocable:
        reasons.append("这一步不能撤回，只能另行更正。")
    if is_confirmed:
        reasons.append("另一人已经确认，不能撤回，只能另行更正。")
    if not is_last:
        reasons.append("之后又办理了下一步，请先撤回后一步。")
    if opened_by:
        reasons.append(f"{'、'.join(opened_by)}已经打开本件，请与其联系后另行更正。")
    if was_sent:
        reasons.append("通知已经发出，不能撤回，只能另行更正。")
    return TakeBackVerdict(tuple(reasons))


def offline_problems(
    *, channel: str, decided_on: date, today: date, minutes_no: str, has_scan: bool, has_name: bool
) -> list[Problem]:
    """What is missing of a result decided outside this system (线下登记)."""
    found = []
    if channel not in OFFLINE_CHANNELS:
        words = "、".join(way.label for way in OFFLINE_CHANNELS)
        found.append(("offline_channel", f"线下结果的方式应为{words}之一。"))
    if decided_on > today:
        found.append(("event_future", "决定日期在今天之后，请核对后重填。"))
    if channel == Channel.MEETING and not minutes_no.strip():
        found.append(("minutes_missing", "请填写会议纪要号。"))
    if not has_scan:
        found.append(("scan_missing", "请附上呈批单、纪要等原件的扫描件。"))
    if not has_name:
        found.append(("decider_missing", "请写明由谁决定。"))
    return found


def delegation_problems(
    *, is_self: bool, codes: Collection[str], from_on: date, until_on: date, today: date
) -> list[Problem]:
    """What is wrong with a dated authority to decide for another (授权代批).

    It begins on the day it is entered at the earliest: it makes nothing valid that was decided
    before.
    """
    found = []
    if is_self:
        found.append(("delegation_self", "不能委托给自己，请选择另一人。"))
    if not codes:
        found.append(("delegation_empty", "请至少选择一个委托事项。"))
    if until_on < from_on:
        found.append(("delegation_dates", "截止日期不能早于开始日期，请核对。"))
    elif until_on < today:
        found.append(("delegation_past", "截止日期已经过去，请核对。"))
    elif from_on < today:
        found.append(
            ("delegation_backdated", "委托不能追溯，开始日期不能早于今天。请改为今天或者以后。")
        )
    elif until_on - from_on > LONGEST_DELEGATION:
        found.append(("delegation_long", "一次委托最长一年，到期可以再次委托。"))
    return found
