"""Large text, high contrast, compact lists, and pages on paper."""

import io
import re
import zlib

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def _size(page, selector: str) -> float:
    """Size of the text in pixels."""
    return page.eval_on_selector(selector, "e => parseFloat(getComputedStyle(e).fontSize)")


def test_large_text_when_chosen_by_a_reader_then_pages_are_larger_until_switched_back(
    page, axe, story
):
    page.goto("/roster/")
    usual = _size(page, "main p")

    page.get_by_role("link", name="大字版").click()
    page.get_by_role("button", name="大字版").click()

    expect(page).to_have_url(re.compile("/roster/$"))
    assert _size(page, "main p") > usual * 1.15
    axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto("/display/")
    with page.expect_navigation():
        page.get_by_role("button", name="普通字号").click()
    page.goto("/roster/")
    assert _size(page, "main p") == usual


def test_high_contrast_when_chosen_then_second_ink_is_darker_and_axe_finds_nothing(page, axe):
    colour = "e => getComputedStyle(e).color"
    page.goto("/")
    usual = page.eval_on_selector(".masthead .tools a", colour)

    page.goto("/display/?next=/")
    page.get_by_role("button", name="高对比").click()

    assert page.eval_on_selector(".masthead .tools a", colour) != usual
    axe(page)


def test_compact_list_when_chosen_then_rows_are_lower_and_it_is_remembered(page, sign_in, story):
    sign_in(page, story.person("handler"))
    page.goto("/units/")
    high = page.locator("tbody tr").first.bounding_box()["height"]

    page.get_by_role("button", name="紧凑显示").click()

    low = page.locator("tbody tr").first.bounding_box()["height"]
    assert low < high
    page.goto("/desk/")
    page.goto("/units/")
    assert page.locator("tbody tr").first.bounding_box()["height"] == low
    expect(page.get_by_role("button", name="宽松显示")).to_be_visible()


def test_edition_when_printed_then_only_the_paper_with_its_head_on_every_sheet(page, story):
    page.goto(story.first_edition.get_absolute_url())

    page.emulate_media(media="print")

    for name in ("主导航", "面包屑"):
        expect(page.get_by_role("navigation", name=name)).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".demo")).to_be_visible()  # demonstration papers say that they are none
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    head = page.locator("thead")
    assert head.evaluate("e => getComputedStyle(e).display") == "table-header-group"
    sheets = _sheets(page.pdf(prefer_css_page_size=True))
    assert 5 <= sheets <= 12  # 104 units on A4


@pytest.mark.parametrize("path", ["/roster/", "/units/"])
def test_lists_when_printed_then_without_tools(page, sign_in, story, path):
    sign_in(page, story.person("handler"))
    page.goto(path)

    page.emulate_media(media="print")

    shown = [
        element.evaluate("e => e.outerHTML.slice(0, 90)")
        for element in page.locator("nav, button, select, input").all()
        if element.is_visible()
    ]
    assert shown == []


def _sheets(pdf: bytes) -> int:
    """Number of pages in a PDF as Chromium writes it."""
    objects = io.BytesIO(pdf).getvalue()
    count = objects.count(b"/Type /Page\n") + objects.count(b"/Type /Page ")
    if count:
        return count
    parts = [part.split(b"endstream")[0] for part in objects.split(b"stream\n")[1:]]
    return sum(zlib.decompressobj().decompress(part).count(b"/Type /Page ") for part in parts)
