"""Agencies with their people from Excel: what is taken, what is refused, all or nothing."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from ipcontact.accounts.imports.lines import roles_of
from ipcontact.accounts.models import Agency, Region, User
from ipcontact.audit.models import Change

HEADER = ["机构名称", "机构代码", "机构类别", "上级机构", "辖区", "姓名", "手机", "邮箱"]
HEADER += ["登录名", "角色"]
GOOD = [
    ["测试新河所", "", "监管所", "", "新河、新城", "示例张三", "13800000001", "A@example.com"]
    + ["", "内勤/经办"],
    ["测试新河所", "", "", "", "", "示例李四", "13800000002", "", "lisi", "部门负责人、责任联系人"],
    ["测试科", "T-K", "内设科室", "测试区局", "", "", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def _places(no_offices, bureau):
    for code, name, kind in (
        ("120116006", "新河街道", "sub_district"),
        ("120116100", "新城镇", "town"),
    ):
        Region.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})


def workbook(rows, header=HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["测试机构人员表"])
    for row in (header, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def run(tmp_path, capsys):
    """`run(rows)` is the outcome of the command as JSON."""

    def call(rows, **options) -> dict:
        path = tmp_path / "people.xlsx"
        path.write_bytes(workbook(rows))
        call_command("import_agencies", str(path), json=True, **options)
        return json.loads(capsys.readouterr().out)

    return call


def test_import_when_rows_are_good_stores_agencies_and_people(run, bureau):
    outcome = run(GOOD)

    assert (outcome["new"], outcome["rejected"]) == (4, [])
    station = Agency.objects.get(name="测试新河所")
    assert (station.code, station.kind, station.parent) == ("JG-001", "station", bureau)
    assert {r.name for r in station.regions.all()} == {"新河街道", "新城镇"}
    zhang, li = User.objects.order_by("mobile")
    assert (zhang.username, zhang.name, zhang.email) == ("slzs01", "示例张三", "a@example.com")
    assert (zhang.roles, zhang.agency) == (["agency_clerk"], station)
    assert (li.username, li.roles) == ("lisi", ["agency_head", "liaison_officer"])
    assert not zhang.has_usable_password()
    assert set(Change.objects.filter(table_name="accounts_user").values_list("act", flat=True)) == {
        "开立账号",
        "分配角色",
    }


def test_import_when_run_again_changes_nothing(run):
    run(GOOD)
    before = Change.objects.count()

    outcome = run(GOOD)

    assert (outcome["new"], outcome["updated"], outcome["unchanged"]) == (0, 0, 4)
    assert Change.objects.count() == before


def test_import_when_tried_first_writes_nothing(run):
    outcome = run(GOOD, dry_run=True)

    assert outcome["new"] == 4
    assert (User.objects.count(), Agency.objects.count()) == (0, 1)


BAD = {
    "机构类别": ["测试怪处", "", "部落", "", "", "", "", "", "", ""],
    "辖区": ["测试新河所", "", "监管所", "", "火星", "", "", "", "", ""],
    "上级机构": ["测试别所", "", "监管所", "没有的局", "", "", "", "", "", ""],
    "手机": ["测试新河所", "", "监管所", "", "", "示例张三", "123", "", "", ""],
    "邮箱": ["测试新河所", "", "监管所", "", "", "示例张三", "", "a@", "", ""],
    "角色": ["测试新河所", "", "监管所", "", "", "示例张三", "", "", "", "国王"],
    "姓名": ["测试新河所", "", "监管所", "", "", "", "13800000001", "", "", ""],
    "机构代码": ["测试新河所", "有 空格", "监管所", "", "", "", "", "", "", ""],
}


@pytest.mark.parametrize("column", BAD)
def test_import_when_one_cell_is_wrong_writes_no_row(run, column):
    outcome = run([*GOOD, BAD[column]])

    assert [(entry["row"], entry["column"]) for entry in outcome["rejected"]] == [(6, column)]
    assert (User.objects.count(), Agency.objects.count()) == (0, 1)


def test_import_when_roles_exclude_each_other_is_refused(run):
    row = ["测试科", "T-K", "科室", "", "", "示例王五", "", "", "", "系统管理员、审计员"]

    assert "不能由同一人担任" in run([row])["rejected"][0]["reason"]


def test_import_when_person_stands_twice_or_means_two_is_refused(run, person):
    person("lisi", mobile="13800000002")
    person("other", mobile="13800000009")
    twice = [GOOD[0], GOOD[0]]
    two = ["测试科", "T-K", "科室", "", "", "示例李四", "13800000009", "", "lisi", ""]

    assert "与第 3 行重复" in run(twice)["rejected"][0]["reason"]
    assert "属于不同的人" in run([two])["rejected"][0]["reason"]


def test_import_when_agencies_stand_above_each_other_writes_nothing(tmp_path):
    rows = [
        ["测试甲所", "T-A", "监管所", "测试乙所", "", "", "", "", "", ""],
        ["测试乙所", "T-B", "监管所", "测试甲所", "", "", "", "", "", ""],
    ]
    path = tmp_path / "loop.xlsx"
    path.write_bytes(workbook(rows))

    with pytest.raises(CommandError, match="互为上级"):
        call_command("import_agencies", str(path))
    assert not Agency.objects.filter(code__in=["T-A", "T-B"]).exists()


def test_import_when_values_differ_updates_and_says_old_and_new(run, bureau):
    run(GOOD)
    moved = ["测试科", "T-K", "", "", "", "示例张三", "13800000001", "", "", ""]

    outcome = run([moved])

    assert (outcome["new"], outcome["updated"]) == (0, 1)
    zhang = User.objects.get(mobile="13800000001")
    assert (zhang.agency.code, zhang.email) == ("T-K", "a@example.com")
    assert zhang.roles == ["agency_clerk"]


def test_import_command_when_file_is_no_table_ends_with_2(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"nothing")

    with pytest.raises(CommandError) as caught:
        call_command("import_agencies", str(path))
    assert caught.value.returncode == 2


def upload(browser, rows):
    content = workbook(rows)
    return browser.post(
        reverse("accounts:import"), {"file": SimpleUploadedFile("表.xlsx", content)}
    )


def test_import_page_when_used_by_both_keepers_brings_people_then_roles(person, client):
    client.force_login(person("keeper", "system_admin"))
    preview = upload(client, GOOD)
    assert "新增4" in preview.content.decode()
    assert "2人的角色要由安全管理员" in preview.content.decode()
    assert not User.objects.filter(username="lisi").exists()

    client.post(reverse("accounts:import"), {"rows": preview.context["rows"]})
    assert User.objects.get(username="lisi").roles == []

    client.force_login(person("guard", "security_admin"))
    preview = upload(client, GOOD)
    client.post(reverse("accounts:import"), {"rows": preview.context["rows"]})
    assert User.objects.get(username="lisi").roles == ["agency_head", "liaison_officer"]


def test_import_page_when_role_keeper_comes_first_is_refused(person, client):
    client.force_login(person("guard", "security_admin"))

    page = upload(client, GOOD).content.decode()

    assert "账号还没有开立" in page
    assert 'name="rows"' not in page


def test_import_page_when_preview_is_anothers_or_forged_writes_nothing(person, client):
    client.force_login(person("keeper", "system_admin"))
    rows = upload(client, GOOD).context["rows"]
    client.force_login(person("second", "system_admin"))

    for sent in (rows, rows[:-3] + "xxx", "", "x"):
        client.post(reverse("accounts:import"), {"rows": sent})

    assert User.objects.count() == 2


def test_import_page_when_file_is_useless_says_why_and_stays(person, client):
    client.force_login(person("keeper", "system_admin"))
    files = (b"", b"%PDF-1.7 nothing", workbook([["x"]], header=["别的"]))

    for content in files:
        page = client.post(
            reverse("accounts:import"), {"file": SimpleUploadedFile("a.xlsx", content)}
        )
        assert page.status_code == 200
        assert "需要改正" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("内勤/经办", (("agency_clerk",), [])),
        ("所长，责任联系人", (("agency_head", "liaison_officer"), [])),
        ("内勤 内勤", (("agency_clerk",), [])),
        ("区局经办、国王", (("handler",), ["国王"])),
        ("", ((), [])),
    ],
)
def test_roles_when_written_as_offices_do_are_understood(words, expected):
    assert roles_of(words) == expected
