"""Changes, comparisons and differences as tables."""

import django_tables2 as tables
from django.utils.html import format_html

from ipcontact.ui.tables import Column, DateColumn, NameColumn, NumberColumn, StateColumn, Table
from registry.changes.choices import ChangeState, DifferenceState
from registry.changes.models import ComparisonRun, Difference, UnitChange
from registry.changes.wording import sentence

CHANGE_TONES = {
    ChangeState.PROPOSED: "warn",
    ChangeState.ACCEPTED: "go",
    ChangeState.EFFECTIVE: "ok",
    ChangeState.REJECTED: "bad",
    ChangeState.WITHDRAWN: "idle",
}
DIFFERENCE_TONES = {
    DifferenceState.OPEN: "warn",
    DifferenceState.ACCEPTED: "ok",
    DifferenceState.SET_ASIDE: "idle",
}


class ChangeTable(Table):
    unit = NameColumn(
        verbose_name="单位名称",
        accessor="unit__name",
        orderable=False,
        linkify=lambda record: record.get_absolute_url(),
    )
    kind = Column(verbose_name="变更事项", orderable=False)
    what = Column(verbose_name="变更前 → 变更后", orderable=False, empty_values=(), drop=True)
    state = StateColumn(verbose_name="状态", tones=CHANGE_TONES, orderable=False)
    effective_on = DateColumn(verbose_name="生效日期")
    source = Column(verbose_name="来源", orderable=False)
    created_at = tables.DateTimeColumn(
        verbose_name="登记时间", format="Y-m-d H:i", order_by=("id",)
    )

    class Meta(Table.Meta):
        model = UnitChange
        fields = ()

    def render_what(self, record):
        return sentence(record)


class RunTable(Table):
    filename = NameColumn(verbose_name="文件", orderable=False)
    waiting = NumberColumn(verbose_name="待处理", orderable=False)
    kept = NumberColumn(verbose_name="差异", orderable=False)
    created_by = Column(verbose_name="比对人", accessor="created_by__name", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name="比对时间", format="Y-m-d H:i", orderable=False)

    class Meta(Table.Meta):
        model = ComparisonRun
        fields = ()


class DifferenceTable(Table):
    unit = NameColumn(
        verbose_name="单位名称",
        accessor="unit__name",
        orderable=False,
        linkify=lambda record: record.unit.get_absolute_url(),
    )
    field = Column(verbose_name="项目", orderable=False)
    what = Column(verbose_name="现登记 → 登记信息", orderable=False, empty_values=())
    state = StateColumn(verbose_name="状态", tones=DIFFERENCE_TONES, orderable=False)
    row = NumberColumn(verbose_name="行", orderable=False)
    note = Column(verbose_name="处理", orderable=False, empty_values=())

    pick = "key"

    class Meta(Table.Meta):
        model = Difference
        fields = ()

    def render_what(self, record):
        old = format_html("<del>{}</del> → ", record.old) if record.old else ""
        return format_html("{}<ins>{}</ins>", old, record.new)

    def render_note(self, record):
        if record.change_id:
            words = f"变更{record.change.get_state_display()}"
            return format_html('<a href="{}">{}</a>', record.change.get_absolute_url(), words)
        return record.reason
