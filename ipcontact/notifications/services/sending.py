"""Sending what waits: one delivery, the daily summaries, and forgetting addresses afterwards."""

from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.audit.services import act
from ipcontact.notifications import gateway
from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.links import absolute
from ipcontact.notifications.models import Delivery, Message
from ipcontact.notifications.rules import next_try, one_line, sms_text
from ipcontact.notifications.services.one_time import issue_link
from ipcontact.notifications.services.telling import defer_delivery

DIGEST_PEOPLE = 200  # summaries per run of the job
DISCREET_TITLE = "您有一条新消息"
CLOSED = "账号已停用或没有这个联系方式"


def deliver(delivery_id: int, *, by: User | None = None) -> str:
    """Send one delivery that waits; called by its job, harmless when it was sent already.

    The row stays locked while it is sent and is marked in the same transaction: a second worker
    passes by. A worker killed between sending and marking sends again with the same message key.

    Args:
        delivery_id: key of the row; by: None, the system.
    Returns:
        the state afterwards; empty when there was nothing to do.
    """
    with act("发送消息", by=by):
        delivery = (
            Delivery.objects.waiting()
            .filter(is_digest=False, pk=delivery_id)
            .select_for_update(skip_locked=True, of=["self"])
            .select_related("message", "message__user")
            .first()
        )
        if delivery is None:
            return ""
        message = delivery.message
        address = delivery.address or _address_of_user(message.user, delivery.channel)
        if not address:
            return _close(delivery, DeliveryState.FAILED, CLOSED)
        if delivery.channel == Channel.SMS and not gateway.is_configured():
            return _close(delivery, DeliveryState.NOT_CONFIGURED, "没有设置短信网关")
        try:
            if delivery.channel == Channel.SMS:
                _send_sms(message, address)
            else:
                _send_mail(
                    address, _title(message), _mail_text(message), f"{message.key}.{delivery.pk}"
                )
        except (gateway.GatewayError, SMTPException, OSError) as error:
            return _put_off(delivery, error)
        return _close(delivery, DeliveryState.SENT)


def send_digests(*, by: User | None = None) -> int:
    """Send the daily summaries that are due: one mail to each person. Returns how many.

    Args: by: None, the system.
    """
    due = Delivery.objects.waiting().filter(is_digest=True, due_at__lte=timezone.now())
    people = due.order_by().values_list("message__user", flat=True).distinct()[:DIGEST_PEOPLE]
    return sum(_send_digest(user_id, by=by) for user_id in list(people))


def forget_addresses(*, by: User | None = None) -> int:
    """Empty the addresses of people without account, so many days after delivery. Returns how many.

    Args: by: None, the system. Source: 个人信息保护法 19 条 (kept no longer than needed).
    """
    limit = timezone.now() - timedelta(days=settings.MESSAGE_RETENTION_DAYS)
    with act("清除送达地址", by=by):
        return (
            Delivery.objects.exclude(state=DeliveryState.WAITING)
            .exclude(address="")
            .annotate(ended_at=Coalesce(F("done_at"), F("created_at")))
            .filter(ended_at__lt=limit)
            .update(address="")
        )


def link_of(message: Message, contact: str, *, by: User | None) -> str:
    """The address a message leads to: a new one-time link, its page, or the inbox.

    Args: message: whose; contact: what a one-time link is bound to; by: who hands it over.
    """
    if message.link_purpose:
        return issue_link(
            purpose=message.link_purpose,
            subject=(message.subject_table, message.subject_key),
            contact_name=message.recipient_name,
            contact=contact,
            by=by,
        ).url
    if message.url:
        return absolute(message.url)
    return absolute(message.get_absolute_url()) if message.user_id else ""


def _send_digest(user_id: int, *, by: User | None) -> int:
    with act("发送每日汇总", by=by):
        due = list(
            Delivery.objects.waiting()
            .filter(is_digest=True, due_at__lte=timezone.now(), message__user=user_id)
            .select_for_update(skip_locked=True, of=["self"])
            .select_related("message", "message__user")
        )
        if not due:
            return 0
        user = due[0].message.user
        address = _address_of_user(user, Channel.MAIL)
        if not address:
            for delivery in due:
                _close(delivery, DeliveryState.FAILED, CLOSED)
            return 0
        lines = [(_title(d.message), link_of(d.message, address, by=by)) for d in due]
        text = render_to_string(
            "notifications/mail/digest.txt", {**_frame(user.name), "lines": lines}
        )
        try:
            _send_mail(address, f"{len(due)} 条新消息", text, f"digest.{due[0].pk}.{due[-1].pk}")
        except (SMTPException, OSError) as error:
            for delivery in due:
                _put_off(delivery, error)
            return 0
        for delivery in due:
            _close(delivery, DeliveryState.SENT)
        return 1


def _send_sms(message: Message, number: str) -> None:
    link = link_of(message, number, by=message.created_by)
    gateway.send_sms(
        number=number,
        text=sms_text(settings.MESSAGE_SIGNATURE, _title(message), link),
        key=str(message.key),
    )


def _send_mail(address: str, title: str, text: str, key: str) -> None:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    EmailMessage(
        subject=one_line(f"【{settings.MESSAGE_SIGNATURE}】{title}", 200),
        body=text,
        to=[address],
        headers={"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()


def _mail_text(message: Message) -> str:
    name = message.recipient_name
    contact = message.user.email if message.user else ""
    if not contact:
        sent = message.deliveries.filter(channel=Channel.MAIL).first()
        contact = sent.address if sent else ""
    context = {
        **_frame(name),
        "body": "" if message.is_confidential else message.body,
        "title": _title(message),
        "link": link_of(message, contact, by=message.created_by),
    }
    return render_to_string("notifications/mail/message.txt", context)


def _frame(name: str) -> dict[str, str]:
    return {"name": name, "signature": settings.MESSAGE_SIGNATURE}


def _title(message: Message) -> str:
    return DISCREET_TITLE if message.is_confidential else message.title


def _address_of_user(user: User | None, channel: str) -> str:
    if user is None or not user.is_active:
        return ""
    return (user.mobile or "") if channel == Channel.SMS else user.email


def _close(delivery: Delivery, state: DeliveryState, problem: str = "") -> str:
    delivery.state, delivery.problem = state, problem
    if state == DeliveryState.SENT:
        delivery.done_at = timezone.now()
    delivery.save(update_fields=["state", "problem", "done_at"])
    return state


def _put_off(delivery: Delivery, error: Exception) -> str:
    """Try later, in the same transaction; after some tries, or a plain refusal, it has failed."""
    now = timezone.now()
    delivery.tries += 1
    later = None if _is_final(error) else next_try(now, delivery.tries)
    if later is None:
        delivery.save(update_fields=["tries"])
        return _close(delivery, DeliveryState.FAILED, _words(error))
    delivery.due_at, delivery.problem = later, _words(error)
    delivery.save(update_fields=["tries", "due_at", "problem"])
    if not delivery.is_digest:
        defer_delivery(delivery, now)
    return delivery.state


def _is_final(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return error.smtp_code >= 500
    return getattr(error, "is_final", False)


def _words(error: Exception) -> str:
    """Why it was not sent, without the address a mail server repeats in its answer."""
    if isinstance(error, gateway.GatewayError):
        return str(error)[:120]
    if isinstance(error, SMTPRecipientsRefused):
        return "邮件服务器不接受这个收件地址"
    return f"邮件服务器没有接收（{type(error).__name__}）"
