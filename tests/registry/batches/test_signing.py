"""呈报, sign, return, delegates, standing aside, taking back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import delegate, take_back
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.batches import services
from registry.batches.access import DECIDE, SIGN
from registry.reviews.services import declare_conflict
from tests.deciding import make_batch, ready, submitted_batch
from tests.factories import make_user
from tests.files import samples
from tests.filing import TODAY
from tests.registry.batches.test_composing import code_of


def chain_states(batch) -> list[str]:
    return list(batch.signers.order_by("order").values_list("state", flat=True))


def deputise(leader, deputy, *codes) -> None:
    """委托 for a week."""
    delegate(
        by=leader,
        to_user=deputy,
        codes=codes,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=7),
        scan=SimpleUploadedFile("委托书.pdf", samples.pdf(), "application/pdf"),
        today=TODAY,
    )


def test_submit_when_ripe_then_the_first_signer_is_told(drafted, handler, head):
    batch = drafted(2)

    services.submit(batch, recusals_checked=True, by=handler, today=TODAY, version=batch.version)

    batch.refresh_from_db()
    assert (batch.state, batch.submitted_on) == ("in_decision", TODAY)
    assert Act.objects.of(batch).first().code == "batch.submit"
    told = Message.objects.filter(kind="batch.turn")
    assert [(message.user, message.title) for message in told] == [
        (head, "请审核：示例拟定名单（2家）")
    ]


def test_submit_when_not_ripe_then_everything_is_named(handler, leader, round_):
    application = ready(round_, by=handler)
    batch = make_batch([application], by=handler, chain=[leader])

    with pytest.raises(RuleViolation) as refusal:
        services.submit(batch, recusals_checked=False, by=handler, today=TODAY)

    for words in ("还没有征求意见", "还没有信用核查", "核对回避", application.unit_name):
        assert words in refusal.value.message


def test_submit_when_waived_with_reasons_then_goes_on(handler, leader, round_):
    batch = make_batch([ready(round_, by=handler)], by=handler, chain=[leader])
    services.describe(
        batch,
        name=batch.name,
        chain=[leader],
        opinions_waived="上一批已征求。",
        credit_waived="本月已核查。",
        by=handler,
        today=TODAY,
    )

    assert submitted_batch(batch, by=handler).state == "in_decision"


def test_submit_when_a_signer_must_stand_aside_then_refused_with_the_unit(drafted, handler, leader):
    batch = drafted(2)
    application = batch.items.first().application
    declare_conflict(application, person=leader, reason="亲属任职", by=leader, today=TODAY)

    with pytest.raises(RuleViolation, match="申明回避") as refusal:
        services.submit(batch, recusals_checked=True, by=handler, today=TODAY)

    assert refusal.value.code == "conflict"
    assert application.unit_name in refusal.value.message


def test_submit_when_the_role_may_not_or_twice_then_refused(drafted, handler, leader):
    batch = drafted(1)
    with pytest.raises(PermissionDenied):
        services.submit(batch, recusals_checked=True, by=leader, today=TODAY)
    submitted_batch(batch, by=handler)

    code = code_of(services.submit, batch, recusals_checked=True, by=handler, today=TODAY)

    assert code == "wrong_state"


def test_sign_when_it_is_their_turn_then_the_next_is_told(drafted, handler, head, leader):
    batch = submitted_batch(drafted(1), by=handler)

    services.sign(batch, comment="同意，请赵局审定。", by=head, today=TODAY)

    place = batch.signers.get(order=1)
    assert (place.state, place.signed_by, place.comment) == ("agreed", head, "同意，请赵局审定。")
    assert Message.objects.filter(kind="batch.turn", user=leader).count() == 1
    assert Act.objects.of(batch).first().action == "审核：同意"


def test_sign_when_it_is_not_their_turn_then_refused_and_told_who_signed(
    drafted, handler, head, leader
):
    batch = submitted_batch(drafted(1), by=handler)
    for person in (leader, handler, make_user(Role.DECIDER)):
        assert code_of(services.sign, batch, by=person, today=TODAY) == "wrong_actor"
    services.sign(batch, by=head, today=TODAY)

    with pytest.raises(RuleViolation, match="周予白已于 .* 办理“审核：同意”"):
        services.sign(batch, by=head, today=TODAY)

    assert chain_states(batch) == ["agreed", "waiting"]


def test_sign_when_somebody_holds_the_authority_then_in_the_leader_s_name(
    drafted, handler, head, leader
):
    batch = submitted_batch(drafted(1), by=handler)
    deputy = make_user(Role.AGENCY_HEAD, name="许安")
    assert code_of(services.sign, batch, by=deputy, today=TODAY) == "wrong_actor"
    deputise(head, deputy, SIGN)

    services.sign(batch, by=deputy, today=TODAY)

    assert batch.signers.get(order=1).signed_by == deputy
    assert Act.objects.of(batch).first().on_behalf_of == "受周予白委托"


def test_sign_when_the_delegate_must_stand_aside_then_refused(drafted, handler, head):
    batch = submitted_batch(drafted(1), by=handler)
    deputy = make_user(Role.AGENCY_HEAD, name="许安")
    deputise(head, deputy, SIGN)
    application = batch.items.get().application
    declare_conflict(application, person=deputy, reason="亲属", by=deputy, today=TODAY)

    assert code_of(services.sign, batch, by=deputy, today=TODAY) == "conflict"


def test_sign_when_the_leader_stands_aside_then_the_delegate_does_not_help(drafted, handler, head):
    batch = submitted_batch(drafted(1), by=handler)
    deputy = make_user(Role.AGENCY_HEAD)
    deputise(head, deputy, SIGN)
    application = batch.items.get().application
    declare_conflict(application, person=head, reason="亲属", by=head, today=TODAY)

    assert code_of(services.sign, batch, by=deputy, today=TODAY) == "conflict"


def test_return_when_anybody_of_the_chain_says_why_then_drafting_and_from_the_start(
    drafted, handler, head, leader
):
    batch = submitted_batch(drafted(1), by=handler)
    services.sign(batch, by=head, today=TODAY)
    assert code_of(services.send_back, batch, reason="", by=leader, today=TODAY) == "reason_missing"

    services.send_back(batch, reason="请核对第1家。", by=leader, today=TODAY)

    batch.refresh_from_db()
    assert (batch.state, batch.submitted_on) == ("drafting", None)
    assert chain_states(batch) == ["waiting", "returned"]
    told = Message.objects.get(kind="batch.moved")
    assert (told.user, told.body) == (handler, "请核对第1家。")
    submitted_batch(batch, by=handler)
    assert chain_states(batch) == ["waiting", "waiting"]


def test_return_when_a_stranger_then_refused(drafted, handler):
    batch = submitted_batch(drafted(1), by=handler)

    for person in (handler, make_user(Role.DECIDER)):
        code = code_of(services.send_back, batch, reason="不", by=person, today=TODAY)
        assert code == "wrong_actor"


def test_take_back_when_nobody_has_opened_it_then_drafting_again(drafted, handler):
    batch = submitted_batch(drafted(1), by=handler)

    take_back(Act.objects.of(batch).first(), by=handler)

    batch.refresh_from_db()
    assert (batch.state, batch.submitted_on) == ("drafting", None)


def test_take_back_when_a_signature_then_the_place_waits_again(drafted, handler, head):
    batch = submitted_batch(drafted(1), by=handler)
    services.sign(batch, by=head, today=TODAY)

    take_back(Act.objects.of(batch).first(), by=head)

    assert chain_states(batch) == ["waiting", "waiting"]


def test_delegate_when_named_as_decider_then_decides_for_the_leader(ripe, handler, leader, head):
    deputise(leader, head, DECIDE)
    batch = submitted_batch(make_batch(ripe(1), by=handler, chain=[head]), by=handler)

    services.decide(batch, words={}, agree_rest=True, by=head, today=TODAY)

    assert Act.objects.of(batch).first().on_behalf_of == "受赵明澈委托"
    application = Application.objects.get(batch_items__batch=batch)
    step = Act.objects.of(application).first()
    assert (step.acted_by, step.on_behalf_of) == (head, "受赵明澈委托")
