"""What was entered wrongly is struck out by another than who entered it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.ui.registry import exception_kinds
from registry.applications.choices import ApplicationState
from registry.backfills import services
from registry.batches.models import ReviewBatch
from registry.batches.services import compose
from tests.factories import TODAY, make_user
from tests.filing import submitted
from tests.registry.backfills.conftest import confirmed
from tests.registry.backfills.test_services import refused


def test_void_when_another_person_then_it_no_longer_counts_and_can_be_entered_again(
    unit, told, handler, second
):
    application = confirmed(unit, told(), by=handler, second=second)

    services.void(application, reason="审定日期与原件不符", by=second, today=TODAY)

    application.refresh_from_db()
    assert application.state == ApplicationState.DISCARDED
    assert application.recommendations.get().state == "revoked"
    assert not application.batch_items.exists()
    assert Act.objects.of(ReviewBatch.objects.get()).first().code == "batch.backfill_void"
    again = confirmed(unit, told(), by=handler, second=second)
    assert (again.pk == application.pk, again.state) == (False, ApplicationState.NOT_SELECTED)
    assert ReviewBatch.objects.get().items.get().application == again
    [kind] = [each for each in exception_kinds if each.code == "backfill_void"]
    assert kind.rows().count() == 1


def test_void_when_own_twice_without_reason_or_not_backfilled_then_refused(
    unit, told, handler, second
):
    application = confirmed(unit, told(), by=handler, second=second)
    how = {"reason": "日期不符", "today": TODAY}

    with refused("own_backfill"):
        services.void(application, by=handler, **how)
    with refused("reason_missing"):
        services.void(application, by=second, reason=" ", today=TODAY)
    with refused("stale"):
        services.void(application, by=second, version=application.version + 1, **how)
    services.void(application, by=second, **how)
    with refused("wrong_state"):
        services.void(application, by=second, **how)
    with refused("not_backfilled"):
        services.void(submitted(), by=second, **how)
    for person in (make_user(Role.DECIDER), make_user(Role.AGENCY_CLERK)):
        with pytest.raises(PermissionDenied):
            services.void(application, by=person, **how)


def test_void_when_it_has_gone_on_since_then_refused(unit, told, handler, second):
    application = confirmed(unit, told(outcome="defer"), by=handler, second=second)
    compose(name="示例下一批", applications=[application], by=handler, today=TODAY)

    with refused("wrong_state"):
        services.void(application, reason="日期不符", by=second, today=TODAY)


def test_record_when_shown_then_its_entry_is_read_once(unit, told, handler, second, client):
    application = confirmed(unit, told(), by=handler, second=second)
    client.force_login(second)

    with CaptureQueriesContext(connection) as read:
        page = client.get(application.get_absolute_url()).content.decode()

    assert "作废补录" in page
    looked = [query for query in read if _is_entry(query["sql"])]
    assert len(looked) == 1


def _is_entry(sql: str) -> bool:
    where = sql.partition(" WHERE ")[2]
    return "is_backfill" in where and "NOT" not in where and "LIMIT 1" in where
