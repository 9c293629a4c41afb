"""A notice that stands still reads as stopped, by everybody: its old last day means nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from ipcontact.documents.tables import chinese_day
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.applications.services.drafts import editable
from registry.notices import services
from registry.notices.models import PublicNotice
from tests.changing import account_of
from tests.filing import TODAY

STOPPED = TODAY + timedelta(days=1)


@pytest.fixture
def notice(running, leader, fixed_today) -> PublicNotice:
    notice = running(2)
    fixed_today(STOPPED.isoformat())
    return services.stop(notice, reason="示例故障", by=leader, today=STOPPED)


@pytest.fixture
def application(notice) -> Application:
    return notice.items.first().application


def text(answer) -> str:
    return re.sub(r"\s+", "", strip_tags(answer.content.decode()))


def test_record_when_stopped_then_the_day_of_it_and_no_window(client, notice, handler):
    client.force_login(handler)

    page = text(client.get(notice.get_absolute_url()))
    listed = text(client.get(reverse("notices:list")))

    assert f"{TODAY}发布，{STOPPED}中止" in page
    assert "恢复时重新计算公示期" in page
    assert f"至{notice.ends_on}" not in page.split("办理记录")[0]
    assert "怎么算的" not in page
    assert "公示中" not in page.replace("公示中止", "")
    assert str(notice.ends_on) not in listed


def test_public_page_when_stopped_then_word_and_window_say_so(client, notice):
    page = text(client.get(notice.public_url))
    listed = text(client.get(reverse("notices:list")))

    assert (
        f"公示自{chinese_day(TODAY)}起，{chinese_day(STOPPED)}中止，恢复时重新计算公示期。" in page
    )
    assert "24:00" not in page
    assert "公示中止" in listed
    assert str(notice.ends_on) not in listed


def test_own_page_when_stopped_then_the_unit_reads_so(client, application):
    session = client.session
    session["applications"] = [str(application.key)]
    session.save()

    page = text(client.get(reverse("applications:status", args=[application.application_no])))
    begun = text(client.get(reverse("applications:start")))

    assert "公示中止" in page.split("经过")[0]
    assert "公示中止" in begun


def test_own_list_when_stopped_then_the_unit_reads_so(client, application, handler):
    client.force_login(account_of(application.unit, by=handler))

    page = text(client.get(reverse("applications:mine")))

    assert "公示中止" in page


def test_staff_record_of_the_file_when_stopped_then_both_lines_say_so(client, application, handler):
    client.force_login(handler)

    page = text(client.get(application.get_absolute_url()))

    assert "单位看到的状态是“公示中止”" in page
    assert f"{TODAY}发布，已中止公示中止" in page


def test_pages_when_begun_anew_then_the_new_window(client, notice, application, leader, handler):
    again = services.restart(notice, reason="示例恢复", by=leader, today=TODAY + timedelta(days=4))
    client.force_login(handler)

    record = text(client.get(again.get_absolute_url()))
    of_file = text(client.get(application.get_absolute_url()))

    assert f"{again.starts_on}至{again.ends_on}" in record
    assert "单位看到的状态是“公示中”" in of_file


def test_paper_when_stopped_then_keeps_the_window_under_which_it_was_published(client, notice):
    response = client.get(reverse("notices:webpage", args=[notice.number]))

    assert f"至{chinese_day(notice.ends_on)}24:00止" in text(response)


def test_form_of_the_unit_when_stopped_then_told_so_where_it_can_no_longer_be_changed(application):
    with pytest.raises(RuleViolation, match="现在是“公示中止”，内容不能再改"):
        editable(application)


def test_standing_when_a_draft_was_dropped_then_nobody_was_shown(decided, handler):
    draft = services.draft(decided(1), by=handler, today=TODAY)

    dropped = services.drop(draft, by=handler, today=TODAY)

    assert dropped.items.get().standing == "没有公示"
