"""Two confirm at once, one merges and one publishes at once; the control without locks loses."""

import threading

import pytest

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.merges import services
from registry.merges.models import MergedRow, UnitMerge
from registry.merges.preview import preview
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.acts.test_races import WAIT, at_once
from tests.factories import TODAY, make_edition, make_unit, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def merge(proposed):
    return proposed(make_unit(), make_unit())


def both(merge, colleague):
    digest = preview(merge.surviving, merge.merged, day=TODAY).digest
    third = make_user(name="许安")
    return at_once(
        *(
            lambda by=by: services.confirm(merge=merge, digest=digest, by=by, today=TODAY)
            for by in (colleague, third)
        )
    )


def test_confirm_when_two_at_once_then_one_merge_and_the_other_is_told(merge, colleague):
    results = both(merge, colleague)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert Act.objects.of(merge).filter(code="merge.confirm").count() == 1
    assert MergedRow.objects.count() == len(
        set(MergedRow.objects.values_list("row_key", "relation"))
    )


def test_control_when_the_locks_are_off_then_the_database_refuses_the_second(
    merge, colleague, monkeypatch
):
    barrier = threading.Barrier(2)

    def look(row):
        found = UnitMerge.objects.get(pk=row.pk)
        barrier.wait(WAIT)
        return found

    def units(first, second, *, by=None):
        return Unit.objects.get(pk=first.pk), Unit.objects.get(pk=second.pk)

    monkeypatch.setattr(services, "_lock_first", lambda *units: None)
    monkeypatch.setattr(services, "_locked_units", units)
    monkeypatch.setattr(services, "_locked", look)

    results = both(merge, colleague)

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert not isinstance(refused, RuleViolation)


def test_merge_when_an_edition_is_published_at_once_then_both_end_and_agree(merge, colleague):
    digest = preview(merge.surviving, merge.merged, day=TODAY).digest

    results = at_once(
        lambda: services.confirm(merge=merge, digest=digest, by=colleague, today=TODAY),
        lambda: make_edition([merge.surviving], TODAY, name="示例新版"),
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert RosterEdition.objects.get().entries.get().unit == merge.surviving
    merge.surviving.refresh_from_db()
    assert merge.surviving.membership_state == "listed"
