"""What this room puts into the workspace: the inbox with its count, and what was told."""

from ipcontact.notifications.models import Message
from ipcontact.ui.registry import MenuEntry, menu

MOST_COUNTED = 1_000


def unread_count(user) -> int | None:
    """Unread messages of a person, counted up to a bound; None for none. One query."""
    return Message.objects.to(user).unread().order_by()[:MOST_COUNTED].count() or None


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="收件箱",
            url_name="notifications:inbox",
            audience="desk.view",
            icon="inbox",
            group="今日",
            order=1,
            pinned=True,
            count=unread_count,
            in_topbar="条未读",
        )
    )
    menu.add(
        MenuEntry(
            label="对外告知",
            url_name="notifications:list",
            audience="messages.hand_over",
            icon="send",
            group="联系",
            order=58,
        )
    )
