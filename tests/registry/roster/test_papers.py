"""Unit pages, proofs, editions and comparisons."""

import re
from datetime import date

import pytest

from registry.roster.comparison import Comparison, Side, between_editions, changes
from registry.roster.services import depart
from registry.units.services import rename
from tests.factories import TODAY, make_edition, make_unit

pytestmark = pytest.mark.django_db


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def unit_page(unit, rest: str = "") -> str:
    return f"/roster/units/{unit.public_no}/{rest}"


def test_unit_page_when_never_listed_then_does_not_exist(client, history):
    assert client.get(unit_page(history.outsider)).status_code == 404
    assert client.get(unit_page(history.outsider, "proof/")).status_code == 404
    for number in ("LX999999", "0", "%00", "x" * 300):
        assert client.get(f"/roster/units/{number}/").status_code == 404


def test_unit_page_when_listed_then_shows_names_periods_and_papers(client, history):
    page = text(client.get(unit_page(history.renamed)))

    assert "在现行名录" in page
    assert "不在现行名录" not in page
    assert "海河示例生物医药有限公司" in page
    assert "2021-12-20" in page
    assert page.index("示例名录2023年版") < page.index("示例名录2021年版")


def test_unit_page_when_left_then_shows_the_period(client, history):
    page = text(client.get(unit_page(history.left)))

    assert "不在现行名录" in page
    assert "2021-12-20" in page
    assert "2023-12-15" in page


def test_unit_page_when_removed_for_a_ground_then_ground_is_not_public(client, history):
    depart(
        unit=history.joined,
        on=TODAY,
        ground="false_material",
        by=None,
        today=TODAY,
        reason="内部说明",
    )

    page = text(client.get(unit_page(history.joined)))
    proof = text(client.get(unit_page(history.joined, f"proof/?on={TODAY}")))

    assert "不在现行名录" in page
    assert "弄虚作假" not in page + proof
    assert "内部说明" not in page + proof


def test_proof_when_listed_that_day_then_names_paper_order_and_source(client, history):
    page = text(client.get(unit_page(history.renamed, "proof/?on=2022-01-01")))

    assert "下列单位<strong>在</strong>" in page
    assert "海河示例生物医药有限公司" in page
    assert "现用名称：海河新程生物医药有限公司" in page
    assert "示例名录2021年版，第2号" in page
    assert "示〔2021〕12号" in page
    assert "补录" in page


def test_proof_when_not_listed_that_day_then_says_before_and_after(client, history):
    left = text(client.get(unit_page(history.left, "proof/?on=2023-12-15")))
    early = text(client.get(unit_page(history.joined, "proof/?on=2022-01-01")))

    assert "下列单位<strong>不在</strong>" in left
    assert "未列入示例名录2023年版" in left
    assert "下列单位<strong>不在</strong>" in early
    assert "此后列入" in early


@pytest.mark.parametrize("typed", ["abc", "2030-01-01", "2020-01-01", "2026-02-30"])
def test_proof_when_day_cannot_be_used_then_proves_nothing(client, history, typed):
    page = text(client.get(unit_page(history.stayed, f"proof/?on={typed}")))

    assert "经查" not in page
    assert 'role="alert"' in page


def test_edition_page_when_read_then_is_the_paper_as_it_was(client, history):
    page = text(client.get(history.editions[0].get_absolute_url()))

    lines = re.findall(r'<td class="lead">(\d+)</td><th scope="row">([^<]+)', page)
    assert lines == [
        ("1", "渤海示例精密制造有限公司"),
        ("2", "海河示例生物医药有限公司"),
        ("3", "津沽示例贸易有限公司"),
    ]
    assert "示〔2021〕12号" in page
    assert "2021年12月20日" in page


def test_edition_page_when_number_is_missing_then_says_so(client, history):
    assert "待编号" in text(client.get(history.editions[1].get_absolute_url()))
    assert "待编号" in text(client.get("/roster/editions/"))
    assert client.get("/roster/editions/1999-1/").status_code == 404


def test_comparison_when_two_editions_then_lists_every_change(history):
    found = list(changes(between_editions(*history.editions[:2])))

    assert [row[:3] for row in found] == [
        ("新增", history.alliance.name, ""),
        ("移出", history.left.name, ""),
        ("更名", "海河新程生物医药有限公司", "海河示例生物医药有限公司"),
    ]


def test_comparison_when_newer_is_a_batch_then_nobody_left(history):
    found = list(changes(between_editions(*history.editions[1:])))

    assert [row[:2] for row in found] == [("新增", history.joined.name)]


def test_comparison_when_renamed_without_a_new_paper_then_told_once(history):
    new, old = "渤海新名精密制造有限公司", history.stayed.name
    rename(unit=history.stayed, name=new, on=date(2025, 5, 1), by=None)
    second, third = history.editions[1:]

    later = list(changes(between_editions(second, third)))
    by_days = list(changes(Comparison(Side(date(2025, 4, 30)), Side(date(2025, 5, 1)))))
    afterwards = list(changes(Comparison(Side(date(2025, 5, 1)), Side(third.published_on))))

    assert ("更名", new, old) in [row[:3] for row in later]
    assert [row[:3] for row in by_days] == [("更名", new, old)]
    assert "更名" not in [row[0] for row in afterwards]


def test_comparison_when_renamed_twice_then_first_and_last_name(history):
    old = "海河示例生物医药有限公司"
    rename(unit=history.renamed, name="海河三名生物医药有限公司", on=date(2025, 5, 1), by=None)

    found = list(changes(between_editions(history.editions[0], history.editions[2])))

    assert ("更名", "海河三名生物医药有限公司", old) in [row[:3] for row in found]


def test_compare_page_when_asked_backwards_or_by_days_then_same_answer(client, history):
    for query in (
        "from=2021-1&to=2023-1",
        "from=2023-1&to=2021-1",
        "from_on=2022-01-01&to_on=2024-01-01",
    ):
        page = text(client.get(f"/roster/compare/?{query}"))
        assert "新增1家，移出1家，更名1家。" in page
        assert "Excel（3行）" in page


@pytest.mark.parametrize(
    "query",
    ["from=1999-1&to=2023-1", "from_on=abc&to_on=2024-01-01", "from_on=2020-01-01", "from=%00x"],
)
def test_compare_page_when_question_is_wrong_then_says_what_to_do(client, history, query):
    page = text(client.get(f"/roster/compare/?{query}"))

    assert 'role="alert"' in page
    assert client.get(f"/roster/compare/export.csv?{query}").status_code == 404


def test_compare_page_when_one_edition_then_says_why_nothing_is_compared(client):
    make_edition([make_unit()], date(2021, 12, 20))

    assert "目前只有一个版次" in text(client.get("/roster/compare/"))


def test_pages_when_empty_register_then_say_what_will_be_here(client):
    for path in ("/roster/editions/", "/roster/as-of/", "/roster/compare/"):
        assert "名录还没有公布" in text(client.get(path))
