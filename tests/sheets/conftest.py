"""Workbooks as offices and attackers make them."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ipcontact.sheets.reader import Column

HEADER = ("序号", "单位名称", "统一社会信用代码", "所属区域", "成立日期", "备注")


@pytest.fixture
def columns() -> list[Column]:
    return [
        Column(
            "name",
            "单位名称",
            ("企业名称", "申报单位", "机构名称"),
            required=True,
            is_key=True,
        ),
        Column(
            "code",
            "统一社会信用代码",
            ("社会信用代码", "信用代码", "代码"),
            required=True,
            is_key=True,
        ),
        Column("number", "序号"),
        Column("area", "所属区域"),
        Column("founded_on", "成立日期", kind="date"),
        Column("contact", "联络员", ("联络员姓名",)),
        Column("phone", "联系电话", ("联络员电话",)),
    ]


@pytest.fixture
def office_xls() -> bytes:
    """A real binary .xls: titles, hidden sheet, line breaks, merged areas, =ROW(), signatures."""
    return (Path(__file__).parent / "samples" / "office-roster.xls").read_bytes()


def row(number: int, **changed: Any) -> list[Any]:
    """A data row under HEADER."""
    values = {
        "number": number,
        "name": f"示例精密制造（天津）有限公司第{number}厂",
        "code": f"91120116MA06{number:05d}X",
        "area": "示例街道",
        "founded_on": "2021-12-31",
        "note": "",
    } | changed
    return list(values.values())


@pytest.fixture
def office_row() -> Callable[..., list[Any]]:
    return row


@pytest.fixture
def make_xlsx() -> Callable[..., bytes]:
    """Build a workbook: rows from row 1 on, merged ranges, then free changes to the sheet."""

    def build(
        rows: Iterable[Iterable[Any]],
        *,
        merged: Iterable[str] = (),
        change: Callable[[Workbook], None] | None = None,
    ) -> bytes:
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = "名录"
        for cells in rows:
            sheet.append(list(cells))
        for area in merged:
            sheet.merge_cells(area)
        if change:
            change(workbook)
        stream = io.BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return build


@pytest.fixture
def repack() -> Callable[..., bytes]:
    """Replace parts of a workbook's package by other bytes (None leaves the part out)."""

    def build(content: bytes, parts: dict[str, bytes | None]) -> bytes:
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in dict.fromkeys([*old.namelist(), *parts]):
                data = parts[name] if name in parts else old.read(name)
                if data is not None:
                    new.writestr(name, data)
        return stream.getvalue()

    return build
