"""A round from plan to conclusion, and who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.rounds import services
from registry.rounds.choices import IntakeRoundState as S
from registry.rounds.models import IntakeRound
from registry.tasks import keep_time
from tests.factories import make_agency, make_user
from tests.filing import NOON, TODAY, draft, make_round, submitted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REASON = "集中申报期间网站故障。"


def codes(round_) -> list[str]:
    """Steps of a round, the oldest first."""
    acts = Act.objects.of(round_).order_by("pk")
    return list(acts.values_list("code", flat=True))


def extend(round_, by, *, now=NOON, days=20, reason=REASON, **values):
    closes_at = NOON + days * DAY
    return services.extend(round_, closes_at=closes_at, reason=reason, by=by, now=now, **values)


# --- plan and edit ------------------------------------------------------------------------


def test_plan_when_first_of_the_year_then_numbered_and_known_to_staff_only(handler, values):
    round_ = services.plan(values(), by=handler, now=NOON)

    assert (round_.number, round_.state, round_.is_published) == ("2026-01", S.PLANNED, False)
    assert codes(round_) == ["round.plan"]
    assert IntakeRound.objects.visible_to(handler).contains(round_)
    assert not IntakeRound.objects.visible_to(make_user(Role.UNIT_USER)).contains(round_)


def test_plan_when_there_was_a_round_then_its_values_and_quotas_are_taken_over(
    handler, values, station
):
    first = services.plan(values(confirm_days=9), by=handler, now=NOON)
    services.set_quotas(first, {station: 12}, by=handler, now=NOON)

    start = services.starting_values(today=TODAY)
    second = services.plan(values(name="2026年第三批申报"), by=handler, now=NOON)

    assert start["confirm_days"] == 9
    assert start["introduction"] == first.introduction
    assert {"name", "opens_at", "closes_at", "document_no"}.isdisjoint(start)
    assert second.number == "2026-02"
    assert list(second.quotas.values_list("agency", "units")) == [(station.pk, 12)]


def test_plan_when_name_is_taken_then_refused(handler, values):
    services.plan(values(), by=handler, now=NOON)

    with pytest.raises(RuleViolation) as refused:
        services.plan(values(), by=handler, now=NOON)

    assert refused.value.code == "name_taken"


def test_edit_when_planned_then_only_what_changed_is_written(handler, values):
    round_ = services.plan(values(), by=handler, now=NOON)

    edited = services.edit(round_, values(grace_minutes=10), by=handler, now=NOON, version=1)
    again = services.edit(edited, values(grace_minutes=10), by=handler, now=NOON)

    assert (edited.grace_minutes, edited.version, again.version) == (10, 2, 2)
    assert codes(round_) == ["round.plan", "round.edit"]


@pytest.mark.parametrize(("version", "code"), [(7, "stale"), (None, "published")])
def test_edit_when_stale_or_published_then_refused(handler, values, version, code):
    round_ = services.plan(values(), by=handler, now=NOON)
    if code == "published":
        services.publish(round_, by=handler, now=NOON)

    with pytest.raises(RuleViolation) as refused:
        services.edit(round_, values(grace_minutes=1), by=handler, now=NOON, version=version)

    assert refused.value.code == code


def test_quotas_when_set_then_added_changed_and_taken_away(handler, station):
    round_, center = make_round(), make_agency("ip_protection_center")
    services.set_quotas(round_, {station: 3, center: 5}, by=handler, now=NOON)

    services.set_quotas(round_, {station: 4, center: None}, by=handler, now=NOON)
    services.set_quotas(round_, {station: 4, center: None}, by=handler, now=NOON)

    assert list(round_.quotas.values_list("agency", "units")) == [(station.pk, 4)]
    assert codes(round_) == ["round.quotas", "round.quotas"]


# --- publish and the clock ----------------------------------------------------------------


def test_publish_when_opening_is_later_then_announced_and_agencies_are_told(handler, values, clerk):
    head = make_user(Role.AGENCY_HEAD, agency=clerk.agency)
    make_user(Role.LIAISON_OFFICER, agency=clerk.agency)
    round_ = services.plan(values(), by=handler, now=NOON)

    round_ = services.publish(round_, by=handler, now=NOON, version=1)

    assert (round_.state, round_.published_on) == (S.PLANNED, TODAY)
    assert round_.organ_name
    assert codes(round_) == ["round.plan", "round.publish"]
    told = Message.objects.about(round_)
    assert set(told.values_list("user", flat=True)) == {clerk.pk, head.pk}
    assert {message.url for message in told} == {round_.get_absolute_url()}


def test_publish_when_opening_has_come_then_open_at_once(handler, values):
    round_ = services.plan(values(opens_at=NOON - DAY), by=handler, now=NOON)

    assert services.publish(round_, by=handler, now=NOON).state == S.OPEN


def test_publish_when_done_twice_then_refused_and_nobody_told_again(handler, values, clerk):
    round_ = services.plan(values(), by=handler, now=NOON)
    services.publish(round_, by=handler, now=NOON)
    before = Message.objects.count()

    with pytest.raises(RuleViolation) as refused:
        services.publish(round_, by=handler, now=NOON)

    assert refused.value.code == "published"
    assert Message.objects.count() == before


def test_database_when_a_round_opens_without_a_notice_then_refused(handler, values):
    round_ = services.plan(values(), by=handler, now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeRound.objects.filter(pk=round_.pk).update(state=S.OPEN)


def test_clock_when_a_minute_comes_then_opened_and_closed_by_the_system_once(handler, values):
    round_ = services.plan(values(), by=handler, now=NOON)
    services.publish(round_, by=handler, now=NOON)
    opens, closes = round_.opens_at, round_.closes_at
    minute = timedelta(minutes=1)

    runs = [
        services.keep_time(now=at)
        for at in (opens - minute, opens, opens, closes, closes + minute, closes + minute)
    ]

    assert runs == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    round_.refresh_from_db()
    assert round_.state == S.CLOSED
    steps = Act.objects.of(round_).filter(acted_by=None).order_by("pk")
    assert [(act.action, act.actor_name, act.event_on) for act in steps] == [
        ("开始申报", "系统", opens.date()),
        ("申报截止", "系统", closes.date()),
    ]


def test_clock_job_when_run_then_the_round_is_closed(handler):
    round_ = make_round(closes_at=NOON - timedelta(minutes=1))

    assert keep_time(timestamp=0) == [0, 1]

    round_.refresh_from_db()
    assert round_.state == S.CLOSED


def test_clock_when_notice_is_not_out_then_nothing_opens(handler, values):
    round_ = services.plan(values(), by=handler, now=NOON)

    assert services.keep_time(now=round_.opens_at + DAY) == (0, 0)


# --- close by hand, conclude --------------------------------------------------------------


def test_close_when_standing_then_takes_no_more(handler):
    round_ = make_round(is_standing=True, closes_at=None)

    round_ = services.close(round_, reason="方案调整。", by=handler, now=NOON)

    assert round_.state == S.CLOSED
    assert not round_.intake(NOON).is_open
    assert codes(round_) == ["round.close"]


def close_before(round_: IntakeRound, since: timedelta) -> None:
    """The round closed so long before noon."""
    times = {"opens_at": NOON - timedelta(days=30), "closes_at": NOON - since}
    IntakeRound.objects.filter(pk=round_.pk).update(state=S.CLOSED, **times)


def test_conclude_when_all_is_final_then_done_and_drafts_stay(handler):
    round_ = make_round()
    left, withdrawn = draft(round_), submitted(round_)
    applications.withdraw(withdrawn, by=None, grant=str(withdrawn.key), today=TODAY)
    close_before(round_, timedelta(days=1))

    round_ = services.conclude(round_, by=handler, now=NOON)

    assert (round_.state, round_.concluded_on) == (S.CONCLUDED, TODAY)
    left.refresh_from_db()
    assert left.state == "draft"


def test_conclude_when_a_file_is_on_its_way_then_refused_with_the_number(handler):
    round_ = make_round()
    submitted(round_)
    close_before(round_, timedelta(days=1))

    with pytest.raises(RuleViolation, match="还有1件申报") as refused:
        services.conclude(round_, by=handler, now=NOON)

    assert refused.value.code == "unfinished"


def test_conclude_when_the_grace_is_not_over_then_refused(handler):
    round_ = make_round(grace_minutes=30)
    close_before(round_, timedelta(minutes=10))

    with pytest.raises(RuleViolation) as refused:
        services.conclude(round_, by=handler, now=NOON)

    assert refused.value.code == "in_grace"
    round_.refresh_from_db()
    assert round_.state == S.CLOSED


# --- rights -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HANDLER}))
def test_every_verb_when_the_role_may_not_then_refused(values, station, handler, role):
    other, planned = make_user(role), services.plan(values(), by=handler, now=NOON)
    running = make_round()
    verbs = [
        lambda: services.plan(values(name="另一批次"), by=other, now=NOON),
        lambda: services.edit(planned, values(grace_minutes=1), by=other, now=NOON),
        lambda: services.set_quotas(planned, {station: 1}, by=other, now=NOON),
        lambda: services.publish(planned, by=other, now=NOON),
        lambda: extend(running, other),
        lambda: services.close(running, reason=REASON, by=other, now=NOON),
        lambda: services.conclude(running, by=other, now=NOON),
    ]

    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()

    assert codes(planned) == ["round.plan"]
    assert codes(running) == []
