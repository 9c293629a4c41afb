"""What the record of a round shows: the next step, the buttons, quotas and their use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from ipcontact.accounts.capabilities import BUREAU_STAFF
from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.rights import agency_scope
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import AgencyUse, unfinished, use_by_agency
from registry.rounds.models import IntakeRound
from registry.rounds.rules import closing_verdict, extension_verdict
from registry.rounds.services.telling import recommending_agencies
from registry.rounds.wording import moment_words

S = IntakeRoundState


@dataclass(frozen=True)
class Button:
    """A button of the record."""

    label: str
    url: str
    kind: str = ""


@dataclass(frozen=True)
class QuotaRow:
    """An agency with its quota (None: no limit) and what it has in the round."""

    agency: Agency
    units: int | None
    use: AgencyUse

    @property
    def is_over(self) -> bool:
        return self.units is not None and self.use.recommended > self.units


def actions(round_: IntakeRound, *, now: datetime) -> list[Button]:
    """What may be done with a round at a moment, the next step first."""
    found = []
    if not round_.is_published:
        found += [_button("发布申报通知", round_, "publish", "primary"), _edit(round_)]
    if _may_extend(round_, now):
        found.append(_button("延长截止", round_, "extend"))
    if closing_verdict(
        state=round_.state, is_published=round_.is_published, is_standing=round_.is_standing
    ).is_allowed:
        found.append(_button("截止常年申报", round_, "close"))
    if round_.state != S.CONCLUDED:
        found.append(_button("分配推荐名额", round_, "quotas"))
    if round_.state == S.CLOSED:
        kind = "" if unfinished(round_) else "primary"
        found.insert(0, _button("办结批次", round_, "conclude", kind))
    return found


def advice(round_: IntakeRound, *, now: datetime) -> str:
    """What is to be done next, in a sentence; nothing while all runs by itself."""
    if not round_.is_published:
        return "还没有发布申报通知，单位看不到这个批次。核对内容和名额后发布。"
    if round_.state == S.PLANNED:
        return f"通知已发布，{moment_words(round_.opens_at)}自动开始接收申报。"
    if round_.state == S.CLOSED:
        waiting = unfinished(round_)
        done = f"还有{waiting}件申报在办，都有结果后办结批次。" if waiting else "可以办结批次。"
        if _may_extend(round_, now):
            return f"已截止，一天内还可以延长。{done}"
        return f"已截止。{done}"
    return ""


def quota_rows(round_: IntakeRound, user: User | None = None) -> list[QuotaRow]:
    """Quota and use per agency: all for the bureau's staff, for others those of their own.

    Args: user: who looks; None for papers of the bureau.
    """
    agencies = recommending_agencies(round_)
    if user is not None and BUREAU_STAFF.isdisjoint(user.roles):
        agencies = agencies.filter(pk__in=agency_scope(user))
    quotas = dict(round_.quotas.values_list("agency", "units"))
    used = use_by_agency(round_)
    return [
        QuotaRow(agency, quotas.get(agency.pk), used.get(agency.pk, AgencyUse()))
        for agency in agencies
    ]


def _may_extend(round_: IntakeRound, now: datetime) -> bool:
    return extension_verdict(
        state=round_.state,
        is_published=round_.is_published,
        closes_at=round_.closes_at,
        at=now,
    ).is_allowed


def _edit(round_: IntakeRound) -> Button:
    return _button("修改批次", round_, "edit")


def _button(label: str, round_: IntakeRound, verb: str, kind: str = "") -> Button:
    return Button(label, reverse(f"rounds:{verb}", args=[round_.number]), kind)
