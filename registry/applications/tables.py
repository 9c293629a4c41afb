"""Applications as tables."""

import django_tables2 as tables
from django.urls import reverse

from ipcontact.ui.tables import CodeColumn, Column, NameColumn, Table
from ipcontact.ui.templatetags.ui import state
from registry.applications.choices import ApplicationState
from registry.applications.models import Application

OWN_TONES = {
    ApplicationState.DRAFT: "go",
    ApplicationState.AWAITING_UNIT: "warn",
    ApplicationState.RETURNED: "warn",
    ApplicationState.LISTED: "ok",
    ApplicationState.NOT_SELECTED: "idle",
    ApplicationState.WITHDRAWN: "idle",
    ApplicationState.DECLINED: "idle",
    ApplicationState.LAPSED: "idle",
    ApplicationState.DISCARDED: "idle",
}


def own_tone(state: str) -> str:
    """The tone of a state as its unit sees it."""
    return OWN_TONES.get(ApplicationState(state), "go")


class OwnTable(Table):
    """An account's own files, in the public word."""

    unit_name = NameColumn(
        verbose_name="单位",
        linkify=lambda record: reverse("applications:status", args=[record.application_no]),
        empty_values=(),
    )
    application_no = CodeColumn(verbose_name="申报编号")
    round = Column(verbose_name="批次", drop=True)
    public_word = Column(verbose_name="进度", accessor="state")
    submitted_at = tables.DateTimeColumn(verbose_name="提交时间", format="Y-m-d H:i", default="")

    class Meta(Table.Meta):
        model = Application
        fields = ()

    def render_unit_name(self, value, record):
        return value or "（还没有填写单位名称）"

    def render_public_word(self, record):
        return state(record.public_word, own_tone(record.state))
