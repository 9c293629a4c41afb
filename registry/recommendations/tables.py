"""Recommendations, sheets and their lines as tables."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ipcontact.ui.tables import (
    CodeColumn,
    Column,
    DateColumn,
    NameColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from ipcontact.ui.templatetags import ui as pieces
from registry.recommendations.models import Recommendation, RecommendationSheet, SheetLine
from registry.recommendations.wording import step_of

LINE_BREAK = mark_safe("<br>")  # noqa: S308 - a constant of ours
OPINION_TONES = {"recommended": "ok", "not_recommended": "bad"}
SHEET_TONES = {"previewed": "warn", "imported": "ok", "dropped": "idle"}
LINE_TONES = {
    "ready": "go",
    "listed": "idle",
    "open": "idle",
    "rejected": "bad",
    "imported": "ok",
}


class RecommendationTable(Table):
    name = NameColumn(verbose_name="单位名称", accessor="application__unit_name", linkify=True)
    number = CodeColumn(verbose_name="申报编号", accessor="application__application_no")
    credit_code = CodeColumn(
        verbose_name="信用代码", accessor="application__credit_code", drop=True
    )
    agency = Column(
        verbose_name="推荐单位", accessor="agency__display_name", order_by=("agency",), drop=True
    )
    opinion = StateColumn(verbose_name="意见", tones=OPINION_TONES)
    step = Column(verbose_name="进展", empty_values=(), orderable=False)
    confirm_by = DateColumn(verbose_name="确认期限")
    signed_on = DateColumn(verbose_name="签发日期")

    pick = "key"

    class Meta(Table.Meta):
        model = Recommendation
        fields = ()

    def render_step(self, record: Recommendation):
        return pieces.state(*step_of(record, sees_file=record.sees_file))

    def render_number(self, value, record: Recommendation, column):
        return column.render(value) if record.sees_file else "—"

    def render_confirm_by(self, value, record: Recommendation, column):
        return column.render(value) if record.sees_file else "—"


class SheetTable(Table):
    filename = NameColumn(verbose_name="文件", orderable=False)
    state = StateColumn(verbose_name="状态", tones=SHEET_TONES, orderable=False)
    result = Column(verbose_name="结果", accessor="summary__sentence", orderable=False, default="—")
    agency = Column(
        verbose_name="推荐单位", accessor="agency__display_name", orderable=False, drop=True
    )
    created_by = Column(
        verbose_name="上传人", accessor="created_by__name", orderable=False, drop=True
    )
    created_at = tables.DateTimeColumn(verbose_name="上传时间", format="Y-m-d H:i", orderable=False)

    class Meta(Table.Meta):
        model = RecommendationSheet
        fields = ()


class LineTable(Table):
    number = NumberColumn(verbose_name="行", orderable=False)
    unit_name = NameColumn(verbose_name="单位名称", linkify=False, orderable=False)
    credit_code = CodeColumn(verbose_name="信用代码", orderable=False)
    verdict = StateColumn(verbose_name="结果", tones=LINE_TONES, orderable=False)
    notes = Column(verbose_name="问题和提示", orderable=False, empty_values=())
    act = Column(verbose_name="办理", orderable=False, empty_values=())

    may_mend = False

    class Meta(Table.Meta):
        model = SheetLine
        fields = ()

    def render_notes(self, record: SheetLine):
        return format_html_join(
            LINE_BREAK,
            "<b>{}</b> {}",
            (
                (item["address"] or item["column"], item["reason"])
                for item in [*record.defects, *record.warnings]
            ),
        )

    def render_act(self, record: SheetLine):
        if record.application_id:
            made = next(iter(record.recommendations.all()), None)
            return "" if made is None else _link(made.get_absolute_url(), "查看推荐", record)
        if not (self.may_mend and record.can_be_mended):
            return ""
        return _link(record.get_absolute_url(), "改正", record)


def _link(url: str, words: str, line: SheetLine):
    return format_html(
        '<a href="{}">{}<span class="vh">（第 {} 行）</span></a>', url, words, line.number
    )
