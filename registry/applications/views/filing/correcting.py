"""退回修改 as the unit sees it: the fields, proofs and files that were named, nothing else."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.forms import VERSION_FIELD
from ipcontact.workdays.clock import today
from registry.applications import services, visitors
from registry.applications.choices import ApplicationState, CorrectionState
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.forms.mending import Mending
from registry.applications.parts import reworded
from registry.applications.views.filing.base import OwnPage
from registry.applications.views.filing.filling import LATER, STALE
from registry.applications.views.filing.limits import too_many

OVERTAKEN = (
    "这份补充通知已经不再等待补充，申报现在是“{state}”，您填写的内容没有重新提交。"
    "内容保留在下面，可以复制；请先查看进度。"
)


class CorrectPage(OwnPage):
    """Mend what the notice names and submit again."""

    title = "补充材料"
    template_name = "registry/applications/filing/correct.html"

    def get(self, request, *args, **kwargs):
        return self._elsewhere() or self._page(self._mending())

    def post(self, request, *args, **kwargs):
        number = self.application.application_no
        if request.FILES and (refused := too_many(request, "application_upload", key=number)):
            return refused
        clicked_at = timezone.now()
        if elsewhere := self._elsewhere():
            return elsewhere
        mending = self._mending(request.POST, request.FILES)
        if not self.is_awaited:
            return self._overtaken(mending)
        version = str(self.application.version)
        if request.POST.get(VERSION_FIELD, version) != version:
            return self._page(mending, [("", "", STALE)], status=409)
        if not mending.is_valid():
            return self._page(mending, mending.problems())
        try:
            services.save_mended(self.application, **mending.facts(), **self.who)
        except RuleViolation as refusal:
            return self._refused(mending, refusal)
        if request.POST.get("to") == LATER:
            messages.success(request, "已保存，还没有重新提交。")
            return self.go("status")
        try:
            services.resubmit(self.application, clicked_at=clicked_at, today=today(), **self.who)
        except RuleViolation as refusal:
            self.refresh()  # all that was typed is stored by now
            return self._refused(self._mending(), refusal)
        return self.go("receipt")

    def refresh(self) -> None:
        super().refresh()
        self.__dict__.pop("notice", None)
        self.__dict__.pop("items", None)

    @cached_property
    def items(self) -> list[CorrectionItem]:
        """What the notice names, in its order."""
        return list(self.notice.items.all()) if self.notice else []

    @cached_property
    def notice(self) -> CorrectionNotice | None:
        """The notice that waits for the unit; of a form that was sent the one it was about, or
        else the last, whatever became of it. None when there is none."""
        sent = list(self.application.correction_notices.exclude(state=CorrectionState.DRAFTING))
        if self.request.method == "POST":
            number = self.request.POST.get("notice") or (str(sent[0].number) if sent else "")
            return next((each for each in sent if str(each.number) == number), None)
        return next((each for each in sent if each.state == CorrectionState.SENT), None)

    @property
    def is_awaited(self) -> bool:
        """Whether the file waits for what its notice asks for."""
        is_sent = self.notice is not None and self.notice.state == CorrectionState.SENT
        return is_sent and self.application.state == ApplicationState.RETURNED

    def _elsewhere(self) -> HttpResponse | None:
        """Where a look at another time leads, and a form whose notice is answered; one that another
        has answered meanwhile, as its agency may from paper, is shown with what was typed."""
        is_answered = self.notice is not None and self.notice.state == CorrectionState.ANSWERED
        if is_answered and not (self.request.method == "POST" and self._was_anothers):
            return self.go("receipt")
        if self.notice is None or (self.request.method != "POST" and not self.is_awaited):
            return self.go("status")
        return None

    @property
    def _was_anothers(self) -> bool:
        last = self.application.submissions.first()
        return last is not None and last.submitted_by != self.by

    def _refused(self, mending: Mending, refusal: RuleViolation) -> HttpResponse:
        """What was typed again, with the reason; a second click may have been quicker."""
        self.refresh()
        if elsewhere := self._elsewhere():
            return elsewhere
        if not self.is_awaited:
            return self._overtaken(mending)
        return self._page(mending, [("", "", refusal.message)])

    def _overtaken(self, mending: Mending) -> HttpResponse:
        """The file moved on while the form was open: what was typed can be copied from it."""
        [told] = reworded([self.application])
        words = OVERTAKEN.format(state=told.public_word)
        return self._page(mending, [("", "", words)], status=409)

    def _mending(self, data: Any = None, files: Any = None) -> Mending:
        return Mending.of(self.application, self.items, data, files)

    def _page(self, mending: Mending, problems=(), *, status: int = 200) -> HttpResponse:
        visitors.open_files(self.request, self.application)
        context = self.get_context_data(
            notice=self.notice,
            entries=mending.entries(),
            is_awaited=self.is_awaited,
            clock=Clock.objects.open_for(self.application).first() if self.is_awaited else None,
            problems=list(problems),
            version=self.application.version,
        )
        return self.render_to_response(context, status=status)
