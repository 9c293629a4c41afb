"""The end of a removal: decided online, on paper."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import confirm_offline
from ipcontact.documents import services as documents
from ipcontact.documents.models import OfficialDocument
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.removals import services
from registry.roster.models import Departure
from tests.changing import heard, paper, removal, told
from tests.factories import TODAY, make_user

pytestmark = pytest.mark.django_db


def send_letter(course, *, by, signer, today) -> None:
    """The letter that asks for the unit's view is signed, sealed and posted."""
    letter = OfficialDocument.objects.of(course).get(kind="removal_hearing")
    documents.approve(letter, by=signer, today=today)
    documents.seal(letter, scan=paper("盖章件.pdf"), by=by, today=today)
    documents.send(letter, channel="post", sent_on=today, by=by, today=today)


AFTER_HEARING = date(2026, 9, 28)  # 18 September 2026 is a Friday; the 25th to 27th are days off


def test_decide_when_the_unit_was_heard_then_it_leaves_the_roster_that_day(
    unit, clerk, handler, leader
):
    course = heard(unit, by=clerk, teller=handler)

    course = services.decide(course, outcome="remove", by=leader, today=TODAY)

    unit.refresh_from_db()
    departure = Departure.objects.get()
    assert (course.state, course.departure, course.decided_by) == ("removed", departure, leader)
    assert (unit.membership_state, unit.left_on) == ("left", TODAY)
    assert (departure.ground, departure.left_on) == ("unreachable", TODAY)
    kinds = set(Message.objects.filter(kind="removal.decided").values_list("user", flat=True))
    assert {clerk.pk, handler.pk, None} <= kinds


def test_decide_when_the_statement_came_after_the_page_was_opened_then_refused_and_nothing_decided(
    unit, clerk, handler, leader, client, fixed_today
):
    course = told(unit, by=clerk, teller=handler, scan=paper("送达回证.pdf"))
    fixed_today(AFTER_HEARING.isoformat())
    client.force_login(leader)
    page = reverse("removals:decide", args=[course.key])
    shown = client.get(page).context["form"]["version"].value()
    services.enter_statement(
        course, statement="请保留。", by=handler, today=AFTER_HEARING, channel="phone"
    )

    response = client.post(page, {"outcome": "remove", "version": shown, "confirm": "1"})

    course.refresh_from_db()
    assert "您打开的页面不是最新的" in response.text
    assert (course.state, course.decided_by) == ("ready", None)
    assert not Departure.objects.exists()


def test_decide_when_kept_then_listed_again_with_the_reason(unit, clerk, handler, leader):
    course = heard(unit, by=clerk, teller=handler)

    services.decide(course, outcome="keep", reason="已恢复联系。", by=leader, today=TODAY)

    unit.refresh_from_db()
    course.refresh_from_db()
    assert (course.state, course.decision_reason) == ("kept", "已恢复联系。")
    assert unit.membership_state == "listed"
    assert not Departure.objects.exists()


@pytest.mark.parametrize(("day", "code"), [(TODAY, "hearing_runs"), (AFTER_HEARING, "")])
def test_decide_when_the_unit_is_silent_then_only_after_the_time(
    unit, clerk, handler, leader, day, code, fixed_today
):
    course = told(unit, by=clerk, teller=handler, scan=paper("送达回证.pdf"))
    fixed_today(day.isoformat())

    found = services.problems(
        course, outcome="remove", reason="", minutes_no="", deciders=[leader], today=day
    )

    assert [each for each, _ in found] == ([code] if code else [])


def test_decide_when_a_silent_unit_was_told_online_alone_then_the_letter_goes_out_first(
    unit, clerk, handler, leader, fixed_today
):
    course = told(unit, by=clerk, teller=handler)
    fixed_today(AFTER_HEARING.isoformat())

    with pytest.raises(RuleViolation, match="关于听取移出名录意见的函") as refused:
        services.decide(course, outcome="remove", by=leader, today=AFTER_HEARING)
    unit.refresh_from_db()
    assert (refused.value.code, unit.membership_state) == ("not_served", "removal_proposed")
    assert services.may_decide(course, leader, on=AFTER_HEARING)

    send_letter(course, by=handler, signer=leader, today=AFTER_HEARING)
    course = services.decide(course, outcome="remove", by=leader, today=AFTER_HEARING)

    assert course.state == "removed"


def test_decide_when_a_silent_unit_stays_then_no_paper_is_asked(
    unit, clerk, handler, leader, fixed_today
):
    course = told(unit, by=clerk, teller=handler)
    fixed_today(AFTER_HEARING.isoformat())

    services.decide(course, outcome="keep", reason="已取得联系。", by=leader, today=AFTER_HEARING)

    course.refresh_from_db()
    assert course.state == "kept"


