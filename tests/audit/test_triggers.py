"""Row history: every write leaves one row, personal values leave none."""

import pytest
from django.db import IntegrityError, connection, transaction

from ipcontact.audit.models import AccessEvent, Change
from ipcontact.audit.rules import CONCEALED


def history(shelf):
    changes = Change.objects.filter(table_name=shelf._meta.db_table).order_by("id")
    return list(changes.values_list("operation", "row_key", "before", "after"))


def test_insert_when_saved_then_whole_row_is_written(shelf):
    row = shelf.objects.create(name="甲", number=3)

    expected = {"id": row.pk, "name": "甲", "number": 3, "mobile": "", "code": "", "password": ""}
    assert history(shelf) == [("insert", str(row.pk), None, expected)]


def test_insert_when_bulk_then_one_change_per_row(shelf):
    rows = shelf.objects.bulk_create([shelf(name=f"第{n}") for n in range(5)])

    assert [(op, key) for op, key, _, _ in history(shelf)] == [
        ("insert", str(row.pk)) for row in rows
    ]


def test_update_when_one_column_changes_then_only_it_is_written(shelf):
    row = shelf.objects.create(name="甲", number=3)

    shelf.objects.filter(pk=row.pk).update(number=4)

    assert history(shelf)[1:] == [("update", str(row.pk), {"number": 3}, {"number": 4})]


def test_update_when_nothing_or_only_ignored_changes_then_nothing_is_written(shelf):
    row = shelf.objects.create(name="甲")

    row.save()
    shelf.objects.update(search_key="jia")

    assert len(history(shelf)) == 1


def test_update_when_value_becomes_null_then_null_is_written(shelf):
    row = shelf.objects.create(name="甲", number=3)

    shelf.objects.update(number=None)

    assert history(shelf)[1:] == [("update", str(row.pk), {"number": 3}, {"number": None})]


def test_delete_when_by_sql_then_the_lost_row_is_written(shelf):
    row = shelf.objects.create(name="甲", number=3)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM test_shelf")

    operation, key, before, after = history(shelf)[1]
    assert (operation, key, before["name"], after) == ("delete", str(row.pk), "甲", None)


def test_personal_value_when_written_changed_and_deleted_then_never_recorded(shelf):
    row = shelf.objects.create(name="甲", mobile="13900008821", password="argon2$secret")
    shelf.objects.update(mobile="13900001234")
    shelf.objects.update(mobile="")
    row.delete()

    values = [(before, after) for _, _, before, after in history(shelf)]
    assert "1390000" not in str(values)
    assert "secret" not in str(values)
    assert values[0][1]["mobile"] == values[0][1]["password"] == CONCEALED
    assert values[1:3] == [
        ({"mobile": CONCEALED}, {"mobile": CONCEALED}),
        ({"mobile": CONCEALED}, {"mobile": ""}),
    ]


def test_immutable_field_when_changed_then_database_refuses_and_others_pass(shelf):
    shelf.objects.create(name="甲", code="A1")

    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        shelf.objects.update(code="A2")
    shelf.objects.update(name="乙", code="A1")

    assert list(shelf.objects.values_list("name", "code")) == [("乙", "A1")]


@pytest.mark.parametrize("model", [Change, AccessEvent])
@pytest.mark.parametrize("statement", ["UPDATE {} SET user_name = '他人'", "DELETE FROM {}"])
def test_audit_row_when_changed_by_sql_then_database_refuses(shelf, model, statement):
    shelf.objects.create(name="甲")
    AccessEvent.objects.create(kind="export")

    with (
        pytest.raises(IntegrityError, match="immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))

    assert model.objects.filter(user_name="").count() == 1


def test_trigger_when_session_asks_to_ignore_it_then_history_is_still_written(shelf):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'test_shelf'::regclass")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"]
        )

    shelf.objects.create(name="甲")

    assert len(history(shelf)) == 1
