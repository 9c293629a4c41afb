"""Whoever changes the contact of a unit, or works with its link, locks the unit first: who waits
for the unit holds none of its links or messages."""

import pytest

from ipcontact.notifications.models import Message
from ipcontact.notifications.services import issue_link
from registry.changes import services
from registry.changes.services import contacts, links
from registry.changes.services.links import LINK
from registry.units.models import Unit
from tests.changing import paper, renaming, with_contact
from tests.factories import TODAY, make_unit
from tests.locking import held_while_waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NEW = {"name": "示例新人", "mobile": "13900002222"}
WAYS = ["rebound", "changed_by_link", "proposed_by_link"]


@pytest.fixture
def unit(station, handler):
    return with_contact(make_unit(lead_agency=station), handler)


def held(unit, clerk, way) -> set:
    """Links and messages of the unit that a way holds while it waits for the unit."""
    services.send_link(unit, by=clerk)
    issued = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=clerk)
    works = {
        "rebound": lambda: services.rebind(
            unit, scan=paper("授权书.pdf"), ends_accounts=False, by=clerk, today=TODAY, **NEW
        ),
        "changed_by_link": lambda: services.change_contact_by_link(
            issued.token, role="primary_contact", today=TODAY, **NEW
        ),
        "proposed_by_link": lambda: services.propose_by_link(issued.token, renaming(), today=TODAY),
    }
    later = [issued.link, *Message.objects.about(unit)]
    return held_while_waiting(works[way], first=unit, later=later)


@pytest.mark.parametrize("way", WAYS)
def test_unit_when_waited_for_then_no_link_is_held(unit, clerk, way):
    assert held(unit, clerk, way) == set()


@pytest.mark.parametrize("way", WAYS)
def test_control_when_the_unit_is_not_locked_first_then_links_are_held(
    unit, clerk, way, monkeypatch
):
    for module in (contacts, links):
        monkeypatch.setattr(module, "lock_unit", lambda key: Unit.objects.get(pk=key))

    assert held(unit, clerk, way)
