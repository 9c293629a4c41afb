"""Two decide at once: one decision, the other is told; without the lock both would go through."""

import threading

import pytest

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.notices.choices import NoticeItemState
from registry.objections import services
from registry.objections.models import Objection
from registry.objections.services import concluding
from tests.deciding import make_leader
from tests.filing import TODAY
from tests.registry.goals.test_races import WAIT, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def deciding(objection, conclusion: str, leader):
    return lambda: services.decide(
        objection, conclusion=conclusion, reason="示例", by=leader, today=TODAY
    )


def decisions() -> int:
    return Act.objects.filter(code="objection.decide").count()


def test_decide_when_two_leaders_at_once_then_one_decision_and_the_other_is_told(
    proposed, item, leader
):
    objection, other = proposed(), make_leader(name="钱示例")

    results = at_once(deciding(objection, "rejected", leader), deciding(objection, "upheld", other))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "wrong_state"
    assert "已于" in refused.message
    assert decisions() == 1
    objection.refresh_from_db()
    item.refresh_from_db()
    is_out = objection.conclusion == "upheld"
    assert item.state == (NoticeItemState.TAKEN_OUT if is_out else NoticeItemState.CLEAR)


def test_decide_when_the_lock_is_off_then_only_the_database_stops_the_second(
    proposed, leader, monkeypatch
):
    objection, other = proposed(), make_leader(name="钱示例")
    barrier = threading.Barrier(2)

    def look(row):
        found = Objection.objects.select_related("item__notice", "handler").get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(concluding, "locked", look)

    results = at_once(
        deciding(objection, "rejected", leader), deciding(objection, "rejected", other)
    )

    [stopped] = [result for result in results if isinstance(result, Exception)]
    assert "conclusion_frozen" in str(stopped)  # no rule said no: both believed to be the first
    assert decisions() == 1
