"""The way of a letter over its pages, from 拟函 to 送达."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import OfflineResult
from ipcontact.documents import services
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.workdays.clock import today
from tests.factories import make_agency, make_unit, make_user
from tests.files import samples
from tests.recommending import rows_of

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


@pytest.fixture
def register():
    """Four papers: a draft with a number, one without, a signed one, a voided one."""
    handler, unit = make_user(), make_unit()
    found = {}
    for name in ("numbered", "plain", "signed", "void"):
        found[name] = services.draw_up(
            kind=GENERAL.code,
            subject=unit,
            title=f"示例函{name}",
            addressee="示例收文单位甲" if name == "plain" else "示例收文单位乙",
            text="请予协助。",
            by=handler,
            today=today(),
        )
    how = {"by": handler, "today": today()}
    services.write_number(found["numbered"], document_no="示例函〔2026〕7号", **how)
    services.void(found["void"], reason="事项取消", **how)
    services.approve(found["signed"], by=make_user(Role.DECIDER), today=today())
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"numbered", "plain", "signed", "void"}),
        ({"q": "示例收文单位甲"}, {"plain"}),
        ({"q": "〔2026〕 7号"}, {"numbered"}),
        ({"q": "%"}, set()),
        ({"state": "void"}, {"void"}),
        ({"state": "approved", "kind": GENERAL.code}, {"signed"}),
        ({"kind": "nobodys"}, {"numbered", "plain", "signed", "void"}),
        ({"unnumbered": "yes"}, {"plain", "signed"}),
        ({"unnumbered": "no"}, {"numbered"}),
        ({"agency": "nobodys"}, {"numbered", "plain", "signed", "void"}),
    ],
)
def test_list_when_narrowed_then_list_and_register_agree(client, register, asked, expected):
    client.force_login(make_user())

    page = client.get(reverse("documents:list"), asked).content.decode()
    file = b"".join(client.get(reverse("documents:export"), asked).streaming_content)

    lines = ["".join(row) for row in rows_of(file)]
    for name in register:
        assert (f"示例函{name}<" in page) == (name in expected), name
        assert any(f"示例函{name}" in line for line in lines) == (name in expected), name


def test_void_when_a_reason_is_given_then_kept_and_told_on_the_record(client, register):
    letter = register["numbered"]
    client.force_login(letter.created_by)

    asked = client.post(page("void", letter), {"confirm": "1", "reason": ""})
    letter.refresh_from_db()
    before = letter.state
    client.post(page("void", letter), {"confirm": "1", "reason": "改用另一份"})
    client.post(page("void", letter), {"confirm": "1", "reason": "再来一次"})

    letter.refresh_from_db()
    record = client.get(letter.get_absolute_url()).content.decode()
    assert asked.status_code == 200
    assert (before, letter.state, letter.document_no) == ("draft", "void", "示例函〔2026〕7号")
    assert "改用另一份" in record
    assert "再来一次" not in record


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EXPERT, Role.UNIT_USER])
def test_void_when_by_others_then_refused(client, register, role):
    letter = register["plain"]
    client.force_login(make_user(role))

    answer = client.post(page("void", letter), {"confirm": "1", "reason": "x"})

    letter.refresh_from_db()
    assert answer.status_code in (403, 404)
    assert letter.state == "draft"


def test_approval_when_signed_on_paper_then_waits_for_the_second_person(client, register):
    letter, leader, second = register["plain"], make_user(Role.DECIDER), make_user()
    client.force_login(letter.created_by)
    facts = {"decider": leader.pk, "decided_on": today().isoformat(), "channel": "paper"}

    entered = client.post(page("result", letter), {"confirm": "1", **facts, "scan": scan()})
    letter.refresh_from_db()
    before = letter.state
    waiting = OfflineResult.objects.get()
    own = client.post(waiting.get_absolute_url(), {"confirm": "1"})
    client.force_login(second)
    client.post(waiting.get_absolute_url(), {"confirm": "1"})

    letter.refresh_from_db()
    assert (entered.status_code, before) == (302, "draft")
    assert own.status_code == 200  # who entered it does not confirm it
    assert letter.state == "approved"
    assert leader.name in client.get(letter.get_absolute_url()).content.decode()


def test_approval_when_the_words_changed_since_then_the_paper_no_longer_counts(client, register):
    letter, leader, second = register["plain"], make_user(Role.DECIDER), make_user()
    client.force_login(letter.created_by)
    facts = {"decider": leader.pk, "decided_on": today().isoformat(), "channel": "paper"}
    client.post(page("result", letter), {"confirm": "1", **facts, "scan": scan()})
    services.revise(
        letter,
        title=letter.title,
        addressee=letter.addressee,
        text="改过的正文。",
        by=letter.created_by,
        today=today(),
    )

    client.force_login(second)
    refused = client.post(OfflineResult.objects.get().get_absolute_url(), {"confirm": "1"})

    letter.refresh_from_db()
    assert (refused.status_code, letter.state) == (200, "draft")
