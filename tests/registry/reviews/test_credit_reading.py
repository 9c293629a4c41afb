"""信用核查: files as offices return them are read and compared; hostile ones are refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.sheets.reader import SheetError
from registry.applications.models import Application
from registry.reviews.comparing import make_plan
from registry.reviews.models import CreditCheck
from tests.factories import credit_code
from tests.filing import TODAY
from tests.registry.reviews.credit_sheets import IMPORT, line_of, read, reasons, sheet
from tests.workbooks import as_bytes

# --- by hand --------------------------------------------------------------------------------


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
