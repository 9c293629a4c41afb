"""Agencies, and the page that explains rights."""

from itertools import groupby
from typing import Any

from django.urls import reverse, reverse_lazy

from ipcontact.accounts.capabilities import TABLE
from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import can
from ipcontact.accounts.roles import SEPARATION_MESSAGE
from ipcontact.accounts.tables import AgencyFilters, AgencyTable
from ipcontact.ui.pages import DetailPage, ListPage, PlainPage


class RightsPage(PlainPage):
    """Generated from the capability table, so that it cannot say anything else."""

    audience = "rights.view"
    title = "权限说明"
    template_name = "accounts/rights.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        user = self.request.user
        groups = [
            (name, [(entry, can(user, entry.verb)) for entry in entries])
            for name, entries in groupby(sorted(TABLE, key=_group), key=lambda e: e.group)
        ]
        return super().get_context_data(groups=groups, separation=SEPARATION_MESSAGE, **kwargs)


_GROUPS = list(dict.fromkeys(entry.group for entry in TABLE))


def _group(entry) -> int:
    return _GROUPS.index(entry.group)


class AgencyList(ListPage):
    audience = "agencies.view"
    title = "机构"
    model = Agency
    filterset_class = AgencyFilters
    table_class = AgencyTable
    word = "个"
    noun = "机构"
    empty_title = "还没有机构"
    empty_text = "机构由系统管理员登记，或用 Excel 导入。"

    def get_queryset(self):
        return super().get_queryset().select_related("parent").order_by("code")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        actions = []
        if self.may("agencies.manage"):
            url = reverse("admin:accounts_agency_add")
            actions.append({"label": "登记机构", "url": url, "kind": "primary"})
        return super().get_context_data(head_actions=actions, **kwargs)


class AgencyPage(DetailPage):
    audience = "agencies.view"
    model = Agency
    number_field = "code"
    template_name = "accounts/agency.html"

    def get_queryset(self):
        return super().get_queryset().select_related("parent")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("机构", reverse_lazy("accounts:agencies")), (str(self.object), "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        agency = self.object
        edit = reverse("admin:accounts_agency_change", args=[agency.pk])
        return super().get_context_data(
            regions=agency.regions.all(),
            children=agency.children.active(),
            people=agency.users.filter(is_active=True).order_by("username"),
            edit_url=edit if self.may("agencies.manage") else "",
            may_open_people=self.may("users.view"),
            **kwargs,
        )
