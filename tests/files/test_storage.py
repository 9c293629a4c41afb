"""Promise 51 and the end of transactions: a row and its contents, or neither. Real failures."""

import resource
import threading

import pytest
from django.core.signals import request_finished
from django.db import connection, transaction

from ipcontact.files import pending, vault
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import Limits
from ipcontact.files.models import StoredFile
from ipcontact.files.services import store
from tests.factories import make_user
from tests.files.samples import pdf, png, upload


def on_disk(storage):
    return [path for path in storage.rglob("*") if path.is_file()]


def stored(person, content=None):
    return store(upload("证书.pdf", content or pdf()), purpose="test.proof", by=person)


def stored_in_vain(person):
    """An upload whose transaction ends badly after it."""
    with transaction.atomic():
        stored(person)
        raise ZeroDivisionError


@pytest.fixture
def full_disk():
    """The disk takes 100 bytes more of any file, as a full one would take none."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db
def test_store_when_disk_is_full_then_clear_message_no_row_no_file(storage, full_disk):
    person = make_user()

    with pytest.raises(FileRefused) as refusal:
        stored(person)

    assert refusal.value.code == "storage_full"
    assert refusal.value.message == (
        "服务器存储空间不足，文件没有保存。已填写的内容还在，请通知系统管理员后再上传。"
    )
    assert StoredFile.objects.count() == 0
    assert on_disk(storage) == []


@pytest.mark.django_db
def test_store_when_folder_cannot_be_made_then_clear_message_and_no_row(storage):
    storage.parent.mkdir(parents=True)
    storage.write_text("a file where the folder should be")

    with pytest.raises(FileRefused) as refusal:
        stored(make_user())

    assert refusal.value.code == "storage_unwritable"
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_store_when_row_is_refused_by_the_database_then_no_file(storage):
    person = make_user()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE files_storedfile ADD CHECK (size < 100)")

    with pytest.raises(Exception, match="check constraint"):
        stored(person)

    assert on_disk(storage) == []


@pytest.mark.django_db(transaction=True)
def test_store_when_rolled_back_then_contents_go_at_the_end_of_the_request(storage):
    person = make_user()
    with pytest.raises(ZeroDivisionError):
        stored_in_vain(person)

    left = len(on_disk(storage))
    request_finished.send(sender=None)

    assert (left, on_disk(storage), StoredFile.objects.count()) == (1, [], 0)


@pytest.mark.django_db(transaction=True)
def test_store_when_an_earlier_upload_was_rolled_back_then_its_contents_go(storage):
    person = make_user()
    with pytest.raises(ZeroDivisionError):
        stored_in_vain(person)

    file = stored(person)

    assert [path.name for path in on_disk(storage)] == [file.storage_name]
    assert list(vault.settled()) == [file.storage_name]


@pytest.mark.django_db(transaction=True)
def test_store_when_only_a_savepoint_is_rolled_back_then_the_others_stay(storage):
    person = make_user()
    with transaction.atomic():
        first = stored(person)
        with pytest.raises(ZeroDivisionError):
            stored_in_vain(person)
        second = stored(person)
    pending.clear_abandoned()

    assert sorted(vault.settled()) == sorted([first.storage_name, second.storage_name])
    assert list(vault.incoming()) == []


@pytest.mark.django_db(transaction=True)
def test_pending_when_a_transaction_is_open_then_nothing_is_decided(storage):
    person = make_user()
    with transaction.atomic():
        file = stored(person)
        pending.clear_abandoned()
        before = [path.name for path in on_disk(storage)]

    assert before == [file.storage_name]
    assert list(vault.settled()) == [file.storage_name]


@pytest.mark.django_db(transaction=True)
def test_store_when_many_upload_at_once_then_the_limit_holds(storage):
    person = make_user()
    refused = []

    def work():
        try:
            file = upload("截图.png", png())
            store(file, purpose="test.proof", by=person, limits=Limits(fresh=3))
        except FileRefused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (StoredFile.objects.count(), refused) == (3, ["too_many"] * 5)
    assert len(on_disk(storage)) == 3
