"""Exceptions of objections, changes and removals, and their controls."""

from datetime import date

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.ui.registry import controls
from registry.changes import services as changes
from registry.changes.models import Difference
from registry.exceptions.rows import Asked, Exceptions, rows_of
from registry.objections import services as objections
from registry.objections.models import Objection
from registry.objections.services import Identity
from registry.removals import services as removals
from tests.changing import heard, member, paper, removal, told, with_contact
from tests.deciding import enquired, make_leader, ready
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.noticing import decided_batch, published
from tests.registry.changes.files import registration

AFTER_HEARING = date(2026, 9, 28)
CONTROLS = ("concluded_alone", "change_checked_alone", "removal_decided_alone")


def found(code: str) -> list:
    return Exceptions(Asked(kinds=(code,))).page(0, 50)


@pytest.fixture
def leader():
    return make_leader(name="赵明澈")


@pytest.fixture
def objection(handler, leader, round_):
    """Told by phone."""
    batch = decided_batch(enquired([ready(round_, by=handler)], by=handler), by=handler,
                          leader=leader)  # fmt: skip
    item = published(batch, by=handler, checker=make_user(Role.HANDLER)).items.get()
    return objections.register(
        item, channel="call", reason="示例", who=Identity(name="示例异议人甲", phone="13800138000"),
        received_on=TODAY, by=handler, now=NOON,
    )  # fmt: skip


def test_lead_when_an_objection_becomes_one_then_listed_without_who_objected(objection, handler):
    objections.treat_as_lead(
        objection, ground="irrelevant", reason="与公示无关", by=handler, today=TODAY
    )

    [row] = found("objection_lead")

    assert (row.person, row.table, row.key) == (
        "陈知远", "registry_objection", str(objection.pk),
    )  # fmt: skip
    assert "示例异议人甲" not in f"{row.words}{row.subject}"


def test_withdrawal_when_settled_then_both_steps_are_listed(objection, handler):
    taken = objections.take_up(objection, substance="示例", by=handler, today=TODAY)
    objections.withdraw(taken, by=None, today=TODAY)
    objections.settle_withdrawal(taken, reason="已核实", goes_on=False, by=handler, today=TODAY)

    rows = found("objection_withdrawn")

    assert {(row.person, row.words) for row in rows} == {
        ("异议人", "登记撤回，理由：异议人在网上撤回"),
        ("陈知远", "处理撤回，理由：解除暂缓：已核实"),
    }


def test_return_when_the_leader_sends_it_back_then_listed(objection, handler, leader):
    taken = objections.take_up(objection, substance="示例", by=handler, today=TODAY)
    proposed = objections.propose(
        taken, conclusion="rejected", findings="示例", reason="示例", by=handler, today=TODAY
    )
    objections.send_back(proposed, reason="再核", by=leader, today=TODAY)

    assert [row.person for row in found("objection_returned")] == ["赵明澈"]


def test_difference_when_set_aside_then_listed_at_the_unit(handler):
    unit = member("示例比对有限公司")
    line = ("示例比对新名有限公司", unit.credit_code, "", "", "")
    changes.compare_file(content=registration(line), filename="登记信息.xlsx", by=handler)
    changes.set_aside([Difference.objects.get()], reason="登记信息有误", by=handler)

    [row] = found("difference_set_aside")

    assert (row.table, row.key) == ("registry_unit", str(unit.pk))
    assert row.words == "搁置登记信息差异，理由：登记信息有误"


def test_removal_when_unheard_kept_or_cancelled_then_each_is_listed(handler, leader, fixed_today):
    second = make_user(name="林若川")
    units = [with_contact(member(f"示例{n}号有限公司"), handler) for n in "甲乙丙丁"]
    silent = told(units[0], by=handler, teller=second, scan=paper("送达回证.pdf"))
    spoken = [heard(unit, by=handler, teller=second) for unit in units[1:3]]
    removals.cancel(removal(units[3], by=handler), reason="误报", by=handler, today=TODAY)
    fixed_today(AFTER_HEARING.isoformat())
    how = {"reason": "示例", "by": leader, "today": AFTER_HEARING}
    removals.decide(silent, outcome="remove", **how)
    for course, outcome in zip(spoken, ("keep", "remove"), strict=True):
        removals.decide(course, outcome=outcome, **how)

    listed = {code: [row.words for row in found(code)]
              for code in ("removed_unheard", "removal_kept", "removal_cancelled")}  # fmt: skip

    assert listed == {
        "removed_unheard": ["示例甲号有限公司，理由：示例"],
        "removal_kept": ["示例乙号有限公司，理由：示例"],
        "removal_cancelled": ["撤销移出，理由：误报"],
    }
    assert [row.at.date() for row in found("removed_unheard")] == [AFTER_HEARING]


def test_controls_when_all_went_right_then_nought_and_a_conclusion_of_ones_own_is_found(
    objection, handler
):
    of = {each.code: each for each in controls}
    assert {code: rows_of(of[code]) for code in CONTROLS} == {code: [] for code in CONTROLS}
    Objection.objects.update(
        state="concluded", conclusion="rejected", decided_by=handler, decided_on=TODAY
    )

    [row] = rows_of(of["concluded_alone"])

    assert (row.person, row.words) == ("陈知远", objection.number)
