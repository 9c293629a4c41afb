"""Merges as a table."""

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, StateColumn, Table
from registry.merges.models import UnitMerge

TONES = {"proposed": "go", "merged": "ok", "refused": "idle", "withdrawn": "idle", "undone": "warn"}


class MergeTable(Table):
    merged = NameColumn(verbose_name="被合并单位", accessor="merged__name", orderable=False)
    merged_no = CodeColumn(verbose_name="编号", accessor="merged__public_no", orderable=False)
    surviving = Column(verbose_name="保留单位", accessor="surviving__name", orderable=False)
    state = StateColumn(verbose_name="状态", tones=TONES)
    proposed_by = Column(verbose_name="提出人", accessor="proposed_by__name", orderable=False)
    settled_by = Column(
        verbose_name="确认人", accessor="settled_by__name", orderable=False, drop=True
    )
    settled_on = DateColumn(verbose_name="确认日期")

    class Meta(Table.Meta):
        model = UnitMerge
        fields = ()
