"""With a phone at a company's reception: 390 pixels, one thumb."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from ipcontact.text.pinyin import pinyin_initials
from tests.story import PASSWORD


@pytest.fixture
def phone(open_page):
    """A page with the width, the finger and the screen of a phone."""
    return open_page({"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def _fits(page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url


def test_citizen_when_searching_on_a_phone_then_finds_filters_and_reads_the_unit(phone, story):
    unit = story.station_unit
    phone.goto("/roster/")
    _fits(phone)

    phone.get_by_role("searchbox").fill(pinyin_initials(unit.name)[:6])
    phone.get_by_role("button", name="筛选名录").click()
    phone.get_by_label("单位类型").select_option(label=unit.get_kind_display())
    phone.get_by_role("button", name="筛选名录").click()
    _fits(phone)
    phone.get_by_role("link", name=unit.name, exact=True).click()

    expect(phone.get_by_role("heading", level=1)).to_have_text(unit.name)
    expect(phone.get_by_text("在现行名录")).to_be_visible()
    _fits(phone)


def test_clerk_when_on_a_phone_then_reaches_a_record_and_its_contacts(phone, story):
    cache.clear()
    clerk, unit = story.person("agency_clerk"), story.station_unit
    phone.goto("/desk/")
    phone.get_by_label("登录名或邮箱").fill(clerk.username)
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    _fits(phone)

    bar = phone.get_by_role("navigation", name="工作区")
    bar.get_by_role("link", name="单位").click()
    _fits(phone)
    box = bar.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)  # where the thumb is
    for link in bar.get_by_role("link").all():
        if link.is_visible():
            assert link.bounding_box()["height"] >= 44
    bar.get_by_role("link", name="更多").click()
    expect(phone.get_by_role("main").get_by_role("link", name="权限说明")).to_be_visible()

    search = phone.get_by_role("banner").get_by_role("searchbox")
    search.fill(unit.credit_code)
    search.press("Enter")
    phone.get_by_role("main").get_by_role("link", name=unit.name).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(unit.name)
    _fits(phone)

    phone.get_by_role("link", name="显示联系方式").click()
    phone.get_by_role("button", name="显示联系方式").click()
    expect(phone.get_by_role("alert")).to_be_visible()  # a reason is asked
    phone.get_by_label("查看事由").fill("上门走访前联系")
    phone.get_by_role("button", name="显示联系方式").click()
    mobile = unit.people.filter(mobile__gt="").first().mobile
    expect(phone.get_by_text(mobile).first).to_be_visible()
    _fits(phone)
