"""Rounds and applications for tests, made through the services that make them in life."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.models import Agency, Region, User
from registry.applications import consent, services
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application, Submission
from registry.criteria.models import Criterion
from registry.criteria.services import scheme_on
from registry.rounds.choices import IntakeRoundState
from registry.rounds.models import IntakeRound
from registry.rounds.services import backfill
from tests.factories import credit_code, make_agency
from tests.files import samples

TODAY = date(2026, 9, 18)
NOON = datetime(2026, 9, 18, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
REGION = "120116005"
CONSENTS = [item.key for item in consent.CONSENTS]
_numbers = itertools.count(1)


def make_round(*, now: datetime = NOON, **values) -> IntakeRound:
    """A published round that opened ten days ago and closes in ten."""
    number = next(_numbers)
    values = {
        "number": f"2000-{number:02d}",  # never one that the service gives
        "name": f"示例申报批次{number}",
        "scheme": scheme_on(now.date()),
        "state": IntakeRoundState.OPEN,
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=10),
        "contact_agency": Agency.objects.filter(kind="bureau").first() or make_agency(),
        "contact_phone": "022-00000000",
        "published_on": (now - timedelta(days=12)).date(),
        **values,
    }
    return IntakeRound.objects.create(**values)


def past_round(by: User, **values) -> IntakeRound:
    """A round of last year, entered from its paper notice."""
    told = {
        "name": "2025年重点联系单位申报",
        "published_on": date(2025, 4, 28),
        "opens_on": date(2025, 5, 1),
        "closes_on": date(2025, 5, 31),
        "scan": samples.upload("申报通知.pdf", samples.pdf()),
    }
    return backfill(by=by, today=TODAY, **{**told, **values})


def region_agency(code: str = REGION, kind: str = "station") -> Agency:
    """An agency that answers for a region."""
    region = Region.objects.get(code=code)
    agency = Agency.objects.filter(regions=region, kind=kind).first()
    if agency is None:
        agency = make_agency(kind)
        agency.regions.add(region)
    return agency


def basic_answers(**values) -> dict:
    number = next(_numbers)
    return {
        "unit_name": f"示例申报{number}号有限公司",
        "credit_code": credit_code(),
        "unit_kind": "enterprise",
        "registered_address": "天津市滨海新区示例路1号",
        "region": REGION,
        **values,
    }


def draft(
    round_: IntakeRound | None = None, *, by: User | None = None, now: datetime = NOON, **values
) -> Application:
    """A draft as complete as it has to be: the free reason is claimed, a contact is named."""
    grant: dict = {}
    application = services.start(
        round=round_ or make_round(now=now), basic=basic_answers(**values), now=now, by=by
    )
    grant = {"by": by, "grant": str(application.key)}
    services.save_section(
        application,
        section="contacts",
        values={"primary_name": "示例甲", "primary_mobile": "13900000001"},
        **grant,
    )
    claim = services.set_claim(
        application,
        criterion=Criterion.objects.get(scheme=application.round.scheme, code="9"),
        values={"statement": "有较高的知识产权需求。"},
        **grant,
    )
    services.add_proof_file(
        claim, upload=SimpleUploadedFile("证明.pdf", samples.pdf(), "application/pdf"), **grant
    )
    application.refresh_from_db()
    return application


def submitted(
    round_: IntakeRound | None = None, *, by: User | None = None, now: datetime = NOON, **values
) -> Application:
    """A self-filed application that waits for the first review of its agency."""
    region_agency()
    application = draft(round_, by=by, now=now, **values)
    submit(application, by=by, now=now)
    application.refresh_from_db()
    return application


def submit(application: Application, *, by: User | None = None, now: datetime = NOON) -> Submission:
    return services.submit(
        application,
        consents=CONSENTS,
        clicked_at=now,
        by=by,
        grant=str(application.key),
        today=now.date(),
    )


# How an application gets on from the first review, a step of the bureau each.
_ON_THE_WAY = (
    (ApplicationState.BUREAU_REVIEW, ApplicationAction.BYPASS),
    (ApplicationState.INSPECTION, ApplicationAction.PASS),
    (ApplicationState.READY, ApplicationAction.INSPECTED),
    (ApplicationState.IN_BATCH, ApplicationAction.ADD_TO_BATCH),
)


def bypassed(
    round_: IntakeRound | None = None,
    *,
    by: User,
    state: str = ApplicationState.INSPECTION,
    now: datetime = NOON,
    **values,
) -> Application:
    """A submitted application that the bureau has brought to a state up to 已列入批次."""
    application = submitted(round_, now=now, **values)
    for target, action in _ON_THE_WAY:
        if application.state == state:
            break
        application = services.advance(
            application, action=action, actor=Actor.HANDLER, by=by, today=now.date(), reason="示例"
        )
        assert application.state == target
    return application
