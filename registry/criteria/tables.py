"""Proofs as a table."""

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, StateColumn, Table
from ipcontact.ui.templatetags import ui as pieces
from ipcontact.workdays.clock import today
from registry.criteria.board import CHECK_TONES, detail_of
from registry.criteria.models import Evidence
from registry.criteria.rules import WARNING_DAYS


class EvidenceTable(Table):
    unit = NameColumn(
        verbose_name="单位名称",
        accessor="unit__name",
        order_by=("unit__pinyin",),
        linkify=lambda record: record.get_absolute_url(),
    )
    criterion = Column(verbose_name="入库条件", accessor="criterion", order_by=("criterion__code",))
    particulars = Column(verbose_name="证明", orderable=False, empty_values=())
    state = StateColumn(verbose_name="核对", tones=CHECK_TONES)
    expires_on = DateColumn(verbose_name="到期日期")
    left = Column(verbose_name="到期情况", orderable=False, empty_values=())
    checked_by = Column(
        verbose_name="核对人", accessor="checked_by__name", orderable=False, drop=True
    )
    checked_on = DateColumn(verbose_name="核对日期", drop=True)
    source = Column(verbose_name="来源", accessor="get_source_display", order_by=("source",))
    credit_code = CodeColumn(
        verbose_name="信用代码", accessor="unit__credit_code", orderable=False, drop=True
    )

    usual = (
        "unit",
        "criterion",
        "particulars",
        "state",
        "expires_on",
        "left",
        "checked_by",
        "checked_on",
    )

    class Meta(Table.Meta):
        model = Evidence
        fields = ()

    def render_particulars(self, record):
        return detail_of(record, record.criterion.proof_kind)

    def render_left(self, record):
        if record.expires_on is None:
            return ""
        days = (record.expires_on - today()).days
        if days < 0:
            return pieces.state("已过期", "bad")
        if days > WARNING_DAYS:
            return ""
        return pieces.state(f"还有 {days} 天" if days else "今天到期", "warn")
