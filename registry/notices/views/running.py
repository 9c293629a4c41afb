"""Pages of a notice in public: 发布, 登记门户, 延长, 中止, 恢复, 撤销, 重新公示."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import VersionedForm
from ipcontact.acts.models import OfflineResult
from ipcontact.workdays.clock import today
from ipcontact.workdays.services import current_calendar
from registry.notices import services
from registry.notices.choices import NoticeAction, NoticeActor
from registry.notices.forms import (
    DecidedForm,
    ExtendForm,
    PortalForm,
    ReasonForm,
)
from registry.notices.models import PublicNotice
from registry.notices.papers import period_words
from registry.notices.rules import cancel_problems, moves_from, window
from registry.notices.services.deciding import BY_LEADERS
from registry.notices.views.office import NoticeStep
from registry.notices.wording import day_words


class Publish(NoticeStep):
    """发布, with the window computed and explained before it is confirmed."""

    action = NoticeAction.PUBLISH
    template_name = "registry/notices/publish.html"
    success_message = "已发布。请把公文和网页交门户发布，再登记门户网址。"

    def get_success_url(self, result: PublicNotice) -> str:
        return reverse("notices:portal", args=[result.number])

    def consequences(self) -> list[str]:
        last = self.last
        provisional = "（暂定：这一年的放假安排还没有公布）" if last.provisional else ""
        return [
            f"公示到{day_words(last.due)}24:00 结束{provisional}，{self.object.days}个工作日，"
            "发布当日不计。",
            f"名单上的{len(self.items)}家转为“公示中”，文字和名单从此不能改，只能更正。",
            "任何人不用登录就能看到。",
        ]

    @property
    def last(self):
        return window(today(), self.object.days, current_calendar())

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.publish(self.object, by=self.request.user, now=timezone.now(), **how)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(steps=self.last.steps, **kwargs)


class Portal(NoticeStep):
    """登记门户发布: what the portal is given, then its address, the day, a picture."""

    action = NoticeAction.REGISTER
    template_name = "registry/notices/portal.html"
    form_class = PortalForm
    submit_label = "登记"
    success_message = "已登记门户网址。"

    def get_initial(self) -> dict[str, Any]:
        first = self.object.portal_on or today()
        return {**super().get_initial(), "url": self.object.portal_url, "portal_on": first}

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return services.register_portal(self.object, by=self.request.user, today=today(), **how)


class LeadersStep(NoticeStep):
    """A step of the leader, or of whoever holds the leader's 委托."""

    audience = "notices.view"
    form_class = ReasonForm
    submit_kind = "danger"
    step: Any

    def perform(self, form) -> PublicNotice:
        how = form.cleaned_data
        return type(self).step(self.object, by=self.request.user, today=today(), **how)


class Extend(LeadersStep):
    action = NoticeAction.EXTEND
    form_class = ExtendForm
    submit_kind = "primary"
    step = services.extend
    success_message = "已延长公示。"

    def consequences(self) -> list[str]:
        return [period_words(self.object), "公众会看到原截止日、新截止日和延长的理由。"]


class Stop(LeadersStep):
    action = NoticeAction.STOP
    step = services.stop
    success_message = "已中止公示。"

    def consequences(self) -> list[str]:
        return ["公众看到“公示中止”。", "恢复时重新计算完整的公示期；不再恢复的可以撤销。"]


class Restart(LeadersStep):
    action = NoticeAction.RESTART
    submit_kind = "primary"
    step = services.restart
    success_message = "已恢复公示，重新计算公示期。"

    def consequences(self) -> list[str]:
        last = window(today(), self.object.days, current_calendar())
        return [f"从今天重新起算{self.object.days}个工作日，到{day_words(last.due)}24:00 结束。"]


class Cancel(LeadersStep):
    action = NoticeAction.CANCEL
    step = services.cancel
    success_message = "已撤销公示。"

    def obstacles(self) -> list[str]:
        held = [words for _, words in cancel_problems(services.facts_of(self.object))]
        return super().obstacles() or held

    def consequences(self) -> list[str]:
        return [
            "公众看到“公示撤销”和您写的理由。",
            f"名单上的{len(self.items)}家回到“审定通过”，可以更正后重新公示。",
        ]


class Decided(NoticeStep):
    """登记线下决定: one of these, decided on paper; a second person confirms."""

    audience = "offline.enter"
    title = "登记线下决定"
    submit_label = "登记，交另一人确认"
    success_message = "已登记。另一人核对原件、确认之后生效。"

    @property
    def offered(self) -> list[NoticeAction]:
        found = moves_from(self.object.state, {NoticeActor.DECIDER})
        return [action for action in found if action in BY_LEADERS]

    def get_form(self, **data):
        if not self.offered:
            return VersionedForm(**data)
        first = {"decided_on": today(), "channel": Channel.PAPER.value}
        return DecidedForm(**data, actions=self.offered, initial=first)

    def obstacles(self) -> list[str]:
        if self.offered:
            return []
        state = self.object.get_state_display()
        return [f"这份公示现在是“{state}”，没有可以登记的线下决定。"]

    def consequences(self) -> list[str]:
        return ["另一人确认之前，公示照旧。", "理由会公开。"]

    def perform(self, form) -> OfflineResult:
        data = form.cleaned_data
        return services.enter_decision(
            self.object,
            action=NoticeAction(data["action"]),
            ends_on=data.get("ends_on"),
            by=self.request.user,
            today=today(),
            **form.facts(),
        )


class Repeat(NoticeStep):
    """重新公示 of what was shown before."""

    action = NoticeAction.REPEAT
    form_class = ReasonForm
    submit_label = "生成新的公示"
    success_message = "已生成新的公示草稿。"

    def consequences(self) -> list[str]:
        return [
            "名单重新取自审定结果，另起公示编号，须再次核稿。",
            "原公示保留，并注明已重新公示。",
        ]

    def perform(self, form) -> PublicNotice:
        return services.draft(
            self.object.batch,
            repeats=self.object,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            today=today(),
        )

    def get_success_url(self, result: PublicNotice) -> str:
        return result.get_absolute_url()
