"""Tell people, hand messages over, send what waits, one-time links: the verbs of this room."""

from ipcontact.notifications.services.by_hand import (
    HandOver,
    hand_over,
    log_phone_call,
    send_again,
)
from ipcontact.notifications.services.inbox import mark_all_read, mark_read, save_preference
from ipcontact.notifications.services.one_time import (
    IssuedLink,
    consume_link,
    issue_link,
    link_is_for,
    peek_link,
)
from ipcontact.notifications.services.recalling import (
    recall,
    recall_links,
    revoke_links,
    was_told,
)
from ipcontact.notifications.services.sending import deliver, forget_addresses, send_digests
from ipcontact.notifications.services.telling import Person, tell, tell_all, tell_colleagues

__all__ = [
    "HandOver",
    "IssuedLink",
    "Person",
    "consume_link",
    "deliver",
    "forget_addresses",
    "hand_over",
    "issue_link",
    "link_is_for",
    "log_phone_call",
    "mark_all_read",
    "mark_read",
    "peek_link",
    "recall",
    "recall_links",
    "revoke_links",
    "save_preference",
    "send_again",
    "send_digests",
    "tell",
    "tell_all",
    "tell_colleagues",
    "was_told",
]
