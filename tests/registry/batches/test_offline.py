"""登记审定结果: what the meeting decided, entered by one, confirmed by another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts.handlers import kind_of
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline, offline_obstacles
from ipcontact.ui.errors import RuleViolation
from registry.applications.services import withdraw
from registry.batches import services
from registry.batches.access import DECIDE
from registry.reviews.services import declare_conflict
from tests.deciding import DEFER, EXCLUDE, INCLUDE
from tests.factories import make_user
from tests.files import samples
from tests.filing import TODAY
from tests.registry.batches.test_composing import code_of
from tests.registry.batches.test_deciding import decide, decisions, numbers
from tests.registry.batches.test_signing import deputise

YESTERDAY = TODAY - timedelta(days=1)
MINUTES = "〔2026〕11号"


def enter(batch, decider, by, words=None, **facts):
    """As the meeting of the day decided; by default everything is included."""
    facts = {
        "decided_on": TODAY,
        "channel": "meeting",
        "minutes_no": MINUTES,
        "scan": SimpleUploadedFile("纪要.pdf", samples.pdf(), "application/pdf"),
        **facts,
    }
    if words is None:
        words = dict.fromkeys(numbers(batch), INCLUDE)
    return services.enter_result(batch, words=words, decider=decider, by=by, today=TODAY, **facts)


def put_yesterday(batch, by):
    """A list that was put to decision the day before."""
    return services.submit(batch, recusals_checked=True, by=by, today=YESTERDAY)


def test_result_when_entered_then_nothing_happens_before_a_second_person_confirms(
    drafted, handler, colleague, leader
):
    batch = put_yesterday(drafted(3, chain=[leader]), handler)
    first, second, third = numbers(batch)
    result = enter(
        batch,
        leader,
        handler,
        {first: INCLUDE, second: EXCLUDE, third: DEFER},
        decided_on=YESTERDAY,
    )
    assert decisions(batch) == ["", "", ""]

    confirm_offline(result, by=colleague)

    batch.refresh_from_db()
    assert decisions(batch) == ["include", "exclude", "defer"]
    assert (batch.state, batch.decided_on, batch.minutes_no) == ("decided", YESTERDAY, MINUTES)
    step = Act.objects.of(batch).first()
    assert (step.code, step.acted_by, step.entered_by, step.confirmed_by) == (
        DECIDE, leader, handler, colleague,
    )  # fmt: skip
    assert (step.event_on, step.channel, step.minutes_no) == (YESTERDAY, "meeting", MINUTES)
    item = batch.items.get(order=2)
    assert (item.decided_by, item.reason) == (leader, EXCLUDE.reason)
    moved = Act.objects.of(item.application).first()
    assert (moved.code, moved.acted_by, moved.confirmed_by) == (
        "application.exclude", leader, colleague,
    )  # fmt: skip


def test_result_when_places_before_have_not_signed_here_then_the_paper_counts(
    drafted, handler, colleague, leader
):
    batch = services.submit(drafted(1), recusals_checked=True, by=handler, today=TODAY)

    confirm_offline(enter(batch, leader, handler), by=colleague)

    assert decisions(batch) == ["include"]
    assert list(batch.signers.values_list("state", flat=True)) == ["waiting", "waiting"]


def test_result_when_confirmed_by_its_author_then_refused(waiting, handler, leader):
    result = enter(waiting(1), leader, handler)

    assert code_of(confirm_offline, result, by=handler) == "second_person"


def test_result_when_the_person_named_could_not_decide_then_refused(waiting, handler, head, leader):
    batch = waiting(1)

    assert code_of(enter, batch, make_user(Role.DECIDER), handler) == "not_the_decider"
    assert code_of(enter, batch, head, handler) == "decider_refused"
    with pytest.raises(PermissionDenied):
        enter(batch, leader, head)


def test_result_when_a_delegate_decided_then_for_the_leader(
    waiting, handler, colleague, head, leader
):
    batch = waiting(1)
    deputise(leader, head, DECIDE)

    confirm_offline(enter(batch, head, handler, decided_on=TODAY), by=colleague)

    assert Act.objects.of(batch).first().on_behalf_of == "受赵明澈委托"


def test_result_when_the_delegate_also_decides_in_their_own_right_then_still_for_the_leader(
    waiting, handler, colleague, leader
):
    batch = waiting(1)
    second = make_user(Role.DECIDER, name="许安")
    deputise(leader, second, DECIDE)

    confirm_offline(enter(batch, second, handler, decided_on=TODAY), by=colleague)

    assert Act.objects.of(batch).first().on_behalf_of == "受赵明澈委托"


def test_result_when_the_person_named_must_stand_aside_then_refused(waiting, handler, leader):
    batch = waiting(2)
    application = batch.items.first().application
    declare_conflict(application, person=leader, reason="亲属", by=leader, today=TODAY)

    with pytest.raises(RuleViolation, match=application.unit_name) as refusal:
        enter(batch, leader, handler)

    assert refusal.value.code == "conflict"


def test_result_when_not_whole_then_refused_with_the_unit(waiting, handler, leader):
    batch = waiting(2)
    first, second = numbers(batch)
    bare = type(EXCLUDE)("exclude", "")

    assert code_of(enter, batch, leader, handler, {first: INCLUDE}) == "undecided"
    words = {first: INCLUDE, second: bare}
    assert code_of(enter, batch, leader, handler, words) == "item_reason"
    assert code_of(enter, batch, leader, handler, minutes_no="") == "minutes_missing"
    assert code_of(enter, batch, leader, handler, scan=None) == "scan_missing"


def test_result_when_decided_before_the_list_was_put_to_decision_then_refused(
    waiting, handler, leader
):
    batch = waiting(1)

    with pytest.raises(RuleViolation, match=f"{TODAY} 呈报审定") as refusal:
        enter(batch, leader, handler, decided_on=YESTERDAY)

    assert refusal.value.code == "decided_before"
    assert not OfflineResult.objects.exists()


def test_result_when_the_list_was_put_to_decision_anew_since_then_not_confirmed(
    drafted, handler, colleague, leader
):
    batch = put_yesterday(drafted(1, chain=[leader]), handler)
    result = enter(batch, leader, handler, decided_on=YESTERDAY)
    services.send_back(batch, reason="请补充说明", by=leader, today=TODAY)
    services.submit(batch, recusals_checked=True, by=handler, today=TODAY)

    assert code_of(confirm_offline, result, by=colleague) == "decided_before"
    assert decisions(batch) == [""]


def test_result_when_not_put_to_decision_or_decided_already_then_refused(drafted, handler, leader):
    batch = drafted(1, chain=[leader])
    assert code_of(enter, batch, leader, handler) == "wrong_state"
    services.submit(batch, recusals_checked=True, by=handler, today=TODAY)
    decide(batch, leader)

    with pytest.raises(RuleViolation, match="赵明澈已于"):
        enter(batch, leader, handler)


def test_result_when_decided_online_in_the_meantime_then_not_confirmed(
    waiting, handler, colleague, leader
):
    batch = waiting(1)
    result = enter(batch, leader, handler)
    decide(batch, leader)

    [why] = offline_obstacles(result, colleague)
    assert "赵明澈已于" in why
    assert code_of(confirm_offline, result, by=colleague) == "wrong_state"
    assert Act.objects.of(batch).filter(code=DECIDE).count() == 1


def test_result_when_one_was_withdrawn_in_the_meantime_then_the_others_take_effect(
    waiting, handler, colleague, leader
):
    batch = waiting(2)
    result = enter(batch, leader, handler)
    gone = batch.items.first().application
    withdraw(gone, by=None, grant=str(gone.key), today=TODAY)

    confirm_offline(result, by=colleague)

    assert decisions(batch) == ["", "include"]


def test_result_when_shown_to_the_second_person_then_the_exceptions_first(waiting, handler, leader):
    batch = waiting(3)
    first, second, third = numbers(batch)
    enter(batch, leader, handler, {first: INCLUDE, second: INCLUDE, third: DEFER})
    payload = OfflineResult.objects.get().payload
    kind = kind_of(DECIDE)

    rows = kind.changes(batch, payload)

    names = [item.application.unit_name for item in batch.items.order_by("order")]
    assert [what for what, _, _ in rows] == [names[2], names[0], names[1]]
    assert rows[0][1:] == ("拟纳入", f"暂缓：{DEFER.reason}")
    assert kind.describe(batch, payload) == ["审定“示例拟定名单”：纳入2家，暂缓1家"]
