"""拟定名单: drawn up, added to, taken from, proposed, its chain; and refused."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services import withdraw
from registry.batches import services
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services import composing
from tests.deciding import DEFER, make_batch, submitted_batch
from tests.factories import make_user
from tests.filing import TODAY, bypassed


def code_of(call, *args, **how) -> str:
    with pytest.raises(RuleViolation) as refusal:
        call(*args, **how)
    return refusal.value.code


def states(applications) -> list[str]:
    rows = Application.objects.filter(pk__in=[each.pk for each in applications])
    return list(rows.order_by("pk").values_list("state", flat=True))


def test_compose_when_ready_then_a_numbered_list_in_order_with_steps(ripe, handler, round_):
    first, second = ripe(2)

    batch = services.compose(
        name=" 示例名单 ", applications=[second, first], by=handler, today=TODAY, round=round_
    )

    assert batch.number.startswith("SP2026")
    assert (batch.name, batch.state, batch.created_by) == ("示例名单", "drafting", handler)
    items = list(batch.items.values_list("order", "application", "proposal"))
    assert items == [(1, first.pk, "include"), (2, second.pk, "include")]
    assert states([first, second]) == ["in_batch"] * 2
    assert Act.objects.of(batch).get().action == "拟定名单，2家"
    assert Change.objects.filter(table_name="registry_batchitem", operation="insert").count() == 2


def test_compose_when_the_review_proposed_exclusion_then_so_does_the_list(ripe, handler):
    [application] = ripe(1)
    Application.objects.filter(pk=application.pk).update(proposal="不在本区。")

    batch = services.compose(name="示例", applications=[application], by=handler, today=TODAY)

    item = batch.items.get()
    assert (item.proposal, item.proposal_reason) == ("exclude", "不在本区。")


def test_compose_when_one_is_not_ready_then_nothing_is_done(ripe, handler, round_):
    [good] = ripe(1)
    early = bypassed(round_, by=handler)

    code = code_of(
        services.compose, name="示例", applications=[good, early], by=handler, today=TODAY
    )

    assert code == "not_ready"
    assert not ReviewBatch.objects.exists()
    assert states([good]) == ["ready"]


def test_compose_when_one_only_claims_to_speak_for_its_unit_then_refused(ripe, handler, round_):
    [speaking] = ripe(1)
    rival = bypassed(
        round_, by=handler, state=ApplicationState.READY, credit_code=speaking.credit_code
    )

    code = code_of(services.compose, name="示例", applications=[rival], by=handler, today=TODAY)

    assert code == "rival"
    assert states([speaking, rival]) == ["ready"] * 2


def test_compose_when_nameless_empty_or_taken_then_refused(drafted, ripe, handler):
    how = {"by": handler, "today": TODAY}
    drafted(1)

    assert code_of(services.compose, name="x", applications=[], **how) == "batch_empty"
    for name, code in ((" ", "name_missing"), ("示例拟定名单", "name_taken")):
        assert code_of(services.compose, name=name, applications=ripe(1), **how) == code


def test_compose_when_more_than_one_page_can_decide_then_refused(ripe, handler, monkeypatch):
    monkeypatch.setattr(composing, "MOST_ITEMS", 1)
    how = {"applications": ripe(2), "by": handler, "today": TODAY}

    assert code_of(services.compose, name="示例", **how) == "batch_full"


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.LEGAL_REVIEWER])
def test_compose_when_the_role_may_not_then_refused(ripe, role):
    with pytest.raises(PermissionDenied):
        services.compose(name="x", applications=ripe(1), by=make_user(role), today=TODAY)


def test_add_when_some_are_on_it_already_then_only_the_new_ones_and_twice_is_harmless(
    drafted, ripe, handler
):
    batch = drafted(1)
    present = batch.items.get().application
    [new] = ripe(1)

    services.add(batch, applications=[present, new], by=handler, today=TODAY)
    services.add(batch, applications=[new], by=handler, today=TODAY)

    assert list(batch.items.values_list("order", "application")) == [(1, present.pk), (2, new.pk)]
    assert Act.objects.of(batch).filter(code="batch.add").count() == 1


def test_take_out_when_on_the_list_then_ready_again_and_twice_is_harmless(drafted, handler):
    batch = drafted(3)
    first = batch.items.first().application

    for _ in range(2):
        services.take_out(batch, application=first, reason="材料待核", by=handler, today=TODAY)

    assert states([first]) == ["ready"]
    assert list(batch.items.values_list("order", flat=True)) == [1, 2]
    assert Act.objects.of(batch).filter(code="batch.take_out").count() == 1


def test_withdraw_when_on_a_list_then_its_maker_is_told(drafted, handler):
    batch = drafted(1)
    application = batch.items.get().application

    withdraw(application, by=None, grant=str(application.key), today=TODAY, reason="另行申报。")

    told = Message.objects.to(handler).filter(kind="application.withdrawn")
    assert [message.body for message in told] == ["撤回前是“已列入批次”。"]


def test_take_out_when_withdrawn_then_struck_off_and_stays_withdrawn(drafted, handler):
    batch = drafted(2)
    first = batch.items.first().application
    withdraw(first, by=None, grant=str(first.key), today=TODAY)

    services.take_out(batch, application=first, by=handler, today=TODAY)

    assert states([first]) == ["withdrawn"]
    assert batch.items.count() == 1


def test_propose_when_not_to_be_included_then_with_a_reason(drafted, handler):
    batch = drafted(1)
    item = batch.items.get()
    how = {"application": item.application, "by": handler, "today": TODAY}

    assert code_of(services.propose, batch, proposal="defer", **how) == "reason_missing"
    services.propose(batch, proposal="defer", reason=" 待补材料 ", **how)

    item.refresh_from_db()
    assert (item.proposal, item.proposal_reason) == ("defer", "待补材料")


def test_propose_when_the_page_is_old_then_refused_and_told_who_was_quicker(drafted, handler):
    batch = drafted(1)
    how = {"application": batch.items.get().application, "by": handler, "today": TODAY}
    services.propose(batch, proposal="defer", reason="待补", version=batch.version, **how)

    with pytest.raises(RuleViolation, match="陈知远已于 .* 办理“.*拟暂缓”") as refusal:
        services.propose(batch, proposal="include", version=batch.version, **how)

    assert refusal.value.code == "stale"


def test_chain_when_the_next_list_is_drawn_up_then_that_of_the_last(
    drafted, ripe, handler, head, leader
):
    drafted(1)

    batch = services.compose(name="下一批", applications=ripe(1), by=handler, today=TODAY)

    assert [(p.role, p.user) for p in batch.signers.all()] == [
        ("review", head),
        ("decide", leader),
    ]


def test_chain_when_one_of_the_last_may_no_longer_sign_then_left_open(
    drafted, ripe, handler, leader
):
    drafted(1)
    leader.is_active = False
    leader.save(update_fields=["is_active"])

    batch = services.compose(name="下一批", applications=ripe(1), by=handler, today=TODAY)

    assert not batch.signers.exists()


def test_chain_when_unlawful_then_refused_with_the_reason(drafted, handler, head, leader):
    batch = drafted(1)
    maker = make_user(Role.HANDLER, Role.DECIDER)
    ReviewBatch.objects.filter(pk=batch.pk).update(created_by=maker)
    cases = [
        ([], "chain_empty"),
        ([leader, leader], "chain_twice"),
        ([head], "decider_unfit"),
        ([make_user(Role.LEGAL_REVIEWER), leader], "signer_unfit"),
        ([maker], "maker_decides"),
        ([make_user(Role.AGENCY_CLERK), leader], "signer_unfit"),
    ]

    for chain, code in cases:
        how = {"chain": chain, "by": handler, "today": TODAY}
        assert code_of(services.set_chain, batch, **how) == code


def test_cancel_when_drafting_then_everything_waits_again(drafted, handler):
    batch = drafted(2)
    applications = [item.application for item in batch.items.all()]

    assert code_of(services.cancel, batch, reason="", by=handler, today=TODAY) == "reason_missing"
    services.cancel(batch, reason="会议延期", by=handler, today=TODAY)

    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert states(applications) == ["ready"] * 2
    code = code_of(services.cancel, batch, reason="再来", by=handler, today=TODAY)
    assert code == "wrong_state"


def test_list_when_put_to_decision_then_it_no_longer_changes(drafted, ripe, handler, head, leader):
    batch = submitted_batch(drafted(1), by=handler)
    application = BatchItem.objects.get(batch=batch).application
    how = {"by": handler, "today": TODAY}

    for call, more in (
        (services.add, {"applications": ripe(1)}),
        (services.take_out, {"application": application}),
        (services.propose, {"application": application, "proposal": "include"}),
        (services.set_chain, {"chain": [leader]}),
        (services.cancel, {"reason": "不办了"}),
    ):
        assert code_of(call, batch, **more, **how) == "wrong_state"


def test_deferred_when_put_on_another_list_then_possible(ripe, handler, leader):
    batch = submitted_batch(make_batch(ripe(1), by=handler, chain=[leader]), by=handler)
    number = batch.items.get().application.application_no
    services.decide(batch, words={number: DEFER}, agree_rest=False, by=leader, today=TODAY)
    application = batch.items.get().application

    again = services.compose(name="下一批", applications=[application], by=handler, today=TODAY)

    assert again.items.get().application == application
