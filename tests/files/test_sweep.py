"""The nightly round: what nobody used goes, what does not fit is told."""

import logging
import os
import time
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from ipcontact.audit.models import Change
from ipcontact.files import vault
from ipcontact.files.models import StoredFile
from ipcontact.files.services import attach, remove, remove_all, store
from ipcontact.files.sweeping import Sweep, sweep
from ipcontact.files.tasks import sweep_files
from tests.factories import make_agency, make_user
from tests.files.samples import pdf, upload

pytestmark = pytest.mark.django_db


def on_disk(storage):
    return {path.name for path in storage.rglob("*") if path.is_file()}


def test_sweep_when_a_record_was_deleted_then_its_files_are_told_unless_they_went_with_it(
    django_capture_on_commit_callbacks, storage
):
    left, going, staying = make_agency(), make_agency(), make_agency()
    with django_capture_on_commit_callbacks(execute=True):
        lost = store(upload("a.pdf", pdf()), purpose="test.proof", by=None, owner=left)
        for owner in (going, staying):
            store(upload("b.pdf", pdf()), purpose="test.proof", by=None, owner=owner)
        assert remove_all(going, by=None) == 1
    left.delete()
    going.delete()

    assert sweep(by=None).ownerless == [str(lost.key)]
    assert len(on_disk(storage)) == 2


def make_old(storage, name):
    [path] = storage.rglob(name)
    old = time.time() - 25 * 3600
    os.utime(path, (old, old))


@pytest.fixture
def shelf(storage, django_capture_on_commit_callbacks):
    """One file of each fate, by its word."""
    person, agency = make_user(), make_agency()

    def one(**values):
        return store(upload("证书.pdf", pdf()), purpose="test.proof", by=person, **values)

    yesterday = timezone.now() - timedelta(hours=25)
    with (
        django_capture_on_commit_callbacks(execute=True),
        time_machine.travel(yesterday, tick=False),
    ):
        files = {"unattached": one(), "removed": one(), "used": one(), "missing": one(owner=agency)}
        remove(files["removed"], by=person)
        attach(files["used"], owner=agency, by=person)
    with django_capture_on_commit_callbacks(execute=True):
        files["fresh"] = one()
    files["settled"] = one(owner=agency)  # its process died before the move
    make_old(storage, files["settled"].storage_name)
    next(storage.rglob(files["missing"].storage_name)).unlink()
    files["abandoned"], files["writing"], files["strangers"] = (vault.write(b"x") for _ in range(3))
    make_old(storage, files["abandoned"])
    vault.settle(files["strangers"])
    return files


def expected(shelf, **others):
    return Sweep(
        unattached=[str(shelf["unattached"].key), str(shelf["removed"].key)],
        abandoned=[shelf["abandoned"]],
        settled=[shelf["settled"].storage_name],
        strangers=[shelf["strangers"]],
        missing=[str(shelf["missing"].key)],
        **others,
    )


def test_sweep_when_done_then_each_meets_its_fate(
    shelf, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        found = sweep(by=None)

    assert found == expected(shelf)
    assert on_disk(storage) == {
        shelf["used"].storage_name,
        shelf["fresh"].storage_name,
        shelf["settled"].storage_name,
        shelf["writing"],
        shelf["strangers"],
    }
    assert shelf["settled"].storage_name in set(vault.settled())
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {
        shelf[name].pk for name in ("used", "missing", "fresh", "settled")
    }
    assert Change.objects.filter(act="清理未使用的附件", operation="delete").count() == 2


def test_sweep_when_run_again_then_only_the_questions_remain(
    shelf, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sweep(by=None)

    again = sweep(by=None)

    assert again == Sweep(strangers=[shelf["strangers"]], missing=[str(shelf["missing"].key)])


def test_sweep_when_dry_then_nothing_changes(shelf, storage, django_capture_on_commit_callbacks):
    before, rows = on_disk(storage), StoredFile.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        found = sweep(by=None, dry_run=True)

    assert found == expected(shelf)
    assert (on_disk(storage), StoredFile.objects.count()) == (before, rows)
    assert shelf["settled"].storage_name in dict(vault.incoming())


def test_sweep_when_folder_was_never_made_then_nothing_is_found(storage):
    assert sweep(by=None) == Sweep()
    assert not storage.exists()


def test_command_when_dry_then_says_what_it_would_do(shelf):
    out = StringIO()

    call_command("sweep_files", "--dry-run", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[:2] == ["预演：没有改动任何内容。", "上传后 24 小时未使用，删除：2"]
    assert f"  {shelf['strangers']}" in lines
    assert "证书" not in out.getvalue()


def test_task_when_something_does_not_fit_then_logged_without_names(shelf, caplog):
    with caplog.at_level(logging.WARNING, logger="ipcontact.files.tasks"):
        sweep_files(timestamp=0)

    assert [record.getMessage() for record in caplog.records] == [
        f"attachments strangers: 1: {shelf['strangers']}",
        f"attachments missing: 1: {shelf['missing'].key}",
    ]
