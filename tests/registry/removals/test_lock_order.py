"""The roster, the unit, its removal: everybody locks in this order, as whoever names another
contact of a unit that is heard has locked the unit before the removal."""

import pytest

from ipcontact.acts.services import confirm_offline
from registry.removals import services
from registry.removals.services import deciding, proposing
from registry.roster.services import one_at_a_time
from registry.units.models import Unit
from tests.changing import heard, paper, removal
from tests.factories import TODAY
from tests.locking import held_while_waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WAYS = ["removed", "kept", "on_paper", "cancelled"]


@pytest.fixture
def held(unit, clerk, handler, leader, second):
    """Whether a way to end a removal holds it while it waits for the unit."""

    def end(course, way):
        if way == "cancelled":
            services.cancel(course, reason="已取得联系。", by=handler, today=TODAY)
        elif way == "on_paper":
            result = services.enter_decision(
                course, outcome="remove", reason="", by=handler, today=TODAY, decider=leader,
                decided_on=TODAY, channel="paper", scan=paper("呈批单.pdf"),
            )  # fmt: skip
            confirm_offline(result, by=second)
        else:
            outcome = "remove" if way == "removed" else "keep"
            services.decide(course, outcome=outcome, reason="已研究。", by=leader, today=TODAY)

    def run(way: str) -> bool:
        is_told = way != "cancelled"
        course = heard(unit, by=clerk, teller=handler) if is_told else removal(unit, by=clerk)
        return held_while_waiting(lambda: end(course, way), first=unit, later=[course]) != set()

    return run


@pytest.mark.parametrize("way", WAYS)
def test_removal_when_it_ends_then_it_is_not_held_while_the_unit_is_waited_for(held, way):
    assert not held(way)


@pytest.mark.parametrize("way", WAYS)
def test_control_when_the_unit_is_not_locked_first_then_the_removal_is_held(held, way, monkeypatch):
    for module in (deciding, proposing):
        monkeypatch.setattr(module, "lock_member", lambda unit: unit)

    assert held(way)


def test_propose_when_the_roster_is_busy_then_the_unit_is_not_held_meanwhile(unit, clerk):
    def work():
        removal(unit, by=clerk)

    assert held_while_waiting(work, first=one_at_a_time, later=[unit]) == set()


def test_control_when_the_unit_comes_first_then_it_is_held_while_the_roster_is_busy(
    unit, clerk, monkeypatch
):
    def lock(unit):
        return Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)

    def work():
        removal(unit, by=clerk)

    monkeypatch.setattr(proposing, "lock_member", lock)

    assert held_while_waiting(work, first=one_at_a_time, later=[unit]) == {unit}
