"""Unit lists into the register: corrections, contacts, what is refused and warned about."""

from datetime import date

import pytest

from ipcontact.audit.models import Change
from registry.units.models import Unit
from registry.units.people import UnitPerson
from tests.factories import TODAY, credit_code, make_agency, make_unit
from tests.registry.imports.office_files import table, units_file

pytestmark = pytest.mark.django_db

PAPER = date(2021, 12, 20)
EDITION = {"edition_name": "示例2021年第一批", "published_on": PAPER}


def test_duplicate_when_in_one_file_is_refused_with_the_first_row(run_import, counts, reasons):
    plan = run_import(units_file(["示例甲公司", credit_code(1)], ["示例乙公司", credit_code(1)]))

    assert counts(plan) == (1, 0, 0, 1)
    assert reasons(plan) == ["与第 2 行重复：请只保留一行"]
    assert plan.as_json()["rejected"][0]["row"] == 3


def test_failed_check_when_confirmed_is_imported_and_marked(run_import, counts, reasons):
    code = credit_code(5)
    code = code[:17] + ("1" if code[17] != "1" else "2")
    content = units_file(["示例甲公司", code])

    refused = run_import(content)
    accepted = run_import(content, confirmed_codes=frozenset({code}))
    again = run_import(content)

    assert (counts(refused), counts(accepted)) == ((0, 0, 0, 1), (1, 0, 0, 0))
    assert "请勾选“已对照证照”" in reasons(refused)[0]
    assert Unit.objects.get().codes.get().is_confirmed
    assert counts(again) == (0, 0, 1, 0)


def test_corrections_when_imported_show_old_and_new_and_blank_leaves(run_import, counts):
    make_agency("station", name="示例监管所")
    unit = make_unit("示例甲公司", registered_address="旧址", note="旧备注", industry_code="3311")
    content = table(
        (
            "单位编号",
            "单位名称",
            "统一社会信用代码",
            "单位类型",
            "登记状态",
            "主责单位",
            "住所",
            "备注",
            "行业代码",
            "名录状态",
        ),
        [
            unit.public_no,
            unit.name,
            unit.credit_code,
            "电子商务平台",
            "注销",
            "示例监管所",
            "天津市滨海新区新址",
            "—",
            "",
            "在库",
        ],
    )

    plan = run_import(content)

    assert [(c["column"], c["old"], c["new"], c["address"]) for c in plan.steps[0].changes] == [
        ("单位类型", "企业", "电子商务平台", "D2"),
        ("登记状态", "未核实", "注销", "E2"),
        ("住所", "旧址", "天津市滨海新区新址", "G2"),
        ("备注", "旧备注", "", "H2"),
        ("主责单位", "", "示例监管所", "F2"),
    ]
    unit.refresh_from_db()
    assert (unit.kind, unit.registration_state, unit.note) == ("platform", "cancelled", "")
    assert (unit.lead_agency.name, unit.industry_code) == ("示例监管所", "3311")
    addresses = unit.addresses.order_by("pk").values_list("address", "from_on", "until_on")
    assert list(addresses) == [("旧址", None, TODAY), ("天津市滨海新区新址", TODAY, None)]
    assert counts(run_import(content)) == (0, 0, 1, 0)


def test_name_when_it_differs_in_a_correction_renames(run_import, counts, warned):
    unit = make_unit("示例甲公司")

    plan = run_import(units_file(["示例甲新公司", unit.credit_code]))

    assert counts(plan) == (0, 1, 0, 0)
    assert "按更名处理" in warned(plan)[0][1]
    unit.refresh_from_db()
    assert unit.name == "示例甲新公司"
    assert list(Unit.objects.matching("示例甲公司")) == [unit]
    old = run_import(units_file(["示例甲公司", unit.credit_code]))
    assert (counts(old), "曾用名" in warned(old)[0][1]) == ((0, 0, 1, 0), True)


def test_contact_when_none_is_known_is_added_and_never_overwritten(run_import, counts, warned):
    code = credit_code(1)
    header = ("联络员", "联系电话")

    first = run_import(units_file(["示例甲公司", code, "示例某", "13800000000"], header=header))
    second = run_import(units_file(["示例甲公司", code, "另一人", "13900000000"], header=header))
    masked = run_import(units_file(["示例甲公司", code, "示*某", "138****0000"], header=header))

    person = UnitPerson.objects.get()
    assert (person.name, person.mobile, person.role) == ("示例某", "13800000000", "primary_contact")
    assert counts(second) == counts(masked) == (0, 0, 1, 0)
    assert "与已登记的主联络员不同" in warned(second)[0][1]
    assert warned(masked) == []
    shown = [change["new"] for change in first.steps[0].changes if change["column"] == "联络员"]
    assert shown == ["示*某 138****0000"]


def test_unknown_column_when_filled_is_kept_as_a_note_once(run_import, counts):
    content = units_file(["示例甲公司", credit_code(1), "示例阀门"], header=("主导产品",))

    plan = run_import(content)
    again = run_import(content)

    assert plan.as_json()["ignored_columns"] == ["主导产品"]
    assert Unit.objects.get().note == "主导产品：示例阀门"
    assert counts(again) == (0, 0, 1, 0)


def test_number_when_unknown_or_of_another_unit_is_refused(run_import, counts, reasons):
    one, other = make_unit(), make_unit()
    header = ("单位编号", "单位名称", "统一社会信用代码")

    plan = run_import(
        table(
            header,
            ["LX999999", "示例甲公司", credit_code(1)],
            [one.public_no, other.name, other.credit_code],
            [one.public_no, one.name, credit_code(2)],
        )
    )

    assert counts(plan) == (0, 0, 0, 3)
    assert ["没有编号为" in reasons(plan)[0], "两家单位" in reasons(plan)[1]] == [True, True]
    assert "变更代码请在单位档案中" in reasons(plan)[2]
    assert plan.questions == ["没有一行可以导入：请按下面的原因改正文件后重新上传。"]


def test_near_name_when_code_differs_is_warned_about(run_import, warned):
    make_unit("示例甲科技有限公司", credit_code(1))

    plan = run_import(
        units_file(
            ["示例甲科技股份有限公司", credit_code(2)],
            ["示例乙科技有限公司", credit_code(3)],
            ["示例乙科技（天津）有限公司", credit_code(4)],
        ),
        dry_run=True,
    )

    assert [address for address, reason in warned(plan) if "名称相近" in reason] == ["A2", "A4"]


def test_alliance_when_without_code_is_recognised_by_its_name(run_import, counts):
    content = units_file(["示例海洋产业联盟", ""], ["示例甲公司", credit_code(1)])

    assert counts(run_import(content, **EDITION)) == (2, 0, 0, 0)
    assert Unit.objects.get(credit_code=None).alliance_no.startswith("LM")
    assert counts(run_import(content, **EDITION)) == (0, 0, 2, 0)


def test_dry_run_when_asked_writes_nothing(run_import, counts):
    before = Change.objects.count()

    plan = run_import(units_file(["示例甲公司", credit_code(1)]), dry_run=True, **EDITION)

    assert counts(plan) == (1, 0, 0, 0)
    assert Change.objects.count() == before
