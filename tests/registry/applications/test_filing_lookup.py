"""进度查询: wrong number and wrong code are answered alike; guessing is slowed down."""

import statistics
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.applications.lookup import lookup_code
from registry.applications.views.filing.lookup import WRONG
from tests.factories import make_user
from tests.filing import draft, submitted

pytestmark = pytest.mark.django_db
PAGE = "/applications/form/lookup/"
NOBODY = "SB202699999"
WRONG_CODE = "22222222"


def code_of(application):
    return lookup_code(application.application_no, application.lookup_nonce)


def ask(client, number, code, **more):
    return client.post(PAGE, {"application_no": number, "lookup_code": code, **more})


def without_token(response, number):
    lines = response.content.decode().replace(number, "").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_lookup_when_both_fit_then_the_status_of_that_file_alone(client):
    application, other = submitted(), submitted()

    response = ask(client, application.application_no, code_of(application))

    assert response["Location"] == f"/applications/form/{application.application_no}/"
    assert application.unit_name in client.get(response["Location"]).content.decode()
    assert client.get(f"/applications/form/{other.application_no}/").status_code == 302


def test_lookup_when_number_or_code_is_wrong_then_the_same_words_and_status(client):
    application = submitted()

    wrong_code = ask(client, application.application_no, WRONG_CODE)
    wrong_number = ask(client, NOBODY, WRONG_CODE)

    assert wrong_code.status_code == wrong_number.status_code == 200
    assert WRONG in wrong_code.content.decode()
    assert without_token(wrong_code, application.application_no) == without_token(
        wrong_number, NOBODY
    )
    assert client.session.get("applications") is None
    refusals = AccessEvent.objects.filter(kind="refusal", target="进度查询")
    assert [event.detail["number"] for event in refusals.order_by("pk")] == [
        application.application_no,
        NOBODY,
    ]


def test_lookup_when_number_or_code_is_wrong_then_the_same_time(client):
    application, times = draft(), {}

    for number in [application.application_no, NOBODY] * 20:
        cache.clear()
        start = time.perf_counter()
        ask(client, number, WRONG_CODE)
        times.setdefault(number, []).append(time.perf_counter() - start)

    known, unknown = (statistics.median(found) for found in times.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_lookup_when_queries_are_counted_then_as_many_for_a_wrong_number(client):
    application, counts = draft(), []
    ask(client, NOBODY, "2")  # what the first request reads once

    for number in (application.application_no, NOBODY):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            ask(client, number, WRONG_CODE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", [NOBODY, "real"])
def test_lookup_when_wrong_five_times_then_429_here_also_for_the_right_code(client, number):
    application = draft()
    number = application.application_no if number == "real" else number
    for _ in range(5):
        assert ask(Client(), number, WRONG_CODE).status_code == 200

    response = ask(client, number, code_of(application))

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "请过一分钟再试" in response.content.decode()


def test_lookup_when_another_address_guesses_then_the_holder_is_let_in(client):
    application = submitted()
    attacker = Client(REMOTE_ADDR="10.0.0.1")
    answers = [ask(attacker, application.application_no, WRONG_CODE) for _ in range(12)]

    response = ask(client, application.application_no, code_of(application))

    assert answers[-1].status_code == 429
    assert response["Location"] == f"/applications/form/{application.application_no}/"


@pytest.mark.parametrize("number", [NOBODY, "real"])
def test_lookup_when_many_addresses_guess_then_each_is_slowed_and_the_holder_let_in(
    client, number, settings
):
    settings.ACCOUNT_RATE_LIMITS |= {"application_lookup_number": "6/h/key"}
    application = submitted()
    number = application.application_no if number == "real" else number
    for place in range(6):
        ask(Client(REMOTE_ADDR=f"10.0.0.{place}"), number, WRONG_CODE)

    again = ask(Client(REMOTE_ADDR="10.0.0.1"), number, WRONG_CODE)
    other_number = ask(Client(REMOTE_ADDR="10.0.0.1"), "SB202688888", WRONG_CODE)
    newcomer = Client(REMOTE_ADDR="10.0.1.1")
    first, second = (ask(newcomer, number, WRONG_CODE) for _ in range(2))
    holder = ask(client, application.application_no, code_of(application))

    assert (again.status_code, other_number.status_code) == (429, 200)
    assert (first.status_code, second.status_code) == (200, 429)
    assert holder["Location"] == f"/applications/form/{application.application_no}/"


def test_lookup_when_one_ipv6_network_guesses_then_counted_as_one():
    for place in range(5):
        ask(Client(REMOTE_ADDR=f"2001:db8::{place}"), NOBODY, WRONG_CODE)

    assert ask(Client(REMOTE_ADDR="2001:db8::ffff"), NOBODY, WRONG_CODE).status_code == 429
    assert ask(Client(REMOTE_ADDR="2001:db8:0:1::1"), NOBODY, WRONG_CODE).status_code == 200


def test_lookup_when_the_right_code_is_shown_often_then_only_the_address_counts(client):
    application = submitted()
    for _ in range(10):
        assert ask(client, application.application_no, code_of(application)).status_code == 302

    assert ask(client, application.application_no, code_of(application)).status_code == 429


def test_lookup_when_a_stranger_forges_his_address_then_counted_all_the_same():
    for number in range(10):
        forged = Client(headers={"X-Forwarded-For": f"1.2.3.{number}"})
        ask(forged, f"SB20269{number:04d}", WRONG_CODE)

    assert ask(Client(), NOBODY, WRONG_CODE).status_code == 429


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example", "/desk/", "/applications/form/mine/"]
)
def test_lookup_when_next_leads_elsewhere_then_the_own_status(client, next_page):
    application = draft()

    response = ask(client, application.application_no, code_of(application), next=next_page)

    assert response["Location"] == f"/applications/form/{application.application_no}/"


@pytest.mark.parametrize("value", ["", "\x00", "x" * 5000, "％００", "\u202eSB", "SB2026'--"])
def test_lookup_when_nonsense_is_typed_then_words_and_no_error(client, value):
    response = ask(client, value, value)

    assert response.status_code == 200
    assert client.get(PAGE, {"no": value, "next": value}).status_code == 200


def test_lookup_when_staff_try_then_sent_to_their_own_pages(client):
    application = draft()
    client.force_login(make_user(Role.HANDLER))

    page = ask(client, application.application_no, code_of(application)).content.decode()

    assert "您以工作人员身份登录" in page
    assert client.session.get("applications") is None


def test_lookup_when_it_opens_a_file_then_the_session_has_a_new_id(client):
    application = submitted()
    client.get(PAGE)
    client.post(f"/applications/form/{NOBODY}/check/", {})
    session = client.session
    session["kept"] = "1"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    ask(client, application.application_no, code_of(application))

    assert client.session.session_key != planted
    assert client.session["kept"] == "1"
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(f"/applications/form/{application.application_no}/").status_code == 302


def test_unlock_when_the_code_sent_with_a_page_is_wrong_then_the_try_is_kept(client):
    application = draft()

    client.post(
        f"/applications/form/{application.application_no}/check/", {"lookup_code": WRONG_CODE}
    )

    refusal = AccessEvent.objects.get(kind="refusal", target="进度查询")
    assert refusal.detail["number"] == application.application_no
