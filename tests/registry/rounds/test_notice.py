"""The public notice of a round: page, Word file, calendar, list, home."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from ipcontact.accounts.roles import Role
from registry.rounds import services
from registry.rounds.choices import IntakeRoundState as S
from registry.rounds.models import IntakeRound
from registry.rounds.papers import title_of
from tests.factories import make_user
from tests.filing import NOON, make_round

pytestmark = pytest.mark.django_db


def page(client, name: str, *args) -> str:
    response = client.get(reverse(f"rounds:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def planned(handler, values) -> IntakeRound:
    return services.plan(values(), by=handler, now=NOON)


def test_notice_when_published_then_everybody_reads_it_as_a_paper(client, handler, planned):
    services.publish(planned, by=handler, now=NOON)

    text = page(client, "detail", planned.number)

    for words in (
        title_of(planned),
        "（文号待编号）",
        "现组织开展申报。",
        "（1）高新技术企业",
        "专利等数据的统计日为2026年8月31日。",
        "2026年9月19日（周六）12:00至2026年10月18日（周日）12:00。",
        "1.申报表",
        "022-00000000",
        "2026年9月18日",
        "即将开始",
    ):
        assert words in text


def test_notice_when_not_published_then_nobody_but_staff_knows_of_it(client, handler, planned):
    paths = [
        reverse(f"rounds:{name}", args=[planned.number])
        for name in ("detail", "call", "call-document", "calendar")
    ]

    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert planned.name not in page(client, "list")
    assert planned.name not in client.get("/").content.decode()
    client.force_login(make_user(Role.UNIT_USER))
    assert [client.get(path).status_code for path in paths] == [404] * 4
    client.force_login(handler)
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 404]
    assert "还没有发布" in page(client, "call", planned.number)


def test_notice_when_extended_then_both_times_and_the_reason_are_public(client, handler):
    round_ = make_round()
    services.extend(
        round_,
        closes_at=NOON + timedelta(days=20),
        reason="集中申报期间网站故障。",
        by=handler,
        now=NOON,
    )

    text = page(client, "detail", round_.number)

    assert "至2026年10月8日（周四）12:00。" in text
    assert "截止时间原为2026年9月28日（周一）12:00，已延长。原因：集中申报期间网站故障。" in text
    assert handler.name not in text


def test_notice_when_downloaded_then_the_same_words_in_word(client):
    round_ = make_round(introduction="第一段。\n第二段 <b>&", materials="申报表", document_no="")

    response = client.get(reverse("rounds:call-document", args=[round_.number]))

    lines = [
        (line.style.name, line.text) for line in Document(BytesIO(response.content)).paragraphs
    ]
    assert ("公文标题", title_of(round_)) in lines
    assert ("公文正文", "第二段 <b>&") in lines
    assert [text for style, text in lines if style == "公文一级标题"] == [
        "一、申报条件",
        "二、申报时间",
        "三、申报方式",
        "四、申报材料",
        "五、联系方式",
    ]
    assert [text for style, text in lines if style == "公文落款"][-1] == "2026年9月6日"
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_calendar_when_downloaded_then_opening_and_closing_to_the_minute(client, settings):
    settings.SITE_URL = "https://example.gov.cn"
    round_ = make_round()

    text = client.get(reverse("rounds:calendar", args=[round_.number])).content.decode()

    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260908T040000Z" in text
    assert "DTSTART:20260928T040000Z" in text
    assert f"URL:https://example.gov.cn/rounds/{round_.number}/" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_list_when_public_then_published_rounds_with_their_words(client, planned):
    running, over = make_round(), make_round(state=S.CONCLUDED, closes_at=NOON - timedelta(days=1))

    text = page(client, "list")

    assert running.name in text
    assert over.name in text
    assert planned.name not in text
    assert "申报中" in text
    assert "已结束" in text


def test_home_when_rounds_run_or_come_then_named_with_what_is_left(client, handler, planned):
    services.publish(planned, by=handler, now=NOON)
    running = make_round()
    over = make_round(state=S.CLOSED, closes_at=NOON - timedelta(days=1))

    text = client.get("/").content.decode()

    assert running.name in text
    assert "申报中，还剩" in text
    assert planned.name in text
    assert over.name not in text


def test_public_pages_when_kept_then_revalidated_and_private_for_people(client, handler):
    path = make_round().get_absolute_url()

    public = client.get(path)
    assert "no-cache" in public["Cache-Control"]
    assert "Cookie" in public["Vary"]
    client.force_login(handler)
    assert "no-store" in client.get(path)["Cache-Control"]
