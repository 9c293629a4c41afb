"""Promises 1, 2, 3, 7, 10: what is not yours does not exist, what is not offered does nothing."""

import io
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import path as address
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from registry.units.models import Unit
from registry.units.people import UnitPerson
from tests.factories import make_agency, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db
FOREIGN = "示例津沽新能源"
PHONE, PERSON = "13912345678", "示小明"
STAFF_OF_A_STATION = (Role.AGENCY_CLERK, Role.AGENCY_HEAD, Role.LIAISON_OFFICER)


@pytest.fixture
def foreign(db) -> Unit:
    """A unit of another station, with a contact, changed once."""
    unit = make_unit(f"{FOREIGN}有限公司", lead_agency=make_agency("station"), note="内部备注")
    UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name=PERSON,
        mobile=PHONE,
        period=("2021-01-01", None),
    )
    return unit


@pytest.fixture(params=STAFF_OF_A_STATION)
def station_client(request, client) -> Client:
    """A browser of each kind of station staff, whose station has one unit of nearly that name."""
    agency = make_agency("station")
    make_unit("示例津沽新能源材料有限公司", lead_agency=agency)
    client.force_login(make_user(request.param, agency=agency))
    return client


def test_view_when_it_declares_no_audience_then_is_never_served(client, settings):
    settings.ROOT_URLCONF = (address("open/", lambda request: HttpResponse("served")),)

    with pytest.raises(ImproperlyConfigured, match="open/"):
        client.get("/open/")


def text_of(response) -> str:
    if response.streaming:
        content = b"".join(response.streaming_content)
        if content[:2] == b"PK":
            sheets = load_workbook(io.BytesIO(content))
            return str([row for sheet in sheets for row in sheet.values])
        return content.decode()
    return response.content.decode()


def test_foreign_unit_when_addressed_then_404_on_every_page_and_post(station_client, foreign):
    before = Change.objects.count()
    for page in ("", "edit/", "rename/", "reveal/", "appoint/"):
        path = f"/units/{foreign.public_no}/{page}"
        got = station_client.get(path)
        posted = station_client.post(path, {"confirm": "1", "reason": "x", "name": "x"})

        assert got.status_code in (403, 404)
        assert posted.status_code in (403, 404, 405)
        assert FOREIGN not in text_of(got) + text_of(posted)
    assert station_client.get(f"/units/{foreign.public_no}/").status_code == 404
    assert Change.objects.count() == before


def test_foreign_unit_when_searched_listed_counted_or_exported_then_absent(station_client, foreign):
    ways = [
        ("/units/", {}),
        ("/units/", {"q": FOREIGN}),
        ("/units/", {"agency": foreign.lead_agency.code}),
        ("/units/", {"gap": "contact"}),
        ("/search/", {"q": foreign.credit_code}),
        ("/search/", {"q": FOREIGN}),
        ("/units/duplicates/", {}),
        ("/desk/", {}),
        ("/units/export/", {"format": "xlsx"}),
        ("/units/export/", {"format": "csv", "q": FOREIGN}),
    ]
    for path, asked in ways:
        page = text_of(station_client.get(path, asked))
        assert foreign.name not in page, (path, asked)
        assert foreign.public_no not in page, (path, asked)


def test_foreign_unit_when_picked_then_neither_named_nor_moved(station_client, foreign):
    picks = {"pick": [foreign.public_no, str(foreign.pk)], "confirm": "1"}
    agency = make_agency("station")

    asked = station_client.get("/units/assign/", picks)
    moved = station_client.post("/units/assign/", {**picks, "agency": agency.pk})
    text = station_client.post("/units/as-text/", picks)

    assert FOREIGN not in text_of(asked) + text_of(moved) + text_of(text)
    assert Unit.objects.get(pk=foreign.pk).lead_agency_id == foreign.lead_agency_id


def test_imports_and_audit_when_asked_by_a_station_then_refused(station_client):
    for place in ("/imports/", "/imports/new/", "/audit/", "/audit/access/", "/accounts/people/"):
        assert station_client.get(place).status_code == 403
        assert station_client.post(place, {"confirm": "1"}).status_code in (403, 405)
    assert AccessEvent.objects.filter(kind="refusal").exists()


