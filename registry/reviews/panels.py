"""What the record of an application shows of its assessment."""

from __future__ import annotations

from typing import Any

from ipcontact.accounts.rights import can
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.reviews.choices import (
    CONCLUSION_TONES,
    CREDIT_TONES,
    ENQUIRED_IN,
    INSPECTED_IN,
    REPLY_TONES,
    ReplyState,
)
from registry.reviews.facts import review_facts
from registry.reviews.models import OpinionReply
from registry.reviews.rules import readiness

S = ApplicationState


def assessment(application: Application, user: Any) -> dict[str, Any] | None:
    """Assessments, opinions, credit, and what is still missing for the meeting."""
    looks = list(
        application.inspections.select_related("recorded_by", "sheet", "corrected_by")
        .prefetch_related("inspectors")
        .order_by("-pk")
    )
    replies = list(
        OpinionReply.objects.filter(request__applications=application, request__voided_on=None)
        .select_related("request", "agency")
        .order_by("-request", "agency__code")
    )
    checks = list(application.credit_checks.order_by("-checked_on", "-pk"))
    is_under_way = application.state in ENQUIRED_IN and application.state != S.BUREAU_REVIEW
    if not (looks or replies or checks or is_under_way):
        return None
    facts = review_facts([application])[application.pk] if is_under_way else None
    said = dict(application.opinion_exceptions.values_list("reply_id", "text"))
    may_record = can(user, "reviews.record")
    return {
        "looks": [(look, CONCLUSION_TONES[look.conclusion]) for look in looks],
        "replies": [_said_of_this(row, said.get(row.pk, "")) for row in replies],
        "checks": [(check, CREDIT_TONES[check.result]) for check in checks],
        "verdict": readiness(facts) if facts else None,
        "is_before_list": application.state in INSPECTED_IN,  # from there on the list says it
        "may_correct": may_record and application.state in INSPECTED_IN,
        "may_open_letters": may_record,
    }


def _said_of_this(reply: OpinionReply, text: str) -> tuple[OpinionReply, str, str, str]:
    """The answer as far as it is about this application: reply, word, tone, text."""
    state = ReplyState(reply.state)
    if state == ReplyState.EXCEPTIONS and not text:
        state = ReplyState.NO_OBJECTION
    return reply, state.label, REPLY_TONES[state], text


def recusals(application: Application, user: Any) -> dict[str, Any] | None:
    """Who stands aside; the reason is for the person and those who handle the file."""
    rows = list(application.conflicts.select_related("user__agency", "entered_by").order_by("pk"))
    if not rows:
        return None
    sees_reasons = can(user, "reviews.record")
    return {
        "rows": [
            {
                "row": row,
                "reason": row.reason if sees_reasons or row.user_id == user.pk else "",
                "is_mine": row.user_id == user.pk and row.withdrawn_at is None,
            }
            for row in rows
        ]
    }
