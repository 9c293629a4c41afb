"""Delegations: dated, written, of what is one's own, ended at once when asked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Delegation
from ipcontact.acts.services import (
    acting_for,
    authority_of,
    delegate,
    end_delegation,
    has_any_authority,
    record,
    require_authority,
)
from ipcontact.audit.services import act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from tests.acts.conftest import DECIDE, LAWFUL, SIGN, TODAY
from tests.factories import make_unit, make_user


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


def test_has_any_when_one_step_is_delegated_then_only_on_its_days(leader, deputy, paper):
    given(leader, deputy, paper)
    later = TODAY + timedelta(days=7)

    assert has_any_authority(deputy, [SIGN, DECIDE], TODAY)
    assert not has_any_authority(deputy, [SIGN], TODAY)
    assert not has_any_authority(deputy, [SIGN, DECIDE], later)
    assert has_any_authority(leader, [SIGN, DECIDE], later)


def test_has_any_when_the_leader_lost_the_right_then_not(leader, deputy, paper):
    given(leader, deputy, paper)
    leader.roles = [Role.HANDLER]
    leader.save(update_fields=["roles"])

    assert not has_any_authority(deputy, [SIGN, DECIDE], TODAY)


def test_delegate_when_ended_then_nobody_from_that_moment(leader, deputy, paper):
    delegation = given(leader, deputy, paper)

    refused("delegation_of_others", end_delegation, delegation, by=make_user())
    end_delegation(delegation, by=leader)

    assert acting_for(deputy, DECIDE, TODAY) is None
    refused("delegation_ended", end_delegation, delegation, by=deputy)
    assert given(leader, deputy, paper).pk


def test_delegate_when_given_and_ended_then_the_other_one_is_told(leader, deputy, paper):
    delegation = given(leader, deputy, paper)
    end_delegation(delegation, by=deputy)

    told = Message.objects.order_by("pk").values_list("user", "title", "url")
    assert list(told) == [
        (deputy.pk, "赵明澈委托您代批：审定", "/delegations/"),
        (leader.pk, "周予白终止了授权代批：审定", "/delegations/"),
    ]


def test_authority_when_asked_then_own_a_leaders_or_none(leader, deputy, paper):
    given(leader, deputy, paper)
    other = make_user(Role.DECIDER)

    assert authority_of(leader, DECIDE, TODAY) == leader
    assert authority_of(deputy, DECIDE, TODAY) == leader
    assert authority_of(deputy, DECIDE, TODAY + timedelta(days=7)) is None
    assert authority_of(make_user(Role.HANDLER), DECIDE, TODAY) is None
    assert authority_of(other, DECIDE, TODAY) == other


def test_authority_when_it_must_be_one_leaders_then_no_other_leader_will_do(leader, deputy, paper):
    given(leader, deputy, paper)
    other = make_user(Role.DECIDER, name="陆清和")

    assert authority_of(leader, DECIDE, TODAY, leader=leader) == leader
    assert authority_of(deputy, DECIDE, TODAY, leader=leader) == leader
    assert authority_of(deputy, DECIDE, TODAY, leader=other) is None
    assert authority_of(other, DECIDE, TODAY, leader=leader) is None


def test_authority_when_the_delegation_ended_since_then_it_held_on_the_days_before(
    leader, deputy, paper
):
    began = TODAY - timedelta(days=3)
    delegation = given(leader, deputy, paper, from_on=began, today=began)
    end_delegation(delegation, by=leader)

    assert authority_of(deputy, DECIDE, TODAY - timedelta(days=1)) == leader
    assert authority_of(deputy, DECIDE, TODAY) is None


def test_require_authority_when_refused_then_says_who_may(leader, deputy):
    with pytest.raises(PermissionDenied, match="委托他人代批"):
        require_authority(deputy, DECIDE, TODAY)
    with pytest.raises(PermissionDenied, match="赵明澈本人办理，或者由其书面委托的人代办"):
        require_authority(deputy, DECIDE, TODAY, leader=leader)


@pytest.mark.parametrize("is_delegate", [False, True])
def test_require_authority_when_recorded_then_only_a_delegate_acts_for_somebody(
    leader, deputy, paper, is_delegate
):
    given(leader, deputy, paper)
    by = deputy if is_delegate else leader

    with act("审定", by=by):
        step = record(
            make_unit(),
            code=DECIDE,
            action="审定",
            by=by,
            on_behalf_of=require_authority(by, DECIDE, TODAY),
        )

    assert step.on_behalf_of == ("受赵明澈委托" if is_delegate else "")


def test_delegate_when_backdated_then_refused_and_nothing_decided_before_becomes_valid(
    leader, deputy, paper
):
    last_week = TODAY - timedelta(days=7)

    refused("delegation_backdated", given, leader, deputy, paper, from_on=last_week)

    assert not Delegation.objects.exists()
    assert authority_of(deputy, DECIDE, last_week) is None


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
