"""What the credit division sends back, as the tests of 信用核查 need it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from registry.applications.models import Application
from registry.reviews.comparing import CreditPlan
from registry.reviews.returns import CreditLine, read_lines
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


def upload(client, book: Workbook):
    file = SimpleUploadedFile("返回.xlsx", as_bytes(book))
    answers = {"file": file, "checked_on": TODAY.isoformat(), "checker": "信用科"}
    return client.post(IMPORT, answers)
