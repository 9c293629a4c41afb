"""Before a round opens: plan it, rewrite it, share out the quotas, publish the 申报通知."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.criteria.services import scheme_on
from registry.rounds import wording
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import form_versions
from registry.rounds.models import IntakeRound, RecommendationQuota
from registry.rounds.rules import edit_verdict, publication_verdict
from registry.rounds.services import telling
from registry.rounds.services.steps import VERB, locked, refuse

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

# What the form of a round asks, and of it what a new round takes over from the last one.
FIELDS = (
    "name",
    "scheme",
    "form_version",
    "is_standing",
    "opens_at",
    "closes_at",
    "grace_minutes",
    "counted_on",
    "confirm_days",
    "correction_days",
    "agency_review_days",
    "bureau_review_days",
    "contact_agency",
    "contact_phone",
    "introduction",
    "materials",
    "document_no",
)
TAKEN_OVER = (
    "form_version",
    "grace_minutes",
    "confirm_days",
    "correction_days",
    "agency_review_days",
    "bureau_review_days",
    "contact_agency",
    "contact_phone",
    "introduction",
    "materials",
)


def starting_values(*, today: date) -> dict[str, Any]:
    """What the form of a new round holds: the last round's values, else the usual words."""
    last = _last()
    values: dict[str, Any] = {"scheme": scheme_on(today)}
    if last is not None:
        return values | {name: getattr(last, name) for name in TAKEN_OVER}
    return values | {
        "form_version": next(iter(form_versions()), ""),
        "contact_agency": Agency.objects.active().filter(kind=Agency.Kind.BUREAU).first(),
        "contact_phone": SiteProfile.objects.current().phone,
        "introduction": wording.INTRODUCTION,
        "materials": wording.MATERIALS,
    }


def plan(values: Mapping[str, Any], *, by: User, now: datetime) -> IntakeRound:
    """Plan a round; the quotas of the last one are taken over.

    Args:
        values: of `FIELDS`; those left out are the model's defaults.
        now: aware; the round is numbered in the year in which it opens.
    Raises: RuleViolation `name_taken`. PermissionDenied.
    """
    require(by, VERB)
    with act("筹备申报批次", by=by):
        one_at_a_time()
        last = _last()
        refuse_taken(values["name"])
        round_ = IntakeRound.objects.create(
            number=next_number(timezone.localtime(values["opens_at"]).year),
            created_by=by,
            **{name: values[name] for name in FIELDS if name in values},
        )
        if last is not None:
            RecommendationQuota.objects.bulk_create(
                RecommendationQuota(round=round_, agency_id=quota.agency_id, units=quota.units)
                for quota in last.quotas.filter(agency__is_active=True)
            )
        _record(round_, "round.plan", "筹备申报批次", by=by, now=now)
    return round_


def edit(
    round_: IntakeRound,
    values: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    version: int | None = None,
) -> IntakeRound:
    """Rewrite a round whose notice is not out yet.

    Args: values: of `FIELDS`; version: what the form was based on.
    Raises: RuleViolation `published`, `name_taken`, `stale`. PermissionDenied.
    """
    with act("修改申报批次", by=by):
        one_at_a_time()
        round_ = locked(round_, by=by, version=version)
        refuse(edit_verdict(is_published=round_.is_published))
        changed = {
            name: values[name]
            for name in FIELDS
            if name in values and values[name] != getattr(round_, name)
        }
        if not changed:
            return round_
        if "name" in changed:
            refuse_taken(changed["name"])
        store(round_, **changed)
        _record(round_, "round.edit", "修改申报批次", by=by, now=now)
    return round_


def set_quotas(
    round_: IntakeRound,
    units: Mapping[Agency, int | None],
    *,
    by: User,
    now: datetime,
    version: int | None = None,
) -> IntakeRound:
    """Say how many units each agency may recommend, until the round is concluded.

    Args: units: per agency; None takes its limit away; agencies left out keep theirs.
    Raises: RuleViolation `concluded`, `stale`. PermissionDenied.
    """
    with act("分配推荐名额", by=by):
        round_ = locked(round_, by=by, version=version)
        if round_.state == IntakeRoundState.CONCLUDED:
            raise RuleViolation("concluded", "这个批次已经办结，名额不再调整。")
        known = {quota.agency_id: quota for quota in round_.quotas.select_for_update()}
        is_changed = False
        for agency, count in units.items():
            quota = known.get(agency.pk)
            if (quota.units if quota else None) == count:
                continue
            is_changed = True
            if count is None:
                quota.delete()
            elif quota is None:
                RecommendationQuota.objects.create(round=round_, agency=agency, units=count)
            else:
                quota.units = count
                quota.save(update_fields=["units"])
        if is_changed:
            store(round_)
            _record(round_, "round.quotas", "分配推荐名额", by=by, now=now)
    return round_


def publish(
    round_: IntakeRound, *, by: User, now: datetime, version: int | None = None
) -> IntakeRound:
    """Let the 申报通知 out: everybody can read it, the recommending agencies are told.

    The round opens at once when its opening has come, else at the minute (`keep_time`).

    Args: now: aware; version: what the page was based on.
    Raises: RuleViolation `published`, `closes_in_past`, `no_introduction`, `stale`.
        PermissionDenied.
    """
    with act("发布申报通知", by=by):
        round_ = locked(round_, by=by, version=version)
        refuse(
            publication_verdict(
                is_published=round_.is_published,
                closes_at=round_.closes_at,
                has_introduction=bool(round_.introduction.strip()),
                at=now,
            )
        )
        is_open = round_.opens_at <= now
        store(
            round_,
            state=IntakeRoundState.OPEN if is_open else IntakeRoundState.PLANNED,
            published_on=timezone.localtime(now).date(),
            organ_name=SiteProfile.objects.current().organ_name,
        )
        _record(round_, "round.publish", "发布申报通知", by=by, now=now)
        telling.published(round_, by=by)
    return round_


def _record(round_: IntakeRound, code: str, action: str, *, by: User, now: datetime) -> None:
    record(round_, code=code, action=action, by=by, today=timezone.localtime(now).date())


def _last() -> IntakeRound | None:
    """The round planned last, standing ones and those of former years apart."""
    rounds = IntakeRound.objects.filter(is_standing=False, is_backfill=False)
    return rounds.order_by("-pk").first()


def refuse_taken(name: str) -> None:
    """A name is given once. Raises: RuleViolation `name_taken`."""
    if IntakeRound.objects.filter(name=name).exists():
        raise RuleViolation("name_taken", f"已有名为“{name}”的批次，请换一个名称。")


def one_at_a_time() -> None:
    """Planning is rare: numbers and names are given out one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.rounds'))")


def next_number(year: int) -> str:
    """The next one of the year in which a round opens."""
    taken = IntakeRound.objects.filter(number__startswith=f"{year}-")
    ordinals = [int(number.partition("-")[2]) for number in taken.values_list("number", flat=True)]
    return f"{year}-{max(ordinals, default=0) + 1:02d}"
