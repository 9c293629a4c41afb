"""Many invitations at once: the texts, or the pages with QR codes, of the units of a sheet."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import render
from django.utils.cache import patch_cache_control

from ipcontact.notifications.choices import Channel
from ipcontact.notifications.qr import qr_code
from ipcontact.notifications.services import hand_over
from ipcontact.ui.pages import ActionPage
from registry.applications.choices import ApplicationState
from registry.recommendations.access import DRAFT, may
from registry.recommendations.models import Recommendation
from registry.recommendations.services import invitation_of
from registry.recommendations.views.sheets import OfSheet


class InvitationTexts(OfSheet, ActionPage):
    """The texts of all units of a sheet that have not confirmed yet, each with its own link."""

    audience = DRAFT
    title = "邀请文案"
    submit_label = "生成全部邀请文案"
    channel = Channel.WECHAT_TEXT
    result_template = "registry/recommendations/invitations.html"

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        made = Recommendation.objects.visible_to(self.request.user).unconfirmed()
        own = made.filter(sheet_line__sheet=self.object).order_by("sheet_line__number")
        return list(own.select_related("application"))

    def consequences(self) -> list[str]:
        count = len(self.recommendations)
        return [
            f"为 {count} 家还没有确认的单位各生成{self.channel.label}，各带一个只能用一次的链接。",
            "链接只显示这一次，请只交给各家的联系人本人。",
            "每家的送达记录里记下由您生成的时间。",
        ]

    def obstacles(self) -> list[str]:
        if not may(self.request.user, DRAFT, self.object.agency_id):
            return ["这是别的机构的汇总表，由该机构的经办告知单位。"]
        return [] if self.recommendations else ["没有等待单位确认的推荐：还没有签发，或都已确认。"]

    def perform(self, form) -> list[dict[str, Any]]:
        found = []
        for each in self.recommendations:
            message = invitation_of(each.application)
            waits = each.application.state == ApplicationState.AWAITING_UNIT
            if message is not None and waits:
                made = hand_over(message=message, channel=self.channel, by=self.request.user)
                found.append({"unit": each.application.unit_name, "made": made})
        return found

    def done(self, result: list[dict[str, Any]]):
        if self.channel == Channel.QR_SHEET:
            for each in result:
                each["qr"] = qr_code(each["made"].link)
        context = {
            "title": self.title,
            "crumbs": self.get_crumbs(),
            "sheet": self.object,
            "invitations": result,
        }
        response = render(self.request, self.result_template, context)
        patch_cache_control(response, private=True, no_store=True)
        return response


class InvitationSheets(InvitationTexts):
    """The same on paper: a page with a QR code for each unit."""

    title = "二维码单页"
    submit_label = "生成全部二维码单页"
    channel = Channel.QR_SHEET
    result_template = "registry/recommendations/qr_sheets.html"
