"""Stories 7 and 15: a decided list is published, read by a citizen, and becomes an edition."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.notices.tasks import end_windows
from registry.notices.wording import day_words, edition_name
from registry.objections import services as objections
from registry.roster.models import RosterEdition
from tests.browser.conftest import PHONE
from tests.browser.effort import Effort
from tests.deciding import enquired, ready
from tests.filing import make_round
from tests.noticing import decided_batch, published

MOST_CLICKS = 6
PORTAL = "https://portal.example.gov.cn/notices/1.html"
A4 = (595, 842)  # in points
COUNT = 4


@pytest.fixture
def decided(story):
    """`decided("示例甲批次")`: a list that the leader has included whole."""

    def make(name: str):
        now, handler = timezone.now(), story.people["jingban1"]
        round_ = make_round(now=now)
        rows = enquired(
            [ready(round_, by=handler, now=now) for _ in range(COUNT)], by=handler, now=now
        )
        return decided_batch(rows, by=handler, leader=story.people["lingdao"], now=now, name=name)

    return make


def text_of(page: Page) -> str:
    return page.get_by_role("main").inner_text()


def hold_first(notice: PublicNotice, by) -> None:
    """Somebody calls about the first unit; it is taken up."""
    objection = objections.register(
        notice.items.first(),
        channel="call",
        reason="示例：专利已经转让。",
        who=objections.Identity(name="示例来电人", phone="13900000000"),
        received_on=notice.published_on,
        by=by,
        now=notice.published_at,
    )
    objections.take_up(
        objection, substance="示例：专利是否有效。", by=by, today=notice.published_on
    )


def test_notice_when_taken_from_batch_to_edition_then_six_clicks_and_the_desk_says_what_is_next(
    story, decided, page, open_page, sign_in, axe, fixed_today
):
    handler, second, leader = (story.people[n] for n in ("jingban1", "jingban2", "lingdao"))
    batch = decided("示例七月批次")
    sign_in(page, handler)
    page.goto("/desk/")
    hand = Effort(page)

    hand.press("link", f"{batch.name}：生成公示")
    said = text_of(page)
    assert "发布当日不计" in said
    assert "截止日怎么算的" in said
    expect(page.locator("ol.bullets li").nth(4)).to_be_visible()  # day by day
    axe(page)
    hand.press("button", "生成公示")
    page.get_by_text("已生成公示并送核稿").wait_for()
    axe(page)
    notice = PublicNotice.objects.get(batch=batch)

    checking = open_page()
    sign_in(checking, second)
    checking.goto("/desk/")
    checking.get_by_role("link", name=notice.title).first.click()
    checking.get_by_role("link", name="核稿通过", exact=True).click()
    axe(checking)
    points = checking.get_by_role("checkbox")
    assert len(CheckPoint) == 6
    expect(points).to_have_count(6)
    for point in points.all():
        expect(point).not_to_be_checked()
        point.check()
    checking.get_by_role("button", name="核稿通过").click()
    checking.get_by_text("核稿通过，可以发布").wait_for()

    page.goto("/desk/")
    hand.press("link", notice.title)
    axe(page)
    hand.press("button", "发布")
    page.get_by_text("已发布").first.wait_for()
    axe(page)
    notice.refresh_from_db()
    paper = Document(io.BytesIO(hand.download("公文（.docx）").read_bytes()))
    with page.expect_download() as download:
        page.get_by_role("link", name="网页（HTML）").click()  # the portal takes one of the two
    html = download.value.path().read_text("utf-8")
    for name in notice.items.values_list("name", flat=True):
        assert name in html
        assert any(name in cell.text for table in paper.tables for cell in table._cells)
    hand.type("门户网站上的网址", PORTAL)
    hand.press("button", "登记")
    page.get_by_text("已登记门户网址").wait_for()

    assert hand.clicks <= MOST_CLICKS
    notice.refresh_from_db()
    assert (notice.state, notice.portal_url) == ("published", PORTAL)

    hold_first(notice, handler)
    day = fixed_today(f"{notice.ends_on + timedelta(days=1)}")
    end_windows(0)
    sign_in(page, leader)
    page.goto("/desk/")
    words = f"公示期满，{COUNT - 1}家可以公布，另有1家有异议，办结后再公布。"
    assert words in text_of(page)
    axe(page)
    page.get_by_role("link", name=notice.title).first.click()
    name = edition_name(notice)
    page.get_by_role("link", name="公布", exact=True).click()
    axe(page)
    page.get_by_role("button", name="公布", exact=True).click()
    page.get_by_text(f"已公布“{name}”").wait_for()

    edition = RosterEdition.objects.get(name=name)
    assert (edition.published_on, edition.entry_count) == (day, COUNT - 1)
    page.goto(edition.get_absolute_url())
    held, *listed = notice.items.values_list("name", flat=True)
    said = text_of(page)
    assert held not in said
    assert all(name in said for name in listed)


def test_citizen_when_reading_a_notice_on_a_phone_then_one_screen_says_it_all(
    story, decided, open_page, axe, sound
):
    handler, second = story.people["jingban1"], story.people["jingban2"]
    batch = decided("示例八月批次")
    notice = published(batch, by=handler, checker=second, now=timezone.now())
    names = list(notice.items.values_list("name", flat=True))
    page = open_page(PHONE)

    page.goto("/notices/")
    hand = Effort(page)
    hand.press("link", notice.title)

    taken = page.get_by_role("link", name="下载公文").bounding_box()
    assert taken["height"] < 48  # its words stand on one line
    brief = page.get_by_role("region", name="公示要点")
    said = hand.read(brief)
    for words in (
        f"共{COUNT}家",
        names[0],
        f"到{day_words(notice.ends_on)}24:00",
        "网上",
        f"电话：{notice.contact['phone']}",
        f"写信：{notice.contact['address']}",
        "核查后答复",
        "期满后公布",
    ):
        assert words in said, words
    box = brief.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]  # nothing has to be looked for below
    expect(page.get_by_role("link", name="登录")).to_be_visible()  # nobody is signed in
    sound(page)

    hand.type("在名单里查单位", names[2][2:])
    hand.press("button", "查找")
    page.get_by_text("找到1家").wait_for()
    hand.click(page.get_by_role("status").get_by_role("link", name=names[2]))
    expect(page).to_have_url(re.compile(r"#n3$"))
    axe(page)
    page.get_by_role("link", name="填写异议").click()
    page.get_by_role("heading", name="提出异议").wait_for()


def test_notice_when_printed_then_a4_with_the_whole_list_and_nothing_of_the_page(
    story, decided, page
):
    handler, second = story.people["jingban1"], story.people["jingban2"]
    notice = published(decided("示例九月批次"), by=handler, checker=second, now=timezone.now())

    page.goto(notice.public_url)
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    sizes = set(re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert {tuple(round(float(side)) for side in size) for size in sizes} == {A4}
    seen = page.locator("body").inner_text()
    assert all(name in seen for name in notice.items.values_list("name", flat=True))
    assert notice.title in seen
    for words in ("查找", "下载公文", "登录", "填写异议"):
        assert words not in seen, words
