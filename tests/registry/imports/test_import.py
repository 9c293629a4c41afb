"""Papers of the past into the roster: editions, their order, names and days."""

from datetime import date

import pytest

from ipcontact.accounts.models import Region
from ipcontact.audit.models import Change
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.units.models import Unit, UnitName
from tests.factories import credit_code, make_edition, make_unit
from tests.registry.imports.office_files import units_file, workbook

pytestmark = pytest.mark.django_db

PAPER = date(2021, 12, 20)
EDITION = {"edition_name": "示例2021年第一批", "published_on": PAPER}


def office_paper() -> bytes:
    """Title, header in row 4 with line breaks, merged area, formulas, full width, signature."""
    wide = "".join(chr(ord(c) + 0xFEE0) for c in credit_code(902))
    return workbook(
        [
            ["知识产权保护重点联系单位汇总表"],
            ["填表单位：示例监管所", None, None, None, "2021年12月20日"],
            [],
            ["序号", "单位\n名称", "统一社会\n信用代码", "所属区域", "成立日期", "入库条件"],
            [
                "=ROW()-4",
                "示例 海洋装备\n有限公司",
                credit_code(901).lower(),
                "新北街道",
                "2010.1.2",
                "（1）",
            ],
            ["=ROW()-4", "示例阀门股份有限公司", wide, None, "2011年2月3日", "老字号"],
            ["=ROW()-4", "示例研究院", credit_code(903, "12120116"), None, 40001, "1、3"],
            ["填表人：示例某", None, "审核人："],
            ["合计", 3],
        ],
        merge=["A1:F1", "D5:D7"],
    )


def test_office_paper_when_imported_becomes_an_edition_in_its_order(run_import, counts, warned):
    plan = run_import(office_paper(), **EDITION)

    assert counts(plan) == (3, 0, 0, 0)
    edition = RosterEdition.objects.get()
    assert (edition.name, edition.is_backfill, edition.entry_count) == ("示例2021年第一批", True, 3)
    assert list(edition.entries.values_list("order", "name", "credit_code", "criteria")) == [
        (1, "示例海洋装备有限公司", credit_code(901), ["1"]),
        (2, "示例阀门股份有限公司", credit_code(902), ["5"]),
        (3, "示例研究院", credit_code(903, "12120116"), ["1", "3"]),
    ]
    region = Region.objects.get(name="新北街道")
    assert set(Unit.objects.values_list("region", "registered_on", "kind")) == {
        (region.pk, date(2010, 1, 2), "enterprise"),
        (region.pk, date(2011, 2, 3), "enterprise"),
        (region.pk, date(2009, 7, 7), "public_institution"),
    }
    assert any("合并单元格" in reason for _, reason in warned(plan))


def test_same_edition_when_imported_again_changes_nothing(run_import, counts):
    run_import(office_paper(), **EDITION)
    before = Change.objects.exclude(table_name="registry_importrun").count()

    plan = run_import(office_paper(), **EDITION)

    assert counts(plan) == (0, 0, 3, 0)
    assert Change.objects.exclude(table_name="registry_importrun").count() == before
    assert RosterEdition.objects.count() == 1


def test_edition_of_same_name_when_other_contents_is_refused(run_import):
    run_import(units_file(["示例甲公司", credit_code(1)]), **EDITION)

    more = run_import(
        units_file(["示例甲公司", credit_code(1)], ["示例乙公司", credit_code(2)]), **EDITION
    )
    other_day = run_import(
        units_file(["示例甲公司", credit_code(1)]),
        edition_name=EDITION["edition_name"],
        published_on=date(2022, 1, 1),
    )

    assert "原有 1 家，本文件可导入 2 家" in more.questions[0]
    assert "原公布日期 2021-12-20" in other_day.questions[0]
    assert Unit.objects.count() == 1


def test_edition_when_day_is_missing_asks_for_it(run_import):
    plan = run_import(units_file(["示例甲公司", credit_code(1)]), edition_name="示例一批")

    assert plan.questions == ["文件没有写“示例一批”的公布日期：请填写公布日期。"]
    assert not Unit.objects.exists()


def test_edition_when_day_is_to_come_is_refused(run_import):
    plan = run_import(
        units_file(["示例甲公司", credit_code(1)]),
        edition_name="示例一批",
        published_on=date(2027, 1, 1),
    )

    assert "在今天之后" in plan.questions[0]


def test_batches_when_file_names_them_become_editions_oldest_first(run_import, counts):
    content = units_file(
        ["示例甲公司", credit_code(1), "第二批", "2022-12-01", "示例发〔2022〕2号"],
        ["示例乙公司", credit_code(2), "第一批", "2021-12-01", "示例发〔2021〕1号"],
        ["示例甲厂", credit_code(1), "第一批", "2021-12-01", "示例发〔2021〕1号"],
        header=("批次", "公布日期", "文号"),
    )

    plan = run_import(content)

    assert counts(plan) == (2, 1, 0, 0)
    editions = RosterEdition.objects.order_by("published_on")
    assert list(editions.values_list("name", "published_on", "document_no", "entry_count")) == [
        ("第一批", date(2021, 12, 1), "示例发〔2021〕1号", 2),
        ("第二批", date(2022, 12, 1), "示例发〔2022〕2号", 1),
    ]
    unit = Unit.objects.get(credit_code=credit_code(1))
    assert (unit.name, unit.listed_on) == ("示例甲公司", date(2021, 12, 1))
    assert [e.name for e in RosterEntry.objects.on(date(2021, 12, 31))] == [
        "示例乙公司",
        "示例甲厂",
    ]
    assert list(Unit.objects.matching("甲厂")) == [unit]
    assert counts(run_import(content)) == (0, 0, 3, 0)


