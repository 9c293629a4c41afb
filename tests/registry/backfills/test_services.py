"""What was decided on paper, entered by one and confirmed by another."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import confirm_offline, refuse_offline, take_back
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.registry import exception_kinds
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.progress import public_history
from registry.backfills import services
from registry.batches.models import BatchItem, ReviewBatch
from registry.roster.models import Listing, RosterEdition
from tests.changing import paper
from tests.factories import TODAY, make_agency, make_unit, make_user
from tests.filing import submitted
from tests.registry.backfills.conftest import (
    ANNOUNCED,
    DECIDED,
    FILED,
    MINUTES,
    RECOMMENDED,
    REVIEWED,
    confirmed,
    enter,
    listed,
)

S = ApplicationState


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def course(application: Application) -> list[tuple[str, date]]:
    rows = Act.objects.of(application).order_by("pk")
    return [(row.code.removeprefix("application."), row.event_on) for row in rows]


def test_enter_when_nobody_has_confirmed_then_nothing_exists(unit, told, handler):
    enter(unit, told(), by=handler)

    assert not Application.objects.exists()
    assert not Act.objects.of(unit).exists()


def test_confirm_when_excluded_then_the_file_stands_with_the_days_of_then(
    unit, told, handler, second, station
):
    application = confirmed(unit, told(), by=handler, second=second)

    assert (application.state, application.round.name) == (S.NOT_SELECTED, told().round.name)
    assert (application.is_recommended, application.is_self_filed) == (True, False)
    assert application.agency == station
    assert course(application) == [
        ("submit", FILED),
        ("endorse", RECOMMENDED),
        ("inspected", REVIEWED),
        ("exclude", DECIDED),
    ]
    for step in Act.objects.of(application):
        assert step.is_backfill
        assert (step.entered_by, step.confirmed_by) == (handler, second)
        assert step.scan is not None
    decision = Act.objects.of(application).first()
    assert (decision.actor_name, decision.minutes_no) == ("局长办公会", MINUTES)
    assert decision.offline_result.entered_by == handler
    assert list(application.claims.values_list("criterion__code", flat=True)) == ["1", "9"]
    opinion = application.recommendations.get()
    assert (opinion.agency, opinion.signed_on) == (station, RECOMMENDED)


def test_confirm_when_done_then_no_clock_no_message_no_edition(unit, told, handler, second):
    editions = RosterEdition.objects.count()

    confirmed(unit, told(), by=handler, second=second)

    assert not Clock.objects.exists()
    assert not Message.objects.exists()
    assert RosterEdition.objects.count() == editions
    assert not Listing.objects.filter(unit=unit).exists()


def test_confirm_when_included_and_on_the_roster_of_then_then_listed(unit, told, handler, second):
    edition = listed(unit)
    before = list(Listing.objects.values_list("unit", "period"))

    application = confirmed(unit, told(outcome="include", reason=""), by=handler, second=second)

    assert application.state == S.LISTED
    assert course(application)[-2:] == [("include", DECIDED), ("list", ANNOUNCED)]
    assert Act.objects.of(application).first().action == f"公布纳入：{edition.name}"
    assert list(Listing.objects.values_list("unit", "period")) == before
    assert {claim.state for claim in application.claims.all()} == {"accepted"}


def test_confirm_when_put_off_then_it_waits_for_the_next_meeting(unit, told, handler, second):
    application = confirmed(
        unit, told(outcome="defer", reason="专利转让待核实。"), by=handler, second=second
    )

    assert application.state == S.READY
    assert application in Application.objects.waiting_for(handler)
    assert not Clock.objects.exists()


def test_confirm_when_two_units_of_one_meeting_then_on_one_concluded_list(
    unit, told, handler, second
):
    other = make_unit()
    for each in (unit, other):
        confirmed(each, told(), by=handler, second=second)

    batch = ReviewBatch.objects.get()

    assert (batch.state, batch.decided_on, batch.minutes_no) == ("concluded", DECIDED, MINUTES)
    assert [(row.order, row.decision) for row in batch.items.all()] == [
        (1, "exclude"),
        (2, "exclude"),
    ]
    assert set(Act.objects.of(batch).values_list("is_backfill", flat=True)) == {True}


def test_confirm_when_of_another_meeting_then_on_a_list_of_its_own(unit, told, handler, second):
    confirmed(unit, told(), by=handler, second=second)
    confirmed(make_unit(), told(), by=handler, second=second, minutes_no="〔2025〕7号")

    assert ReviewBatch.objects.count() == 2
    assert BatchItem.objects.filter(order=1).count() == 2


def test_self_filed_when_no_agency_was_asked_then_no_opinion(unit, told, handler, second):
    past = told(is_recommended=False, agency=None, recommended_on=None, reviewed_on=None)

    application = confirmed(unit, past, by=handler, second=second)

    assert application.sources == "自愿申报"
    assert not application.recommendations.exists()
    assert [code for code, _ in course(application)] == ["submit", "exclude"]


def test_history_of_the_unit_when_backfilled_then_the_days_of_then(unit, told, handler, second):
    application = confirmed(unit, told(), by=handler, second=second)

    days = [step.at.astimezone().date() for step in public_history(application)]

    assert days[0] == FILED
    assert days[-1] == DECIDED


def test_exceptions_when_backfilled_then_every_step_is_named(unit, told, handler, second):
    application = confirmed(unit, told(), by=handler, second=second)

    [kind] = [each for each in exception_kinds if each.code == "backfill"]
    keys = [row.x_key for row in kind.rows() if row.x_table == application._meta.db_table]

    assert keys == [str(application.pk)] * 4


def test_take_back_when_backfilled_then_refused(unit, told, handler, second):
    application = confirmed(unit, told(), by=handler, second=second)

    with refused("not_revocable"):
        take_back(Act.objects.of(application).first(), by=handler)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("event_future", {"decided_on": TODAY + timedelta(days=1)}),
        ("out_of_order", {"recommended_on": FILED - timedelta(days=1)}),
        ("out_of_order", {"reviewed_on": RECOMMENDED - timedelta(days=1)}),
        ("out_of_order", {"reviewed_on": None, "decided_on": FILED}),
        ("before_round", {"filed_on": date(2025, 4, 30)}),
        ("after_round", {"filed_on": date(2025, 6, 1), "recommended_on": date(2025, 6, 2)}),
        ("reason_missing", {"reason": " "}),
        ("agency_missing", {"agency": None}),
        ("recommended_missing", {"recommended_on": None}),
        ("criteria_missing", {"criteria": []}),
        ("criteria_unknown", {"criteria": ["X"]}),
        ("not_listed", {"outcome": "include", "reason": ""}),
    ],
)
def test_enter_when_the_story_does_not_hold_then_refused(unit, told, handler, code, values):
    with refused(code):
        enter(unit, told(**values), by=handler)


def test_enter_when_paper_name_or_minutes_are_missing_then_refused(unit, told, handler):
    for code, values in (
        ("scan_missing", {"scan": None}),
        ("decider_missing", {"decider_name": " "}),
        ("minutes_missing", {"minutes_no": ""}),
        ("offline_channel", {"channel": "online"}),
    ):
        with refused(code):
            enter(unit, told(), by=handler, **values)


def test_enter_when_the_unit_was_on_the_roster_already_then_refused(unit, told, handler):
    listed(unit, on=date(2024, 7, 1))

    with refused("already_listed"):
        enter(unit, told(), by=handler)


def test_enter_when_another_file_overlaps_then_refused(unit, told, handler, second):
    confirmed(unit, told(), by=handler, second=second)

    with refused("overlaps"):
        enter(unit, told(), by=handler)
    with refused("overlaps"):
        enter(unit, told(filed_on=date(2025, 5, 2), outcome="defer"), by=handler)


def test_enter_when_a_file_is_open_now_then_only_what_ended_before_it(told, handler, second):
    running = submitted()

    application = confirmed(running.unit, told(), by=handler, second=second)

    assert application.state == S.NOT_SELECTED
    with refused("overlaps"):
        enter(
            running.unit,
            told(outcome="defer", filed_on=date(2025, 5, 2)),
            by=handler,
        )


def test_enter_when_the_round_still_runs_then_refused(told, handler):
    running = submitted()

    with refused("round_open"):
        enter(make_unit(), told(round=running.round), by=handler)


def test_enter_when_one_waits_already_then_refused(unit, told, handler, second):
    enter(unit, told(), by=handler)

    with refused("offline_pending"):
        enter(unit, told(), by=second)


def test_confirm_when_alone_twice_or_refused_then_nothing_more(unit, told, handler, second):
    result = enter(unit, told(), by=handler)

    with refused("second_person"):
        confirm_offline(result, by=handler)
    confirm_offline(result, by=second)
    with refused("offline_settled"):
        confirm_offline(result, by=second)
    assert Application.objects.count() == 1
    other = enter(make_unit(), told(), by=handler)
    refuse_offline(other, by=second, reason="日期与原件不符")
    assert Application.objects.count() == 1


def test_confirm_when_the_roster_has_changed_meanwhile_then_judged_again(
    unit, told, handler, second
):
    result = enter(unit, told(), by=handler)
    listed(unit, on=date(2024, 7, 1))

    with refused("already_listed"):
        confirm_offline(result, by=second)
    assert not Application.objects.exists()


def test_enter_when_a_stranger_or_another_role_then_refused(unit, told, handler):
    clerk = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    for person in (clerk, make_user(Role.DECIDER), make_user(Role.UNIT_USER)):
        with pytest.raises(PermissionDenied):
            enter(unit, told(), by=person)
    outsider = make_user(Role.HANDLER, agency=make_agency("station"))
    with pytest.raises(PermissionDenied):
        services.enter(
            unit, told(), decider_name="示例", channel="paper", scan=paper(), by=outsider,
            today=TODAY,
        )  # fmt: skip
