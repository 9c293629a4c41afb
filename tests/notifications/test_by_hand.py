"""Hand-over by people: WeChat text, QR sheet, telephone, once more by machine."""

import re

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.models import Message, OneTimeLink
from ipcontact.notifications.services import Person, deliver, peek_link, tell
from tests.factories import make_agency, make_user

LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")
WAYS = ("wechat", "sheet", "call", "again")

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user(Role.AGENCY_CLERK, agency=make_agency("station"))


@pytest.fixture
def signed(client, clerk):
    client.force_login(clerk)
    return client


def told(by, **values) -> Message:
    return tell(
        **{"person": LIAISON, "kind": "test.told", "title": "请确认推荐", "by": by, **values}
    )


def address(page: str, message: Message) -> str:
    return reverse(f"notifications:{page}", args=[message.key])


def test_wechat_when_only_looked_at_then_nothing_is_made(signed, clerk, subject):
    message = told(clerk, subject=subject, link="test.confirm", ways=())

    page = signed.get(address("wechat", message)).content.decode()

    assert "只能用一次的链接，7 天内有效" in page
    assert (OneTimeLink.objects.count(), message.deliveries.count()) == (0, 0)


def test_wechat_when_made_then_the_text_can_be_selected_and_the_link_works(
    signed, clerk, subject, settings
):
    settings.SITE_URL = "https://ip.example.cn"
    message = told(clerk, subject=subject, link="test.confirm", body="<请>在手机上确认。", ways=())

    response = signed.post(
        address("wechat", message), {"confirm": "1"}, headers={"host": "localhost"}
    )

    page = response.content.decode()
    text = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.S)[1]
    assert "示例联络员，您好。请确认推荐" in text
    assert "&lt;请&gt;在手机上确认。" in text
    token = re.search(r"https://ip\.example\.cn/accounts/agencies/([\w-]+)/", text)[1]
    link = peek_link(purpose="test.confirm", token=token)
    assert (link.contact_name, link.issued_by) == ("示例联络员", clerk)
    assert "no-store" in response["Cache-Control"]
    [delivery] = message.deliveries.all()
    assert (delivery.channel, delivery.state, delivery.done_by) == (
        "wechat_text",
        "handed_over",
        clerk,
    )


def test_sheet_when_made_then_holds_the_code_without_anything_inline(signed, clerk, subject):
    message = told(clerk, subject=subject, link="test.confirm", ways=())

    response = signed.post(address("sheet", message), {"confirm": "1"})

    page = response.content.decode()
    svg = re.search(r"<svg.*?</svg>", page, re.S)[0]
    assert re.search(r'<path d="(M\d+ \d+h\d+v1h-\d+z)+"', svg)
    assert "style" not in page[page.index("<main") :]
    assert "data:" not in page
    assert OneTimeLink.objects.count() == 1


def test_sheet_when_there_is_nothing_to_open_then_says_what_to_do(signed, clerk):
    page = signed.get(address("sheet", told(clerk))).content.decode()

    assert "请用微信文案或电话告知" in page
    assert 'name="confirm"' not in page


def test_call_when_logged_then_who_when_and_result_are_kept(signed, clerk):
    message = told(clerk, ways=())

    response = signed.post(address("call", message), {"is_reached": "1", "note": "周五前回复"})

    assert response.url == message.get_absolute_url()
    [delivery] = message.deliveries.all()
    kept = (delivery.channel, delivery.state, delivery.note, delivery.done_by)
    assert kept == ("phone", "handed_over", "周五前回复", clerk)
    page = signed.get(message.get_absolute_url()).content.decode()
    assert "已电话告知" in page
    assert "周五前回复" in page


def test_call_when_nobody_answered_then_not_reached_and_can_be_logged_again(signed, clerk):
    message = told(clerk, ways=())

    for result in ("0", "0", "1"):
        signed.post(address("call", message), {"is_reached": result})

    states = list(message.deliveries.values_list("state", flat=True))
    assert states == ["not_reached", "not_reached", "handed_over"]


def test_call_when_the_result_is_missing_then_asks_for_it(signed, clerk):
    message = told(clerk, ways=())

    response = signed.post(address("call", message), {"note": "说明"})

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"is_reached"}
    assert message.deliveries.count() == 0


def test_again_when_the_gateway_was_missing_then_sent_once_it_is_there(
    signed, clerk, settings, sms_gateway
):
    gateway, settings.SMS_GATEWAY_URL = settings.SMS_GATEWAY_URL, ""
    message = told(clerk, ways=("sms",))
    deliver(message.deliveries.get().pk)
    settings.SMS_GATEWAY_URL = gateway

    signed.post(address("again", message), {"confirm": "1"})
    assert deliver(message.deliveries.get().pk) == "sent"

    assert len(sms_gateway.messages) == 1


def test_again_when_nothing_failed_then_says_so(signed, clerk):
    page = signed.post(address("again", told(clerk)), {"confirm": "1"})

    assert "没有可以重新发送的短信或邮件" in page.content.decode()
