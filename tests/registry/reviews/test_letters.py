"""Letters and answers through their pages: one click each, papers, late ones."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from docx import Document

from registry.reviews.models import OpinionRequest
from tests.factories import make_agency
from tests.filing import TODAY
from tests.registry.reviews.pages import page, text

DAY = TODAY.isoformat()


def test_ask_when_confirmed_then_leads_to_the_letter(client, handler, file, offices):
    files = [file(), file()]
    values = {
        "pick": [each.application_no for each in files],
        "title": "关于征求意见的函",
        "agencies": [office.code for office in offices],
        "sent_on": DAY,
        "reply_days": "5",
        "document_no": "",
        "confirm": "1",
    }

    response = client.post(page("ask"), values)

    sent = OpinionRequest.objects.get()
    assert response.url == sent.get_absolute_url()
    assert set(sent.applications.all()) == set(files)
    record = text(client.get(response.url))
    for each in files:
        assert each.unit_name in record
    assert "全部无意见（3个单位）" in record


def test_ask_when_opened_then_offices_that_are_usually_asked_are_ticked(
    client, handler, file, offices
):
    division = make_agency("division")

    form = client.post(page("ask"), {"pick": file().application_no}).context["form"]

    ticked = set(form.initial["agencies"])
    assert {office.code for office in offices} <= ticked
    assert division.code not in ticked
    assert division in form.fields["agencies"].queryset


def test_answers_when_pressed_then_one_click_each_and_twice_is_harmless(
    client, handler, letter, offices
):
    sent = letter()
    press = {"confirm": "1", "replied_on": DAY}

    client.post(page("no-objection", sent.number), {**press, "pick": offices[0].code})
    assert sent.replies.filter(state="waiting").count() == 2
    client.post(page("remind", sent.number), {"confirm": "1"})
    last = client.post(page("no-objection", sent.number), press, follow=True)
    again = client.post(page("no-objection", sent.number), press, follow=True)

    assert "已登记2个单位无意见" in text(last)
    assert "回函都已登记" in text(again)
    assert "1次" in text(last)


def test_reply_when_typed_then_exceptions_stand_on_letter_and_record(
    client, handler, file, letter, offices
):
    application = file()
    sent = letter(application)
    url = page("reply", sent.number, offices[0].code)
    values = {"replied_on": DAY, "document_no": "", "note": ""}

    response = client.post(
        url, {**values, application.application_no: "在侦<b>案件</b>一件"}, follow=True
    )

    assert "在侦&lt;b&gt;案件&lt;/b&gt;一件" in text(response)
    record = text(client.get(application.get_absolute_url()))
    assert "在侦&lt;b&gt;案件&lt;/b&gt;一件" in record


def test_reply_when_somebody_else_was_quicker_then_both_are_told(client, handler, letter, offices):
    sent = letter()
    url = page("reply", sent.number, offices[0].code)
    version = client.get(url).context["version"]
    press = {"confirm": "1", "replied_on": DAY, "pick": offices[0].code}
    client.post(page("no-objection", sent.number), press)

    values = {"replied_on": DAY, "note": "另有意见", "_version": version}
    response = client.post(url, values)

    assert response.status_code == 409
    assert sent.replies.get(agency=offices[0]).note == ""
    assert "另有意见" in text(response)


def test_reply_when_the_office_was_not_asked_then_404(client, handler, letter):
    assert client.get(page("reply", letter().number, "XZ-9")).status_code == 404


def test_letter_when_numbered_voided_and_printed_then_the_papers_say_so(
    client, handler, file, letter
):
    application = file()
    sent = letter(application)

    client.post(page("number", sent.number), {"document_no": "示例〔2026〕1号"})
    paper = text(client.get(page("letter", sent.number)))
    response = client.get(page("document", sent.number))
    word = Document(BytesIO(response.content))
    client.post(page("void", sent.number), {"confirm": "1", "reason": "名单有误"})

    for said in ("示例〔2026〕1号", application.unit_name, "2026年9月24日"):
        assert said in paper
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "示例〔2026〕1号" in said
    assert word.tables[0].rows[1].cells[1].text == application.unit_name
    assert "attachment" in response["Content-Disposition"]
    assert "已作废" in text(client.get(sent.get_absolute_url()))


def test_letters_when_listed_then_late_ones_are_found_at_the_same_cost(
    client, handler, letter, django_assert_num_queries
):
    late = letter(sent_on=TODAY - timedelta(days=30))
    letter()

    response = client.get(page("opinions"), {"state": "overdue"})

    rows = [row.record for row in response.context["table"].page.object_list]
    assert rows == [late]
    assert "3个逾期回函" in text(response)
