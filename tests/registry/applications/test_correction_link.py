"""The one-time link of a correction notice: looked at by chat programs, used once by the unit."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.models import Message, OneTimeLink
from ipcontact.notifications.services import deliver, hand_over, issue_link, log_phone_call
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.services.steps import CORRECTION_LINK
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.applications.office import answer, clerk_of, in_bureau, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return returned(in_bureau(), make_user(Role.HANDLER))


@pytest.fixture
def address(application) -> str:
    issued = issue_link(purpose=CORRECTION_LINK, subject=application, by=None)
    return reverse("applications:correction-link", args=[issued.token])


def test_link_when_only_looked_at_then_still_usable(client, application, address):
    for _ in range(2):
        response = client.get(address)

        assert response.status_code == 200
        assert application.unit_name in response.content.decode()
    assert "applications" not in client.session


def test_link_when_used_then_the_browser_is_let_in_and_the_link_is_spent(
    client, application, address
):
    status = reverse("applications:status", args=[application.application_no])
    assert client.get(status).status_code != 200

    response = client.post(address)

    assert (response.status_code, response.url) == (302, status)
    assert client.get(status).status_code == 200
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


@pytest.mark.parametrize("way", ["answered", "renewed"])
def test_link_when_revoked_before_the_notice_went_out_then_none_is_made(application, way):
    told = Message.objects.about(application).get(link_purpose=CORRECTION_LINK)
    assert told.deliveries.exists()

    if way == "answered":
        answer(application, registered_address="示例区示例路 9 号")
    else:
        services.renew_code(
            application, channel="phone", reason="示例理由", by=clerk_of(application), today=TODAY
        )

    told.refresh_from_db()
    assert {deliver(each.pk) for each in told.deliveries.all()} == {""}
    assert {each.state for each in told.deliveries.all()} == {"recalled"}
    assert told.recalled_at is not None
    assert not OneTimeLink.objects.filter(purpose=CORRECTION_LINK).exists()


def test_link_when_answered_after_the_notice_went_out_then_the_old_one_makes_none(application):
    told = Message.objects.about(application).get(link_purpose=CORRECTION_LINK)
    log_phone_call(message=told, by=application.holder)
    answer(application, registered_address="示例区示例路 9 号")

    with pytest.raises(RuleViolation) as refused:
        hand_over(message=told, channel="wechat_text", by=told.created_by)

    assert refused.value.code == "link_ended"
    assert not OneTimeLink.objects.filter(purpose=CORRECTION_LINK).exists()


@pytest.mark.parametrize("token", ["nobodys", "x" * 300, "示例"])
def test_link_when_made_up_then_said_so_without_a_name(client, application, token):
    response = client.get(reverse("applications:correction-link", args=[token]))

    assert response.status_code == 410
    assert application.unit_name not in response.content.decode()


@pytest.mark.parametrize(
    "leave",
    [
        lambda file: answer(file, registered_address="天津市滨海新区示例路2号"),
        lambda file: services.withdraw(file, by=None, today=TODAY, grant=str(file.key)),
        lambda file: services.close_unanswered(
            file, by=file.holder, today=TODAY + timedelta(days=60), reason="逾期未补充"
        ),
    ],
    ids=["answered", "withdrawn", "closed"],
)
def test_link_when_the_file_waits_no_longer_then_it_lets_nobody_in(
    client, application, address, leave
):
    leave(application)

    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410
    assert "applications" not in client.session
