"""Applications that are ripe for decision, and lists of them, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.applications import services as filing
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import Application
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.batches.rules import Word
from registry.criteria.models import Criterion
from registry.reviews.services import (
    Finding,
    record_credit,
    record_inspection,
    reply_no_objection,
    request_opinions,
)
from registry.rounds.models import IntakeRound
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, draft, make_round, region_agency, submit

INCLUDE, EXCLUDE = Word("include"), Word("exclude", "证明材料不足。")
DEFER = Word("defer", "待补充材料后下批再议。")


def make_leader(**values) -> User:
    return make_user(Role.DECIDER, **values)


def make_division_head(**values) -> User:
    """科长 of a division of the bureau: may sign, does not decide."""
    return make_user(Role.AGENCY_HEAD, **values)


def ready(
    round_: IntakeRound | None = None, *, by: User, now: datetime = NOON, **values
) -> Application:
    """A recommended application that waits for the meeting, with nothing out of the ordinary but
    for the opinions and the credit check, see `enquired`."""
    region_agency()
    application = draft(round_ or make_round(now=now), now=now, **values)
    _claim_trademark(application)
    submit(application, now=now)
    application.refresh_from_db()
    today = now.date()
    head = make_user(Role.AGENCY_HEAD, agency=application.agency)
    how = {"today": today}
    filing.advance(application, action=ApplicationAction.ENDORSE, actor=Actor.HEAD, by=head, **how)
    filing.check_claim(application.claims.get(criterion__code="4"), state="accepted", by=by, **how)
    filing.advance(application, action=ApplicationAction.PASS, actor=Actor.HANDLER, by=by, **how)
    finding = Finding(
        mode="documents", done_on=today, inspectors=(by, make_user()), conclusion="fit"
    )
    record_inspection(application, finding=finding, by=by, today=today, goes_on=True)
    application.refresh_from_db()
    return application


def enquired(
    applications: Sequence[Application], *, by: User, now: datetime = NOON
) -> list[Application]:
    """Nobody has anything against them, and their credit is clear."""
    today = now.date()
    office = make_agency("partner")
    letter = request_opinions(
        applications, agencies=[office], title="示例征求意见", sent_on=today, reply_days=5, by=by,
        today=today,
    )  # fmt: skip
    reply_no_objection(letter, replied_on=today, by=by, today=today)
    for application in applications:
        record_credit(
            application, result="clear", checked_on=today, checker="信用科", by=by, today=today
        )
    return list(applications)


def make_batch(
    applications: Sequence[Application],
    *,
    by: User,
    chain: Sequence[User],
    now: datetime = NOON,
    name: str = "示例拟定名单",
) -> ReviewBatch:
    """A list that is being drawn up, with its chain."""
    batch = services.compose(name=name, applications=applications, by=by, today=now.date())
    return services.set_chain(batch, chain=chain, by=by, today=now.date())


def submitted_batch(batch: ReviewBatch, *, by: User, now: datetime = NOON) -> ReviewBatch:
    """Put to decision."""
    return services.submit(batch, recusals_checked=True, by=by, today=now.date())


def _claim_trademark(application: Application) -> None:
    grant = {"by": None, "grant": str(application.key)}
    claim = filing.set_claim(
        application,
        criterion=Criterion.objects.get(scheme=application.round.scheme, code="4"),
        values={
            "issuer": "示例法院",
            "document_no": "示例4号",
            "issued_on": "2024-05-01",
            "statement": "示例商标，第0000001号，第7类",
        },
        **grant,
    )
    upload = SimpleUploadedFile("文书.pdf", samples.pdf(), "application/pdf")
    filing.add_proof_file(claim, upload=upload, **grant)
