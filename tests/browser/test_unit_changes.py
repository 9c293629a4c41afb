"""Story 14: a unit is renamed, a contact has changed; the old contact has gone. And a removal."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from registry.changes.models import UnitChange
from registry.changes.services.proposing import LINK
from registry.removals.models import Removal
from registry.units.models import Unit
from registry.units.services import update_unit
from tests.browser.conftest import PHONE
from tests.browser.test_recommendation import Clicks
from tests.changing import heard, with_contact
from tests.files import samples

NOTICE = {"name": "登记通知书.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
MANDATE = {"name": "授权书.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}


def photograph(page: Page, label: str, file: dict, hand: Clicks | None = None) -> None:
    page.get_by_label(label).set_input_files(file)
    if hand is not None:
        hand.count += 1


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
    hand = Clicks(office)

    hand.on("link", "登记变更")
    axe(office)
    hand.on("link", "更名", exact=True)
    office.get_by_label("新名称").fill(new)
    photograph(office, "证明材料照片或扫描件", NOTICE, hand)
    axe(office)
    hand.on("button", "登记变更并预览")
    office.get_by_text(f"名录将显示：{new}（原名{old}）").wait_for()
    axe(office)
    fits(office)
    assert hand.count == 4

    bureau = open_page(viewport)
    sign_in(bureau, story.people["jingban1"])
    bureau.goto("/desk/")
    second = Clicks(bureau)
    second.on("link", re.compile("件单位变更待核对"))
    second.on("link", old)
    second.on("link", "核对通过")
    axe(bureau)
    fits(bureau)
    second.on("button", "核对通过并生效")
    bureau.get_by_text("更名已生效。", exact=True).wait_for()
    axe(bureau)
    assert second.count == 4

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
    hand = Clicks(page)

    hand.on("link", "登记变更")
    hand.on("link", "更新联络员")
    page.get_by_label("姓名").fill("示例新人")
    page.get_by_label("手机").fill("13900002222")
    page.get_by_label("邮箱").fill("new@example.com")
    axe(page)
    hand.on("button", "更新联络员")
    page.get_by_text("已更新，即时生效").wait_for()

    assert hand.count == 3
    person = unit.people.get(role="primary_contact", period__upper_inf=True)
    assert (person.name, person.mobile) == ("示例新人", "13900002222")


def test_contact_when_gone_then_the_station_binds_another_on_a_phone(
    story, phone_page, sign_in, axe
):
    unit = member(story, 4)
    sign_in(phone_page, story.people["neiqin1"])
    phone_page.goto(unit.get_absolute_url())
    hand = Clicks(phone_page)

    hand.on("link", "登记变更")
    hand.on("link", "联络员离职，重新绑定")
    phone_page.get_by_label("姓名").fill("示例接任")
    phone_page.get_by_label("手机").fill("13900003333")
    photograph(phone_page, "单位授权书照片", MANDATE, hand)
    axe(phone_page)
    fits(phone_page)
    hand.on("button", "绑定新联络员")
    phone_page.get_by_text("已绑定新联络员").wait_for()

    assert hand.count == 4
    assert unit.people.get(role="primary_contact", period__upper_inf=True).name == "示例接任"


def test_unit_when_it_opens_the_link_on_a_phone_then_tells_its_new_name(story, phone_page, axe):
    unit = member(story, 5)
    token = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=None).token

    phone_page.goto(f"/changes/link/{token}/")
    axe(phone_page)
    fits(phone_page)
    phone_page.get_by_role("link", name="更名", exact=True).click()
    phone_page.get_by_label("新名称").fill("示例链接新名有限公司")
    photograph(phone_page, "证明材料照片或扫描件", NOTICE)
    axe(phone_page)
    fits(phone_page)
    phone_page.get_by_role("button", name="提交变更").click()
    phone_page.get_by_role("heading", name="已收到更名").wait_for()
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
    photograph(page, "证明材料", NOTICE)
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
        photograph(bureau, "纸质函件的送达回证", NOTICE)
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
