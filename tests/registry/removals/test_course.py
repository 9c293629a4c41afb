"""From the proposal to the decision: the unit is told, heard, and only then somebody decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.documents.models import OfficialDocument
from ipcontact.notifications.models import Message
from ipcontact.notifications.services import issue_link
from ipcontact.ui.errors import RuleViolation
from registry.removals import services
from registry.removals.models import Removal
from registry.removals.services.steps import STATEMENT_LINK
from registry.roster.models import Listing
from tests.changing import account_of, ground, heard, member, paper, removal, told
from tests.factories import TODAY, make_agency, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_propose_when_a_member_then_marked_but_still_on_the_roster(unit, clerk, handler):
    course = removal(unit, by=clerk)

    unit.refresh_from_db()
    assert (course.state, unit.membership_state) == ("proposed", "removal_proposed")
    assert Listing.objects.get(unit=unit).period.upper is None
    assert Act.objects.of(course).get().code == "removal.propose"
    assert handler.pk in Message.objects.filter(kind="removal.proposed").values_list(
        "user", flat=True
    )


def test_propose_when_not_a_member_then_refused(handler):
    with pytest.raises(RuleViolation) as refused:
        removal(make_unit(), by=handler)

    assert refused.value.code == "not_listed"
    assert not Removal.objects.exists()


def test_propose_when_one_is_open_then_refused(unit, clerk, handler):
    removal(unit, by=clerk)

    with pytest.raises(RuleViolation) as refused:
        removal(unit, by=handler)

    assert refused.value.code == "already_open"


@pytest.mark.parametrize("role", [Role.DECIDER, Role.UNIT_USER, Role.AGENCY_HEAD])
def test_propose_when_the_role_may_not_then_refused(unit, role):
    with pytest.raises(PermissionDenied):
        removal(unit, by=make_user(role))


def test_propose_when_of_another_station_then_refused(unit):
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    with pytest.raises(PermissionDenied):
        removal(unit, by=stranger)


def test_edition_when_published_meanwhile_then_the_mark_stays(unit, clerk):
    removal(unit, by=clerk)

    make_edition([unit], TODAY - timedelta(days=1), kind="full")

    unit.refresh_from_db()
    assert unit.membership_state == "removal_proposed"


def test_tell_when_proposed_then_told_with_link_letter_and_clock(unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)

    clock = Clock.objects.open_for(course).get()
    message = Message.objects.get(kind="removal.hearing")
    assert (course.state, course.told_on) == ("hearing", TODAY)
    assert (clock.name, clock.n, clock.unit) == ("单位陈述意见", 5, "working_day")
    assert (message.person_name, message.link_purpose) == ("示例联络员", STATEMENT_LINK)
    assert OfficialDocument.objects.of(course).get().kind == "removal_hearing"


def test_tell_when_nobody_can_be_reached_then_the_paper_must_be_proved(station, clerk, handler):
    course = removal(member(lead_agency=station), by=clerk)

    with pytest.raises(RuleViolation) as refused:
        services.tell_the_unit(course, by=handler, today=TODAY)
    served = services.tell_the_unit(course, by=handler, today=TODAY, scan=paper("送达回证.pdf"))

    assert refused.value.code == "scan_missing"
    assert served.state == "hearing"


def test_tell_when_done_twice_then_refused(unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)

    with pytest.raises(RuleViolation) as refused:
        services.tell_the_unit(course, by=handler, today=TODAY)

    assert refused.value.code == "wrong_state"
    assert OfficialDocument.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.DECIDER])
def test_tell_when_the_role_may_not_then_refused(unit, clerk, role):
    with pytest.raises(PermissionDenied):
        services.tell_the_unit(removal(unit, by=clerk), by=make_user(role), today=TODAY)


def test_statement_when_the_unit_speaks_by_account_then_ready_and_the_clock_ends(
    unit, clerk, handler
):
    user = account_of(unit, by=handler)
    course = told(unit, by=clerk, teller=handler)

    course = services.enter_statement(course, statement="请保留。", by=user, today=TODAY)

    assert (course.state, course.statement) == ("ready", "请保留。")
    assert not Clock.objects.open_for(course).exists()
    assert Act.objects.of(course).first().acted_by == user


def test_statement_when_by_link_then_ready_and_no_second_one(unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)
    issued = issue_link(
        purpose=STATEMENT_LINK, subject=course, contact_name="示例联络员", by=handler
    )

    services.enter_statement_by_link(issued.token, statement="", has_no_objection=True, today=TODAY)

    course.refresh_from_db()
    assert (course.state, course.statement) == ("ready", "没有意见。")
    with pytest.raises(RuleViolation):
        services.enter_statement_by_link(issued.token, statement="又来", today=TODAY)


def test_statement_when_typed_from_a_call_then_the_act_says_who_typed(unit, clerk, handler):
    course = heard(unit, by=clerk, teller=handler)

    act = Act.objects.of(course).first()
    assert (act.actor_name, act.entered_by, act.channel) == (unit.name, handler, "phone")


def test_statement_when_empty_then_refused(unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)

    with pytest.raises(RuleViolation) as refused:
        services.enter_statement(course, statement=" ", by=handler, today=TODAY)

    assert refused.value.code == "statement_missing"


def test_statement_when_a_stranger_unit_speaks_then_refused(unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)
    stranger = account_of(make_unit(), by=handler)

    with pytest.raises(PermissionDenied):
        services.enter_statement(course, statement="请移出。", by=stranger, today=TODAY)


def test_grounds_when_loaded_then_each_has_a_basis():
    assert ground("dissolved").basis
    assert ground("ip_misconduct").approver == "meeting"
