"""What becomes of messages when the step they speak of is taken back, or their reader replaced."""

from datetime import datetime

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.audit.services import act
from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.models import Delivery, Message
from ipcontact.notifications.services.one_time import end_links, subject_of

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


def recall_links(*, purpose: str, subject: Model | tuple[str, str], by: User | None) -> int:
    """Somebody else is the contact: links of the former one are useless, and what was told with
    such a link is neither sent nor handed over any more. Whoever comes next is told afterwards.

    Messages come before links: a link is made when its message goes out, and what goes out at this
    moment is waited for. Returns how many links were revoked.

    Args: purpose: of the links; subject: the record, or its (table, key); by: who names another.
    """
    table, key = subject_of(subject)
    with act("撤回消息", by=by):
        _keep_back(purpose, table, key).update(recalled_at=timezone.now())
        return end_links(purpose, table, key)


def revoke_links(*, purpose: str, subject: Model | tuple[str, str], by: User | None) -> int:
    """What the links were for is done, or off: they are useless, and so that no new one is made,
    what was to be told with one does not go out any more. What has gone out stays as told.

    Returns how many links were revoked. Args: as `recall_links`.
    """
    table, key = subject_of(subject)
    out = Delivery.objects.filter(message=OuterRef("pk"), state__in=GONE_OUT)
    with act("作废一次性链接", by=by):
        unsaid = _keep_back(purpose, table, key).filter(~Exists(out))
        unsaid.update(recalled_at=timezone.now())
        return end_links(purpose, table, key)


def _keep_back(purpose: str, table: str, key: str) -> QuerySet[Message]:
    """Stop what waits of the messages with such a link; the messages, locked."""
    told = Message.objects.filter(
        subject_table=table, subject_key=key, link_purpose=purpose, recalled_at=None
    )
    keys = [message.pk for message in told.order_by("pk").select_for_update(of=("self",))]
    waiting = Delivery.objects.waiting().filter(message__in=keys)
    waiting.update(state=DeliveryState.RECALLED)
    return Message.objects.filter(pk__in=keys)


def _about(table: str, key: str, since: datetime) -> QuerySet[Message]:
    return Message.objects.filter(subject_table=table, subject_key=key, created_at__gte=since)
