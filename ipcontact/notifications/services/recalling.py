"""What becomes of messages when the step they speak of is taken back, or their reader replaced."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.audit.services import act
from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.models import Delivery, Message
from ipcontact.notifications.services.one_time import end_links, subject_of
from ipcontact.ui.errors import RuleViolation

GONE_OUT = (DeliveryState.SENT, DeliveryState.HANDED_OVER)
BEING_SENT = "通知正在发出，这一步暂时不能撤回。请过一分钟刷新页面再看。"


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

    Inside the transaction of the taking back and before `was_told` is asked. Returns how many
    messages.

    Args: table, key: the record; since: when the step was taken; by: who takes it back.
    Raises: RuleViolation `being_sent`: at this moment, so that nobody knows yet who has heard.
    """
    with act("撤回消息", by=by):
        keys = _locked(_about(table, key, since).filter(read_at=None, recalled_at=None))
        if _hold_back(keys):
            raise RuleViolation("being_sent", BEING_SENT)
        lies = Delivery.objects.filter(channel=Channel.INBOX, state=DeliveryState.SENT)
        lies.filter(message__in=keys).update(state=DeliveryState.RECALLED)
        return Message.objects.filter(pk__in=keys).update(recalled_at=timezone.now())


def recall_links(*, purpose: str, subject: Model | tuple[str, str], by: User | None) -> int:
    """Somebody else is the contact: links of the former one are useless, and what was told with
    such a link is neither sent nor handed over any more. Whoever comes next is told afterwards.

    Messages come before links: a link is made when its message goes out, and for what goes out at
    this moment `deliver` ends it. Returns how many links were revoked.

    Args: purpose: of the links; subject: the record, or its (table, key); by: who names another.
    """
    table, key = subject_of(subject)
    with act("撤回消息", by=by):
        keys = _locked(_told_with(purpose, table, key))
        _hold_back(keys)
        Message.objects.filter(pk__in=keys).update(recalled_at=timezone.now())
        return end_links(purpose, table, key)


def revoke_links(*, purpose: str, subject: Model | tuple[str, str], by: User | None) -> int:
    """What the links were for is done, or off: they are useless, and no new one is made. What was
    to be told with one does not go out any more; what has gone out stays as told.

    Returns how many links were revoked. Args: as `recall_links`.
    """
    table, key = subject_of(subject)
    out = Exists(Delivery.objects.filter(message=OuterRef("pk"), state__in=GONE_OUT))
    with act("作废一次性链接", by=by):
        keys, now = _locked(_told_with(purpose, table, key)), timezone.now()
        on_its_way = _hold_back(keys)
        told = Message.objects.filter(pk__in=keys)
        told.filter(out | Q(pk__in=on_its_way)).update(link_ended_at=now)
        told.filter(link_ended_at=None).update(recalled_at=now)
        return end_links(purpose, table, key)


def _told_with(purpose: str, table: str, key: str) -> QuerySet[Message]:
    return Message.objects.filter(
        subject_table=table,
        subject_key=key,
        link_purpose=purpose,
        recalled_at=None,
        link_ended_at=None,
    )


def _locked(messages: QuerySet[Message]) -> list[int]:
    rows = messages.order_by("pk").select_for_update(of=("self",))
    return [message.pk for message in rows]


def _hold_back(keys: Collection[int]) -> set[int]:
    """Stop what waits of these messages, locked by the caller. Returns those on their way.

    What is being sent at this moment is not waited for, since a mail server may take longer than
    anybody at a page can wait: `deliver` looks again at the message afterwards.
    """
    waiting = Delivery.objects.waiting().filter(message__in=keys)
    free = [each.pk for each in waiting.select_for_update(skip_locked=True, of=("self",))]
    Delivery.objects.filter(pk__in=free).update(state=DeliveryState.RECALLED)
    return set(waiting.values_list("message", flat=True))


def _about(table: str, key: str, since: datetime) -> QuerySet[Message]:
    return Message.objects.filter(subject_table=table, subject_key=key, created_at__gte=since)
