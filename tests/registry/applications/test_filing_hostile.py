"""Strangers, other people's numbers, fields nobody asked for, and values nobody types."""

import pytest
from django.core.cache import cache
from django.test import Client

from ipcontact.accounts.roles import Role
from ipcontact.files.models import StoredFile
from registry.applications.models import Application
from tests.factories import make_user
from tests.files import samples
from tests.filing import CONSENTS, NOON, TODAY, make_round, region_agency
from tests.registry.applications.filing import (
    CONTACTS,
    REASON,
    at,
    basic,
    begin,
    fill,
    proof,
    return_with,
    submit,
)

pytestmark = pytest.mark.django_db
PAGES = (
    "",
    "number/",
    "answers/basic/",
    "claims/",
    "files/",
    "check/",
    "receipt/",
    "paper/1/",
    "seal/",
    "correct/",
    "withdraw/",
)
POSTED = (
    "answers/basic/",
    "answers/basic/autosave/",
    "claims/",
    "claims/autosave/",
    "files/",
    "check/",
    "seal/",
    "correct/",
    "move/",
    "withdraw/",
)
HOSTILE = (
    "\x00",
    "\u200b\u200b",
    "㍿" * 100,
    "İ" * 39,
    "x" * 70_000,
    "\u202e😀𠮷",
    "9" * 40,
    "9999-12-31",
    "2026-02-30",
    "-1",
    "1e9",
    "NaN",
    "a\r\nX: y",
    "<script>alert(1)</script>",
)


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def application(client, db):
    """A complete draft of a visitor."""
    region_agency()
    application = begin(client, make_round(now=NOON))
    fill(client, application)
    return application


@pytest.mark.parametrize("page", PAGES)
def test_page_when_a_stranger_opens_it_then_as_if_it_were_not_there(application, page):
    stranger, other_unit, staff = Client(), Client(), Client()
    other_unit.force_login(make_user(Role.UNIT_USER))
    staff.force_login(make_user(Role.HANDLER))
    nobody = at(application, page).replace(application.application_no, "SB202699999")

    asked, none = stranger.get(at(application, page)), stranger.get(nobody)

    assert asked.status_code == none.status_code == 302
    assert asked["Location"].replace(application.application_no, "SB202699999") == none["Location"]
    assert other_unit.get(at(application, page)).status_code == 404
    assert staff.get(at(application, page)).status_code == 404


@pytest.mark.parametrize("page", POSTED)
def test_page_when_a_stranger_posts_to_it_then_nothing_changes(application, page):
    before = Application.objects.values().get()
    sent = {**basic(application), **REASON, "reason": "x", **dict.fromkeys(CONSENTS, "on")}

    for person in (None, make_user(Role.UNIT_USER), make_user(Role.HANDLER)):
        stranger = Client()
        if person:
            stranger.force_login(person)
        response = stranger.post(at(application, page), {**sent, "basic-unit_name": "改"})
        assert response.status_code in ({200, 403} if person is None else {404})

    assert Application.objects.values().get() == before


@pytest.mark.parametrize(
    "number", ["%00", "9" * 26, "-1", "%FF", "x" * 500, "..%2F", "SB2026%0a00001", "SB%EF%BC%90"]
)
def test_number_in_the_address_when_nonsense_then_no_error(client, number):
    for page in ("", "answers/basic/", "paper/99999999999999999999/", "answers/x/autosave/"):
        assert client.get(f"/applications/form/{number}/{page}").status_code in (302, 404, 405)
        assert client.post(f"/applications/form/{number}/{page}").status_code < 500
    assert client.get(f"/applications/form/new/{number}/").status_code == 404


def test_fields_nobody_asks_when_sent_then_change_nothing(client, application):
    other = make_user(Role.UNIT_USER)
    sent = {
        **basic(application),
        "state": "listed",
        "application_no": "SB1",
        "owner": other.pk,
        "id": "1",
        "key": "x",
        "is_rival": "on",
        "agency": "1",
        "basic-state": "listed",
        "basic-__class__": "x",
        "contacts-primary_name": "示例冒名",
        "consent_version": "9",
        "submitted_at": "2020-01-01",
    }

    client.post(at(application, "answers/basic/"), sent)
    client.post(at(application, "check/"), {**sent, **dict.fromkeys(CONSENTS, "on")})

    application.refresh_from_db()
    assert application.state == "agency_review"
    assert application.owner is None
    assert not application.is_rival
    assert application.persons["contacts"]["primary_name"] == "示例甲"
    assert set(application.answers["basic"]) <= {
        "unit_name", "credit_code", "unit_kind", "registered_address", "business_address",
        "region", "registered_on", "industry", "main_products", "revenue", "staff_count",
        "trade", "countries",
    }  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_values_when_hostile_then_never_an_error_and_the_check_page_stands(
    client, application, value
):
    pages = {
        "answers/basic/": basic(application),
        "answers/rights/": {"rights-inventions_held": "1", "rights-disputes": "x"},
        "answers/contacts/": {**CONTACTS, "contacts-primary_email": "", "filler-is_agent": "no"},
        "claims/": {
            "claims": ["1", "3", "6", "9", "x"],
            "c1-variant": "certificate",
            "c1-document_no": "x",
            "c1-issued_on": "2024-01-01",
            "c1-expires_on": "",
            "c3-entries": "x",
            "c6-figure": "1",
            "c6-year": "2025",
            "c9-statement": "x",
            "c9-remove": "x",
        },
    }
    for page, usual in pages.items():
        for name in usual:
            cache.clear()
            sent = {**usual, name: value}
            assert client.post(at(application, page), sent).status_code < 500, name
        autosaved = client.post(at(application, f"{page}autosave/"), dict.fromkeys(usual, value))
        assert autosaved.status_code < 500

    page = client.get(at(application, "check/"))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert "\u202e" not in page.content.decode()
    assert submit(client, application).status_code < 500


