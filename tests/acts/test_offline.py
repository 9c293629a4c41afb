"""Offline results take effect when a second person confirms, and only then."""

from datetime import date
from inspect import signature

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.forms import OfflineForm
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import (
    OfflineFacts,
    confirm_offline,
    delegate,
    enter_offline,
    refuse_offline,
)
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from tests.acts.conftest import DECIDE, HANDLE
from tests.factories import make_user


@pytest.fixture
def entered(unit, handler, leader, paper):
    """A meeting's result, waiting."""
    return entry(unit, handler, leader, paper)


def entry(unit, handler, leader, paper, **values):
    facts = {
        "code": DECIDE,
        "payload": {"outcome": "纳入"},
        "decided_on": date(2026, 11, 18),
        "channel": "meeting",
        "minutes_no": "〔2026〕11号",
        "decider": leader,
        "by": handler,
    }
    facts |= values
    facts.setdefault("scan", paper(facts["by"]))
    return enter_offline(unit, **facts)


def refused(problem, call, /, *args, **kwargs):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    assert caught.value.code == problem
    return caught.value.message


def test_enter_when_complete_then_waits_and_nothing_changed(unit, entered):
    assert (entered.state, entered.decider_name) == ("pending", "赵明澈")
    entered.scan.refresh_from_db()
    assert entered.scan.owner_table == "acts_offlineresult"
    unit.refresh_from_db()
    assert unit.note == ""
    assert not Act.objects.exists()


def test_confirm_when_by_a_second_person_then_effective_with_all_three_names(
    unit, entered, handler, second, leader
):
    done = confirm_offline(entered, by=second)

    unit.refresh_from_db()
    assert (unit.note, done.state) == ("纳入", "confirmed")
    step = Act.objects.get()
    assert done.act == step
    assert (step.acted_by, step.entered_by, step.confirmed_by) == (leader, handler, second)
    assert (step.event_on, step.channel, step.minutes_no) == (
        date(2026, 11, 18),
        "meeting",
        "〔2026〕11号",
    )
    assert step.scan == entered.scan
    change = Change.objects.filter(table_name="registry_unit").latest("pk")
    assert (change.act, change.user_id) == ("审定", second.pk)


def test_confirm_when_by_the_one_who_entered_it_then_refused(entered, handler):
    refused("second_person", confirm_offline, entered, by=handler)


def test_confirm_when_without_the_right_then_refused(entered, leader):
    with pytest.raises(PermissionDenied):
        confirm_offline(entered, by=leader)


def test_confirm_when_settled_already_then_told_who_and_when(entered, second):
    confirm_offline(entered, by=second)

    message = refused("offline_settled", confirm_offline, entered, by=make_user())

    assert "林若川" in message
    assert "2026-11-20" in message
    assert Act.objects.count() == 1


def test_confirm_when_the_decider_lost_the_right_since_then_refused(entered, second, leader):
    leader.roles = [Role.LEGAL_REVIEWER]
    leader.save(update_fields=["roles"])

    refused("decider_refused", confirm_offline, entered, by=second)


def test_confirm_when_the_room_fails_then_it_still_waits(entered, second, unit):
    OfflineResult.objects.filter(pk=entered.pk)
    unit.delete()

    refused("subject_gone", confirm_offline, entered, by=second)

    entered.refresh_from_db()
    assert entered.state == "pending"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"code": HANDLE}, "offline_unknown"),
        ({"channel": "online"}, "offline_channel"),
        ({"minutes_no": ""}, "minutes_missing"),
        ({"scan": None}, "scan_missing"),
        ({"decided_on": date(2026, 12, 1)}, "event_future"),
        ({"decider": None}, "decider_missing"),
        ({"decider": None, "decider_name": "某局长"}, "decider_missing"),
    ],
)
def test_enter_when_incomplete_then_refused(unit, handler, leader, paper, values, problem):
    refused(problem, entry, unit, handler, leader, paper, **values)


def test_enter_when_the_person_named_may_not_decide_then_refused(
    unit, handler, second, leader, paper
):
    refused("decider_refused", entry, unit, handler, second, paper)
    own = {"outcome": "纳入", "filed_by": leader.pk}
    refused("own_case", entry, unit, handler, leader, paper, payload=own)
    both = make_user(Role.HANDLER, Role.DECIDER)
    refused("decider_enters", entry, unit, both, both, paper)


def test_confirm_when_a_delegate_decided_on_paper_then_the_act_names_the_leader(
    unit, handler, second, leader, paper
):
    deputy = make_user(Role.LEGAL_REVIEWER, name="周予白")
    refused("decider_refused", entry, unit, handler, deputy, paper)
    delegate(
        by=leader,
        to_user=deputy,
        codes=[DECIDE],
        from_on=date(2026, 11, 16),
        until_on=date(2026, 11, 20),
        scan=paper(leader),
        today=date(2026, 11, 16),
    )

    done = confirm_offline(entry(unit, handler, deputy, paper), by=second)

    assert (done.act.acted_by, done.act.on_behalf_of) == (deputy, "受赵明澈委托")
    too_early = date(2026, 11, 15)
    refused("decider_refused", entry, unit, handler, deputy, paper, decided_on=too_early)
    own = {"outcome": "纳入", "filed_by": leader.pk}
    refused("own_case", entry, unit, handler, deputy, paper, payload=own)


def test_enter_when_without_the_right_then_refused(unit, leader, paper):
    with pytest.raises(PermissionDenied):
        entry(unit, leader, make_user(Role.DECIDER), paper)


def test_enter_when_one_waits_already_then_refused(unit, entered, handler, leader, paper):
    refused("offline_pending", entry, unit, handler, leader, paper)


def test_refuse_when_it_differs_from_the_paper_then_a_new_one_can_be_entered(
    unit, entered, handler, second, leader, paper
):
    refused("reason_missing", refuse_offline, entered, by=second, reason=" ")

    done = refuse_offline(entered, by=second, reason="纪要写的是暂缓")

    assert (done.state, done.confirmed_by, done.refusal) == ("refused", second, "纪要写的是暂缓")
    assert not Act.objects.exists()
    assert entry(unit, handler, leader, paper).state == "pending"


def test_refuse_when_by_its_author_then_withdrawn_and_by_others_without_right_refused(
    entered, handler, leader
):
    with pytest.raises(PermissionDenied):
        refuse_offline(entered, by=leader, reason="x")

    assert refuse_offline(entered, by=handler, reason="填错了").state == "refused"


def test_result_when_changed_behind_the_services_then_the_database_refuses(
    entered, handler, second
):
    rows = OfflineResult.objects.filter(pk=entered.pk)

    for change in (
        lambda: rows.update(payload={"outcome": "不纳入"}),
        lambda: rows.update(entered_by=second),
        lambda: rows.delete(),
        lambda: rows.update(state="confirmed"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_result_when_the_author_is_put_as_second_person_then_the_database_refuses(entered, handler):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfflineResult.objects.filter(pk=entered.pk).update(
            state="confirmed", confirmed_by=handler, confirmed_at=entered.entered_at
        )


def test_facts_of_the_paper_are_the_fields_of_the_form_and_keywords_of_the_service():
    facts = set(OfflineFacts.__annotations__)

    asked = set(OfflineForm.base_fields)
    taken = set(signature(enter_offline).parameters)

    assert facts == asked | {"decider_name"}
    assert facts <= taken
