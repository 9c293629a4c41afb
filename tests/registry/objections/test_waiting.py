"""A unit is not announced over an objection that nobody has judged yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.notices.papers import outcome_lines
from registry.notices.services import announce
from registry.objections import services
from registry.objections.services import Identity
from tests.filing import TODAY
from tests.noticing import ended

NOBODY = Identity(is_anonymous=True)


@pytest.fixture
def over(item, fixed_today):
    """`over()`: the notice of the item, the day after its window."""

    def make():
        notice = ended(item.notice)
        fixed_today((notice.ends_on + timedelta(days=1)).isoformat())
        return notice

    return make


def named(made) -> list[str]:
    return [entry.name for entry in made.edition.entries.order_by("order")]


def announced(notice, leader, name="示例第一批"):
    day = notice.ends_on + timedelta(days=1)
    return announce(notice, edition_name=name, by=leader, today=day)


def test_announce_when_an_objection_was_only_received_then_its_unit_alone_waits(
    registered, item, over, leader
):
    registered()
    notice = over()

    made = announced(notice, leader)

    item.refresh_from_db()
    assert named(made) == [notice.items.get(order=2).name]
    assert (item.announcement, item.application.state) == (None, "on_notice")
    notice.batch.refresh_from_db()
    assert notice.batch.state == "on_notice"  # not concluded while one waits
    assert any("异议1件：待核对1件。" in line for line in outcome_lines(notice))


def test_announce_when_it_turned_out_to_be_a_lead_then_the_unit_follows(
    registered, item, over, leader, handler
):
    objection = registered()
    notice = over()
    announced(notice, leader)
    services.treat_as_lead(
        objection, ground="irrelevant", reason="与名单无关。", by=handler, today=TODAY
    )
    notice.refresh_from_db()

    later = announced(notice, leader, "示例补充")

    assert later.is_supplement
    assert named(later) == [item.name]
    notice.batch.refresh_from_db()
    assert notice.batch.state == "concluded"


def test_announce_when_nobody_gave_a_name_then_nothing_is_held_back(registered, over, leader):
    registered(who=NOBODY)
    notice = over()

    assert len(named(announced(notice, leader))) == 2
