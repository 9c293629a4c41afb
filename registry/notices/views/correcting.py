"""Pages of 更正公告: drafted, checked and published, given up; its paper for the portal."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse

from ipcontact.ui.pages import ActionPage, DetailPage
from ipcontact.workdays.clock import today
from registry.notices import services
from registry.notices.choices import NoticeAction
from registry.notices.forms import CheckCorrigendumForm, CorrigendumForm
from registry.notices.models import Corrigendum
from registry.notices.off_list import correction, uncorrected
from registry.notices.papers import corrigendum_document, corrigendum_paper
from registry.notices.views.office import NoticeStep, OneNotice
from registry.notices.views.public import web_page


class Correct(NoticeStep):
    """起草更正公告."""

    action = NoticeAction.CORRECT
    title = "起草更正公告"
    form_class = CorrigendumForm
    submit_label = "交另一人核稿"
    success_message = "已起草。由另一人核稿后发布。"

    def get_initial(self) -> dict[str, Any]:
        return correction(list(uncorrected().filter(notice=self.object)))

    def consequences(self) -> list[str]:
        return ["原公示的文字和名单不变，更正公告附在下面，一并公开。"]

    def perform(self, form) -> Corrigendum:
        how = form.cleaned_data
        return services.draft_corrigendum(self.object, by=self.request.user, today=today(), **how)


class OneCorrigendum(OneNotice):
    """A page about one correction of the notice."""

    @cached_property
    def corrigendum(self) -> Corrigendum:
        found = self.object.corrigenda.filter(pk=self.kwargs["corrigendum"]).first()
        if found is None:
            raise Http404("没有这份更正公告。")
        return found


class CorrigendumStep(OneCorrigendum, ActionPage):
    """A correction that waits for the check."""

    def get_success_url(self, result) -> str:
        return self.object.get_absolute_url()


class PublishCorrigendum(CorrigendumStep):
    audience = "notices.check"
    title = "核稿并发布更正公告"
    form_class = CheckCorrigendumForm
    success_message = "更正公告已发布。"

    def consequences(self) -> list[str]:
        row = self.corrigendum
        return [f"更正内容：{row.text}", f"更正原因：{row.reason}", "发布后不能撤回。"]

    def perform(self, form) -> Corrigendum:
        how = {"by": self.request.user, "today": today(), **form.cleaned_data}
        return services.publish_corrigendum(self.corrigendum, **how)


class DropCorrigendum(CorrigendumStep):
    audience = "notices.prepare"
    title = "放弃更正公告"
    submit_kind = "danger"
    success_message = "已放弃，没有公开。"

    def consequences(self) -> list[str]:
        return [f"更正内容：{self.corrigendum.text}"]

    def perform(self, form) -> None:
        services.drop_corrigendum(self.corrigendum, by=self.request.user, today=today())


class CorrigendumPaper(OneCorrigendum, DetailPage):
    """更正公告 as a Word file, for the portal or the file."""

    audience = "notices.view"

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        return self.taken(corrigendum_document(self.corrigendum), f"更正公告-{self.corrigendum.pk}")


class CorrigendumWebPage(OneCorrigendum, DetailPage):
    """更正公告 as a plain web page: what the editor of the portal puts on the portal."""

    audience = "notices.view"

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        return web_page(
            "registry/notices/corrigendum_webpage.html",
            {"paper": corrigendum_paper(self.corrigendum)},
            f"{self.object.number}更正公告-{self.corrigendum.pk}.html",
        )
