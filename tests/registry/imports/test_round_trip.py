"""The staff export, corrected in Excel and imported again."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from ipcontact.sheets.writer import Official, stream_xlsx
from registry.units.models import Unit
from registry.units.resources import COLUMNS, export_rows
from tests.factories import TODAY, make_agency, make_edition, make_unit

pytestmark = pytest.mark.django_db


def exported() -> bytes:
    rows = export_rows(Unit.objects.order_by("pk"), COLUMNS)
    form = Official("单位清单", "示例局", TODAY)
    return b"".join(stream_xlsx([column.export for column in COLUMNS], rows, form))


def edited(content: bytes, edits: dict[tuple[str, str], str]) -> bytes:
    """Write values into cells named by (unit name, column)."""
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if "单位名称" in [c.value for c in row])
    columns = {cell.value: cell.column for cell in header}
    for row in sheet.iter_rows(min_row=header[0].row + 1):
        name = row[columns["单位名称"] - 1].value
        for (unit, column), value in edits.items():
            if unit == name:
                row[columns[column] - 1].value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_export_when_imported_unchanged_changes_nothing(run_import, counts, warned):
    agency = make_agency("station", name="示例监管所")
    units = [
        make_unit("示例甲公司", lead_agency=agency, registration_state="active", kind="platform"),
        make_unit("示例乙公司", registration_state="cancelled", registered_address="天津市示例路"),
        make_unit("示例产业联盟", None, kind="alliance", note="第一行\n第二行"),
    ]
    make_edition(units)

    plan = run_import(exported())

    assert counts(plan) == (0, 0, 3, 0)
    assert plan.editions == []
    assert plan.table.ignored_columns == []
    assert ["不是存续" in reason for _, reason in warned(plan)] == [True]


def test_export_when_corrected_changes_only_the_corrected_cells(run_import):
    unit, other = make_unit("示例甲公司", industry_code="3311"), make_unit("示例乙公司")
    content = edited(
        exported(),
        {
            ("示例甲公司", "行业代码"): "3312",
            ("示例甲公司", "单位类型"): "电子商务平台",
            ("示例乙公司", "备注"): "已核对",
        },
    )

    plan = run_import(content)

    changes = [[(c["column"], c["old"], c["new"]) for c in step.changes] for step in plan.steps]
    assert changes == [
        [("单位类型", "企业", "电子商务平台"), ("行业代码", "3311", "3312")],
        [("备注", "", "已核对")],
    ]
    unit.refresh_from_db()
    other.refresh_from_db()
    assert (unit.industry_code, unit.kind, other.note) == ("3312", "platform", "已核对")
