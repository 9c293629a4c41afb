"""A list that is shown again: what was objected to on the first notice holds on the second."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.notices import services as notices
from registry.notices.choices import NoticeItemState
from registry.notices.models import PublicNotice
from registry.objections import services
from tests.filing import NOON, TODAY
from tests.noticing import checked, day_after, ended


@pytest.fixture
def repeated(item, handler, checker, fixed_today) -> Callable[[], PublicNotice]:
    """`repeated()`: the list of the item is shown again, and that window is over too."""

    def make() -> PublicNotice:
        first = ended(item.notice)
        day = day_after(first)
        again = notices.draft(
            first.batch, repeats=first, reason="门户漏发，重新公示", by=handler, today=day
        )
        again = checked(again, by=handler, checker=checker, today=day)
        again = ended(notices.publish(again, by=handler, now=NOON + (day - TODAY)))
        fixed_today(day_after(again).isoformat())
        return again

    return make


def announce(notice, leader, name="示例第一批"):
    return notices.announce(notice, edition_name=name, by=leader, today=day_after(notice))


def named(made) -> list[str]:
    return [entry.name for entry in made.edition.entries.order_by("order")]


def states_of(application) -> set[str]:
    return set(application.notice_items.values_list("state", flat=True))


@pytest.mark.parametrize("state", ["registered", "taken_up", "proposed"])
def test_announce_when_the_objection_came_on_the_first_notice_then_its_unit_waits(
    request, item, repeated, leader, state
):
    request.getfixturevalue(state)()
    notice = repeated()

    made = announce(notice, leader)

    assert named(made) == [notice.items.get(order=2).name]
    item.application.refresh_from_db()
    assert item.application.state == ApplicationState.ON_NOTICE


def test_decide_when_upheld_after_the_repetition_then_the_unit_is_off_both_lists(
    proposed, item, repeated, leader
):
    objection = proposed("upheld")
    notice = repeated()

    services.decide(objection, conclusion="upheld", reason="属实", by=leader, today=TODAY)

    item.application.refresh_from_db()
    assert item.application.state == ApplicationState.NOT_SELECTED
    assert states_of(item.application) == {NoticeItemState.TAKEN_OUT}
    assert named(announce(notice, leader)) == [notice.items.get(order=2).name]


def test_decide_when_rejected_after_the_repetition_then_the_unit_follows(
    proposed, item, repeated, leader
):
    objection = proposed()
    notice = repeated()
    announce(notice, leader)
    notice.refresh_from_db()

    services.decide(objection, conclusion="rejected", reason="不符", by=leader, today=TODAY)

    assert states_of(item.application) == {NoticeItemState.CLEAR}
    assert named(announce(notice, leader, "示例补充")) == [item.name]


def test_take_up_when_the_unit_was_announced_from_the_repetition_then_a_lead_only(
    registered, item, repeated, leader, handler
):
    notice = repeated()
    announce(notice, leader)
    objection = registered()

    with pytest.raises(RuleViolation, match="已公布"):
        services.take_up(objection, substance="示例", by=handler, today=TODAY)
