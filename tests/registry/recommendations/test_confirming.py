"""The unit answers: by link, by account, on paper; or not at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.clocks.services import extend
from ipcontact.files.errors import FileRefused
from ipcontact.notifications.models import Message, OneTimeLink
from ipcontact.ui.errors import RuleViolation
from registry.applications import consent
from registry.applications import services as applications
from registry.applications.models import Application, SealedCopy, Submission
from registry.recommendations import services
from registry.recommendations.services import lapsing
from registry.units.models import UnitAccount
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, TODAY, submitted
from tests.recommending import (
    clerk_of,
    confirmed,
    drafted,
    facts_of,
    later,
    link_to,
    signed,
    stamped_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(station, round_, head, clerk):
    return signed(round_, agency=station, head=head)


def by_link(token, application, **values):
    values = {"upload": stamped_page(), "clicked_at": NOON, "today": TODAY, **values}
    facts = values.pop("facts", None) or facts_of(application)
    return services.confirm_by_link(token, facts=facts, **values)


def test_confirm_when_corrected_then_frozen_as_corrected_sealed_and_at_the_bureau(made, clerk):
    application = made.application

    confirmed(made, registered_address="天津市滨海新区新路9号", criteria=["2", "9"])

    application.refresh_from_db()
    submission = Submission.objects.get()
    assert application.state == "bureau_review"
    assert (application.submitted_at, application.consent_version) == (NOON, consent.VERSION)
    assert submission.answers["basic"]["registered_address"] == "天津市滨海新区新路9号"
    assert [claim["criterion"] for claim in submission.claims] == ["2", "9"]
    assert SealedCopy.objects.get().submission == submission
    step = Act.objects.of(application).latest("pk")
    assert (step.code, step.acted_by, step.actor_name) == (
        "application.confirm",
        None,
        application.unit_name,
    )
    assert step.scan == SealedCopy.objects.get().file
    assert Message.objects.to(clerk).filter(title__startswith="单位已确认推荐").exists()


def test_confirm_when_used_once_then_the_link_and_all_others_are_dead(made):
    first, second = link_to(made.application), link_to(made.application)
    by_link(first, made.application)

    with pytest.raises(RuleViolation) as again:
        by_link(first, made.application)
    with pytest.raises(RuleViolation) as other:
        services.peek(second)

    assert (again.value.code, other.value.code) == ("link_used", "link_revoked")
    assert Submission.objects.count() == 1
    assert not OneTimeLink.objects.filter(used_at=None, revoked_at=None).exists()


def test_confirm_when_the_page_is_no_picture_then_nothing_is_used_up(made):
    token = link_to(made.application)
    wrong = samples.upload("盖章页.pdf", b"<html>")

    with pytest.raises(FileRefused):
        by_link(token, made.application, upload=wrong)

    made.application.refresh_from_db()
    assert made.application.state == "awaiting_unit"
    assert services.peek(token).application == made.application


def test_confirm_when_no_page_is_given_then_refused(made):
    with pytest.raises(RuleViolation) as refusal:
        by_link(link_to(made.application), made.application, upload=None)

    assert refusal.value.code == "scan_missing"


@pytest.mark.parametrize("token", ["", "x", "没有", "x" * 500])
def test_peek_when_the_link_is_wrong_then_says_what_to_do(made, token):
    with pytest.raises(RuleViolation, match="重新发一个") as refusal:
        services.peek(token)

    assert refusal.value.code == "link_unknown"


def test_peek_when_expired_then_says_what_to_do(made):
    token = link_to(made.application)
    OneTimeLink.objects.update(expires_at=NOON - timedelta(days=365))

    with pytest.raises(RuleViolation) as refusal:
        services.peek(token)

    assert refusal.value.code == "link_expired"


def test_peek_when_bound_to_another_number_then_refused(made):
    with pytest.raises(RuleViolation, match="联系人已更换") as refusal:
        services.peek(link_to(made.application, contact="13800000000"))

    assert refusal.value.code == "link_revoked"


def test_contact_when_changed_then_old_links_die_and_the_new_person_is_asked(made, clerk):
    old = link_to(made.application)

    services.change_contact(made, contact_name="示例接任", mobile="13700000001", email="", by=clerk)

    with pytest.raises(RuleViolation):
        services.peek(old)
    fresh = link_to(made.application, contact="13700000001")
    application = services.peek(fresh).application
    assert application.persons["contacts"]["primary_name"] == "示例接任"
    told = Message.objects.filter(kind="application.invitation").order_by("pk")
    assert [message.person_name for message in told] == ["示例联络员", "示例接任"]
    assert [message.recalled_at is None for message in told] == [False, True]


def test_contact_when_not_asked_yet_or_by_a_stranger_then_refused(station, round_, made, clerk):
    draft = drafted(round_, agency=station)
    stranger = clerk_of(make_agency("station"))
    values = {"contact_name": "示例接任", "mobile": "", "email": ""}

    with pytest.raises(RuleViolation) as refusal:
        services.change_contact(draft, by=clerk, **values)
    with pytest.raises(PermissionDenied):
        services.change_contact(made, by=stranger, **values)

    assert refusal.value.code == "wrong_state"


def test_decline_when_asked_then_final_and_the_agency_hears_why(made, clerk):
    token = link_to(made.application)

    services.decline_by_link(token, reason="暂无需求", today=TODAY)

    application = Application.objects.get()
    assert application.state == "declined"
    message = Message.objects.to(clerk).get()
    assert (message.title, message.body) == (
        f"单位谢绝推荐：{application.unit_name}",
        "理由：暂无需求",
    )
    with pytest.raises(RuleViolation):
        services.decline_by_link(token, reason="", today=TODAY)


def test_paper_when_entered_then_the_unit_confirmed_and_the_clerk_typed_it(made, clerk):
    services.confirm_for_unit(
        made.application, upload=stamped_page(), event_on=TODAY, by=clerk, now=NOON, today=TODAY
    )

    application = Application.objects.get()
    step = Act.objects.of(application).latest("pk")
    assert application.state == "bureau_review"
    assert (step.acted_by, step.entered_by, step.channel) == (None, clerk, "paper")
    assert step.actor_name == application.unit_name
    with pytest.raises(RuleViolation, match="已经确认"):
        services.confirm_for_unit(
            application, upload=stamped_page(), event_on=TODAY, by=clerk, now=NOON, today=TODAY
        )


def test_paper_when_dated_tomorrow_or_by_the_wrong_people_then_refused(made, clerk, head):
    given = {"upload": stamped_page(), "now": NOON, "today": TODAY}

    with pytest.raises(RuleViolation) as refusal:
        services.confirm_for_unit(made.application, event_on=later(1), by=clerk, **given)
    for person in (head, make_user(Role.HANDLER), clerk_of(make_agency("station"))):
        with pytest.raises(PermissionDenied):
            services.confirm_for_unit(made.application, event_on=TODAY, by=person, **given)

    assert refusal.value.code == "event_future"


def test_account_when_it_acts_for_the_unit_then_confirms_and_nobody_else(made, head):
    unit = made.application.unit
    own, stranger = (make_user(Role.UNIT_USER, agency=None) for _ in range(2))
    UnitAccount.objects.create(unit=unit, user=own, verified_by=head, verified_on=TODAY)
    given = {
        "facts": facts_of(made.application),
        "upload": stamped_page(),
        "clicked_at": NOON,
        "today": TODAY,
    }

    with pytest.raises(PermissionDenied):
        services.confirm_with_account(made.application, by=stranger, **given)
    services.confirm_with_account(made.application, by=own, **given)

    assert Submission.objects.get().submitted_by == own


def test_lapse_when_the_days_are_over_then_closed_and_the_agency_told(made, clerk):
    assert services.lapse_unconfirmed(today=later(10)) == 0  # 28 September is the last day
    token = link_to(made.application)

    closed = services.lapse_unconfirmed(today=later(11))

    application = Application.objects.get()
    assert (closed, application.state) == (1, "lapsed")
    assert Act.objects.of(application).latest("pk").actor_name == "系统"
    assert Message.objects.to(clerk).get().title.startswith("单位逾期未确认，已关闭")
    with pytest.raises(RuleViolation):
        services.peek(token)
    assert services.lapse_unconfirmed(today=later(12)) == 0


def test_lapse_when_the_handler_closes_it_then_the_link_is_dead_and_the_agency_told(made, clerk):
    link_to(made.application)

    applications.close_unanswered(
        made.application, reason="逾期未确认。", by=make_user(Role.HANDLER), today=later(11)
    )

    assert not OneTimeLink.objects.filter(used_at=None, revoked_at=None).exists()
    assert Message.objects.to(clerk).get().title.startswith("单位逾期未确认，已关闭")
    told = Message.objects.filter(kind="application.lapsed").values_list("title", flat=True)
    assert {title.split()[-1] for title in told} == {"因逾期未确认已关闭"}


def test_reopened_when_the_unit_had_not_confirmed_then_asked_again_and_the_agency_told(made, clerk):
    first = link_to(made.application)
    services.lapse_unconfirmed(today=later(11))
    reopened_by = make_user(Role.HANDLER)

    applications.reopen(
        made.application, reason="单位来电说明。", by=reopened_by, today=TODAY, now=NOON
    )

    application = Application.objects.get()
    asked = Message.objects.about(application).filter(kind="application.invitation")
    told = Message.objects.to(clerk).filter(title__startswith="已重新打开并再次请单位确认")
    assert (application.state, asked.count(), told.count()) == ("awaiting_unit", 2, 1)
    assert asked.latest("pk").link_purpose == "application.confirm"
    with pytest.raises(RuleViolation):
        services.peek(first)
    assert services.peek(link_to(application)).application == application


def test_lapse_when_the_time_is_extended_after_the_list_was_made_then_left_alone(made, monkeypatch):
    clock = Clock.objects.open_for(made.application).get()

    def extended_then(application):
        extend(clock, n=10, reason="单位来电说明", by=None)
        return applications.locked(application)

    monkeypatch.setattr(lapsing, "locked", extended_then)

    assert services.lapse_unconfirmed(today=later(11)) == 0
    assert Application.objects.get().state == "awaiting_unit"


def test_lapse_when_other_states_are_late_then_left_alone(made):
    filed = submitted(made.application.round)

    services.lapse_unconfirmed(today=later(60))

    filed.refresh_from_db()
    assert filed.state == "agency_review"
