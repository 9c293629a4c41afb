"""A signature taken back: the draft is its agency's again, and nobody else's."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import may_take_back, take_back
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Delivery, OneTimeLink
from ipcontact.notifications.services import deliver
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as filing
from registry.applications.access import is_own
from registry.applications.models import Application
from registry.recommendations import services
from registry.units.models import UnitAccount
from registry.units.services import assign_agency
from tests.factories import make_agency, make_unit, make_user
from tests.filing import NOON, TODAY, region_agency, submit, submitted
from tests.recommending import (
    drafted,
    head_of,
    link_to,
    signed,
)

pytestmark = pytest.mark.django_db


def sign(made, by, **values):
    return services.sign(made, by=by, today=TODAY, now=NOON, **values)


def test_take_back_when_nobody_was_told_yet_then_a_draft_again_and_the_link_is_dead(
    station, round_, head
):
    made = signed(round_, agency=station, head=head)
    token = link_to(made.application)
    step = Act.objects.of(made.application).get()

    take_back(step, by=head)

    made.refresh_from_db()
    application = Application.objects.get()
    assert (made.state, made.signed_by, application.state) == ("drafting", None, "draft")
    assert not Clock.objects.open_for(application).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"recalled"}
    with pytest.raises(RuleViolation, match="作废"):
        services.peek(token)
    sign(made, head)
    assert Application.objects.get().state == "awaiting_unit"


def test_take_back_when_done_then_the_unit_has_no_part_in_the_draft(station, round_, head):
    made = signed(round_, agency=station, head=head)
    unit = made.application.unit
    person = make_user(Role.UNIT_USER, agency=None)
    UnitAccount.objects.create(unit=unit, user=person, verified_by=head, verified_on=TODAY)
    mine = Application.objects.visible_to(person)
    assert mine.count() == 1

    take_back(Act.objects.of(made.application).get(), by=head)

    application = Application.objects.get()
    assert (application.unit, mine.count()) == (None, 0)
    with pytest.raises(PermissionDenied):
        filing.discard(application, by=person, today=TODAY)
    sign(made, head)
    assert mine.get().unit == unit


def test_visible_when_an_unsigned_draft_names_the_unit_then_still_none_of_its_people(
    station, round_, head
):
    made = drafted(round_, agency=station)
    unit, person = make_unit(), make_user(Role.UNIT_USER, agency=None)
    UnitAccount.objects.create(unit=unit, user=person, verified_by=head, verified_on=TODAY)
    Application.objects.filter(pk=made.application_id).update(unit=unit)

    application = Application.objects.get()

    assert not Application.objects.visible_to(person).exists()
    assert not is_own(application, by=person)


def test_submit_when_an_agency_drafted_it_then_only_by_the_signature_of_its_head(station, round_):
    application = drafted(round_, agency=station).application

    with pytest.raises(RuleViolation, match="由推荐单位负责人签发") as refusal:
        submit(application)

    application.refresh_from_db()
    assert (refusal.value.code, application.state) == ("not_self_filed", "draft")


def test_take_back_when_the_unit_got_the_mail_then_refused(station, round_, head, mailoutbox):
    made = signed(round_, agency=station, head=head, email="a@example.cn")
    deliver(Delivery.objects.get(channel="mail").pk)
    step = Act.objects.of(made.application).get()

    verdict = may_take_back(step, head)

    assert not verdict.is_allowed
    assert len(mailoutbox) == 1
    assert OneTimeLink.objects.count() == 1


def test_take_back_when_an_opinion_then_the_file_waits_for_the_agency_as_before(
    station, clerk, head
):
    filed = submitted()
    due_on = Clock.objects.open_for(filed).get().due_on
    made = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)
    sign(made, head)

    take_back(Act.objects.of(filed).latest("pk"), by=head)

    filed.refresh_from_db()
    made.refresh_from_db()
    assert (filed.state, filed.is_recommended, made.state) == ("agency_review", False, "drafting")
    clock = Clock.objects.open_for(filed).get()
    assert (clock.name, clock.due_on) == ("推荐单位初审", due_on)


def test_take_back_when_joined_then_the_file_forgets_the_second_agency(station, round_, head):
    first = signed(round_, agency=station, head=head)
    other = make_agency("station")
    chief = head_of(other)
    made = drafted(round_, agency=other, credit_code=first.application.credit_code)
    sign(made, chief)

    take_back(Act.objects.of(first.application).latest("pk"), by=chief)

    file = Application.objects.get(pk=first.application_id)
    assert (file.co_agency, file.is_recommended, file.state) == (None, True, "awaiting_unit")


def test_take_back_when_nobody_answered_for_the_unit_then_again_nobody_does(station, round_, head):
    unit = make_unit()
    made = signed(round_, agency=station, head=head, credit_code=unit.credit_code)
    unit.refresh_from_db()
    assert unit.lead_agency == station

    take_back(Act.objects.of(made.application).get(), by=head)

    unit.refresh_from_db()
    assert unit.lead_agency is None
    sign(made, head)
    unit.refresh_from_db()
    assert unit.lead_agency == station


def test_take_back_when_somebody_has_decided_who_answers_then_that_stays(station, round_, head):
    handler, other = make_user(Role.HANDLER), make_agency("station")
    unit, again = make_unit(), make_unit()
    first = signed(round_, agency=station, head=head, credit_code=unit.credit_code)
    second = signed(round_, agency=station, head=head, credit_code=again.credit_code)
    for lead in (other, station):
        assign_agency(units=[again], lead_agency=lead, by=handler)
    assign_agency(units=[unit], lead_agency=other, by=handler)

    for made in (first, second):
        take_back(Act.objects.of(made.application).get(), by=head)

    unit.refresh_from_db()
    again.refresh_from_db()
    assert (unit.lead_agency, again.lead_agency) == (other, station)


def test_take_back_when_the_station_answered_already_then_it_still_does(station, round_, head):
    unit = make_unit(lead_agency=station)
    made = signed(round_, agency=station, head=head, credit_code=unit.credit_code)

    take_back(Act.objects.of(made.application).get(), by=head)

    unit.refresh_from_db()
    assert unit.lead_agency == station


def test_take_back_when_the_office_of_the_region_had_joined_then_it_stays_in_the_file(
    station, round_, head
):
    other = region_agency("120116001")
    first = signed(round_, agency=station, head=head, region="120116001")
    chief = head_of(other)
    made = drafted(round_, agency=other, credit_code=first.application.credit_code)
    sign(made, chief)

    take_back(Act.objects.of(first.application).latest("pk"), by=chief)

    file = Application.objects.get(pk=first.application_id)
    assert file.co_agency == other


def test_take_back_when_the_unit_applied_meanwhile_then_its_own_file_speaks(station, round_, head):
    other = region_agency("120116001")
    made = signed(round_, agency=station, head=head, region="120116001")
    code, name = made.application.credit_code, made.application.unit_name
    own = submitted(round_, credit_code=code, unit_name=name)
    assert (own.is_rival, made.application.co_agency) == (True, other)

    take_back(Act.objects.of(made.application).get(), by=head)

    own.refresh_from_db()
    draft = Application.objects.get(pk=made.application_id)
    assert (own.is_rival, Act.objects.of(own).latest("pk").code) == (False, "application.speaks")
    assert (draft.state, draft.unit, draft.co_agency) == ("draft", None, None)
