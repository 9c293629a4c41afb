"""Drawing up a notice: 生成公示 from a decided batch, and its words."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse

from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import ActionPage, FormPage
from ipcontact.workdays.clock import today
from ipcontact.workdays.rules import DueDate
from ipcontact.workdays.services import current_calendar
from registry.batches.models import ReviewBatch
from registry.notices import services
from registry.notices.choices import NoticeState
from registry.notices.forms import CONTACT, DraftForm, WordsForm, words_of
from registry.notices.models import PublicNotice
from registry.notices.rules import contact_problems, window
from registry.notices.views.office import OneNotice
from registry.notices.wording import day_words, default_words


class DraftNotice(ActionPage):
    """生成公示 from a decided batch."""

    audience = "notices.prepare"
    model = ReviewBatch
    title = "生成公示"
    form_class = DraftForm
    template_name = "registry/notices/draft.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            ("审定批次", reverse("batches:list")),
            (self.object.name, self.object.get_absolute_url()),
            ("生成公示", ""),
        ]

    def consequences(self) -> list[str]:
        count = len(services.shown_of(self.object))
        days = settings.NOTICE_WORKING_DAYS
        return [
            f"名单：审定纳入的{count}家，按审定批次的顺序。",
            f"公示期{days}个工作日，发布当日不计；今天发布的话，到{day_words(self.last.due)}"
            "24:00 结束。",
            "发布以前不对外公开；须由没有起草、修改、送核稿的另一人核稿。",
        ]

    @cached_property
    def last(self) -> DueDate:
        """How the window would run if it began today."""
        return window(today(), settings.NOTICE_WORKING_DAYS, current_calendar())

    @cached_property
    def words(self) -> dict[str, Any]:
        count = len(services.shown_of(self.object))
        return default_words(self.object, SiteProfile.objects.current(), count=count)

    @property
    def gaps(self) -> list[str]:
        """What the usual words leave open, so that they cannot go to the check as they are."""
        return [words for _, words in contact_problems(self.words["contact"])]

    def get_form(self, **data) -> DraftForm:
        then = DraftForm.EDIT if self.gaps else DraftForm.CHECK
        return DraftForm(**data, initial={"then": then})

    def perform(self, form) -> PublicNotice:
        step = services.draft_for_check if form.goes_to_check else services.draft
        return step(self.object, by=self.request.user, today=today())

    def get_success_message(self, result: PublicNotice) -> str:
        if result.state == NoticeState.CHECKING:
            return "已生成公示并送核稿。核稿通过后，由您发布。"
        return "已生成公示草稿。请核对文字，然后送核稿。"

    def get_success_url(self, result: PublicNotice) -> str:
        if result.state == NoticeState.CHECKING:
            return result.get_absolute_url()
        return reverse("notices:edit", args=[result.number])

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        contact = [(term, self.words["contact"][name]) for name, term in CONTACT.items()]
        return super().get_context_data(
            steps=self.last.steps,
            words=self.words,
            contact=[(term, text) for term, text in contact if text],
            gaps=self.gaps,
            **kwargs,
        )


class EditNotice(OneNotice, FormPage):
    """The words of a draft."""

    audience = "notices.prepare"
    title = "修改公示"
    form_class = WordsForm
    success_message = "已保存。"

    def get_initial(self) -> dict[str, Any]:
        return words_of(self.object)

    def perform(self, form) -> PublicNotice:
        return services.revise(
            self.object,
            values=form.values(),
            accept_warnings=form.cleaned_data.get("accept_warnings", False),
            by=self.request.user,
            today=today(),
            version=int(self.version()),
        )
