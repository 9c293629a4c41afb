"""Telling a change of a unit: which, the form, the contact, the link for the unit."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from ipcontact.ui.pages import ActionPage, DetailPage, FormPage
from ipcontact.workdays.clock import today
from registry.changes import access, services
from registry.changes.choices import BY_THE_UNIT, CHECKED_KINDS, REGISTRATION_OF, ChangeKind
from registry.changes.forms import ContactForm, ProposalForm, RebindForm
from registry.units.choices import PersonRole, UnitKind
from registry.units.models import Unit
from registry.units.posts import contact_of

HINTS = {
    ChangeKind.RENAME: "新名称和登记通知书照片；信用代码不变。",
    ChangeKind.CODE: "转企改制、社会组织换证等，代码改变、单位延续。",
    ChangeKind.ADDRESS: "在本区内迁址；跨辖区的同时移交主责单位。",
    ChangeKind.LEGAL: "新法定代表人姓名。",
    ChangeKind.LEAD_UNIT: "产业联盟更换牵头单位。",
    ChangeKind.MOVED_OUT: "住所迁出本区。",
    ChangeKind.SPLIT: "分出一家或者几家新的单位；新单位入库须另行申报。",
    ChangeKind.MERGED: "被其他单位吸收；承继单位入库须另行申报。",
    ChangeKind.REVOKED: "被吊销执照、尚未注销。",
    ChangeKind.CANCELLED: "登记机关已核准注销。",
    ChangeKind.BANKRUPT: "法院裁定进入破产程序或者宣告破产。",
    ChangeKind.ACTIVE: "更正误登的登记状态，或者恢复存续。",
}


class OfUnit:
    """A page about a change of one unit, with the way back to its record."""

    model = Unit
    number_field = "public_no"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "lead_agency", "lead_unit")

    @property
    def is_staff(self) -> bool:
        return self.may("units.edit")

    def get_crumbs(self):
        unit = self.object
        way = [("单位", reverse("units:list"))] if self.is_staff else []
        return [*way, (unit.name, unit.get_absolute_url()), (self.get_title(), "")]


class ChooseKind(OfUnit, DetailPage):
    """Which change: what takes effect at once, what is checked first."""

    audience = access.PROPOSE
    title = "登记变更"
    template_name = "registry/changes/choose.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        unit = self.object
        kinds = CHECKED_KINDS if self.is_staff else BY_THE_UNIT
        kinds = [kind for kind in kinds if REGISTRATION_OF.get(kind) != unit.registration_state]
        if unit.kind != UnitKind.ALLIANCE:
            kinds = [kind for kind in kinds if kind != ChangeKind.LEAD_UNIT]
        open_now = {each.kind: each for each in unit.changes.open()}
        rows = [
            {
                "label": kind.label,
                "hint": HINTS[kind],
                "url": reverse("changes:propose", args=[unit.public_no, kind.value]),
                "open": open_now.get(kind.value),
            }
            for kind in kinds
        ]
        return super().get_context_data(rows=rows, may_rebind=self.may(access.REBIND), **kwargs)


class ProposeChange(OfUnit, FormPage):
    """The form of one kind; the record it leads to shows what will be where."""

    audience = access.PROPOSE
    form_class = ProposalForm
    submit_label = "登记变更并预览"
    intro = "登记后先看预览；由另一人核对材料后生效。"

    @property
    def kind(self) -> ChangeKind:
        value = self.kwargs["kind"]
        if value not in {kind.value for kind in CHECKED_KINDS}:
            raise Http404("没有这种变更。")
        return ChangeKind(value)

    def get_title(self) -> str:
        return f"登记{self.kind.label}"

    def get_template_names(self) -> list[str]:
        is_split = self.kind == ChangeKind.SPLIT
        return ["registry/changes/division.html"] if is_split else super().get_template_names()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "unit": self.object,
            "kind": self.kind,
            "is_staff": self.is_staff,
            "today": today(),
        }

    def perform(self, form):
        how = {"channel": form.cleaned_data["channel"]} if self.is_staff else {}
        return services.propose(
            self.object, form.proposal(), by=self.request.user, today=today(), **how
        )

    def get_success_message(self, result) -> str:
        return f"已登记{result.get_kind_display()}，待核对。"


class ChangeContact(OfUnit, FormPage):
    """联络员换人、换号: three fields, in effect at once."""

    audience = access.PROPOSE
    form_class = ContactForm
    title = "更新联络员"
    submit_label = "更新联络员"
    intro = "保存后即时生效，主责单位会收到通知。本人换号码也在这里改。"
    success_message = "已更新，即时生效。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"is_staff": self.is_staff, "initial": {"role": PersonRole.PRIMARY_CONTACT}}

    def perform(self, form):
        services.change_contact(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
        return self.object


class RebindContact(OfUnit, FormPage):
    """The old contact has gone: a new one on the ground of an 授权书, with a fresh link."""

    audience = access.REBIND
    form_class = RebindForm
    title = "联络员离职，重新绑定"
    submit_label = "绑定新联络员"
    intro = "收到单位授权书后办理。原联络员手里的链接即时作废，新联络员会收到一条新的变更链接。"
    success_message = "已绑定新联络员，变更链接已发出。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def perform(self, form):
        services.rebind(self.object, by=self.request.user, today=today(), **form.cleaned_data)
        return self.object


class SendLink(OfUnit, ActionPage):
    """A one-time link for the contact, to tell a change without an account."""

    audience = access.REBIND
    title = "发变更链接"
    submit_label = "发出链接"
    success_message = "已发出。对方收不到短信和邮件的，在“对外告知”里用微信文案、二维码或电话告知。"

    def consequences(self) -> list[str]:
        return ["单位现任联络员会收到一条只能用一次的链接，可以在线登记一项变更。"]

    def obstacles(self) -> list[str]:
        if contact_of(self.object) is None:
            return ["该单位没有联络员，请先登记联络员。"]
        return []

    def perform(self, form):
        services.send_link(self.object, by=self.request.user)
        return self.object
