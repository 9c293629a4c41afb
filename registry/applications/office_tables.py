"""Applications as a table."""

from django.db.models import F
from django.utils.html import format_html

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, StateColumn, Table
from registry.applications.choices import ApplicationState
from registry.applications.models import Application

S = ApplicationState
STATE_TONES = {
    S.DRAFT: "idle",
    S.AWAITING_UNIT: "warn",
    S.AGENCY_REVIEW: "go",
    S.RETURNED: "warn",
    S.BUREAU_REVIEW: "go",
    S.INSPECTION: "go",
    S.READY: "go",
    S.IN_BATCH: "go",
    S.APPROVED: "ok",
    S.ON_NOTICE: "ok",
    S.LISTED: "ok",
    S.NOT_SELECTED: "idle",
    S.WITHDRAWN: "idle",
    S.DECLINED: "idle",
    S.LAPSED: "idle",
    S.DISCARDED: "idle",
}


class DueColumn(Column):
    """What is left of the most urgent limit; the page puts `due_face` on its rows."""

    css = "nowrap"

    def render(self, record):
        face = getattr(record, "due_face", None)
        if face is None:
            return ""
        return format_html(
            '<span class="deadline {}"><b>{}</b> <span>· {}</span></span>',
            face.tone,
            face.words,
            face.when,
        )


class ApplicationTable(Table):
    unit_name = NameColumn(verbose_name="单位名称", order_by=("unit__pinyin", "unit_name"))
    application_no = CodeColumn(verbose_name="申报编号", order_by=("id",))
    credit_code = CodeColumn(verbose_name="信用代码")
    unit_kind = Column(
        verbose_name="类型", accessor="get_unit_kind_display", order_by=("unit_kind",), drop=True
    )
    sources = Column(verbose_name="来源", order_by=("is_recommended", "is_self_filed"), drop=True)
    agency = Column(
        verbose_name="推荐单位", accessor="agency__display_name", order_by=("agency__code",)
    )
    co_agency = Column(
        verbose_name="协同单位",
        accessor="co_agency__display_name",
        order_by=("co_agency__code",),
        drop=True,
    )
    state = StateColumn(verbose_name="环节", tones=STATE_TONES)
    due_on = DueColumn(verbose_name="时限", default="不计时", empty_values=())
    holder = Column(
        verbose_name="在办人", accessor="holder__name", order_by=("holder__name",), default="无"
    )
    codes = Column(verbose_name="入库条件", orderable=False, drop=True)
    round = Column(verbose_name="批次", accessor="round__name", order_by=("round",), drop=True)
    submitted_at = DateColumn(verbose_name="提交日期", drop=True)

    usual = (
        "unit_name",
        "application_no",
        "unit_kind",
        "sources",
        "agency",
        "state",
        "due_on",
        "holder",
    )
    pick = "application_no"

    class Meta(Table.Meta):
        model = Application
        fields = ()

    def render_sources(self, record, value):
        agent = getattr(record, "agent_name", "")
        return f"{value}（{agent}代填）" if agent else value

    def render_codes(self, value):
        return "、".join(f"（{code}）" for code in value)

    def order_due_on(self, queryset, is_descending):
        key = F("due_on").desc(nulls_last=True) if is_descending else F("due_on").asc()
        return queryset.order_by(key, "-pk"), True
