"""The browser fixtures themselves, on pages that need no room to be finished."""

import pytest

GOOD = "data:text/html,<html lang=zh><title>标题</title><main><h1>名录</h1></main></html>"
BAD = "data:text/html,<html><title>t</title><main><h1>x</h1><img src=x></main></html>"


def test_axe_when_page_is_clean_then_passes_and_when_not_then_names_the_fault(page, axe):
    page.goto(GOOD)
    axe(page)

    page.goto(BAD)
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_pages_when_opened_then_as_wide_as_desk_and_phone(page, phone_page):
    assert page.viewport_size == {"width": 1440, "height": 900}
    assert phone_page.viewport_size == {"width": 390, "height": 844}
    assert phone_page.evaluate("navigator.language") == "zh-CN"
