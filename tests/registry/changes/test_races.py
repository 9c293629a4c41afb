"""Two at once: one wins, the other hears of it; with the lock off the same race goes wrong."""

import threading

import pytest

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.changes import services
from registry.changes.models import UnitChange
from registry.changes.services import checking, proposing
from tests.acts.test_races import WAIT, at_once
from tests.changing import proposed, renaming
from tests.factories import TODAY, make_unit, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def change(handler):
    return proposed(make_unit("示例旧名有限公司"), renaming(), by=handler)


def accept_and_withdraw(change, checker, proposer) -> list:
    return at_once(
        lambda: services.accept(change, by=checker, today=TODAY),
        lambda: services.withdraw(change, by=proposer, today=TODAY),
    )


def is_whole(change) -> bool:
    """The state of the change and the name of the unit say the same."""
    change.refresh_from_db()
    change.unit.refresh_from_db()
    return (change.state == "effective") == (change.unit.name == "示例新名有限公司")


def test_accept_when_two_check_at_once_then_one_effect_and_the_other_is_told(change, second):
    third = make_user()

    results = at_once(
        lambda: services.accept(change, by=second, today=TODAY),
        lambda: services.accept(change, by=third, today=TODAY),
    )

    [refused] = [each for each in results if isinstance(each, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "wrong_state"
    assert Act.objects.of(change).filter(code="change.effect").count() == 1


def test_accept_and_withdraw_when_at_once_then_one_wins(change, handler, second):
    results = accept_and_withdraw(change, second, handler)

    assert sum(isinstance(each, RuleViolation) for each in results) == 1
    assert is_whole(change)


def test_control_when_the_lock_is_off_then_both_believe_they_won(
    change, handler, second, monkeypatch
):
    barrier = threading.Barrier(2)

    def look(change, *states):
        found = UnitChange.objects.select_related("unit").get(pk=change.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(checking, "open_change", look)
    monkeypatch.setattr(proposing, "open_change", look)

    results = accept_and_withdraw(change, second, handler)

    assert not any(isinstance(each, Exception) for each in results)
    codes = set(Act.objects.of(change).values_list("code", flat=True))
    assert {"change.withdraw", "change.effect"} <= codes


def test_propose_when_two_at_once_then_one_is_open(handler, second):
    unit = make_unit()

    results = at_once(
        lambda: proposed(unit, renaming("甲示例有限公司"), by=handler),
        lambda: proposed(unit, renaming("乙示例有限公司"), by=second),
    )

    [refused] = [each for each in results if isinstance(each, Exception)]
    assert refused.code == "already_open"
    assert UnitChange.objects.count() == 1
