"""Delegations as a table."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from ipcontact.acts.models import Delegation
from ipcontact.ui.tables import Column, DateColumn, NameColumn, Table
from ipcontact.ui.templatetags import ui as pieces
from ipcontact.workdays.clock import today

TONES = {"在用": "ok", "未开始": "go"}


class DelegationTable(Table):
    from_user = NameColumn(verbose_name="委托人", linkify=False)
    to_user = Column(verbose_name="受托人")
    labels = Column(verbose_name="委托事项", orderable=False)
    from_on = DateColumn(verbose_name="开始")
    until_on = DateColumn(verbose_name="截止")
    scan = Column(verbose_name="委托书", orderable=False)
    stage = Column(verbose_name="状态", empty_values=(), orderable=False)
    end = tables.Column(verbose_name="终止", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = Delegation
        fields = ()

    def render_scan(self, value) -> str:
        return format_html('<a href="{}">{}</a>', value.get_absolute_url(), value)

    def render_stage(self, record: Delegation) -> str:
        return pieces.state(stage(record), TONES.get(stage(record), "idle"))

    def render_end(self, record: Delegation) -> str:
        if stage(record) not in TONES:
            return ""
        return format_html(
            '<a href="{}">终止委托</a>', reverse("acts:delegation_end", args=[record.key])
        )


def stage(delegation: Delegation) -> str:
    """Where it stands today, in a word."""
    if delegation.ended_at:
        return "已终止"
    if delegation.until_on < today():
        return "已到期"
    return "未开始" if delegation.from_on > today() else "在用"
