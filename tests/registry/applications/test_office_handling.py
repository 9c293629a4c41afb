"""In whose hands a file is: taken, handed over, sent to another agency, closed, opened again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.access import actors_of
from registry.applications.models import Application
from registry.applications.sealing import has_changed
from tests.factories import make_agency, make_edition, make_user
from tests.filing import NOON, TODAY, make_round, submitted
from tests.registry.applications.office import (
    ADDRESS,
    answer,
    clerk_of,
    clocks,
    code_of,
    in_bureau,
    returned,
    steps,
)

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


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


def test_forward_when_the_former_agency_stays_as_co_then_it_sees_the_file_and_acts_no_more():
    application, other = submitted(), make_agency("zone_bureau")
    clerk = clerk_of(application)
    head = make_user(Role.AGENCY_HEAD, agency=application.agency)
    how = {"by": clerk, "today": TODAY}
    services.forward(application, agency=other, reason="经营地在该区。", keep_as_co=True, **how)

    application.refresh_from_db()

    assert actors_of(clerk, application) == actors_of(head, application) == frozenset()
    assert Application.objects.visible_to(clerk).contains(application)
    assert not Application.objects.waiting_for(clerk).contains(application)
    for refused in (
        lambda: services.take(application, **how),
        lambda: services.forward(application, agency=make_agency("station"), reason="x", **how),
        lambda: services.save_marks(application, marks={ADDRESS: "请核对。"}, by=clerk),
        lambda: services.hand_over(application, to=clerk, by=head, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            refused()


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
    clerk = clerk_of(application)
    returned(application, handler)
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)

    services.reopen(application, reason="单位来电说明。", by=handler, today=TODAY, now=NOON)

    application.refresh_from_db()
    assert (application.state, clocks(application)) == ("returned", ["单位补充材料"])
    notice = application.correction_notices.get()
    due_on = Clock.objects.open_for(application).get().due_on
    assert (notice.state, notice.due_on) == ("sent", due_on)
    asked = Message.objects.filter(kind="application.returned").order_by("pk")
    assert [message.link_purpose for message in asked] == ["application.correct"] * 2
    assert str(due_on) in asked.last().body
    assert Message.objects.to(clerk).get(kind="application.reopened")
    mended = answer(application, registered_address="示例路9号")
    assert mended.state == "bureau_review"


def test_reopen_when_the_unit_had_begun_to_mend_then_the_stamped_copy_is_outdated(
    application, handler
):
    submission = application.submissions.first()
    returned(application, handler)
    values = {**application.answers["basic"], **application.persons["basic"]}
    services.save_section(
        application,
        section="basic",
        values={**values, "registered_address": "示例路9号"},
        by=None,
        grant=str(application.key),
    )
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)

    services.reopen(application, reason="单位来电说明。", by=handler, today=TODAY, now=NOON)

    application.refresh_from_db()
    assert has_changed(application, submission)


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


def test_reopen_when_the_unit_was_listed_meanwhile_then_refused(application, handler):
    returned(application, handler)
    services.close_unanswered(application, reason="逾期未补充。", by=handler, today=LATER)
    make_edition([application.unit])

    code = code_of(
        services.reopen, application, reason="单位来电。", by=handler, today=TODAY, now=NOON
    )

    application.refresh_from_db()
    assert (code, application.state) == ("already_listed", "lapsed")


@pytest.mark.parametrize("is_held", [True, False])
def test_withdraw_when_at_the_bureau_then_the_holder_or_else_its_handlers_are_told(
    application, handler, second, is_held
):
    if is_held:
        services.take(application, by=handler, today=TODAY)

    services.withdraw(
        application, by=None, grant=str(application.key), today=TODAY, reason="另行申报。"
    )

    told = Message.objects.filter(kind="application.withdrawn")
    assert told.filter(user=handler).count() == 1
    assert told.filter(user=second).count() == (0 if is_held else 1)


def test_reopen_when_a_rival_then_it_speaks_once_the_other_has_ended(application, handler):
    rival = submitted(
        application.round, credit_code=application.credit_code, unit_name=application.unit_name
    )
    returned(rival, clerk_of(rival))
    Application.objects.filter(pk=rival.pk).update(holder=None, held_since=None)
    again = {"reason": "单位来电说明。", "by": handler, "today": TODAY, "now": NOON}

    services.close_unanswered(rival, reason="逾期未补充。", by=handler, today=LATER)
    services.reopen(rival, **again)
    rival.refresh_from_db()
    beside = rival.is_rival
    Application.objects.filter(pk=rival.pk).update(state="lapsed")
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    services.reopen(rival, **again)

    rival.refresh_from_db()
    assert (beside, rival.is_rival) == (True, False)
