"""The unit's pages: opened with a one-time link, on a phone, without signing in."""

import pytest
from django.urls import reverse

from ipcontact.notifications.models import OneTimeLink
from ipcontact.notifications.services import consume_link
from registry.applications.lookup import lookup_code
from registry.applications.models import Application
from registry.recommendations.services.inviting import PURPOSE
from tests.factories import credit_code
from tests.filing import REGION
from tests.recommending import link_to, signed, stamped_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


def url(name: str, *args) -> str:
    return reverse(f"recommendations:{name}", args=args)


def page(response) -> str:
    return response.content.decode()


def test_confirm_when_opened_then_eight_facts_and_nothing_is_used(client, round_, station):
    made = signed(round_, agency=station)
    token = link_to(made.application)

    response = client.get(url("confirm", token))

    text = page(response)
    assert "no-store" in response["Cache-Control"]
    for words in (
        made.application.unit_name,
        "天津市滨海新区示例路1号",
        "高新技术企业",
        "13900000088",
        station.name,
    ):
        assert words in text
    assert client.get(url("stamped-page", token)).status_code == 200
    assert client.get(url("decline", token)).status_code == 200
    assert OneTimeLink.objects.get().used_at is None
    made.application.refresh_from_db()
    assert made.application.state == "awaiting_unit"


def answers(application, **values) -> dict:
    return {
        "unit_name": application.unit_name,
        "unit_kind": "enterprise",
        "registered_address": "天津市滨海新区新路2号",
        "region": REGION,
        "criteria": ["1"],
        "contact_name": "示例联络员",
        "contact_mobile": "13900000088",
        "stamped": stamped_page(),
        "agreed": "on",
        **values,
    }


def test_confirm_when_posted_then_receipt_with_number_and_code_also_the_second_time(
    client, round_, station
):
    made = signed(round_, agency=station)
    token = link_to(made.application)

    first = client.post(url("confirm", token), answers(made.application))
    second = client.post(url("confirm", token), answers(made.application))
    receipt = page(client.get(first.url))

    application = Application.objects.get()
    code = lookup_code(application.application_no, application.lookup_nonce)
    assert first.url == second.url == url("confirmed")
    assert application.state == "bureau_review"
    assert application.answers["basic"]["registered_address"] == "天津市滨海新区新路2号"
    assert f"{code[:4]}-{code[4:]}" in receipt
    assert application.submissions.count() == 1


@pytest.mark.parametrize("name", ["stamped", "agreed", "criteria", "contact_mobile", "unit_name"])
def test_confirm_when_something_is_missing_then_kept_and_said(client, round_, station, name):
    made = signed(round_, agency=station)
    token = link_to(made.application)
    typed = answers(made.application, registered_address="天津市滨海新区保留路3号")
    del typed[name]

    response = client.post(url("confirm", token), typed)

    text = page(response)
    assert response.status_code == 200
    assert "有错误" in text
    assert "天津市滨海新区保留路3号" in text
    assert OneTimeLink.objects.get().used_at is None


def test_confirm_when_extra_fields_are_posted_then_they_change_nothing(client, round_, station):
    made = signed(round_, agency=station)
    token = link_to(made.application)
    extra = {"credit_code": credit_code(), "state": "listed", "is_rival": "1", "unit": "9"}

    client.post(url("confirm", token), answers(made.application, **extra))

    application = Application.objects.get()
    assert application.credit_code == made.application.credit_code
    assert (application.state, application.is_rival) == ("bureau_review", False)


def test_links_when_wrong_used_or_withdrawn_then_each_says_what_to_do(client, round_, station):
    made = signed(round_, agency=station)
    token, spare = link_to(made.application), link_to(made.application)
    consume_link(purpose=PURPOSE, token=token)

    wrong = client.get(url("confirm", "x" * 32))
    used = client.get(url("confirm", token))
    dead = client.post(url("confirm", spare), answers(made.application))

    assert (wrong.status_code, used.status_code, dead.status_code) == (404, 410, 410)
    for response in (wrong, used, dead):
        assert "重新发一个" in page(response)
        assert made.application.unit_name not in page(response)


def test_decline_when_posted_with_a_reason_then_final(client, round_, station):
    made = signed(round_, agency=station)
    token = link_to(made.application)

    response = client.post(url("decline", token), {"reason": "暂时没有需求"})

    application = Application.objects.get()
    assert "已谢绝推荐" in page(response)
    assert application.state == "declined"
    assert client.get(url("confirm", token)).status_code == 410


def test_receipt_when_nothing_was_confirmed_here_then_404(client):
    assert client.get(url("confirmed")).status_code == 404


@pytest.fixture
def invited(client, round_, station):
    """A recommended file that the unit has opened with 申报编号 and 查询码."""
    application = signed(round_, agency=station).application
    code = lookup_code(application.application_no, application.lookup_nonce)
    typed = {"application_no": application.application_no, "lookup_code": code}
    client.post(reverse("applications:lookup"), typed)
    return application


def test_check_page_when_recommended_then_it_speaks_of_confirming_and_submits_nothing(
    client, invited, station
):
    address = reverse("applications:check", args=[invited.application_no])

    shown = page(client.get(address))
    answer = client.post(address, {"truthful": "on", "confirm": "1"})

    for text in (shown, page(answer)):
        assert "核对推荐信息" in text
        assert f"<strong>{station.name}</strong>推荐贵单位申报，等贵单位确认" in text
        assert "提交申报" not in text
        assert "暂不提交" not in text
    invited.refresh_from_db()
    assert (invited.state, invited.submissions.count()) == ("awaiting_unit", 0)


def test_status_page_when_recommended_then_says_until_when_and_how_to_confirm(client, invited):
    shown = page(client.get(reverse("applications:status", args=[invited.application_no])))

    assert "请在此之前确认" in shown
    assert "打开发给贵单位联系人的确认链接" in shown
    assert "请在此之前补充" not in shown
