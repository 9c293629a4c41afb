"""A station's clerk tells somebody who reads no mail: WeChat text, sheet, phone; the inbox."""

import pytest
from playwright.sync_api import expect

from ipcontact.notifications.models import Message
from ipcontact.notifications.services import Person, tell

WORDS = "请打开申报页面，补充缺少的材料。" * 3


@pytest.fixture
def message(story) -> Message:
    """What the clerk's office told somebody without an account."""
    return tell(
        person=Person("示例联络员", "13812340001", "liaison@example.cn"),
        kind="test.told",
        title="申报已退回，请一次补齐材料",
        body=WORDS,
        url="/roster/",
        by=story.people["neiqin1"],
    )


def test_clerk_when_telling_by_hand_then_every_way_is_sound_and_noted(
    story, message, page, sign_in, sound
):
    sign_in(page, story.people["neiqin1"])

    def press(role: str, name: str) -> None:
        with page.expect_event("load"):
            page.get_by_role(role, name=name).click()

    page.goto("/notifications/")
    sound(page)
    press("link", message.title)
    sound(page)
    press("link", "微信文案")
    sound(page)
    press("button", "生成微信文案")
    text = page.get_by_label("微信文案").input_value()
    assert text.startswith("示例联络员，您好。申报已退回")
    sound(page)
    press("link", "返回消息")
    press("link", "二维码单页")
    press("button", "生成二维码单页")
    code = page.get_by_role("img", name="办理页面的二维码")
    assert code.bounding_box()["width"] == 280
    sound(page)
    press("link", "返回消息")
    press("link", "登记电话告知")
    sound(page)
    page.get_by_label("说明").fill("本人接听，周五前补齐")
    press("button", "登记电话告知")
    page.get_by_text("本人接听，周五前补齐").wait_for()
    sound(page)

    by_hand = message.deliveries.by_hand().values_list("channel", "done_by__username")
    assert list(by_hand) == [
        ("wechat_text", "neiqin1"),
        ("qr_sheet", "neiqin1"),
        ("phone", "neiqin1"),
    ]


def test_recipient_when_reading_on_a_phone_then_the_count_goes_down(
    story, phone_page, sign_in, sound
):
    user = story.people["danwei"]
    for title in ("申报已收到", "推荐已确认"):
        tell(user=user, kind="test.told", title=title, body=WORDS, url="/roster/")
    sign_in(phone_page, user)

    phone_page.goto("/inbox/")
    sound(phone_page)
    expect(phone_page.get_by_text("待办 2")).to_have_count(1)
    phone_page.get_by_role("link", name="推荐已确认").click()
    sound(phone_page)
    phone_page.get_by_role("button", name="打开办理页面").click()
    phone_page.wait_for_url("**/roster/")

    phone_page.goto("/inbox/")
    expect(phone_page.get_by_text("待办 1")).to_have_count(1)
    phone_page.get_by_role("button", name="全部标为已读").click()
    phone_page.wait_for_url("**/inbox/")
    expect(phone_page.get_by_text("待办")).to_have_count(0)


def test_text_when_scripts_are_off_then_it_can_still_be_selected(
    story, message, open_page, sign_in
):
    page = open_page(java_script_enabled=False)
    sign_in(page, story.people["neiqin1"])

    page.goto(f"/notifications/{message.key}/wechat/")
    page.get_by_role("button", name="生成微信文案").click()

    area = page.get_by_label("微信文案")
    expect(area).to_be_visible()
    assert not area.is_editable()
    assert WORDS in area.input_value()
