"""What people do to reach somebody: a phone call, a text for WeChat, a sheet of paper."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.audit.services import act
from ipcontact.notifications.access import may_handle
from ipcontact.notifications.choices import AUTOMATIC, Channel, DeliveryState
from ipcontact.notifications.models import Delivery, Message
from ipcontact.notifications.rules import one_line
from ipcontact.notifications.services.sending import issued_for, link_of
from ipcontact.notifications.services.telling import defer_delivery
from ipcontact.ui.errors import RuleViolation

REFUSED = "这条消息由发出它的机构告知，您不能代办。"
RECALLED = (
    "这条消息已经撤回：所说的步骤已撤回或事项已办，收件人已不是联系人，或者已另行告知。不再告知。"
)
LINK_ENDED = (
    "这条消息里的链接已经作废：要办的事项已办或已有变化，不再生成新链接。"
    "请打开事项页面核对，仍需对方办理的，从那里重新告知。"
)
BY_PAPER = (Channel.WECHAT_TEXT, Channel.QR_SHEET)


@dataclass(frozen=True)
class HandOver:
    """What is copied or printed; a one-time link in it exists only here.

    Attributes: message; link: whole address or empty; text: the words for WeChat.
    """

    message: Message
    link: str = field(repr=False)
    text: str = field(repr=False)


def hand_over(*, message: Message, channel: str, by: User) -> HandOver:
    """Make the WeChat text or the sheet of a message, with a link of its own, and note it.

    Args:
        message: what is told; channel: `wechat_text` or `qr_sheet`; by: who hands it over.
    Raises:
        PermissionDenied: not this person's message.
        RuleViolation: `no_way`: another channel; `recalled`: the step was taken back, or
            somebody else is the contact; `link_ended`: what its link was for is done or off.
    """
    _require(by, message)
    if channel not in BY_PAPER:
        raise RuleViolation("no_way", "这里只生成微信文案和二维码单页。")
    with act(f"生成{Channel(channel).label}", by=by):
        _lock(message)
        link = link_of(message, issued_for(message, _contact(message), by=by))
        _note(message, channel, DeliveryState.HANDED_OVER, by)
    return HandOver(message, link, wechat_text(message, link))


def log_phone_call(
    *, message: Message, by: User, is_reached: bool = True, note: str = ""
) -> Delivery:
    """Note that somebody was told by telephone (已电话告知), or could not be reached.

    Args:
        message: what was said; by: who called; is_reached: whether anybody answered.
        note: who answered and what was agreed; personal, not kept in the history.
    Raises:
        PermissionDenied: not this person's message; RuleViolation `recalled`.
    """
    _require(by, message)
    state = DeliveryState.HANDED_OVER if is_reached else DeliveryState.NOT_REACHED
    with act("电话告知", by=by):
        _lock(message, for_call=True)
        return _note(message, Channel.PHONE, state, by, one_line(note, 200))


def send_again(*, message: Message, by: User) -> int:
    """Try failed SMS and mails once more, at once. Returns how many.

    Args: message: whose; by: who asks for it.
    Raises: PermissionDenied; RuleViolation `recalled`, `link_ended`, `nothing_failed`.
    """
    _require(by, message)
    with act("重新发送", by=by):
        _lock(message)
        failed = list(
            message.deliveries.select_for_update().filter(
                channel__in=AUTOMATIC,
                state__in=(DeliveryState.FAILED, DeliveryState.NOT_CONFIGURED),
            )
        )
        failed = [each for each in failed if each.address or message.user_id]
        if not failed:
            raise RuleViolation(
                "nothing_failed", "没有可以重新发送的短信或邮件。请改用电话或微信告知。"
            )
        now = timezone.now()
        for delivery in failed:
            delivery.state, delivery.problem = DeliveryState.WAITING, ""
            delivery.tries, delivery.due_at, delivery.is_digest = 0, now, False
            delivery.save(update_fields=["state", "problem", "tries", "due_at", "is_digest"])
            defer_delivery(delivery, now)
        return len(failed)


def obstacle_of(message: Message) -> str:
    """Why it is neither handed over nor sent again; empty when it can be."""
    if message.recalled_at is not None:
        return RECALLED
    return LINK_ENDED if message.link_ended_at is not None else ""


def wechat_text(message: Message, link: str) -> str:
    """The words to paste into WeChat: whom, what, where, from whom.

    Args: message: what is told; link: whole address or empty.
    """
    name = message.recipient_name
    parts = [f"{name}，您好。{message.title}"]
    if message.body and not message.is_confidential:
        parts.append(message.body)
    if link:
        parts.append(f"请点开办理：{link}")
    parts.append(f"——{settings.MESSAGE_SIGNATURE}")
    return "\n".join(parts)


def _contact(message: Message) -> str:
    if message.user_id:
        return message.user.mobile or message.user.email
    known = message.deliveries.exclude(address="").order_by("-channel").first()
    return known.address if known else ""


def _require(by: User, message: Message) -> None:
    if not may_handle(by, message):
        raise PermissionDenied(REFUSED)


def _lock(message: Message, *, for_call: bool = False) -> None:
    """Nobody recalls it while it is handed over; what was recalled meanwhile stays unsaid.

    Args: for_call: a call hands no link over, so that an ended one is no obstacle.
    """
    current = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if current.recalled_at is not None:
        raise RuleViolation("recalled", RECALLED)
    if current.link_ended_at is not None and not for_call:
        raise RuleViolation("link_ended", LINK_ENDED)


def _note(message: Message, channel: str, state: str, by: User, note: str = "") -> Delivery:
    now = timezone.now()
    return Delivery.objects.create(
        message=message,
        channel=channel,
        state=state,
        due_at=now,
        done_at=now,
        done_by=by,
        note=note,
    )
