"""A notice that was stopped: objections while it stands still, after its restart, or its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.ui.errors import RuleViolation
from registry.notices import services as notices
from registry.objections import services
from tests.filing import NOON, TODAY
from tests.registry.objections.conftest import REASON, WHO


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def stop(item, leader):
    return notices.stop(item.notice, reason="名单有误", by=leader, today=TODAY)


def cancel(notice, leader):
    return notices.cancel(notice, reason="名单有误", by=leader, today=TODAY)


@pytest.mark.parametrize("state", ["registered", "taken_up"])
def test_cancel_when_an_objection_is_open_then_refused(request, item, leader, state):
    request.getfixturevalue(state)()
    notice = stop(item, leader)

    with refused("objections_open"):
        cancel(notice, leader)

    item.application.refresh_from_db()
    assert item.application.state == "on_notice"


def test_cancel_when_it_was_concluded_then_done(proposed, item, leader):
    objection = proposed("upheld")
    notice = stop(item, leader)
    services.decide(objection, conclusion="upheld", reason="属实", by=leader, today=TODAY)

    cancelled = cancel(notice, leader)

    assert cancelled.state == "cancelled"
    states = [row.application.state for row in cancelled.items.order_by("order")]
    assert states == ["not_selected", "approved"]


def test_take_up_when_the_notice_was_cancelled_then_a_lead_only(registered, item, leader, handler):
    cancel(stop(item, leader), leader)
    objection = registered()

    with refused("out_of_window"):
        services.take_up(objection, substance="示例", by=handler, today=TODAY)
    lead = services.treat_as_lead(
        objection, ground="off_list", reason="公示已撤销", by=handler, today=TODAY
    )
    assert lead.state == "lead_only"


def test_receive_when_stopped_then_late_as_the_page_says_and_in_time_after_the_restart(
    client, item, leader, handler
):
    notice = stop(item, leader)
    page = client.get(reverse("objections:new", args=[notice.number])).content.decode()
    objection = services.receive(item, reason=REASON, who=WHO, now=NOON)

    assert "现在不在公示期内" in page
    assert not objection.is_in_window
    notices.restart(notice, reason="已核对", by=leader, today=TODAY + timedelta(days=3))

    objection.refresh_from_db()
    assert objection.is_in_window
    services.take_over(objection, by=handler, today=TODAY)
    objection.refresh_from_db()
    assert services.take_up(objection, substance="示例", by=handler, today=TODAY).is_in_window


def test_register_when_it_came_before_the_stop_then_in_time(registered, item, leader, handler):
    day = TODAY + timedelta(days=1)
    notices.stop(item.notice, reason="名单有误", by=leader, today=day)
    later = {"now": NOON + timedelta(days=1)}

    before, after = registered(**later), registered(received_on=day, **later)

    assert (before.is_in_window, after.is_in_window) == (True, False)


def test_restart_when_it_was_kept_as_a_lead_then_it_stays_one(item, registered, leader, handler):
    notice = stop(item, leader)
    objection = registered()
    services.treat_as_lead(objection, ground="late", reason="中止期间", by=handler, today=TODAY)

    notices.restart(notice, reason="已核对", by=leader, today=TODAY)

    objection.refresh_from_db()
    assert (objection.state, objection.is_in_window) == ("lead_only", False)
