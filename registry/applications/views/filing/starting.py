"""Choose a round, type the code, get a number: before anything else is asked."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ipcontact.accounts.rights import can
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.base import LONGEST_NUMBER
from registry.applications import services, visitors
from registry.applications.enquiry import BRANCH_HINT, CodeAnswer, answer_for
from registry.applications.forms.starting import AllianceForm, CodeForm
from registry.applications.lookup import lookup_code
from registry.applications.models import Application
from registry.applications.parts import reworded
from registry.applications.views.filing.base import FilingPage, OwnPage
from registry.applications.views.filing.limits import too_many
from registry.rounds.models import IntakeRound
from registry.units.models import Unit

ALLIANCE = "alliance"
STARTER = "application_starter"  # session: what its new files are counted and known by
STAFF = (
    "您以工作人员身份登录，不能作为申报单位填报。"
    "要推荐单位的，请在工作区办理；替单位代填的，请先退出登录。"
)


def open_rounds() -> list[IntakeRound]:
    """Published rounds that take applications now; those that close soonest first."""
    now = timezone.now()
    rounds = IntakeRound.objects.published().select_related("contact_agency")
    found = [round_ for round_ in rounds if round_.intake(now).is_open]
    return sorted(found, key=lambda round_: (round_.closes_at is None, round_.closes_at or now))


class StartPage(FilingPage):
    """我要申报: the open rounds, what to have at hand, and the way back into a begun file."""

    title = "我要申报"
    template_name = "registry/applications/filing/start.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            rounds=open_rounds(),
            begun=reworded(Application.objects.granted(visitors.held(self.request))),
            has_own=user.is_authenticated and can(user, "applications.own"),
            is_staff=is_staff(user),
            **kwargs,
        )


class CodePage(FilingPage):
    """Whose file it is. The first POST answers, the second (`confirm`) begins the file."""

    title = "核对单位代码"
    template_name = "registry/applications/filing/code.html"

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        number = kwargs["number"]
        if len(number) > LONGEST_NUMBER or not number.isprintable():
            raise Http404("没有这个批次。")
        self.round = next((each for each in open_rounds() if each.number == number), None)

    def dispatch(self, request, *args, **kwargs):
        if self.round is None:
            if not IntakeRound.objects.published().filter(number=kwargs["number"]).exists():
                raise Http404
            messages.info(request, "这个批次现在不接收申报，请选择正在申报的批次。")
            return HttpResponseRedirect(reverse("applications:start"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def is_alliance(self) -> bool:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return sent.get("for") == ALLIANCE

    @property
    def form_class(self):
        return AllianceForm if self.is_alliance else CodeForm

    def get(self, request, *args, **kwargs):
        return self.show(self.form_class())

    def post(self, request, *args, **kwargs):
        form = self.form_class(request.POST)
        if refused := too_many(request, "application_code"):
            return refused
        if not form.is_valid():
            return self.show(form)
        self._starter()  # known to both of two clicks on the button of the answer
        answer = None if self.is_alliance else self._answer(form)
        if "confirm" in request.POST and (answer is None or answer.may_start):
            return self._begin(form, answer)
        return self.show(form, answer=answer, is_answered=True)

    def _answer(self, form: CodeForm) -> CodeAnswer:
        own = Application.objects.granted(visitors.held(self.request))
        mine = Application.objects.visible_to(self.request.user) if self._acts_for_units() else ()
        return answer_for(form.cleaned_data["credit_code"], [*own, *mine])

    def _begin(self, form, answer: CodeAnswer | None):
        user = self.request.user
        if is_staff(user):
            form.add_error(None, STAFF)
            return self.show(form, answer=answer, is_answered=True)
        starter = self._starter()
        if refused := too_many(self.request, "application_start", key=starter):
            return refused
        basic = form.basic()
        if answer is not None:
            basic |= {"unit_kind": answer.kind, "unit_name": answer.name}
        try:
            application = services.begin(
                round=self.round,
                basic=basic,
                now=timezone.now(),
                by=self.by,
                starter=starter,
                held=visitors.held(self.request),
            )
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.show(form, answer=answer, is_answered=True)
        if self.by is None:
            visitors.let_in(self.request, application)
        return HttpResponseRedirect(
            reverse("applications:number", args=[application.application_no])
        )

    def _starter(self) -> str:
        """Who begins: the account, else a secret of the session, which stays the same when the
        session gets a new id with each file it is let into."""
        if self.request.user.is_authenticated:
            return f"user:{self.request.user.pk}"
        key = self.request.session.setdefault(STARTER, secrets.token_hex(8))
        return f"session:{key}"

    def _acts_for_units(self) -> bool:
        user = self.request.user
        return user.is_authenticated and can(user, "applications.own")

    def show(self, form, *, answer: CodeAnswer | None = None, is_answered: bool = False):
        units = Unit.objects.none()
        if self._acts_for_units():
            units = Unit.objects.visible_to(self.request.user).exclude(credit_code=None)
        context = self.get_context_data(
            form=form,
            round=self.round,
            answer=answer,
            is_answered=is_answered,
            is_alliance=self.is_alliance,
            units=units,
            branch_hint=BRANCH_HINT,
            staff_words=STAFF if is_staff(self.request.user) else "",
        )
        return self.render_to_response(context)


class NumberPage(OwnPage):
    """申报编号 and 查询码, to be written down, copied or printed."""

    title = "申报编号和查询码"
    template_name = "registry/applications/filing/number.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            code=grouped_code(self.application),
            next_url=self.journey.first_open().url,
            **kwargs,
        )


def grouped_code(application: Application) -> str:
    """The 查询码 as it is read aloud: 7KQM-2XHB."""
    code = lookup_code(application.application_no, application.lookup_nonce)
    return f"{code[:4]}-{code[4:]}"


def is_staff(user) -> bool:
    """Signed in, but not as a person of a unit."""
    return user.is_authenticated and not can(user, "applications.own")
