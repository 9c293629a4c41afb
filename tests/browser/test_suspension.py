"""暂停联系: the leader suspends a member and ends it; nobody outside sees anything of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from registry.units.models import Unit
from tests.browser.conftest import DESKTOP, PHONE


@pytest.mark.parametrize(
    ("viewport", "place"), [(DESKTOP, 0), (PHONE, 1)], ids=["desktop", "phone"]
)
def test_leader_when_a_member_is_suspended_then_only_the_office_sees_it_until_it_ends(
    open_page, story, sign_in, sound, settings, viewport, place
):
    settings.SUSPENSION_ENABLED = True
    unit = Unit.objects.listed().order_by("-pk")[place]
    page, citizen = open_page(viewport), open_page(viewport)
    before = shown_to_a_citizen(citizen, unit)
    sign_in(page, story.people["lingdao"])

    page.goto(unit.get_absolute_url())
    step(page, "暂停联系", "示例：联系人更换期间暂停联系。", sound)
    expect(page.locator("#suspension")).to_contain_text("联系人更换期间暂停联系")
    sound(page)

    unit.refresh_from_db()
    assert unit.membership_state == "suspended"
    assert shown_to_a_citizen(citizen, unit) == before
    sound(citizen)

    step(page, "恢复联系", "示例：新联系人已登记。", sound)
    expect(page.locator("#suspension")).to_contain_text("新联系人已登记")
    sound(page)

    unit.refresh_from_db()
    assert unit.membership_state == "listed"
    assert shown_to_a_citizen(citizen, unit) == before


def step(page, name: str, reason: str, sound) -> None:
    """Take a step from the unit's record, which is shown again."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    sound(page)
    page.get_by_label("理由").fill(reason)
    page.get_by_role("button", name=name).click()
    expect(page).to_have_url(re.compile(r"/units/LX\d+/$"))
    expect(page.get_by_text(f"已{name}。")).to_be_visible()


def shown_to_a_citizen(page, unit: Unit) -> list[str]:
    """What the public list and the unit's public page say."""
    said = []
    for address in (f"/roster/?q={unit.public_no}", f"/roster/units/{unit.public_no}/"):
        page.goto(address)
        main = page.get_by_role("main")
        expect(main.get_by_text(unit.name).first).to_be_visible()
        expect(main).not_to_contain_text("暂停")
        said.append(main.inner_text())
    return said
