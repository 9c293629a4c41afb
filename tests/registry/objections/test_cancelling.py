"""A notice under objection is not cancelled; what comes afterwards is a lead."""

from __future__ import annotations

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.notices import services as notices
from registry.objections import services
from tests.filing import TODAY


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

    assert not objection.received.is_on_list
    with refused("out_of_window" if not objection.is_in_window else "off_list"):
        services.take_up(objection, substance="示例", by=handler, today=TODAY)
    lead = services.treat_as_lead(
        objection, ground="off_list", reason="公示已撤销", by=handler, today=TODAY
    )
    assert lead.state == "lead_only"
