"""What the applicant's pages have in common: whose file it is, and the way back into it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.ui.pages.base import Page
from registry.applications import visitors
from registry.applications.choices import ApplicationState
from registry.applications.forms.starting import plain_number
from registry.applications.journey import Journey, Step, journey_of
from registry.applications.lookup import code_matches
from registry.applications.models import Application
from registry.applications.views.filing.limits import count_wrong_lookup, too_many_lookups

UNLOCK_CODE = "lookup_code"
NOT_KEPT = ("csrfmiddlewaretoken", UNLOCK_CODE)


def own_application(request: HttpRequest, number: str) -> Application | None:
    """The file of this number when the person looking is its applicant; else None.

    The office has pages of its own: staff are never applicants here, whatever the browser was
    let into before they signed in.
    """
    user = request.user
    if user.is_authenticated and not can(user, "applications.own"):
        return None
    number = plain_number(number)
    files = Application.objects.select_related(
        "round__scheme", "round__contact_agency", "agency", "unit", "owner"
    )
    return (
        files.visible_to(user).filter(application_no=number).first()
        or files.granted(visitors.held(request)).filter(application_no=number).first()
    )


def unlocked(request: HttpRequest, number: str, code: str) -> Application | None:
    """The file these two open, and the session let into it; None when they do not fit.

    A number that is nobody's takes the same steps as a wrong code; each try is kept.
    """
    found = Application.objects.filter(application_no=plain_number(number)).first()
    nonce = found.lookup_nonce if found else ""
    is_right = code_matches(plain_number(number), nonce, code)
    if found is None or not is_right:
        count_wrong_lookup(request, plain_number(number))
        record_access(
            AccessEvent.Kind.REFUSAL,
            user=request.user,
            request=request,
            target="进度查询",
            detail={"number": plain_number(number), "reason": "申报编号和查询码对不上"},
        )
        return None
    visitors.let_in(request, found)
    return found


class FilingPage(Page):
    """A page of the form layout in the public frame; nothing of it is kept anywhere."""

    audience = PUBLIC
    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @property
    def by(self) -> User | None:
        """The account that acts; None for a person without."""
        return self.request.user if self.request.user.is_authenticated else None

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(public_form=True, **kwargs)


class OwnPage(FilingPage):
    """A page of one file, for its applicant alone.

    Somebody whose session has ended is asked for 申报编号 and 查询码; what was sent with the form
    is kept meanwhile. For everybody signed in another's file does not exist.
    """

    application: Application

    def dispatch(self, request, *args, **kwargs):
        number = kwargs["application_no"]
        found = own_application(request, number)
        if found is None:
            if request.user.is_authenticated:
                raise Http404
            if request.method != "POST":
                return self._ask_for_code(number)
            answer = self._unlock(request, number)
            if answer is not None:
                return answer
            found = own_application(request, number)
        self.application = found
        if not request.user.is_authenticated:
            request.session.modified = True  # two hours from the last step, not from the first
        return super().dispatch(request, *args, **kwargs)

    @property
    def who(self) -> dict[str, Any]:
        """Keywords by which services know the applicant."""
        return {"by": self.by, "grant": visitors.grant_of(self.request, self.application)}

    @cached_property
    def journey(self) -> Journey:
        return journey_of(self.application)

    def refresh(self) -> None:
        """Read the file again after a change."""
        self.application.refresh_from_db()
        self.__dict__.pop("journey", None)

    def address(self, name: str, *args: Any) -> str:
        """Another page of this file."""
        return reverse(f"applications:{name}", args=[self.application.application_no, *args])

    def go(self, name: str, *args: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.address(name, *args))

    def steps(self, current: Step | None = None) -> list[dict[str, Any]]:
        """The step list as the layout draws it."""
        found = [
            {
                "label": step.title,
                "url": step.url,
                "done": step.is_done,
                "current": current is not None and step.key == current.key,
            }
            for step in self.journey.steps
        ]
        awaits = self.application.state == ApplicationState.AWAITING_UNIT
        return [*found, {"label": "确认" if awaits else "提交"}]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(application=self.application, **kwargs)

    def _ask_for_code(self, number: str) -> HttpResponse:
        query = {"next": self.request.get_full_path()}
        if (plain := plain_number(number)) != "-":
            query["no"] = plain
        response = HttpResponseRedirect(f"{reverse('applications:lookup')}?{urlencode(query)}")
        patch_cache_control(response, private=True, no_store=True)
        return response

    def _unlock(self, request: HttpRequest, number: str) -> HttpResponse | None:
        """A POST after the session ended: None when its code is right, else the page that asks."""
        code = request.POST.get(UNLOCK_CODE, "")
        if code:
            if refused := too_many_lookups(request, plain_number(number)):
                return refused
            if unlocked(request, number, code):
                return None
        response = self.response_class(
            request=request,
            template="registry/applications/filing/unlock.html",
            context={
                "title": "接着填写",
                "public_form": True,
                "number": plain_number(number),
                "kept": kept_fields(request.POST),
                "is_wrong": bool(code),
                "view": self,
            },
        )
        patch_cache_control(response, private=True, no_store=True)
        return response


def kept_fields(sent: QueryDict) -> list[tuple[str, str]]:
    """Every field of a POST as (name, value), to be sent again with the code."""
    return [
        (name, value.replace("\x00", ""))
        for name, values in sent.lists()
        if name not in NOT_KEPT
        for value in values
    ]
