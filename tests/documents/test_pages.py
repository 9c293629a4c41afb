"""The way of a letter over its pages, from 拟函 to 送达."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.documents.models import NumberSeries, OfficialDocument
from tests.factories import make_agency, make_unit, make_user
from tests.files import samples

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "关于协助核实情况的函",
    "addressee": "示例收文单位：",
    "text": "请予协助。\n此函。",
}


def scan():
    return SimpleUploadedFile("scan.pdf", samples.pdf(), "application/pdf")


def page(name, document):
    return reverse(f"documents:{name}", args=[document.key])


def test_letter_when_taken_through_its_pages_then_numbered_and_served(client):
    unit, handler, leader = make_unit(), make_user(), make_user(Role.DECIDER)
    series = NumberSeries.objects.create(prefix="示例函", label="函")

    client.force_login(handler)
    client.post(reverse("documents:new", args=["units", unit.public_no]), WORDS)
    letter = OfficialDocument.objects.get()
    client.force_login(leader)
    assert WORDS["title"] in client.get(page("approve", letter)).content.decode()
    client.post(page("approve", letter), {"confirm": "1"})
    client.force_login(handler)
    client.post(page("number", letter), {"series": series.pk})
    client.post(page("seal", letter), {"confirm": "1", "scan": scan()})
    letter.refresh_from_db()
    day = letter.dated_on.isoformat()
    client.post(page("send", letter), {"confirm": "1", "channel": "post", "sent_on": day})
    client.post(page("serve", letter), {"confirm": "1", "served_on": day, "scan": scan()})

    letter.refresh_from_db()
    assert (letter.state, letter.addressee) == ("served", "示例收文单位")
    assert letter.document_no == f"示例函〔{letter.dated_on.year}〕1号"
    for name in ("detail", "print", "file"):
        assert client.get(page(name, letter)).status_code == 200
    assert WORDS["title"] in client.get(reverse("documents:list")).content.decode()
    assert client.get(reverse("documents:export")).status_code == 200
    assert WORDS["title"] in client.get(unit.get_absolute_url()).content.decode()


def test_drafter_when_signing_their_own_letter_then_it_stays_a_draft(client):
    unit, person = make_unit(), make_user(Role.HANDLER, Role.DECIDER)
    client.force_login(person)
    client.post(reverse("documents:new", args=["units", unit.public_no]), WORDS)
    letter = OfficialDocument.objects.get()

    client.post(page("approve", letter), {"confirm": "1"})

    letter.refresh_from_db()
    assert letter.state == "draft"


def test_number_when_odd_then_kept_only_after_the_tick(client):
    unit, handler = make_unit(), make_user()
    client.force_login(handler)
    client.post(reverse("documents:new", args=["units", unit.public_no]), WORDS)
    letter = OfficialDocument.objects.get()

    warned = client.post(page("number", letter), {"document_no": "示例[2026]1号"})
    letter.refresh_from_db()
    before = letter.document_no
    client.post(page("number", letter), {"document_no": "示例[2026]1号", "accept_warnings": "on"})

    letter.refresh_from_db()
    assert "文号无误" in warned.content.decode()
    assert (before, letter.document_no) == ("", "示例[2026]1号")


def test_document_when_of_another_agency_then_it_does_not_exist(client):
    unit, handler = make_unit(), make_user()
    client.force_login(handler)
    client.post(reverse("documents:new", args=["units", unit.public_no]), WORDS)
    letter = OfficialDocument.objects.get()

    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    assert client.get(page("detail", letter)).status_code == 404
