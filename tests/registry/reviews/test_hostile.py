"""Promises 10, 31, 32: whatever is typed or forged, no page of the assessment breaks."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import reverse

from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionRequest,
)
from registry.reviews.services import declare_conflict, record_inspection
from tests.filing import TODAY

DAY = TODAY.isoformat()
IN_ADDRESSES = ("%00", "%FF", "-1", "9" * 26, "x" * 3000, quote("𠮷\u202e😀'\"([<script>"), "..%2F")
IN_FIELDS = (
    "",
    "\x00",
    "\u200b\u200b",
    "x" * 70_000,
    "\u202e😀𠮷",
    "9" * 40,
    "-1",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "a\r\nX: y",
)
INSPECTION = "mode=on_site done_on={day} first={me} second= third= conclusion=fit remarks=x"
# Page -> fields as they are usually typed; some that no form has are thrown in.
FORMS = {
    "inspect": f"{INSPECTION} goes_on=on score_0=1 state=ready id=1 recorded_by=1",
    "inspect-many": f"{INSPECTION} goes_on=on pick={{no}} confirm=1",
    "correct": f"{INSPECTION} reason=x corrects=1",
    "finish": "pick={no} confirm=1",
    "ask": "pick={no} title=x agencies={office} sent_on={day} reply_days=5 document_no=x confirm=1",
    "reply": "replied_on={day} document_no=x note=x reason=x {no}=x _version=x",
    "no-objection": "replied_on={day} document_no=x pick={office} confirm=1",
    "remind": "pick={office} confirm=1",
    "number": "document_no=x _version=1",
    "void": "reason=x confirm=1",
    "credit": "result=recorded detail=x checked_on={day} checker=x",
    "credit-import": "rows=x checked_on={day} checker=x file=x",
    "recuse": "person={me} reason=x confirm=1",
    "recuse-many": "pick={no} person={me} reason=x confirm=1",
    "withdraw-recusal": "reason=x confirm=1",
}
LISTS = ("list", "opinions", "credit-export")
QUERY = "q inspected opinions credit state round agency other page per sort col view format pick"


@pytest.fixture
def known(file, found, handler, letter, offices) -> dict:
    """What the pages and their fields name."""
    application = file()
    inspection = record_inspection(application, finding=found(), by=handler, today=TODAY)
    aside = declare_conflict(file(), person=handler, reason="亲属任职", by=handler, today=TODAY)
    return {
        "no": application.application_no,
        "letter": letter(application).number,
        "office": offices[0].code,
        "inspection": inspection.pk,
        "aside": aside.pk,
        "me": handler.pk,
        "day": DAY,
    }


def address(name: str, known: dict) -> str:
    named = {
        "reply": (known["letter"], known["office"]),
        "correct": (known["inspection"],),
        "withdraw-recusal": (known["aside"],),
        **dict.fromkeys(("inspect", "credit", "recuse"), (known["no"],)),
        **dict.fromkeys(("no-objection", "remind", "number", "void"), (known["letter"],)),
    }
    return reverse(f"reviews:{name}", args=named.get(name, ()))


@pytest.mark.parametrize("name", FORMS)
def test_form_when_a_field_is_hostile_then_answered_below_500(client, known, name):
    client.raise_request_exception = False
    url = address(name, known)
    pairs = (pair.split("=", 1) for pair in FORMS[name].format(**known).split())
    usual, wrong = dict(pairs), []
    for field in usual:
        for value in IN_FIELDS:
            with transaction.atomic():
                if client.post(url, {**usual, field: value}).status_code >= 500:
                    wrong.append((field, value[:5], len(value)))
                transaction.set_rollback(True)

    assert wrong == []


@pytest.mark.parametrize("name", LISTS)
def test_list_when_its_query_is_nonsense_then_answered_below_500(client, known, name):
    client.raise_request_exception = False
    wrong = []
    for value in IN_ADDRESSES:
        query = "&".join(f"{field}={value}" for field in QUERY.split())
        if client.get(f"{address(name, known)}?{query}").status_code >= 500:
            wrong.append(value[:10])

    assert wrong == []


@pytest.mark.parametrize("number", ["%00", "9" * 26, "-1", "%FF", "x" * 500, "..%2F"])
def test_number_in_the_address_when_nonsense_then_not_found(client, handler, number):
    for place in (
        "opinions/{}/", "opinions/{}/letter/", "opinions/{}/letter.docx", "opinions/{}/void/",
        "opinions/{}/replies/x/", "inspections/{}/correct/", "recusals/{}/withdraw/",
        "{}/inspect/", "{}/credit/", "{}/recuse/",
    ):  # fmt: skip
        assert client.get(f"/reviews/{place.format(number)}").status_code == 404, place


def test_form_when_it_carries_fields_of_the_table_then_they_change_nothing(
    client, known, handler, colleague
):
    forged = {"recorded_by": colleague.pk, "application": 1, "version": 9, "entered_by": 1}
    inspection = FORMS["inspect"].format(**known).replace("on_site", "documents")
    credit = FORMS["credit"].format(**known)
    for name, typed in (("inspect", inspection), ("credit", credit)):
        pairs = dict(pair.split("=", 1) for pair in typed.split())
        client.post(address(name, known), {**pairs, **forged})

    assert {row.recorded_by for row in Inspection.objects.all()} == {handler}
    assert CreditCheck.objects.get().entered_by == handler
    assert CreditCheck.objects.get().application.application_no == known["no"]


def test_pages_when_values_are_markup_then_nothing_of_them_is_markup(client, handler, file, letter):
    script = "<script>alert(1)</script>"
    application = file(unit_name=f"示例{script}公司")
    sent = letter(application, title=script, document_no=script[:60])
    declare_conflict(application, person=handler, reason=script, by=handler, today=TODAY)

    for url in (
        sent.get_absolute_url(),
        reverse("reviews:letter", args=[sent.number]),
        reverse("reviews:list"),
        reverse("reviews:opinions"),
        application.get_absolute_url(),
    ):
        page = client.get(url).content.decode()
        assert script not in page, url
    assert ConflictDeclaration.objects.get().reason == script
    assert OpinionRequest.objects.get().title == script
