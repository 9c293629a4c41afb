"""The bureau reviews: passing, excluding, sending back, taking a step back, checking proofs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import open_record, take_back
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.applications import panels, services
from registry.applications.access import actors_of
from registry.applications.models import Application
from tests.factories import make_agency, make_user
from tests.filing import TODAY, bypassed, make_round, submitted
from tests.registry.applications.office import (
    accept_all,
    clerk_of,
    clocks,
    code_of,
    in_bureau,
    steps,
)

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


def test_pass_when_decided_then_on_to_assessment_and_the_second_is_told_who(
    application, handler, second
):
    services.pass_review(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert (application.state, clocks(application)) == ("inspection", [])
    with pytest.raises(RuleViolation, match="陈知远已于 .* 办理“复核通过”") as refusal:
        services.pass_review(application, by=second, today=TODAY)
    assert refusal.value.code == "wrong_state"
    assert steps(application).count("application.pass") == 1


def test_pass_when_the_page_is_older_than_the_file_then_refused_with_who(
    application, handler, second
):
    version = application.version
    services.take(application, by=handler, today=TODAY)
    services.release(application, by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="陈知远已于 .* 办理“退回待办”") as refusal:
        services.pass_review(application, by=second, today=TODAY, version=version)

    assert refusal.value.code == "stale"


def test_pass_when_a_mark_is_not_sent_then_refused(application, handler):
    services.mark(application, path="basic.industry", defect="请填写。", by=handler)

    assert code_of(services.pass_review, application, by=handler, today=TODAY) == "marks_left"


def test_pass_when_another_file_claims_the_unit_then_settled_first(handler, application):
    rival = submitted(
        application.round, credit_code=application.credit_code, unit_name=application.unit_name
    )

    refused = code_of(services.pass_review, application, by=handler, today=TODAY)
    services.withdraw(rival, by=None, grant=str(rival.key), today=TODAY, reason="示例")
    services.pass_review(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert (refused, application.state) == ("contested", "inspection")


def test_pass_when_the_reviewer_entered_it_then_refused(application, handler):
    Application.objects.filter(pk=application.pk).update(entered_by=handler)

    assert code_of(services.pass_review, application, by=handler, today=TODAY) == "own_application"


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.LEGAL_REVIEWER])
def test_pass_when_another_role_tries_then_refused(application, role):
    with pytest.raises(PermissionDenied):
        services.pass_review(application, by=make_user(role), today=TODAY)


def test_pass_clean_when_chosen_then_only_those_without_defects(handler, second):
    round_ = make_round()
    clean, unchecked, marked, held = (in_bureau(round_) for _ in range(4))
    for application in (clean, marked, held):
        accept_all(application, handler)
    services.mark(marked, path="basic.industry", defect="请填写。", by=handler)
    services.take(held, by=second, today=TODAY)
    contested = accept_all(in_bureau(round_), handler)
    submitted(round_, credit_code=contested.credit_code, unit_name=contested.unit_name)
    rows = [clean, unchecked, marked, held, contested]

    outcome = services.pass_clean(rows, by=handler, today=TODAY)

    assert outcome.done == [clean]
    assert [each for each, _ in outcome.refused] == [unchecked, marked, held, contested]
    assert "林若川" in dict(outcome.refused)[held]
    assert set(Application.objects.filter(state="inspection")) == {clean}


def test_propose_exclude_when_reasoned_then_ready_with_the_reason(application, handler):
    assert (
        code_of(services.propose_exclude, application, reason=" ", by=handler, today=TODAY)
        == "reason_missing"
    )

    services.propose_exclude(application, reason="没有一项依据成立。", by=handler, today=TODAY)

    application.refresh_from_db()
    assert (application.state, application.proposal) == ("ready", "没有一项依据成立。")


def test_send_back_when_reasoned_then_reviewed_again_without_the_proposal(application, handler):
    services.propose_exclude(application, reason="没有依据。", by=handler, today=TODAY)

    services.send_back(application, reason="补来了证明。", by=handler, today=TODAY)

    application.refresh_from_db()
    assert (application.state, application.proposal) == ("bureau_review", "")
    assert clocks(application) == ["区局复核"]


def test_take_back_when_nobody_has_looked_then_as_before_with_its_clock(application, handler):
    before = application.state_since
    [clock] = Clock.objects.open_for(application)
    services.pass_review(application, by=handler, today=TODAY)

    take_back(Act.objects.of(application).first(), by=handler)

    application.refresh_from_db()
    assert (application.state, application.holder) == ("bureau_review", handler)
    assert Clock.objects.open_for(application).get() == clock
    assert abs(application.state_since - before) < timedelta(seconds=5)


def test_take_back_when_a_colleague_has_opened_it_then_refused(application, handler, second):
    services.pass_review(application, by=handler, today=TODAY)
    open_record(application, by=second)

    with pytest.raises(RuleViolation, match="林若川已经打开本件"):
        take_back(Act.objects.of(application).first(), by=handler)


def test_take_back_when_it_was_sending_back_then_ready_with_its_proposal(application, handler):
    services.propose_exclude(application, reason="没有依据。", by=handler, today=TODAY)
    services.send_back(application, reason="再看。", by=handler, today=TODAY)

    take_back(Act.objects.of(application).first(), by=handler)

    application.refresh_from_db()
    assert (application.state, application.proposal) == ("ready", "没有依据。")
    assert clocks(application) == []


def test_claim_when_checked_then_kept_with_who_and_a_rejection_says_why(application, handler):
    claim = application.claims.get()

    assert (
        code_of(services.check_claim, claim, state="rejected", by=handler, today=TODAY)
        == "reason_missing"
    )
    services.check_claim(claim, state="rejected", note="看不清。", by=handler, today=TODAY)
    checked = services.check_claim(
        claim, state="rejected", note="看不清。", by=handler, today=LATER
    )

    assert (checked.state, checked.checked_by, checked.checked_on) == (
        "rejected",
        handler,
        TODAY,
    )
    assert checked.version == claim.version + 1


def test_claim_when_checked_by_a_stranger_or_on_an_older_page_then_refused(application, handler):
    claim = application.claims.get()
    with pytest.raises(PermissionDenied):
        services.check_claim(
            claim, state="accepted", today=TODAY,
            by=make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
        )  # fmt: skip
    services.check_claim(claim, state="accepted", by=handler, today=TODAY)

    code = code_of(
        services.check_claim, claim, state="rejected", note="x", by=handler, today=TODAY,
        version=claim.version,
    )  # fmt: skip

    assert code == "stale"


CHECKED_BY = {
    "agency_review": "clerk",
    "bureau_review": "handler",
    "inspection": "handler",
    "ready": "handler",
}


@pytest.mark.parametrize("role", ["clerk", "handler"])
@pytest.mark.parametrize("state", [*CHECKED_BY, "in_batch"])
def test_claim_when_every_role_and_state_is_tried_then_only_whoever_reviews_there_may(role, state):
    handler = make_user(Role.HANDLER)
    application = bypassed(by=handler, state=state)
    person = {"clerk": clerk_of(application), "handler": handler}[role]
    claim, how = application.claims.get(), {"state": "accepted", "by": person, "today": TODAY}
    actors = actors_of(person, application)

    if CHECKED_BY.get(state) == role:
        services.check_claim(claim, **how)
    else:
        refusal = "wrong_state" if state == "in_batch" else "wrong_actor"
        assert code_of(services.check_claim, claim, **how) == refusal

    claim.refresh_from_db()
    assert panels.may_check(application, actors, person) == (claim.state == "accepted")


def test_claim_when_a_colleague_has_the_file_in_hand_then_refused_and_not_offered(
    application, handler
):
    services.take(application, by=make_user(Role.HANDLER, name="林若川"), today=TODAY)
    application.refresh_from_db()

    code = code_of(
        services.check_claim, application.claims.get(), state="accepted", by=handler, today=TODAY
    )

    assert code == "held_by_other"
    assert not panels.may_check(application, actors_of(handler, application), handler)
