"""Saved views, chosen columns, display switches: what a person may set for themselves."""

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.models import ColumnChoice, SavedView
from ipcontact.ui.services import VIEWS_PER_PAGE, save_view
from tests.factories import make_agency, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages")]
POSTED = {"page": "sample.regions", "query": "kind=zone&sort=-name", "next": "/staff-regions/"}


def view_of(owner, name="功能区", **values) -> SavedView:
    values = {
        "page": "sample.regions",
        "query": "kind=zone",
        "columns": [],
        "share": False,
    } | values
    return save_view(by=owner, name=name, **values)


def test_save_view_when_posted_then_is_kept_with_an_audit_row_and_opens(client, handler):
    response = client.post("/views/save/", {**POSTED, "name": "功能区", "columns": ["name", "id"]})

    view = SavedView.objects.get()
    assert (view.owner, view.agency, view.columns) == (handler, None, ["name", "id"])
    assert response.url == (f"/staff-regions/?kind=zone&sort=-name&col=name&col=id&view={view.pk}")
    page = client.get(response.url).content.decode()
    assert "视图：功能区" in page
    assert Change.objects.filter(act="保存视图").count() == 1


def test_save_view_when_name_is_used_again_then_replaces(client, handler):
    view_of(handler)

    client.post("/views/save/", {**POSTED, "name": "功能区"})

    assert SavedView.objects.get().query == "kind=zone&sort=-name"


@pytest.mark.parametrize("name", ["", "   ", "长" * 21, "\x00"])
def test_save_view_when_name_is_wrong_then_says_so_and_keeps_nothing(client, handler, name):
    response = client.post("/views/save/", {**POSTED, "name": name}, follow=True)

    assert "没有保存" in response.content.decode()
    assert not SavedView.objects.exists()


def test_save_view_when_too_many_then_refuses(client, handler):
    for number in range(VIEWS_PER_PAGE):
        view_of(handler, f"视图{number}")

    response = client.post("/views/save/", {**POSTED, "name": "又一个"}, follow=True)

    assert "最多存20个视图" in response.content.decode()
    assert SavedView.objects.count() == VIEWS_PER_PAGE


def test_shared_view_when_of_own_agency_then_is_seen_and_of_another_not(client, handler):
    colleague = make_user(agency=handler.agency)
    stranger = make_user(agency=make_agency("station"))
    view_of(colleague, "同事共享的", share=True)
    view_of(colleague, "同事自己的")
    view_of(stranger, "别处共享的", share=True)

    page = client.get("/staff-regions/").content.decode()

    assert "同事共享的" in page
    assert "同事自己的" not in page
    assert "别处共享的" not in page


def test_share_when_the_role_may_not_then_refuses(client, db):
    client.force_login(make_user(Role.EXPERT))

    response = client.post("/views/save/", {**POSTED, "name": "共享", "share": "1"}, follow=True)

    assert "没有保存" in response.content.decode()
    assert not SavedView.objects.exists()


def test_delete_view_when_own_then_goes_and_of_others_stays(client, handler):
    colleague = make_user(agency=handler.agency)
    mine, shared = view_of(handler), view_of(colleague, "共享", share=True)
    private = view_of(colleague, "自己的")

    answers = [
        client.post(f"/views/{view.pk}/delete/", {"next": "/staff-regions/"}).status_code
        for view in (mine, shared, private)
    ]

    assert answers == [302, 302, 404]
    assert set(SavedView.objects.values_list("name", flat=True)) == {"共享", "自己的"}


def test_columns_when_chosen_then_are_remembered_until_the_usual_come_back(client, handler):
    where = {"page": "sample.regions", "next": "/staff-regions/?kind=zone"}

    first = client.post("/views/columns/", {**where, "columns": ["id", "x'y", "\x00"]})
    shown = client.get("/staff-regions/").context["table"]
    client.post("/views/columns/", {**where, "columns": ["id"], "usual": "1"})

    assert first.url == "/staff-regions/?kind=zone"
    assert [column.name for column in shown.columns] == ["name", "id"]
    assert not ColumnChoice.objects.exists()


@pytest.mark.parametrize("path", ["/views/save/", "/views/columns/", "/views/1/delete/"])
def test_settings_when_opened_by_get_then_are_refused(client, handler, path):
    assert client.get(path).status_code == 405


@pytest.mark.parametrize(
    ("name", "value", "mark"),
    [("text", "large", 'data-text="large"'), ("contrast", "high", 'data-contrast="high"')],
)
def test_display_when_switched_then_the_next_page_carries_it_without_script(
    client, name, value, mark
):
    before = client.get("/regions/").content.decode()

    response = client.post("/display/", {name: value, "next": "/regions/?page=2"})

    assert response.url == "/regions/?page=2"
    assert mark not in before
    assert mark in client.get("/regions/").content.decode()


def test_display_when_value_or_cookie_is_unknown_then_is_ignored(client):
    client.cookies["display_text"] = '"><script>'

    response = client.post("/display/", {"text": "huge"})

    assert not response.cookies
    assert "data-text" not in client.get("/regions/").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https:evil.example",
        "\\evil.example",
        "%09//evil",
        "javascript:x",
        "a\r\nb",
    ],
)
def test_display_when_next_leads_away_then_goes_home(client, target):
    assert client.post("/display/", {"text": "large", "next": target}).url == "/"


def test_compact_when_chosen_then_lists_are_dense(client, handler):
    client.post("/display/", {"density": "compact"})

    assert 'class="table dense compact fold"' in client.get("/staff-regions/").content.decode()
