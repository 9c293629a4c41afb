"""What waits for whom: nothing that is over, and nothing left out for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from registry.notices import entries, services
from tests.filing import NOON, TODAY
from tests.noticing import checked, day_after, ended


def waiting(user, today=TODAY) -> list[str]:
    return [item.url for item in entries.to_do(user, today)]


def test_worklist_when_the_list_was_shown_again_then_the_first_notice_is_over(
    over, handler, checker, leader, fixed_today
):
    first = over(1)
    day = first.ends_on + timedelta(days=1)
    fixed_today(day.isoformat())
    before = waiting(leader, day)
    again = services.draft(first.batch, repeats=first, reason="示例", by=handler, today=day)
    again = checked(again, by=handler, checker=checker, today=day)
    again = ended(services.publish(again, by=handler, now=NOON + (day - TODAY)))

    found = waiting(leader, again.ends_on + timedelta(days=1))

    assert first.get_absolute_url() in before
    assert first.get_absolute_url() not in found
    assert again.get_absolute_url() in found


def test_worklist_when_many_older_notices_are_over_then_the_draft_is_there(
    announced, decided, handler, monkeypatch
):
    monkeypatch.setattr(entries, "MOST", 1)
    announced(1)
    draft = services.draft(decided(1, name="示例第二批"), by=handler, today=TODAY)

    assert draft.get_absolute_url() in waiting(handler)


@pytest.mark.parametrize("with_portal", [True, False])
def test_worklist_when_a_corrigendum_waits_then_its_checker_finds_it(
    running, handler, checker, with_portal
):
    notice = running(1)
    if with_portal:
        services.register_portal(
            notice, url="https://portal.example.gov.cn/1", portal_on=TODAY, by=handler, today=TODAY
        )
    row = services.draft_corrigendum(
        notice, text="“甲”更正为“乙”。", reason="录入有误", by=handler, today=TODAY
    )
    page = reverse("notices:corrigendum", args=[notice.number, row.pk])

    assert page in waiting(checker)
    assert page not in waiting(handler)
    services.publish_corrigendum(row, by=checker, today=TODAY)
    assert page not in waiting(checker)


def test_worklist_when_published_and_on_the_portal_then_nothing_to_do(running, handler):
    notice = running(1)
    before = waiting(handler)

    services.register_portal(
        notice, url="https://portal.example.gov.cn/1", portal_on=TODAY, by=handler, today=TODAY
    )

    assert notice.get_absolute_url() in before
    assert notice.get_absolute_url() not in waiting(handler)


def test_worklist_when_it_has_three_of_each_then_no_more_queries_than_with_one(
    running, handler, leader, fixed_today, django_assert_max_num_queries
):
    """Of each: a notice to be announced, and one announced whose letters are to be drawn up."""

    def more(name: str) -> None:
        fixed_today(TODAY.isoformat())
        running(1, name=f"示例{name}批")
        notice = ended(running(1, name=f"示例{name}批之二"))
        day = day_after(notice)
        fixed_today(day.isoformat())
        services.announce(notice, edition_name=f"示例{name}", by=leader, today=day)

    more("一")
    with django_assert_max_num_queries(60) as one:
        first = waiting(handler) + waiting(leader)
    more("二")
    more("三")

    with django_assert_max_num_queries(len(one)):
        found = waiting(handler) + waiting(leader)

    assert (len(first), len(found)) == (2, 6)
