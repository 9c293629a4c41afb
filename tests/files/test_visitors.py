"""People without account see, replace and remove what they handed in, and nothing else."""

import pytest
from django.test import Client

from ipcontact.audit.models import AccessEvent
from ipcontact.files import grants
from ipcontact.files.models import StoredFile
from ipcontact.files.services import store
from tests.factories import make_agency, make_user
from tests.files.sample_urls import PURPOSE
from tests.files.samples import docx, jpeg, pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _addresses(settings, visitors):
    settings.ROOT_URLCONF = "tests.files.sample_urls"


@pytest.fixture
def browser():
    """Makes browsers of other people."""
    return Client


@pytest.fixture
def record():
    return make_agency()


@pytest.fixture
def visitor(client, record):
    """A browser that was let into the record, signed in nowhere."""
    client.post(f"/sample/{record.code}/enter/", {"basis": "draft"})
    return client


def hand_in(client, record, name="证书.pdf", content=None):
    data = {"proof": upload(name, content or pdf())}
    return client.post(f"/sample/{record.code}/", data)


def current():
    return StoredFile.objects.current().get()


def status(client, file):
    response = client.get(file.get_absolute_url())
    b"".join(response)
    return response.status_code


def test_visitor_when_a_file_is_handed_in_then_seen_and_opened(visitor, record):
    hand_in(visitor, record, "现场.jpg", jpeg())

    file = current()
    page = visitor.get(f"/sample/{record.code}/").text
    assert (file.uploaded_by, file.purpose) == (None, PURPOSE)
    assert "现场.jpg" in page
    assert "移除这个文件" in page
    response = visitor.get(file.preview_url)
    assert (response.status_code, b"".join(response)) == (200, jpeg())
    assert "no-store" in response["Cache-Control"]
    event = AccessEvent.objects.get(kind=AccessEvent.Kind.DOWNLOAD)
    assert (event.user_id, event.target) == (None, f"附件 {file.key}")


def test_visitor_when_another_file_is_chosen_then_it_takes_the_place(
    visitor, record, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(visitor, record, "旧.pdf")
    former = current()

    with django_capture_on_commit_callbacks(execute=True):
        hand_in(visitor, record, "新.docx", docx())

    assert current().original_name == "新.docx"
    assert status(visitor, former) == 404
    assert [path.name for path in storage.rglob("*") if path.is_file()] == [current().storage_name]


def test_visitor_when_nothing_is_chosen_then_the_file_stays_and_ticked_it_goes(visitor, record):
    hand_in(visitor, record)
    address = f"/sample/{record.code}/"

    visitor.post(address, {"other": "1"})
    assert current().original_name == "证书.pdf"
    visitor.post(address, {"proof-clear": "on"})

    assert not StoredFile.objects.current().exists()


def test_visitor_when_the_new_file_is_refused_then_the_former_stays(visitor, record):
    hand_in(visitor, record)

    page = hand_in(visitor, record, "假的.pdf", b"<html>").text

    assert "没有保存" in page
    assert current().original_name == "证书.pdf"
    assert status(visitor, current()) == 200


def test_stranger_when_the_address_is_known_then_sign_in_or_404(visitor, record, browser):
    hand_in(visitor, record)
    stranger, other = browser(), browser()
    other.post(f"/sample/{make_agency().code}/enter/", {"basis": "draft"})
    staff = browser()
    staff.force_login(make_user())

    asked = stranger.get(current().get_absolute_url())

    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert status(other, current()) == 404
    assert status(staff, current()) == 404


def test_visitor_when_the_room_takes_the_ground_away_then_404_at_once(visitor, record, visitors):
    hand_in(visitor, record)
    assert status(visitor, current()) == 200

    visitors.clear()

    assert status(visitor, current()) == 404


def test_visitor_when_the_office_put_a_paper_there_then_not_readable(visitor, record):
    paper = store(upload("呈批.pdf", pdf()), purpose="test.paper", by=make_user(), owner=record)

    assert status(visitor, paper) == 404


def test_visitor_when_time_is_up_or_left_then_let_into_nothing(visitor, record, fixed_today):
    hand_in(visitor, record)
    file = current()

    visitor.post(f"/sample/{record.code}/leave/")
    assert visitor.get(file.get_absolute_url()).status_code == 302
    visitor.post(f"/sample/{record.code}/enter/", {"basis": "draft"})
    assert status(visitor, file) == 200
    fixed_today("2030-01-01")

    assert visitor.get(file.get_absolute_url()).status_code in (302, 404)


def test_visitor_when_signed_in_meanwhile_then_what_was_handed_in_stays_open(visitor, record):
    hand_in(visitor, record)
    session = visitor.session[grants.SESSION_KEY]
    visitor.force_login(make_user())
    kept = visitor.session
    kept[grants.SESSION_KEY] = session
    kept.save()

    assert status(visitor, current()) == 200


def test_give_when_many_records_then_the_oldest_goes_and_one_stands_once(rf):
    request = rf.get("/")
    request.session = {}
    records = [make_agency() for _ in range(grants.MOST + 1)]

    for record in [*records, records[-1]]:
        grants.give(request, record, basis="draft")

    assert len(grants.held(request)) == grants.MOST
    assert grants.holds(request, records[0]) == ""
    assert grants.holds(request, records[-1]) == "draft"
