"""What ends, or waits for a check, comes to those who can do something about it."""

from datetime import timedelta

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.ui.registry import worklist
from registry.criteria.services import check_evidence
from tests.factories import TODAY, make_agency, make_edition, make_unit, make_units, make_user
from tests.registry.criteria.conftest import CERTIFICATE

pytestmark = pytest.mark.django_db


def items_of(user) -> list:
    [source] = [each for each in worklist if each.name == "证明材料"]
    return list(source.items(user, TODAY))


def ending(days: int) -> dict:
    return {**CERTIFICATE, "expires_on": TODAY + timedelta(days=days)}


@pytest.fixture
def accepted(put, handler):
    def go(unit, days):
        return check_evidence(put(unit, values=ending(days)), accept=True, by=handler, today=TODAY)

    return go


def test_work_when_few_then_they_come_one_by_one(unit, clerk, accepted, put):
    proof = accepted(unit, -1)
    waiting = put(unit, "8", {"document_no": "BA000001"})

    assert {(item.url, item.action) for item in items_of(clerk)} == {
        (waiting.get_absolute_url(), "核对证明"),
        (proof.get_absolute_url(), "查看证明"),
    }


@pytest.mark.parametrize(
    ("days", "reason"),
    [(-1, "证明已过期"), (0, "90 天内到期"), (90, "90 天内到期"), (91, None)],
)
def test_work_when_a_members_proof_ends_then_says_so_in_time(unit, clerk, accepted, days, reason):
    accepted(unit, days)

    found = items_of(clerk)

    assert [reason in item.reason for item in found] == ([True] if reason else [])


def test_work_when_many_then_one_line_leads_to_the_filtered_list(client, handler, accepted, today):
    units = make_units(4)
    make_edition(units)
    for unit in units:
        accepted(unit, -5)
    client.force_login(handler)

    [item] = items_of(handler)

    assert item.title == "4份证明：查看证明"
    assert client.get(item.url).context["count"].number == 4


def test_work_when_the_unit_is_no_member_then_nothing_is_asked(handler, accepted, today):
    accepted(make_unit(), -5)

    assert items_of(handler) == []


def test_work_when_the_unit_is_anothers_then_nothing_is_said(unit, accepted):
    accepted(unit, -5)

    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    assert items_of(stranger) == []


def test_work_when_of_a_unit_then_its_people_see_what_was_rejected_and_what_ends(
    client, unit, own, clerk, accepted, put
):
    accepted(unit, 3)
    rejected = put(unit, "8", {"document_no": "BA000001"})
    check_evidence(rejected, accept=False, note="没有此号", by=clerk, today=TODAY)
    client.force_login(own)

    found = items_of(own)

    assert [item.action for item in found] == ["补充证明", "更换证明"]
    assert all(client.get(item.url).status_code == 200 for item in found)
