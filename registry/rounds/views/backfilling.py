"""A round of former years entered from its paper."""

from __future__ import annotations

from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.rounds import services
from registry.rounds.forms import PastRoundForm
from registry.rounds.models import IntakeRound
from registry.rounds.views.office import LIST, MANAGE


class RoundBackfill(FormPage):
    """The few facts of its notice, and the notice itself as scan."""

    audience = MANAGE
    title = "补录往年批次"
    form_class = PastRoundForm
    back_url = LIST[1]
    crumbs = (LIST, ("补录往年批次", ""))
    submit_label = "补录这个批次"
    success_message = "已补录。可以逐家补录这一批次的申报。"
    intro = (
        "没有在本系统办理的往年批次，按当时的申报通知登记。补录的批次直接是已办结，"
        "不接收申报，不对外显示，不发消息。当年没有分批的，按全年填写起止日期。"
    )

    def perform(self, form) -> IntakeRound:
        return services.backfill(by=self.request.user, today=today(), **form.cleaned_data)
