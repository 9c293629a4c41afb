"""Who may see and hand over messages about a record: asked of the part that keeps the record."""

from collections.abc import Callable

from django.db.models import Q

from ipcontact.notifications.models import Message

Judge = Callable[[object, str], bool]
_JUDGES: dict[str, Judge] = {}


def register(table: str, may_handle: Judge) -> None:
    """Let a part answer for its records; called in ready().

    Args:
        table: the record's table, as kept in `Message.subject_table`.
        may_handle: ``(user, subject_key)`` -> whether this person works on the record.
    """
    _JUDGES[table] = may_handle


def message_for(user, key) -> Message | None:
    """A message this person received, sent, or may hand over; None when there is none.

    Args: user: the person looking; key: public key of the message.
    """
    found = Message.objects.visible_to(user).filter(key=key).first()
    if found is not None:
        return found
    found = Message.objects.filter(key=key).first()
    return found if found is not None and may_handle(user, found) else None


def may_handle(user, message: Message) -> bool:
    """Whether this person may hand the message over by phone, WeChat text or paper."""
    if Message.objects.handled_by(user).filter(Q(pk=message.pk)).exists():
        return True
    return judged(user, message.subject_table, message.subject_key)


def judged(user, table: str, key: str) -> bool:
    """Whether the part that keeps a record says that this person works on it.

    Args: user: the person; table, key: the record, as kept on messages.
    """
    judge = _JUDGES.get(table)
    return bool(judge and user.is_authenticated and judge(user, key))
