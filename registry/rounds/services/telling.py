"""Who is told of a notice and of a later closing, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.models import Agency, User
from ipcontact.notifications.services import tell, tell_all
from ipcontact.notifications.services.telling import Times
from registry.rounds.choices import RECOMMENDING
from registry.rounds.contents import addressees
from registry.rounds.wording import moment_words

if TYPE_CHECKING:
    from registry.rounds.models import IntakeRound, RoundExtension


def recommending_agencies(round_: IntakeRound | None = None) -> QuerySet[Agency]:
    """Agencies that recommend units: by their kind, and those that have a quota in the round."""
    named = Q(recommendation_quotas__round=round_) if round_ is not None else Q(pk__in=())
    wanted = Agency.objects.active().filter(Q(kind__in=RECOMMENDING) | named)
    return wanted.distinct().order_by("code")


def agency_people(round_: IntakeRound) -> QuerySet[User]:
    """Clerks and heads of the recommending agencies."""
    roles = roles_with("recommendations.draft") | roles_with("recommendations.sign")
    agencies = recommending_agencies(round_).order_by().values("pk")
    return User.objects.filter(is_active=True, roles__overlap=sorted(roles), agency__in=agencies)


def published(round_: IntakeRound, *, by: User) -> int:
    """Tell the recommending agencies that a notice is out. Returns how many people were told."""
    until = (
        f"{moment_words(round_.closes_at)}截止。"
        if round_.closes_at
        else "常年申报，不设截止时间。"
    )
    messages = tell_all(
        agency_people(round_),
        by=by,
        subject=round_,
        kind="round.published",
        title=f"申报通知已发布：{round_.name}",
        body=f"{moment_words(round_.opens_at)}开始，{until}请组织辖区内符合条件的单位申报，"
        "并在本机构的推荐名额内推荐。",
        url=round_.get_absolute_url(),
    )
    return len(messages)


def extended(extension: RoundExtension, *, by: User) -> int:
    """Tell the agencies and everybody with a file in the round. Returns how many were told."""
    round_ = extension.round
    after = moment_words(extension.closes_at_after)
    what = {
        "kind": "round.extended",
        "title": f"申报截止延长至{after}：{round_.name}",
        "body": f"原截止时间{moment_words(extension.closes_at_before)}，现延长至{after}。"
        f"原因：{extension.reason}",
        "url": round_.get_absolute_url(),
    }
    told = len(tell_all(agency_people(round_), by=by, subject=round_, **what))
    times = Times.read()
    for addressee in addressees(round_):
        is_user = isinstance(addressee.who, User)
        tell(
            user=addressee.who if is_user else None,
            person=None if is_user else addressee.who,
            subject=addressee.subject,
            by=by,
            times=times,
            **what,
        )
        told += 1
    return told
