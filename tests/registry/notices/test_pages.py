"""The way of a notice through its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.roster.models import RosterEdition
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.noticing import checked, ended


def at(name, notice, *more):
    return reverse(f"notices:{name}", args=[notice.number, *more])


def text(response) -> str:
    return response.content.decode()


def post(client, address, **data):
    return client.post(address, {"confirm": "1", **data})


CONTACT = {"department": "知识产权保护科", "phone": "022-00000000", "address": "示例路1号"}


def test_story_when_taken_through_the_pages_then_the_edition_is_there(
    client, decided, handler, checker, leader, fixed_today
):
    batch = decided(2)
    client.force_login(handler)
    page = client.get(batch.get_absolute_url())
    assert reverse("notices:draft", args=[batch.number]) in text(page)

    post(client, reverse("notices:draft", args=[batch.number]), then="edit")
    notice = PublicNotice.objects.get()
    form = client.get(at("edit", notice)).context["form"]
    values = {**{name: value or "" for name, value in form.initial.items()}, **CONTACT}
    saved = client.post(at("edit", notice), {**values, "days": "5"})
    assert saved.status_code == 302
    assert post(client, at("submit", notice)).status_code == 302
    client.force_login(checker)
    refused = post(client, at("check", notice), ticked=CheckPoint.values[:-1])
    assert "还没有核对" in text(refused)
    assert post(client, at("check", notice), ticked=CheckPoint.values).status_code == 302
    client.force_login(handler)
    shown = client.get(at("publish", notice))
    assert "截止日怎么算的" in text(shown)
    assert post(client, at("publish", notice)).status_code == 302
    portal = {"url": "https://portal.example.gov.cn/notice/1", "portal_on": TODAY.isoformat()}
    assert post(client, at("portal", notice), **portal).status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.portal_url) == ("published", portal["url"])
    day = notice.ends_on + timedelta(days=1)
    services.end_due(today=day)
    fixed_today(day.isoformat())
    client.force_login(leader)
    record = client.get(notice.get_absolute_url())
    assert "2家可以公布" in text(record)
    assert post(client, at("announce", notice), edition_name="示例第一批").status_code == 302

    assert RosterEdition.objects.get().entry_count == 2
    assert "示例第一批" in text(client.get(notice.public_url))


def test_draft_when_asked_for_by_a_citizen_then_404(client, decided, handler):
    notice = services.draft(decided(1), by=handler, today=TODAY)

    for name in ("public", "document", "webpage"):
        assert client.get(at(name, notice)).status_code == 404


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.LIAISON_OFFICER, Role.UNIT_USER])
def test_record_when_opened_by_others_then_refused(client, running, role):
    notice = running(1)
    client.force_login(make_user(role))

    for name in ("detail", "edit", "portal", "publish", "check", "announce", "review"):
        assert client.get(at(name, notice)).status_code in (403, 404)


@pytest.mark.parametrize("name", ["extend", "stop", "restart", "cancel", "announce"])
def test_leaders_pages_when_opened_by_the_handler_then_say_why_not(client, running, handler, name):
    client.force_login(handler)

    page = text(client.get(at(name, running(1))))

    assert "现在不能办" in page


def test_step_when_the_page_is_stale_then_refused_and_nothing_is_lost(client, running, leader):
    notice = running(1)
    client.force_login(leader)
    later = notice.ends_on + timedelta(days=4)
    asked = {"ends_on": later.isoformat(), "reason": "节前延长", "version": notice.version - 1}

    page = text(post(client, at("extend", notice), **asked))

    assert "不是最新的" in page
    assert "节前延长" in page
    assert not notice.extensions.exists()


def test_corrigendum_when_published_then_everybody_reads_it(client, running, handler, checker):
    notice = running(1)
    client.force_login(handler)
    post(client, at("correct", notice), text="“甲”更正为“乙”。", reason="录入有误")
    row = notice.corrigenda.get()
    assert "更正为" not in text(client.get(notice.public_url))
    client.force_login(checker)

    post(client, at("corrigendum", notice, row.pk), channel="online")

    client.logout()
    assert "“甲”更正为“乙”。" in text(client.get(notice.public_url))


def test_papers_when_taken_then_named_and_private(client, over, handler):
    notice = over(1)
    client.force_login(handler)

    for name in ("review", "outcome", "document"):
        paper = client.get(at(name, notice))
        assert paper["Content-Type"].endswith("wordprocessingml.document")


def test_list_when_many_notices_then_few_queries(
    client, running, handler, django_assert_max_num_queries
):
    running(1)
    client.force_login(handler)
    client.get(reverse("notices:list"))

    with django_assert_max_num_queries(24):
        page = client.get(reverse("notices:list"))

    assert "GS" in text(page)


def test_draft_when_the_bureau_cannot_be_reached_then_said_and_led_to_the_words(
    client, decided, handler
):
    address = reverse("notices:draft", args=[decided(1).number])
    client.force_login(handler)

    shown = client.get(address)
    refused = post(client, address, then="check")
    drafted = post(client, address, then="edit")

    notice = PublicNotice.objects.get()
    assert "没有写明接收异议的电话和地址" in text(shown)
    assert shown.context["form"].initial["then"] == "edit"
    assert "没有写明接收异议的电话和地址" in text(refused)
    assert drafted["Location"] == at("edit", notice)
    assert "现在不能办" in text(client.get(at("submit", notice)))


def test_draft_when_the_words_are_right_then_with_the_checker_in_one_step(
    client, decided, handler, checker
):
    SiteProfile.objects.create(pk=1, phone="022-00000000", address="示例路1号")
    batch = decided(1)
    client.force_login(handler)
    address = reverse("notices:draft", args=[batch.number])

    post(client, address, then="check")
    again = post(client, address, then="check")

    notice = PublicNotice.objects.get()
    assert notice.state == "checking"
    assert "已有一份公示" in text(again)
    services.pass_check(notice, ticked=CheckPoint.values, by=checker, today=TODAY)
    desk = text(client.get("/desk/"))
    assert at("publish", notice) in desk  # not first the record


def test_record_when_the_repetition_was_dropped_then_offered_again(
    client, over, handler, leader, fixed_today
):
    notice = over(1)
    day = notice.ends_on + timedelta(days=1)
    fixed_today(day.isoformat())
    again = services.draft(notice.batch, repeats=notice, reason="示例", by=handler, today=day)
    client.force_login(handler)
    repeat = at("repeat", notice)
    while_drafted = text(client.get(notice.get_absolute_url()))
    services.drop(again, by=handler, today=day)

    for_handler = text(client.get(notice.get_absolute_url()))
    client.force_login(leader)
    for_leader = text(client.get(notice.get_absolute_url()))

    assert repeat not in while_drafted
    assert repeat in for_handler
    assert at("announce", notice) in for_leader


def test_repeat_when_it_was_repeated_already_then_refused(
    over, handler, checker, leader, fixed_today
):
    first = over(1)
    day = first.ends_on + timedelta(days=1)
    fixed_today(day.isoformat())
    again = services.draft(first.batch, repeats=first, reason="示例", by=handler, today=day)
    again = checked(again, by=handler, checker=checker, today=day)
    ended(services.publish(again, by=handler, now=NOON + (day - TODAY)))

    with pytest.raises(RuleViolation, match="已重新公示"):
        services.draft(first.batch, repeats=first, reason="示例", by=handler, today=day)


def test_papers_when_taken_as_word_then_who_took_them_is_kept(client, announced, handler):
    notice = announced(1)
    edition = notice.announcements.get().edition
    client.force_login(handler)

    for page in (
        at("review", notice),
        at("outcome", notice),
        at("announcement", notice, edition.number),
    ):
        client.get(page)

    taken = AccessEvent.objects.filter(kind="export", user_id=handler.pk).order_by("pk")
    assert [event.target for event in taken] == [
        f"公示 {notice.number} 公开审查表",
        f"公示 {notice.number} 公示情况说明",
        f"公示 {notice.number} 公布通知-{edition.number}",
    ]


def test_record_when_a_held_unit_is_free_again_then_its_announcement_may_be_entered(
    client, announced, handler
):
    notice = announced(1, held=1)
    client.force_login(handler)
    entry = at("announced", notice)
    while_held = text(client.get(notice.get_absolute_url()))
    item = notice.items.get(announcement=None)
    services.release(item, because="异议不成立", by=None, today=notice.ends_on)

    page = text(client.get(notice.get_absolute_url()))

    assert entry not in while_held
    assert entry in page
    assert client.get(entry).status_code == 200


def test_record_when_a_unit_was_held_then_its_step_stands_there_too(client, running, handler):
    notice = running(2)
    item = services.hold(notice.items.get(order=2), by=handler, today=TODAY)
    client.force_login(handler)

    page = text(client.get(notice.get_absolute_url()))

    assert f"暂缓：{item.name}" in page
