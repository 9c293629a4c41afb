"""From 我要申报 to the receipt, without account and without script."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from ipcontact.accounts.roles import Role
from registry.applications.lookup import lookup_code
from registry.applications.models import Application
from tests.factories import credit_code, make_agency, make_user
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.registry.applications.filing import (
    CONTACTS,
    REASON,
    at,
    basic,
    begin,
    fill,
    proof,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def round_(db):
    region_agency()
    return make_round(now=NOON)


MINE = "/applications/form/mine/"


def test_start_page_when_rounds_are_open_then_they_are_offered_with_their_limits(client, round_):
    page = client.get("/applications/form/").content.decode()

    assert round_.name in page
    assert "2026-09-28 12:00 截止" in page
    assert f"/applications/form/new/{round_.number}/" in page


def test_start_page_when_nothing_is_open_then_says_so(client, db):
    assert "现在没有正在申报的批次" in client.get("/applications/form/").content.decode()


def test_journey_when_walked_page_by_page_then_a_receipt_and_the_file_waits_for_its_agency(
    client, round_
):
    application = begin(client, round_)
    places = []
    for page, sent in (
        ("answers/basic/", basic(application)),
        ("claims/", {**REASON, "c9-file": proof()}),
        ("answers/rights/", {"rights-inventions_held": "12", "rights-has_policy": "yes"}),
        ("answers/contacts/", CONTACTS),
        ("files/", {"licence_by_bureau": "on"}),
    ):
        places.append(client.post(at(application, page), sent)["Location"])

    response = submit(client, application)

    assert places == [
        at(application, f"{page}/")
        for page in ("claims", "answers/rights", "answers/contacts", "files", "check")
    ]
    assert response["Location"] == at(application, "receipt/")
    application.refresh_from_db()
    assert (application.state, application.agency) == ("agency_review", region_agency())
    assert application.answers["rights"]["inventions_held"] == 12
    assert application.answers["rights"]["has_policy"] is True
    assert application.licence_by_bureau
    page = client.get(response["Location"]).content.decode()
    code = lookup_code(application.application_no, application.lookup_nonce)
    assert application.application_no in page
    assert f"{code[:4]}-{code[4:]}" in page
    assert application.submissions.get().short_digest in page


def test_submit_when_clicked_twice_and_after_going_back_then_the_same_receipt(client, round_):
    application = begin(client, round_)
    fill(client, application)

    first, second = submit(client, application), submit(client, application)
    back = client.get(at(application, "check/"))

    assert first["Location"] == second["Location"] == at(application, "receipt/")
    assert back["Location"] == at(application)
    assert application.submissions.count() == 1


def test_submission_when_made_then_consent_version_and_time_are_kept(client, round_):
    application = begin(client, round_)
    fill(client, application)

    submit(client, application)

    application.refresh_from_db()
    assert application.consent_version == application.submissions.get().consent_version == "2026-1"
    assert application.consented_at == application.submitted_at
    assert application.submissions.get().clicked_at == application.submitted_at


def test_account_when_it_files_for_several_units_then_all_are_under_mine_and_resumed(round_):
    user = make_user(Role.UNIT_USER, agency=None)
    mine, other = Client(), Client()
    mine.force_login(user)
    first, second = begin(mine, round_), begin(mine, round_)
    client_of_other = make_user(Role.UNIT_USER)
    other.force_login(client_of_other)
    mine.post(at(first, "answers/basic/"), basic(first))

    page = mine.get("/applications/form/mine/").content.decode()

    assert first.application_no in page
    assert second.application_no in page
    assert "示例海工装备有限公司" in page
    assert (first.owner, second.owner) == (user, user)
    assert mine.session.get("applications") is None
    assert first.application_no not in other.get("/applications/form/mine/").content.decode()
    assert other.get(at(first)).status_code == 404


def test_account_when_it_has_several_units_then_it_switches_between_them(round_):
    user = make_user(Role.UNIT_USER, agency=None)
    client = Client()
    client.force_login(user)
    first, second = begin(client, round_), begin(client, round_)
    alone = client.get(MINE).content.decode()
    names = {first: "示例甲海工有限公司", second: "示例乙海工有限公司"}
    for application, name in names.items():
        sent = basic(application, **{"basic-unit_name": name})
        client.post(at(application, "answers/basic/"), sent)

    page = client.get(MINE).content.decode()
    switched = client.get(MINE, {"unit": names[second]}).content.decode()

    assert urlencode({"unit": names[first]}) not in alone
    assert all(urlencode({"unit": name}) in page for name in names.values())
    assert second.application_no in switched
    assert first.application_no not in switched


def test_staff_when_they_want_to_file_as_an_applicant_then_refused_with_the_way(round_):
    staff = Client()
    staff.force_login(make_user(Role.HANDLER))

    sent = {"credit_code": credit_code(), "confirm": "1"}
    response = staff.post(f"/applications/form/new/{round_.number}/", sent)

    assert "您以工作人员身份登录" in response.content.decode()
    assert not Application.objects.exists()


def test_draft_when_its_browser_lets_go_then_needs_the_code(client, round_):
    application = begin(client, round_)

    client.post("/applications/form/leave/")

    response = client.get(at(application))
    assert response.status_code == 302
    assert response["Location"].startswith("/applications/form/lookup/?")


def test_draft_when_thrown_away_then_closed_and_its_page_says_so(client, round_):
    application = begin(client, round_)

    client.post(at(application, "withdraw/"))

    application.refresh_from_db()
    assert application.state == "discarded"
    assert "已关闭" in client.get(at(application)).content.decode()
    assert client.post(at(application, "answers/basic/"), {})["Location"] == at(application)


def test_start_when_one_browser_begins_too_many_then_429_with_words(client, round_):
    for _ in range(8):
        begin(client, round_)

    sent = {"credit_code": credit_code(), "confirm": "1"}
    response = client.post(f"/applications/form/new/{round_.number}/", sent)

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "操作太频繁" in response.content.decode()


def test_start_when_a_second_browser_behind_the_same_address_begins_then_it_may(round_):
    for _ in range(3):
        browser = Client()
        for _ in range(8):
            begin(browser, round_)

    assert Application.objects.count() == 24


def test_clerks_of_other_agencies_when_a_file_arrives_then_not_told(client, round_):
    here = make_user(Role.AGENCY_CLERK, agency=region_agency())
    elsewhere = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))
    application = begin(client, round_)
    fill(client, application)

    submit(client, application)

    assert here.messages.filter(kind="application.received").count() == 1
    assert not elsewhere.messages.exists()
