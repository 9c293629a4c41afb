"""Promises 6 and 37: asked again at each download, invisible is 404, sent as attachment only."""

from uuid import uuid4

import pytest

from ipcontact.accounts.models import Agency, Region
from ipcontact.audit.models import AccessEvent
from ipcontact.files.access import may_read, register
from ipcontact.files.services import remove, store
from tests.factories import make_agency, make_user
from tests.files.samples import docx, jpeg, pdf, upload

pytestmark = pytest.mark.django_db


def stored(by, name="证书.pdf", content=None, **values):
    return store(upload(name, content or pdf()), purpose="test.proof", by=by, **values)


@pytest.fixture
def person(client):
    user = make_user()
    client.force_login(user)
    return user


def downloads():
    return AccessEvent.objects.filter(kind=AccessEvent.Kind.DOWNLOAD)


def test_download_when_own_fresh_upload_then_sent_as_attachment(client, person):
    file = stored(person, "高企证书（2024）.pdf")

    response = client.get(file.get_absolute_url())

    assert (response.status_code, b"".join(response)) == (200, pdf())
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="2024.pdf"; '
        "filename*=UTF-8''%E9%AB%98%E4%BC%81%E8%AF%81%E4%B9%A6%EF%BC%882024%EF%BC%89.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Length"] == str(len(pdf()))


def test_download_when_done_then_recorded_without_the_name(client, person):
    file = stored(person, "某某涉密事项.pdf")

    asked = client.head(file.get_absolute_url())
    b"".join(client.get(file.get_absolute_url()))

    event = downloads().get()
    assert (asked.content, asked["Content-Length"]) == (b"", str(file.size))
    assert (event.user_id, event.target) == (person.pk, f"附件 {file.key}")
    assert event.detail == {"purpose": "test.proof", "table": "", "key": "", "shown": False}


def test_download_when_somebody_elses_fresh_upload_then_404(client, person):
    file = stored(make_user())

    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(file.preview_url).status_code == 404
    assert downloads().count() == 0


def test_download_when_attached_then_the_record_decides_each_time(client, person, readers):
    file = stored(person, owner=make_agency())
    statuses = []

    for seeing in ([], [person.pk], []):
        readers.clear()
        readers.update(seeing)
        response = client.get(file.get_absolute_url())
        b"".join(response)
        statuses.append(response.status_code)

    assert statuses == [404, 200, 404]


def test_download_when_nobody_spoke_for_the_table_then_404(client, person):
    region = Region.objects.first()

    file = stored(person, owner=region)

    assert client.get(file.get_absolute_url()).status_code == 404


def test_download_when_removed_or_guessed_then_404(client, person):
    file = stored(person)
    remove(file, by=person)

    for address in (file.get_absolute_url(), f"/files/{uuid4()}/", "/files/1/", "/files/..%2f/"):
        assert client.get(address).status_code == 404


def test_download_when_contents_are_gone_then_404(client, person, storage):
    file = stored(person)
    next(storage.rglob(file.storage_name)).unlink()

    assert client.get(file.get_absolute_url()).status_code == 404


def test_download_when_signed_out_then_asked_to_sign_in(client):
    file = stored(make_user())

    response = client.get(file.get_absolute_url())

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_download_when_posted_then_refused(client, person):
    assert client.post(stored(person).get_absolute_url()).status_code == 405


def test_preview_when_picture_then_shown_in_a_sandbox(client, person):
    file = stored(person, "照片.jpg", jpeg())

    response = client.get(file.preview_url)

    assert response["Content-Disposition"].startswith("inline; filename=")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert b"".join(response) == jpeg()
    assert downloads().get().detail["shown"] is True


def test_preview_when_pdf_then_nothing_may_run_or_load(client, person):
    response = client.get(stored(person).preview_url)
    b"".join(response)

    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_preview_when_office_file_then_there_is_none(client, person):
    file = stored(person, "说明.docx", docx())

    assert file.preview_url == ""
    assert client.get(f"{file.get_absolute_url()}preview/").status_code == 404


def test_may_read_when_person_is_switched_off_then_no(person):
    file = stored(person)
    person.is_active = False

    assert may_read(person, file) is False


def test_register_when_a_table_has_readers_already_then_refused(readers):
    with pytest.raises(ValueError, match="already"):
        register(Agency._meta.db_table, lambda user, key: True)
