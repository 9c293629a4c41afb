"""Saving while typing: what the script of a page asks for; nothing depends on it."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils import timezone

from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages.forms import VERSION_FIELD
from registry.applications import services
from registry.applications.views.filing.filling import (
    STALE,
    ClaimsStep,
    SectionPage,
    claims_mark,
    keep_answers,
    section_mark,
)


class WhileTyping:
    """Asked by the page's script: answers with the time of saving, or why nothing was saved."""

    http_method_names = ["post", "options"]

    def _unlock(self, request, number):
        words = "连接已断开。点“保存”后用查询码接着填写，已填内容会保留。"
        return JsonResponse({"message": words}, status=403)

    def post(self, request, *args, **kwargs):
        if self.elsewhere() is not None:
            return JsonResponse({"message": "这份申报现在不能修改，请刷新页面。"}, status=409)
        try:
            version = self.keep()
        except RuleViolation as refusal:
            return JsonResponse({"message": refusal.message}, status=409)
        saved = timezone.localtime(self.application.updated_at)
        return JsonResponse({"saved": f"已于 {saved:%H:%M} 保存", "version": version})


class SectionAutosave(WhileTyping, SectionPage):
    """Answers, also half-filled ones."""

    def keep(self) -> str:
        """Save; return the new mark of the page."""
        step = self.get_step()
        form = self.form(step, self.request.POST)
        form.is_valid()
        keep_answers(self, step, form)
        return section_mark(self.application, step)


class ClaimsAutosave(WhileTyping, ClaimsStep):
    """Particulars of ticked conditions; nothing is dropped and no file comes or goes."""

    def keep(self) -> str:
        """Save; return the new mark of the page."""
        if self.request.POST.get(VERSION_FIELD) not in (None, claims_mark(self.application)):
            raise RuleViolation("stale", STALE)
        partial = self.claims_page(is_partial=True)
        partial.is_valid()
        services.save_claims(
            self.application, claimed=partial.claimed(with_files=False), **self.who
        )
        self.refresh()
        return claims_mark(self.application)
