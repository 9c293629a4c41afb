"""审定: whole, by the right person, once; immutable afterwards."""

import pytest
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.applications.services import withdraw
from registry.batches import services
from registry.batches.access import DECIDE
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services import deciding
from registry.reviews.services import declare_conflict, record_credit
from tests.deciding import DEFER, EXCLUDE, INCLUDE, submitted_batch
from tests.factories import make_user
from tests.filing import TODAY, region_agency
from tests.registry.batches.test_composing import code_of, states
from tests.registry.batches.test_signing import deputise


def numbers(batch) -> list[str]:
    rows = batch.items.order_by("order")
    return list(rows.values_list("application__application_no", flat=True))


def decisions(batch) -> list[str]:
    return list(batch.items.order_by("order").values_list("decision", flat=True))


def decide(batch, leader, words=None, *, agree_rest=True, **how):
    return services.decide(
        batch, words=words or {}, agree_rest=agree_rest, by=leader, today=TODAY, **how
    )


def test_decide_when_the_rest_is_agreed_to_then_every_application_moves_with_its_step(
    waiting, handler, leader
):
    batch = waiting(3)
    first, second, third = numbers(batch)

    decide(batch, leader, {second: EXCLUDE, third: DEFER}, version=batch.version)

    batch.refresh_from_db()
    assert (batch.state, batch.decided_on) == ("decided", TODAY)
    assert decisions(batch) == ["include", "exclude", "defer"]
    rows = [item.application for item in batch.items.order_by("order")]
    assert [row.state for row in rows] == ["approved", "not_selected", "ready"]
    assert [Act.objects.of(row).first().code for row in rows] == [
        "application.include",
        "application.exclude",
        "application.defer",
    ]
    item = batch.items.get(order=2)
    assert (item.reason, item.decided_by) == (EXCLUDE.reason, leader)
    assert Act.objects.of(batch).first().action == "审定：纳入1家，不纳入1家，暂缓1家"
    assert batch.signers.get().state == "agreed"
    assert Message.objects.filter(user=handler, kind="batch.moved").count() == 1


def test_decide_when_decided_then_no_unit_is_told_before_publication(waiting, leader):
    batch = waiting(2)
    first, _ = numbers(batch)
    before = Message.objects.exclude(kind__startswith="batch.").count()

    decide(batch, leader, {first: EXCLUDE})

    assert Message.objects.exclude(kind__startswith="batch.").count() == before


def test_decide_when_an_exception_has_no_word_then_refused_with_the_unit(waiting, handler, leader):
    batch = waiting(2)
    marked = batch.items.order_by("order").last().application
    record_credit(
        marked, result="recorded", detail="欠税", checked_on=TODAY, checker="信用科", by=handler,
        today=TODAY,
    )  # fmt: skip

    with pytest.raises(RuleViolation, match=f"{marked.unit_name}：还没有决定") as refusal:
        decide(batch, leader)

    assert refusal.value.code == "undecided"
    assert decisions(batch) == ["", ""]
    decide(batch, leader, {marked.application_no: INCLUDE})
    assert decisions(batch) == ["include", "include"]


def test_decide_when_nothing_is_said_or_reasons_are_missing_then_refused(waiting, leader):
    batch = waiting(2)
    first, second = numbers(batch)
    bare = type(EXCLUDE)("defer", " ")

    assert code_of(decide, batch, leader, agree_rest=False) == "undecided"
    assert code_of(decide, batch, leader, {first: bare}) == "item_reason"


def test_decide_when_it_is_not_theirs_then_refused(drafted, handler, head, leader):
    batch = submitted_batch(drafted(1), by=handler)

    for person in (leader, head, handler, make_user(Role.DECIDER)):
        assert code_of(decide, batch, person) == "wrong_actor"
    services.sign(batch, by=head, today=TODAY)
    assert code_of(decide, batch, make_user(Role.DECIDER)) == "wrong_actor"
    assert code_of(decide, drafted(1, name="另一批"), leader) == "wrong_state"


def test_decide_when_the_page_is_old_then_refused(waiting, leader):
    batch = waiting(1)

    assert code_of(decide, batch, leader, version=batch.version - 1) == "stale"


def test_decide_when_decided_already_then_told_by_whom_and_when(waiting, leader):
    batch = waiting(1)
    decide(batch, leader)

    with pytest.raises(RuleViolation, match="赵明澈已于 2026-09-18 12:\\d\\d 办理“审定：纳入1家”"):
        decide(batch, leader)

    assert Act.objects.of(batch).filter(code=DECIDE).count() == 1


@pytest.mark.parametrize("involved", ["declared", "named", "filed"])
def test_decide_when_the_leader_is_involved_then_refused(waiting, leader, involved):
    batch = waiting(2)
    application = batch.items.first().application
    if involved == "declared":
        declare_conflict(application, person=leader, reason="亲属", by=leader, today=TODAY)
    elif involved == "named":
        persons = {"contacts": {"primary_name": leader.name}}
        Application.objects.filter(pk=application.pk).update(persons=persons)
    else:
        Application.objects.filter(pk=application.pk).update(entered_by=leader)

    with pytest.raises(RuleViolation, match=application.unit_name) as refusal:
        decide(batch, leader)

    assert refusal.value.code == "conflict"
    assert decisions(batch) == ["", ""]


def test_decide_when_the_maker_holds_the_authority_then_refused(waiting, handler, leader):
    batch = waiting(1)
    deputise(leader, handler, DECIDE)

    assert code_of(decide, batch, handler) == "maker_decides"


def test_decide_when_one_was_withdrawn_then_the_others_are_decided(waiting, leader):
    batch = waiting(2)
    gone = batch.items.first().application
    withdraw(gone, by=None, grant=str(gone.key), today=TODAY)

    decide(batch, leader)

    assert decisions(batch) == ["", "include"]
    assert states([gone]) == ["withdrawn"]


def test_decide_when_recording_fails_then_nothing_has_happened(waiting, leader, monkeypatch):
    batch = waiting(2)

    def broken(*args, **kwargs):
        raise DatabaseError("示例")

    monkeypatch.setattr(deciding, "record", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        decide(batch, leader)

    batch.refresh_from_db()
    assert batch.state == "in_decision"
    assert decisions(batch) == ["", ""]
    assert not Act.objects.filter(code="application.include").exists()


def test_decided_item_when_changed_or_deleted_then_the_database_refuses(waiting, leader):
    batch = waiting(1)
    decide(batch, leader)
    rows = BatchItem.objects.filter(batch=batch)

    for change in (
        lambda: rows.update(decision="exclude", reason="改"),
        lambda: rows.update(reason="改"),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_batches_when_asked_for_then_only_the_bureau_sees_them(waiting, handler, head):
    batch = waiting(1)
    station_head = make_user(Role.AGENCY_HEAD, agency=region_agency())

    assert ReviewBatch.objects.visible_to(handler).contains(batch)
    assert ReviewBatch.objects.visible_to(head).contains(batch)
    for person in (station_head, make_user(Role.UNIT_USER), make_user(Role.AUDITOR)):
        assert not ReviewBatch.objects.visible_to(person).exists()
