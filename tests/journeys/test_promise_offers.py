"""What the desk asks of a person, that person may open."""

import pytest
from django.test import Client

from ipcontact.accounts.rights import can
from ipcontact.ui.registry import worklist
from ipcontact.workdays.clock import today
from tests.story import ROLES

OF_EACH_SOURCE = 3


@pytest.mark.slow
@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_work_when_opened_by_whom_it_is_asked_of_then_is_not_refused(story, role):
    person = story.person(role)
    client = Client()
    client.force_login(person)
    sources = worklist.allowed(lambda audience: can(person, audience))
    asked = [
        item for each in sources for item in list(each.items(person, today()))[:OF_EACH_SOURCE]
    ]

    refused = [item.url for item in asked if client.get(item.url).status_code != 200]

    assert refused == []
