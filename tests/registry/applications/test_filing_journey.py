"""From 我要申报 to the receipt, without account and without script."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from ipcontact.accounts.roles import Role
from ipcontact.files.models import StoredFile
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


def test_code_when_begun_twice_then_two_numbers_and_no_unit_yet(client, round_):
    code = credit_code()

    numbers = {begin(client, round_, code).application_no for _ in range(2)}

    assert len(numbers) == 2
    assert not Application.objects.exclude(unit=None).exists()


def test_check_page_when_something_is_missing_then_all_of_it_at_once_with_links(client, round_):
    application = begin(client, round_)
    client.post(at(application, "answers/contacts/"), {"contacts-primary_mobile": "139"})

    response = submit(client, application)

    page = response.content.decode()
    place = at(application)
    for href, words in (
        (f"{place}answers/basic/#id_basic-unit_name", "请填写单位全称。"),
        (f"{place}answers/basic/#id_basic-region", "请选择所属功能区或街镇。"),
        (f"{place}claims/", "请至少选择一项入库条件"),
        (f"{place}answers/contacts/#id_contacts-primary_name", "请填写主联络员姓名。"),
        (f"{place}answers/contacts/#id_contacts-primary_mobile", "手机号应为 11 位数字"),
    ):
        assert f'href="{href}"' in page
        assert words in page
    application.refresh_from_db()
    assert application.state == "draft"


def test_check_page_when_a_statement_is_not_ticked_then_not_submitted(client, round_):
    application = begin(client, round_)
    fill(client, application)

    response = client.post(at(application, "check/"), {"truth": "on"})

    assert "请阅读后勾选，再提交申报。" in response.content.decode()
    application.refresh_from_db()
    assert application.state == "draft"
    assert application.consent_version == ""


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


def test_agent_when_filling_in_for_a_unit_then_says_who_and_uploads_the_authority(client, round_):
    application = begin(client, round_)
    fill(client, application)
    agent = {**CONTACTS, "filler-is_agent": "yes"}
    client.post(at(application, "answers/contacts/"), agent)

    page = submit(client, application).content.decode()

    assert "由他人代为填报的，请填写代填单位。" in page
    assert "由他人代为填报的，请填写代填人姓名。" in page
    assert "请上传授权书。" in page
    named = {**agent, "filler-organisation": "示例代理有限公司", "filler-person": "示例乙"}
    client.post(at(application, "answers/contacts/"), named)
    client.post(at(application, "files/"), {"authorisation": proof("授权书.pdf")})
    assert submit(client, application)["Location"] == at(application, "receipt/")
    application.refresh_from_db()
    assert application.persons["filler"]["person"] == "示例乙"
    assert "person" not in application.answers["filler"]


def test_alliance_without_code_when_it_files_then_by_name_and_lead_unit(client, round_):
    lead = credit_code()
    sent = {
        "for": "alliance",
        "unit_name": "示例产业联盟",
        "lead_unit_name": "示例牵头有限公司",
        "lead_unit_code": lead,
        "confirm": "1",
    }

    response = client.post(f"/applications/form/new/{round_.number}/", sent)

    application = Application.objects.get()
    assert response["Location"] == at(application, "number/")
    assert (application.unit_kind, application.credit_code) == ("alliance", "")
    assert application.answers["basic"]["lead_unit_code"] == lead
    page = client.get(at(application, "answers/basic/")).content.decode()
    assert "牵头单位信用代码" in page
    assert "协会、联盟情况" in page


def test_claims_page_when_a_tick_goes_then_its_files_go_with_it(client, round_):
    application = begin(client, round_)
    client.post(at(application, "claims/"), {**REASON, "c9-file": proof()})
    assert StoredFile.objects.current().count() == 1

    client.post(at(application, "claims/"), {})

    assert not application.claims.exists()
    assert not StoredFile.objects.current().exists()


def test_claims_page_when_something_is_missing_then_kept_and_said_at_once(client, round_):
    application = begin(client, round_)
    client.post(at(application, "answers/basic/"), basic(application))

    page = client.post(
        at(application, "claims/"),
        {"claims": "1", "c1-variant": "certificate", "c1-document_no": "GR202412000000"},
    ).content.decode()

    assert application.claims.get().document_no == "GR202412000000"
    assert "还没有填写发证日期" in page
    assert "还没有上传证书扫描件" in page


def test_claims_page_when_days_are_the_wrong_way_round_then_never_an_error_of_the_server(
    client, round_
):
    application = begin(client, round_)
    proofs = {"claims": "1", "c1-variant": "certificate", "c1-document_no": "GR1"}
    client.post(
        at(application, "claims/"),
        {**proofs, "c1-issued_on": "2024-01-01", "c1-expires_on": "2024-06-01"},
    )

    response = client.post(
        at(application, "claims/"),
        {**proofs, "c1-issued_on": "2024-12-01", "c1-expires_on": "2024-06-01"},
    )

    assert "早于发证日期" in response.content.decode()
    claim = application.claims.get()
    assert (str(claim.issued_on), claim.expires_on) == ("2024-12-01", None)


def test_unit_kind_when_changed_to_a_platform_then_its_page_is_asked_too(client, round_):
    application = begin(client, round_)
    platform = basic(application, **{"basic-unit_kind": "platform"})

    response = client.post(at(application, "answers/basic/"), platform)

    assert response["Location"] == at(application, "answers/basic/")
    assert "平台情况" in client.get(response["Location"]).content.decode()
    onward = client.post(at(application, "answers/basic/"), platform)
    assert onward["Location"] == at(application, "answers/platform/")


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
