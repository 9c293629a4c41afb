"""Pages of 入库告知函: one click each for the staff, its own letter for each unit."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import OfflineResult
from ipcontact.audit.models import AccessEvent
from ipcontact.documents.models import OfficialDocument
from registry.applications.lookup import lookup_code
from registry.notices import services
from registry.notices.letters import LETTER
from tests.factories import make_user
from tests.files import samples
from tests.noticing import day_after, draw, send, sign


def at(name, notice, *more):
    return reverse(f"notices:{name}", args=[notice.number, *more])


def own(item):
    return reverse("notices:own-letter", args=[item.application.application_no])


def text(response) -> str:
    return response.content.decode()


def post(client, address, **data):
    return client.post(address, {"confirm": "1", **data})


def edition_of(notice) -> str:
    return notice.announcements.first().edition.number


def letters():
    return OfficialDocument.objects.filter(kind=LETTER).order_by("pk")


@pytest.fixture
def out(announced, handler, leader):
    """`out(2)`: letters that have gone out."""

    def make(count: int = 2):
        notice = announced(count)
        draw(notice, handler)
        sign(notice, leader)
        send(notice, handler)
        return notice

    return make


def test_letters_when_taken_through_the_pages_then_sent(client, announced, handler, leader):
    notice = announced(2)
    client.force_login(handler)
    record = text(client.get(notice.get_absolute_url()))
    assert at("draw-letters", notice) in record
    assert "待拟稿2份" in record
    assert "为2家单位各拟一份" in text(client.get(at("draw-letters", notice)))
    assert not letters().exists()

    assert post(client, at("draw-letters", notice)).url == at("letters", notice)
    assert at("draw-letters", notice) not in text(client.get(notice.get_absolute_url()))
    assert "都有入库告知函" in text(client.get(at("draw-letters", notice)))
    client.force_login(leader)
    assert "入库告知函" in text(client.get(reverse("ui:desk")))
    shown = client.get(at("sign-letters", notice))
    assert all(row.get_absolute_url() in text(shown) for row in letters())
    mark = shown.context["form"].initial["mark"]
    assert post(client, at("sign-letters", notice), mark=mark).status_code == 302
    client.force_login(handler)
    shown = client.get(at("send-letters", notice)).context["form"].initial
    sent = {"mark": shown["mark"], "channel": "electronic", "sent_on": shown["sent_on"]}
    assert post(client, at("send-letters", notice), **sent).status_code == 302

    assert set(letters().values_list("state", flat=True)) == {"sent"}
    page = text(client.get(at("letters", notice)))
    assert "已发出2份" in page
    assert letters().first().get_absolute_url() in page


def test_sign_when_a_letter_changed_meanwhile_then_said_on_the_page(
    client, announced, handler, leader
):
    notice = announced(1)
    draw(notice, handler)
    client.force_login(leader)

    page = text(post(client, at("sign-letters", notice), mark="0" * 16))

    assert "请刷新页面核对后再办" in page
    assert letters().get().state == "draft"


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.LIAISON_OFFICER, Role.UNIT_USER])
def test_letters_when_opened_by_others_then_refused(client, out, role):
    notice = out(1)
    client.force_login(make_user(role))

    for name in ("letters", "draw-letters", "sign-letters", "signed-letters", "send-letters"):
        assert client.get(at(name, notice)).status_code in (403, 404)
        assert post(client, at(name, notice)).status_code in (403, 404, 405)
    for name in ("print-letters", "letters-file"):
        assert client.get(at(name, notice, edition_of(notice))).status_code in (403, 404)


def test_letters_when_not_announced_then_pages_say_so_and_papers_are_404(client, running, handler):
    notice = running(1)
    client.force_login(handler)

    assert "还没有公布的单位" in text(client.get(at("letters", notice)))
    assert "现在不能办" in text(client.get(at("draw-letters", notice)))
    for name in ("print-letters", "letters-file"):
        assert client.get(at(name, notice, "nobodys")).status_code == 404


def test_print_and_zip_when_taken_then_every_letter_of_the_edition_is_in_them(
    client, announced, handler, leader
):
    notice = announced(2, held=1)
    draw(notice, handler)
    held = notice.items.get(order=3)
    services.release(held, because="异议不成立", by=None, today=day_after(notice))
    services.announce(notice, edition_name="补充名单", by=leader, today=day_after(notice))
    draw(notice, handler)
    client.force_login(handler)
    names = list(notice.items.order_by("order").values_list("name", flat=True))

    page = text(client.get(at("print-letters", notice, edition_of(notice))))
    taken = client.get(at("letters-file", notice, edition_of(notice)))

    assert page.count('<article class="doc">') == 2
    assert [name in page for name in names] == [True, True, False]
    assert taken["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert archive.namelist() == [f"00{n}-{name}.docx" for n, name in enumerate(names[:2], 1)]
        words = [
            p.text for p in Document(io.BytesIO(archive.read(archive.namelist()[0]))).paragraphs
        ]
    assert f"{names[0]}：" in words
    event = AccessEvent.objects.filter(kind="export").latest("pk")
    assert event.detail == {"rows": 2, "format": "docx"}


def test_letters_when_one_or_three_then_as_many_queries(client, announced, handler, leader):
    notice = announced(1, held=2)
    draw(notice, handler)
    client.force_login(handler)
    places = (at("letters", notice), at("print-letters", notice, edition_of(notice)))

    few = [_queries(client, place) for place in places]
    for item in notice.items.filter(state="held"):
        services.release(item, because="异议不成立", by=None, today=day_after(notice))
    services.announce(notice, edition_name="补充名单", by=leader, today=day_after(notice))
    draw(notice, handler)
    many = [_queries(client, place) for place in places]

    assert notice.items.filter(announcement__isnull=False).count() == 3
    assert many == few


def _queries(client, place: str) -> int:
    client.get(place)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(place).status_code == 200
    return len(asked)


def test_own_letter_when_sent_then_the_unit_reads_it_and_nobody_elses(client, out):
    notice = out(2)
    mine, other = notice.items.order_by("order")
    application = mine.application
    code = lookup_code(application.application_no, application.lookup_nonce)
    asked = {"application_no": application.application_no, "lookup_code": code}
    assert client.get(own(mine)).status_code == 302  # asked for number and code
    client.post(reverse("applications:lookup"), asked)

    status = text(client.get(reverse("applications:status", args=[application.application_no])))
    letter = text(client.get(own(mine)))

    assert own(mine) in status
    assert f"{mine.name}：" in letter
    assert other.name not in letter
    assert client.get(own(other)).status_code == 302


def test_own_letter_when_not_sent_then_not_shown_and_404(client, announced, handler, leader):
    notice = announced(1)
    draw(notice, handler)
    sign(notice, leader)
    application = notice.items.get().application
    session = client.session
    session["applications"] = [str(application.key)]
    session.save()

    status = text(client.get(reverse("applications:status", args=[application.application_no])))

    assert "入库告知函" not in status
    assert client.get(own(notice.items.get())).status_code == 404


def test_own_letter_when_asked_for_by_staff_then_404(client, out, handler):
    notice = out(1)
    client.force_login(handler)

    assert client.get(own(notice.items.get())).status_code == 404


def test_signing_when_entered_from_paper_then_waits_for_the_second_person(
    client, announced, handler, leader
):
    notice = announced(1)
    draw(notice, handler)
    client.force_login(handler)
    assert at("signed-letters", notice) in text(client.get(at("letters", notice)))
    shown = client.get(at("signed-letters", notice)).context["form"].initial
    asked = {name: shown[name] for name in ("mark", "decided_on", "channel")}
    scan = SimpleUploadedFile("签批件.pdf", samples.pdf(), "application/pdf")

    done = post(client, at("signed-letters", notice), **asked, decider=leader.pk, scan=scan)

    assert done.status_code == 302
    assert OfflineResult.objects.get().payload == {"mark": shown["mark"], "count": 1}
    assert letters().get().state == "draft"
