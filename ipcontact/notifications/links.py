"""What one-time links are for: each part registers its purposes, with the page they open.

    # ready()
    links.register(Purpose(code="application.confirm", label="确认推荐信息",
                           url_name="applications:confirm", days=14))

    # the page, audience PUBLIC, its address takes the secret: GET looks, POST uses
    link = peek_link(purpose="application.confirm", token=token)  # RuleViolation says why not
    application = Application.objects.get(pk=link.subject_key)

    # the service of the POST, in its transaction
    link = consume_link(purpose="application.confirm", token=token)
    record(application, code="application.confirm", action="确认推荐信息",
           by=None, actor_name=link.contact_name)

The page is decorated with `never_cache`; files on it are opened to the visitor with
`files.grants`, on the ground of the link.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from ipcontact.notifications.rules import is_own_path


@dataclass(frozen=True)
class Purpose:
    """One use of one-time links.

    Attributes:
        code: stable name, such as ``application.confirm``.
        label: what the person does with it, such as ``确认推荐``.
        url_name: page that takes the secret as its only argument; its GET only looks
            (`peek_link`), since WeChat opens links by itself; its POST uses it (`consume_link`).
        days: calendar days it can be used.
    """

    code: str
    label: str
    url_name: str
    days: int = 7


_PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make a purpose known; called in an app's ready(). Twice is harmless."""
    _PURPOSES[purpose.code] = purpose


def purpose_of(code: str) -> Purpose:
    """The registered purpose; KeyError when no part registered it."""
    return _PURPOSES[code]


def address_of(purpose: Purpose, token: str) -> str:
    """The whole address of a one-time link."""
    return absolute(reverse(purpose.url_name, args=[token]))


def absolute(path: str) -> str:
    """A page's whole address, built from the setting and never from a request's Host.

    Args: path: an own path, or empty.
    Raises: ValueError: a path that would lead elsewhere.
    """
    if not is_own_path(path):
        raise ValueError("only pages of this site can be linked")
    return urljoin(settings.SITE_URL, path) if path else ""