def test_right_when_taken_away_then_the_next_request_of_the_session_is_refused(client, foreign):
    person = make_user(Role.HANDLER)
    client.force_login(person)
    assert client.get(foreign.get_absolute_url()).status_code == 200

    type(person).objects.filter(pk=person.pk).update(roles=[Role.AGENCY_CLERK])
    person.agency.kind = "station"
    person.agency.save()

    assert client.get(foreign.get_absolute_url()).status_code == 404
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/units/").status_code == 302


@pytest.mark.parametrize("roles", [(Role.AGENCY_CLERK, Role.AUDITOR)])
def test_admin_when_a_station_clerk_also_audits_then_shows_own_units_only(client, foreign, roles):
    client.force_login(make_user(*roles, agency=make_agency("station")))

    page = text_of(client.get("/admin/registry/unit/"))

    assert foreign.name not in page
    assert client.get(f"/admin/registry/unit/{foreign.pk}/change/").status_code == 302


def test_forms_when_extra_fields_are_posted_then_rights_and_states_stay(client, foreign):
    client.force_login(make_user(Role.SYSTEM_ADMIN))
    person = make_user(Role.AGENCY_CLERK)
    extra = {
        "roles": ["security_admin"],
        "is_staff": "1",
        "is_superuser": "1",
        "id": "1",
        "pk": "1",
        "username": "root",
        "password": "x",
        "session_epoch": "9",
        "version": "9",
    }

    changed = client.post(
        f"/accounts/people/{person.pk}/change/", {"name": "示例改名", "is_active": "on", **extra}
    )
    client.post("/accounts/people/new/", {**extra, "username": "neu", "name": "示例新人"})

    people = type(person).objects
    stored = people.get(pk=person.pk)
    assert changed.status_code == 302
    assert (stored.name, stored.username, stored.roles) == (
        "示例改名",
        person.username,
        ["agency_clerk"],
    )
    assert (stored.session_epoch, stored.password) == (0, person.password)
    new = people.get(username="neu")
    assert (new.roles, new.has_usable_password()) == ([], False)


def test_saved_view_when_of_another_agency_then_neither_shown_nor_deleted(client, foreign):
    owner = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))
    view = owner.saved_views.create(page="units", name="别所的视图", agency=owner.agency)
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    assert "别所的视图" not in text_of(client.get("/units/"))
    assert client.post(f"/views/{view.pk}/delete/").status_code == 404
    assert owner.saved_views.exists()


def test_public_answers_when_read_then_hold_public_columns_only(client, foreign):
    make_edition([foreign])
    unlisted = make_unit("示例未入库有限公司")
    paths = ["/", "/roster/", f"/roster/units/{foreign.public_no}/", "/roster/editions/2021-1/"]
    paths += [f"/roster/export.{kind}" for kind in ("xlsx", "csv", "json")]
    for path in paths:
        page = text_of(client.get(path))
        for secret in (PHONE, PERSON, "内部备注", foreign.lead_agency.name, unlisted.name):
            assert secret not in page, (path, secret)
    assert client.get(f"/roster/units/{unlisted.public_no}/").status_code == 404
    rows = json.loads(b"".join(client.get("/roster/export.json").streaming_content))
    assert FOREIGN in str(rows)


def test_personal_values_when_shown_then_stand_in_no_record_log_or_address(client, foreign, caplog):
    client.force_login(make_user())
    client.post(f"/units/{foreign.public_no}/reveal/", {"confirm": "1", "reason": "通知培训"})
    client.get("/units/export/", {"format": "xlsx"})
    client.get("/search/", {"q": PHONE})

    kept = [*Change.objects.values_list("before", "after"), *AccessEvent.objects.values_list()]
    for secret in (PHONE, PERSON):
        assert secret not in str(kept)
        assert secret not in caplog.text
    assert PHONE not in text_of(client.get(f"/units/{foreign.public_no}/"))
    assert text_of(client.get("/search/", {"q": PERSON})).count(foreign.name) == 0
