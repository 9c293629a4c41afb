"""How an objection ends: proposed, decided, answered, withdrawn; online and from paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import confirm_offline
from ipcontact.clocks.models import Clock
from ipcontact.documents.models import OfficialDocument
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.notices.choices import NoticeItemState
from registry.objections import services
from registry.objections.choices import ObjectionState
from registry.objections.models import Objection
from tests.deciding import make_leader
from tests.factories import make_user
from tests.filing import TODAY
from tests.recommending import stamped_page
from tests.registry.objections.conftest import SECRETS

S = ObjectionState


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def state_of(record) -> str:
    record.refresh_from_db()
    return record.state


def test_propose_when_twice_or_without_findings_then_refused(proposed, taken_up, handler):
    objection = proposed()
    words = {"conclusion": "upheld", "reason": "示例", "by": handler, "today": TODAY}

    with refused("proposed"):
        services.propose(objection, findings="示例", **words)
    services.send_back(objection, reason="再查", by=make_leader(name="钱示例"), today=TODAY)
    with refused("findings_missing"):
        services.propose(objection, findings=" ", **words)
    assert services.propose(objection, findings="示例", **words).is_proposed


def test_decide_when_rejected_then_the_unit_may_be_announced(proposed, item, leader):
    objection = proposed()

    services.decide(objection, conclusion="rejected", reason="查无此事", by=leader, today=TODAY)

    assert (state_of(objection), state_of(item)) == (S.CONCLUDED, NoticeItemState.CLEAR)
    assert objection.decided_by == leader


def test_decide_when_rejected_and_another_stands_then_the_unit_stays_held(
    proposed, taken_up, item, leader, handler
):
    other = taken_up()
    objection = proposed()

    services.decide(objection, conclusion="rejected", reason="示例", by=leader, today=TODAY)
    assert state_of(item) == NoticeItemState.HELD
    services.withdraw(other, reason="误会", goes_on=False, by=handler, today=TODAY)

    assert state_of(item) == NoticeItemState.CLEAR


def test_decide_when_upheld_then_the_unit_is_taken_off_the_list(proposed, item, leader):
    objection = proposed("upheld")

    services.decide(objection, conclusion="upheld", reason="属实", by=leader, today=TODAY)

    assert state_of(item) == NoticeItemState.TAKEN_OUT
    assert item.application.state == ApplicationState.NOT_SELECTED


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("keep", NoticeItemState.CLEAR), ("take_out", NoticeItemState.TAKEN_OUT)],
)
def test_decide_when_partly_upheld_then_as_the_leader_chose(
    proposed, item, leader, outcome, expected
):
    objection = proposed("partly_upheld")
    words = {"conclusion": "partly_upheld", "reason": "示例", "by": leader, "today": TODAY}

    with refused("outcome_missing"):
        services.decide(objection, **words)
    services.decide(objection, outcome=outcome, **words)

    assert state_of(item) == expected


def test_decide_when_the_person_proposed_it_then_refused(registered, item):
    both = make_user(Role.HANDLER, name="兼任示例")
    both.roles = [Role.HANDLER, Role.DECIDER]
    both.save(update_fields=["roles"])
    objection = registered(by=both)
    services.take_up(objection, substance="示例", by=both, today=TODAY)
    services.propose(
        objection, conclusion="rejected", findings="示例", reason="示例", by=both, today=TODAY
    )

    with refused("second_person"):
        services.decide(objection, conclusion="rejected", reason="示例", by=both, today=TODAY)
    assert state_of(item) == NoticeItemState.HELD


def test_decide_when_no_leader_twice_or_not_proposed_then_refused(
    taken_up, proposed, handler, checker, leader
):
    words = {"conclusion": "rejected", "reason": "示例", "today": TODAY}

    with refused("not_proposed"):
        services.decide(taken_up(), by=leader, **words)
    objection = proposed()
    with pytest.raises(PermissionDenied):
        services.decide(objection, by=checker, **words)
    services.decide(objection, by=leader, **words)
    with refused("wrong_state"):
        services.decide(objection, by=leader, **words)


def test_letters_when_drawn_up_then_ready_and_without_the_person(
    registered, proposed, handler, checker, leader
):
    objection = proposed()
    draw = {"by": handler, "today": TODAY}

    receipt = services.draw_letter(objection, kind="objection_receipt", **draw)
    again = services.draw_letter(objection, kind="objection_receipt", **draw)
    with refused("wrong_state"):
        services.draw_letter(objection, kind="objection_answer", **draw)
    with refused("wrong_actor"):
        services.draw_letter(objection, kind="objection_receipt", by=checker, today=TODAY)
    services.decide(objection, conclusion="rejected", reason="示例", by=leader, today=TODAY)
    answer = services.draw_letter(objection, kind="objection_answer", **draw)
    report = services.draw_letter(objection, kind="objection_report", **draw)

    assert again == receipt
    words = f"{receipt.text}{answer.text}{report.text}{receipt.addressee}{answer.addressee}"
    assert not any(secret in words for secret in SECRETS)
    assert objection.number in answer.addressee
    assert OfficialDocument.objects.of(objection).count() == 3


def test_answer_when_no_letter_has_gone_out_then_refused_and_with_its_scan_it_ends(
    proposed, handler, checker, leader
):
    objection = proposed()
    words = {"answered_on": TODAY, "today": TODAY}
    with refused("wrong_state"):
        services.answer(objection, by=handler, **words)
    services.decide(objection, conclusion="rejected", reason="示例", by=leader, today=TODAY)

    with refused("letter_missing"):
        services.answer(objection, by=handler, **words)
    with refused("wrong_actor"):
        services.answer(objection, by=checker, scan=stamped_page(), **words)
    services.answer(objection, by=handler, scan=stamped_page(), **words)

    assert state_of(objection) == S.ANSWERED
    assert not Clock.objects.open_for(objection).exists()
    with refused("wrong_state"):
        services.answer(objection, by=handler, scan=stamped_page(), **words)


def test_withdraw_when_the_bureau_goes_on_then_the_unit_stays_held(
    taken_up, item, handler, checker
):
    objection = taken_up()
    words = {"reason": "对方撤回", "today": TODAY}

    with refused("wrong_actor"):
        services.withdraw(objection, goes_on=False, by=checker, **words)
    services.withdraw(objection, goes_on=True, by=handler, **words)
    assert (state_of(objection), state_of(item)) == (S.INVESTIGATING, NoticeItemState.HELD)
    services.withdraw(objection, goes_on=False, by=handler, **words)

    assert (state_of(objection), state_of(item)) == (S.WITHDRAWN, NoticeItemState.CLEAR)
    with refused("wrong_state"):
        services.withdraw(objection, goes_on=False, by=handler, **words)


def test_decision_when_dated_before_the_objection_came_then_refused(proposed, handler, leader):
    objection = proposed("upheld")

    with refused("decided_early"):
        services.enter_decision(
            objection,
            conclusion="upheld",
            outcome="",
            decider=leader,
            decided_on=TODAY - timedelta(days=1),
            channel=Channel.PAPER,
            reason="属实",
            scan=stamped_page(),
            by=handler,
            today=TODAY,
        )


def test_decision_when_entered_from_a_paper_then_it_holds_once_confirmed(
    proposed, item, handler, checker, leader
):
    objection = proposed("upheld")
    result = services.enter_decision(
        objection,
        conclusion="upheld",
        outcome="",
        decider=leader,
        decided_on=TODAY,
        channel=Channel.PAPER,
        reason="属实",
        scan=stamped_page(),
        by=handler,
        today=TODAY,
    )
    assert state_of(objection) == S.INVESTIGATING
    with refused("second_person"):
        confirm_offline(result, by=handler)

    confirm_offline(result, by=checker)

    assert (state_of(objection), state_of(item)) == (S.CONCLUDED, NoticeItemState.TAKEN_OUT)
    assert objection.decided_by == leader


def test_decide_when_done_then_what_was_found_and_decided_is_frozen(proposed, leader):
    objection = proposed("rejected")
    services.decide(objection, conclusion="rejected", reason="不符", by=leader, today=TODAY)

    for values in ({"findings": "别的情况"}, {"conclusion_reason": "别的理由"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(**values)

    objection.refresh_from_db()
    assert objection.findings == "查询专利登记簿，专利有效。"
