"""Who answers for a candidate once the signature that brought it into a station's care falls."""

import pytest

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.roles import Role
from registry.applications import services as applications
from registry.recommendations import services
from registry.units.services import assign_agency
from tests.factories import make_agency, make_unit, make_user
from tests.filing import NOON, TODAY
from tests.recommending import confirmed, drafted, head_of, later, link_to, signed

pytestmark = pytest.mark.django_db
ENDS = ["revoked", "declined", "lapsed", "closed"]


def ended(made, way, head) -> None:
    if way == "revoked":
        services.revoke(made, reason="企业已迁出", by=head, today=TODAY)
    elif way == "declined":
        services.decline_by_link(link_to(made.application), reason="暂无需求", today=TODAY)
    elif way == "closed":
        handler = make_user(Role.HANDLER)
        applications.close_unanswered(
            made.application, reason="逾期未确认。", by=handler, today=later(11)
        )
    else:
        services.lapse_unconfirmed(today=later(11))


def lead_of(unit):
    unit.refresh_from_db()
    return unit.lead_agency


def joined(made, agency):
    """Another agency recommends the unit of a file, too."""
    second = drafted(
        made.application.round, agency=agency, credit_code=made.application.credit_code
    )
    services.sign(second, by=head_of(agency), today=TODAY, now=NOON)
    second.refresh_from_db()
    made.refresh_from_db()
    return second


@pytest.fixture
def unit(db):
    return make_unit()


@pytest.fixture
def made(station, round_, head, unit):
    """A signed proposal of a unit nobody answered for."""
    return signed(round_, agency=station, head=head, credit_code=unit.credit_code)


@pytest.mark.parametrize("way", ENDS)
def test_lead_when_the_recommendation_falls_then_again_nobody_answers(
    made, unit, station, head, way
):
    before = lead_of(unit)

    ended(made, way, head)

    assert (before, lead_of(unit)) == (station, None)


@pytest.mark.parametrize("way", ENDS)
def test_lead_when_the_recommendation_falls_then_what_somebody_decided_stays(made, unit, head, way):
    other = make_agency("station")
    assign_agency(units=[unit], lead_agency=other, by=make_user(Role.HANDLER))

    ended(made, way, head)

    assert lead_of(unit) == other


@pytest.mark.parametrize("way", ENDS)
def test_lead_when_the_station_answered_before_then_it_still_does(station, round_, head, way):
    unit = make_unit(lead_agency=station)
    made = signed(round_, agency=station, head=head, credit_code=unit.credit_code)

    ended(made, way, head)

    assert lead_of(unit) == station


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_lead_when_revoked_and_another_recommends_then_that_one_answers(
    made, unit, head, is_confirmed
):
    second = joined(made, make_agency("station"))
    if is_confirmed:
        confirmed(made)

    services.revoke(made, reason="不归本所", by=head, today=TODAY)

    assert lead_of(unit) == second.agency


def test_lead_when_both_revoke_then_nobody_answers(made, unit, head):
    second = joined(made, make_agency("station"))
    services.revoke(made, reason="不归本所", by=head, today=TODAY)
    second.refresh_from_db()

    services.revoke(second, reason="企业已迁出", by=head_of(second.agency), today=TODAY)

    assert lead_of(unit) is None


def test_lead_when_only_the_second_revokes_then_the_first_still_answers(made, unit, station):
    second = joined(made, make_agency("station"))

    services.revoke(second, reason="不归本所", by=head_of(second.agency), today=TODAY)

    assert lead_of(unit) == station


def test_lead_when_the_center_asked_and_revokes_then_the_station_that_asks_now_answers(
    station, round_, unit
):
    center = make_agency(AgencyKind.IP_PROTECTION_CENTER)
    first = signed(round_, agency=center, credit_code=unit.credit_code)
    joined(first, station)
    before = lead_of(unit)

    services.revoke(first, reason="由监管所推荐", by=head_of(center), today=TODAY)

    assert (before, lead_of(unit)) == (None, station)


def test_lead_when_a_lapsed_file_is_opened_again_then_its_station_answers_again(
    made, unit, station
):
    services.lapse_unconfirmed(today=later(11))

    applications.reopen(
        made.application, reason="单位来电说明。", by=make_user(Role.HANDLER), today=TODAY, now=NOON
    )

    assert lead_of(unit) == station
