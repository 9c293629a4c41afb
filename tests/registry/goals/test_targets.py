"""Targets: those of the plan, and those set since."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from registry.criteria.services import scheme_on
from registry.goals import services
from registry.goals.figures import aims, targets_on
from registry.goals.models import Target
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.goals.test_services import refused


def set_target(by, **changes) -> Target:
    facts = {
        "measure": "roster.listed",
        "year": TODAY.year,
        "number": 150,
        "is_priority": False,
        "basis": "示例工作要点",
        **changes,
    }
    return services.set_target(**facts, by=by, today=TODAY)


def test_targets_when_reference_data_is_loaded_then_those_of_the_plan():
    found = {target.measure: (target.number, target.is_priority) for target in Target.objects.all()}

    assert found == {
        "roster.listed": (100, False),
        "roster.platforms": (2, False),
        "roster.associations": (2, False),
        "roster.alliances": (None, True),
    }


@pytest.mark.parametrize(
    ("role", "count"), [(Role.SYSTEM_ADMIN, 4), (Role.DECIDER, 4), (Role.UNIT_USER, 0)]
)
def test_targets_when_looked_for_then_seen_by_the_board_and_who_keeps_them(role, count):
    assert Target.objects.visible_to(make_user(role)).count() == count


def test_target_when_set_then_holds_from_its_year_and_leaves_the_past(handler):
    target = set_target(handler)

    assert targets_on(TODAY)["roster.listed"] == target
    assert targets_on(date(2025, 12, 31))["roster.listed"].number == 100
    assert targets_on(date(2020, 12, 31)) == {}
    assert [step.reason for step in Act.objects.of(target)] == ["示例工作要点"]


def test_target_when_set_twice_then_one_row(handler):
    set_target(handler)
    set_target(handler, number=160)

    assert Target.objects.get(year=TODAY.year).number == 160


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": " "}, "basis_missing"),
        ({"year": 2025}, "year_past"),
        ({"measure": "nobody"}, "measure_unknown"),
    ],
)
def test_target_when_wrong_then_refused(handler, changes, code):
    with refused(code):
        set_target(handler, **changes)


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.UNIT_USER])
def test_target_when_set_by_another_role_then_forbidden(role):
    with pytest.raises(PermissionDenied):
        set_target(make_user(role))


def test_target_when_it_says_nothing_then_the_database_refuses():
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(scheme=scheme_on(TODAY), year=2026, measure="roster.patents")


def test_aims_when_asked_for_a_past_day_then_values_of_that_day(roster):
    now = {line.measure.code: line.value for line in aims(TODAY)}
    then = {line.measure.code: line.value for line in aims(date(2022, 1, 1))}

    assert (now["roster.listed"], now["roster.platforms"]) == (3, 1)
    assert (then["roster.listed"], then["roster.platforms"]) == (2, 1)
