"""Promises 38, 39, 40: forged requests, headers of every answer, hosts and methods."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client

from tests.addresses import addresses

PEOPLE = (None, "jingban1", "xitong", "shenji")
POSTERS = (None, "jingban1", "xitong")
# What a GET may leave behind: sessions, counters of tries, the record of the reading itself.
OWN_TRACES = {"django_session", "ipcontact_cache", "audit_accessevent", "acts_opening"}
CSP = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
EXTRA = ("/nowhere/", "/static/css/tokens.css", "/static/none.css", "/roster/export.xlsx")
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@dataclass
class Walk:
    """What everybody got on every address, and the tables before and after."""

    wrong: list = field(default_factory=list)
    heads: list = field(default_factory=list)
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)


def client_of(story, username: str | None, **options) -> Client:
    client = Client(raise_request_exception=False, **options)
    if username:
        client.force_login(story.people[username])
    return client


def paths(story, username: str | None = None) -> list[str]:
    """Every address with an example of it; signing out would end the walk."""
    found = [item.path for item in addresses(story) if "logout" not in item.path]
    return [path for path in found if username != "shenji" or path.startswith("/audit/")]


@pytest.fixture(scope="module")
def walk(story, django_db_blocker) -> Walk:
    """GET and HEAD of everything, once for all tests of this file."""
    done = Walk()
    with django_db_blocker.unblock():
        ways = [(client_of(story, who), who, paths(story, who)) for who in PEOPLE]
        done.before = states()
        for client, who, way in ways:
            for path in [*way, *EXTRA]:
                response = client.get(path)
                if found := faults(response, is_signed_in=bool(who)):
                    done.wrong.append((who, path, found))
                response.close()
                head = client.head(path) if who == "jingban1" else None
                if head and (head.status_code != response.status_code or _has_body(head)):
                    done.heads.append((path, response.status_code, head.status_code))
        done.after = states()
    return done


def _has_body(response) -> bool:
    return not response.streaming and bool(response.content)


def faults(response, *, is_signed_in: bool) -> list[str]:
    """What an answer lacks or says too much (OWASP ASVS 5.0 3.4)."""
    policy = response.get("Content-Security-Policy", "")
    found = [part for part in CSP if part not in policy]
    found += [name for name, value in HEADERS.items() if response.get(name) != value]
    if "unsafe" in policy or "://" in policy or "*" in policy:
        found.append(policy)
    is_static = response.request["PATH_INFO"].startswith("/static/")
    if is_signed_in and not is_static and "no-store" not in response.get("Cache-Control", ""):
        found.append("may be kept")
    if "html" in response.get("Content-Type", ""):
        page = read(response)
        found += re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)", page)
        found += re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=.https?://", page)
    return found


def states() -> dict[str, str]:
    """A fingerprint of the contents of every table, but for traces of reading."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - OWN_TRACES
        found = {}
        for name in sorted(tables):
            rows = f'SELECT row.* FROM "{name}" row'
            if name == "accounts_user":  # signing in notes the time
                rows = "SELECT to_jsonb(u) - 'last_login' FROM accounts_user u"
            cursor.execute(
                f"SELECT count(*), md5(string_agg(r::text, '' ORDER BY r::text)) FROM ({rows}) r"
            )
            found[name] = str(cursor.fetchone())
        return found


def read(response) -> str:
    if response.streaming:
        return b"".join(response.streaming_content)[:100].decode("utf-8", "replace")
    return response.content.decode("utf-8", "replace")


def test_post_when_without_token_then_refused_everywhere(story):
    wrong = []
    ways = [(client_of(story, who, enforce_csrf_checks=True), who, paths(story)) for who in POSTERS]
    before = states()
    for client, who, way in ways:
        for path in way:
            status = client.post(path, {"confirm": "1", "name": "x", "reason": "x"}).status_code
            if status not in (403, 404, 405):
                wrong.append((who, path, status))

    assert wrong == []
    assert states() == before