def test_offline_when_a_silent_unit_was_told_online_alone_then_refused(
    unit, clerk, handler, leader, fixed_today
):
    course = told(unit, by=clerk, teller=handler)
    fixed_today(AFTER_HEARING.isoformat())

    with pytest.raises(RuleViolation) as refused:
        services.enter_decision(
            course, outcome="remove", reason="", by=handler, today=AFTER_HEARING, decider=leader,
            decided_on=AFTER_HEARING, channel="paper", scan=paper("呈批单.pdf"),
        )  # fmt: skip

    assert refused.value.code == "not_served"


def test_page_when_a_silent_unit_was_told_online_alone_then_says_what_is_missing(
    client, unit, clerk, handler, leader, fixed_today
):
    course = told(unit, by=clerk, teller=handler)
    fixed_today(AFTER_HEARING.isoformat())
    client.force_login(leader)
    page = reverse("removals:decide", args=[course.key])

    before = client.get(page).content.decode()
    record = client.get(course.get_absolute_url()).content.decode()
    send_letter(course, by=handler, signer=leader, today=AFTER_HEARING)
    after = client.get(page).content.decode()

    assert "也没有送达的凭据" in before
    assert "也没有送达的凭据" in record
    assert "也没有送达的凭据" not in after


def test_decide_when_proposer_then_refused(unit, handler, second):
    both = make_user(Role.HANDLER, Role.DECIDER)
    course = heard(unit, by=both, teller=second)

    with pytest.raises(RuleViolation) as refused:
        services.decide(course, outcome="remove", by=both, today=TODAY)

    assert refused.value.code == "own_proposal"
    unit.refresh_from_db()
    assert unit.membership_state == "removal_proposed"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AGENCY_CLERK, Role.UNIT_USER])
def test_decide_when_the_role_may_not_then_refused(unit, clerk, handler, role):
    course = heard(unit, by=clerk, teller=handler)

    with pytest.raises(PermissionDenied):
        services.decide(course, outcome="remove", by=make_user(role), today=TODAY)


def test_decide_when_a_meeting_must_then_its_number_is_asked(unit, clerk, handler, leader):
    course = heard(unit, by=clerk, teller=handler, code="false_material")

    with pytest.raises(RuleViolation) as refused:
        services.decide(course, outcome="remove", by=leader, today=TODAY)
    services.decide(course, outcome="remove", by=leader, today=TODAY, minutes_no="〔2026〕3号")

    assert refused.value.code == "minutes_missing"
    assert Act.objects.of(course).first().minutes_no == "〔2026〕3号"


def test_decide_when_decided_then_a_second_is_refused(unit, clerk, handler, leader):
    course = heard(unit, by=clerk, teller=handler)
    services.decide(course, outcome="remove", by=leader, today=TODAY)

    with pytest.raises(RuleViolation) as refused:
        services.decide(course, outcome="keep", reason="改主意", by=leader, today=TODAY)

    assert refused.value.code == "wrong_state"
    assert Departure.objects.count() == 1


def test_offline_when_another_confirms_then_it_counts(unit, clerk, handler, second, leader):
    course = heard(unit, by=clerk, teller=handler)

    result = services.enter_decision(
        course, outcome="remove", reason="", by=handler, today=TODAY, decider=leader,
        decided_on=TODAY, channel="paper", scan=paper("呈批单.pdf"), document_no="示〔2026〕9号",
    )  # fmt: skip
    unit.refresh_from_db()
    waiting = unit.membership_state
    confirm_offline(result, by=second)

    unit.refresh_from_db()
    course.refresh_from_db()
    assert waiting == "removal_proposed"
    assert (unit.membership_state, course.state, course.decided_by) == ("left", "removed", leader)
    assert Departure.objects.get().document_no == "示〔2026〕9号"
    with pytest.raises(RuleViolation):
        confirm_offline(result, by=second)


def test_offline_when_decided_before_the_unit_spoke_then_refused(unit, clerk, handler, leader):
    course = heard(unit, by=clerk, teller=handler)

    with pytest.raises(RuleViolation) as refused:
        services.enter_decision(
            course, outcome="remove", reason="", by=handler, today=TODAY, decider=leader,
            decided_on=TODAY - timedelta(days=1), channel="paper", scan=paper("呈批单.pdf"),
        )  # fmt: skip

    assert refused.value.code == "decided_early"


def test_offline_when_the_unit_was_not_heard_then_refused(unit, clerk, handler, leader):
    course = removal(unit, by=clerk)

    with pytest.raises(RuleViolation) as refused:
        services.enter_decision(
            course, outcome="remove", reason="", by=handler, today=TODAY, decider=leader,
            decided_on=TODAY, channel="paper", scan=paper("呈批单.pdf"),
        )  # fmt: skip

    assert refused.value.code == "not_told"
