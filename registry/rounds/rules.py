"""When a round takes applications, to the minute, and what may be done with it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.rounds.choices import IntakeRoundState

S = IntakeRoundState
EXTENDABLE_AFTER = timedelta(days=1)  # H extends before or within a day after closing (table 2)


@dataclass(frozen=True)
class IntakeVerdict:
    """Whether a round takes an application: why not (empty: it does), and whether only just."""

    refusal: str
    is_in_grace: bool = False

    @property
    def is_open(self) -> bool:
        return not self.refusal


@dataclass(frozen=True)
class Verdict:
    """Whether a step may be taken: `reasons` why not as (code, sentence); empty: it may."""

    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.reasons

    @property
    def sentences(self) -> list[str]:
        return [sentence for _, sentence in self.reasons]


def state_at(
    *,
    state: str,
    is_published: bool,
    opens_at: datetime,
    closes_at: datetime | None,
    at: datetime,
) -> IntakeRoundState:
    """Where a round stands at a moment, whether or not the clock job has run by then."""
    if state == S.PLANNED and is_published and at >= opens_at:
        state = S.OPEN
    if state == S.OPEN and closes_at is not None and at > closes_at:
        state = S.CLOSED
    return S(state)


def intake_verdict(
    *,
    state: str,
    is_published: bool,
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
        is_published: whether its 申报通知 is out.
        opens_at, closes_at: aware; `closes_at` None for a standing round.
        grace_minutes: setting of the round.
        at: the moment of the click, aware.
        form_opened_at: when this form was first opened; None when it was not yet.
    """
    if state == S.CONCLUDED or not is_published or (state == S.CLOSED and closes_at is None):
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


def edit_verdict(*, is_published: bool) -> Verdict:
    """The notice and its times may be rewritten until it is out."""
    if not is_published:
        return Verdict()
    return _no("published", "申报通知已经发布，不能再改内容。需要推迟截止的，请办理延长截止。")


def publication_verdict(
    *, is_published: bool, closes_at: datetime | None, has_introduction: bool, at: datetime
) -> Verdict:
    """Whether the 申报通知 can go out now."""
    if is_published:
        return _no("published", "申报通知已经发布，不必再发。")
    reasons = []
    if closes_at is not None and closes_at <= at:
        reasons.append(("closes_in_past", "截止时间已经过去，请先修改批次的时间。"))
    if not has_introduction:
        reasons.append(("no_introduction", "还没有通知正文，请先在“修改批次”中填写。"))
    return Verdict(tuple(reasons))


def extension_verdict(
    *,
    state: str,
    is_published: bool,
    closes_at: datetime | None,
    at: datetime,
    new_closes_at: datetime | None = None,
) -> Verdict:
    """Whether the closing may be put off, until a day after it at the latest (state table 2).

    Args:
        state, is_published, closes_at: of the round, `closes_at` aware or None.
        at: now, aware.
        new_closes_at: the closing that is wanted; None while nobody has said it.
    """
    if not is_published:
        return _no("not_published", "申报通知还没有发布，请直接修改批次的时间。")
    if closes_at is None:
        return _no("standing", "常年申报没有截止时间，不用延长。")
    if state == S.CONCLUDED:
        return _no("concluded", "这个批次已经办结，不能再延长。请另开一个批次。")
    if at > closes_at + EXTENDABLE_AFTER:
        return _no("too_late", "截止已经超过一天，不能再延长。请另开一个批次。")
    if new_closes_at is not None and new_closes_at <= max(closes_at, at):
        return _no("not_later", "新的截止时间应晚于原截止时间和现在，请核对。")
    return Verdict()


def closing_verdict(*, state: str, is_published: bool, is_standing: bool) -> Verdict:
    """Whether people may close it: only a standing round, others close by themselves."""
    if not is_standing:
        return _no("not_standing", "有截止时间的批次到点自动截止，不用另行办理。")
    if state in (S.CLOSED, S.CONCLUDED):
        return _no("closed", "这个批次已经截止。")
    if not is_published:
        return _no("not_published", "申报通知还没有发布，不用截止。")
    return Verdict()


def conclusion_verdict(
    *, state: str, unfinished: int, closes_at: datetime | None, grace_minutes: int, at: datetime
) -> Verdict:
    """Whether a round is done with: closed, its grace over, and every application of it final.

    Args:
        state, closes_at, grace_minutes: of the round, `closes_at` aware or None.
        unfinished: applications of it that are not final, drafts apart.
        at: now, aware.
    """
    if state == S.CONCLUDED:
        return _no("concluded", "这个批次已经办结。")
    if state != S.CLOSED:
        return _no("not_closed", "批次截止以后才能办结。")
    if closes_at is not None and at <= closes_at + timedelta(minutes=grace_minutes):
        return _no("in_grace", f"截止后{grace_minutes}分钟内仍可提交，请过了这段时间再办结。")
    if unfinished:
        return _no("unfinished", f"还有{unfinished}件申报没有办结，请办结后再试。")
    return Verdict()


def _no(code: str, sentence: str) -> Verdict:
    return Verdict(((code, sentence),))


def past_round_problems(
    *, published_on: date, opens_on: date, closes_on: date, has_scan: bool, today: date
) -> list[tuple[str, str]]:
    """What is wrong with a round entered from paper: its days are over, in order, and proven."""
    found = []
    if not published_on <= opens_on <= closes_on:
        found.append(("round_dates", "通知发布、开始、截止三个日期应依次先后，请核对。"))
    if closes_on >= today:
        found.append(("round_dates", "截止日期还没有过去，不能补录。请在“筹备申报批次”中办理。"))
    if not has_scan:
        found.append(("scan_missing", "请附上当时申报通知的扫描件。"))
    return found
