"""A release that was decided on paper."""

from datetime import date

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import confirm_offline
from registry.goals import services
from registry.goals.views.public import latest
from tests.filing import TODAY
from tests.registry.goals.test_services import leave, paper, refused


def test_result_when_entered_from_a_paper_then_effective_once_confirmed(
    checked, leader, handler, colleague
):
    snapshot = checked()
    result = services.enter_release(
        snapshot,
        by=handler,
        today=TODAY,
        decider=leader,
        decided_on=date(2026, 9, 17),
        channel=Channel.PAPER,
        scan=paper(),
    )
    assert latest() is None

    confirm_offline(result, by=colleague)

    found = latest()
    assert (found, found.released_by, found.released_on) == (snapshot, leader, date(2026, 9, 17))


def test_result_when_figures_changed_meanwhile_then_not_confirmed(
    checked, leader, handler, colleague, roster
):
    snapshot = checked()
    result = services.enter_release(
        snapshot,
        by=handler,
        today=TODAY,
        decider=leader,
        decided_on=TODAY,
        channel=Channel.OA,
        scan=paper(),
    )
    back = services.send_back(snapshot, reason="示例", by=colleague, today=TODAY)
    leave(roster[0], date(2026, 8, 1))
    again = services.submit(
        services.recompute(back, by=handler, today=TODAY), by=handler, today=TODAY
    )
    services.check(again, by=colleague, today=TODAY)

    with refused("figures_changed"):
        confirm_offline(result, by=colleague)
