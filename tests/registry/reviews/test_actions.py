"""Every button of the assessment through its page: does it, says what it will do, refuses."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.applications.models import Application
from registry.reviews.models import (
    CreditCheck,
    Inspection,
    ScoringSheet,
)
from registry.reviews.services import declare_conflict, record_inspection
from tests.factories import make_agency, make_user
from tests.filing import TODAY
from tests.registry.reviews.pages import page, state_of, text

DAY = TODAY.isoformat()


@pytest.fixture
def typed(handler) -> dict:
    """An assessment as it is typed."""
    return {
        "mode": "documents",
        "done_on": DAY,
        "first": handler.pk,
        "second": "",
        "third": "",
        "conclusion": "fit",
        "remarks": "",
        "goes_on": "on",
    }


@pytest.fixture
def everything(file, found, handler, letter, offices) -> dict[str, str]:
    """Every address of this part that needs a record, by name."""
    application = file()
    inspection = record_inspection(application, finding=found(), by=handler, today=TODAY)
    aside = declare_conflict(
        application, person=handler, reason="亲属任职", by=handler, today=TODAY
    )
    sent, number = letter(application), application.application_no
    of_letter = ("opinion", "letter", "document", "number", "no-objection", "remind", "void")
    return {
        **{name: page(name, number) for name in ("inspect", "credit", "recuse")},
        **{name: page(name, sent.number) for name in of_letter},
        "reply": page("reply", sent.number, offices[0].code),
        "correct": page("correct", inspection.pk),
        "withdraw-recusal": page("withdraw-recusal", aside.pk),
        **{
            name: page(name)
            for name in (
                "list", "inspect-many", "finish", "recuse-many", "credit-export",
                "credit-import", "opinions", "ask",
            )
        },
    }  # fmt: skip


FOR_ALL = {"recuse", "recuse-many", "withdraw-recusal"}


def test_pages_when_the_handler_opens_them_then_all_answer(client, handler, everything):
    assert {client.get(url).status_code for url in everything.values()} == {200}


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.EXPERT, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_pages_when_the_role_has_no_business_here_then_403_also_when_posted(
    client, everything, role
):
    client.force_login(make_user(role))

    for url in everything.values():
        assert client.get(url).status_code == 403
        assert client.post(url, {"confirm": "1"}).status_code == 403


def test_pages_when_a_clerk_or_leader_opens_them_then_only_standing_aside_is_open(
    client, everything, clerk
):
    for person in (clerk, make_user(Role.DECIDER)):
        client.force_login(person)
        closed = {name: url for name, url in everything.items() if name not in FOR_ALL}
        assert {client.get(url).status_code for url in closed.values()} == {403}
        assert client.get(everything["recuse"]).status_code == 200
        # Somebody else's declaration does not exist for others.
        assert client.get(everything["withdraw-recusal"]).status_code == 404


def test_pages_when_a_handler_of_another_office_opens_them_then_404(client, everything):
    client.force_login(make_user(Role.HANDLER, agency=make_agency("station")))
    of_records = [url for name, url in everything.items() if "/SB" in url or "/ZQ" in url]

    assert {client.get(url).status_code for url in of_records} == {404}
    assert client.get(everything["correct"]).status_code == 404


def test_inspect_when_typed_then_recorded_and_back_on_the_record(client, handler, file, typed):
    application = file()

    response = client.post(page("inspect", application.application_no), typed)

    assert response.url == application.get_absolute_url()
    assert state_of(application) == "ready"
    assert client.get(response.url).status_code == 200


def test_inspect_when_a_sheet_is_in_use_then_scores_are_asked_and_kept(
    client, handler, file, typed
):
    ScoringSheet.objects.create(
        name="示例评分表", items=[{"name": "制度", "maximum": "20"}], is_active=True
    )
    application = file()
    url = page("inspect", application.application_no)

    assert "制度（满分20分）" in text(client.get(url))
    refused = client.post(url, {**typed, "score_0": "25"})
    client.post(url, {**typed, "score_0": "18"})

    assert "应在 0 到 20 分之间" in text(refused)
    assert Inspection.objects.get().scores[0]["points"] == "18"


def test_inspect_when_the_file_is_elsewhere_then_404(client, handler, file):
    application = file("bureau_review")

    assert client.get(page("inspect", application.application_no)).status_code == 404


def test_inspect_many_when_picked_then_says_what_will_happen_and_does_it(
    client, handler, file, typed
):
    files = [file(), file()]
    picks = {"pick": [each.application_no for each in files]}

    first = client.post(page("inspect-many"), picks)
    done = client.post(page("inspect-many"), {**picks, **typed, "confirm": "1"}, follow=True)

    assert "将为2件申报登记同一方式、同一结论的考察" in text(first)
    assert "已登记考察2件。" in text(done)
    assert {state_of(each) for each in files} == {"ready"}


def test_bulk_pages_when_nothing_is_picked_then_say_so(client, handler, typed):
    for name in ("inspect-many", "finish", "ask", "recuse-many"):
        for sent in ({}, {**typed, "confirm": "1", "person": handler.pk, "reason": "亲属"}):
            response = client.post(page(name), sent)
            assert response.status_code == 200
            assert "没有选中申报" in text(response)


def test_bulk_pages_when_strangers_files_are_picked_then_they_do_not_exist(
    client, file, handler, clerk
):
    application = file()
    Application.objects.filter(pk=application.pk).update(agency=make_agency("station"))
    client.force_login(clerk)

    response = client.post(page("recuse-many"), {"pick": application.application_no})

    assert "没有选中申报" in text(response)


def test_finish_when_one_lacks_an_assessment_then_said_before_and_after(
    client, handler, file, found
):
    done, bare = file(), file()
    record_inspection(done, finding=found(), by=handler, today=TODAY)
    picks = {"pick": [done.application_no, bare.application_no]}

    first = client.post(page("finish"), picks)
    last = client.post(page("finish"), {**picks, "confirm": "1"}, follow=True)

    assert "1件还没有登记考察，不办理" in text(first)
    assert "已转入待上会1件。1件没有办理" in text(last)
    assert (state_of(done), state_of(bare)) == ("ready", "inspection")


def test_correct_when_typed_then_the_new_row_counts(client, handler, file, found, typed):
    inspection = record_inspection(file(), finding=found(), by=handler, today=TODAY)
    url = page("correct", inspection.pk)

    assert client.get(url).context["form"].initial["first"] == handler.pk
    client.post(url, {**typed, "mode": "phone", "reason": "方式有误"})
    again = client.post(url, {**typed, "mode": "meeting", "reason": "再改"})

    assert Inspection.objects.in_force().get().mode == "phone"
    assert "已经更正过" in text(again)


def test_credit_when_entered_by_hand_then_on_the_record(client, handler, file):
    application = file()
    values = {"result": "recorded", "detail": "", "checked_on": DAY, "checker": "信用科"}
    url = page("credit", application.application_no)

    refused = client.post(url, values)
    done = client.post(url, {**values, "detail": "行政处罚1条"}, follow=True)

    assert "请写明是什么记录" in text(refused)
    assert "行政处罚1条" in text(done)
    assert CreditCheck.objects.count() == 1


def test_export_when_downloaded_then_holds_the_filtered_rows_and_is_traced(
    client, handler, file, found
):
    application, seen = file(unit_name="=1+1有限公司"), file()
    record_inspection(seen, finding=found(), by=handler, today=TODAY)

    response = client.get(page("credit-export"), {"format": "xlsx", "inspected": "no"})

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    codes = [cell for cell in cells if cell.value == application.credit_code]
    assert [cell.data_type for cell in codes] == ["s"]
    assert [cell.data_type for cell in cells if cell.value == application.unit_name] == ["s"]
    assert seen.credit_code not in {cell.value for cell in cells}
    event = AccessEvent.objects.get(kind="export")
    assert (event.target, event.detail["rows"]) == ("信用核查表", 1)
    assert client.get(page("credit-export"), {"format": "csv"}).status_code == 404


def test_import_when_no_file_is_sent_then_asked_for_it(client, handler):
    response = client.post(page("credit-import"), {"checked_on": DAY, "checker": "信用科"})

    assert "file" in response.context["form"].errors


def test_import_when_the_upload_is_no_table_then_nothing_breaks(client, handler):
    upload = SimpleUploadedFile("<b>.xlsx", b"GIF89a")
    values = {"file": upload, "checked_on": DAY, "checker": "信用科"}

    response = client.post(page("credit-import"), values)

    assert response.status_code == 200
    assert "不是 Excel 表格" in text(response)
