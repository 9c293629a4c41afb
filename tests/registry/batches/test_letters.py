"""A letter about units whose list lies with the signers cannot be voided under their eyes."""

from __future__ import annotations

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.reviews.facts import review_facts
from registry.reviews.models import OpinionRequest
from registry.reviews.services import reply, void_letter
from tests.deciding import submitted_batch
from tests.filing import TODAY
from tests.registry.batches.test_composing import code_of
from tests.registry.batches.test_deciding import decide


def void(batch: ReviewBatch, *, by) -> OpinionRequest:
    """The letter about the units of this batch, voided."""
    letter = OpinionRequest.objects.filter(applications__batch_items__batch=batch).first()
    return void_letter(letter, reason="名单有误", by=by, today=TODAY)


def test_void_when_the_list_is_in_decision_then_refused_and_the_objection_stays(
    drafted, handler, leader
):
    batch = drafted(2, chain=[leader])
    application = batch.items.first().application
    letter = application.opinion_requests.get()
    reply(
        letter, agency=letter.replies.get().agency.code, replied_on=TODAY, reason="更正",
        exceptions={application.application_no: "在侦案件"}, by=handler, today=TODAY,
    )  # fmt: skip
    submitted_batch(batch, by=handler)

    with pytest.raises(RuleViolation) as refusal:
        void(batch, by=handler)

    assert refusal.value.code == "in_decision"
    assert "请先退回批次" in refusal.value.message
    assert batch.name in refusal.value.message
    letter.refresh_from_db()
    assert letter.voided_on is None
    [(_, words)] = review_facts([application])[application.pk].exceptions
    assert words == "在侦案件"


def test_void_when_the_list_was_sent_back_then_done_and_the_list_lacks_opinions(
    waiting, handler, leader
):
    batch = waiting(1)
    services.send_back(batch, reason="函有误", by=leader, today=TODAY)

    void(batch, by=handler)

    submit = {"recusals_checked": True, "by": handler, "today": TODAY}
    assert code_of(services.submit, batch, **submit) == "opinions_not_asked"


def test_void_when_the_list_is_decided_then_done(waiting, handler, leader):
    batch = waiting(1)
    decide(batch, leader)

    assert void(batch, by=handler).voided_on == TODAY
