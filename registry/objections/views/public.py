"""Without account: objecting, the receipt, and how far it is."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.cache import patch_cache_control

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.base import ObjectMixin, Page
from ipcontact.workdays.clock import today
from registry.notices.models import PublicNotice
from registry.objections import services
from registry.objections.choices import ObjectionAction, ObjectionActor, ObjectionState
from registry.objections.forms import (
    CompleteForm,
    LookupForm,
    PublicObjectionForm,
    WithdrawOwnForm,
)
from registry.objections.limits import LOOKUP, NEW, too_many
from registry.objections.models import Objection
from registry.objections.rules import moves_from

SESSION_KEY = "objections"
MOST = 10
WRONG = "异议编号和查询码对不上，请核对后再试。两者都在提交后的回执上。"


class VisitorPage(Page):
    """A page in the public frame; nothing of it is kept anywhere."""

    audience = PUBLIC
    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def let_in(self, objection: Objection) -> HttpResponseRedirect:
        """Let this browser see how far this objection is, under a new session id."""
        held = [n for n in self.request.session.get(SESSION_KEY, []) if n != objection.number]
        self.request.session.cycle_key()
        self.request.session[SESSION_KEY] = [*held, objection.number][-MOST:]
        return HttpResponseRedirect(reverse("objections:status", args=[objection.number]))

    def page(self, form, **more: Any):
        return self.render_to_response(self.get_context_data(form=form, **more))


class NewObjection(ObjectMixin, VisitorPage):
    """提出异议 against a unit of a published notice."""

    model = PublicNotice
    title = "提出异议"
    template_name = "registry/objections/new.html"

    def get_queryset(self):
        return PublicNotice.objects.public()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("公示公告", reverse("notices:list")), (self.object.number, self.object.public_url),
                (self.title, "")]  # fmt: skip

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self._show(PublicObjectionForm(notice=self.object))

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = PublicObjectionForm(request.POST, request.FILES, notice=self.object)
        if not form.is_valid():
            return self._show(form)
        if refused := too_many(request, NEW):
            return refused
        data = form.cleaned_data
        try:
            objection = services.receive(
                data["item"],
                reason=data["reason"],
                who=form.who(),
                evidence=data["evidence"],
                now=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self._show(form)
        return self.let_in(objection)

    def _show(self, form):
        notice = self.object
        return self.page(form, object=notice, is_running=services.in_window(notice, today()))


class Lookup(VisitorPage):
    """A wrong number and a wrong code are answered alike."""

    title = "查询异议进度"
    crumbs = (("公示公告", reverse_lazy("notices:list")), ("查询异议进度", ""))
    template_name = "registry/objections/lookup.html"

    def get(self, request, *args, **kwargs):
        return self.page(LookupForm())

    def post(self, request, *args, **kwargs):
        form = LookupForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if refused := too_many(request, LOOKUP):
            return refused
        found = services.find_by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is None:
            record_access(
                AccessEvent.Kind.REFUSAL,
                user=request.user,
                request=request,
                target="异议进度查询",
                detail={"reason": "异议编号和查询码对不上"},
            )
            form.add_error(None, WRONG)
            return self.page(form)
        return self.let_in(found)


class OwnObjection(VisitorPage):
    """A page for the browser that sent the objection, or that knew number and code."""

    objection: Objection

    def dispatch(self, request, *args, **kwargs):
        number = kwargs["number"]
        if number not in request.session.get(SESSION_KEY, []):
            return HttpResponseRedirect(reverse("objections:lookup"))
        rows = Objection.objects.select_related("item__notice", "objector")
        found = rows.filter(number=number).first()
        if found is None:
            raise Http404("没有这个编号的记录。")
        self.objection = found
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self) -> list[tuple[str, str]]:
        notice, number = self.objection.item.notice, self.objection.number
        way = [("公示公告", reverse("notices:list")), (notice.number, notice.public_url)]
        return [*way, (number, reverse("objections:status", args=[number])), (self.title, "")]

    @cached_property
    def has_withdrawn(self) -> bool:
        return services.has_withdrawn(self.objection)

    @property
    def may_withdraw(self) -> bool:
        """It is not concluded yet, and was not taken back before."""
        own = {ObjectionActor.OBJECTOR}
        moves = moves_from(self.objection.state, own, is_proposed=False)
        return ObjectionAction.WITHDRAW in moves and not self.has_withdrawn

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        code = services.code_of(self.objection)
        return super().get_context_data(
            object=self.objection, code=f"{code[:4]}-{code[4:]}", **kwargs
        )


class Status(OwnObjection):
    """The receipt, and how far it is, in the word to the objector."""

    http_method_names = ["get", "head", "options"]
    template_name = "registry/objections/status.html"
    title = "异议回执和进度"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs()[:2], (self.objection.number, "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        may_complete = self.objection.state == ObjectionState.SUPPLEMENT
        return super().get_context_data(
            may_complete=may_complete,
            may_withdraw=self.may_withdraw,
            has_withdrawn=self.has_withdrawn,
            **kwargs,
        )


class CompleteOwn(OwnObjection):
    """补充 what was asked for."""

    title = "补充材料"
    template_name = "registry/objections/complete.html"

    def get(self, request, *args, **kwargs):
        if self.objection.state != ObjectionState.SUPPLEMENT:
            return HttpResponseRedirect(reverse("objections:status", args=[self.objection.number]))
        return self.page(self._form())

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        if refused := too_many(request, NEW):
            return refused
        try:
            services.complete(self.objection, by=None, today=today(), **form.told())
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.page(form)
        return HttpResponseRedirect(reverse("objections:status", args=[self.objection.number]))

    def _form(self, *data: Any) -> CompleteForm:
        return CompleteForm(*data, was_anonymous=self.objection.objector.is_anonymous)


class WithdrawOwn(OwnObjection):
    """撤回 before it is concluded."""

    title = "撤回异议"
    template_name = "registry/objections/withdraw.html"

    def get(self, request, *args, **kwargs):
        if not self.may_withdraw:
            return self._back()
        return self.page(WithdrawOwnForm())

    def post(self, request, *args, **kwargs):
        form = WithdrawOwnForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if refused := too_many(request, NEW):
            return refused
        try:
            services.withdraw(self.objection, by=None, today=today())
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.page(form)
        return self._back()

    def _back(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("objections:status", args=[self.objection.number]))
