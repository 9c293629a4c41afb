"""Notices as a table."""

from ipcontact.ui.tables import Column, DateColumn, NameColumn, NumberColumn, StateColumn, Table
from registry.notices.choices import NoticeState
from registry.notices.models import PublicNotice

STATE_TONES = {
    NoticeState.DRAFTING: "go",
    NoticeState.CHECKING: "go",
    NoticeState.APPROVED: "warn",
    NoticeState.PUBLISHED: "ok",
    NoticeState.STOPPED: "bad",
    NoticeState.ENDED: "warn",
    NoticeState.ANNOUNCED: "ok",
    NoticeState.CANCELLED: "idle",
}


class NoticeTable(Table):
    title = NameColumn(verbose_name="标题")
    number = Column(verbose_name="公示编号", order_by=("id",))
    state = StateColumn(verbose_name="状态", tones=STATE_TONES)
    size = NumberColumn(verbose_name="家数")
    held = NumberColumn(verbose_name="暂缓")
    published_on = DateColumn(verbose_name="发布日期", default="—")
    ends_on = DateColumn(
        verbose_name="截止日期", accessor="last_day", order_by="ends_on", default="—"
    )
    batch = Column(verbose_name="审定批次", accessor="batch__name", drop=True)
    created_by = Column(verbose_name="起草人", accessor="created_by__name", drop=True)

    usual = ("title", "number", "state", "size", "held", "published_on", "ends_on")

    class Meta(Table.Meta):
        model = PublicNotice
        fields = ()
