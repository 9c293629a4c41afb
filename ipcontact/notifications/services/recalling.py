"""What becomes of messages when the step they speak of is taken back."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.audit.services import act
from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.models import Delivery, Message

GONE_OUT = (DeliveryState.SENT, DeliveryState.HANDED_OVER)


def was_told(table: str, key: str, *, since: datetime, besides: User) -> bool:
    """Whether somebody else has heard about a record since a moment, so that it cannot be unsaid.

    Units and people without account have heard when an SMS, a mail, a call, a text or a sheet
    reached them; anybody with an account when they read it in the inbox. A mail to a colleague
    only says that work waits: the colleague has heard by opening the record or the message.

    Args: table, key: the record; since: aware; besides: the asker, whose own reading is nothing.
    """
    out = Delivery.objects.filter(message=OuterRef("pk"), state__in=GONE_OUT)
    is_outside = Q(user=None) | Q(user__roles__contains=[Role.UNIT_USER])
    heard = Q(read_at__isnull=False) | is_outside & Exists(out.exclude(channel=Channel.INBOX))
    return _about(table, key, since).filter(heard).exclude(user=besides).exists()


def recall(table: str, key: str, *, since: datetime, by: User) -> int:
    """Unsay what nobody has read: it leaves the inboxes, and what waits is not sent.

    Inside the transaction of the taking back and before `was_told` is asked: what is being sent
    at this moment is waited for and then counts as told. Returns how many messages.

    Args: table, key: the record; since: when the step was taken; by: who takes it back.
    """
    with act("撤回消息", by=by):
        unread = _about(table, key, since).filter(read_at=None, recalled_at=None)
        keys = [message.pk for message in unread.order_by("pk").select_for_update(of=("self",))]
        deliveries = Delivery.objects.filter(message__in=keys)
        waits = Q(state=DeliveryState.WAITING)
        lies = Q(channel=Channel.INBOX, state=DeliveryState.SENT)
        deliveries.filter(waits | lies).update(state=DeliveryState.RECALLED)
        return Message.objects.filter(pk__in=keys).update(recalled_at=timezone.now())


def _about(table: str, key: str, since: datetime) -> QuerySet[Message]:
    return Message.objects.filter(subject_table=table, subject_key=key, created_at__gte=since)
