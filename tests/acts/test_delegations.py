"""Delegations: dated, written, of what is one's own, ended at once when asked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Delegation
from ipcontact.acts.services import acting_for, delegate, end_delegation
from ipcontact.ui.errors import RuleViolation
from tests.acts.conftest import DECIDE, LAWFUL, TODAY
from tests.factories import make_user


def given(leader, deputy, paper, **values):
    facts = {
        "codes": [DECIDE],
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=6),
        "today": TODAY,
    }
    return delegate(by=leader, to_user=deputy, scan=paper(leader), **{**facts, **values})


def refused(problem, call, /, *args, **kwargs):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    assert caught.value.code == problem


@pytest.fixture
def deputy(db):
    return make_user(Role.LEGAL_REVIEWER, name="周予白")


def test_delegate_when_in_force_then_the_delegate_acts_for_the_leader(leader, deputy, paper):
    delegation = given(leader, deputy, paper)

    assert acting_for(deputy, DECIDE, TODAY) == leader
    assert acting_for(deputy, DECIDE, TODAY + timedelta(days=6)) == leader
    delegation.scan.refresh_from_db()
    assert delegation.scan.owner_table == "acts_delegation"


@pytest.mark.parametrize("days", [-1, 7])
def test_delegate_when_outside_its_days_then_nobody(leader, deputy, paper, days):
    given(leader, deputy, paper)

    assert acting_for(deputy, DECIDE, TODAY + timedelta(days=days)) is None


def test_delegate_when_another_step_or_another_person_then_nobody(leader, deputy, paper):
    given(leader, deputy, paper)

    assert acting_for(deputy, LAWFUL, TODAY) is None
    assert acting_for(make_user(Role.LEGAL_REVIEWER), DECIDE, TODAY) is None
    assert acting_for(leader, DECIDE, TODAY) is None


def test_delegate_when_the_leader_lost_the_right_or_left_then_nobody(leader, deputy, paper):
    given(leader, deputy, paper)
    leader.roles = [Role.HANDLER]
    leader.save(update_fields=["roles"])
    assert acting_for(deputy, DECIDE, TODAY) is None

    leader.roles, leader.is_active = [Role.DECIDER], False
    leader.save(update_fields=["roles", "is_active"])

    assert acting_for(deputy, DECIDE, TODAY) is None


def test_delegate_when_ended_then_nobody_from_that_moment(leader, deputy, paper):
    delegation = given(leader, deputy, paper)

    refused("delegation_of_others", end_delegation, delegation, by=make_user())
    end_delegation(delegation, by=leader)

    assert acting_for(deputy, DECIDE, TODAY) is None
    refused("delegation_ended", end_delegation, delegation, by=deputy)
    assert given(leader, deputy, paper).pk


def test_delegate_when_passed_on_then_refused(leader, deputy, paper):
    given(leader, deputy, paper)

    with pytest.raises(PermissionDenied):
        given(deputy, make_user(Role.HANDLER), paper)


def test_delegate_when_the_law_reserves_it_then_refused(leader, deputy, paper):
    refused("not_delegable", given, leader, deputy, paper, codes=[LAWFUL])
    refused("not_delegable", given, leader, deputy, paper, codes=["nobody.knows"])


def test_delegate_when_to_oneself_or_to_a_unit_then_refused(leader, paper):
    refused("delegation_self", given, leader, leader, paper)
    refused("delegate_unfit", given, leader, make_user(Role.UNIT_USER), paper)
    refused("delegate_unfit", given, leader, make_user(Role.HANDLER, is_active=False), paper)


def test_delegate_when_days_overlap_then_refused_and_after_it_allowed(leader, deputy, paper):
    given(leader, deputy, paper)

    refused("delegation_overlap", given, leader, deputy, paper, from_on=TODAY + timedelta(days=6),
            until_on=TODAY + timedelta(days=9))  # fmt: skip
    later = TODAY + timedelta(days=7)
    assert given(leader, deputy, paper, from_on=later, until_on=later).pk
    assert given(leader, make_user(Role.HANDLER), paper).pk


def test_delegation_when_changed_behind_the_services_then_the_database_refuses(
    leader, deputy, paper
):
    rows = Delegation.objects.filter(pk=given(leader, deputy, paper).pk)

    for change in (
        lambda: rows.update(until_on=date(2030, 1, 1)),
        lambda: rows.update(codes=["x"]),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_visible_when_asked_then_only_the_two_and_the_auditor(leader, deputy, paper):
    delegation = given(leader, deputy, paper)

    seen = [
        Delegation.objects.visible_to(person).contains(delegation)
        for person in (leader, deputy, make_user(Role.AUDITOR), make_user(Role.DECIDER))
    ]

    assert seen == [True, True, True, False]
