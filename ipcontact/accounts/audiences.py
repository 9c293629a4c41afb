"""Who may open an address: every view declares it, nothing undeclared is served."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from ipcontact.accounts.capabilities import BY_VERB
from ipcontact.accounts.rights import can, refusal
from ipcontact.accounts.sessions import end_if_expired
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access

PUBLIC = "public"
SIGNED_IN = "signed_in"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")  # what any view here answers; packages answer all
CLOSED = "closed"  # an address a package brings along and this house does not offer

# Addresses of packages, whose views cannot declare an audience: pattern prefix (as in the URL
# table, without leading slash) and its audience. The first match counts.
THIRD_PARTY: tuple[tuple[str, str], ...] = (
    ("accounts/login/code/", CLOSED),
    ("accounts/login/", PUBLIC),
    ("accounts/logout/", PUBLIC),
    ("accounts/inactive/", PUBLIC),
    ("accounts/signup/", CLOSED),
    ("accounts/reauthenticate/", SIGNED_IN),
    ("accounts/password/reset/", PUBLIC),
    ("accounts/password/", SIGNED_IN),
    ("accounts/confirm-email/", CLOSED),
    ("accounts/email/", CLOSED),
    ("accounts/phone/", CLOSED),
    ("accounts/2fa/authenticate/", PUBLIC),
    ("accounts/2fa/", SIGNED_IN),
    ("admin/r/", CLOSED),
    ("admin/", "admin.enter"),
    ("static/", PUBLIC),
)
# Only views from these packages may take their audience from the list above.
THIRD_PARTY_MODULES = ("allauth.", "django.", "import_export.", "procrastinate.", "whitenoise.")


def audience(value: str) -> Callable:
    """Declare who may open a function view: PUBLIC, SIGNED_IN or a verb of the table."""

    def mark(view):
        view.audience = value
        return view

    return mark


def audience_of(view: Callable, route: str) -> str | None:
    """The audience of a view; None when nobody declared one.

    Args:
        view: the callable of the URL table.
        route: the whole pattern of its address, without leading slash.
    """
    view_class = getattr(view, "view_class", None)
    declared = getattr(view_class, "audience", None) or getattr(view, "audience", None)
    if declared:
        return declared
    if _is_third_party(view, view_class):
        plain = route.replace("^", "")
        return next((who for prefix, who in THIRD_PARTY if plain.startswith(prefix)), None)
    return None


def _is_third_party(view: Callable, view_class: type | None) -> bool:
    inner = view
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    owner = getattr(view, "admin_site", None) or getattr(view, "model_admin", None)
    module = getattr(view_class or inner, "__module__", "") + "."
    return owner is not None or module.startswith(THIRD_PARTY_MODULES)


def all_routes(patterns=None, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    """Every address of the project as (pattern, view)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from all_routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def undeclared() -> list[str]:
    """Addresses whose audience is missing or is not a known verb."""
    known = {PUBLIC, SIGNED_IN, CLOSED, *BY_VERB}
    return [route for route, view in all_routes() if audience_of(view, route) not in known]


@register
def check_audiences(app_configs, **kwargs) -> list[Error]:
    """System check: start-up fails while an address has no audience."""
    return [
        Error(
            f"The address {route!r} declares no known audience.",
            hint="Set `audience = PUBLIC | SIGNED_IN | '<verb>'` on the view.",
            id="accounts.E001",
        )
        for route in undeclared()
    ]


class AudienceMiddleware:
    """Asks the declared audience before any view runs; ends sign-ins that lasted too long."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        end_if_expired(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request, view, args, kwargs):
        who = audience_of(view, request.resolver_match.route)
        if who is None:
            raise ImproperlyConfigured(f"No audience: {request.resolver_match.route}")
        if who == CLOSED:
            raise Http404
        if who == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if who != SIGNED_IN and not can(request.user, who):
            reason = refusal(request.user, who)
            record_access(
                AccessEvent.Kind.REFUSAL,
                user=request.user,
                request=request,
                target=request.path,
                detail={"method": request.method, "reason": reason},
            )
            raise PermissionDenied(reason)
        return None


def to_sign_in(request):
    """The sign-in page, which leads back: to this page, or to the form a POST came from."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _own_referer(request)
    response = redirect_to_login(back, resolve_url(settings.LOGIN_URL))
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(response.url)
    return response


def _own_referer(request) -> str:
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
