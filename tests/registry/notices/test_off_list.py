"""A unit that is off a published list: said to the handler until a 更正公告 names it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from docx import Document

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from ipcontact.notifications.links import absolute
from registry.applications.services import withdraw
from registry.notices import entries, services
from registry.notices.off_list import uncorrected
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.noticing import checked


def correct_page(notice) -> str:
    return reverse("notices:correct", args=[notice.number])


def urls(user) -> list[str]:
    return [item.url for item in entries.to_do(user, TODAY)]


def withdrawn(item):
    """The unit took its application back."""
    application = item.application
    withdraw(application, by=None, grant=str(application.key), today=TODAY)
    return item


@pytest.fixture
def corrected(running, handler, checker):
    """A notice with a correction that is published, and the correction."""
    notice = running(1)
    row = services.draft_corrigendum(
        notice, text="“甲”更正为“乙”。\n第二段。", reason="录入有误", by=handler, today=TODAY
    )
    return notice, services.publish_corrigendum(row, by=checker, today=TODAY)


def test_unit_when_withdrawn_or_taken_out_then_a_correction_is_to_be_drafted(
    client, running, handler, leader
):
    notice = running(3)
    first, second, third = notice.items.order_by("order")
    before = urls(handler)
    withdrawn(first)
    services.take_out(second, reason="示例：专利已失效。", by=leader, today=TODAY)
    client.force_login(handler)

    record = client.get(notice.get_absolute_url()).text
    page = client.get(correct_page(notice)).text

    assert correct_page(notice) not in before
    assert correct_page(notice) in urls(handler)
    assert correct_page(notice) not in urls(leader)
    assert "名单有变动" in record
    assert f"公示名单第1号“{first.name}”已撤回申报，不再列入拟纳入名单。" in page
    assert f"公示名单第2号“{second.name}”不再列入拟纳入名单。" in page
    assert "专利已失效" not in page
    assert third.name not in page


def test_unit_when_a_correction_names_it_then_nothing_is_left_to_do(running, handler, checker):
    notice = running(2)
    item = withdrawn(notice.items.get(order=1))
    how = {"reason": "示例", "by": handler, "today": TODAY}
    other = services.draft_corrigendum(notice, text="“甲”更正为“乙”。", **how)
    while_one_waits = urls(handler)
    services.publish_corrigendum(other, by=checker, today=TODAY)
    after_another = urls(handler)
    own = services.draft_corrigendum(notice, text=f"“{item.name}”已撤回申报。", **how)

    services.publish_corrigendum(own, by=checker, today=TODAY)

    assert correct_page(notice) not in while_one_waits
    assert correct_page(notice) in after_another
    assert correct_page(notice) not in urls(handler)


def test_unit_when_the_list_was_shown_again_then_nothing_is_to_be_corrected(
    over, handler, checker, fixed_today
):
    first = over(2)
    withdrawn(first.items.get(order=1))
    day = first.ends_on + timedelta(days=1)
    fixed_today(day.isoformat())
    before = uncorrected().count()
    again = services.draft(first.batch, repeats=first, reason="示例", by=handler, today=day)
    again = checked(again, by=handler, checker=checker, today=day)

    services.publish(again, by=handler, now=NOON + (day - TODAY))

    assert before == 1
    assert not uncorrected().exists()


def test_paper_when_a_correction_is_published_then_as_word_and_for_the_portal(
    client, corrected, handler
):
    notice, row = corrected
    client.force_login(handler)
    paper = reverse("notices:corrigendum-paper", args=[notice.number, row.pk])
    webpage = reverse("notices:corrigendum-webpage", args=[notice.number, row.pk])

    record = client.get(notice.get_absolute_url()).text
    word = Document(io.BytesIO(client.get(paper).content))
    page = client.get(webpage)

    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    address = absolute(notice.public_url)
    assert paper in record
    assert webpage in record
    for words in ("更正公告", notice.title, "“甲”更正为“乙”。", "第二段。", address):
        assert words in said, words
        assert words in page.text, words
    assert "attachment" in page["Content-Disposition"]
    assert "录入有误" not in said
    assert AccessEvent.objects.filter(kind="export", user_id=handler.pk).count() == 1


@pytest.mark.parametrize("name", ["corrigendum-paper", "corrigendum-webpage"])
def test_paper_when_asked_for_by_others_then_not_given(client, corrected, name):
    notice, row = corrected
    page = reverse(f"notices:{name}", args=[notice.number, row.pk])
    visitor = client.get(page).status_code
    client.force_login(make_user(Role.UNIT_USER))

    assert visitor == 302
    assert client.get(page).status_code in (403, 404)
