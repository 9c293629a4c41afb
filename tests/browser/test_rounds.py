"""The handler's journey with a round, and what a citizen reads meanwhile."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from registry.rounds.models import IntakeRound
from tests.browser.conftest import DESKTOP, PHONE
from tests.filing import draft

NAME = "示例年度第三批重点联系单位申报"


def _moment(**later: int) -> str:
    return f"{timezone.localtime() + timedelta(**later):%Y-%m-%dT%H:%M}"


def _publish(page) -> None:
    """Plan a round that is open already and closes in ten days, and let its notice out."""
    page.goto("/desk/")
    page.get_by_role("link", name="申报批次", exact=True).first.click()
    page.get_by_role("link", name="筹备申报批次").first.click()
    page.get_by_label("批次名称").fill(NAME)
    page.get_by_label("开始时间").fill(_moment(hours=-1))
    page.get_by_label("截止时间").fill(_moment(days=10))
    page.get_by_label("专利等数据的统计日").fill(f"{timezone.localdate()}")
    page.get_by_label("咨询电话").fill("022-00000000")
    page.get_by_role("button", name="保存批次").click()
    page.get_by_role("link", name="发布申报通知").click()
    expect(page.get_by_role("main")).to_contain_text("将告知推荐单位的")
    page.get_by_role("button", name="发布申报通知").click()
    page.get_by_text("申报通知已发布").wait_for()


def test_handler_when_planning_publishing_and_extending_then_citizens_read_it(
    page, open_page, story, sign_in, axe
):
    sign_in(page, story.people["jingban1"])
    _publish(page)
    round_ = IntakeRound.objects.get(name=NAME)
    axe(page)
    application = draft(round_, now=timezone.now())

    page.reload()
    page.get_by_role("button", name="已电话催办").click()
    page.get_by_text("已记下电话催办").wait_for()
    assert Act.objects.of(application).filter(channel="phone").count() == 1

    page.get_by_role("link", name="延长截止").click()
    page.get_by_label("新的截止时间").fill(_moment(days=15))
    page.get_by_label("延长的理由").fill("集中申报期间网站故障。")
    axe(page)
    page.get_by_role("button", name="延长截止").click()
    page.get_by_text("已延长截止").wait_for()
    assert Message.objects.about(application).filter(kind="round.extended").count() == 1
    clerk = story.people["neiqin1"]
    assert Message.objects.about(round_).filter(user=clerk).count() == 2

    citizen = open_page()
    citizen.goto("/")
    citizen.get_by_role("link", name=NAME).first.click()
    expect(citizen.get_by_role("article")).to_contain_text("原为")
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="下载公文（.docx）").click()
    word = Document(io.BytesIO(download.value.path().read_bytes()))
    assert any("集中申报期间网站故障" in line.text for line in word.paragraphs)
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="加入日历").click()
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_notice_when_read_then_in_one_column_and_printed_as_a_paper(
    open_page, story, sign_in, axe, size
):
    if not IntakeRound.objects.filter(name=NAME).exists():
        staff = open_page()
        sign_in(staff, story.people["jingban1"])
        _publish(staff)
    page = open_page(size)
    page.goto(IntakeRound.objects.get(name=NAME).get_absolute_url())

    expect(page.get_by_role("heading", level=1)).to_contain_text("关于开展")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="下载公文")).to_be_hidden()
    expect(page.get_by_role("heading", name="联系方式")).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
