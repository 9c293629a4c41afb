"""Desk, search, display switches, saved views: the pages of the interface itself."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from ipcontact.accounts.audiences import PUBLIC, SIGNED_IN, audience
from ipcontact.ui import context, desk, services
from ipcontact.ui.addresses import own_path
from ipcontact.ui.audience import asker
from ipcontact.ui.display import CHOICES, YEAR, Display
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.filters import clean_query
from ipcontact.ui.forms import ColumnsForm, SaveViewForm
from ipcontact.ui.models import SavedView
from ipcontact.ui.pages import PlainPage
from ipcontact.workdays.clock import today

SWITCHES = (
    ("text", "字号", "看不清小字时用大字版。", (("normal", "普通字号"), ("large", "大字版"))),
    ("contrast", "对比", "高对比用更深的字和线。", (("normal", "普通对比"), ("high", "高对比"))),
    ("density", "列表", "紧凑时一屏能多看几行。", (("roomy", "宽松列表"), ("compact", "紧凑列表"))),
)


class DeskPage(PlainPage):
    """What must be done, most urgent first, then small figures."""

    audience = "desk.view"
    title = "工作台"
    template_name = "ui/desk.html"

    def get_context_data(self, **kwargs):
        now = today()
        may = asker(self.request.user)
        return super().get_context_data(
            today=now,
            cards=desk.cards(self.request.user, may),
            **desk.work(self.request.user, now, may),
            **kwargs,
        )


class SearchPage(PlainPage):
    """The global search over everything the rooms registered."""

    audience = SIGNED_IN
    template_name = "ui/search.html"

    def get_context_data(self, **kwargs):
        term = clean_query(self.request.GET).get("q", "").strip()[:100]
        groups = desk.search(self.request.user, term, asker(self.request.user)) if term else []
        return super().get_context_data(term=term, groups=groups, **kwargs)


class MenuPage(PlainPage):
    """Every entry, also those the rail has no room for: what 更多 opens."""

    audience = SIGNED_IN
    template_name = "ui/menu.html"

    def get_context_data(self, **kwargs):
        groups = context.workspace_menu(self.request)
        return super().get_context_data(groups=groups, **kwargs)


class DisplayPage(PlainPage):
    """大字版, 高对比 and compact lists; POST sets a cookie and goes back."""

    audience = PUBLIC
    template_name = "ui/display.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_context_data(self, **kwargs):
        now = Display.of(self.request)
        switches = [
            {"name": n, "title": t, "help": h, "choices": c, "now": getattr(now, n)}
            for n, t, h, c in SWITCHES
        ]
        return super().get_context_data(
            switches=switches, next=own_path(self.request.GET.get("next")), **kwargs
        )

    def post(self, request):
        response = HttpResponseRedirect(own_path(request.POST.get("next")))
        for name, choices in CHOICES.items():
            if request.POST.get(name) in choices:
                response.set_cookie(
                    f"display_{name}",
                    request.POST[name],
                    max_age=YEAR,
                    httponly=True,
                    samesite="Lax",
                    secure=settings.SESSION_COOKIE_SECURE,
                )
        return response


@audience(SIGNED_IN)
@require_POST
def save_view(request):
    """Keep the list as it is under a name."""
    form = SaveViewForm(request.POST)
    back = own_path(request.POST.get("next"))
    if not form.is_valid():
        messages.error(request, "没有保存：请给视图起一个二十字以内的名称。")
        return HttpResponseRedirect(back)
    try:
        view = services.save_view(by=request.user, **form.cleaned_data)
    except (RuleViolation, PermissionDenied) as refusal:
        messages.error(request, f"没有保存：{refusal}")
        return HttpResponseRedirect(back)
    messages.success(request, f"已保存视图“{view.name}”。")
    columns = "".join(f"&col={name}" for name in view.columns)
    return HttpResponseRedirect(f"{back}?{view.query}{columns}&view={view.pk}")


@audience(SIGNED_IN)
@require_POST
def delete_view(request, pk: int):
    """Remove an own view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    try:
        services.delete_view(by=request.user, view=view)
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已删除视图“{view.name}”。")
    return HttpResponseRedirect(own_path(request.POST.get("next")))


@audience(SIGNED_IN)
@require_POST
def choose_columns(request):
    """Remember the columns of one list."""
    form = ColumnsForm(request.POST)
    if form.is_valid():
        columns = [] if "usual" in request.POST else form.cleaned_data["columns"]
        services.choose_columns(by=request.user, page=form.cleaned_data["page"], columns=columns)
    return HttpResponseRedirect(own_path(request.POST.get("next")))


def server_error(request):
    """500: plain, no database, with the number to quote."""
    return _plain(request, "500.html", 500)


def bad_request(request, exception=None):
    """400: plain, with the number to quote."""
    return _plain(request, "400.html", 400)


def _plain(request, template: str, status: int):
    number = getattr(request, "request_id", "")
    return render(None, template, {"request_id": number}, status=status)
