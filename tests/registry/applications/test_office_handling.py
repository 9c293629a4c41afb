"""Taking, releasing, handing over; passing, excluding, sending back; closing and opening again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import open_record, take_back
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.models import Application
from tests.factories import make_agency, make_user
from tests.filing import NOON, TODAY, make_round, submitted
from tests.registry.applications.office import accept_all, clerk_of, in_bureau, returned

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def handler():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def second():
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def application(handler):
    return in_bureau()


def code_of(call, *args, **how) -> str:
    with pytest.raises(RuleViolation) as refusal:
        call(*args, **how)
    return refusal.value.code


def clocks(application) -> list[str]:
    return [clock.name for clock in Clock.objects.open_for(application)]


def steps(application) -> list[str]:
    return list(Act.objects.of(application).order_by("pk").values_list("code", flat=True))


def test_take_when_free_then_in_hand_with_the_clock_and_twice_is_harmless(application, handler):
    services.take(application, by=handler, today=TODAY)
    services.take(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert application.holder == handler
    assert Clock.objects.open_for(application).get().holder == "陈知远"
    assert steps(application).count("application.take") == 1


def test_take_when_a_colleague_has_it_then_told_who_and_when(application, handler, second):
    services.take(application, by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="陈知远已于 .* 接办"):
        services.take(application, by=second, today=TODAY)


def test_take_when_it_is_another_office_s_step_then_refused(application, handler):
    first = submitted(application.round)

    with pytest.raises(PermissionDenied):
        services.take(first, by=handler, today=TODAY)
    with pytest.raises(PermissionDenied):
        services.take(application, by=clerk_of(application), today=TODAY)


def test_release_when_held_then_back_in_the_queue_and_twice_is_harmless(application, handler):
    services.take(application, by=handler, today=TODAY)

    services.release(application, by=handler, today=TODAY)
    services.release(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert (application.holder, application.held_since) == (None, None)
    assert Application.objects.waiting_for(handler).contains(application)


def test_hand_over_when_to_a_colleague_then_told_and_only_with_the_reason(
    application, handler, second
):
    services.take(application, by=handler, today=TODAY)

    services.hand_over(application, to=second, by=handler, today=TODAY, reason="外出")
    services.hand_over(application, to=second, by=handler, today=TODAY)

    application.refresh_from_db()
    assert application.holder == second
    step = Act.objects.of(application).first()
    assert (step.action, step.reason) == ("移交给林若川", "外出")
    assert Message.objects.filter(user=second, kind="application.handed_over").count() == 1


def test_hand_over_when_to_somebody_who_does_not_work_on_it_then_refused(application, handler):
    station_clerk, leader = clerk_of(application), make_user(Role.DECIDER)

    for person in (station_clerk, leader):
        code = code_of(services.hand_over, application, to=person, by=handler, today=TODAY)
        assert code == "not_a_colleague"


def test_hand_over_all_when_somebody_leaves_then_everything_goes(handler, second):
    round_ = make_round()
    mine = [in_bureau(round_) for _ in range(2)]
    for application in mine:
        services.take(application, by=handler, today=TODAY)
    services.take(in_bureau(round_), by=make_user(Role.HANDLER), today=TODAY)

    outcome = services.hand_over_all(handler, to=second, by=second, today=TODAY, reason="轮岗")

    assert (len(outcome.done), outcome.refused) == (2, [])
    assert set(Application.objects.in_hand_of(second)) == set(mine)
    assert not Application.objects.in_hand_of(handler).exists()


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


def test_bypass_when_reasoned_then_the_bureau_reviews_and_only_the_bureau_may(handler):
    application = submitted()

    with pytest.raises(PermissionDenied):
        services.bypass(application, reason="x", by=clerk_of(application), today=TODAY)
    services.bypass(application, reason="推荐单位逾期未办。", by=handler, today=TODAY)

    application.refresh_from_db()
    assert application.state == "bureau_review"
    assert Act.objects.of(application).first().reason == "推荐单位逾期未办。"


def test_forward_when_sent_to_another_agency_then_it_reviews_with_its_own_time(handler):
    application = submitted()
    first, clerk = application.agency, clerk_of(application)
    other = make_agency("zone_bureau")
    newcomer = make_user(Role.AGENCY_CLERK, agency=other)
    later = TODAY + timedelta(days=3)

    services.forward(
        application, agency=other, reason="经营地在该区。", by=clerk, today=later, keep_as_co=True
    )

    application.refresh_from_db()
    [clock] = Clock.objects.open_for(application)
    assert (application.agency, application.co_agency, application.holder) == (other, first, None)
    assert (clock.name, clock.start_on) == ("推荐单位初审", later)
    assert Message.objects.filter(user=newcomer, kind="application.forwarded").exists()
    assert Application.objects.visible_to(clerk).contains(application)
    code = code_of(
        services.forward, application, agency=other, reason="x", by=newcomer, today=later
    )
    assert code == "same_agency"


def test_close_when_the_time_is_over_then_told_and_its_notice_cancelled(application, handler):
    returned(application, handler)

    early = code_of(
        services.close_unanswered, application, reason="未补充。", by=handler, today=TODAY
    )
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)

    application.refresh_from_db()
    assert early == "not_due"
    assert (application.state, clocks(application)) == ("lapsed", [])
    assert application.correction_notices.get().state == "cancelled"
    assert Message.objects.filter(kind="application.lapsed").exists()


def test_reopen_when_the_round_still_takes_then_where_it_was(application, handler):
    returned(application, handler)
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)

    services.reopen(application, reason="单位来电说明。", by=handler, today=TODAY, now=NOON)

    application.refresh_from_db()
    assert (application.state, clocks(application)) == ("bureau_review", ["区局复核"])


def test_reopen_when_the_round_is_over_or_another_is_open_then_refused(application, handler):
    returned(application, handler)
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)
    how = {"reason": "单位来电。", "by": handler, "today": TODAY}

    late = code_of(services.reopen, application, now=NOON + timedelta(days=60), **how)
    submitted(
        application.round, credit_code=application.credit_code, unit_name=application.unit_name
    )
    other = code_of(services.reopen, application, now=NOON, **how)

    assert (late, other) == ("round_closed", "another_open")


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
