"""公示情况说明: told from the objections themselves, not from where the units stand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.applications.services import withdraw
from registry.notices.papers import outcome_lines
from registry.objections import services
from registry.objections.services import Identity
from tests.filing import NOON, TODAY

NONE = "公示期内没有收到对名单的异议。"


def said(item) -> str:
    item.notice.refresh_from_db()
    return "".join(outcome_lines(item.notice))


def test_report_when_nobody_objected_then_it_says_so(item):
    assert NONE in said(item)


def test_report_when_withdrawn_before_it_was_taken_up_then_not_as_if_none_had_come(
    registered, item
):
    services.withdraw(registered(), by=None, today=TODAY)

    assert NONE not in said(item)
    assert "公示期内收到对1家单位的异议1件：异议人撤回1件。" in said(item)


@pytest.mark.parametrize(
    ("conclusion", "outcome", "words"),
    [
        ("rejected", "", "不成立1件。"),
        ("upheld", "", "成立1件。"),
        ("partly_upheld", "keep", "部分成立（保留在名单上）1件。"),
        ("partly_upheld", "take_out", "部分成立（移出拟定名单）1件。"),
    ],
)
def test_report_when_concluded_then_the_conclusion_and_not_the_standing_of_the_unit(
    proposed, item, leader, conclusion, outcome, words
):
    services.decide(
        proposed(conclusion), conclusion=conclusion, outcome=outcome, reason="示例",
        by=leader, today=TODAY,
    )  # fmt: skip

    assert f"的异议1件：{words}" in said(item)


def test_report_when_the_held_unit_withdraws_then_its_objection_is_still_told(taken_up, item):
    taken_up()
    own = item.application
    own.refresh_from_db()
    withdraw(own, reason="业务调整", by=None, grant=str(own.key), today=TODAY)

    assert "公示期内收到对1家单位的异议1件：正在核查1件。" in said(item)
    assert "1家单位自行撤回。" in said(item)


def test_report_when_some_came_late_and_some_are_leads_then_each_is_named(
    registered, item, handler
):
    lead = registered(who=Identity(is_anonymous=True))
    services.treat_as_lead(lead, ground="anonymous", reason="示例", by=handler, today=TODAY)
    registered()
    after = item.notice.ends_on + timedelta(days=1) - TODAY
    services.receive(item, reason="示例", who=Identity(), now=NOON + after)

    assert "的异议2件：待核对1件，作为线索处理1件。" in said(item)
    assert "公示期外另收到1件。" in said(item)
