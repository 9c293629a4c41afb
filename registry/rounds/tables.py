"""Rounds as the staff list shows them."""

from django.utils import timezone
from django.utils.html import format_html

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, Table
from ipcontact.ui.templatetags import ui as pieces
from registry.rounds.models import IntakeRound


class MomentColumn(Column):
    """A moment to the minute."""

    css = "nowrap"

    def render(self, value):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


class RoundTable(Table):
    name = NameColumn(verbose_name="批次名称")
    number = CodeColumn(verbose_name="批次编号")
    state = Column(verbose_name="状态", accessor="state_word", order_by=("state",))
    opens_at = MomentColumn(verbose_name="开始时间")
    closes_at = MomentColumn(verbose_name="截止时间", default="常年申报")
    published_on = DateColumn(verbose_name="通知发布", default="未发布", drop=True)
    contact = Column(
        verbose_name="联系部门", accessor="contact_agency__display_name", orderable=False, drop=True
    )

    class Meta(Table.Meta):
        model = IntakeRound
        fields = ()

    def render_state(self, value, record):
        shown = pieces.state(value, record.tone)
        return format_html("{} {}", shown, pieces.tag("补录")) if record.is_backfill else shown
