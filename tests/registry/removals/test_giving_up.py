"""A removal is given up; a unit leaves by its own wish."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.removals import services
from registry.roster.models import Departure
from tests.changing import account_of, paper, removal, told
from tests.factories import TODAY, make_user

pytestmark = pytest.mark.django_db


def test_cancel_when_only_proposed_then_listed_again_and_done_with(unit, clerk, handler):
    course = removal(unit, by=clerk)

    services.cancel(course, reason="已取得联系。", by=handler, today=TODAY)

    unit.refresh_from_db()
    course.refresh_from_db()
    assert (unit.membership_state, course.state) == ("listed", "cancelled")
    with pytest.raises(RuleViolation):
        services.cancel(course, reason="再来", by=handler, today=TODAY)


def test_cancel_when_the_unit_was_told_then_only_the_leader_ends_it(client, unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)
    client.force_login(handler)
    record = client.get(course.get_absolute_url()).text

    with pytest.raises(RuleViolation) as refused:
        services.cancel(course, reason="已取得联系。", by=handler, today=TODAY)

    course.refresh_from_db()
    unit.refresh_from_db()
    assert refused.value.code == "told"
    assert (unit.membership_state, course.state) == ("removal_proposed", "hearing")
    assert reverse("removals:cancel", args=[course.key]) not in record
    assert "由领导决定" in client.get(reverse("removals:cancel", args=[course.key])).text


def test_own_wish_when_given_up_after_confirming_then_listed_and_told(unit, handler):
    user = account_of(unit, by=handler)
    course = services.request_leave(
        unit, reason="业务调整。", evidence=paper("退出申请.pdf"), by=user, today=TODAY
    )
    services.confirm_request(course, by=handler, today=TODAY)

    services.cancel(course, reason="单位改变主意。", by=user, today=TODAY)

    course.refresh_from_db()
    assert course.state == "cancelled"
    assert Message.objects.filter(kind="removal.cancelled").exists()


def test_cancel_when_a_stranger_then_refused(unit, clerk, station):
    course = removal(unit, by=clerk)

    with pytest.raises(PermissionDenied):
        services.cancel(
            course, reason="x", by=make_user(Role.LIAISON_OFFICER, agency=station), today=TODAY
        )


def test_own_wish_when_confirmed_and_decided_then_left_without_hearing(unit, handler, leader):
    user = account_of(unit, by=handler)
    course = services.request_leave(
        unit, reason="业务调整。", evidence=paper("退出申请.pdf"), by=user, today=TODAY
    )
    unit.refresh_from_db()
    meanwhile = unit.membership_state

    services.confirm_request(course, by=handler, today=TODAY)
    course = services.decide(course, outcome="remove", by=leader, today=TODAY)

    unit.refresh_from_db()
    assert meanwhile == "listed"
    assert (unit.membership_state, Departure.objects.get().ground) == ("left", "own_wish")


def test_own_wish_when_typed_by_a_handler_then_another_confirms(unit, handler, second):
    course = services.request_leave(
        unit, reason="业务调整。", evidence=paper(), by=handler, today=TODAY, channel="paper"
    )

    with pytest.raises(RuleViolation) as refused:
        services.confirm_request(course, by=handler, today=TODAY)
    course = services.confirm_request(course, by=second, today=TODAY)

    assert refused.value.code == "second_person"
    assert course.state == "ready"


def test_own_wish_when_no_paper_then_refused(unit, handler):
    with pytest.raises(RuleViolation) as refused:
        services.request_leave(unit, reason="x", evidence=None, by=handler, today=TODAY)

    assert refused.value.code == "evidence_missing"
