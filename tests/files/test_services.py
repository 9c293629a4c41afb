"""Storing, attaching, removing: a row and its contents live and die together."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from ipcontact.audit.models import Change
from ipcontact.files import services, vault
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import SCANS, Limits
from ipcontact.files.models import StoredFile
from ipcontact.files.services import attach, files_of, read, remove, store
from tests.factories import make_agency, make_user
from tests.files.samples import docx, jpeg, pdf, png, upload, xlsx

pytestmark = pytest.mark.django_db


def content_of(file):
    with read(file) as content:
        return content.read()


def on_disk(storage):
    return sorted(path.name for path in storage.rglob("*") if path.is_file())


@pytest.fixture
def person():
    return make_user()


def stored(person, name="证书.pdf", content=None, **values):
    return store(upload(name, content or pdf()), purpose="test.proof", by=person, **values)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("高企证书.pdf", pdf()),
        ("营业执照.JPG", jpeg()),
        ("营业执照.jpeg", jpeg()),
        ("截图.png", png()),
        ("说明.docx", docx()),
        ("名单.xlsx", xlsx()),
    ],
)
def test_store_when_file_is_whole_then_kept_with_its_facts(person, storage, name, content):
    file = stored(person, name, content)

    kept = content_of(file)
    file.refresh_from_db()
    assert (file.original_name, file.purpose, file.uploaded_by) == (name, "test.proof", person)
    assert (file.size, file.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    assert kept == content
    assert on_disk(storage) == [file.storage_name]
    assert (file.owner_table, file.is_removed) == ("", False)


def test_store_when_committed_then_contents_move_to_their_place(
    person, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(person)

    assert [name for name, _ in vault.incoming()] == []
    assert list(vault.settled()) == [file.storage_name]
    assert content_of(file) == pdf()


def test_store_when_folder_is_looked_at_then_only_the_service_may_read(person, storage):
    file = stored(person)

    path = next(storage.rglob(file.storage_name))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_store_when_done_then_history_knows_it_without_the_name(person):
    file = stored(person, "某某涉密事项.pdf")

    change = Change.objects.get(table_name=StoredFile._meta.db_table, row_key=str(file.pk))
    assert (change.act, change.user_id) == ("上传附件", person.pk)
    assert "涉密" not in str(change.after)
    assert file.storage_name not in str(change.after)


def test_store_when_same_file_comes_twice_then_both_are_kept(person, storage):
    first, second = stored(person), stored(person)

    assert first.sha256 == second.sha256
    assert on_disk(storage) == sorted([first.storage_name, second.storage_name])


def test_store_when_nobody_uploads_for_nothing_then_it_is_a_mistake():
    with pytest.raises(ValueError, match="nobody"):
        stored(None)


def test_store_when_person_has_no_account_then_owner_is_enough():
    agency = make_agency()

    file = stored(None, owner=agency)

    assert (file.uploaded_by, file.owner_key) == (None, str(agency.pk))


@pytest.mark.parametrize("is_owned", [True, False])
def test_store_when_place_is_full_then_refused_and_nothing_kept(person, storage, is_owned):
    values = {"owner": make_agency()} if is_owned else {}
    limits = Limits(per_owner=2, fresh=2)
    kept = [stored(person, limits=limits, **values) for _ in range(2)]

    with pytest.raises(FileRefused, match="最多放 2 个") as refusal:
        stored(person, limits=limits, **values)

    assert refusal.value.code == "too_many"
    assert on_disk(storage) == sorted(file.storage_name for file in kept)


def test_store_when_kind_is_not_taken_here_then_refused(person):
    with pytest.raises(FileRefused, match="可以上传：PDF、JPG、PNG") as refusal:
        stored(person, "名单.xlsx", xlsx(), allowed=SCANS)

    assert refusal.value.code == "type_not_allowed"


def test_attach_when_fresh_then_belongs_to_the_record_once(person):
    agency, file = make_agency(), stored(person)

    attach(file, owner=agency, by=person)
    again = attach(file, owner=agency, by=person)

    assert list(files_of(agency)) == [again]
    assert list(files_of(agency, "test.proof")) == [again]
    assert list(files_of(agency, "test.seal")) == []
    assert list(StoredFile.objects.fresh_of(person)) == []
    assert Change.objects.filter(act="添加附件").count() == 1


def test_attach_when_refused_then_says_why(person):
    agency, other = make_agency(), make_agency()
    used, gone = stored(person, owner=other), stored(person)
    remove(gone, by=person)
    cases = [
        (used, person, "attached_elsewhere"),
        (stored(person), make_user(), "not_yours"),
        (stored(person), None, "not_yours"),
        (gone, person, "gone"),
    ]

    codes = []
    for file, by, _ in cases:
        with pytest.raises(FileRefused) as refusal:
            attach(file, owner=agency, by=by)
        codes.append(refusal.value.code)

    assert codes == [code for _, _, code in cases]
    assert list(files_of(agency)) == []


def test_attach_when_record_is_full_then_refused(person):
    agency, limits = make_agency(), Limits(per_owner=1)
    stored(person, owner=agency)

    with pytest.raises(FileRefused) as refusal:
        attach(stored(person), owner=agency, by=person, limits=limits)

    assert refusal.value.code == "too_many"


def test_remove_when_attached_then_hidden_and_contents_stay(person, storage):
    agency = make_agency()
    file = stored(person, owner=agency)

    remove(file, by=person, reason="重复上传")
    removed = remove(file, by=person)

    assert (removed.is_removed, list(files_of(agency))) == (True, [])
    assert on_disk(storage) == [file.storage_name]
    assert Change.objects.filter(act="移除附件", reason="重复上传").count() == 1


@pytest.mark.parametrize("is_owned", [True, False])
def test_remove_when_erased_or_fresh_then_contents_go_with_the_commit(
    person, storage, is_owned, django_capture_on_commit_callbacks
):
    file = stored(person, owner=make_agency() if is_owned else None)

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove(file, by=person, erase=is_owned)
        before_commit = on_disk(storage)

    assert before_commit == [file.storage_name]
    assert (removed.storage_name, on_disk(storage)) == ("", [])
    with pytest.raises(FileNotFoundError):
        read(removed)


def test_remove_when_fresh_upload_is_somebody_elses_then_refused(person):
    with pytest.raises(FileRefused) as refusal:
        remove(stored(person), by=make_user())

    assert refusal.value.code == "not_yours"


def test_row_when_written_past_the_services_then_facts_stay_and_owner_is_whole(person):
    file = stored(person)

    for change in ({"sha256": "0" * 64}, {"size": 0}, {"owner_table": "x"}, {"storage_name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**change)


def test_vault_when_name_is_no_name_of_ours_then_refused():
    for name in ("../../etc/passwd", "", "a" * 33, "A" * 32):
        with pytest.raises(ValueError, match="not a name"):
            vault.open_content(name)


def test_services_when_uploads_meet_at_the_limit_then_the_second_waits(person):
    agency = make_agency()
    stored(person, owner=agency)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert cursor.fetchone()[0] >= 1
    assert services.LIMITS.per_owner == 60
