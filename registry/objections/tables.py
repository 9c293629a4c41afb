"""Objections as a table: the unit and the state, never who objected."""

from ipcontact.ui.tables import Column, DateColumn, NameColumn, StateColumn, Table
from registry.objections.choices import ObjectionState
from registry.objections.models import Objection

STATE_TONES = {
    ObjectionState.RECEIVED: "warn",
    ObjectionState.SUPPLEMENT: "warn",
    ObjectionState.INVESTIGATING: "go",
    ObjectionState.CONCLUDED: "warn",
    ObjectionState.ANSWERED: "ok",
    ObjectionState.WITHDRAWN: "idle",
    ObjectionState.LEAD_ONLY: "idle",
}


class ObjectionTable(Table):
    name = NameColumn(verbose_name="被异议单位", accessor="item__name")
    number = Column(verbose_name="异议编号", order_by=("id",))
    state = StateColumn(verbose_name="状态", tones=STATE_TONES)
    conclusion = Column(
        verbose_name="结论", accessor="get_conclusion_display", order_by="conclusion"
    )
    received_on = DateColumn(verbose_name="收到日期")
    answer_due_on = DateColumn(verbose_name="答复期限", default="—")
    handler = Column(verbose_name="经办人", accessor="handler__name", default="还没有人接办")
    channel = Column(
        verbose_name="提出方式", accessor="get_channel_display", order_by="channel", drop=True
    )
    notice = Column(verbose_name="公示编号", accessor="item__notice__number", drop=True)

    usual = ("name", "number", "state", "conclusion", "received_on", "answer_due_on", "handler")

    class Meta(Table.Meta):
        model = Objection
        fields = ()