@pytest.mark.parametrize(
    "sent",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_X_CSRFTOKEN": "x" * 64},
        {"content_type": "text/plain"},
    ],
)
def test_post_when_forged_from_elsewhere_then_refused_with_a_friendly_page(story, sent):
    client = client_of(story, "jingban1", enforce_csrf_checks=True)
    client.get("/display/")
    body = {"data": "confirm=1&reason=x", "content_type": "application/x-www-form-urlencoded"}

    response = client.post("/units/assign/", **{**body, **sent})

    assert response.status_code == 403
    assert "没有提交" in read(response)


def test_get_when_walked_over_everything_then_no_table_changes(walk):
    assert walk.after == walk.before


def test_control_when_a_post_changes_something_then_the_fingerprint_sees_it(story):
    before = states()

    client_of(story, "jingban1").post("/views/save/", {"page": "units", "name": "示例视图"})

    changed = {name for name, state in states().items() if state != before[name]}
    assert changed == {"ui_savedview", "audit_change"}


def test_answers_when_of_any_kind_then_carry_every_header(walk):
    assert walk.wrong == []


def test_downloads_when_sent_then_are_attachments_nobody_sniffs(story):
    client = client_of(story, "jingban1")
    for path in ("/units/export/?format=xlsx", "/roster/export.csv", "/roster/export.json"):
        response = client.get(path)

        assert response["Content-Disposition"].startswith("attachment; ")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        response.close()


def test_refusals_when_shown_then_carry_the_headers_too(story):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = [
        client.get("/", headers={"host": "evil.example"}),
        client.post("/display/"),
        client.generic("POST", "/display/", CONTENT_LENGTH="99999999999"),
        client.put("/"),
        client_of(story, "jingban1").get("/admin/"),
    ]

    assert [answer.status_code for answer in answers] == [400, 403, 413, 405, 403]
    for answer in answers:
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "127.0.0.1:80@evil"])
def test_host_when_foreign_then_400_on_every_kind_of_page(story, host):
    for path in ("/", "/desk/", "/admin/", "/accounts/login/", "/roster/export.csv", "/nowhere/"):
        assert Client().get(path, headers={"host": host}).status_code == 400


def test_forwarded_host_when_sent_then_nothing_of_it_is_used(story, mailoutbox):
    forged = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-host": "evil.example",
    }
    person = story.people["jingban1"]
    person.email = "example@example.com"
    person.save(update_fields=["email"])

    for path in ("/", "/desk/", "/roster/", "/admin/", "/accounts/login/"):
        response = Client().get(path, headers=forged)
        assert "evil.example" not in read(response) + str(response.headers)
    Client().post("/accounts/password/reset/", {"email": person.email}, headers=forged)

    assert len(mailoutbox) == 1
    assert "evil.example" not in mailoutbox[0].body
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


def test_methods_when_unusual_then_405_on_every_address(story):
    wrong = []
    for username in (None, "jingban1", "xitong"):
        client = client_of(story, username)
        for path in paths(story):
            for method in OTHER_METHODS:
                status = client.generic(method, path).status_code
                if status != 405:
                    wrong.append((username, method, path, status))

    assert wrong == []


def test_head_when_asked_then_answers_as_get_without_a_body(walk):
    assert walk.heads == []


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "https:evil.example",
        "\\evil.example",
        "/\t/evil.example",
        "/\\evil.example",
    ],
)
def test_next_when_it_leads_elsewhere_then_the_own_home(story, asked):
    person = story.people["jingban2"]
    person.set_password("示例口令 for a demo 42")
    person.save(update_fields=["password"])
    typed = {"login": person.username, "password": "示例口令 for a demo 42", "next": asked}

    signed_in = Client().post("/accounts/login/", typed)
    switched = Client().post("/display/", {"text": "large", "next": asked})
    visited = Client().get("/admin/login/", {"next": asked})

    assert urlsplit(urljoin("http://testserver/accounts/login/", signed_in["Location"])).netloc == (
        "testserver"
    )
    assert switched["Location"] == "/"
    assert visited["Location"].startswith("/accounts/login/?next=")
