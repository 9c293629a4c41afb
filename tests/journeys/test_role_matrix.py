"""Every address for every role: opened exactly by those whom its audience admits."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.addresses import addresses
from tests.story import ROLES


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_addresses_when_opened_by_a_role_then_answer_as_declared(story, role):
    person = story.person(role)
    client = Client(raise_request_exception=False)
    wrong = []

    for address in addresses(story):
        if person and SESSION_KEY not in client.session:  # an address before has ended it
            client.force_login(person)
        response = client.get(address.path)
        if response.status_code != address.expected(role):
            wrong.append((address.path, address.expected(role), response.status_code))
        elif response.status_code == 302 and not address.admits(role):
            assert response["Location"].startswith("/accounts/login/?next="), address.path
        elif response.status_code == 403:
            assert "您现有的角色" in response.text or address.admits(role), address.path

    assert wrong == []
