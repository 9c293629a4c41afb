"""A run from upload to saving: once, wholly, and only what was previewed."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from registry.imports import services, tasks
from registry.imports.editions import Options
from registry.imports.models import ImportLine, ImportRun
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.factories import TODAY, credit_code, make_unit, make_user
from tests.registry.imports.office_files import units_file

EDITION = {"edition_name": "示例一批", "published_on": date(2021, 12, 20)}
TWO = [["示例甲公司", credit_code(1)], ["示例乙公司", credit_code(2)]]


def long_file(rows: int = services.AT_ONCE + 1) -> bytes:
    return units_file(*([f"示例{n}号公司", credit_code(n)] for n in range(1, rows + 1)))


def test_upload_when_read_keeps_lines_and_writes_no_unit(uploaded):
    run = uploaded(units_file(*TWO, ["示例丙公司", "12"]), **EDITION)

    assert (run.state, run.total) == ("previewed", 3)
    assert list(run.lines.values_list("number", "name", "verdict")) == [
        (2, "示例甲公司", "new"),
        (3, "示例乙公司", "new"),
        (4, "示例丙公司", "rejected"),
    ]
    assert not Unit.objects.exists()


def test_upload_when_unreadable_leaves_no_run(uploaded):
    with pytest.raises(SheetError):
        uploaded(b"no workbook")

    assert not ImportRun.objects.exists()


def test_save_when_previewed_publishes_the_edition_in_the_persons_name(uploaded, handler):
    run = services.save(uploaded(units_file(*TWO), **EDITION), by=handler, today=TODAY)

    edition = RosterEdition.objects.get()
    assert (run.state, run.edition, edition.created_by) == ("saved", edition, handler)
    assert run.summary["published"] == [[edition.number, "示例一批"]]
    changes = Change.objects.filter(table_name="registry_unit")
    assert set(changes.values_list("user_name", flat=True)) == {handler.name}


def test_save_when_clicked_twice_changes_nothing_the_second_time(uploaded, handler):
    run = services.save(uploaded(units_file(*TWO), **EDITION), by=handler, today=TODAY)
    before = Change.objects.count()

    again = services.save(run, by=handler, today=TODAY)

    assert (again.state, Change.objects.count()) == ("saved", before)


def test_save_when_register_changed_previews_anew_and_refuses(uploaded, handler):
    run = uploaded(units_file(*TWO), **EDITION)
    make_unit("示例甲公司", credit_code(1))

    with pytest.raises(RuleViolation) as refusal:
        services.save(run, by=handler, today=TODAY)

    run.refresh_from_db()
    assert (refusal.value.code, run.state) == ("changed", "previewed")
    assert list(run.lines.values_list("verdict", flat=True)) == ["updated", "new"]
    assert not RosterEdition.objects.exists()
    assert services.save(run, by=handler, today=TODAY).state == "saved"


def test_save_when_something_fails_late_leaves_nothing(uploaded, handler):
    run = uploaded(units_file(*TWO), **EDITION)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no'; END $$; "
            "CREATE TRIGGER refuse BEFORE INSERT ON registry_listing "
            "FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    with pytest.raises(DatabaseError):
        services.save(run, by=handler, today=TODAY)

    run.refresh_from_db()
    assert run.state == "previewed"
    assert not Unit.objects.exists()
    assert not RosterEdition.objects.exists()


def test_save_when_questions_are_open_is_refused(uploaded, handler):
    run = uploaded(units_file(*TWO), edition_name="示例一批")

    with pytest.raises(RuleViolation) as refusal:
        services.save(run, by=handler, today=TODAY)

    assert refusal.value.code == "questions"
    answered = services.preview(run, by=handler, today=TODAY, options=Options(**EDITION))
    assert services.save(answered, by=handler, today=TODAY).state == "saved"


def test_drop_when_open_forgets_the_file_and_cannot_be_saved(uploaded, handler):
    run = services.drop(uploaded(units_file(*TWO)), by=handler)

    assert (run.state, bytes(run.content)) == ("dropped", b"")
    assert not ImportLine.objects.exists()
    with pytest.raises(RuleViolation):
        services.save(run, by=handler, today=TODAY)


def test_drop_when_saved_is_refused(uploaded, handler):
    run = services.save(uploaded(units_file(*TWO)), by=handler, today=TODAY)

    with pytest.raises(RuleViolation):
        services.drop(run, by=handler)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.HANDLER])
def test_every_verb_when_role_may_not_import_is_refused(role, uploaded):
    run = uploaded(units_file(*TWO))
    other = make_user(role)

    with pytest.raises(PermissionDenied):
        services.upload(
            content=units_file(*TWO), filename="x.xlsx", options=Options(), by=other, today=TODAY
        )
    for verb in (services.save, services.request_save):
        with pytest.raises(PermissionDenied):
            verb(run, by=other, today=TODAY)
    with pytest.raises(PermissionDenied):
        services.drop(run, by=other)


def test_long_file_when_uploaded_and_saved_goes_through_jobs(uploaded, handler):
    run = uploaded(long_file(), **EDITION)
    assert (run.state, run.total) == ("uploaded", services.AT_ONCE + 1)
    job = ProcrastinateJob.objects.get(task_name=services.PREVIEW_JOB)
    assert job.args == {"run_id": run.pk}

    tasks.preview_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.summary["imported"]) == ("previewed", services.AT_ONCE + 1)

    services.request_save(run, by=handler, today=TODAY)
    run.refresh_from_db()
    assert run.state == "saving"
    services.request_save(run, by=handler, today=TODAY)
    job = ProcrastinateJob.objects.get(task_name=services.SAVE_JOB)

    tasks.save_run(**job.args)
    run.refresh_from_db()
    assert (run.state, run.done) == ("saved", services.AT_ONCE + 1)
    before = Change.objects.count()
    tasks.save_run(**job.args)
    assert Change.objects.count() == before


def test_job_when_register_changed_leaves_a_new_preview_with_the_reason(uploaded, handler):
    run = uploaded(long_file(), **EDITION)
    tasks.preview_run(run.pk)
    services.request_save(run, by=handler, today=TODAY)
    make_unit("示例1号公司", credit_code(1))

    tasks.save_run(run.pk, handler.pk)

    run.refresh_from_db()
    assert (run.state, run.failure) == ("previewed", services.CHANGED)
    assert not RosterEdition.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_saves_when_at_once_write_once():
    handler = make_user()
    runs = [
        services.upload(
            content=units_file(*TWO),
            filename="x.xlsx",
            options=Options(**EDITION),
            by=handler,
            today=TODAY,
        )
        for _ in range(2)
    ]
    start, outcomes = threading.Barrier(3), []

    def save(run):
        start.wait()
        try:
            outcomes.append(services.save(run, by=handler, today=TODAY).state)
        except RuleViolation as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[run]) for run in (runs[0], runs[0], runs[1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["changed", "saved", "saved"], ["changed", "changed", "saved"])
    assert (Unit.objects.count(), RosterEdition.objects.count()) == (2, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_progress_when_reported_from_inside_a_transaction_is_seen_outside():
    handler = make_user()
    run = services.upload(
        content=units_file(*TWO), filename="x.xlsx", options=Options(), by=handler, today=TODAY
    )

    with tasks.Progress(run.pk) as report:
        report(1)

    run.refresh_from_db()
    assert run.done == 1
