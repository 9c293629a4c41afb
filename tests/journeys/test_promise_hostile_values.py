"""Promise 31: whatever is typed into an address or a form, the answer is never a server error."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from ipcontact.accounts.audiences import PUBLIC
from tests.addresses import addresses
from tests.examples import parameters
from tests.files import samples
from tests.journeys.hostile_forms import FORMS, places

PARAMETERS = """
    q page per sort col view region kind agency gap criterion area year edition as_of from to
    from_on to_on on format person day since until request table act operation row next pick
    membership_state registration_state verdict is_active roles start n status[] no word compare
"""
IN_ADDRESSES = (
    "%00",
    "%ED%A0%80%FF",  # a lone surrogate and bytes that are no UTF-8
    "-1",
    "9" * 26,
    "1e9",
    "x" * 3000,
    quote("𠮷\u202e😀²%_\\'\"([<script>"),
    "99999-12-31",
    "9999-12-31",
    "0001-01-01",
)
IN_FIELDS = (
    "\x00",
    "\u200b\u200b",
    "㍿" * 100,  # grows when made plain
    "ŉ" * 119,
    "İ" * 39,  # grows in lower case
    "x" * 70_000,
    "\u202e😀𠮷",
    "9" * 40,
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "a\r\nX: y",
)


def hostile_client(story, username: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(story.people[username])
    return client


# Who opens an address here: the first of them whom its audience admits.
OPENERS = ("jingban1", "lingdao", "neiqin1", "danwei", "shenji", "xitong", "anquan")


def opener(story, address) -> str | None:
    """None: anybody, so nobody signs in; "" when none of them is admitted."""
    if address.audience == PUBLIC:
        return None
    admitted = (name for name in OPENERS if address.admits(story.people[name].roles[0]))
    return next(admitted, "")


@pytest.mark.parametrize("turn", range(3))
def test_address_when_its_query_is_nonsense_then_answered_below_500(story, turn):
    """Every parameter has the same value; an address meets three of them, the next one others."""
    wrong, names = [], PARAMETERS.split()
    clients = {name: hostile_client(story, name) for name in (None, *OPENERS)}
    for at, address in enumerate(addresses(story)):
        who = opener(story, address)
        if who == "" or "logout" in address.path:
            continue
        value = IN_ADDRESSES[(at + turn * 3) % len(IN_ADDRESSES)]
        path = address.path.partition("?")[0]
        response = clients[who].get(f"{path}?{'&'.join(f'{name}={value}' for name in names)}")
        if response.status_code >= 500:
            wrong.append((who, path, value[:20]))
        response.close()

    assert wrong == []


@pytest.mark.parametrize("number", ["%00", "9" * 26, "-1", "%C2%B2", "%FF", "x" * 500, "..%2F"])
def test_number_in_the_address_when_nonsense_then_not_found(story, number):
    client = hostile_client(story, "jingban1")
    for place in (
        "units/{}/",
        "units/{}/edit/",
        "units/{}/reveal/",
        "roster/units/{}/",
        "imports/{}/",
        "rounds/{}/",
        "rounds/{}/call.docx",
        "rounds/{}/drafts/x/called/",
    ):
        assert client.get(f"/{place.format(number)}").status_code == 404
    assert client.post(f"/views/{number}/delete/").status_code == 404


@pytest.mark.parametrize("value", ["%00", "9" * 26, "0001-01-01"])
def test_admin_lists_when_filtered_by_nonsense_then_refused_or_ignored(story, value):
    client, wrong = hostile_client(story, "xitong"), []
    for model, section in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        filters = [item for item in section.list_filter if isinstance(item, str)]
        for name in (*filters, "q", "o", "p", "e", "_popup", "_to_field", "_facets", "id__in"):
            if client.get(f"{base}?{name}={value}").status_code >= 500:
                wrong.append((base, name))

    assert wrong == []


@pytest.mark.parametrize(
    "lookup", ["password__startswith", "password", "email__startswith", "mobile"]
)
def test_admin_list_when_asked_for_a_stored_secret_then_refused(story, lookup):
    for username in ("xitong", "anquan"):
        client = hostile_client(story, username)
        assert client.get(f"/admin/accounts/user/?{lookup}=a").status_code == 400
        assert client.get(f"/admin/accounts/agency/?users__{lookup}=a").status_code == 400


@pytest.mark.parametrize("form", FORMS)
def test_form_when_a_field_is_hostile_then_answered_below_500(story, form, settings):
    settings.SUSPENSION_ENABLED = True
    username, typed = FORMS[form]
    client, wrong = hostile_client(story, username), []
    with transaction.atomic():
        known = {**parameters(story), **places(form, story)}
        path, typed = form.format(**known), typed.format(**known)
        usual = dict(pair.split("=", 1) for pair in typed.split())
        assert client.get(path).status_code in (200, 405)  # the form is there, or takes POST alone
        for name in usual:
            for value in IN_FIELDS:
                cache.clear()
                with transaction.atomic():
                    response = client.post(path, {**filled(usual), name: value})
                    if response.status_code >= 500:
                        wrong.append((name, value[:3], len(value)))
                    transaction.set_rollback(True)
        transaction.set_rollback(True)

    assert wrong == []


def filled(usual: dict[str, str]) -> dict:
    """What a browser would send: a fresh file where the form asks for one."""
    return {
        name: samples.upload("示例.pdf", samples.pdf()) if value == "@" else value
        for name, value in usual.items()
    }


def test_form_when_its_bytes_are_no_text_then_answered_below_500(story):
    client = hostile_client(story, "jingban1")
    path = f"/units/{story.station_unit.public_no}/rename/"
    body = b"name=%ED%A0%80%FF%00&on=%ff&evidence=\xed\xa0\x80\xff&pinyin=%C0%AF"
    for kind in (
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=x",
    ):
        assert client.generic("POST", path, body, kind).status_code < 500
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json"):
        assert client.generic("POST", path, b"--x\r\n\xff{", kind).status_code < 500


def test_form_when_it_has_two_thousand_fields_then_400(story):
    client = hostile_client(story, "jingban1")
    number = story.station_unit.public_no

    assert (
        client.post(f"/units/{number}/edit/", {f"f{i}": 1 for i in range(2000)}).status_code == 400
    )
    assert client.post("/accounts/login/", {f"f{i}": 1 for i in range(2000)}).status_code == 400


@pytest.mark.parametrize("cookie", ["../../x'\"", "x" * 5000, "\x01\x7f", "\xf0\xa0\xae"])
def test_cookies_when_garbage_then_ignored(story, cookie):
    client = hostile_client(story, None)
    for name in ("sessionid", "csrftoken", "messages", "display_text", "django_language"):
        client.cookies[name] = cookie

    assert client.get("/").status_code == 200
    assert client.get("/desk/").status_code == 302
    assert client.get("/accounts/login/").status_code == 200
