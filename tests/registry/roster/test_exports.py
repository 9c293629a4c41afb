"""Files of the roster: exactly what is shown, safe to open, with a trace."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from ipcontact.audit.models import AccessEvent
from registry.roster.resources import COLUMNS, PublicRosterResource
from registry.roster.services import EditionFacts, RosterLine, publish_edition
from registry.units.services import rename
from tests.factories import TODAY, make_unit, make_user

pytestmark = pytest.mark.django_db
LABELS = [
    "单位名称",
    "现用名称",
    "统一社会信用代码",
    "单位类型",
    "入库条款",
    "所属区域",
    "推荐单位",
    "列入日期",
]


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_when_filtered_and_sorted_then_has_the_rows_of_the_page(client, history):
    rows = csv_rows(body(client.get("/roster/export.csv?area=zones&sort=-listed&page=2")))

    assert rows[0] == LABELS
    assert [row[0] for row in rows[1:]] == [
        history.joined.name,
        history.alliance.name,
        history.stayed.name,
    ]


def test_csv_when_old_day_then_has_names_of_that_day_and_present_ones(client, history):
    rows = csv_rows(body(client.get("/roster/export.csv?as_of=2021-12-31")))

    assert rows[2] == [
        "海河示例生物医药有限公司",
        "海河新程生物医药有限公司",
        history.renamed.credit_code,
        "企业",
        "专利30件以上",
        "太平镇",
        "",
        "2021-12-20",
    ]
    assert len(rows) == 4


def test_json_when_exported_then_has_public_columns_only(client, history):
    data = json.loads(body(client.get("/roster/export.json?kind=platform")))

    assert data["count"] == 1
    assert [column["key"] for column in data["columns"]] == [column.key for column in COLUMNS]
    assert data["rows"] == [
        {
            "name": history.joined.name,
            "present_name": "",
            "credit_code": history.joined.credit_code,
            "unit_kind": "电子商务平台",
            "criteria": "高新技术企业、驰名商标企业",
            "region": "天津滨海高新技术产业开发区",
            "recommended_by": "示例保护中心",
            "listed_on": "2026-06-30",
        }
    ]
    assert any("不代表" in line for line in data["explanations"])
    assert any("单位类型：电子商务平台" in line for line in data["explanations"])


def test_xlsx_when_exported_then_is_an_official_form_with_codes_as_text(client, history):
    response = client.get("/roster/export.xlsx")
    book = load_workbook(io.BytesIO(body(response)))

    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "知识产权保护重点联系单位名录" in rows[0][0]
    assert list(rows[2]) == ["序号", *LABELS]
    assert rows[3][3] == history.renamed.credit_code
    assert sheet.cell(4, 4).data_type == "s"
    assert len(rows) == 3 + 4
    assert book.sheetnames[1] == "字段说明"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]


def test_exports_when_name_looks_like_a_formula_then_it_stays_text(client):
    name = "=HYPERLINK(1)示例有限公司"
    unit = make_unit("示例公式有限公司")
    line = RosterLine(unit, 1, name, unit.credit_code, recommended_by="@示例")
    facts = EditionFacts("示例名录", date(2021, 12, 20))
    publish_edition(facts, [line], by=None, today=TODAY)

    book = load_workbook(io.BytesIO(body(client.get("/roster/export.xlsx"))))
    rows = csv_rows(body(client.get("/roster/export.csv")))
    data = json.loads(body(client.get("/roster/export.json")))

    cell = book.worksheets[0].cell(4, 2)
    assert (cell.value, cell.data_type) == (name, "s")
    assert (rows[1][0], rows[1][6]) == (f"'{name}", "'@示例")
    assert data["rows"][0]["name"] == name


def test_export_when_signed_in_then_leaves_a_trace_with_rows_and_filters(client, history):
    user = make_user()
    client.force_login(user)

    body(client.get("/roster/export.csv?kind=platform"))

    event = AccessEvent.objects.get(kind=AccessEvent.Kind.EXPORT)
    assert event.user_id == user.pk
    assert event.target == "/roster/export.csv"
    assert event.detail["rows"] == 1
    assert event.detail["kind"] == "platform"


def test_export_when_anonymous_then_leaves_no_trace_of_a_person(client, history):
    body(client.get("/roster/export.csv"))

    assert not AccessEvent.objects.filter(kind=AccessEvent.Kind.EXPORT).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_export_when_asked_again_then_304_until_something_changed(client, history, kind):
    address = f"/roster/export.{kind}?kind=platform"
    first = client.get(address)
    tag = first["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})
    other = client.get(f"/roster/export.{kind}", headers={"If-None-Match": tag})
    rename(unit=history.joined, name="云图新程电子商务有限公司", on=TODAY, by=None)
    changed = client.get(address, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, no-cache"
    assert (other.status_code, changed.status_code) == (200, 200)
    assert changed["ETag"] != tag


@pytest.mark.django_db(transaction=True)
def test_export_when_signed_in_then_never_kept_and_always_traced(client, history):
    tag = client.get("/roster/export.csv")["ETag"]
    client.force_login(make_user())

    response = client.get("/roster/export.csv", headers={"If-None-Match": tag})

    assert (response.status_code, response.has_header("ETag")) == (200, False)
    assert response["Cache-Control"] == "private, no-store"
    assert AccessEvent.objects.filter(kind=AccessEvent.Kind.EXPORT).count() == 1


def test_export_when_something_is_being_written_then_has_no_etag(client, history):
    assert not client.get("/roster/export.csv").has_header("ETag")


@pytest.mark.parametrize("kind", ["pdf", "XLSX", "csv.exe", "%00"])
def test_export_when_format_is_unknown_then_404(client, history, kind):
    assert client.get(f"/roster/export.{kind}").status_code == 404
    assert client.get(f"/roster/compare/export.{kind}").status_code == 404


def test_comparison_export_when_asked_then_has_old_and_new_names(client, history):
    rows = csv_rows(body(client.get("/roster/compare/export.csv?from=2021-1&to=2023-1")))

    assert rows[0] == ["变化", "单位名称", "原名称", "统一社会信用代码", "单位类型"]
    assert [row[0] for row in rows[1:]] == ["新增", "移出", "更名"]
    assert rows[3][1:3] == ["海河新程生物医药有限公司", "海河示例生物医药有限公司"]


def test_command_when_as_of_then_writes_the_roster_of_that_day(history, tmp_path, capsys):
    target = tmp_path / "名录.csv"

    call_command("export_roster", format="csv", output=str(target), as_of="2021-12-31")

    assert len(csv_rows(target.read_bytes())) == 4
    assert list(tmp_path.iterdir()) == [target]
    assert "3 家" in capsys.readouterr().out


def test_command_when_to_standard_output_then_only_the_file_is_written(history, capsys):
    call_command("export_roster", format="json", output="-")

    assert json.loads(capsys.readouterr().out)["count"] == 4


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ({"as_of": "abc"}, 2, "看不懂日期"),
        ({"as_of": "2020-01-01"}, 2, "第一个版次"),
        ({"as_of": "2030-01-01"}, 2, "在今天之后"),
        ({"format": "xlsx", "output": "-"}, 2, "标准输出"),
        ({"output": "/nonexistent/x.csv"}, 1, "写不进去"),
    ],
)
def test_command_when_it_cannot_then_says_why_in_chinese(history, tmp_path, options, code, message):
    given = {"format": "csv", "output": str(tmp_path / "x.csv"), **options}

    with pytest.raises(CommandError, match=message) as refusal:
        call_command("export_roster", **given)

    assert refusal.value.returncode == code
    assert list(tmp_path.iterdir()) == []


def test_admin_resource_when_exported_then_has_the_same_columns_and_rows(history):
    data = PublicRosterResource().export()

    assert data.headers == LABELS
    assert data["单位名称"] == [
        history.renamed.name,
        history.stayed.name,
        history.alliance.name,
        history.joined.name,
    ]
    assert data["入库条款"][3] == "高新技术企业、驰名商标企业"


@pytest.mark.parametrize("number", ["0", "1"])
def test_admin_export_when_auditor_then_file_is_safe_and_traced(client, history, number):
    client.force_login(make_user("auditor"))
    fields = {f"publicrosterresource_{column.key}": "on" for column in COLUMNS}

    response = client.post(
        "/admin/registry/rosterentry/export/", {"format": number, "resource": "0", **fields}
    )

    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert history.joined.credit_code.encode() in response.content or number == "0"
    assert AccessEvent.objects.get(kind=AccessEvent.Kind.EXPORT).detail["rows"] == 4
