"""What every page knows: the site's own words, the menus of this person, how to display."""

from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from ipcontact.ui import registry
from ipcontact.ui.audience import asker
from ipcontact.ui.display import Display
from ipcontact.ui.models import SiteProfile

GROUPS = ("今日", "办理", "联系", "管理", "说明")
MENU_LIMIT = 9


@dataclass(frozen=True)
class Link:
    """A menu entry as the layout prints it."""

    label: str
    url: str
    icon: str
    group: str
    is_current: bool
    is_pinned: bool
    count: int | None
    in_topbar: str = ""


def site(request: HttpRequest) -> dict:
    """Context processor. Everything that asks the database is lazy: plain pages stay plain."""
    entries = SimpleLazyObject(lambda: _entries(request))
    return {
        "profile": SimpleLazyObject(SiteProfile.objects.current),
        "is_demo": settings.DEMO,
        "display": Display.of(request),
        "public_menu": SimpleLazyObject(lambda: _public_menu(request)),
        "workspace_menu": SimpleLazyObject(lambda: _by_group(request, entries[:MENU_LIMIT])),
        "menu_goes_on": SimpleLazyObject(lambda: len(entries) > MENU_LIMIT),
        "can_search": SimpleLazyObject(lambda: bool(_allowed(registry.global_search, request))),
        "request_id": getattr(request, "request_id", ""),
    }


def _allowed(items, request):
    return items.allowed(asker(request.user))


def _public_menu(request: HttpRequest) -> list[Link]:
    found = [(entry.label, url) for entry in registry.public_menu if (url := _url(entry.url_name))]
    current = _nearest(request.path, [url for _, url in found])
    return [Link(label, url, "", "", url == current, False, None) for label, url in found]


def _entries(request: HttpRequest) -> list[tuple[registry.MenuEntry, str]]:
    """What this person may open, with its address."""
    found = [(entry, _url(entry.url_name)) for entry in _allowed(registry.menu, request)]
    return [(entry, url) for entry, url in found if url]


def workspace_menu(request: HttpRequest) -> list[tuple[str, list[Link]]]:
    """All entries by group in the order of the groups."""
    return _by_group(request, _entries(request))


def _by_group(
    request: HttpRequest, entries: list[tuple[registry.MenuEntry, str]]
) -> list[tuple[str, list[Link]]]:
    current = _nearest(request.path, [url for _, url in entries])
    placed = sorted(entries, key=lambda pair: (_place(pair[0].group), pair[0].order))
    links = [_link(entry, url, current, request.user) for entry, url in placed]
    return [(name, list(group)) for name, group in groupby(links, key=lambda link: link.group)]


def _link(entry: registry.MenuEntry, url: str, current: str, user) -> Link:
    count = entry.count(user) if entry.count else None
    is_current = url == current
    return Link(
        entry.label, url, entry.icon, entry.group, is_current, entry.pinned, count, entry.in_topbar
    )


def _place(group: str) -> int:
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def _nearest(path: str, urls: list[str]) -> str:
    """The entry whose address is the longest beginning of the page's path."""
    fitting = [u for u in urls if path == u or (u != "/" and path.startswith(u))]
    return max(fitting, key=len, default="")


def _url(name: str) -> str:
    """The address, or nothing while the page does not exist: no entry leads nowhere."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
