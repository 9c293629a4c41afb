"""Proposing a change: by the unit, an agency, from a phone call, with a one-time link."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message, OneTimeLink
from ipcontact.notifications.services import issue_link
from ipcontact.ui.errors import RuleViolation
from registry.changes import services
from registry.changes.choices import ChangeKind
from registry.changes.models import UnitChange
from registry.changes.services import Proposal
from registry.changes.services.links import LINK
from tests.changing import account_of, paper, proposed, renaming
from tests.factories import TODAY, make_agency, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_propose_when_a_clerk_tells_it_then_it_waits_and_the_unit_is_as_before(
    clerk, handler, station
):
    unit = make_unit("示例旧名有限公司", lead_agency=station)

    change = proposed(unit, renaming(), by=clerk)

    unit.refresh_from_db()
    assert unit.name == "示例旧名有限公司"
    assert (change.state, change.source, change.proposed_by) == ("proposed", "agency", clerk)
    assert change.before == {"name": "示例旧名有限公司"}
    act = Act.objects.of(change).get()
    assert (act.code, act.acted_by, act.action) == ("change.propose", clerk, "登记更名")
    assert Message.objects.get(kind="change.proposed").user == handler


def test_propose_when_the_unit_rang_then_the_act_says_who_typed(clerk, station):
    unit = make_unit(lead_agency=station)

    change = services.propose(unit, renaming(), by=clerk, today=TODAY, channel="phone")

    act = Act.objects.of(change).get()
    assert (change.source, act.actor_name, act.entered_by) == ("unit", unit.name, clerk)
    assert (act.acted_by, act.channel) == (None, "phone")


def test_propose_when_the_account_of_the_unit_tells_it_then_it_is_the_units_own(handler):
    unit = make_unit()
    user = account_of(unit, by=handler)

    change = proposed(unit, renaming(), by=user)

    assert (change.source, change.proposed_by) == ("unit", user)


def test_propose_when_the_unit_tells_what_it_cannot_know_then_refused(handler):
    unit, other = make_unit(), make_unit()
    user = account_of(unit, by=handler)
    merged = Proposal(ChangeKind.MERGED, TODAY, related=other, evidence=paper())

    with pytest.raises(RuleViolation) as refused:
        proposed(unit, merged, by=user)

    assert refused.value.code == "not_by_unit"
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_HEAD, Role.LEGAL_REVIEWER])
def test_propose_when_the_role_may_not_then_refused(role, handler):
    with pytest.raises(PermissionDenied):
        proposed(make_unit(), renaming(), by=make_user(role))


def test_propose_when_the_unit_is_of_another_station_then_refused(clerk):
    unit = make_unit(lead_agency=make_agency("station"))

    with pytest.raises(PermissionDenied):
        proposed(unit, renaming(), by=clerk)

    assert not UnitChange.objects.exists()


def test_propose_when_one_of_the_kind_is_open_then_refused_and_one_stays(handler):
    unit = make_unit()
    proposed(unit, renaming(), by=handler)

    with pytest.raises(RuleViolation) as refused:
        proposed(unit, renaming("另一名称有限公司"), by=handler)

    assert refused.value.code == "already_open"
    assert UnitChange.objects.count() == 1


def test_propose_when_nothing_changes_then_refused(handler):
    unit = make_unit("示例旧名有限公司")

    with pytest.raises(RuleViolation) as refused:
        proposed(unit, renaming("示例旧名有限公司"), by=handler)

    assert refused.value.code == "same_value"


def test_propose_when_the_representative_changes_then_the_name_is_kept_apart(handler):
    unit = make_unit()

    change = proposed(
        unit, Proposal(ChangeKind.LEGAL, TODAY, person="示例新人", evidence=paper()), by=handler
    )

    assert change.values == {"legal_representative": "示**人"}
    assert change.persons == {"name": "示例新人"}


def test_link_when_used_then_the_contact_has_told_it_and_the_link_is_spent(handler):
    unit = make_unit()
    issued = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=handler)

    change = services.propose_by_link(issued.token, renaming(), today=TODAY)

    assert (change.unit, change.source, change.proposed_by) == (unit, "unit", None)
    assert Act.objects.of(change).get().actor_name == "示例联络员"
    assert OneTimeLink.objects.get().used_at is not None
    with pytest.raises(RuleViolation) as refused:
        services.propose_by_link(issued.token, renaming(), today=TODAY)
    assert refused.value.code == "link_used"


def test_withdraw_when_open_then_closed_and_again_is_refused(clerk, station):
    change = proposed(make_unit(lead_agency=station), renaming(), by=clerk)

    services.withdraw(change, by=clerk, today=TODAY)

    change.refresh_from_db()
    assert change.state == "withdrawn"
    with pytest.raises(RuleViolation) as refused:
        services.withdraw(change, by=clerk, today=TODAY)
    assert refused.value.code == "wrong_state"


def test_withdraw_when_it_is_another_clerks_then_refused(clerk, station):
    change = proposed(make_unit(lead_agency=station), renaming(), by=clerk)

    with pytest.raises(PermissionDenied):
        services.withdraw(change, by=make_user(Role.AGENCY_CLERK, agency=station), today=TODAY)
