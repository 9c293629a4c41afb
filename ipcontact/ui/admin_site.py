"""The one admin: for administrators only, behind the same door as everything else."""

from collections.abc import Callable
from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

ENTER = "admin.enter"
OWN = ("ipcontact.", "registry.", "cases.", "tests.")


class BureauAdminSite(AdminSite):
    """Django's admin in our words; sign-in by allauth, entry by the capability `admin.enter`."""

    site_header = "系统管理"
    site_title = "系统管理"
    index_title = "可以维护的内容"
    site_url = "/desk/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person may enter at all; each section asks for its own right besides."""
        from ipcontact.accounts.rights import can  # noqa: PLC0415  this module loads before models

        return request.user.is_active and can(request.user, ENTER)

    def login(self, request: HttpRequest, extra_context=None):
        """The bureau's own sign-in page; a signed-in person without the right is told why."""
        from ipcontact.accounts.rights import require  # noqa: PLC0415  loads before models

        if request.user.is_authenticated:
            require(request.user, ENTER)
            raise PermissionDenied("这个账号已停用。")
        wanted = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Every page of the admin: an address nobody can have meant is refused, never a 500."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args, **kwargs):
            if any("\x00" in value for _, values in request.GET.lists() for value in values):
                raise SuspiciousOperation("NUL in the query")
            try:
                return inner(request, *args, **kwargs)
            except IncorrectLookupParameters:  # the library's export page lets it through
                return HttpResponseRedirect(request.path)

        return guarded

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        """Only sections of our own making: what packages bring along shows too much."""
        module = getattr(admin_class, "__module__", "")
        if module.startswith(OWN):
            super().register(model_or_iterable, admin_class, **options)

    login.audience = "public"


class BureauAdminConfig(AdminConfig):
    default_site = "ipcontact.ui.admin_site.BureauAdminSite"
