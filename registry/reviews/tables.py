"""Files under assessment and letters as tables."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, StateColumn, Table
from ipcontact.ui.templatetags.ui import state
from registry.applications.models import Application
from registry.applications.office_tables import STATE_TONES
from registry.reviews.choices import (
    CONCLUSION_TONES,
    CREDIT_TONES,
    Conclusion,
    CreditResult,
    InspectionMode,
)
from registry.reviews.models import OpinionRequest


class QueueTable(Table):
    """The page puts `facts` on its rows."""

    unit_name = NameColumn(verbose_name="单位名称", order_by=("unit__pinyin", "unit_name"))
    application_no = CodeColumn(verbose_name="申报编号", order_by=("id",))
    credit_code = CodeColumn(verbose_name="信用代码")
    unit_kind = Column(
        verbose_name="类型", accessor="get_unit_kind_display", order_by=("unit_kind",), drop=True
    )
    agency = Column(
        verbose_name="推荐单位",
        accessor="agency__display_name",
        order_by=("agency__code",),
        drop=True,
    )
    codes = Column(verbose_name="入库条件", orderable=False, drop=True)
    state = StateColumn(verbose_name="环节", tones=STATE_TONES)
    state_since = DateColumn(verbose_name="进入日期", drop=True)
    inspection = Column(verbose_name="考察", orderable=False, empty_values=())
    opinions = Column(verbose_name="征求意见", orderable=False, empty_values=())
    credit = Column(verbose_name="信用核查", orderable=False, empty_values=())
    round = Column(verbose_name="批次", accessor="round__name", order_by=("round",), drop=True)

    usual = (
        "unit_name",
        "application_no",
        "agency",
        "codes",
        "state",
        "state_since",
        "inspection",
        "opinions",
        "credit",
    )
    pick = "application_no"

    class Meta(Table.Meta):
        model = Application
        fields = ()

    def render_codes(self, value):
        return "、".join(f"（{code}）" for code in value)

    def render_inspection(self, record):
        looks = record.facts.looks
        if not looks:
            return "不考察" if not record.facts.needs_look else state("未考察", "idle")
        return format_html_join(
            "",
            "<div>{}</div>",
            (
                (
                    state(
                        f"{InspectionMode(look.mode).label}：{Conclusion(look.conclusion).label}",
                        CONCLUSION_TONES[look.conclusion],
                    ),
                )
                for look in looks
            ),
        )

    def render_opinions(self, record):
        facts = record.facts
        if not facts.asked:
            return state("未征求", "idle")
        if facts.exceptions:
            word = state(f"{len(facts.exceptions)}条不同意见", "warn")
        else:
            word = "" if facts.waiting else state("无意见", "ok")
        if not facts.waiting:
            return word
        return format_html("{} {}", word, state(f"{len(facts.waiting)}个待回函", "go"))

    def render_credit(self, record):
        if not record.facts.credit:
            return state("未核查", "idle")
        result = CreditResult(record.facts.credit)
        return state(result.label, CREDIT_TONES[result])


class LetterTable(Table):
    """The page puts `due_face` on rows that wait."""

    title = NameColumn(verbose_name="标题")
    number = CodeColumn(verbose_name="函件编号", order_by=("id",))
    document_no = Column(verbose_name="文号", default="待编号")
    sent_on = DateColumn(verbose_name="发函日期")
    due_on = DateColumn(verbose_name="回函截止")
    about = Column(verbose_name="申报", orderable=False)
    answers = Column(verbose_name="回函", orderable=False, empty_values=())
    created_by = Column(
        verbose_name="发函人",
        accessor="created_by__name",
        order_by=("created_by__name",),
        drop=True,
    )

    class Meta(Table.Meta):
        model = OpinionRequest
        fields = ()

    def render_about(self, value):
        return f"{value}件"

    def render_answers(self, record):
        if record.voided_on:
            return state("已作废", "bad")
        if record.waiting_count:
            late = record.due_on < self.today
            words = f"{record.waiting_count}个{'逾期' if late else '待'}回函"
            return state(words, "warn" if late else "go")
        if record.exception_count:
            return state(f"收齐，{record.exception_count}条不同意见", "warn")
        return state("收齐，无意见", "ok")
