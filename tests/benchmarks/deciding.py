"""One batch before its last signer: what the leader's page has to show at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.choices import BatchItemDecision, BatchState, SignatureState, SignerRole
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.reviews.models import OpinionException, OpinionReply, OpinionRequest
from tests.benchmarks import register

OFFICES = 8
OBJECTIONS = 4


def leader() -> User:
    """Who decides the batch."""
    return register.person("bench-leader", register.staff().agency, Role.DECIDER)


def put_to_decision(rows: Sequence[Application], handlers: Sequence[User], on: date) -> None:
    """A batch of these applications: signed by two, other offices asked, a few objections."""
    batch = ReviewBatch.objects.create(
        number="SD2000-001",
        name="测量用审定批次",
        round=rows[0].round,
        state=BatchState.IN_DECISION,
        submitted_on=on,
        created_by=handlers[0],
    )
    signed = {"state": SignatureState.AGREED, "signed_at": timezone.now()}
    people = ((handlers[1], signed), (handlers[2], signed), (leader(), {}))
    for order, ((person, values), role) in enumerate(zip(people, SignerRole, strict=True), 1):
        by = {"signed_by": person} if values else {}
        BatchSigner.objects.create(batch=batch, order=order, role=role, user=person, **values, **by)
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            application=row,
            order=order,
            proposal=BatchItemDecision.DEFER if order % 60 == 0 else BatchItemDecision.INCLUDE,
            proposal_reason="材料待补。" if order % 60 == 0 else "",
        )
        for order, row in enumerate(rows, 1)
    )
    _ask_offices(rows, on)


def _ask_offices(rows: Sequence[Application], on: date) -> None:
    letter = OpinionRequest.objects.create(
        number="ZY2000-001",
        title="关于拟纳入单位征求意见的函",
        sent_on=on - timedelta(days=20),
        due_on=on - timedelta(days=10),
    )
    letter.applications.set(rows)
    offices = Agency.objects.exclude(kind=Agency.Kind.BUREAU).order_by("code")[:OFFICES]
    for place, agency in enumerate(offices):
        objects = place == 0
        reply = OpinionReply.objects.create(
            request=letter,
            agency=agency,
            state="exceptions" if objects else "no_objection",
            replied_on=on - timedelta(days=12),
        )
        if objects:
            OpinionException.objects.bulk_create(
                OpinionException(reply=reply, application=row, text="近期有投诉，请核实。")
                for row in rows[:OBJECTIONS]
            )
