"""What everybody reads of a notice: its page, its list, the page for the portal."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from ipcontact.notifications.links import absolute
from registry.notices import services
from registry.notices.models import NoticeItem
from tests.filing import NOON, TODAY
from tests.noticing import checked
from tests.registry.notices.test_pages import at, text


def test_public_page_when_read_by_a_citizen_then_whole_and_without_persons(client, running):
    notice = running(2)
    first = notice.items.get(order=1)

    page = text(client.get(notice.public_url))

    contact = first.application.persons["contacts"]
    assert first.name in page
    assert "24:00" in page
    assert contact["primary_name"] not in page
    assert contact["primary_mobile"] not in page
    found = text(client.get(notice.public_url, {"q": first.name[:6]}))
    assert "找到" in found
    assert client.get(reverse("notices:list")).status_code == 200
    assert client.get(at("document", notice))["Content-Disposition"].startswith("attachment")


def test_webpage_when_taken_for_the_portal_then_the_whole_notice_and_no_person(client, running):
    notice = running(2)

    page = client.get(at("webpage", notice), headers={"host": "localhost"})

    assert page["Content-Disposition"].startswith("attachment")
    said = text(page)
    for item in notice.items.all():
        assert f"<td>{item.name}</td>" in said
        assert item.application.persons["contacts"]["primary_mobile"] not in said
    assert absolute(reverse("objections:new", args=[notice.number])) in said
    assert "localhost/objections" not in said
    assert "<script" not in said
    assert "stylesheet" not in said


def test_brief_when_the_window_is_over_then_no_longer_how_to_object(client, over):
    said = text(client.get(over(1).public_url))

    assert "已不在公示期内" in said
    assert "提了以后" not in said


def test_public_list_when_longer_than_a_page_then_the_older_ones_are_on_the_next(
    client, running, monkeypatch
):
    monkeypatch.setattr("registry.notices.views.public.SHOWN", 1)
    older, newer = running(1), running(1, name="示例第二份名单")

    first, second = (client.get(f"{reverse('notices:list')}?page={n}").text for n in (1, 2))

    assert newer.public_url in first
    assert older.public_url not in first
    assert older.public_url in second


def test_public_page_when_the_list_was_shown_again_then_each_names_the_other(
    client, over, handler, checker, fixed_today
):
    first = over(1)
    day = first.ends_on + timedelta(days=1)
    fixed_today(day.isoformat())
    again = services.draft(first.batch, repeats=first, reason="示例", by=handler, today=day)
    while_drafted = text(client.get(first.public_url))
    again = checked(again, by=handler, checker=checker, today=day)
    services.publish(again, by=handler, now=NOON + (day - TODAY))

    before, after = text(client.get(first.public_url)), text(client.get(again.public_url))
    client.force_login(handler)
    record = text(client.get(first.get_absolute_url()))

    assert again.public_url not in while_drafted
    assert f'<a href="{again.public_url}">看重新公示' in before
    assert f'原公示：<a href="{first.public_url}">' in after
    assert f'名单已重新公示，请从 <a href="{again.get_absolute_url()}">' in record
    assert "可以公布" not in record
    assert reverse("objections:new", args=[first.number]) not in before
    assert reverse("objections:new", args=[again.number]) in after


def standing(notice) -> str:
    return NoticeItem.objects.select_related("notice", "application").get(notice=notice).standing


def test_public_page_when_stopped_or_cancelled_then_no_last_day_and_each_unit_says_so(
    client, running, leader
):
    notice = running(1)
    day = notice.starts_on
    before = standing(notice)

    services.stop(notice, reason="示例", by=leader, today=day)
    stopped, item_stopped = text(client.get(notice.public_url)), standing(notice)
    services.cancel(notice, reason="示例", by=leader, today=day)
    cancelled, item_cancelled = text(client.get(notice.public_url)), standing(notice)

    assert (before, item_stopped, item_cancelled) == ("公示中", "公示中止", "公示撤销")
    assert "日中止，恢复时重新计算公示期" in stopped
    for page in (stopped, cancelled):
        assert "24:00" not in page
        assert "已不在公示期内" not in page
        assert "在网上提出异议" not in page
        assert "在网上反映情况" in page
