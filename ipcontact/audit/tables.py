"""What the audit lists show."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from ipcontact.audit.history import SYSTEM
from ipcontact.ui.tables import Column, NameColumn, Table


class MomentColumn(NameColumn):
    """A moment to the second; heads the row and links to the record."""

    css = ""

    def render(self, value: datetime):
        moment = timezone.localtime(value)
        return format_html("<time>{}</time>", moment.strftime("%Y-%m-%d %H:%M:%S"))


class ShortColumn(Column):
    """A few words that stay on one line."""

    css = "nowrap"


class ChangeTable(Table):
    """Row changes as sentences (`ChangeList` puts `sentence` on each record of the page)."""

    at = MomentColumn(verbose_name="时间")
    user_name = ShortColumn(verbose_name="人员", default=SYSTEM)
    act = ShortColumn(verbose_name="事项", default="—")
    table_name = Column(verbose_name="数据表", drop=True)
    sentence = Column(verbose_name="内容", empty_values=())

    class Meta(Table.Meta):
        orderable = False

    def render_user_name(self, value: str) -> str:
        return value or SYSTEM

    def render_table_name(self, record):
        return format_html(
            "{} <span class='mute'>{}</span>", record.sentence.subject, record.row_key
        )

    def render_sentence(self, record):
        return render_to_string("audit/sentence_cell.html", {"sentence": record.sentence})


class AccessTable(Table):
    """Sign-ins, refusals, exports, reveals, downloads."""

    at = MomentColumn(verbose_name="时间")
    kind = Column(verbose_name="类别")
    user_name = Column(verbose_name="人员", default="未登录")
    target = Column(verbose_name="对象", default="—")
    address = Column(verbose_name="来源地址", default="—", drop=True)

    class Meta(Table.Meta):
        orderable = False
