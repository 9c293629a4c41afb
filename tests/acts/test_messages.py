"""Taking back and messages: what nobody heard is recalled, what somebody heard ends it."""

import pytest
from django.utils import timezone

from ipcontact.accounts.roles import Role
from ipcontact.acts.services import may_take_back, record, take_back
from ipcontact.audit.services import act
from ipcontact.notifications.choices import Channel
from ipcontact.notifications.models import Delivery, Message
from ipcontact.notifications.services import (
    Person,
    deliver,
    hand_over,
    log_phone_call,
    mark_read,
    send_again,
    tell,
)
from ipcontact.ui.errors import RuleViolation
from tests.acts.conftest import HANDLE
from tests.factories import make_user

OUTSIDER = Person("示例联络员", "13812340001")


@pytest.fixture
def told(unit, handler):
    """`told(user=..., person=...)` takes a step and tells somebody of it, in one act."""

    def take(**whom):
        with act("复核", by=handler):
            step = record(unit, code=HANDLE, action="复核", by=handler, reason="齐全")
            tell(subject=unit, kind="test.told", title="复核通过", by=handler, **whom)
        return step

    return take


def states():
    return set(Delivery.objects.values_list("channel", "state"))


def test_take_back_when_nothing_went_out_yet_then_the_message_is_recalled(told, handler):
    liaison = make_user(Role.UNIT_USER, mobile="13812340002", email="a@example.cn")
    step = told(user=liaison)

    take_back(step, by=handler)

    assert states() == {("inbox", "recalled"), ("sms", "recalled"), ("mail", "recalled")}
    assert not Message.objects.to(liaison).exists()
    assert not Message.objects.visible_to(liaison).exists()
    assert {deliver(pk) for pk in Delivery.objects.values_list("pk", flat=True)} == {""}


def test_take_back_when_an_outsider_was_told_then_refused_and_nothing_recalled(
    told, handler, mailoutbox
):
    step = told(person=Person("示例联络员", "13812340001", "a@example.cn"))
    deliver(Delivery.objects.get(channel=Channel.MAIL).pk)

    with pytest.raises(RuleViolation, match="通知已经发出"):
        take_back(step, by=handler)

    assert len(mailoutbox) == 1
    assert states() == {("sms", "waiting"), ("mail", "sent")}
    assert Message.objects.get().recalled_at is None


def test_take_back_when_a_colleague_got_a_mail_then_still_possible_until_read(
    told, handler, second, mailoutbox
):
    second.email = "b@example.cn"
    second.save(update_fields=["email"])
    step = told(user=second)
    deliver(Delivery.objects.get(channel=Channel.MAIL).pk)
    assert may_take_back(step, handler).is_allowed

    mark_read(message=Message.objects.get(), by=second)

    assert not may_take_back(step, handler).is_allowed


def test_take_back_when_told_by_phone_then_refused_but_not_when_nobody_answered(told, handler):
    step = told(person=OUTSIDER)
    message = Message.objects.get()

    log_phone_call(message=message, by=handler, is_reached=False)
    assert may_take_back(step, handler).is_allowed
    log_phone_call(message=message, by=handler)

    assert not may_take_back(step, handler).is_allowed


def test_take_back_when_told_before_the_step_then_that_does_not_count(
    told, handler, unit, fixed_today
):
    told(person=OUTSIDER)
    Delivery.objects.update(state="sent", done_at=timezone.now())
    fixed_today("2026-11-23")

    with act("复核", by=handler):
        step = record(unit, code=HANDLE, action="复核", by=handler, reason="齐全")

    assert may_take_back(step, handler).is_allowed
    take_back(step, by=handler)
    assert Message.objects.get().recalled_at is None


def test_recalled_when_somebody_would_hand_it_over_then_refused(told, handler, client):
    take_back(told(person=OUTSIDER), by=handler)
    message = Message.objects.get()

    for verb in (
        lambda: hand_over(message=message, channel="wechat_text", by=handler),
        lambda: log_phone_call(message=message, by=handler),
        lambda: send_again(message=message, by=handler),
    ):
        with pytest.raises(RuleViolation) as refused:
            verb()
        assert refused.value.code == "recalled"
    client.force_login(handler)
    page = client.get(message.get_absolute_url()).text
    assert "已撤回，没有送出" in page
    assert "/wechat/" not in page
    assert "不再告知" in client.get(f"/notifications/{message.key}/sheet/").text
    assert "不再告知" in client.get(f"/notifications/{message.key}/wechat/").text
