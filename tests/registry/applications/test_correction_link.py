"""The one-time link of a correction notice: looked at by chat programs, used once by the unit."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from registry.applications.services.corrections import CORRECTION_LINK
from tests.factories import make_user
from tests.registry.applications.office import in_bureau, returned

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


@pytest.mark.parametrize("token", ["nobodys", "x" * 300, "示例"])
def test_link_when_made_up_then_said_so_without_a_name(client, application, token):
    response = client.get(reverse("applications:correction-link", args=[token]))

    assert response.status_code == 410
    assert application.unit_name not in response.content.decode()
