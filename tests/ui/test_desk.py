"""Desk, global search and menus show what the rooms registered, to whom it belongs."""

from datetime import date, timedelta

import pytest

from ipcontact.ui import registry
from ipcontact.ui.desk import work
from ipcontact.ui.registry import (
    DeskCard,
    MenuEntry,
    PublicEntry,
    Registry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
)

TODAY = date(2026, 9, 16)  # a Wednesday


@pytest.fixture
def empty_registry(monkeypatch):
    """Registries with nothing of the product in them."""
    for name in ("menu", "public_menu", "desk_cards", "worklist", "global_search"):
        kind = getattr(registry, name).kind
        monkeypatch.setattr(registry, name, Registry(kind))


def item(title: str, days: int | None) -> WorkItem:
    due = None if days is None else TODAY + timedelta(days=days)
    return WorkItem(
        title=title, url="/x/", reason="因为", action="办理", due_on=due, days_left=days
    )


def test_work_when_gathered_then_groups_by_urgency_with_the_latest_first(empty_registry):
    items = [item("以后的", 20), item("今天的", 0), item("无期限", None), item("迟的", -3)]
    items.append(item("周五的", 2))
    registry.worklist.add(WorkSource(name="甲", audience="a", items=lambda user, day: items))

    found = work(None, TODAY, lambda audience: True)

    groups = [(g.title, [i.title for i in g.items]) for g in found["groups"]]
    assert groups == [
        ("今天必须办", ["迟的", "今天的"]),
        ("本周到期", ["周五的"]),
        ("以后到期", ["以后的"]),
        ("没有期限", ["无期限"]),
    ]
    assert (found["total"], found["urgent"], found["later"]) == (5, 2, 3)


@pytest.mark.django_db
def test_desk_when_there_is_nothing_to_do_then_says_what_would_be_here(
    client, handler, empty_registry
):
    page = client.get("/desk/").content.decode()

    assert "没有要办的事" in page
    assert "按紧急程度列在这里" in page


@pytest.mark.django_db
def test_desk_when_work_and_cards_exist_then_shows_only_those_of_the_person(
    client, handler, empty_registry, fixed_today
):
    fixed_today("2026-09-16")
    for audience, title in (("units.view", "自己的事"), ("audit.view", "审计的事")):
        registry.worklist.add(
            WorkSource(name=title, audience=audience, items=lambda user, day, t=title: [item(t, 0)])
        )
        registry.desk_cards.add(
            DeskCard(
                title=f"{title}的数字",
                template="ui/figures.html",
                audience=audience,
                context=lambda user: {"figures": [("在办", 1206, "")]},
            )
        )

    client.get("/accounts/")
    page = client.get("/desk/").content.decode()

    assert "自己的事" in page
    assert "审计的事" not in page
    assert "今天到期" in page
    assert "1,206" in page
    assert "9月16日 周三" in page


@pytest.mark.django_db
def test_search_when_sources_find_something_then_lists_it_by_kind(client, handler, empty_registry):
    def units(user, term, limit):
        hits = [
            SearchHit(title=f"{term}{n}号", url="/u/", code="91120116MA8EX0M12M") for n in range(30)
        ]
        return hits[:limit]

    registry.global_search.add(SearchSource(label="单位", audience="units.view", find=units))
    registry.global_search.add(SearchSource(label="审计", audience="audit.view", find=units))

    page = client.get("/search/?q=示例").content.decode()

    assert page.count("示例") - page.count("“示例”") >= 10
    assert "先列10条" in page
    assert '<span class="code"><span>91</span><span>120116</span>' in page
    assert ">审计</h2>" not in page


@pytest.mark.django_db
def test_search_when_more_is_found_than_listed_then_leads_to_the_whole_list(
    client, handler, empty_registry
):
    def units(user, term, limit):
        return [SearchHit(title=f"{n}号", url="/u/") for n in range(int(term))][:limit]

    registry.global_search.add(
        SearchSource(
            label="单位", audience="units.view", find=units, whole=lambda term: f"/units/?q={term}"
        )
    )

    pages = [client.get(f"/search/?q={term}").content.decode() for term in (10, 11)]

    assert ['href="/units/?q=' in page for page in pages] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("term", ["%00", "%25", "%5C'", "长" * 5000, "%FF", "&q=2"])
def test_search_when_anything_is_typed_then_answers(client, handler, term):
    assert client.get(f"/search/?q={term}").status_code == 200


@pytest.mark.django_db
def test_menus_when_a_page_does_not_exist_then_nothing_links_to_it(client, handler, empty_registry):
    registry.public_menu.add(PublicEntry(label="进度查询", url_name="nothing:here"))
    registry.menu.add(MenuEntry(label="没有的", url_name="nothing:here", audience="public"))
    registry.menu.add(MenuEntry(label="审计的", url_name="ui:search", audience="audit.view"))
    registry.menu.add(
        MenuEntry(label="工作台", url_name="ui:desk", audience="desk.view", count=lambda user: 12)
    )

    page = client.get("/desk/").content.decode()

    assert "进度查询" not in client.get("/display/").content.decode()
    assert "没有的" not in page
    assert "审计的" not in page
    assert '<a href="/desk/" aria-current="page">' in page
    assert '<span class="vh">待办 </span>12</span>' in page


@pytest.mark.django_db
def test_menu_when_more_than_nine_then_the_rail_keeps_nine(client, handler, empty_registry):
    for number in range(12):
        registry.menu.add(
            MenuEntry(label=f"功能{number}", url_name="ui:search", audience="desk.view")
        )

    rail = client.get("/desk/").content.decode()
    menu = client.get("/menu/").content.decode().partition("<main")[2]
    assert rail.count("</svg>功能") == 9
    assert '<li class="pin"><a href="/menu/">' in rail
    assert [f"功能{number}</a>" in menu for number in range(12)] == [True] * 12


@pytest.mark.django_db
def test_menu_when_nine_or_fewer_then_more_is_for_phones_only(client, handler, empty_registry):
    registry.menu.add(MenuEntry(label="工作台", url_name="ui:desk", audience="desk.view"))

    assert '<li class="pin more"><a href="/menu/">' in client.get("/desk/").content.decode()
