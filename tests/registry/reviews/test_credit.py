"""信用核查: by hand, by Excel as offices return it; hostile files; a second run changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.reviews.comparing import CreditPlan, make_plan
from registry.reviews.facts import review_facts
from registry.reviews.models import CreditCheck
from registry.reviews.returns import CreditLine, read_lines
from registry.reviews.services import import_credit, record_credit
from tests.factories import credit_code, make_user
from tests.filing import TODAY
from tests.workbooks import as_bytes

IMPORT = reverse("reviews:credit-import")
HEAD = ("序号", "企业名称", "社会信用\n代码", "查询结果", "备注", "查询日期", "查询人员")


def sheet(*rows: tuple, head: tuple = HEAD) -> Workbook:
    """A list as the credit division keeps it: title above, signature below."""
    book = Workbook()
    page = book.active
    page.append(["拟纳入单位信用核查情况"])
    page.merge_cells("A1:G1")
    page.append(head)
    for row in rows:
        page.append(row)
    page.append([])
    page.append(["填表人：示例甲", None, None, "审核人：示例乙"])
    return book


def line_of(application: Application, result="无不良记录", detail="", day="", checker="") -> tuple:
    return (1, application.unit_name, application.credit_code, result, detail, day, checker)


def read(book: Workbook | bytes) -> list[CreditLine]:
    content = book if isinstance(book, bytes) else as_bytes(book)
    lines, _ = read_lines(content, "返回.xlsx", checked_on=TODAY, checker="信用科", today=TODAY)
    return lines


def reasons(plan: CreditPlan) -> list[tuple[str, str]]:
    return [(defect.address, defect.reason) for defect in plan.rejected]


@pytest.fixture
def check(handler):
    def enter(application, result="clear", **values) -> CreditCheck:
        values = {"checked_on": TODAY, "checker": "信用科", "by": handler, **values}
        return record_credit(application, result=result, today=TODAY, **values)

    return enter


# --- by hand --------------------------------------------------------------------------------


def test_result_when_entered_then_kept_and_the_newest_counts(file, check):
    application = file()

    check(application)
    check(application, "recorded", detail="行政处罚1条")

    facts = review_facts([application])[application.pk]
    assert (facts.credit, facts.credit_detail, facts.credit_on) == (
        "recorded",
        "行政处罚1条",
        TODAY,
    )
    assert application.credit_checks.count() == 2
    assert Act.objects.of(application).first().action == "信用核查：有记录"


def test_result_when_entered_twice_then_one_row_and_one_step(file, check):
    application = file()

    assert check(application) == check(application)

    assert Act.objects.of(application).filter(code="review.credit").count() == 1


@pytest.mark.parametrize(
    ("result", "values", "code"),
    [
        ("recorded", {}, "detail_missing"),
        ("serious", {"detail": " "}, "detail_missing"),
        ("clear", {"checker": " "}, "checker_missing"),
        ("clear", {"checked_on": TODAY + timedelta(days=1)}, "day_future"),
        ("recorded", {"detail": "长" * 501}, "too_long"),
    ],
)
def test_result_when_incomplete_then_refused(file, check, result, values, code):
    with pytest.raises(RuleViolation) as refused:
        check(file(), result, **values)

    assert refused.value.code == code
    assert not CreditCheck.objects.exists()


def test_result_when_wrong_state_or_role_then_refused(file, check, clerk):
    with pytest.raises(RuleViolation) as refused:
        check(file("agency_review"))
    with pytest.raises(PermissionDenied):
        check(file(), by=clerk)
    with pytest.raises(PermissionDenied):
        check(file(), by=make_user(Role.DECIDER))

    assert refused.value.code == "wrong_state"
    assert not CreditCheck.objects.exists()


# --- reading and comparing ------------------------------------------------------------------


def test_file_when_written_as_offices_do_then_every_row_is_understood(file, handler):
    clean, noted = file(), file()
    book = sheet(
        line_of(clean, "未发现失信记录", day="2026年9月16日", checker="示例丙"),
        line_of(noted, "2025年行政处罚1条", day=date(2026, 9, 17)),
    )

    plan = make_plan(read(book), by=handler)

    assert plan.rejected == []
    found = [
        (s.application, s.line.result, s.line.detail, s.line.checked_on, s.line.checker)
        for s in plan.steps
    ]
    assert found == [
        (clean, "clear", "", date(2026, 9, 16), "示例丙"),
        (noted, "recorded", "2025年行政处罚1条", date(2026, 9, 17), "信用科"),
    ]


def test_file_when_codes_are_typed_badly_but_readably_then_matched(file, handler):
    application = file()
    typed = f" {application.credit_code.lower()[:8]}-{application.credit_code[8:]}　"
    book = sheet((1, application.unit_name, typed, "无", "", "", ""))

    assert [step.application for step in make_plan(read(book), by=handler).steps] == [application]


def test_file_when_rows_are_wrong_then_each_defect_names_its_cell(file, handler):
    good, away, noted = file(), file("agency_review"), file()
    wrong_state = away.get_state_display()
    book = sheet(
        line_of(good),
        (2, "示例外地有限公司", credit_code(), "无", "", "", ""),
        (3, "示例短码有限公司", "91120116MA", "无", "", "", ""),
        (4, "示例无码有限公司", "", "无", "", "", ""),
        (5, *line_of(noted, "见附件")[1:]),
        (6, *line_of(good, "有记录", "处罚")[1:]),
        (7, *line_of(away)[1:]),
        (8, "示例数字有限公司", 911201160000000000, "无", "", "", ""),
        (9, "示例公式有限公司", "=C3", "无", "", "", ""),
    )

    plan = make_plan(read(book), by=handler)

    assert [step.application for step in plan.steps] == [good]
    said = dict(reasons(plan))
    assert sorted(said) == ["C10", "C11", "C4", "C5", "C6", "C8", "C9", "D7"]
    assert "没有这个代码的在审申报" in said["C4"]
    assert "没有信用代码" in said["C6"]
    assert "看不懂“见附件”" in said["D7"]
    assert "与第 3 行重复" in said["C8"]
    assert f"“{wrong_state}”" in said["C9"]
    assert "公式" in said["C11"]


@pytest.mark.parametrize(
    ("row", "address", "word"),
    [
        (("", "", ""), "D3", "没有填写核查结果"),
        (("有", "", ""), "E3", "写明是什么记录"),
        (("无", "", "2026-09-19"), "F3", "不能晚于今天"),
        (("无", "", "昨天"), "F3", "看不懂这个日期"),
        (("无", "长" * 501, ""), "E3", "超过 500 字"),
    ],
)
def test_row_when_one_cell_is_wrong_then_said_at_the_cell(file, handler, row, address, word):
    result, detail, day = row
    book = sheet(line_of(file(), result, detail, day))

    [(found, reason)] = reasons(make_plan(read(book), by=handler))

    assert found == address
    assert word in reason


def test_row_when_name_or_earlier_result_differs_then_warned_and_taken(file, handler, check):
    application = file()
    check(application, "recorded", detail="行政处罚1条")
    book = sheet((1, "示例改名有限公司", application.credit_code, "无", "", "", ""))

    plan = make_plan(read(book), by=handler)

    assert [defect.address for defect in plan.warnings] == ["B3", "D3"]
    assert len(plan.fresh) == 1


def test_unit_when_it_has_no_code_then_matched_by_number(file, handler):
    application = file()
    Application.objects.filter(pk=application.pk).update(credit_code="")
    head = ("申报编号", "单位名称", "统一社会信用代码", "核查结果")
    book = sheet((application.application_no, application.unit_name, "", "无"), head=head)

    assert [step.application for step in make_plan(read(book), by=handler).steps] == [application]


def test_rival_when_it_has_the_same_code_then_never_matched(file, handler):
    application = file()
    Application.objects.filter(pk=application.pk).update(is_rival=True)

    plan = make_plan(read(sheet(line_of(application))), by=handler)

    assert plan.steps == []


def test_codes_when_cells_are_merged_then_refused_by_address(file, handler):
    one, two = file(), file()
    book = sheet(line_of(one), line_of(two))
    book.active.merge_cells("C3:C4")

    plan = make_plan(read(book), by=handler)

    assert plan.steps == []
    assert any("C3:C4" in address for address, _ in reasons(plan)) or any(
        "合并" in reason for _, reason in reasons(plan)
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\x00" * 64, "空的"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table></table></html>", "网页"),
        ("代码,结果\n1,无".encode("gbk"), "CSV"),
        (b"PK\x03\x04 cut off", ""),
        (as_bytes(sheet(head=("企业名称", "社会信用代码"))), "核查结果"),
        (as_bytes(sheet(head=("信用代码", "结论", "信用代码"))), "2 次"),
    ],
)
def test_file_when_it_cannot_be_used_then_refused_with_advice(client, handler, content, words):
    with pytest.raises(SheetError) as refused:
        read(content)

    assert words in refused.value.message
    upload = SimpleUploadedFile("返回.xlsx", content)
    answers = {"file": upload, "checked_on": TODAY.isoformat(), "checker": "信用科"}
    response = client.post(IMPORT, answers)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not CreditCheck.objects.exists()


# --- saving ---------------------------------------------------------------------------------


def test_import_when_saved_then_rows_are_kept_and_the_second_run_changes_nothing(file, handler):
    one, two = file(), file()
    lines = read(sheet(line_of(one), line_of(two, "有记录", "行政处罚1条")))

    first = import_credit(lines, by=handler, today=TODAY)
    rows = list(CreditCheck.objects.values_list("pk", flat=True))
    second = import_credit(lines, by=handler, today=TODAY)

    assert (len(first.fresh), first.unchanged) == (2, 0)
    assert (len(second.fresh), second.unchanged) == (0, 2)
    assert list(CreditCheck.objects.values_list("pk", flat=True)) == rows
    steps = Act.objects.filter(code="review.credit")
    assert steps.count() == 2


def test_import_when_nothing_can_be_taken_or_the_role_is_wrong_then_refused(file, handler, clerk):
    lines = read(sheet((1, "示例外地有限公司", credit_code(), "无", "", "", "")))

    with pytest.raises(RuleViolation) as refused:
        import_credit(lines, by=handler, today=TODAY)
    with pytest.raises(PermissionDenied):
        import_credit(read(sheet(line_of(file()))), by=clerk, today=TODAY)

    assert refused.value.code == "nothing_to_import"
    assert not CreditCheck.objects.exists()


def upload(client, book: Workbook):
    file = SimpleUploadedFile("返回.xlsx", as_bytes(book))
    answers = {"file": file, "checked_on": TODAY.isoformat(), "checker": "信用科"}
    return client.post(IMPORT, answers)


def test_page_when_uploaded_then_preview_writes_nothing_and_saving_takes_the_good_rows(
    client, handler, file
):
    application = file()
    book = sheet(line_of(application), (2, "示例短码有限公司", "91120116MA", "无", "", "", ""))

    preview = upload(client, book)
    assert not CreditCheck.objects.exists()
    assert "1行可导入" in preview.content.decode()
    assert "C4" in preview.content.decode()
    response = client.post(IMPORT, {"rows": preview.context["rows"]}, follow=True)

    assert "已导入1件。" in response.content.decode()
    assert CreditCheck.objects.get().application == application


def test_page_when_preview_is_forged_or_of_another_person_then_nothing_is_written(
    client, handler, colleague, file
):
    preview = upload(client, sheet(line_of(file())))
    client.force_login(colleague)

    for rows in (preview.context["rows"], "x" * 40, ""):
        response = client.post(IMPORT, {"rows": rows}, follow=True)
        assert "预览已过期" in response.content.decode()

    assert not CreditCheck.objects.exists()


def test_page_when_the_file_has_moved_on_since_the_preview_then_said_and_not_written(
    client, handler, file
):
    application, other = file(), file()
    preview = upload(client, sheet(line_of(application), line_of(other)))
    Application.objects.filter(pk=application.pk).update(state="withdrawn")

    response = client.post(IMPORT, {"rows": preview.context["rows"]}, follow=True)

    assert "1行在此期间已不能导入" in response.content.decode()
    assert [check.application for check in CreditCheck.objects.all()] == [other]


def test_page_when_cells_hold_markup_then_shown_as_text(client, handler, file):
    application = file()
    script = "<script>alert(1)</script>"
    book = sheet((1, script, application.credit_code, "有记录", script, "", script))

    text = upload(client, book).content.decode()

    assert script not in text
    assert "&lt;script&gt;" in text
