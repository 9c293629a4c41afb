"""What a person does with the own inbox and the own wishes."""

from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.audit.services import act
from ipcontact.notifications.choices import MailMode
from ipcontact.notifications.models import Message, Preference
from ipcontact.ui.errors import RuleViolation


def mark_read(*, message: Message, by: User) -> bool:
    """Note that its recipient has read it. Returns whether it was unread until now.

    Args: message: of the own inbox; somebody else's is left alone; by: the reader.
    """
    with act("阅读消息", by=by):
        mine = Message.objects.to(by).unread().filter(pk=message.pk)
        return bool(mine.update(read_at=timezone.now()))


def mark_all_read(*, by: User, up_to: int) -> int:
    """Mark everything in the own inbox as read that the page showed. Returns how many.

    Args: by: the reader; up_to: newest key the page knew, so that what came since stays unread.
    """
    with act("全部标为已读", by=by):
        seen = Message.objects.to(by).unread().filter(pk__lte=up_to)
        return seen.update(read_at=timezone.now())


def save_preference(*, mail: str, wants_sms: bool, by: User) -> Preference:
    """Keep how somebody wants to be told from now on; what already waits is sent as planned.

    Args: mail: a `MailMode`; wants_sms: SMS beside the inbox; by: whose.
    Raises: RuleViolation `unknown`: no such way.
    """
    if mail not in MailMode.values:
        raise RuleViolation("unknown", "请选择一种邮件方式。")
    with act("设置消息偏好", by=by):
        saved, _ = Preference.objects.update_or_create(
            user=by, defaults={"mail": mail, "wants_sms": wants_sms}
        )
        return saved
