"""Pages of 公布: online by the leader, or entered from paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import OfflineResult
from ipcontact.acts.services import last_step_words
from ipcontact.ui.pages import DetailPage
from ipcontact.workdays.clock import today
from registry.notices import services
from registry.notices.access import DECISIONS
from registry.notices.choices import NoticeActor
from registry.notices.forms import AnnouncedForm, AnnounceForm
from registry.notices.models import Announcement
from registry.notices.papers import announcement_document
from registry.notices.rules import announce_problems, move_problems
from registry.notices.services.announcing import action_of
from registry.notices.views.office import NoticeStep, OneNotice
from registry.notices.wording import edition_name


class Announce(NoticeStep):
    """公布, or 补充公布 of what was held the first time."""

    audience = "notices.view"
    form_class = AnnounceForm

    @property
    def action(self):
        return action_of(self.object)

    def get_success_message(self, result: Announcement) -> str:
        return f"已公布“{result.edition}”，{result.edition.entry_count}家。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "edition_name": edition_name(self.object)}

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if found:
            return found
        return [words for _, words in announce_problems(services.facts_of(self.object))]

    def consequences(self) -> list[str]:
        facts = services.facts_of(self.object)
        clear = sum(each.is_clear for each in facts)
        held = [each.name for each in facts if each.is_held]
        said = [f"{clear}家从今天起在库，生成名录新版次，申报转为“已纳入名录”。"]
        if held:
            said.append(f"异议还在核查的{len(held)}家不公布，办结后补充公布：{'、'.join(held)}。")
        said.append("申报时核实的证明、联络员和地址存入单位档案。")
        return said

    def perform(self, form) -> Announcement:
        how = form.cleaned_data
        return services.announce(self.object, by=self.request.user, today=today(), **how)


class Announced(NoticeStep):
    """登记线下公布: decided on paper, a second person confirms."""

    audience = "offline.enter"
    form_class = AnnouncedForm
    title = "登记线下公布"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后公布。"

    @property
    def action(self):
        return action_of(self.object)

    def get_form(self, **data) -> AnnouncedForm:
        initial = {
            "edition_name": edition_name(self.object),
            "announced_on": today(),
            "decided_on": today(),
            "channel": Channel.PAPER.value,
        }
        return AnnouncedForm(**data, code=DECISIONS[self.action], initial=initial)

    def obstacles(self) -> list[str]:
        actors = {NoticeActor.DECIDER}
        found = move_problems(self.action, state=self.object.state, actors=actors)
        if found:
            return [f"{last_step_words(self.object)}{words}" for _, words in found]
        return [words for _, words in announce_problems(services.facts_of(self.object))]

    def perform(self, form) -> OfflineResult:
        names = ("edition_name", "announced_on", "accept_warnings")
        data = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        return services.enter_announcement(
            self.object, by=self.request.user, today=today(), **data, **form.facts()
        )


class AnnouncementPaper(OneNotice, DetailPage):
    """公布通知 of one edition as a Word file."""

    audience = "notices.view"

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        made = self.object.announcements.select_related("edition", "notice")
        announcement = get_object_or_404(made, edition__number=self.kwargs["edition"])
        content = announcement_document(announcement)
        return self.taken(content, f"公布通知-{announcement.edition.number}")
