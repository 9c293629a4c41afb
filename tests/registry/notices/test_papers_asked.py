"""▤ of state table 4: when the system's own notice is the paper, and when one is scanned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.acts.models import Act
from ipcontact.files.services import files_of
from ipcontact.ui.errors import RuleViolation
from registry.notices import services
from registry.notices.services.publishing import PORTAL_PURPOSE
from tests.changing import paper
from tests.filing import TODAY

URL = "https://portal.example.gov.cn/notice/1"
LATER = TODAY + timedelta(days=2)


@pytest.fixture
def drafted(running, handler):
    """`drafted()`: a correction that waits for the check."""

    def make():
        return services.draft_corrigendum(
            running(1), text="“甲”更正为“乙”。", reason="录入有误", by=handler, today=TODAY
        )

    return make


def registered(notice, handler, *, on=TODAY, today=TODAY, **values):
    return services.register_portal(
        notice, url=URL, portal_on=on, by=handler, today=today, **values
    )


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def test_portal_when_registered_that_day_then_the_frozen_notice_is_enough(running, handler):
    notice = registered(running(1), handler)

    assert (notice.portal_url, notice.portal_on) == (URL, TODAY)


def test_portal_when_told_afterwards_then_the_picture_is_asked_for_once(running, handler):
    notice = running(1)

    with refused("picture_missing"):
        registered(notice, handler, today=LATER)
    notice = registered(notice, handler, today=LATER, screenshot=paper("截图.pdf"))
    again = registered(notice, handler, today=LATER)

    assert again.portal_on == TODAY
    assert files_of(notice, PORTAL_PURPOSE).count() == 1


def test_portal_when_before_the_notice_then_refused(running, handler):
    with refused("portal_early"):
        registered(running(1), handler, on=TODAY - timedelta(days=1))


def test_portal_page_when_told_afterwards_then_the_typed_is_kept(
    client, running, handler, fixed_today
):
    notice = running(1)
    fixed_today(LATER.isoformat())
    client.force_login(handler)

    page = client.post(
        reverse("notices:portal", args=[notice.number]),
        {"confirm": "1", "url": URL, "portal_on": TODAY.isoformat()},
    ).content.decode()

    assert "请附上当天的网页截图" in page
    assert URL in page


def test_correction_when_checked_here_then_no_scan_is_asked(drafted, checker):
    row = services.publish_corrigendum(drafted(), by=checker, today=TODAY)

    step = Act.objects.of(row.notice).first()
    assert (row.published_on, step.channel, step.scan) == (TODAY, "online", None)


@pytest.mark.parametrize("channel", ["paper", "oa"])
def test_correction_when_signed_outside_then_the_signed_sheet_is_asked_and_kept(
    drafted, checker, channel
):
    row = drafted()

    with refused("scan_missing"):
        services.publish_corrigendum(row, channel=channel, by=checker, today=TODAY)
    row.refresh_from_db()
    assert row.published_on is None
    services.publish_corrigendum(
        row, channel=channel, scan=paper("审查表.pdf"), by=checker, today=TODAY
    )

    step = Act.objects.of(row.notice).first()
    assert (step.code, step.channel) == ("notice.corrected", channel)
    assert step.scan is not None


def test_correction_page_when_signed_outside_without_the_sheet_then_asked(client, drafted, checker):
    row = drafted()
    address = reverse("notices:corrigendum", args=[row.notice.number, row.pk])
    client.force_login(checker)

    page = client.post(address, {"confirm": "1", "channel": "paper"}).content.decode()
    done = client.post(
        address, {"confirm": "1", "channel": "paper", "scan": paper("审查表.pdf")}, follow=True
    )

    assert "请上传已签字的审查表" in page
    assert "更正公告已发布" in done.content.decode()
