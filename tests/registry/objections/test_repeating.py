"""A list that is shown again: what was objected to on the first notice holds on the second."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.notices import services as notices
from registry.notices.choices import NoticeItemState
from registry.notices.models import PublicNotice
from registry.notices.papers import outcome_lines
from registry.objections import services
from tests.filing import NOON, TODAY
from tests.noticing import checked, day_after, ended


@pytest.fixture
def again(handler, checker, fixed_today) -> Callable[[PublicNotice], PublicNotice]:
    """`again(notice)`: its list is shown again, and that window is over too."""

    def make(first: PublicNotice) -> PublicNotice:
        first = ended(first)
        day = day_after(first)
        notice = notices.draft(
            first.batch, repeats=first, reason="门户漏发，重新公示", by=handler, today=day
        )
        notice = checked(notice, by=handler, checker=checker, today=day)
        notice = ended(notices.publish(notice, by=handler, now=NOON + (day - TODAY)))
        fixed_today(day_after(notice).isoformat())
        return notice

    return make


@pytest.fixture
def repeated(item, again) -> Callable[[], PublicNotice]:
    """`repeated()`: the list of the item is shown a second time."""
    return lambda: again(item.notice)


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


def on_the_first_day(notice) -> dict:
    """Against the second unit of a list, on the day it was shown."""
    day = notice.published_on
    return {"of": notice.items.get(order=2), "received_on": day, "now": NOON + (day - TODAY)}


def panel_of(client, notice) -> str:
    return client.get(notice.get_absolute_url()).content.decode()


def test_panel_when_repeated_then_the_carried_objections_are_listed_with_where_they_came(
    proposed, registered, repeated, item, handler, client
):
    carried = proposed("rejected")
    notice = repeated()
    own = registered(**on_the_first_day(notice))
    client.force_login(handler)

    page = panel_of(client, notice)
    first = panel_of(client, item.notice)

    assert f"上一次公示收到（{item.notice.number}）" in page
    assert carried.number in page
    assert own.number in page
    assert page.count("公示收到（") == 1
    assert "公示收到（" not in first
    assert own.number not in first


def test_panel_when_shown_a_third_time_then_the_first_is_called_earlier(
    registered, repeated, again, client, handler
):
    first = registered()
    second = repeated()
    registered(**on_the_first_day(second))
    third = again(second)
    client.force_login(handler)

    page = panel_of(client, third)

    assert f"更早的公示收到（{first.item.notice.number}）" in page
    assert f"上一次公示收到（{second.number}）" in page


def test_panel_when_the_repetition_is_a_draft_then_what_is_carried_is_listed_already(
    taken_up, item, handler, client
):
    objection = taken_up()
    first = ended(item.notice)
    draft = notices.draft(
        first.batch, repeats=first, reason="门户漏发", by=handler, today=day_after(first)
    )
    client.force_login(handler)

    page = panel_of(client, draft)

    assert objection.number in page
    assert "还没有发布。以下是以前公示收到、与本次名单有关的异议。" in page


def test_panel_when_the_unit_is_not_shown_again_then_its_objection_stays_behind(
    proposed, item, repeated, leader, client, handler
):
    objection = proposed("upheld")
    services.decide(objection, conclusion="upheld", reason="属实", by=leader, today=TODAY)
    notice = repeated()
    client.force_login(handler)

    page = panel_of(client, notice)

    assert objection.number not in page
    assert "没有收到异议。" in page


def test_report_when_repeated_then_what_was_carried_is_counted_apart_by_what_became_of_it(
    proposed, taken_up, item, repeated, leader
):
    services.decide(proposed(), conclusion="rejected", reason="不符", by=leader, today=TODAY)
    taken_up()
    notice = repeated()

    said = "".join(outcome_lines(notice))

    assert "公示期内没有收到对名单的异议。" in said
    assert (
        "以前公示这份名单时收到的异议，涉及本次名单中1家单位，共2件：不成立1件，正在核查1件。"
        in said
    )
    assert "以前公示" not in "".join(outcome_lines(item.notice))
