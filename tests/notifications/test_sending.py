"""Sending: by mail server and gateway, once, again after failures, and what is forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from ipcontact.accounts.roles import Role
from ipcontact.notifications.models import Delivery, Message, OneTimeLink
from ipcontact.notifications.services import (
    Person,
    consume_link,
    deliver,
    tell,
)
from tests.factories import make_user

LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")


def waiting(channel: str, **values) -> Delivery:
    message = tell(
        **{"kind": "test.told", "title": "材料已收到", "person": LIAISON, "body": "请看说明。",
           "ways": (channel,), **values}
    )  # fmt: skip
    return message.deliveries.get()


def jobs_of(delivery: Delivery) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'delivery_id' = %s",
            [str(delivery.pk)],
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_sms_when_the_demonstration_has_no_gateway_then_read_on_the_debug_page(
    client, settings, tmp_path
):
    settings.SMS_FILE_PATH = settings.EMAIL_FILE_PATH = tmp_path
    delivery = waiting("sms", url="/applications/SB-1/")

    assert deliver(delivery.pk) == "sent"

    assert client.get("/mail/").status_code == 404
    settings.DEBUG = True
    page = client.get("/mail/").text
    assert "13812340001" in page
    assert "【知识产权保护重点联系机制】材料已收到 http" in page


@pytest.mark.django_db
def test_mail_when_sent_then_says_who_what_and_where_from_the_setting(mail_server, settings):
    settings.SITE_URL = "https://ip.example.cn"
    delivery = waiting("mail", url="/applications/SB-1/")

    assert deliver(delivery.pk) == "sent"

    [mail] = mail_server.mails
    text = mail.get_content()
    assert mail["subject"].strip() == "【知识产权保护重点联系机制】材料已收到"
    assert mail["to"] == "liaison@example.cn"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"] == f"<{delivery.message.key}.{delivery.pk}@ip.example.cn>"
    assert "示例联络员，您好" in text
    assert "请看说明。" in text
    assert "https://ip.example.cn/applications/SB-1/" in text
    delivery.refresh_from_db()
    assert delivery.done_at is not None


@pytest.mark.django_db
def test_mail_when_title_and_name_hold_line_breaks_then_no_header_of_theirs(mail_server):
    person = Person("示例\r\nBcc: spy@example.cn", email="liaison@example.cn")
    delivery = waiting("mail", person=person, title="材料\r\nBcc: spy@example.cn\r\n\r\n正文")

    deliver(delivery.pk)

    [mail] = mail_server.mails
    assert mail.recipients == ["liaison@example.cn"]
    assert mail["bcc"] is None
    assert mail["subject"].strip() == "【知识产权保护重点联系机制】材料 Bcc: spy@example.cn 正文"


@pytest.mark.django_db
def test_mail_when_words_look_like_html_then_they_stay_words(mail_server):
    delivery = waiting("mail", body="<b>A&B</b>")

    deliver(delivery.pk)

    [mail] = mail_server.mails
    assert mail.get_content_type() == "text/plain"
    assert "<b>A&B</b>" in mail.get_content()


@pytest.mark.django_db
def test_delivery_when_done_twice_then_sent_once(mail_server):
    delivery = waiting("mail")

    assert [deliver(delivery.pk), deliver(delivery.pk), deliver(0)] == ["sent", "", ""]

    assert len(mail_server.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_delivery_when_two_workers_take_it_then_sent_once(mail_server):
    delivery = waiting("mail")

    def work(_) -> str:
        try:
            return deliver(delivery.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(work, range(4)))

    assert results == ["", "", "", "sent"]
    assert len(mail_server.mails) == 1


@pytest.mark.django_db
def test_sms_when_sent_then_the_gateway_gets_number_text_key_and_token(sms_gateway, settings):
    settings.SITE_URL = "https://ip.example.cn"
    delivery = waiting("sms", url="/applications/SB-1/", body="不进短信的正文")

    assert deliver(delivery.pk) == "sent"

    assert sms_gateway.messages == [
        {
            "id": str(delivery.message.key),
            "mobile": "13812340001",
            "text": "【知识产权保护重点联系机制】材料已收到 https://ip.example.cn/applications/SB-1/",
        }
    ]
    assert sms_gateway.tokens == ["Bearer secret-of-the-gateway"]


@pytest.mark.django_db
def test_sms_when_there_is_no_gateway_then_says_so(settings):
    settings.SMS_GATEWAY_URL = ""
    delivery = waiting("sms")

    assert deliver(delivery.pk) == "not_configured"

    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("not_configured", "没有设置短信网关")


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "gateway", "http://"])
def test_sms_when_the_setting_is_wrong_then_fails_and_says_so(settings, url):
    settings.SMS_GATEWAY_URL = url
    delivery = waiting("sms")

    assert deliver(delivery.pk) == "failed"

    delivery.refresh_from_db()
    assert delivery.problem.startswith("短信网关地址不对")


@pytest.mark.django_db
def test_sms_when_the_gateway_is_busy_then_tries_later_by_another_job(sms_gateway):
    sms_gateway.answers = [503]
    delivery = waiting("sms")

    assert deliver(delivery.pk) == "waiting"
    delivery.refresh_from_db()
    assert (delivery.tries, delivery.problem, jobs_of(delivery)) == (1, "短信网关退回（503）", 2)
    assert delivery.due_at > timezone.now()
    assert deliver(delivery.pk) == "sent"

    delivery.refresh_from_db()
    assert (delivery.problem, len(sms_gateway.messages)) == ("", 1)


@pytest.mark.django_db
def test_sms_when_the_gateway_refuses_then_fails_at_once(sms_gateway):
    sms_gateway.answers = [403]
    delivery = waiting("sms")

    assert deliver(delivery.pk) == "failed"

    delivery.refresh_from_db()
    assert (delivery.tries, delivery.problem, jobs_of(delivery)) == (1, "短信网关退回（403）", 1)


@pytest.mark.django_db
def test_sms_when_the_gateway_is_down_then_gives_up_after_five_tries(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"  # nobody listens
    delivery = waiting("sms")

    results = [deliver(delivery.pk) for _ in range(6)]

    assert results == ["waiting"] * 4 + ["failed", ""]
    delivery.refresh_from_db()
    assert delivery.problem == "短信网关没有应答（ConnectionRefusedError）"


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state"), [("451 later", "waiting"), ("550 no", "failed")])
def test_mail_when_the_server_does_not_take_it_then_later_or_never(mail_server, answer, state):
    mail_server.answers = [answer]
    delivery = waiting("mail")

    assert deliver(delivery.pk) == state

    delivery.refresh_from_db()
    assert delivery.problem.startswith("邮件服务器")
    assert "liaison" not in delivery.problem


@pytest.mark.django_db
def test_delivery_when_confidential_then_outside_only_a_hint(mail_server, sms_gateway):
    values = {"is_confidential": True, "title": "某案已立案", "body": "案情"}

    deliver(waiting("mail", **values).pk)
    deliver(waiting("sms", **values).pk)

    [mail], [sms] = mail_server.mails, sms_gateway.messages
    outside = f"{mail['subject']}{mail.get_content()}{sms['text']}"
    assert "您有一条新消息" in outside
    assert "案" not in outside


@pytest.mark.django_db
def test_delivery_when_it_carries_a_link_then_each_way_has_its_own_and_one_ends_the_other(
    mail_server, sms_gateway, subject
):
    message = tell(
        kind="test.told", title="请确认推荐", person=LIAISON, subject=subject, link="test.confirm"
    )
    for delivery in message.deliveries.all():
        deliver(delivery.pk)

    token = sms_gateway.messages[0]["text"].rstrip("/").rpartition("/")[2]
    assert token not in mail_server.mails[0].get_content()
    assert OneTimeLink.objects.count() == 2
    assert consume_link(purpose="test.confirm", token=token).contact_masked == "138****0001"


@pytest.mark.django_db
def test_delivery_when_the_account_was_closed_meanwhile_then_not_sent(mail_server):
    user = make_user(email="a@example.cn")
    delivery = waiting("mail", user=user, person=None)
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    assert deliver(delivery.pk) == "failed"
    assert mail_server.mails == []


@pytest.mark.django_db
def test_delivery_when_the_account_changed_its_mail_then_the_new_one_counts(mail_server):
    user = make_user(email="old@example.cn")
    delivery = waiting("mail", user=user, person=None)
    type(user).objects.filter(pk=user.pk).update(email="new@example.cn")

    deliver(delivery.pk)

    assert [mail.recipients for mail in mail_server.mails] == [["new@example.cn"]]


@pytest.mark.django_db
def test_message_when_its_recipient_has_no_name_for_mail_of_another_then_never_named(mail_server):
    first = make_user(Role.UNIT_USER, email="a@example.cn")
    second = make_user(Role.UNIT_USER, email="b@example.cn")
    for user in (first, second):
        deliver(waiting("mail", user=user, person=None).pk)

    for mail, other in zip(mail_server.mails, (second, first), strict=True):
        assert other.name not in mail.as_string()
        assert other.email not in mail.as_string()
    assert Message.objects.count() == 2
