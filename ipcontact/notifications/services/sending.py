"""Sending what waits: one delivery, the daily summaries, and forgetting addresses afterwards."""

from collections.abc import Sequence
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
from ipcontact.notifications.services.one_time import IssuedLink, end_issued, issue_link
from ipcontact.notifications.services.telling import defer_delivery

DIGEST_PEOPLE = 200  # summaries per run of the job
DISCREET_TITLE = "您有一条新消息"
CLOSED = "账号已停用或没有这个联系方式"


def deliver(delivery_id: int, *, by: User | None = None) -> str:
    """Send one delivery that waits; called by its job, harmless when it was sent already.

    The row stays locked while it is sent and is marked in the same transaction: a second worker
    passes by. A worker killed between sending and marking sends again with the same message key.
    Whoever recalls the message meanwhile does not wait for this: the message is looked at again
    afterwards, and the link that went out is useless then.

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
        if message.is_off:  # called off while a worker sent it that did not come to its end
            return _close(delivery, DeliveryState.RECALLED)
        address = delivery.address or _address_of_user(message.user, delivery.channel)
        if not address:
            return _close(delivery, DeliveryState.FAILED, CLOSED)
        if delivery.channel == Channel.SMS and not gateway.is_configured():
            return _close(delivery, DeliveryState.NOT_CONFIGURED, "没有设置短信网关")
        issued = issued_for(message, address, by=message.created_by)
        link, problem = link_of(message, issued), None
        try:
            if delivery.channel == Channel.SMS:
                _send_sms(message, address, link)
            else:
                text = _mail_text(message, link)
                _send_mail(address, _title(message), text, f"{message.key}.{delivery.pk}")
        except (gateway.GatewayError, SMTPException, OSError) as error:
            problem = error
        return _settle([(delivery, issued)], problem)


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


def issued_for(message: Message, contact: str, *, by: User | None) -> IssuedLink | None:
    """A new one-time link, when the message carries one.

    Args: message: whose; contact: what the link is bound to; by: who hands it over.
    """
    if not message.link_purpose:
        return None
    return issue_link(
        purpose=message.link_purpose,
        subject=(message.subject_table, message.subject_key),
        contact_name=message.recipient_name,
        contact=contact,
        by=by,
    )


def link_of(message: Message, issued: IssuedLink | None) -> str:
    """The address a message leads to: its new one-time link, its page, or the inbox."""
    if issued is not None:
        return issued.url
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
        for delivery in [each for each in due if each.message.is_off]:
            _close(delivery, DeliveryState.RECALLED)
            due.remove(delivery)
        if not due:
            return 0
        user = due[0].message.user
        address = _address_of_user(user, Channel.MAIL)
        if not address:
            for delivery in due:
                _close(delivery, DeliveryState.FAILED, CLOSED)
            return 0
        sent = [(each, issued_for(each.message, address, by=by)) for each in due]
        lines = [(_title(each.message), link_of(each.message, issued)) for each, issued in sent]
        text = render_to_string(
            "notifications/mail/digest.txt", {**_frame(user.name), "lines": lines}
        )
        problem = None
        try:
            _send_mail(address, f"{len(due)} 条新消息", text, f"digest.{due[0].pk}.{due[-1].pk}")
        except (SMTPException, OSError) as error:
            problem = error
        _settle(sent, problem)
        return int(problem is None)


def _settle(
    sent: Sequence[tuple[Delivery, IssuedLink | None]], problem: Exception | None
) -> DeliveryState:
    """Mark what was sent, or could not be; links of what was called off meanwhile are useless.

    A message without link is not called off while it is sent: `recall` refuses. Returns the state
    of the last one.
    """
    keys = [delivery.message_id for delivery, issued in sent if issued]
    rows = Message.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    off = {message.pk for message in rows if message.is_off}
    end_issued(issued for delivery, issued in sent if issued and delivery.message_id in off)
    state = ""
    for delivery, _ in sent:
        if problem is None:
            state = _close(delivery, DeliveryState.SENT)
        elif delivery.message_id in off:
            state = _close(delivery, DeliveryState.RECALLED)
        else:
            state = _put_off(delivery, problem)
    return state


def _send_sms(message: Message, number: str, link: str) -> None:
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


def _mail_text(message: Message, link: str) -> str:
    context = {
        **_frame(message.recipient_name),
        "body": "" if message.is_confidential else message.body,
        "title": _title(message),
        "link": link,
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
