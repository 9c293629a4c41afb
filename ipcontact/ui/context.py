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
    return {
        "profile": SimpleLazyObject(SiteProfile.objects.current),
        "is_demo": settings.DEMO,
        "display": Display.of(request),
        "public_menu": SimpleLazyObject(lambda: _public_menu(request)),
        "workspace_menu": SimpleLazyObject(lambda: workspace_menu(request, MENU_LIMIT)),
        "menu_goes_on": SimpleLazyObject(lambda: len(_entries(request)) > MENU_LIMIT),
        "can_search": SimpleLazyObject(lambda: bool(_allowed(registry.global_search, request))),
        "request_id": getattr(request, "request_id", ""),
    }


def _allowed(items, request):
    return items.allowed(asker(request.user))


def _public_menu(request: HttpRequest) -> list[Link]:
    found = [(entry.label, url) for entry in registry.public_menu if (url := _url(entry.url_name))]
    current = _nearest(request.path, [url for _, url in found])
    return [Link(label, url, "", "", url == current, False, None) for label, url in found]


def _entries(request: HttpRequest) -> list[registry.MenuEntry]:
    return [entry for entry in _allowed(registry.menu, request) if _url(entry.url_name)]


def workspace_menu(request: HttpRequest, limit: int | None = None) -> list[tuple[str, list[Link]]]:
    """Entries by group in the order of the groups; with a limit only the first ones."""
    entries = _entries(request)[:limit]
    current = _nearest(request.path, [_url(e.url_name) for e in entries])
    entries.sort(key=lambda e: (_place(e.group), e.order))
    links = [_link(entry, current, request.user) for entry in entries]
    return [(name, list(group)) for name, group in groupby(links, key=lambda link: link.group)]


def _link(entry: registry.MenuEntry, current: str, user) -> Link:
    url = _url(entry.url_name)
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