def test_answers_when_something_wrong_lies_in_a_draft_then_submission_says_so(client, application):
    for field, typed in (
        ("basic-registered_on", "2026-02-30"),
        ("basic-revenue", "NaN"),
        ("basic-staff_count", "很多"),
        ("basic-credit_code", "91120116MA0000001000"),
    ):
        client.post(at(application, "answers/basic/"), {**basic(application), field: typed})
        page = submit(client, application).content.decode()
        assert f"#id_{field}" in page, field

    application.refresh_from_db()
    assert application.state == "draft"
    assert len(application.credit_code) <= 18


def test_page_when_it_has_two_thousand_fields_then_400(client, application):
    sent = {f"f{number}": "1" for number in range(2000)}

    assert client.post(at(application, "answers/basic/"), sent).status_code == 400


def test_files_when_a_hundred_come_at_once_then_refused_and_none_is_kept(client, application):
    before = StoredFile.objects.current().count()
    many = [proof(f"{number}.pdf") for number in range(100)]

    response = client.post(at(application, "files/"), {"added": many})

    assert response.status_code in (200, 400)
    assert StoredFile.objects.current().count() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.pdf", b""),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("假.pdf", b"<html><script>alert(1)</script>"),
        ("程序.exe", b"MZ" + b"\0" * 200),
    ],
)
def test_file_when_it_is_no_document_then_refused_with_words(client, application, name, content):
    before = StoredFile.objects.current().count()

    def upload():
        return samples.upload(name, content)

    page = client.post(at(application, "files/"), {"policy": upload()}).content.decode()
    sent = {**REASON, "c9-file": upload()}
    claims = client.post(at(application, "claims/"), sent).content.decode()

    assert 'aria-invalid="true"' in page
    assert 'aria-invalid="true"' in claims
    assert StoredFile.objects.current().count() == before


def test_file_of_another_when_named_for_removal_then_it_stays(client, application):
    other_client = Client()
    other = begin(other_client, application.round)
    other_client.post(at(other, "claims/"), {**REASON, "c9-file": proof("别人的.pdf")})
    key = str(StoredFile.objects.get(original_name="别人的.pdf").key)

    client.post(at(application, "files/"), {"removed": key})
    client.post(at(application, "claims/"), {**REASON, "c9-remove": key})

    assert StoredFile.objects.current().filter(key=key).exists()
    assert client.get(f"/files/{key}/").status_code in (302, 404)


def test_file_when_its_draft_is_somebody_elses_then_staff_do_not_read_it(client, application):
    file = StoredFile.objects.current().get()
    clerk, handler = make_user(Role.AGENCY_CLERK, agency=region_agency()), make_user(Role.HANDLER)
    reader = Client()

    for person in (clerk, handler):
        reader.force_login(person)
        assert reader.get(file.get_absolute_url()).status_code == 404
    submit(client, application)
    for person in (clerk, handler):
        reader.force_login(person)
        response = reader.get(file.get_absolute_url())
        assert response.status_code == 200
        b"".join(response)


def test_upload_when_one_file_gets_too_many_then_429(client, application):
    for _ in range(59):
        client.post(at(application, "files/"), {"policy": samples.upload("x.svg", b"x")})

    response = client.post(at(application, "files/"), {"policy": proof()})

    assert response.status_code == 429


def test_forms_when_sent_without_a_token_then_refused(application):
    strict = Client(enforce_csrf_checks=True)

    for page in POSTED:
        assert strict.post(at(application, page), {}).status_code == 403
    assert strict.post("/applications/form/lookup/", {}).status_code == 403
    assert strict.post("/applications/form/leave/", {}).status_code == 403


def test_pages_when_got_then_nothing_is_written(client, application):
    submit(client, application)
    return_with(application, ("basic.unit_name", "请核对"))
    before = Application.objects.values().get()

    for page in PAGES:
        client.get(at(application, page))

    assert Application.objects.values().get() == before


def test_titles_and_addresses_when_shown_then_no_person_in_them(client, application):
    submit(client, application)

    for page in ("", "receipt/", "paper/1/", "seal/"):
        response = client.get(at(application, page))
        title = response.content.decode().partition("</title>")[0]
        assert "示例甲" not in title
        assert "13900000001" not in title
