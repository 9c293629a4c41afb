"""重新审定: before publication, by the decider; what has gone on since stays as it was decided."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.acts.models import Act
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import advance, withdraw
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.batches.services.reopening import OTHER_FILE, OTHER_LIST
from tests.deciding import DEFER, EXCLUDE, INCLUDE, make_batch, submitted_batch
from tests.filing import TODAY, submitted
from tests.registry.batches.test_composing import code_of, states
from tests.registry.batches.test_deciding import decide, decisions, numbers

AGAIN = {"reason": "重议", "today": TODAY}


def whys(batch) -> list[str]:
    return list(services.moved_on(batch).values())


def application_at(batch, order):
    return batch.items.get(order=order).application


def test_reopen_when_before_publication_then_on_the_list_again_undecided(waiting, handler, leader):
    batch = waiting(3)
    _, second, third = numbers(batch)
    decide(batch, leader, {second: EXCLUDE, third: DEFER})
    assert code_of(services.reopen, batch, reason=" ", by=leader, today=TODAY) == "reason_missing"

    services.reopen(batch, reason="第2家补交了材料。", by=leader, today=TODAY)

    batch.refresh_from_db()
    assert (batch.state, batch.decided_on) == ("in_decision", None)
    assert decisions(batch) == ["", "", ""]
    assert set(states([i.application for i in batch.items.all()])) == {"in_batch"}
    decide(batch, leader)
    assert decisions(batch) == ["include"] * 3


def test_reopen_when_one_is_on_a_later_list_then_that_list_alone_decides_it(
    waiting, handler, leader
):
    batch = waiting(2)
    decide(batch, leader, {numbers(batch)[1]: DEFER})
    deferred = application_at(batch, 2)
    later = make_batch([deferred], by=handler, chain=[leader], name="下一批")
    assert whys(batch) == [OTHER_LIST]

    services.reopen(batch, by=leader, **AGAIN)

    assert decisions(batch) == ["", "defer"]
    assert Act.objects.of(batch).first().action == "重新审定1家，1家维持原结果"
    decide(batch, leader)
    assert decisions(batch) == ["include", "defer"]
    assert states([deferred]) == ["in_batch"]
    decide(submitted_batch(later, by=handler), leader, {deferred.application_no: INCLUDE})
    assert states([deferred]) == ["approved"]


def test_reopen_when_the_later_list_was_cancelled_then_it_comes_back_too(waiting, handler, leader):
    batch = waiting(1)
    decide(batch, leader, {numbers(batch)[0]: DEFER})
    later = make_batch([application_at(batch, 1)], by=handler, chain=[leader], name="下一批")
    services.cancel(later, reason="不再上会", by=handler, today=TODAY)

    services.reopen(batch, by=leader, **AGAIN)

    assert decisions(batch) == [""]
    assert states([application_at(batch, 1)]) == ["in_batch"]


def test_reopen_when_one_was_withdrawn_since_then_it_stays_as_decided(waiting, leader):
    batch = waiting(2)
    decide(batch, leader, {numbers(batch)[1]: DEFER})
    deferred = application_at(batch, 2)
    withdraw(deferred, by=None, grant=str(deferred.key), today=TODAY)
    assert whys(batch) == ["现在是“已撤回”"]

    services.reopen(batch, by=leader, **AGAIN)
    decide(batch, leader)

    assert decisions(batch) == ["include", "defer"]
    assert states([deferred]) == ["withdrawn"]


def test_reopen_when_one_unit_has_filed_again_then_only_it_stays_as_decided(waiting, leader):
    batch = waiting(2)
    decide(batch, leader, {numbers(batch)[1]: EXCLUDE})
    refused = application_at(batch, 2)
    newer = submitted(credit_code=refused.credit_code, unit_name=refused.unit_name)
    assert whys(batch) == [OTHER_FILE]

    services.reopen(batch, by=leader, **AGAIN)
    decide(batch, leader)

    assert decisions(batch) == ["include", "exclude"]
    assert states([refused, newer]) == ["not_selected", "agency_review"]


def test_reopen_when_every_one_has_gone_on_then_refused(waiting, leader):
    batch = waiting(1)
    decide(batch, leader)
    advance(
        application_at(batch, 1), action=ApplicationAction.ANNUL, actor=Actor.DECIDER, by=leader,
        **AGAIN,
    )  # fmt: skip

    assert code_of(services.reopen, batch, by=leader, **AGAIN) == "nothing_to_reopen"
    assert decisions(batch) == ["include"]


def test_list_when_a_first_decision_stands_then_nobody_changes_it_there(waiting, handler, leader):
    batch = waiting(2)
    decide(batch, leader, {numbers(batch)[1]: DEFER})
    deferred = application_at(batch, 2)
    make_batch([deferred], by=handler, chain=[leader], name="下一批")
    services.reopen(batch, by=leader, **AGAIN)
    services.send_back(batch, by=leader, **AGAIN)
    how = {"by": handler, "today": TODAY}

    found = [
        code_of(services.add, batch, applications=[deferred], **how),
        code_of(services.take_out, batch, application=deferred, **how),
        code_of(services.propose, batch, application=deferred, proposal="include", **how),
    ]
    services.cancel(batch, reason="不再上会", **how)

    assert found == ["decision_stands"] * 3
    assert states([application_at(batch, 1), deferred]) == ["ready", "in_batch"]


def test_moved_on_when_there_are_more_then_no_more_queries(waiting, leader):
    counts = []
    for size in (1, 3):
        batch = waiting(size, name=f"第{size}批")
        decide(batch, leader, dict.fromkeys(numbers(batch), EXCLUDE))
        with CaptureQueriesContext(connection) as queries:
            services.moved_on(batch)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_reopen_when_a_stranger_or_published_then_refused(waiting, handler, leader):
    batch = waiting(1)
    decide(batch, leader)
    how = {"reason": "重议", "today": TODAY}

    assert code_of(services.reopen, batch, by=handler, **how) == "wrong_actor"
    ReviewBatch.objects.filter(pk=batch.pk).update(state="on_notice")
    assert code_of(services.reopen, batch, by=leader, **how) == "wrong_state"
