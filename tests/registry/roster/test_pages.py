"""The public list: what it shows, to whom, and what it makes of anything typed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.units.people import UnitPerson
from registry.units.services import rename
from tests.factories import TODAY, make_edition, make_unit, make_units, make_user

pytestmark = pytest.mark.django_db
LIST = "/roster/"


def names(response) -> list[str]:
    """Names in the rows of the list, in order."""
    found = re.findall(r'<th scope="row"><a href="/roster/units/[^"]+">([^<]+)</a>', text(response))
    return [name.strip() for name in found]


def text(response) -> str:
    return response.content.decode()


def test_list_when_nothing_is_published_then_says_what_will_be_here(client):
    response = client.get(LIST)

    assert response.status_code == 200
    assert "名录还没有公布" in text(response)
    assert names(response) == []


def test_list_when_published_then_shows_members_of_today_in_paper_order(client, history):
    response = client.get(LIST)

    assert names(response) == [
        "海河新程生物医药有限公司",
        "渤海示例精密制造有限公司",
        "示例海工装备产业知识产权联盟",
        "云图示例电子商务有限公司",
    ]
    assert "共4家。" in text(response)
    assert "纳入名录不代表对其产品、服务或知识产权质量的认可。" in text(response)


def test_list_when_unit_has_private_values_then_none_of_them_is_shown(client, history):
    unit = history.stayed
    UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name="张示例",
        mobile="13800138000",
        email="zhang@example.com",
        period=("2021-01-01", None),
    )
    unit.note, unit.registered_address = "内部备注勿外传", "示例路1号"
    unit.save(update_fields=["note", "registered_address"])

    pages = [LIST, reverse("roster:unit", args=[unit.public_no]), "/roster/export.csv"]
    shown = "".join(b"".join(client.get(page)).decode() for page in pages)

    for private in ("张示例", "13800138000", "zhang@example.com", "内部备注", "示例路1号"):
        assert private not in shown
    assert history.outsider.name not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=新程", ["renamed"]),
        ("q=海河示例", ["renamed"]),
        ("q=bhsl", ["stayed"]),
        ("q=ＢＨＳＬ", ["stayed"]),
        ("kind=alliance", ["alliance"]),
        ("kind=platform", ["joined"]),
        ("criterion=4", ["renamed", "joined"]),
        ("criterion=7", ["alliance"]),
        ("area=zones", ["stayed", "alliance", "joined"]),
        ("area=streets", ["renamed"]),
        ("area=120116156", ["renamed"]),
        ("year=2021", ["renamed", "stayed"]),
        ("year=2026", ["joined"]),
        ("edition=2023-1", ["renamed", "stayed", "alliance"]),
        ("edition=2021-1", ["renamed", "stayed"]),
        ("agency=示例保护中心", ["renamed", "joined"]),
        ("sort=name", ["stayed", "renamed", "alliance", "joined"]),
        ("sort=-listed", ["joined", "alliance", "renamed", "stayed"]),
        ("area=zones&kind=platform&q=云图", ["joined"]),
        ("as_of=2022-06-01", ["stayed", "renamed", "left"]),
        ("as_of=2022-06-01&q=津沽", ["left"]),
        ("as_of=2024-01-01&year=2021&sort=listed", ["stayed", "renamed"]),
        ("as_of=2024-01-01&edition=2023-1", ["renamed", "stayed", "alliance"]),
    ],
)
def test_list_when_filtered_then_shows_exactly_the_matching_units(client, history, query, expected):
    response = client.get(f"{LIST}?{query}")

    wanted = [getattr(history, key).public_no for key in expected]
    assert re.findall(r'scope="row"><a href="/roster/units/(\w+)/', text(response)) == wanted


def test_search_when_code_is_typed_with_gaps_then_finds_the_unit(client, history):
    code = history.joined.credit_code.lower()

    response = client.get(LIST, {"q": f" {code[:2]} {code[2:8]} {code[8:]}"})

    assert names(response) == [history.joined.name]


def test_list_when_as_of_old_day_then_prints_names_and_order_of_that_day(client, history):
    response = client.get(LIST, {"as_of": "2021-12-31"})

    assert names(response) == [
        "渤海示例精密制造有限公司",
        "海河示例生物医药有限公司",
        "津沽示例贸易有限公司",
    ]
    assert "共3家。" in text(response)
    assert "截至2021年12月31日" in text(response)
    assert "现用名称：海河新程生物医药有限公司" in text(response)


@pytest.mark.parametrize(
    ("typed", "message", "count"),
    [
        ("2021-12-19", "第一个版次于 2021-12-20 公布", 0),
        ("abc", "看不懂日期", 4),
        ("2026-02-30", "看不懂日期", 4),
        ("0000-00-00", "看不懂日期", 4),
        ("2030-01-01", "在今天之后", 4),
        ("2021年12月31日", "截至2021年12月31日", 3),
    ],
)
def test_list_when_day_cannot_be_used_then_says_so(client, history, typed, message, count):
    response = client.get(LIST, {"as_of": typed})

    assert response.status_code == 200
    assert message in text(response)
    assert len(names(response)) == count


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%25_%5C'%22",
        "q=" + "长" * 10_000,
        "page=-1",
        "page=1e9",
        "page=99999999999999999999",
        "per=7",
        "sort=unit__note",
        "kind=nothing",
        "kind[]=alliance",
        "year=99999",
        "year=abc",
        "edition=../..",
        "as_of=99999-12-31",
        "area=120116999",
        "criterion=44",
        "q=%ff%fe",
    ],
)
def test_list_when_hostile_value_then_answers_calmly(client, history, query):
    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 200
    assert client.get(f"/roster/export.csv?{query}").status_code == 200


def test_list_when_name_holds_markup_then_it_is_escaped(client):
    make_edition([make_unit("<script>alert(1)</script>示例")])

    response = client.get(LIST, {"q": '"><img src=x>'})

    assert "<script>alert" not in text(response)
    assert "<img src=x>" not in text(response)
    assert "&lt;script&gt;" in text(client.get(LIST))


def test_list_when_many_then_counts_in_words_and_pages(client):
    make_edition(make_units(60))

    first = client.get(LIST)
    narrowed = client.get(LIST, {"per": "25", "page": "2", "q": "精密", "utm_source": "x"})

    assert "共60家，本页第1–50家。" in text(first)
    assert "共60家，符合条件的 <strong>60家</strong>，本页第26–50家。" in text(narrowed)
    assert len(names(narrowed)) == 25
    assert "utm_source" not in text(narrowed)
    assert "Excel（60行）" in text(first)


def test_list_when_one_or_thirty_rows_then_as_many_queries(client):
    make_edition(make_units(1))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(LIST)
    make_edition(make_units(30))
    with CaptureQueriesContext(connection) as thirty:
        client.get(LIST)

    assert len(thirty) == len(one)
    assert len(one) <= 12


def test_list_when_unchanged_then_anonymous_reader_gets_304(client, history):
    first = client.get(LIST, {"kind": "platform", "utm_source": "x"})
    again = client.get(LIST, {"kind": "platform"}, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "public" in first["Cache-Control"]
    assert "Cookie" in first["Vary"]


def test_list_when_roster_changes_then_the_old_etag_is_stale(client, history):
    etag = client.get(LIST)["ETag"]
    rename(unit=history.joined, name="云图更新示例有限公司", on=TODAY, by=None)

    response = client.get(LIST, headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "云图更新示例有限公司</a><br>" in text(response)
    assert "（原名云图示例电子商务有限公司）" in text(response)


def test_list_when_signed_in_then_nothing_is_kept(client, history):
    client.force_login(make_user())

    response = client.get(LIST)

    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
@pytest.mark.parametrize("path", [LIST, "/", "/criteria/", "/roster/export.csv"])
def test_public_pages_when_not_read_then_refused(client, history, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_home_when_published_then_counts_the_roster_of_today(client, history):
    page = text(client.get("/"))

    assert "查看名录（4家）" in page
    assert "示例名录2026年第一批" in page
    assert page.count("<li><span>") == 9
    assert re.findall(r"<dt>([^<]+)</dt><dd>(\d+) <small", page) == [
        ("在库单位", "4"),
        ("企业", "2"),
        ("电子商务平台", "1"),
        ("产业联盟", "1"),
    ]


def test_home_when_empty_then_says_so(client):
    page = text(client.get("/"))

    assert "还没有公布名录" in page
    assert "名录概况" not in page