def test_batch_when_it_has_two_days_asks(run_import):
    content = units_file(
        ["示例甲公司", credit_code(1), "第一批", "2021-12-01"],
        ["示例乙公司", credit_code(2), "第一批", "2021-12-02"],
        header=("批次", "公布日期"),
    )

    assert "有几个公布日期" in run_import(content).questions[0]


def test_line_when_without_batch_among_others_is_refused(run_import, reasons):
    content = units_file(
        ["示例甲公司", credit_code(1), "第一批", "2021-12-01"],
        ["示例乙公司", credit_code(2), "第二批", "2022-12-01"],
        ["示例丙公司", credit_code(3), "", ""],
        header=("批次", "公布日期"),
    )

    plan = run_import(content, dry_run=True)

    assert reasons(plan) == ["未写批次：请在文件里补上批次，或另行给出版次名称"]


def test_refused_line_when_others_are_fine_keeps_its_number_free(run_import, counts):
    content = units_file(
        ["示例甲公司", credit_code(1)], ["示例乙公司", "123"], ["示例丙公司", credit_code(3)]
    )

    plan = run_import(content, **EDITION)

    assert counts(plan) == (2, 0, 0, 1)
    assert list(RosterEntry.objects.values_list("order", "name")) == [
        (1, "示例甲公司"),
        (3, "示例丙公司"),
    ]
    assert plan.as_json()["rejected"] == [
        {
            "row": 3,
            "column": "统一社会信用代码",
            "value": "123",
            "reason": "代码应为 18 位，现为 3 位，少 15 位：请对照营业执照（登记证书）补全",
        }
    ]


def test_name_when_it_differs_in_an_edition_stays_on_the_paper_only(run_import, warned):
    unit = make_unit("示例甲新公司")

    plan = run_import(units_file(["示例甲老公司", unit.credit_code]), **EDITION)

    unit.refresh_from_db()
    assert unit.name == "示例甲新公司"
    assert RosterEntry.objects.get().name == "示例甲老公司"
    assert "名称与登记不同" in warned(plan)[0][1]
    assert list(Unit.objects.matching("甲老公司")) == [unit]


def test_name_then_when_given_is_the_name_on_the_paper(run_import, warned):
    content = units_file(["示例甲公司", credit_code(1), "示例甲厂"], header=("当时名称",))

    plan = run_import(content, **EDITION)

    assert warned(plan) == []
    assert RosterEntry.objects.get().name == "示例甲厂"
    assert Unit.objects.get().name == "示例甲公司"
    assert set(UnitName.objects.values_list("name", flat=True)) == {"示例甲公司", "示例甲厂"}


def test_older_paper_when_imported_after_newer_fills_only_blanks(run_import):
    unit = make_unit("示例甲公司", registered_address="天津市滨海新区新址")
    make_edition([unit], date(2024, 1, 1))
    content = units_file(
        ["示例甲公司", unit.credit_code, "天津市滨海新区旧址", "示例机关"],
        header=("住所", "登记机关"),
    )

    run_import(content, **EDITION)

    unit.refresh_from_db()
    assert unit.registered_address == "天津市滨海新区新址"
    assert unit.registration_authority == "示例机关"


def test_full_list_when_imported_says_and_ends_memberships(run_import):
    stays, leaves = make_unit(), make_unit()
    make_edition([stays, leaves])
    content = units_file([stays.name, stays.credit_code])

    plan = run_import(
        content, edition_name="示例完整名录", published_on=date(2023, 1, 1), kind="full"
    )

    assert plan.editions[0].leaving == 1
    leaves.refresh_from_db()
    assert (leaves.membership_state, leaves.left_on) == ("left", date(2023, 1, 1))


def test_exit_when_the_paper_gives_a_day_is_recorded(run_import):
    content = units_file(
        ["示例甲公司", credit_code(1), "2021-11-01", "2023-05-06", "注销"],
        header=("纳入日期", "移出日期", "移出原因"),
    )

    run_import(content, **EDITION)

    listing = Listing.objects.get()
    assert (listing.period.lower, listing.period.upper) == (date(2021, 11, 1), date(2023, 5, 6))
    assert Departure.objects.get().ground == "dissolved"


def test_unit_when_listed_already_is_said_in_the_sentence(run_import):
    listed = make_unit()
    make_edition([listed])
    wrong = credit_code(2)
    content = units_file(
        [listed.name, listed.credit_code],
        ["示例甲公司", credit_code(1)],
        ["示例乙公司", wrong[:8] + "O" + wrong[9:]],
    )

    plan = run_import(content, edition_name="示例二批", published_on=date(2022, 1, 1), dry_run=True)

    assert plan.summary()["sentence"] == "3行：1可导入、1已在库、1信用代码第9位有误（B4）。"


def test_queries_when_file_grows_stay_the_same(run_import, django_assert_max_num_queries):
    def content(start: int, rows: int) -> bytes:
        return units_file(
            *([f"示例{n}号公司", credit_code(n), "示例某"] for n in range(start, start + rows)),
            header=("联络员",),
        )

    with django_assert_max_num_queries(70):
        run_import(content(1, 1), edition_name="示例一", published_on=PAPER)
    with django_assert_max_num_queries(70):
        run_import(content(100, 60), edition_name="示例二", published_on=PAPER)
