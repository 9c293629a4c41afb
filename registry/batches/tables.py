"""Batches as a table."""

from ipcontact.ui.tables import Column, DateColumn, NameColumn, NumberColumn, StateColumn, Table
from registry.batches.choices import BatchState
from registry.batches.models import ReviewBatch

STATE_TONES = {
    BatchState.DRAFTING: "go",
    BatchState.IN_DECISION: "warn",
    BatchState.DECIDED: "ok",
    BatchState.ON_NOTICE: "ok",
    BatchState.CONCLUDED: "ok",
    BatchState.CANCELLED: "idle",
}


class BatchTable(Table):
    name = NameColumn(verbose_name="名称")
    number = Column(verbose_name="批次编号", order_by=("id",))
    state = StateColumn(verbose_name="状态", tones=STATE_TONES)
    size = NumberColumn(verbose_name="家数")
    turn = Column(verbose_name="轮到", orderable=False, default="—")
    round = Column(verbose_name="申报批次", accessor="round__name", default="不限", drop=True)
    submitted_on = DateColumn(verbose_name="呈报日期", default="—")
    decided_on = DateColumn(verbose_name="审定日期", default="—")
    created_by = Column(verbose_name="拟定人", accessor="created_by__name", drop=True)

    usual = ("name", "number", "state", "size", "turn", "submitted_on", "decided_on")

    class Meta(Table.Meta):
        model = ReviewBatch
        fields = ()

    def render_turn(self, value, record):
        is_waiting = record.state == BatchState.IN_DECISION
        return value if is_waiting else "—"
