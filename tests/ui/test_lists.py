"""The list page: filters, order, chips, count, pages, columns, bulk acts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages")]


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].page.object_list]


def test_list_when_opened_then_shows_the_first_page_and_says_how_many(client):
    total = Region.objects.count()

    response = client.get("/regions/")

    assert len(names(response)) == 25
    assert f"共 <strong>{total}个</strong>" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=0",
        "page=1e9",
        "page=NaN",
        "page=" + "9" * 300,
        "sort=unknown",
        "sort=--name",
        "sort=name,code",
        "sort=password",
        "kind[]=town",
        "kind=nothing",
        "agencies=0",
        "agencies=99999999999999999999999999",
        "agencies=abc",
        "q=%00",
        "q=%FF%FE",
        "q=" + "长" * 3000,
        "q=%25_%5C'\"(",
        "code=%ED%A0%80",
        "per=7",
        "per=1000000",
        "col=nothing&col=%00",
        "view=abc",
        "%00=1",
        "&".join(f"q={n}" for n in range(300)),
    ],
)
def test_list_when_the_address_is_nonsense_then_still_answers(client, handler, query):
    for path in ("/regions/", "/staff-regions/"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_list_when_a_filter_is_not_understood_then_says_so_and_shows_all(client):
    response = client.get("/regions/?kind=nothing")

    assert "有些条件看不懂，没有使用：类别" in response.content.decode()
    assert response.context["count"].number == Region.objects.count()


def test_list_when_filtered_then_chip_names_it_and_takes_it_away(client):
    zones = Region.objects.filter(kind="zone", name__contains="天津").count()

    response = client.get("/regions/?kind=zone&q=天津&sort=-name&page=9")

    chips = {(c.label, c.value): c.without for c in response.context["chips"]}
    assert set(chips) == {("区域名称", "天津"), ("类别", "功能区")}
    assert "kind=zone" not in chips[("类别", "功能区")]
    assert "sort=-name" in chips[("类别", "功能区")]
    assert response.context["count"].number == zones


def test_list_when_sorted_then_orders_rows_and_marks_the_column(client):
    response = client.get("/regions/?sort=-name&per=100")

    assert names(response) == list(Region.objects.order_by("-name").values_list("name", flat=True))
    assert 'aria-sort="descending"' in response.content.decode()


def test_list_when_paged_by_equal_keys_then_no_row_shows_twice(client):
    pages = [names(client.get(f"/regions/?sort=kind&page={n}")) for n in (1, 2)]

    assert sorted(pages[0] + pages[1]) == sorted(Region.objects.values_list("name", flat=True))


def test_list_when_value_is_html_then_is_escaped(client):
    Region.objects.create(code="999999999", name="<b>危险</b>", kind="zone")

    page = client.get("/regions/?q=<b>危险").content.decode()

    assert "<b>危险" not in page
    assert "&lt;b&gt;危险&lt;/b&gt;" in page


def test_list_when_there_is_nothing_yet_then_says_what_would_be_here(client):
    Region.agencies.through.objects.all().delete()
    Region.objects.all().delete()

    page = client.get("/regions/").content.decode()

    assert "还没有区域" in page
    assert "载入基础数据以后列在这里" in page
    assert "<table" not in page


def test_list_when_nothing_fits_then_offers_to_clear(client):
    page = client.get("/regions/?q=没有的区域").content.decode()

    assert "没有符合条件的区域" in page
    assert "清除全部条件" in page


def test_list_when_rows_are_many_then_asks_the_database_no_more(client, handler):
    def queries(per: int) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(f"/staff-regions/?per={per}")
        return len(found)

    client.get("/staff-regions/")  # the first request of a session writes it
    few = queries(25)
    for number in range(60):
        Region.objects.create(code=f"8{number:08d}", name=f"示例街道{number}", kind="town")

    assert queries(100) == few


def test_list_when_exports_are_offered_then_buttons_carry_rows_and_filters(client):
    page = client.get("/regions/?kind=zone&page=1").content.decode()

    zones = Region.objects.filter(kind="zone").count()
    assert f"Excel（{zones}行）" in page
    address = re.search(r'href="(/desk/\?[^"]*format=xlsx)"', page)[1].replace("&amp;", "&")
    assert "kind=zone" in address
    assert "page=" not in address


def test_list_when_columns_are_chosen_then_shows_them_and_keeps_the_name(client, handler):
    response = client.get("/staff-regions/?col=id")

    assert [c.name for c in response.context["table"].columns] == ["name", "id"]


def test_list_when_public_then_has_no_boxes_and_no_token(client):
    page = client.get("/regions/").content.decode()

    assert 'name="pick"' not in page
    assert "csrfmiddlewaretoken" not in page


def test_list_when_staff_then_boxes_post_to_the_action(client, handler):
    page = client.get("/staff-regions/").content.decode()

    assert 'formaction="/rename/"' in page
    assert 'name="pick" value="120116001"' in page


def test_list_when_filtered_then_its_action_is_told_the_way_back(client, handler):
    page = client.get("/staff-regions/?kind=sub_district&sort=-code").content.decode()

    assert 'name="list" value="/staff-regions/?kind=sub_district&amp;sort=-code"' in page


def test_list_when_posted_to_then_is_refused(client):
    assert client.post("/regions/").status_code == 405


def test_standing_view_when_offered_then_counted_and_marked_when_it_is_the_open_one(
    client, handler
):
    zones = Region.objects.filter(kind="zone").count()

    [closed] = client.get("/staff-regions/").context["standing_views"]
    [opened] = client.get("/staff-regions/?kind=zone").context["standing_views"]

    assert (closed["name"], closed["count"].number, closed["is_open"]) == ("功能区", zones, False)
    assert opened["is_open"]
    assert f'功能区<span class="n">{zones}</span>' in client.get("/staff-regions/").content.decode()
