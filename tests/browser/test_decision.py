"""Stories 5 and 6: a list goes to the meeting and comes back; a leader decides on one page."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registry.applications.models import Application
from registry.batches import services
from registry.batches.models import ReviewBatch
from registry.batches.rules import Word
from registry.reviews.services import record_credit
from tests.browser.conftest import DESKTOP, NARROW, PHONE
from tests.browser.effort import Effort
from tests.changing import paper
from tests.deciding import enquired, make_batch, ready, submitted_batch
from tests.files import samples
from tests.filing import make_round

TABLET = {"width": 820, "height": 1180}
COUNT = 6
MOST_CLICKS = 10  # for the list with its papers, and for what the meeting decided
MOST_MINUTES = 5  # for both
MARKED, LEADER_MINUTES = 4, 2
LONG_NAME = "示例滨海新区先进制造与知识产权运营服务（天津）集团股份有限公司第一研究院"
LEGIBLE = 7 * 16  # seven characters: a state in one line


@pytest.fixture
def ripe(story):
    """Applications that wait for the meeting."""
    now, handler = timezone.now(), story.people["jingban1"]
    round_ = make_round(now=now)
    found = [ready(round_, by=handler, now=now) for _ in range(COUNT)]
    return enquired(found, by=handler, now=now)


def rule(hand: Effort, unit: str, decision: str, reason: str = "") -> None:
    """Say what becomes of one unit."""
    place = hand.page.get_by_role("article", name=unit)
    hand.tick(place.get_by_label(decision, exact=True))
    if reason:
        hand.type(place.get_by_label("理由"), reason)


def decisions(batch) -> list[str]:
    return list(batch.items.order_by("order").values_list("decision", flat=True))


def test_meeting_when_a_list_is_drawn_up_then_papers_result_and_second_person(
    story, ripe, page, sign_in, sound
):
    handler, second, leader = (story.people[n] for n in ("jingban1", "jingban2", "lingdao"))
    sign_in(page, handler)
    page.goto("/batches/")
    sound(page)
    hand = Effort(page)
    hand.press("link", "拟定名单")
    sound(page)
    numbers = {application.application_no for application in ripe}
    for box in page.locator("input[name=pick]").all():
        box.set_checked(box.get_attribute("value") in numbers)
    hand.press("button", "列入批次")
    page.get_by_text(f"已列入{COUNT}家").wait_for()
    sound(page)
    hand.press("link", "名称和签署人")
    sound(page)
    hand.pick(page.get_by_label("审定", exact=True), value=str(leader.pk))
    hand.press("button", "保存")
    for name in ("Word 汇报材料", "Excel 名单"):
        assert hand.download(name).read_bytes().startswith(b"PK")
    hand.press("link", "呈报审定")
    sound(page)
    hand.tick("已核对回避情况")
    hand.press("button", "呈报审定")
    page.get_by_text("已呈报").first.wait_for()
    assert hand.presses + hand.ticks <= MOST_CLICKS
    proposing = hand.minutes

    entering = Effort(page)
    entering.press("link", "登记审定结果")
    sound(page)
    batch = ReviewBatch.objects.latest("pk")
    names = [item.application.unit_name for item in batch.items.order_by("order")]
    rule(entering, names[1], "暂缓", "待补充材料后再议。")
    rule(entering, names[4], "不纳入", "证明材料不足。")
    entering.type("会议纪要号", "〔2026〕11号")
    scan = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    entering.choose("呈批单或纪要扫描件", scan)
    sound(page)
    entering.press("button", "登记，交另一人确认")
    page.get_by_text("线下结果待另一人确认").wait_for()
    entered = entering.clicks, entering.minutes
    assert decisions(batch) == [""] * COUNT

    sign_in(page, second)
    page.goto("/desk/")
    confirming = Effort(page)
    confirming.press("link", "确认线下结果：审定名单")
    sound(page)
    assert page.locator("tbody tr").first.locator("th").inner_text() in (names[1], names[4])
    confirming.press("button", "与原件一致，确认生效")
    page.get_by_text("已确认").first.wait_for()
    assert entered[0] + confirming.clicks <= MOST_CLICKS
    assert proposing + entered[1] + confirming.minutes <= MOST_MINUTES

    wanted = ["include"] * COUNT
    wanted[1], wanted[4] = "defer", "exclude"
    assert decisions(batch) == wanted
    page.goto(batch.get_absolute_url())
    sound(page)
    page.goto(f"{batch.get_absolute_url()}sheet/")
    sound(page)


@pytest.mark.parametrize("size", [TABLET, PHONE, DESKTOP], ids=["tablet", "phone", "desk"])
def test_leader_when_deciding_on_one_page_then_exceptions_by_word_the_rest_in_one_tick(
    story, ripe, open_page, sign_in, sound, size
):
    now, handler = timezone.now(), story.people["jingban1"]
    today = timezone.localdate(now)
    leader = story.people["lingdao"]
    batch = make_batch(ripe, by=handler, chain=[leader], now=now, name=f"名单{size['width']}")
    noted, put_off = ripe[:2], ripe[-2:]
    for application in noted:
        record_credit(
            application, result="recorded", detail="2025年欠税，已补缴", checked_on=today,
            checker="信用科", by=handler, today=today,
        )  # fmt: skip
    for application in put_off:
        services.propose(
            batch, application=application, proposal="defer", reason="商标正在续展。",
            by=handler, today=today,
        )  # fmt: skip
    submitted_batch(batch, by=handler, now=now)
    page = open_page(size)
    sign_in(page, leader)

    page.goto("/desk/")
    page.get_by_role("link", name=f"轮到您审定：{batch.name}").first.click()
    page.get_by_text(
        f"{COUNT}家：{COUNT - MARKED}家没有需要提请注意的情况，{MARKED}家有"
    ).wait_for()
    assert page.evaluate(NARROW)
    sound(page)
    hand = Effort(page)
    hand.press("button", f"审定{COUNT}家")
    page.get_by_role("alert").wait_for()
    sound(page)
    sources = page.get_by_role("link", name="信用核查：有记录，2025年欠税，已补缴")
    expect(sources).to_have_count(len(noted))
    with page.expect_popup() as opened:
        hand.click(sources.first)  # one tap deep, beside the page
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text(noted[0].unit_name)
    opened.value.close()
    before = hand.clicks
    for application in (*noted, *put_off):
        place = page.get_by_role("article", name=application.unit_name)
        hand.read(place.locator(".stack").first)  # the facts, without the choices below
        rule(hand, application.unit_name, "纳入" if application in noted else "暂缓")
    place = page.get_by_role("article", name=put_off[0].unit_name)
    expect(place.get_by_label("理由")).to_have_value("商标正在续展。")
    hand.tick(f"同意其余{COUNT - MARKED}家纳入")
    hand.press("button", f"审定{COUNT}家")
    page.get_by_text(f"已审定：纳入{COUNT - 2}家，暂缓2家").first.wait_for()
    assert hand.clicks - before == MARKED + 2  # a word each, the rest in one tick, the button
    assert hand.minutes <= LEADER_MINUTES

    assert decisions(batch) == ["include"] * (COUNT - 2) + ["defer"] * 2


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_result_when_names_and_reasons_are_long_then_every_column_can_be_read(
    story, ripe, open_page, sign_in, sound, size
):
    now, handler, leader = timezone.now(), story.people["jingban1"], story.people["lingdao"]
    today = timezone.localdate(now)
    for row in ripe:
        Application.objects.filter(pk=row.pk).update(unit_name=LONG_NAME)
    batch = make_batch(ripe, by=handler, chain=[leader], now=now, name=f"长名单{size['width']}")
    batch = submitted_batch(batch, by=handler, now=now)
    words = {row.application_no: Word("defer", "证明材料须补充后再议。" * 15) for row in ripe}
    result = services.enter_result(
        batch, words=words, decider=leader, by=handler, today=today, decided_on=today,
        channel="meeting", minutes_no="〔2026〕11号", scan=paper("纪要.pdf"),
    )  # fmt: skip
    page = open_page(size)
    sign_in(page, story.people["jingban2"])

    page.goto(f"/offline-results/{result.key}/")

    sound(page)
    cells = page.locator("tbody tr").first.locator("th, td")
    expect(cells).to_have_count(3)
    assert min(cell.bounding_box()["width"] for cell in cells.all()) >= LEGIBLE
