"""Acts: who, under what name, why, from where."""

from dataclasses import dataclass

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, connection, transaction

from ipcontact.audit.context import RequestContext, request_context
from ipcontact.audit.models import Change
from ipcontact.audit.services import act, latest_change
from tests.factories import make_unit


@dataclass
class Person:
    pk: int
    name: str
    is_authenticated: bool = True


@dataclass
class Request:
    user: object


CHEN = Person(7, "陈知远")
LIN = Person(8, "林若川")


def stamps(shelf):
    changes = Change.objects.filter(table_name=shelf._meta.db_table).order_by("id")
    return list(changes.values_list("act", "reason", "user_id", "user_name"))


def test_act_when_row_is_written_then_change_names_deed_reason_and_person(shelf):
    with act("更名", by=CHEN, reason="营业执照变更"):
        shelf.objects.create(name="甲")

    assert stamps(shelf) == [("更名", "营业执照变更", 7, "陈知远")]


def test_act_when_over_then_later_writes_do_not_carry_it(shelf):
    with act("更名", by=CHEN):
        shelf.objects.create(name="甲")
    shelf.objects.create(name="乙")

    assert stamps(shelf)[1] == ("", "", None, "")


def test_act_when_nested_then_unsaid_parts_are_those_of_the_outer(shelf):
    with act("发布名录", by=CHEN, reason="第三批"):
        with act("更名", by=None):
            shelf.objects.create(name="甲")
        with act(by=LIN, reason="代办"):
            shelf.objects.create(name="乙")
        shelf.objects.create(name="丙")

    assert stamps(shelf) == [
        ("更名", "第三批", 7, "陈知远"),
        ("发布名录", "代办", 8, "林若川"),
        ("发布名录", "第三批", 7, "陈知远"),
    ]


def test_act_when_inner_fails_then_rows_are_gone_and_outer_goes_on(shelf):
    with act("发布名录", by=CHEN):
        with pytest.raises(DataError), act("更名", by=LIN):
            shelf.objects.bulk_create([shelf(name="甲"), shelf(name="长" * 41)], batch_size=1)
        shelf.objects.create(name="乙")

    assert list(shelf.objects.values_list("name", flat=True)) == ["乙"]
    assert stamps(shelf) == [("发布名录", "", 7, "陈知远")]


def test_act_when_outermost_has_no_name_then_refused(db):
    with pytest.raises(ValueError, match="name"), act(by=CHEN):
        pass


def test_act_when_name_of_person_holds_newline_and_escape_then_they_are_visible(shelf):
    with act("更名", by=Person(9, "甲\n\x1b[31m乙"), reason="一\r\n二"):
        shelf.objects.create(name="甲")

    assert stamps(shelf) == [("更名", "一\\x0d\\x0a二", 9, "甲\\x0a\\x1b[31m乙")]


def test_write_without_act_when_in_a_request_then_user_and_address_come_from_it(shelf, monkeypatch):
    monkeypatch.setattr(
        "ipcontact.audit.context._watched_tables", lambda: frozenset({"test_shelf"})
    )

    with request_context(RequestContext("abc", "10.1.2.3", Request(LIN))):
        shelf.objects.create(name="甲")
    with request_context(RequestContext("def", "10.9.9.9", Request(AnonymousUser()))):
        shelf.objects.create(name="乙")

    found = Change.objects.filter(table_name="test_shelf").order_by("id")
    assert list(found.values_list("user_id", "user_name", "request_id", "address")) == [
        (8, "林若川", "abc", "10.1.2.3"),
        (None, "", "def", "10.9.9.9"),
    ]


@pytest.mark.django_db(transaction=True)
def test_context_when_transaction_ends_then_connection_forgets_it():
    with act("更名", by=CHEN), transaction.atomic():
        pass

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('ipcontact.context', true)")
        assert cursor.fetchone()[0] in (None, "")


@pytest.mark.django_db(transaction=True)
def test_latest_change_when_somebody_writes_then_unknown_and_afterwards_another():
    before = latest_change()

    with transaction.atomic():
        make_unit("示例甲有限公司")
        meanwhile = latest_change()

    after = latest_change()
    assert meanwhile is None
    assert (before, after) == (0, latest_change())
    assert after == Change.objects.latest("id").pk


@pytest.mark.django_db(transaction=True)
def test_latest_change_when_a_late_writer_holds_a_lower_number_then_unknown_until_it_ends():
    with psycopg.connect(**_parameters()) as slow:
        slow.execute("SELECT pg_current_xact_id(), nextval('audit_change_id_seq')")
        make_unit("示例乙有限公司")
        meanwhile = latest_change()
        slow.rollback()

    assert meanwhile is None
    assert latest_change() == Change.objects.latest("id").pk


def _parameters() -> dict:
    """Parameters of a plain connection to the database of the test."""
    given = connection.get_connection_params()
    return {
        name: given[name]
        for name in ("host", "port", "user", "password", "dbname")
        if given.get(name)
    }
