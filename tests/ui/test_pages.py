"""Record, form and action pages."""

import re

import pytest

from ipcontact.accounts.models import Region
from ipcontact.audit.models import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_pages", "handler")]


def region(**where) -> Region:
    return Region.objects.get(code="120116001", **where)


def test_record_when_invisible_then_is_404_like_a_missing_one(client):
    town = Region.objects.filter(kind="town").first()

    found = [client.get(f"/r/{code}/edit/") for code in (town.code, "000000000", "0" * 500, "%00")]

    assert [r.status_code for r in found] == [404] * 4
    assert town.name not in found[0].content.decode()


def test_form_when_shown_then_fields_carry_values_labels_and_the_version(client):
    page = client.get("/r/120116001/edit/").content.decode()

    assert 'value="塘沽街道"' in page
    assert '<label for="id_name">名称</label>' in page
    assert 'name="_version"' in page


def test_form_when_right_then_changes_once_and_leaves_an_audit_row(client, handler):
    before = Change.objects.count()

    response = client.post("/r/120116001/edit/", {"name": "新名街道", "kind": "town"})

    assert response.status_code == 302
    assert response.url == "/regions/"
    assert region().name == "新名街道"
    assert Change.objects.count() - before == (1 if Region._meta.triggers else 0)


def test_form_when_wrong_then_keeps_the_input_and_links_to_the_field(client):
    response = client.post("/r/120116001/edit/", {"name": "", "kind": "town"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "有1处需要改正" in page
    assert 'aria-labelledby="errors" tabindex="-1" autofocus' in page
    assert 'href="#id_name"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert '<option value="town" selected>' in page
    assert region().kind == "sub_district"


def test_form_when_the_service_refuses_then_says_why_on_the_same_page(client):
    response = client.post("/r/120116001/edit/", {"name": "不行", "kind": "town"})

    assert response.status_code == 200
    assert "这个名称不行，请换一个。" in response.content.decode()
    assert 'value="不行"' in response.content.decode()
    assert region().name == "塘沽街道"


def test_form_when_changed_meanwhile_then_refuses_and_shows_both(client):
    page = client.get("/r/120116001/edit/").content.decode()
    version = re.search(r'name="_version" value="(\w+)"', page)[1]
    Region.objects.filter(code="120116001").update(name="别人改的街道")

    response = client.post(
        "/r/120116001/edit/", {"name": "我改的街道", "kind": "sub_district", "_version": version}
    )

    assert response.status_code == 409
    text = response.content.decode()
    assert "被别人修改过" in text
    assert "别人改的街道" in text
    assert "我改的街道" in text
    assert region().name == "别人改的街道"


def test_form_when_sent_again_after_seeing_both_then_saves(client):
    stale = client.post(
        "/r/120116001/edit/", {"name": "我改的街道", "kind": "town", "_version": "x"}
    )
    version = re.search(r'name="_version" value="(\w+)"', stale.content.decode())[1]

    client.post("/r/120116001/edit/", {"name": "我改的街道", "kind": "town", "_version": version})

    assert region().name == "我改的街道"


def test_form_when_extra_fields_are_sent_then_they_change_nothing(client):
    client.post("/r/120116001/edit/", {"name": "新名街道", "kind": "town", "code": "1", "id": "1"})

    assert region().name == "新名街道"


def test_action_when_opened_or_first_posted_then_says_what_will_happen(client):
    picks = ["120116001", "120116005", "120116001"]

    shown = [client.get("/rename/", {"pick": picks}), client.post("/rename/", {"pick": picks})]

    for response in shown:
        assert response.status_code == 200
        assert "2个区域会改名。" in response.content.decode()
    assert region().name == "塘沽街道"


def test_action_when_confirmed_then_acts_and_goes_back(client):
    response = client.post(
        "/rename/", {"pick": ["120116001"], "confirm": "1", "reason": "区划调整"}
    )

    assert response.status_code == 302
    assert region().name == "塘沽街道新"


def test_action_when_refused_then_keeps_rows_and_reason(client):
    response = client.post("/rename/", {"pick": ["120116001"], "confirm": "1", "reason": "不行"})

    page = response.content.decode()
    assert "这个理由不行。" in page
    assert 'name="pick" value="120116001"' in page
    assert region().name == "塘沽街道"


LIST = "/regions/?q=%E8%A1%97&amp;kind=zone&amp;page=2"


def test_action_when_chosen_on_a_filtered_list_then_leads_back_to_it_as_it_was(client):
    chosen = {"pick": "120116001", "list": "/regions/?q=%E8%A1%97&kind=zone&page=2"}

    asked = client.post("/rename/", chosen).content.decode()
    refused = client.post("/rename/", {**chosen, "reason": "不行", "confirm": "1"})
    done = client.post("/rename/", {**chosen, "reason": "整理", "confirm": "1"})

    for page in (asked, refused.content.decode()):
        assert f'name="list" value="{LIST}"' in page
        assert f'href="{LIST}">返回，不办理' in page
    assert done.url == chosen["list"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/regions/",
        "https://evil.example/regions/",
        "/other/?a=1",
        "\\evil",
        "x" * 9999,
    ],
)
def test_action_when_another_address_is_sent_then_it_is_not_followed(client, address):
    chosen = {"pick": "120116001", "list": address, "reason": "整理", "confirm": "1"}

    assert client.post("/rename/", chosen).url == "/regions/"


def test_pages_when_signed_out_then_go_to_sign_in(client):
    client.logout()

    for path in ("/rename/", "/r/120116001/edit/", "/desk/", "/search/", "/menu/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=")
