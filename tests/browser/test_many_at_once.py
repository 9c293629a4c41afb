"""A division with three new units, told on one page; the letters of an edition get
their numbers, seen before they are given."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from ipcontact.documents.models import OfficialDocument
from registry.changes.models import UnitChange
from registry.changes.rules import parts_of
from registry.notices.letters import LETTER
from registry.notices.models import Announcement
from tests.browser.conftest import PHONE
from tests.browser.test_unit_changes import NOTICE, fits, member

PREFIX = "津滨市监知〔2026〕"


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, PHONE])
def test_division_when_three_come_out_of_it_then_each_row_is_kept_and_shown(
    story, open_page, sign_in, axe, viewport
):
    unit = member(story, 6 if viewport == PHONE else 5)
    page = open_page(viewport)
    sign_in(page, story.people["jingban1"])
    page.goto(f"/changes/units/{unit.public_no}/tell/split/")
    axe(page)
    fits(page)

    for place, name in ((1, "示例分立甲有限公司"), (2, "示例分立乙有限公司")):
        page.get_by_role("group", name=f"第{place}家").get_by_label("名称").fill(name)
    page.get_by_text("还有更多单位").click()
    third = page.get_by_role("group", name="第3家")
    third.get_by_label("名称").fill("示例分立丙有限公司")
    third.get_by_label("要求承继").check()
    page.get_by_label("证明材料照片或扫描件").set_input_files(NOTICE)
    axe(page)
    page.get_by_role("button", name="登记变更并预览").click()

    expect(page.get_by_text("示例分立丙有限公司要求承继：在库不随分立转移")).to_be_visible()
    axe(page)
    fits(page)
    change = UnitChange.objects.get(unit=unit, kind="split")
    assert [part.asks for part in parts_of(change.values)] == [False, False, True]


def test_letters_when_numbered_at_once_then_the_range_is_seen_first(story, open_page, sign_in, axe):
    made = Announcement.objects.select_related("notice", "edition").order_by("pk").first()
    letters = OfficialDocument.objects.filter(
        kind=LETTER, subject_key__in=[str(key) for key in made.items.values_list("pk", flat=True)]
    )
    count = letters.filter(document_no="").count()
    page = open_page()
    sign_in(page, story.people["jingban1"])
    page.goto(f"/notices/{made.notice.number}/letters/")

    page.get_by_role("link", name="编文号").first.click()
    axe(page)
    page.get_by_label("第一个文号").fill(f"{PREFIX}12号")
    page.get_by_role("button", name="显示文号起止").click()
    expect(page.get_by_role("table").get_by_text(f"{PREFIX}12号")).to_be_visible()
    axe(page)
    page.set_viewport_size(PHONE)
    fits(page)
    axe(page)
    assert not letters.exclude(document_no="").exists()
    page.get_by_role("button", name="编号", exact=True).click()

    expect(page.get_by_text(re.compile(rf"已编文号{count}个"))).to_be_visible()
    numbers = list(letters.order_by("pk").values_list("document_no", flat=True))
    assert numbers == [f"{PREFIX}{serial}号" for serial in range(12, 12 + count)]
