"""Promise 31: whatever is typed into an address or a form, the answer is never a server error."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from ipcontact.accounts.audiences import PUBLIC
from registry.units.models import Unit
from tests.addresses import addresses
from tests.examples import parameters

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
UNIT = "/units/{public_no}/"


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


FORMS = {
    f"{UNIT}edit/": (
        "jingban1",
        "kind=enterprise registration_state=active registered_on=2020-01-01 legal_form=x "
        "registration_authority=x industry_code=C region= lead_agency= co_agency= "
        "registered_address=x business_address=x note=x _version= id= status=",
    ),
    "/units/{outside}/rename/": ("jingban1", "name=示例新名 on=2026-01-01 evidence=x pinyin="),
    "/units/{outside}/appoint/": (
        "jingban1",
        "role=primary_contact name=示例甲 on=2026-01-01 department= title= mobile= phone= email=",
    ),
    f"{UNIT}reveal/": ("jingban1", "confirm=1 reason=x"),
    "/units/assign/": ("jingban1", "confirm=1 agency=1 pick=LX000001"),
    "/units/as-text/": ("jingban1", "pick=LX000001"),
    "/views/save/": ("jingban1", "page=units name=v query=q columns=name share=on next=/units/"),
    "/views/columns/": ("jingban1", "page=units columns=name next=/units/"),
    "/imports/{key}/answers/": (
        "jingban1",
        "purpose=edition edition_name=x kind=addition published_on=2021-12-31 document_no=x "
        "confirmed_codes=x",
    ),
    "/applications/form/lookup/": (None, "application_no=SB202600001 lookup_code=x next=/x/"),
    "/rounds/new/": (
        "jingban1",
        "name=示例批次 scheme=1 form_version=2026 is_standing= opens_at=2026-09-01T09:00 "
        "closes_at=2026-09-30T17:00 grace_minutes=30 counted_on=2026-08-31 confirm_days=7 "
        "correction_days=5 agency_review_days=5 bureau_review_days=10 contact_agency=1 "
        "contact_phone=x document_no=x introduction=x materials=x state=open",
    ),
    "/rounds/{rounds/number}/extend/": (
        "jingban1",
        "confirm=1 closes_at=2099-09-30T17:00 reason=x _version=1",
    ),
    "/units/register/": (
        "jingban1",
        "credit_code=x name=x kind=enterprise region= lead_agency= registered_address=x "
        "contact_name=x contact_mobile=x contact_phone=x contact_email=x is_distinct=on",
    ),
    "/notices/{notices/number}/portal/": (
        "jingban1",
        "confirm=1 url=https://x.example/ portal_on=2099-01-05 version=1",
    ),
    "/notices/{notices/number}/extend/": (
        "lingdao",
        "confirm=1 ends_on=2099-01-05 reason=x version=1",
    ),
    "/notices/{notices/number}/decided/": (
        "jingban1",
        "confirm=1 action=extend ends_on=2099-01-05 decider=1 decided_on=2026-11-01 "
        "channel=paper minutes_no=x document_no=x reason=x",
    ),
    "/suspensions/units/{public_no}/suspend/": ("lingdao", "confirm=1 reason=x"),
    "/objections/new/{objections/new/number}/": (
        None,
        "item=1 reason=x name=x unit_name=x phone=x email=a@b.cn is_anonymous=on",
    ),
    "/objections/lookup/": (None, "number=YY2026-001 code=x"),
    "/objections/{objections/number}/settle/": (
        "jingban1",
        "confirm=1 reason=x goes_on=on version=1",
    ),
    "/objections/register/": (
        "jingban1",
        "item=1 reason=x channel=call received_on=2026-11-01 follows=x name=x phone=x email=x",
    ),
    "/documents/{documents/key}/edit/": ("jingban1", "title=x addressee=x text=x _version=1"),
    "/documents/{documents/key}/number/": (
        "jingban1",
        "confirm=1 series=1 document_no=x accept_warnings=on version=1",
    ),
    "/changes/units/{public_no}/tell/split/": (
        "jingban1",
        "name_1=x code_1=x asks_1=on name_3=x code_3=x effective_on=2026-11-01 basis=x "
        "channel=online",
    ),
    "/changes/units/{public_no}/contact/": (
        "jingban1",
        "role=primary_contact name=x department=x title=x mobile=x phone=x email=x channel=phone",
    ),
    "/removals/units/{public_no}/propose/": ("jingban1", "confirm=1 ground=1 reason=x"),
    "/display/": (None, "text=large next=/"),
    "/accounts/login/": (None, "login=a password=b next=/"),
    "/accounts/password/reset/": (None, "email=a@b.cn"),
    "/accounts/people/new/": ("xitong", "username=neu name=x agency= mobile= email="),
    "/accounts/import/": ("xitong", "rows=x"),
    "/workdays/import/": ("xitong", "plan=x reason=x"),
    "/admin/accounts/agency/add/": (
        "xitong",
        "code=A1 name=x short_name= kind=station parent= regions=1 email=",
    ),
    "/admin/ui/siteprofile/1/change/": (
        "xitong",
        "organ_name=x site_name=x short_name=x phone=",
    ),
    "/admin/registry/criterion/add/": (
        "xitong",
        "scheme=1 code=77 short_name=x wording=x unit_kinds=enterprise threshold=1",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_when_a_field_is_hostile_then_answered_below_500(
    story, form, django_db_blocker, settings
):
    username, typed = FORMS[form]
    usual = dict(pair.split("=", 1) for pair in typed.split())
    client, wrong = hostile_client(story, username), []
    outside = Unit.objects.filter(membership_state="outside").first().public_no
    path = form.format(outside=outside, **parameters(story))
    assert client.get(path).status_code in (200, 405)  # the form is there, or takes POST alone
    for name in usual:
        for value in IN_FIELDS:
            cache.clear()
            with transaction.atomic():
                response = client.post(path, {**usual, name: value})
                if response.status_code >= 500:
                    wrong.append((name, value[:3], len(value)))
                transaction.set_rollback(True)

    assert wrong == []


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
