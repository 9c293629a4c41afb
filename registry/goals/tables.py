"""Snapshots as a table."""

from ipcontact.ui.tables import Column, DateColumn, NameColumn, NumberColumn, StateColumn, Table
from registry.goals.models import FigureSnapshot
from registry.goals.wording import TONES


class SnapshotTable(Table):
    title = NameColumn(verbose_name="名称")
    number = Column(verbose_name="编号", order_by=("id",))
    as_of = DateColumn(verbose_name="统计截止日")
    edition = NumberColumn(verbose_name="第几版")
    state = StateColumn(verbose_name="状态", tones=TONES)
    compiled_by = Column(verbose_name="编制人", accessor="compiled_by__name", drop=True)
    checked_by = Column(verbose_name="复核人", accessor="checked_by__name", default="—", drop=True)
    released_on = DateColumn(verbose_name="发布日期", default="—")

    class Meta(Table.Meta):
        model = FigureSnapshot
        fields = ()
