"""Steps are recorded with everything that is asked of them, and taken back while nobody looked."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts import handlers
from ipcontact.acts.models import Act, Opening
from ipcontact.acts.services import (
    acts_of,
    delegate,
    end_delegation,
    may_take_back,
    open_record,
    record,
    require_authority,
    take_back,
)
from ipcontact.audit.models import Change
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.units.models import Unit
from tests.acts.conftest import HANDLE, LAWFUL, SIGN, TODAY
from tests.factories import make_unit, make_user
from tests.files.samples import pdf


def handled(unit, by, **values):
    with act("复核", by=by):
        return record(unit, code=HANDLE, action="复核", by=by, reason="材料齐全", **values)


def signed(unit, by):
    leader = require_authority(by, SIGN, TODAY)
    with act("签批", by=by):
        return record(unit, code=SIGN, action="签批", by=by, on_behalf_of=leader)


def refused(problem, call, /, *args, **kwargs):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    assert caught.value.code == problem
    return caught.value.message


def test_record_when_taken_online_then_actor_and_typist_are_one_today(unit, handler):
    step = handled(unit, handler)

    assert (step.acted_by, step.entered_by, step.actor_name) == (handler, handler, "陈知远")
    assert (step.event_on, step.channel, step.is_backfill) == (TODAY, "online", False)
    assert not step.is_entered_for_another
    assert list(acts_of(unit)) == [step]
    assert list(acts_of(make_unit())) == []


def test_record_when_entered_for_another_then_both_are_kept(unit, handler, leader, paper):
    step = handled(
        unit,
        leader,
        entered_by=handler,
        channel="paper",
        event_on=date(2026, 11, 18),
        document_no="滨示市监〔2026〕8号",
        scan=paper(handler),
        on_behalf_of=make_user(name="周予白"),
    )

    assert (step.acted_by, step.entered_by) == (leader, handler)
    assert (step.event_on, step.on_behalf_of) == (date(2026, 11, 18), "受周予白委托")
    assert step.is_entered_for_another
    step.scan.refresh_from_db()
    assert (step.scan.owner_table, step.scan.owner_key) == ("acts_act", str(step.pk))


def test_record_when_the_system_acts_then_it_says_so(unit):
    with act("到期关闭", by=None):
        step = record(unit, code="test.lapse", action="到期关闭", by=None)

    assert (step.acted_by, step.entered_by, step.actor_name) == (None, None, "系统")


def test_record_when_a_person_without_account_hands_in_a_paper_then_kept_with_the_record(unit):
    seal = SimpleUploadedFile("盖章件.pdf", pdf(), content_type="application/pdf")

    with act("单位确认", by=None):
        step = record(unit, code="x", action="确认", by=None, actor_name="示例联络员", scan=seal)

    assert (step.actor_name, step.scan.uploaded_by) == ("示例联络员", None)
    assert (step.scan.owner_table, step.scan.owner_key) == ("registry_unit", str(unit.pk))


def test_record_when_outside_an_act_then_it_is_a_mistake(unit, handler):
    with pytest.raises(RuntimeError):
        record(unit, code="x", action="x", by=handler)


def test_record_when_the_change_fails_afterwards_then_no_step_is_left(unit, handler):
    def decide_and_fail():
        handled(unit, handler)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), act("复核", by=handler):
        decide_and_fail()

    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("code", "values", "problem"),
    [
        (HANDLE, {}, "reason_missing"),
        (LAWFUL, {}, "scan_missing"),
        ("any", {"event_on": date(2026, 11, 21)}, "event_future"),
        ("any", {"is_backfill": True, "event_on": date(2021, 3, 1)}, "backfill_scan"),
    ],
)
def test_record_when_incomplete_then_refused(unit, handler, code, values, problem):
    with act("办理", by=handler):
        refused(problem, record, unit, code=code, action="办理", by=handler, **values)


def test_act_when_changed_or_deleted_then_the_database_refuses(unit, handler):
    step = handled(unit, handler)
    rows = Act.objects.filter(pk=step.pk)

    for change in (
        lambda: rows.update(reason="别的"),
        lambda: rows.update(event_on=date(2020, 1, 1)),
        lambda: rows.update(acted_by=None),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_take_back_when_nobody_looked_then_undone_marked_and_in_the_history(unit, handler):
    step = take_back(handled(unit, handler), by=handler, reason="点错了")

    unit.refresh_from_db()
    assert unit.note == "撤回于复核"
    assert step.taken_back_by == handler
    change = Change.objects.filter(table_name="registry_unit").latest("pk")
    assert (change.act, change.reason, change.user_id) == ("撤回复核", "点错了", handler.pk)


def test_take_back_when_done_then_not_a_second_time_and_never_changed(unit, handler):
    step = take_back(handled(unit, handler), by=handler)

    assert "已经撤回" in refused("not_revocable", take_back, step, by=handler)
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(pk=step.pk).update(taken_back_at=None, taken_back_by=None)


def test_take_back_when_a_colleague_opened_it_then_refused_with_the_name(unit, handler, second):
    step = handled(unit, handler)
    open_record(unit, by=handler)
    assert may_take_back(step, handler).is_allowed

    open_record(unit, by=second)

    assert "林若川" in refused("not_revocable", take_back, step, by=handler)


def test_take_back_when_the_colleague_looked_only_before_then_allowed(unit, handler, second):
    handled(unit, handler)
    open_record(unit, by=second)
    step = handled(unit, handler)

    assert may_take_back(step, handler).is_allowed


def test_take_back_when_by_a_stranger_or_not_the_last_or_sent_then_refused(unit, handler, second):
    first = handled(unit, handler)
    last = handled(unit, handler)

    assert not may_take_back(last, second).is_allowed
    assert not may_take_back(first, handler).is_allowed
    handlers.sent_since.append(lambda table, key, since: key == str(unit.pk))
    assert "通知已经发出" in refused("not_revocable", take_back, last, by=handler)


def test_take_back_when_the_later_step_was_taken_back_then_the_earlier_follows(unit, handler):
    first, last = handled(unit, handler), handled(unit, handler)

    take_back(last, by=handler)

    assert may_take_back(first, handler).is_allowed


def test_take_back_when_step_cannot_be_undone_or_is_backfill_then_refused(unit, handler, paper):
    with act("公布", by=handler):
        public = record(unit, code="test.publish", action="公布", by=handler)
    old = handled(unit, handler, is_backfill=True, scan=paper(handler))

    assert not may_take_back(public, handler).is_allowed
    assert not may_take_back(old, handler).is_allowed


def test_take_back_when_the_room_fails_then_nothing_is_marked(unit, handler, monkeypatch):
    step = handled(unit, handler)
    monkeypatch.setattr(Unit, "save", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take_back(step, by=handler)

    step.refresh_from_db()
    assert step.taken_back_at is None


def test_take_back_when_the_role_was_lost_meanwhile_then_refused(unit, leader):
    step = signed(unit, leader)
    assert may_take_back(step, leader).is_allowed

    leader.roles = [Role.HANDLER]
    leader.save(update_fields=["roles"])

    assert "没有办理这件事的权限" in refused("not_revocable", take_back, step, by=leader)
    unit.refresh_from_db()
    assert unit.note == ""


def test_take_back_when_by_a_delegate_then_only_while_the_delegation_lasts(
    unit, leader, second, paper
):
    delegation = delegate(
        by=leader,
        to_user=second,
        codes=[SIGN],
        from_on=TODAY,
        until_on=TODAY,
        scan=paper(leader),
        today=TODAY,
    )
    step = signed(unit, second)
    assert may_take_back(step, second).is_allowed

    end_delegation(delegation, by=leader)

    assert "没有办理这件事的权限" in refused("not_revocable", take_back, step, by=second)


def test_open_when_nothing_happened_since_then_nothing_is_written(
    unit, handler, second, django_assert_num_queries
):
    open_record(unit, by=second)
    assert not Opening.objects.exists()  # no step yet, nothing to end
    handled(unit, handler)
    open_record(unit, by=second)

    with django_assert_num_queries(2):
        open_record(unit, by=second)

    assert Opening.objects.count() == 1
