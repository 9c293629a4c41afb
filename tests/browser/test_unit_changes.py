"""Story 14: a unit is renamed, a contact has changed; the old contact has gone. And a removal."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from registry.changes.models import UnitChange
from registry.changes.services.links import LINK
from registry.removals.models import Removal
from registry.units.models import Unit
from registry.units.services import update_unit
from tests.browser.conftest import PHONE
from tests.browser.effort import Effort
from tests.changing import heard, with_contact
from tests.files import samples

NOTICE = {"name": "登记通知书.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
REBINDING_MINUTES = 2
MOST_MINUTES = 1
MANDATE = {"name": "授权书.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def member(story, place: int) -> Unit:
    """A listed unit, now in the care of the first demo station."""
    unit = Unit.objects.filter(membership_state="listed").order_by("pk")[20 + place]
    values = {"lead_agency": story.people["neiqin1"].agency}
    return update_unit(unit=unit, values=values, by=None, today=timezone.localdate())


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, PHONE])
def test_renaming_when_told_and_checked_then_eight_clicks_and_the_old_name_is_found(
    story, open_page, sign_in, axe, viewport
):
    unit = member(story, 2 if viewport == PHONE else 1)
    old, new = unit.name, unit.name.replace("有限", "创新有限", 1) + "（更）"
    office = open_page(viewport)
    sign_in(office, story.people["neiqin1"])
    office.goto(unit.get_absolute_url())
    hand = Effort(office)

    hand.press("link", "登记变更")
    axe(office)
    hand.press("link", "更名", exact=True)
    hand.type("新名称", new)
    hand_in = hand.photograph if viewport == PHONE else hand.choose
    hand_in("证明材料照片或扫描件", NOTICE)
    axe(office)
    hand.press("button", "登记变更并预览")
    office.get_by_text(f"名录将显示：{new}（原名{old}）").wait_for()
    axe(office)
    fits(office)
    assert hand.clicks == 4

    bureau = open_page(viewport)
    sign_in(bureau, story.people["jingban1"])
    bureau.goto("/desk/")
    second = Effort(bureau)
    second.press("link", re.compile("件单位变更待核对"))
    second.press("link", old)
    second.press("link", "核对通过")
    axe(bureau)
    fits(bureau)
    second.press("button", "核对通过并生效")
    bureau.get_by_text("更名已生效。", exact=True).wait_for()
    axe(bureau)
    assert second.clicks == 4
    assert second.minutes <= MOST_MINUTES

    unit.refresh_from_db()
    assert unit.name == new
    assert set(Unit.objects.matching(old).values_list("pk", flat=True)) >= {unit.pk}
    reader = open_page(viewport)
    reader.goto(f"/roster/?q={old}")
    reader.get_by_text(f"（原名{old}）").wait_for()
    axe(reader)
    fits(reader)


def test_contact_when_changed_then_three_fields_and_at_once(story, page, sign_in, axe):
    unit = member(story, 3)
    sign_in(page, story.people["neiqin1"])
    page.goto(unit.get_absolute_url())
    hand = Effort(page)

    hand.press("link", "登记变更")
    hand.press("link", "更新联络员")
    hand.type("姓名", "示例新人")
    hand.type("手机", "13900002222")
    hand.type("邮箱", "new@example.com")
    axe(page)
    hand.press("button", "更新联络员")
    page.get_by_text("已更新，即时生效").wait_for()

    assert (hand.clicks, hand.fields) == (3, 3)
    assert hand.minutes <= MOST_MINUTES
    person = unit.people.get(role="primary_contact", period__upper_inf=True)
    assert (person.name, person.mobile) == ("示例新人", "13900002222")


def test_contact_when_gone_then_the_station_binds_another_on_a_phone(
    story, phone_page, sign_in, axe
):
    unit = member(story, 4)
    sign_in(phone_page, story.people["neiqin1"])
    phone_page.goto(unit.get_absolute_url())
    hand = Effort(phone_page)

    hand.press("link", "登记变更")
    hand.press("link", "联络员离职，重新绑定")
    hand.type("姓名", "示例接任")
    hand.type("手机", "13900003333")
    hand.photograph("单位授权书照片", MANDATE)
    axe(phone_page)
    fits(phone_page)
    hand.press("button", "绑定新联络员")
    phone_page.get_by_text("已绑定新联络员").wait_for()

    assert hand.clicks == 4
    assert hand.minutes <= REBINDING_MINUTES
    assert unit.people.get(role="primary_contact", period__upper_inf=True).name == "示例接任"


def test_unit_when_it_opens_the_link_on_a_phone_then_tells_its_new_name(story, phone_page, axe):
    unit = member(story, 5)
    token = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=None).token

    hand = Effort(phone_page)
    hand.go(f"/changes/link/{token}/")
    axe(phone_page)
    fits(phone_page)
    hand.press("link", "更名", exact=True)
    hand.type("新名称", "示例链接新名有限公司")
    hand.photograph("证明材料照片或扫描件", NOTICE)
    axe(phone_page)
    fits(phone_page)
    hand.press("button", "提交变更")
    phone_page.get_by_role("heading", name="已收到更名").wait_for()
    assert hand.taps == 5
    axe(phone_page)

    assert UnitChange.objects.get(unit=unit, kind="rename").source == "unit"


def test_removal_when_proposed_told_heard_and_decided_then_left_and_papers_wait(
    story, page, open_page, sign_in, axe
):
    unit = member(story, 6)
    sign_in(page, story.people["neiqin1"])
    page.goto(unit.get_absolute_url())
    page.get_by_role("link", name="提出移出").click()
    page.get_by_label(re.compile("长期失联")).check()
    page.get_by_label("事实和理由").fill("多次电话联系无人接听，上门未见经营。")
    page.get_by_label("证明材料").set_input_files(NOTICE)
    axe(page)
    page.get_by_role("button", name="提出移出").click()
    page.get_by_text("已提出，待告知单位").wait_for()
    course = Removal.objects.get(unit=unit)

    bureau = open_page()
    sign_in(bureau, story.people["jingban1"])
    bureau.goto(course.get_absolute_url())
    bureau.get_by_role("link", name="告知单位", exact=True).click()
    axe(bureau)
    if unit.people.filter(period__upper_inf=True).exclude(role="legal_representative").exists():
        bureau.get_by_role("button", name="告知单位并开始计时").click()
    else:
        bureau.get_by_label("纸质函件的送达回证").set_input_files(NOTICE)
        bureau.get_by_role("button", name="告知单位并开始计时").click()
    bureau.get_by_text("已告知，听取意见函已拟稿").wait_for()
    axe(bureau)
    bureau.get_by_role("link", name="登记单位陈述", exact=True).click()
    bureau.get_by_label("陈述的意见").fill("单位已迁至新址，仍在经营。")
    axe(bureau)
    bureau.get_by_role("button", name="提交陈述").click()
    bureau.get_by_text("待领导决定").first.wait_for()

    leader = open_page(PHONE)
    sign_in(leader, story.person(Role.DECIDER))
    leader.goto("/desk/")
    leader.get_by_role("link", name=f"决定：{unit.name}移出名录").click()
    leader.get_by_label("移出名录").check()
    axe(leader)
    fits(leader)
    leader.get_by_role("button", name="作出决定").click()
    leader.get_by_text("已决定移出").wait_for()
    axe(leader)

    unit.refresh_from_db()
    assert unit.membership_state == "left"
    bureau.goto(course.get_absolute_url())
    bureau.get_by_role("link", name="拟写告知书和公告").click()
    bureau.get_by_role("button", name="拟写告知书和公告").click()
    bureau.get_by_text("已拟稿").wait_for()
    axe(bureau)


@pytest.mark.parametrize("name", ["/changes/", "/changes/comparisons/new/", "/removals/"])
def test_pages_when_on_a_phone_then_nothing_sticks_out(story, phone_page, sign_in, axe, name):
    sign_in(phone_page, story.people["jingban1"])

    phone_page.goto(name)

    axe(phone_page)
    fits(phone_page)


def test_record_when_a_removal_is_heard_then_reads_well_on_a_phone(story, phone_page, sign_in, axe):
    on = timezone.localdate()
    handler, teller = story.people["jingban1"], story.people["jingban2"]
    unit = with_contact(member(story, 8), handler, today=on)
    course = heard(unit, by=handler, teller=teller, today=on)
    sign_in(phone_page, story.people["jingban1"])

    phone_page.goto(course.get_absolute_url())

    axe(phone_page)
    fits(phone_page)
