"""The pages on which a leader delegates, and the deputy reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts import handlers
from ipcontact.acts.models import Delegation
from tests.acts.conftest import DECIDE
from tests.acts.test_delegations import given
from tests.factories import make_user
from tests.files.samples import pdf

CONFIRM = {"confirm": "1"}


def signed(client, person):
    client.force_login(person)
    return client


def scan():
    return SimpleUploadedFile("委托书.pdf", pdf(), content_type="application/pdf")


def delegation_form(deputy, **values):
    return {
        "to_user": deputy.pk,
        "codes": [DECIDE],
        "from_on": "2026-11-20",
        "until_on": "2026-11-27",
        "scan": scan(),
        **values,
    }


def test_delegation_when_given_on_the_page_then_listed_and_ended(client, leader):
    deputy = make_user(Role.LEGAL_REVIEWER, name="周予白")
    signed(client, leader)
    assert "还没有委托" in client.get("/delegations/").text

    client.post("/delegations/new/", delegation_form(deputy))

    delegation = Delegation.objects.get()
    page = client.get("/delegations/").text
    for word in ("周予白", "审定", "委托书.pdf", "在用", f"/delegations/{delegation.key}/end/"):
        assert word in page
    end = f"/delegations/{delegation.key}/end/"
    assert client.get(end).status_code == 200
    client.post(end, CONFIRM)
    assert Delegation.objects.get().ended_by == leader
    assert "已终止" in client.get("/delegations/").text
    assert "已经终止" in client.get(end).text


def test_delegation_when_opened_by_the_delegate_then_readable_and_can_be_ended(
    client, leader, paper
):
    deputy = make_user(Role.LEGAL_REVIEWER)
    delegation = given(leader, deputy, paper)

    page = signed(client, deputy).get("/delegations/").text
    assert delegation.scan.get_absolute_url() in page
    assert "/delegations/new/" not in page
    client.post(f"/delegations/{delegation.key}/end/", CONFIRM)

    assert Delegation.objects.get().ended_by == deputy


def test_delegation_when_refused_then_nothing_stored_and_input_kept(client, leader):
    deputy = make_user(Role.LEGAL_REVIEWER)

    page = signed(client, leader).post(
        "/delegations/new/", delegation_form(deputy, until_on="2026-11-01")
    )

    assert "截止日期不能早于开始日期" in page.text
    assert 'value="2026-11-01"' in page.text
    assert not Delegation.objects.exists()


def test_delegation_when_there_is_nothing_to_delegate_then_said_in_place_of_the_form(
    client, leader
):
    handlers._kinds.clear()
    deputy = make_user(Role.LEGAL_REVIEWER)
    signed(client, leader)

    page = client.get("/delegations/new/").text
    answer = client.post("/delegations/new/", delegation_form(deputy)).text

    for text in (page, answer):
        assert "您目前没有可以委托的事项" in text
        assert "登记委托" not in text
        assert 'name="to_user"' not in text
        assert 'href="/delegations/">返回</a>' in text
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("codes", [["test.lawful"], ["nobody.knows"], []])
def test_delegation_when_matter_is_not_offered_then_refused(client, leader, codes):
    deputy = make_user(Role.LEGAL_REVIEWER)

    signed(client, leader).post("/delegations/new/", delegation_form(deputy, codes=codes))

    assert not Delegation.objects.exists()


def test_delegation_when_of_others_or_without_right_then_hidden(client, leader, handler, paper):
    delegation = given(leader, make_user(Role.LEGAL_REVIEWER), paper)
    other = make_user(Role.DECIDER)

    assert "还没有委托" in signed(client, other).get("/delegations/").text
    assert client.post(f"/delegations/{delegation.key}/end/", CONFIRM).status_code == 404
    assert client.get(delegation.scan.get_absolute_url()).status_code == 404
    signed(client, handler)
    assert client.post("/delegations/new/", CONFIRM).status_code == 403
    assert client.post(f"/delegations/{delegation.key}/end/", CONFIRM).status_code == 404
    assert Delegation.objects.get().ended_at is None
