"""Promises 12 and 16 for proofs: two people at once, one outcome; without the lock, two."""

import threading

import pytest
from django.db import connection

from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.criteria.models import Evidence
from registry.criteria.services import check_evidence, evidence, put_evidence
from tests.acts.test_races import WAIT, at_once
from tests.factories import TODAY, make_user
from tests.registry.criteria.proofs import criterion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def race(proof):
    """One accepts and the other rejects what both have open."""
    people, seen = [make_user(name="林若川"), make_user(name="周予白")], proof.mark
    return at_once(
        lambda: check_evidence(proof, accept=True, by=people[0], today=TODAY, based_on=seen),
        lambda: check_evidence(
            proof, accept=False, note="不符", by=people[1], today=TODAY, based_on=seen
        ),
    )


def changes() -> int:
    return Change.objects.filter(table_name="registry_evidence", operation="update").count()


def test_check_when_two_check_at_once_then_one_verdict_and_the_other_is_told(unit, put):
    results = race(put(unit))

    [refused] = [result for result in results if isinstance(result, Exception)]
    [done] = [result for result in results if isinstance(result, Evidence)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "stale"
    assert done.checked_by.name in refused.message
    assert changes() == 1


def test_control_when_the_lock_is_off_then_the_same_race_writes_twice(unit, put, monkeypatch):
    barrier = threading.Barrier(2)

    def look(row, by):
        found = Evidence.objects.select_related("criterion", "unit").get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(evidence, "_locked_evidence", look)

    race(put(unit))

    assert changes() == 2


def test_put_when_two_register_at_once_then_one_proof_and_the_other_is_told(unit):
    people = [make_user(), make_user()]

    results = at_once(
        *(
            lambda person=person, number=number: put_evidence(
                unit,
                criterion=criterion("8"),
                values={"document_no": f"BA{number}"},
                by=person,
                based_on="",
            )
            for number, person in enumerate(people)
        )
    )

    connection.close()
    [refused] = [result for result in results if isinstance(result, Exception)]
    assert refused.code == "stale"
    assert Evidence.objects.count() == 1
