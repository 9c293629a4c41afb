"""Whether a round takes an application at a moment, to the minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.rounds.choices import IntakeRoundState


@dataclass(frozen=True)
class IntakeVerdict:
    """Whether a round takes an application: why not (empty: it does), and whether only just."""

    refusal: str
    is_in_grace: bool = False

    @property
    def is_open(self) -> bool:
        return not self.refusal


def intake_verdict(
    *,
    state: str,
    opens_at: datetime,
    closes_at: datetime | None,
    grace_minutes: int,
    at: datetime,
    form_opened_at: datetime | None = None,
) -> IntakeVerdict:
    """Judge a moment against a round.

    The time of the click counts, not the time of storage. A form that was opened before the
    closing minute may still be submitted within the grace period, and is marked.

    Args:
        state: as stored; a published round counts by its times even before the clock job ran.
        opens_at, closes_at: aware; `closes_at` None for a standing round.
        grace_minutes: setting of the round.
        at: the moment of the click, aware.
        form_opened_at: when this form was first opened; None when it was not yet.
    """
    if state in (IntakeRoundState.PLANNED, IntakeRoundState.CONCLUDED):
        return IntakeVerdict("这个批次现在不接收申报，请查看最新的申报通知。")
    if at < opens_at:
        return IntakeVerdict("这个批次还没有开始申报，请在开始时间之后再提交；已填内容会保留。")
    if closes_at is None or at <= closes_at:
        return IntakeVerdict("")
    grace_ends = closes_at + timedelta(minutes=grace_minutes)
    if form_opened_at is not None and form_opened_at <= closes_at and at <= grace_ends:
        return IntakeVerdict("", is_in_grace=True)
    return IntakeVerdict(
        "这个批次已经截止，不能再提交。已填内容会保留，可在下一批次继续使用；有疑问请拨打申报通知上的电话。"
    )
