"""Pages of the form on the way: the check page, claims, the kind of unit, agents, alliances."""

import pytest
from django.test import Client

from ipcontact.files.models import StoredFile
from registry.applications.models import Application
from tests.factories import credit_code
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


def test_code_when_begun_by_two_then_two_numbers_and_no_unit_yet(client, round_):
    code = credit_code()

    numbers = {begin(each, round_, code).application_no for each in (client, Client())}

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
