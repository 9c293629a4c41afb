"""One-time links: issue, look, use, take back."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.audit.services import act
from ipcontact.notifications.links import address_of, purpose_of
from ipcontact.notifications.models import OneTimeLink
from ipcontact.notifications.rules import one_line
from ipcontact.text.masking import mask_email, mask_mobile
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation

_AGAIN = "请联系发给您链接的监管所或区局，重新发一个。"
TOKEN_BYTES = 24
LONGEST_TOKEN = 100


@dataclass(frozen=True)
class IssuedLink:
    """A new link; its secret and address exist only here.

    Attributes: link: the stored row; token: the secret; url: the whole address.
    """

    link: OneTimeLink
    token: str = field(repr=False)
    url: str = field(repr=False)


def issue_link(
    *,
    purpose: str,
    subject: Model | tuple[str, str],
    contact_name: str = "",
    contact: str = "",
    days: int | None = None,
    by: User | None,
) -> IssuedLink:
    """Make a link with which one contact may do one thing once.

    Links issued earlier stay usable (the same person may get one by SMS and one on paper); using
    one ends the others of the same contact.

    Args:
        purpose: a code registered with `notifications.links.register`.
        subject: the record it is about, or its (table, key).
        contact_name: for whom.
        contact: mobile or e-mail it is bound to; kept only as a keyed hash and masked.
        days: how long it can be used; left out, as the purpose says.
        by: who issues it; None for the system.
    Returns:
        the link with its whole address, to be sent or shown once.
    """
    aim = purpose_of(purpose)
    table, key = subject_of(subject)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with act("发出一次性链接", by=by):
        link = OneTimeLink.objects.create(
            token_hash=_hash(token),
            purpose=aim.code,
            subject_table=table,
            subject_key=key,
            contact_name=one_line(contact_name, 60),
            contact_masked=_masked(contact),
            contact_hash=_contact_hash(contact),
            issued_by=by,
            expires_at=timezone.now() + timedelta(days=aim.days if days is None else days),
        )
    return IssuedLink(link, token, address_of(aim, token))


def peek_link(*, purpose: str, token: str) -> OneTimeLink:
    """The link, when it can still be used. Changes nothing: for the GET of its page.

    Raises:
        RuleViolation: `link_unknown`, `link_used`, `link_revoked` or `link_expired`.
    """
    return _usable(OneTimeLink.objects.all(), purpose, token)


def consume_link(*, purpose: str, token: str, by: User | None = None) -> OneTimeLink:
    """Use a link up, inside the transaction of what it is used for: of two, one wins.

    Args:
        purpose, token: as on the page's address.
        by: the person, should somebody be signed in.
    Returns:
        the link; `subject_table` and `subject_key` name the record.
    Raises:
        RuleViolation: `link_unknown`, `link_used`, `link_revoked` or `link_expired`.
    """
    with act("使用一次性链接", by=by):
        link = _usable(OneTimeLink.objects.select_for_update(), purpose, token)
        now = timezone.now()
        link.used_at = now
        link.save(update_fields=["used_at"])
        _open(link.purpose, link.subject_table, link.subject_key).filter(
            contact_name=link.contact_name, contact_hash=link.contact_hash
        ).update(revoked_at=now)
        return link


def end_links(purpose: str, table: str, key: str) -> int:
    """Make every open link of a record useless; for this room, whose messages would make new ones.

    Returns how many. Call it inside an act, after the messages (`recalling`).
    """
    return _open(purpose, table, key).update(revoked_at=timezone.now())


def end_issued(issued: Iterable[IssuedLink]) -> None:
    """Make links useless that were made while somebody ended those of their record (`sending`)."""
    keys = [each.link.pk for each in issued]
    OneTimeLink.objects.filter(pk__in=keys).update(revoked_at=timezone.now())


def link_is_for(link: OneTimeLink, contact: str) -> bool:
    """Whether a mobile or e-mail is the one the link is bound to."""
    return hmac.compare_digest(link.contact_hash, _contact_hash(contact))


def subject_of(subject: Model | tuple[str, str]) -> tuple[str, str]:
    """Table and key of the record that a link is about."""
    return subject if isinstance(subject, tuple) else (subject._meta.db_table, str(subject.pk))


def _open(purpose: str, table: str, key: str):
    return OneTimeLink.objects.filter(
        purpose=purpose, subject_table=table, subject_key=key, used_at=None, revoked_at=None
    )


def _usable(links, purpose: str, token: str) -> OneTimeLink:
    known = len(token) <= LONGEST_TOKEN and token.isascii()
    link = links.filter(token_hash=_hash(token), purpose=purpose).first() if known else None
    if link is None:
        raise RuleViolation("link_unknown", f"链接不完整或不存在。请从原消息里重新打开，或{_AGAIN}")
    if link.used_at:
        raise RuleViolation("link_used", f"链接已经用过，事项已办。如需再办，{_AGAIN}")
    if link.revoked_at:
        raise RuleViolation("link_revoked", f"链接已作废。{_AGAIN}")
    if link.expires_at <= timezone.now():
        raise RuleViolation("link_expired", f"链接已过期。{_AGAIN}")
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _contact_hash(contact: str) -> str:
    normal = clean_text(contact).lower().replace(" ", "")
    if not normal:
        return ""
    key = f"one-time-link:{settings.SECRET_KEY}".encode()
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest()


def _masked(contact: str) -> str:
    return mask_email(contact) if "@" in contact else mask_mobile(contact)
