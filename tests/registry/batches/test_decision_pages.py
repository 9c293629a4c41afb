"""The leader's page, the meeting's result and the papers of a batch, as people meet them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook

from ipcontact.acts.models import OfflineResult
from ipcontact.audit.models import AccessEvent
from registry.applications.models import Application
from registry.applications.services import withdraw
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.reviews.services import declare_conflict, record_credit
from tests.deciding import DEFER, make_batch, submitted_batch
from tests.factories import make_user
from tests.files import samples
from tests.filing import TODAY
from tests.registry.batches.test_deciding import decide, decisions, numbers
from tests.registry.batches.test_pages import count, page, text


def words(batch, **changed) -> dict[str, str]:
    """What the form of a decision posts for single units: `_1="defer"` of the first."""
    found = {}
    for place, decision in changed.items():
        number = numbers(batch)[int(place[1:]) - 1]
        found[f"word_{number}"] = decision
        found[f"reason_{number}"] = "会上决定"
    return found


def test_decide_when_there_are_exceptions_then_first_with_reasons_and_sources(
    client, sign_in, waiting, handler, leader
):
    batch = waiting(3)
    marked = batch.items.order_by("order").last().application
    record_credit(
        marked, result="serious", detail="黑名单", checked_on=TODAY, checker="信用科", by=handler,
        today=TODAY,
    )  # fmt: skip
    sign_in(leader)

    response = client.get(page(batch, "decide"))

    content = text(response)
    assert "3家：2家没有需要提请注意的情况，1家有" in content
    assert content.index(marked.unit_name) < content.index("其余2家")
    assert f'href="{marked.get_absolute_url()}#assessment"' in content
    assert "信用核查：严重违法失信，黑名单</a>" in content
    refused = client.post(page(batch, "decide"), {"agree_rest": "on", "confirm": "1"})
    assert "请选择纳入、不纳入或暂缓" in text(refused)
    assert decisions(batch) == ["", "", ""]


def test_decide_when_no_proof_of_a_unit_was_checked_then_it_is_not_among_the_rest(
    client, sign_in, waiting, leader
):
    batch = waiting(2)
    marked = batch.items.order_by("order").last().application
    marked.claims.update(state="unchecked", checked_by=None, checked_on=None)
    sign_in(leader)

    content = text(client.get(page(batch, "decide")))

    assert "2家：1家没有需要提请注意的情况，1家有" in content
    assert "没有一项入库条件得到证明。" in content
    assert content.index(marked.unit_name) < content.index("其余1家")


def test_decide_when_single_units_get_a_word_then_kept_on_refusal_and_carried_out(
    client, sign_in, waiting, leader
):
    batch = waiting(2)
    first, _ = numbers(batch)
    sign_in(leader)
    sent = {**words(batch, _1="defer"), "confirm": "1"}

    refused = client.post(page(batch, "decide"), sent)
    assert "还有1家没有决定" in text(refused)
    assert refused.context["form"][f"reason_{first}"].value() == "会上决定"
    client.post(page(batch, "decide"), {**sent, "agree_rest": "on"})

    assert decisions(batch) == ["defer", "include"]


def test_decide_when_it_is_not_one_s_turn_then_said_and_posting_changes_nothing(
    client, sign_in, waiting, handler
):
    batch = waiting(1)
    sign_in(handler)

    assert "须由审定人办理" in text(client.get(page(batch, "decide")))
    response = client.post(page(batch, "decide"), {"agree_rest": "on", "confirm": "1"})

    assert "须由审定人办理" in text(response)
    assert decisions(batch) == [""]


def test_decide_when_one_must_stand_aside_then_the_page_says_for_which_unit(
    client, sign_in, waiting, leader
):
    batch = waiting(1)
    application = batch.items.get().application
    declare_conflict(application, person=leader, reason="亲属", by=leader, today=TODAY)
    sign_in(leader)

    content = text(client.get(page(batch, "decide")))

    assert f"{application.unit_name}：赵明澈本人已申明回避" in content
    assert 'name="agree_rest"' not in content


def test_decide_when_the_batch_changed_since_the_page_was_opened_then_refused(
    client, sign_in, waiting, handler, leader
):
    batch = waiting(1)
    sign_in(leader)
    version = batch.version
    services.send_back(batch, reason="改", by=leader, today=TODAY)
    submitted_batch(batch, by=handler)

    sent = {"agree_rest": "on", "confirm": "1", "version": version}
    response = client.post(page(batch, "decide"), sent)

    assert "不是最新的" in text(response)
    assert decisions(batch) == [""]


def test_result_when_entered_then_waits_for_another_and_is_confirmed(
    client, sign_in, waiting, handler, colleague, leader
):
    batch = waiting(3)
    batch.items.filter(order=3).update(proposal="defer", proposal_reason="商标正在续展。")
    sign_in(handler)
    form = client.get(page(batch, "result")).context["form"]
    assert form["decider"].value() == leader.pk
    assert form["channel"].value() == "meeting"
    assert [decision.value() for _, decision, _ in form.rows()] == ["include", "include", "defer"]
    sent = {
        "decider": leader.pk,
        "decided_on": TODAY.isoformat(),
        "channel": "meeting",
        "minutes_no": "〔2026〕11号",
        "confirm": "1",
        **words(batch, _1="include", _2="defer", _3="exclude"),
    }
    assert "纪要扫描件" in text(client.post(page(batch, "result"), sent))
    scan = SimpleUploadedFile("纪要.pdf", samples.pdf(), "application/pdf")

    response = client.post(page(batch, "result"), {**sent, "scan": scan}, follow=True)

    assert "线下结果待另一人确认" in text(response)
    assert decisions(batch) == ["", "", ""]
    result = OfflineResult.objects.get()
    sign_in(colleague)
    content = text(client.get(result.get_absolute_url()))
    assert "纳入1家，不纳入1家，暂缓1家" in content
    client.post(result.get_absolute_url(), {"confirm": "1"})
    assert decisions(batch) == ["include", "defer", "exclude"]
    sheet = text(client.get(page(batch, "sheet")))
    assert "〔2026〕11号" in sheet


def test_papers_when_taken_along_then_whole_and_the_export_is_kept(
    client, sign_in, drafted, handler, head, leader
):
    batch = drafted(3)
    first, second, third = (item.application for item in batch.items.order_by("order"))
    services.propose(
        batch, application=second, proposal="exclude", reason="不在本区", by=handler, today=TODAY
    )
    declare_conflict(first, person=make_user(name="许安"), reason="亲属", by=handler, today=TODAY)
    withdraw(third, by=None, grant=str(third.key), today=TODAY)
    sign_in(handler)

    report = client.get(page(batch, "report"))
    book = client.get(page(batch, "workbook"))

    document = Document(BytesIO(report.content))
    said = "\n".join(each.text for each in document.paragraphs)
    for heading in (
        "一、汇报稿", "二、拟纳入名单（1家）", "三、未拟纳入的单位及理由（1家）",
        "四、征求意见汇总", "五、考察汇总", "六、回避情况",
    ):  # fmt: skip
        assert heading in said
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {first.unit_name, second.unit_name, "不在本区", "许安", "无意见"} <= cells
    assert "亲属" not in cells
    assert third.unit_name not in cells
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == batch.name
    assert any(second.unit_name in row and "不在本区" in row for row in rows)
    kept = AccessEvent.objects.filter(kind="export").values_list("detail", flat=True)
    assert [detail["format"] for detail in kept.order_by("pk")] == ["docx", "xlsx"]


def test_sheet_when_printed_then_places_to_sign_and_what_to_look_at(
    client, sign_in, drafted, handler, head
):
    batch = submitted_batch(drafted(1), by=handler)
    services.sign(batch, by=head, comment="拟同意", today=TODAY)
    sign_in(handler)

    content = text(client.get(page(batch, "sheet")))

    assert "同意：拟同意" in content
    assert content.count("签名：") == 1


def test_reopen_when_asked_for_on_its_page_then_in_decision_again(
    client, sign_in, waiting, handler, leader
):
    batch = waiting(1)
    decide(batch, leader)
    sign_in(handler)
    assert page(batch, "reopen") not in text(client.get(page(batch)))
    sign_in(leader)
    assert page(batch, "reopen") in text(client.get(page(batch)))

    client.post(page(batch, "reopen"), {"reason": "重议", "confirm": "1"})

    batch.refresh_from_db()
    assert batch.state == "in_decision"


def test_reopen_when_one_has_gone_on_then_the_pages_name_it(
    client, sign_in, waiting, handler, leader
):
    batch = waiting(2)
    decide(batch, leader, {numbers(batch)[1]: DEFER})
    deferred = batch.items.get(order=2).application
    make_batch([deferred], by=handler, chain=[leader], name="下一批")
    sign_in(leader)

    before = text(client.get(page(batch, "reopen")))
    client.post(page(batch, "reopen"), {"reason": "重议", "confirm": "1"})

    assert "1家回到“已列入批次”" in before
    assert f"{deferred.unit_name}维持原来的结果：已列入另一个批次" in before
    deciding = text(client.get(page(batch, "decide")))
    assert "另有1家维持原来的审定结果，不再审定。" in deciding
    assert "已撤回" not in deciding
    assert "审定结果" in text(client.get(page(batch)))
    services.send_back(batch, reason="补充", by=leader, today=TODAY)
    sign_in(handler)
    for name in ("propose", "take-out"):
        answer = client.get(f"{page(batch)}items/{deferred.application_no}/{name}/")
        assert "这一家维持原来的结果" in text(answer)


@pytest.mark.parametrize(("name", "state"), [("cancel", "cancelled"), ("return", "drafting")])
def test_step_when_posted_without_confirming_then_nothing_happens(
    client, sign_in, drafted, handler, head, name, state
):
    batch = drafted(1)
    sign_in(handler)
    if name == "return":
        submitted_batch(batch, by=handler)
        sign_in(head)
    before = ReviewBatch.objects.get().state

    client.get(page(batch, name))
    client.post(page(batch, name), {"reason": "延期"})
    assert ReviewBatch.objects.get().state == before
    client.post(page(batch, name), {"reason": "延期", "confirm": "1"})

    assert ReviewBatch.objects.get().state == state


def test_queries_when_there_are_one_or_thirty_units_then_equally_many(
    client, sign_in, handler, leader, round_, drafted
):
    batch = submitted_batch(drafted(1, chain=[leader]), by=handler)
    sign_in(leader)
    names = ("detail", "decide", "sheet", "report", "workbook")
    for name in names:
        client.get(page(batch, name))
    few = [count(client, page(batch, name)) for name in names]
    _fill(batch, 29)

    many = [count(client, page(batch, name)) for name in names]

    assert batch.items.count() == 30
    assert many == few


def _fill(batch, number: int) -> None:
    """Copies of the first unit's file, as it stands on the list."""
    first = batch.items.get()
    for each in range(number):
        application = Application.objects.get(pk=first.application_id)
        application.pk = None
        application.key = Application._meta.get_field("key").get_default()
        application.application_no = f"SB9999{each:04d}"
        application.is_rival = True  # one open file per unit
        application.unit_name = f"示例复制{each}号有限公司"
        application.save()
        first.pk, first.application, first.order = None, application, each + 2
        first.save()
