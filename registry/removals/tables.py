"""Removals as a table."""

from ipcontact.ui.tables import Column, DateColumn, NameColumn, StateColumn, Table
from registry.removals.choices import RemovalState
from registry.removals.models import Removal

TONES = {
    RemovalState.REQUESTED: "warn",
    RemovalState.PROPOSED: "warn",
    RemovalState.HEARING: "go",
    RemovalState.READY: "warn",
    RemovalState.REMOVED: "idle",
    RemovalState.KEPT: "ok",
    RemovalState.CANCELLED: "idle",
}


class RemovalTable(Table):
    unit_name = NameColumn(
        verbose_name="单位名称",
        orderable=False,
        linkify=lambda record: record.get_absolute_url(),
    )
    ground = Column(verbose_name="事由", orderable=False)
    state = StateColumn(verbose_name="状态", tones=TONES, orderable=False)
    proposed_on = DateColumn(verbose_name="提出日期", order_by=("id",))
    told_on = DateColumn(verbose_name="告知日期", orderable=False, default="—", drop=True)
    statement_on = DateColumn(verbose_name="陈述日期", orderable=False, default="—", drop=True)
    decided_on = DateColumn(verbose_name="决定日期", orderable=False, default="—")

    class Meta(Table.Meta):
        model = Removal
        fields = ()
